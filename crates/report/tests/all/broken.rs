//! An overview of texts and numbers that should never come.

use crate::common::HOSTILE;
use secondheart_evidence::{Point, Section, State};
use secondheart_laboratory::departure::Departure;
use secondheart_laboratory::instrument::KneeCycle;
use secondheart_report::claims::ToldClaim;
use secondheart_report::overview::{
    AcceptedRange, Bleeding, Channel, EndValues, EnvelopePoint, GaitWindow, Overview, PhaseSpan,
    Plethysmogram, PressureVolumeLoop, PumpShare, PumpWindow, RangeRole, ReadingCell, ReadingRow,
    ReadingTable, RestingBeat, Straining, StudyValue, Tiptoes, Trace, ValveWindow, WorkSlope,
    WorkStage, WorkStudy, channel_name,
};

/// Everything an overview can hold, with texts and numbers that should never come.
pub(crate) fn broken(value: f64) -> Overview {
    let point = |t_s: f64, v: f64| EnvelopePoint {
        t_s,
        weight_s: 1.0,
        min: v,
        mean: v,
        max: v,
    };
    let points = vec![
        point(0.0, 1.0),
        point(1.0, value),
        point(value, 2.0),
        point(3.0, value),
    ];
    let channel = |name: &str| Channel {
        name: name.into(),
        label: HOSTILE.into(),
        unit: HOSTILE.into(),
        points: points.clone(),
    };
    let trace = || Trace {
        label: HOSTILE.into(),
        t_s: vec![0.0, 1.0, value, 2.0],
        values: vec![value, 0.5, 1.0],
    };
    let accepted = AcceptedRange {
        low: value,
        high: 2.0,
        holds_for: HOSTILE.into(),
        source: HOSTILE.into(),
        target_id: HOSTILE.into(),
        role: RangeRole::Shown(HOSTILE),
    };
    let judged = AcceptedRange {
        target_id: "A1".into(),
        role: RangeRole::Calibrated,
        ..accepted.clone()
    };
    let cell = |accepted| Some(ReadingCell { value, accepted });
    let phase = |start_s, end_s| PhaseSpan {
        name: HOSTILE.repeat(5),
        start_s,
        end_s,
        details: vec![HOSTILE.to_owned()],
        end: EndValues {
            blood_lost_ml: Some(value),
            ..EndValues::default()
        },
    };
    let stage = |value: f64| WorkStage {
        label: HOSTILE.into(),
        power_w: Some(value),
        readings: ["oxygen_uptake_ml_per_min", "cardiac_output_l_per_min"]
            .map(|name| {
                (
                    name,
                    ReadingCell {
                        value,
                        accepted: vec![judged.clone()],
                    },
                )
            })
            .into(),
    };
    Overview {
        claims: vec![ToldClaim {
            id: HOSTILE.into(),
            text: HOSTILE.into(),
            state: State::Partly,
            words: HOSTILE.into(),
            sections: vec![Section {
                heading: "Limits",
                points: vec![Point {
                    text: HOSTILE.into(),
                    notes: vec![HOSTILE.into()],
                    command: Some(HOSTILE.into()),
                }],
            }],
        }],
        title: HOSTILE.into(),
        description: HOSTILE.into(),
        subject_line: HOSTILE.into(),
        differences: vec![HOSTILE.to_owned()],
        departures: vec![Departure {
            quantity: HOSTILE.into(),
            unit: HOSTILE.into(),
            event: None,
            at_s: Some(value),
            value,
            limit: value,
            reason: HOSTILE.into(),
        }],
        plethysmogram: Some(Plethysmogram {
            curve: channel("calf_fluid_volume_ml"),
            phases: vec![phase(0.0, 2.0), phase(2.0, 3.0)],
            standing_s: value,
            emptied_ml: value,
            venous_volume_ml: value,
            filling_index_ml_per_s: Some(value),
            ejection: Some(Tiptoes {
                start_s: value,
                end_s: value,
                lowest_ml: value,
                volume_ml: value,
                fraction_pct: value,
            }),
            residue: Some(Tiptoes::default()),
        }),
        command_line: HOSTILE.into(),
        version: HOSTILE.into(),
        simulated_s: value,
        wall_s: value,
        speed: value,
        invariants: vec![(HOSTILE.into(), HOSTILE.into())],
        window_ends: vec![EndValues {
            leg_swelling_ml: Some(value),
            ..EndValues::default()
        }],
        phases: vec![
            phase(0.0, 2.0),
            phase(2.0, 2.0),
            phase(value, value),
            phase(2.0, 3.0),
        ],
        channels: [
            channel_name::ARTERIAL_PRESSURE,
            channel_name::CARDIAC_OUTPUT,
            channel_name::FOOT_VEIN_PRESSURE,
            channel_name::CENTRAL_VENOUS_PRESSURE,
            channel_name::PLASMA_VOLUME,
        ]
        .map(channel)
        .into(),
        loops: vec![PressureVolumeLoop {
            label: HOSTILE.into(),
            volume_ml: vec![100.0, value, 50.0],
            pressure_mmhg: vec![value, 1.0, 100.0, 5.0],
        }],
        pump_window: Some(PumpWindow {
            end_s: 3.0,
            exercise_start_s: value,
            exercise_end_s: 1.0,
            exercise_label: HOSTILE.into(),
            channels: vec![channel("foot"), channel("ankle")],
            standing_mmhg: Some(value),
            ambulatory_mmhg: Some(3.0),
            refill_90_s: Some(1.0),
            ..PumpWindow::default()
        }),
        valve_window: Some(ValveWindow {
            start_s: 0.0,
            end_s: 2.0,
            valves: vec![trace(), Trace::default()],
            pressures: vec![trace(), Trace::default()],
        }),
        gait_window: Some(GaitWindow {
            exercise_label: HOSTILE.into(),
            cycle_label: HOSTILE.repeat(5),
            cycle: KneeCycle {
                cycles: value,
                cycle_s: value,
                phase_pct: vec![0.0, 50.0, value, 99.0],
                deep_ml_per_s: vec![value, 1.0, 2.0],
                superficial_ml_per_s: vec![0.0, value, 0.0, value],
                muscle_mmhg: vec![],
            },
        }),
        graded_exercise: vec![stage(value), stage(1.0), stage(2.0)],
        work_studies: vec![WorkStudy {
            name: HOSTILE.into(),
            people: HOSTILE.into(),
            half_reclining: true,
            source: HOSTILE.into(),
            note: HOSTILE.into(),
            values: vec![StudyValue {
                reading: "cardiac_output_l_per_min",
                uptake_l_per_min: value,
                mean: value,
                sd: Some(value),
            }],
        }],
        work_slopes: vec![WorkSlope {
            name: HOSTILE.into(),
            people: HOSTILE.into(),
            source: HOSTILE.into(),
            up_to_w: value,
            per_w: vec![("cardiac_output_l_per_min", value)],
        }],
        resting_beat: Some(RestingBeat {
            phase: HOSTILE.into(),
            period_s: 1.0,
            left_ventricle_mmhg: vec![value, 1.0, 100.0, value],
            left_atrium_mmhg: vec![5.0, value],
            mitral_opening: vec![1.0, 0.0, 0.0, 0.0, 0.0, 1.0],
            aortic_opening: vec![0.0, 0.0, 1.0, 0.0, 0.0, value],
            ..RestingBeat::default()
        }),
        straining: Some(Straining {
            strain_mmhg: value,
            start_s: 1.0,
            end_s: value,
            to_s: 3.0,
            chest: channel("chest"),
            beats: [
                channel_name::SYSTOLIC_PRESSURE,
                channel_name::MEAN_PRESSURE,
                channel_name::DIASTOLIC_PRESSURE,
            ]
            .map(channel)
            .into(),
            ..Straining::default()
        }),
        bleeding: Some(Bleeding {
            lost: channel("lost"),
            events: vec![(value, HOSTILE.into()), (1.0, HOSTILE.into())],
        }),
        pump_shares: vec![
            PumpShare {
                phase: HOSTILE.into(),
                heart_flow_l_per_min: Some(value),
                pump_flow_l_per_min: Some(-1.0),
                heart_power_w: None,
                pump_power_w: Some(0.0),
            },
            PumpShare::default(),
        ],
        tables: vec![ReadingTable {
            title: HOSTILE.into(),
            columns: vec![HOSTILE.into(), String::new()],
            rows: vec![ReadingRow {
                label: HOSTILE.into(),
                unit: HOSTILE.into(),
                about: String::new(),
                cells: vec![
                    cell(vec![accepted, judged.clone()]),
                    cell(Vec::new()),
                    cell(Vec::new()),
                ],
            }],
            note: HOSTILE.into(),
        }],
    }
}

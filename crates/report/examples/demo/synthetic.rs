//! A synthetic protocol of calf raises: simple curves that look like physiology, to try the
//! report with. Nothing here is simulated or measured, except the accepted ranges, which are
//! from the sources named with them.

use secondheart_laboratory::instrument::KneeCycle;
use secondheart_report::overview::{
    AcceptedRange, Channel, EnvelopeRecorder, GaitWindow, LoopRecorder, Overview, PhaseSpan,
    PumpShare, PumpWindow, RangeRole, ReadingCell, ReadingRow, ReadingTable, ValveWindow,
    WindowRecorder, channel_name,
};

const STEP_S: f64 = 0.01;
const PHASES: [(&str, f64, f64); 4] = [
    ("lying", 0.0, 300.0),
    ("standing", 300.0, 480.0),
    ("tiptoeing", 480.0, 490.0),
    ("standing still", 490.0, 580.0),
];

/// A quantity that follows its aim with a time constant.
struct Follower {
    value: f64,
    tau_s: f64,
}

impl Follower {
    fn step(&mut self, aim: f64) -> f64 {
        self.value += (aim - self.value) * (1.0 - (-STEP_S / self.tau_s).exp());
        self.value
    }
}

/// What the protocol does, phase by phase: aim of each quantity.
fn aim(phase: usize, of: [f64; 4]) -> f64 {
    of[phase]
}

/// The pressure in an artery through a beat, phase 0 to 1, as a share of the pulse.
fn pulse_shape(phase: f64) -> f64 {
    if phase < 0.12 {
        phase / 0.12
    } else {
        let dicrotic = 0.12 * (-((phase - 0.42) / 0.05).powi(2)).exp();
        (1.0 - (phase - 0.12) / 0.88).powf(1.3) + dicrotic
    }
}

/// A loop of the left ventricle: volumes, mL, and end-systolic pressure, mmHg.
fn ventricle(loop_recorder: &mut LoopRecorder, volumes_ml: (f64, f64), pressure_mmhg: f64) {
    let (full, empty) = volumes_ml;
    loop_recorder.beat();
    for i in 0..240 {
        let phase = f64::from(i % 60) / 60.0;
        let (volume, pressure) = match i / 60 {
            0 => (full, 9.0 + (0.66 * pressure_mmhg - 9.0) * phase),
            1 => {
                let rise = (std::f64::consts::PI * (0.15 + 0.7 * phase)).sin();
                (
                    full + (empty - full) * phase,
                    pressure_mmhg * (0.38 + 0.62 * rise),
                )
            }
            2 => (empty, 4.0 + (0.66 * pressure_mmhg - 4.0) * (1.0 - phase)),
            _ => (
                empty + (full - empty) * phase,
                4.0 - 6.0 * phase * (1.0 - phase) + 5.0 * phase,
            ),
        };
        loop_recorder.push(volume, pressure);
    }
    loop_recorder.beat();
}

/// A valve's opening over a step of one second, open between two shares of it.
fn opening(t_s: f64, opens: f64, closes: f64) -> f64 {
    let phase = t_s.rem_euclid(1.0);
    let edge = |x: f64| 1.0 / (1.0 + (-x / 0.012).exp());
    edge(phase - opens) * edge(closes - phase)
}

fn range(low: f64, high: f64, source: &str, target_id: &str) -> Option<AcceptedRange> {
    Some(AcceptedRange {
        low,
        high,
        holds_for: "healthy adults".to_owned(),
        source: source.to_owned(),
        target_id: target_id.to_owned(),
        role: RangeRole::Predicted,
    })
}

fn row(label: &str, unit: &str, cells: [(f64, Option<AcceptedRange>); 4]) -> ReadingRow {
    let cells = cells.map(|(value, accepted)| {
        let accepted = accepted.into_iter().collect();
        (!value.is_nan()).then_some(ReadingCell { value, accepted })
    });
    ReadingRow {
        label: label.to_owned(),
        unit: unit.to_owned(),
        about: String::new(),
        cells: cells.into(),
    }
}

fn tables() -> Vec<ReadingTable> {
    let columns: Vec<String> = PHASES.iter().map(|(name, ..)| (*name).to_owned()).collect();
    let none = f64::NAN;
    let stick = "Stick C et al. 1992 J Appl Physiol 72:2063";
    let perry = "Perry MA et al. 1986 J Appl Physiol 60:2114";
    let johnson = "Johnson BD et al. 2013 FASEB J 27:1206.3";
    let eur = "Venous pressure in the saphenous vein, 1993 Eur J Appl Physiol 66:434";
    let hudsmith = "Hudsmith LE et al. 2005 J Cardiovasc Magn Reson 7:775";
    let heart = vec![
        row(
            "Heart rate",
            "/min",
            [(62.1, None), (78.4, None), (84.0, None), (77.6, None)],
        ),
        row(
            "End-diastolic volume, left ventricle",
            "mL",
            [
                (151.0, range(131.0, 189.0, hudsmith, "BL03")),
                (112.0, None),
                (128.0, None),
                (113.0, None),
            ],
        ),
        row(
            "End-systolic volume, left ventricle",
            "mL",
            [
                (67.2, range(34.0, 66.0, hudsmith, "BL04")),
                (51.0, None),
                (52.0, None),
                (51.0, None),
            ],
        ),
        row(
            "Cardiac output",
            "L/min",
            [(5.21, None), (4.78, None), (6.4, None), (4.83, None)],
        ),
    ];
    let veins = vec![
        row(
            "Central venous pressure",
            "mmHg",
            [
                (5.61, range(3.1, 8.5, johnson, "BL14")),
                (1.4, None),
                (3.2, None),
                (1.6, None),
            ],
        ),
        row(
            "Foot vein pressure",
            "mmHg",
            [
                (9.2, None),
                (90.8, range(91.5, 98.9, perry, "ST13")),
                (44.0, None),
                (84.1, None),
            ],
        ),
        row(
            "Ankle vein pressure",
            "mmHg",
            [
                (7.4, range(4.0, 10.0, eur, "ST16")),
                (83.6, range(78.0, 92.0, stick, "ST17")),
                (36.0, None),
                (76.0, None),
            ],
        ),
        row(
            "90 % refilling time",
            "s",
            [(none, None), (none, None), (none, None), (27.3, None)],
        ),
    ];
    vec![
        ReadingTable {
            title: "Heart".into(),
            columns: columns.clone(),
            rows: heart,
            note: String::new(),
        },
        ReadingTable {
            title: "Veins".into(),
            columns,
            rows: veins,
            note: String::new(),
        },
    ]
}

/// Flow at the knee: up in contraction, a little back as the valves close.
fn gait_window() -> GaitWindow {
    let phase_pct: Vec<f64> = (0..50).map(|i| 2.0 * f64::from(i) + 1.0).collect();
    let bump = |phase: f64, from: f64, to: f64| {
        let share = (phase - from) / (to - from);
        if (0.0..=1.0).contains(&share) {
            (std::f64::consts::PI * share).sin()
        } else {
            0.0
        }
    };
    let of = |value: &dyn Fn(f64) -> f64| phase_pct.iter().map(|phase| value(*phase)).collect();
    GaitWindow {
        exercise_label: "tiptoes".into(),
        cycle_label: "cycle from its beginning".into(),
        cycle: KneeCycle {
            cycles: 10.0,
            cycle_s: 1.0,
            deep_ml_per_s: of(&|p| 60.0 * bump(p, 2.0, 45.0) - 4.0 * bump(p, 48.0, 60.0)),
            superficial_ml_per_s: of(&|p| 2.0 + 3.0 * bump(p, 10.0, 60.0)),
            muscle_mmhg: of(&|p| 180.0 * bump(p, 2.0, 60.0)),
            phase_pct,
        },
    }
}

fn valve_window() -> ValveWindow {
    let names = [
        "popliteal, deep",
        "soleal, muscle",
        "calf perforator",
        "great saphenous",
        "foot, deep",
    ];
    let times = [
        (0.1, 0.42),
        (0.08, 0.4),
        (0.52, 0.9),
        (0.55, 0.95),
        (0.62, 0.85),
    ];
    let mut valves = WindowRecorder::new(486.0, 488.0, 400, names.map(String::from).into());
    let pressure_names = [
        "calf muscle",
        "deep calf vein",
        "great saphenous",
        "popliteal vein",
    ];
    let labels = pressure_names.map(String::from).into();
    let mut pressures = WindowRecorder::new(486.0, 488.0, 400, labels);
    for i in 0..60_000 {
        let t_s = f64::from(i) * STEP_S;
        let squeeze = opening(t_s - 0.02, 0.08, 0.4);
        valves.push(
            t_s,
            &times.map(|(opens, closes)| opening(t_s, opens, closes)),
        );
        let slow = (std::f64::consts::TAU * t_s).sin();
        let deep = 34.0 + 78.0 * squeeze - 16.0 * opening(t_s, 0.48, 0.7);
        pressures.push(
            t_s,
            &[
                4.0 + 122.0 * squeeze,
                deep,
                38.0 + 4.0 * slow,
                52.0 + 11.0 * squeeze,
            ],
        );
    }
    ValveWindow {
        start_s: 486.0,
        end_s: 488.0,
        valves: valves.traces(),
        pressures: pressures.traces(),
    }
}

/// The synthetic protocol, through the recorders that a run uses.
pub(crate) fn calf_raises() -> Overview {
    let names = [
        (channel_name::ARTERIAL_PRESSURE, "Arterial pressure", "mmHg"),
        (channel_name::HEART_RATE, "Heart rate", "/min"),
        (channel_name::STROKE_VOLUME, "Stroke volume", "mL"),
        (channel_name::CARDIAC_OUTPUT, "Cardiac output", "L/min"),
        (
            channel_name::CENTRAL_VENOUS_PRESSURE,
            "Central venous pressure",
            "mmHg",
        ),
        (
            channel_name::FOOT_VEIN_PRESSURE,
            "Foot vein pressure",
            "mmHg",
        ),
        (
            channel_name::ANKLE_VEIN_PRESSURE,
            "Ankle vein pressure",
            "mmHg",
        ),
        (channel_name::LEG_VOLUME, "Leg volume", "mL"),
        (
            channel_name::BLOOD_BELOW_DIAPHRAGM,
            "Blood below the diaphragm",
            "mL",
        ),
        (channel_name::PLASMA_VOLUME, "Plasma volume", "mL"),
    ];
    let mut recorders: Vec<EnvelopeRecorder> =
        names.iter().map(|_| EnvelopeRecorder::default()).collect();
    let mut zoom = EnvelopeRecorder::default();
    let follow = |value, tau_s| Follower { value, tau_s };
    let mut rate = follow(62.0, 6.0);
    let mut stroke = follow(84.0, 8.0);
    let mut mean = follow(88.0, 4.0);
    let mut central = follow(5.6, 5.0);
    let (mut foot, mut ankle) = (follow(9.0, 11.7), follow(7.4, 11.7));
    let (mut leg, mut below, mut plasma) =
        (follow(0.0, 60.0), follow(0.0, 18.0), follow(0.0, 300.0));
    let mut beat = 0.0;
    for i in 1..=58_000 {
        let t_s = f64::from(i) * STEP_S;
        let phase = PHASES
            .iter()
            .rposition(|(_, start_s, _)| t_s > *start_s)
            .unwrap_or(0);
        let tiptoe = phase == 2;
        foot.tau_s = if tiptoe { 3.2 } else { 11.7 };
        ankle.tau_s = foot.tau_s;
        let rate_now = rate.step(aim(phase, [62.0, 78.0, 86.0, 77.0])) + 1.4 * (t_s * 0.6).sin();
        let stroke_now =
            stroke.step(aim(phase, [84.0, 61.0, 80.0, 62.0])) + 2.0 * (t_s * 1.5).sin();
        beat += STEP_S * rate_now / 60.0;
        let mean_now = mean.step(aim(phase, [88.0, 92.0, 97.0, 91.0]));
        let arterial = mean_now + stroke_now * 0.55 * (pulse_shape(beat.fract()) - 0.36);
        let pulse = (std::f64::consts::TAU * beat).sin();
        let step_now = if tiptoe {
            (std::f64::consts::TAU * t_s).sin()
        } else {
            0.0
        };
        let breath = (t_s * 1.6).sin();
        let foot_now =
            foot.step(aim(phase, [9.0, 91.0, 26.0, 91.0])) + 16.0 * step_now + 0.4 * breath;
        let ankle_now = ankle.step(aim(phase, [7.4, 83.6, 22.0, 83.6])) + 12.0 * step_now;
        let values = [
            arterial,
            rate_now,
            stroke_now,
            rate_now * stroke_now / 1000.0,
            central.step(aim(phase, [5.6, 1.4, 4.4, 1.5])) + 0.9 * breath + 0.8 * pulse,
            foot_now,
            ankle_now,
            8200.0 + leg.step(aim(phase, [0.0, 190.0, 20.0, 190.0])),
            2900.0 + below.step(aim(phase, [0.0, 560.0, 240.0, 540.0])),
            3100.0 + plasma.step(aim(phase, [0.0, -520.0, -400.0, -520.0])),
        ];
        for (recorder, value) in recorders.iter_mut().zip(values) {
            recorder.push(t_s, STEP_S, value);
        }
        if t_s > 470.0 && t_s <= 550.0 {
            zoom.push(t_s, STEP_S, foot_now);
        }
    }
    let channels: Vec<Channel> = recorders
        .iter()
        .zip(names)
        .map(|(recorder, (name, label, unit))| recorder.channel(name, label, unit))
        .collect();
    let loops = [
        ("lying", (151.0, 67.0), 118.0),
        ("standing", (112.0, 51.0), 112.0),
        ("tiptoeing", (128.0, 48.0), 126.0),
    ];
    let loops = loops.map(|(label, volumes_ml, pressure_mmhg)| {
        let mut recorder = LoopRecorder::new(400);
        ventricle(&mut recorder, volumes_ml, pressure_mmhg);
        recorder.latest(label).unwrap_or_default()
    });
    let foot = zoom.channel("foot", "Foot vein pressure", "mmHg");
    let share = |phase: &str, numbers: [f64; 4]| PumpShare {
        phase: phase.to_owned(),
        heart_flow_l_per_min: Some(numbers[0]),
        pump_flow_l_per_min: Some(numbers[1]),
        heart_power_w: Some(numbers[2]),
        pump_power_w: Some(numbers[3]),
    };
    Overview {
        window_ends: Vec::new(),
        title: "Ten calf raises".into(),
        description: "Demonstration with synthetic signals: five minutes lying, three minutes \
                      standing, ten tiptoes at one a second, then standing still while the veins \
                      refill."
            .into(),
        subject_line: "Reference man, 30 years, 176 cm, 73 kg".into(),
        differences: Vec::new(),
        departures: Vec::new(),
        plethysmogram: None,
        command_line: "secondheart run calf-raises --subject subjects/reference-man.toml \
                       --set muscle.pressure_gain=1.0 --step 0.004 --out out/calf-raises"
            .into(),
        version: env!("CARGO_PKG_VERSION").into(),
        simulated_s: 580.0,
        wall_s: 0.46,
        speed: 1260.0,
        invariants: vec![
            ("Drift of total volume".into(), "3.1e-13 of 5.2 L".into()),
            (
                "Smallest volume".into(),
                "0.42 mL (left foot perforator)".into(),
            ),
            (
                "Steps that needed iteration".into(),
                "0.8 % of 145 000".into(),
            ),
        ],
        phases: PHASES
            .iter()
            .map(|(name, start_s, end_s)| PhaseSpan {
                name: (*name).to_owned(),
                start_s: *start_s,
                end_s: *end_s,
                ..PhaseSpan::default()
            })
            .collect(),
        channels,
        loops: loops.into(),
        pump_window: Some(PumpWindow {
            start_s: 470.0,
            end_s: 550.0,
            exercise_start_s: 480.0,
            exercise_end_s: 490.0,
            exercise_label: "ten tiptoes".into(),
            channels: vec![foot],
            standing_mmhg: Some(91.0),
            ambulatory_mmhg: Some(28.9),
            refill_90_s: Some(27.0),
        }),
        valve_window: Some(valve_window()),
        gait_window: Some(gait_window()),
        pump_shares: vec![
            share("lying", [5.21, 0.61, 1.31, 0.0]),
            share("standing", [4.76, 0.39, 1.22, 0.01]),
            share("tiptoeing", [6.8, 2.3, 1.74, 0.36]),
        ],
        tables: tables(),
        ..Overview::default()
    }
}

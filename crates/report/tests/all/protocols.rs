//! The figures of single protocols on made-up curves: their texts can be read.

use crate::common::{no_text_covers_another, parse, texts_fit};
use secondheart_report::overview::{
    AcceptedRange, Bleeding, Channel, EnvelopePoint, Overview, PhaseSpan, ReadingCell, RestingBeat,
    Straining, WorkStage, channel_name,
};
use secondheart_report::{figures, html};

fn channel(name: &str, of: impl Fn(f64) -> f64) -> Channel {
    let points = (0..600).map(|i| {
        let t_s = 0.5 * f64::from(i);
        let mean = of(t_s);
        EnvelopePoint {
            t_s,
            weight_s: 0.5,
            min: mean - 1.0,
            mean,
            max: mean + 1.0,
        }
    });
    Channel {
        name: name.into(),
        label: name.into(),
        unit: "mmHg".into(),
        points: points.collect(),
    }
}

fn stage(label: String, uptake_l_per_min: f64) -> WorkStage {
    let cell = |value: f64| ReadingCell {
        value,
        accepted: vec![AcceptedRange {
            low: 0.8 * value,
            high: 1.3 * value,
            ..AcceptedRange::default()
        }],
    };
    let readings = [
        ("oxygen_uptake_ml_per_min", 1000.0),
        ("cardiac_output_l_per_min", 7.0),
        ("heart_rate_per_min", 60.0),
        ("stroke_volume_ml", 33.0),
        ("mean_arterial_pressure_mmhg", 43.0),
        ("pulmonary_wedge_pressure_mmhg", 3.0),
        ("arteriovenous_oxygen_difference_ml_per_dl", 5.0),
        ("leg_flow_both_ml_per_min", 4000.0),
    ];
    let readings = readings.map(|(name, slope)| (name, cell(slope * uptake_l_per_min)));
    WorkStage {
        label,
        power_w: None,
        readings: readings.into(),
    }
}

fn beat() -> RestingBeat {
    let wave = |of: fn(f64) -> f64| (0..=200).map(|i| of(f64::from(i) / 200.0)).collect();
    RestingBeat {
        phase: "lying".into(),
        period_s: 0.97,
        atrial_lead_s: 0.19,
        beats: 20,
        left_ventricle_mmhg: wave(|t| if t < 0.4 { 110.0 } else { 8.0 }),
        aorta_mmhg: wave(|t| 110.0 - 30.0 * t),
        left_atrium_mmhg: wave(|t| 7.0 + 3.0 * (12.0 * t).sin()),
        right_atrium_mmhg: wave(|t| 3.0 + 3.0 * (11.0 * t).sin()),
        mitral_ml_per_s: wave(|t| 300.0 * (12.0 * t).cos().max(0.0)),
        tricuspid_ml_per_s: wave(|t| 300.0 * (12.5 * t).cos().max(0.0)),
        pulmonary_veins_ml_per_s: wave(|t| 200.0 * (12.0 * t).sin()),
        venae_cavae_ml_per_s: wave(|t| 150.0 * (11.0 * t).sin()),
        mitral_opening: wave(|t| f64::from(u8::from(!(0.03..0.44).contains(&t)))),
        aortic_opening: wave(|t| f64::from(u8::from((0.06..0.36).contains(&t)))),
    }
}

/// Everything at once, of a run of five minutes.
fn overview() -> Overview {
    let loads = (0..8).map(|i| (format!("{} W", 30 * i), 0.5 + 0.33 * f64::from(i)));
    let beats = [
        channel_name::SYSTOLIC_PRESSURE,
        channel_name::MEAN_PRESSURE,
        channel_name::DIASTOLIC_PRESSURE,
        channel_name::HEART_RATE,
        channel_name::STROKE_VOLUME,
    ]
    .map(|name| channel(name, |t_s| 90.0 + 15.0 * (0.2 * t_s).sin()));
    let fall = |t_s: f64| 90.0 - 0.4 * (t_s.min(250.0) - 200.0).max(0.0);
    let channels = [
        channel_name::ARTERIAL_PRESSURE,
        channel_name::SYSTOLIC_PRESSURE,
        channel_name::MEAN_PRESSURE,
        channel_name::DIASTOLIC_PRESSURE,
        channel_name::HEART_RATE,
        channel_name::STROKE_VOLUME,
        channel_name::CARDIAC_OUTPUT,
        channel_name::CENTRAL_VENOUS_PRESSURE,
    ];
    Overview {
        phases: vec![PhaseSpan {
            name: "all".into(),
            end_s: 300.0,
            ..PhaseSpan::default()
        }],
        channels: channels.map(|name| channel(name, fall)).into(),
        graded_exercise: loads.map(|(label, uptake)| stage(label, uptake)).collect(),
        resting_beat: Some(beat()),
        straining: Some(Straining {
            strain_mmhg: 40.0,
            start_s: 120.0,
            end_s: 135.0,
            from_s: 105.0,
            to_s: 175.0,
            chest: channel("chest", |t_s| t_s.sin()),
            beats: beats.into(),
        }),
        bleeding: Some(Bleeding {
            lost: channel("lost", |t_s| 8.0 * (t_s.min(250.0) - 50.0).max(0.0)),
            events: vec![
                (230.0, "the subject faints".into()),
                (236.0, "the heart stops".into()),
            ],
        }),
        ..Overview::default()
    }
}

#[test]
fn the_figures_of_single_protocols_can_be_read() {
    let overview = overview();
    let drawn = figures(&overview);
    let names: Vec<&str> = drawn.iter().map(|(name, _)| *name).collect();
    let expected = [
        "circulation",
        "exercise",
        "straining",
        "bleeding",
        "beat",
        "veins",
    ];
    assert_eq!(names, expected);
    let page = html(&overview);
    let document = parse(&page);
    assert!(texts_fit(&document) > 200);
    no_text_covers_another(&document);
}

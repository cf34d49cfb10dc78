use super::*;
use crate::figure::testing;
use crate::overview::Channel;

fn channel(name: &str, of: impl Fn(f64) -> f64) -> Channel {
    testing::channel(name, 600, of)
}

/// Blood is lost from 100 to 400 s; from 300 s on the heart rate changes by `slope` a second and pressure
/// falls.
fn overview(slope: f64, events: Vec<(f64, String)>) -> Overview {
    let later = |t_s: f64| (t_s.min(400.0) - 300.0).max(0.0);
    Overview {
        phases: vec![marked("all", 0.0, 600.0)],
        channels: vec![
            channel(channel_name::HEART_RATE, |t_s| {
                60.0 + 0.1 * (t_s.min(300.0) - 100.0).max(0.0) + slope * later(t_s)
            }),
            channel(channel_name::MEAN_PRESSURE, |t_s| 90.0 - 0.4 * later(t_s)),
            channel(channel_name::CARDIAC_OUTPUT, |_| 4.0),
            channel(channel_name::CENTRAL_VENOUS_PRESSURE, |_| 2.0),
        ],
        bleeding: Some(Bleeding {
            lost: channel("lost", |t_s| 5.0 * (t_s.min(400.0) - 100.0).max(0.0)),
            events,
        }),
        ..Overview::default()
    }
}

fn starts(overview: &Overview) -> Vec<(String, f64)> {
    let bleeding = overview.bleeding.as_ref().expect("bleeding");
    let phases = phases(overview, bleeding).into_iter();
    phases
        .map(|phase| (phase.name, phase.start_s.round()))
        .collect()
}

#[test]
fn decompensation_begins_where_pressure_and_heart_rate_fall_together() {
    let falling = starts(&overview(-0.3, Vec::new()));
    let names: Vec<&str> = falling.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "before",
            "compensated",
            "decompensated",
            "bleeding has ended"
        ]
    );
    assert!((falling[1].1 - 102.0).abs() <= 1.0, "{falling:?}");
    assert!((falling[2].1 - 300.0).abs() <= 6.0, "{falling:?}");
    // Pressure alone falls.
    let names = starts(&overview(0.1, Vec::new()));
    assert!(
        names.iter().all(|(name, _)| name != "decompensated"),
        "{names:?}"
    );
}

#[test]
fn nothing_follows_an_arrest() {
    let events = vec![
        (250.0, "the subject faints".to_owned()),
        (380.0, ARREST.to_owned()),
    ];
    let told = overview(-0.3, events);
    let names: Vec<String> = starts(&told).into_iter().map(|own| own.0).collect();
    assert_eq!(names, ["before", "compensated", "decompensated", "arrest"]);
    let figure = draw(&told, &Layout::WIDE).expect("bleeding");
    assert!(figure.into_file().contains(">the subject faints<"));
}

#[test]
fn resistance_is_the_fall_of_pressure_over_the_output() {
    let points = resistance(&overview(0.0, Vec::new())).expect("three channels");
    assert_eq!(points.len(), 600);
    assert!((points[0].mean - 22.0).abs() < 1e-9);
    let mut stands_still = overview(0.0, Vec::new());
    stands_still.channels[2] = channel(channel_name::CARDIAC_OUTPUT, |_| 0.0);
    assert!(
        resistance(&stands_still)
            .expect("three channels")
            .is_empty()
    );
}

#[test]
fn without_a_loss_there_is_no_figure() {
    let mut dry = overview(0.0, Vec::new());
    dry.bleeding = None;
    assert!(draw(&dry, &Layout::WIDE).is_none());
}

use super::*;
use crate::figure::testing;

/// Straining from 10 to 25 s with a mean pressure given at some times, straight between them.
fn straining(strain_mmhg: f64, course: &[(f64, f64)]) -> Straining {
    let at = |t_s: f64| {
        let after = course.iter().position(|(own, _)| *own > t_s);
        let after = after.unwrap_or(course.len() - 1).max(1);
        let ((t0, a), (t1, b)) = (course[after - 1], course[after]);
        a + (b - a) * ((t_s - t0) / (t1 - t0)).clamp(0.0, 1.0)
    };
    let channel = |name: &str, more: f64| testing::channel(name, 60, |t_s| at(t_s) + more);
    Straining {
        strain_mmhg,
        start_s: 10.0,
        end_s: 25.0,
        from_s: 0.0,
        to_s: 59.0,
        chest: channel("chest", 0.0),
        beats: vec![
            channel(channel_name::SYSTOLIC_PRESSURE, 30.0),
            channel(channel_name::MEAN_PRESSURE, 0.0),
            channel(channel_name::DIASTOLIC_PRESSURE, -15.0),
        ],
    }
}

const VALSALVA: [(f64, f64); 8] = [
    (0.0, 90.0),
    (10.0, 90.0),
    (12.0, 115.0),
    (18.0, 75.0),
    (25.0, 95.0),
    (27.0, 70.0),
    (34.0, 110.0),
    (50.0, 90.0),
];

fn starts(straining: &Straining) -> Vec<(String, f64)> {
    let phases = phases(straining).into_iter();
    phases.map(|phase| (phase.name, phase.start_s)).collect()
}

#[test]
fn the_four_phases_are_read_from_the_mean_pressure() {
    let expected = [
        ("before", 0.0),
        ("I", 10.0),
        ("II early", 12.0),
        ("II late", 18.0),
        ("III", 25.0),
        ("IV", 27.0),
        ("after", 50.0),
    ];
    let expected = expected.map(|(name, start_s)| (name.to_owned(), start_s));
    assert_eq!(starts(&straining(40.0, &VALSALVA)), expected);
}

#[test]
fn a_pressure_that_does_not_recover_has_one_second_phase() {
    let mut falls = VALSALVA;
    falls[4].1 = 75.0;
    let names: Vec<String> = starts(&straining(40.0, &falls))
        .into_iter()
        .map(|own| own.0)
        .collect();
    assert_eq!(names, ["before", "I", "II", "III", "IV", "after"]);
}

#[test]
fn drawing_in_has_no_phases_of_valsalva() {
    let inward = straining(-22.0, &VALSALVA);
    assert_eq!(starts(&inward)[1], ("straining".to_owned(), 10.0));
    let overview = Overview {
        straining: Some(inward),
        ..Overview::default()
    };
    let figure = draw(&overview, &Layout::WIDE).expect("a straining");
    assert!(figure.caption.contains("Mueller"));
    assert!(draw(&Overview::default(), &Layout::WIDE).is_none());
}

#[test]
fn the_pulse_reaches_from_diastolic_to_systolic_pressure() {
    let points = pressure(&straining(40.0, &VALSALVA)).expect("three lines");
    assert_eq!(
        (points[0].min, points[0].mean, points[0].max),
        (75.0, 90.0, 120.0)
    );
}

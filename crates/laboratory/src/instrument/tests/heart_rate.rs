use super::super::exponential::time_constant_s;
use super::*;

const SWING: &str = "heart_rate_swing_of_breath_per_min";
const FALL: &str = "heart_rate_fall_after_exercise_per_min";
const TAU: &str = "heart_rate_time_constant_s";

/// Ends of beats of these durations, seconds.
fn ends(durations_s: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut end_s = 0.0;
    let durations_s = durations_s.into_iter();
    durations_s
        .map(|duration_s| {
            end_s += duration_s;
            end_s
        })
        .collect()
}

#[test]
fn the_time_constant_of_an_exponential_is_found_and_a_line_has_none() {
    let course = |of: &dyn Fn(f64) -> f64| -> Vec<(f64, f64)> {
        (0..300)
            .map(|n| (50.0 + f64::from(n), of(f64::from(n))))
            .collect()
    };
    for tau_s in [10.0, 50.0, 200.0] {
        let found = time_constant_s(&course(&|t| 70.0 + 60.0 * (-t / tau_s).exp())).unwrap();
        assert!((found / tau_s - 1.0).abs() < 1e-3, "{tau_s} {found}");
        let rise = time_constant_s(&course(&|t| 70.0 - 6.0 * (-t / tau_s).exp())).unwrap();
        assert!((rise / tau_s - 1.0).abs() < 1e-3, "{tau_s} {rise}");
    }
    assert_eq!(time_constant_s(&course(&|t| 70.0 - 0.1 * t)), None);
    assert_eq!(time_constant_s(&course(&|_| 70.0)), None);
    assert_eq!(time_constant_s(&course(&|t| t)[..9]), None);
}

#[test]
fn the_swing_of_a_breath_is_the_fastest_less_the_slowest_of_its_beats() {
    // Breaths of 4 s hold beats of 0.8, 1.0, 1.2 and 1.0 s: 75, 60 and 50 a minute.
    let body = body()
        .with_course("respiration.phase_fraction", |time_s| {
            (time_s / 4.0 + 0.025).fract()
        })
        .with_beat_ends(ends([0.8, 1.0, 1.2, 1.0].repeat(10)));
    let phases = [("lying", 30.0, ""), ("short", 3.0, "")];
    let record = recorded(&scenario("supine", &phases), body);
    assert_exact(&record, "lying", &[(SWING, 25.0)]);
    assert_eq!(reading(&record, "short", SWING), None, "no whole breath");
}

#[test]
fn recovery_is_read_after_an_exercise_only() {
    // 60 a minute at rest; in exercise 100, with one short beat; then 60 + 40 exp(-t/20 s).
    let mut durations_s = [vec![1.0; 60], vec![0.6; 50], vec![0.3], vec![0.6; 49]].concat();
    let mut time_s = 0.0;
    while time_s < 130.0 {
        let duration_s = 60.0 / (60.0 + 40.0 * f64::exp(-time_s / 20.0));
        durations_s.push(duration_s);
        time_s += duration_s;
    }
    let body = body().with_beat_ends(ends(durations_s));
    let phases = [
        ("rest", 60.0, ""),
        ("tiptoes", 59.7, "activity = \"tiptoe\""),
        ("still", 120.0, "activity = \"rest\""),
        ("later", 10.0, ""),
    ];
    let record = recorded(&scenario("standing", &phases), body);
    let rate = reading(&record, "still", "heart_rate_per_min").unwrap();
    // Three beats of 0.6, 0.6 and 0.3 s are 120 a minute.
    assert_exact(&record, "still", &[(FALL, 120.0 - rate)]);
    assert_reads(&record, "still", TAU, 20.0, 0.3);
    for span in ["rest", "tiptoes", "later"] {
        for name in [FALL, TAU] {
            assert_eq!(reading(&record, span, name), None, "{name} in {span}");
        }
    }
}

//! What a sketch of the simulated body shows around the exercise.

#![allow(clippy::unwrap_used)]

use secondheart_body::Subject;
use secondheart_laboratory::experiment::{Experiment, Options};
use secondheart_laboratory::start::Cache;
use secondheart_protocol::scenario::Scenario;
use secondheart_report::overview::Overview;

fn overview(name: &str) -> Overview {
    let (scenario, subject) = (Scenario::find(name).unwrap(), Subject::default());
    let options = Options {
        cache: Cache::off(),
        ..Options::default()
    };
    let experiment = Experiment::prepare(&scenario, &subject, options).unwrap();
    secondheart_report::run(experiment).unwrap().overview
}

#[test]
fn the_windows_hold_two_tiptoes_and_the_walk() {
    let window = overview("apg").valve_window.unwrap();
    assert!(
        (1.5..2.5).contains(&(window.end_s - window.start_s)),
        "two tiptoes at 1 Hz"
    );
    let window = overview("walk").pump_window.unwrap();
    assert_eq!(
        (window.exercise_start_s, window.exercise_end_s),
        (180.0, 480.0)
    );
}

#[test]
fn the_plethysmogram_s_levels_lie_on_its_curve() {
    let shown = overview("apg").plethysmogram.unwrap();
    let names: Vec<&str> = shown
        .phases
        .iter()
        .map(|phase| phase.name.as_str())
        .collect();
    let expected = [
        "legs_raised",
        "standing",
        "one_tiptoe",
        "refill_1",
        "ten_tiptoes",
        "refill_10",
    ];
    assert_eq!(names, expected);
    let lowest = |from_s: f64, to_s: f64| {
        let points = shown.curve.points.iter();
        let inside = points.filter(|point| (from_s..=to_s).contains(&point.t_s));
        inside.map(|point| point.min).fold(f64::INFINITY, f64::min)
    };
    let (one, ten) = (shown.ejection.unwrap(), shown.residue.unwrap());
    for tiptoes in [one, ten] {
        let read = lowest(tiptoes.start_s, tiptoes.end_s);
        assert!((read - tiptoes.lowest_ml).abs() < 1.0, "{read} {tiptoes:?}");
    }
    let standing_s = shown.standing_s;
    assert!((lowest(standing_s - 10.0, standing_s) - shown.emptied_ml).abs() < 1.0);
    assert!((one.fraction_pct - 100.0 * one.volume_ml / shown.venous_volume_ml).abs() < 1e-9);
}

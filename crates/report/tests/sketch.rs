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

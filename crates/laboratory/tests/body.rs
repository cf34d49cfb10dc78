//! What the laboratory expects of the simulated body.

#![allow(clippy::unwrap_used)]

use secondheart_body::{Body, Parameters, Posture, Subject};
use secondheart_laboratory::plant::{Driven, Plant};
use secondheart_laboratory::record::{Plan, Recorder};
use secondheart_laboratory::run::Runner;
use secondheart_protocol::check;
use secondheart_protocol::scenario::{self, Scenario};

#[test]
fn every_parameter_that_a_shipped_scenario_sets_exists() {
    let shipped = Parameters::shipped().unwrap();
    for scenario in scenario::shipped() {
        check::read(scenario.name, &shipped).unwrap();
    }
}

#[test]
fn the_body_can_be_recorded_and_does_what_the_shipped_scenarios_ask_for() {
    let text = "[[phase]]\nname = \"rest\"\nduration = \"20 s\"\n";
    let timeline = Scenario::parse(text, "a.toml").unwrap().timeline();
    let parameters = Parameters::shipped().unwrap();
    let mut body = Body::with(&parameters, &Subject::default(), Posture::SUPINE).unwrap();
    for shipped in scenario::shipped() {
        let mut body = body.clone();
        for timed in Scenario::find(shipped.name).unwrap().timeline().changes {
            Driven::apply(&mut body, &timed.change, timed.at_s).unwrap();
        }
    }
    let mut recorder = Recorder::new(&body, Plan::standard(), &timeline, None).unwrap();
    Runner::new(&timeline)
        .run(&mut body, &mut recorder)
        .unwrap();
    let record = recorder.finish().unwrap();
    let rest = &record.phases[0];
    let rate_per_min = rest.heart_rate_per_min();
    assert!((rate_per_min - 62.0).abs() < 3.0, "{rate_per_min}");
    // Beats end between steps: their durations are not multiples of the step.
    let period_s = body.read("heart.period_s").unwrap();
    assert!((60.0 / rate_per_min - period_s).abs() < 0.1 * period_s);
    let now_s = Plant::time_s(&body);
    let since_s = now_s - body.last_beat_s();
    assert!((0.0..=period_s).contains(&since_s), "{since_s}");
    assert!(
        rest.beats
            .iter()
            .all(|statistics| statistics.mean().is_finite())
    );
    assert!(
        rest.channels
            .iter()
            .all(|statistics| statistics.mean().is_finite())
    );
}

//! Every reading is checked against the number that follows on paper from its definition, on a body
//! whose signals are prescribed. The courses are straight lines whose corners lie on steps and looks,
//! so that most integrals are exact.

use super::stage::Stage;
use super::*;
use crate::fake::{CYCLE_S, FakeBody};
use crate::plant::Place;
use crate::record::{Plan, Record, Recorder};
use crate::run::Runner;
use secondheart_body::quantity::unit_of;
use secondheart_body::{Activity, Subject};
use secondheart_protocol::scenario::Scenario;

mod artery;
mod bench;
mod catheter;
mod compartment;
mod cuffs;
mod doppler;
mod duplex;
mod echo;
mod foot;
mod heart_doppler;
mod heart_rate;
mod knee;
mod leg_flow;
mod occlusion;
mod oxygen;
mod plethysmograph;
mod pump;
mod reflux;
mod segments;
mod strain_gauge;
mod trail;
mod vein_cannula;
mod volumetry;
mod watch;

/// Step of the bodies with prescribed courses, seconds: half the time between two looks.
const STEP_S: f64 = 0.01;

/// Time between two looks, seconds.
const LOOK_S: f64 = 0.02;

/// Relative error of sums of many rounded numbers.
const ROUNDING: f64 = 1e-6;

fn body() -> FakeBody {
    FakeBody::with_step(STEP_S)
}

/// A scenario: its start, then the name, the seconds and the other lines of each phase.
fn scenario(start: &str, phases: &[(&str, f64, &str)]) -> String {
    let phase = |(name, seconds, lines): &(&str, f64, &str)| {
        format!("[[phase]]\nname = \"{name}\"\nduration = \"{seconds} s\"\n{lines}\n")
    };
    let phases: String = phases.iter().map(phase).collect();
    format!("start = \"{start}\"\n{phases}")
}

/// What the laboratory records of a subject with this body in a scenario.
fn recorded_of(subject: &Subject, scenario: &str, mut body: FakeBody) -> Record {
    let timeline = Scenario::parse(scenario, "a.toml").unwrap().timeline();
    let mut recorder = Recorder::new(&body, Plan::of(subject), &timeline, None).unwrap();
    Runner::new(&timeline)
        .run(&mut body, &mut recorder)
        .unwrap();
    recorder.finish().unwrap()
}

/// The same of the default subject.
fn recorded(scenario: &str, body: FakeBody) -> Record {
    recorded_of(&Subject::default(), scenario, body)
}

/// A reading in a phase or window; `None` where it has no meaning.
fn reading(record: &Record, span: &str, name: &str) -> Option<f64> {
    let mut spans = record.phases.iter().chain(&record.windows);
    let span = spans.find(|record| record.span.name == span).unwrap();
    assert!(definition(name).is_some(), "{name} is no reading");
    span.reading(name).map(|reading| reading.value)
}

/// Asserts that a reading lies within `tolerance` of the expected value.
fn assert_reads(record: &Record, span: &str, name: &str, expected: f64, tolerance: f64) {
    let value = reading(record, span, name).unwrap_or(f64::NAN);
    assert!(
        (value - expected).abs() <= tolerance,
        "{name} in {span}: {value}, not {expected}"
    );
}

/// Asserts that each reading is the expected value but for rounding.
fn assert_exact(record: &Record, span: &str, readings: &[(&str, f64)]) {
    for (name, expected) in readings {
        assert_reads(record, span, name, *expected, ROUNDING * expected.abs());
    }
}

/// A course of straight lines between points of time (s) and value; constant before and after them.
fn lines(points: &[(f64, f64)]) -> impl Fn(f64) -> f64 + Send + Sync + 'static + use<> {
    let points = points.to_vec();
    move |time_s| {
        let after = points.partition_point(|(at_s, _)| *at_s <= time_s);
        if after == 0 {
            return points[0].1;
        }
        let (t0, v0) = points[after - 1];
        let Some((t1, v1)) = points.get(after) else {
            return v0;
        };
        v0 + (v1 - v0) * (time_s - t0) / (t1 - t0)
    }
}

/// Such a course again and again; it must end at the value that it begins with.
fn periodic(
    period_s: f64,
    points: &[(f64, f64)],
) -> impl Fn(f64) -> f64 + Send + Sync + 'static + use<> {
    let cycle = lines(points);
    move |time_s| cycle(time_s.rem_euclid(period_s))
}

/// A place in a leg, or off the legs, by its name.
fn place(name: &str, wall: &str) -> Place {
    Place {
        name: name.to_owned(),
        wall: wall.to_owned(),
        off_leg: !name.starts_with("leg."),
        in_abdomen: name.starts_with("abdomen."),
    }
}

#[test]
fn every_reading_is_defined_once_and_ends_in_its_unit() {
    let definitions = definitions();
    let names: std::collections::BTreeSet<_> = definitions.iter().map(|d| d.name).collect();
    assert_eq!(names.len(), definitions.len());
    for definition in definitions {
        assert!(!unit_of(definition.name).is_empty(), "{}", definition.name);
        assert!(!definition.definition.is_empty() && !definition.instrument.is_empty());
        if let Some(reference) = definition.reference {
            assert!(names.contains(reference), "{reference}");
        }
    }
}

#[test]
fn a_stage_knows_exercise_and_movement() {
    let stages = Stage::all(&Scenario::find("apg").unwrap().timeline());
    let of = |name: &str| stages.iter().find(|stage| stage.name == name).unwrap();
    assert!(of("legs_raised").moves && of("standing").moves);
    assert!(!of("refill_1").moves && of("refill_1").activity.is_none());
    assert_eq!(of("one_tiptoe").activity.as_ref().unwrap().count, Some(1));
    let stages = Stage::all(&Scenario::find("active-stand").unwrap().timeline());
    let of = |name: &str| stages.iter().find(|stage| stage.name == name).unwrap();
    assert!(of("first_30_s").moves && !of("first_30_s").is_phase && !of("minute_5").moves);
}

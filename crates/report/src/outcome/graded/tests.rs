use std::collections::BTreeMap;

use secondheart_body::Subject;
use secondheart_laboratory::instrument::Reading;
use secondheart_laboratory::record::Plan;
use secondheart_protocol::scenario::{Scenario, Span};

use super::*;

fn record(timeline: &Timeline) -> Record {
    let spans = |spans: &[Span]| -> Vec<SpanRecord> {
        let read = |span: &Span| {
            let mut record = SpanRecord::new(span.clone(), &Plan::standard());
            let reading = |value| Reading {
                value,
                extremes: None,
            };
            // The uptake tells where it was read.
            record.readings = BTreeMap::from([
                (UPTAKE, reading(1000.0 * span.start_s)),
                (OUTPUT, reading(10.0)),
            ]);
            record
        };
        spans.iter().map(read).collect()
    };
    Record {
        phases: spans(&timeline.phases),
        windows: spans(&timeline.windows),
        files: Vec::new(),
        beats: 0,
        departures: Vec::new(),
    }
}

fn stages_of(text: &str) -> Vec<WorkStage> {
    let scenario = Scenario::parse(text, "a.toml").unwrap();
    let timeline = scenario.timeline();
    let record = record(&timeline);
    let people = People::of(&scenario, &Subject::default(), &record, &[]).unwrap();
    stages(&timeline, &record, &people)
}

fn phase(name: &str, more: &str) -> String {
    format!("[[phase]]\nname = \"{name}\"\nduration = \"4 min\"\n{more}\n")
}

fn work(name: &str, watts: u32) -> String {
    phase(
        name,
        &format!("activity = {{ pattern = \"cycle\", power = \"{watts} W\" }}"),
    )
}

const SITTING: &str = "start = { trunk = \"80 deg\", hip = \"50 deg\", knee = \"50 deg\" }\n";

#[test]
fn every_new_load_is_a_stage_after_the_rest_before_it() {
    let text = [
        SITTING.to_owned(),
        phase("still", ""),
        work("a", 50),
        work("b", 100),
        work("again", 50),
        phase("after", "activity = \"rest\""),
    ];
    let stages = stages_of(&text.concat());
    let labels: Vec<&str> = stages.iter().map(|stage| stage.label.as_str()).collect();
    assert_eq!(labels, ["rest", "50 W", "100 W"]);
}

#[test]
fn one_load_is_no_graded_exercise() {
    let text = [
        SITTING.to_owned(),
        phase("still", ""),
        work("a", 50),
        work("b", 50),
    ];
    assert!(stages_of(&text.concat()).is_empty());
    assert!(stages_of(&phase("still", "")).is_empty());
    assert!(table(&[]).is_none());
}

#[test]
fn a_stage_is_read_in_the_window_at_its_end_and_else_as_a_whole() {
    let window = |name: &str, phase: &str, from: &str, to: &str| {
        format!(
            "[[window]]\nname = \"{name}\"\nphase = \"{phase}\"\nstart = \"{from}\"\nend = \"{to}\"\n"
        )
    };
    let text = [
        SITTING.to_owned(),
        work("a", 50),
        work("b", 100),
        window("early", "b", "1 min", "2 min"),
        window("late", "a", "3 min", "4 min"),
    ];
    let stages = stages_of(&text.concat());
    let read_at = |stage: &WorkStage| stage.reading(UPTAKE).unwrap().value / 1000.0;
    assert_eq!(
        stages.iter().map(read_at).collect::<Vec<_>>(),
        [180.0, 240.0]
    );
}

#[test]
fn the_table_has_people_beside_the_output_and_judges_nothing() {
    let stage = |label: &str, uptake: f64| {
        let cell = |value| ReadingCell {
            value,
            accepted: vec![Default::default()],
        };
        WorkStage {
            label: label.to_owned(),
            readings: vec![(UPTAKE, cell(uptake)), (OUTPUT, cell(10.0))],
        }
    };
    let table = table(&[stage("50 W", 1000.0), stage("100 W", 2000.0)]).unwrap();
    assert_eq!(table.columns, ["50 W", "100 W"]);
    let people = &table.rows[2];
    let values: Vec<f64> = people
        .cells
        .iter()
        .flatten()
        .map(|cell| cell.value)
        .collect();
    assert!(
        (values[0] - 9.8).abs() < 1e-9 && (values[1] - 15.7).abs() < 1e-9,
        "{values:?}"
    );
    let cells = table.rows.iter().flat_map(|row| row.cells.iter().flatten());
    assert_eq!(cells.flat_map(ReadingCell::judged).count(), 0);
}

#[test]
fn loads_of_several_patterns_are_told_apart() {
    let go = |name: &str, pattern: &str, speed: u32| {
        let activity =
            format!("activity = {{ pattern = \"{pattern}\", speed = \"{speed} km/h\" }}");
        phase(name, &activity)
    };
    let text = [
        "start = \"standing\"\n".to_owned(),
        go("a", "walk", 5),
        go("b", "run", 8),
        go("c", "run", 10),
    ];
    let stages = stages_of(&text.concat());
    let labels: Vec<&str> = stages.iter().map(|stage| stage.label.as_str()).collect();
    assert_eq!(labels, ["walk 5 km/h", "run 8 km/h", "run 10 km/h"]);
}

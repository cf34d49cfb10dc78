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
        courses: Vec::new(),
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

fn work_at(name: &str, watts: u32) -> String {
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
        work_at("a", 50),
        work_at("b", 100),
        work_at("again", 50),
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
        work_at("a", 50),
        work_at("b", 50),
    ];
    assert!(stages_of(&text.concat()).is_empty());
    assert!(stages_of(&phase("still", "")).is_empty());
    assert!(table(&[], &[], &[]).is_none());
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
        work_at("a", 50),
        work_at("b", 100),
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
            power_w: label.trim_end_matches(" W").parse().ok(),
            readings: vec![(UPTAKE, cell(uptake)), (OUTPUT, cell(10.0))],
        }
    };
    let table = table(&[stage("50 W", 1000.0), stage("100 W", 2000.0)], &[], &[]).unwrap();
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

fn work(label: &str, power_w: Option<f64>, uptake: f64, output: f64, pressure: f64) -> WorkStage {
    let cell = |value| ReadingCell {
        value,
        accepted: Vec::new(),
    };
    WorkStage {
        label: label.to_owned(),
        power_w,
        readings: vec![
            (UPTAKE, cell(uptake)),
            (OUTPUT, cell(output)),
            ("mean_arterial_pressure_mmhg", cell(pressure)),
        ],
    }
}

#[test]
fn people_of_studies_stand_beside_a_load_near_theirs_and_judge_nothing() {
    let (studies, slopes) = super::super::studies::studies().unwrap();
    let stages = [
        work("rest", None, 300.0, 5.7, 100.0),
        work("50 W", Some(50.0), 1050.0, 9.0, 105.0),
        work("100 W", Some(100.0), 1590.0, 12.0, 110.0),
        work("600 W", Some(600.0), 7000.0, 40.0, 150.0),
    ];
    let table = table(&stages, &studies, &slopes).unwrap();
    let of = |name: &str| {
        let row = table.rows.iter().find(|row| row.label == label_of(name));
        row.unwrap().cells.iter().flatten().collect::<Vec<_>>()
    };
    let pressure = of("mean_arterial_pressure_mmhg");
    // Ozaki 2010 and the controls of 2020.
    let at_rest = &pressure[0].accepted[0];
    assert!(
        (85.0..86.0).contains(&at_rest.low) && (96.0..98.0).contains(&at_rest.high),
        "{at_rest:?}"
    );
    assert!(at_rest.source.contains("Ozaki 2010"), "{at_rest:?}");
    assert!(pressure[3].accepted.is_empty(), "nobody was measured there");
    assert!(pressure.iter().all(|cell| cell.judged().next().is_none()));
    let output = of(OUTPUT);
    assert!(output[1].accepted[0].high > output[1].accepted[0].low);
    let rise = "Rise for each W from 50 to 100 W: cardiac output 0.060 L/min (people 0.09)";
    assert!(table.note.contains(rise), "{}", table.note);
}

#[test]
fn studies_of_upright_cycling_are_shown_for_upright_cycling_alone() {
    let shown =
        |text: &str| is_upright_cycling(&Scenario::parse(text, "a.toml").unwrap().timeline());
    let sitting = [SITTING.to_owned(), phase("still", ""), work_at("a", 50)].concat();
    assert!(shown(&sitting));
    assert!(!shown(&work_at("a", 50)), "supine");
    let lying = sitting.clone() + &phase("lying", "posture = \"supine\"");
    assert!(!shown(&lying), "pedalling goes on while lying");
    let over = sitting.clone() + &phase("over", "posture = \"supine\"\nactivity = \"rest\"");
    assert!(shown(&over), "the work ends when the person lies down");
    assert!(!shown(&phase("still", "")), "no work");
    let walk = "start = \"standing\"\n".to_owned()
        + &phase("a", "activity = { pattern = \"walk\", speed = \"5 km/h\" }");
    assert!(!shown(&walk));
}

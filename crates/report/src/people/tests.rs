//! Tests of what a report compares with people, on made-up readings.

use super::*;
use crate::overview::{Judgement, Overview, ReadingTable};
use secondheart_body::Parameters;
use secondheart_laboratory::instrument::{self, Reading};
use secondheart_laboratory::record::{Facts, Plan, SpanRecord};
use secondheart_protocol::account::Account;
use secondheart_protocol::check::{self, Asked};
use secondheart_protocol::scenario::Span;
use secondheart_protocol::subject;

/// A record of a scenario with these readings: span, name, value.
fn record(scenario: &Scenario, readings: &[(&str, &str, f64)]) -> Record {
    let name_of = |name: &str| instrument::definition(name).unwrap().name;
    let spans = |spans: &[Span]| {
        let record = |span: &Span| {
            let mut record = SpanRecord::new(span.clone(), &Plan::standard());
            record.readings = readings
                .iter()
                .filter(|(own, ..)| *own == span.name)
                .map(|(_, name, value)| {
                    let extremes = Some((value - 1.0, value + 1.0));
                    let value = *value;
                    (name_of(name), Reading { value, extremes })
                })
                .collect();
            record
        };
        spans.iter().map(record).collect::<Vec<_>>()
    };
    let timeline = scenario.timeline();
    Record {
        phases: spans(&timeline.phases),
        windows: spans(&timeline.windows),
        courses: Vec::new(),
        files: Vec::new(),
        beats: 0,
        departures: Vec::new(),
    }
}

fn tables(scenario: &Scenario, person: &str, readings: &[(&str, &str, f64)]) -> Vec<ReadingTable> {
    let person = subject::find(person).unwrap();
    let parameters = Parameters::shipped().unwrap();
    let facts = Facts {
        account: Account::of(scenario, &person, &parameters, &parameters),
        version: String::new(),
        step_s: 0.008,
        simulated_s: 1.0,
        wall_s: 1.0,
        invariants: None,
    };
    let targets = secondheart_evidence::shipped().unwrap();
    let record = record(scenario, readings);
    let run = (scenario, &person);
    let sketched = Overview::default();
    crate::outcome::overview(sketched, run, &record, &facts, "", &targets)
        .unwrap()
        .tables
}

fn cell(tables: &[ReadingTable], label: &str, column: &str) -> Option<ReadingCell> {
    let table = tables
        .iter()
        .find(|table| table.rows.iter().any(|row| row.label == label))?;
    let column = table.columns.iter().position(|own| own == column)?;
    let row = table.rows.iter().find(|row| row.label == label)?;
    row.cells[column].clone()
}

fn shipped(name: &str) -> Scenario {
    Scenario::find(name).unwrap()
}

#[test]
fn a_woman_is_not_marked_by_the_heart_volumes_of_men() {
    let rest = shipped("supine-rest");
    let read = [
        ("rest", "end_diastolic_volume_ml", 122.0),
        ("rest", "ankle_vein_pressure_mmhg", 7.9),
    ];
    let volume = |person| {
        cell(
            &tables(&rest, person, &read),
            "end diastolic volume",
            "rest",
        )
    };
    let hers = volume("reference-woman").unwrap();
    assert_eq!((hers.value, hers.accepted), (122.0, Vec::new()));
    let his = volume("reference-man").unwrap();
    assert_eq!(his.judgement(), Judgement::Below);
    assert_eq!(his.accepted[0].target_id, "BL03");
    let hers = tables(&rest, "reference-woman", &read);
    let pressure = cell(&hers, "ankle vein pressure", "rest").unwrap();
    assert_eq!(pressure.judgement(), Judgement::InBand);
    assert!(
        hers[0]
            .note
            .starts_with("Not compared with measurements that hold for people of another sex, age, build or capacity: BL03,"),
        "{}",
        hers[0].note
    );
}

#[test]
fn a_change_is_compared_as_a_change_and_never_drawn_as_a_range_of_the_reading() {
    let read = [
        ("supine", "cardiac_output_l_per_min", 2.29),
        ("minute_5", "cardiac_output_l_per_min", 2.2),
    ];
    let tables = tables(&shipped("active-stand"), "reference-man", &read);
    let itself = cell(&tables, "cardiac output", "minute 5").unwrap();
    assert_eq!((itself.value, itself.accepted), (2.2, Vec::new()));
    let label = "cardiac output: change from supine";
    let change = cell(&tables, label, "minute 5").unwrap();
    assert!((change.value + 0.09).abs() < 1e-9, "{}", change.value);
    let range = &change.accepted[0];
    assert_eq!(
        (range.low, range.high, range.target_id.as_str()),
        (-3.2, -0.6, "ST10")
    );
    assert_eq!(change.judgement(), Judgement::Above);
    assert_eq!(cell(&tables, label, "supine"), None);
    let rows = &tables[0].rows;
    let place = |label: &str| rows.iter().position(|row| row.label == label);
    assert_eq!(
        place(label),
        place("cardiac output").map(|place| place + 1),
        "right below the reading"
    );
}

#[test]
fn a_change_in_per_cent_an_extreme_and_a_largest_change_are_compared_too() {
    let read = [
        ("before", "stroke_volume_ml", 100.0),
        ("legs_raised", "stroke_volume_ml", 108.0),
    ];
    let tables = tables(&shipped("leg-raise"), "reference-man", &read);
    let label = "stroke volume: largest change from before";
    let change = cell(&tables, label, "legs raised").unwrap();
    assert!((change.value - 9.0).abs() < 1e-9, "{}", change.value);
    assert_eq!(change.accepted[0].target_id, "PL13");
    let row = tables[0].rows.iter().find(|row| row.label == label);
    assert_eq!(row.unwrap().unit, "%");
}

#[test]
fn a_changed_body_is_not_marked_by_healthy_people_and_the_table_says_which_rows() {
    let read = [("last_minute_walking", "ankle_vein_pressure_mmhg", 60.0)];
    let mark = |with: &[&str], set: &[&str]| {
        let owned = |all: &[&str]| all.iter().map(|own| (*own).to_owned()).collect::<Vec<_>>();
        let (with, set) = (owned(with), owned(set));
        let asked = Asked {
            with: &with,
            set: &set,
            ..Asked::default()
        };
        let walk = check::read_with("walk", &asked, &Parameters::shipped().unwrap()).unwrap();
        let tables = tables(&walk, "reference-man", &read);
        let cell = cell(&tables, "ankle vein pressure", "last minute walking").unwrap();
        (cell.judgement(), tables[0].note.clone())
    };
    assert_eq!(mark(&[], &[]).0, Judgement::Above);
    let (judgement, note) = mark(&["varicose-veins"], &[]);
    assert_eq!(judgement, Judgement::NoReference);
    assert!(
        note.contains("another body or protocol than was simulated: MP07, MP48."),
        "{note}"
    );
    let (judgement, _) = mark(&[], &["muscle.pressure_gain=0"]);
    assert_eq!(judgement, Judgement::NoReference);
}

#[test]
fn every_row_of_a_reading_is_there_judged_or_not_with_its_role() {
    let read = [("one_tiptoe", "ejection_fraction_calf_pct", 46.6)];
    let ejected = tables(&shipped("apg"), "reference-man", &read);
    let cell_of = cell(&ejected, "ejection fraction calf", "one tiptoe").unwrap();
    let roles: Vec<(&str, &str)> = cell_of
        .accepted
        .iter()
        .map(|range| (range.target_id.as_str(), range.role.word()))
        .collect();
    assert_eq!(roles, [("MP33", "calibrated"), ("MP37", "definition")]);
    assert_eq!(
        cell_of.judgement(),
        Judgement::InBand,
        "a cut-off is not judged"
    );
    let read = [("standing", "venous_volume_ml", 500.0)];
    let shown = tables(&shipped("apg"), "reference-man", &read);
    let volume = cell(&shown, "venous volume", "standing").unwrap();
    assert_eq!(volume.accepted[0].role, RangeRole::Shown("not counted"));
    assert_eq!(volume.judgement(), Judgement::NoReference);
}

#[test]
fn a_row_that_bears_on_the_run_but_was_not_read_is_told() {
    let read = [("one_tiptoe", "heart_rate_per_min", 70.0)];
    let tables = tables(&shipped("apg"), "reference-man", &read);
    let told = "MP33 has no value: ejection_fraction_calf_pct was not read in \"one_tiptoe\".";
    assert!(tables[0].note.contains(told), "{}", tables[0].note);
}

#[test]
fn a_table_without_marks_says_why_there_are_none() {
    let own = "[[phase]]\nname = \"rest\"\nduration = \"1 min\"\n";
    let own = Scenario::parse(own, "mine.toml").unwrap();
    let read = [("rest", "ankle_vein_pressure_mmhg", 7.9)];
    let note = |scenario: &Scenario| tables(scenario, "reference-man", &read)[0].note.clone();
    assert_eq!(
        note(&own),
        "Not compared with measurements: this protocol is not one that was measured in people."
    );
    let rest = note(&shipped("supine-rest"));
    assert!(!rest.contains("Not compared"), "{rest}");
}

#[test]
fn rows_of_a_varicose_walk_are_the_rows_of_the_healthy_walk_and_more() {
    let readings = [
        ("walking", "ankle_ambulatory_pressure_mmhg", 20.6),
        ("walking", "ankle_ambulatory_fall_mmhg", 70.8),
        ("walking", "knee_flow_both_ml_per_min", 684.0),
        ("still", "ankle_refill_time_90_s", 37.5),
        ("still", "foot_refill_time_90_s", 44.3),
        ("still", "saphenofemoral_reflux_ml_per_min", 79.0),
        ("still", "muscle_power_mw", 1.0),
        ("still", "saphenous_calf_diameter_mm", 4.3),
    ];
    let parameters = Parameters::shipped().unwrap();
    let rows = |words: &[&str]| {
        let with: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let asked = Asked {
            with: &with,
            ..Asked::default()
        };
        let walk = check::read_with("walk", &asked, &parameters).unwrap();
        let tables = tables(&walk, "reference-man", &readings);
        let labels = tables[0].rows.iter().map(|row| row.label.clone());
        labels.collect::<Vec<_>>()
    };
    let (healthy, varicose) = (rows(&[]), rows(&["varicose-veins"]));
    assert!(healthy.contains(&"refill time to 90 %, ankle".to_owned()));
    let hidden: Vec<_> = healthy
        .iter()
        .filter(|own| !varicose.contains(own))
        .collect();
    assert!(hidden.is_empty(), "{hidden:?}");
}

#[test]
fn a_reading_that_cannot_be_compared_in_this_run_keeps_its_row() {
    let reading = [("minute_3", "plasma_volume_loss_pct", 5.0)];
    let parameters = Parameters::shipped().unwrap();
    for with in [vec![], vec!["varicose-veins".to_owned()]] {
        let asked = Asked {
            with: &with,
            ..Asked::default()
        };
        let stand = check::read_with("active-stand", &asked, &parameters).unwrap();
        let table = &tables(&stand, "reference-man", &reading)[0];
        let mut rows = table.rows.iter();
        assert!(
            rows.any(|row| row.label == "plasma volume loss"),
            "{with:?}"
        );
    }
}

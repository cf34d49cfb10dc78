//! Tests of the rows and columns that a table has, on made-up readings.

use secondheart_laboratory::instrument::Reading;
use secondheart_laboratory::record::Plan;
use secondheart_protocol::scenario::Span;

use super::*;
use crate::overview::EndValues;

/// A record of phases with these readings.
fn record(phases: &[&[(&str, f64)]]) -> Record {
    let span = |(i, readings): (usize, &&[(&str, f64)])| {
        let span = Span {
            name: format!("phase_{}", i + 1),
            start_s: i as f64,
            end_s: (i + 1) as f64,
        };
        let mut record = SpanRecord::new(span, &Plan::standard());
        let readings = readings.iter().map(|(name, value)| {
            let reading = Reading {
                value: *value,
                extremes: None,
            };
            (instrument::definition(name).unwrap().name, reading)
        });
        record.readings = readings.collect();
        record
    };
    Record {
        phases: phases.iter().enumerate().map(span).collect(),
        windows: Vec::new(),
        files: Vec::new(),
        beats: 0,
        departures: Vec::new(),
    }
}

fn names(record: &Record, words: &[&str]) -> Vec<&'static str> {
    let words = words.iter().copied().collect();
    telling::names(record, &words, |name| is_read(record, name), |_| false)
}

#[test]
fn readings_that_changed_are_shown_the_largest_change_first() {
    let rest = [
        ("heart_rate_per_min", 60.0),
        ("leg_volume_left_ml", 2000.0),
        ("ejection_fraction_pct", 65.0),
        ("end_diastolic_volume_ml", 150.0),
    ];
    let work = [
        ("heart_rate_per_min", 60.0),
        ("leg_volume_left_ml", 2003.0),
        ("ejection_fraction_pct", 70.0),
        ("end_diastolic_volume_ml", 100.0),
    ];
    let shown = names(&record(&[&rest, &work]), &[]);
    let expected = [
        "heart_rate_per_min",
        "end_diastolic_volume_ml",
        "ejection_fraction_pct",
    ];
    assert_eq!(shown, expected);
}

#[test]
fn a_manoeuvre_s_own_readings_come_before_what_changed() {
    let rest = [("ejection_fraction_pct", 65.0)];
    let tiptoes = [("ejection_fraction_pct", 50.0), ("ejected_volume_ml", 60.0)];
    let shown = names(&record(&[&rest, &tiptoes]), &[]);
    assert_eq!(shown, ["ejected_volume_ml", "ejection_fraction_pct"]);
}

#[test]
fn a_condition_makes_its_readings_interesting_even_if_they_do_not_change() {
    let rest = [
        ("ankle_brachial_index_ratio", 0.6),
        ("heart_rate_per_min", 60.0),
    ];
    let record = record(&[&rest, &rest]);
    assert_eq!(names(&record, &[]), ["heart_rate_per_min"]);
    let occluded = names(&record, &["femoral-artery-occlusion-left"]);
    assert_eq!(
        occluded,
        ["heart_rate_per_min", "ankle_brachial_index_ratio"]
    );
}

#[test]
fn what_was_lost_by_the_end_of_a_phase_is_shown_if_there_is_any() {
    let record = record(&[&[], &[]]);
    let columns = Columns::of(&record);
    let phase = |lost_ml: f64| PhaseSpan {
        end: EndValues {
            blood_lost_ml: Some(lost_ml),
            ..EndValues::default()
        },
        ..PhaseSpan::default()
    };
    assert!(telling::end_rows(&[phase(0.0), phase(0.0)], &columns, &[]).is_empty());
    let rows = telling::end_rows(&[phase(0.0), phase(333.0)], &columns, &[]);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].label, "blood lost by the end");
    let values: Vec<f64> = rows[0]
        .cells
        .iter()
        .flatten()
        .map(|cell| cell.value)
        .collect();
    assert_eq!(values, [0.0, 333.0]);
}

#[test]
fn tables_of_a_long_protocol_have_its_first_and_last_phases_and_say_what_is_left_out() {
    let read: &[(&str, f64)] = &[("heart_rate_per_min", 60.0)];
    let all = record(&vec![read; 36]);
    assert_eq!(
        (
            Columns::of(&all).spans.len(),
            Columns::of(&all).note.as_str()
        ),
        (36, "")
    );
    let many = record(&vec![read; 10_000]);
    let columns = Columns::of(&many);
    assert_eq!(columns.spans.len(), 36);
    assert_eq!(columns.spans[27].span.name, "phase_28");
    assert_eq!(columns.spans[28].span.name, "phase_9993");
    let told = "Left out: phases 29 to 9992 of 10\u{202f}000; summary.json holds all.";
    assert_eq!(columns.note, told);
}

#[test]
fn a_table_tells_the_loss_of_plasma_once() {
    let read: &[(&str, f64)] = &[("plasma_volume_loss_pct", 5.0)];
    let record = record(&[&[("plasma_volume_loss_pct", 0.0)], read]);
    let is_read = |name: &str| is_read(&record, name);
    let words = ["bleeding-500"].into();
    let names = |measured: bool| telling::names(&record, &words, is_read, |_| measured);
    let phase = |loss: f64| PhaseSpan {
        end: EndValues {
            plasma_loss_pct: Some(loss),
            ..EndValues::default()
        },
        ..PhaseSpan::default()
    };
    let (phases, columns) = ([phase(0.0), phase(8.0)], Columns::of(&record));
    assert!(names(false).is_empty());
    assert_eq!(telling::end_rows(&phases, &columns, &names(false)).len(), 1);
    assert_eq!(names(true), ["plasma_volume_loss_pct"]);
    assert!(telling::end_rows(&phases, &columns, &names(true)).is_empty());
}

#[test]
fn words_that_need_it_are_explained_beside_the_table() {
    let told = glossary(&["heart_rate_per_min", "pump_share_pct"]);
    assert!(told.starts_with("Pump share: "), "{told}");
    assert!(!told.contains("eart rate:"), "{told}");
    assert_eq!(glossary(&["heart_rate_per_min"]), "");
}

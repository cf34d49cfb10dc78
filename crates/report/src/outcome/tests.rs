//! Tests of the rows and columns that a table has, on made-up readings.

use secondheart_laboratory::instrument::Reading;
use secondheart_laboratory::record::Plan;
use secondheart_protocol::scenario::Span;

use super::*;
use crate::overview::EndValues;
use secondheart_protocol::account::Differences;

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
        courses: Vec::new(),
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
fn a_reading_that_two_words_ask_for_is_shown_once() {
    let flow = "common_femoral_artery_flow_ml_per_min";
    let words = [
        "femoral-artery-occlusion-left",
        "bypass-femoral-popliteal-left",
    ];
    let shown = names(&record(&[&[(flow, 300.0)]]), &words);
    assert_eq!(shown, [flow]);
}

#[test]
fn a_condition_makes_its_readings_interesting_even_if_they_do_not_change() {
    let rest = [
        ("ankle_brachial_index_ratio", 0.6),
        ("toe_systolic_pressure_mmhg", 55.0),
        ("heart_rate_per_min", 60.0),
    ];
    let record = record(&[&rest, &rest]);
    assert_eq!(names(&record, &[]), ["heart_rate_per_min"]);
    let occluded = names(&record, &["femoral-artery-occlusion-left"]);
    assert_eq!(
        occluded,
        [
            "heart_rate_per_min",
            "ankle_brachial_index_ratio",
            "toe_systolic_pressure_mmhg"
        ]
    );
}

#[test]
fn what_was_lost_by_the_end_of_a_phase_is_shown_if_there_is_any() {
    let record = record(&[&[], &[]]);
    let columns = Columns::of(&record);
    let end = |lost_ml: f64| EndValues {
        blood_lost_ml: Some(lost_ml),
        ..EndValues::default()
    };
    let rows = |ends: &[EndValues]| telling::end_rows([ends, &[]], &columns, &[]);
    assert!(rows(&[end(0.0), end(0.0)]).is_empty());
    let rows = rows(&[end(0.0), end(333.0)]);
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
    let names = |targeted: bool| telling::names(&record, &words, is_read, |_| targeted);
    let end = |loss: f64| EndValues {
        plasma_loss_pct: Some(loss),
        ..EndValues::default()
    };
    let (ends, columns) = ([end(0.0), end(8.0)], Columns::of(&record));
    let rows = |names: &[&str]| telling::end_rows([&ends, &[]], &columns, names);
    assert!(names(false).is_empty());
    assert_eq!(rows(&names(false)).len(), 1);
    assert_eq!(names(true), ["plasma_volume_loss_pct"]);
    assert!(rows(&names(true)).is_empty());
}

#[test]
fn words_that_need_it_are_explained_beside_the_table() {
    let told = glossary(&["heart_rate_per_min", "pump_share_pct"]);
    assert!(told.starts_with("Pump share: "), "{told}");
    assert!(!told.contains("eart rate:"), "{told}");
    assert_eq!(glossary(&["heart_rate_per_min"]), "");
}

/// What the cannulas read in a walk and after it.
const PUMPED: [&str; 6] = [
    "foot_ambulatory_pressure_mmhg",
    "foot_ambulatory_fall_mmhg",
    "foot_refill_time_90_s",
    "ankle_ambulatory_pressure_mmhg",
    "ankle_ambulatory_fall_mmhg",
    "ankle_refill_time_90_s",
];

#[test]
fn a_condition_adds_its_rows_and_hides_no_other() {
    let all = instrument::definitions();
    let everything: Vec<(&str, f64)> = all.iter().map(|own| (own.name, 60.0)).collect();
    let more: Vec<(&str, f64)> = all.iter().map(|own| (own.name, 90.0)).collect();
    let record = record(&[&everything, &more]);
    let healthy = names(&record, &[]);
    for name in PUMPED {
        assert!(healthy.contains(&name), "{name}");
    }
    for word in ["varicose-veins", "heart-failure", "stocking-class-2-left"] {
        let own = names(&record, &[word]);
        let hidden: Vec<_> = healthy.iter().filter(|name| !own.contains(name)).collect();
        assert!(hidden.is_empty(), "{word} hides {hidden:?}");
        assert!(own.len() > healthy.len(), "{word} adds nothing");
    }
}

#[test]
fn rows_of_a_walk_do_not_depend_on_whether_they_can_be_compared() {
    let walk = |targeted: bool| {
        let still: [(&str, f64); 1] = [("foot_vein_pressure_mmhg", 90.0)];
        let walking: Vec<(&str, f64)> = PUMPED.iter().map(|name| (*name, 40.0)).collect();
        let record = record(&[&still, &walking]);
        let is_read = |name: &str| is_read(&record, name);
        telling::names(&record, &BTreeSet::new(), is_read, |_| targeted)
    };
    let expected = [&["foot_vein_pressure_mmhg"], &PUMPED[..]].concat();
    assert_eq!(walk(true), expected);
    assert_eq!(walk(false), expected);
}

/// A standing leg with these pressures inside and across the veins of foot and ankle.
fn leg(foot: [f64; 2], ankle: [f64; 2]) -> Record {
    record(&[&[
        ("foot_vein_pressure_mmhg", foot[0]),
        ("foot_vein_transmural_pressure_mmhg", foot[1]),
        ("ankle_vein_pressure_mmhg", ankle[0]),
        ("ankle_vein_transmural_pressure_mmhg", ankle[1]),
    ]])
}

#[test]
fn transmural_pressures_are_shown_and_explained_where_a_pressure_acts_from_outside() {
    let shown =
        |record: &Record| names(record, &[]).contains(&"foot_vein_transmural_pressure_mmhg");
    let free = leg([96.0, 95.9], [88.0, 88.1]);
    assert!(!shown(&free));
    assert_eq!(outside::outside_note(&free), "");
    let stocking = leg([96.0, 68.5], [88.0, 63.2]);
    assert!(shown(&stocking));
    let told = outside::outside_note(&stocking);
    let lower = "is lower by up to 27.5 mmHg at the foot and 24.8 mmHg at the ankle";
    assert!(
        told.contains("stocking or cuff") && told.contains(lower),
        "{told}"
    );
    let cuff = outside::outside_note(&leg([96.0, 96.0], [88.0, 80.5]));
    assert!(
        cuff.contains("by up to 7.5 mmHg at the ankle (mean"),
        "{cuff}"
    );
    let suction = leg([96.0, 126.0], [88.0, 118.0]);
    assert!(shown(&suction));
    let told = outside::outside_note(&suction);
    assert!(
        told.contains("suction") && told.contains("is higher by up to 30.0 mmHg"),
        "{told}"
    );
}

#[test]
fn swelling_of_a_leg_that_begins_pressed_says_from_where_it_counts() {
    let begins = |transmural: f64| {
        record(&[
            &[
                ("foot_vein_pressure_mmhg", 96.0),
                ("foot_vein_transmural_pressure_mmhg", transmural),
                ("ankle_vein_pressure_mmhg", 88.0),
                ("ankle_vein_transmural_pressure_mmhg", 88.0),
            ],
            &[],
        ])
    };
    let rows = [ReadingRow {
        label: "leg swelling by the end".to_owned(),
        ..ReadingRow::default()
    }];
    let from_start = |above: &str| {
        let text = format!("{above}\n[[phase]]\nname = \"a\"\nduration = \"9 s\"\n");
        let scenario = Scenario::parse(&text, "a.toml").unwrap();
        let shipped = secondheart_body::Parameters::shipped().unwrap();
        Account::of(&scenario, &Subject::default(), &shipped, &shipped).from_start
    };
    let worn = from_start("interventions = [\"stocking-class-2\"]");
    let note = |transmural, rows: &[ReadingRow], worn: &Differences| {
        outside::swelling_note(&begins(transmural), rows, worn)
    };
    let told = note(68.0, &rows, &worn);
    assert!(told.contains("already pressed"), "{told}");
    assert_eq!(note(95.9, &rows, &worn), "", "free");
    assert_eq!(note(126.0, &rows, &worn), "", "suction");
    assert_eq!(
        note(68.0, &rows, &from_start("")),
        "",
        "put on in the first phase"
    );
    assert_eq!(note(68.0, &[], &worn), "", "not shown");
}

#[test]
fn a_reading_of_a_movement_is_told_once() {
    let mut record = record(&[&[], &[]]);
    record.windows = vec![record.phases[1].clone(), record.phases[1].clone()];
    record.phases[1].span.end_s += 9.0;
    record.windows[1].span.end_s += 3.0;
    let spans = spans(&record);
    let told = |of_people: usize, of_change: usize| {
        let cell = |i: usize| {
            let accepted = vec![Default::default(); usize::from(i == of_people)];
            (i > 0).then_some(ReadingCell {
                value: 6.5,
                accepted,
            })
        };
        let mut cells: Vec<Option<ReadingCell>> = (0..4).map(cell).collect();
        let change = |i| (i == of_change).then(ReadingCell::default);
        let change = ReadingRow {
            cells: (0..4).map(change).collect(),
            ..ReadingRow::default()
        };
        tell_once(&mut cells, &spans, &[change]);
        let left = (0..4).filter(|i| cells[*i].is_some());
        left.collect::<Vec<_>>()
    };
    assert_eq!(told(9, 9), [2], "in the shortest");
    assert_eq!(told(3, 9), [3], "beside people");
    assert_eq!(told(1, 3), [1, 3], "beside people and a change");
    let apart = |value| {
        Some(ReadingCell {
            value,
            ..ReadingCell::default()
        })
    };
    let mut cells = vec![apart(6.5), apart(6.5), apart(6.0), apart(6.5)];
    tell_once(&mut cells, &spans, &[]);
    let left: Vec<bool> = cells.iter().map(Option::is_some).collect();
    assert_eq!(
        left,
        [true, false, true, true],
        "other starts, other values"
    );
}

#[test]
fn a_knee_without_flow_is_explained_after_exercise_alone() {
    let knee = |last: f64| {
        let flow = |value| [("knee_flow_both_ml_per_min", value)];
        let (rest, work, after) = (flow(90.0), flow(1200.0), flow(last));
        record(&[&rest, &work, &after])
    };
    let names = ["knee_flow_both_ml_per_min"];
    let mut shut = knee(0.0);
    assert_eq!(telling::knee_note(&shut, &names), "", "no exercise");
    shut.phases[1].knee_cycle = Some(Default::default());
    let told = telling::knee_note(&shut, &names);
    assert!(
        told.starts_with("No blood passes the knees in phase 3: "),
        "{told}"
    );
    assert_eq!(telling::knee_note(&shut, &[]), "", "not shown");
    let mut open = knee(0.4);
    open.phases[1].knee_cycle = Some(Default::default());
    assert_eq!(telling::knee_note(&open, &names), "");
}

#[test]
fn windows_have_values_at_their_ends() {
    let mut record = record(&[&[]]);
    record.windows.clone_from(&record.phases);
    let columns = Columns::of(&record);
    let end = |swelling_ml: f64| EndValues {
        leg_swelling_ml: Some(swelling_ml),
        ..EndValues::default()
    };
    let rows = telling::end_rows([&[end(100.0)], &[end(60.0)]], &columns, &[]);
    let values: Vec<f64> = rows[0]
        .cells
        .iter()
        .flatten()
        .map(|own| own.value)
        .collect();
    assert_eq!(values, [100.0, 60.0]);
}

#[test]
fn plasma_in_lost_blood_is_told_of_only_where_blood_was_lost_or_given() {
    let told = |lost_ml: &[f64]| {
        let end = |lost_ml: &f64| EndValues {
            blood_lost_ml: Some(*lost_ml),
            plasma_loss_pct: Some(10.0),
            ..EndValues::default()
        };
        let ends: Vec<EndValues> = lost_ml.iter().map(end).collect();
        let record = record(&vec![&[][..]; ends.len()]);
        let rows = telling::end_rows([&ends, &[]], &Columns::of(&record), &[]);
        assert!(rows.iter().any(|row| row.label == "plasma lost by the end"));
        telling::plasma_note(&ends, &rows)
    };
    assert_eq!(told(&[0.0, 0.0]), "");
    let lost = "Plasma lost includes the plasma in the blood that was lost";
    assert_eq!(told(&[0.0, 800.0, 800.0]), format!("{lost}."));
    assert!(told(&[0.0, -500.0]).starts_with("What was infused"));
    let both = told(&[800.0, 300.0]);
    assert!(both.starts_with(lost) && both.contains("infused"), "{both}");
    assert_eq!(telling::plasma_note(&[], &[]), "");
}

//! The tables of a report: the readings of every phase beside measurements in people, and the
//! pump beside the heart.
//!
//! `outcome/graded.rs` finds the stages of graded exercise, `outcome/studies.rs` reads what people did in it,
//! `outcome/telling.rs` chooses the rows of the first table, `outcome/columns.rs` the columns of all;
//! `outcome/outside.rs` explains vein pressures under a stocking, a cuff or suction.

mod columns;
mod graded;
mod outside;
pub(crate) mod studies;
mod telling;

use std::collections::BTreeSet;

use crate::overview::{EndValues, Overview, PumpShare, ReadingCell, ReadingRow, ReadingTable};
use crate::people::People;
pub(crate) use graded::TABLE as GRADED;

use columns::Columns;
use secondheart_body::Subject;
use secondheart_body::quantity::{label_of, unit_of};
use secondheart_evidence::Target;
use secondheart_laboratory::instrument::{self, Readings};
use secondheart_laboratory::record::{Facts, Record, SpanRecord};
use secondheart_protocol::account::Account;
use secondheart_protocol::mistakes::InputErrors;
use secondheart_protocol::scenario::Scenario;

/// Readings that are shown only if another reading was read too: name, and the other.
const NEEDS: [(&str, &str); 3] = [
    ("knee_flow_both_ml_per_min", "muscle_power_mw"),
    ("popliteal_reflux_ml_per_min", "muscle_power_mw"),
    ("saphenofemoral_reflux_ml_per_min", "muscle_power_mw"),
];

fn spans(record: &Record) -> Vec<&SpanRecord> {
    record.phases.iter().chain(&record.windows).collect()
}

fn is_read(record: &Record, name: &str) -> bool {
    spans(record)
        .iter()
        .any(|span| span.readings.contains_key(name))
}

/// What evidence has of the protocol is shown wherever it was read.
fn is_shown(record: &Record, people: &People<'_>, name: &str) -> bool {
    let need = NEEDS.iter().find(|(reading, _)| *reading == name);
    let needed = need.is_none_or(|(_, other)| is_read(record, other));
    is_read(record, name) && (needed || people.targeted(name))
}

/// The table of the readings that matter in this run: rows of readings, columns of phases and
/// windows.
fn key_table(
    names: &[&'static str],
    (record, account): (&Record, &Account),
    columns: &Columns<'_>,
    sketched: &Overview,
    people: &People<'_>,
) -> ReadingTable {
    let mut table = table(
        "What matters in this protocol",
        names.iter().copied(),
        columns,
        people,
    );
    let phases: Vec<EndValues> = sketched.phases.iter().map(|phase| phase.end).collect();
    let ends = [&phases[..], &sketched.window_ends];
    table.rows.extend(telling::end_rows(ends, columns, names));
    let notes = [
        columns.note.clone(),
        glossary(names),
        outside::outside_note(record),
        outside::swelling_note(record, &table.rows, &account.from_start),
        telling::knee_note(record, names),
        telling::plasma_note(&phases, &table.rows).to_owned(),
        people.left_out(),
    ];
    let notes: Vec<String> = notes.into_iter().filter(|note| !note.is_empty()).collect();
    table.note = notes.join(" ");
    table
}

/// Names of readings that need a word of explanation beside the table.
const EXPLAINED: [&str; 2] = ["pump_share_pct", "dip_time_s"];

/// What the explained readings of a table are.
fn glossary(names: &[&'static str]) -> String {
    let explained = names.iter().filter(|name| EXPLAINED.contains(name));
    let sentences = explained.filter_map(|name| {
        let mut label = label_of(name);
        label.get_mut(..1)?.make_ascii_uppercase();
        Some(format!(
            "{label}: {}.",
            instrument::definition(name)?.definition
        ))
    });
    sentences.collect::<Vec<_>>().join(" ")
}

/// One table for each instrument with the readings that the first table leaves out.
fn other_tables(
    shown: &[&'static str],
    record: &Record,
    columns: &Columns<'_>,
    people: &People<'_>,
) -> Vec<ReadingTable> {
    let mut tables: Vec<(&str, Vec<&'static str>)> = Vec::new();
    for definition in instrument::definitions() {
        if shown.contains(&definition.name) || !is_shown(record, people, definition.name) {
            continue;
        }
        match tables
            .iter_mut()
            .find(|(title, _)| *title == definition.instrument)
        {
            Some((_, names)) => names.push(definition.name),
            None => tables.push((definition.instrument, vec![definition.name])),
        }
    }
    let tables = tables.into_iter();
    tables
        .map(|(title, names)| {
            let mut title = title.to_owned();
            if let Some(first) = title.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            table(&title, names.into_iter(), columns, people)
        })
        .collect()
}

/// The row of a reading, with its cells.
fn reading_row(name: &str, cells: Vec<Option<ReadingCell>>) -> ReadingRow {
    ReadingRow {
        label: label_of(name),
        unit: unit_of(name).to_owned(),
        about: instrument::definition(name)
            .map_or("", |own| own.definition)
            .to_owned(),
        cells,
    }
}

/// A reading of a span with the ranges of people; `None` if the span does not have it.
fn reading_cell(span: &SpanRecord, people: &People<'_>, name: &'static str) -> Option<ReadingCell> {
    let value = span.readings.get(name)?.value;
    let accepted = people.ranges(&span.span.name, name);
    Some(ReadingCell { value, accepted })
}

/// Readings of the first 30 s of a movement, which every span that begins with the movement has.
const OF_MOVEMENT: [&str; 4] = [
    "lowest_mean_arterial_pressure_first_30_s_mmhg",
    "lowest_systolic_pressure_first_30_s_mmhg",
    "dip_time_s",
    "highest_heart_rate_first_30_s_per_min",
];
/// Times closer than this are the same, s.
const SAME_TIME_S: f64 = 1e-6;

/// Leaves a reading of a movement in one span of those that begin with it: where it, or a change of it,
/// stands beside people, or else in the shortest.
fn tell_once(cells: &mut [Option<ReadingCell>], spans: &[&SpanRecord], changes: &[ReadingRow]) {
    let is_compared = |(i, cell): (usize, &Option<ReadingCell>)| {
        let own = cell.as_ref().is_some_and(|cell| !cell.accepted.is_empty());
        own || changes
            .iter()
            .any(|row| matches!(row.cells.get(i), Some(Some(_))))
    };
    let compared: Vec<bool> = cells.iter().enumerate().map(is_compared).collect();
    let values: Vec<Option<f64>> = cells
        .iter()
        .map(|cell| Some(cell.as_ref()?.value))
        .collect();
    let length_s = |i: usize| spans[i].span.end_s - spans[i].span.start_s;
    let same = |i: usize, other: usize| {
        let apart_s = spans[i].span.start_s - spans[other].span.start_s;
        values[i] == values[other] && apart_s.abs() < SAME_TIME_S
    };
    for (i, cell) in cells.iter_mut().enumerate() {
        let mut others = (0..compared.len()).filter(|other| *other != i && same(i, *other));
        let shorter = |other: usize| (length_s(other), other) < (length_s(i), i);
        if !compared[i] && others.any(|other| compared[other] || shorter(other)) {
            *cell = None;
        }
    }
}

fn table(
    title: &str,
    names: impl Iterator<Item = &'static str>,
    columns: &Columns<'_>,
    people: &People<'_>,
) -> ReadingTable {
    let spans = &columns.spans;
    let row = |name: &'static str, changes: &[ReadingRow]| {
        let cells = spans.iter().map(|span| reading_cell(span, people, name));
        let mut cells: Vec<Option<ReadingCell>> = cells.collect();
        if OF_MOVEMENT.contains(&name) {
            tell_once(&mut cells, spans, changes);
        }
        reading_row(name, cells)
    };
    let names_of_spans: Vec<&str> = spans.iter().map(|span| span.span.name.as_str()).collect();
    ReadingTable {
        title: title.to_owned(),
        columns: names_of_spans
            .iter()
            .map(|name| name.replace(['_', '-'], " "))
            .collect(),
        rows: names
            .flat_map(|name| {
                let changes = people.derived_rows(&names_of_spans, name);
                std::iter::once(row(name, &changes)).chain(changes)
            })
            .collect(),
        note: String::new(),
    }
}

/// The pump beside the heart in each phase.
pub fn pump_shares(record: &Record) -> Vec<PumpShare> {
    let share = |span: &SpanRecord| {
        let of = |readings: &Readings, name: &str| readings.get(name).map(|reading| reading.value);
        let scaled = |name: &str, factor: f64| of(&span.readings, name).map(|value| factor * value);
        PumpShare {
            phase: span.span.name.replace(['_', '-'], " "),
            heart_flow_l_per_min: scaled("cardiac_output_l_per_min", 1.0),
            // mL to L, mW to W.
            pump_flow_l_per_min: scaled("knee_flow_both_ml_per_min", 1e-3),
            heart_power_w: scaled("heart_power_mw", 1e-3),
            pump_power_w: scaled("pump_useful_power_mw", 1e-3),
        }
    };
    record.phases.iter().map(share).collect()
}

/// Invariants as name and value.
fn invariants(facts: &Facts) -> Vec<(String, String)> {
    let Some(invariants) = &facts.invariants else {
        return Vec::new();
    };
    let row = |name: &str, value: String| (name.to_owned(), value);
    vec![
        row(
            "drift of the total volume",
            format!("{:.1e} of it", invariants.volume_drift_relative.abs()),
        ),
        row(
            "smallest volume",
            format!("{:.3} mL", invariants.smallest_volume_ml),
        ),
        row("steps", invariants.steps.to_string()),
        row(
            "steps that were iterated",
            invariants.iterated_steps.to_string(),
        ),
        row(
            "steps that did not settle",
            invariants.unsettled_steps.to_string(),
        ),
        row(
            "steps that were divided",
            invariants.divided_steps.to_string(),
        ),
        row("nominal step", format!("{} ms", 1000.0 * facts.step_s)),
    ]
}

/// The readings of the first table.
fn told_names(record: &Record, facts: &Facts, people: &People<'_>) -> Vec<&'static str> {
    let account = &facts.account;
    let begun = account.phases.iter().map(|phase| &phase.begins);
    let begun = begun.chain([&account.from_start]);
    let words: BTreeSet<&str> = begun
        .flat_map(|begins| begins.named.iter().map(|named| named.word))
        .collect();
    let is_shown = |name: &str| is_shown(record, people, name);
    telling::names(record, &words, is_shown, |name| people.targeted(name))
}

/// Names of the readings that the report of a run tells first.
pub(crate) fn told_first(
    (scenario, subject): (&Scenario, &Subject),
    record: &Record,
    facts: &Facts,
    targets: &[Target],
) -> Result<Vec<&'static str>, InputErrors> {
    let people = People::of(scenario, subject, record, targets)?;
    Ok(told_names(record, facts, &people))
}

/// Completes the overview of a sketch: titles, subject, command, times, and the tables of readings.
///
/// # Errors
/// A data file of the program is not as it should be, which the tests exclude.
pub fn overview(
    sketched: Overview,
    (scenario, subject): (&Scenario, &Subject),
    record: &Record,
    facts: &Facts,
    command_line: &str,
    targets: &[Target],
) -> Result<Overview, InputErrors> {
    let people = People::of(scenario, subject, record, targets)?;
    let columns = Columns::of(record);
    let names = told_names(record, facts, &people);
    let mut tables = vec![key_table(
        &names,
        (record, &facts.account),
        &columns,
        &sketched,
        &people,
    )];
    let timeline = scenario.timeline();
    let graded_exercise = graded::stages(&timeline, record, &people);
    // The studies are of healthy, untrained people.
    let usual = scenario.named.is_empty() && subject.peak_oxygen_uptake_ml_per_kg_min.is_none();
    let compared = usual && !graded_exercise.is_empty() && graded::is_upright_cycling(&timeline);
    let (work_studies, work_slopes) = match compared {
        true => studies::studies()?,
        false => Default::default(),
    };
    tables.extend(graded::table(&graded_exercise, &work_studies, &work_slopes));
    tables.extend(other_tables(&names, record, &columns, &people));
    Ok(Overview {
        title: scenario.title.clone(),
        description: scenario.description.clone(),
        subject_line: facts.account.person.clone(),
        command_line: command_line.to_owned(),
        version: facts.version.clone(),
        wall_s: facts.wall_s,
        speed: facts.speed(),
        invariants: invariants(facts),
        work_studies,
        work_slopes,
        graded_exercise,
        pump_shares: pump_shares(record),
        tables,
        ..sketched
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

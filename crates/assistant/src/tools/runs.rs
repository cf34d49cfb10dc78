//! `run`, `read`, `compare` and `what_if`: readings of one or several runs.

use std::sync::Arc;

use secondheart_body::quantity::{label_of, unit_of};
use secondheart_evidence::{Circumstances, Readings, Target};
use secondheart_laboratory::experiment::Outcome;
use secondheart_laboratory::instrument::Reading;
use secondheart_laboratory::record::Record;
use secondheart_laboratory::shares::SharesError;
use secondheart_report::comparison::{self, Choice, Compared, ComparedPhase, Comparison};
use serde_json::{Value, json};

use crate::answer::{Answer, check_readings, measures, row, sources};
use crate::arguments::{Case, Compare, Read, Run, WhatIf};
use crate::assistant::{Assistant, Control};
use crate::prepared::{Prepared, number_files, unknown};
use crate::refusal::Refusal;

/// Most runs of a comparison.
const MOST: usize = 6;

pub(super) fn run(
    assistant: &Assistant,
    arguments: &Run,
    control: &Control,
) -> Result<Value, Refusal> {
    let case = assistant.prepare(&arguments.case())?.inside()?;
    let command = case.command("run");
    let choice = (&arguments.readings[..], arguments.phase.as_deref());
    several(assistant, vec![case], choice, command, control)
}

pub(super) fn compare(
    assistant: &Assistant,
    arguments: &Compare,
    control: &Control,
) -> Result<Value, Refusal> {
    let given = arguments.runs.len();
    if !(2..=MOST).contains(&given) {
        let message = format!("compare takes two to {MOST} `runs`, not {given}");
        return Err(Refusal::Mistake(message));
    }
    let cases = arguments.runs.iter();
    let cases = cases.map(|case| assistant.prepare(case)?.inside());
    let mut cases: Vec<Prepared> = cases.collect::<Result<_, _>>()?;
    number_files(&mut cases);
    let choice = (&arguments.readings[..], arguments.phase.as_deref());
    let command = command_of(&cases, choice);
    several(assistant, cases, choice, command, control)
}

pub(super) fn what_if(
    assistant: &Assistant,
    arguments: &WhatIf,
    control: &Control,
) -> Result<Value, Refusal> {
    let changed = arguments.case();
    let plain = Case {
        with: Vec::new(),
        without: Vec::new(),
        set: Vec::new(),
        phase_values: Vec::new(),
        label: Some("as it is".to_owned()),
        ..changed.clone()
    };
    let cases = [plain, changed];
    let cases = cases
        .iter()
        .map(|case| assistant.prepare(case)?.inside())
        .collect::<Result<Vec<Prepared>, _>>()?;
    if cases[0].hash == cases[1].hash {
        let message = "nothing differs: name changes by `with`, `without`, `set` or `phase_values`";
        return Err(Refusal::Mistake(message.to_owned()));
    }
    let choice = (&arguments.readings[..], arguments.phase.as_deref());
    let command = command_of(&cases, choice);
    several(assistant, cases, choice, command, control)
}

/// The command that repeats a comparison: one where `compare` knows the change, or else a run each.
fn command_of(cases: &[Prepared], (readings, phase): (&[String], Option<&str>)) -> String {
    if let [first, second] = cases
        && first.is_plain()
        && first.reference == second.reference
        && let Some(command) = second.compared(readings, phase)
    {
        return command;
    }
    let all: Vec<String> = cases.iter().map(|case| case.command("run")).collect();
    all.join(" && ")
}

/// Readings of runs beside each other.
fn several(
    assistant: &Assistant,
    cases: Vec<Prepared>,
    (readings, phase): (&[String], Option<&str>),
    command: String,
    control: &Control,
) -> Result<Value, Refusal> {
    check_readings(readings)?;
    let common = comparison::common_phases(cases.iter().map(|case| &case.variant.scenario));
    if common.is_empty() {
        let message = "the scenarios have no phase in common: phases are compared by their names";
        return Err(Refusal::Mistake(message.to_owned()));
    }
    if let Some(phase) = phase {
        check_phase(phase, &common)?;
    }
    let outcomes = assistant.outcomes(&cases, control)?;
    let outcomes: Vec<&Outcome> = outcomes.iter().map(Arc::as_ref).collect();
    let compared = cases.iter().zip(&outcomes).map(|(case, outcome)| Compared {
        label: &case.variant.label,
        scenario: &case.variant.scenario,
        subject: &case.variant.subject,
        outcome,
    });
    let choice = Choice {
        phase,
        readings,
        command: &command,
    };
    let comparison = comparison::of(&compared.collect::<Vec<_>>(), choice)?;
    let names = names_in(&comparison);
    // A reading that none of the phases has is told instead of left out.
    let absent = readings
        .iter()
        .filter(|name| !names.contains(&name.as_str()));
    let absent: Vec<&String> = absent.collect();
    if names.is_empty() && !absent.is_empty() {
        return Err(not_read(absent[0], phase, outcomes[0]));
    }
    let phases: Vec<Value> = comparison.tables.iter().map(table).collect();
    let mut values = json!({ "title": comparison.title, "phases": phases });
    if !absent.is_empty() {
        values["not_read"] = json!(absent);
    }
    let mut all_sources = Vec::new();
    for case in &cases {
        all_sources.extend(sources(&case.variant.scenario)?);
    }
    let answer = Answer::of(values)
        .of_runs(&cases, &outcomes, command)
        .defining(names.iter().copied())
        .resting_on(all_sources);
    let bears = |target: &Target| {
        let case = target.measurement.as_ref().map(|own| &own.case.scenario);
        let of_runs = |name: &String| cases.iter().any(|own| own.variant.scenario.name == *name);
        measures(target, &names) && (!readings.is_empty() || case.is_some_and(of_runs))
    };
    Ok(answer.failing(&assistant.evidence, bears).finish())
}

fn names_in(comparison: &Comparison) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for row in comparison.tables.iter().flat_map(|table| &table.rows) {
        if !names.contains(&row.reading.as_str()) {
            names.push(&row.reading);
        }
    }
    names
}

fn table(phase: &ComparedPhase) -> Value {
    let rows = phase.rows.iter().map(|row| {
        let mut own = json!({ "reading": row.reading, "unit": row.unit() });
        match &row.values[..] {
            [value] => own["value"] = json!(value),
            values => {
                let differences = (1..values.len()).map(|run| row.difference(run));
                own["values"] = json!(values);
                own["differences_from_first"] = json!(differences.collect::<Vec<_>>());
            }
        }
        own
    });
    json!({ "phase": phase.name, "readings": rows.collect::<Vec<_>>() })
}

fn check_phase(phase: &str, known: &[String]) -> Result<(), Refusal> {
    if known.iter().any(|name| name == phase) {
        return Ok(());
    }
    let nearest = secondheart_words::nearest(phase, known.iter().map(String::as_str));
    match (unknown("phase", phase, nearest), nearest) {
        (Refusal::Mistake(message), None) => {
            let phases = known.join(", ");
            Err(Refusal::Mistake(format!("{message}; phases: {phases}")))
        }
        (refusal, _) => Err(refusal),
    }
}

/// Names of the phases and windows that have a reading, in order of time within each kind.
fn read_in(record: &Record, reading: &str) -> Vec<String> {
    let spans = record.phases.iter().chain(&record.windows);
    let spans = spans.filter(|span| span.reading(reading).is_some());
    spans.map(|span| span.span.name.clone()).collect()
}

fn not_read(reading: &str, phase: Option<&str>, outcome: &Outcome) -> Refusal {
    let scenario = &outcome.facts.account.scenario;
    let place = match phase {
        Some(phase) => format!("{phase} of {scenario}"),
        None => scenario.clone(),
    };
    let error = SharesError::NotRead {
        reading: reading.to_owned(),
        place,
        read_in: read_in(&outcome.record, reading),
    };
    Refusal::Mistake(error.to_string())
}

pub(super) fn read(
    assistant: &Assistant,
    arguments: &Read,
    control: &Control,
) -> Result<Value, Refusal> {
    let name = arguments.reading.as_str();
    check_readings(std::slice::from_ref(&arguments.reading))?;
    let case = assistant.prepare(&arguments.case())?.inside()?;
    let scenario = &case.variant.scenario;
    let known = comparison::common_phases([scenario]);
    if let Some(phase) = &arguments.phase {
        check_phase(phase, &known)?;
    }
    let cases = [case];
    let outcomes = assistant.outcomes(&cases, control)?;
    let (case, outcome) = (&cases[0], outcomes[0].as_ref());
    let record = &outcome.record;
    let of_phases = record.phases.iter().rev();
    let last = of_phases.chain(record.windows.iter().rev());
    let mut spans = last.filter(|span| match &arguments.phase {
        Some(phase) => span.span.name == *phase,
        None => span.reading(name).is_some(),
    });
    let span = spans.next();
    let found = span.and_then(|span| Some((span.span.name.clone(), span.reading(name)?)));
    let Some((phase, Reading { value, extremes })) = found else {
        return Err(not_read(name, arguments.phase.as_deref(), outcome));
    };
    let people = people(assistant, case, record, &phase, name)?;
    let mut values = json!({
        "reading": name,
        "label": label_of(name),
        "phase": phase,
        "value": value,
        "unit": unit_of(name),
        "people": people,
    });
    if let Some((lowest, highest)) = extremes {
        values["lowest_beat"] = lowest.into();
        values["highest_beat"] = highest.into();
    }
    let scenario = &case.variant.scenario;
    let mut all_sources = sources(scenario)?;
    let of_people = people.iter().filter_map(|row| row["source"].as_str());
    all_sources.extend(of_people.map(str::to_owned));
    let command = case.command("run");
    let answer = Answer::of(values)
        .of_runs(&cases, &[outcome], command)
        .defining([name])
        .resting_on(all_sources);
    let bears = |target: &Target| measures(target, &[name]);
    Ok(answer.failing(&assistant.evidence, bears).finish())
}

/// The rows of people that bear on a reading in a phase of the run, with the run's value.
fn people(
    assistant: &Assistant,
    case: &Prepared,
    record: &Record,
    phase: &str,
    reading: &str,
) -> Result<Vec<Value>, Refusal> {
    let circumstances = Circumstances::of(&case.variant.scenario, &case.variant.subject)?;
    let readings = Readings::of(record);
    let targets = assistant.evidence.targets.iter();
    let targets = targets.filter(|target| measures(target, &[reading]));
    let rows = targets.filter_map(|target| {
        let bearing = circumstances.bearing(target, phase)?.ok()?;
        let value = bearing.simulated(&readings).ok()?;
        let mut own = row(&assistant.evidence, target);
        own["simulated"] = value.into();
        own["in_band"] = target.accepts(value).into();
        Some(own)
    });
    Ok(rows.collect())
}

//! Compares several scenarios, or one scenario with variants of it.

use std::io::Write;

use secondheart_body::{Parameters, Subject};
use secondheart_evidence::Evidence;
use secondheart_laboratory::experiment::{ExperimentError, Outcome};
use secondheart_laboratory::instrument;
use secondheart_laboratory::record::PendingFile;
use secondheart_laboratory::run::RunError;
use secondheart_laboratory::start::Cache;
use secondheart_laboratory::variants::{self, Setup, Variant};
use secondheart_protocol::check::{self, Asked};
use secondheart_protocol::error::{InputError, Location, Mistake};
use secondheart_protocol::scenario::Scenario;
use secondheart_protocol::unknown;
use secondheart_report::claims;
use secondheart_report::comparison::{self, COURSES, Choice, Compared, ComparedPhase, Comparison};
use secondheart_report::text::spoken;
use serde_json::json;

use super::shares::{signed, told};
use crate::arguments::CompareArguments;
use crate::body;
use crate::command_line::command_line;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::text_table::{TextTable, number, terminal_width, width_of, wrapped};

/// Most runs; more cannot be told apart in the figures.
const MOST: usize = 12;
/// Characters of a line in the heading of a column.
const HEADING: usize = 10;

pub(super) fn execute(arguments: &CompareArguments, out: &mut dyn Write) -> Result<(), Failure> {
    let parameters = Parameters::shipped()?;
    let runs = runs(arguments, &parameters)?;
    check(arguments, &runs, &parameters)?;
    let interrupt = Interrupt::heard();
    // A file that cannot be written fails here, before the runs.
    let begin = |path: &Option<_>| path.as_deref().map(PendingFile::begin).transpose();
    let (mut page, mut data) = (begin(&arguments.out)?, begin(&arguments.json)?);
    let follow = match &page {
        Some(_) => COURSES.map(str::to_owned).into(),
        None => Vec::new(),
    };
    let setup = Setup {
        parameters,
        follow,
        interrupt: Some(interrupt.pressed.clone()),
        jobs: arguments.jobs,
        cache: Cache::of_user(),
    };
    interrupt.running();
    let outcomes = outcomes(&runs, &setup)?;
    let compared = runs.iter().zip(&outcomes).map(|(run, outcome)| Compared {
        label: &run.label,
        scenario: &run.scenario,
        subject: &run.subject,
        outcome,
    });
    let command = command_line();
    let choice = Choice {
        phase: arguments.phase.as_deref(),
        readings: &arguments.reading,
        command: &command,
    };
    let mut comparison = comparison::of(&compared.collect::<Vec<_>>(), choice)?;
    if page.is_some() {
        let told = runs.iter().zip(&outcomes);
        let told = told.map(|(run, outcome)| (&run.scenario, &run.subject, &outcome.record));
        comparison.claims = claims::told(&Evidence::shipped()?, &told.collect::<Vec<_>>())?;
    }
    show(&comparison, terminal_width(), out)?;
    if let Some(mut file) = page.take() {
        file.fill(|file| file.write_all(comparison.html().as_bytes()))?;
        writeln!(out, "{}", file.commit()?.display())?;
    }
    if let Some(mut file) = data.take() {
        let text = format!("{}\n", json(&comparison));
        file.fill(|file| file.write_all(text.as_bytes()))?;
        writeln!(out, "{}", file.commit()?.display())?;
    }
    writeln!(out, "For education and research; not a medical device.")?;
    Ok(())
}

/// The runs that are asked for: the scenarios, or the scenario and its variants.
fn runs(arguments: &CompareArguments, parameters: &Parameters) -> Result<Vec<Variant>, Failure> {
    let CompareArguments {
        scenarios,
        subject,
        with,
        without,
        set,
        ..
    } = arguments;
    let variant = |reference: &str, asked: Asked<'_>, who: Option<&str>, label: Option<String>| {
        let scenario = check::read_with(reference, &asked, parameters)?;
        let subject = body::subject_of(&scenario, who)?;
        Ok::<_, Failure>(Variant {
            label: label.unwrap_or_else(|| scenario.name.clone()),
            scenario,
            subject,
        })
    };
    let mut runs = Vec::new();
    for reference in scenarios {
        runs.push(variant(reference, Asked::default(), None, None)?);
    }
    // Scenarios of one name are told apart by their files.
    let names: Vec<String> = runs.iter().map(|run| run.label.clone()).collect();
    for (run, reference) in runs.iter_mut().zip(scenarios) {
        if names.iter().filter(|name| **name == run.label).count() > 1 {
            run.label.clone_from(reference);
        }
    }
    let variants = subject.len() + with.len() + without.len() + set.len();
    let reason = match (scenarios.len(), variants) {
        (1, 0) => {
            "one run compares with nothing; name another scenario, or what differs, such as \
                   --without valves"
        }
        (2.., 1..) => {
            "variants are of one scenario; name one, or compare scenarios without options"
        }
        (given, variants) if given + variants > MOST => "at most 12 runs can be compared",
        _ => "",
    };
    if !reason.is_empty() {
        return Err(Failure::Runs { reason });
    }
    let [scenario] = &scenarios[..] else {
        return Ok(runs);
    };
    for who in subject {
        let label = Some(who.clone());
        runs.push(variant(scenario, Asked::default(), Some(who), label)?);
    }
    for name in with {
        let (with, label) = (std::slice::from_ref(name), Some(format!("with {name}")));
        let asked = Asked {
            with,
            ..Asked::default()
        };
        runs.push(variant(scenario, asked, None, label)?);
    }
    for name in without {
        let (without, label) = (std::slice::from_ref(name), Some(format!("without {name}")));
        let asked = Asked {
            without,
            ..Asked::default()
        };
        runs.push(variant(scenario, asked, None, label)?);
    }
    for value in set {
        let (set, label) = (std::slice::from_ref(value), Some(value.clone()));
        let asked = Asked {
            set,
            ..Asked::default()
        };
        runs.push(variant(scenario, asked, None, label)?);
    }
    Ok(runs)
}

/// Finds what is wrong with the runs, the readings and the phase before anything runs.
fn check(
    arguments: &CompareArguments,
    runs: &[Variant],
    parameters: &Parameters,
) -> Result<(), Failure> {
    let names = instrument::definitions();
    let names: Vec<&str> = names.iter().map(|known| known.name).collect();
    for reading in &arguments.reading {
        if !names.contains(&reading.as_str()) {
            let mistake = unknown::reading(reading, &names);
            return Err(InputError::new(Location::whole("--reading"), mistake).into());
        }
    }
    let common = comparison::common_phases(runs.iter().map(|run| &run.scenario));
    if common.is_empty() {
        let reason = "the scenarios have no phase in common: phases are compared by their names";
        return Err(Failure::Runs { reason });
    }
    if let Some(phase) = &arguments.phase
        && !common.contains(phase)
    {
        let nearest = secondheart_words::nearest(phase, common.iter().map(String::as_str));
        let mistake = Mistake::UnknownWord {
            what: "phase of all runs",
            word: phase.clone(),
            nearest: nearest.map(str::to_owned),
            known: common,
        };
        return Err(InputError::new(Location::whole("--phase"), mistake).into());
    }
    let possible = |scenario: &Scenario, subject: &Subject| {
        check::scenario(parameters, subject, scenario).map_err(Failure::from)
    };
    runs.iter()
        .try_for_each(|run| possible(&run.scenario, &run.subject))
}

/// The results of all runs.
pub(super) fn outcomes(runs: &[Variant], setup: &Setup) -> Result<Vec<Outcome>, Failure> {
    let ended = variants::run(runs, setup, &|_| true, &told);
    let mut outcomes = Vec::new();
    let mut interrupted = false;
    for run in ended {
        match run.map(|run| (run.label, run.outcome)) {
            Some((_, Ok(outcome))) => outcomes.push(outcome),
            None | Some((_, Err(ExperimentError::Run(RunError::Interrupted { .. })))) => {
                interrupted = true;
            }
            Some((run, Err(error))) => {
                return Err(Failure::OneRun {
                    run,
                    reason: error.to_string(),
                });
            }
        }
    }
    match interrupted {
        true => Err(Failure::Interrupted),
        false => Ok(outcomes),
    }
}

/// The tables, phase by phase.
fn show(comparison: &Comparison, width: usize, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(out, "{}", comparison.title)?;
    let Some((first, others)) = comparison.runs.split_first() else {
        return Ok(());
    };
    let others = others.iter().map(|run| run.label.as_str());
    let others = others.collect::<Vec<_>>().join("; ");
    let line = format!("{}, and how it differs from it: {others}", first.label);
    writeln!(out, "{}", wrapped(&line, width))?;
    for table in &comparison.tables {
        writeln!(out, "\n{}", spoken(&table.name))?;
        let beside = beside(table, width);
        let all: Vec<usize> = (1..comparison.runs.len()).collect();
        for (i, others) in all.chunks(beside).enumerate() {
            if i > 0 {
                writeln!(out)?;
            }
            block(comparison, table, others, out)?;
        }
    }
    Ok(())
}

/// How many runs fit beside the first.
fn beside(table: &ComparedPhase, width: usize) -> usize {
    let labels = table.rows.iter().map(|row| width_of(&row.label()));
    let units = table.rows.iter().map(|row| width_of(row.unit()));
    let taken = labels.max().unwrap_or(0) + 2 + units.max().unwrap_or(0) + 2 + HEADING;
    (width.saturating_sub(taken) / (2 * (HEADING + 2))).max(1)
}

/// The first run and some of the others.
fn block(
    comparison: &Comparison,
    table: &ComparedPhase,
    others: &[usize],
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut heading = vec!["reading".to_owned(), "unit".to_owned()];
    let label = |run: usize| wrapped(&comparison.runs[run].label, HEADING);
    heading.push(label(0));
    for run in others {
        heading.extend([label(*run), "difference".to_owned()]);
    }
    let mut lines = TextTable::new(heading, 2);
    for row in &table.rows {
        let values: Vec<f64> = row.values.iter().flatten().copied().collect();
        let value = |run: usize| {
            let own = row.values[run].unwrap_or(f64::NAN);
            number(own, &values, row.unit())
        };
        let mut cells = vec![row.label(), row.unit().to_owned(), value(0)];
        for run in others {
            let difference = row.difference(*run);
            let difference = difference.map(|own| signed(own, row.decimals()));
            cells.extend([value(*run), difference.unwrap_or_else(|| "-".to_owned())]);
        }
        lines.push(cells);
    }
    Ok(lines.write(out)?)
}

/// The same for a program.
fn json(comparison: &Comparison) -> serde_json::Value {
    let runs = comparison.runs.iter();
    let runs = runs.map(|run| json!({ "label": run.label, "about": run.about }));
    let phases = comparison.tables.iter().map(|table| {
        let rows = table.rows.iter().map(|row| {
            let differences = (0..row.values.len()).map(|run| row.difference(run));
            json!({
                "reading": row.reading,
                "unit": row.unit(),
                "values": row.values,
                "differences": differences.collect::<Vec<_>>(),
            })
        });
        json!({ "phase": table.name, "readings": rows.collect::<Vec<_>>() })
    });
    json!({
        "title": comparison.title,
        "command": comparison.command_line,
        "version": comparison.version,
        "runs": runs.collect::<Vec<_>>(),
        "phases": phases.collect::<Vec<_>>(),
    })
}

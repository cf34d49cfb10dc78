//! Checks a scenario or subject file and says what it means, with the variant that the command line
//! asks for.

use std::io::Write;

use secondheart_body::Parameters;
use secondheart_protocol::account::Account;
use secondheart_protocol::error::{InputError, Location, Mistake};
use secondheart_protocol::mistakes::Mistakes;
use secondheart_protocol::scenario::{self, Scenario, posture_words};
use secondheart_protocol::{check, subject};

use crate::arguments::{CheckArguments, VariantArguments};
use crate::body;
use crate::failure::Failure;
use crate::progress::clock;
use crate::text_table::{TextTable, terminal_width, wrapped};

/// Widest text, characters: longer lines are hard to read.
const WIDEST: usize = 100;
/// Characters that the column of what begins has at least.
const LEAST_BEGINS: usize = 20;

pub(super) fn execute(arguments: &CheckArguments, out: &mut dyn Write) -> Result<(), Failure> {
    let mistakes = Mistakes::default();
    for (index, file) in arguments.files.iter().enumerate() {
        let mut told = Vec::new();
        match one(file, &arguments.variant, &mut told) {
            Ok(()) => {
                if index > 0 {
                    writeln!(out)?;
                }
                out.write_all(&told)?;
            }
            Err(Failure::Input(errors)) => {
                mistakes.note_all(errors);
            }
            Err(other) => return Err(other),
        }
    }
    Ok(mistakes.finish(Ok(()))?)
}

fn one(file: &str, variant: &VariantArguments, out: &mut dyn Write) -> Result<(), Failure> {
    if is_subject(file) {
        if let Some(key) = variant.first_given() {
            let mistake = Mistake::Idle {
                key,
                without: "scenario",
            };
            return Err(InputError::new(Location::whole(file), mistake).into());
        }
        let subject = subject::find(file)?;
        writeln!(out, "{file} is a subject: {}.", subject::line(&subject))?;
        return Ok(());
    }
    let parameters = Parameters::shipped()?;
    let scenario = check::read_with(file, &variant.asked(), &parameters)?;
    let subject = body::subject_of(&scenario, variant.subject.as_deref())?;
    check::scenario(&parameters, &subject, &scenario)?;
    let account = Account::of(&scenario, &subject, &parameters, &parameters);
    describe(&scenario, &account, out)
}

/// Whether a shipped name or a file is a subject: the file has the keys of a person.
fn is_subject(file: &str) -> bool {
    if subject::find_shipped(file).is_some() {
        return true;
    }
    if scenario::find_shipped(file).is_some() {
        return false;
    }
    let keys = ["sex", "stature", "mass", "resting_heart_rate"];
    std::fs::read_to_string(file).is_ok_and(|text| {
        !text.contains("[[phase]]")
            && text.lines().any(|line| {
                line.split_once('=')
                    .is_some_and(|(key, _)| keys.contains(&key.trim()))
            })
    })
}

fn describe(scenario: &Scenario, account: &Account, out: &mut dyn Write) -> Result<(), Failure> {
    let width = terminal_width().min(WIDEST);
    writeln!(out, "{}: {}", scenario.name, scenario.title)?;
    if !scenario.description.is_empty() {
        writeln!(out, "{}", wrapped(&scenario.description, width))?;
    }
    writeln!(out, "{}", account.person)?;
    if !account.from_start.is_empty() {
        let words = format!("From the start: {}.", account.from_start.in_words());
        writeln!(out, "{}", wrapped(&words, width))?;
    }
    writeln!(
        out,
        "Starts steady, {}; lasts {}.\n",
        posture_words(&scenario.start),
        clock(scenario.duration_s())
    )?;
    let heading = ["phase", "from", "to", "posture", "activity", "begins"];
    let mut table = TextTable::new(heading, heading.len());
    for phase in &account.phases {
        let (from, to) = (clock(phase.start_s), clock(phase.end_s));
        let mut cells = vec![phase.name.clone(), from, to];
        cells.extend(phase.details());
        // The last column is broken into lines, so it must be there.
        cells.resize(heading.len(), String::new());
        table.push(cells);
    }
    table.wrap_last_to(width, LEAST_BEGINS);
    table.write(out)?;
    if !scenario.windows.is_empty() {
        writeln!(out)?;
        let mut table = TextTable::new(["window", "from", "to", "in"], 4);
        for window in &scenario.windows {
            let (from, to) = (clock(window.start_s), clock(window.end_s));
            table.push([&window.name, &from, &to, &window.phase]);
        }
        table.write(out)?;
    }
    let parameters = &account.from_start.parameters;
    if !parameters.is_empty() {
        writeln!(out)?;
        let mut table = TextTable::new(["parameter", "set to", "instead of"], 1);
        for change in parameters {
            let (value, before) = (change.value.to_string(), change.instead_of.to_string());
            table.push([&change.path, &value, &before]);
        }
        table.write(out)?;
    }
    Ok(())
}

//! Shares a reading among the mechanisms of the body.

use std::io::{self, Write};

use secondheart_body::Parameters;
use secondheart_body::quantity::{decimals_for, label_of, unit_of};
use secondheart_laboratory::experiment::ExperimentError;
use secondheart_laboratory::many::Done;
use secondheart_laboratory::record::PendingFile;
use secondheart_laboratory::run::RunError;
use secondheart_laboratory::shares::{self, Question, Shares};
use secondheart_laboratory::start::Cache;
use secondheart_laboratory::variants::{Ended, Setup};
use secondheart_protocol::check::{self, Asked};
use serde_json::json;

use crate::arguments::SharesArguments;
use crate::body;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::text_table::{TextTable, terminal_width, wrapped};

const MEANING: &str = "A share is what a mechanism adds to the reading when it is put back into a \
                       body without any of them, averaged over all orders in which they can be put \
                       back (Shapley 1953); the shares add up to the difference between all and none. A mechanism \
                       that works against the others has a share of the other sign.";

pub(super) fn execute(arguments: &SharesArguments, out: &mut dyn Write) -> Result<(), Failure> {
    let parameters = Parameters::shipped()?;
    let asked = Asked {
        with: &arguments.with,
        set: &arguments.set,
        ..Asked::default()
    };
    let scenario = check::read_with(&arguments.scenario, &asked, &parameters)?;
    let subject = body::subject_of(&scenario, arguments.subject.as_deref())?;
    let question = Question {
        scenario: arguments.scenario.clone(),
        with: arguments.with.clone(),
        set: arguments.set.clone(),
        subject,
        mechanisms: mechanisms(&arguments.mechanism),
        reading: arguments.of.clone(),
        phase: arguments.phase.clone(),
    };
    let interrupt = Interrupt::heard();
    // A file that cannot be written fails here, before the runs.
    let begun = arguments.json.as_deref().map(PendingFile::begin);
    let mut data = begun.transpose()?;
    let setup = Setup {
        parameters,
        follow: Vec::new(),
        interrupt: Some(interrupt.pressed.clone()),
        jobs: arguments.jobs,
        cache: Cache::of_user(),
    };
    interrupt.running();
    let found = shares::run(&question, &setup, &told)?;
    show(&scenario.title, &question, &found, terminal_width(), out)?;
    if let Some(mut file) = data.take() {
        let text = format!("{}\n", json(&question, &found));
        file.fill(|file| file.write_all(text.as_bytes()))?;
        writeln!(out, "{}", file.commit()?.display())?;
    }
    writeln!(out, "For education and research; not a medical device.")?;
    Ok(())
}

/// The mechanisms asked for, each once, or the usual ones.
fn mechanisms(asked: &[String]) -> Vec<String> {
    if asked.is_empty() {
        return shares::USUAL.map(str::to_owned).into();
    }
    let mut own: Vec<String> = Vec::new();
    for name in asked {
        if !own.contains(name) {
            own.push(name.clone());
        }
    }
    own
}

/// Reports on the standard error that a run has ended.
pub(super) fn told(run: &Ended, done: Done) {
    let how = match &run.outcome {
        Ok(_) => format!("{:.1} s", run.wall_s),
        // The end of the command says so.
        Err(ExperimentError::Run(RunError::Interrupted { .. })) => return,
        Err(why) => format!("failed: {why}"),
    };
    let Done { ended, of } = done;
    // There is nowhere left to say that the standard error is closed.
    let _ = writeln!(io::stderr(), "[{ended}/{of}] {}: {how}", run.label);
}

/// A number with its sign; zero has none.
pub(super) fn signed(value: f64, decimals: usize) -> String {
    let written = format!("{value:+.decimals$}");
    match written.bytes().any(|byte| matches!(byte, b'1'..=b'9')) {
        true => written,
        false => written[1..].to_owned(),
    }
}

/// The table, what it adds up to and what it means.
fn show(
    title: &str,
    question: &Question,
    found: &Shares,
    width: usize,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let Shares {
        mechanisms,
        phase,
        sets,
    } = found;
    let unit = unit_of(&question.reading);
    let (all, none) = (sets.all(), sets.none());
    let difference = all - none;
    // Shares are read to the decimals of the reading, small shares to one more.
    let decimals = decimals_for([all, none], unit) + 1;
    writeln!(out, "{title}")?;
    let of = label_of(&question.reading);
    writeln!(out, "{of}, {unit}, in phase {phase}\n")?;
    let heading = [
        "mechanism".to_owned(),
        format!("share\n{unit}"),
        "share, % of\ndifference".to_owned(),
        format!("taken out\nalone, {unit}"),
        format!("having it\nalone, {unit}"),
    ];
    let mut table = TextTable::new(heading, 1);
    let shares = sets.shares();
    for (part, (name, share)) in mechanisms.iter().zip(&shares).enumerate() {
        let percent = 100.0 * share / difference;
        table.push([
            name.clone(),
            signed(*share, decimals),
            match percent.is_finite() {
                true => signed(percent, 0),
                false => "-".to_owned(),
            },
            signed(sets.taken_out(part), decimals),
            signed(sets.alone(part), decimals),
        ]);
    }
    table.write(out)?;
    let sum: f64 = shares.iter().sum();
    writeln!(
        out,
        "\nall at work {all:.decimals$} {unit}, none {none:.decimals$} {unit}: difference {} {unit}; \
         sum of the shares {} {unit}",
        signed(difference, decimals),
        signed(sum, decimals)
    )?;
    writeln!(out, "{}", wrapped(MEANING, width))?;
    Ok(())
}

/// The same for a program, with the reading of every run.
fn json(question: &Question, found: &Shares) -> serde_json::Value {
    let Shares {
        mechanisms,
        phase,
        sets,
    } = found;
    let shares = sets.shares();
    let each = mechanisms.iter().zip(&shares).enumerate();
    let each = each.map(|(part, (name, share))| {
        json!({
            "name": name,
            "share": share,
            "taken_out": sets.taken_out(part),
            "alone": sets.alone(part),
        })
    });
    let runs = sets.values().iter().enumerate();
    let runs = runs
        .map(|(set, value)| json!({ "without": shares::out_in(set, mechanisms), "value": value }));
    json!({
        "scenario": question.scenario,
        "subject": question.subject.name,
        "with": question.with,
        "set": question.set,
        "reading": question.reading,
        "unit": unit_of(&question.reading),
        "phase": phase,
        "all": sets.all(),
        "none": sets.none(),
        "sum_of_shares": shares.iter().sum::<f64>(),
        "mechanisms": each.collect::<Vec<_>>(),
        "runs": runs.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_its_sign_and_zero_has_none() {
        assert_eq!(signed(1.25, 1), "+1.2");
        assert_eq!(signed(-0.3, 1), "-0.3");
        assert_eq!(signed(-0.04, 1), "0.0");
        assert_eq!(signed(0.0, 0), "0");
    }

    #[test]
    fn a_mechanism_asked_for_twice_is_examined_once() {
        let asked = ["pump", "valves", "pump"].map(str::to_owned);
        assert_eq!(mechanisms(&asked), ["pump", "valves"]);
        assert_eq!(mechanisms(&[]), shares::USUAL);
    }
}

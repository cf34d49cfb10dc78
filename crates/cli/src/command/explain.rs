//! Explains a claim, with the numbers of runs that are made for it; or lists the claims.

use std::io::Write;
use std::sync::atomic::Ordering;

use secondheart_body::Parameters;
use secondheart_evidence::{self as evidence, Claim, Evidence, Explained, Report, Setup};
use secondheart_protocol::subject;
use serde_json::{Value, json};

use super::validate::{SUBJECT, told};
use crate::arguments::ExplainArguments;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::text_table::{TextTable, terminal_width};

/// Widest page of text, characters: longer lines are hard to read.
const WIDEST: usize = 100;

pub(super) fn execute(arguments: &ExplainArguments, out: &mut dyn Write) -> Result<(), Failure> {
    let mut evidence = match &arguments.evidence {
        Some(folder) => Evidence::with_folder(folder)?,
        None => Evidence::shipped()?,
    };
    let Some(id) = &arguments.claim else {
        return list(&evidence, arguments.json, out);
    };
    let claim = evidence.claim(id)?.clone();
    evidence.keep_for(&claim, arguments.quick);
    let interrupt = Interrupt::heard();
    let setup = Setup {
        subject: subject::find(SUBJECT)?,
        parameters: Parameters::shipped()?,
        step_s: None,
        interrupt: Some(interrupt.pressed.clone()),
        jobs: arguments.jobs,
    };
    interrupt.running();
    let runs = evidence::run(&evidence, &setup, &told)?;
    if interrupt.pressed.load(Ordering::Relaxed) {
        return Err(Failure::Interrupted);
    }
    let report = Report::new(&evidence, runs, &subject::line(&setup.subject));
    let explained = Explained::new(&evidence, &report, &claim);
    let audience = arguments.audience.into();
    if arguments.json {
        return write_json(&explained.json(audience, arguments.quick), out);
    }
    let width = terminal_width().min(WIDEST);
    out.write_all(explained.text(audience, arguments.quick, width).as_bytes())?;
    writeln!(out, "\nFor education and research; not a medical device.")?;
    Ok(())
}

/// The claims with what decides about each. Nothing is run.
fn list(evidence: &Evidence, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    if as_json {
        let claims = evidence.claims.iter().map(|claim| {
            json!({
                "id": claim.id,
                "text": claim.text,
                "decisive": claim.decisive,
                "decided_by": decided_by(evidence, claim),
                "rows": rows(evidence, claim),
                "reviewed_by": claim.review.as_ref().map(|review| &review.by),
                "reviewed_on": claim.review.as_ref().map(|review| &review.on),
            })
        });
        return write_json(&claims.collect(), out);
    }
    let mut table = TextTable::new(["claim", "decided by", "rows", "what it says"], 4);
    for claim in &evidence.claims {
        table.push([
            claim.id.clone(),
            decided_by(evidence, claim),
            rows(evidence, claim).to_string(),
            claim.text.clone(),
        ]);
    }
    table.wrap_last(terminal_width());
    table.write(out)?;
    writeln!(
        out,
        "\nA row marked * has no scenario that measures it yet. `secondheart explain C1` makes the runs of a \
         claim and\nsays how far it is shown; VALIDATION.md has the state of all."
    )?;
    Ok(())
}

/// The decisive rows of a claim, with a mark at those that nothing measures yet.
fn decided_by(evidence: &Evidence, claim: &Claim) -> String {
    let marked = claim.decisive.iter().map(|id| {
        let measured = evidence.targets.iter().any(|target| {
            target.id == *id && target.measurement.is_some()
        });
        format!("{id}{}", if measured { "" } else { "*" })
    });
    let marked: Vec<String> = marked.collect();
    match marked.is_empty() {
        true => "no row yet".to_owned(),
        false => marked.join(" "),
    }
}

/// Number of judged rows that bear on a claim.
fn rows(evidence: &Evidence, claim: &Claim) -> usize {
    let judged = evidence.targets.iter().filter(|target| target.is_judged());
    judged.filter(|target| target.claims.contains(&claim.id)).count()
}

fn write_json(value: &Value, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(out, "{value:#}")?;
    Ok(())
}

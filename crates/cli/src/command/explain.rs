//! Explains a claim, with the numbers of runs that are made for it; or lists the claims.

use std::io::Write;

use secondheart_body::Parameters;
use secondheart_evidence::{Claim, Evidence, Explained};
use serde_json::{Value, json};

use crate::arguments::ExplainArguments;
use crate::evidence_runs;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::text_table::{TextTable, terminal_width};

/// Widest page of text, characters: longer lines are hard to read.
const WIDEST: usize = 100;

pub(super) fn execute(arguments: &ExplainArguments, out: &mut dyn Write) -> Result<(), Failure> {
    let mut evidence = evidence_runs::read(arguments.evidence.as_deref())?;
    let Some(id) = &arguments.claim else {
        return list(&evidence, arguments.json, out);
    };
    let claim = evidence.claim(id)?.clone();
    evidence.keep_for(&claim, arguments.quick);
    let interrupt = Interrupt::heard();
    let parameters = Parameters::shipped()?;
    let report = evidence_runs::compared(&evidence, parameters, arguments.jobs, &interrupt)?;
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
        let measured = evidence
            .targets
            .iter()
            .any(|target| target.id == *id && target.measurement.is_some());
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
    judged
        .filter(|target| target.claims.contains(&claim.id))
        .count()
}

fn write_json(value: &Value, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(out, "{value:#}")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use secondheart_body::condition::Sort;
    use secondheart_laboratory::instrument;
    use secondheart_protocol::check::{self, Asked};
    use secondheart_protocol::scenario::Scenario;

    use super::*;
    use crate::arguments::{Arguments, Command};

    /// The words of a command line as a shell splits them.
    fn split(line: &str) -> Vec<String> {
        let mut words = vec![String::new()];
        let mut is_quoted = false;
        for c in line.chars() {
            match c {
                '\'' => is_quoted = !is_quoted,
                ' ' if !is_quoted => words.push(String::new()),
                _ => words.last_mut().expect("one word at least").push(c),
            }
        }
        assert!(!is_quoted, "{line}");
        words
    }

    fn read(scenario: &str, asked: &Asked<'_>, line: &str) -> Scenario {
        let parameters = Parameters::shipped().expect("they are shipped");
        let read = check::read_with(scenario, asked, &parameters);
        read.unwrap_or_else(|errors| panic!("{line}: {errors}"))
    }

    fn is_span(scenario: &Scenario, name: &str) -> bool {
        let phases = scenario.phases.iter().map(|phase| &phase.name);
        let mut spans = phases.chain(scenario.windows.iter().map(|window| &window.name));
        spans.any(|span| span == name)
    }

    fn one(word: &String) -> &[String] {
        std::slice::from_ref(word)
    }

    /// Reads a command as the program does, and what it names.
    fn check_line(line: &str, evidence: &Evidence) {
        let arguments = Arguments::try_parse_from(split(line));
        let arguments = arguments.unwrap_or_else(|error| panic!("{line}: {error}"));
        let readings = |names: &[String]| {
            for name in names {
                assert!(instrument::definition(name).is_some(), "{line}: {name}");
            }
        };
        match arguments.command {
            Command::Run(run) => {
                read(&run.scenario, &run.variant.asked(), line);
            }
            Command::Compare(compare) => {
                let (with, without) = (&compare.with, &compare.without);
                let options =
                    with.len() + without.len() + compare.set.len() + compare.subject.len();
                let count = compare.scenarios.len();
                assert!(count > 1 || options > 0, "{line}: nothing to compare with");
                assert!(
                    count == 1 || options == 0,
                    "{line}: options with several scenarios"
                );
                for name in &compare.scenarios {
                    let scenario = read(name, &Asked::default(), line);
                    let phase = compare.phase.iter();
                    assert!(
                        phase.clone().all(|phase| is_span(&scenario, phase)),
                        "{line}"
                    );
                    for word in with {
                        let asked = Asked {
                            with: one(word),
                            ..Asked::default()
                        };
                        read(name, &asked, line);
                    }
                    for word in without {
                        let asked = Asked {
                            without: one(word),
                            ..Asked::default()
                        };
                        read(name, &asked, line);
                    }
                }
                readings(&compare.reading);
            }
            Command::Shares(shares) => {
                let scenario = read(&shares.scenario, &Asked::default(), line);
                let phase = shares.phase.iter();
                assert!(
                    phase.clone().all(|phase| is_span(&scenario, phase)),
                    "{line}"
                );
                readings(&[shares.of]);
                for word in &shares.mechanism {
                    assert!(Sort::Knockout.words().contains(&word.as_str()), "{line}");
                }
            }
            Command::Explain(explain) => {
                let id = explain.claim.expect("a claim is named");
                assert!(evidence.claim(&id).is_ok(), "{line}");
            }
            Command::Conditions { name: Some(name) } => {
                let sorts = [Sort::Condition, Sort::Intervention, Sort::Knockout];
                let is_known = |sort: &Sort| sort.words().contains(&name.as_str());
                assert!(sorts.iter().any(is_known), "{line}");
            }
            other => panic!("{line}: {other:?} is not checked here"),
        }
    }

    #[test]
    fn every_question_of_an_explanation_has_a_command_that_can_be_run() {
        let evidence = Evidence::shipped().expect("the shipped files are right");
        for own in &evidence.explanations {
            for next in &own.next {
                check_line(&next.command, &evidence);
                let to_itself = format!("secondheart explain {}", own.claim);
                assert_ne!(next.command, to_itself);
            }
        }
    }
}

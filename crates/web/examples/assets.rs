//! Writes what the page ships beside the module, so that it need not search or read for it:
//! `starts.bin`, the steady start of the usual person standing (others are found in a second); `lists.json`, the answer to `catalogue`; and `claims.json`, what `secondheart explain` says
//! of each claim to each reader, with the values of `VALIDATION.md`.
//!
//! `cargo run --release -p secondheart-web --example assets -- FOLDER`

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;
use std::{env, fs};

use secondheart_body::{Parameters, Posture, Subject};
use secondheart_evidence::{Audience, Evidence, Explained, Report, Row, Verdict};
use secondheart_laboratory::start::HeldStarts;
use secondheart_web::{Engine, Host};
use serde_json::{Value, json};

/// The last comparison of the body with people.
const VALIDATION: &str = include_str!("../../../VALIDATION.md");

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("give the folder to write into")?;
    let folder = Path::new(&folder);
    let parameters = Parameters::shipped()?;
    let mut starts = HeldStarts::default();
    starts.find(&parameters, &Subject::default(), Posture::STANDING)?;
    fs::write(folder.join("starts.bin"), starts.to_bytes())?;

    let mut engine = Engine::new(Host {
        now_s: || 0.0,
        progress: |_, _| (),
    });
    let lists = Value::Object(engine.answer(br#"{"do":"catalogue"}"#).json);
    fs::write(folder.join("lists.json"), lists.to_string())?;
    fs::write(folder.join("claims.json"), claims()?.to_string())?;
    Ok(())
}

/// The claims explained.
fn claims() -> Result<Value, Box<dyn Error>> {
    let evidence = Evidence::shipped()?;
    let report = recorded(&evidence)?;
    let one = |claim| {
        let explained = Explained::new(&evidence, &report, claim);
        let told = |audience| {
            // Questions stand apart, once for all readers.
            let mut sections = explained.sections(audience, false);
            sections.retain(|own| own.points.iter().all(|point| point.command.is_none()));
            let sections = sections.into_iter().map(|section| {
                let points = section.points.into_iter();
                let points = points.map(|point| json!([point.text, point.notes]));
                json!([section.heading, points.collect::<Vec<_>>()])
            });
            let words = explained.words.map(|own| own.words(audience));
            json!({
                "words": words.map(|words| explained.filled(words)),
                "sections": sections.collect::<Vec<_>>(),
            })
        };
        let next = explained.words.into_iter().flat_map(|own| &own.next);
        json!({
            "id": claim.id,
            "text": claim.text,
            "state": explained.standing.state.words(),
            "patient": told(Audience::Patient),
            "student": told(Audience::Student),
            "clinician": told(Audience::Clinician),
            "next": next.map(|own| json!([own.question, own.command])).collect::<Vec<_>>(),
        })
    };
    Ok(evidence.claims.iter().map(one).collect())
}

/// The comparison as it is recorded, instead of hours of runs.
fn recorded(evidence: &Evidence) -> Result<Report, Box<dyn Error>> {
    let values = values(VALIDATION);
    let mut rows = Vec::new();
    for target in &evidence.targets {
        let verdict = match (values.get(target.id.as_str()), &target.measurement) {
            (Some((value, true)), _) => Verdict::In { value: *value },
            (Some((value, false)), _) => Verdict::Out { value: *value },
            (None, None) => Verdict::NotMeasurable { why: String::new() },
            (None, Some(_)) => Err(format!("VALIDATION.md has no value for {}", target.id))?,
        };
        let miss = evidence.misses.iter().find(|miss| miss.id == target.id);
        rows.push(Row {
            target: target.clone(),
            person: None,
            verdict,
            why_missed: miss.map(|miss| miss.why.clone()),
        });
    }
    Ok(Report {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        subject: String::new(),
        settings: Vec::new(),
        rows,
        claims: evidence.claims.clone(),
        first_sight: evidence.first_sight.clone(),
        runs: Vec::new(),
        bodies: Default::default(),
        shipped_states: Default::default(),
    })
}

/// Value of each row in the tables of a validation, and whether it is in band.
fn values(markdown: &str) -> HashMap<&str, (f64, bool)> {
    let mut values = HashMap::new();
    for line in markdown.lines() {
        let cells: Vec<&str> = line.split('|').map(|cell| cell.trim()).collect();
        let verdict = cells.iter().position(|cell| {
            let cell = cell.trim_matches('*');
            cell.ends_with("in band") || cell.ends_with("out of band")
        });
        let Some(at) = verdict.filter(|at| *at > 2) else {
            continue;
        };
        if let Ok(value) = cells[at - 2].trim_matches('*').parse() {
            values.insert(
                cells[1],
                (value, cells[at].trim_matches('*').ends_with("in band")),
            );
        }
    }
    values
}

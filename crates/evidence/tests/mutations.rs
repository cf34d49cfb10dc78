//! Without a mechanism of the body, rows of the claims that rest on it fall out of band
//! (`mutations.toml`): the evidence can tell a body with the mechanism from a body without.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::collections::BTreeMap;

use secondheart_body::condition::Sort;
use secondheart_body::{Parameters, Subject};
use secondheart_evidence::{self as evidence, Evidence, Report, Setup, Target, Verdict};

/// A mechanism that is switched off, and what must fail.
struct Mutation {
    without: String,
    claims: Vec<String>,
    scenarios: Vec<String>,
}

fn mutations() -> Vec<Mutation> {
    let file: toml::Table = include_str!("mutations.toml").parse().unwrap();
    let all = file["mutation"].as_array().unwrap().iter();
    all.map(|own| {
        let list = |key: &str| -> Vec<String> {
            let words = own[key].as_array().unwrap().iter();
            words
                .map(|word| word.as_str().unwrap().to_owned())
                .collect()
        };
        Mutation {
            without: own["without"].as_str().unwrap().to_owned(),
            claims: list("claims"),
            scenarios: list("scenarios"),
        }
    })
    .collect()
}

/// Whether a row bears on one of the claims and is measured in one of the scenarios, if some are named;
/// against another run it would be compared with a body that lacks the mechanism, too.
fn is_wanted(target: &Target, mutation: &Mutation, quick: bool) -> bool {
    let bears = target.claims.iter().any(|id| mutation.claims.contains(id));
    let fits = target.measurement.as_ref().is_some_and(|own| {
        own.case.is_plain()
            && own.from_case.is_none()
            && (!quick || mutation.scenarios.contains(&own.case.scenario))
    });
    bears && fits && target.is_judged()
}

/// The verdicts of rows in a body without some mechanism, by id.
fn verdicts(rows: &dyn Fn(&Target) -> bool, without: Option<&str>) -> BTreeMap<String, Verdict> {
    let mut own = Evidence::shipped().unwrap();
    own.keep(rows);
    let mut parameters = Parameters::shipped().unwrap();
    if let Some(mechanism) = without {
        for setting in Sort::Knockout.settings(mechanism).unwrap() {
            parameters.set(&setting.path, setting.value).unwrap();
        }
    }
    let setup = Setup {
        subject: Subject::default(),
        parameters,
        step_s: None,
        interrupt: None,
        jobs: None,
    };
    let runs = evidence::run(&own, &setup, &|_, _| ()).unwrap();
    let report = Report::new(&own, runs, "reference man");
    let rows = report.rows.into_iter();
    rows.map(|row| (row.target.id, row.verdict)).collect()
}

/// Claims of which no row fell, by mechanism; prints every row that fell.
fn unharmed(quick: bool) -> Vec<String> {
    let mutations = mutations();
    let targets = evidence::shipped().unwrap();
    let of_any = |target: &Target| mutations.iter().any(|own| is_wanted(target, own, quick));
    let whole = verdicts(&of_any, None);
    let mut unharmed = Vec::new();
    for mutation in &mutations {
        let without = mutation.without.as_str();
        let rows = |target: &Target| is_wanted(target, mutation, quick);
        let broken = verdicts(&rows, Some(without));
        let has_fallen = |target: &&Target| {
            let is_in = matches!(whole.get(&target.id), Some(Verdict::In { .. }));
            is_in && matches!(broken.get(&target.id), Some(Verdict::Out { .. }))
        };
        let fallen: Vec<&Target> = targets
            .iter()
            .filter(|own| rows(own))
            .filter(has_fallen)
            .collect();
        println!(
            "without {without}: {} of {} rows fell",
            fallen.len(),
            broken.len()
        );
        for Target {
            id,
            low,
            high,
            unit,
            quantity,
            ..
        } in &fallen
        {
            let value = |of: &BTreeMap<String, Verdict>| of[id].value().unwrap();
            let (before, after) = (value(&whole), value(&broken));
            println!("  {id:<6} {before:8.2} -> {after:8.2} ({low} to {high} {unit}) {quantity}");
        }
        for claim in &mutation.claims {
            if !fallen.iter().any(|target| target.claims.contains(claim)) {
                unharmed.push(format!("{claim} without {without}"));
            }
        }
    }
    unharmed
}

#[test]
fn without_a_mechanism_rows_of_its_claims_fall_out_of_band() {
    assert_eq!(unharmed(true), [""; 0]);
}

#[test]
#[ignore = "takes minutes: all scenarios of the claims (`just mutations`)"]
fn without_a_mechanism_rows_of_its_claims_fall_out_of_band_in_all_scenarios() {
    assert_eq!(unharmed(false), [""; 0]);
}

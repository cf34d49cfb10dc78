//! `evidence`: rows that were measured in people.

use secondheart_evidence::Target;
use serde_json::{Value, json};

use crate::answer::{Answer, check_readings, measures, row, why_missed};
use crate::arguments::EvidenceOf;
use crate::assistant::{Assistant, Control};
use crate::prepared::shipped_scenario;
use crate::refusal::Refusal;

/// Most rows of an answer; it gives the number of all.
const MOST: usize = 40;

pub(super) fn answer(
    assistant: &Assistant,
    arguments: &EvidenceOf,
    _: &Control,
) -> Result<Value, Refusal> {
    let EvidenceOf {
        ids,
        claim,
        reading,
        scenario,
        missed,
        ..
    } = arguments;
    let evidence = &assistant.evidence;
    for id in ids {
        evidence.target(id)?;
    }
    if let Some(id) = claim {
        evidence.claim(id)?;
    }
    check_readings(reading.as_slice())?;
    if let Some(name) = scenario {
        shipped_scenario(name)?;
    }
    if ids.is_empty() && claim.is_none() && reading.is_none() && scenario.is_none() && !missed {
        let message =
            "name `ids`, a `claim`, a `reading` or a `scenario`, or ask for `missed` rows";
        return Err(Refusal::Mistake(message.to_owned()));
    }
    // What is asked for together must all hold.
    let is_asked_for = |target: &Target| {
        let case = target.measurement.as_ref().map(|own| &own.case);
        (ids.is_empty() || ids.contains(&target.id))
            && claim.as_ref().is_none_or(|id| target.claims.contains(id))
            && reading
                .as_ref()
                .is_none_or(|name| measures(target, &[name]))
            && scenario
                .as_ref()
                .is_none_or(|name| case.is_some_and(|case| case.scenario == *name))
            && (!missed || why_missed(evidence, target).is_some())
    };
    let found = evidence.targets.iter().filter(|own| is_asked_for(own));
    let found: Vec<&Target> = found.collect();
    let shown = &found[..found.len().min(MOST)];
    let rows: Vec<Value> = shown.iter().map(|own| row(evidence, own)).collect();
    let mut command = "secondheart validate".to_owned();
    let named = claim.iter().map(|id| ("--claim", id));
    let only = match claim {
        Some(_) => &[][..],
        None => shown,
    };
    let named = named.chain(only.iter().map(|own| ("--only", &own.id)));
    for (option, id) in named {
        command.push_str(&format!(" {option} {id}"));
    }
    let readings = shown.iter().filter_map(|own| own.measurement.as_ref());
    let readings: Vec<&str> = readings.map(|own| own.reading.as_str()).collect();
    let answer = Answer::of(json!({ "rows": rows, "rows_in_all": found.len() }));
    let answer = answer
        .with("command", command)
        .defining(readings.iter().copied())
        .resting_on(shown.iter().map(|own| own.source.clone()));
    let is_found = |target: &Target| found.iter().any(|own| own.id == target.id);
    Ok(answer.failing(evidence, is_found).finish())
}

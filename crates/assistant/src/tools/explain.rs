//! `explain`: a claim, how far the simulated body shows it, and why.

use secondheart_body::Subject;
use secondheart_evidence::{
    self as evidence, Claim, Finished, Report, Setup, Standing, Target, Verdict,
};
use secondheart_laboratory::many::Done;
use serde_json::{Value, json};

use crate::answer::{Answer, row, why_missed};
use crate::arguments::Explain;
use crate::assistant::{Assistant, Control};
use crate::refusal::Refusal;

pub(super) fn answer(
    assistant: &Assistant,
    arguments: &Explain,
    control: &Control,
) -> Result<Value, Refusal> {
    let evidence = &assistant.evidence;
    let claim = evidence.claim(&arguments.claim)?;
    let bears = |target: &Target| target.claims.contains(&claim.id);
    let (standing, rows) = match arguments.measure {
        true => measured(assistant, claim, control)?,
        false => recorded(assistant, claim),
    };
    let reviewed = claim.review.as_ref();
    let reviewed = reviewed.map(|own| json!({ "by": own.by, "on": own.on }));
    let command = format!("secondheart validate --claim {}", claim.id);
    let targets = evidence.targets.iter().filter(|target| bears(target));
    let targets: Vec<&Target> = targets.collect();
    let readings = targets.iter().filter_map(|own| own.measurement.as_ref());
    let readings: Vec<&str> = readings.map(|own| own.reading.as_str()).collect();
    let answer = Answer::of(json!({
        "claim": claim.id,
        "says": claim.text,
        "state": standing.state.words(),
        "reasons": standing.reasons,
        "state_is": match arguments.measure {
            true => "of runs done now",
            false => "as recorded with this version",
        },
        "meaning": "Shown: all decisive rows are in band, and two thirds of the rows that could have failed. Rows to which the body was calibrated do not count. It is a statement about this simulated body and these rows.",
        "decisive": claim.decisive,
        "review": reviewed,
        "rows": rows,
        "next": next(&targets, claim),
    }));
    let answer = answer
        .with("command", command)
        .defining(readings)
        .resting_on(targets.iter().map(|own| own.source.clone()));
    Ok(answer.failing(evidence, bears).finish())
}

/// The state from the recorded misses.
fn recorded(assistant: &Assistant, claim: &Claim) -> (Standing, Vec<Value>) {
    let evidence = &assistant.evidence;
    let targets = evidence.targets.iter();
    let targets = targets.filter(|target| target.claims.contains(&claim.id) && target.is_judged());
    let rows = targets.map(|target| {
        let mut own = row(evidence, target);
        let told = match (why_missed(evidence, target), &target.measurement) {
            (Some(_), _) => "out of band",
            (None, None) => "not measurable yet",
            // Calibrated rows out of band have no reason recorded, or one.
            (None, Some(_)) if !target.could_fail() => "calibrated",
            (None, Some(_)) => "in band",
        };
        own["verdict"] = told.into();
        own
    });
    (evidence.recorded(claim), rows.collect())
}

/// The state from runs of the claim's rows.
fn measured(
    assistant: &Assistant,
    claim: &Claim,
    control: &Control,
) -> Result<(Standing, Vec<Value>), Refusal> {
    let mut own = assistant.evidence.clone();
    own.keep(|target| target.claims.contains(&claim.id));
    let setup = Setup {
        subject: Subject::default(),
        parameters: assistant.parameters.clone(),
        step_s: None,
        interrupt: Some(control.interrupt.clone()),
        jobs: None,
    };
    let told = |run: &Finished, done: Done| (control.progress)(done, &run.case.to_string());
    let runs = evidence::run(&own, &setup, &told)?;
    if control.interrupt.load(std::sync::atomic::Ordering::Relaxed) {
        return Err(Refusal::Cancelled);
    }
    let report = Report::new(&own, runs, &Subject::default().name);
    let rows = report.rows.iter().filter(|own| own.target.is_judged());
    let rows = rows.map(|measured| {
        let mut own = row(&assistant.evidence, &measured.target);
        own["verdict"] = measured.verdict.word().into();
        match &measured.verdict {
            Verdict::NotMeasurable { why } => own["why"] = why.clone().into(),
            other => own["simulated"] = json!(other.value()),
        }
        own
    });
    Ok((report.standing(claim), rows.collect()))
}

/// Next questions, with the command that answers each.
fn next(targets: &[&Target], claim: &Claim) -> Vec<Value> {
    let decisive = targets
        .iter()
        .filter(|own| claim.decisive.contains(&own.id));
    let questions = decisive.map(|target| {
        json!({
            "question": format!("How is \"{}\" measured, and what does the run give?", target.quantity),
            "command": format!("secondheart validate --only {}", target.id),
        })
    });
    questions.collect()
}

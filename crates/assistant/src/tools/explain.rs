//! `explain`: a claim in words, how far the simulated body shows it, and why.

use secondheart_body::Subject;
use secondheart_evidence::{
    self as evidence, Audience, Claim, Explained, Finished, Report, Setup, Verdict,
};
use secondheart_laboratory::many::Done;
use serde_json::{Value, json};

use crate::answer::{Answer, row};
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
    let report = match arguments.measure {
        true => measured(assistant, claim, control)?,
        false => Report::recorded(evidence, Vec::new(), &Subject::default().name),
    };
    let explained = Explained::new(evidence, &report, claim);
    let rows = explained.bearing().filter(|own| own.target.is_judged());
    let rows = rows.map(|measured| {
        let mut own = row(evidence, &measured.target);
        own["verdict"] = measured.verdict.word().into();
        match &measured.verdict {
            Verdict::NotMeasurable { why } => own["why"] = why.clone().into(),
            other => own["simulated"] = json!(other.value()),
        }
        own
    });
    let reviewed = claim.review.as_ref();
    let reviewed = reviewed.map(|own| json!({ "by": own.by, "on": own.on }));
    let targets: Vec<_> = explained.bearing().map(|own| &own.target).collect();
    let readings = targets.iter().filter_map(|own| own.measurement.as_ref());
    let readings: Vec<&str> = readings.map(|own| own.reading.as_str()).collect();
    let told = explained.json(Audience::Student, false);
    let answer = Answer::of(json!({
        "claim": claim.id,
        "says": claim.text,
        "explanations": told["explanations"],
        "limits": told["limits"],
        "numbers_in_texts": match arguments.measure {
            true => "of runs done now",
            false => "not run: [in band] or [out of band] stands in their place; `measure` gives them",
        },
        "state": told["state"],
        "reasons": told["reasons"],
        "state_is": match arguments.measure {
            true => "of runs done now",
            false => "as recorded with this version",
        },
        "meaning": "Shown: all decisive rows are in band, and two thirds of the rows that could have failed. Rows to which the body was calibrated do not count. It is a statement about this simulated body and these rows.",
        "decisive": claim.decisive,
        "review": reviewed,
        "rows": rows.collect::<Vec<_>>(),
        "conflicts": told["conflicts"],
        "article": told["article"],
        "next": told["next"],
    }));
    let answer = answer
        .with("command", format!("secondheart explain {}", claim.id))
        .defining(readings)
        .resting_on(targets.iter().map(|own| own.source.clone()));
    let bears = |target: &evidence::Target| target.claims.contains(&claim.id);
    Ok(answer.failing(evidence, bears).finish())
}

/// The comparison of the rows that the explanation needs with runs.
fn measured(assistant: &Assistant, claim: &Claim, control: &Control) -> Result<Report, Refusal> {
    let mut own = assistant.evidence.clone();
    own.keep_for(claim, false);
    let setup = Setup {
        subject: Subject::default(),
        parameters: assistant.parameters.clone(),
        step_s: None,
        interrupt: Some(control.interrupt.clone()),
        jobs: None,
    };
    let told = |run: &Finished, done: Done| (control.progress)(done, &run.case.to_string());
    let runs = evidence::run(&own, &setup, &told)?;
    match control.interrupt.load(std::sync::atomic::Ordering::Relaxed) {
        true => Err(Refusal::Cancelled),
        false => Ok(Report::new(&own, runs, &Subject::default().name)),
    }
}

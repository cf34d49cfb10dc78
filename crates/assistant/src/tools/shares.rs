//! `shares`: a reading shared among the mechanisms of the body.

use secondheart_body::quantity::{label_of, unit_of};
use secondheart_laboratory::many::Done;
use secondheart_laboratory::shares::{self, Question};
use secondheart_laboratory::variants::Ended;
use serde_json::{Value, json};

use crate::answer::{Answer, check_readings, measures, sources};
use crate::arguments::Shares;
use crate::assistant::{Assistant, Control};
use crate::prepared::{of_choice, quoted};
use crate::refusal::Refusal;

/// Most mechanisms: these are 16 runs.
const MOST: usize = 4;

pub(super) fn answer(
    assistant: &Assistant,
    arguments: &Shares,
    control: &Control,
) -> Result<Value, Refusal> {
    if !(arguments.without.is_empty() && arguments.phase_values.is_empty()) {
        let message = "shares take neither `without` nor `phase_values`: name the `mechanisms`";
        return Err(Refusal::Mistake(message.to_owned()));
    }
    let mut mechanisms: Vec<String> = Vec::new();
    for name in &arguments.mechanisms {
        if !mechanisms.contains(name) {
            mechanisms.push(name.clone());
        }
    }
    if mechanisms.is_empty() || mechanisms.len() > MOST {
        let all = shares::USUAL.join(", ");
        return Err(Refusal::Mistake(format!(
            "name one to {MOST} `mechanisms`, of: {all}, pericardium; `secondheart shares` takes more"
        )));
    }
    check_readings(std::slice::from_ref(&arguments.reading))?;
    let case = assistant.prepare(&arguments.case())?.inside()?;
    let question = Question {
        scenario: case.reference.clone(),
        with: arguments.with.clone(),
        set: arguments.set.clone(),
        subject: case.variant.subject.clone(),
        mechanisms,
        reading: arguments.reading.clone(),
        phase: arguments.phase.clone(),
    };
    let told = |run: &Ended, done: Done| (control.progress)(done, &run.label);
    let found = shares::run(&question, &assistant.setup(control), &told);
    let found = found.map_err(|error| match Refusal::from(error) {
        Refusal::Mistake(message) => Refusal::Mistake(assistant.folder.without_path(&message)),
        other => other,
    })?;
    let sets = &found.sets;
    let each = found.mechanisms.iter().zip(sets.shares()).enumerate();
    let each = each.map(|(part, (name, share))| {
        json!({
            "mechanism": name,
            "share": share,
            "taken_out": sets.taken_out(part),
            "alone": sets.alone(part),
        })
    });
    let answer = Answer::of(json!({
        "reading": question.reading,
        "label": label_of(&question.reading),
        "unit": unit_of(&question.reading),
        "phase": found.phase,
        "all_at_work": sets.all(),
        "none_at_work": sets.none(),
        "shares": each.collect::<Vec<_>>(),
        "meaning": "A share is what a mechanism adds to the reading when it is put back into a body without any of them, averaged over all orders (Shapley 1953). The shares add up to the difference between all and none.",
    }));
    let mut command = case.command("shares");
    command.push_str(&format!(" --of {}", quoted(&question.reading)));
    for (option, value) in of_choice(&[], question.phase.as_deref()) {
        command.push_str(&format!(" {option} {}", quoted(value)));
    }
    for name in &question.mechanisms {
        command.push_str(&format!(" --mechanism {}", quoted(name)));
    }
    let mut sources = sources(&case.variant.scenario)?;
    sources.push("of shares: Shapley LS 1953 A value for n-person games".to_owned());
    let reading = question.reading.as_str();
    let answer = answer
        .of_runs(&[case], &[], command)
        .defining([reading])
        .resting_on(sources);
    let bears = |target: &secondheart_evidence::Target| measures(target, &[reading]);
    Ok(answer.failing(&assistant.evidence, bears).finish())
}

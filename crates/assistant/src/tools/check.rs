//! `check`: what a scenario does, without running it.

use secondheart_protocol::scenario::posture_words;
use serde_json::{Value, json};

use crate::answer::{Answer, sources};
use crate::arguments::Check;
use crate::assistant::{Assistant, Control};
use crate::refusal::Refusal;

pub(super) fn answer(
    assistant: &Assistant,
    arguments: &Check,
    _: &Control,
) -> Result<Value, Refusal> {
    let case = assistant.prepare(&arguments.case())?;
    let scenario = &case.variant.scenario;
    let phases = case.account.phases.iter().map(|phase| {
        json!({
            "phase": phase.name,
            "start_s": phase.start_s,
            "end_s": phase.end_s,
            "posture": posture_words(&phase.posture),
            "activity": phase.activity,
            "begins": phase.begins.in_words(),
        })
    });
    let windows = scenario.windows.iter().map(
        |window| json!({ "window": window.name, "start_s": window.start_s, "end_s": window.end_s }),
    );
    let answer = Answer::of(json!({
        "valid": true,
        "description": scenario.description,
        "starts": posture_words(&scenario.start),
        "duration_s": scenario.duration_s(),
        "phases": phases.collect::<Vec<_>>(),
        "windows": windows.collect::<Vec<_>>(),
        "outside_checked_range": case.outside,
    }));
    let name = scenario.name.clone();
    let sources = sources(scenario)?;
    let command = case.command("check");
    let answer = answer.of_runs(&[case], &[], command).resting_on(sources);
    let measured_in = |target: &secondheart_evidence::Target| {
        let measurement = target.measurement.as_ref();
        measurement.is_some_and(|own| own.case.scenario == name)
    };
    Ok(answer.failing(&assistant.evidence, measured_in).finish())
}

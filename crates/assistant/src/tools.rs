//! The tools: name, purpose, arguments.

mod check;
mod evidence;
mod explain;
mod find;
mod runs;
mod shares;

use schemars::{JsonSchema, generate::SchemaSettings};
use secondheart_words::{nearest, suggestion};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::arguments;
use crate::assistant::{Assistant, Control};
use crate::refusal::Refusal;

/// A tool.
pub struct Tool {
    /// Its name.
    pub name: &'static str,
    /// Its purpose, for the assistant that chooses among the tools.
    pub about: &'static str,
    /// JSON schema of its arguments.
    pub schema: fn() -> Map<String, Value>,
    run: Run,
}

type Run = fn(&Assistant, Map<String, Value>, &Control) -> Result<Value, Refusal>;

macro_rules! tool {
    ($name:literal, $arguments:ty, $run:path, $about:literal) => {
        Tool {
            name: $name,
            about: $about,
            schema: schema::<$arguments>,
            run: |assistant, arguments, control| {
                let arguments: $arguments = read($name, arguments)?;
                $run(assistant, &arguments, control)
            },
        }
    };
}

/// All tools.
pub const TOOLS: &[Tool] = &[
    tool!(
        "find",
        arguments::Find,
        find::answer,
        "Find scenarios, readings, conditions, interventions, mechanisms, subjects, claims and rows of evidence by plain words. Start here: the other tools take names."
    ),
    tool!(
        "check",
        arguments::Check,
        check::answer,
        "Check a scenario, shipped or as a text in TOML, without running it: what it does phase by phase, or all mistakes with their lines."
    ),
    tool!(
        "run",
        arguments::Run,
        runs::run,
        "Run a scenario and give readings of its phases and windows."
    ),
    tool!(
        "read",
        arguments::Read,
        runs::read,
        "Run a scenario and give one reading in one phase, beside what studies measured in people."
    ),
    tool!(
        "compare",
        arguments::Compare,
        runs::compare,
        "Run two to six cases and give readings with their differences from the first. Phases are compared by their names."
    ),
    tool!(
        "what_if",
        arguments::WhatIf,
        runs::what_if,
        "Run a scenario as it is and with changes (conditions, interventions, mechanisms switched off, parameters, values of phases), and give the differences."
    ),
    tool!(
        "shares",
        arguments::Shares,
        shares::answer,
        "Share a reading among mechanisms of the body that bring it about (Shapley values over runs with every set of them switched off; they add up). Two mechanisms are 4 runs, four are 16."
    ),
    tool!(
        "evidence",
        arguments::EvidenceOf,
        evidence::answer,
        "Measurements in people: rows by id, or the rows that bear on a claim, a reading or a scenario, with their bands and sources, and which of them the simulated body misses and why."
    ),
    tool!(
        "explain",
        arguments::Explain,
        explain::answer,
        "What a claim about the legs and the circulation says, in words for a patient, a student and a clinician, with limits; whether the simulated body shows it (shown, partly, contradicted, not tested), by which rows, and the commands for the next questions."
    ),
];

/// Calls a tool.
pub(crate) fn call(
    assistant: &Assistant,
    name: &str,
    arguments: Map<String, Value>,
    control: &Control,
) -> Result<Value, Refusal> {
    let Some(tool) = TOOLS.iter().find(|tool| tool.name == name) else {
        let names = TOOLS.iter().map(|tool| tool.name);
        let near: Vec<String> = nearest(name, names)
            .map(str::to_owned)
            .into_iter()
            .collect();
        let end = suggestion(&near);
        return Err(Refusal::Mistake(format!("unknown tool \"{name}\"{end}")));
    };
    (tool.run)(assistant, arguments, control)
}

fn read<T: DeserializeOwned>(tool: &str, arguments: Map<String, Value>) -> Result<T, Refusal> {
    serde_json::from_value(Value::Object(arguments))
        .map_err(|error| Refusal::Mistake(format!("arguments of {tool}: {error}")))
}

fn schema<T: JsonSchema>() -> Map<String, Value> {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let schema = generator.into_root_schema_for::<T>();
    let mut own = schema.as_object().cloned().unwrap_or_default();
    // The tool has a description of its own.
    own.remove("title");
    own.remove("description");
    own
}

//! The arguments of the tools, from which their schemas follow. Unknown keys are refused.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A person who is none of the shipped subjects.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Person {
    /// Whose reference values are taken.
    pub(crate) sex: Sex,
    /// Age, years.
    pub(crate) age_years: f64,
    /// Stature, cm.
    pub(crate) stature_cm: f64,
    /// Body mass, kg.
    pub(crate) mass_kg: f64,
    /// Heart rate lying at rest, per minute.
    pub(crate) resting_heart_rate_per_min: f64,
}

/// Sex of a person.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Sex {
    Female,
    Male,
}

/// What is simulated: a scenario, a person, and what differs.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Case {
    /// Name of a shipped scenario, such as "walk"; `find` finds names. Either this or `text`.
    pub(crate) scenario: Option<String>,
    /// Text of a scenario file in TOML, instead of `scenario`; `check` says whether it is right.
    pub(crate) text: Option<String>,
    /// Name of a shipped subject, such as "reference-woman" (default: the scenario's own, or
    /// reference-man).
    pub(crate) subject: Option<String>,
    /// A person instead of `subject`.
    pub(crate) person: Option<Person>,
    /// Conditions and interventions by name, such as "varicose-veins".
    pub(crate) with: Vec<String>,
    /// Mechanisms of the body that are switched off, such as "valves" or "pump".
    pub(crate) without: Vec<String>,
    /// Values of parameters as "PATH=VALUE", such as "muscle.pressure_gain=0.8".
    pub(crate) set: Vec<String>,
    /// Values of phases as "PHASE.KEY=VALUE", such as "walking.speed=4 km/h".
    pub(crate) phase_values: Vec<String>,
    /// What the run is called in a comparison (default: what differs in it).
    pub(crate) label: Option<String>,
}

/// Arguments of a tool that runs one case: the fields of [`Case`], and others.
macro_rules! of_one_case {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $field:ident: $kind:ty),* $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
        #[serde(default, deny_unknown_fields)]
        pub(crate) struct $name {
            /// Name of a shipped scenario, such as "walk"; `find` finds names. Either this or `text`.
            pub(crate) scenario: Option<String>,
            /// Text of a scenario file in TOML, instead of `scenario`; `check` says whether it is right.
            pub(crate) text: Option<String>,
            /// Name of a shipped subject, such as "reference-woman" (default: the scenario's own, or
            /// reference-man).
            pub(crate) subject: Option<String>,
            /// A person instead of `subject`.
            pub(crate) person: Option<Person>,
            /// Conditions and interventions by name, such as "varicose-veins".
            pub(crate) with: Vec<String>,
            /// Mechanisms of the body that are switched off, such as "valves" or "pump".
            pub(crate) without: Vec<String>,
            /// Values of parameters as "PATH=VALUE", such as "muscle.pressure_gain=0.8".
            pub(crate) set: Vec<String>,
            /// Values of phases as "PHASE.KEY=VALUE", such as "walking.speed=4 km/h".
            pub(crate) phase_values: Vec<String>,
            /// The person's question, in the person's own words.
            pub(crate) question: Option<String>,
            $($(#[$doc])* pub(crate) $field: $kind,)*
        }

        impl $name {
            /// What is simulated.
            pub(crate) fn case(&self) -> Case {
                Case {
                    scenario: self.scenario.clone(),
                    text: self.text.clone(),
                    subject: self.subject.clone(),
                    person: self.person.clone(),
                    with: self.with.clone(),
                    without: self.without.clone(),
                    set: self.set.clone(),
                    phase_values: self.phase_values.clone(),
                    label: None,
                }
            }
        }
    };
}

of_one_case! {
    /// Of `check`.
    Check {}
}

of_one_case! {
    /// Of `run`.
    Run {
        /// Names of readings (default: the readings that the report of the run tells first).
        readings: Vec<String>,
        /// The only phase or window (default: all).
        phase: Option<String>,
    }
}

of_one_case! {
    /// Of `read`.
    Read {
        /// Name of the reading, such as "cardiac_output_l_per_min"; `find` finds names.
        reading: String,
        /// Phase or window (default: the last phase that has the reading).
        phase: Option<String>,
    }
}

of_one_case! {
    /// Of `what_if`. `with`, `without`, `set` and `phase_values` are the changes; scenario and person
    /// are the same in both runs.
    WhatIf {
        /// Names of readings (default: the readings that the reports of the runs tell first).
        readings: Vec<String>,
        /// The only phase or window (default: all).
        phase: Option<String>,
    }
}

of_one_case! {
    /// Of `shares`. `without` and `phase_values` are not taken: the mechanisms are switched off in turn.
    Shares {
        /// Name of the reading that is shared.
        reading: String,
        /// Phase or window (default: the last phase that has the reading).
        phase: Option<String>,
        /// Mechanisms, at most four: "pump", "valves", "venous-tone", "local-dilation", "reflexes",
        /// "filtration", "pericardium". Every further one doubles the number of runs.
        mechanisms: Vec<String>,
    }
}

/// Of `compare`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Compare {
    /// Two to six runs; the others are compared with the first.
    pub(crate) runs: Vec<Case>,
    /// Names of readings (default: the readings that the reports of the runs tell first).
    pub(crate) readings: Vec<String>,
    /// The only phase or window (default: all that the runs have in common).
    pub(crate) phase: Option<String>,
    /// The person's question, in the person's own words.
    pub(crate) question: Option<String>,
}

/// Of `find`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Find {
    /// What to look for, in plain words.
    pub(crate) words: String,
    /// Only of these kinds (default: all).
    pub(crate) kinds: Vec<Kind>,
    /// The person's question, in the person's own words.
    pub(crate) question: Option<String>,
}

/// What can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Scenario,
    Reading,
    Condition,
    Intervention,
    Mechanism,
    Subject,
    Claim,
    Row,
}

/// Of `evidence`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct EvidenceOf {
    /// Ids of rows, such as "MP01".
    pub(crate) ids: Vec<String>,
    /// Rows that bear on this claim, such as "C6".
    pub(crate) claim: Option<String>,
    /// Rows that measure this reading.
    pub(crate) reading: Option<String>,
    /// Rows that this shipped scenario measures.
    pub(crate) scenario: Option<String>,
    /// Only rows that the simulated body misses.
    pub(crate) missed: bool,
    /// The person's question, in the person's own words.
    pub(crate) question: Option<String>,
}

/// Of `explain`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Explain {
    /// Id of the claim, such as "C6"; `find` finds claims.
    pub(crate) claim: String,
    /// Whether the rows are simulated now (seconds to minutes) instead of told as recorded.
    pub(crate) measure: bool,
    /// The person's question, in the person's own words.
    pub(crate) question: Option<String>,
}

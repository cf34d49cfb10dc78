//! Facts about the whole run, for its summary.

use secondheart_body::condition::Sort;
use secondheart_body::quantity::unit_of;
use secondheart_protocol::account::{Account, Differences, PhaseAccount};
use secondheart_protocol::scenario::posture_words;
use serde_json::{Map, Value, json};

/// Invariants of the stepping.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InvariantFacts {
    /// Relative change of the total volume (blood and tissue fluid) since the start.
    pub volume_drift_relative: f64,
    /// Smallest volume of a vessel or chamber seen, mL.
    pub smallest_volume_ml: f64,
    /// Number of steps taken.
    pub steps: u64,
    /// Steps in which the linearisation was repeated.
    pub iterated_steps: u64,
    /// Steps whose linearisation did not settle within the most repetitions allowed; their last
    /// results were used.
    pub unsettled_steps: u64,
    /// Steps that were divided into smaller ones, because a volume would have fallen to zero.
    pub divided_steps: u64,
}

/// The run as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// Version of the program.
    pub version: String,
    /// Scenario, person and changed parameters.
    pub account: Account,
    /// Nominal time step, seconds.
    pub step_s: f64,
    /// Simulated time since the start of the scenario, seconds.
    pub simulated_s: f64,
    /// Time of stepping with controls, instruments and recording, seconds.
    pub wall_s: f64,
    /// Invariants, where the body counts them.
    pub invariants: Option<InvariantFacts>,
}

impl Facts {
    /// Simulated seconds per second of stepping.
    pub fn speed(&self) -> f64 {
        self.simulated_s / self.wall_s
    }

    pub(super) fn put_into(&self, summary: &mut Map<String, Value>) {
        let facts = json!({
            "version": self.version,
            "scenario": self.account.scenario,
            "subject": self.account.person,
            "simulated": simulated(&self.account),
            "step_s": self.step_s,
            "simulated_s": self.simulated_s,
            "wall_s": self.wall_s,
            "speed": self.speed(),
        });
        if let Value::Object(facts) = facts {
            summary.extend(facts);
        }
        if let Some(invariants) = &self.invariants {
            let value = json!({
                "volume_drift_relative": invariants.volume_drift_relative,
                "smallest_volume_ml": invariants.smallest_volume_ml,
                "steps": invariants.steps,
                "iterated_steps": invariants.iterated_steps,
                "unsettled_steps": invariants.unsettled_steps,
                "divided_steps": invariants.divided_steps,
            });
            summary.insert("invariants".to_owned(), value);
        }
    }
}

/// The account as JSON.
fn simulated(account: &Account) -> Value {
    json!({
        "title": account.title,
        "person": account.person,
        "start": posture_words(&account.start),
        "from_the_start": differences(&account.from_start),
        "phases": account.phases.iter().map(of_phase).collect::<Vec<_>>(),
        "in_words": account.lines(),
    })
}

fn of_phase(phase: &PhaseAccount) -> Value {
    json!({
        "name": phase.name,
        "duration_s": phase.end_s - phase.start_s,
        "posture": posture_words(&phase.posture),
        "movement": phase.movement.map(|movement| movement.in_words()),
        "activity": phase.activity,
        "begins": differences(&phase.begins),
    })
}

fn differences(differences: &Differences) -> Value {
    let parameters = differences.parameters.iter().map(|change| {
        json!({
            "name": change.path,
            "value": change.value,
            "instead_of": change.instead_of,
            "unit": unit_of(&change.path),
        })
    });
    json!({
        "conditions": differences.words(Sort::Condition).collect::<Vec<_>>(),
        "interventions": differences.words(Sort::Intervention).collect::<Vec<_>>(),
        "without": differences.words(Sort::Knockout).collect::<Vec<_>>(),
        "parameters": parameters.collect::<Vec<_>>(),
    })
}

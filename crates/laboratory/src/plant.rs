//! The interface through which the laboratory steps and reads a body.

use secondheart_body::Change;
use secondheart_words::{nearest_names, suggestion};
use thiserror::Error;

use crate::record::InvariantFacts;

mod body;

/// No signal has the name asked for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("unknown signal \"{name}\"{}", suggestion(nearest))]
pub struct UnknownName {
    /// The name asked for.
    pub name: String,
    /// The nearest valid names, the nearest first; may be empty.
    pub nearest: Vec<String>,
}

impl UnknownName {
    /// The error for `name`, with up to three near names out of the `valid` ones.
    pub fn among<'a>(name: &str, valid: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            name: name.to_owned(),
            nearest: nearest_names(name, valid),
        }
    }
}

/// Why a body cannot be changed or stepped.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum PlantError {
    /// The body refuses a change: an unknown parameter or an impossible value.
    #[error("cannot change the body at {at_s:.2} s: {reason}")]
    Refused {
        /// Time of the change, seconds.
        at_s: f64,
        /// The reason, with the nearest valid word if there is one.
        reason: String,
    },
    /// A step could not be taken.
    #[error("the simulation failed at {time_s:.2} s: {reason}")]
    Failed {
        /// Simulated time, seconds.
        time_s: f64,
        /// Which element failed, and with which values.
        reason: String,
    },
}

/// A vessel, chamber or tissue space of a body; instruments add up the volumes of places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Dotted name; `<name>.volume_ml` is a signal.
    pub name: String,
    /// Class of its wall: `artery`, `capillary`, `leg_deep_vein` ..., `chamber`, `interstitium`.
    pub wall: String,
    /// Whether it lies in the trunk, head or arms and not in a leg.
    pub off_leg: bool,
    /// Whether it lies in the abdomen or pelvis.
    pub in_abdomen: bool,
}

/// A connection with venous valves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValveSite {
    /// Dotted name; `<name>.flow_ml_per_s` and `<name>.opening_fraction` are signals.
    pub name: String,
    /// Group: `deep`, `superficial`, `perforator`, `muscle`.
    pub group: String,
}

/// A body as instruments and recorders see it: it can be read, and nothing else.
///
/// Each member of a cohort is a plant too.
pub trait Plant {
    /// Handle of a signal, found once by name and read every step.
    type Signal: Copy;

    /// The signal of a dotted name such as `leg.left.foot.dorsal_vein.pressure_mmhg`.
    fn signal(&self, name: &str) -> Result<Self::Signal, UnknownName>;

    /// Present value of a signal, in the unit that its name ends in.
    fn value(&self, signal: Self::Signal) -> f64;

    /// Simulated time since the steady start, seconds.
    fn time_s(&self) -> f64;

    /// Names of all signals, in order; none if the body does not say.
    fn signal_names(&self) -> Vec<String> {
        Vec::new()
    }

    /// All vessels, chambers and tissue spaces; none if the body does not say.
    fn places(&self) -> Vec<Place> {
        Vec::new()
    }

    /// The connections with venous valves; none if the body does not say.
    fn valve_sites(&self) -> Vec<ValveSite> {
        Vec::new()
    }

    /// Number of completed heart beats.
    fn beats(&self) -> u64;

    /// Time at which the last completed beat ended, seconds.
    ///
    /// It may lie between two steps. A body that does not know it gives the end of the step in
    /// which [`Plant::beats`] rose.
    fn last_beat_s(&self) -> f64 {
        self.time_s()
    }
}

/// A body, or a cohort of bodies on one clock, as a runner drives it.
pub trait Driven {
    /// Time of the clock, seconds.
    fn clock_s(&self) -> f64;

    /// Queues a change for the time `at_s` (seconds, not in the past).
    fn apply(&mut self, change: &Change, at_s: f64) -> Result<(), PlantError>;

    /// Takes one step, never past `until_s`; queued changes are met exactly.
    fn step_towards(&mut self, until_s: f64) -> Result<(), PlantError>;

    /// Length of a step, seconds; steps that meet a change are shorter.
    fn step_s(&self) -> f64;

    /// Counts of the steps taken so far and the invariants they kept, if the body counts them.
    fn invariants(&self) -> Option<InvariantFacts> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_signal_names_its_neighbours() {
        let error = UnknownName::among(
            "leg.left.foot.dorsal_vien.pressure_mmhg",
            [
                "leg.left.foot.dorsal_vein.pressure_mmhg",
                "aorta.arch.pressure_mmhg",
            ],
        );
        assert_eq!(
            error.to_string(),
            "unknown signal \"leg.left.foot.dorsal_vien.pressure_mmhg\"; did you mean \
             \"leg.left.foot.dorsal_vein.pressure_mmhg\"?"
        );
    }
}

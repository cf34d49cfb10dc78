//! The simulated body as a plant.

use secondheart_body::circuit::Segment;
use secondheart_body::{BodyError, Change, Session, Signal};

use super::{Driven, Place, Plant, PlantError, UnknownName, ValveSite};
use crate::record::InvariantFacts;

impl Plant for Session<f64> {
    type Signal = Signal;

    fn signal(&self, name: &str) -> Result<Signal, UnknownName> {
        Self::signal(self, name).map_err(|error| match error {
            BodyError::UnknownSignal { name, suggestions } => UnknownName {
                name,
                nearest: suggestions,
            },
            _ => UnknownName {
                name: name.to_owned(),
                nearest: Vec::new(),
            },
        })
    }

    fn value(&self, signal: Signal) -> f64 {
        Self::value(self, signal)
    }

    fn time_s(&self) -> f64 {
        Self::time_s(self)
    }

    fn places(&self) -> Vec<Place> {
        let vessels = self.circuit().vessels.values();
        vessels
            .map(|vessel| Place {
                name: vessel.name.clone(),
                wall: vessel.class.clone(),
                off_leg: matches!(
                    vessel.segment,
                    Segment::Trunk | Segment::Head | Segment::Arm
                ),
                in_abdomen: vessel.in_abdomen,
            })
            .collect()
    }

    fn valve_sites(&self) -> Vec<ValveSite> {
        let connections = self.circuit().connections.values();
        connections
            .filter_map(|connection| {
                Some(ValveSite {
                    name: connection.name.clone(),
                    group: connection.valve_group.clone()?,
                })
            })
            .collect()
    }

    fn beats(&self) -> u64 {
        Self::beats(self)
    }

    /// The heart's phase says how long ago the beat ended: phase times period.
    fn last_beat_s(&self) -> f64 {
        let now_s = Self::time_s(self);
        match (
            self.read("heart.phase_fraction"),
            self.read("heart.period_s"),
        ) {
            (Ok(phase), Ok(period_s)) => now_s - phase * period_s,
            _ => now_s,
        }
    }
}

impl Driven for Session<f64> {
    fn clock_s(&self) -> f64 {
        Self::time_s(self)
    }

    fn apply(&mut self, change: &Change, at_s: f64) -> Result<(), PlantError> {
        Self::apply(self, change, at_s).map_err(|error| PlantError::Refused {
            at_s,
            reason: error.to_string(),
        })
    }

    fn step_towards(&mut self, until_s: f64) -> Result<(), PlantError> {
        match Self::step_towards(self, until_s) {
            Ok(_) => Ok(()),
            Err(error) => Err(PlantError::Failed {
                time_s: Self::time_s(self),
                // A step has the network's clock, which ran while the steady start was sought.
                reason: match error {
                    BodyError::Step(step) => step.what(),
                    other => other.to_string(),
                },
            }),
        }
    }

    fn step_s(&self) -> f64 {
        Self::step_s(self)
    }

    fn invariants(&self) -> Option<InvariantFacts> {
        let counted = Self::invariants(self);
        Some(InvariantFacts {
            volume_drift_relative: self.volume_drift_relative(),
            smallest_volume_ml: counted.smallest_volume_ml,
            steps: counted.steps,
            iterated_steps: counted.iterated_steps,
            unsettled_steps: counted.unsettled_steps,
            divided_steps: counted.divided_steps,
        })
    }
}

//! The simulated body, and each member of a cohort, as a plant.

use secondheart_body::circuit::{Circuit, Segment};
use secondheart_body::{Body, BodyError, Change, Cohort, Member, Signal};

use super::{Driven, Place, Plant, PlantError, UnknownName, ValveSite};
use crate::record::InvariantFacts;
use secondheart_engine::Invariants;

macro_rules! plant {
    ($($body:ty),*) => {$(
        impl Plant for $body {
            type Signal = Signal;

            fn signal(&self, name: &str) -> Result<Signal, UnknownName> {
                Self::signal(self, name).map_err(|error| unknown(name, error))
            }

            fn value(&self, signal: Signal) -> f64 {
                Self::value(self, signal)
            }

            fn time_s(&self) -> f64 {
                Self::time_s(self)
            }

            fn signal_names(&self) -> Vec<String> {
                Self::signal_names(self)
            }

            fn places(&self) -> Vec<Place> {
                places(self.circuit())
            }

            fn valve_sites(&self) -> Vec<ValveSite> {
                valve_sites(self.circuit())
            }

            fn beats(&self) -> u64 {
                Self::beats(self)
            }

            fn last_beat_s(&self) -> f64 {
                Self::last_beat_s(self)
            }
        }
    )*};
}

plant!(Body, Member<'_>);

/// The methods of [`Driven`] that a body and a cohort share.
macro_rules! stepped {
    () => {
        fn clock_s(&self) -> f64 {
            Self::time_s(self)
        }

        fn apply(&mut self, change: &Change, at_s: f64) -> Result<(), PlantError> {
            Self::apply(self, change, at_s).map_err(|error| refused(at_s, &error))
        }

        fn step_towards(&mut self, until_s: f64) -> Result<(), PlantError> {
            let stepped = Self::step_towards(self, until_s);
            stepped
                .map(|_| ())
                .map_err(|error| failed(Self::time_s(self), &error))
        }

        fn step_s(&self) -> f64 {
            Self::step_s(self)
        }
    };
}

impl Driven for Body {
    stepped!();

    fn invariants(&self) -> Option<InvariantFacts> {
        let counted = Self::invariants(self);
        Some(facts(&counted, self.volume_drift_relative()))
    }
}

fn facts(counted: &Invariants, volume_drift_relative: f64) -> InvariantFacts {
    InvariantFacts {
        volume_drift_relative,
        smallest_volume_ml: counted.smallest_volume_ml,
        steps: counted.steps,
        iterated_steps: counted.iterated_steps,
        unsettled_steps: counted.unsettled_steps as u64,
        divided_steps: counted.divided_steps as u64,
    }
}

impl Driven for Cohort {
    stepped!();
}

fn unknown(name: &str, error: BodyError) -> UnknownName {
    match error {
        BodyError::UnknownSignal { name, suggestions } => UnknownName {
            name,
            nearest: suggestions,
        },
        _ => UnknownName {
            name: name.to_owned(),
            nearest: Vec::new(),
        },
    }
}

fn refused(at_s: f64, error: &BodyError) -> PlantError {
    PlantError::Refused {
        at_s,
        reason: error.to_string(),
    }
}

fn failed(time_s: f64, error: &BodyError) -> PlantError {
    PlantError::Failed {
        time_s,
        reason: match error {
            BodyError::Step(step) => step.what(),
            other => other.to_string(),
        },
    }
}

fn places(circuit: &Circuit) -> Vec<Place> {
    let place = |vessel: &secondheart_body::circuit::Vessel| Place {
        name: vessel.name.clone(),
        wall: vessel.class.clone(),
        off_leg: matches!(
            vessel.segment,
            Segment::Trunk | Segment::Head | Segment::Arm
        ),
        in_abdomen: vessel.in_abdomen,
    };
    circuit.vessels.values().map(place).collect()
}

fn valve_sites(circuit: &Circuit) -> Vec<ValveSite> {
    let site = |connection: &secondheart_body::circuit::Connection| {
        Some(ValveSite {
            name: connection.name.clone(),
            group: connection.valve_group.clone()?,
        })
    };
    circuit.connections.values().filter_map(site).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_count_of_the_steps_is_told_under_its_name() {
        let counted = Invariants {
            steps: 1,
            iterated_steps: 2,
            solves: 3,
            unsettled_steps: 4.0,
            divided_steps: 5.0,
            smallest_volume_ml: 6.0,
            start_volume_ml: 7.0,
        };
        let told = InvariantFacts {
            volume_drift_relative: 8.0,
            smallest_volume_ml: 6.0,
            steps: 1,
            iterated_steps: 2,
            unsettled_steps: 4,
            divided_steps: 5,
        };
        assert_eq!(facts(&counted, 8.0), told);
    }
}

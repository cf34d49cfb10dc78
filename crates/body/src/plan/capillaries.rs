//! The capillaries, and what presses on each of them.

use super::persons::Persons;
use super::places::enclosure_index;
use super::{Plan, missing};
use crate::error::BodyError;
use crate::intervention::Level;
use secondheart_engine::{Scalar, Topology};

/// A capillary. What presses on the bed and its tissue alike distends no vessel and holds no
/// filtrate back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Capillary<S> {
    pub(crate) place: usize,
    /// Index of the sleeve over it, in a leg.
    sleeve: Option<usize>,
    /// Index of its muscle compartment and the share of its pressure, in a muscle.
    compartment: Option<(usize, S)>,
}

impl<S: Scalar> Capillary<S> {
    /// Its pressure less what presses on it, mmHg.
    #[inline(always)]
    pub(crate) fn transmural(&self, pressure: S, enclosures: &[S]) -> S {
        let mut pressed = S::zero();
        if let Some(sleeve) = self.sleeve {
            pressed += enclosures[sleeve];
        }
        if let Some((compartment, share)) = self.compartment {
            pressed += enclosures[compartment] * share;
        }
        pressure - pressed
    }
}

impl<S: Scalar> Plan<S> {
    /// Index of a capillary; it is noted when first asked for.
    pub(super) fn capillary(
        &mut self,
        persons: Persons<'_>,
        topology: &Topology,
        name: &str,
    ) -> Result<usize, BodyError> {
        let circuit = &persons.first.circuit;
        let vessel = circuit.vessel(name)?;
        let place = topology.place(vessel.node);
        if let Some(known) = self.capillaries.iter().position(|c| c.place == place) {
            return Ok(known);
        }
        let sleeve = match Level::over(name, vessel.segment, vessel.along) {
            Some(sleeve) => topology.enclosure_index(circuit.enclosure(&sleeve)?),
            None => None,
        };
        let prefix = format!("{name}.pressed_by");
        let mut compartments = persons.first.parameters.below(&prefix);
        let compartment = match (compartments.next(), compartments.next()) {
            (None, _) => None,
            (Some((muscle, _)), None) => {
                let index = enclosure_index(circuit, topology, muscle)?;
                Some((index, persons.parameter(&format!("{prefix}.{muscle}"))?))
            }
            _ => return Err(missing("a bed that two compartments press")),
        };
        self.capillaries.push(Capillary {
            place,
            sleeve,
            compartment,
        });
        Ok(self.capillaries.len() - 1)
    }
}

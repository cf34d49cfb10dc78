//! What presses on a bed.

use super::missing;
use super::persons::Persons;
use super::places::enclosure_index;
use crate::error::BodyError;
use crate::intervention::Level;
use secondheart_engine::{Scalar, Topology};

/// What presses on a bed and its tissue alike: it distends no vessel and holds no filtrate back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pressed<S> {
    /// Index of the sleeve over it, in a leg.
    pub(crate) sleeve: Option<usize>,
    /// Index of its muscle compartment and the share of its pressure, in a muscle.
    pub(crate) compartment: Option<(usize, S)>,
}

impl<S: Scalar> Pressed<S> {
    /// The pressure, mmHg.
    #[inline(always)]
    pub(crate) fn pressure(&self, enclosures: &[S]) -> S {
        let mut pressure = S::zero();
        if let Some(sleeve) = self.sleeve {
            pressure += enclosures[sleeve];
        }
        if let Some((compartment, share)) = self.compartment {
            pressure += enclosures[compartment] * share;
        }
        pressure
    }
}

/// What presses on a bed: the sleeve over its capillary, the muscle around it.
pub(super) fn pressed<S: Scalar>(
    persons: Persons<'_>,
    topology: &Topology,
    capillary: &str,
) -> Result<Pressed<S>, BodyError> {
    let circuit = &persons.first.circuit;
    let vessel = circuit.vessel(capillary)?;
    let sleeve = match Level::over(capillary, vessel.segment, vessel.along) {
        Some(name) => topology.enclosure_index(circuit.enclosure(&name)?),
        None => None,
    };
    let prefix = format!("{capillary}.pressed_by");
    let mut compartments = persons.first.parameters.below(&prefix);
    let compartment = match (compartments.next(), compartments.next()) {
        (None, _) => None,
        (Some((name, _)), None) => {
            let index = enclosure_index(circuit, topology, name)?;
            Some((index, persons.parameter(&format!("{prefix}.{name}"))?))
        }
        _ => return Err(missing("a bed that two compartments press")),
    };
    Ok(Pressed {
        sleeve,
        compartment,
    })
}

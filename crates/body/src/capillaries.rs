//! The capillaries: their transmural pressure, on which filtration and the venoarteriolar response
//! depend.
//!
//! A pressure that acts alike on a bed and on its tissue (a muscle's, a stocking's) neither distends
//! a vessel nor opposes filtration, so it is taken off.

use crate::error::BodyError;
use crate::outside::Level;
use crate::parameter::Source;
use crate::wiring::{Wiring, missing};
use secondheart_engine::{Scalar, Simulation};

/// A capillary, and what presses on it.
#[derive(Debug, Clone, Copy)]
struct Capillary<S> {
    place: usize,
    /// Index of the sleeve over it, in a leg.
    sleeve: Option<usize>,
    /// Index of its muscle compartment and the share of its pressure, in a muscle.
    compartment: Option<(usize, S)>,
}

impl<S: Scalar> Capillary<S> {
    /// Its pressure less what presses on it, mmHg.
    #[inline(always)]
    fn transmural(&self, pressure: S, enclosures: &[S]) -> S {
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

/// The capillaries of all controlled beds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Capillaries<S> {
    each: Vec<Capillary<S>>,
    /// Transmural pressures at the end of the step under way, mmHg.
    pressure: Vec<S>,
}

impl<S: Scalar> Capillaries<S> {
    /// Index of the capillary of that name; it is added when first asked for.
    pub(crate) fn find(&mut self, wiring: &Wiring<'_, S>, name: &str) -> Result<usize, BodyError> {
        let vessel = wiring.circuit().vessel(name)?;
        let place = wiring.topology.place(vessel.node);
        if let Some(known) = self.each.iter().position(|c| c.place == place) {
            return Ok(known);
        }
        let sleeve = Level::over(name, vessel.segment, vessel.along);
        let prefix = format!("{name}.pressed_by");
        let mut compartments = wiring.first.parameters.below(&prefix);
        let compartment = match (compartments.next(), compartments.next()) {
            (None, _) => None,
            (Some((muscle, _)), None) => Some((
                wiring.enclosure(muscle)?,
                wiring.value(&format!("{prefix}.{muscle}"))?,
            )),
            _ => return Err(missing("a bed that two compartments press")),
        };
        self.each.push(Capillary {
            place,
            sleeve: sleeve.map(|name| wiring.enclosure(&name)).transpose()?,
            compartment,
        });
        self.pressure.push(S::zero());
        Ok(self.each.len() - 1)
    }

    /// Takes the pressures at the end of a step, under the enclosures as they are set for it.
    #[inline(always)]
    pub(crate) fn look(&mut self, sim: &Simulation<S>, step_s: f64) {
        let enclosures = &sim.parameters.enclosure_pressure;
        for (pressure, capillary) in self.pressure.iter_mut().zip(&self.each) {
            let inside = sim.pressure_ahead(capillary.place, step_s);
            *pressure = capillary.transmural(inside, enclosures);
        }
    }

    /// Transmural pressure at the end of the step under way, mmHg.
    #[inline(always)]
    pub(crate) fn transmural(&self, index: usize) -> S {
        self.pressure[index]
    }

    /// Transmural pressure at the present time, mmHg.
    pub(crate) fn transmural_now(&self, sim: &Simulation<S>, index: usize) -> S {
        let capillary = &self.each[index];
        let inside = sim.state.pressure[capillary.place];
        capillary.transmural(inside, &sim.parameters.enclosure_pressure)
    }
}

#[cfg(test)]
mod tests;

//! Transmural pressure of the capillaries, on which filtration and the venoarteriolar response depend.
//!
//! ```text
//! P_c = p - p_sleeve - w p_muscle - p_water
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | p | pressure in the capillary | mmHg |
//! | p_sleeve | pressure of the sleeve over it | mmHg |
//! | p_water | pressure of the water around it | mmHg |
//! | p_muscle, w | pressure of its muscle compartment, share of it that reaches the bed | mmHg, 1 |
//!
//! A muscle, a stocking or water compresses a bed and its tissue alike: its pressure neither distends a vessel
//! nor opposes filtration.

use crate::error::BodyError;
use crate::outside::Level;
use crate::parameter::Source;
use crate::wiring::{Wiring, missing};
use secondheart_engine::simulation::Parameters as NetworkParameters;
use secondheart_engine::{Scalar, Simulation};

/// A capillary and the enclosures around it.
#[derive(Debug, Clone, Copy)]
struct Capillary<S> {
    place: usize,
    /// Enclosure index of the sleeve over it, in a leg.
    sleeve: Option<usize>,
    /// Enclosure index of its muscle compartment and w, in a muscle.
    compartment: Option<(usize, S)>,
}

impl<S: Scalar> Capillary<S> {
    /// P_c for a pressure inside, mmHg.
    #[inline(always)]
    fn transmural(&self, pressure: S, parameters: &NetworkParameters<S>) -> S {
        let enclosures = &parameters.enclosure_pressure;
        let mut pressed = parameters.external_pressure[self.place];
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
    /// Index of a capillary by its name; the first request adds it.
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

    /// Updates all transmural pressures for the end of the step, with the enclosure pressures already
    /// set for it.
    #[inline(always)]
    pub(crate) fn look(&mut self, sim: &Simulation<S>, step_s: f64) {
        for (pressure, capillary) in self.pressure.iter_mut().zip(&self.each) {
            let inside = sim.pressure_ahead(capillary.place, step_s);
            *pressure = capillary.transmural(inside, &sim.parameters);
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
        capillary.transmural(inside, &sim.parameters)
    }
}

#[cfg(test)]
mod tests;

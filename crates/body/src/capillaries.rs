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
    /// Pressure of sleeve and water, mmHg.
    #[inline(always)]
    fn around(&self, parameters: &NetworkParameters<S>) -> S {
        let mut around = parameters.external_pressure[self.place];
        if let Some(sleeve) = self.sleeve {
            around += parameters.enclosure_pressure[sleeve];
        }
        around
    }

    /// P_c for pressures inside and around, mmHg.
    #[inline(always)]
    fn transmural(&self, inside: S, around: S, parameters: &NetworkParameters<S>) -> S {
        let mut pressed = around;
        if let Some((compartment, share)) = self.compartment {
            pressed += parameters.enclosure_pressure[compartment] * share;
        }
        inside - pressed
    }
}

/// The capillaries of all controlled beds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Capillaries<S> {
    each: Vec<Capillary<S>>,
    /// Transmural pressures at the end of the step under way, mmHg.
    pressure: Vec<S>,
    /// Pressures inside, and around from sleeve and water, at the end of the step under way, mmHg.
    inside_and_around: Vec<(S, S)>,
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
        self.inside_and_around.push((S::zero(), S::zero()));
        Ok(self.each.len() - 1)
    }

    /// Updates all transmural pressures for the end of the step, with the enclosure pressures already
    /// set for it.
    #[inline(always)]
    pub(crate) fn look(&mut self, sim: &Simulation<S>, step_s: f64) {
        let results = self.pressure.iter_mut().zip(&mut self.inside_and_around);
        for ((pressure, both), capillary) in results.zip(&self.each) {
            let inside = sim.pressure_ahead(capillary.place, step_s);
            let around = capillary.around(&sim.parameters);
            *pressure = capillary.transmural(inside, around, &sim.parameters);
            *both = (inside, around);
        }
    }

    /// Transmural pressure at the end of the step under way, mmHg.
    #[inline(always)]
    pub(crate) fn transmural(&self, index: usize) -> S {
        self.pressure[index]
    }

    /// Pressures inside, and around from sleeve and water, at the end of the step under way, mmHg.
    #[inline(always)]
    pub(crate) fn inside_and_around(&self, index: usize) -> (S, S) {
        self.inside_and_around[index]
    }

    /// Transmural pressure at the present time, mmHg.
    pub(crate) fn transmural_now(&self, sim: &Simulation<S>, index: usize) -> S {
        let capillary = &self.each[index];
        let inside = sim.state.pressure[capillary.place];
        let around = capillary.around(&sim.parameters);
        capillary.transmural(inside, around, &sim.parameters)
    }
}

#[cfg(test)]
mod tests;

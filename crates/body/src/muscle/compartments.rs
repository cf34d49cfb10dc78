//! Muscle compartments of the legs: the pressure with which each presses on the veins inside it.
//!
//! ```text
//! p = a · p_peak · gain + p_rest        a: activation of the compartment, 0 to 1
//! ```
//!
//! This pressure is all that drives the muscle pump.

use super::activity::Activations;
use super::exertion::Rising;
use crate::error::BodyError;
use crate::parameter::Source;
use crate::wiring::Wiring;
use secondheart_engine::{Scalar, Simulation};

/// Names of the muscle compartments of a leg.
pub(crate) const COMPARTMENTS: [&str; 6] = [
    "soleus",
    "gastrocnemius",
    "anterior",
    "deep_posterior",
    "thigh",
    "plantar",
];

/// What does not change from step to step; left leg, then right.
#[derive(Debug, Clone)]
pub(crate) struct Compartments<S> {
    enclosures: [[usize; COMPARTMENTS.len()]; 2],
    pub(super) pressure_gain: S,
    peak_mmhg: [S; COMPARTMENTS.len()],
    resting_mmhg: [[S; COMPARTMENTS.len()]; 2],
}

impl<S: Scalar> Compartments<S> {
    pub(super) fn new(wiring: &Wiring<'_, S>) -> Result<Self, BodyError> {
        let mut peak_mmhg = [S::zero(); COMPARTMENTS.len()];
        for (value, name) in peak_mmhg.iter_mut().zip(COMPARTMENTS) {
            *value = wiring.value(&format!("muscle.peak_pressure.{name}_mmhg"))?;
        }
        let mut resting_mmhg = [[S::zero(); COMPARTMENTS.len()]; 2];
        let mut enclosures = [[0; COMPARTMENTS.len()]; 2];
        for (leg, side) in ["left", "right"].into_iter().enumerate() {
            for (c, name) in COMPARTMENTS.into_iter().enumerate() {
                let compartment = format!("leg.{side}.{name}");
                enclosures[leg][c] = wiring.enclosure(&compartment)?;
                resting_mmhg[leg][c] =
                    wiring.value(&format!("{compartment}.resting_pressure_mmhg"))?;
            }
        }
        Ok(Self {
            enclosures,
            pressure_gain: wiring.value("muscle.pressure_gain")?,
            peak_mmhg,
            resting_mmhg,
        })
    }

    /// Whether an enclosure is a muscle compartment.
    pub(super) fn are(&self, enclosure: usize) -> bool {
        self.enclosures.as_flattened().contains(&enclosure)
    }

    /// Sets the intramuscular pressures; `foot_load` is the weight on the feet, `effort` that of
    /// standing up.
    #[inline(always)]
    pub(super) fn press(
        &self,
        sim: &mut Simulation<S>,
        activations: &Activations<S>,
        rising: &Rising<S>,
        foot_load: f64,
        effort: f64,
    ) {
        for (leg, row) in activations.iter().enumerate() {
            for c in 0..COMPARTMENTS.len() {
                let level = match COMPARTMENTS[c] {
                    "thigh" => row[c].max(rising.thigh_level * effort),
                    // The sole is pressed by the weight it carries.
                    "plantar" => row[c] * foot_load,
                    _ => row[c].max(rising.calf_level * effort),
                };
                sim.parameters.enclosure_pressure[self.enclosures[leg][c]] =
                    level * self.peak_mmhg[c] * self.pressure_gain + self.resting_mmhg[leg][c];
            }
        }
    }
}

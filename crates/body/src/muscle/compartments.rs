//! Muscle compartments of the legs: intramuscular pressure, which compresses the veins inside.
//!
//! ```text
//! p = a p_peak g + p_rest
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | a | activation, 0 to 1; while rising at least the level of `muscle.rising` times the effort; of the sole times the weight on the feet | 1 |
//! | p_peak | pressure at full activation | mmHg |
//! | g | `muscle.pressure_gain`, 1 in health | 1 |
//! | p_rest | resting pressure of the compartment | mmHg |
//!
//! The muscle pump has no other drive.

use super::LEGS;
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

/// Enclosures and pressures of the compartments, left leg first; fixed between changes of parameters.
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

    /// Sets the intramuscular pressures; `foot_load` is the weight on each foot relative to its weight in
    /// standing on both, `effort` the effort of standing up.
    #[inline(always)]
    pub(super) fn press(
        &self,
        sim: &mut Simulation<S>,
        activations: &Activations<S>,
        rising: &Rising<S>,
        foot_load: [f64; LEGS.len()],
        effort: f64,
    ) {
        for (leg, row) in activations.iter().enumerate() {
            for c in 0..COMPARTMENTS.len() {
                let level = match COMPARTMENTS[c] {
                    "thigh" => row[c].max(rising.thigh_level * effort),
                    // The weight on the foot presses the sole.
                    "plantar" => row[c] * foot_load[leg],
                    _ => row[c].max(rising.calf_level * effort),
                };
                sim.parameters.enclosure_pressure[self.enclosures[leg][c]] =
                    level * self.peak_mmhg[c] * self.pressure_gain + self.resting_mmhg[leg][c];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{assert_close, man_with};

    const RISING: Rising<f64> = Rising {
        thigh_level: 0.3,
        calf_level: 0.2,
        central_command: 0.0,
        demand_ml_per_min_per_100g: 0.0,
    };

    #[test]
    fn every_compartment_presses_with_its_activation_above_its_resting_pressure() {
        let mut man = man_with(&[
            ("muscle.pressure_gain", 0.5),
            ("leg.left.anterior.resting_pressure_mmhg", 7.0),
            ("leg.right.plantar.resting_pressure_mmhg", 3.0),
        ]);
        let activations = [
            [0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
            [0.7, 0.05, 0.9, 1.0, 0.0, 0.8],
        ];
        let (foot_load, effort) = ([0.6, 1.4], 0.75);
        let c = &mut man.circulation;
        c.constants
            .muscle
            .compartments
            .press(&mut c.sim, &activations, &RISING, foot_load, effort);
        for (leg, (side, row)) in ["left", "right"].into_iter().zip(activations).enumerate() {
            for (name, own) in COMPARTMENTS.into_iter().zip(row) {
                let level = match name {
                    "thigh" => f64::max(own, 0.3 * effort),
                    "plantar" => own * foot_load[leg],
                    _ => f64::max(own, 0.2 * effort),
                };
                let path = format!("leg.{side}.{name}");
                let rest = man.value(&format!("{path}.resting_pressure_mmhg"));
                let peak = man.value(&format!("muscle.peak_pressure.{name}_mmhg"));
                let index = man.enclosure(&path);
                let found = man.circulation.sim.parameters.enclosure_pressure[index];
                assert_close(found, level * peak * 0.5 + rest);
            }
        }
        let compartments = &man.circulation.constants.muscle.compartments;
        assert!(compartments.are(man.enclosure("leg.right.soleus")));
        assert!(!compartments.are(man.enclosure("leg.right.sleeve.calf")));
    }
}

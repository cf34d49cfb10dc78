//! What the muscles press on the veins inside them.

use super::Controls;
use crate::circuit::COMPARTMENTS;
use crate::plan::Plan;
use secondheart_engine::{Scalar, Simulation};

impl<S: Scalar> Controls<S> {
    /// Intramuscular pressures.
    #[inline(always)]
    pub(super) fn muscles(&mut self, plan: &Plan<S>, sim: &mut Simulation<S>, effort: f64) {
        let activation = self.gait.activation(&plan.patterns);
        for (side, row) in activation.iter().enumerate() {
            for c in 0..COMPARTMENTS.len() {
                let level = match COMPARTMENTS[c] {
                    "thigh" => row[c].max(plan.rising.thigh_level * effort),
                    // The sole is pressed by the weight it carries.
                    "plantar" => row[c] * self.foot_load,
                    _ => row[c].max(plan.rising.calf_level * effort),
                };
                sim.parameters.enclosure_pressure[plan.places.compartments[side][c]] =
                    level * plan.peak_pressure[c] * plan.pressure_gain
                        + plan.resting_pressure[side][c];
            }
        }
    }
}

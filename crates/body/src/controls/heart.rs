//! The beat of the heart and its strength, under the commands of reflex and exertion.

use super::Controls;
use crate::plan::Plan;
use crate::reflex::Commands;
use secondheart_engine::{Scalar, Simulation};

/// Least share of its resting end-systolic elastance that the reflex leaves to a ventricle: a guard
/// of the linear law, for gains that a user sets (with the shipped ones the centre's silence, a
/// command of -1.1, leaves 0.79).
const SMALLEST_ELASTANCE_SHARE: f64 = 0.2;

impl<S: Scalar> Controls<S> {
    /// Sinus node, activation and contractility.
    #[inline(always)]
    pub(super) fn heart(
        &mut self,
        plan: &Plan<S>,
        sim: &mut Simulation<S>,
        commands: &Commands<S>,
        [quickening, inotropy]: [S; 2],
        step_s: f64,
    ) {
        let e = &plan.reflex.effector;
        let period = (self.intrinsic_period_s + commands.period_s * plan.period_scale)
            .max(e.shortest_period_s);
        self.sinus.advance(step_s, period);
        let wave = plan.timing.activation(self.sinus.phase, period, quickening);
        let inotropy = inotropy * plan.central.contractility_rise;
        let chambers = &mut sim.parameters.chambers;
        for c in plan.places.atria {
            chambers.activation[c] = wave.atria;
        }
        for c in plan.places.ventricles {
            chambers.activation[c] = wave.ventricles;
        }
        let [right, left] = plan.places.ventricles;
        let floor = |rest: S, rise: S| {
            (rest * (inotropy + 1.0) + rise).max(rest * SMALLEST_ELASTANCE_SHARE)
        };
        chambers.elastance[right] = floor(
            plan.elastance[0],
            e.contractility_right_gain_mmhg_per_ml * commands.contractility,
        );
        chambers.elastance[left] = floor(
            plan.elastance[1],
            e.contractility_gain_mmhg_per_ml * commands.contractility,
        );
    }
}

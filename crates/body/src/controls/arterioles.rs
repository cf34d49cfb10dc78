//! The resistance of the arterioles, and of the venules of working muscle.

use super::Controls;
use crate::muscle::GROUPS;
use crate::plan::Plan;
use crate::reflex::Commands;
use secondheart_engine::{Scalar, Simulation};

/// Least share of its resistance that the loss of tone leaves to an arteriole: a guard of the linear
/// law, for gains that a user sets (with the shipped ones the centre's silence, a command of -1.1,
/// leaves 0.34).
const SMALLEST_TONED_SHARE: f64 = 0.3;

impl<S: Scalar> Controls<S> {
    /// Resistance of every arteriole: sympathetic tone, veins, metabolism, autoregulation.
    #[inline(always)]
    pub(super) fn arterioles(
        &mut self,
        plan: &Plan<S>,
        sim: &mut Simulation<S>,
        commands: &Commands<S>,
        effort: f64,
        step_s: f64,
        now_s: f64,
    ) {
        let mut demand = [S::zero(); GROUPS.len()];
        for (g, demand) in demand.iter_mut().enumerate() {
            let rising = plan.rising.demand_ml_per_min_per_100g * effort;
            *demand = self.gait.demand(&plan.patterns, g).max(rising);
        }
        self.vasodilation =
            self.metabolism
                .advance(&plan.metabolism, &demand, &plan.group_rest, step_s, now_s);
        let half = plan.metabolism.sympatholysis_half_rise;
        // What working muscle does to tone, arterioles and venules, by muscle group.
        let (mut lysis, mut closing, mut venular) = (
            [S::one(); GROUPS.len()],
            [S::one(); GROUPS.len()],
            [S::one(); GROUPS.len()],
        );
        for (g, &rise) in self.vasodilation.iter().enumerate() {
            lysis[g] = half * (half + rise).recip();
            closing[g] = (rise + 1.0).recip();
            venular[g] = (plan.metabolism.venular_share * rise + 1.0).recip();
        }
        let v = &plan.venoarteriolar;
        let per_half_pressure = v.half_pressure_mmhg.recip();
        for (a, lag) in plan.arterioles.iter().zip(&mut self.venoarteriolar) {
            let mut tone = a.sympathetic_gain * commands.resistance;
            let mut resistance = a.resistance * (a.heat_gain * self.heat.x + 1.0).recip();
            if let Some(g) = a.group {
                tone = tone * lysis[g];
                resistance = resistance * closing[g];
                if let Some((valve, resistance)) = a.venule {
                    sim.parameters.valves.resistance[valve] = resistance * venular[g];
                }
            }
            let mut local = S::one();
            if a.cerebral {
                let flow = sim.flow_ahead(a.conduit, step_s);
                let excess = flow * a.resting_flow.recip() - 1.0;
                let x = self.cerebral.advance(self.gains.cerebral, excess);
                local = (plan.cerebral.autoregulation_gain * x + 1.0)
                    .max(plan.cerebral.dilated_resistance_fraction);
            } else if a.group.is_some() || a.venoarteriolar_gain.lane(0) > 0.0 {
                let pressure = self.capillary_pressure[a.capillary];
                let distension =
                    ((pressure - v.rest_pressure_mmhg) * per_half_pressure).max(S::zero());
                let wanted = distension * (distension + 1.0).recip();
                let x = lag.advance(self.gains.venoarteriolar, wanted);
                local = a.venoarteriolar_gain * x + 1.0;
            }
            sim.parameters.conduits.resistance[a.conduit] =
                resistance * (tone + 1.0).max(S::from_f64(SMALLEST_TONED_SHARE)) * local;
        }
    }
}

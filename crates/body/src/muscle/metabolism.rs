//! Metabolic control of muscle flow: working muscle opens its arterioles to its demand.
//!
//! ```text
//! M -> demand / resting flow - 1      after a delay, with lag τ; a share at once, which lingers
//! conductance = resting conductance (1 + M) / (1 + tone · lysis)
//! lysis       = M_½ / (M_½ + M)       functional sympatholysis: tone is blunted in working muscle
//! venules     = resting conductance (1 + σ M)     σ < 1: capillary pressure rises with flow
//! ```
//!
//! M is what this file works out; what it does to arterioles and venules is in `arterioles.rs`.
//!
//! Delay and lag after Magosso & Ursino 2002 and Jones et al. 2012.

use super::GROUPS;
use crate::dynamics::{DelayLine, Gain, Lag};
use crate::parameter::parameter_table;
use secondheart_engine::{Scalar, persist_fields};

parameter_table! {
    /// Parameters, `muscle.metabolic`.
    pub(crate) struct MetabolismParameters {
        /// Pure delay.
        delay_s,
        /// Lag.
        tau_s,
        /// Highest flow that vasodilation allows.
        ceiling_ml_per_min_per_100g,
        /// M_½.
        sympatholysis_half_rise,
        /// Lag of the rise of the share that needs no delay.
        fast_tau_s,
        /// Lag of its fall.
        fast_fall_tau_s,
        /// Share of the rise that needs no delay.
        fast_rise_fraction,
        /// Rise of the venules' conductance over that of the arterioles.
        venular_share,
    }
}

/// Vasodilation of the muscle groups.
#[derive(Debug, Clone)]
pub(crate) struct Metabolism<S> {
    lines: Vec<DelayLine<S>>,
    slow: [Lag<S>; GROUPS.len()],
    fast: [Lag<S>; GROUPS.len()],
    slow_gain: Gain<S>,
    fast_gain: Gain<S>,
    fast_fall_gain: Gain<S>,
}

persist_fields!(Metabolism { lines, slow, fast });

impl<S: Scalar> Metabolism<S> {
    pub(crate) fn settled(now_s: f64) -> Self {
        let zero = S::zero();
        Self {
            lines: vec![DelayLine::settled(zero, now_s); GROUPS.len()],
            slow: [Lag::settled(zero); GROUPS.len()],
            fast: [Lag::settled(zero); GROUPS.len()],
            slow_gain: Gain::default(),
            fast_gain: Gain::default(),
            fast_fall_gain: Gain::default(),
        }
    }

    /// Sets the clock back by `by_s`.
    pub(crate) fn set_clock_back(&mut self, by_s: f64) {
        for line in &mut self.lines {
            line.set_clock_back(by_s);
        }
    }

    /// Advances with the demands (mL/min/100 g) and resting flows (same unit) of the groups;
    /// returns M of each.
    #[inline(always)]
    pub(crate) fn advance(
        &mut self,
        p: &MetabolismParameters<S>,
        demand: &[S; GROUPS.len()],
        resting: &[S; GROUPS.len()],
        step_s: f64,
        now_s: f64,
    ) -> [S; GROUPS.len()] {
        let slow_gain = self.slow_gain.of(step_s, p.tau_s);
        let rise_gain = self.fast_gain.of(step_s, p.fast_tau_s);
        let fall_gain = self.fast_fall_gain.of(step_s, p.fast_fall_tau_s);
        let mut rise = [S::zero(); GROUPS.len()];
        for g in 0..GROUPS.len() {
            let wanted = demand[g].min(p.ceiling_ml_per_min_per_100g);
            let target = (wanted * resting[g].recip() - 1.0).max(S::zero());
            self.lines[g].push(now_s, target);
            let delayed = self.lines[g].read(p.delay_s);
            let slow = self.slow[g].advance(slow_gain, delayed);
            let falls = target.lt(self.fast[g].x);
            let fast_gain = S::select(falls, fall_gain, rise_gain);
            let fast = self.fast[g].advance(fast_gain, target);
            let share = p.fast_rise_fraction;
            rise[g] = slow * (S::one() - share) + fast * share;
        }
        rise
    }
}

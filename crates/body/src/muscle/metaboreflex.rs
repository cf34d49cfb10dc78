//! The reflex of starved muscle (metaboreflex): metabolites of work without oxygen stay in the muscle
//! until blood washes them out, and excite its nerve endings (Alam & Smirk 1937, J Physiol 89:372).
//!
//! ```text
//! dA_j/dt = L_j - A_j Q_j/V
//! x       = max_j max(A_j - A_0, 0)
//! r       = x/(x + x_½)
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | A_j | metabolites in muscle j, as the oxygen that it lacked | mL/kg |
//! | L_j | oxygen that the work needs and the blood does not bring | mL/min/kg |
//! | Q_j | flow of the muscle | mL/min/kg |
//! | V | volume of blood that lowers A to 1/e | mL/kg |
//! | A_0, x | threshold; metabolites beyond it in the muscle that has most | mL/kg |
//! | r, x_½ | excitation of the nerve endings, 0 to 1; its half is at x_½ | 1, mL/kg |
//!
//! j is the left leg, the right leg and the squeezing forearm (`forearm.rs`). The muscle that has most
//! decides, for the response does not grow with the mass of the muscles, nor with a second group that
//! contracts less strongly (Lind & McNicol 1967, J Physiol 192:595; Williams 1991, J Physiol
//! 435:573). `exertion.rs` turns r into sympathetic drive of vessels and heart, which outlasts the work
//! while no blood flows. A resting muscle without blood has L = 0: its reflex is silent.

use super::LEGS;
use crate::parameter::parameter_table;
use secondheart_engine::{Scalar, persist_fields};

/// Muscles with a reflex: both legs and the forearm.
const PARTS: usize = LEGS.len() + 1;

parameter_table! {
    /// Reflex of starved muscle, `muscle.metaboreflex`.
    pub(crate) struct Metaboreflex {
        /// V.
        washout_ml_per_kg,
        /// A_0.
        threshold_ml_per_kg,
        /// x_½.
        half_ml_per_kg,
        /// Sympathetic activity of the vessels at r = 1.
        vessel_spikes_per_s,
        /// Sympathetic activity of the heart at r = 1.
        heart_spikes_per_s,
    }
}

/// What blood does for a muscle.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Supply<S> {
    /// L, mL/min/kg.
    pub(crate) lack_ml_per_min_per_kg: S,
    /// Q, mL/min/kg.
    pub(crate) flow_ml_per_min_per_kg: S,
}

persist_fields!(Supply {
    lack_ml_per_min_per_kg,
    flow_ml_per_min_per_kg
});

impl<S: Scalar> Supply<S> {
    /// A muscle that lacks nothing.
    pub(crate) fn ample() -> Self {
        Self {
            lack_ml_per_min_per_kg: S::zero(),
            flow_ml_per_min_per_kg: S::zero(),
        }
    }
}

/// Metabolites of the muscles.
#[derive(Debug, Clone, Copy)]
pub(crate) struct State<S> {
    /// A.
    metabolites_ml_per_kg: [S; PARTS],
}

persist_fields!(State {
    metabolites_ml_per_kg
});

impl<S: Scalar> State<S> {
    /// Rested muscles.
    pub(crate) fn settled() -> Self {
        Self {
            metabolites_ml_per_kg: [S::zero(); PARTS],
        }
    }

    /// Advances by a step (trapezoidal rule) and returns r.
    #[inline(always)]
    pub(crate) fn advance(
        &mut self,
        p: &Metaboreflex<S>,
        legs: &[Supply<S>; LEGS.len()],
        forearm: &Supply<S>,
        step_s: f64,
    ) -> S {
        let minutes = step_s / 60.0;
        let per_volume = p.washout_ml_per_kg.recip() * (0.5 * minutes);
        let supplies = legs.iter().chain(std::iter::once(forearm));
        for (metabolites, supply) in self.metabolites_ml_per_kg.iter_mut().zip(supplies) {
            let half = supply.flow_ml_per_min_per_kg * per_volume;
            let before = *metabolites * (S::one() - half).max(S::zero());
            *metabolites =
                (before + supply.lack_ml_per_min_per_kg * minutes) * (half + 1.0).recip();
        }
        let beyond = (self.most_ml_per_kg() - p.threshold_ml_per_kg).max(S::zero());
        beyond * (beyond + p.half_ml_per_kg).recip()
    }

    /// Metabolites in the muscle that has most, mL/kg.
    pub(crate) fn most_ml_per_kg(&self) -> S {
        let mut most = S::zero();
        for metabolites in self.metabolites_ml_per_kg {
            most = most.max(metabolites);
        }
        most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const P: Metaboreflex<f64> = Metaboreflex {
        washout_ml_per_kg: 200.0,
        threshold_ml_per_kg: 5.0,
        half_ml_per_kg: 10.0,
        vessel_spikes_per_s: 2.0,
        heart_spikes_per_s: 4.0,
    };
    const STEP_S: f64 = 0.01;

    fn supply(lack: f64, flow: f64) -> Supply<f64> {
        Supply {
            lack_ml_per_min_per_kg: lack,
            flow_ml_per_min_per_kg: flow,
        }
    }

    /// x, by inverting r, after some minutes of a supply of the left leg and of the forearm.
    fn run(state: &mut State<f64>, leg: Supply<f64>, forearm: Supply<f64>, minutes: f64) -> f64 {
        let mut r = 0.0;
        for _ in 0..(minutes * 60.0 / STEP_S).round() as usize {
            r = state.advance(&P, &[leg, Supply::ample()], &forearm, STEP_S);
        }
        r * P.half_ml_per_kg / (1.0 - r)
    }

    #[test]
    fn metabolites_settle_where_blood_washes_out_what_the_lack_of_oxygen_leaves() {
        let mut state = State::settled();
        let x = run(&mut state, supply(30.0, 300.0), Supply::ample(), 1.0);
        let settled = 30.0 * 200.0 / 300.0;
        let expected = settled * (1.0 - (-300.0_f64 / 200.0).exp()) - 5.0;
        assert!((x - expected).abs() < 1e-3, "{x} {expected}");
        let x = run(&mut state, supply(30.0, 300.0), Supply::ample(), 20.0);
        assert!((x - (settled - 5.0)).abs() < 1e-6, "{x}");
    }

    #[test]
    fn metabolites_stay_while_no_blood_flows_and_leave_with_it() {
        let mut state = State::settled();
        let worked = run(&mut state, Supply::ample(), supply(20.0, 0.0), 2.0);
        assert!((worked - 35.0).abs() < 1e-6, "{worked}");
        let cut_off = run(&mut state, Supply::ample(), supply(0.0, 0.0), 3.0);
        assert!((cut_off - worked).abs() < 1e-9, "{cut_off}");
        run(&mut state, Supply::ample(), supply(0.0, 400.0), 1.0);
        let left = state.most_ml_per_kg();
        assert!((left - 40.0 * (-2.0_f64).exp()).abs() < 1e-3, "{left}");
    }

    #[test]
    fn a_rested_muscle_and_a_small_lack_have_no_reflex_and_the_larger_lack_decides() {
        let x = run(
            &mut State::settled(),
            supply(4.0, 200.0),
            Supply::ample(),
            9.0,
        );
        assert_eq!(x, 0.0);
        let leg = supply(30.0, 300.0);
        let alone = run(&mut State::settled(), leg, Supply::ample(), 9.0);
        let both = run(&mut State::settled(), leg, supply(10.0, 200.0), 9.0);
        assert!(alone > 10.0 && both == alone, "{alone} {both}");
    }
}

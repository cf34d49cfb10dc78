//! Metabolic control of muscle flow: the arterioles of working muscle dilate to its demand.
//!
//! ```text
//! M*        = max(min(D, D_max)/Q_0 - 1, 0)
//! τ dS/dt   = M*(t - delay) - S                τ: one lag while M* > S, another below
//! τ_f dE/dt = M*(t) - E                        τ_f: as τ, for E
//! τ_r dF/dt = E - F
//! τ_h dH/dt = M*(t) - H
//! M         = max((1 - a) S + a F, b H)
//! U*        = max(min(D_w, D_max)/Q_0 - 1, 0)
//! τ_u du/dt = U* - u,   U = min(u, U*)
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | M | relative rise of the muscle's conductance | 1 |
//! | D, D_max, Q_0 | demand for flow, its ceiling, resting flow | mL/min/100 g |
//! | D_w | demand of the work with oxygen alone: without the effort of standing up, which lives on stores, and without what exceeds the highest uptake | mL/min/100 g |
//! | U | rise that the present uptake of oxygen needs, none after work, when flow outlasts the need; τ_u is `oxygen.work_tau_s` | 1 |
//! | S, F, H | slow, fast and sustained component | 1 |
//! | E | what the contractions release and squeeze, which opens the vessels fast | 1 |
//! | a | share of the fast component | 1 |
//! | b | share of the vasodilation that outlasts the work | 1 |
//!
//! `arterioles.rs` applies M to arterioles and venules, corrects it by the oxygen that arrives relative to U,
//! and blunts sympathetic tone by it.
//!
//! The vessels follow E with a lag of their own: the flow of a muscle is largest some seconds after a single
//! contraction of a second, and total resistance is lowest four seconds after three seconds of hard cycling
//! (docs/adr/0031-onset-of-work.md).
//!
//! Delay and lag after Magosso & Ursino 2002 and Jones et al. 2012.

use super::{MUSCLES, OfMuscles};
use crate::dynamics::{DelayLine, Gain, Lag};
use crate::parameter::parameter_table;
use secondheart_engine::{Scalar, persist_fields};

parameter_table! {
    /// Metabolic vasodilation, `muscle.metabolic`.
    pub(crate) struct MetabolismParameters {
        /// Pure delay.
        delay_s,
        /// τ while M* rises above S.
        tau_s,
        /// τ while M* lies below S.
        fall_tau_s,
        /// D_max.
        ceiling_ml_per_min_per_100g,
        /// M_½.
        sympatholysis_half_rise,
        /// τ_f while M* rises above E.
        fast_tau_s,
        /// τ_f while M* lies below E.
        fast_fall_tau_s,
        /// τ_r.
        fast_response_tau_s,
        /// a.
        fast_rise_fraction,
        /// b.
        sustained_share,
        /// τ_h.
        sustained_tau_s,
        /// k_o of `arterioles.rs`.
        oxygen_gain,
        /// Rise of venular conductance relative to the arteriolar rise.
        venular_share,
    }
}

/// What every muscle asks for, mL/min/100 g.
pub(crate) struct Demands<'a, S> {
    /// D.
    pub(crate) flow: &'a OfMuscles<S>,
    /// D_w.
    pub(crate) work: &'a OfMuscles<S>,
    /// Q_0.
    pub(crate) resting: &'a OfMuscles<S>,
}

/// Vasodilation that every muscle asks for, as relative rises of its conductance.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Vasodilation<S> {
    /// M.
    pub(crate) rise: OfMuscles<S>,
    /// a F, the part of M that follows the contractions and not the oxygen.
    pub(crate) fast: OfMuscles<S>,
    /// U.
    pub(crate) uptake: OfMuscles<S>,
}

persist_fields!(Vasodilation { rise, fast, uptake });

impl<S: Scalar> Vasodilation<S> {
    pub(crate) fn none() -> Self {
        Self {
            rise: [S::zero(); MUSCLES],
            fast: [S::zero(); MUSCLES],
            uptake: [S::zero(); MUSCLES],
        }
    }
}

/// Vasodilation of the muscles of both legs.
#[derive(Debug, Clone)]
pub(crate) struct Metabolism<S> {
    lines: Vec<DelayLine<S>>,
    slow: OfMuscles<Lag<S>>,
    /// E.
    trigger: OfMuscles<Lag<S>>,
    fast: OfMuscles<Lag<S>>,
    sustained: OfMuscles<Lag<S>>,
    /// U.
    uptake: OfMuscles<Lag<S>>,
    slow_gain: Gain<S>,
    slow_fall_gain: Gain<S>,
    fast_gain: Gain<S>,
    fast_fall_gain: Gain<S>,
    response_gain: Gain<S>,
    sustained_gain: Gain<S>,
    uptake_gain: Gain<S>,
}

persist_fields!(Metabolism {
    lines,
    slow,
    trigger,
    fast,
    sustained,
    uptake
});

impl<S: Scalar> Metabolism<S> {
    pub(crate) fn settled(now_s: f64) -> Self {
        let zero = S::zero();
        Self {
            lines: vec![DelayLine::settled(zero, now_s); MUSCLES],
            slow: [Lag::settled(zero); MUSCLES],
            trigger: [Lag::settled(zero); MUSCLES],
            fast: [Lag::settled(zero); MUSCLES],
            sustained: [Lag::settled(zero); MUSCLES],
            uptake: [Lag::settled(zero); MUSCLES],
            slow_gain: Gain::default(),
            slow_fall_gain: Gain::default(),
            fast_gain: Gain::default(),
            fast_fall_gain: Gain::default(),
            response_gain: Gain::default(),
            sustained_gain: Gain::default(),
            uptake_gain: Gain::default(),
        }
    }

    /// Sets the clock back by `by_s`.
    pub(crate) fn set_clock_back(&mut self, by_s: f64) {
        for line in &mut self.lines {
            line.set_clock_back(by_s);
        }
    }

    /// Advances by a step that ends at `now_s`; `uptake_tau_s` is τ_u.
    #[inline(always)]
    pub(crate) fn advance(
        &mut self,
        p: &MetabolismParameters<S>,
        demands: &Demands<'_, S>,
        uptake_tau_s: S,
        step_s: f64,
        now_s: f64,
    ) -> Vasodilation<S> {
        let slow_gain = self.slow_gain.of(step_s, p.tau_s);
        let slow_fall_gain = self.slow_fall_gain.of(step_s, p.fall_tau_s);
        let rise_gain = self.fast_gain.of(step_s, p.fast_tau_s);
        let fall_gain = self.fast_fall_gain.of(step_s, p.fast_fall_tau_s);
        let response_gain = self.response_gain.of(step_s, p.fast_response_tau_s);
        let sustained_gain = self.sustained_gain.of(step_s, p.sustained_tau_s);
        let uptake_gain = self.uptake_gain.of(step_s, uptake_tau_s);
        let mut now = Vasodilation::none();
        for m in 0..MUSCLES {
            let per_resting = demands.resting[m].recip();
            let rise_for = |demand: S| {
                let wanted = demand.min(p.ceiling_ml_per_min_per_100g);
                (wanted * per_resting - 1.0).max(S::zero())
            };
            let target = rise_for(demands.flow[m]);
            self.lines[m].push(now_s, target);
            let delayed = self.lines[m].read(p.delay_s);
            let slow = self.slow[m].rise_or_fall(slow_gain, slow_fall_gain, delayed);
            let trigger = self.trigger[m].rise_or_fall(rise_gain, fall_gain, target);
            let fast = self.fast[m].advance(response_gain, trigger);
            let share = p.fast_rise_fraction;
            now.fast[m] = fast * share;
            let work = slow * (S::one() - share) + now.fast[m];
            let sustained = self.sustained[m].advance(sustained_gain, target);
            now.rise[m] = work.max(sustained * p.sustained_share);
            let uptake = rise_for(demands.work[m]);
            now.uptake[m] = self.uptake[m].advance(uptake_gain, uptake).min(uptake);
        }
        now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const P: MetabolismParameters<f64> = MetabolismParameters {
        delay_s: 5.0,
        tau_s: 10.0,
        fall_tau_s: 30.0,
        ceiling_ml_per_min_per_100g: 60.0,
        sympatholysis_half_rise: 1.0,
        fast_tau_s: 2.0,
        fast_fall_tau_s: 20.0,
        fast_response_tau_s: 0.5,
        fast_rise_fraction: 0.25,
        sustained_share: 0.0,
        sustained_tau_s: 500.0,
        oxygen_gain: 0.0,
        venular_share: 0.5,
    };
    const RESTING: OfMuscles<f64> = [4.0, 5.0, 2.0, 3.0, 4.0, 5.0, 2.0, 3.0];
    const STEP_S: f64 = 0.01;
    const UPTAKE_TAU_S: f64 = 40.0;

    /// A step of an activity with that demand, which ends at `now_s`.
    fn advance(
        state: &mut Metabolism<f64>,
        p: &MetabolismParameters<f64>,
        demand: OfMuscles<f64>,
        now_s: f64,
    ) -> Vasodilation<f64> {
        let demands = Demands {
            flow: &demand,
            work: &demand,
            resting: &RESTING,
        };
        state.advance(p, &demands, UPTAKE_TAU_S, STEP_S, now_s)
    }

    /// M of every muscle `time_s` after the demand has jumped from nothing, and `then_s` after its
    /// fall.
    fn after(demand: OfMuscles<f64>, time_s: f64, then_s: f64) -> OfMuscles<f64> {
        let mut state = Metabolism::<f64>::settled(0.0);
        let mut rise = [0.0; MUSCLES];
        let steps = |seconds: f64| (seconds / STEP_S).round() as usize;
        for n in 1..=steps(time_s) + steps(then_s) {
            let demand = if n <= steps(time_s) {
                demand
            } else {
                [0.0; MUSCLES]
            };
            rise = advance(&mut state, &P, demand, STEP_S * n as f64).rise;
        }
        rise
    }

    fn filled(time_s: f64, tau_s: f64) -> f64 {
        if time_s > 0.0 {
            1.0 - (-time_s / tau_s).exp()
        } else {
            0.0
        }
    }

    /// As `filled`, through a second lag of 0.5 s.
    fn filled_twice(time_s: f64, tau_s: f64) -> f64 {
        let (slow, fast) = (tau_s, P.fast_response_tau_s);
        let left = slow * (-time_s / slow).exp() - fast * (-time_s / fast).exp();
        1.0 - left / (slow - fast)
    }

    #[test]
    fn a_share_of_the_rise_comes_at_once_and_the_rest_after_the_delay() {
        // Three, five (at the ceiling), none (below rest), one above rest; the right leg rests.
        let demand = [16.0, 300.0, 1.0, 6.0, 0.0, 0.0, 0.0, 0.0];
        let targets = [3.0, 11.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0];
        for time_s in [1.0, 4.5, 8.0, 30.0] {
            let rise = after(demand, time_s, 0.0);
            let share = 0.25 * filled_twice(time_s, 2.0) + 0.75 * filled(time_s - 5.0, 10.0);
            for (found, target) in rise.into_iter().zip(targets) {
                assert!(
                    (found - target * share).abs() < 5e-3 * (target + 0.1),
                    "{time_s} {found}"
                );
            }
        }
    }

    #[test]
    fn the_fast_share_falls_with_its_own_lag() {
        let rise = after([16.0; MUSCLES], 100.0, 4.0)[0];
        let expected = 3.0 * (0.25 * (1.0 - filled_twice(4.0, 20.0)) + 0.75);
        assert!((rise - expected).abs() < 5e-3, "{rise} {expected}");
        let rise = after([16.0; MUSCLES], 100.0, 25.0)[0];
        let expected =
            3.0 * (0.25 * (1.0 - filled_twice(25.0, 20.0)) + 0.75 * (-20.0_f64 / 30.0).exp());
        assert!((rise - expected).abs() < 5e-3, "{rise} {expected}");
    }

    #[test]
    fn the_fast_dilation_goes_on_rising_when_a_brief_contraction_has_ended() {
        let at_once = after([16.0; MUSCLES], 1.0, 0.0)[0];
        let later = after([16.0; MUSCLES], 1.0, 1.0)[0];
        assert!(later > 1.2 * at_once, "{at_once} {later}");
    }

    #[test]
    fn a_share_of_the_dilation_outlasts_the_work() {
        let p = MetabolismParameters {
            sustained_share: 0.2,
            ..P
        };
        let mut state = Metabolism::<f64>::settled(0.0);
        let mut run = |demand: f64, from_s: f64, for_s: f64| {
            let mut rise = 0.0;
            for n in 1..=(for_s / STEP_S).round() as usize {
                let now_s = from_s + n as f64 * STEP_S;
                rise = advance(&mut state, &p, [demand; MUSCLES], now_s).rise[0];
            }
            rise
        };
        let during = run(16.0, 0.0, 300.0);
        assert!(
            (during - 3.0).abs() < 1e-3,
            "it adds nothing to work: {during}"
        );
        let after = run(0.0, 300.0, 400.0);
        let expected = 0.2 * 3.0 * filled(300.0, 500.0) * (-400.0_f64 / 500.0).exp();
        assert!((after - expected).abs() < 1e-3, "{after} {expected}");
    }

    #[test]
    fn uptake_follows_the_work_with_its_own_lag_and_not_the_effort_of_standing_up() {
        let (work, none) = ([16.0; MUSCLES], [0.0; MUSCLES]);
        let after_20_s = |work: &OfMuscles<f64>| {
            let mut state = Metabolism::<f64>::settled(0.0);
            let demands = Demands {
                flow: &[16.0; MUSCLES],
                work,
                resting: &RESTING,
            };
            let mut now = Vasodilation::none();
            for n in 1..=2000 {
                let now_s = STEP_S * f64::from(n);
                now = state.advance(&P, &demands, UPTAKE_TAU_S, STEP_S, now_s);
            }
            now
        };
        let uptake = after_20_s(&work).uptake[0];
        let expected = 3.0 * filled(20.0, UPTAKE_TAU_S);
        assert!((uptake - expected).abs() < 1e-3, "{uptake} {expected}");
        let mut state = Metabolism::<f64>::settled(0.0);
        advance(&mut state, &P, work, STEP_S);
        let after = advance(&mut state, &P, none, 2.0 * STEP_S);
        assert_eq!(after.uptake[0], 0.0, "the work has ended");
        let rising = after_20_s(&none);
        assert_eq!(rising.uptake[0], 0.0);
        assert!(rising.rise[0] > 1.0, "the vessels open: {}", rising.rise[0]);
        let fast = 0.25 * 3.0 * filled_twice(20.0, 2.0);
        assert!((rising.fast[0] - fast).abs() < 1e-3, "{}", rising.fast[0]);
    }

    #[test]
    fn a_rise_on_the_way_survives_a_clock_set_back() {
        let run = |back_s: f64| {
            let mut state = Metabolism::<f64>::settled(0.0);
            let mut rise = 0.0;
            for n in 1..=800 {
                let now_s = f64::from(n) * STEP_S;
                if n == 301 {
                    state.set_clock_back(back_s);
                }
                let now_s = if n > 300 { now_s - back_s } else { now_s };
                rise = advance(&mut state, &P, [16.0; MUSCLES], now_s).rise[0];
            }
            rise
        };
        assert!((run(3.0) - run(0.0)).abs() < 1e-9);
    }
}

//! Carbon dioxide of the arterial blood: how far ventilation departs from the production of carbon dioxide.
//!
//! ```text
//! τ dx/dt = a p - b d + c min(f, 0) - x
//! P       = P_0 + x
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | P, P_0 | partial pressure in arterial blood, the same at lying rest | mmHg |
//! | x | its change from rest | mmHg |
//! | p, d | pressor drive and sympathetic drive of work (`muscle/exertion.rs`) | 1 |
//! | f | signal of the cardiopulmonary receptors, negative when unloaded (`baroreflex/receptors.rs`) | mmHg |
//! | a, b | rise as ventilation lags behind light work, fall as it runs ahead of hard work | mmHg |
//! | c | fall by ventilation in excess when the receptors are unloaded | 1 |
//!
//! The vessels of the brain follow x (`arterioles.rs`). Sources: `data/respiration.toml`.

use crate::dynamics::FirstOrder;
use crate::error::BodyError;
use crate::muscle::Exertion;
use crate::parameter::parameter_table;
use crate::wiring::Wiring;
use secondheart_engine::{Scalar, persist_fields};

parameter_table! {
    /// Arterial carbon dioxide, `respiration.carbon_dioxide`.
    pub(crate) struct Constants {
        /// P_0.
        resting_pressure_mmhg,
        /// a.
        rise_in_work_mmhg,
        /// b.
        fall_in_hard_work_mmhg,
        /// c.
        fall_per_unloading,
        /// τ.
        tau_s,
    }
}

impl<S: Scalar> Constants<S> {
    pub(crate) fn new(wiring: &Wiring<'_, S>) -> Result<Self, BodyError> {
        Self::read(wiring, "respiration.carbon_dioxide")
    }
}

#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct State<S> {
    change: FirstOrder<S>,
}

persist_fields!(State { change });

impl<S: Scalar> State<S> {
    /// x.
    pub(crate) fn change_mmhg(&self) -> S {
        self.change.value()
    }

    /// P, mmHg.
    pub(crate) fn pressure_mmhg(&self, constants: &Constants<S>) -> S {
        constants.resting_pressure_mmhg + self.change.value()
    }

    /// Advances by a step; `cardiopulmonary` is f.
    #[inline(always)]
    pub(crate) fn advance(
        &mut self,
        constants: &Constants<S>,
        exertion: &Exertion<S>,
        cardiopulmonary: S,
        step_s: f64,
    ) {
        let c = constants;
        let wanted = c.rise_in_work_mmhg * exertion.pressor
            - c.fall_in_hard_work_mmhg * exertion.drive
            + c.fall_per_unloading * cardiopulmonary.min(S::zero());
        self.change.advance(step_s, c.tau_s, wanted);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::muscle::Exertion;
    use crate::testing::{LONG_S, assert_close};

    const C: Constants<f64> = Constants {
        resting_pressure_mmhg: 40.0,
        rise_in_work_mmhg: 12.0,
        fall_in_hard_work_mmhg: 15.0,
        fall_per_unloading: 2.0,
        tau_s: 30.0,
    };

    fn pressure(work: f64, cardiopulmonary: f64) -> f64 {
        let exertion = Exertion {
            pressor: work,
            drive: work * work * work,
            ..Exertion::rest()
        };
        let mut state = State::default();
        state.advance(&C, &exertion, cardiopulmonary, LONG_S);
        state.advance(&C, &exertion, cardiopulmonary, LONG_S);
        assert_close(state.pressure_mmhg(&C) - 40.0, state.change_mmhg());
        state.pressure_mmhg(&C)
    }

    #[test]
    fn carbon_dioxide_rises_in_moderate_work_and_falls_in_hard_work() {
        assert_close(pressure(0.0, 0.0), 40.0);
        assert_close(pressure(0.5, 0.0), 40.0 + 6.0 - 15.0 / 8.0);
        assert_close(pressure(1.0, 0.0), 37.0);
    }

    #[test]
    fn carbon_dioxide_falls_when_heart_and_lungs_are_emptied_and_not_when_they_are_filled() {
        assert_close(pressure(0.0, -1.5), 37.0);
        assert_close(pressure(0.0, 1.5), 40.0);
    }

    #[test]
    fn carbon_dioxide_follows_with_its_lag() {
        let mut state = State::default();
        state.advance(&C, &Exertion::rest(), -1.0, 15.0);
        // The input changes linearly within the first step.
        assert_close(state.change_mmhg(), -(1.0 - (-0.5_f64).exp()));
    }
}

//! The first seconds of an effort, in which the trunk stiffens and the vessels of all muscles open.
//!
//! ```text
//! τ_a da/dt = c_w - a
//! z         = max(c_w - a, 0)
//! τ_d dy/dt = z/(z + z_½) - y
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | c_w | central command of work and grip, without rising (`muscle/exertion.rs`) | 1 |
//! | a, τ_a | command to which the person is used, its lag | 1, s |
//! | z | news: how much the effort exceeds what the person is used to | 1 |
//! | y, τ_d | dilation by the command, 0 to 1, lag of the vessels | 1, s |
//! | z_½ | news that brings half of the dilation | 1 |
//!
//! z braces the abdomen (`respiration.rs`): at the start of cycling people steady the trunk, for five seconds
//! almost as in a strain (Sejersen et al. 2021, Eur J Appl Physiol 121:3061), and in a lift the pressure in the
//! abdomen leads the movement (Kawabata et al. 2014, Eur J Appl Physiol). y opens the vessels of working and of
//! resting muscles alike (`arterioles.rs`). The resting forearm and the other leg take more blood in the first
//! seconds of leg work, more in harder work, and then no more than before (Bevegård & Shepherd 1966, J Appl
//! Physiol 21:123; Yoshizawa et al. 2008, Eur J Appl Physiol 103:509). Imagined work does it too, and atropine
//! takes it away (Ishii et al. 2013, Physiol Rep 1:e00092; Sanders, Mark & Ferguson 1989, Circulation 79:815):
//! the nerves are cholinergic, and no reflex is needed.
//!
//! Standing up has a press of its own, which was measured (`respiration.press_on_rising_mmhg`), and a dilation
//! that was set to the resistance of the whole body (`muscle.rising`); both contain what stands here.

use crate::dynamics::FirstOrder;
use crate::parameter::parameter_table;
use secondheart_engine::{Scalar, persist_fields};

parameter_table! {
    /// The onset of an effort, `muscle.onset`.
    pub(crate) struct Onset {
        /// τ_a.
        adaptation_tau_s,
        /// z_½.
        half_command,
        /// τ_d.
        dilation_tau_s,
        /// Relative rise of the conductance of a resting muscle at y = 1.
        conductance_rise,
        /// Share of it in arms and pelvis, which are only in part muscle.
        share_of_other_beds,
    }
}

/// State of the onset.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct State<S> {
    /// a.
    used_to: FirstOrder<S>,
    /// y.
    dilation: FirstOrder<S>,
}

persist_fields!(State { used_to, dilation });

impl<S: Scalar> State<S> {
    /// (z, y) after a step that ends with the command c_w.
    #[inline(always)]
    pub(super) fn advance(&mut self, p: &Onset<S>, command: S, step_s: f64) -> (S, S) {
        let used_to = self.used_to.advance(step_s, p.adaptation_tau_s, command);
        let news = (command - used_to).max(S::zero());
        let wanted = news * (news + p.half_command).recip();
        (
            news,
            self.dilation.advance(step_s, p.dilation_tau_s, wanted),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONSET: Onset<f64> = Onset {
        adaptation_tau_s: 5.0,
        half_command: 0.2,
        dilation_tau_s: 2.0,
        conductance_rise: 1.0,
        share_of_other_beds: 0.5,
    };

    /// (z, y) after so many seconds of a command.
    fn after(state: &mut State<f64>, command: f64, seconds: f64) -> (f64, f64) {
        const STEP_S: f64 = 0.001;
        (0..(seconds / STEP_S).round() as usize)
            .map(|_| state.advance(&ONSET, command, STEP_S))
            .last()
            .unwrap()
    }

    #[test]
    fn an_effort_is_news_for_some_seconds_and_then_nothing_is_left_of_it() {
        let mut state = State::default();
        let (news, dilation) = after(&mut state, 0.8, 2.5);
        assert!((news - 0.8 * (-0.5_f64).exp()).abs() < 1e-3, "{news}");
        assert!((0.4..0.8).contains(&dilation), "{dilation}");
        let (news, dilation) = after(&mut state, 0.8, 60.0);
        assert!(news < 1e-4 && dilation < 1e-3, "{news} {dilation}");
    }

    #[test]
    fn a_harder_effort_dilates_more_and_a_weak_one_more_for_its_size() {
        let of = |command| after(&mut State::default(), command, 3.0).1;
        let (weak, hard) = (of(0.2), of(0.8));
        assert!(hard > 1.3 * weak, "{weak} {hard}");
        assert!(hard < 2.5 * weak, "{weak} {hard}");
    }

    #[test]
    fn the_end_of_an_effort_is_no_news() {
        let mut state = State::default();
        let (_, dilation) = after(&mut state, 1.0, 5.0);
        let (news, left) = after(&mut state, 0.0, 2.0);
        assert_eq!(news, 0.0);
        assert!((left - dilation * (-1.0_f64).exp()).abs() < 1e-3, "{left}");
        assert_eq!(after(&mut state, 0.0, 60.0).0, 0.0);
    }
}

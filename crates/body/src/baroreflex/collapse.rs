//! Decompensation: what the centres do when the left ventricle runs empty.
//!
//! ```text
//! τ_f dv/dt = V/V_rest - v
//! τ_c dc/dt = s((v_on - v)/w_v) (1 - s((e - e_on)/w_e)) - c
//! σ    ← (1 - c) σ    + c σ_silent
//! f_ev ← (1 - c) f_ev + c f_ev,∞
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | V, V_rest | volume of the left ventricle, its mean in lying rest | mL |
//! | v | filling: the volume relative to rest, averaged over some beats | 1 |
//! | v_on, w_v | filling at which the response begins, further fall that completes it | 1 |
//! | c | collapse, 0 none to 1 complete | 1 |
//! | e | share of the oxygen in its blood that the brain takes | 1 |
//! | e_on, w_e | extraction at which the need of the brain begins to drive the sympathetic centre, further rise at which it prevails | 1 |
//! | s | smooth step from 0 to 1 | 1 |
//! | σ, σ_silent | sympathetic command, the command of a silent centre | 1 |
//! | f_ev, f_ev,∞ | vagal tone, its highest value | spikes/s |
//!
//! A ventricle that contracts around little blood excites its own vagal afferents; sympathetic outflow
//! stops and the vagus slows the heart, while pressure falls (Öberg & Thorén 1972; Schadt & Ludbrook
//! 1991). The receptors and the pathway are disputed, the dependence on central volume is not: a loss
//! of about 30 % of it brings the response about, and filling ends it (Secher, Jacobsen, Friedman &
//! Matzen 1992). If pressure falls so far that the brain lacks oxygen, its own drive to the sympathetic
//! centre prevails (Sagawa, Taylor & Guyton 1961), and a third stage with a fast heart follows.

use crate::dynamics::{FirstOrder, smooth_step};
use crate::parameter::parameter_table;
use secondheart_engine::{Scalar, persist_fields};

parameter_table! {
    /// Decompensation, `reflex.collapse`.
    pub(crate) struct Collapse {
        /// v_on.
        begins_at_filling,
        /// w_v.
        filling_span,
        /// e_on.
        brain_drives_at_extraction,
        /// w_e.
        extraction_span,
        /// τ_f.
        filling_tau_s,
        /// τ_c.
        tau_s,
    }
}

/// State of the response.
#[derive(Debug, Clone, Copy)]
pub(super) struct State<S> {
    /// v.
    filling: FirstOrder<S>,
    /// c.
    share: FirstOrder<S>,
}

persist_fields!(State { filling, share });

impl<S: Scalar> State<S> {
    /// With the ventricle filled as in lying rest.
    pub(super) fn settled() -> Self {
        Self {
            filling: FirstOrder::settled(S::one()),
            share: FirstOrder::default(),
        }
    }

    /// c.
    pub(super) fn share(&self) -> S {
        self.share.value()
    }

    /// Advances c with the volume of the ventricle relative to rest, and the extraction by the brain.
    #[inline(always)]
    pub(super) fn advance(&mut self, p: &Collapse<S>, volume: S, extraction: S, step_s: f64) -> S {
        let filling = self.filling.advance(step_s, p.filling_tau_s, volume);
        let empty = smooth_step((p.begins_at_filling - filling) * p.filling_span.recip());
        let need = (extraction - p.brain_drives_at_extraction) * p.extraction_span.recip();
        let wanted = empty * (S::one() - smooth_step(need));
        self.share.advance(step_s, p.tau_s, wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameter::Parameters;

    const STEP_S: f64 = 0.01;

    fn collapse() -> Collapse<f64> {
        Collapse::read(&Parameters::shipped().unwrap(), "reflex.collapse").unwrap()
    }

    /// c after so many seconds at a volume and an extraction.
    fn after(state: &mut State<f64>, volume: f64, extraction: f64, seconds: f64) -> f64 {
        let p = collapse();
        for _ in 0..(seconds / STEP_S) as usize {
            state.advance(&p, volume, extraction, STEP_S);
        }
        state.share()
    }

    #[test]
    fn the_centres_collapse_when_the_ventricle_runs_empty_and_only_then() {
        let p = collapse();
        let settled = |filling| after(&mut State::settled(), filling, 0.3, 300.0);
        assert_eq!(settled(1.0), 0.0);
        assert_eq!(settled(p.begins_at_filling), 0.0);
        let middle = p.begins_at_filling - 0.5 * p.filling_span;
        assert!((settled(middle) - 0.5).abs() < 1e-3, "{}", settled(middle));
        assert!((settled(p.begins_at_filling - p.filling_span) - 1.0).abs() < 1e-3);
    }

    #[test]
    fn an_empty_ventricle_of_seconds_changes_little_and_filling_ends_the_collapse() {
        let mut state = State::settled();
        let brief = after(&mut state, 0.2, 0.3, 3.0);
        assert!(brief < 0.02, "{brief}");
        let minute = after(&mut state, 0.2, 0.3, 60.0);
        assert!(minute > 0.9, "{minute}");
        let p = collapse();
        let filled = after(&mut state, 1.0, 0.3, 3.0 * p.tau_s + 2.0 * p.filling_tau_s);
        assert!(filled < 0.1, "{filled}");
    }

    #[test]
    fn a_brain_without_oxygen_ends_the_collapse() {
        let p = collapse();
        let at = |extraction| after(&mut State::settled(), 0.2, extraction, 300.0);
        assert!((at(p.brain_drives_at_extraction) - 1.0).abs() < 1e-3);
        let middle = p.brain_drives_at_extraction + 0.5 * p.extraction_span;
        assert!((at(middle) - 0.5).abs() < 1e-3, "{}", at(middle));
        let prevailing = at(p.brain_drives_at_extraction + p.extraction_span);
        assert!(prevailing < 1e-9, "{prevailing}");
    }
}

//! The centres: from afferent rates to sympathetic commands and vagal tone (Ursino 1998).
//!
//! ```text
//! f_es = f_es,inf + (f_es,0 - f_es,inf) exp(-k_es f) + central command        at most f_es,max
//! σ    = d (ln(f_es - f_es,min + 1) - σ_rest) + (1 - d) σ_f         σ_f: failure.rs; 0 for the heart
//! f_ev = d (1 - a b) (f_ev,0 + f_ev,inf e^y)/(1 + e^y) + (1 - d) f_rest,   y = (f_ap - f_ab,0)/k_ev
//! ```
//!
//! f is the afferent rate of an effector (spikes/s), σ its command (1), d the drive (1 intact, 0
//! failed; `failure.rs`), f_rest the vagal tone of lying rest, b the depth of inspiration about its mean
//! (-1/2 to 1/2), a the respiratory gate: vagal motoneurones fire less in inspiration and more in
//! expiration, and their mean rate stays (Eckberg 2003, J Physiol 548:339). Work adds its own command to
//! the veins (`baroreflex.rs`). In decompensation (`collapse.rs`) the answer of a centre, before d, gives
//! way to that of collapse.

use super::sigmoid;
use crate::parameter::parameter_table;
use secondheart_engine::Scalar;

parameter_table! {
    /// Sympathetic centre, `reflex.sympathetic`.
    pub(crate) struct Sympathetic {
        /// f_es,inf.
        fes_inf_spikes_per_s,
        /// f_es,0.
        fes_0_spikes_per_s,
        /// f_es,min.
        fes_min_spikes_per_s,
        /// f_es,max.
        fes_max_spikes_per_s,
        /// k_es.
        k_es_s,
        /// 1 intact, 0 failed.
        drive,
    }
}
parameter_table! {
    /// Vagal centre, `reflex.vagal`.
    pub(crate) struct Vagal {
        /// f_ev,0.
        fev_0_spikes_per_s,
        /// f_ev,inf.
        fev_inf_spikes_per_s,
        /// k_ev.
        k_ev_spikes_per_s,
        /// f_ab,0.
        fab_0_spikes_per_s,
        /// a.
        respiratory_gate,
        /// 1 intact, 0 failed.
        drive,
    }
}

impl<S: Scalar> Sympathetic<S> {
    /// σ of an effector of the intact centre from its afferent rate and the central command, both in
    /// spikes/s, and the share of collapse.
    #[inline(always)]
    pub(super) fn answer(&self, afferent: S, central: S, rest: S, collapse: S) -> S {
        let fes = self.fes_inf_spikes_per_s
            + (self.fes_0_spikes_per_s - self.fes_inf_spikes_per_s)
                * (-(self.k_es_s * afferent)).exp()
            + central;
        let fes = fes.min(self.fes_max_spikes_per_s);
        let above = (fes - self.fes_min_spikes_per_s).max(S::zero()) + 1.0;
        // A silent centre: ln 1 = 0.
        above.ln() * (S::one() - collapse) - rest
    }
}

impl<S: Scalar> Vagal<S> {
    /// Vagal tone at the resting afferent rate f_ab,0, spikes/s.
    pub(super) fn resting_tone(&self) -> S {
        (self.fev_0_spikes_per_s + self.fev_inf_spikes_per_s) * 0.5
    }

    /// Vagal tone of the intact centre at an afferent rate, spikes/s; `share` is the share of it that
    /// central command leaves, `inspiration` is b.
    /// In `collapse` the tone approaches its highest value.
    #[inline(always)]
    pub(super) fn answer(&self, f_ap: S, share: S, inspiration: S, collapse: S) -> S {
        let y = (f_ap - self.fab_0_spikes_per_s) * self.k_ev_spikes_per_s.recip();
        let tone = sigmoid(y, self.fev_0_spikes_per_s, self.fev_inf_spikes_per_s);
        let gate = S::one() - self.respiratory_gate * inspiration;
        blend(collapse, self.fev_inf_spikes_per_s, tone * share * gate)
    }
}

/// s a + (1 - s) b.
#[inline(always)]
pub(super) fn blend<S: Scalar>(share: S, a: S, b: S) -> S {
    a * share + b * (S::one() - share)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameter::Parameters;

    fn centres() -> (Sympathetic<f64>, Vagal<f64>) {
        let shipped = Parameters::shipped().unwrap();
        (
            Sympathetic::read(&shipped, "reflex.sympathetic").unwrap(),
            Vagal::read(&shipped, "reflex.vagal").unwrap(),
        )
    }

    #[test]
    fn more_pressure_means_less_sympathetic_command_and_more_vagal_tone() {
        let (sympathetic, vagal) = centres();
        let command = |f: f64| sympathetic.answer(f, 0.0, 0.0, 0.0);
        let tone = |f: f64| vagal.answer(f, 1.0, 0.0, 0.0);
        for f in [5.0, 15.0, 25.0, 35.0] {
            assert!(command(f + 5.0) < command(f), "{f}");
            assert!(tone(f + 5.0) > tone(f), "{f}");
        }
        assert!((tone(vagal.fab_0_spikes_per_s) - vagal.resting_tone()).abs() < 1e-12);
    }

    #[test]
    fn the_command_is_the_logarithm_of_the_rate_above_threshold() {
        let (s, _) = centres();
        let f = 20.0;
        let rate = s.fes_inf_spikes_per_s
            + (s.fes_0_spikes_per_s - s.fes_inf_spikes_per_s) * (-s.k_es_s * f).exp()
            + 2.0;
        let expected = (rate - s.fes_min_spikes_per_s + 1.0).ln() - 0.3;
        assert!((s.answer(f, 2.0, 0.3, 0.0) - expected).abs() < 1e-12);
        // At most f_es,max, and silent below the threshold.
        let highest = (s.fes_max_spikes_per_s - s.fes_min_spikes_per_s + 1.0).ln();
        assert!((s.answer(f, 1e6, 0.0, 0.0) - highest).abs() < 1e-12);
        assert_eq!(s.answer(f, -1e6, 0.0, 0.0), 0.0);
    }

    #[test]
    fn in_collapse_the_sympathetic_centre_falls_silent_and_the_vagal_centre_discharges() {
        let (s, v) = centres();
        let (f, rest) = (5.0, 0.7);
        let whole = s.answer(f, 0.0, rest, 0.0);
        assert!(whole > 0.5, "{whole}");
        assert!((s.answer(f, 0.0, rest, 1.0) + rest).abs() < 1e-12);
        let half = s.answer(f, 0.0, rest, 0.5);
        assert!((half - 0.5 * (whole - rest)).abs() < 1e-12, "{half}");
        assert_eq!(v.answer(f, 1.0, 0.0, 1.0), v.fev_inf_spikes_per_s);
        let mean = 0.5 * (v.answer(f, 1.0, 0.0, 0.0) + v.fev_inf_spikes_per_s);
        assert!((v.answer(f, 1.0, 0.0, 0.5) - mean).abs() < 1e-12);
    }

    #[test]
    fn inspiration_holds_the_vagal_motoneurones_back_and_expiration_lets_them_fire() {
        let (_, vagal) = centres();
        let tone = |inspiration: f64| vagal.answer(25.0, 0.5, inspiration, 0.0);
        let half = 0.5 * vagal.respiratory_gate * tone(0.0);
        assert!(half > 0.1, "{half}");
        assert!((tone(0.5) - (tone(0.0) - half)).abs() < 1e-12);
        assert!((tone(-0.5) - (tone(0.0) + half)).abs() < 1e-12);
        assert_eq!(vagal.answer(25.0, 0.0, -0.5, 0.0), 0.0, "no tone, no swing");
    }

    #[test]
    fn central_command_leaves_its_share_of_the_vagal_tone() {
        let (_, vagal) = centres();
        assert_eq!(
            vagal.answer(25.0, 0.25, 0.0, 0.0),
            0.25 * vagal.answer(25.0, 1.0, 0.0, 0.0)
        );
    }
}

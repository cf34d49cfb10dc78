//! The aortic bodies: chemoreceptors that feel how much oxygen their blood brings.
//!
//! ```text
//! l    = -ln min(C, 1)
//! s_h  ← s_h + a l
//! f_ev ← f_ev exp(-k l)
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | C | oxygen content of the arterial blood relative to health | 1 |
//! | l | lack of content: equal shares of the content lost excite equally | 1 |
//! | s_h, a | sympathetic drive of the heart (`muscle/exertion.rs`), the part of the aortic bodies at l = 1 | spikes/s |
//! | f_ev, k | vagal tone, its relative withdrawal at a small l | spikes/s, 1 |
//!
//! Aortic bodies answer to content and not only to tension: in cats dilution excites them, the more the
//! thinner the blood already is, and leaves the carotid bodies silent ("Anemia as a stimulus to aortic and
//! carotid chemoreceptors in the cat", 1978, abstract). In dogs with a haematocrit of 13 % the output
//! doubles, and rises by half without the aortic bodies (Szlyk et al. 1984, Can J Physiol Pharmacol
//! 62:519). They do not act on the vessels here: with them the limbs have more flow and not less (same
//! study), for the local dilation outweighs constriction (`arterioles.rs`). Blood that is thicker than
//! usual silences nothing.

use crate::parameter::parameter_table;
use secondheart_engine::Scalar;

parameter_table! {
    /// Aortic bodies, `reflex.aortic_bodies`.
    pub(crate) struct Chemoreceptors {
        /// a.
        heart_spikes_per_s,
        /// k.
        vagal_withdrawal,
    }
}

/// What the aortic bodies add to the centres.
#[derive(Debug, Clone, Copy)]
pub(super) struct Excitation<S> {
    /// Sympathetic drive of the heart, spikes/s.
    pub(super) heart_spikes_per_s: S,
    /// Share of the vagal tone that they leave.
    pub(super) vagal_share: S,
}

impl<S: Scalar> Chemoreceptors<S> {
    /// The excitation by blood of the relative content C.
    #[inline(always)]
    pub(super) fn excitation(&self, content: S) -> Excitation<S> {
        let lack = -content.min(S::one()).ln();
        Excitation {
            heart_spikes_per_s: self.heart_spikes_per_s * lack,
            vagal_share: (-(self.vagal_withdrawal * lack)).exp(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODIES: Chemoreceptors<f64> = Chemoreceptors {
        heart_spikes_per_s: 4.0,
        vagal_withdrawal: 0.5,
    };

    #[test]
    fn equal_shares_of_the_content_lost_excite_the_centres_equally() {
        let near = |found: f64, expected: f64| assert!((found / expected - 1.0).abs() < 1e-12);
        let e = BODIES.excitation(0.5);
        let lack = 2.0_f64.ln();
        near(e.heart_spikes_per_s, 4.0 * lack);
        near(e.vagal_share, (-0.5 * lack).exp());
        // The quarter that is lost next counts as much as the half that was lost first.
        near(BODIES.excitation(0.25).heart_spikes_per_s, 8.0 * lack);
    }

    #[test]
    fn usual_and_thick_blood_leave_the_centres_alone() {
        for content in [1.0, 1.3] {
            let e = BODIES.excitation(content);
            assert_eq!((e.heart_spikes_per_s, e.vagal_share), (0.0, 1.0));
        }
    }
}

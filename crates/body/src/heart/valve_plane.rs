//! The atrioventricular plane: the ventricle draws the floor of its atrium down as it ejects.
//!
//! ```text
//!   ___   atrium           The plane moves by z while the ventricle shortens along its axis.
//!  /   \                   The floor of the atrium gives way by A z = κ (V̄ - V_v).
//!  |---|  plane  | z
//!  \___/  ventricle v
//!
//!  V_d = V_d,m + κ (V̄ - V_v),   V_0 = V_0,m + κ (V̄ - V_v),   τ dV̄/dt = V_v - V̄
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | V_v, V̄ | volume of the ventricle, its mean over the last beats | mL |
//! | V_d, V_0 | intercepts of the atrium, see `engine/src/law/chamber.rs`; V_d,m and V_0,m with the plane at its mean place | mL |
//! | κ | share of the stroke volume by which the floor of the atrium gives way | 1 |
//! | τ | time over which the heart adapts its form to another mean volume | s |
//!
//! The heart pumps like a piston in a pericardium of almost constant volume (Carlsson et al. 2007,
//! Am J Physiol Heart Circ Physiol 293:H787; Maksuti et al. 2015): the atria fill while the ventricles
//! eject, and the plane goes back over the blood of the atrium while the ventricle fills. A heart that
//! fills less from beat to beat is smaller as a whole, so that only the movement about the mean
//! counts. The work on the atrium, some 8 mmHg · 60 mL in a beat, is a twentieth of the work of the
//! ventricle and is not taken from it.

use super::CHAMBERS;
use crate::dynamics::FirstOrder;
use crate::error::BodyError;
use crate::parameter::Source;
use crate::wiring::Wiring;
use secondheart_engine::{Scalar, Simulation};

/// The plane between the atrium and the ventricle of one side.
#[derive(Debug, Clone, Copy)]
pub(super) struct ValvePlane<S> {
    atrium: usize,
    pub(super) ventricle: usize,
    /// κ.
    share: S,
    /// τ, s.
    tau_s: S,
    /// V_d,m, mL.
    end_systolic_intercept_ml: S,
    /// V_0,m, mL.
    passive_intercept_ml: S,
    /// V̄ at the beginning of the search for the steady start, mL.
    begin_ml: S,
}

impl<S: Scalar> ValvePlane<S> {
    /// The plane of a `side`, `right` or `left`.
    pub(super) fn new(wiring: &Wiring<'_, S>, side: &str) -> Result<Self, BodyError> {
        let (atrium, ventricle) = (
            format!("heart.{side}_atrium"),
            format!("heart.{side}_ventricle"),
        );
        let volume = |key: &str| {
            wiring.each(|p| Ok(p.parameters.value(&format!("{atrium}.{key}"))? * p.scale.heart))
        };
        let begin_ml: f64 = CHAMBERS
            .iter()
            .filter(|(name, _)| ventricle.ends_with(name))
            .map(|(_, volume)| volume)
            .sum();
        Ok(Self {
            atrium: wiring.chamber(&atrium)?,
            ventricle: wiring.place(&ventricle)?,
            share: wiring.value(&format!("{ventricle}.plane_share"))?,
            tau_s: wiring.value("heart.plane_tau_s")?,
            end_systolic_intercept_ml: volume("end_systolic_intercept_ml")?,
            passive_intercept_ml: volume("passive_intercept_ml")?,
            begin_ml: wiring.each(|p| Ok(begin_ml * p.scale.heart))?,
        })
    }

    /// V̄ at rest.
    pub(super) fn settled(&self) -> FirstOrder<S> {
        FirstOrder::settled(self.begin_ml)
    }

    /// Advances V̄ and sets the intercepts of the atrium for the end of a step.
    #[inline(always)]
    pub(super) fn advance(&self, mean: &mut FirstOrder<S>, sim: &mut Simulation<S>, step_s: f64) {
        let ventricle_ml = sim.volume_ahead(self.ventricle, step_s);
        let mean_ml = mean.advance(step_s, self.tau_s, ventricle_ml);
        let room_ml = (mean_ml - ventricle_ml) * self.share;
        let chambers = &mut sim.parameters.chambers;
        chambers.intercept[self.atrium] = self.end_systolic_intercept_ml + room_ml;
        chambers.passive_intercept[self.atrium] = self.passive_intercept_ml + room_ml;
    }
}

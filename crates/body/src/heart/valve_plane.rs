//! The atrioventricular plane: the ventricle draws the floor of its atrium down as it ejects.
//!
//! ```text
//!   ___   atrium           The plane moves by z while the ventricle shortens along its axis.
//!  /   \                   The floor of the atrium gives way by A z = κ (V_D - V_v).
//!  |---|  plane  | z
//!  \___/  ventricle v
//!
//!  V_d = V_d,D + κ (V_D - V_v),   V_0 = V_0,D + κ (V_D - V_v)
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | V_v | volume of the ventricle | mL |
//! | V_D | end-diastolic volume at which the atrial volumes of the data hold | mL |
//! | V_d, V_0 | intercepts of the atrium, see `engine/src/law/chamber.rs`; V_d,D and V_0,D at V_D | mL |
//! | κ | share of the stroke volume by which the floor of the atrium gives way | 1 |
//!
//! The heart pumps like a piston in a pericardium of almost constant volume (Carlsson et al. 2007,
//! Am J Physiol Heart Circ Physiol 293:H787; Maksuti et al. 2015): the atria fill while the ventricles
//! eject, and the plane goes back over the blood of the atrium while the ventricle fills. The work on
//! the atrium, some 8 mmHg · 60 mL in a beat, is a twentieth of the work of the ventricle and is not
//! taken from it.

use crate::error::BodyError;
use crate::parameter::Source;
use crate::wiring::Wiring;
use secondheart_engine::{Scalar, Simulation};

/// The plane between the atrium and the ventricle of one side.
#[derive(Debug, Clone, Copy)]
pub(super) struct ValvePlane<S> {
    atrium: usize,
    ventricle: usize,
    /// κ.
    atrial_share: S,
    /// V_D, mL.
    reference_ml: S,
    /// V_d,D, mL.
    end_systolic_intercept_ml: S,
    /// V_0,D, mL.
    passive_intercept_ml: S,
}

impl<S: Scalar> ValvePlane<S> {
    /// The plane of a `side`, `right` or `left`.
    pub(super) fn new(wiring: &Wiring<'_, S>, side: &str) -> Result<Self, BodyError> {
        let (atrium, ventricle) = (
            format!("heart.{side}_atrium"),
            format!("heart.{side}_ventricle"),
        );
        let volume = |vessel: &str, key: &str| {
            wiring.each(|p| Ok(p.parameters.value(&format!("{vessel}.{key}"))? * p.scale.volume))
        };
        Ok(Self {
            atrium: wiring.chamber(&atrium)?,
            ventricle: wiring.place(&ventricle)?,
            atrial_share: wiring.value(&format!("{ventricle}.plane_share"))?,
            reference_ml: volume(&ventricle, "plane_reference_ml")?,
            end_systolic_intercept_ml: volume(&atrium, "end_systolic_intercept_ml")?,
            passive_intercept_ml: volume(&atrium, "passive_intercept_ml")?,
        })
    }

    /// Sets the intercepts of the atrium for the end of a step.
    #[inline(always)]
    pub(super) fn shift_atrium(&self, sim: &mut Simulation<S>, step_s: f64) {
        let ventricle_ml = sim.volume_ahead(self.ventricle, step_s);
        let room_ml = (self.reference_ml - ventricle_ml) * self.atrial_share;
        let chambers = &mut sim.parameters.chambers;
        chambers.intercept[self.atrium] = self.end_systolic_intercept_ml + room_ml;
        chambers.passive_intercept[self.atrium] = self.passive_intercept_ml + room_ml;
    }
}

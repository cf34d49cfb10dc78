//! Immersion: the pressure of water around the body, by depth.
//!
//! ```text
//! W(z)   = ρ_w g max(0, z_s - z)                                   water at the height z
//! p_out  = W                                                       head, arms, legs, pelvis outside the abdomen
//! p_out  = e max(0, W - p_a) + (1 - e) W                           share e in the abdomen, less the pressure in air
//! p_a    = p_lying + Δp sin θ + k ρ g d sin θ
//! p_lung = r W(z_c)                                                added to the pressure in the chest
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | z, z_s | height of a vessel and of the surface above the hip joint | cm |
//! | ρ_w g | weight of water, times the multiple of gravity | mmHg/cm |
//! | p_a | pressure in the abdomen in air, at rest between the breaths (`respiration.rs`, `gravity.rs`) | mmHg |
//! | e | share of a bed that lies in the abdomen | 1 |
//! | z_c, r | height of the middle of the chest, share of the water's pressure there that reaches the pleura | cm, 1 |
//!
//! The wall of the abdomen carries tension and no compression: water first takes the load off the wall,
//! and beyond it presses on the contents. The ribs carry most of the pressure on the chest, while
//! the alveoli stay open to the air: the lung empties until its recoil and the ribs balance the water.

use super::{Constants as Gravity, G_CM_PER_S2, State};
use crate::circuit::Vessel;
use crate::error::BodyError;
use crate::parameter::{Source, parameter_table};
use crate::wiring::Wiring;
use secondheart_engine::{MMHG_PER_DYN_PER_CM2, Scalar};

parameter_table! {
    /// The water, `water`.
    pub(super) struct WaterParameters {
        /// z_s over stature.
        surface_above_hip_fraction,
        /// ρ_w.
        density_g_per_cm3,
        /// r.
        pleura_reaching_fraction,
    }
}

/// A vessel that the water can press on.
#[derive(Debug, Clone, Copy)]
struct Exposed<S> {
    place: usize,
    /// e.
    in_abdomen: S,
    /// d, cm.
    below_top_cm: S,
}

/// Vessels and parameters, fixed between changes of parameters.
#[derive(Debug, Clone)]
pub(super) struct Water<S> {
    exposed: Vec<Exposed<S>>,
    /// Place whose height is the middle of the chest.
    chest: usize,
    surface_cm: S,
    /// ρ_w g at 1 g, mmHg/cm.
    column_mmhg_per_cm: S,
    pleura_reaching_fraction: S,
    abdomen_supine_mmhg: S,
    abdomen_upright_change_mmhg: S,
}

impl<S: Scalar> Water<S> {
    pub(super) fn new(wiring: &Wiring<'_, S>, stature_cm: S) -> Result<Self, BodyError> {
        let parameters = WaterParameters::read(wiring, "water")?;
        let mut exposed = Vec::new();
        for (name, vessel) in &wiring.circuit().vessels {
            if is_in_chest(wiring, name, vessel) {
                continue;
            }
            let in_abdomen = match vessel.in_abdomen {
                true => {
                    let enclosed = format!("{name}.enclosed_fraction");
                    wiring.each(|p| Ok(p.parameters.value_or(&enclosed, 1.0)))?
                }
                false => S::zero(),
            };
            let below_top_cm = wiring.each(|p| {
                let top = p.parameters.value("respiration.abdomen_top_fraction")?;
                let trunk = p.parameters.value("skeleton.trunk_fraction")?;
                Ok((top - vessel.along).max(0.0) * trunk * p.subject.stature_cm)
            })?;
            exposed.push(Exposed {
                place: wiring.topology.place(vessel.node),
                in_abdomen,
                below_top_cm,
            });
        }
        let weight = G_CM_PER_S2 * MMHG_PER_DYN_PER_CM2;
        Ok(Self {
            exposed,
            chest: wiring.place("lung.middle_capillary")?,
            surface_cm: parameters.surface_above_hip_fraction * stature_cm,
            column_mmhg_per_cm: parameters.density_g_per_cm3 * weight,
            pleura_reaching_fraction: parameters.pleura_reaching_fraction,
            abdomen_supine_mmhg: wiring.value("respiration.abdomen_pressure_supine_mmhg")?,
            abdomen_upright_change_mmhg: wiring
                .value("respiration.abdomen_pressure_upright_change_mmhg")?,
        })
    }

    /// Sets the pressure outside every vessel in `outside`, by place, and returns p_lung, mmHg.
    pub(super) fn press(&self, c: &Gravity<S>, state: &State<S>, outside: &mut [S]) -> S {
        let column = self.column_mmhg_per_cm * state.gravity;
        let water = |place: usize| column * (self.surface_cm - state.height[place]).max(S::zero());
        let contents = state.column(c) * c.abdomen_column_fraction * state.upright;
        let under_diaphragm = self.abdomen_supine_mmhg
            + self.abdomen_upright_change_mmhg * state.upright.max(0.0);
        for vessel in &self.exposed {
            let pressure = water(vessel.place);
            let in_air = under_diaphragm + contents * vessel.below_top_cm;
            let beyond = (pressure - in_air.max(S::zero())).max(S::zero());
            outside[vessel.place] =
                vessel.in_abdomen * beyond + (S::one() - vessel.in_abdomen) * pressure;
        }
        self.pleura_reaching_fraction * water(self.chest)
    }
}

/// Whether a vessel lies in the chest or among the alveoli.
fn is_in_chest<S: Scalar>(wiring: &Wiring<'_, S>, name: &str, vessel: &Vessel) -> bool {
    let parameters = &wiring.first.parameters;
    vessel.in_chest || parameters.texts(name, "inside").iter().any(|i| i == "alveoli")
}

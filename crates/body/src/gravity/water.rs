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
        let under_diaphragm =
            self.abdomen_supine_mmhg + self.abdomen_upright_change_mmhg * state.upright.max(0.0);
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
    vessel.in_chest
        || parameters
            .texts(name, "inside")
            .iter()
            .any(|i| i == "alveoli")
}

#[cfg(test)]
mod tests {
    use crate::change::Posture;
    use crate::gravity::State;
    use crate::testing::{Man, assert_close, man, man_with};
    use secondheart_engine::MMHG_PER_DYN_PER_CM2;

    /// Weight of a centimetre of water of 0.994 g/cm³, mmHg.
    const COLUMN: f64 = 0.994 * 980.665 * MMHG_PER_DYN_PER_CM2;

    fn in_water(surface: f64, changes: &[(&str, f64)]) -> Man {
        let mut all = vec![("water.surface_above_hip_fraction", surface)];
        all.extend_from_slice(changes);
        man_with(&all)
    }

    /// Pressures outside all places, heights of all places and p_lung of a man in a posture.
    fn press(man: &Man, posture: Posture) -> (Vec<f64>, Vec<f64>, f64) {
        let mut sim = man.circulation.sim.clone();
        let constants = &man.circulation.constants.gravity;
        let places = sim.topology().volume_count();
        let mut state = State::settled(constants, posture, places);
        state.press_water(constants, &mut sim);
        (
            sim.parameters.external_pressure,
            state.height.clone(),
            state.chest_water_mmhg,
        )
    }

    #[test]
    fn without_water_nothing_presses_in_any_posture() {
        let man = man();
        for posture in [Posture::STANDING, Posture::LEGS_RAISED, Posture::SUPINE] {
            let (outside, _, lung) = press(&man, posture);
            assert!(outside.iter().all(|&p| p == 0.0));
            assert_eq!(lung, 0.0);
        }
    }

    #[test]
    fn water_presses_on_every_vessel_by_its_depth_and_not_above_the_surface() {
        let man = in_water(0.15, &[]);
        let (outside, height, _) = press(&man, Posture::STANDING);
        let surface = 0.15 * 176.0;
        for vessel in [
            "leg.left.foot.dorsal_vein",
            "leg.right.superficial_femoral_artery",
            "arm.vein",
        ] {
            let place = man.place(vessel);
            let expected = COLUMN * f64::max(0.0, surface - height[place]);
            assert_close(outside[place], expected);
        }
        assert!(outside[man.place("leg.left.foot.dorsal_vein")] > 70.0);
        assert_eq!(outside[man.place("head.jugular_vein")], 0.0);
        for sheltered in ["lung.lower_capillary", "lung.vein", "heart.right_atrium"] {
            assert_eq!(outside[man.place(sheltered)], 0.0, "{sheltered}");
        }
        // Half the gravity, half the weight.
        let light = Posture {
            gravity_g: 0.5,
            ..Posture::STANDING
        };
        let foot = man.place("leg.left.foot.dorsal_vein");
        assert_close(press(&man, light).0[foot], 0.5 * outside[foot]);
    }

    #[test]
    fn water_first_takes_the_load_off_the_wall_of_the_abdomen() {
        let settings = [
            ("respiration.abdomen_pressure_supine_mmhg", 3.0),
            ("respiration.abdomen_pressure_upright_change_mmhg", -2.0),
            ("respiration.abdomen_column_fraction", 0.4),
        ];
        let man = in_water(0.2, &settings);
        let (outside, height, _) = press(&man, Posture::STANDING);
        let blood = man.circulation.constants.gravity.column_mmhg_per_cm;
        let beyond = |vessel: &str| {
            let top = man.value("respiration.abdomen_top_fraction") * 0.288 * 176.0;
            let z = height[man.place(vessel)];
            let in_air = 3.0 - 2.0 + 0.4 * blood * (top - z).max(0.0);
            let water = COLUMN * (0.2 * 176.0 - z);
            (water, (water - in_air).max(0.0))
        };
        let abdominal = "leg.left.iliac_vein";
        assert_close(outside[man.place(abdominal)], beyond(abdominal).1);
        // Six tenths of the pelvis lie outside the cavity.
        let (water, rest) = beyond("pelvis.vein");
        let share = man.value("pelvis.vein.enclosed_fraction");
        assert_close(
            outside[man.place("pelvis.vein")],
            share * rest + (1.0 - share) * water,
        );
        // Shallow water leaves the pressure in the abdomen as it is in air.
        let shallow = in_water(0.04, &settings);
        let (outside, _, _) = press(&shallow, Posture::STANDING);
        assert_eq!(outside[shallow.place(abdominal)], 0.0);
    }

    #[test]
    fn a_share_of_the_water_at_the_chest_reaches_the_pleura() {
        let man = in_water(0.288, &[("water.pleura_reaching_fraction", 0.5)]);
        let (_, height, lung) = press(&man, Posture::STANDING);
        let depth = 0.288 * 176.0 - height[man.place("lung.middle_capillary")];
        assert!(depth > 10.0);
        assert_close(lung, 0.5 * COLUMN * depth);
    }
}

//! Narrowing and occlusion of an artery or a vein.
//!
//! A lesion of an artery (Young DF & Tsai FY 1973, J Biomech 6:395-410 and 547-559; K_v as in
//! Seeley BD & Young DF 1976, J Biomech 9:439-448):
//!
//! ```text
//! Δp  = K_v μ/(2 R_0) U + K_t ρ/2 (A_0/A_s - 1)² |U| U,      U = Q/A_0
//! K_v = 32 (0.83 L_s + 1.64 D_s)/D_0 (A_0/A_s)²,             K_t = 1.52
//! ```
//!
//! The segment already has the resistance of its healthy length, so only the excess of K_v over its
//! value at A_s = A_0 is added: a lesion of full width is no lesion. The inertia of the lesion's own
//! column (K_u) is left out: the lesion is a few centimetres of a segment tens of centimetres long.
//!
//! A vein is narrowed along its whole segment (by a thrombus, or after partial recanalisation):
//! resistance is proportional to the inverse square of the area, inertance to its inverse.
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | A_0, D_0 | area and diameter of the healthy lumen | cm², cm |
//! | A_s, D_s | the same in the lesion; A_s/A_0 is the open fraction | cm², cm |
//! | L_s | length of the lesion | cm |
//! | μ, ρ | viscosity, density | mmHg·s, mmHg·s²/cm² |
//!
//! An open fraction of zero is an occlusion: infinite resistance, exactly no flow.

use secondheart_engine::law::Conduit;

/// K_t.
const TURBULENT: f64 = 1.52;

/// The healthy lumen of a segment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lumen {
    pub(crate) radius_cm: f64,
    /// Equal vessels side by side, each with the lesion.
    pub(crate) parallel: f64,
    pub(crate) viscosity_mmhg_s: f64,
    pub(crate) density_mmhg_s2_per_cm2: f64,
}

/// Losses that a lesion adds to a segment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Lesion {
    resistance: f64,
    quadratic: f64,
}

impl Lesion {
    /// A lesion that leaves `open` of the area (0 to 1) over `length_cm`.
    pub(crate) fn of(lumen: &Lumen, open: f64, length_cm: f64) -> Self {
        if open <= 0.0 {
            return Self {
                resistance: f64::INFINITY,
                quadratic: 0.0,
            };
        }
        let diameter = 2.0 * lumen.radius_cm;
        let area = std::f64::consts::PI * lumen.radius_cm * lumen.radius_cm;
        let viscous = |open: f64| {
            32.0 * (0.83 * length_cm + 1.64 * diameter * open.sqrt()) / diameter / (open * open)
        };
        let excess = (viscous(open) - viscous(1.0)).max(0.0);
        let contraction = 1.0 / open - 1.0;
        Self {
            resistance: excess * lumen.viscosity_mmhg_s / diameter / area / lumen.parallel,
            quadratic: 0.5 * TURBULENT * lumen.density_mmhg_s2_per_cm2 * contraction * contraction
                / (area * lumen.parallel).powi(2),
        }
    }

    /// Adds the lesion to its segment.
    pub(crate) fn add_to(self, conduit: &mut Conduit) {
        conduit.resistance_mmhg_s_per_ml += self.resistance;
        conduit.quadratic_loss_mmhg_s2_per_ml2 = self.quadratic;
    }

    /// Narrows a whole segment to `open` of its area.
    pub(crate) fn narrow_all(conduit: &mut Conduit, open: f64) {
        conduit.resistance_mmhg_s_per_ml /= open * open;
        conduit.inertance_mmhg_s2_per_ml = if open > 0.0 {
            conduit.inertance_mmhg_s2_per_ml / open
        } else {
            0.0
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LUMEN: Lumen = Lumen {
        radius_cm: 0.34,
        parallel: 1.0,
        viscosity_mmhg_s: 2.66e-5,
        density_mmhg_s2_per_cm2: 7.95e-4,
    };

    /// Pressure lost at a flow of mL/s, mmHg.
    fn drop(open: f64, flow: f64) -> f64 {
        let lesion = Lesion::of(&LUMEN, open, 2.0);
        lesion.resistance * flow + lesion.quadratic * flow * flow
    }

    #[test]
    fn a_lesion_of_full_width_is_no_lesion() {
        let lesion = Lesion::of(&LUMEN, 1.0, 2.0);
        assert_eq!((lesion.resistance, lesion.quadratic), (0.0, 0.0));
    }

    #[test]
    fn a_lesion_matters_beyond_three_quarters_of_the_area() {
        // 5 mL/s, resting flow of a leg: half the area costs nothing that a cuff could read, a
        // narrowing by nine tenths costs tens of mmHg.
        assert!(drop(0.5, 5.0) < 1.0, "{}", drop(0.5, 5.0));
        assert!((10.0..60.0).contains(&drop(0.1, 5.0)), "{}", drop(0.1, 5.0));
        // The loss grows more than in proportion to the flow.
        assert!(drop(0.2, 10.0) > 2.2 * drop(0.2, 5.0));
    }

    #[test]
    fn an_occlusion_is_an_infinite_resistance_without_other_losses() {
        let mut conduit = Conduit::poiseuille(20.0, 0.34, 1.0, 2.66e-5, 7.95e-4);
        Lesion::of(&LUMEN, 0.0, 2.0).add_to(&mut conduit);
        assert_eq!(conduit.resistance_mmhg_s_per_ml, f64::INFINITY);
        assert_eq!(conduit.quadratic_loss_mmhg_s2_per_ml2, 0.0);
        let mut vein = Conduit::poiseuille(20.0, 0.34, 1.0, 2.66e-5, 7.95e-4);
        Lesion::narrow_all(&mut vein, 0.0);
        assert_eq!(vein.resistance_mmhg_s_per_ml, f64::INFINITY);
        assert_eq!(vein.inertance_mmhg_s2_per_ml, 0.0);
    }

    #[test]
    fn viscous_and_turbulent_losses_follow_young_and_tsai() {
        let lumen = Lumen {
            radius_cm: 0.3,
            parallel: 2.0,
            viscosity_mmhg_s: 3e-5,
            density_mmhg_s2_per_cm2: 8e-4,
        };
        let (open, length) = (0.25, 1.5);
        let lesion = Lesion::of(&lumen, open, length);
        let (diameter, area) = (0.6, std::f64::consts::PI * 0.09);
        let viscous = |open: f64| {
            32.0 * (0.83 * length + 1.64 * diameter * open.sqrt()) / diameter / open.powi(2)
        };
        // K_v μ/(2 R_0) U, with half of the flow in each of two vessels.
        let resistance = (viscous(open) - viscous(1.0)) * 3e-5 / diameter / (2.0 * area);
        let quadratic = 1.52 * 8e-4 / 2.0 * 9.0 / (2.0 * area).powi(2);
        assert!((lesion.resistance / resistance - 1.0).abs() < 1e-12);
        assert!((lesion.quadratic / quadratic - 1.0).abs() < 1e-12);
        let mut conduit = Conduit::poiseuille(20.0, 0.3, 2.0, 3e-5, 8e-4);
        let healthy = conduit;
        lesion.add_to(&mut conduit);
        let added = conduit.resistance_mmhg_s_per_ml - healthy.resistance_mmhg_s_per_ml;
        assert!((added / resistance - 1.0).abs() < 1e-9);
        assert_eq!(conduit.quadratic_loss_mmhg_s2_per_ml2, lesion.quadratic);
    }

    #[test]
    fn a_narrowed_vein_has_the_resistance_of_its_squared_area() {
        let mut vein = Conduit::poiseuille(20.0, 0.34, 1.0, 2.66e-5, 7.95e-4);
        let healthy = vein;
        Lesion::narrow_all(&mut vein, 0.5);
        assert_eq!(
            vein.resistance_mmhg_s_per_ml,
            4.0 * healthy.resistance_mmhg_s_per_ml
        );
        assert_eq!(
            vein.inertance_mmhg_s2_per_ml,
            2.0 * healthy.inertance_mmhg_s2_per_ml
        );
    }
}

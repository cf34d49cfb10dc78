//! Laws of capillary filtration, interstitial pressure and lymph flow.
//!
//! ```text
//! J   = K_f [(P_c - P_i) - σ (π_p - π_g)]            mL/s, per bed
//! P_i = P_i,rest + x/c (1 + (x/s)²),  x = change of interstitial volume per 100 g
//! L   = L_rest (1 + k (P_i - P_i,rest)) (1 + r g),  first bracket between 0 and the ceiling
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | J, L | filtration of a bed, lymph flow of a tissue | mL/s |
//! | K_f, σ | filtration coefficient, reflection coefficient | mL/(s·mmHg), 1 |
//! | P_c, P_i | transmural capillary pressure, interstitial pressure | mmHg |
//! | π_p, π_g | oncotic pressure of plasma, under the glycocalyx | mmHg |
//! | c, s | interstitial compliance at rest, stiffening volume, per 100 g | mL/mmHg, mL |
//! | k | sensitivity of lymph flow to P_i | 1/mmHg |
//! | r, g | rise of a leg's lymph flow in exercise, pumping by its muscles (0 to 1) | 1 |
//!
//! π_g (Levick & Michel 2010) is found with the steady start, bed by bed: it is the value at which
//! filtration equals lymph, lying at rest.
//! π_p is the oncotic pressure of plasma (`blood.rs`).

use crate::parameter::parameter_table;
use secondheart_engine::Scalar;

parameter_table! {
    /// Parameters, `microcirculation`.
    pub(crate) struct FiltrationParameters {
        /// K_f per mass of tissue; each bed has a share of it (`exchange`).
        filtration_coefficient_ml_per_min_per_100g_per_mmhg,
        /// σ.
        reflection_fraction,
        /// Oncotic pressure of the bulk interstitial fluid.
        interstitial_oncotic_mmhg,
        /// P_i,rest.
        interstitial_pressure_rest_mmhg,
        /// Interstitial fluid at rest.
        interstitial_volume_ml_per_100g,
        /// c.
        interstitial_compliance_ml_per_mmhg_per_100g,
        /// s.
        interstitial_stiffening_ml_per_100g,
        /// k.
        lymph_sensitivity_per_mmhg,
        /// L_rest.
        lymph_rest_ml_per_min_per_100g,
        /// Highest lymph flow relative to rest.
        lymph_ceiling,
        /// r: relative rise of the legs' lymph flow while their muscles press.
        lymph_pump_rise,
    }
}

impl<S: Scalar> FiltrationParameters<S> {
    /// P_i at `change` mL per 100 g above rest, mmHg.
    #[inline(always)]
    pub(crate) fn tissue_pressure(&self, change: S) -> S {
        let stiff = change * self.interstitial_stiffening_ml_per_100g.recip();
        self.interstitial_pressure_rest_mmhg
            + change
                * self.interstitial_compliance_ml_per_mmhg_per_100g.recip()
                * (stiff * stiff + 1.0)
    }

    /// Lymph flow relative to rest at P_i.
    #[inline(always)]
    pub(crate) fn lymph(&self, tissue_pressure: S) -> S {
        let rise = tissue_pressure - self.interstitial_pressure_rest_mmhg;
        (self.lymph_sensitivity_per_mmhg * rise + 1.0)
            .max(S::zero())
            .min(self.lymph_ceiling)
    }
}

/// Coefficients of the exchange of one capillary bed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Filtration<S> {
    /// K_f, mL/(s·mmHg).
    pub(crate) coefficient: S,
    /// π_g, mmHg.
    pub(crate) glycocalyx_oncotic: S,
}

impl<S: Scalar> Filtration<S> {
    /// J, mL/s.
    #[inline(always)]
    pub(crate) fn flow(&self, capillary: S, tissue: S, sigma: S, plasma_oncotic: S) -> S {
        self.coefficient * (capillary - tissue - sigma * (plasma_oncotic - self.glycocalyx_oncotic))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameter::Parameters;

    #[test]
    fn a_fuller_tissue_presses_back_and_drains_more() {
        let shipped = Parameters::shipped().unwrap();
        let p = FiltrationParameters::<f64>::read(&shipped, "microcirculation").unwrap();
        assert!(p.tissue_pressure(2.0) > p.tissue_pressure(1.0));
        assert!((p.tissue_pressure(0.0) - p.interstitial_pressure_rest_mmhg).abs() < 1e-12);
        assert!(p.lymph(p.tissue_pressure(2.0)) > 1.0);
        assert_eq!(p.lymph(-100.0), 0.0);
    }

    const P: FiltrationParameters<f64> = FiltrationParameters {
        filtration_coefficient_ml_per_min_per_100g_per_mmhg: 0.01,
        reflection_fraction: 0.9,
        interstitial_oncotic_mmhg: 10.0,
        interstitial_pressure_rest_mmhg: -2.0,
        interstitial_volume_ml_per_100g: 20.0,
        interstitial_compliance_ml_per_mmhg_per_100g: 0.5,
        interstitial_stiffening_ml_per_100g: 4.0,
        lymph_sensitivity_per_mmhg: 0.5,
        lymph_rest_ml_per_min_per_100g: 0.01,
        lymph_ceiling: 3.0,
        lymph_pump_rise: 2.0,
    };

    #[test]
    fn tissue_pressure_rises_with_the_cube_of_its_filling() {
        assert_eq!(P.tissue_pressure(2.0), -2.0 + 4.0 * (1.0 + 0.25));
        assert_eq!(P.tissue_pressure(-2.0), -2.0 - 4.0 * (1.0 + 0.25));
    }

    #[test]
    fn lymph_rises_with_tissue_pressure_to_its_ceiling() {
        assert_eq!(P.lymph(-2.0), 1.0);
        assert_eq!(P.lymph(0.0), 2.0);
        assert_eq!(P.lymph(-3.0), 0.5);
        assert_eq!(P.lymph(3.0), 3.0);
    }

    #[test]
    fn filtration_is_starlings_sum_of_pressures() {
        let law = Filtration {
            coefficient: 0.1,
            glycocalyx_oncotic: 8.0,
        };
        let expected = 0.1 * (20.0 - 3.0 - 0.5 * (25.0 - 8.0));
        assert!((law.flow(20.0, 3.0, 0.5, 25.0) - expected).abs() < 1e-12);
    }
}

//! A heart chamber: time-varying elastance with an exponential end-diastolic relation.
//!
//! ```text
//!   p |        /  e = 1: slope E_es
//!     |       /
//!     |      /        _/  e = 0: A (exp(B (V - V_0)) - 1)
//!     |_____/_____---_____
//!          V_d    V_0      V
//!
//!  p(V, t) = e(t) E_es (V - V_d) + (1 - e(t)) A (exp(B (V - V_0)) - 1) - K (V_c/V)²
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | p | transmural pressure | mmHg |
//! | V | volume | mL |
//! | e(t) | activation, 0 relaxed to 1 end of systole (input) | 1 |
//! | E_es | end-systolic elastance | mmHg/mL |
//! | V_d | intercept of the end-systolic line with the volume axis | mL |
//! | A | scale of the passive pressure | mmHg |
//! | B | exponent of the passive pressure | 1/mL |
//! | V_0 | volume at zero passive pressure | mL |
//! | K | suction at the volume V_c, [`COLLAPSE_MMHG`] | mmHg |
//! | V_c | volume of collapse, [`COLLAPSE_SHARE`] / B | mL |
//!
//! Sources: Suga & Sagawa 1974 for the end-systolic line, Ursino 1998 (for the ventricles) and
//! Santamore & Burkhoff 1991 for the exponential. The Frank-Starling mechanism is not prescribed;
//! it emerges.
//!
//! The last term keeps a chamber from being sucked empty. Measured ventricles resist with ever
//! steeper suction below their equilibrium volume (Nikolić et al. 1988, Circ Res 62:1210, from
//! memory); the course down to an empty chamber has not been measured. K and V_c are calibrated
//! to two targets: a beating heart must not feel the term (0.01 mmHg at V = 1/(2B), 25 mL for
//! B = 0.02/mL), and a tenth of a millilitre must resist any suction that a circulation exerts
//! (-600 mmHg for the same B).
//!
//! ```
//! use secondheart_engine::law::chamber::pressure_and_slope;
//!
//! // E_es 2.5 mmHg/mL, V_d 10 mL, A 1.5 mmHg, B 0.02/mL, V_0 20 mL, at 120 mL.
//! let at = |activation| pressure_and_slope(120.0, activation, 2.5, 10.0, 1.5, 0.02, 20.0);
//! let (diastolic_mmhg, _) = at(0.0);
//! let (systolic_mmhg, elastance_mmhg_per_ml) = at(1.0);
//! assert!((diastolic_mmhg - 9.6).abs() < 0.1);
//! assert!((systolic_mmhg - 275.0).abs() < 0.1);
//! assert!((elastance_mmhg_per_ml - 2.5).abs() < 0.001);
//! ```

use super::wall_equation;
use crate::Scalar;
use crate::elementwise::elementwise;

/// K: suction at the volume V_c, mmHg.
pub const COLLAPSE_MMHG: f64 = 1.0;
/// V_c B: the volume of collapse as a share of the volume over which the passive wall stiffens.
pub const COLLAPSE_SHARE: f64 = 0.05;

/// Parameters of one chamber.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chamber {
    /// E_es, mmHg/mL; positive. The larger, the stronger the beat.
    pub end_systolic_elastance_mmhg_per_ml: f64,
    /// V_d, mL.
    pub end_systolic_intercept_ml: f64,
    /// A, mmHg; positive. The larger, the stiffer the relaxed wall.
    pub passive_pressure_mmhg: f64,
    /// B, 1/mL; positive. The larger, the sooner the relaxed wall stiffens.
    pub passive_exponent_per_ml: f64,
    /// V_0, mL.
    pub passive_intercept_ml: f64,
}

/// Transmural pressure (mmHg) and slope dp/dV (mmHg/mL) of a chamber.
#[inline(always)]
pub fn pressure_and_slope<S: Scalar>(
    volume: S,
    activation: S,
    elastance: S,
    intercept: S,
    passive_pressure: S,
    passive_exponent: S,
    passive_intercept: S,
) -> (S, S) {
    let rest = S::one() - activation;
    let stretch = passive_pressure * (passive_exponent * (volume - passive_intercept)).exp();
    let active = activation * elastance;
    let narrow = (passive_exponent * volume).recip() * COLLAPSE_SHARE;
    let suction = narrow * narrow * COLLAPSE_MMHG;
    (
        active * (volume - intercept) + rest * (stretch - passive_pressure) - suction,
        active
            + rest * passive_exponent * stretch
            + suction * narrow * passive_exponent * (2.0 / COLLAPSE_SHARE),
    )
}

elementwise! {
    /// Every chamber about its trial volume: pressure p* + p_ext and the equation of the node
    /// ([`super::wall_equation`]).
    pub(crate) fn linearise(
        trial, volume, increment, outside, activation, elastance, intercept, passive_pressure,
        passive_exponent, passive_intercept;
        pressure, capacity, right;
        beta: f64, memory: f64
    ) {
        let (inside, slope) = pressure_and_slope(
            trial,
            activation,
            elastance,
            intercept,
            passive_pressure,
            passive_exponent,
            passive_intercept,
        );
        *pressure = inside + outside;
        let flow = trial - volume - increment * memory;
        (*capacity, *right) = wall_equation(slope, *pressure, flow, beta);
    }
}

/// All chambers of a network, one array per symbol.
#[derive(Debug, Clone, Default)]
pub struct Chambers<S> {
    /// e(t), the activation at the end of the step (input).
    pub activation: Vec<S>,
    /// E_es, mmHg/mL.
    pub elastance: Vec<S>,
    /// V_d, mL.
    pub intercept: Vec<S>,
    /// A, mmHg.
    pub passive_pressure: Vec<S>,
    /// B, 1/mL.
    pub passive_exponent: Vec<S>,
    /// V_0, mL.
    pub passive_intercept: Vec<S>,
}

impl<S: Scalar> Chambers<S> {
    /// Pressure of the chamber `k` at the volume `found` beyond the tangent at `trial`, mmHg.
    #[inline(always)]
    pub(crate) fn pressure_beyond_tangent(&self, k: usize, trial: S, found: S) -> S {
        let law = |volume| {
            pressure_and_slope(
                volume,
                self.activation[k],
                self.elastance[k],
                self.intercept[k],
                self.passive_pressure[k],
                self.passive_exponent[k],
                self.passive_intercept[k],
            )
        };
        let (pressure, slope) = law(trial);
        law(found).0 - pressure - slope * (found - trial)
    }

    pub(crate) fn push(&mut self, c: &Chamber) {
        let s = S::from_f64;
        self.activation.push(S::zero());
        self.elastance.push(s(c.end_systolic_elastance_mmhg_per_ml));
        self.intercept.push(s(c.end_systolic_intercept_ml));
        self.passive_pressure.push(s(c.passive_pressure_mmhg));
        self.passive_exponent.push(s(c.passive_exponent_per_ml));
        self.passive_intercept.push(s(c.passive_intercept_ml));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dual;

    fn at(volume: f64, activation: f64) -> (Dual<f64>, Dual<f64>) {
        let c = Dual::<f64>::from_f64;
        pressure_and_slope(
            Dual::variable(volume),
            c(activation),
            c(2.5),
            c(10.0),
            c(1.5),
            c(0.02),
            c(20.0),
        )
    }

    #[test]
    fn slope_is_the_derivative_of_pressure() {
        for volume in [0.01, 1.0, 10.0, 60.0, 150.0] {
            for activation in [0.0, 0.4, 1.0] {
                let (pressure, slope) = at(volume, activation);
                let apart = (pressure.derivative - slope.value).abs();
                assert!(apart < 1e-12 * slope.value, "V = {volume}: {apart:e}");
                assert!(slope.value > 0.0);
            }
        }
    }

    #[test]
    fn pressure_follows_the_elastance_when_active_and_the_exponential_at_rest() {
        let volume = 120.0;
        let suction = (0.05_f64 / (0.02 * volume)).powi(2);
        let active = 2.5 * (volume - 10.0);
        let passive = 1.5 * ((0.02_f64 * (volume - 20.0)).exp() - 1.0);
        for activation in [0.0, 0.25, 1.0] {
            let expected = activation * active + (1.0 - activation) * passive - suction;
            let apart = at(volume, activation).0.value - expected;
            assert!(apart.abs() < 1e-12 * active, "e = {activation}: {apart:e}");
        }
    }

    #[test]
    fn pressure_beyond_the_tangent_is_the_bend_of_the_relaxed_wall() {
        let mut chambers = Chambers::<f64>::default();
        chambers.push(&Chamber {
            end_systolic_elastance_mmhg_per_ml: 2.5,
            end_systolic_intercept_ml: 10.0,
            passive_pressure_mmhg: 1.5,
            passive_exponent_per_ml: 0.02,
            passive_intercept_ml: 20.0,
        });
        // At 120 mL the stretch is 1.5 e^2 mmHg; B ΔV = 0.2.
        let bend = 1.5 * 2.0_f64.exp() * (0.2_f64.exp() - 1.2);
        for activation in [0.0, 0.5, 1.0] {
            chambers.activation[0] = activation;
            let found = chambers.pressure_beyond_tangent(0, 120.0, 130.0);
            let apart = (found - (1.0 - activation) * bend).abs();
            assert!(apart < 1e-4, "e = {activation}: {found}");
        }
    }

    #[test]
    fn an_empty_chamber_resists_suction_and_a_beating_one_does_not_feel_it() {
        assert!(at(0.1, 0.0).0.value < -600.0);
        let without = 1.5 * ((0.02_f64 * 5.0).exp() - 1.0);
        assert!((at(25.0, 0.0).0.value - without).abs() < 0.0101);
    }
}

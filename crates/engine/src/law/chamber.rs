//! A heart chamber: time-varying elastance with a nonlinear end-diastolic relation.
//!
//! ```text
//! p(V, t) = e(t) E_es (V - V_d) + (1 - e(t)) A (exp(B (V - V_0)) - 1)
//! ```
//!
//! e(t) in 0..1 is the activation (an input), E_es the end-systolic elastance with its volume
//! axis intercept V_d (Suga & Sagawa 1974), A and B the exponential end-diastolic relation
//! (form of Ursino 1998, eq. for the ventricles; Santamore & Burkhoff 1991). Frank-Starling is
//! not put in: it follows.

use super::wall_equation;
use crate::Scalar;
use crate::elementwise::elementwise;

/// Parameters of one chamber.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chamber {
    /// E_es, mmHg/mL.
    pub end_systolic_elastance_mmhg_per_ml: f64,
    /// V_d, mL.
    pub end_systolic_intercept_ml: f64,
    /// A, mmHg.
    pub passive_pressure_mmhg: f64,
    /// B, 1/mL.
    pub passive_exponent_per_ml: f64,
    /// V_0 of the passive relation, mL.
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
    (
        active * (volume - intercept) + rest * (stretch - passive_pressure),
        active + rest * passive_exponent * stretch,
    )
}

elementwise! {
    /// Every chamber about its trial volume: pressure p* + p_ext and the equation of the node
    /// ([`super::wall_equation`]).
    pub(crate) fn linearise(
        trial, volume, history, outside, activation, elastance, intercept, passive_pressure,
        passive_exponent, passive_intercept;
        pressure, capacity, right;
        beta: f64
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
        (*capacity, *right) = wall_equation(slope, *pressure, trial - volume - history, beta);
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

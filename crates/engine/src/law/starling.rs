//! A Starling resistor: a waterfall. Flow follows the upstream pressure against the larger of
//! downstream pressure and an outside (critical) pressure, whichever end is upstream.
//!
//! ```text
//! Q = (max(p_a + head, p_crit) - max(p_b, p_crit)) / R
//! ```
//!
//! The usual form (p_a - max(p_b, p_crit)) / R, cut at zero, is this for forward flow; flow
//! backwards meets the same outside pressure at the other end, so that Q is continuous.
//! While p_crit rules, the flow no longer depends on p_b: the network's matrix loses its symmetry
//! and the compiled network uses the unsymmetric kernel. West, Dollery & Naimark 1964 (lung
//! zones); Permutt & Riley 1963.

use crate::Scalar;

/// Parameters of one Starling resistor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StarlingResistor {
    /// R, mmHg·s/mL.
    pub resistance_mmhg_s_per_ml: f64,
    /// p_crit, mmHg (an input).
    pub critical_pressure_mmhg: f64,
}

/// `Q = G_a p_a - G_b p_b + Q_0` at trial pressures: (G_a, G_b, Q_0).
#[inline(always)]
pub fn linearised<S: Scalar>(
    conductance: S,
    critical: S,
    head: S,
    pressure_from: S,
    pressure_to: S,
) -> (S, S, S) {
    let zero = S::zero();
    let rules_from = (pressure_from + head).lt(critical);
    let rules_to = pressure_to.lt(critical);
    let g_from = S::select(rules_from, zero, conductance);
    let g_to = S::select(rules_to, zero, conductance);
    let upstream = S::select(rules_from, critical, head);
    let downstream = S::select(rules_to, critical, zero);
    let offset = conductance * (upstream - downstream);
    (g_from, g_to, offset)
}

/// All Starling resistors of a network, one array per symbol.
#[derive(Debug, Clone, Default)]
pub struct Starlings<S> {
    /// 1/R, mL/(s·mmHg).
    pub conductance: Vec<S>,
    /// p_crit, mmHg.
    pub critical: Vec<S>,
}

impl<S: Scalar> Starlings<S> {
    pub(crate) fn push(&mut self, r: &StarlingResistor) {
        self.conductance
            .push(S::from_f64(1.0 / r.resistance_mmhg_s_per_ml));
        self.critical.push(S::from_f64(r.critical_pressure_mmhg));
    }
}

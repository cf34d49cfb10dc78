//! A Starling resistor: flow like a waterfall, whose height the level below does not change.
//!
//! ```text
//!              p_crit
//!           ___________
//!  p_a o---/  (soft)   \---o p_b
//!           Q ->
//!
//!  Q = (max(p_a + head, p_crit) - max(p_b, p_crit)) / R
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | Q | flow | mL/s |
//! | p_a, p_b | pressures at its ends | mmHg |
//! | head | hydrostatic pressure of the column between them (input) | mmHg |
//! | p_crit | pressure outside the soft segment (input) | mmHg |
//! | R | resistance | mmHg·s/mL |
//!
//! The usual form, (p_a - max(p_b, p_crit)) / R cut at zero, agrees with this for forward flow.
//! Here backward flow meets the same outside pressure at the other end, so that Q is continuous.
//! While p_crit exceeds p_b, the flow does not depend on p_b: the matrix of the network is not
//! symmetric, and the compiled network uses the unsymmetric kernel. Sources: West, Dollery &
//! Naimark 1964 (zones of the lung); Permutt & Riley 1963.
//!
//! ```
//! use secondheart_engine::law::StarlingResistor;
//! use secondheart_engine::{EdgeLaw, Network, Wall};
//!
//! let zone_two = StarlingResistor {
//!     resistance_mmhg_s_per_ml: 0.1,
//!     critical_pressure_mmhg: 7.0,
//! };
//! let mut net = Network::new();
//! let artery = net.add_node("artery", Wall::Prescribed { pressure_mmhg: 15.0 }, 0.0);
//! let vein = net.add_node("vein", Wall::Prescribed { pressure_mmhg: 4.0 }, 0.0);
//! net.add_edge("lung", artery, vein, EdgeLaw::Starling(zone_two));
//! ```

use crate::Scalar;

/// Parameters of one Starling resistor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StarlingResistor {
    /// R, mmHg·s/mL; positive.
    pub resistance_mmhg_s_per_ml: f64,
    /// p_crit at the start, mmHg.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_larger_of_pressure_and_outside_pressure_drives_at_each_end() {
        let (conductance, critical, head) = (2.0, 6.0, 1.0);
        for (from, to) in [(12.0, 9.0), (12.0, 3.0), (4.0, 9.0), (4.0, 3.0)] {
            let (g_from, g_to, offset) = linearised(conductance, critical, head, from, to);
            let flow = g_from * from - g_to * to + offset;
            let expected = conductance * (f64::max(from + head, critical) - f64::max(to, critical));
            assert!((flow - expected).abs() < 1e-12, "{from} to {to}: {flow}");
        }
    }
}

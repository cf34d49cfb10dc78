//! A follower: a resistance with a capacity at its inlet that stores nothing.
//!
//! ```text
//!               R
//!  p_a o---+---/\/\/\---+---o p_b
//!          |            |
//!          +-----||-----+     Q -> (the same at both ends)
//!                C
//!
//!  Q = C dp_a/dt + (p_a - p_b + head) / R
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | Q | flow into the inlet and out of the outlet | mL/s |
//! | p_a, p_b | pressures at inlet and outlet | mmHg |
//! | head | hydrostatic pressure of the column between them (input) | mmHg |
//! | R | resistance | mmHg·s/mL |
//! | C | capacity of the inlet | mL/mmHg |
//!
//! The pressure at the inlet rises as at a compliance, but the flow that charges the compliance
//! leaves at the outlet at the same moment: volume is neither stored nor created. Other programs
//! describe the bed between two chambers in this way (`BloodVesselRC` of svZeroDSolver, the lung
//! of its closed loop). The law reproduces their models; the body does not use it.
//!
//! ```
//! use secondheart_engine::law::Follower;
//! use secondheart_engine::{EdgeLaw, Network, Wall};
//!
//! let lung = Follower {
//!     resistance_mmhg_s_per_ml: 0.08,
//!     capacity_ml_per_mmhg: 4.0,
//! };
//! let mut net = Network::new();
//! let right = net.add_node("right", Wall::Prescribed { pressure_mmhg: 18.0 }, 0.0);
//! let left = net.add_node("left", Wall::Prescribed { pressure_mmhg: 8.0 }, 0.0);
//! net.add_edge("lung", right, left, EdgeLaw::Follower(lung));
//! ```

use crate::Scalar;

/// Parameters of one follower.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Follower {
    /// R, mmHg·s/mL; positive.
    pub resistance_mmhg_s_per_ml: f64,
    /// C, mL/mmHg; zero or positive.
    pub capacity_ml_per_mmhg: f64,
}

/// `Q = G_a p_a - G_b p_b + Q_0` over a step with leading coefficient β: (G_a, G_b, Q_0), with
/// `history` the pressure history p_h of the formula at the inlet.
#[inline(always)]
pub fn linearised<S: Scalar>(
    conductance: S,
    capacity: S,
    head: S,
    beta: f64,
    history: S,
) -> (S, S, S) {
    let charge = capacity * beta;
    (
        conductance + charge,
        conductance,
        conductance * head - charge * history,
    )
}

/// All followers of a network, one array per symbol.
#[derive(Debug, Clone, Default)]
pub struct Followers<S> {
    /// 1/R, mL/(s·mmHg).
    pub conductance: Vec<S>,
    /// C, mL/mmHg.
    pub capacity: Vec<S>,
}

impl<S: Scalar> Followers<S> {
    pub(crate) fn push(&mut self, f: &Follower) {
        self.conductance
            .push(S::from_f64(1.0 / f.resistance_mmhg_s_per_ml));
        self.capacity.push(S::from_f64(f.capacity_ml_per_mmhg));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_capacity_adds_its_charging_current_to_the_flow() {
        let (conductance, capacity, head, beta, history) = (0.5, 4.0, 2.0, 100.0, 9.0);
        let (from, to, offset) = linearised(conductance, capacity, head, beta, history);
        let (inlet, outlet) = (10.0, 3.0);
        let flow = from * inlet - to * outlet + offset;
        let charging = capacity * beta * (inlet - history);
        let expected = conductance * (inlet - outlet + head) + charging;
        assert!((flow - expected).abs() < 1e-12, "{flow} against {expected}");
    }
}

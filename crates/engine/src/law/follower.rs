//! A follower: a resistance whose inlet has a capacity that is charged but never stores.
//!
//! ```text
//! Q = C dp_a/dt + (p_a - p_b) / R,   the same at both ends
//! ```
//!
//! The pressure behind it follows as behind a compliance, but what charges the compliance comes
//! out at the other end at the same moment: volume is neither held here nor made. Other
//! programs write the bed between two chambers so (`BloodVesselRC` of svZeroDSolver; the lung of
//! its closed loop); it is here to reproduce them, not for the body.

use crate::Scalar;

/// Parameters of one follower.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Follower {
    /// R, mmHg·s/mL; must be positive.
    pub resistance_mmhg_s_per_ml: f64,
    /// C, mL/mmHg.
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

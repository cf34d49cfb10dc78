//! The outflow that a failing centre keeps.
//!
//! A centre with the drive d passes on y = d a + (1 - d) h, where a is the answer of the intact
//! centre. When the drive falls from d_0 to d_1, the held outflow h becomes
//!
//! ```text
//! h_1 = (y - d_1 a)/(1 - d_1),   a = (y - (1 - d_0) h_0)/d_0
//! ```
//!
//! with y the mean outflow of the last ten seconds, so that it does not depend on the beat or the
//! breath at the time of failing. The outflow then stays constant (d_1 = 0) or responds less. When
//! the drive rises, h stays. A centre that has failed from the start holds the outflow of lying
//! rest, h = 0: sympathetic commands count from it, and the intrinsic heart period is found without
//! vagal tone.

use super::effectors::Outflow;
use secondheart_engine::{Mask, Scalar};

/// The drives of the sympathetic and the vagal centre.
#[derive(Debug, Clone, Copy)]
pub(super) struct Drives<S> {
    pub(super) sympathetic: S,
    pub(super) vagal: S,
}

impl<S: Scalar> Outflow<S> {
    /// Holds the `outflow` of the last seconds as far as the drives fall from `old` to `new`; `self` is
    /// h of every outflow.
    pub(super) fn hold(&mut self, outflow: &Self, old: Drives<S>, new: Drives<S>) {
        let sympathetic = |held: &mut S, present: S| {
            *held = after(*held, present, old.sympathetic, new.sympathetic);
        };
        sympathetic(&mut self.heart, outflow.heart);
        sympathetic(&mut self.arterioles, outflow.arterioles);
        sympathetic(&mut self.arm, outflow.arm);
        sympathetic(&mut self.veins, outflow.veins);
        sympathetic(&mut self.pressor, outflow.pressor);
        sympathetic(&mut self.inotropic, outflow.inotropic);
        sympathetic(&mut self.renal, outflow.renal);
        self.vagus = after(self.vagus, outflow.vagus, old.vagal, new.vagal);
    }
}

/// h_1 where the drive falls, h_0 elsewhere.
fn after<S: Scalar>(held: S, present: S, old: S, new: S) -> S {
    let falls = new.lt(old);
    if !falls.any() {
        return held;
    }
    let answer = (present - held * (S::one() - old)) / old;
    let left = (present - answer * new) / (S::one() - new);
    S::select(falls, left, held)
}

#[cfg(test)]
mod tests {
    use super::super::centres::blend;
    use super::*;

    #[test]
    fn the_outflow_is_continuous_when_the_drive_falls() {
        for (held, answer, old, new) in [(0.0, 0.7, 1.0, 0.0), (0.2, 0.7, 0.8, 0.3)] {
            let present = blend(old, answer, held);
            let left = after(held, present, old, new);
            let found: f64 = blend(new, answer, left);
            assert!((found - present).abs() < 1e-12, "{found} {present}");
        }
    }

    #[test]
    fn what_is_held_stays_when_the_drive_stays_or_rises() {
        for (old, new) in [(0.0, 0.0), (0.0, 1.0), (0.5, 0.5), (0.2, 0.9)] {
            assert_eq!(after(0.3, 0.9, old, new), 0.3);
        }
    }
}

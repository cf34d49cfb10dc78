//! The failure of the efferent nerves, at the start or at any time.
//!
//! ```text
//! τ dd/dt = D - d
//! ```
//!
//! D is the drive that is set (1 intact, 0 failed) and d the drive that acts: a share d of the nerves
//! passes on the answer of its centre. In place of the rest stand constants:
//!
//! - for arterioles and veins the command σ_f, which is less than at lying rest (0);
//! - for the heart the strength and the vagal tone of lying rest, and with them its rate.
//!
//! The state after a failure therefore does not depend on the time, the posture and the work in which it
//! began. From the start d = D. Sources of τ and σ_f: `data/reflex.toml`.

use crate::dynamics::FirstOrder;
use crate::parameter::parameter_table;
use secondheart_engine::{Scalar, persist_fields};

parameter_table! {
    /// Failure of the nerves, `reflex.failure`.
    pub(crate) struct Failure {
        /// τ.
        tau_s,
        /// σ_f.
        vessel_command,
    }
}

/// d of the sympathetic and of the vagal nerves.
#[derive(Debug, Clone)]
pub(super) struct Drives<S> {
    sympathetic: FirstOrder<S>,
    vagal: FirstOrder<S>,
}

persist_fields!(Drives { sympathetic, vagal });

impl<S: Scalar> Drives<S> {
    /// At the drives that are set.
    pub(super) fn settled(sympathetic: S, vagal: S) -> Self {
        Self {
            sympathetic: FirstOrder::settled(sympathetic),
            vagal: FirstOrder::settled(vagal),
        }
    }

    /// Sympathetic and vagal d after a step, from the drives that are set.
    #[inline(always)]
    pub(super) fn advance(
        &mut self,
        failure: &Failure<S>,
        sympathetic: S,
        vagal: S,
        step_s: f64,
    ) -> (S, S) {
        (
            self.sympathetic.advance(step_s, failure.tau_s, sympathetic),
            self.vagal.advance(step_s, failure.tau_s, vagal),
        )
    }
}

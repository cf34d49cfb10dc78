//! Folded legs: the thighs lie on the calves and press on the vessels of both.
//!
//! ```text
//! f       = s((κ - κ_0)/(κ_1 - κ_0)) w                             0 to 1 in a posture
//! p_calf  = p_knee = f p_fold,   p_thigh = a f p_fold              added to the sleeves (`outside/sleeve.rs`)
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | κ | flexion of the knee | ° |
//! | κ_0, κ_1 | flexion at which thigh and calf touch, at which they carry their full load | ° |
//! | w | weight on the feet as a share of the body's | 1 |
//! | p_fold | mean pressure between thigh and calf in a full squat | mmHg |
//! | a | share of the thigh's length that lies on the calf | 1 |
//! | s | smooth step | |

use crate::change::Posture;
use crate::dynamics::smooth_step;
use crate::parameter::parameter_table;

parameter_table! {
    /// Where the thighs meet the calves, `fold`.
    pub(super) struct FoldParameters {
        /// κ_0.
        begins_at_knee_deg,
        /// κ_1.
        complete_at_knee_deg,
    }
}

/// The same for all people who share a clock.
pub(super) type Fold = FoldParameters<f64>;

impl Fold {
    /// f of a posture at w = 1.
    pub(super) fn of(&self, posture: &Posture) -> f64 {
        let range = self.complete_at_knee_deg - self.begins_at_knee_deg;
        smooth_step((posture.knee_deg - self.begins_at_knee_deg) / range)
    }
}

//! Folded legs: the thighs lie on the calves and press on the vessels of both.
//!
//! ```text
//! f       = s((κ - κ_0)/(κ_1 - κ_0)) w                             of each leg, 0 to 1 in a squat
//! p_calf  = p_knee = f p_fold,   p_thigh = a f p_fold              added to the sleeves (`outside/sleeve.rs`)
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | κ | flexion of the leg's knee | ° |
//! | κ_0, κ_1 | flexion at which thigh and calf touch, at which they carry their full load | ° |
//! | w | weight on the leg's foot as a share of half of the body's | 1 |
//! | p_fold | mean pressure between thigh and calf in a full squat | mmHg |
//! | a | share of the thigh's length that lies on the calf | 1 |
//! | s | smooth step | |

use crate::change::Joints;
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
    /// f of a leg at w = 1.
    pub(super) fn of(&self, leg: &Joints) -> f64 {
        let range = self.complete_at_knee_deg - self.begins_at_knee_deg;
        smooth_step((leg.knee_deg - self.begins_at_knee_deg) / range)
    }
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;
    use crate::change::Posture;
    use crate::testing::{assert_close, man};

    #[test]
    fn only_a_deeply_bent_knee_folds_the_leg() {
        let fold = Fold {
            begins_at_knee_deg: 130.0,
            complete_at_knee_deg: 150.0,
        };
        let bent = |knee_deg| {
            fold.of(&Joints {
                knee_deg,
                ..Joints::STRAIGHT
            })
        };
        assert_eq!((bent(90.0), bent(130.0)), (0.0, 0.0));
        assert_close(bent(140.0), 0.5);
        assert_eq!((bent(150.0), bent(160.0)), (1.0, 1.0));
    }

    #[test]
    fn folded_legs_bear_the_weight_on_the_feet() {
        let man = man();
        let places = man.circulation.sim.topology().volume_count();
        let constants = &man.circulation.constants.gravity;
        let fold = |posture| State::settled(constants, posture, places).fold;
        assert_eq!(fold(Posture::SQUATTING), [1.0; 2]);
        assert_eq!(fold(Posture::SITTING), [0.0; 2]);
        let half = Posture {
            weight_bearing: 0.5,
            ..Posture::SQUATTING
        };
        assert_eq!(fold(half), [0.5; 2]);
        // A leg alone is folded by its own knee and the weight on its own foot.
        let mut lunge = Posture::SQUATTING;
        lunge.legs[0].knee_deg = 90.0;
        lunge.on_left_foot = 0.25;
        assert_eq!(fold(lunge), [0.0, 1.5]);
    }
}

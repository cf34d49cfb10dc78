//! The forearm that squeezes a grip: contraction presses on its vessels.
//!
//! ```text
//! Q = Q_0 o o_c max(1 - F/F_0, 0)
//! L = max(D F - c Q, 0)
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | F, F_0 | force as a share of the largest; force that arrests the flow | 1 |
//! | Q, Q_0 | flow of the flexors of the fingers; without force, with open vessels | mL/min/kg |
//! | o | open share of the arteries of the arm, 0 under a tight cuff | 1 |
//! | o_c | opening of the arteries beneath a cuff around the arms (`outside/arm_cuff.rs`), 1 without it | 1 |
//! | D | oxygen that the largest force needs | mL/min/kg |
//! | L, c | oxygen that is lacking; oxygen that blood can give | mL/min/kg, 1 |
//!
//! The flexors weigh about half a kilogram. Their flow, a hundredth of the output of the heart, is not
//! taken from the bed of the arms, and their oxygen is not taken from the blood.

use super::metaboreflex::Supply;
use crate::parameter::parameter_table;
use secondheart_engine::Scalar;

parameter_table! {
    /// Squeezing forearm, `muscle.forearm`.
    pub(crate) struct Forearm {
        /// D.
        demand_at_largest_force_ml_per_min_per_kg,
        /// Q_0.
        open_flow_ml_per_min_per_kg,
        /// F_0.
        arrest_force_fraction,
        /// o.
        open_fraction,
        /// Central command for each unit of force.
        command_per_force,
    }
}

impl<S: Scalar> Forearm<S> {
    /// Supply at a force F; `oxygen` is c, `cuffed` o_c.
    #[inline(always)]
    pub(super) fn supply(&self, force: S, oxygen: S, cuffed: S) -> Supply<S> {
        let open = (S::one() - force * self.arrest_force_fraction.recip()).max(S::zero());
        let flow = self.open_flow_ml_per_min_per_kg * self.open_fraction * cuffed * open;
        let demand = self.demand_at_largest_force_ml_per_min_per_kg * force;
        Supply {
            lack_ml_per_min_per_kg: (demand - flow * oxygen).max(S::zero()),
            flow_ml_per_min_per_kg: flow,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameter::Parameters;

    fn forearm() -> Forearm<f64> {
        Forearm::read(&Parameters::shipped().unwrap(), "muscle.forearm").unwrap()
    }

    /// Oxygen that blood with 20 mL/dL can give.
    const OXYGEN: f64 = 0.17;

    #[test]
    fn a_weak_grip_lacks_nothing_and_a_strong_one_arrests_its_flow() {
        let p = forearm();
        let at = |force: f64| p.supply(force, OXYGEN, 1.0);
        assert_eq!(at(0.1).lack_ml_per_min_per_kg, 0.0);
        assert!(at(0.3).lack_ml_per_min_per_kg > 2.0 * at(0.2).lack_ml_per_min_per_kg);
        assert!(at(0.3).flow_ml_per_min_per_kg < at(0.1).flow_ml_per_min_per_kg);
        let strong = at(0.9);
        assert_eq!(strong.flow_ml_per_min_per_kg, 0.0);
        let demand = 0.9 * p.demand_at_largest_force_ml_per_min_per_kg;
        assert!((strong.lack_ml_per_min_per_kg - demand).abs() < 1e-9);
    }

    #[test]
    fn a_cuff_cuts_off_a_resting_forearm_without_a_lack_and_a_squeezing_one_with_it() {
        let p = Forearm {
            open_fraction: 0.0,
            ..forearm()
        };
        let rest = p.supply(0.0, OXYGEN, 1.0);
        assert_eq!(
            (rest.lack_ml_per_min_per_kg, rest.flow_ml_per_min_per_kg),
            (0.0, 0.0)
        );
        let demand = 0.1 * p.demand_at_largest_force_ml_per_min_per_kg;
        // A cuff around the arm does the same.
        let cuffed = forearm().supply(0.1, OXYGEN, 0.0).lack_ml_per_min_per_kg;
        assert_eq!(cuffed, p.supply(0.1, OXYGEN, 1.0).lack_ml_per_min_per_kg);
        let grip = p.supply(0.1, OXYGEN, 1.0).lack_ml_per_min_per_kg;
        assert!((grip - demand).abs() < 1e-9 && grip > 0.0, "{grip}");
    }
}

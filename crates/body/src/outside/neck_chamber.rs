//! A chamber around the neck, which loads or unloads the carotid sinus receptors alone.
//!
//! ```text
//! p_sinus = p_artery - t p_chamber,   t = t_pressure if p_chamber > 0, t_suction below
//! ```
//!
//! Method: Ernsting & Parry 1957. Transmission t to the sinus: Ludbrook et al. 1976
//! (`data/outside.toml`), who found no fall of cerebral flow at 45 mmHg; flow to the head is therefore
//! unchanged.

use crate::parameter::parameter_table;
use secondheart_engine::Scalar;

parameter_table! {
    /// The chamber, `neck`.
    pub(super) struct NeckChamber {
        /// p_chamber; negative is suction.
        chamber_mmhg,
        /// t_pressure.
        pressure_reaching_fraction,
        /// t_suction.
        suction_reaching_fraction,
    }
}

impl<S: Scalar> NeckChamber<S> {
    /// t p_chamber, mmHg.
    pub(super) fn around_sinus(&self) -> S {
        let presses = S::zero().lt(self.chamber_mmhg);
        let reaching = S::select(
            presses,
            self.pressure_reaching_fraction,
            self.suction_reaching_fraction,
        );
        reaching * self.chamber_mmhg
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pressure_and_suction_reach_the_sinus_by_their_own_shares() {
        let around = |chamber_mmhg: f64| {
            let chamber = NeckChamber {
                chamber_mmhg,
                pressure_reaching_fraction: 0.8,
                suction_reaching_fraction: 0.6,
            };
            chamber.around_sinus()
        };
        assert_eq!(around(40.0), 32.0);
        assert_eq!(around(-40.0), -24.0);
        assert_eq!(around(0.0), 0.0);
    }
}

//! What exertion asks of heart and vessels: rising, central command, the intensity of exercise.

use crate::parameter::parameter_table;
use secondheart_engine::Scalar;

parameter_table! {
    /// Effort of standing up, `muscle.rising`.
    pub(crate) struct Rising {
        /// Activation of the thigh.
        thigh_level,
        /// Activation of the calf.
        calf_level,
        /// Central command.
        central_command,
        /// Demand of the leg muscles for flow.
        demand_ml_per_min_per_100g,
    }
}

parameter_table! {
    /// Central command, `muscle.central_command`.
    pub(crate) struct CentralCommand {
        /// k: the command c leaves exp(-k c) of the vagal tone.
        vagal_withdrawal,
        /// Lag of the command.
        rise_tau_s,
        /// Lag of the pressor drive.
        pressor_tau_s,
        /// Rise of the set point of the arterial baroreflex at full drive.
        set_point_rise_mmhg,
        /// Sympathetic drive at full drive; it goes with the cube of the pressor drive.
        sympathetic_spikes_per_s,
        /// Relative rise of the end-systolic elastances at full drive; with the cube, too.
        contractility_rise,
    }
}

parameter_table! {
    /// Oxygen uptake, `muscle.capacity`.
    pub(crate) struct Capacity {
        /// Largest.
        peak_oxygen_uptake_ml_per_min_per_kg,
        /// At rest.
        resting_oxygen_uptake_ml_per_min_per_kg,
    }
}

impl<S: Scalar> Capacity<S> {
    /// Intensity of exercise per unit of metabolic rate above rest (in resting rates).
    pub(crate) fn intensity_per_metabolic_rate(&self) -> S {
        let rest = self.resting_oxygen_uptake_ml_per_min_per_kg;
        rest * (self.peak_oxygen_uptake_ml_per_min_per_kg - rest).recip()
    }
}

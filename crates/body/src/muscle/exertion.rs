//! What exertion asks of heart and vessels: standing up, central command, the intensity of exercise.
//!
//! ```text
//! i = m · m_0/(m_peak - m_0)                  intensity of a metabolic rate m above rest, at most 1
//! τ_c dc/dt = max(i, c_rising · effort) - c   central command: leaves exp(-k c) of the vagal tone
//! τ_p dp/dt = i - p                           pressor drive: raises the set point of the baroreflex
//! d = p³                                      sympathetic and inotropic drive
//! ```
//!
//! m is in resting rates m_0; see docs/adr/0010-exercise.md.

use crate::dynamics::FirstOrder;
use crate::error::BodyError;
use crate::parameter::parameter_table;
use crate::wiring::Wiring;
use secondheart_engine::{Scalar, persist_fields};

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

/// What does not change from step to step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Constants<S> {
    pub(super) rising: Rising<S>,
    command: CentralCommand<S>,
    intensity_per_metabolic_rate: S,
}

impl<S: Scalar> Constants<S> {
    pub(super) fn new(wiring: &Wiring<'_, S>) -> Result<Self, BodyError> {
        Ok(Self {
            rising: Rising::read(wiring, "muscle.rising")?,
            command: CentralCommand::read(wiring, "muscle.central_command")?,
            intensity_per_metabolic_rate: Capacity::read(wiring, "muscle.capacity")?
                .intensity_per_metabolic_rate(),
        })
    }
}

/// What work and effort ask of the other organs at the end of a step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Exertion<S> {
    /// Effort of standing up, 0 to 1.
    pub(crate) effort: f64,
    /// m: metabolic rate above rest, in resting rates.
    pub(crate) metabolic_rate: S,
    /// p.
    pub(crate) pressor: S,
    /// d.
    pub(crate) drive: S,
    /// Rise of the set point of the arterial baroreflex, mmHg.
    pub(crate) set_point_rise_mmhg: S,
    /// Sympathetic drive, spikes/s.
    pub(crate) sympathetic_spikes_per_s: S,
    /// Share of the vagal tone that central command leaves.
    pub(crate) vagal_share: S,
}

/// State of central command and pressor drive.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct State<S> {
    central: FirstOrder<S>,
    pressor: FirstOrder<S>,
}

persist_fields!(State { central, pressor });

impl<S: Scalar> State<S> {
    /// Advances by a step with the metabolic rate and the effort at its end.
    #[inline(always)]
    pub(super) fn advance(
        &mut self,
        constants: &Constants<S>,
        metabolic_rate: S,
        effort: f64,
        step_s: f64,
    ) -> Exertion<S> {
        let c = &constants.command;
        let intensity = (metabolic_rate * constants.intensity_per_metabolic_rate).min(S::one());
        let command = intensity.max(constants.rising.central_command * effort);
        let central = self.central.advance(step_s, c.rise_tau_s, command);
        let pressor = self.pressor.advance(step_s, c.pressor_tau_s, intensity);
        let drive = pressor * pressor * pressor;
        Exertion {
            effort,
            metabolic_rate,
            pressor,
            drive,
            set_point_rise_mmhg: pressor * c.set_point_rise_mmhg,
            sympathetic_spikes_per_s: drive * c.sympathetic_spikes_per_s,
            vagal_share: (-(central * c.vagal_withdrawal)).exp(),
        }
    }
}

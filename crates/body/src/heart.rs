//! The heart: the sinus node paces the beat; activation and contractility set its strength.
//!
//! The baroreflex and exercise act on the period and on the end-systolic elastance of the
//! chambers (atria with the gain of the left ventricle):
//!
//! ```text
//! T    = max(T_0 + ΔT · T_rest/T_reference, T_min)
//! E_es = E_rest max(1 + r d + G σ, 0.2)
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | T, T_0, T_min | heart period, intrinsic period, shortest period | s |
//! | ΔT | change of the period by the reflex | s |
//! | T_rest, T_reference | resting period of the person, of the reference man | s |
//! | E_es, E_rest | end-systolic elastance of a chamber, the same at rest | mmHg/mL |
//! | σ, G | contractility command, gain of the ventricle relative to its resting elastance | 1 |
//! | d, r | drive of exercise that the centre passes on, rise of the elastance at full drive | 1 |
//!
//! Gains after Ursino 1998; see `data/reflex.toml` and `data/heart.toml`.

mod activation;
mod chambers;
mod sinus_node;
mod valve_plane;

pub(crate) use chambers::{CHAMBERS, VALVES, outflow_valve, valve};

use crate::baroreflex::Commands;
use crate::dynamics::FirstOrder;
use crate::error::BodyError;
use crate::parameter::Source;
use crate::wiring::Wiring;
use activation::Timing;
use secondheart_engine::{Scalar, Simulation, persist_fields};
use sinus_node::SinusNode;
use valve_plane::ValvePlane;

/// Least end-systolic elastance, relative to rest. It bounds the linear law for gains that a user
/// sets; with the shipped gains a silent centre (a command of -1.1) leaves 0.79.
const SMALLEST_ELASTANCE_SHARE: f64 = 0.2;

/// Chambers, timing and gains of the heart, fixed between changes of parameters.
#[derive(Debug, Clone)]
pub(crate) struct Constants<S> {
    atria: [usize; 2],
    ventricles: [usize; 2],
    timing: Timing<S>,
    /// Resting end-systolic elastance, right then left ventricle.
    elastance: [S; 2],
    /// Resting end-systolic elastance, right then left atrium.
    atrial_elastance: [S; 2],
    /// G, right then left ventricle, mmHg/mL per unit of command.
    contractility_gain: [S; 2],
    contractility_rise: S,
    plane: [ValvePlane<S>; 2],
    pub(crate) shortest_period_s: S,
    pub(crate) resting_period_s: S,
    /// Resting period relative to the reference man's, for whom the reflex's gains are given.
    period_scale: S,
    /// Change of the period by the vagal tone at rest, s.
    resting_vagal_period_s: S,
}

impl<S: Scalar> Constants<S> {
    /// `resting_vagal_period_s` is the change of the period by the vagal tone at rest.
    pub(crate) fn new(
        wiring: &Wiring<'_, S>,
        resting_vagal_period_s: S,
    ) -> Result<Self, BodyError> {
        let elastance = |name: &str| {
            wiring.each(|p| {
                let chamber = chambers::chamber(&p.parameters, name, p.scale.volume)?;
                Ok(chamber.end_systolic_elastance_mmhg_per_ml)
            })
        };
        let effector = |key: &str| wiring.value(&format!("reflex.effector.{key}"));
        let highest_rate = wiring.each(|p| Ok(p.scale.highest_heart_rate))?;
        let pair = |right: &str, left: &str| {
            Ok::<_, BodyError>([wiring.chamber(right)?, wiring.chamber(left)?])
        };
        Ok(Self {
            atria: pair("heart.right_atrium", "heart.left_atrium")?,
            ventricles: pair("heart.right_ventricle", "heart.left_ventricle")?,
            timing: Timing::read(wiring, "heart.timing")?,
            elastance: [
                elastance("heart.right_ventricle")?,
                elastance("heart.left_ventricle")?,
            ],
            atrial_elastance: [
                elastance("heart.right_atrium")?,
                elastance("heart.left_atrium")?,
            ],
            contractility_gain: [
                effector("contractility_right_gain_fraction")?,
                effector("contractility_gain_fraction")?,
            ],
            contractility_rise: wiring.value("muscle.central_command.contractility_rise")?,
            plane: [
                ValvePlane::new(wiring, "right")?,
                ValvePlane::new(wiring, "left")?,
            ],
            shortest_period_s: effector("shortest_period_s")? / highest_rate,
            resting_period_s: wiring.each(|p| Ok(60.0 / p.subject.resting_heart_rate_per_min))?,
            period_scale: wiring.each(|p| {
                let reference = "reflex.effector.reference_heart_rate_per_min";
                Ok(p.parameters.value(reference)? / p.subject.resting_heart_rate_per_min)
            })?,
            resting_vagal_period_s,
        })
    }
}

/// State of the heart other than its volumes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct State<S> {
    pub(crate) sinus: SinusNode<S>,
    /// T_0, s.
    pub(crate) intrinsic_period_s: S,
    /// V̄ of the right and the left ventricle, for the plane of the valves.
    mean_ventricle: [FirstOrder<S>; 2],
}

persist_fields!(State {
    sinus,
    intrinsic_period_s,
    mean_ventricle
});

impl<S: Scalar> State<S> {
    /// At rest, at the onset of a beat.
    pub(crate) fn settled(constants: &Constants<S>) -> Self {
        Self {
            sinus: SinusNode::resting(constants.resting_period_s),
            intrinsic_period_s: constants.resting_period_s - constants.resting_vagal_period_s,
            mean_ventricle: [constants.plane[0].settled(), constants.plane[1].settled()],
        }
    }

    /// Advances the sinus node by a step and sets activation and elastance of the chambers.
    #[inline(always)]
    pub(crate) fn advance(
        &mut self,
        constants: &Constants<S>,
        sim: &mut Simulation<S>,
        commands: &Commands<S>,
        step_s: f64,
    ) {
        let c = constants;
        let period =
            (self.intrinsic_period_s + commands.period_s * c.period_scale).max(c.shortest_period_s);
        self.sinus.advance(step_s, period);
        let wave = c
            .timing
            .activation(self.sinus.phase, period, commands.pressor);
        let inotropy = commands.inotropic * c.contractility_rise;
        for (plane, mean) in c.plane.iter().zip(&mut self.mean_ventricle) {
            plane.advance(mean, sim, step_s);
        }
        let chambers = &mut sim.parameters.chambers;
        let atrial = (inotropy + 1.0 + c.contractility_gain[1] * commands.contractility)
            .max(S::from_f64(SMALLEST_ELASTANCE_SHARE));
        for (i, elastance) in c.atria.into_iter().zip(c.atrial_elastance) {
            chambers.activation[i] = wave.atria;
            chambers.elastance[i] = elastance * atrial;
        }
        for i in c.ventricles {
            chambers.activation[i] = wave.ventricles;
        }
        for (side, &ventricle) in c.ventricles.iter().enumerate() {
            let rest = c.elastance[side];
            let rise = c.contractility_gain[side] * commands.contractility;
            chambers.elastance[ventricle] =
                rest * (inotropy + 1.0 + rise).max(S::from_f64(SMALLEST_ELASTANCE_SHARE));
        }
    }
}

#[cfg(test)]
mod tests;

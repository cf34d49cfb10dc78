//! The heart: the sinus node paces the beat; activation and contractility set its strength.
//!
//! The baroreflex and exercise act on the period and on the end-systolic elastance of the
//! chambers (atria with the gain of the left ventricle):
//!
//! ```text
//! f    = 1/(T_0 + ΔT)
//! 1/T  = min(f + Δf min(f/f_ref, 1), 1/T_min)
//! E_es = E_rest max(1 + r d + G σ, 0.2)
//! τ_k dk/dt = s - k
//! e    ← k e,  1/T ← s_k/T,  s_k the smooth step of (k - k_0)/w_k
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | T, T_min | heart period, shortest period | s |
//! | T_0, ΔT, f | intrinsic period of the reference man, its change by the reflex, his rate under this reflex | s, 1/s |
//! | Δf, f_ref | what the person's rate has more than his, resting rate of the reference man | 1/s |
//! | E_es, E_rest | end-systolic elastance of a chamber, the same at rest | mmHg/mL |
//! | σ, G | contractility command, gain of the ventricle relative to its resting elastance | 1 |
//! | s, k | share of the heart's need for oxygen that is met (`oxygen.rs`), vigour | 1 |
//! | k_0, w_k | vigour at which the sinus node stops, span above it over which it slows | 1 |
//! | e | activation of a chamber | 1 |
//! | v, V_r | filling: volume of the left ventricle at the onset of the beat over the volume V_r of a man who lies | 1, mL |
//! | d, r | drive of exercise that the centre passes on, rise of the elastance at full drive | 1 |
//!
//! The ventricles share a wall (`chambers.rs`). It contracts with them, with the strength of the right one.
//!
//! Δf is found with the steady start, at which the rate is the resting rate. A reflex that raises the
//! rate raises it by the same number of beats in everyone; a reflex that lowers it lowers it by the
//! same share. Gains after Ursino 1998; see `data/reflex.toml` and `data/heart.toml`.

mod activation;
mod chambers;
mod mouth;
mod sinus_node;
mod valve_plane;

pub(crate) use chambers::{CHAMBERS, VALVES, outflow_valve, valve};
pub(crate) use mouth::is_mouth;

use crate::baroreflex::Commands;
use crate::dynamics::{FirstOrder, smooth_step};
use crate::error::BodyError;
use crate::parameter::{Source, parameter_table};
use crate::wiring::Wiring;
use activation::Timing;
use mouth::Mouth;
use secondheart_engine::{Scalar, Simulation, persist_fields};
use sinus_node::SinusNode;
use valve_plane::ValvePlane;

/// Least end-systolic elastance, relative to rest. It bounds the linear law for gains that a user
/// sets; with the shipped gains a silent centre (a command of -1.1) leaves 0.79.
const SMALLEST_ELASTANCE_SHARE: f64 = 0.2;
/// Least T_0 + ΔT, s. It keeps a rate finite; half of the shortest period, so that it leaves the highest
/// rate to `shortest_period_s`.
const SHORTEST_REFERENCE_PERIOD_S: f64 = 0.15;

/// Least pace of the sinus node relative to its period without ischaemia: it keeps a division finite.
const SLOWEST_PACE: f64 = 1e-9;
/// Longest period, s: a heart that has stopped. It keeps the period finite.
const STOPPED_PERIOD_S: f64 = 1e5;

parameter_table! {
    /// A heart without oxygen, `heart.ischaemia`.
    struct Ischaemia {
        /// τ_k.
        vigour_tau_s,
        /// k_0.
        stops_at_vigour,
        /// w_k.
        vigour_span,
    }
}

/// Chambers, timing and gains of the heart, fixed between changes of parameters.
#[derive(Debug, Clone)]
pub(crate) struct Constants<S> {
    atria: [usize; 2],
    ventricles: [usize; 2],
    timing: Timing<S>,
    ischaemia: Ischaemia<S>,
    /// Resting end-systolic elastance, right then left ventricle.
    elastance: [S; 2],
    /// Resting end-systolic elastance, right then left atrium.
    atrial_elastance: [S; 2],
    /// G, right then left ventricle.
    contractility_gain: [S; 2],
    contractility_rise: S,
    /// Index of the common wall among the elastic enclosures.
    common_wall: usize,
    /// Resting end-systolic elastance of the common wall.
    common_elastance: S,
    plane: [ValvePlane<S>; 2],
    mouths: Vec<Mouth<S>>,
    pub(crate) shortest_period_s: S,
    pub(crate) resting_period_s: S,
    /// f_ref, 1/s.
    reference_rate: S,
    /// T_0, s.
    intrinsic_period_s: S,
    /// V_r, mL.
    reference_volume_ml: S,
}

impl<S: Scalar> Constants<S> {
    /// `intrinsic_period_s` is T_0.
    pub(crate) fn new(wiring: &Wiring<'_, S>, intrinsic_period_s: S) -> Result<Self, BodyError> {
        let elastance = |name: &str| {
            wiring.each(|p| {
                let chamber = chambers::chamber(&p.parameters, name, p.scale.heart)?;
                Ok(chamber.end_systolic_elastance_mmhg_per_ml)
            })
        };
        let effector = |key: &str| wiring.value(&format!("reflex.effector.{key}"));
        let highest_rate = wiring.each(|p| Ok(p.scale.highest_heart_rate))?;
        let reference_rate = effector("reference_heart_rate_per_min")? * (1.0 / 60.0);
        let pair = |right: &str, left: &str| {
            Ok::<_, BodyError>([wiring.chamber(right)?, wiring.chamber(left)?])
        };
        Ok(Self {
            atria: pair("heart.right_atrium", "heart.left_atrium")?,
            ventricles: pair("heart.right_ventricle", "heart.left_ventricle")?,
            timing: Timing::read(wiring, "heart.timing")?,
            ischaemia: Ischaemia::read(wiring, "heart.ischaemia")?,
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
            common_wall: wiring.sac(chambers::COMMON_WALL)?,
            common_elastance: wiring.each(|p| {
                let wall = chambers::common_wall(&p.parameters, p.scale.heart)?;
                Ok(wall.end_systolic_elastance_mmhg_per_ml)
            })?,
            plane: [
                ValvePlane::new(wiring, "right")?,
                ValvePlane::new(wiring, "left")?,
            ],
            mouths: mouth::all(wiring)?,
            shortest_period_s: effector("shortest_period_s")? / highest_rate,
            resting_period_s: wiring.each(|p| Ok(60.0 / p.scale.resting_rate_per_min))?,
            reference_rate,
            intrinsic_period_s,
            reference_volume_ml: wiring.each(|p| {
                let volume_ml = p.parameters.value("heart.timing.reference_volume_ml")?;
                Ok(volume_ml * p.scale.heart)
            })?,
        })
    }

    /// Onset of the atrial contraction before that of the ventricles, s, in a beat of a period.
    pub(crate) fn atrial_lead_s(&self, period_s: S) -> S {
        self.timing.atrioventricular_delay_s_per_sqrt_s * period_s.sqrt()
    }

    /// T, s, of a person whose rate is higher by Δf than the reference man's.
    #[inline(always)]
    fn period(&self, change_s: S, rate_above: S) -> S {
        let rate = (self.intrinsic_period_s + change_s)
            .max(S::from_f64(SHORTEST_REFERENCE_PERIOD_S))
            .recip();
        let share = (rate * self.reference_rate.recip()).min(S::one());
        (rate + rate_above * share)
            .max(S::from_f64(1.0 / STOPPED_PERIOD_S))
            .recip()
            .max(self.shortest_period_s)
    }
}

/// State of the heart other than its volumes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct State<S> {
    pub(crate) sinus: SinusNode<S>,
    /// Δf, 1/s.
    pub(crate) rate_above_reference: S,
    /// k.
    vigour: FirstOrder<S>,
    /// V̄ of the right and the left ventricle, for the plane of the valves.
    mean_ventricle: [FirstOrder<S>; 2],
    /// v.
    filling: S,
}

persist_fields!(State {
    sinus,
    rate_above_reference,
    vigour,
    mean_ventricle,
    filling
});

impl<S: Scalar> State<S> {
    /// At rest, at the onset of a beat.
    pub(crate) fn settled(constants: &Constants<S>) -> Self {
        Self {
            sinus: SinusNode::resting(constants.resting_period_s),
            rate_above_reference: constants.resting_period_s.recip() - constants.reference_rate,
            vigour: FirstOrder::settled(S::one()),
            mean_ventricle: [constants.plane[0].settled(), constants.plane[1].settled()],
            filling: S::one(),
        }
    }

    /// k.
    pub(crate) fn vigour(&self) -> S {
        self.vigour.value()
    }

    /// Advances the sinus node by a step and sets activation and elastance of the chambers; `supply` is s.
    #[inline(always)]
    pub(crate) fn advance(
        &mut self,
        constants: &Constants<S>,
        sim: &mut Simulation<S>,
        commands: &Commands<S>,
        supply: S,
        step_s: f64,
    ) {
        let c = constants;
        let dying = &c.ischaemia;
        let vigour = self.vigour.advance(step_s, dying.vigour_tau_s, supply);
        let pace = smooth_step((vigour - dying.stops_at_vigour) * dying.vigour_span.recip())
            .max(S::from_f64(SLOWEST_PACE));
        let period = (c.period(commands.period_s, self.rate_above_reference) * pace.recip())
            .min(S::from_f64(STOPPED_PERIOD_S));
        let begins = self.sinus.advance(step_s, period);
        let left = c.plane[1].ventricle;
        let (now, ahead) = (sim.state.volume[left], sim.volume_ahead(left, step_s));
        let since = self.sinus.phase * period * (1.0 / step_s);
        let filling = (ahead + (now - ahead) * since) * c.reference_volume_ml.recip();
        self.filling = S::select(begins, filling, self.filling);
        let wave = c
            .timing
            .activation(self.sinus.phase, period, self.filling, commands.pressor);
        let inotropy = commands.inotropic * c.contractility_rise;
        for (plane, mean) in c.plane.iter().zip(&mut self.mean_ventricle) {
            plane.advance(mean, sim, step_s);
        }
        let chambers = &mut sim.parameters.chambers;
        // E_es/E_rest of the right and the left ventricle; the atria have that of the left.
        let strength = c.contractility_gain.map(|gain| {
            (inotropy + 1.0 + gain * commands.contractility)
                .max(S::from_f64(SMALLEST_ELASTANCE_SHARE))
        });
        for (i, elastance) in c.atria.into_iter().zip(c.atrial_elastance) {
            chambers.activation[i] = wave.atria * vigour;
            chambers.elastance[i] = elastance * strength[1];
        }
        for mouth in &c.mouths {
            mouth.contract(&mut sim.parameters.valves.area, wave.atria * vigour);
        }
        let chambers = &mut sim.parameters.chambers;
        for (side, &i) in c.ventricles.iter().enumerate() {
            chambers.activation[i] = wave.ventricles * vigour;
            chambers.elastance[i] = c.elastance[side] * strength[side];
        }
        let sacs = &mut sim.parameters.sacs;
        sacs.activation[c.common_wall] = wave.ventricles * vigour;
        sacs.elastance[c.common_wall] = c.common_elastance * strength[0];
    }
}

#[cfg(test)]
mod tests;

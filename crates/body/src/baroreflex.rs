//! Arterial baroreflex and cardiopulmonary reflex, after Ursino 1998 (Am J Physiol 275:H1733), with
//! the cardiopulmonary receptors acting on the vessels (gains of Heldt 2004), and chemoreceptors of the aorta
//! on the heart.
//!
//! ```text
//! receptors -> afferent rates -> centres -> sympathetic commands, vagal tone -> effectors
//! σ_v = σ + d (1 - c) k p²
//! ```
//!
//! σ_v is the command to the veins, σ the command of their centre, d the drive (1 intact, 0 failed), c
//! the collapse (`baroreflex/collapse.rs`) and k p² the command of work to the veins
//! (`muscle/exertion.rs`). None of them has a unit. A changed drive takes effect with a lag
//! (`baroreflex/failure.rs`).
//!
//! Each file gives its own equations. The afferent rate of an effector j is f_ab + g_j f, the
//! arterial rate (f_ah for the heart, `receptors.rs`) and the gain g_j on the cardiopulmonary signal f.
//! When the left ventricle runs empty, the centres decompensate. Central command withdraws vagal tone; exercise raises the set point (the
//! reflex is reset) and adds sympathetic drive. Failed nerves leave the vessels less than the
//! command of lying rest, and the heart the vagal tone of lying rest (`baroreflex/failure.rs`).

mod centres;
mod chemoreceptors;
mod collapse;
mod effectors;
mod failure;
mod receptors;

pub(crate) use effectors::Commands;

use crate::error::BodyError;
use crate::gravity;
use crate::muscle::Exertion;
use crate::parameter::Source;
use crate::wiring::Wiring;
use centres::{Sympathetic, Vagal, blend};
use chemoreceptors::Chemoreceptors;
use collapse::Collapse;
use effectors::{Effector, Outflow};
use failure::{Drives, Failure};
use receptors::{Arterial, Cardiopulmonary, Sites};
use secondheart_engine::{Scalar, Simulation, persist_fields};

/// (a + b e^x)/(1 + e^x): from a to b.
#[inline(always)]
fn sigmoid<S: Scalar>(x: S, a: S, b: S) -> S {
    let e = x.min(S::from_f64(50.0)).exp();
    (a + b * e) * (e + 1.0).recip()
}

/// Parameters and receptor locations of the reflex, fixed between changes of parameters.
#[derive(Debug, Clone)]
pub(crate) struct Constants<S> {
    sites: Sites,
    arterial: Arterial<S>,
    cardiopulmonary: Cardiopulmonary<S>,
    sympathetic: Sympathetic<S>,
    vagal: Vagal<S>,
    chemoreceptors: Chemoreceptors<S>,
    collapse: Collapse<S>,
    effector: Effector<S>,
    failure: Failure<S>,
    /// T_0: period of the reference man without vagal tone at the sympathetic command of rest, s.
    intrinsic_period_s: S,
}

impl<S: Scalar> Constants<S> {
    pub(crate) fn new(wiring: &Wiring<'_, S>) -> Result<Self, BodyError> {
        let vagal = Vagal::read(wiring, "reflex.vagal")?;
        let effector = Effector::read(wiring, "reflex.effector")?;
        let reference_per_min = wiring.value("reflex.effector.reference_heart_rate_per_min")?;
        Ok(Self {
            intrinsic_period_s: reference_per_min.recip() * 60.0
                - effector.period_vagal_gain_s * vagal.resting_tone(),
            sites: Sites::find(wiring)?,
            arterial: Arterial::read(wiring, "reflex.arterial")?,
            cardiopulmonary: Cardiopulmonary::read(wiring, "reflex.cardiopulmonary")?,
            sympathetic: Sympathetic::read(wiring, "reflex.sympathetic")?,
            vagal,
            chemoreceptors: Chemoreceptors::read(wiring, "reflex.aortic_bodies")?,
            collapse: Collapse::read(wiring, "reflex.collapse")?,
            effector,
            failure: Failure::read(wiring, "reflex.failure")?,
        })
    }

    /// Heart period of the reference man without vagal tone at the sympathetic command of rest, s.
    pub(crate) fn intrinsic_period_s(&self) -> S {
        self.intrinsic_period_s
    }

    /// Place of the left ventricle.
    pub(crate) fn left_ventricle(&self) -> usize {
        self.sites.left_ventricle
    }
}

/// State of the arcs.
#[derive(Debug, Clone)]
pub(crate) struct State<S> {
    receptors: receptors::State<S>,
    rest: Rest<S>,
    collapse: collapse::State<S>,
    effectors: effectors::State<S>,
    drives: Drives<S>,
    /// Pressure at the arterial receptors, mmHg.
    pub(crate) sensed_mmhg: S,
    pub(crate) commands: Commands<S>,
}

persist_fields!(State {
    receptors,
    rest,
    collapse,
    effectors,
    drives,
    sensed_mmhg,
    commands
});

/// Stimuli of lying rest, to which the receptors of this person are adapted, and the vagal tone there.
#[derive(Debug, Clone, Copy)]
struct Rest<S> {
    /// D_rest, mmHg.
    pulsation_mmhg: S,
    /// V_rest, mL.
    ventricular_volume_ml: S,
    /// Vagal tone, spikes/s.
    vagal_tone: S,
}

persist_fields!(Rest {
    pulsation_mmhg,
    ventricular_volume_ml,
    vagal_tone
});

/// Surroundings of the receptors at the end of a step.
pub(crate) struct Surroundings<'a, S> {
    pub(crate) gravity: &'a gravity::State<S>,
    /// ρ g, mmHg/cm.
    pub(crate) column_mmhg_per_cm: S,
    /// Pressure around the carotid sinus, mmHg.
    pub(crate) around_sinus_mmhg: S,
    /// Pressure in the chest, mmHg.
    pub(crate) chest_mmhg: S,
    /// Depth of inspiration about its mean, from -1/2 to 1/2.
    pub(crate) inspiration: S,
    /// Share of the oxygen in its blood that the brain takes.
    pub(crate) brain_extraction: S,
    /// Oxygen content of the arterial blood relative to health.
    pub(crate) content: S,
}

impl<S: Scalar> State<S> {
    /// At rest, with all receptors at their set points.
    pub(crate) fn settled(constants: &Constants<S>, now_s: f64) -> Self {
        let sensed_mmhg = constants.arterial.set_point_mmhg;
        // Where the search for the steady start begins; `adapt` follows it.
        let rest = Rest {
            pulsation_mmhg: S::from_f64(15.0),
            ventricular_volume_ml: S::from_f64(125.0),
            vagal_tone: constants.vagal.resting_tone(),
        };
        Self {
            receptors: receptors::State::settled(sensed_mmhg, rest.pulsation_mmhg),
            rest,
            collapse: collapse::State::settled(),
            effectors: effectors::State::settled(constants.vagal.resting_tone(), now_s),
            drives: Drives::settled(constants.sympathetic.drive, constants.vagal.drive),
            sensed_mmhg,
            commands: Commands::default(),
        }
    }

    /// Pulsation at the arterial receptors, mmHg.
    pub(crate) fn pulsation_mmhg(&self) -> S {
        self.receptors.pulsation.value()
    }

    /// Signal of the cardiopulmonary receptors, mmHg: negative when unloaded.
    pub(crate) fn cardiopulmonary_mmhg(&self) -> S {
        self.receptors.cardiopulmonary.value()
    }

    /// c, the share of the outflow that decompensation has taken over.
    pub(crate) fn collapse(&self) -> S {
        self.collapse.share()
    }

    /// Vagal tone as the sinus node feels it, spikes/s.
    pub(crate) fn vagal_tone(&self) -> S {
        self.effectors.vagal_tone()
    }

    /// Adapts the reflex to the means of lying rest: the receptors to the pulsation that they sense, mmHg,
    /// and to the volume of the left ventricle, mL; a failing vagal centre to the tone, spikes/s.
    pub(crate) fn adapt(&mut self, pulsation_mmhg: S, ventricular_volume_ml: S, vagal_tone: S) {
        self.rest = Rest {
            pulsation_mmhg,
            ventricular_volume_ml,
            vagal_tone,
        };
    }

    /// Sets the clock back by `by_s`.
    pub(crate) fn set_clock_back(&mut self, by_s: f64) {
        self.effectors.set_clock_back(by_s);
    }

    /// Advances by a step that ends at `now_s`.
    #[inline(always)]
    pub(crate) fn advance(
        &mut self,
        constants: &Constants<S>,
        sim: &Simulation<S>,
        around: &Surroundings<'_, S>,
        exertion: &Exertion<S>,
        step_s: f64,
        now_s: f64,
    ) {
        let Constants {
            sites,
            cardiopulmonary,
            sympathetic,
            ..
        } = constants;
        self.sensed_mmhg = sites.arterial_pressure(
            &constants.arterial,
            sim,
            around.gravity,
            around.column_mmhg_per_cm,
            around.around_sinus_mmhg,
            around.chest_mmhg,
            step_s,
        );
        let (f_ab, f_ap) = self.receptors.arterial(
            &constants.arterial,
            self.sensed_mmhg,
            exertion.set_point_rise_mmhg,
            self.rest.pulsation_mmhg,
            step_s,
        );
        let atrial = sites.atrial_pressure(sim, around.chest_mmhg, step_s);
        let f_cp = self
            .receptors
            .cardiopulmonary(cardiopulmonary, atrial, step_s);
        let filling = sites.ventricular_volume(sim) * self.rest.ventricular_volume_ml.recip();
        let collapse = self.collapse.advance(
            &constants.collapse,
            filling,
            around.brain_extraction,
            step_s,
        );
        let (drive, vagal_drive) = self.drives.advance(
            &constants.failure,
            sympathetic.drive,
            constants.vagal.drive,
            step_s,
        );
        let command = |arterial: S, gain: S, central: S| {
            let afferent = arterial + f_cp * gain;
            drive
                * sympathetic.answer(
                    afferent,
                    central,
                    constants.effector.command_rest(),
                    collapse,
                )
        };
        let f_ah = blend(constants.arterial.heart_pulse_share, f_ap, f_ab);
        let vessels_left = constants.failure.vessel_command * (S::one() - drive);
        let vessels = exertion.sympathetic_spikes_per_s;
        let bodies = constants.chemoreceptors.excitation(around.content);
        let outflow = Outflow {
            heart: command(
                f_ah,
                cardiopulmonary.heart_gain_spikes_per_s_per_mmhg,
                exertion.heart_spikes_per_s + bodies.heart_spikes_per_s,
            ),
            arterioles: command(
                f_ab,
                cardiopulmonary.resistance_gain_spikes_per_s_per_mmhg,
                vessels,
            ) + vessels_left,
            arm: command(
                f_ab,
                cardiopulmonary.arm_gain_spikes_per_s_per_mmhg,
                vessels,
            ) + vessels_left,
            veins: command(
                f_ab,
                cardiopulmonary.vein_gain_spikes_per_s_per_mmhg,
                vessels,
            ) + vessels_left
                + exertion.vein_command * drive * (S::one() - collapse),
            vagus: blend(
                vagal_drive,
                constants.vagal.answer(
                    f_ap,
                    exertion.vagal_share * bodies.vagal_share,
                    around.inspiration,
                    collapse,
                ),
                self.rest.vagal_tone,
            ),
            pressor: exertion.pressor * drive,
            inotropic: exertion.drive * drive,
            renal: exertion.renal_drive * drive,
        };
        self.commands = self.effectors.advance(
            &constants.effector,
            constants.intrinsic_period_s,
            &outflow,
            step_s,
            now_s,
        );
    }
}

#[cfg(test)]
mod tests;

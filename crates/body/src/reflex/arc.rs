//! Arterial baroreflex and cardiopulmonary reflex, after Ursino 1998 (Am J Physiol 275:H1733),
//! with the cardiopulmonary receptors acting on the vessels (gains of Heldt 2004).
//!
//! ```text
//! afferent   τ_m dP_m/dt = P - P_m                          P at the receptors' own height
//!            τ_p dP̃/dt = P_m + τ_z dP_m/dt - P̃
//!            f_ab = (f_min + f_max e^x)/(1 + e^x),   x = (P̃ - P_n)/k_a
//!            f_cp = k · range-limited (p_ra,transmural - set point), lagged
//! efferent   f_es = f_es,inf + (f_es,0 - f_es,inf) exp(-k_es (f_ab + f_cp,j))      per effector j
//!            f_ev = (f_ev,0 + f_ev,inf e^y)/(1 + e^y),   y = (f_ab - f_ab,0)/k_ev
//! effectors  σ = ln(f_es(t - D) - f_es,min + 1) - command at rest,   τ dΔ/dt = σ - Δ
//! ```
//!
//! Central command withdraws vagal tone; exercise raises P_n (the reflex is reset) and adds
//! sympathetic drive.

use crate::control::{DelayLine, Lag, gain};
use crate::error::BodyError;
use crate::parameter::{Parameters, parameter_table};
use secondheart_engine::{Scalar, persist_fields};

parameter_table! {
    /// Arterial receptors, `reflex.arterial`.
    pub(crate) struct Arterial {
        /// Share of the carotid receptors.
        carotid_weight,
        /// Height of the carotid sinus above the aortic valve, cm.
        carotid_height_above_valve_cm,
        /// τ_p.
        tau_p_s,
        /// τ_z.
        tau_z_s,
        /// P_n.
        set_point_mmhg,
        /// τ_m.
        averaging_tau_s,
        /// f_min.
        f_min_spikes_per_s,
        /// f_max.
        f_max_spikes_per_s,
        /// k_a.
        k_a_mmhg,
    }
}
parameter_table! {
    /// Cardiopulmonary receptors, `reflex.cardiopulmonary`.
    pub(crate) struct Cardiopulmonary {
        /// Transmural right atrial pressure at which they are neutral.
        set_point_mmhg,
        /// Range of their answer.
        range_mmhg,
        /// Lag.
        tau_s,
        /// Gain on veins.
        vein_gain_spikes_per_s_per_mmhg,
        /// Gain on resistances.
        resistance_gain_spikes_per_s_per_mmhg,
        /// Gain on the heart.
        heart_gain_spikes_per_s_per_mmhg,
    }
}
parameter_table! {
    /// Sympathetic centre, `reflex.sympathetic`.
    pub(crate) struct Sympathetic {
        /// f_es,inf.
        fes_inf_spikes_per_s,
        /// f_es,0.
        fes_0_spikes_per_s,
        /// f_es,min.
        fes_min_spikes_per_s,
        /// f_es,max.
        fes_max_spikes_per_s,
        /// k_es.
        k_es_s,
        /// 1 intact, 0 failed.
        drive,
    }
}
parameter_table! {
    /// Vagal centre, `reflex.vagal`.
    pub(crate) struct Vagal {
        /// f_ev,0.
        fev_0_spikes_per_s,
        /// f_ev,inf.
        fev_inf_spikes_per_s,
        /// k_ev.
        k_ev_spikes_per_s,
        /// f_ab,0.
        fab_0_spikes_per_s,
        /// 1 intact, 0 failed.
        drive,
    }
}
parameter_table! {
    /// Effectors, `reflex.effector`.
    pub(crate) struct Effector {
        /// Command of the resting arc.
        command_rest,
        /// Left ventricular end-systolic elastance per unit.
        contractility_gain_mmhg_per_ml,
        /// Right ventricular end-systolic elastance per unit.
        contractility_right_gain_mmhg_per_ml,
        /// Lag of contractility.
        contractility_tau_s,
        /// Delay of contractility.
        contractility_delay_s,
        /// Heart period per unit, sympathetic.
        period_sympathetic_gain_s,
        /// Its lag.
        period_sympathetic_tau_s,
        /// Its delay.
        period_sympathetic_delay_s,
        /// Heart period per spike/s, vagal.
        period_vagal_gain_s,
        /// Its lag.
        period_vagal_tau_s,
        /// Its delay.
        period_vagal_delay_s,
        /// Lag of arterioles.
        resistance_tau_s,
        /// Delay of arterioles.
        resistance_delay_s,
        /// Lag of veins.
        vein_tau_s,
        /// Delay of veins.
        vein_delay_s,
        /// Shortest heart period; in the data at the age of the reference man.
        shortest_period_s,
    }
}

/// All parameters of the reflexes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReflexParameters<S> {
    pub(crate) arterial: Arterial<S>,
    pub(crate) cardiopulmonary: Cardiopulmonary<S>,
    pub(crate) sympathetic: Sympathetic<S>,
    pub(crate) vagal: Vagal<S>,
    pub(crate) effector: Effector<S>,
}

impl ReflexParameters<f64> {
    pub(crate) fn read(p: &Parameters) -> Result<Self, BodyError> {
        Ok(Self {
            arterial: Arterial::read(p, "reflex.arterial")?,
            cardiopulmonary: Cardiopulmonary::read(p, "reflex.cardiopulmonary")?,
            sympathetic: Sympathetic::read(p, "reflex.sympathetic")?,
            vagal: Vagal::read(p, "reflex.vagal")?,
            effector: Effector::read(p, "reflex.effector")?,
        })
    }
}

impl<S: Scalar> ReflexParameters<S> {
    /// Sympathetic command to an effector from its afferent drive and the central command.
    #[inline(always)]
    fn command(&self, afferent: S, central: S) -> S {
        let s = &self.sympathetic;
        let fes = s.fes_inf_spikes_per_s
            + (s.fes_0_spikes_per_s - s.fes_inf_spikes_per_s) * (-(s.k_es_s * afferent)).exp()
            + central;
        let fes = fes.min(s.fes_max_spikes_per_s);
        let above = (fes - s.fes_min_spikes_per_s).max(S::zero()) + 1.0;
        (above.ln() - self.effector.command_rest) * s.drive
    }

    pub(crate) fn pack(lanes: &[ReflexParameters<f64>]) -> Self {
        macro_rules! group {
            ($group:ident, $field:ident) => {
                $group::pack(&lanes.iter().map(|l| l.$field).collect::<Vec<_>>())
            };
        }
        Self {
            arterial: group!(Arterial, arterial),
            cardiopulmonary: group!(Cardiopulmonary, cardiopulmonary),
            sympathetic: group!(Sympathetic, sympathetic),
            vagal: group!(Vagal, vagal),
            effector: group!(Effector, effector),
        }
    }
}

impl<S: Scalar> Vagal<S> {
    /// Vagal tone at the resting afferent rate f_ab,0, spikes/s.
    pub(crate) fn resting_tone(&self) -> S {
        (self.fev_0_spikes_per_s + self.fev_inf_spikes_per_s) * 0.5
    }
}

/// What the reflexes sense at the end of a step.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sensed<S> {
    /// Arterial pressure at the receptors, mmHg.
    pub(crate) arterial: S,
    /// Right atrial transmural pressure, mmHg.
    pub(crate) atrial: S,
    /// Rise of the arterial set point P_n by exercise, mmHg.
    pub(crate) set_point_rise: S,
    /// Sympathetic drive of exercise, spikes/s.
    pub(crate) central_sympathetic: S,
    /// Share of the vagal tone that central command leaves.
    pub(crate) vagal_share: S,
}

/// What the reflexes command: changes from rest.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Commands<S> {
    /// Change of heart period from the intrinsic one, s.
    pub(crate) period_s: S,
    /// Change of contractility, units of command.
    pub(crate) contractility: S,
    /// Change of arteriolar tone, units of command.
    pub(crate) resistance: S,
    /// Change of venous tone, units of command.
    pub(crate) vein: S,
}

#[derive(Debug, Clone, Copy, Default)]
struct Gains<S> {
    step_s: f64,
    average: S,
    afferent: S,
    cardiopulmonary: S,
    contractility: S,
    period_sympathetic: S,
    period_vagal: S,
    resistance: S,
    vein: S,
}

/// State of the arcs.
#[derive(Debug, Clone)]
pub(crate) struct Reflex<S> {
    average: Lag<S>,
    afferent: Lag<S>,
    cardiopulmonary: Lag<S>,
    heart: DelayLine<S>,
    arterioles: DelayLine<S>,
    veins: DelayLine<S>,
    vagus: DelayLine<S>,
    contractility: Lag<S>,
    period_sympathetic: Lag<S>,
    period_vagal: Lag<S>,
    resistance: Lag<S>,
    vein: Lag<S>,
    gains: Gains<S>,
}

persist_fields!(Reflex {
    average,
    afferent,
    cardiopulmonary,
    heart,
    arterioles,
    veins,
    vagus,
    contractility,
    period_sympathetic,
    period_vagal,
    resistance,
    vein,
});

/// (a + b e^x)/(1 + e^x): from a to b.
#[inline(always)]
fn sigmoid<S: Scalar>(x: S, a: S, b: S) -> S {
    let e = x.min(S::from_f64(50.0)).exp();
    (a + b * e) * (e + 1.0).recip()
}

impl<S: Scalar> Reflex<S> {
    /// Reflexes that have long been at rest on these pressures.
    pub(crate) fn settled(p: &ReflexParameters<S>, sensed: &Sensed<S>, now_s: f64) -> Self {
        let zero = S::zero();
        let vagal_rest = p.vagal.resting_tone();
        Self {
            average: Lag::settled(sensed.arterial),
            afferent: Lag::settled(sensed.arterial),
            cardiopulmonary: Lag::settled(zero),
            heart: DelayLine::settled(zero, now_s),
            arterioles: DelayLine::settled(zero, now_s),
            veins: DelayLine::settled(zero, now_s),
            vagus: DelayLine::settled(vagal_rest, now_s),
            contractility: Lag::settled(zero),
            period_sympathetic: Lag::settled(zero),
            period_vagal: Lag::settled(vagal_rest),
            resistance: Lag::settled(zero),
            vein: Lag::settled(zero),
            gains: Gains::default(),
        }
    }

    /// Advances by a step that ends at `now_s`.
    #[inline(always)]
    pub(crate) fn advance(
        &mut self,
        p: &ReflexParameters<S>,
        sensed: &Sensed<S>,
        step_s: f64,
        now_s: f64,
    ) -> Commands<S> {
        if step_s != self.gains.step_s {
            self.set_gains(p, step_s);
        }
        let g = self.gains;
        // Afferent: lead-lag on the arterial pressure, P̃ = x + (τ_z/τ_p)(P_m - x).
        let mean = self.average.advance(g.average, sensed.arterial);
        let lag = self.afferent.advance(g.afferent, mean);
        let lead = p.arterial.tau_z_s * p.arterial.tau_p_s.recip();
        let filtered = lag + lead * (mean - lag);
        let set_point = p.arterial.set_point_mmhg + sensed.set_point_rise;
        let x = (filtered - set_point) * p.arterial.k_a_mmhg.recip();
        let f_ab = sigmoid(
            x,
            p.arterial.f_min_spikes_per_s,
            p.arterial.f_max_spikes_per_s,
        );

        let unloading = (sensed.atrial - p.cardiopulmonary.set_point_mmhg)
            * p.cardiopulmonary.range_mmhg.recip();
        let limited = unloading * (unloading * unloading + 1.0).sqrt().recip();
        let f_cp = self
            .cardiopulmonary
            .advance(g.cardiopulmonary, limited * p.cardiopulmonary.range_mmhg);

        let c = &p.cardiopulmonary;
        let central = sensed.central_sympathetic;
        let heart = f_ab + f_cp * c.heart_gain_spikes_per_s_per_mmhg;
        let arterioles = f_ab + f_cp * c.resistance_gain_spikes_per_s_per_mmhg;
        let veins = f_ab + f_cp * c.vein_gain_spikes_per_s_per_mmhg;
        self.heart.push(now_s, p.command(heart, central));
        self.arterioles.push(now_s, p.command(arterioles, central));
        self.veins.push(now_s, p.command(veins, central));

        let v = &p.vagal;
        let y = (f_ab - v.fab_0_spikes_per_s) * v.k_ev_spikes_per_s.recip();
        let tone = sigmoid(y, v.fev_0_spikes_per_s, v.fev_inf_spikes_per_s);
        self.vagus.push(now_s, tone * sensed.vagal_share * v.drive);

        let e = &p.effector;
        let contractility = self
            .contractility
            .advance(g.contractility, self.heart.read(e.contractility_delay_s));
        let sympathetic = self.period_sympathetic.advance(
            g.period_sympathetic,
            self.heart.read(e.period_sympathetic_delay_s),
        );
        let vagal = self
            .period_vagal
            .advance(g.period_vagal, self.vagus.read(e.period_vagal_delay_s));
        Commands {
            period_s: e.period_sympathetic_gain_s * sympathetic + e.period_vagal_gain_s * vagal,
            contractility,
            resistance: self
                .resistance
                .advance(g.resistance, self.arterioles.read(e.resistance_delay_s)),
            vein: self.vein.advance(g.vein, self.veins.read(e.vein_delay_s)),
        }
    }

    fn set_gains(&mut self, p: &ReflexParameters<S>, step_s: f64) {
        let e = &p.effector;
        self.gains = Gains {
            step_s,
            average: gain(step_s, p.arterial.averaging_tau_s),
            afferent: gain(step_s, p.arterial.tau_p_s),
            cardiopulmonary: gain(step_s, p.cardiopulmonary.tau_s),
            contractility: gain(step_s, e.contractility_tau_s),
            period_sympathetic: gain(step_s, e.period_sympathetic_tau_s),
            period_vagal: gain(step_s, e.period_vagal_tau_s),
            resistance: gain(step_s, e.resistance_tau_s),
            vein: gain(step_s, e.vein_tau_s),
        };
    }
}

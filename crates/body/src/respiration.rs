//! Breathing: pressure waves in chest and abdomen, deeper and faster with work.
//!
//! ```text
//! dφ/dt     = f + f' w,   τ dw/dt = m - w
//! b(φ)      = s(φ/i) - s((φ - i)/(1 - i))
//! p_chest   = p_c + Δp_c sin θ + h (A_c/2 + e D - (A_c + D) b) + p_s,   D = A_c k w
//! p_thorax  = p_chest + p_w
//! p_relaxed = p_a + Δp_a sin θ + h A_a (b - 1/2)
//! p_abdomen = p_relaxed + o (p_chest + p_di - p_relaxed) + max(p_press · effort, p_brace · c + p_onset · z, p_a)
//! p_alveoli = p_s
//! dp_s/dt   = (p_strain - p_s)/τ_s,   h = 1 - min(1, |p_s|/p_h),   o = min(1, max(p_s, 0)/p_h)
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | φ, i | phase of the breath, share of it that is inspiration | 1 |
//! | f, f' | resting rate, its rise per unit of w | 1/s |
//! | m, w, τ | metabolic rate above rest, the same after the lag τ | 1, 1, s |
//! | s, b | smooth step, depth of inspiration from 0 to 1 | 1 |
//! | p, Δp | mean pressure lying, its change from lying to upright (θ: trunk, not below 0) | mmHg |
//! | A | swing of the pressure in a breath at rest | mmHg |
//! | D, k | deepening by work, its relative rise per unit of w | mmHg, 1 |
//! | e | share of D by which end-expiratory pressure rises (active expiration) | 1 |
//! | p_strain, p_s, τ_s | pressure of straining against a closed airway, the same after its lag, the lag | mmHg, mmHg, s |
//! | h, p_h | share of the breath that straining leaves, pressure that holds the breath | 1, mmHg |
//! | o, p_di | share of the effort of straining out, pressure across the diaphragm in this effort | 1, mmHg |
//! | p_w | pressure of water around the body that reaches the pleura (`gravity/water.rs`) | mmHg |
//! | p_press | peak abdominal pressure while rising actively | mmHg |
//! | p_a | pressure by which an activity tenses the abdomen (`muscle/activity.rs`) | mmHg |
//! | p_brace, c | mean abdominal pressure of the hardest work, central command (`muscle/exertion.rs`) | mmHg, 1 |
//! | p_onset, z | abdominal pressure by which the trunk is stiffened at the onset of the hardest effort, news of the effort (`muscle/onset.rs`) | mmHg, 1 |
//!
//! The airway is closed while straining, so that the pressure in the alveoli changes with the pressure
//! in the chest. Straining out (Valsalva, positive) relaxes the diaphragm: chest and abdomen then have
//! one pressure (Agostoni & Rahn 1960, J Appl Physiol 15:1087). Straining in (Mueller, negative) lowers
//! the pressure in the chest alone, while the diaphragm keeps it from the abdomen.
//!
//! Sources: `data/respiration.toml`.

use crate::dynamics::{FirstOrder, smooth_step};
use crate::error::BodyError;
use crate::muscle::Exertion;
use crate::parameter::parameter_table;
use crate::wiring::Wiring;
use secondheart_engine::{Scalar, Simulation, persist_fields};

parameter_table! {
    /// Parameters of breathing, `respiration`.
    pub(crate) struct RespirationParameters {
        /// Breaths per minute at rest.
        rate_per_min,
        /// Share of the breath that is inspiration.
        inspiration_fraction,
        /// Mean chest pressure lying.
        chest_pressure_supine_mmhg,
        /// Its change from lying to upright.
        chest_pressure_upright_change_mmhg,
        /// Fall of the chest pressure in a breath at rest.
        chest_swing_mmhg,
        /// Mean abdominal pressure under the diaphragm, lying.
        abdomen_pressure_supine_mmhg,
        /// Its change from lying to upright.
        abdomen_pressure_upright_change_mmhg,
        /// Rise of the abdominal pressure in a breath at rest.
        abdomen_swing_mmhg,
        /// Rise of the abdominal pressure by a binder.
        binder_mmhg,
        /// Peak of the abdominal press while standing up actively.
        press_on_rising_mmhg,
        /// Mean rise of the abdominal pressure in the hardest work.
        brace_mmhg,
        /// Further rise at the onset of the hardest effort.
        onset_brace_mmhg,
        /// Rise of the rate per unit of metabolic rate above rest.
        rate_per_metabolic_rate_per_min,
        /// Relative rise of the chest's swing per unit of metabolic rate above rest.
        swing_per_metabolic_rate,
        /// Pressure in the chest from straining against a closed airway; below zero from drawing in.
        strain_mmhg,
        /// Lag with which it rises and falls.
        strain_tau_s,
        /// Pressure in the abdomen less the pressure in the chest while straining out.
        straining_diaphragm_mmhg,
        /// Pressure of straining that holds the breath.
        breath_holding_mmhg,
        /// Lag of breathing behind the metabolic rate.
        work_tau_s,
        /// Share of that rise by which the pressure at the end of expiration rises.
        active_expiration_fraction,
    }
}

/// Parameters and enclosure indices, fixed between changes of parameters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Constants<S> {
    pub(crate) parameters: RespirationParameters<S>,
    thorax: usize,
    abdomen: usize,
    alveoli: usize,
}

impl<S: Scalar> Constants<S> {
    pub(crate) fn new(wiring: &Wiring<'_, S>) -> Result<Self, BodyError> {
        Ok(Self {
            parameters: RespirationParameters::read(wiring, "respiration")?,
            thorax: wiring.enclosure("thorax")?,
            abdomen: wiring.enclosure("abdomen")?,
            alveoli: wiring.enclosure("alveoli")?,
        })
    }
}

#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct State<S> {
    /// φ, 0 to 1: 0 at the beginning of inspiration.
    pub(crate) phase: S,
    rate_per_s: S,
    /// Metabolic rate above rest, as breathing follows it.
    work: FirstOrder<S>,
    /// Pressure of straining, mmHg.
    strain: FirstOrder<S>,
}

persist_fields!(State {
    phase,
    rate_per_s,
    work,
    strain
});

/// Trunk in its posture and surroundings.
pub(crate) struct Trunk<S> {
    /// Sine of its elevation: 0 lying, 1 upright.
    pub(crate) upright: f64,
    /// p_w.
    pub(crate) water_mmhg: S,
}

/// The breath at the end of a step.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Breath<S> {
    /// Pressure in the chest, mmHg.
    pub(crate) chest_mmhg: S,
    abdomen_mmhg: S,
    /// Depth of inspiration about its mean, h (b - 1/2).
    pub(crate) inspiration: S,
}

impl<S: Scalar> State<S> {
    /// At the beginning of a breath at rest.
    pub(crate) fn settled(p: &RespirationParameters<S>) -> Self {
        Self {
            phase: S::zero(),
            rate_per_s: p.rate_per_min * (1.0 / 60.0),
            work: FirstOrder::default(),
            strain: FirstOrder::settled(p.strain_mmhg),
        }
    }

    /// w: metabolic rate above rest, in resting rates, as breathing follows it.
    pub(crate) fn work(&self) -> S {
        self.work.value()
    }

    /// Advances by a step and sets the pressures of chest, alveoli and abdomen.
    #[inline(always)]
    pub(crate) fn advance(
        &mut self,
        constants: &Constants<S>,
        sim: &mut Simulation<S>,
        exertion: &Exertion<S>,
        trunk: &Trunk<S>,
        step_s: f64,
    ) -> Breath<S> {
        let p = &constants.parameters;
        let work = self
            .work
            .advance(step_s, p.work_tau_s, exertion.metabolic_rate);
        // Muscles of the abdomen steady the trunk as soon as the legs push, and help expiration.
        let brace = p.brace_mmhg * exertion.command + p.onset_brace_mmhg * exertion.news;
        let press = (p.press_on_rising_mmhg * exertion.effort).max(brace);
        let press = press.max(exertion.abdomen_press_mmhg);
        let mut breath = self.breathe(p, work, trunk.upright, press, step_s);
        breath.chest_mmhg += trunk.water_mmhg;
        sim.parameters.enclosure_pressure[constants.thorax] = breath.chest_mmhg;
        sim.parameters.enclosure_pressure[constants.abdomen] = breath.abdomen_mmhg;
        sim.parameters.enclosure_pressure[constants.alveoli] = self.strain.value();
        breath
    }

    /// Advances the breath; `work` is the metabolic rate above rest (in resting rates), `press` what
    /// the muscles of the abdomen add to its pressure, mmHg.
    #[inline(always)]
    fn breathe(
        &mut self,
        p: &RespirationParameters<S>,
        work: S,
        upright: f64,
        press: S,
        step_s: f64,
    ) -> Breath<S> {
        let rate = (p.rate_per_min + p.rate_per_metabolic_rate_per_min * work) * (1.0 / 60.0);
        let phase = self.phase + (self.rate_per_s + rate) * (0.5 * step_s);
        self.phase = S::select(phase.lt(S::one()), phase, phase - 1.0);
        self.rate_per_s = rate;

        let inspired = p.inspiration_fraction;
        let up = smooth_step(self.phase * inspired.recip());
        let down = smooth_step((self.phase - inspired) * (S::one() - inspired).recip());
        let breath = up - down;
        // With work the pressure falls further in inspiration and rises higher in active expiration.
        let deeper = p.chest_swing_mmhg * p.swing_per_metabolic_rate * work;
        let swing = p.chest_swing_mmhg + deeper;
        let strain = self.strain.advance(step_s, p.strain_tau_s, p.strain_mmhg);
        let effort = strain * p.breath_holding_mmhg.recip();
        let held = effort.abs().min(S::one());
        let out = effort.max(S::zero()).min(S::one());
        let breathes = S::one() - held;
        let inspiration = breathes * (breath - 0.5);
        let chest = p.chest_pressure_supine_mmhg
            + p.chest_pressure_upright_change_mmhg * upright.max(0.0)
            + breathes
                * (p.chest_swing_mmhg * 0.5 + deeper * p.active_expiration_fraction
                    - swing * breath)
            + strain;
        let relaxed = p.abdomen_pressure_supine_mmhg
            + p.abdomen_pressure_upright_change_mmhg * upright.max(0.0)
            + p.binder_mmhg
            + p.abdomen_swing_mmhg * inspiration;
        Breath {
            chest_mmhg: chest,
            abdomen_mmhg: relaxed + out * (chest + p.straining_diaphragm_mmhg - relaxed) + press,
            inspiration,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameter::Parameters;

    #[test]
    fn chest_pressure_falls_in_inspiration_and_keeps_its_mean() {
        let shipped = Parameters::shipped().unwrap();
        let p = RespirationParameters::<f64>::read(&shipped, "respiration").unwrap();
        let mut r = State::settled(&p);
        let (mut sum, mut low, mut low_at) = (0.0, f64::MAX, 0.0);
        let n = 60_000;
        for _ in 0..n {
            let w = r.breathe(&p, 0.0, 0.0, 0.0, 0.001);
            sum += w.chest_mmhg;
            if w.chest_mmhg < low {
                (low, low_at) = (w.chest_mmhg, r.phase);
            }
        }
        assert!((sum / f64::from(n) - p.chest_pressure_supine_mmhg).abs() < 0.01);
        assert!((low_at - p.inspiration_fraction).abs() < 0.01, "{low_at}");
        assert!((low - p.chest_pressure_supine_mmhg + 0.5 * p.chest_swing_mmhg).abs() < 1e-3);
    }

    use crate::testing::{assert_close, man};

    #[test]
    fn work_makes_the_breath_faster_and_deeper() {
        let shipped = Parameters::shipped().unwrap();
        let p = RespirationParameters::<f64>::read(&shipped, "respiration").unwrap();
        let (work, upright, press) = (3.0, 0.5, 10.0);
        let rate = (p.rate_per_min + 3.0 * p.rate_per_metabolic_rate_per_min) / 60.0;
        let inspired = p.inspiration_fraction;
        let smooth = |u: f64| u * u * (3.0 - 2.0 * u);
        for (phase, breath) in [
            (0.25 * inspired, smooth(0.25)),
            (inspired, 1.0),
            (inspired + 0.75 * (1.0 - inspired), 1.0 - smooth(0.75)),
        ] {
            let mut state = State {
                phase,
                rate_per_s: 0.2,
                work: FirstOrder::default(),
                strain: FirstOrder::default(),
            };
            // A step so short that the phase stays.
            let w = state.breathe(&p, work, upright, press, 1e-15);
            assert_close(w.inspiration, breath - 0.5);
            assert_close(state.rate_per_s, rate);
            let deeper = 3.0 * p.swing_per_metabolic_rate * p.chest_swing_mmhg;
            assert_close(
                w.chest_mmhg,
                p.chest_pressure_supine_mmhg
                    + 0.5 * p.chest_pressure_upright_change_mmhg
                    + 0.5 * p.chest_swing_mmhg
                    + deeper * p.active_expiration_fraction
                    - (p.chest_swing_mmhg + deeper) * breath,
            );
            assert_close(
                w.abdomen_mmhg,
                p.abdomen_pressure_supine_mmhg
                    + 0.5 * p.abdomen_pressure_upright_change_mmhg
                    + p.abdomen_swing_mmhg * (breath - 0.5)
                    + 10.0,
            );
        }
    }

    #[test]
    fn straining_out_slackens_the_diaphragm_and_straining_in_presses_on_the_chest_alone() {
        let shipped = Parameters::shipped().unwrap();
        let mut p = RespirationParameters::<f64>::read(&shipped, "respiration").unwrap();
        let mut state = State::settled(&p);
        p.strain_mmhg = 40.0;
        let risen = 40.0 * (1.0 - (-0.1 / p.strain_tau_s).exp());
        state.strain = FirstOrder::settled(0.0);
        let mut steps = state;
        for _ in 0..100 {
            steps.breathe(&p, 0.0, 0.0, 0.0, 0.001);
        }
        let w = steps.breathe(&p, 0.0, 0.0, 0.0, 1e-12);
        assert!(
            (w.chest_mmhg - p.chest_pressure_supine_mmhg - risen).abs() < 0.1,
            "{}",
            w.chest_mmhg
        );
        let slack = p.chest_pressure_supine_mmhg + p.straining_diaphragm_mmhg + 40.0;
        for (strain, abdomen) in [(40.0, slack), (-40.0, p.abdomen_pressure_supine_mmhg)] {
            p.strain_mmhg = strain;
            let mut state = State::settled(&p);
            for _ in 0..3000 {
                // However the breath stands: it is held.
                let w = state.breathe(&p, 0.0, 0.0, 0.0, 0.001);
                assert_close(w.chest_mmhg, p.chest_pressure_supine_mmhg + strain);
                assert_close(w.abdomen_mmhg, abdomen);
                assert_eq!(w.inspiration, 0.0);
            }
        }
    }

    #[test]
    fn the_phase_runs_at_the_mean_of_the_rates_and_starts_anew_at_one() {
        let shipped = Parameters::shipped().unwrap();
        let p = RespirationParameters::<f64>::read(&shipped, "respiration").unwrap();
        let mut state = State::settled(&p);
        assert_eq!(state.phase, 0.0);
        assert_close(state.rate_per_s, p.rate_per_min / 60.0);
        let rest = state.rate_per_s;
        state.rate_per_s = 3.0 * rest;
        state.breathe(&p, 0.0, 0.0, 0.0, 0.3 / rest);
        assert_close(state.phase, 0.6);
        state.breathe(&p, 0.0, 0.0, 0.0, 0.5 / rest);
        assert_close(state.phase, 0.1);
    }

    #[test]
    fn a_new_effort_braces_the_abdomen_more_than_the_same_effort_later() {
        let tensed = |effort: f64, news: f64, abdomen_press_mmhg: f64| {
            let mut man = man();
            let c = &mut man.circulation;
            let exertion = Exertion {
                effort,
                abdomen_press_mmhg,
                command: 0.8,
                news,
                ..Exertion::rest()
            };
            let trunk = Trunk {
                upright: 0.0,
                water_mmhg: 0.0,
            };
            let state = &mut c.organs.respiration;
            let constants = &c.constants.respiration;
            state
                .advance(constants, &mut c.sim, &exertion, &trunk, 1e-9)
                .abdomen_mmhg
        };
        let abdomen = |effort, news| tensed(effort, news, 0.0);
        let p = man().circulation.constants.respiration.parameters;
        // An activity that tenses the abdomen presses at least so hard.
        let brace = 0.8 * p.brace_mmhg;
        assert_close(tensed(0.0, 0.0, brace + 7.0) - abdomen(0.0, 0.0), 7.0);
        assert_eq!(tensed(0.0, 0.0, 0.5 * brace), abdomen(0.0, 0.0));
        assert_close(
            abdomen(0.0, 0.5) - abdomen(0.0, 0.0),
            0.5 * p.onset_brace_mmhg,
        );
        // The press of rising is not added to it.
        let rising = abdomen(1.0, 0.0);
        assert_eq!(abdomen(1.0, 0.3), rising);
        assert!(rising > abdomen(0.0, 0.3));
    }

    #[test]
    fn breathing_follows_the_metabolic_rate_with_its_lag_and_presses_chest_and_abdomen() {
        let mut man = man();
        let c = &mut man.circulation;
        let p = c.constants.respiration.parameters;
        let exertion = Exertion {
            effort: 0.5,
            metabolic_rate: 4.0,
            command: 0.8,
            ..Exertion::rest()
        };
        // The larger of the press of rising and the brace of work.
        let press = (0.5 * p.press_on_rising_mmhg).max(0.8 * p.brace_mmhg);
        assert!(press > 0.8 * p.brace_mmhg);
        let step_s = 3.0;
        let work = 2.0 * (1.0 - (-step_s / p.work_tau_s).exp());
        let mut alone = State::settled(&p);
        let waves = alone.breathe(&p, work, -0.5, press, step_s);
        let level = State::settled(&p).breathe(&p, work, 0.0, press, step_s);
        assert_eq!(
            waves.chest_mmhg, level.chest_mmhg,
            "head-down is no less than lying"
        );
        assert_eq!(waves.abdomen_mmhg, level.abdomen_mmhg);
        let state = &mut c.organs.respiration;
        let trunk = Trunk {
            upright: -0.5,
            water_mmhg: 4.0,
        };
        let breath = state.advance(
            &c.constants.respiration,
            &mut c.sim,
            &exertion,
            &trunk,
            step_s,
        );
        // Water adds to the pressure in the chest.
        assert_close(breath.chest_mmhg, waves.chest_mmhg + 4.0);
        let found = |name: &str| {
            let index = man.enclosure(name);
            man.circulation.sim.parameters.enclosure_pressure[index]
        };
        assert_close(found("thorax"), waves.chest_mmhg + 4.0);
        assert_close(found("abdomen"), waves.abdomen_mmhg);
        assert_eq!(found("alveoli"), 0.0);
        assert!((waves.chest_mmhg - waves.abdomen_mmhg).abs() > 1.0);
    }
}

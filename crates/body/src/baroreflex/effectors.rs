//! The effectors: heart, arterioles and veins respond to commands after a delay D with a lag τ.
//!
//! ```text
//! τ dΔ/dt = σ(t - D) - Δ
//! σ_R     = Δ_R + c,   σ_V = Δ_V + c                              arterioles, veins
//! ΔT      = (T_0 + G Δ_v) m(0)/m_s(Δ_s) - T_0
//! m_s(Δ)  = 1 + s A n/(K + n),   n = exp(Δ + σ_0) - 1,   m = m_1
//! ```
//!
//! Δ_s and Δ_v are the delayed and lagged sympathetic command (1) and vagal tone (spikes/s), T_0 the
//! heart period without vagal tone at the sympathetic command of rest (s), G a gain. Δ_R and Δ_V are the
//! commands to arterioles and veins; c is a drug on the receptors of their nerves, such as phenylephrine,
//! which does not reach the heart. n is the rate of the sympathetic nerves of the sinus node above
//! threshold (spikes/s; the centre takes its logarithm), σ_0 the command of rest, m the rate of the node
//! relative to its rate without these nerves, A its highest rise, K the n of half of it, s the share of its
//! beta receptors that no drug blocks: a hyperbola (Rosenblueth & Simeone 1934, Am J Physiol 110:42). The
//! two nerves multiply (same study): a period that is already short is shortened by the same share, not
//! by the same time. Adrenaline shortens the period of the sinus node in proportion to it (Opthof et al. 1984,
//! J Auton Nerv Syst 11:349). A sum of the two effects (Ursino 1998) would triple the response in beats
//! a minute from rest to 110 beats; in people it does not grow (Potts, Shi & Raven 1993, Am J Physiol
//! 265:H1928).

use crate::dynamics::{DelayLine, FirstOrder};
use crate::parameter::parameter_table;
use secondheart_engine::{Scalar, persist_fields};

parameter_table! {
    /// Effectors, `reflex.effector`.
    pub(crate) struct Effector {
        /// Lag of contractility.
        contractility_tau_s,
        /// Delay of contractility.
        contractility_delay_s,
        /// A: highest relative rise of the rate of the sinus node by its sympathetic nerves.
        sinus_sympathetic_range,
        /// K: rate of the nerves at half of it.
        sinus_half_spikes_per_s,
        /// s: share of the beta receptors of the sinus node that no drug blocks.
        sinus_receptors_fraction,
        /// σ_0: command of the centre at rest, subtracted so that σ is 0 at rest.
        command_rest,
        /// Lag of the sympathetic change of the period.
        period_sympathetic_tau_s,
        /// Delay of the sympathetic change of the period.
        period_sympathetic_delay_s,
        /// G: heart period per spike/s, vagal.
        period_vagal_gain_s,
        /// Lag of the vagal change of the period.
        period_vagal_tau_s,
        /// Delay of the vagal change of the period.
        period_vagal_delay_s,
        /// Lag of arterioles.
        resistance_tau_s,
        /// Delay of arterioles.
        resistance_delay_s,
        /// c: command that a drug adds at arterioles and veins.
        drug_command,
        /// Lag of veins.
        vein_tau_s,
        /// Delay of veins.
        vein_delay_s,
    }
}

impl<S: Scalar> Effector<S> {
    /// σ_0.
    pub(super) fn command_rest(&self) -> S {
        self.command_rest
    }

    /// ΔT, s, at the intrinsic period T_0.
    #[inline(always)]
    fn period_change_s(&self, intrinsic_period_s: S, sympathetic: S, vagal: S) -> S {
        let vagal_s = intrinsic_period_s + self.period_vagal_gain_s * vagal;
        // A drug takes away what the nerves of a resting heart add, too.
        let pace = (self.quickening(sympathetic) * self.sinus_receptors_fraction + 1.0)
            * (self.quickening(S::zero()) + 1.0).recip();
        vagal_s * pace.recip() - intrinsic_period_s
    }

    /// m - 1: relative rise of the rate of the sinus node by its sympathetic nerves, at a command σ.
    #[inline(always)]
    fn quickening(&self, sympathetic: S) -> S {
        let spikes = ((sympathetic + self.command_rest).exp() - 1.0).max(S::zero());
        self.sinus_sympathetic_range * spikes * (spikes + self.sinus_half_spikes_per_s).recip()
    }
}

/// Commands of the reflex, as changes from rest.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Commands<S> {
    /// Change of heart period from the intrinsic one, s.
    pub(crate) period_s: S,
    /// Change of contractility, units of command.
    pub(crate) contractility: S,
    /// Change of arteriolar tone, units of command.
    pub(crate) resistance: S,
    /// Change of arteriolar tone in the arms, units of command.
    pub(crate) arm_resistance: S,
    /// Change of venous tone, units of command.
    pub(crate) vein: S,
    /// Pressor drive of exercise that the centre passes on.
    pub(crate) pressor: S,
    /// Inotropic drive of exercise that the centre passes on.
    pub(crate) inotropic: S,
    /// Drive of exercise to the kidneys that the centre passes on.
    pub(crate) renal: S,
}

persist_fields!(Commands {
    period_s,
    contractility,
    resistance,
    arm_resistance,
    vein,
    pressor,
    inotropic,
    renal
});

/// Outflow of the centres at the end of a step.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Outflow<S> {
    /// Sympathetic command to the heart, to arterioles, to the arterioles of the arms, to veins.
    pub(super) heart: S,
    pub(super) arterioles: S,
    pub(super) arm: S,
    pub(super) veins: S,
    /// Vagal tone, spikes/s.
    pub(super) vagus: S,
    /// Pressor and inotropic drive of exercise and its drive to the kidneys, which act without delay.
    pub(super) pressor: S,
    pub(super) inotropic: S,
    pub(super) renal: S,
}

/// State of the effectors.
#[derive(Debug, Clone)]
pub(super) struct State<S> {
    heart: DelayLine<S>,
    arterioles: DelayLine<S>,
    arm: DelayLine<S>,
    veins: DelayLine<S>,
    vagus: DelayLine<S>,
    contractility: FirstOrder<S>,
    period_sympathetic: FirstOrder<S>,
    period_vagal: FirstOrder<S>,
    resistance: FirstOrder<S>,
    arm_resistance: FirstOrder<S>,
    vein: FirstOrder<S>,
}

persist_fields!(State {
    heart,
    arterioles,
    arm,
    veins,
    vagus,
    contractility,
    period_sympathetic,
    period_vagal,
    resistance,
    arm_resistance,
    vein,
});

impl<S: Scalar> State<S> {
    /// At rest with a vagal tone, spikes/s.
    pub(super) fn settled(vagal_tone: S, now_s: f64) -> Self {
        let silent = DelayLine::settled(S::zero(), now_s);
        Self {
            heart: silent.clone(),
            arterioles: silent.clone(),
            arm: silent.clone(),
            veins: silent,
            vagus: DelayLine::settled(vagal_tone, now_s),
            contractility: FirstOrder::default(),
            period_sympathetic: FirstOrder::default(),
            period_vagal: FirstOrder::settled(vagal_tone),
            resistance: FirstOrder::default(),
            arm_resistance: FirstOrder::default(),
            vein: FirstOrder::default(),
        }
    }

    /// Sets the clock back by `by_s`.
    pub(super) fn set_clock_back(&mut self, by_s: f64) {
        for line in [
            &mut self.heart,
            &mut self.arterioles,
            &mut self.arm,
            &mut self.veins,
            &mut self.vagus,
        ] {
            line.set_clock_back(by_s);
        }
    }

    /// Vagal tone as the sinus node feels it, spikes/s.
    pub(super) fn vagal_tone(&self) -> S {
        self.period_vagal.value()
    }

    /// Advances by a step that ends at `now_s`.
    #[inline(always)]
    pub(super) fn advance(
        &mut self,
        e: &Effector<S>,
        intrinsic_period_s: S,
        outflow: &Outflow<S>,
        step_s: f64,
        now_s: f64,
    ) -> Commands<S> {
        self.heart.push(now_s, outflow.heart);
        self.arterioles.push(now_s, outflow.arterioles);
        self.arm.push(now_s, outflow.arm);
        self.veins.push(now_s, outflow.veins);
        self.vagus.push(now_s, outflow.vagus);
        let contractility = self.contractility.advance(
            step_s,
            e.contractility_tau_s,
            self.heart.read(e.contractility_delay_s),
        );
        let sympathetic = self.period_sympathetic.advance(
            step_s,
            e.period_sympathetic_tau_s,
            self.heart.read(e.period_sympathetic_delay_s),
        );
        let vagal = self.period_vagal.advance(
            step_s,
            e.period_vagal_tau_s,
            self.vagus.read(e.period_vagal_delay_s),
        );
        Commands {
            period_s: e.period_change_s(intrinsic_period_s, sympathetic, vagal),
            contractility,
            resistance: e.drug_command
                + self.resistance.advance(
                    step_s,
                    e.resistance_tau_s,
                    self.arterioles.read(e.resistance_delay_s),
                ),
            arm_resistance: e.drug_command
                + self.arm_resistance.advance(
                    step_s,
                    e.resistance_tau_s,
                    self.arm.read(e.resistance_delay_s),
                ),
            vein: e.drug_command
                + self
                    .vein
                    .advance(step_s, e.vein_tau_s, self.veins.read(e.vein_delay_s)),
            pressor: outflow.pressor,
            inotropic: outflow.inotropic,
            renal: outflow.renal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Delays and lags that are all different, gains of one.
    const EFFECTOR: Effector<f64> = Effector {
        contractility_tau_s: 1.0,
        contractility_delay_s: 0.5,
        sinus_sympathetic_range: 1.5,
        sinus_half_spikes_per_s: 4.0,
        drug_command: 0.0,
        sinus_receptors_fraction: 1.0,
        command_rest: 0.7,
        period_sympathetic_tau_s: 1.5,
        period_sympathetic_delay_s: 1.0,
        period_vagal_gain_s: 1.0,
        period_vagal_tau_s: 2.0,
        period_vagal_delay_s: 2.0,
        resistance_tau_s: 3.0,
        resistance_delay_s: 4.0,
        vein_tau_s: 4.0,
        vein_delay_s: 6.0,
    };

    const INTRINSIC_S: f64 = 0.5;

    /// The commands `time_s` after the outflow has jumped from silence.
    fn after(time_s: f64, outflow: &Outflow<f64>) -> Commands<f64> {
        const STEP_S: f64 = 0.001;
        let mut state = State::settled(0.0, 0.0);
        state.advance(&EFFECTOR, INTRINSIC_S, &Outflow::default(), STEP_S, STEP_S);
        let mut commands = Commands::default();
        for n in 0..(time_s / STEP_S).round() as usize {
            let now_s = (n + 2) as f64 * STEP_S;
            commands = state.advance(&EFFECTOR, INTRINSIC_S, outflow, STEP_S, now_s);
        }
        commands
    }

    /// The hyperbola of the sinus node.
    fn pace(command: f64) -> f64 {
        let n = (command + 0.7).exp() - 1.0;
        1.0 + 1.5 * n / (4.0 + n)
    }

    /// Response to a unit step after a delay, with a lag.
    fn response(time_s: f64, delay_s: f64, tau_s: f64) -> f64 {
        if time_s < delay_s {
            0.0
        } else {
            1.0 - (-(time_s - delay_s) / tau_s).exp()
        }
    }

    #[test]
    fn every_effector_responds_to_its_own_nerve_with_its_own_delay_and_lag() {
        let e = &EFFECTOR;
        for time_s in [0.45, 0.9, 1.9, 3.9, 5.9, 9.0] {
            let nerves = |heart, arterioles, arm, veins, vagus| {
                let outflow = Outflow {
                    heart,
                    arterioles,
                    arm,
                    veins,
                    vagus,
                    pressor: 0.0,
                    inotropic: 0.0,
                    renal: 0.0,
                };
                let c = after(time_s, &outflow);
                [
                    c.contractility,
                    c.period_s,
                    c.resistance,
                    c.arm_resistance,
                    c.vein,
                ]
            };
            let of = |delay_s, tau_s| response(time_s, delay_s, tau_s);
            let contractility = of(e.contractility_delay_s, e.contractility_tau_s);
            let sympathetic = of(e.period_sympathetic_delay_s, e.period_sympathetic_tau_s);
            let shortening = INTRINSIC_S * (pace(0.0) / pace(sympathetic) - 1.0);
            let vagal = of(e.period_vagal_delay_s, e.period_vagal_tau_s);
            let resistance = of(e.resistance_delay_s, e.resistance_tau_s);
            let vein = of(e.vein_delay_s, e.vein_tau_s);
            for (got, expected) in [
                (
                    nerves(1.0, 0.0, 0.0, 0.0, 0.0),
                    [contractility, shortening, 0.0, 0.0, 0.0],
                ),
                (
                    nerves(0.0, 1.0, 0.0, 0.0, 0.0),
                    [0.0, 0.0, resistance, 0.0, 0.0],
                ),
                (
                    nerves(0.0, 0.0, 1.0, 0.0, 0.0),
                    [0.0, 0.0, 0.0, resistance, 0.0],
                ),
                (nerves(0.0, 0.0, 0.0, 1.0, 0.0), [0.0, 0.0, 0.0, 0.0, vein]),
                (nerves(0.0, 0.0, 0.0, 0.0, 1.0), [0.0, vagal, 0.0, 0.0, 0.0]),
            ] {
                for (got, expected) in got.into_iter().zip(expected) {
                    // The grid of the delay lines smears a jump over 20 ms.
                    assert!(
                        (got - expected).abs() < 0.025,
                        "{time_s} s: {got} {expected}"
                    );
                }
            }
        }
    }

    #[test]
    fn sympathetic_command_shortens_every_period_by_the_same_share() {
        let vagal_only = INTRINSIC_S + EFFECTOR.period_change_s(INTRINSIC_S, 0.0, 0.3);
        let both = INTRINSIC_S + EFFECTOR.period_change_s(INTRINSIC_S, 0.7, 0.3);
        let sympathetic_only = INTRINSIC_S + EFFECTOR.period_change_s(INTRINSIC_S, 0.7, 0.0);
        assert!((vagal_only - 0.8).abs() < 1e-12, "{vagal_only}");
        let share = pace(0.0) / pace(0.7);
        assert!(share < 0.85, "{share}");
        assert!((both / vagal_only - share).abs() < 1e-12);
        assert!((sympathetic_only / INTRINSIC_S - share).abs() < 1e-12);
    }

    #[test]
    fn the_sinus_node_answers_from_silence_to_a_limit() {
        let e = &EFFECTOR;
        let period = |command| INTRINSIC_S + e.period_change_s(INTRINSIC_S, command, 0.0);
        // Silent nerves, and a command below silence.
        assert!((period(-0.7) - INTRINSIC_S * pace(0.0)).abs() < 1e-12);
        assert_eq!(period(-5.0), period(-0.7));
        // Half of the range at K, all of it at an endless rate.
        let half = (1.0 + e.sinus_half_spikes_per_s).ln() - e.command_rest;
        assert!((period(-0.7) / period(half) - 1.75).abs() < 1e-12);
        assert!((period(-0.7) / period(40.0) - 2.5).abs() < 1e-9);
    }

    #[test]
    fn blocked_beta_receptors_take_the_nerves_from_the_node_and_leave_the_vagus() {
        let blocked = Effector {
            sinus_receptors_fraction: 0.0,
            ..EFFECTOR
        };
        let period =
            |command, vagus| INTRINSIC_S + blocked.period_change_s(INTRINSIC_S, command, vagus);
        // The resting heart loses what its nerves add, and none of them can quicken it.
        assert!((period(0.0, 0.0) - INTRINSIC_S * pace(0.0)).abs() < 1e-12);
        assert_eq!(period(2.0, 0.3), period(0.0, 0.3));
        assert!(period(0.0, 0.3) > period(0.0, 0.0));
    }

    #[test]
    fn a_drug_on_the_vessels_leaves_the_heart_alone() {
        let drug = Effector {
            drug_command: 0.5,
            ..EFFECTOR
        };
        let mut state = State::settled(0.0, 0.0);
        let silent = Outflow::default();
        let commands = state.advance(&drug, INTRINSIC_S, &silent, 0.01, 0.01);
        assert_eq!(
            (commands.resistance, commands.arm_resistance, commands.vein),
            (0.5, 0.5, 0.5)
        );
        assert_eq!((commands.contractility, commands.period_s), (0.0, 0.0));
    }
}

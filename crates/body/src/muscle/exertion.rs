//! Exertion: central command and the cardiovascular drives of exercise and of standing up.
//!
//! ```text
//! i         = min(m V_0/(V_peak - V_0), 1)
//! τ_c dc/dt = max(i, c_rising e, c_grip F) - c
//! τ_w dw/dt = i - w
//! τ_p dp/dt = i - p                         τ_p: one lag while p rises, another while it falls
//! d         = p³
//! τ_n dn/dt = a p² - n
//! τ_m dr/dt = k_m max(p_m - p_0, 0) - r
//! s_v       = s_1 d + s_2 r_s,   s_h = h_1 max(d, n) + h_2 r_s
//! ```
//!
//! | symbol | meaning | acts on |
//! |---|---|---|
//! | m | metabolic rate above rest, in resting rates | breathing, skin |
//! | V_0, V_peak | oxygen uptake at rest, highest | |
//! | i | intensity of exercise | |
//! | e | effort of standing up, 0 to 1 | |
//! | c | central command | leaves exp(-k max(c, w, n)) of the vagal tone, braces the abdomen; its onset: `muscle/onset.rs` |
//! | w | part of the withdrawal that outlasts the command | as c |
//! | r | reflex of receptors that feel pressure on the muscles | added to the set point of the baroreflex (mmHg) |
//! | p_m, p_0 | pressure from outside on the muscles of the legs, mean by mass; its threshold (mmHg) | |
//! | k_m | rise of the set point for each mmHg beyond the threshold | |
//! | F, c_grip | force of the grip as a share of the largest; command for each unit of it | |
//! | r_s | excitation of the nerve endings of starved muscle, 0 to 1 (`metaboreflex.rs`) | |
//! | s_v, s_h | sympathetic drive of the vessels and of the heart (spikes/s), s_1, h_1 at d = 1 and s_2, h_2 at r_s = 1 | centres |
//! | p | pressor drive | raises the set point of the baroreflex, constricts veins by p² |
//! | d | sympathetic and inotropic drive | centres, ventricles, arterial carbon dioxide |
//! | n, a | effect of noradrenaline and neuropeptide Y left by the nerves, relative to the nerves at p = 1 | heart: max(d, n) is its sympathetic drive; vagal tone, as c; kidneys: max(p, n) |
//!
//! Lags τ are in s; quantities without a unit here have none. See docs/adr/0010-exercise.md and
//! docs/adr/0024-pressure-from-outside.md.

use super::metaboreflex::Metaboreflex;
use super::onset::{self, Onset};
use crate::dynamics::{FirstOrder, RiseAndFall};
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
        /// Demand of the leg muscles for flow at full effort.
        demand_ml_per_min_per_100g,
    }
}

parameter_table! {
    /// Central command, `muscle.central_command`.
    pub(crate) struct CentralCommand {
        /// k: command, its lasting part and transmitters leave exp(-k max(c, w, n)) of the vagal tone.
        vagal_withdrawal,
        /// τ_c.
        rise_tau_s,
        /// τ_w.
        vagal_return_tau_s,
        /// τ_p while the pressor drive rises.
        pressor_tau_s,
        /// τ_p while the pressor drive falls.
        pressor_fall_tau_s,
        /// a: effect of the transmitters left after work, as a share of the effect of the nerves.
        transmitter_share,
        /// τ_n.
        transmitter_tau_s,
        /// Rise of the set point of the arterial baroreflex at p = 1.
        set_point_rise_mmhg,
        /// Sympathetic activity of the vessels at d = 1.
        sympathetic_spikes_per_s,
        /// Sympathetic activity of the heart at d = 1.
        heart_spikes_per_s,
        /// Command to the veins at p = 1, which grows with p².
        vein_command,
    }
}

parameter_table! {
    /// Receptors of the leg muscles that feel pressure on them, `muscle.pressure_receptors`.
    pub(crate) struct PressureReceptors {
        /// p_0.
        threshold_mmhg,
        /// k_m.
        set_point_gain,
        /// τ_m.
        tau_s,
    }
}

parameter_table! {
    /// Oxygen uptake, `muscle.capacity`.
    pub(crate) struct Capacity {
        /// V_peak.
        peak_oxygen_uptake_ml_per_min_per_kg,
        /// V_0.
        resting_oxygen_uptake_ml_per_min_per_kg,
    }
}

impl<S: Scalar> Capacity<S> {
    /// i per unit of m.
    pub(crate) fn intensity_per_metabolic_rate(&self) -> S {
        let rest = self.resting_oxygen_uptake_ml_per_min_per_kg;
        rest * (self.peak_oxygen_uptake_ml_per_min_per_kg - rest).recip()
    }
}

/// Parameters of exertion, fixed between changes of parameters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Constants<S> {
    pub(super) rising: Rising<S>,
    command: CentralCommand<S>,
    receptors: PressureReceptors<S>,
    onset: Onset<S>,
    pub(super) metaboreflex: Metaboreflex<S>,
    pub(super) intensity_per_metabolic_rate: S,
}

impl<S: Scalar> Constants<S> {
    pub(super) fn new(wiring: &Wiring<'_, S>) -> Result<Self, BodyError> {
        Ok(Self {
            rising: Rising::read(wiring, "muscle.rising")?,
            command: CentralCommand::read(wiring, "muscle.central_command")?,
            receptors: PressureReceptors::read(wiring, "muscle.pressure_receptors")?,
            onset: Onset::read(wiring, "muscle.onset")?,
            metaboreflex: Metaboreflex::read(wiring, "muscle.metaboreflex")?,
            intensity_per_metabolic_rate: Capacity::read(wiring, "muscle.capacity")?
                .intensity_per_metabolic_rate(),
        })
    }
}

/// What work, effort and the muscles themselves do to the centres.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stimuli<S> {
    /// m.
    pub(super) metabolic_rate: S,
    /// e.
    pub(super) effort: f64,
    /// c_grip F.
    pub(super) grip_command: S,
    /// p_m.
    pub(super) pressed_mmhg: S,
    /// r_s.
    pub(super) starved: S,
}

/// Effects of work and effort on the other organs at the end of a step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Exertion<S> {
    /// Effort of standing up, 0 to 1.
    pub(crate) effort: f64,
    /// Pressure by which an activity tenses the abdomen, mmHg; `muscle.rs` sets it.
    pub(crate) abdomen_press_mmhg: S,
    /// m: metabolic rate above rest, in resting rates.
    pub(crate) metabolic_rate: S,
    /// c.
    pub(crate) command: S,
    /// z of `muscle/onset.rs`.
    pub(crate) news: S,
    /// y of `muscle/onset.rs`.
    pub(crate) central_dilation: S,
    /// p.
    pub(crate) pressor: S,
    /// d.
    pub(crate) drive: S,
    /// Rise of the set point of the arterial baroreflex, mmHg.
    pub(crate) set_point_rise_mmhg: S,
    /// Sympathetic drive of the vessels, spikes/s.
    pub(crate) sympathetic_spikes_per_s: S,
    /// Command to the veins.
    pub(crate) vein_command: S,
    /// Sympathetic drive of the heart, which the transmitters prolong, spikes/s.
    pub(crate) heart_spikes_per_s: S,
    /// max(p, n): drive of the kidneys.
    pub(crate) renal_drive: S,
    /// exp(-k max(c, w, n)).
    pub(crate) vagal_share: S,
}

#[cfg(test)]
impl Exertion<f64> {
    /// Nobody works and nobody rises.
    pub(crate) fn rest() -> Self {
        Self {
            effort: 0.0,
            abdomen_press_mmhg: 0.0,
            metabolic_rate: 0.0,
            command: 0.0,
            news: 0.0,
            central_dilation: 0.0,
            pressor: 0.0,
            drive: 0.0,
            set_point_rise_mmhg: 0.0,
            sympathetic_spikes_per_s: 0.0,
            vein_command: 0.0,
            heart_spikes_per_s: 0.0,
            renal_drive: 0.0,
            vagal_share: 1.0,
        }
    }
}

/// State of central command and pressor drive.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct State<S> {
    central: FirstOrder<S>,
    pressor: RiseAndFall<S>,
    /// w.
    vagal_return: FirstOrder<S>,
    /// n.
    transmitter: FirstOrder<S>,
    /// r.
    pressed: FirstOrder<S>,
    /// c_w of `muscle/onset.rs`.
    working: FirstOrder<S>,
    onset: onset::State<S>,
}

persist_fields!(State {
    central,
    pressor,
    vagal_return,
    transmitter,
    pressed,
    working,
    onset
});

impl<S: Scalar> State<S> {
    /// Advances by a step with the stimuli at its end.
    #[inline(always)]
    pub(super) fn advance(
        &mut self,
        constants: &Constants<S>,
        stimuli: &Stimuli<S>,
        step_s: f64,
    ) -> Exertion<S> {
        let &Stimuli {
            metabolic_rate,
            effort,
            grip_command,
            pressed_mmhg,
            starved,
        } = stimuli;
        let reflex_of_starved = &constants.metaboreflex;
        let c = &constants.command;
        let receptors = &constants.receptors;
        let beyond = (pressed_mmhg - receptors.threshold_mmhg).max(S::zero());
        let reflex =
            self.pressed
                .advance(step_s, receptors.tau_s, receptors.set_point_gain * beyond);
        let intensity = (metabolic_rate * constants.intensity_per_metabolic_rate).min(S::one());
        let working = intensity.max(grip_command);
        let command = working.max(constants.rising.central_command * effort);
        let central = self.central.advance(step_s, c.rise_tau_s, command);
        let working = self.working.advance(step_s, c.rise_tau_s, working);
        let (news, central_dilation) = self.onset.advance(&constants.onset, working, step_s);
        let outlasting = self
            .vagal_return
            .advance(step_s, c.vagal_return_tau_s, intensity);
        let pressor =
            self.pressor
                .advance(step_s, c.pressor_tau_s, c.pressor_fall_tau_s, intensity);
        let square = pressor * pressor;
        let drive = square * pressor;
        let transmitter =
            self.transmitter
                .advance(step_s, c.transmitter_tau_s, square * c.transmitter_share);
        Exertion {
            effort,
            abdomen_press_mmhg: S::zero(),
            metabolic_rate,
            command: central,
            news,
            central_dilation,
            pressor,
            drive,
            set_point_rise_mmhg: pressor * c.set_point_rise_mmhg + reflex,
            sympathetic_spikes_per_s: drive * c.sympathetic_spikes_per_s
                + reflex_of_starved.vessel_spikes_per_s * starved,
            vein_command: square * c.vein_command,
            heart_spikes_per_s: drive.max(transmitter) * c.heart_spikes_per_s
                + reflex_of_starved.heart_spikes_per_s * starved,
            renal_drive: pressor.max(transmitter),
            vagal_share: (-(central.max(outlasting).max(transmitter) * c.vagal_withdrawal)).exp(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::LONG_S;

    const CONSTANTS: Constants<f64> = Constants {
        rising: Rising {
            thigh_level: 0.3,
            calf_level: 0.2,
            central_command: 0.4,
            demand_ml_per_min_per_100g: 20.0,
        },
        command: CentralCommand {
            vagal_withdrawal: 2.0,
            rise_tau_s: 4.0,
            vagal_return_tau_s: 60.0,
            pressor_tau_s: 30.0,
            pressor_fall_tau_s: 10.0,
            transmitter_share: 0.6,
            transmitter_tau_s: 200.0,
            set_point_rise_mmhg: 40.0,
            sympathetic_spikes_per_s: 6.0,
            heart_spikes_per_s: 9.0,
            vein_command: 1.5,
        },
        receptors: PressureReceptors {
            threshold_mmhg: 20.0,
            set_point_gain: 0.5,
            tau_s: 10.0,
        },
        onset: Onset {
            adaptation_tau_s: 5.0,
            half_command: 0.2,
            dilation_tau_s: 2.0,
            conductance_rise: 1.0,
            share_of_other_beds: 0.5,
        },
        metaboreflex: Metaboreflex {
            washout_ml_per_kg: 200.0,
            threshold_ml_per_kg: 5.0,
            half_ml_per_kg: 10.0,
            vessel_spikes_per_s: 4.0,
            heart_spikes_per_s: 8.0,
        },
        intensity_per_metabolic_rate: 0.1,
    };

    fn stimuli(metabolic_rate: f64, effort: f64, pressed_mmhg: f64) -> Stimuli<f64> {
        Stimuli {
            metabolic_rate,
            effort,
            grip_command: 0.0,
            pressed_mmhg,
            starved: 0.0,
        }
    }

    fn settled(metabolic_rate: f64, effort: f64) -> Exertion<f64> {
        let mut state = State::default();
        // The lags follow each other; the first step from zero sees half of its input on the mean.
        for _ in 0..3 {
            state.advance(&CONSTANTS, &stimuli(metabolic_rate, effort, 0.0), LONG_S);
        }
        state.advance(&CONSTANTS, &stimuli(metabolic_rate, effort, 0.0), LONG_S)
    }

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    }

    #[test]
    fn the_drive_is_the_cube_of_the_pressor_drive_and_the_command_to_veins_its_square() {
        let e = settled(5.0, 0.0);
        near(e.pressor, 0.5);
        near(e.drive, 0.125);
        near(e.set_point_rise_mmhg, 20.0);
        near(e.sympathetic_spikes_per_s, 0.75);
        // The transmitters, 0.6 p², exceed the cube below 0.6 and not at full effort.
        near(e.heart_spikes_per_s, 9.0 * 0.15);
        near(settled(10.0, 0.0).heart_spikes_per_s, 9.0);
        near(e.renal_drive, 0.5);
        near(e.vein_command, 1.5 * 0.25);
        near(e.vagal_share, (-1.0_f64).exp());
        assert_eq!((e.effort, e.metabolic_rate), (0.0, 5.0));
    }

    #[test]
    fn intensity_ends_at_one() {
        let e = settled(25.0, 0.0);
        near(e.pressor, 1.0);
        near(e.vagal_share, (-2.0_f64).exp());
    }

    #[test]
    fn rising_commands_the_vagus_and_nothing_else() {
        let e = settled(0.0, 0.5);
        near(e.vagal_share, (-0.4_f64).exp());
        assert_eq!((e.pressor, e.drive, e.effort), (0.0, 0.0, 0.5));
        assert_eq!(e.vein_command, 0.0);
        // The stronger of the two commands holds.
        near(settled(1.0, 0.5).vagal_share, (-0.4_f64).exp());
        near(settled(4.0, 0.5).vagal_share, (-0.8_f64).exp());
    }

    #[test]
    fn pressure_on_the_muscles_beyond_a_threshold_raises_the_set_point_and_nothing_else() {
        let pressed = |mmhg: f64, step_s: f64| {
            State::default().advance(&CONSTANTS, &stimuli(0.0, 0.0, mmhg), step_s)
        };
        assert_eq!(pressed(20.0, 5.0).set_point_rise_mmhg, 0.0);
        assert_eq!(pressed(-40.0, 5.0).set_point_rise_mmhg, 0.0);
        let e = pressed(60.0, 5.0);
        // The first step sees half of its input on the mean.
        near(e.set_point_rise_mmhg, 0.5 * 20.0 * (1.0 - (-0.5_f64).exp()));
        assert_eq!(
            (e.pressor, e.drive, e.vein_command, e.vagal_share),
            (0.0, 0.0, 0.0, 1.0)
        );
    }

    #[test]
    fn starved_muscle_drives_vessels_and_heart_and_leaves_the_vagus_and_the_set_point() {
        let starved = Stimuli {
            starved: 0.5,
            ..stimuli(0.0, 0.0, 0.0)
        };
        let e = State::default().advance(&CONSTANTS, &starved, 1.0);
        near(e.sympathetic_spikes_per_s, 2.0);
        near(e.heart_spikes_per_s, 4.0);
        assert_eq!((e.vagal_share, e.set_point_rise_mmhg), (1.0, 0.0));
        // It adds to the drives of work.
        let worked = settled(5.0, 0.0);
        let mut state = State::default();
        for _ in 0..4 {
            let both = Stimuli {
                starved: 0.5,
                ..stimuli(5.0, 0.0, 0.0)
            };
            state.advance(&CONSTANTS, &both, LONG_S);
        }
        let both = state.advance(
            &CONSTANTS,
            &Stimuli {
                starved: 0.5,
                ..stimuli(5.0, 0.0, 0.0)
            },
            LONG_S,
        );
        near(both.heart_spikes_per_s, worked.heart_spikes_per_s + 4.0);
    }

    #[test]
    fn a_grip_withdraws_vagal_tone_by_its_force_and_nothing_else() {
        let grip = Stimuli {
            grip_command: 0.15,
            ..stimuli(0.0, 0.0, 0.0)
        };
        let mut state = State::default();
        state.advance(&CONSTANTS, &grip, LONG_S);
        let e = state.advance(&CONSTANTS, &grip, LONG_S);
        near(e.vagal_share, (-2.0 * 0.15_f64).exp());
        assert_eq!((e.pressor, e.heart_spikes_per_s), (0.0, 0.0));
    }

    #[test]
    fn command_and_pressor_drive_rise_with_their_own_lags() {
        let e = State::default().advance(&CONSTANTS, &stimuli(5.0, 0.0, 0.0), 3.0);
        let risen = |tau: f64| 0.25 * (1.0 - (-3.0 / tau).exp());
        near(e.pressor, risen(30.0));
        near(e.vagal_share, (-2.0 * risen(4.0)).exp());
    }

    #[test]
    fn transmitters_keep_heart_and_kidneys_driven_after_hard_work_and_not_after_light_work() {
        let after = |metabolic_rate: f64| {
            let mut state = State::default();
            for _ in 0..4 {
                state.advance(&CONSTANTS, &stimuli(metabolic_rate, 0.0, 0.0), LONG_S);
            }
            // The input falls within the first step; then it is silent.
            state.advance(&CONSTANTS, &stimuli(0.0, 0.0, 0.0), 1e-9);
            for _ in 0..1000 {
                state.advance(&CONSTANTS, &stimuli(0.0, 0.0, 0.0), 0.1);
            }
            state.advance(&CONSTANTS, &stimuli(0.0, 0.0, 0.0), 1e-9)
        };
        // The fading nerves, whose square falls within 5 s, add a little.
        let left = 0.6 * (-100.0_f64 / 200.0).exp() * (1.0 + 5.0 / 195.0);
        let hard = after(10.0);
        assert!((hard.pressor - (-100.0_f64 / 10.0).exp()).abs() < 1e-6);
        assert!((hard.heart_spikes_per_s - 9.0 * left).abs() < 0.01);
        assert!((hard.renal_drive - left).abs() < 0.01);
        assert!((hard.vagal_share - (-2.0 * left).exp()).abs() < 0.01);
        assert!(hard.sympathetic_spikes_per_s < 1e-6, "the vessels are free");
        // The part that outlasts the command is larger than the transmitters.
        let light = after(2.0);
        assert!(
            light.heart_spikes_per_s < 9.0 * 0.6 * 0.04,
            "no more than at the end of the work"
        );
        assert!((light.vagal_share - (-0.4 * (-100.0_f64 / 60.0).exp()).exp()).abs() < 1e-6);
    }

    #[test]
    fn work_and_grip_are_news_and_rising_is_not() {
        let after_a_second = |stimuli: Stimuli<f64>| {
            let mut state = State::default();
            let mut e = state.advance(&CONSTANTS, &stimuli, 0.1);
            for _ in 0..9 {
                e = state.advance(&CONSTANTS, &stimuli, 0.1);
            }
            e
        };
        let work = after_a_second(stimuli(5.0, 0.0, 0.0));
        assert!((0.05..work.command).contains(&work.news), "{}", work.news);
        assert!(work.central_dilation > 0.02);
        let grip = after_a_second(Stimuli {
            grip_command: 0.5,
            ..stimuli(0.0, 0.0, 0.0)
        });
        near(grip.news, work.news);
        let rising = after_a_second(stimuli(0.0, 1.0, 0.0));
        assert!(rising.command > 0.05);
        assert_eq!((rising.news, rising.central_dilation), (0.0, 0.0));
    }

    #[test]
    fn full_intensity_is_the_peak_oxygen_uptake() {
        let capacity = Capacity {
            peak_oxygen_uptake_ml_per_min_per_kg: 35.0,
            resting_oxygen_uptake_ml_per_min_per_kg: 3.5,
        };
        // Nine resting rates above rest.
        near(capacity.intensity_per_metabolic_rate() * 9.0, 1.0);
    }
}

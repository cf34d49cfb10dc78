//! The arc from pressures in the network to commands, with the receptors at their heights.

use super::*;
use crate::change::Posture;
use crate::testing::{Man, assert_close, man_with};

const CHEST: f64 = -4.0;
const AROUND_SINUS: f64 = 10.0;

fn exertion() -> Exertion<f64> {
    Exertion {
        set_point_rise_mmhg: 8.0,
        sympathetic_spikes_per_s: 0.5,
        vein_command: 0.3,
        heart_spikes_per_s: 0.9,
        vagal_share: 0.75,
        ..Exertion::rest()
    }
}

/// Between two breaths, with nothing around the neck and the blood of health.
fn surroundings(gravity: &gravity::State<f64>) -> Surroundings<'_, f64> {
    Surroundings {
        gravity,
        column_mmhg_per_cm: 0.8,
        around_sinus_mmhg: 0.0,
        chest_mmhg: CHEST,
        inspiration: 0.0,
        brain_extraction: 0.0,
        content: 1.0,
    }
}

/// A tilted man with these pressures, and what the reflex makes of them after `steps` of a second.
fn tilted(steps: u32) -> (Man, State<f64>) {
    let mut man = man_with(&[("reflex.arterial.carotid_weight", 0.7)]);
    for (vessel, pressure) in [
        ("head.artery", 70.0),
        ("aorta.arch", 95.0),
        ("heart.right_atrium", 1.0),
    ] {
        let place = man.place(vessel);
        man.circulation.sim.state.pressure[place] = pressure;
    }
    let c = &man.circulation;
    let places = c.sim.topology().volume_count();
    let posture = Posture::tilted(30.0);
    let gravity = gravity::State::settled(&c.constants.gravity, posture, places);
    let around = Surroundings {
        around_sinus_mmhg: AROUND_SINUS,
        ..surroundings(&gravity)
    };
    let mut state = State::settled(&c.constants.baroreflex, 0.0);
    for n in 1..=steps {
        let reflex = &c.constants.baroreflex;
        state.advance(reflex, &c.sim, &around, &exertion(), 1.0, f64::from(n));
    }
    (man, state)
}

/// Pressure that the receptors sense in `tilted`.
fn sensed(man: &Man) -> f64 {
    let c = &man.circulation;
    let places = c.sim.topology().volume_count();
    let gravity = gravity::State::settled(&c.constants.gravity, Posture::tilted(30.0), places);
    let above_valve = man.value("reflex.arterial.carotid_height_above_valve_cm");
    let sinus = gravity.height[man.place("heart.left_ventricle")] + 0.5 * above_valve;
    let above = gravity.height[man.place("head.artery")] - sinus;
    0.7 * (70.0 + 0.8 * above - AROUND_SINUS) + 0.3 * (95.0 - CHEST)
}

#[test]
fn the_receptors_sense_the_pressure_at_their_own_heights_across_their_walls() {
    let (man, state) = tilted(1);
    assert_close(state.sensed_mmhg, sensed(&man));
}

#[test]
fn every_effector_settles_at_the_command_of_its_afferent_rate() {
    let (man, state) = tilted(2000);
    let of = |key: &str| man.value(&format!("reflex.{key}"));
    let x = (sensed(&man) - of("arterial.set_point_mmhg") - 8.0) / of("arterial.k_a_mmhg");
    let f_ab = (of("arterial.f_min_spikes_per_s") + of("arterial.f_max_spikes_per_s") * x.exp())
        / (1.0 + x.exp());
    let range = of("cardiopulmonary.range_mmhg");
    let u = (1.0 - CHEST - of("cardiopulmonary.set_point_mmhg")) / range;
    let f = range * u / (1.0 + u * u).sqrt();
    // Pressures that do not pulse, against the pulsation with which the reflex begins.
    let pulse = -of("arterial.pulsation_weight") * state.rest.pulsation_mmhg
        - of("arterial.pulse_reset") * 8.0;
    let x = x + pulse / of("arterial.k_a_mmhg");
    let f_ap = (of("arterial.f_min_spikes_per_s") + of("arterial.f_max_spikes_per_s") * x.exp())
        / (1.0 + x.exp());
    let f_ah = f_ab + of("arterial.heart_pulse_share") * (f_ap - f_ab);
    assert!(f_ah < f_ab - 1.0, "{f_ah} {f_ab}");
    let command = |organ: &str| {
        let arterial = if organ == "heart" { f_ah } else { f_ab };
        let gain = of(&format!(
            "cardiopulmonary.{organ}_gain_spikes_per_s_per_mmhg"
        ));
        let inf = of("sympathetic.fes_inf_spikes_per_s");
        let fes = inf
            + (of("sympathetic.fes_0_spikes_per_s") - inf)
                * (-of("sympathetic.k_es_s") * (arterial + gain * f)).exp()
            + if organ == "heart" { 0.9 } else { 0.5 };
        let fes = fes.min(of("sympathetic.fes_max_spikes_per_s"));
        let above = (fes - of("sympathetic.fes_min_spikes_per_s")).max(0.0);
        (above + 1.0).ln() - of("effector.command_rest")
    };
    let y = (f_ap - of("vagal.fab_0_spikes_per_s")) / of("vagal.k_ev_spikes_per_s");
    let vagus = 0.75
        * (of("vagal.fev_0_spikes_per_s") + of("vagal.fev_inf_spikes_per_s") * y.exp())
        / (1.0 + y.exp());
    let commands = state.commands;
    let near = |found: f64, expected: f64| {
        assert!((found - expected).abs() < 1e-6, "{found} {expected}");
    };
    near(commands.contractility, command("heart"));
    near(commands.resistance, command("resistance"));
    near(commands.arm_resistance, command("arm"));
    near(commands.vein, command("vein") + 0.3);
    let intrinsic = man.circulation.constants.baroreflex.intrinsic_period_s();
    let vagal = intrinsic + of("effector.period_vagal_gain_s") * vagus;
    let pace = |command: f64| {
        let n = (command + of("effector.command_rest")).exp() - 1.0;
        1.0 + of("effector.sinus_sympathetic_range") * n
            / (of("effector.sinus_half_spikes_per_s") + n)
    };
    let share = pace(0.0) / pace(command("heart"));
    near(commands.period_s, vagal * share - intrinsic);
}

#[test]
fn without_vagal_tone_the_period_lacks_the_part_of_the_resting_tone() {
    let man = man_with(&[]);
    let of = |key: &str| man.value(&format!("reflex.{key}"));
    let tone = 0.5 * (of("vagal.fev_0_spikes_per_s") + of("vagal.fev_inf_spikes_per_s"));
    let constants = &man.circulation.constants.baroreflex;
    let resting = 60.0 / of("effector.reference_heart_rate_per_min");
    let expected = resting - of("effector.period_vagal_gain_s") * tone;
    assert!(expected < 0.8 * resting, "{expected}");
    assert_close(constants.intrinsic_period_s(), expected);
}

#[test]
fn the_drives_of_exercise_pass_the_sympathetic_centre_as_far_as_it_answers() {
    let (man, mut state) = tilted(1);
    assert_eq!(
        (state.commands.pressor, state.commands.inotropic),
        (0.0, 0.0)
    );
    let failed = man_with(&[("reflex.sympathetic.drive", 0.25)]);
    let c = &man.circulation;
    let around = surroundings(&c.organs.gravity);
    let working = Exertion {
        pressor: 0.8,
        drive: 0.4,
        renal_drive: 0.6,
        ..exertion()
    };
    let quarter = &failed.circulation.constants.baroreflex;
    for (reflex, share) in [(&c.constants.baroreflex, 1.0), (quarter, 0.25)] {
        state = State::settled(reflex, 1.0);
        state.advance(reflex, &c.sim, &around, &working, 1.0, 2.0);
        assert_close(state.commands.pressor, 0.8 * share);
        assert_close(state.commands.inotropic, 0.4 * share);
        assert_close(state.commands.renal, 0.6 * share);
    }
}

#[test]
fn thin_blood_drives_the_heart_and_withdraws_the_vagus_but_leaves_the_vessels() {
    let (man, state) = tilted(1000);
    let c = &man.circulation;
    let after = |content: f64| {
        let around = Surroundings {
            content,
            ..surroundings(&c.organs.gravity)
        };
        let mut state = state.clone();
        for n in 1001..=2000 {
            let reflex = &c.constants.baroreflex;
            state.advance(reflex, &c.sim, &around, &exertion(), 1.0, f64::from(n));
        }
        state.commands
    };
    let (usual, thin, thick) = (after(1.0), after(0.5), after(1.2));
    assert!(thin.contractility > usual.contractility + 0.3, "{thin:?}");
    assert!(thin.period_s < usual.period_s - 0.05, "{thin:?}");
    assert_eq!(thin.resistance, usual.resistance);
    assert_eq!(thin.vein, usual.vein);
    assert_eq!(thin.arm_resistance, usual.arm_resistance);
    assert_eq!(thick.contractility, usual.contractility);
    assert_eq!(thick.period_s, usual.period_s);
}

#[test]
fn failed_nerves_leave_the_same_tone_whenever_they_fail() {
    let failed = man_with(&[
        ("reflex.sympathetic.drive", 0.0),
        ("reflex.vagal.drive", 0.0),
    ]);
    let reflex = &failed.circulation.constants.baroreflex;
    let (man, upright) = tilted(1000);
    let before = upright.commands;
    assert!(before.resistance.abs() > 0.1, "{before:?}");
    let c = &man.circulation;
    let around = Surroundings {
        around_sinus_mmhg: -60.0,
        chest_mmhg: CHEST - 5.0,
        brain_extraction: 1.0,
        content: 0.3,
        ..surroundings(&c.organs.gravity)
    };
    let left = man.value("reflex.failure.vessel_command");
    let vagal = man.value("reflex.effector.period_vagal_gain_s") * upright.rest.vagal_tone;
    let tau = man.value("reflex.failure.tau_s");
    // Failed at work and upright, and failed from the start.
    let from_start = State::settled(reflex, 1000.0);
    for (mut state, intact) in [(upright, 1.0), (from_start, 0.0)] {
        let at_once = state.drives.clone();
        for n in 1001..=2000 {
            state.advance(reflex, &c.sim, &around, &exertion(), 1.0, f64::from(n));
        }
        let near = |found: f64, expected: f64| {
            assert!((found - expected).abs() < 1e-9, "{found} {expected}");
        };
        near(state.commands.resistance, left);
        near(state.commands.arm_resistance, left);
        near(state.commands.vein, left);
        near(state.commands.contractility, 0.0);
        near(state.commands.period_s, vagal);
        near(state.commands.pressor + state.commands.inotropic, 0.0);
        // The drive falls with its time constant, and comes back with it.
        let mut drives = at_once;
        let mut after_a_minute = |set: f64| {
            let minute = (0..600).map(|_| drives.advance(&reflex.failure, set, set, 0.1));
            minute.last().unwrap()
        };
        let share = (-60.0 / tau).exp();
        let lost = after_a_minute(0.0);
        let back = after_a_minute(1.0);
        for (lost, back) in [(lost.0, back.0), (lost.1, back.1)] {
            assert!(
                (lost - intact * share).abs() <= 0.01 * share,
                "{lost} {share}"
            );
            let missing = (1.0 - lost) * share;
            assert!((1.0 - back - missing).abs() <= 0.01 * share, "{back}");
        }
    }
}

#[test]
fn delays_survive_a_clock_set_back() {
    let (man, state) = tilted(3);
    let run = |back_s: f64| {
        let mut state = state.clone();
        state.set_clock_back(back_s);
        let c = &man.circulation;
        let around = surroundings(&c.organs.gravity);
        for n in 4..=9 {
            let now_s = f64::from(n) - back_s;
            let reflex = &c.constants.baroreflex;
            state.advance(reflex, &c.sim, &around, &exertion(), 1.0, now_s);
        }
        let c = state.commands;
        [c.period_s, c.contractility, c.resistance, c.vein]
    };
    for (a, b) in run(0.0).into_iter().zip(run(2.0)) {
        assert!((a - b).abs() < 1e-9 && a != 0.0, "{a} {b}");
    }
}

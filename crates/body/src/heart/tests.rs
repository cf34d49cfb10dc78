use super::*;
use crate::subject::{Scale, Subject};
use crate::testing::{Man, assert_close, man_with, person};

const STEP_S: f64 = 0.01;

fn slow_heart() -> Man {
    let subject = Subject {
        resting_heart_rate_per_min: 50.0,
        ..Subject::default()
    };
    person(&subject, &[])
}

fn advance(man: &mut Man, commands: &Commands<f64>) {
    let c = &mut man.circulation;
    let heart = &c.constants.heart;
    c.organs
        .heart
        .advance(heart, &mut c.sim, commands, 1.0, STEP_S);
}

#[test]
fn a_reflex_raises_the_rate_by_the_same_beats_in_everyone_and_lowers_it_by_the_same_share() {
    let mut man = slow_heart();
    let constants = &man.circulation.constants.heart;
    assert_close(constants.resting_period_s, 1.2);
    let intrinsic = man.circulation.constants.baroreflex.intrinsic_period_s();
    let reference = man.value("reflex.effector.reference_heart_rate_per_min");
    assert!(intrinsic < 60.0 / reference - 0.01, "{intrinsic}");
    let commands = |period_s| Commands {
        period_s,
        ..Commands::default()
    };
    let mut rate_at = |reference_rate: f64| {
        advance(&mut man, &commands(60.0 / reference_rate - intrinsic));
        60.0 / man.circulation.organs.heart.sinus.period_s
    };
    assert_close(rate_at(reference), 50.0);
    assert_close(rate_at(reference + 30.0), 80.0);
    assert_close(rate_at(0.5 * reference), 25.0);
    advance(&mut man, &commands(-5.0));
    let shortest = man.value("reflex.effector.shortest_period_s");
    let highest = Scale::of(&subject_of(50.0), &man.parameters).unwrap();
    let period = man.circulation.organs.heart.sinus.period_s;
    assert_close(period, shortest / highest.highest_heart_rate);
}

#[test]
fn a_heart_without_oxygen_weakens_slows_and_stops_and_revives_with_oxygen() {
    let mut man = slow_heart();
    let start = man.circulation.sim.topology().chamber_places().start;
    let ventricle = man.place("heart.left_ventricle") - start;
    let mut after = |supply: f64, seconds: f64| {
        let c = &mut man.circulation;
        let mut strongest: f64 = 0.0;
        for _ in 0..(seconds / STEP_S) as usize {
            let heart = &c.constants.heart;
            let commands = Commands::default();
            c.organs
                .heart
                .advance(heart, &mut c.sim, &commands, supply, STEP_S);
            strongest = strongest.max(c.sim.parameters.chambers.activation[ventricle]);
        }
        (60.0 / c.organs.heart.sinus.period_s, strongest)
    };
    let (rate, strength) = after(1.0, 10.0);
    assert!(strength > 0.99 && rate > 50.0, "{strength} {rate}");
    let (half, weak) = {
        after(0.5, 100.0);
        after(0.5, 10.0)
    };
    assert!((weak - 0.5 * strength).abs() < 0.02 && half > 0.95 * rate);
    let (stopped, silent) = {
        after(0.0, 100.0);
        after(0.0, 10.0)
    };
    assert!(stopped < 0.1 && silent < 0.01, "{stopped} {silent}");
    let (again, _) = after(1.0, 100.0);
    assert!((again - rate).abs() < 1.0, "{again} {rate}");
}

fn subject_of(resting_heart_rate_per_min: f64) -> Subject {
    Subject {
        resting_heart_rate_per_min,
        ..Subject::default()
    }
}

#[test]
fn elastance_follows_command_and_exercise_ventricle_by_ventricle() {
    let mut man = slow_heart();
    let commands = |contractility, inotropic| Commands {
        contractility,
        inotropic,
        ..Commands::default()
    };
    let volume = Scale::of(&subject_of(50.0), &man.parameters).unwrap().heart;
    let rise = man.value("muscle.central_command.contractility_rise");
    let ventricles = [
        ("heart.right_ventricle", "contractility_right_gain_fraction"),
        ("heart.left_ventricle", "contractility_gain_fraction"),
    ];
    for (command, drive) in [(0.8, 0.5), (0.8, 0.125), (-100.0, 0.5)] {
        advance(&mut man, &commands(command, drive));
        for (name, gain) in ventricles {
            let rest = man.value(&format!("{name}.end_systolic_elastance_mmhg_per_ml")) / volume;
            let gain = man.value(&format!("reflex.effector.{gain}"));
            let expected = rest * (1.0 + rise * drive + gain * command).max(0.2);
            let start = man.circulation.sim.topology().chamber_places().start;
            let found = man.circulation.sim.parameters.chambers.elastance[man.place(name) - start];
            assert_close(found, expected);
        }
    }
}

#[test]
fn the_wave_reaches_atria_and_ventricles_and_quickens_with_the_pressor_drive() {
    let mut man = slow_heart();
    man.circulation.organs.heart.sinus.phase = 0.48;
    let commands = Commands {
        pressor: 0.4,
        ..Commands::default()
    };
    advance(&mut man, &commands);
    let sinus = man.circulation.organs.heart.sinus;
    let timing = man.circulation.constants.heart.timing;
    let wave = timing.activation(sinus.phase, sinus.period_s, 1.0, 0.4);
    let start = man.circulation.sim.topology().chamber_places().start;
    let found =
        |name: &str| man.circulation.sim.parameters.chambers.activation[man.place(name) - start];
    assert!(wave.ventricles > 0.1 && wave.ventricles < 0.99, "{wave:?}");
    for side in ["left", "right"] {
        assert_eq!(found(&format!("heart.{side}_ventricle")), wave.ventricles);
        assert_eq!(found(&format!("heart.{side}_atrium")), wave.atria);
    }
}

#[test]
fn the_filling_of_a_beat_is_the_volume_of_the_left_ventricle_at_its_onset() {
    let mut man = slow_heart();
    let scale = Scale::of(&subject_of(50.0), &man.parameters).unwrap();
    let reference_ml = man.value("heart.timing.reference_volume_ml") * scale.heart;
    let left = man.place("heart.left_ventricle");
    let commands = Commands::default();
    // The node takes the period that the commands ask for; the ventricle fills, so that its volume has a slope.
    advance(&mut man, &commands);
    let sim = &mut man.circulation.sim;
    sim.state.volume[left] -= 40.0;
    for _ in 0..10 {
        sim.step(STEP_S).unwrap();
    }
    let (now, ahead) = (sim.state.volume[left], sim.volume_ahead(left, STEP_S));
    assert!((ahead - now).abs() > 0.1, "{now} {ahead}");
    // The beat begins 2 ms after the beginning of the step.
    let sinus = &mut man.circulation.organs.heart.sinus;
    sinus.phase = 1.0 - 0.002 / sinus.period_s;
    advance(&mut man, &commands);
    let at_onset = man.circulation.organs.heart.filling;
    let expected = (now + (ahead - now) * 0.002 / STEP_S) / reference_ml;
    assert!((at_onset - expected).abs() < 1e-4, "{at_onset} {expected}");
    man.circulation.sim.state.volume[left] = 60.0;
    advance(&mut man, &commands);
    assert_eq!(man.circulation.organs.heart.filling, at_onset);
}

#[test]
fn the_common_wall_contracts_with_the_ventricles_and_follows_the_right_one() {
    let mut man = slow_heart();
    man.circulation.organs.heart.sinus.phase = 0.2;
    let commands = Commands {
        contractility: 0.8,
        ..Commands::default()
    };
    advance(&mut man, &commands);
    let sim = &man.circulation.sim;
    let start = sim.topology().chamber_places().start;
    let right = man.place("heart.right_ventricle") - start;
    let wall = man.circulation.constants.heart.common_wall;
    let (chambers, sacs) = (&sim.parameters.chambers, &sim.parameters.sacs);
    assert_eq!(sacs.activation[wall], chambers.activation[right]);
    assert!(sacs.activation[wall] > 0.5);
    let rest = |name: &str| man.value(&format!("{name}.end_systolic_elastance_mmhg_per_ml"));
    assert_close(
        sacs.elastance[wall] / chambers.elastance[right],
        rest("heart.common_wall") / rest("heart.right_ventricle"),
    );
    assert_eq!(sacs.activation.iter().filter(|e| **e > 0.0).count(), 1);
}

#[test]
fn the_floor_of_an_atrium_gives_way_by_a_share_of_what_its_ventricle_ejects() {
    let mut man = man_with(&[("heart.left_ventricle.plane_share", 0.5)]);
    let right = man.value("heart.right_ventricle.plane_share");
    for (side, share) in [("left", 0.5), ("right", right)] {
        let (atrium, ventricle) = (
            format!("heart.{side}_atrium"),
            format!("heart.{side}_ventricle"),
        );
        let start = man.circulation.sim.topology().chamber_places().start;
        let (place, i) = (man.place(&ventricle), man.place(&atrium) - start);
        let mut intercepts = |volume_ml: f64| {
            man.circulation.sim.state.volume[place] = volume_ml;
            advance(&mut man, &Commands::default());
            let chambers = &man.circulation.sim.parameters.chambers;
            [chambers.intercept[i], chambers.passive_intercept[i]]
        };
        // The step is short beside the time over which the mean volume adapts.
        let (full, ejected) = (intercepts(140.0), intercepts(70.0));
        for (full, ejected) in full.into_iter().zip(ejected) {
            let gives_way_ml = ejected - full;
            assert!((gives_way_ml - share * 70.0).abs() < 0.2, "{gives_way_ml}");
        }
        for _ in 0..10_000 {
            intercepts(70.0);
        }
        let volume = Scale::of(&Subject::default(), &man.parameters)
            .unwrap()
            .heart;
        let rest = man.value(&format!("{atrium}.passive_intercept_ml")) * volume;
        let found = man.circulation.sim.parameters.chambers.passive_intercept[i];
        assert!((found - rest).abs() < 0.01, "{found} {rest}");
    }
}

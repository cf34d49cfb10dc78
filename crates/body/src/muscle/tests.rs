use super::*;
use crate::change::{Activity, Leg};
use crate::subject::Subject;
use crate::testing::{LONG_S, Man, assert_close, man, man_with, person};

#[test]
fn beds_belong_to_the_muscles_of_their_leg() {
    assert_eq!(muscle_of("leg.left.calf.soleus_capillary"), Some(0));
    assert_eq!(muscle_of("leg.right.calf.gastrocnemius_capillary"), Some(5));
    assert_eq!(muscle_of("leg.left.calf.anterior_capillary"), Some(2));
    assert_eq!(muscle_of("leg.right.thigh.muscle_capillary"), Some(7));
    assert_eq!(muscle_of("leg.left.thigh.skin_capillary"), None);
    assert_eq!(leg_of("leg.right.thigh.interstitium"), Some(1));
    assert_eq!(leg_of("arm.interstitium"), None);
}

#[test]
fn resting_flow_is_the_flow_of_the_bed_per_mass_of_muscle() {
    let heavy = Subject {
        mass_kg: 95.0,
        ..Subject::default()
    };
    let man = person(&heavy, &[]);
    for bed in &man.circuit.beds {
        let Some(muscle) = muscle_of(&bed.name) else {
            continue;
        };
        let group = GROUPS[muscle % GROUPS.len()];
        let reference_kg = man.value(&format!("muscle.mass.{group}_kg"));
        let mass_kg = reference_kg * 95.0 / Subject::default().mass_kg;
        let per_100g = bed.flow * 60.0 / (mass_kg * 10.0);
        assert_close(
            man.circulation.constants.muscle.resting_flow[muscle],
            per_100g,
        );
    }
}

#[test]
fn a_muscle_presses_its_vein_without_the_pressure_of_the_sleeve() {
    let mut man = man();
    let place = man.place("leg.left.calf.soleal_vein");
    let pressures = [("leg.left.soleus", 80.0), ("leg.left.sleeve.calf", 20.0)];
    for (enclosure, pressure) in pressures {
        let index = man.enclosure(enclosure);
        man.circulation.sim.parameters.enclosure_pressure[index] = pressure;
    }
    let share = man.value("leg.left.calf.soleal_vein.pressed_by.leg.left.soleus");
    let c = &man.circulation;
    let found = c.constants.muscle.pressure_on(&c.sim, place);
    assert_close(found, 80.0 * share);
}

/// The state after three long steps of an activity.
fn settle(man: &mut Man, activity: &Activity, effort: f64) {
    let c = &mut man.circulation;
    c.begin(activity).unwrap();
    for _ in 0..3 {
        let muscle = &mut c.organs.muscle;
        let ample = OxygenSupply::ample();
        muscle.advance(
            &c.constants.muscle,
            &mut c.sim,
            &ample,
            1.0,
            [1.0; 2],
            effort,
            LONG_S,
            1.0,
        );
    }
}

#[test]
fn the_fast_share_of_vasodilation_meets_the_demand_of_the_work_or_of_rising() {
    let fast = ("muscle.metabolic.fast_rise_fraction", 1.0);
    for (activity, effort) in [("tiptoe", 0.0), ("tiptoe", 1.0), ("rest", 1.0)] {
        let mut man = man_with(&[fast]);
        settle(&mut man, &Activity::named(activity), effort);
        let rising = man.value("muscle.rising.demand_ml_per_min_per_100g") * effort;
        let constants = &man.circulation.constants.muscle;
        for muscle in 0..MUSCLES {
            let group = GROUPS[muscle % GROUPS.len()];
            let own = if activity == "rest" {
                0.0
            } else {
                man.value(&format!(
                    "activity.tiptoe.demand_ml_per_min_per_100g.{group}"
                ))
            };
            let demand = own
                .max(rising)
                .min(constants.metabolism.ceiling_ml_per_min_per_100g);
            let expected = (demand / constants.resting_flow[muscle] - 1.0).max(0.0);
            assert_close(
                man.circulation.organs.muscle.vasodilation.rise[muscle],
                expected,
            );
        }
    }
}

#[test]
fn lymph_is_pumped_by_contracting_muscle_up_to_its_healthy_pressure() {
    let pumping = |gain: f64, activity: &Activity| {
        let mut man = man_with(&[("muscle.pressure_gain", gain)]);
        man.circulation.begin(activity).unwrap();
        let c = &man.circulation;
        c.organs.muscle.lymph_pumping(&c.constants.muscle)
    };
    let tiptoe = Activity::named("tiptoe");
    assert_eq!(pumping(0.4, &tiptoe), [0.4; 2]);
    assert_eq!(pumping(1.3, &tiptoe), [1.0; 2]);
    assert_eq!(pumping(1.0, &Activity::rest()), [0.0; 2]);
    let left = Activity {
        leg: Some(Leg::Left),
        ..Activity::named("ankle-pump")
    };
    assert_eq!(pumping(1.0, &left), [1.0, 0.0]);
    let passive = Activity {
        strength: Some(0.0),
        ..tiptoe
    };
    assert_eq!(pumping(1.0, &passive), [0.0; 2]);
}

#[test]
fn the_uptake_of_work_beyond_the_peak_is_the_uptake_of_the_peak() {
    let uptake = |power_w: f64| {
        let mut man = man_with(&[("muscle.metabolic.fast_rise_fraction", 1.0)]);
        let cycling = Activity {
            power_w: Some(power_w),
            ..Activity::named("cycle")
        };
        settle(&mut man, &cycling, 0.0);
        let c = &man.circulation;
        let muscle = &c.organs.muscle;
        let intensity = muscle.intensity(&c.constants.muscle);
        (
            intensity,
            muscle.vasodilation.uptake[3],
            muscle.vasodilation.rise[3],
        )
    };
    let (below, beyond, twice) = (uptake(150.0), uptake(300.0), uptake(600.0));
    assert!(below.0 < 1.0 && beyond.0 > 1.2 && twice.0 > 2.0);
    assert!(below.1 < 0.8 * beyond.1, "{below:?} {beyond:?}");
    assert!(
        (twice.1 / beyond.1 - 1.0).abs() < 0.01,
        "{beyond:?} {twice:?}"
    );
    // The vessels follow the contractions.
    assert!(beyond.2 > beyond.1 + 1.0, "{beyond:?}");
}

use super::*;
use crate::testing::{LONG_S, Man, assert_close, man_with};

const HAEMATOCRIT: f64 = 0.4;
/// Demand of the muscles for flow: soleus and thigh of both legs.
static DEMAND: OfMuscles<f64> = [50.0, 0.0, 0.0, 20.0, 50.0, 0.0, 0.0, 20.0];
static NO_DEMAND: OfMuscles<f64> = [0.0; muscle::MUSCLES];

/// A man whose beds have `share` of their resting flow, after a long step of work at `rate`.
fn working(man: &mut Man, share: f64, rate: f64, demand: &OfMuscles<f64>) {
    let c = &mut man.circulation;
    for bed in &man.circuit.beds {
        let place = c.sim.topology().edge_place(bed.arteriole).unwrap();
        c.sim.state.flow[place] = share * bed.flow;
    }
    let work = Work {
        metabolic_rate: rate,
        breathing: rate,
        heart_demand: 1.0 + 0.3 * rate,
        demand,
        arterial_ml_per_dl: c.constants.oxygen.arterial_ml_per_dl(HAEMATOCRIT),
    };
    // The first step from zero sees half of its input.
    for _ in 0..2 {
        let organs = &mut c.organs;
        organs
            .oxygen
            .advance(&c.constants.oxygen, &c.sim, &work, LONG_S);
    }
}

fn arterial(man: &Man) -> f64 {
    let of = |key: &str| man.value(&format!("oxygen.{key}"));
    of("capacity_ml_per_g")
        * of("red_cell_haemoglobin_g_per_dl")
        * HAEMATOCRIT
        * of("arterial_saturation_fraction")
        + of("dissolved_ml_per_dl")
}

/// Uptake at rest of the beds that `counted` accepts, mL/min.
fn resting(man: &Man, counted: impl Fn(&str) -> bool) -> f64 {
    let beds = man.circuit.beds.iter().filter(|bed| counted(&bed.name));
    let uptake = beds.map(|bed| {
        let kind = kind_of(&bed.name);
        bed.flow * 0.6 * man.value(&format!("oxygen.resting_extraction_ml_per_dl.{kind}"))
    });
    uptake.sum()
}

/// Whether a bed is muscle of the left leg.
fn is_left_muscle(bed: &str) -> bool {
    bed.starts_with("leg.left.") && muscle::muscle_of(bed).is_some()
}

/// Flow of the muscles of the left leg at rest, mL/s.
fn left_muscle_flow(man: &Man) -> f64 {
    let beds = man.circuit.beds.iter();
    let muscles = beds.filter(|bed| is_left_muscle(&bed.name));
    muscles.map(|bed| bed.flow).sum()
}

#[test]
fn at_rest_every_tissue_takes_its_share_and_the_veins_carry_the_rest() {
    let mut man = man_with(&[]);
    working(&mut man, 1.0, 0.0, &NO_DEMAND);
    let oxygen = &man.circulation.organs.oxygen;
    let uptake = resting(&man, |_| true);
    assert_close(oxygen.uptake_ml_per_min(), uptake);
    let flow: f64 = man.circuit.beds.iter().map(|bed| bed.flow * 0.6).sum();
    assert_close(oxygen.arterial_ml_per_dl, arterial(&man));
    assert_close(
        oxygen.mixed_venous_ml_per_dl(),
        arterial(&man) - uptake / flow,
    );
    assert_eq!(oxygen.unmet_fraction(), 0.0);
    // A metabolic equivalent, 3.5 mL/min/kg, by the resting flows of the regional rows.
    assert!((uptake / 73.0 - 3.5).abs() < 0.35, "{uptake}");
}

#[test]
fn work_is_shared_by_heart_breathing_and_the_muscles_of_both_legs() {
    let mut man = man_with(&[]);
    let rate = 2.0;
    working(&mut man, 20.0, rate, &DEMAND);
    let c = &man.circulation;
    let oxygen = &c.organs.oxygen;
    let rest_ml_per_min = 3.5 * 73.0;
    let heart = 0.3 * rate * resting(&man, |bed| bed.starts_with("coronary"));
    let breathing = man.value("oxygen.breathing_uptake_per_squared_metabolic_rate")
        * rate
        * rate
        * rest_ml_per_min;
    let legs = rate * rest_ml_per_min - heart - breathing;
    assert_close(
        oxygen.uptake_ml_per_min(),
        resting(&man, |_| true) + rate * rest_ml_per_min,
    );
    for (leg, side) in ["left", "right"].into_iter().enumerate() {
        let prefix = format!("leg.{side}.");
        let uptake = resting(&man, |bed| bed.starts_with(&prefix)) + 0.5 * legs;
        assert_close(
            oxygen.leg_uptake_ml_per_min(&c.constants.oxygen, leg),
            uptake,
        );
    }
}

#[test]
fn one_leg_at_work_takes_the_oxygen_of_the_work_alone() {
    let mut man = man_with(&[]);
    let one = OfMuscles::from([0.0, 0.0, 0.0, 0.0, 50.0, 0.0, 0.0, 20.0]);
    working(&mut man, 20.0, 2.0, &one);
    let c = &man.circulation;
    let of = |leg| {
        c.organs
            .oxygen
            .leg_uptake_ml_per_min(&c.constants.oxygen, leg)
    };
    let rest = resting(&man, |bed| bed.starts_with("leg.left."));
    assert_close(of(0), rest);
    assert!(of(1) > 5.0 * rest);
}

#[test]
fn a_tissue_takes_no_more_than_its_blood_can_give_and_the_rest_is_told() {
    let mut man = man_with(&[]);
    let (share, rate) = (1.5, 8.0);
    working(&mut man, share, rate, &DEMAND);
    let c = &man.circulation;
    let oxygen = &c.organs.oxygen;
    let flow = 0.6 * share * left_muscle_flow(&man);
    let ceiling = man.value("oxygen.extraction_ceiling_fraction") * arterial(&man) * flow;
    let skin = resting(&man, |bed| {
        bed.starts_with("leg.left.") && !is_left_muscle(bed)
    });
    let uptake = oxygen.leg_uptake_ml_per_min(&c.constants.oxygen, 0);
    assert_close(uptake, ceiling + skin);
    assert!(oxygen.unmet_fraction() > 0.3, "{}", oxygen.unmet_fraction());
    assert_close(
        oxygen.demand * (1.0 - oxygen.unmet_fraction()),
        oxygen.uptake_ml_per_min(),
    );
}

#[test]
fn the_work_that_the_blood_does_not_meet_is_told_to_the_muscles_for_each_kilogram() {
    let mut man = man_with(&[]);
    let (share, rate) = (1.5, 8.0);
    working(&mut man, share, rate, &DEMAND);
    let c = &man.circulation;
    let oxygen = &c.organs.oxygen;
    let flow = 60.0 * share * left_muscle_flow(&man);
    let kg: f64 = ["soleus", "gastrocnemius", "anterior", "thigh"]
        .map(|group| man.value(&format!("muscle.mass.{group}_kg")))
        .iter()
        .sum();
    let supply = oxygen.supply.legs[0];
    assert_close(supply.flow_ml_per_min_per_kg, flow / kg);
    assert_close(
        oxygen.supply.extractable,
        man.value("oxygen.extraction_ceiling_fraction") * arterial(&man) / 100.0,
    );
    let rest_ml_per_min = 3.5 * 73.0;
    let heart = 0.3 * rate * resting(&man, |bed| bed.starts_with("coronary"));
    let breathing = man.value("oxygen.breathing_uptake_per_squared_metabolic_rate")
        * rate
        * rate
        * rest_ml_per_min;
    let needed = 0.5 * (rate * rest_ml_per_min - heart - breathing) + resting(&man, is_left_muscle);
    let brought = oxygen.supply.extractable * flow;
    assert_close(supply.lack_ml_per_min_per_kg, (needed - brought) / kg);
    // A resting leg without blood lacks no oxygen for work.
    let mut man = man_with(&[]);
    working(&mut man, 0.0, 0.0, &NO_DEMAND);
    let legs = man.circulation.organs.oxygen.supply.legs;
    assert!(legs.iter().all(|leg| leg.lack_ml_per_min_per_kg == 0.0));
}

/// Highest uptake of the reference man, mL/min.
fn peak(man: &Man) -> f64 {
    73.0 * man.value("muscle.capacity.peak_oxygen_uptake_ml_per_min_per_kg")
}

#[test]
fn muscles_use_no_more_oxygen_than_the_highest_uptake_however_much_the_blood_brings() {
    let mut man = man_with(&[]);
    let rate = 13.0;
    working(&mut man, 80.0, rate, &DEMAND);
    let oxygen = &man.circulation.organs.oxygen;
    let peak = peak(&man);
    assert_close(oxygen.uptake_ml_per_min(), peak);
    // What the work asks for beyond it is told as unmet, and the muscles work without oxygen.
    let need = resting(&man, |_| true) + rate * 3.5 * 73.0;
    assert_close(oxygen.unmet_fraction(), (need - peak) / need);
    let kg: f64 = ["soleus", "gastrocnemius", "anterior", "thigh"]
        .map(|group| man.value(&format!("muscle.mass.{group}_kg")))
        .iter()
        .sum();
    let lack = oxygen.supply.legs[0].lack_ml_per_min_per_kg;
    assert_close(lack, 0.5 * (need - peak) / kg);
}

/// Oxygen deficit after `minutes` of work at `rate` with ample flow, and after as many of rest, mL/kg.
fn deficits(rate: f64, minutes: usize) -> [f64; 2] {
    let mut man = man_with(&[]);
    working(&mut man, 80.0, 0.0, &NO_DEMAND);
    let c = &mut man.circulation;
    c.organs.oxygen.begin_from_here();
    let work = |rate: f64, demand: &'static OfMuscles<f64>| Work {
        metabolic_rate: rate,
        breathing: 0.0,
        heart_demand: 1.0,
        demand,
        arterial_ml_per_dl: c.constants.oxygen.arterial_ml_per_dl(HAEMATOCRIT),
    };
    let (bout, rest) = (work(rate, &DEMAND), work(0.0, &NO_DEMAND));
    [bout, rest].map(|work| {
        for _ in 0..minutes * 600 {
            let organs = &mut c.organs;
            organs
                .oxygen
                .advance(&c.constants.oxygen, &c.sim, &work, 0.1);
        }
        c.organs.oxygen.deficit_ml_per_kg(&c.constants.oxygen)
    })
}

#[test]
fn the_deficit_of_the_onset_is_repaid_after_the_work() {
    // Uptake follows with 30 s: half a minute of the work is owed. Little returns within three minutes.
    let rate = 8.0;
    let [owed, left] = deficits(rate, 3);
    let onset = 0.5 * rate * 3.5;
    assert!((0.6..1.0).contains(&(owed / onset)), "{owed} {onset}");
    assert_eq!(left, 0.0);
}

#[test]
fn work_beyond_the_highest_uptake_adds_to_the_deficit_for_as_long_as_it_lasts() {
    let man = man_with(&[]);
    let rate = 12.0;
    let beyond = rate * 3.5 - (peak(&man) - resting(&man, |_| true)) / 73.0;
    let [three, six] = [deficits(rate, 3), deficits(rate, 6)];
    assert!(beyond > 4.0, "{beyond}");
    let grown = (six[0] - three[0]) / (3.0 * beyond);
    assert!((grown - 1.0).abs() < 0.01, "{grown}");
    // Rest repays the onset at once and the remainder within minutes.
    assert!(six[1] > 0.0 && six[1] < 0.5 * six[0], "{six:?}");
}

#[test]
fn what_muscles_repay_after_work_is_not_told_as_unmet() {
    let mut man = man_with(&[]);
    working(&mut man, 20.0, 8.0, &DEMAND);
    let c = &mut man.circulation;
    for bed in &man.circuit.beds {
        let place = c.sim.topology().edge_place(bed.arteriole).unwrap();
        c.sim.state.flow[place] = bed.flow;
    }
    let rest = Work {
        metabolic_rate: 0.0,
        breathing: 0.0,
        heart_demand: 1.0,
        demand: &NO_DEMAND,
        arterial_ml_per_dl: c.constants.oxygen.arterial_ml_per_dl(HAEMATOCRIT),
    };
    for _ in 0..300 {
        c.organs
            .oxygen
            .advance(&c.constants.oxygen, &c.sim, &rest, 0.1);
    }
    let oxygen = &c.organs.oxygen;
    assert!(oxygen.demand > 1.5 * oxygen.uptake_ml_per_min());
    assert!(
        oxygen.unmet_fraction() < 1e-12,
        "{}",
        oxygen.unmet_fraction()
    );
}

#[test]
fn the_supply_of_the_heart_is_the_share_of_its_need_that_is_met() {
    let mut man = man_with(&[]);
    working(&mut man, 1.0, 0.0, &NO_DEMAND);
    assert_eq!(man.circulation.organs.oxygen.heart_supply, 1.0);
    let share = 0.3;
    working(&mut man, share, 2.0, &NO_DEMAND);
    let coronary = |bed: &str| bed.starts_with("coronary");
    let beds = man.circuit.beds.iter().filter(|bed| coronary(&bed.name));
    let flow: f64 = beds.map(|bed| share * bed.flow * 0.6).sum();
    let brought = man.value("oxygen.extraction_ceiling_fraction") * arterial(&man) * flow;
    let supply = brought / (1.6 * resting(&man, coronary));
    assert!(supply < 0.9, "{supply}");
    assert_close(man.circulation.organs.oxygen.heart_supply, supply);
}

#[test]
fn the_brain_takes_a_larger_share_of_the_oxygen_of_less_blood() {
    let mut man = man_with(&[]);
    let head = |bed: &str| bed.starts_with("head");
    let beds = man.circuit.beds.iter().filter(|bed| head(&bed.name));
    let flow: f64 = beds.map(|bed| bed.flow * 0.6).sum();
    for share in [1.0, 0.5] {
        working(&mut man, share, 0.0, &NO_DEMAND);
        let expected = resting(&man, head) / (arterial(&man) * share * flow);
        assert!(expected < 1.0, "{expected}");
        assert_close(man.circulation.organs.oxygen.brain_extraction, expected);
    }
    working(&mut man, 0.1, 0.0, &NO_DEMAND);
    assert_eq!(man.circulation.organs.oxygen.brain_extraction, 1.0);
}

#[test]
fn the_uptakes_of_the_kinds_are_those_of_their_beds_and_add_up() {
    let mut man = man_with(&[]);
    working(&mut man, 1.0, 0.0, &NO_DEMAND);
    let c = &man.circulation;
    let mut whole = 0.0;
    for kind in KINDS {
        let name = format!("oxygen.{kind}_uptake_ml_per_min");
        let signal = crate::signal::resolve(&name, &man.circuit, c.sim.topology()).unwrap();
        let uptake = c.value(signal);
        assert_close(uptake, resting(&man, |bed| kind_of(bed) == kind));
        whole += uptake;
    }
    assert_close(whole, c.organs.oxygen.uptake_ml_per_min());
}

//! The resistance of every bed against the product of its factors.

use super::*;
use crate::subject::Subject;
use crate::testing::{LONG_S, Man, assert_close, man, man_with};

const COMMAND: f64 = 0.7;
const RATE: f64 = 2.0;
/// Duration of a beat, and pressure in the left ventricle.
const PERIOD_S: f64 = 0.5;
const VENTRICLE: f64 = 70.0;
const RISES: OfMuscles<f64> = [0.5, 1.0, 2.0, 3.0, 0.7, 1.2, 0.0, 0.3];
/// Share of the fast part in every rise; rise that the uptake of every muscle needs.
const FAST_SHARE: f64 = 0.25;
const UPTAKES: OfMuscles<f64> = [0.4, 0.8, 3.0, 2.0, 0.5, 0.0, 0.1, 0.3];
/// Oxygen content of the arterial blood relative to health.
const CONTENT: f64 = 0.8;
/// Pressure in every capillary, mmHg.
const CAPILLARY: f64 = 52.0;
/// Pressure that drives the flow through every arteriole of the legs, more than at rest, mmHg.
const DRIVE: f64 = 100.0;
/// Pressure in the ascending aorta and in the artery of the head, mmHg.
const AORTA: f64 = 60.0;
const HEAD: f64 = 40.0;
const RENAL: f64 = 50.0;
/// Drive of work on the kidneys, change of arterial carbon dioxide in mmHg.
const RENAL_DRIVE: f64 = 0.4;
const CARBON_DIOXIDE: f64 = -3.0;
/// Dilation by the command to a new effort.
const ONSET: f64 = 0.6;
/// Flow through every arteriole relative to rest.
const FLOW_SHARE: f64 = 1.5;

/// Advances the arterioles alone, `steps` times, under the same influences.
fn advance(man: &mut Man, command: f64, capillary: f64, flow_share: f64, step_s: f64, steps: u32) {
    let circulation = &mut man.circulation;
    let sim = &mut circulation.sim;
    for bed in &man.circuit.beds {
        let place = sim.topology().place(bed.capillary);
        let edge = sim.topology().conduit_index(bed.arteriole).unwrap();
        sim.state.pressure[place] = capillary;
        sim.state.flow[edge] = flow_share * bed.flow;
    }
    for connection in man.circuit.connections.values() {
        let feeds_a_leg =
            |bed: &Bed| bed.name.starts_with("leg") && bed.arteriole == connection.edge;
        if man.circuit.beds.iter().any(feeds_a_leg) {
            let place = sim.topology().place(connection.from);
            sim.state.pressure[place] = capillary + DRIVE;
        }
    }
    for (vessel, pressure) in [
        ("heart.left_ventricle", VENTRICLE),
        ("aorta.ascending", AORTA),
        ("head.artery", HEAD),
        ("renal.artery", RENAL),
    ] {
        let node = man.circuit.vessel(vessel).unwrap().node;
        let place = sim.topology().place(node);
        sim.state.pressure[place] = pressure;
    }
    let organs = &mut circulation.organs;
    organs.capillaries.look(sim, step_s);
    let vasodilation = Vasodilation {
        rise: RISES,
        fast: RISES.map(|rise| FAST_SHARE * rise),
        uptake: UPTAKES,
    };
    let influences = Influences {
        command,
        arm_command: 0.5 * command,
        vasodilation: &vasodilation,
        metabolic_rate: RATE,
        central_dilation: ONSET,
        breathing: RATE,
        renal_drive: RENAL_DRIVE,
        carbon_dioxide_change_mmhg: CARBON_DIOXIDE,
        heart_period_s: PERIOD_S,
        content: CONTENT,
        capillaries: &organs.capillaries,
    };
    for _ in 0..steps {
        organs
            .arterioles
            .advance(&circulation.constants.arterioles, sim, &influences, step_s);
    }
}

/// R/R_rest of the bed at `name`, from the simulation.
fn share(man: &Man, name: &str) -> f64 {
    let bed = man.circuit.beds.iter().find(|bed| bed.name == name);
    let bed = bed.unwrap();
    let sim = &man.circulation.sim;
    let index = sim.topology().conduit_index(bed.arteriole).unwrap();
    sim.parameters.conduits.resistance[index] / bed.resistance
}

/// d/(1 + d) of the venoarteriolar response.
fn distension(man: &Man, capillary: f64) -> f64 {
    let of = |key: &str| man.value(&format!("microcirculation.venoarteriolar.{key}"));
    let d = (capillary - of("rest_pressure_mmhg")) / of("half_pressure_mmhg");
    if d > 0.0 { d / (1.0 + d) } else { 0.0 }
}

/// 1 + δ (1 - λ_i) (p - p_rest) of a bed whose conductance has risen by `rise` for lack of oxygen.
fn distended(man: &Man, capillary: f64, rise: f64) -> f64 {
    let half = man.value("muscle.metabolic.sympatholysis_half_rise");
    let rest = man.value("microcirculation.venoarteriolar.rest_pressure_mmhg");
    let per_mmhg = man.value("microcirculation.ischaemia.distension_per_mmhg");
    1.0 + per_mmhg * (capillary - rest) * rise / (half + rise)
}

/// k_i i of a bed of that kind in the steady state.
fn ischaemic_rise(man: &Man, kind: &str, flow_share: f64) -> f64 {
    let oxygen = |key: &str| man.value(&format!("oxygen.{key}"));
    let content = oxygen("capacity_ml_per_g")
        * oxygen("red_cell_haemoglobin_g_per_dl")
        * oxygen("arterial_saturation_fraction")
        * 0.01
        * man.value("blood.haematocrit_pct")
        + oxygen("dissolved_ml_per_dl");
    let most = oxygen("extraction_ceiling_fraction") * content;
    let needed = oxygen(&format!("resting_extraction_ml_per_dl.{kind}"));
    let lack = (1.0 - flow_share * most / needed).clamp(0.0, 1.0);
    man.value("microcirculation.ischaemia.conductance_rise") * lack
}

/// C^n.
fn thinness(man: &Man) -> f64 {
    CONTENT.powf(man.value("oxygen.content_exponent"))
}

/// M_o of a muscle whose flow is `flow_share` of its resting flow.
fn dilation(man: &Man, muscle: usize, flow_share: f64) -> f64 {
    let (rise, uptake) = (RISES[muscle], UPTAKES[muscle]);
    let brought = flow_share.max(0.0) * CONTENT;
    let shortage = uptake / (1.0 + uptake) * (1.0 + uptake - brought) / (1.0 + uptake + brought);
    let correction = (man.value("muscle.metabolic.oxygen_gain") * shortage).exp();
    rise * (FAST_SHARE + (1.0 - FAST_SHARE) * correction)
}

/// Rise of the conductance of resting muscle by the command to a new effort.
fn onset_rise(man: &Man) -> f64 {
    ONSET * man.value("muscle.onset.conductance_rise")
}

/// R/R_rest expected of a bed in the steady state.
fn expected(man: &Man, name: &str, command: f64, capillary: f64, flow_share: f64) -> f64 {
    let gain = |kind: &str| man.value(&format!("reflex.resistance_gain.{kind}"));
    let micro = |key: &str| man.value(&format!("microcirculation.{key}"));
    let heat = micro("heat.dilation_per_metabolic_rate") * RATE;
    let thin = thinness(man);
    let distension = distension(man, capillary);
    let muscles = ["soleus_", "gastrocnemius_", "anterior_", "thigh.muscle_"];
    if let Some(group) = muscles
        .iter()
        .position(|muscle| name.ends_with(&format!("{muscle}capillary")))
    {
        let first = if name.starts_with("leg.left.") { 0 } else { 4 };
        let half = man.value("muscle.metabolic.sympatholysis_half_rise");
        let ischaemic = ischaemic_rise(man, "muscle", flow_share);
        let rise = dilation(man, first + group, flow_share) + ischaemic + onset_rise(man);
        let left = half / (half + ischaemic);
        let local = (1.0 + micro("venoarteriolar.muscle_gain") * distension * left)
            / distended(man, capillary, ischaemic);
        let toned = (gain("muscle") * command * half / (half + rise)).exp();
        return thin * toned * local / (1.0 + rise);
    }
    let organ = name.split('.').next().unwrap();
    if organ == "leg" {
        let half = man.value("muscle.metabolic.sympatholysis_half_rise");
        let rise = ischaemic_rise(man, "skin", flow_share);
        let left = half / (half + rise);
        let local = (1.0 + micro("venoarteriolar.skin_gain") * distension * left)
            / distended(man, capillary, rise);
        let tone = gain("skin") * command * half / (half + rise);
        return thin * tone.exp() * local / ((1.0 + heat) * (1.0 + rise));
    }
    if organ == "head" {
        let reactivity = micro("cerebral.carbon_dioxide_reactivity_per_mmhg");
        let wanted = (reactivity * CARBON_DIOXIDE).exp() / thin;
        let regulated = 1.0 + micro("cerebral.autoregulation_gain") * (flow_share / wanted - 1.0);
        return (gain("head") * command).exp() / wanted
            * regulated.max(
                micro("cerebral.dilated_resistance_fraction") * HEAD
                    / (HEAD - micro("cerebral.zero_flow_pressure_mmhg")),
            );
    }
    if organ == "coronary" {
        let rest = micro("coronary.resting_ventricular_pressure_share")
            * man.value("blood.resting.arterial_pressure_mmhg")
            * Subject::default().resting_heart_rate_per_min
            / 60.0;
        let demand = (VENTRICLE / PERIOD_S / rest).max(micro("coronary.smallest_demand_share"));
        let excess = flow_share * CONTENT / demand - 1.0;
        let regulated = 1.0 + micro("coronary.autoregulation_gain") * excess;
        return thin
            * (gain("coronary") * command).exp()
            * regulated.max(
                micro("coronary.dilated_resistance_fraction") * AORTA
                    / (AORTA - micro("coronary.zero_flow_pressure_mmhg")),
            )
            / demand;
    }
    if organ == "renal" {
        let tone = gain("renal") * command + micro("renal.work_gain") * RENAL_DRIVE;
        let excess = flow_share * tone.exp() - 1.0;
        let regulated = 1.0 + micro("renal.autoregulation_gain") * excess;
        return tone.exp()
            * regulated.max(
                micro("renal.dilated_resistance_fraction") * RENAL
                    / (RENAL - micro("renal.zero_flow_pressure_mmhg")),
            );
    }
    let toned = thin * (gain(organ) * command).exp();
    let onset = onset_rise(man) * man.value("muscle.onset.share_of_other_beds");
    if organ == "arm" {
        let toned = thin * (gain(organ) * 0.5 * command).exp();
        let warm = toned / (1.0 + heat * micro("heat.arm_share") + onset);
        let breathing = micro("breathing.dilation_per_squared_metabolic_rate") * RATE * RATE;
        return 1.0 / (1.0 / warm + breathing);
    }
    if organ == "pelvis" {
        return toned / (1.0 + onset);
    }
    toned
}

#[test]
fn the_resistance_of_every_bed_is_the_product_of_its_factors() {
    for (command, capillary, flow) in [
        (COMMAND, CAPILLARY, FLOW_SHARE),
        // Below the resting pressure the venoarteriolar response is silent; cerebral,
        // coronary and renal dilatation are at their limits.
        (-9.0, 3.0, -4.0),
        // The muscle bed lacks oxygen, the skin bed does not; the veins are distended.
        (COMMAND, CAPILLARY, 0.2),
    ] {
        let mut man = man();
        advance(&mut man, command, capillary, flow, LONG_S, 3);
        assert_eq!(man.circuit.beds.len(), 21);
        for bed in &man.circuit.beds {
            let wanted = expected(&man, &bed.name, command, capillary, flow);
            assert_close(share(&man, &bed.name), wanted);
        }
    }
}

#[test]
fn the_venules_of_muscle_open_by_their_share_of_the_dilatation() {
    let mut man = man();
    let rest = man.circulation.sim.parameters.valves.resistance.clone();
    advance(&mut man, COMMAND, CAPILLARY, FLOW_SHARE, LONG_S, 3);
    let topology = man.circulation.sim.topology();
    let venular = man.value("muscle.metabolic.venular_share");
    let mut opened = 0;
    for bed in &man.circuit.beds {
        let Some(muscle) = muscle::muscle_of(&bed.name) else {
            continue;
        };
        let mut connections = man.circuit.connections.values();
        let behind = connections.find(|c| c.from == bed.capillary).unwrap();
        let valve = topology.valve_index(behind.edge).unwrap();
        let now = man.circulation.sim.parameters.valves.resistance[valve];
        let rise = dilation(&man, muscle, FLOW_SHARE) + onset_rise(&man);
        assert_close(now / rest[valve], 1.0 / (1.0 + venular * rise));
        opened += 1;
    }
    assert_eq!(opened, RISES.len());
}

#[test]
fn heat_venoarteriolar_response_and_autoregulation_follow_with_their_own_lags() {
    let step_s = 5.0;
    let mut man = man();
    advance(&mut man, 0.0, CAPILLARY, FLOW_SHARE, step_s, 1);
    // The first step from zero sees half of its input on the mean.
    let risen = |tau: &str| 0.5 * (1.0 - (-step_s / man.value(tau)).exp());
    let micro = |key: &str| man.value(&format!("microcirculation.{key}"));
    let heat = RATE * risen("microcirculation.heat.tau_s");
    let response = distension(&man, CAPILLARY) * risen("microcirculation.venoarteriolar.tau_s");
    let skin = (1.0 + micro("venoarteriolar.skin_gain") * response)
        / (1.0 + micro("heat.dilation_per_metabolic_rate") * heat);
    let thin = thinness(&man);
    assert_close(share(&man, "leg.left.calf.skin_capillary"), thin * skin);
    let wanted =
        (micro("cerebral.carbon_dioxide_reactivity_per_mmhg") * CARBON_DIOXIDE).exp() / thin;
    let excess =
        (FLOW_SHARE / wanted - 1.0) * risen("microcirculation.cerebral.autoregulation_tau_s");
    let head = man.circuit.beds.iter().find(|b| b.name.starts_with("head"));
    let head = share(&man, &head.unwrap().name);
    let regulated = 1.0 + micro("cerebral.autoregulation_gain") * excess;
    assert_close(head, regulated / wanted);
}

#[test]
fn warm_skin_dilates_from_the_start_and_work_adds_to_it() {
    let mut man = man_with(&[("microcirculation.heat.skin_temperature_celsius", 36.0)]);
    let gain = man.value("microcirculation.heat.dilation_per_metabolic_rate");
    let per_celsius = man.value("microcirculation.heat.dilation_per_celsius");
    let heat = |man: &Man| man.circulation.organs.arterioles.heat.value();
    assert_close(1.0 + gain * heat(&man), (3.0 * per_celsius).exp());
    let before = heat(&man);
    advance(&mut man, COMMAND, CAPILLARY, FLOW_SHARE, LONG_S, 3);
    assert_close(heat(&man) - before, RATE);
}

#[test]
fn a_bed_without_flow_dilates_over_minutes_and_repays_its_debt_faster() {
    let step_s = 1.0;
    let mut man = man_with(&[("microcirculation.ischaemia.flow_tau_s", 0.01)]);
    let bed = "leg.left.calf.skin_capillary";
    let tau = |key: &str| man.value(&format!("microcirculation.ischaemia.{key}"));
    let (rise, fall) = (tau("rise_tau_s"), tau("fall_tau_s"));
    let greatest = tau("conductance_rise");
    // Half of the first change counts in the first step, so that it takes effect half a step late.
    let filled = 1.0 - (-(120.0 - 0.5) / rise).exp();
    let repaid = filled * (-(60.0 - 0.5) / fall).exp();
    let conductance = |man: &mut Man, share_of_rest: f64, steps: u32| {
        advance(man, 0.0, 3.0, share_of_rest, step_s, steps);
        let heat = man.circulation.organs.arterioles.heat.value();
        let skin = man.value("microcirculation.heat.dilation_per_metabolic_rate");
        let opened = thinness(man) / (share(man, bed) * (1.0 + skin * heat));
        // The capillary pressure of 3 mmHg narrows the vessels as far as they have lost their tone.
        let mut rise = opened - 1.0;
        for _ in 0..50 {
            rise = opened / distended(man, 3.0, rise) - 1.0;
        }
        rise
    };
    let occluded = conductance(&mut man, 0.0, 120);
    let released = conductance(&mut man, 1.0, 60);
    assert!(
        (occluded / (greatest * filled) - 1.0).abs() < 0.01,
        "{occluded}"
    );
    assert!(
        (released / (greatest * repaid) - 1.0).abs() < 0.02,
        "{released}"
    );
}

/// Flow of the left thigh muscle relative to rest, 200 s after its dilation has begun, when the pressure along
/// the arteriole is `pressure_share` of that at rest.
fn flow_under(man: &mut Man, pressure_share: f64) -> f64 {
    let bed = "leg.left.thigh.muscle_capillary";
    for _ in 0..2000 {
        let flow_share = pressure_share / share(man, bed);
        advance(man, 0.0, 3.0, flow_share, 0.1, 1);
    }
    pressure_share / share(man, bed)
}

#[test]
fn working_muscle_returns_most_of_a_change_of_the_oxygen_that_its_pressure_brings() {
    let change = |gain: f64| {
        let under = |pressure: f64| {
            let mut man = man_with(&[
                ("muscle.metabolic.oxygen_gain", gain),
                ("muscle.onset.conductance_rise", 0.0),
            ]);
            flow_under(&mut man, pressure)
        };
        (under(1.5) / under(0.7)).ln() / (1.5_f64 / 0.7).ln()
    };
    assert!((change(0.0) - 1.0).abs() < 1e-6, "passive: {}", change(0.0));
    let shipped = change(man().value("muscle.metabolic.oxygen_gain"));
    assert!((0.2..0.6).contains(&shipped), "{shipped}");
}

#[test]
fn a_lack_of_oxygen_does_not_open_the_arterioles_beyond_their_ceiling() {
    let mut man = man_with(&[("muscle.metabolic.ceiling_ml_per_min_per_100g", 8.0)]);
    let greatest = man.circulation.constants.muscle.greatest_dilation();
    let thigh = muscle::muscle_of("leg.left.thigh.muscle_capillary").unwrap();
    assert!(greatest[thigh] < 1.2 * RISES[thigh], "{greatest:?}");
    let flow = flow_under(&mut man, 0.4);
    let open = 0.4 * (1.0 + greatest[thigh] + onset_rise(&man)) / thinness(&man);
    assert!((flow / open - 1.0).abs() < 1e-6, "{flow}");
}

#[test]
fn a_dilator_opens_all_beds_of_its_leg_and_no_other() {
    let resistances = |changes: &[(&str, f64)]| -> Vec<(String, f64)> {
        let mut man = man_with(changes);
        advance(&mut man, 0.0, CAPILLARY, 1.0, LONG_S, 2);
        let sim = &man.circulation.sim;
        let of = |bed: &Bed| {
            let conduit = sim.topology().conduit_index(bed.arteriole).unwrap();
            sim.parameters.conduits.resistance[conduit]
        };
        let beds = man.circuit.beds.iter();
        beds.map(|bed| (bed.name.clone(), of(bed))).collect()
    };
    let usual = resistances(&[]);
    let dilated = resistances(&[("leg.left.dilator.conductance_rise", 1.5)]);
    for ((name, usual), (_, dilated)) in usual.iter().zip(&dilated) {
        let factor = if name.starts_with("leg.left.") {
            2.5
        } else {
            1.0
        };
        assert_close(usual / dilated, factor);
    }
}

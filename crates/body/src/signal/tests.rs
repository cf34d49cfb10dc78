//! Every kind of signal against the state that it reads.

use crate::testing::{Man, assert_close, man};

fn read(man: &Man, name: &str) -> f64 {
    let topology = man.circulation.sim.topology();
    let signal = super::resolve(name, &man.circuit, topology).unwrap();
    man.circulation.value(signal)
}

/// A man in whose state every number is another one.
fn distinct() -> Man {
    let mut man = man();
    let sim = &mut man.circulation.sim;
    for (n, p) in sim.state.pressure.iter_mut().enumerate() {
        *p = 20.0 + 0.1 * n as f64;
    }
    for (n, v) in sim.state.volume.iter_mut().enumerate() {
        *v = 50.0 + 0.3 * n as f64;
    }
    for (n, q) in sim.state.flow.iter_mut().enumerate() {
        *q = 5.0 + 0.2 * n as f64;
    }
    for (n, o) in sim.state.opening.iter_mut().enumerate() {
        *o = 0.001 * (n + 1) as f64;
    }
    for (n, p) in sim.parameters.enclosure_pressure.iter_mut().enumerate() {
        *p = 3.0 + 0.7 * n as f64;
    }
    for (n, z) in man.circulation.organs.gravity.height.iter_mut().enumerate() {
        *z = 1.0 + 0.4 * n as f64;
    }
    man
}

#[test]
fn a_vessel_is_read_by_pressure_volume_and_height() {
    let man = distinct();
    let c = &man.circulation;
    let name = "leg.left.calf.soleal_vein";
    let place = man.place(name);
    let of = |quantity: &str| read(&man, &format!("{name}.{quantity}"));
    assert_eq!(of("pressure_mmhg"), c.sim.state.pressure[place]);
    assert_eq!(of("volume_ml"), c.sim.state.volume[place]);
    assert_eq!(of("height_cm"), c.organs.gravity.height[place]);
    assert_eq!(
        of("muscle_pressure_mmhg"),
        c.constants.muscle.pressure_on(&c.sim, place)
    );
    assert!(of("muscle_pressure_mmhg") > 1.0);
    let outside = c.sim.pressed_by(place, |_| true);
    assert!(outside > of("muscle_pressure_mmhg"));
    assert_close(
        of("transmural_pressure_mmhg"),
        of("pressure_mmhg") - outside,
    );
    // A line filled with fluid, from the vein up to the transducer at the heart.
    let level = c.organs.gravity.height[man.place("heart.right_atrium")];
    let column = c.organs.gravity.column(&c.constants.gravity);
    assert_close(
        of("pressure_at_heart_mmhg"),
        of("pressure_mmhg") + column * (of("height_cm") - level),
    );
}

#[test]
fn the_pressure_of_a_ventricle_lies_behind_the_loss_of_its_outflow() {
    let mut man = distinct();
    for (ventricle, valve) in [
        ("heart.left_ventricle", "heart.aortic_valve"),
        ("heart.right_ventricle", "heart.pulmonary_valve"),
    ] {
        let edge = man.circuit.connection(valve).unwrap().edge;
        let sim = &man.circulation.sim;
        let flow = sim.topology().edge_place(edge).unwrap();
        let index = sim.topology().valve_index(edge).unwrap();
        let resistance = sim.parameters.valves.resistance[index];
        let inside = sim.state.pressure[man.place(ventricle)];
        let forward = sim.state.flow[flow];
        let name = format!("{ventricle}.pressure_mmhg");
        assert_close(read(&man, &name), inside - resistance * forward);
        assert!(resistance * forward > 1e-3);
        // Blood that flows back has no ejecting wall to cross.
        man.circulation.sim.state.flow[flow] = -3.0;
        assert_eq!(read(&man, &name), inside);
    }
}

#[test]
fn connections_exchanges_and_enclosures_are_read_by_their_names() {
    let man = distinct();
    let sim = &man.circulation.sim;
    let topology = sim.topology();
    let mut valves = 0;
    for (name, connection) in &man.circuit.connections {
        let place = topology.edge_place(connection.edge).unwrap();
        assert_eq!(
            read(&man, &format!("{name}.flow_ml_per_s")),
            sim.state.flow[place]
        );
        if let Some(valve) = topology.valve_index(connection.edge) {
            let opening = read(&man, &format!("{name}.opening_fraction"));
            assert_eq!(opening, sim.state.opening[valve]);
            valves += 1;
        }
    }
    assert!(valves > 20, "{valves}");
    for exchange in &man.circuit.exchanges {
        let place = topology.edge_place(exchange.filtration).unwrap();
        let name = format!("{}.filtration_ml_per_s", exchange.name);
        assert_eq!(read(&man, &name), sim.state.flow[place]);
    }
    for lymph in &man.circuit.lymphs {
        let place = topology.edge_place(lymph.edge).unwrap();
        let name = format!("{}.lymph_ml_per_s", lymph.name);
        assert_eq!(read(&man, &name), sim.state.flow[place]);
    }
    for (name, &id) in &man.circuit.enclosures {
        let found = read(&man, &format!("{name}.pressure_mmhg"));
        let expected = match topology.enclosure_index(id) {
            Some(index) => sim.parameters.enclosure_pressure[index],
            None => sim.sac_pressure(topology.sac_index(id).unwrap()),
        };
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn the_body_as_a_whole_is_read_from_its_organs() {
    let mut man = distinct();
    let organs = &mut man.circulation.organs;
    organs.heart.sinus.period_s = 0.75;
    organs.heart.sinus.phase = 0.3;
    organs.respiration.phase = 0.4;
    organs.muscle.gait.turns = 5.25;
    organs.muscle.vasodilation.rise = [1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5];
    organs.gravity.upright = 0.6;
    organs.blood.protein_g = 211.0;
    organs.baroreflex.sensed_mmhg = 91.0;
    organs.baroreflex.commands.period_s = -0.1;
    organs.baroreflex.commands.contractility = 0.2;
    organs.baroreflex.commands.resistance = 0.3;
    organs.baroreflex.commands.vein = 0.5;
    organs.oxygen.brain_extraction = 0.35;
    let wound = man.circuit.exterior.unwrap().wound;
    let c = &mut man.circulation;
    let wound = c.sim.topology().flow_index(wound).unwrap();
    c.sim.parameters.flow[wound] = 2.5;
    let c = &man.circulation;
    let plasma = c.organs.plasma_ml(&c.constants, &c.sim);
    let cells = c.organs.blood.red_cells_ml();
    let outside = c.organs.blood.net_loss_ml(&c.constants.blood, &c.sim);
    assert!(plasma > 100.0 && outside > 1.0);
    let delay = man.value("heart.timing.atrioventricular_delay_s_per_sqrt_s");
    let lead = delay * 0.75_f64.sqrt();
    for (name, expected) in [
        ("heart.period_s", 0.75),
        ("heart.rate_per_min", 80.0),
        ("heart.phase_fraction", 0.3),
        ("heart.atrial_lead_s", lead),
        ("respiration.phase_fraction", 0.4),
        ("gait.phase_fraction", 0.25),
        ("posture.upright_fraction", 0.6),
        ("blood.plasma_volume_ml", plasma),
        ("blood.plasma_protein_g", 211.0),
        ("blood.volume_ml", plasma + cells),
        ("blood.haematocrit_pct", 100.0 * cells / (plasma + cells)),
        ("blood.net_loss_ml", outside),
        ("reflex.period_change_s", -0.1),
        ("reflex.contractility_command", 0.2),
        ("reflex.resistance_command", 0.3),
        ("reflex.vein_command", 0.5),
        ("reflex.receptor_pressure_mmhg", 91.0),
        ("reflex.collapse_fraction", 0.0),
        ("oxygen.brain_extraction_fraction", 0.35),
        ("heart.vigour_fraction", 1.0),
        ("respiration.carbon_dioxide_pressure_mmhg", 40.0),
        ("blood.wound_flow_ml_per_min", 150.0),
        ("leg.left.soleus.vasodilation", 1.5),
        ("leg.left.gastrocnemius.vasodilation", 2.5),
        ("leg.left.anterior.vasodilation", 3.5),
        ("leg.left.thigh.vasodilation", 4.5),
        ("leg.right.soleus.vasodilation", 5.5),
        ("leg.right.thigh.vasodilation", 8.5),
    ] {
        assert_close(read(&man, name), expected);
    }
}

#[test]
fn every_listed_name_is_a_signal_and_no_other() {
    let man = man();
    let topology = man.circulation.sim.topology();
    let names = super::names(&man.circuit, topology);
    assert!(names.is_sorted());
    for name in &names {
        assert!(
            super::resolve(name, &man.circuit, topology).is_ok(),
            "{name}"
        );
    }
    let tissue = &man.circuit.lymphs[0].name;
    let capillary = &man.circuit.exchanges[0].name;
    for name in [
        format!("{tissue}.pressure_mmhg"),
        format!("{tissue}.pressure_at_heart_mmhg"),
        format!("{tissue}.transmural_pressure_mmhg"),
        format!("{tissue}.muscle_pressure_mmhg"),
        format!("{tissue}.filtration_ml_per_s"),
        format!("{capillary}.lymph_ml_per_s"),
        format!("{capillary}.opening_fraction"),
        "thorax.volume_ml".to_owned(),
        "leg.left.tongue.vasodilation".to_owned(),
        "soleus.vasodilation".to_owned(),
        "nowhere".to_owned(),
    ] {
        assert!(
            super::resolve(&name, &man.circuit, topology).is_err(),
            "{name}"
        );
        assert!(!names.contains(&name), "{name}");
    }
}

#[test]
fn joint_angles_are_those_of_the_present_moment_of_a_movement() {
    let mut man = man();
    let mut to = crate::change::Posture::SQUATTING;
    to.legs[1] = crate::change::Joints {
        hip_deg: 30.0,
        knee_deg: 10.0,
        ankle_deg: 5.0,
    };
    let manner = crate::change::Manner::Passive;
    man.circulation.move_to(to, 2.0, manner);
    let angles = |man: &Man| {
        ["trunk", "hip", "knee", "ankle"].map(|joint| read(man, &format!("posture.{joint}_deg")))
    };
    assert_eq!(angles(&man), [0.0; 4]);
    man.circulation.sim.state.time_s += 1.0;
    let [left, right] = to.legs;
    let half = [to.trunk_deg, left.hip_deg, left.knee_deg, left.ankle_deg].map(|angle| 0.5 * angle);
    for (angle, expected) in angles(&man).into_iter().zip(half) {
        assert_close(angle, expected);
    }
    for (side, leg) in [("left", left), ("right", right)] {
        let read = |joint: &str| read(&man, &format!("posture.{side}.{joint}_deg"));
        assert_close(read("hip"), 0.5 * leg.hip_deg);
        assert_close(read("knee"), 0.5 * leg.knee_deg);
        assert_close(read("ankle"), 0.5 * leg.ankle_deg);
    }
}

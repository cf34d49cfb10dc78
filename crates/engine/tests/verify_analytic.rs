//! The engine against closed forms: reservoirs, inertia, gravity, losses, rigid nodes, waterfalls.

mod common;

use common::*;
use secondheart_engine::law::tube::BEND;
use secondheart_engine::law::{Conduit, StarlingResistor, Tube};
use secondheart_engine::{
    EdgeId, EdgeLaw, EnclosureLaw, MMHG_PER_DYN_PER_CM2, Network, NodeId, Simulation, Wall,
};
use std::f64::consts::PI;

const STEPS_S: [f64; 4] = [0.02, 0.01, 0.005, 0.0025];

/// Inflow q0 + q1 sin(ωt) into C, drained by R: pressure at t from p(0) = 0.
fn windkessel_pressure(t: f64, r: f64, c: f64) -> f64 {
    let (q0, q1, omega) = (80.0, 60.0, 2.0 * PI);
    let reach = 1.0 + (omega * r * c).powi(2);
    let swing = |t: f64| r * q1 / reach * ((omega * t).sin() - omega * r * c * (omega * t).cos());
    r * q0 + swing(t) - (r * q0 + swing(0.0)) * (-t / (r * c)).exp()
}

fn inflow(t: f64) -> f64 {
    80.0 + 60.0 * (2.0 * PI * t).sin()
}

#[test]
fn two_element_windkessel_follows_its_closed_form_with_second_order() {
    let (r, c) = (1.0, 1.2);
    let errors = STEPS_S.map(|h| {
        let mut net = Network::new();
        let source = net.add_node("source", Wall::Store, 1000.0);
        let artery = net.add_node("artery", linear(c, 50.0), 50.0);
        let sink = net.add_node("sink", reservoir(0.0), 0.0);
        net.add_edge(
            "pump",
            source,
            artery,
            EdgeLaw::Prescribed { flow_ml_per_s: 0.0 },
        );
        net.add_edge("periphery", artery, sink, resistor(r));
        let mut sim = simulate(&net);
        let mut worst: f64 = 0.0;
        run(&mut sim, h, 3.0, |sim, end| {
            let t = sim.state.time_s;
            if t > 0.0 {
                worst = worst.max((sim.pressure(artery) - windkessel_pressure(t, r, c)).abs());
            }
            sim.parameters.flow[0] = inflow(end);
        });
        worst
    });
    assert_order("two-element Windkessel, pressure (mmHg)", &errors, 1.9);
    assert!(errors[3] < 0.01, "{errors:?}");
}

#[test]
fn three_element_windkessel_adds_its_characteristic_impedance_exactly() {
    let (z, r, c) = (0.05, 1.0, 1.2);
    let errors = STEPS_S.map(|h| {
        let mut net = Network::new();
        let source = net.add_node("source", Wall::Store, 1000.0);
        let root = net.add_node("root", Wall::Rigid, 0.0);
        let artery = net.add_node("artery", linear(c, 50.0), 50.0);
        let sink = net.add_node("sink", reservoir(0.0), 0.0);
        net.add_edge(
            "pump",
            source,
            root,
            EdgeLaw::Prescribed { flow_ml_per_s: 0.0 },
        );
        net.add_edge("impedance", root, artery, resistor(z));
        net.add_edge("periphery", artery, sink, resistor(r));
        let mut sim = simulate(&net);
        let mut worst: f64 = 0.0;
        run(&mut sim, h, 3.0, |sim, end| {
            let t = sim.state.time_s;
            if t > 0.0 {
                let drop = sim.pressure(root) - sim.pressure(artery);
                assert_close("drop over the impedance", drop, z * inflow(t), 1e-9);
                let exact = windkessel_pressure(t, r, c) + z * inflow(t);
                worst = worst.max((sim.pressure(root) - exact).abs());
            }
            sim.parameters.flow[0] = inflow(end);
        });
        worst
    });
    assert_order("three-element Windkessel, pressure (mmHg)", &errors, 1.9);
}

#[test]
fn a_frictionless_column_oscillates_at_its_natural_frequency_with_second_order() {
    let (c, l, swing) = (2.0_f64, 0.01_f64, 10.0);
    let omega = 1.0 / (l * c).sqrt();
    let steps = [0.004, 0.002, 0.001, 0.0005];
    let errors = steps.map(|h| {
        let mut net = Network::new();
        let bag = net.add_node("bag", linear(c, 100.0), 100.0 + swing);
        let lake = net.add_node("lake", reservoir(0.0), 0.0);
        let pipe = net.add_edge("pipe", bag, lake, conduit(0.0, l, 0.0, 0.0));
        let mut sim = simulate(&net);
        let mut worst: f64 = 0.0;
        run(&mut sim, h, 2.0, |sim, _| {
            let t = sim.state.time_s;
            let volume = 100.0 + swing * (omega * t).cos();
            let flow = swing * omega * (omega * t).sin();
            worst = worst.max((sim.volume(bag) - volume).abs());
            worst = worst.max((sim.flow(pipe) - flow).abs() / omega);
        });
        worst
    });
    assert_order("LC oscillation, volume (mL)", &errors, 1.9);
}

#[test]
fn flow_in_an_inert_resistance_rises_exponentially_with_second_order() {
    let (r, l, p) = (0.5, 0.05, 20.0);
    let errors = STEPS_S.map(|h| {
        let mut net = Network::new();
        let high = net.add_node("high", reservoir(p), 0.0);
        let low = net.add_node("low", reservoir(0.0), 0.0);
        let pipe = net.add_edge("pipe", high, low, conduit(r, l, 0.0, 0.0));
        let mut sim = simulate(&net);
        let mut worst: f64 = 0.0;
        run(&mut sim, h, 0.5, |sim, _| {
            let exact = p / r * (1.0 - (-sim.state.time_s * r / l).exp());
            worst = worst.max((sim.flow(pipe) - exact).abs());
        });
        worst
    });
    assert_order("RL rise, flow (mL/s)", &errors, 1.9);
}

/// A column of nodes, 10 cm apart, each below the one before it.
struct Column {
    net: Network,
    nodes: Vec<NodeId>,
    heads: Vec<(EdgeId, f64)>,
    /// Pressure of the column per node, mmHg.
    weight: f64,
}

/// Tubes and linear nodes in turn, joined by conduits and by valves in both directions. Each node
/// holds its volume at hydrostatic rest, every fifth `excess` times that.
fn column(count: usize, excess: f64) -> Column {
    let weight = DENSITY * 980.665 * 10.0;
    let mut net = Network::new();
    let mut nodes = Vec::new();
    let mut heads = Vec::new();
    for i in 0..count {
        let pressure = 5.0 + weight * i as f64;
        let (wall, volume) = if i % 2 == 0 {
            let tube = vein(40.0 + i as f64, 1.0);
            (Wall::Tube(tube), tube.volume_ml(pressure, false))
        } else {
            (linear(0.5, 30.0), 30.0 + 0.5 * pressure)
        };
        let factor = if i % 5 == 4 { excess } else { 1.0 };
        nodes.push(net.add_node(format!("node {i}"), wall, volume * factor));
        if i == 0 {
            continue;
        }
        let (from, to, head) = match i % 4 {
            3 => (nodes[i], nodes[i - 1], -weight),
            _ => (nodes[i - 1], nodes[i], weight),
        };
        let law = match i % 3 {
            0 if excess == 1.0 => EdgeLaw::Valve(venous_valve()),
            1 => conduit(0.02, 0.01, 1e-5, 0.5),
            _ => resistor(0.1),
        };
        heads.push((net.add_edge(format!("edge {i}"), from, to, law), head));
    }
    Column {
        net,
        nodes,
        heads,
        weight,
    }
}

fn set_heads(sim: &mut Simulation<f64>, heads: &[(EdgeId, f64)]) {
    for &(edge, head) in heads {
        let place = sim.topology().edge_place(edge).expect("a real edge");
        sim.parameters.head[place] = head;
    }
}

#[test]
fn a_tall_column_at_rest_stays_at_rest_to_round_off() {
    for h in [0.0005, 0.005] {
        let column = column(21, 1.0);
        let mut sim = simulate(&column.net);
        set_heads(&mut sim, &column.heads);
        run(&mut sim, h, 10.0, still);
        for &(edge, _) in &column.heads {
            assert_close("flow at rest (mL/s)", sim.flow(edge), 0.0, 1e-10);
        }
        for (i, &node) in column.nodes.iter().enumerate() {
            let hydrostatic = 5.0 + column.weight * i as f64;
            assert_close(
                "pressure at rest (mmHg)",
                sim.pressure(node),
                hydrostatic,
                1e-10,
            );
        }
        assert_eq!(sim.invariants.iterated_steps, 0);
    }
}

#[test]
fn a_disturbed_column_comes_to_hydrostatic_rest() {
    let column = column(21, 1.3);
    let mut sim = simulate(&column.net);
    set_heads(&mut sim, &column.heads);
    run(&mut sim, 0.005, 600.0, still);
    let top = sim.pressure(column.nodes[0]);
    for (i, &node) in column.nodes.iter().enumerate() {
        let hydrostatic = top + column.weight * i as f64;
        assert_close("pressure (mmHg)", sim.pressure(node), hydrostatic, 1e-8);
    }
    assert!(top > 6.0, "the added volume raises the pressure: {top}");
    assert!(sim.volume_drift_relative(0).abs() < 1e-13);
}

#[test]
fn steady_flow_through_a_round_tube_follows_poiseuille() {
    let (length, radius, parallel) = (20.0, 0.25, 2.0);
    let viscosity = 0.035 * MMHG_PER_DYN_PER_CM2;
    let pipe = Conduit::poiseuille(length, radius, parallel, viscosity, DENSITY);
    let mut net = Network::new();
    let high = net.add_node("high", reservoir(10.0), 0.0);
    let low = net.add_node("low", reservoir(7.0), 0.0);
    let edge = net.add_edge("pipe", high, low, EdgeLaw::Conduit(pipe));
    let mut sim = simulate(&net);
    run(&mut sim, 0.005, 20.0, still);
    let poiseuille = parallel * PI * radius.powi(4) * 3.0 / (8.0 * viscosity * length);
    assert_close("flow (mL/s)", sim.flow(edge), poiseuille, 1e-9 * poiseuille);
}

#[test]
fn a_stenosis_without_inertance_obeys_its_law_at_every_step() {
    // The guess cannot be extrapolated: the pressure jumps and the quadratic loss dominates.
    let (r, b) = (0.01, 0.05);
    let mut net = Network::new();
    let high = net.add_node("high", reservoir(0.0), 0.0);
    let low = net.add_node("low", reservoir(0.0), 0.0);
    let edge = net.add_edge("stenosis", high, low, conduit(r, 0.0, b, 0.0));
    let mut sim = simulate(&net);
    for step in 0..400 {
        let p: f64 = [0.0, 80.0, -40.0, 3.0][(step / 7) % 4];
        sim.parameters.prescribed_pressure[0] = p;
        sim.step(0.002).expect("a solution");
        let size = (-r + (r * r + 4.0 * b * p.abs()).sqrt()) / (2.0 * b);
        let exact = size.copysign(p);
        let allowed = 2.0 * (sim.tolerance.flow_ml_per_s + sim.tolerance.flow_relative * size);
        assert_close(&format!("flow at {p} mmHg"), sim.flow(edge), exact, allowed);
    }
}

#[test]
fn weighted_enclosures_press_and_add() {
    let mut net = Network::new();
    let lake = net.add_node("lake", reservoir(10.0), 0.0);
    let vein = net.add_node("vein", linear(2.0, 50.0), 70.0);
    net.add_edge("neck", lake, vein, resistor(0.1));
    let prescribed = |p| EnclosureLaw::Prescribed { pressure_mmhg: p };
    let muscle = net.add_enclosure("muscle", prescribed(40.0));
    let cuff = net.add_enclosure("cuff", prescribed(3.0));
    net.enclose(vein, muscle, 0.25);
    net.enclose(vein, cuff, 1.0);
    let mut sim = simulate(&net);
    run(&mut sim, 0.005, 30.0, still);
    assert_close("outside", sim.external_pressure(vein), 13.0, 1e-12);
    assert_close("inside", sim.pressure(vein), 10.0, 1e-9);
    assert_close("volume", sim.volume(vein), 50.0 + 2.0 * (10.0 - 13.0), 1e-8);
    let k = sim.topology().enclosure_index(muscle).expect("prescribed");
    sim.parameters.enclosure_pressure[k] = 0.0;
    sim.restart();
    run(&mut sim, 0.005, 60.0, still);
    assert_close(
        "volume, muscle at rest",
        sim.volume(vein),
        50.0 + 2.0 * (10.0 - 3.0),
        1e-8,
    );
}

#[test]
fn creep_approaches_its_full_stretch_exponentially() {
    let tube = Tube {
        unstressed_volume_ml: 50.0,
        distensible_volume_ml: 80.0,
        stiffening_pressure_mmhg: 60.0,
        // Almost no collapse term, so that a constant pressure means a constant stretch.
        collapse_pressure_mmhg: 1e-9,
        creep_fraction: 0.4,
        creep_time_s: 2.0,
        viscous_time_s: 0.0,
    };
    // r at a pressure, y from r = (y + sqrt(y² + ε²)) / 2.
    let stretch = |p: f64| p / (60.0 + p);
    let reach = |r: f64| r - BEND * BEND / (4.0 * r);
    let (before, after) = (5.0, 40.0);
    let mut net = Network::new();
    let lake = net.add_node("lake", reservoir(before), 0.0);
    let vein = net.add_node("vein", Wall::Tube(tube), tube.volume_ml(before, false));
    net.add_edge("neck", lake, vein, resistor(1e-4));
    let mut sim = simulate_tightly(&net);
    run(&mut sim, 0.005, 40.0, still);
    let rested = 0.4 * 80.0 * stretch(before);
    assert_close("creep at rest", sim.state.creep[0], rested, 1e-6);
    sim.parameters.prescribed_pressure[0] = after;
    sim.restart();
    for wait in [0.5, 1.0, 2.0, 4.0, 20.0_f64] {
        run(&mut sim, 0.005, 40.0 + wait, still);
        let full = 0.4 * 80.0 * stretch(after);
        let creep = full + (rested - full) * (-wait / 2.0).exp();
        assert_close("creep (mL)", sim.state.creep[0], creep, 0.02);
        let volume = 50.0 + creep + 80.0 * reach(stretch(after));
        assert_close("volume (mL)", sim.volume(vein), volume, 0.03);
    }
}

#[test]
fn a_rigid_node_divides_pressure_algebraically() {
    let mut net = Network::new();
    let high = net.add_node("high", reservoir(0.0), 0.0);
    let middle = net.add_node("middle", Wall::Rigid, 0.0);
    let low = net.add_node("low", reservoir(0.0), 0.0);
    let first = net.add_edge("first", high, middle, resistor(1.0));
    let second = net.add_edge("second", middle, low, resistor(3.0));
    let mut sim = simulate(&net);
    run(&mut sim, 0.005, 5.0, |sim, end| {
        sim.parameters.prescribed_pressure[0] = 80.0 + 40.0 * (9.0 * end).sin();
    });
    let high = sim.parameters.prescribed_pressure[0];
    assert_close("pressure", sim.pressure(middle), 0.75 * high, 1e-9);
    assert_close("flow", sim.flow(first), high / 4.0, 1e-9);
    assert_close(
        "inflow equals outflow",
        sim.flow(first),
        sim.flow(second),
        1e-9,
    );
    assert_close("volume", sim.volume(middle), 0.0, 1e-9);
}

#[test]
fn a_rigid_node_behind_closed_valves_has_a_defined_pressure() {
    let mut net = Network::new();
    let low = net.add_node("low", reservoir(0.0), 0.0);
    let between = net.add_node("between", Wall::Rigid, 0.0);
    let high = net.add_node("high", reservoir(30.0), 0.0);
    let first = net.add_edge("first", low, between, EdgeLaw::Valve(venous_valve()));
    let second = net.add_edge("second", between, high, EdgeLaw::Valve(venous_valve()));
    let mut sim = simulate(&net);
    sim.parameters.prescribed_pressure[0] = 60.0;
    run(&mut sim, 0.005, 1.0, still);
    assert!(sim.flow(first) > 1.0 && sim.pressure(between) > 30.0);
    sim.parameters.prescribed_pressure[0] = -80.0;
    sim.restart();
    run(&mut sim, 0.005, 3.0, still);
    let (pressure, volume) = (sim.pressure(between), sim.volume(between));
    assert!(
        pressure.is_finite() && (-80.0..=60.0).contains(&pressure),
        "{pressure}"
    );
    run(&mut sim, 0.005, 6.0, still);
    assert_close("held pressure", sim.pressure(between), pressure, 1e-9);
    assert_close("held volume", sim.volume(between), volume, 1e-12);
    assert_eq!((sim.flow(first), sim.flow(second)), (0.0, 0.0));
}

#[test]
fn an_ideal_connection_merges_two_nodes() {
    let build = |ideal: bool| {
        let mut net = Network::new();
        let high = net.add_node("high", reservoir(12.0), 0.0);
        let (left, right, joint) = if ideal {
            let left = net.add_node("left", linear(1.5, 20.0), 20.0);
            let joint = net.add_node("joint", Wall::Rigid, 0.0);
            let right = net.add_node("right", linear(0.5, 10.0), 10.0);
            let joined = net.add_edge("a", left, joint, EdgeLaw::Ideal);
            net.add_edge("b", joint, right, EdgeLaw::Ideal);
            (left, right, Some(joined))
        } else {
            let both = net.add_node("both", linear(2.0, 30.0), 30.0);
            (both, both, None)
        };
        net.add_edge("neck", high, right, conduit(0.2, 0.05, 0.0, 0.0));
        let mut sim = simulate(&net);
        run(&mut sim, 0.005, 0.4, still);
        if let Some(edge) = joint {
            assert_eq!(sim.topology().edge_place(edge), None);
            assert_eq!(sim.flow(edge), 0.0);
        }
        assert_eq!(sim.volume(left), sim.volume(right));
        (sim.volume(left), sim.pressure(right))
    };
    assert_eq!(build(true), build(false));
}

/// Upstream reservoir - resistor - vessel - Starling resistor - downstream reservoir.
fn waterfall(critical: f64, up: f64, down: f64) -> (f64, Simulation<f64>) {
    let mut net = Network::new();
    let high = net.add_node("up", reservoir(up), 0.0);
    let alveolar = net.add_node("vessel", Wall::Tube(vein(20.0, 0.5)), 22.0);
    let low = net.add_node("down", reservoir(down), 0.0);
    net.add_edge("feed", high, alveolar, conduit(0.4, 0.01, 0.0, 0.5));
    let fall = net.add_edge(
        "fall",
        alveolar,
        low,
        EdgeLaw::Starling(StarlingResistor {
            resistance_mmhg_s_per_ml: 0.6,
            critical_pressure_mmhg: critical,
        }),
    );
    let mut sim = simulate(&net);
    assert!(!sim.topology().is_symmetric());
    run(&mut sim, 0.005, 60.0, still);
    (sim.flow(fall), sim)
}

#[test]
fn flow_over_a_waterfall_does_not_depend_on_the_pressure_below_it() {
    let flows = [-20.0, 0.0, 7.9].map(|down| waterfall(8.0, 20.0, down).0);
    assert!(flows[0] > 5.0, "{flows:?}");
    assert_close("deeper below", flows[0], flows[1], 1e-12);
    assert_close("just below", flows[2], flows[1], 1e-12);
    let (submerged, sim) = waterfall(8.0, 20.0, 12.0);
    assert!(
        submerged < flows[1],
        "above the edge the pressure below counts"
    );
    let above = sim.state.pressure[0];
    assert_close("Q = (p_a - p_b) / R", submerged, (above - 12.0) / 0.6, 1e-9);
}

#[test]
fn a_collapsed_waterfall_has_no_flow_and_settles() {
    let (flow, sim) = waterfall(15.0, 10.0, 5.0);
    assert_eq!(flow, 0.0);
    assert_eq!(sim.invariants.unsettled_steps, 0.0);
}

#[test]
fn flow_through_a_starling_resistor_is_continuous_in_the_pressure_below() {
    // The upstream side lies below the critical pressure, the downstream side crosses it.
    let flows = [7.999, 8.001].map(|down| waterfall(8.0, 2.0, down).0);
    assert_close("flow on either side of the edge", flows[0], flows[1], 0.01);
}

#[test]
fn settled_creep_stays_where_it_is() {
    let tube = Tube {
        creep_fraction: 0.5,
        creep_time_s: 1.0,
        ..vein(50.0, 1.5)
    };
    for pressure in [-2.0, 0.5, 12.0, 70.0] {
        let mut net = Network::new();
        let volume = tube.volume_ml(pressure, true);
        let vessel = net.add_node("vein", Wall::Tube(tube), volume);
        let other = net.add_node("other", Wall::Tube(tube), volume);
        net.add_edge("way", vessel, other, resistor(1.0));
        let mut sim = simulate_tightly(&net);
        sim.settle_creep();
        let before = sim.state.creep.clone();
        run(&mut sim, 0.005, 5.0, still);
        assert_close("creep (mL)", sim.state.creep[0], before[0], 1e-9);
        assert_close("volume (mL)", sim.volume(vessel), volume, 1e-9);
    }
}

#[test]
fn a_vessel_emptied_in_one_step_keeps_a_positive_volume() {
    // More than three quarters leave within one step: the two-step formula alone fails here.
    for h in [0.0005, 0.002, 0.005] {
        let mut net = Network::new();
        let vessel = net.add_node("vein", Wall::Tube(vein(20.0, 1.0)), 24.0);
        let pool = net.add_node("pool", linear(100.0, 500.0), 1000.0);
        net.add_edge("neck", vessel, pool, conduit(0.0005, 0.0, 0.0, 0.5));
        let fist = net.add_enclosure("fist", EnclosureLaw::Prescribed { pressure_mmhg: 0.0 });
        net.enclose(vessel, fist, 1.0);
        let mut sim = simulate(&net);
        run(&mut sim, h, 1.0, |sim, t| {
            let squeezed = (0.3..0.6).contains(&t);
            sim.parameters.enclosure_pressure[0] = if squeezed { 250.0 } else { 0.0 };
        });
        let i = sim.invariants;
        assert!(
            i.smallest_volume_ml > 0.0 && i.smallest_volume_ml < 1.0,
            "{i:?}"
        );
        assert!(sim.volume_drift_relative(0).abs() < 1e-13);
        assert_eq!(i.unsettled_steps, 0.0, "{i:?}");
    }
}

/// A constant flow adds the same increment in every step; its rounding must not add up.
#[test]
fn a_constant_flow_into_a_store_loses_nothing_in_a_million_steps() {
    let mut net = Network::new();
    let (from, to) = (Wall::Store, Wall::Store);
    let source = net.add_node("source", from, 1000.0);
    let store = net.add_node("store", to, 60.0);
    let law = EdgeLaw::Prescribed {
        flow_ml_per_s: 0.137,
    };
    net.add_edge("flow", source, store, law);
    // A network needs at least one equation.
    let a = net.add_node("a", Wall::Prescribed { pressure_mmhg: 1.0 }, 0.0);
    let b = net.add_node("b", Wall::Prescribed { pressure_mmhg: 0.0 }, 0.0);
    net.add_edge("way", a, b, EdgeLaw::Conduit(Conduit::resistor(10.0)));
    let topology = std::sync::Arc::new(net.compile().expect("a network"));
    let mut sim = Simulation::<f64>::new(topology);
    for _ in 0..1_000_000 {
        sim.step(0.0005).expect("a step");
    }
    let missing = sim.volume(store) - (60.0 + 0.137 * 500.0);
    assert!(missing.abs() < 1e-12, "{missing:e} mL");
    assert!(sim.volume_drift_relative(0).abs() < 1e-15);
}

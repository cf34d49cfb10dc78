//! The lengths of steps that `plan` chooses, and the state after a step that was refused.

mod common;

use common::*;
use secondheart_engine::{EdgeLaw, Network, Persist, Simulation, Wall};

const NOMINAL_S: f64 = 0.01;

/// A resistor between a compliance and a reservoir, past its restart, at time zero.
fn running() -> Simulation<f64> {
    let mut net = Network::new();
    let node = net.add_node("node", linear(1.0, 10.0), 20.0);
    let lake = net.add_node("lake", reservoir(0.0), 0.0);
    net.add_edge("way", node, lake, resistor(1.0));
    let mut sim = simulate(&net);
    run(&mut sim, NOMINAL_S, NOMINAL_S, still);
    assert!(sim.is_running());
    sim.state.time_s = 0.0;
    sim
}

#[test]
fn a_step_is_never_a_sliver() {
    let sim = running();
    let planned = |left: f64| sim.plan(NOMINAL_S, left * NOMINAL_S) / NOMINAL_S;
    for (left, expected) in [
        (-1.0, 0.0),
        (0.0, 0.0),
        // A remainder from rounding is no step ...
        (0.9e-9, 0.0),
        // ... but a short step that the caller asks for is taken.
        (1.1e-9, 1.1e-9),
        (0.5, 0.5),
        (1.0, 1.0),
        // Rounding must not cut the last step in two.
        (1.0 + 0.9e-6, 1.0 + 0.9e-6),
        (1.0 + 1.1e-6, 0.5 * (1.0 + 1.1e-6)),
        (1.25, 0.625),
        (1.999, 0.9995),
        (2.0 - 0.9e-6, 1.0),
        (2.0, 1.0),
        (2.25, 1.0),
        (f64::INFINITY, 1.0),
    ] {
        let found = planned(left);
        assert!(
            (found - expected).abs() <= 1e-12 * expected,
            "{left} steps left: {found} against {expected}"
        );
    }
}

#[test]
fn steps_arrive_at_any_time_without_a_step_below_half_the_nominal() {
    for k in 0..200 {
        let until_s = NOMINAL_S * (2.0 + 0.037 * f64::from(k));
        let mut sim = running();
        let mut shortest = f64::INFINITY;
        let mut count = 0;
        loop {
            let step_s = sim.plan(NOMINAL_S, until_s);
            if step_s == 0.0 {
                break;
            }
            shortest = shortest.min(step_s);
            count += 1;
            sim.step(step_s).expect("a solution");
        }
        assert!((sim.state.time_s - until_s).abs() <= 1e-9 * NOMINAL_S);
        assert!(shortest >= 0.5 * NOMINAL_S, "{until_s} s: {shortest} s");
        assert!(f64::from(count) <= (until_s / NOMINAL_S).ceil() + 1.0);
    }
}

#[test]
fn a_restart_divides_the_nominal_step_and_no_other() {
    let mut sim = running();
    sim.restart();
    assert!(!sim.is_running());
    for share in [0.125, 0.125, 0.25, 0.5, 1.0, 1.0] {
        let step_s = sim.plan(NOMINAL_S, f64::INFINITY);
        assert_close("step", step_s, share * NOMINAL_S, 1e-15);
        sim.step(step_s).expect("a solution");
    }
    assert!(sim.is_running());
}

/// The whole state, history included.
fn words(sim: &Simulation<f64>) -> Vec<u64> {
    let mut words = Vec::new();
    sim.state.write(0, &mut words);
    words
}

#[test]
fn a_refused_step_leaves_the_state_as_it_was_before() {
    let mut net = Network::new();
    let vessel = net.add_node("sucked", Wall::Tube(vein(10.0, 1.0)), 8.0);
    let tissue = net.add_node("tissue", Wall::Store, 0.0);
    let pool = net.add_node("pool", linear(5.0, 100.0), 150.0);
    // Nothing comes back through the valve, whatever the suction.
    net.add_edge("outlet", vessel, pool, EdgeLaw::Valve(venous_valve()));
    let flow = EdgeLaw::Prescribed { flow_ml_per_s: 0.0 };
    net.add_edge("suck", vessel, tissue, flow);
    let lake = net.add_node("lake", reservoir(0.0), 0.0);
    net.add_edge("drain", pool, lake, resistor(1.0));
    let mut sim = simulate(&net);
    // The pool is still draining, and the restart is still under way.
    for until_s in [0.5 * NOMINAL_S, 5.0 * NOMINAL_S] {
        run(&mut sim, NOMINAL_S, until_s, still);
        let before = words(&sim);
        // The first parts of the step have a solution, the last have none.
        sim.parameters.flow[0] = 2.0 * 8.0 / NOMINAL_S;
        let failure = sim
            .step(NOMINAL_S)
            .expect_err("more is drawn than there is");
        assert!(failure.to_string().contains("sucked"), "{failure}");
        assert_eq!(words(&sim), before);
        sim.parameters.flow[0] = 0.0;
    }
}

#[test]
fn a_step_in_parts_is_one_step() {
    let mut net = Network::new();
    let vessel = net.add_node("squeezed", Wall::Tube(vein(20.0, 1.0)), 30.0);
    let pool = net.add_node("pool", linear(40.0, 800.0), 900.0);
    let outlet = net.add_edge("outlet", vessel, pool, conduit(0.1, 1e-5, 0.0, 0.25));
    let law = secondheart_engine::EnclosureLaw::Prescribed { pressure_mmhg: 0.0 };
    let muscle = net.add_enclosure("muscle", law);
    net.enclose(vessel, muscle, 1.0);
    let mut sim = simulate(&net);
    // Without iterations a sudden squeeze is beyond one linearisation.
    sim.tolerance.iterations = 1;
    run(&mut sim, NOMINAL_S, 5.0 * NOMINAL_S, still);
    let (steps, time_s) = (sim.invariants.steps, sim.state.time_s);
    let (full, total) = (sim.volume(vessel), sim.total_volume_ml(0));
    let (flow, pressure) = (sim.flow(outlet), sim.pressure(vessel));
    sim.parameters.enclosure_pressure[0] = 800.0;
    sim.step(NOMINAL_S).expect("a solution in parts");
    assert_eq!(sim.invariants.divided_steps, 1.0);
    assert_eq!(sim.invariants.steps, steps + 1);
    assert_eq!(sim.state.time_s, time_s + NOMINAL_S);
    assert!(sim.is_running(), "a step in parts is no restart");
    assert_close("total volume", sim.total_volume_ml(0), total, 1e-10);
    // The history is that of the whole step.
    let place = sim.topology().place(vessel);
    let emptied = sim.volume(vessel);
    let ahead = sim.volume_ahead(place, NOMINAL_S);
    assert_close("volume ahead", ahead, emptied + (emptied - full), 1e-12);
    let ahead = sim.flow_ahead(0, NOMINAL_S);
    assert_close("flow ahead", ahead, 2.0 * sim.flow(outlet) - flow, 1e-9);
    let ahead = sim.pressure_ahead(place, NOMINAL_S);
    let now = sim.pressure(vessel);
    assert_close("pressure ahead", ahead, 2.0 * now - pressure, 1e-9);
    assert_eq!(sim.smallest_volume_ml(0), emptied);
}

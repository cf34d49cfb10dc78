//! A lane has the bits of the same body alone, whatever its neighbours do.

mod common;

use common::leg::Leg;
use common::*;
use secondheart_engine::law::Tube;
use secondheart_engine::simulation::Parameters;
use secondheart_engine::{
    EdgeLaw, EnclosureLaw, Lanes, Network, Persist, Scalar, Simulation, Wall,
};

/// All numbers of a lane's state.
fn bits<S: Scalar>(sim: &Simulation<S>, lane: usize) -> Vec<u64> {
    let s = &sim.state;
    [&s.volume, &s.flow, &s.opening, &s.creep, &s.pressure]
        .into_iter()
        .flatten()
        .map(|x| x.lane(lane).to_bits())
        .collect()
}

/// Steps bodies in the lanes of `S` and one by one, and compares every bit of every step.
fn assert_lanes_are_scalars<S: Scalar>(leg: &Leg) {
    let mut together = leg.bodies::<S>(0);
    let mut alone: Vec<Simulation<f64>> = (0..S::LANES).map(|k| leg.bodies(k)).collect();
    for count in 0..4000_u32 {
        if count % 1000 == 700 {
            together.restart();
            alone.iter_mut().for_each(Simulation::restart);
        }
        let h = together.plan(if count < 2000 { 0.002 } else { 0.004 }, f64::INFINITY);
        let t = together.state.time_s + h;
        leg.drive(&mut together, 0, t);
        together.step(h).expect("a solution");
        for (k, sim) in alone.iter_mut().enumerate() {
            leg.drive(sim, k, t);
            sim.step(h).expect("a solution");
            assert!(
                bits(&together, k) == bits(sim, 0),
                "lane {k} of {}, step {count}",
                S::LANES
            );
        }
    }
    for (k, sim) in alone.iter().enumerate() {
        assert_eq!(together.smallest_volume_ml(k), sim.smallest_volume_ml(0));
        assert_eq!(
            together.volume_drift_relative(k),
            sim.volume_drift_relative(0)
        );
    }
    let iterated: Vec<u64> = alone.iter().map(|s| s.invariants.iterated_steps).collect();
    let any = together.invariants.iterated_steps;
    let largest = *iterated.iter().max().expect("lanes");
    eprintln!("steps iterated together {any}, alone {iterated:?}");
    assert!(
        largest > 0 && any > largest,
        "lanes iterate at different steps"
    );
}

#[test]
fn sixteen_lanes_are_sixteen_scalars_bit_for_bit() {
    assert_lanes_are_scalars::<Lanes<16>>(&Leg::new(false));
}

#[test]
fn eight_lanes_are_eight_scalars_bit_for_bit() {
    assert_lanes_are_scalars::<Lanes<8>>(&Leg::new(false));
}

#[test]
fn lanes_are_scalars_bit_for_bit_with_the_unsymmetric_kernel() {
    let leg = Leg::new(true);
    assert!(!leg.topology.is_symmetric());
    assert_lanes_are_scalars::<Lanes<8>>(&leg);
}

/// Lane in which a step fails.
const WEAK: usize = 3;
/// Lane in which the step fails that is divided, too, but into fewer parts.
const OTHER_WEAK: usize = 5;
/// Place of the pool among the volumes.
const POOL: usize = 2;
const STEP_S: f64 = 0.01;

/// Inputs of body `k` for the step `count`: suction on the isolated vein (mL/s), squeeze of the
/// drained vein (mmHg).
type Inputs = fn(k: usize, count: u32) -> (f64, f64);

/// A vein that only a prescribed flow empties, and a vein in a muscle that drains into a pool and
/// fills from a reservoir.
fn veins(quadratic_loss: f64) -> Network {
    let mut net = Network::new();
    let isolated = net.add_node("isolated", Wall::Tube(vein(10.0, 1.0)), 8.0);
    let lake = net.add_node("lake", reservoir(0.0), 0.0);
    let crept = Tube {
        creep_fraction: 0.4,
        ..vein(20.0, 1.0)
    };
    let drained = net.add_node("drained", Wall::Tube(crept), 30.0);
    let pool = net.add_node("pool", linear(40.0, 800.0), 900.0);
    let draw = EdgeLaw::Prescribed { flow_ml_per_s: 0.0 };
    net.add_edge("draw", isolated, lake, draw);
    net.add_edge("feed", lake, drained, resistor(5.0));
    net.add_edge(
        "outlet",
        drained,
        pool,
        conduit(0.1, 1e-5, quadratic_loss, 0.25),
    );
    net.add_edge("valve", isolated, pool, EdgeLaw::Valve(venous_valve()));
    let muscle = net.add_enclosure("muscle", EnclosureLaw::Prescribed { pressure_mmhg: 0.0 });
    net.enclose(drained, muscle, 1.0);
    net
}

/// Steps eight bodies together and alone through `inputs` and compares every bit of every step;
/// the outlet of the weak body has a quadratic loss (mmHg·s²/mL²).
/// Returns the simulations together and alone, and the volumes of the isolated vein of the weak
/// body after every step.
fn step_with_weak_lane(
    inputs: Inputs,
    weak_loss: f64,
    iterations: u32,
) -> (Simulation<Lanes<8>>, Vec<Simulation<f64>>, Vec<f64>) {
    let mut alone: Vec<_> = (0..8)
        .map(|k| {
            let loss = if k == WEAK { weak_loss } else { 0.0 };
            let mut sim = simulate(&veins(loss));
            sim.parameters.linear_compliance[0] = 40.0 + k as f64;
            sim.tolerance.iterations = iterations;
            sim.state.volume[POOL] = 900.0 + k as f64;
            sim.count_volume_from_here();
            sim
        })
        .collect();
    let packed: Vec<_> = alone.iter().map(|sim| sim.parameters.clone()).collect();
    let mut together = Simulation::<Lanes<8>>::new(compile(&veins(0.0)));
    together.parameters = Parameters::pack(&packed);
    together.tolerance.iterations = iterations;
    together.state.volume[POOL] = Lanes::from_lanes(|k| 900.0 + k as f64);
    together.count_volume_from_here();
    let mut isolated = Vec::new();
    for count in 0..60 {
        let h = together.plan(STEP_S, f64::INFINITY);
        let each = |f: fn((f64, f64)) -> f64| Lanes::from_lanes(|k| f(inputs(k, count)));
        together.parameters.flow[0] = each(|i| i.0);
        together.parameters.enclosure_pressure[0] = each(|i| i.1);
        together.step(h).expect("a solution");
        for (k, sim) in alone.iter_mut().enumerate() {
            assert_eq!(h, sim.plan(STEP_S, f64::INFINITY), "lane {k}, step {count}");
            (sim.parameters.flow[0], sim.parameters.enclosure_pressure[0]) = inputs(k, count);
            sim.step(h).expect("a solution");
            assert!(
                bits(&together, k) == bits(sim, 0),
                "lane {k}, step {count}: {:?} against {:?}",
                together.state.volume,
                sim.state.volume
            );
        }
        isolated.push(alone[WEAK].state.volume[0]);
    }
    for (k, sim) in alone.iter().enumerate() {
        assert_eq!(together.smallest_volume_ml(k), sim.smallest_volume_ml(0));
        assert_eq!(
            together.volume_drift_relative(k),
            sim.volume_drift_relative(0)
        );
    }
    (together, alone, isolated)
}

#[test]
fn a_lane_retaken_by_implicit_euler_leaves_the_others_as_they_are_alone() {
    let (together, alone, isolated) = step_with_weak_lane(
        |k, count| match (k, count) {
            (WEAK, 30) => (10.5 / STEP_S, 0.0),
            (_, 30..) => (0.0, 0.0),
            _ => (0.01, 10.0 + k as f64),
        },
        0.0,
        30,
    );
    // The history of BDF2 after the step that emptied the vein is below zero.
    let (before, emptied) = (isolated[29], isolated[30]);
    assert!(emptied + (emptied - before) / 3.0 < 0.0, "{isolated:?}");
    assert!(alone.iter().all(|sim| sim.invariants.divided_steps == 0.0));
    assert_eq!(together.invariants.divided_steps, Lanes::from_f64(0.0));
}

#[test]
fn a_lane_that_takes_a_step_in_parts_leaves_the_others_as_they_are_alone() {
    let (together, alone, _) = step_with_weak_lane(
        |k, count| match (k, count) {
            (WEAK, 8) => (0.01, 800.0),
            (OTHER_WEAK, 8) => (0.01, 730.0),
            _ => (0.01, 10.0 + k as f64),
        },
        0.0,
        1,
    );
    let divided: Vec<f64> = alone.iter().map(|s| s.invariants.divided_steps).collect();
    eprintln!("divided steps alone {divided:?}");
    for (k, &count) in divided.iter().enumerate() {
        let weak = k == WEAK || k == OTHER_WEAK;
        assert_eq!(count, f64::from(u8::from(weak)), "lane {k}: {divided:?}");
        let counted = together.invariants.divided_steps.lane(k);
        assert_eq!(counted, count, "lane {k}");
    }
    // Fewer parts serve the milder squeeze.
    assert!(alone[OTHER_WEAK].invariants.solves < alone[WEAK].invariants.solves);
    assert_eq!(together.invariants.steps, alone[0].invariants.steps);
}

#[test]
fn a_lane_with_a_stenosis_leaves_the_others_as_they_are_alone() {
    let inputs: Inputs = |k, count| (0.01, if count < 30 { 10.0 + k as f64 } else { 60.0 });
    let (plain, ..) = step_with_weak_lane(inputs, 0.0, 30);
    let (throttled, ..) = step_with_weak_lane(inputs, 0.01, 30);
    assert_ne!(bits(&plain, WEAK), bits(&throttled, WEAK));
}

#[test]
fn a_step_refused_in_one_lane_leaves_the_state_of_all_lanes() {
    let mut sim = Simulation::<Lanes<8>>::new(compile(&veins(0.0)));
    run(&mut sim, STEP_S, 0.2, still);
    let state = words(&sim);
    // A part of the step succeeds: more is drawn than there is, but not in its first quarter.
    sim.parameters.flow[0] = Lanes::from_lanes(|k| if k == WEAK { 16.0 / STEP_S } else { 0.0 });
    let failure = sim.step(STEP_S).expect_err("more is drawn than there is");
    assert!(failure.to_string().contains("isolated"), "{failure}");
    assert_eq!(words(&sim), state);
}

/// The whole state as a snapshot holds it.
fn words<S: Scalar>(sim: &Simulation<S>) -> Vec<u64> {
    let mut words = Vec::new();
    for lane in 0..S::LANES {
        sim.state.write(lane, &mut words);
    }
    words
}

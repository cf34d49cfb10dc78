//! The order of convergence, measured against a run at a sixty-fourth of the longest step.

mod common;

use common::*;
use secondheart_engine::law::{Chamber, Tube};
use secondheart_engine::{
    EdgeId, EdgeLaw, EnclosureId, EnclosureLaw, Network, NodeId, Simulation, Topology, Wall,
};
use std::sync::Arc;

const STEPS_S: [f64; 4] = [0.004, 0.002, 0.001, 0.0005];
const REFERENCE_STEP_S: f64 = 0.000_062_5;

/// A closed circulation: two ventricles in a sac, arteries, a vein that creeps in a muscle, lungs.
struct Loop {
    topology: Arc<Topology>,
    nodes: Vec<NodeId>,
    edges: Vec<EdgeId>,
    muscle: EnclosureId,
}

impl Loop {
    /// Whether the ventricles have valves and pump.
    fn new(valved: bool) -> Self {
        let mut net = Network::new();
        let weak = Chamber {
            end_systolic_elastance_mmhg_per_ml: 0.6,
            ..ventricle()
        };
        let crept = Tube {
            creep_fraction: 0.5,
            creep_time_s: 0.3,
            ..vein(300.0, 8.0)
        };
        let artery = Tube::with_compliance(150.0, 1.5, 90.0, 100.0, 20.0);
        let nodes = vec![
            net.add_node("left", Wall::Chamber(ventricle()), 110.0),
            net.add_node("root", Wall::Rigid, 0.0),
            net.add_node("artery", Wall::Tube(artery), 240.0),
            net.add_node("vein", Wall::Tube(crept), 330.0),
            net.add_node("cava", Wall::Tube(vein(80.0, 5.0)), 105.0),
            net.add_node("right", Wall::Chamber(weak), 110.0),
            net.add_node("lung artery", Wall::Tube(vein(60.0, 3.0)), 85.0),
            net.add_node("lung vein", linear(8.0, 100.0), 170.0),
        ];
        let gate = |open: EdgeLaw| {
            if valved {
                EdgeLaw::Valve(heart_valve())
            } else {
                open
            }
        };
        let n = &nodes;
        let links = [
            ("aortic", n[0], n[1], gate(conduit(0.05, 0.002, 1e-5, 0.0))),
            ("aorta", n[1], n[2], conduit(0.03, 0.001, 0.0, 0.0)),
            ("periphery", n[2], n[3], resistor(0.8)),
            ("to cava", n[3], n[4], conduit(0.05, 0.004, 0.0, 0.5)),
            (
                "tricuspid",
                n[4],
                n[5],
                gate(conduit(0.04, 0.001, 0.0, 0.0)),
            ),
            (
                "pulmonary",
                n[5],
                n[6],
                gate(conduit(0.05, 0.002, 0.0, 0.0)),
            ),
            ("lung", n[6], n[7], resistor(0.1)),
            ("mitral", n[7], n[0], gate(conduit(0.03, 0.001, 1e-5, 0.0))),
        ];
        let edges = links
            .into_iter()
            .map(|(name, a, b, law)| net.add_edge(name, a, b, law))
            .collect();
        let sac = net.add_enclosure("pericardium", pericardium());
        net.enclose(nodes[0], sac, 1.0);
        net.enclose(nodes[5], sac, 1.0);
        let muscle = net.add_enclosure("muscle", EnclosureLaw::Prescribed { pressure_mmhg: 0.0 });
        net.enclose(nodes[3], muscle, 0.7);
        Self {
            topology: compile(&net),
            nodes,
            edges,
            muscle,
        }
    }

    fn simulate(&self) -> Simulation<f64> {
        let mut sim = Simulation::new(self.topology.clone());
        tighten(&mut sim);
        sim
    }

    fn drive(&self, sim: &mut Simulation<f64>, t: f64, offset: f64) {
        let muscle = self
            .topology
            .enclosure_index(self.muscle)
            .expect("prescribed");
        sim.parameters.chambers.activation[0] = activation(t, 0.0);
        sim.parameters.chambers.activation[1] = activation(t, 0.03);
        sim.parameters.enclosure_pressure[muscle] = 10.0 * (1.0 - (4.3 * t).cos()) + offset;
    }

    /// Volumes (mL), pressures (mmHg) and flows (mL/s) now.
    fn sample(&self, sim: &Simulation<f64>) -> [Vec<f64>; 3] {
        [
            self.nodes.iter().map(|&n| sim.volume(n)).collect(),
            self.nodes.iter().map(|&n| sim.pressure(n)).collect(),
            self.edges.iter().map(|&e| sim.flow(e)).collect(),
        ]
    }
}

type History = Vec<[Vec<f64>; 3]>;

/// Largest difference in volume, pressure, flow.
fn difference(a: &History, b: &History) -> [f64; 3] {
    assert_eq!(a.len(), b.len());
    let mut worst = [0.0_f64; 3];
    for (a, b) in a.iter().zip(b) {
        for (worst, (a, b)) in worst.iter_mut().zip(a.iter().zip(b)) {
            for (a, b) in a.iter().zip(b) {
                *worst = worst.max((a - b).abs());
            }
        }
    }
    worst
}

/// Largest difference in volume; 99th percentile of the differences in pressure and flow. Where a
/// valve shuts, flow drops and pressure spikes in an instant: whether a sample meets the spike
/// does not depend on the order.
fn difference_outside_jumps(a: &History, b: &History) -> [f64; 3] {
    let mut apart = difference(a, b);
    for k in [1, 2] {
        let pairs = a.iter().zip(b).flat_map(|(a, b)| a[k].iter().zip(&b[k]));
        let mut all: Vec<f64> = pairs.map(|(a, b)| (a - b).abs()).collect();
        all.sort_by(f64::total_cmp);
        apart[k] = all[all.len() * 99 / 100];
    }
    apart
}

const QUANTITIES: [&str; 3] = ["volume (mL)", "pressure (mmHg)", "flow (mL/s)"];

fn assert_orders(what: &str, run: impl Fn(f64) -> History, least: f64) {
    let reference = run(REFERENCE_STEP_S);
    let errors = STEPS_S.map(|h| difference(&run(h), &reference));
    for (k, quantity) in QUANTITIES.iter().enumerate() {
        assert_order(&format!("{what}, {quantity}"), &errors.map(|e| e[k]), least);
    }
}

/// Sampled every 8 ms from 1 s to 4 s.
fn fixed_step(circuit: &Loop, h: f64) -> History {
    let mut sim = circuit.simulate();
    let mut history = History::new();
    run(&mut sim, h, 1.0, |sim, t| circuit.drive(sim, t, 0.0));
    for k in 1..=375 {
        run(&mut sim, h, 1.0 + 0.008 * f64::from(k), |sim, t| {
            circuit.drive(sim, t, 0.0)
        });
        history.push(circuit.sample(&sim));
    }
    assert!(
        sim.invariants.unsettled_steps <= 3.0,
        "{:?}",
        sim.invariants
    );
    history
}

#[test]
fn a_smooth_closed_loop_converges_with_second_order() {
    let circuit = Loop::new(false);
    assert_orders("smooth loop", |h| fixed_step(&circuit, h), 1.9);
}

#[test]
fn a_valved_closed_loop_converges_with_nearly_second_order() {
    // Where a valve shuts on forward flow, the law has an infinite slope in time (flow ends like
    // 1/|ln t|). This costs some of the order once the rest of the error is small.
    let circuit = Loop::new(true);
    let reference = fixed_step(&circuit, REFERENCE_STEP_S);
    let errors = STEPS_S.map(|h| difference_outside_jumps(&fixed_step(&circuit, h), &reference));
    for (k, quantity) in QUANTITIES.iter().enumerate() {
        assert_overall_order(
            &format!("valved loop, {quantity}"),
            &errors.map(|e| e[k]),
            1.7,
        );
    }
}

#[test]
fn the_default_tolerance_hardly_adds_to_the_error_of_the_step() {
    for valved in [false, true] {
        let circuit = Loop::new(valved);
        let roughly = |h: f64| {
            let mut sim = Simulation::<f64>::new(circuit.topology.clone());
            let mut history = History::new();
            run(&mut sim, h, 1.0, |sim, t| circuit.drive(sim, t, 0.0));
            for k in 1..=375 {
                run(&mut sim, h, 1.0 + 0.008 * f64::from(k), |sim, t| {
                    circuit.drive(sim, t, 0.0)
                });
                history.push(circuit.sample(&sim));
            }
            let i = sim.invariants;
            eprintln!(
                "valved {valved}, h = {h}: {} of {} steps iterated, {:.3} solves a step",
                i.iterated_steps,
                i.steps,
                i.solves as f64 / i.steps as f64
            );
            history
        };
        let reference = fixed_step(&circuit, REFERENCE_STEP_S);
        for h in STEPS_S {
            let loose = difference(&roughly(h), &reference);
            let tight = difference(&fixed_step(&circuit, h), &reference);
            eprintln!("valved {valved}, h = {h}: loose {loose:.2?}, tight {tight:.2?}");
            assert!(
                loose[0] < 2.0 * tight[0] + 0.1,
                "volume: {loose:?} against {tight:?}"
            );
        }
    }
}

#[test]
fn steps_that_vary_keep_second_order() {
    let circuit = Loop::new(false);
    let run = |h: f64| {
        let mut sim = circuit.simulate();
        let mut history = History::new();
        let mut count = 0.0_f64;
        for k in 1..=30 {
            // Not a multiple of any step, so that the last step of every stretch is cut short.
            let until = 0.7 + 0.1 * f64::from(k) + 0.000_317_3 * f64::from(k % 7);
            loop {
                count += 1.0;
                let step = sim.plan(h * (0.8 + 0.4 * (0.9 * count).sin()), until);
                if step == 0.0 {
                    break;
                }
                let end = sim.state.time_s + step;
                circuit.drive(&mut sim, end, 0.0);
                sim.step(step).expect("a solution");
            }
            if k > 5 {
                history.push(circuit.sample(&sim));
            }
        }
        history
    };
    assert_orders("varying steps", run, 1.7);
}

#[test]
fn an_event_between_steps_keeps_second_order() {
    let circuit = Loop::new(false);
    let run = |h: f64| {
        let mut sim = circuit.simulate();
        let mut history = History::new();
        run(&mut sim, h, 1.234_567, |sim, t| circuit.drive(sim, t, 0.0));
        let place = circuit
            .topology
            .edge_place(circuit.edges[2])
            .expect("a conduit");
        sim.parameters.conduits.resistance[place] = 0.3;
        sim.restart();
        let jump = 25.0;
        for k in 1..=25 {
            let until = 1.234_567 + 0.04 * f64::from(k);
            run(&mut sim, h, until, |sim, t| circuit.drive(sim, t, jump));
            history.push(circuit.sample(&sim));
        }
        history
    };
    assert_orders("event", run, 1.9);
}

#[test]
fn creep_under_a_changing_stretch_converges_with_second_order() {
    let crept = Tube {
        creep_fraction: 0.5,
        creep_time_s: 0.2,
        ..vein(50.0, 2.0)
    };
    let mut net = Network::new();
    let lake = net.add_node("lake", reservoir(10.0), 0.0);
    let vessel = net.add_node("vein", Wall::Tube(crept), 70.0);
    net.add_edge("neck", lake, vessel, resistor(0.05));
    let run = |h: f64| {
        let mut sim = simulate_tightly(&net);
        let mut creep = Vec::new();
        for k in 1..=100 {
            run(&mut sim, h, 0.04 * f64::from(k), |sim, t| {
                sim.parameters.prescribed_pressure[0] = 20.0 + 10.0 * (5.0 * t).sin();
            });
            creep.push(sim.state.creep[0]);
        }
        creep
    };
    let reference = run(REFERENCE_STEP_S);
    let errors = STEPS_S.map(|h| {
        run(h)
            .iter()
            .zip(&reference)
            .skip(5)
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f64::max)
    });
    assert_order("creep (mL)", &errors, 1.9);
}

#[test]
fn a_step_after_a_very_short_one_keeps_its_accuracy() {
    // A stop right after a step leaves a very short one, from which the formula extrapolates noise.
    let circuit = Loop::new(false);
    let run = |slivers: bool| {
        let mut sim = circuit.simulate();
        run(&mut sim, 0.004, 1.0, |sim, t| circuit.drive(sim, t, 0.0));
        for k in 0..10 {
            let next = 1.0 + 0.04 * f64::from(k + 1);
            if slivers {
                let until = sim.state.time_s + 1e-10;
                run(&mut sim, 0.004, until, |sim, t| circuit.drive(sim, t, 0.0));
                // The full step follows at once, as a caller of `step` may choose.
                let end = sim.state.time_s + 0.004;
                circuit.drive(&mut sim, end, 0.0);
                sim.step(0.004).expect("a solution");
            }
            run(&mut sim, 0.004, next, |sim, t| circuit.drive(sim, t, 0.0));
        }
        circuit.sample(&sim)
    };
    let apart = difference(&vec![run(true)], &vec![run(false)]);
    eprintln!("slivers change volume, pressure, flow by {apart:.3?}");
    assert!(apart[0] < 0.1 && apart[1] < 0.5, "{apart:?}");
}

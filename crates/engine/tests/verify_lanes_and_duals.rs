//! A lane is the scalar to the last bit, whatever its neighbours do; dual numbers carry the
//! derivative of the steps taken.

mod common;

use common::*;
use secondheart_engine::law::{Chamber, StarlingResistor, Tube};
use secondheart_engine::{
    Dual, EdgeId, EdgeLaw, EnclosureLaw, Lanes, Network, NodeId, Scalar, Simulation, Topology,
    Wall, dispatch,
};
use std::sync::Arc;

/// A ventricle in a sac, an artery behind a rigid node, a leg with valves in a muscle.
struct Leg {
    topology: Arc<Topology>,
    artery: NodeId,
    sinus: NodeId,
    pool: NodeId,
    bed: EdgeId,
    proximal: EdgeId,
}

impl Leg {
    fn new(waterfall: bool) -> Self {
        let mut net = Network::new();
        let crept = Tube {
            creep_fraction: 0.4,
            creep_time_s: 1.0,
            ..vein(60.0, 1.5)
        };
        let artery_wall = Tube::with_compliance(100.0, 1.2, 90.0, 100.0, 20.0);
        let heart = net.add_node("heart", Wall::Chamber(ventricle()), 120.0);
        let atrium = Chamber {
            end_systolic_elastance_mmhg_per_ml: 0.3,
            ..ventricle()
        };
        let atrium = net.add_node("atrium", Wall::Chamber(atrium), 80.0);
        let root = net.add_node("root", Wall::Rigid, 0.0);
        let artery = net.add_node("artery", Wall::Tube(artery_wall), 180.0);
        let sinus = net.add_node("sinus", Wall::Tube(crept), 80.0);
        let axial = net.add_node("axial", Wall::Tube(vein(50.0, 1.0)), 60.0);
        let pool = net.add_node("pool", linear(40.0, 800.0), 1100.0);
        let valve = EdgeLaw::Valve(venous_valve());
        let heart_gate = EdgeLaw::Valve(heart_valve());
        net.add_edge("aortic", heart, root, heart_gate);
        net.add_edge("aorta", root, artery, conduit(0.03, 0.001, 1e-5, 0.0));
        let bed = net.add_edge("bed", artery, sinus, resistor(2.0));
        net.add_edge("trunk", artery, pool, resistor(1.5));
        net.add_edge("distal", sinus, axial, valve);
        let proximal = net.add_edge("proximal", axial, pool, valve);
        let drain = conduit(0.05, 0.002, 0.0, 0.0);
        let law = if waterfall {
            EdgeLaw::Starling(StarlingResistor {
                resistance_mmhg_s_per_ml: 0.05,
                critical_pressure_mmhg: 5.0,
            })
        } else {
            drain
        };
        net.add_edge("cava", pool, atrium, law);
        net.add_edge("mitral", atrium, heart, heart_gate);
        let sac = net.add_enclosure("sac", pericardium());
        net.enclose(heart, sac, 1.0);
        net.enclose(atrium, sac, 1.0);
        let muscle = net.add_enclosure("muscle", EnclosureLaw::Prescribed { pressure_mmhg: 0.0 });
        net.enclose(sinus, muscle, 1.0);
        net.enclose(axial, muscle, 0.3);
        Self {
            topology: compile(&net),
            artery,
            sinus,
            pool,
            bed,
            proximal,
        }
    }

    /// A simulation whose lane `l` is body number `first + l`.
    fn bodies<S: Scalar>(&self, first: usize) -> Simulation<S> {
        let mut sim = Simulation::<S>::new(self.topology.clone());
        let each = |f: &dyn Fn(f64) -> f64| S::from_lanes(|l| f((first + l) as f64));
        let bed = self.topology.edge_place(self.bed).expect("a conduit");
        sim.parameters.conduits.resistance[bed] = each(&|k| 2.0 / (1.0 + 0.2 * k));
        let sinus = self.topology.place(self.sinus);
        sim.parameters
            .tubes
            .set_unstressed_volume(sinus, each(&|k| 60.0 - 3.0 * k));
        let gate = self.topology.valve_index(self.proximal).expect("a valve");
        sim.parameters.valves.regurgitant[gate] =
            each(&|k| if k % 3.0 == 1.0 { 0.1 * k } else { 0.0 });
        sim.parameters.linear_compliance[0] = each(&|k| 40.0 + k);
        sim
    }

    /// Inputs of each body: own heart rate, own squeezes, which jump.
    fn drive<S: Scalar>(&self, sim: &mut Simulation<S>, first: usize, t: f64) {
        let each = |f: &dyn Fn(f64) -> f64| S::from_lanes(|l| f((first + l) as f64));
        let rate = |k: f64| 1.0 + 0.1 * k;
        sim.parameters.chambers.activation[0] = each(&|k| activation(rate(k) * t, 0.0));
        sim.parameters.chambers.activation[1] = each(&|k| activation(rate(k) * t, 0.75));
        sim.parameters.enclosure_pressure[0] = each(&|k| {
            let phase = (t * (0.5 + 0.07 * k)).fract();
            if phase < 0.2 + 0.02 * k {
                40.0 + 30.0 * k
            } else {
                0.0
            }
        });
    }
}

/// All numbers of a lane's state.
fn bits<S: Scalar>(sim: &Simulation<S>, lane: usize) -> Vec<u64> {
    let s = &sim.state;
    [&s.volume, &s.flow, &s.opening, &s.creep, &s.pressure]
        .into_iter()
        .flatten()
        .map(|x| x.lane(lane).to_bits())
        .collect()
}

struct StepKernel<'a, S>(&'a mut Simulation<S>, f64);

impl<S: Scalar> dispatch::Kernel for StepKernel<'_, S> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        self.0.step(self.1).expect("a solution");
    }
}

/// Steps `N` bodies in lanes and one by one, and compares every bit of every step.
fn assert_lanes_are_scalars<const N: usize>(leg: &Leg, dispatched: bool) {
    let mut together = leg.bodies::<Lanes<N>>(0);
    let mut alone: Vec<Simulation<f64>> = (0..N).map(|k| leg.bodies(k)).collect();
    for count in 0..4000_u32 {
        if count % 1000 == 700 {
            together.restart();
            alone.iter_mut().for_each(Simulation::restart);
        }
        let h = together.plan(if count < 2000 { 0.002 } else { 0.004 }, f64::INFINITY);
        let t = together.state.time_s + h;
        leg.drive(&mut together, 0, t);
        if dispatched {
            dispatch::run(StepKernel(&mut together, h));
        } else {
            take(&mut together, h).expect("a solution");
        }
        for (k, sim) in alone.iter_mut().enumerate() {
            leg.drive(sim, k, t);
            take(sim, h).expect("a solution");
            assert!(
                bits(&together, k) == bits(sim, 0),
                "lane {k} of {N}, step {count}"
            );
        }
    }
    let iterated: Vec<u64> = alone.iter().map(|s| s.invariants.iterated_steps).collect();
    let any = together.invariants.iterated_steps;
    let largest = *iterated.iter().max().expect("lanes");
    eprintln!("{N} lanes: steps iterated together {any}, alone {iterated:?}");
    assert!(
        largest > 0 && any > largest,
        "lanes iterate at different steps"
    );
}

#[test]
fn four_lanes_are_four_scalars_bit_for_bit() {
    assert_lanes_are_scalars::<4>(&Leg::new(false), false);
}

#[test]
fn eight_lanes_are_eight_scalars_bit_for_bit_with_wide_vectors() {
    eprintln!("vectors: {}", dispatch::instruction_set());
    assert_lanes_are_scalars::<8>(&Leg::new(false), true);
}

#[test]
fn lanes_are_scalars_bit_for_bit_with_the_unsymmetric_kernel() {
    let leg = Leg::new(true);
    assert!(!leg.topology.is_symmetric());
    assert_lanes_are_scalars::<4>(&leg, false);
}

/// What is differentiated by.
#[derive(Debug, Clone, Copy)]
enum Knob {
    Resistance,
    Compliance,
    UnstressedVolume,
    DistensibleVolume,
    OpeningRate,
    Elastance,
}

const KNOBS: [(Knob, f64); 6] = [
    (Knob::Resistance, 2.0),
    (Knob::Compliance, 40.0),
    (Knob::UnstressedVolume, 60.0),
    (Knob::DistensibleVolume, 120.0),
    (Knob::OpeningRate, 20.0),
    (Knob::Elastance, 2.5),
];

/// Volumes, pressures and flows of a body (the first of the lanes) after 1.7 s with one
/// parameter set.
fn outputs<S: Scalar>(leg: &Leg, first: usize, knob: Knob, value: S) -> [S; 4] {
    let mut sim = leg.bodies::<S>(first);
    sim.tolerance.volume = 1e-12;
    sim.tolerance.flow_ml_per_s = 1e-11;
    sim.tolerance.flow_relative = 1e-11;
    let p = &mut sim.parameters;
    match knob {
        Knob::Resistance => {
            let bed = leg.topology.edge_place(leg.bed).expect("a conduit");
            p.conduits.resistance[bed] = value;
        }
        Knob::Compliance => p.linear_compliance[0] = value,
        Knob::UnstressedVolume => {
            p.tubes
                .set_unstressed_volume(leg.topology.place(leg.sinus), value);
        }
        Knob::DistensibleVolume => {
            p.tubes
                .set_distensible_volume(leg.topology.place(leg.sinus), value);
        }
        Knob::OpeningRate => {
            let gate = leg.topology.valve_index(leg.proximal).expect("a valve");
            p.valves.opening_rate[gate] = value;
        }
        Knob::Elastance => p.chambers.elastance[0] = value,
    }
    run(&mut sim, 0.002, 1.7, |sim, t| {
        let shut = S::from_f64;
        sim.parameters.chambers.activation[0] = shut(activation(t, 0.0));
        sim.parameters.chambers.activation[1] = shut(activation(t, 0.75));
        sim.parameters.enclosure_pressure[0] = shut(30.0 * activation(0.7 * t, 0.2));
    });
    [
        sim.volume(leg.sinus),
        sim.pressure(leg.artery),
        sim.volume(leg.pool),
        sim.flow(leg.bed),
    ]
}

#[test]
fn dual_numbers_carry_the_derivative_that_finite_differences_approach() {
    let leg = Leg::new(false);
    for (knob, value) in KNOBS {
        let dual = outputs::<Dual<f64>>(&leg, 0, knob, Dual::variable(value));
        let shift = 1e-5 * value;
        let more = outputs::<f64>(&leg, 0, knob, value + shift);
        let less = outputs::<f64>(&leg, 0, knob, value - shift);
        let plain = outputs::<f64>(&leg, 0, knob, value);
        for i in 0..4 {
            let difference = (more[i] - less[i]) / (2.0 * shift);
            let derivative = dual[i].derivative;
            let size = derivative.abs().max(1e-3 * plain[i].abs() / value);
            eprintln!("{knob:?}, output {i}: {derivative:.6e}, by differences {difference:.6e}");
            assert!(
                (derivative - difference).abs() < 2e-3 * size,
                "{knob:?}, output {i}"
            );
            assert_eq!(
                dual[i].value.to_bits(),
                plain[i].to_bits(),
                "{knob:?}: the value itself"
            );
        }
    }
}

#[test]
fn dual_numbers_of_lanes_are_dual_numbers_bit_for_bit() {
    let leg = Leg::new(false);
    for (knob, value) in KNOBS {
        let values = Lanes::<4>::from_lanes(|l| value * (1.0 + 0.05 * l as f64));
        let together = outputs::<Dual<Lanes<4>>>(&leg, 0, knob, Dual::variable(values));
        for lane in 0..4 {
            let variable = Dual::variable(values.0[lane]);
            let alone = outputs::<Dual<f64>>(&leg, lane, knob, variable);
            for i in 0..4 {
                assert_eq!(
                    together[i].value.0[lane].to_bits(),
                    alone[i].value.to_bits()
                );
                assert_eq!(
                    together[i].derivative.0[lane].to_bits(),
                    alone[i].derivative.to_bits(),
                    "{knob:?}, output {i}, lane {lane}"
                );
            }
        }
    }
}

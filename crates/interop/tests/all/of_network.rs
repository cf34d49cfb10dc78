//! The model of a part of an engine's network behaves as the network does.

use std::f64::consts::TAU;
use std::sync::Arc;

use secondheart_engine::law::{Conduit, Tube};
use secondheart_engine::{EdgeId, EdgeLaw, EnclosureLaw, Network, NodeId, Simulation, Wall};
use secondheart_interop::svzerod::{
    self, Cycles, End, Law, Member, Model, NotAModel, Options, Part, Rcr, Resistance, Settings,
    Table,
};

const PERIOD_S: f64 = 0.8;
const POINTS: u32 = 401;

fn linear(compliance_ml_per_mmhg: f64) -> Wall {
    Wall::Linear {
        compliance_ml_per_mmhg,
        unstressed_volume_ml: 50.0,
    }
}

/// An artery; its viscosity is large enough to affect a pulse.
fn tube() -> Tube {
    let tube = Tube::with_compliance(20.0, 0.3, 80.0, 100.0, 40.0);
    Tube {
        viscous_time_s: 0.03,
        ..tube
    }
}

fn conduit(resistance: f64, inertance: f64, quadratic: f64) -> EdgeLaw {
    EdgeLaw::Conduit(Conduit {
        resistance_mmhg_s_per_ml: resistance,
        inertance_mmhg_s2_per_ml: inertance,
        quadratic_loss_mmhg_s2_per_ml2: quadratic,
        ..Conduit::default()
    })
}

/// mL/s; small enough that the tube is nearly linear.
fn inflow(time_s: f64) -> f64 {
    let phase = TAU * time_s / PERIOD_S;
    80.0 + 20.0 * phase.sin() + 10.0 * (3.0 * phase).cos()
}

/// source -> root -> two branches, which a third conduit joins -> beds.
struct Tree {
    network: Network,
    nodes: [NodeId; 3],
    source: EdgeId,
    beds: [EdgeId; 2],
}

impl Tree {
    fn new() -> Self {
        let mut network = Network::new();
        let outside = Wall::Prescribed { pressure_mmhg: 7.0 };
        let reservoir = network.add_node("reservoir", outside, 0.0);
        let veins = network.add_node("veins", outside, 0.0);
        let root = network.add_node("root", linear(0.8), 120.0);
        let left = network.add_node("left", Wall::Tube(tube()), 40.0);
        let right = network.add_node("right", linear(0.2), 60.0);
        let chest = EnclosureLaw::Prescribed { pressure_mmhg: 0.0 };
        let chest = network.add_enclosure("chest", chest);
        network.enclose(left, chest, 1.0);
        network.add_edge("to left", root, left, conduit(0.05, 0.004, 1e-4));
        network.add_edge("to right", root, right, conduit(0.08, 0.0, 0.0));
        network.add_edge("across", left, right, conduit(3.0, 0.001, 0.0));
        network.add_edge("graft", left, right, conduit(f64::INFINITY, 0.0, 0.0));
        let closed = EdgeLaw::Prescribed { flow_ml_per_s: 0.0 };
        network.add_edge("closed wound", left, veins, closed);
        let flow_ml_per_s = inflow(0.0);
        let law = EdgeLaw::Prescribed { flow_ml_per_s };
        Self {
            source: network.add_edge("source", reservoir, root, law),
            beds: [
                network.add_edge("left bed", left, veins, conduit(2.0, 0.0, 0.0)),
                network.add_edge("right bed", right, veins, conduit(1.5, 0.0, 0.0)),
            ],
            nodes: [root, left, right],
            network,
        }
    }

    /// Pressures (mmHg) and volumes (mL) of the nodes over a cycle of the engine's own.
    fn cycle(&self) -> [[Vec<f64>; 2]; 3] {
        const PER_POINT: u32 = 4;
        let topology = Arc::new(self.network.compile().unwrap());
        let mut sim = Simulation::<f64>::new(topology.clone());
        let source = topology.flow_index(self.source).unwrap();
        let mut found: [[Vec<f64>; 2]; 3] = Default::default();
        let step_s = PERIOD_S / f64::from((POINTS - 1) * PER_POINT);
        let per_cycle = (POINTS - 1) * PER_POINT;
        for n in 1..=20 * per_cycle {
            let until_s = step_s * f64::from(n);
            loop {
                let part = sim.plan(step_s, until_s);
                if part == 0.0 {
                    break;
                }
                sim.parameters.flow[source] = inflow(sim.state.time_s + part);
                sim.step(part).unwrap();
            }
            if n >= 19 * per_cycle && n % PER_POINT == 0 {
                for (found, node) in found.iter_mut().zip(self.nodes) {
                    found[0].push(sim.pressure(node));
                    found[1].push(sim.volume(node));
                }
            }
        }
        found
    }

    fn part(&self, transmural: [f64; 3]) -> Part<'_> {
        let members = self.nodes.iter().zip(transmural);
        let samples = (0..POINTS).map(|k| inflow(PERIOD_S * f64::from(k) / f64::from(POINTS - 1)));
        let bed = |resistance| {
            End::Resistance(Resistance {
                resistance,
                distal: 7.0,
            })
        };
        let flow = End::Flow(Table::cycle(PERIOD_S, samples.collect()));
        Part {
            network: &self.network,
            members: members
                .map(|(node, transmural_mmhg)| Member {
                    node: *node,
                    transmural_mmhg,
                })
                .collect(),
            ends: vec![
                (self.source, flow),
                (self.beds[0], bed(2.0)),
                (self.beds[1], bed(1.5)),
            ],
            period_s: PERIOD_S,
        }
    }
}

fn mean(values: &[f64]) -> f64 {
    values[1..].iter().sum::<f64>() / (values.len() - 1) as f64
}

fn range(values: &[f64]) -> f64 {
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    high - values.iter().copied().fold(f64::INFINITY, f64::min)
}

fn worst(ours: &[f64], theirs: &[f64]) -> f64 {
    let pairs = ours.iter().zip(theirs);
    pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

fn vessel(model: &Model, name: &str) -> svzerod::Vessel {
    let block = model.blocks.iter().find(|block| block.name == name);
    match block.map(|block| &block.law) {
        Some(Law::Vessel(vessel)) => *vessel,
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn the_model_has_the_pressures_and_volumes_of_the_network() {
    let tree = Tree::new();
    let network = tree.cycle();
    let means: Vec<f64> = network.iter().map(|n| mean(&n[0])).collect();
    let part = tree.part([means[0], means[1], means[2]]);
    let model = svzerod::of_network(&part, Settings::of(20, POINTS)).unwrap();
    let model = svzerod::read("tree", &svzerod::write(&model)).unwrap();
    let cycles = Cycles::Count(20);
    let options = Options {
        cycles,
        ..Options::default()
    };
    let solution = svzerod::solve(&model, &options, &mut |_, _| true).unwrap();
    for (name, [pressure, volume]) in ["root", "left", "right"].iter().zip(&network) {
        let wall = vessel(&model, name);
        let at = |quantity: &str, from: &str, to: &str| {
            let name = format!("{quantity}:{from}:{to}");
            solution.values(&name).unwrap_or_else(|| panic!("{name}"))
        };
        let junction = format!("{name}.junction");
        let found = at("pressure", &junction, name);
        let held = at("pressure", name, &format!("{name}.closed"));
        let held: Vec<f64> = held.iter().map(|p| wall.capacity * p).collect();
        let (held_mean, volume_mean) = (mean(&held), mean(volume));
        let held: Vec<f64> = held.iter().map(|v| v - held_mean).collect();
        let moved: Vec<f64> = volume.iter().map(|v| v - volume_mean).collect();
        let pressure_apart = worst(found, pressure) / range(pressure);
        let volume_apart = worst(&held, &moved) / range(volume);
        println!("{name}: pressure {pressure_apart:.1e}, volume {volume_apart:.1e} of its range");
        // Linear walls are exact up to the step; the tube is slightly nonlinear over its pulse.
        assert!(pressure_apart < 5e-3 && volume_apart < 5e-3, "{name}");
    }
}

#[test]
fn viscosity_is_a_resistance_before_the_wall_and_losses_are_warned_of() {
    let tree = Tree::new();
    let model = svzerod::of_network(&tree.part([100.0; 3]), Settings::of(3, POINTS)).unwrap();
    let text = svzerod::write(&model);
    let mut again = svzerod::read("tree", &text).unwrap();
    again.warnings.clone_from(&model.warnings);
    assert_eq!(model, again);
    let wall = vessel(&model, "left");
    let dp = 0.01;
    let slope = (tube().volume_ml(100.0 + dp, false) - tube().volume_ml(100.0 - dp, false)) / dp;
    assert!(
        (wall.capacity / (0.5 * slope) - 1.0).abs() < 1e-4,
        "{wall:?}"
    );
    assert!((wall.resistance * wall.capacity - 0.03).abs() < 1e-12);
    assert_eq!(vessel(&model, "right").resistance, 0.0);
    assert_eq!(vessel(&model, "to left").capacity, 0.0);
    assert_eq!(vessel(&model, "to left").stenosis, 1e-4);
    assert!(!text.contains("graft"), "an occluded conduit is omitted");
    let said = model.warnings.join("\n");
    assert!(said.contains("nonlinear walls: 1 have"), "{said}");
    assert!(said.contains("external pressures: chest"), "{said}");
    assert!(
        !said.contains("creep") && !said.contains("calibre"),
        "{said}"
    );
}

#[test]
fn resistance_follows_the_mean_calibre() {
    let mut network = Network::new();
    let a = network.add_node("a", Wall::Tube(tube()), 40.0);
    let b = network.add_node("b", linear(1.0), 60.0);
    let out = network.add_node("out", Wall::Prescribed { pressure_mmhg: 0.0 }, 0.0);
    let law = EdgeLaw::Conduit(Conduit {
        resistance_mmhg_s_per_ml: 2.0,
        calibre_share_from: 0.75,
        ..Conduit::default()
    });
    network.add_edge("ab", a, b, law);
    let source = network.add_edge("in", out, a, EdgeLaw::Ideal);
    let bed = network.add_edge("bed", b, out, EdgeLaw::Ideal);
    let rcr = Rcr {
        proximal: 0.1,
        capacity: 1.0,
        distal: 0.9,
    };
    let members = [a, b].map(|node| Member {
        node,
        transmural_mmhg: 90.0,
    });
    let part = Part {
        network: &network,
        members: members.to_vec(),
        ends: vec![
            (source, End::Pressure(Table::constant(90.0))),
            (bed, End::Rcr(rcr, 3.0)),
        ],
        period_s: 1.0,
    };
    let model = svzerod::of_network(&part, Settings::of(2, 11)).unwrap();
    let narrowing = (20.0 / tube().volume_ml(90.0, false)).powi(2);
    let expected = 2.0 * (0.25 + 0.75 * narrowing);
    let found = vessel(&model, "ab").resistance;
    assert!((found / expected - 1.0).abs() < 1e-9, "{found} {expected}");
    assert!(model.warnings.iter().any(|w| w.starts_with("calibre: ")));
    svzerod::read("rcr", &svzerod::write(&model)).unwrap();
}

#[test]
fn errors_name_the_element_without_a_block() {
    let tree = Tree::new();
    let refused = |part: &Part<'_>| {
        let error = svzerod::of_network(part, Settings::of(3, POINTS)).unwrap_err();
        (error.to_string(), error)
    };
    let mut part = tree.part([100.0; 3]);
    let (_, bed) = part.ends.pop().unwrap();
    let (text, error) = refused(&part);
    assert!(
        matches!(error, NotAModel::Open { .. }) && text.contains("right bed"),
        "{text}"
    );
    let across = tree
        .network
        .edges()
        .find(|e| e.name == "across")
        .unwrap()
        .id;
    part.ends.push((tree.beds[1], bed.clone()));
    part.ends.push((across, bed));
    assert!(matches!(refused(&part).1, NotAModel::NoEnd { .. }));
    // Nothing leads to the root without its source.
    let mut part = tree.part([100.0; 3]);
    let distal = 90.0;
    let resistance = 1.0;
    part.ends[0].1 = End::Resistance(Resistance { resistance, distal });
    let (text, error) = refused(&part);
    assert!(
        matches!(error, NotAModel::OneWay { .. }) && text.contains("root"),
        "{text}"
    );
    // A reservoir cannot be a vessel.
    let mut part = tree.part([100.0; 3]);
    let reservoir = tree
        .network
        .edges()
        .find(|e| e.name == "source")
        .unwrap()
        .from;
    part.members.push(Member {
        node: reservoir,
        transmural_mmhg: 0.0,
    });
    part.ends.remove(0);
    let (text, _) = refused(&part);
    assert!(text.contains("source is a prescribed flow"), "{text}");
}

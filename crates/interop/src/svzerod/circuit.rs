//! The engine's network of a model.
//!
//! Every connection is a pin. Blocks place conduits, valves and storages between pins, or join
//! pins: joined pins are one node of the engine. Flows of the network are the flows of the file over
//! a scale that brings conductances near one, whatever the units of the file.

mod beds;
mod build;
mod heart;
mod pins;

use std::collections::BTreeMap;
use std::sync::Arc;

use secondheart_engine::{EdgeId, EdgeLaw, Network, NodeId, Topology, Wall};

use super::flows::{Sum, resolve};
use super::model::{Model, VaryingResistance};
use super::storage::Storage;
use super::table::Table;
use build::{Builder, Link};

/// The origin of an output quantity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Reading {
    /// Flow through a connection.
    Flow(usize),
    /// Pressure at a pin.
    Pressure(usize),
    /// Volume of a storage.
    Volume(usize),
    /// Volume of a storage minus its volume at the start.
    VolumeChange(usize),
    /// Flow of an edge.
    EdgeFlow(usize),
    /// Closure of a valve: 0 open, 1 shut.
    Shutness(usize),
    /// Displacement, velocity, stress, active stress of a sphere.
    Sphere(usize, usize),
    /// Volume of a sphere, counted from its value at the start.
    SphereVolume(usize),
}

/// A pressure that the model prescribes at a pin.
#[derive(Debug, Clone)]
pub(crate) struct Given {
    pub(crate) pin: usize,
    pub(crate) table: usize,
}

/// A flow that the model prescribes.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) pin: usize,
    pub(crate) table: usize,
    /// 1 into the network, -1 out of it.
    pub(crate) sign: f64,
}

/// An edge whose resistance varies.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Varying {
    pub(crate) edge: usize,
    pub(crate) law: VaryingResistance,
}

/// An edge whose loss is a gain at some flows: R or S of `(R + S |Q|) Q` is negative. The engine takes
/// resistances of zero or more in a description; the run sets R + S |Q| in every step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Gain {
    pub(crate) edge: usize,
    pub(crate) resistance: f64,
    pub(crate) stenosis: f64,
}

/// The target of a value at the start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Begin {
    /// The pressure of a pin.
    Pin(usize),
    /// The flow of an edge.
    Edge(usize),
    /// The volume of a storage.
    Storage(usize),
    /// Displacement, velocity, stress, active stress, volume of a sphere.
    Sphere(usize, usize),
}

/// A model as a network of the engine, with its inputs and its output quantities.
#[derive(Debug, Clone)]
pub struct Circuit {
    pub(crate) topology: Arc<Topology>,
    /// Flow of the file over flow of the network.
    pub(crate) scale: f64,
    pub(crate) node_of_pin: Vec<NodeId>,
    pub(crate) edges: Vec<EdgeId>,
    pub(crate) source_edges: Vec<EdgeId>,
    pub(crate) storages: Vec<Storage>,
    pub(crate) tables: Vec<Table>,
    pub(crate) given: Vec<Given>,
    pub(crate) sources: Vec<Source>,
    pub(crate) varying: Vec<Varying>,
    pub(crate) gains: Vec<Gain>,
    /// Flow of every connection.
    pub(crate) flows: Vec<Sum>,
    /// Quantities in the order of svZeroDSolver.
    pub(crate) readings: Vec<Reading>,
    pub(crate) begin: Vec<(String, Begin)>,
    /// Capacities behind a resistance.
    pub(crate) behind: Vec<build::Behind>,
    /// Whether any chamber beats.
    pub(crate) beats: bool,
}

impl Circuit {
    /// The network of a model.
    ///
    /// # Errors
    /// The reason why the network cannot be solved.
    pub fn of(model: &Model) -> Result<Self, String> {
        let mut b = Builder::new(model);
        for index in 0..model.blocks.len() {
            b.block(index)?;
        }
        let flows = resolve(model, b.known, &b.balances)
            .map_err(|c| format!("nothing determines the flow of {c}"))?;
        let scale = scale(&b.links);

        let mut network = Network::new();
        let mut nodes = Names::default();
        let count = b.pins.count();
        let mut node_of_root: Vec<Option<NodeId>> = vec![None; count];
        let mut node_of_pin = Vec::with_capacity(count);
        for pin in 0..count {
            let root = b.pins.root(pin);
            let node = match node_of_root[root] {
                Some(node) => node,
                None => {
                    let at = |p: usize| root == b.pins.root_of(p);
                    let sets = b.given.iter().filter(|g| at(g.pin)).count();
                    if sets > 1 {
                        let name = b.pins.name(pin);
                        return Err(format!(
                            "the pressure at {name} is prescribed more than once"
                        ));
                    }
                    let wall = if sets == 1 {
                        Wall::Prescribed { pressure_mmhg: 0.0 }
                    } else if b.storages.iter().any(|s| at(s.pin)) {
                        Wall::Linear {
                            compliance_ml_per_mmhg: 1.0,
                            unstressed_volume_ml: 0.0,
                        }
                    } else {
                        Wall::Rigid
                    };
                    let node = network.add_node(nodes.of(b.pins.name(root)), wall, 0.0);
                    node_of_root[root] = Some(node);
                    node
                }
            };
            node_of_pin.push(node);
        }
        let mut edges = Vec::with_capacity(b.links.len());
        let mut names = Names::default();
        for link in &b.links {
            let (from, to) = (node_of_pin[link.from], node_of_pin[link.to]);
            if from == to {
                return Err(format!("{} connects a place with itself", link.name));
            }
            let name = names.of(&link.name);
            edges.push(network.add_edge(name, from, to, scaled(&link.law, scale)));
        }
        let outside_name = nodes.of("outside");
        let mut world = None;
        let source = |(n, source): (usize, &Source)| {
            let outside = Wall::Prescribed { pressure_mmhg: 0.0 };
            let world =
                *world.get_or_insert_with(|| network.add_node(outside_name.as_str(), outside, 0.0));
            let node = node_of_pin[source.pin];
            let (from, to) = if source.sign > 0.0 {
                (world, node)
            } else {
                (node, world)
            };
            let law = EdgeLaw::Prescribed { flow_ml_per_s: 0.0 };
            network.add_edge(names.of(&format!("source {n}")), from, to, law)
        };
        let source_edges = b.sources.iter().enumerate().map(source).collect();
        let topology = network.compile().map_err(|error| error.to_string())?;

        let of_connections =
            (0..model.connections.len()).flat_map(|c| [Reading::Flow(c), Reading::Pressure(c)]);
        let beats = model.blocks.iter().any(|block| {
            matches!(
                block.law,
                super::Law::Chamber(_) | super::Law::Heart(_) | super::Law::Sphere(_)
            )
        });
        Ok(Self {
            topology: Arc::new(topology),
            scale,
            readings: of_connections.chain(b.inner).collect(),
            node_of_pin,
            edges,
            source_edges,
            storages: b.storages,
            tables: b.tables,
            given: b.given,
            sources: b.sources,
            varying: b.varying,
            gains: b.gains,
            flows,
            begin: b.begin,
            behind: b.behind,
            beats,
        })
    }
}

impl Circuit {
    /// Whether all inputs are constant.
    pub(crate) fn rests(&self) -> bool {
        let constant = self.tables.iter().all(Table::is_constant);
        constant && !self.beats && self.varying.is_empty()
    }
}

/// Unique names for the engine's nodes and edges; messages show them.
#[derive(Default)]
struct Names(BTreeMap<String, usize>);

impl Names {
    /// A name, with a number if it is taken.
    fn of(&mut self, name: &str) -> String {
        let times = self.0.entry(name.to_owned()).or_default();
        *times += 1;
        match *times {
            1 => name.to_owned(),
            n => self.of(&format!("{name} ({n})")),
        }
    }
}

/// Flow of the file over flow of the network: a typical conductance of the file.
fn scale(links: &[Link]) -> f64 {
    let logs: Vec<f64> = links
        .iter()
        .filter_map(|link| match link.law {
            EdgeLaw::Conduit(conduit) => Some(conduit.resistance_mmhg_s_per_ml),
            EdgeLaw::Follower(follower) => Some(follower.resistance_mmhg_s_per_ml),
            _ => None,
        })
        .filter(|resistance| *resistance > 0.0)
        .map(|resistance| -resistance.ln())
        .collect();
    if logs.is_empty() {
        1.0
    } else {
        (logs.iter().sum::<f64>() / logs.len() as f64).exp()
    }
}

/// Least resistance, mmHg·s/mL, beside typical resistances of one. It keeps the equations finite for a
/// purely quadratic loss at rest and for an ideal open valve.
pub(crate) const LEAST_RESISTANCE: f64 = 1e-9;

/// Converts a law from the units of the file to the units of the network.
fn scaled(law: &EdgeLaw, scale: f64) -> EdgeLaw {
    let mut law = *law;
    match &mut law {
        EdgeLaw::Conduit(conduit) => {
            let inert = conduit.inertance_mmhg_s2_per_ml != 0.0;
            conduit.resistance_mmhg_s_per_ml *= scale;
            if conduit.resistance_mmhg_s_per_ml == 0.0 && !inert {
                conduit.resistance_mmhg_s_per_ml = LEAST_RESISTANCE;
            }
            conduit.inertance_mmhg_s2_per_ml *= scale;
            let loss = &mut conduit.quadratic_loss_mmhg_s2_per_ml2;
            *loss = *loss * scale * scale;
        }
        EdgeLaw::Gate(gate) => {
            gate.open_resistance_mmhg_s_per_ml *= scale;
            gate.shut_resistance_mmhg_s_per_ml *= scale;
            gate.inertance_mmhg_s2_per_ml *= scale;
            if gate.inertance_mmhg_s2_per_ml == 0.0 {
                let open = &mut gate.open_resistance_mmhg_s_per_ml;
                *open = open.max(LEAST_RESISTANCE);
            }
        }
        EdgeLaw::Follower(follower) => {
            follower.resistance_mmhg_s_per_ml *= scale;
            follower.capacity_ml_per_mmhg /= scale;
        }
        _ => {}
    }
    law
}

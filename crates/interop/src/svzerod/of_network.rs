//! A part of an engine's network as a model.
//!
//! A `BloodVessel` is R, then C, then L: its C lies behind its R, at the pressure
//! p_in - (R + S|Q|) Q. The engine's walls lie at nodes and its conduits between them. Every element
//! therefore becomes a block of its own, which keeps pressures, flows and volumes at the nodes:
//!
//! ```text
//!   conduit a-b             node b: NORMAL_JUNCTION       conduits that leave b
//!  ---- R, S, L ----------------------+--------------------- R, S, L ----
//!                                     |
//!                                    R_v                  wall of b
//!                                     |
//!                                     C ---- closed: FLOW 0
//!
//!   L dQ/dt = p_a - p_b - (R + S|Q|) Q
//!   C dp_C/dt = Q_wall,   p_b - p_C = R_v Q_wall,   R_v = τ_v/C
//! ```
//!
//! A conduit is a vessel without C, for which the order of R and L does not matter. A wall is a
//! vessel with a blind end: its C holds the node's volume. The R before C carries only the flow that
//! fills the wall, and is the wall's viscosity (Kelvin-Voigt), zero for an elastic wall. C = dV/dp of
//! the wall at its mean transmural pressure. Volumes count from zero pressure on this line.
//!
//! Blocks are named after edges and nodes. `NAME.junction` is the junction at a node, and
//! `NAME.closed` the blind end of its wall. An occluded conduit (infinite R) is omitted.

mod elements;
mod parts;

use std::collections::BTreeSet;

use secondheart_engine::law::Tube;
use secondheart_engine::{EdgeId, EdgeLaw, EdgeView, Network, NodeId, Wall};
use thiserror::Error;

use super::model::{Model, Rcr, Resistance, Settings};
use super::table::Table;
use parts::Parts;

/// A node of the part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Member {
    /// The node in the network that is written.
    pub node: NodeId,
    /// Mean transmural pressure, mmHg, about which its wall is linearised.
    pub transmural_mmhg: f64,
}

/// A boundary condition in place of an edge that leads out of the part.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    /// The edge's flow, mL/s, positive from its first node to its second.
    Flow(Table),
    /// The pressure at the edge's node in the part, mmHg.
    Pressure(Table),
    /// A resistance, mmHg·s/mL, to a constant pressure, mmHg.
    Resistance(Resistance),
    /// Two resistances with a capacity between them, to a constant pressure, mmHg.
    Rcr(Rcr, f64),
}

/// A part of a network: nodes, all edges between them, and the boundary conditions.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    /// The network, in mmHg, mL and s.
    pub network: &'a Network,
    /// Nodes of the part.
    pub members: Vec<Member>,
    /// Every edge between a member and another node, with its boundary condition; an edge with a
    /// prescribed flow of zero needs none.
    pub ends: Vec<(EdgeId, End)>,
    /// Length of a cardiac cycle, s.
    pub period_s: f64,
}

/// Why a part of a network cannot become a model.
#[allow(
    missing_docs,
    reason = "the message of a variant says what its fields are"
)]
#[derive(Debug, Clone, PartialEq, Error)]
pub enum NotAModel {
    /// No block corresponds to a wall.
    #[error("{node} is {what}: svZeroDSolver has no such vessel")]
    Wall { node: String, what: &'static str },
    /// No block corresponds to an edge.
    #[error("{edge} is {what}: svZeroDSolver has no such vessel")]
    Edge { edge: String, what: &'static str },
    /// An edge leads out of the part without a boundary condition.
    #[error("{edge} leads out of the model and has no boundary condition")]
    Open { edge: String },
    /// A boundary condition for an edge that does not lead out.
    #[error("{edge} has a boundary condition but does not lead out of the model")]
    NoEnd { edge: String },
    /// A junction without an inlet or without an outlet.
    #[error("no edge {way} {node}, but a junction needs inlet and outlet: reverse an edge")]
    OneWay {
        node: String,
        /// `leads to` or `leaves`.
        way: &'static str,
    },
    /// Two blocks would have the same name.
    #[error("two elements are called \"{name}\"")]
    Name { name: String },
}

/// Whether an edge has a prescribed flow of zero.
fn carries_nothing(law: &EdgeLaw) -> bool {
    matches!(law, EdgeLaw::Prescribed { flow_ml_per_s } if *flow_ml_per_s == 0.0)
}

/// The model of a part of a network. Its warnings name the properties that the format cannot express.
///
/// # Errors
/// [`NotAModel`].
///
/// # Example
/// An elastic aorta with a pulse of inflow, which empties through a resistance:
/// ```
/// use secondheart_engine::{EdgeLaw, Network, Wall};
/// use secondheart_interop::svzerod::{self, End, Member, Part, Resistance, Settings, Table};
///
/// let mut network = Network::new();
/// let wall = Wall::Linear { compliance_ml_per_mmhg: 0.8, unstressed_volume_ml: 100.0 };
/// let aorta = network.add_node("aorta", wall, 170.0);
/// let outside = network.add_node("outside", Wall::Prescribed { pressure_mmhg: 5.0 }, 0.0);
/// let inflow = network.add_edge("inflow", outside, aorta, EdgeLaw::Ideal);
/// let bed = network.add_edge("bed", aorta, outside, EdgeLaw::Ideal);
/// let resistance = Resistance { resistance: 1.0, distal: 5.0 };
/// let part = Part {
///     network: &network,
///     members: vec![Member { node: aorta, transmural_mmhg: 90.0 }],
///     ends: vec![
///         (inflow, End::Flow(Table::cycle(0.8, vec![0.0, 300.0, 40.0, 0.0]))),
///         (bed, End::Resistance(resistance)),
///     ],
///     period_s: 0.8,
/// };
/// let model = svzerod::of_network(&part, Settings::of(10, 201))?;
/// let text = svzerod::write(&model);
/// assert_eq!(svzerod::read("aorta.json", &text)?, model);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn of_network(part: &Part<'_>, settings: Settings) -> Result<Model, NotAModel> {
    let network = part.network;
    let mut parts = Parts::default();
    for edge in network.edges() {
        let inside = [edge.from, edge.to].map(|node| part.member(node));
        let end = part.ends.iter().find(|(id, _)| *id == edge.id);
        match (inside, end) {
            ([Some(a), Some(b)], None) => {
                if let Some(vessel) = elements::conduit(network, &edge, [a, b])? {
                    parts.conduit(edge.name, vessel, [a.node, b.node]);
                }
            }
            ([None, None], None) => {}
            ([None, None] | [Some(_), Some(_)], Some(_)) => {
                let edge = edge.name.to_owned();
                return Err(NotAModel::NoEnd { edge });
            }
            // A closed wound.
            (_, None) if carries_nothing(edge.law) => {}
            (_, None) => {
                let edge = edge.name.to_owned();
                return Err(NotAModel::Open { edge });
            }
            ([Some(a), None], Some((_, end))) => parts.end(edge.name, end, a.node, false),
            ([None, Some(b)], Some((_, end))) => parts.end(edge.name, end, b.node, true),
        }
    }
    for member in &part.members {
        let name = network.node_name(member.node);
        parts.node(name, member.node, elements::wall(network, member)?);
    }
    let (blocks, connections) = parts.assembled()?;
    Ok(Model {
        description: serde_json::Value::Null,
        settings,
        period_s: part.period_s,
        blocks,
        connections,
        driven: Vec::new(),
        initial: Default::default(),
        initial_rates: Default::default(),
        warnings: part.left_out(),
    })
}

impl Part<'_> {
    fn member(&self, node: NodeId) -> Option<&Member> {
        self.members.iter().find(|member| member.node == node)
    }

    /// Properties of the part that a model cannot express.
    fn left_out(&self) -> Vec<String> {
        let network = self.network;
        let tubes: Vec<&Tube> = self
            .members
            .iter()
            .filter_map(|member| match network.wall(member.node) {
                Wall::Tube(tube) => Some(tube),
                _ => None,
            })
            .collect();
        let outside: BTreeSet<&str> = self
            .members
            .iter()
            .flat_map(|member| network.enclosures_of(member.node))
            .collect();
        let follows = |edge: &EdgeView<'_>| {
            let inside = self.member(edge.from).is_some() && self.member(edge.to).is_some();
            matches!(edge.law, EdgeLaw::Conduit(c) if c.calibre_share_from + c.calibre_share_to > 0.0)
                && inside
        };
        let following = network.edges().filter(follows).count();
        let mut all = Vec::new();
        if !tubes.is_empty() {
            all.push(format!(
                "nonlinear walls: {} have the constant compliance C = dV/dp of their mean pressure; \
                 in the network they stiffen when stretched and collapse when emptied",
                tubes.len()
            ));
        }
        let creeping = tubes.iter().filter(|t| t.creep_fraction > 0.0).count();
        if creeping > 0 {
            all.push(format!(
                "creep: {creeping} walls stretch at once or not at all"
            ));
        }
        if !outside.is_empty() {
            let names: Vec<&str> = outside.into_iter().collect();
            all.push(format!(
                "external pressures: {} do not change; walls inside have the stiffness of the mean",
                names.join(", ")
            ));
        }
        if following > 0 {
            all.push(format!(
                "calibre: {following} conduits keep the resistance that they have at the mean volume"
            ));
        }
        all
    }
}

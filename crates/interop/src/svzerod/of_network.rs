//! A part of an engine's network as a model.
//!
//! A `BloodVessel` is R, then C, then L: its C is neither at its inlet nor at its outlet but behind
//! its R, at the pressure p_in - (R + S|Q|) Q. The engine's walls are at the nodes and its conduits
//! lie between them. So that pressures, flows and volumes at the nodes are the engine's own, every
//! element is a block by itself:
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
//! A conduit is a vessel without C, for which the order of R and L is the same. A wall is a vessel
//! that ends blind: its C holds the node's volume, and the R before it, through which only what
//! fills the wall flows, is the wall's viscosity (Kelvin-Voigt); without viscosity it is zero and C
//! is at the node itself. C = dV/dp of the wall at its mean transmural pressure. Volumes count from
//! where that line meets zero pressure.
//!
//! Blocks have the names of the edges and nodes; `NAME.junction` is the junction at a node, and
//! `NAME.closed` the blind end of its wall. An occluded conduit (infinite R) is left out.

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
    /// The node.
    pub node: NodeId,
    /// Mean transmural pressure, mmHg, about which its wall is linearised.
    pub transmural_mmhg: f64,
}

/// What takes the place of an edge that leads out of the part.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    /// The edge's flow, mL/s, in its own direction.
    Flow(Table),
    /// The pressure at its end in the part, mmHg.
    Pressure(Table),
    /// A resistance, mmHg·s/mL, to a constant pressure, mmHg.
    Resistance(Resistance),
    /// Two resistances with a capacity between them, to a constant pressure, mmHg.
    Rcr(Rcr, f64),
}

/// A part of a network: nodes with all edges between them, and what ends it.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    /// The network, in mmHg, mL and s.
    pub network: &'a Network,
    /// Nodes that belong to it.
    pub members: Vec<Member>,
    /// Every edge that joins a member with another node, and what stands for it.
    pub ends: Vec<(EdgeId, End)>,
    /// Length of a cardiac cycle, s.
    pub period_s: f64,
}

/// Why a part of a network is no model.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum NotAModel {
    /// A wall without a block for it.
    #[error("{node} is {what}, which no vessel of svZeroDSolver can be")]
    Wall {
        /// The node.
        node: String,
        /// What it is.
        what: &'static str,
    },
    /// An edge without a block for it.
    #[error("{edge} is {what}, which no vessel of svZeroDSolver can be")]
    Edge {
        /// The edge.
        edge: String,
        /// What it is.
        what: &'static str,
    },
    /// An edge leads out of the part.
    #[error("{edge} leads out of the model, and nothing stands at its end")]
    Open {
        /// The edge.
        edge: String,
    },
    /// An end for an edge that does not lead out.
    #[error("an end is given for {edge}, which does not lead out of the model")]
    NoEnd {
        /// The edge.
        edge: String,
    },
    /// A junction needs an inlet and an outlet.
    #[error("no edge {way} {node}, and a junction needs one that does: turn an edge round")]
    OneWay {
        /// The node.
        node: String,
        /// `leads to` or `leaves`.
        way: &'static str,
    },
    /// Two blocks would have one name.
    #[error("two elements are called \"{name}\"")]
    Name {
        /// The name.
        name: String,
    },
}

/// The model of a part of a network. What the format cannot say is in the model's warnings.
///
/// # Errors
/// [`NotAModel`].
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

    /// What a model cannot say of this part, in sentences.
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

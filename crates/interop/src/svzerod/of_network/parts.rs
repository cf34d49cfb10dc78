//! Blocks and connections in the order of a file.

use std::collections::HashSet;

use secondheart_engine::NodeId;

use super::{End, NotAModel};
use crate::svzerod::model::{Block, Connection, Junction, Law, Vessel};
use crate::svzerod::table::Table;

/// A block at the inlet or outlet side of a node.
struct Joint {
    node: NodeId,
    /// Whether it leads to the node.
    enters: bool,
    block: At,
}

/// A block: its list, and its index in the list.
#[derive(Clone, Copy)]
enum At {
    Vessel(usize),
    Boundary(usize),
}

/// Blocks gathered so far.
#[derive(Default)]
pub(super) struct Parts {
    vessels: Vec<Block>,
    boundaries: Vec<Block>,
    /// Blind vessels, with the boundary condition at their closed end.
    blind: Vec<(usize, usize)>,
    nodes: Vec<(String, NodeId)>,
    joints: Vec<Joint>,
}

impl Parts {
    fn vessel(&mut self, name: &str, vessel: Vessel) -> usize {
        let law = Law::Vessel(vessel);
        let name = name.to_owned();
        self.vessels.push(Block { name, law });
        self.vessels.len() - 1
    }

    fn boundary(&mut self, name: String, law: Law) -> usize {
        self.boundaries.push(Block { name, law });
        self.boundaries.len() - 1
    }

    fn joins(&mut self, node: NodeId, enters: bool, block: At) {
        self.joints.push(Joint {
            node,
            enters,
            block,
        });
    }

    pub(super) fn conduit(&mut self, name: &str, vessel: Vessel, [from, to]: [NodeId; 2]) {
        let block = At::Vessel(self.vessel(name, vessel));
        self.joins(from, false, block);
        self.joins(to, true, block);
    }

    /// The boundary condition for an edge at a node; `enters` is the direction of the edge.
    pub(super) fn end(&mut self, name: &str, end: &End, node: NodeId, enters: bool) {
        let (law, enters) = match end {
            End::Flow(table) => (Law::Flow(table.clone()), enters),
            End::Pressure(table) => (Law::Pressure(table.clone()), enters),
            // The format has resistances only at outlets.
            End::Resistance(resistance) => (Law::Resistance(*resistance), false),
            &End::Rcr(rcr, distal) => (Law::Rcr(rcr, distal), false),
        };
        let block = At::Boundary(self.boundary(name.to_owned(), law));
        self.joins(node, enters, block);
    }

    pub(super) fn node(&mut self, name: &str, node: NodeId, wall: Option<Vessel>) {
        self.nodes.push((name.to_owned(), node));
        if let Some(wall) = wall {
            let vessel = self.vessel(name, wall);
            let nothing = Law::Flow(Table::constant(0.0));
            let end = self.boundary(format!("{name}.closed"), nothing);
            self.blind.push((vessel, end));
            self.joins(node, false, At::Vessel(vessel));
        }
    }

    /// All blocks and connections.
    pub(super) fn assembled(self) -> Result<(Vec<Block>, Vec<Connection>), NotAModel> {
        let first_boundary = self.vessels.len();
        let first_junction = first_boundary + self.boundaries.len();
        let index = |block: At| match block {
            At::Vessel(n) => n,
            At::Boundary(n) => first_boundary + n,
        };
        let blind = self.blind.iter().map(|&(vessel, end)| Connection {
            from: vessel,
            to: first_boundary + end,
        });
        let mut connections: Vec<Connection> = blind.collect();
        let mut blocks = self.vessels;
        blocks.extend(self.boundaries);
        for (n, (name, node)) in self.nodes.into_iter().enumerate() {
            let junction = first_junction + n;
            for (enters, way) in [(true, "leads to"), (false, "leaves")] {
                let here = self.joints.iter();
                let mut here = here
                    .filter(|j| j.node == node && j.enters == enters)
                    .map(|j| index(j.block))
                    .peekable();
                if here.peek().is_none() {
                    return Err(NotAModel::OneWay { node: name, way });
                }
                connections.extend(here.map(|block| match enters {
                    true => Connection {
                        from: block,
                        to: junction,
                    },
                    false => Connection {
                        from: junction,
                        to: block,
                    },
                }));
            }
            blocks.push(Block {
                name: format!("{name}.junction"),
                law: Law::Junction(Junction::Plain),
            });
        }
        let mut seen = HashSet::new();
        match blocks.iter().find(|b| !seen.insert(b.name.as_str())) {
            Some(block) => Err(NotAModel::Name {
                name: block.name.clone(),
            }),
            None => Ok((blocks, connections)),
        }
    }
}

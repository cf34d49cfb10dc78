//! The description of a network, before it is compiled.

use crate::error::NetworkError;
use crate::law::{EdgeLaw, EnclosureLaw, Wall};
use crate::topology::Topology;

/// A node of a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(crate) u32);

/// An edge of a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EdgeId(pub(crate) u32);

/// An enclosure of a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EnclosureId(pub(crate) u32);

impl NodeId {
    /// Position in the order of creation.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}
impl EdgeId {
    /// Position in the order of creation.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}
impl EnclosureId {
    /// Position in the order of creation.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

#[derive(Debug, Clone)]
pub(crate) struct NodeSpec {
    pub(crate) name: String,
    pub(crate) wall: Wall,
    pub(crate) volume_ml: f64,
}

#[derive(Debug, Clone)]
pub(crate) struct EdgeSpec {
    pub(crate) name: String,
    pub(crate) from: NodeId,
    pub(crate) to: NodeId,
    pub(crate) law: EdgeLaw,
}

#[derive(Debug, Clone)]
pub(crate) struct EnclosureSpec {
    pub(crate) name: String,
    pub(crate) law: EnclosureLaw,
}

/// An edge of a network as it was described.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EdgeView<'a> {
    /// The edge.
    pub id: EdgeId,
    /// Name.
    pub name: &'a str,
    /// First node.
    pub from: NodeId,
    /// Second node.
    pub to: NodeId,
    /// Law.
    pub law: &'a EdgeLaw,
}

/// Nodes, edges and enclosures, in the order in which they were added.
#[derive(Debug, Clone, Default)]
pub struct Network {
    pub(crate) nodes: Vec<NodeSpec>,
    pub(crate) edges: Vec<EdgeSpec>,
    pub(crate) enclosures: Vec<EnclosureSpec>,
    pub(crate) members: Vec<(NodeId, EnclosureId, f64)>,
}

fn next_id(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl Network {
    /// An empty network.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a node with its wall and its volume at the start, mL.
    pub fn add_node(&mut self, name: impl Into<String>, wall: Wall, volume_ml: f64) -> NodeId {
        let id = NodeId(next_id(self.nodes.len()));
        self.nodes.push(NodeSpec {
            name: name.into(),
            wall,
            volume_ml,
        });
        id
    }

    /// Adds an edge; flow from `from` to `to` is positive.
    pub fn add_edge(
        &mut self,
        name: impl Into<String>,
        from: NodeId,
        to: NodeId,
        law: EdgeLaw,
    ) -> EdgeId {
        let id = EdgeId(next_id(self.edges.len()));
        self.edges.push(EdgeSpec {
            name: name.into(),
            from,
            to,
            law,
        });
        id
    }

    /// Adds an enclosure.
    pub fn add_enclosure(&mut self, name: impl Into<String>, law: EnclosureLaw) -> EnclosureId {
        let id = EnclosureId(next_id(self.enclosures.len()));
        self.enclosures.push(EnclosureSpec {
            name: name.into(),
            law,
        });
        id
    }

    /// Puts a node inside an enclosure, which presses on it with `weight` times its pressure.
    ///
    /// The weights of a node that is put in the same enclosure twice add. Nodes merged by an ideal
    /// connection have one wall, which is pressed once. Rigid nodes, reservoirs and stores have
    /// no wall to press on.
    pub fn enclose(&mut self, node: NodeId, enclosure: EnclosureId, weight: f64) {
        self.members.push((node, enclosure, weight));
    }

    /// Changes the volume of a node at the start, mL.
    pub fn set_start_volume(&mut self, node: NodeId, volume_ml: f64) {
        self.nodes[node.index()].volume_ml = volume_ml;
    }

    /// Name of a node.
    pub fn node_name(&self, node: NodeId) -> &str {
        &self.nodes[node.index()].name
    }

    /// Wall of a node.
    pub fn wall(&self, node: NodeId) -> &Wall {
        &self.nodes[node.index()].wall
    }

    /// Names of the enclosures that a node lies in.
    pub fn enclosures_of(&self, node: NodeId) -> impl Iterator<Item = &str> {
        let members = self.members.iter().filter(move |(n, ..)| *n == node);
        members.map(|(_, enclosure, _)| self.enclosures[enclosure.index()].name.as_str())
    }

    /// All edges.
    pub fn edges(&self) -> impl Iterator<Item = EdgeView<'_>> {
        let edges = self.edges.iter().enumerate();
        edges.map(|(index, edge)| EdgeView {
            id: EdgeId(next_id(index)),
            name: &edge.name,
            from: edge.from,
            to: edge.to,
            law: &edge.law,
        })
    }

    /// Number of nodes.
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// Checks the network, merges ideal connections and finds the elimination order.
    pub fn compile(&self) -> Result<Topology, NetworkError> {
        Topology::compile(self)
    }
}

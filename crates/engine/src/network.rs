//! The description of a network, before it is compiled.

use crate::error::NetworkError;
use crate::law::{EdgeLaw, EnclosureLaw, Wall};
use crate::topology::Topology;

/// Names a node of the network that created it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(crate) u32);

/// Names an edge of the network that created it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EdgeId(pub(crate) u32);

/// Names an enclosure of the network that created it.
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

/// An edge as it was described, before ideal connections are merged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EdgeView<'a> {
    /// Its place in the order of creation.
    pub id: EdgeId,
    /// Unique among the edges.
    pub name: &'a str,
    /// The node that positive flow leaves.
    pub from: NodeId,
    /// The node that positive flow enters.
    pub to: NodeId,
    /// How it carries flow, with its parameters.
    pub law: &'a EdgeLaw,
}

/// The description of a network: nodes, edges and enclosures in the order in which they were
/// added. Mistakes are reported by [`Self::compile`], by the name of the element.
///
/// ```
/// use secondheart_engine::law::Conduit;
/// use secondheart_engine::{EdgeLaw, EnclosureLaw, Network, NetworkError, Wall};
///
/// let mut net = Network::new();
/// let wall = Wall::Linear {
///     compliance_ml_per_mmhg: 2.0,
///     unstressed_volume_ml: 50.0,
/// };
/// let vein = net.add_node("calf vein", wall, 70.0);
/// let heart = net.add_node("heart", Wall::Prescribed { pressure_mmhg: 3.0 }, 0.0);
/// net.add_edge("outlet", vein, heart, EdgeLaw::Conduit(Conduit::resistor(0.5)));
/// let muscle = net.add_enclosure("calf", EnclosureLaw::Prescribed { pressure_mmhg: 80.0 });
/// net.enclose(vein, muscle, 1.0);
/// assert!(net.compile().is_ok());
///
/// net.add_node("lonely", wall, 70.0);
/// let mistake = net.compile().unwrap_err();
/// assert!(matches!(mistake, NetworkError::Unconnected { .. }));
/// assert!(mistake.to_string().contains("lonely"));
/// ```
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
    /// A network without nodes, edges and enclosures.
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

    /// Adds an edge, in which flow from `from` to `to` is positive.
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

    /// Adds an enclosure around no node yet; see [`Self::enclose`].
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

    /// Replaces the start volume that a node was added with, mL.
    pub fn set_start_volume(&mut self, node: NodeId, volume_ml: f64) {
        self.nodes[node.index()].volume_ml = volume_ml;
    }

    /// The name that a node was added with.
    pub fn node_name(&self, node: NodeId) -> &str {
        &self.nodes[node.index()].name
    }

    /// The wall that a node was added with.
    pub fn wall(&self, node: NodeId) -> &Wall {
        &self.nodes[node.index()].wall
    }

    /// Names of the enclosures that a node lies in.
    pub fn enclosures_of(&self, node: NodeId) -> impl Iterator<Item = &str> {
        let members = self.members.iter().filter(move |(n, ..)| *n == node);
        members.map(|(_, enclosure, _)| self.enclosures[enclosure.index()].name.as_str())
    }

    /// All edges in the order of creation, ideal connections included.
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

    /// Number of nodes as they were added, before merging.
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// Checks the network, merges ideal connections and finds the order of elimination.
    ///
    /// # Errors
    /// [`NetworkError`] names the first element that cannot be simulated, and why.
    pub fn compile(&self) -> Result<Topology, NetworkError> {
        Topology::compile(self)
    }
}

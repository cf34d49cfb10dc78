//! The compiled network: which element stands where in the arrays, and the elimination.
//!
//! Nodes are sorted by wall (tubes, chambers, linear, rigid, prescribed, stores), edges by law
//! (conduits, valves, gates, Starling resistors, followers, prescribed flows), so that elements of
//! a kind are neighbours in memory. The pressures of all nodes but the stores are the unknowns of
//! the linear system, followed by the pressures of the elastic enclosures.

use crate::error::NetworkError;
use crate::kernel::Elimination;
use crate::law::{EdgeLaw, EnclosureLaw, Wall};
use crate::network::{EdgeId, EnclosureId, Network, NodeId};
use crate::soundness::{check_connections, check_names, check_parameters, merge};
use std::collections::HashMap;
use std::ops::Range;

/// Where the pressure of an enclosure stands in the arrays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EnclosurePlace {
    /// Index among the prescribed enclosures.
    Prescribed(usize),
    /// Index among the elastic enclosures.
    Sac(usize),
}

/// The unknowns that an edge couples, and where in the matrix.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stamp {
    pub(crate) from: u32,
    pub(crate) to: u32,
    /// Row of `from`, and of `to`.
    pub(crate) from_row: u32,
    pub(crate) to_row: u32,
    pub(crate) slot: u32,
    /// The row of `from` lies below the row of `to`.
    pub(crate) from_below: bool,
}

/// Lists of indices, one after the other: the presses on every node.
#[derive(Debug, Clone)]
pub(crate) struct Lists {
    /// Start of each list; one longer than the number of lists.
    start: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    /// Sorts the items 0, 1, 2 ... into `count` lists: `lists` gives the list of each. A list
    /// holds its items in ascending order.
    fn new(count: usize, lists: impl Iterator<Item = usize> + Clone) -> Self {
        let mut start = vec![0; count + 1];
        for list in lists.clone() {
            start[list + 1] += 1;
        }
        for list in 0..count {
            start[list + 1] += start[list];
        }
        let mut next = start.clone();
        let mut items = vec![0; start[count] as usize];
        for (item, list) in lists.enumerate() {
            items[next[list] as usize] = item as u32;
            next[list] += 1;
        }
        Self { start, items }
    }

    /// The indices in one list.
    #[inline(always)]
    pub(crate) fn of(&self, list: usize) -> &[u32] {
        &self.items[self.start[list] as usize..self.start[list + 1] as usize]
    }
}

/// A node inside an elastic enclosure.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SacMember {
    pub(crate) node: u32,
    pub(crate) sac: u32,
    pub(crate) slot: u32,
}

/// Two elastic enclosures that share a member.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SharedMember {
    pub(crate) node: u32,
    pub(crate) slot: u32,
}

/// A compiled network: the place of each node and edge in the arrays of a
/// [`Simulation`](crate::Simulation), and the order of elimination. It holds no state; any number
/// of simulations may share one.
///
/// ```
/// use secondheart_engine::law::Conduit;
/// use secondheart_engine::{EdgeLaw, Network, Wall};
///
/// let mut net = Network::new();
/// let lake = net.add_node("lake", Wall::Prescribed { pressure_mmhg: 9.0 }, 0.0);
/// let wall = Wall::Linear {
///     compliance_ml_per_mmhg: 2.0,
///     unstressed_volume_ml: 50.0,
/// };
/// let vein = net.add_node("vein", wall, 70.0);
/// let way = net.add_edge("way", lake, vein, EdgeLaw::Conduit(Conduit::resistor(0.5)));
///
/// let topology = net.compile()?;
/// // Linear walls stand before prescribed pressures, whatever the order of the description.
/// assert_eq!(topology.place(vein), 0);
/// assert_eq!(topology.place(lake), 1);
/// assert_eq!(topology.name_at(0), "vein");
/// assert_eq!(topology.edge_place(way), Some(0));
/// assert_eq!(topology.prescribed_index(lake), Some(0));
/// assert!(topology.is_symmetric());
/// # Ok::<(), secondheart_engine::NetworkError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Topology {
    pub(crate) node_place: Vec<usize>,
    pub(crate) edge_place: Vec<Option<usize>>,
    pub(crate) enclosure_place: Vec<EnclosurePlace>,
    /// Name of the (first) node that stands at each place.
    pub(crate) place_name: Vec<String>,
    pub(crate) walls: Vec<Wall>,
    pub(crate) start_volume: Vec<f64>,
    pub(crate) laws: Vec<EdgeLaw>,
    pub(crate) ends: Vec<(u32, u32)>,
    pub(crate) stamps: Vec<Stamp>,
    pub(crate) node_row: Vec<u32>,
    pub(crate) sac_row: Vec<u32>,
    pub(crate) tubes: usize,
    pub(crate) chambers: usize,
    pub(crate) linear: usize,
    pub(crate) rigid: usize,
    pub(crate) prescribed: usize,
    pub(crate) stores: usize,
    pub(crate) conduits: usize,
    pub(crate) valves: usize,
    pub(crate) gates: usize,
    pub(crate) starlings: usize,
    pub(crate) followers: usize,
    pub(crate) flows: usize,
    pub(crate) given_enclosures: Vec<f64>,
    pub(crate) sacs: Vec<crate::law::EnclosureLaw>,
    /// (node, prescribed enclosure, weight).
    pub(crate) presses: Vec<(u32, u32, f64)>,
    pub(crate) sac_members: Vec<SacMember>,
    pub(crate) sac_shared: Vec<SharedMember>,
    /// Presses on the node at each place, and the sacs' members at it, as indices into
    /// `presses` and `sac_members`.
    pub(crate) presses_on: Lists,
    pub(crate) sacs_around: Lists,
    pub(crate) elimination: Elimination,
}

fn kind_of(wall: &Wall) -> usize {
    match wall {
        Wall::Tube(_) => 0,
        Wall::Chamber(_) => 1,
        Wall::Linear { .. } => 2,
        Wall::Rigid => 3,
        Wall::Prescribed { .. } => 4,
        Wall::Store => 5,
    }
}

fn kind_of_edge(law: &EdgeLaw) -> usize {
    match law {
        EdgeLaw::Conduit(_) => 0,
        EdgeLaw::Valve(_) => 1,
        EdgeLaw::Gate(_) => 2,
        EdgeLaw::Starling(_) => 3,
        EdgeLaw::Follower(_) => 4,
        EdgeLaw::Prescribed { .. } => 5,
        EdgeLaw::Ideal => 6,
    }
}

/// Every node in every enclosure that it was put in, once, with the sum of the weights.
fn weights(network: &Network) -> Vec<(NodeId, EnclosureId, f64)> {
    let mut sums: Vec<(NodeId, EnclosureId, f64)> = Vec::new();
    let mut index = HashMap::new();
    for &(node, enclosure, weight) in &network.members {
        let at = *index.entry((node, enclosure)).or_insert(sums.len());
        match sums.get_mut(at) {
            Some(sum) => sum.2 += weight,
            None => sums.push((node, enclosure, weight)),
        }
    }
    sums
}

impl Topology {
    pub(crate) fn compile(network: &Network) -> Result<Self, NetworkError> {
        check_names(network)?;
        check_parameters(network)?;
        let merged = merge(network)?;
        check_connections(network, &merged)?;

        // Places of nodes: groups sorted by kind, then by first appearance.
        let mut order: Vec<usize> = (0..merged.groups.len()).collect();
        order.sort_by_key(|&g| (kind_of(&merged.groups[g].wall), g));
        let mut place_of_group = vec![0; order.len()];
        for (place, &g) in order.iter().enumerate() {
            place_of_group[g] = place;
        }
        let node_place: Vec<usize> = merged.group_of.iter().map(|&g| place_of_group[g]).collect();
        let walls: Vec<Wall> = order.iter().map(|&g| merged.groups[g].wall).collect();
        let start_volume = order.iter().map(|&g| merged.groups[g].volume_ml).collect();
        let place_name: Vec<String> = order
            .iter()
            .map(|&g| network.nodes[merged.groups[g].first].name.clone())
            .collect();
        let count = |k: usize| walls.iter().filter(|w| kind_of(w) == k).count();
        let unknown_nodes = walls.len() - count(5);

        // Places of edges.
        let mut edge_order: Vec<usize> = (0..network.edges.len())
            .filter(|&e| network.edges[e].law != EdgeLaw::Ideal)
            .collect();
        edge_order.sort_by_key(|&e| (kind_of_edge(&network.edges[e].law), e));
        let mut edge_place = vec![None; network.edges.len()];
        for (place, &e) in edge_order.iter().enumerate() {
            edge_place[e] = Some(place);
        }
        let laws: Vec<EdgeLaw> = edge_order.iter().map(|&e| network.edges[e].law).collect();
        let ends: Vec<(u32, u32)> = edge_order
            .iter()
            .map(|&e| {
                let edge = &network.edges[e];
                (
                    node_place[edge.from.index()] as u32,
                    node_place[edge.to.index()] as u32,
                )
            })
            .collect();
        let count_edges = |k: usize| laws.iter().filter(|l| kind_of_edge(l) == k).count();

        // Enclosures.
        let mut enclosure_place = Vec::new();
        let mut given_enclosures = Vec::new();
        let mut sacs = Vec::new();
        for enclosure in &network.enclosures {
            match enclosure.law {
                EnclosureLaw::Prescribed { pressure_mmhg } => {
                    enclosure_place.push(EnclosurePlace::Prescribed(given_enclosures.len()));
                    given_enclosures.push(pressure_mmhg);
                }
                elastic @ (EnclosureLaw::Sac(_) | EnclosureLaw::CommonWall(_)) => {
                    enclosure_place.push(EnclosurePlace::Sac(sacs.len()));
                    sacs.push(elastic);
                }
            }
        }
        let mut presses: Vec<(u32, u32, f64)> = Vec::new();
        let mut in_sac: Vec<(usize, usize)> = Vec::new();
        let mut pressed_node = HashMap::new();
        for (node, enclosure, weight) in weights(network) {
            let place = node_place[node.index()];
            // Rigid nodes, reservoirs and stores have no wall to press on.
            if matches!(
                network.nodes[node.index()].wall,
                Wall::Rigid | Wall::Prescribed { .. } | Wall::Store
            ) {
                continue;
            }
            // The nodes merged at a place lie in the same enclosures: any of them represents all.
            if *pressed_node.entry(place).or_insert(node) != node {
                continue;
            }
            match enclosure_place[enclosure.index()] {
                EnclosurePlace::Prescribed(k) => presses.push((place as u32, k as u32, weight)),
                EnclosurePlace::Sac(k) => {
                    if weight != 1.0 {
                        return Err(NetworkError::PartialSacMember {
                            node: network.nodes[node.index()].name.clone(),
                            enclosure: network.enclosures[enclosure.index()].name.clone(),
                            weight,
                        });
                    }
                    in_sac.push((place, k));
                }
            }
        }

        // Couplings and elimination.
        let matrix_edges = laws.len() - count_edges(5);
        let mut pairs: Vec<(usize, usize)> = ends[..matrix_edges]
            .iter()
            .map(|&(a, b)| (a as usize, b as usize))
            .collect();
        for &(node, sac) in &in_sac {
            pairs.push((node, unknown_nodes + sac));
        }
        let mut shared = Vec::new();
        for (n, &(node, sac)) in in_sac.iter().enumerate() {
            for &(other_node, other_sac) in &in_sac[n + 1..] {
                if node == other_node && sac != other_sac {
                    pairs.push((unknown_nodes + sac, unknown_nodes + other_sac));
                    shared.push((node, sac, other_sac));
                }
            }
        }
        let elimination = Elimination::new(unknown_nodes + sacs.len(), &pairs);
        let slot = |a: usize, b: usize| elimination.slot(a, b).unwrap_or((0, false));
        let stamps: Vec<Stamp> = ends[..matrix_edges]
            .iter()
            .map(|&(from, to)| {
                let (slot, from_below) = slot(from as usize, to as usize);
                Stamp {
                    from,
                    to,
                    from_row: elimination.row_of(from as usize),
                    to_row: elimination.row_of(to as usize),
                    slot,
                    from_below,
                }
            })
            .collect();
        let sac_members = in_sac
            .iter()
            .map(|&(node, sac)| SacMember {
                node: node as u32,
                sac: sac as u32,
                slot: slot(node, unknown_nodes + sac).0,
            })
            .collect();
        let sac_shared = shared
            .iter()
            .map(|&(node, a, b)| SharedMember {
                node: node as u32,
                slot: slot(unknown_nodes + a, unknown_nodes + b).0,
            })
            .collect();

        Ok(Self {
            presses_on: Lists::new(walls.len(), presses.iter().map(|p| p.0 as usize)),
            sacs_around: Lists::new(walls.len(), in_sac.iter().map(|m| m.0)),
            node_place,
            edge_place,
            enclosure_place,
            place_name,
            start_volume,
            node_row: (0..unknown_nodes).map(|i| elimination.row_of(i)).collect(),
            sac_row: (0..sacs.len())
                .map(|k| elimination.row_of(unknown_nodes + k))
                .collect(),
            tubes: count(0),
            chambers: count(1),
            linear: count(2),
            rigid: count(3),
            prescribed: count(4),
            stores: count(5),
            conduits: count_edges(0),
            valves: count_edges(1),
            gates: count_edges(2),
            starlings: count_edges(3),
            followers: count_edges(4),
            flows: count_edges(5),
            walls,
            laws,
            ends,
            stamps,
            given_enclosures,
            sacs,
            presses,
            sac_members,
            sac_shared,
            elimination,
        })
    }

    /// Number of volumes, stores included (merged nodes count once).
    pub fn volume_count(&self) -> usize {
        self.walls.len()
    }
    /// Number of unknown pressures, elastic enclosures included.
    pub fn unknown_count(&self) -> usize {
        self.elimination.unknowns()
    }
    /// Number of entries below the diagonal of the factor, fill included.
    pub fn slot_count(&self) -> usize {
        self.elimination.slot_count()
    }
    /// Number of edges that carry a pressure law or a prescribed flow.
    pub fn edge_count(&self) -> usize {
        self.laws.len()
    }
    /// Whether the matrix of a step is symmetric: no Starling resistors and no followers.
    pub fn is_symmetric(&self) -> bool {
        self.starlings + self.followers == 0
    }
    /// Place of a node in the state arrays.
    pub fn place(&self, node: NodeId) -> usize {
        self.node_place[node.index()]
    }
    /// Place of an edge in the state arrays; `None` for an ideal connection, which is merged.
    pub fn edge_place(&self, edge: EdgeId) -> Option<usize> {
        self.edge_place[edge.index()]
    }
    /// Index of an edge among the plain segments; `None` for other laws.
    pub fn conduit_index(&self, edge: EdgeId) -> Option<usize> {
        self.edge_place(edge).filter(|&p| p < self.conduits)
    }
    /// Index of an edge among the prescribed flows; `None` for other laws.
    pub fn flow_index(&self, edge: EdgeId) -> Option<usize> {
        let start = self.flow_places().start;
        self.edge_place(edge).and_then(|p| p.checked_sub(start))
    }
    /// Index of a node among the linear walls; `None` for other walls.
    pub fn linear_index(&self, node: NodeId) -> Option<usize> {
        let places = self.linear_places();
        let place = self.place(node);
        places.contains(&place).then(|| place - places.start)
    }
    /// Index of a node among the prescribed pressures; `None` for other walls.
    pub fn prescribed_index(&self, node: NodeId) -> Option<usize> {
        let places = self.prescribed_places();
        let place = self.place(node);
        places.contains(&place).then(|| place - places.start)
    }
    /// Index of an edge among the gates; `None` for other laws.
    pub fn gate_index(&self, edge: EdgeId) -> Option<usize> {
        let places = self.gate_places();
        self.edge_place(edge)
            .filter(|place| places.contains(place))
            .map(|place| place - places.start)
    }
    /// Index of an edge among the valves; `None` for other laws.
    pub fn valve_index(&self, edge: EdgeId) -> Option<usize> {
        self.edge_place(edge)
            .and_then(|p| p.checked_sub(self.conduits))
            .filter(|&v| v < self.valves)
    }
    /// Index of an enclosure among the prescribed ones; `None` for an elastic one.
    pub fn enclosure_index(&self, enclosure: EnclosureId) -> Option<usize> {
        match self.enclosure_place[enclosure.index()] {
            EnclosurePlace::Prescribed(k) => Some(k),
            EnclosurePlace::Sac(_) => None,
        }
    }
    /// Index of an enclosure among the elastic ones; `None` for a prescribed one.
    pub fn sac_index(&self, enclosure: EnclosureId) -> Option<usize> {
        match self.enclosure_place[enclosure.index()] {
            EnclosurePlace::Sac(k) => Some(k),
            EnclosurePlace::Prescribed(_) => None,
        }
    }
    /// Name of the node at a place.
    pub fn name_at(&self, place: usize) -> &str {
        &self.place_name[place]
    }
    /// Places of the vessel walls ([`Wall::Tube`]).
    pub fn tube_places(&self) -> Range<usize> {
        0..self.tubes
    }
    /// Places of the heart chambers.
    pub fn chamber_places(&self) -> Range<usize> {
        self.tubes..self.tubes + self.chambers
    }
    pub(crate) fn linear_places(&self) -> Range<usize> {
        let start = self.tubes + self.chambers;
        start..start + self.linear
    }
    pub(crate) fn rigid_places(&self) -> Range<usize> {
        let start = self.tubes + self.chambers + self.linear;
        start..start + self.rigid
    }
    pub(crate) fn prescribed_places(&self) -> Range<usize> {
        let start = self.tubes + self.chambers + self.linear + self.rigid;
        start..start + self.prescribed
    }
    /// Places of prescribed pressures and stores, whose volume only counts their inflow.
    pub(crate) fn reservoir_places(&self) -> Range<usize> {
        self.prescribed_places().start..self.walls.len()
    }
    /// Number of nodes whose pressure is an unknown.
    pub(crate) fn unknown_nodes(&self) -> usize {
        self.walls.len() - self.stores
    }
    /// Places of the valves among the edges.
    pub fn valve_places(&self) -> Range<usize> {
        self.conduits..self.conduits + self.valves
    }
    /// Places of the gates among the edges.
    pub fn gate_places(&self) -> Range<usize> {
        let start = self.conduits + self.valves;
        start..start + self.gates
    }
    /// Valves and gates: the edges that open and shut.
    pub(crate) fn switch_places(&self) -> Range<usize> {
        self.conduits..self.conduits + self.valves + self.gates
    }
    pub(crate) fn starling_places(&self) -> Range<usize> {
        let start = self.switch_places().end;
        start..start + self.starlings
    }
    pub(crate) fn follower_places(&self) -> Range<usize> {
        let start = self.starling_places().end;
        start..start + self.followers
    }
    /// Edges whose flow depends unequally on their two ends: Starling resistors and followers.
    pub(crate) fn uneven_places(&self) -> Range<usize> {
        self.starling_places().start..self.follower_places().end
    }
    /// Places of the prescribed flows among the edges.
    pub fn flow_places(&self) -> Range<usize> {
        let start = self.follower_places().end;
        start..start + self.flows
    }
}

//! Checks of a description before it is compiled, and the merging of nodes by ideal connections.

use crate::error::NetworkError;
use crate::law::{EdgeLaw, EnclosureLaw, PericardialSac, Wall};
use crate::network::Network;
use std::collections::HashSet;

/// No two elements of a kind may share a name.
pub(crate) fn check_names(network: &Network) -> Result<(), NetworkError> {
    fn unique<'a>(
        kind: &'static str,
        names: impl Iterator<Item = &'a String>,
    ) -> Result<(), NetworkError> {
        let mut seen = HashSet::new();
        for name in names {
            if !seen.insert(name) {
                return Err(NetworkError::DuplicateName {
                    kind,
                    name: name.clone(),
                });
            }
        }
        Ok(())
    }
    unique("node", network.nodes.iter().map(|n| &n.name))?;
    unique("edge", network.edges.iter().map(|e| &e.name))?;
    unique("enclosure", network.enclosures.iter().map(|e| &e.name))
}

/// A parameter must be a finite number in its range.
fn require(
    element: &str,
    quantity: &'static str,
    value: f64,
    in_range: bool,
    requirement: &'static str,
) -> Result<(), NetworkError> {
    let sound = in_range && value.is_finite();
    require_or_infinite(element, quantity, value, sound, requirement)
}

/// A parameter must be in its range, which may include infinity.
fn require_or_infinite(
    element: &str,
    quantity: &'static str,
    value: f64,
    in_range: bool,
    requirement: &'static str,
) -> Result<(), NetworkError> {
    if in_range {
        Ok(())
    } else {
        Err(NetworkError::BadParameter {
            element: element.to_owned(),
            quantity,
            value,
            requirement,
        })
    }
}

const POSITIVE: &str = "positive";
const NOT_NEGATIVE: &str = "zero or positive";

/// Every parameter must be a number in its range.
pub(crate) fn check_parameters(network: &Network) -> Result<(), NetworkError> {
    for node in &network.nodes {
        let n = node.name.as_str();
        require(n, "volume (mL)", node.volume_ml, true, "a number")?;
        match node.wall {
            Wall::Linear {
                compliance_ml_per_mmhg: c,
                unstressed_volume_ml: v,
            } => {
                require(n, "compliance (mL/mmHg)", c, c > 0.0, POSITIVE)?;
                require(n, "unstressed volume (mL)", v, true, "a number")?;
            }
            Wall::Tube(t) => {
                let positive = [
                    ("volume (mL)", node.volume_ml),
                    ("unstressed volume (mL)", t.unstressed_volume_ml),
                    ("distensible volume (mL)", t.distensible_volume_ml),
                    ("stiffening pressure (mmHg)", t.stiffening_pressure_mmhg),
                    ("collapse pressure (mmHg)", t.collapse_pressure_mmhg),
                    ("creep time (s)", t.creep_time_s),
                ];
                for (quantity, value) in positive {
                    require(n, quantity, value, value > 0.0, POSITIVE)?;
                }
                let v = t.viscous_time_s;
                require(n, "viscous time (s)", v, v >= 0.0, NOT_NEGATIVE)?;
                let g = t.creep_fraction;
                require(n, "creep fraction", g, g >= 0.0, NOT_NEGATIVE)?;
            }
            Wall::Chamber(c) => {
                for (quantity, value) in [
                    ("volume (mL)", node.volume_ml),
                    (
                        "end-systolic elastance (mmHg/mL)",
                        c.end_systolic_elastance_mmhg_per_ml,
                    ),
                    ("passive pressure (mmHg)", c.passive_pressure_mmhg),
                    ("passive exponent (1/mL)", c.passive_exponent_per_ml),
                ] {
                    require(n, quantity, value, value > 0.0, POSITIVE)?;
                }
                for (quantity, value) in [
                    ("end-systolic intercept (mL)", c.end_systolic_intercept_ml),
                    ("passive intercept (mL)", c.passive_intercept_ml),
                ] {
                    require(n, quantity, value, true, "a number")?;
                }
            }
            Wall::Prescribed { pressure_mmhg: p } => {
                require(n, "pressure (mmHg)", p, true, "a number")?;
            }
            Wall::Rigid | Wall::Store => {}
        }
    }
    for edge in &network.edges {
        let e = edge.name.as_str();
        match edge.law {
            EdgeLaw::Conduit(c) => {
                let (r, l, b) = (
                    c.resistance_mmhg_s_per_ml,
                    c.inertance_mmhg_s2_per_ml,
                    c.quadratic_loss_mmhg_s2_per_ml2,
                );
                // An infinite resistance is an occluded segment, whose other losses have no meaning.
                let in_range = r >= 0.0 && (r.is_finite() || b == 0.0);
                require_or_infinite(e, "resistance (mmHg·s/mL)", r, in_range, NOT_NEGATIVE)?;
                require(e, "inertance (mmHg·s²/mL)", l, l >= 0.0, NOT_NEGATIVE)?;
                require(e, "quadratic loss (mmHg·s²/mL²)", b, b >= 0.0, NOT_NEGATIVE)?;
                require_or_infinite(
                    e,
                    "resistance (mmHg·s/mL)",
                    r,
                    r + l > 0.0,
                    "positive without inertance",
                )?;
                check_shares(e, c.calibre_share_from, c.calibre_share_to)?;
            }
            EdgeLaw::Valve(v) => {
                for (quantity, value) in [
                    ("valve area (cm²)", v.area_cm2),
                    ("effective length (cm)", v.length_cm),
                    ("opening rate (1/(mmHg·s))", v.opening_rate_per_mmhg_s),
                    ("closing rate (1/(mmHg·s))", v.closing_rate_per_mmhg_s),
                    ("number of valves", v.count),
                    ("density (mmHg·s²/cm²)", v.density_mmhg_s2_per_cm2),
                ] {
                    require(e, quantity, value, value > 0.0, POSITIVE)?;
                }
                require(
                    e,
                    "number of valves at a mouth",
                    v.mouth_count,
                    (0.0..=v.count).contains(&v.mouth_count),
                    "between zero and the number of valves",
                )?;
                let (r, l) = (v.resistance_mmhg_s_per_ml, v.inertance_mmhg_s2_per_ml);
                require(e, "resistance (mmHg·s/mL)", r, r >= 0.0, NOT_NEGATIVE)?;
                require(e, "inertance (mmHg·s²/mL)", l, l >= 0.0, NOT_NEGATIVE)?;
                let (rg, st) = (v.regurgitant_fraction, v.opening_limit);
                require(
                    e,
                    "regurgitant fraction",
                    rg,
                    (0.0..=1.0).contains(&rg),
                    "from 0 to 1",
                )?;
                require(
                    e,
                    "opening limit",
                    st,
                    (rg..=1.0).contains(&st),
                    "from the regurgitant fraction to 1",
                )?;
                require_or_infinite(
                    e,
                    "lumen behind the valve (cm²)",
                    v.lumen_area_cm2,
                    v.lumen_area_cm2 >= v.area_cm2 * v.opening_limit,
                    "at least as wide as the orifice",
                )?;
                check_shares(e, v.calibre_share_from, v.calibre_share_to)?;
            }
            EdgeLaw::Gate(g) => {
                let (open, shut) = (
                    g.open_resistance_mmhg_s_per_ml,
                    g.shut_resistance_mmhg_s_per_ml,
                );
                let (k, l) = (g.steepness_per_mmhg, g.inertance_mmhg_s2_per_ml);
                require(
                    e,
                    "open resistance (mmHg·s/mL)",
                    open,
                    open >= 0.0,
                    NOT_NEGATIVE,
                )?;
                require(e, "inertance (mmHg·s²/mL)", l, l >= 0.0, NOT_NEGATIVE)?;
                let (open_fits, shut_fits) = (open + l > 0.0, shut >= open && shut > 0.0);
                let name = "open resistance (mmHg·s/mL)";
                require(e, name, open, open_fits, "positive without inertance")?;
                // Only a gate that switches at once may shut completely.
                let shut_bound = if k == f64::INFINITY {
                    shut.min(f64::MAX)
                } else {
                    shut
                };
                let name = "shut resistance (mmHg·s/mL)";
                require(e, name, shut_bound, shut_fits, "not below the open one")?;
                let name = "steepness (1/mmHg)";
                require(e, name, k.min(f64::MAX), k > 0.0, POSITIVE)?;
            }
            EdgeLaw::Follower(f) => {
                let (r, c) = (f.resistance_mmhg_s_per_ml, f.capacity_ml_per_mmhg);
                require(e, "resistance (mmHg·s/mL)", r, r > 0.0, POSITIVE)?;
                require(e, "capacity (mL/mmHg)", c, c >= 0.0, NOT_NEGATIVE)?;
            }
            EdgeLaw::Starling(s) => {
                let r = s.resistance_mmhg_s_per_ml;
                require(e, "resistance (mmHg·s/mL)", r, r > 0.0, POSITIVE)?;
                let p = s.critical_pressure_mmhg;
                require(e, "critical pressure (mmHg)", p, true, "a number")?;
            }
            EdgeLaw::Prescribed { flow_ml_per_s: q } => {
                require(e, "flow (mL/s)", q, true, "a number")?
            }
            EdgeLaw::Ideal => {}
        }
    }
    for enclosure in &network.enclosures {
        let k = enclosure.name.as_str();
        match enclosure.law {
            EnclosureLaw::Prescribed { pressure_mmhg: p } => {
                require(k, "pressure (mmHg)", p, true, "a number")?;
            }
            EnclosureLaw::Sac(sac) => check_sac(k, &sac)?,
            EnclosureLaw::CommonWall(wall) => {
                let e = wall.end_systolic_elastance_mmhg_per_ml;
                require(k, "end-systolic elastance (mmHg/mL)", e, e > 0.0, POSITIVE)?;
                let v = wall.end_systolic_intercept_ml;
                require(k, "end-systolic intercept (mL)", v, true, "a number")?;
                check_sac(k, &wall.passive)?;
            }
        }
    }
    for &(node, _, weight) in &network.members {
        let n = network.nodes[node.index()].name.as_str();
        require(n, "weight in an enclosure", weight, true, "a number")?;
    }
    Ok(())
}

/// An elastic bag has a positive pressure and stiffness at every content.
fn check_sac(enclosure: &str, sac: &PericardialSac) -> Result<(), NetworkError> {
    let (scale, span) = (sac.pressure_scale_mmhg, sac.volume_scale_ml);
    let offset = sac.volume_offset_ml;
    require(
        enclosure,
        "pressure scale (mmHg)",
        scale,
        scale > 0.0,
        POSITIVE,
    )?;
    require(enclosure, "volume scale (mL)", span, span > 0.0, POSITIVE)?;
    require(enclosure, "volume offset (mL)", offset, true, "a number")
}

/// The shares of a resistance that follow the calibre of its ends must leave it positive.
fn check_shares(edge: &str, from: f64, to: f64) -> Result<(), NetworkError> {
    for share in [from, to] {
        require(
            edge,
            "calibre share",
            share,
            (0.0..=1.0).contains(&share),
            "from 0 to 1",
        )?;
    }
    require(
        edge,
        "sum of calibre shares",
        from + to,
        from + to <= 1.0,
        "at most 1",
    )
}

/// Nodes that ideal connections merge into one.
pub(crate) struct Group {
    /// The first of the nodes in the description.
    pub(crate) first: usize,
    pub(crate) wall: Wall,
    pub(crate) volume_ml: f64,
}

/// All nodes, in groups.
pub(crate) struct Merged {
    /// Group of every node.
    pub(crate) group_of: Vec<usize>,
    pub(crate) groups: Vec<Group>,
}

/// Merges the ends of ideal connections: a rigid node takes the wall of its partner, linear walls
/// add.
pub(crate) fn merge(network: &Network) -> Result<Merged, NetworkError> {
    let mut root: Vec<usize> = (0..network.nodes.len()).collect();
    fn find(root: &mut [usize], mut i: usize) -> usize {
        while root[i] != i {
            root[i] = root[root[i]];
            i = root[i];
        }
        i
    }
    for edge in network.edges.iter().filter(|e| e.law == EdgeLaw::Ideal) {
        let (a, b) = (
            find(&mut root, edge.from.index()),
            find(&mut root, edge.to.index()),
        );
        if a == b {
            return Err(NetworkError::Loop {
                edge: edge.name.clone(),
            });
        }
        root[a.max(b)] = a.min(b);
    }
    let mut group_of = vec![usize::MAX; network.nodes.len()];
    let mut groups: Vec<Group> = Vec::new();
    let mut owner: Vec<usize> = Vec::new();
    for i in 0..network.nodes.len() {
        let top = find(&mut root, i);
        let node = &network.nodes[i];
        if group_of[top] == usize::MAX {
            group_of[top] = groups.len();
            groups.push(Group {
                first: i,
                wall: node.wall,
                volume_ml: node.volume_ml,
            });
            owner.push(i);
            group_of[i] = group_of[top];
            continue;
        }
        let g = group_of[top];
        group_of[i] = g;
        let same_enclosures = |a: usize, b: usize| {
            let of = |n: usize| {
                let mut list: Vec<_> = network
                    .members
                    .iter()
                    .filter(|m| m.0.index() == n)
                    .map(|m| (m.1, m.2.to_bits()))
                    .collect();
                list.sort();
                list
            };
            of(a) == of(b)
        };
        let group = &mut groups[g];
        group.wall = match (group.wall, node.wall) {
            (Wall::Rigid, other) => {
                owner[g] = i;
                other
            }
            (kept, Wall::Rigid) => kept,
            (
                Wall::Linear {
                    compliance_ml_per_mmhg: c1,
                    unstressed_volume_ml: v1,
                },
                Wall::Linear {
                    compliance_ml_per_mmhg: c2,
                    unstressed_volume_ml: v2,
                },
            ) if same_enclosures(owner[g], i) => Wall::Linear {
                compliance_ml_per_mmhg: c1 + c2,
                unstressed_volume_ml: v1 + v2,
            },
            _ => {
                return Err(NetworkError::CannotMerge {
                    first: network.nodes[owner[g]].name.clone(),
                    second: node.name.clone(),
                });
            }
        };
        group.volume_ml += node.volume_ml;
    }
    Ok(Merged { group_of, groups })
}

/// No edge joins a node to itself, stores have prescribed flows only, every node has an edge, and
/// every part of the network has a pressure.
pub(crate) fn check_connections(network: &Network, merged: &Merged) -> Result<(), NetworkError> {
    let count = merged.groups.len();
    let mut touched = vec![false; count];
    let mut adjacent = vec![Vec::new(); count];
    for edge in network.edges.iter().filter(|e| e.law != EdgeLaw::Ideal) {
        let (a, b) = (
            merged.group_of[edge.from.index()],
            merged.group_of[edge.to.index()],
        );
        if a == b {
            return Err(NetworkError::Loop {
                edge: edge.name.clone(),
            });
        }
        touched[a] = true;
        touched[b] = true;
        if matches!(edge.law, EdgeLaw::Prescribed { .. }) {
            continue;
        }
        for (end, g) in [(edge.from, a), (edge.to, b)] {
            if merged.groups[g].wall == Wall::Store {
                return Err(NetworkError::StoreNeedsPrescribedFlow {
                    edge: edge.name.clone(),
                    node: network.nodes[end.index()].name.clone(),
                });
            }
        }
        adjacent[a].push(b);
        adjacent[b].push(a);
    }
    let name = |g: usize| network.nodes[merged.groups[g].first].name.clone();
    if let Some(alone) = touched.iter().position(|t| !t) {
        return Err(NetworkError::Unconnected { node: name(alone) });
    }
    let mut seen = vec![false; count];
    for start in 0..count {
        if seen[start] || merged.groups[start].wall == Wall::Store {
            continue;
        }
        let mut anchored = false;
        let mut stack = vec![start];
        seen[start] = true;
        while let Some(g) = stack.pop() {
            anchored |= merged.groups[g].wall != Wall::Rigid;
            for &next in &adjacent[g] {
                if !seen[next] {
                    seen[next] = true;
                    stack.push(next);
                }
            }
        }
        if !anchored {
            return Err(NetworkError::Floating { node: name(start) });
        }
    }
    Ok(())
}

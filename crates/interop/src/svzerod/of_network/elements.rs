//! Walls and conduits as vessels.

use secondheart_engine::law::{Conduit, Tube, tube};
use secondheart_engine::{EdgeLaw, EdgeView, Network, Wall};

use super::{Member, NotAModel};
use crate::svzerod::model::Vessel;

/// A tube at its mean pressure.
struct Stretched {
    tube: Tube,
    /// Volume with its creep complete, mL.
    volume: f64,
}

impl Stretched {
    fn at(tube: &Tube, transmural_mmhg: f64) -> Self {
        Self {
            tube: *tube,
            volume: tube.volume_ml(transmural_mmhg, true),
        }
    }

    /// dV/dp without further creep, mL/mmHg.
    fn compliance(&self) -> f64 {
        let t = &self.tube;
        let (unstressed, distensible) = (t.unstressed_volume_ml, t.distensible_volume_ml);
        let creep = tube::settled_creep(
            self.volume,
            unstressed,
            distensible,
            1.0 / distensible,
            t.creep_fraction,
        );
        let point = tube::pressure_and_slope(
            self.volume,
            creep,
            1.0 / unstressed,
            unstressed,
            1.0 / distensible,
            t.stiffening_pressure_mmhg,
            t.collapse_pressure_mmhg,
        );
        1.0 / point.slope
    }

    /// (V_0/V)², by which its resistance differs from the unstressed one.
    fn narrowing(&self) -> f64 {
        (self.tube.unstressed_volume_ml / self.volume).powi(2)
    }
}

/// The blind vessel for the wall of a member; `None` for a rigid wall.
pub(super) fn wall(network: &Network, member: &Member) -> Result<Option<Vessel>, NotAModel> {
    let not = |what| NotAModel::Wall {
        node: network.node_name(member.node).to_owned(),
        what,
    };
    let (capacity, viscous_s) = match network.wall(member.node) {
        Wall::Linear {
            compliance_ml_per_mmhg,
            ..
        } => (*compliance_ml_per_mmhg, 0.0),
        Wall::Tube(tube) => {
            let stretched = Stretched::at(tube, member.transmural_mmhg);
            (stretched.compliance(), tube.viscous_time_s)
        }
        Wall::Rigid => return Ok(None),
        Wall::Chamber(_) => return Err(not("a chamber")),
        Wall::Prescribed { .. } => return Err(not("a reservoir")),
        Wall::Store => return Err(not("a store")),
    };
    Ok(Some(Vessel {
        resistance: viscous_s / capacity,
        capacity,
        ..Vessel::default()
    }))
}

/// The vessel without C for an edge between two members, at the calibre of their walls; `None` for
/// an occluded edge.
pub(super) fn conduit(
    network: &Network,
    edge: &EdgeView<'_>,
    ends: [&Member; 2],
) -> Result<Option<Vessel>, NotAModel> {
    let not = |what| NotAModel::Edge {
        edge: edge.name.to_owned(),
        what,
    };
    let conduit = match edge.law {
        EdgeLaw::Conduit(conduit) => *conduit,
        EdgeLaw::Ideal => Conduit::default(),
        EdgeLaw::Valve(_) => return Err(not("a valve with inertia")),
        EdgeLaw::Gate(_) => return Err(not("a gate")),
        EdgeLaw::Starling(_) => return Err(not("a Starling resistor")),
        EdgeLaw::Follower(_) => return Err(not("a follower")),
        EdgeLaw::Prescribed { .. } => return Err(not("a prescribed flow")),
    };
    if conduit.resistance_mmhg_s_per_ml.is_infinite() {
        return Ok(None);
    }
    let shares = [conduit.calibre_share_from, conduit.calibre_share_to];
    let narrower = |end: &Member| match network.wall(end.node) {
        Wall::Tube(tube) => Stretched::at(tube, end.transmural_mmhg).narrowing() - 1.0,
        _ => 0.0,
    };
    let calibre: f64 = shares
        .into_iter()
        .zip(ends)
        .map(|(share, end)| share * narrower(end))
        .sum();
    Ok(Some(Vessel {
        resistance: conduit.resistance_mmhg_s_per_ml * (1.0 + calibre),
        inertance: conduit.inertance_mmhg_s2_per_ml,
        stenosis: conduit.quadratic_loss_mmhg_s2_per_ml2,
        ..Vessel::default()
    }))
}

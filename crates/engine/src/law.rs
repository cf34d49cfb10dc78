//! Laws: the equation of each wall, edge and enclosure.
//!
//! Each law has a file, which opens with a sketch of the element, its equations, its symbols with
//! their units, and an example. The enums here describe a network; the compiled network keeps the
//! same numbers in arrays, one array for each symbol, elements of a kind side by side.

pub mod chamber;
pub mod common_wall;
pub mod conduit;
pub mod enclosure;
pub mod follower;
pub mod gate;
pub mod starling;
pub mod tube;
pub mod valve;

pub use chamber::Chamber;
pub use common_wall::CommonWall;
pub use conduit::Conduit;
pub use enclosure::PericardialSac;
pub use follower::Follower;
pub use gate::Gate;
pub use starling::StarlingResistor;
pub use tube::Tube;
pub use valve::Valve;

/// The wall of a node: its transmural pressure as a function of its volume.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Wall {
    /// `p = (V - V_0) / C`.
    Linear {
        /// C, mL/mmHg; positive.
        compliance_ml_per_mmhg: f64,
        /// V_0, the volume at zero transmural pressure, mL.
        unstressed_volume_ml: f64,
    },
    /// Artery, capillary or vein: collapses below its unstressed volume, stiffens above it.
    Tube(Tube),
    /// Heart chamber with a time-varying elastance.
    Chamber(Chamber),
    /// No compliance: an algebraic node whose volume never changes.
    Rigid,
    /// A reservoir, whose pressure is an input; its volume counts its inflow.
    Prescribed {
        /// Pressure at the start, mmHg.
        pressure_mmhg: f64,
    },
    /// Holds volume without a pressure (an interstitial space, a loss); only prescribed flows may
    /// end here.
    Store,
}

/// The law of an edge: its flow as a function of the pressures at its ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum EdgeLaw {
    /// A vessel segment with resistance, inertance and quadratic loss.
    Conduit(Conduit),
    /// A vessel segment with valves that open and close at a finite rate.
    Valve(Valve),
    /// A resistance that switches with the pressure difference, or a diode with inertia.
    Gate(Gate),
    /// A soft segment whose flow does not depend on a downstream pressure below the outside one.
    Starling(StarlingResistor),
    /// A resistance with a capacity at its inlet that stores no volume.
    Follower(Follower),
    /// A flow that is an input.
    Prescribed {
        /// Flow from the first to the second node at the start, mL/s.
        flow_ml_per_s: f64,
    },
    /// No pressure difference: compiling the network merges the two nodes.
    Ideal,
}

/// The law of an enclosure: the pressure that it exerts on the nodes inside.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum EnclosureLaw {
    /// A pressure that is an input: chest, abdomen, a muscle compartment, a cuff.
    Prescribed {
        /// Pressure at the start, mmHg.
        pressure_mmhg: f64,
    },
    /// A bag that stiffens with its content and is solved together with its members.
    Sac(PericardialSac),
    /// A bag that contracts: the wall that two ventricles have in common.
    CommonWall(CommonWall),
}

/// β C and the right-hand side β (V_h - V*) + β C (p* + p_ext) of a wall, from its slope 1/C, its
/// pressure p* + p_ext, and V* - V_h.
#[inline(always)]
pub(crate) fn wall_equation<S: crate::Scalar>(slope: S, pressure: S, flow: S, beta: f64) -> (S, S) {
    let capacity = slope.recip() * beta;
    (capacity, capacity * pressure - flow * beta)
}

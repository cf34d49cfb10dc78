//! Laws: the equation of each wall, edge and enclosure.
//!
//! Each law has a file, which opens with a sketch of the element, its equations, its symbols with
//! their units, and an example. The enums here describe a network; the compiled network keeps the
//! same numbers in arrays, one array for each symbol, elements of a kind side by side.

pub mod chamber;
pub mod conduit;
pub mod enclosure;
pub mod follower;
pub mod gate;
pub mod starling;
pub mod tube;
pub mod valve;

pub use chamber::Chamber;
pub use conduit::Conduit;
pub use enclosure::PericardialSac;
pub use follower::Follower;
pub use gate::Gate;
pub use starling::StarlingResistor;
pub use tube::Tube;
pub use valve::Valve;

/// How the wall of a node answers its volume with a transmural pressure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Wall {
    /// `p = (V - V_0) / C`.
    Linear {
        /// Compliance C, mL/mmHg; must be positive.
        compliance_ml_per_mmhg: f64,
        /// Volume at zero transmural pressure V_0, mL.
        unstressed_volume_ml: f64,
    },
    /// Artery, capillary or vein: collapse below the unstressed volume, stiffening above it.
    Tube(Tube),
    /// Heart chamber with a time-varying elastance.
    Chamber(Chamber),
    /// No compliance: an algebraic node whose volume never changes.
    Rigid,
    /// Pressure is an input (a reservoir); its volume counts what went in.
    Prescribed {
        /// Pressure, mmHg.
        pressure_mmhg: f64,
    },
    /// Holds volume that exerts no pressure on the network (an interstitial space, a loss); only
    /// prescribed flows may end here.
    Store,
}

/// How an edge carries flow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum EdgeLaw {
    /// Resistance, inertance, quadratic loss; resistance may follow the calibre of its ends.
    Conduit(Conduit),
    /// A conduit with valves.
    Valve(Valve),
    /// A resistance that switches with the drive across it, or a diode with inertia.
    Gate(Gate),
    /// Flow that stops depending on the downstream pressure once this falls below an outside one.
    Starling(StarlingResistor),
    /// A resistance with a capacity at its inlet that passes on at once what charges it.
    Follower(Follower),
    /// Flow is an input, mL/s.
    Prescribed {
        /// Flow from the first to the second node, mL/s.
        flow_ml_per_s: f64,
    },
    /// No pressure difference at all: the two nodes become one when the network is compiled.
    Ideal,
}

/// How an enclosure presses on the nodes inside it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum EnclosureLaw {
    /// Pressure is an input (chest, abdomen, a muscle compartment, a cuff), mmHg.
    Prescribed {
        /// Pressure, mmHg.
        pressure_mmhg: f64,
    },
    /// A stiffening bag around its members; solved together with them.
    Sac(PericardialSac),
}

/// β C and the right-hand side β (V_h - V*) + β C (p* + p_ext) of a wall, from its slope 1/C, its
/// pressure p* + p_ext, and V* - V_h.
#[inline(always)]
pub(crate) fn wall_equation<S: crate::Scalar>(slope: S, pressure: S, flow: S, beta: f64) -> (S, S) {
    let capacity = slope.recip() * beta;
    (capacity, capacity * pressure - flow * beta)
}

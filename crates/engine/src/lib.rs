//! A circulation as a graph: **nodes hold volume, edges carry flow, enclosures press on nodes.**
//!
//! ```text
//! node i       dV_i/dt = sum of signed edge flows            p_i = p_transmural(V_i, t) + p_external,i
//! edge e       L dQ/dt = p_a - p_b + head - R(V_a, V_b) Q - B |Q| Q
//! enclosure k  p_external,i = sum of the enclosures i lies in;  p_k = f_k(sum of V of its members, t)
//! ```
//!
//! A [`Network`] is described once and compiled into a [`Topology`] with a fixed elimination
//! order; a [`Simulation`] then steps it in time with a second-order, L-stable formula: one
//! symmetric sparse system in the pressures per step. Everything is generic over the
//! [`Scalar`]: `f64`, [`Lanes`] (a body per lane), [`Dual`] numbers, and dual numbers of lanes.
//!
//! Units inside: mmHg, mL, s, cm; resistance in mmHg·s/mL, inertance in mmHg·s²/mL.

mod account;
pub mod dispatch;
mod elementwise;
pub mod error;
pub mod kernel;
pub mod law;
pub mod network;
pub mod persist;
pub mod scalar;
pub mod simulation;
mod soundness;
mod step;
pub mod topology;

/// Elementary functions outside the step: those of `libm`, which are the same operations on every
/// machine, where the platform's mathematical library may differ.
pub mod elementary {
    pub use libm::{cbrt, cos, pow, sin};
}

pub use account::{Invariants, Tolerance};
pub use error::{NetworkError, StepError};
pub use law::{EdgeLaw, EnclosureLaw, Wall};
pub use network::{EdgeId, EdgeView, EnclosureId, Network, NodeId};
pub use persist::Persist;
pub use scalar::{Dual, Lanes, Mask, Routine, Scalar};
pub use simulation::Simulation;
pub use topology::Topology;

/// Blood density over the conversion from dyn/cm² to mmHg: ρ in mmHg·s²/cm² for ρ = 1 g/cm³.
///
/// 1 mmHg = 1333.22 dyn/cm², so ρ [g/cm³] · this = ρ in the engine's units.
pub const MMHG_PER_DYN_PER_CM2: f64 = 1.0 / 1_333.223_874_15;

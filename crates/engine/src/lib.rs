//! A circulation as a graph: **nodes hold volume, edges carry flow, enclosures press on nodes.**
//!
//! ```text
//! node i       dV_i/dt = Σ ± Q                     p_i = p_transmural(V_i, t) + p_external,i
//! edge e       L dQ/dt = p_a - p_b + head - R(V_a, V_b) Q - B |Q| Q
//! enclosure k  p_external,i = Σ p_k around i,      p_k = f_k(Σ V of its members, t)
//! ```
//!
//! A [`Network`] describes the graph with the [laws](law) of its elements. It is compiled once
//! into a [`Topology`], which fixes the order of elimination. A [`Simulation`] steps it in time
//! with a second-order, L-stable formula: one sparse system in the pressures for each step. The
//! equations are written once over the [`Scalar`]: `f64` for one body, [`Lanes`] for several side
//! by side, [`Dual`] numbers for derivatives, and dual numbers of lanes.
//!
//! Units: mmHg, mL, s, cm; resistance in mmHg·s/mL, inertance in mmHg·s²/mL.
//!
//! ```
//! use secondheart_engine::law::Conduit;
//! use secondheart_engine::{EdgeLaw, Network, Simulation, Wall};
//! use std::sync::Arc;
//!
//! // A compliance of 1.5 mL/mmHg empties through 2 mmHg·s/mL: time constant 3 s.
//! let mut net = Network::new();
//! let wall = Wall::Linear {
//!     compliance_ml_per_mmhg: 1.5,
//!     unstressed_volume_ml: 100.0,
//! };
//! let artery = net.add_node("artery", wall, 250.0);
//! let veins = net.add_node("veins", Wall::Prescribed { pressure_mmhg: 0.0 }, 0.0);
//! net.add_edge("bed", artery, veins, EdgeLaw::Conduit(Conduit::resistor(2.0)));
//!
//! let mut sim = Simulation::<f64>::new(Arc::new(net.compile()?));
//! loop {
//!     let step_s = sim.plan(0.01, 3.0);
//!     if step_s == 0.0 {
//!         break;
//!     }
//!     sim.step(step_s)?;
//! }
//! let expected_mmhg = 100.0 * (-1.0_f64).exp();
//! assert!((sim.pressure(artery) - expected_mmhg).abs() < 0.001);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod account;
pub mod dispatch;
mod elementwise;
pub mod error;
pub mod kernel;
pub mod law;
pub mod network;
mod parameters;
pub mod persist;
pub mod scalar;
pub mod simulation;
mod soundness;
mod step;
pub mod topology;

/// Elementary functions for use outside the step, from `libm`: the same operations on every
/// machine, unlike the mathematical library of the platform.
pub mod elementary {
    pub use libm::{cbrt, cos, exp, log, pow, sin};
}

pub use account::{Invariants, Tolerance};
pub use error::{NetworkError, StepError};
pub use law::{EdgeLaw, EnclosureLaw, Wall};
pub use network::{EdgeId, EdgeView, EnclosureId, Network, NodeId};
pub use persist::Persist;
pub use scalar::{Dual, Lanes, Mask, Routine, Scalar};
pub use simulation::Simulation;
pub use topology::Topology;

/// Converts a density from g/cm³ to the engine's mmHg·s²/cm²: 1 mmHg = 1333.22 dyn/cm².
pub const MMHG_PER_DYN_PER_CM2: f64 = 1.0 / 1_333.223_874_15;

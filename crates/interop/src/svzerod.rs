//! svZeroDSolver: its JSON model files, solved by the engine.
//!
//! [`read`] parses and checks a file: its [`Model`] has blocks and the connections between them.
//! [`Circuit::of`] builds the engine's network of a model, and [`solve`] steps the network through
//! the cycles. A [`Solution`] has the names, rows and columns of svZeroDSolver. [`write()`] prints a
//! model as a file, and [`of_network()`] makes a model of a part of an engine's network.
//!
//! The program solves the equations of the blocks, not svZeroDSolver's discrete steps: both
//! solutions converge as the step is refined.
//!
//! # Example
//! A flow through a vessel into a resistance:
//! ```
//! use secondheart_interop::svzerod::{self, Options};
//!
//! let text = r#"{
//!   "simulation_parameters": {
//!     "number_of_cardiac_cycles": 2, "number_of_time_pts_per_cardiac_cycle": 5 },
//!   "boundary_conditions": [
//!     { "bc_name": "in", "bc_type": "FLOW", "bc_values": { "Q": [5.0, 5.0], "t": [0.0, 1.0] } },
//!     { "bc_name": "out", "bc_type": "RESISTANCE", "bc_values": { "R": 10.0, "Pd": 3.0 } } ],
//!   "vessels": [
//!     { "vessel_id": 0, "vessel_name": "aorta", "zero_d_element_type": "BloodVessel",
//!       "zero_d_element_values": { "R_poiseuille": 2.0 },
//!       "boundary_conditions": { "inlet": "in", "outlet": "out" } } ]
//! }"#;
//! let model = svzerod::read("model.json", text)?;
//! let solution = svzerod::solve(&model, &Options::default(), &mut |_cycles, _change| true)?;
//! let pressure = solution.values("pressure:in:aorta").ok_or("no such quantity")?;
//! assert!((pressure[0] - (3.0 + 5.0 * 12.0)).abs() < 1e-6);
//!
//! let mut table = Vec::new();
//! solution.write_csv(&mut table)?;
//! let table = String::from_utf8(table)?;
//! assert!(table.starts_with("name,time,flow_in,flow_out,pressure_in,pressure_out\naorta,"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod activation;
mod circuit;
mod flows;
mod format;
mod model;
mod of_network;
mod output;
mod parameters;
mod read;
mod series;
mod solve;
mod sphere;
mod storage;
mod table;
mod write;

pub use activation::Activation;
pub use circuit::Circuit;
pub use model::{
    Block, Chamber, ChamberLaw, Connection, Coronary, Exponential, Follower, Heart, Junction, Law,
    Linear, Model, OpenCoronary, Rcr, Resistance, Settings, Stepping, Valve, VaryingResistance,
    Vessel,
};
pub use of_network::{End, Member, NotAModel, Part, of_network};
pub use read::read;
pub use series::{Quantity, Solution};
pub use solve::{Cycles, Options, SolveError, solve};
pub use sphere::{Material, Sphere};
pub use table::Table;
pub use write::write;

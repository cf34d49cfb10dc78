//! Models of other programs, read into the engine's network and solved there.
//!
//! [`svzerod`] reads the JSON of svZeroDSolver, the reference solver for lumped networks of
//! vessels: its vessels, junctions, valves, chambers, boundary conditions and closed loops become
//! nodes and edges of [`secondheart_engine::Network`], and the results come back under the names
//! that its users know.

mod document;
mod error;
pub mod svzerod;

pub use error::{Problem, ReadError};

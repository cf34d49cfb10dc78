//! svZeroDSolver: its JSON model files, solved by the engine.
//!
//! [`read`] makes a [`Model`] of a file: blocks and the connections between them, checked.
//! [`Circuit::of`] makes the engine's network of it, and [`solve`] steps that through the cycles that
//! the file asks for. The results ([`Solution`]) have the names, rows and columns of
//! svZeroDSolver's own. [`write()`] makes the text of a file of a model, and [`of_network()`] a
//! model of a part of an engine's network.
//!
//! What is solved are the equations of the blocks, not the discrete steps of the other program:
//! with a finer step both come to the same.

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
pub use sphere::Sphere;
pub use table::Table;
pub use write::write;

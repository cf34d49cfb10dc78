//! All tests of the crate's face, in one binary: the engine's step is compiled and linked once.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;
mod foreign;
mod fuzz;
mod keys;
mod loops;
mod mistakes;
mod of_network;
mod references;
mod round_trip;
mod steps;
mod told;

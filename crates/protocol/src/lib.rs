//! Protocols: the interventions on a body over time, and the person whose body it is.
//!
//! * [`scenario`]: a protocol is a text file, a timeline of phases; it compiles to timed changes.
//! * [`subject`]: the person is a text file too.
//! * [`document`]: reads these files by tables of keys, from which their schemas follow too.
//! * [`quantity`]: numbers with units.
//! * [`account`]: says in plain words what a scenario simulates.
//! * [`check`]: can a body be built with what a timeline sets?
//! * [`blame`]: what to change where a body has no steady start.
//! * [`error`]: a mistake in a file, with its location and the nearest valid word.
//! * [`mistakes`]: collects all mistakes of a file while it is read.

pub mod account;
pub mod blame;
pub mod check;
pub mod document;
pub mod error;
mod kinds;
pub mod mistakes;
pub mod quantity;
mod reference;
pub mod scenario;
pub mod subject;

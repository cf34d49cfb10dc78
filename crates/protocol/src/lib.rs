//! Protocols: the interventions on a body over time, and the person whose body it is.
//!
//! * [`scenario`]: scenario files: a timeline of phases, which compiles to timed changes.
//! * [`subject`]: subject files: the simulated person.
//! * [`document`]: reads these files by tables of keys, from which their schemas follow too.
//! * [`quantity`]: numbers with units.
//! * [`account`]: describes in words what a scenario simulates.
//! * [`check`]: checks that a body can be built with the values that a timeline sets.
//! * [`blame`]: finds the values to change if a body has no steady start.
//! * [`error`]: a mistake in a file, with its location and the nearest valid word.
//! * [`unknown`]: finds the names that an unknown name may mean.
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
pub mod unknown;

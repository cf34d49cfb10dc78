//! The human body on the network engine: heart, vessels, legs, gravity, muscle, controls.
//!
//! A simulation is driven through one small interface, [`Session`]: a body at its steady
//! start, changes applied at a time, advance, read, snapshot, restore.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod body;
pub mod change;
pub mod circuit;
mod condition;
mod control;
mod controls;
mod error;
mod gravity;
mod heart;
mod intervention;
mod microcirculation;
mod muscle;
pub mod named;
pub mod parameter;
mod plan;
mod reflex;
mod respiration;
mod session;
mod signal;
mod steady;
pub mod subject;

pub use change::{Activity, Change, Manner, Posture};
pub use error::BodyError;
pub use parameter::{
    Origin, Parameter, Parameters, PublishedValue, Range, published_values, unit_of,
};
pub use secondheart_engine::Invariants;
pub use session::{DEFAULT_STEP_S, LONGEST_STEP_S, Session, Snapshot};
pub use signal::Signal;
pub use subject::{Sex, Subject};

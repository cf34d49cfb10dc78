//! The human body on the network engine: heart, vessels, legs, gravity, muscle, controls.
//!
//! A simulation is driven through one small interface: a [`Body`] at its steady start, or a
//! [`Cohort`] of many; changes applied at a time; advance, read, snapshot, restore.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod arterioles;
mod baroreflex;
mod blood;
mod body;
mod capillaries;
mod carbon_dioxide;
pub mod change;
pub mod checked_range;
pub mod circuit;
mod circulation;
mod cohort;
pub mod condition;
mod dynamics;
#[cfg(test)]
mod energy;
mod error;
mod filtration;
mod gravity;
mod heart;
mod muscle;
mod organs;
mod outside;
mod oxygen;
pub mod parameter;
pub mod quantity;
mod respiration;
mod session;
mod signal;
mod snapshot;
mod steady;
pub mod subject;
#[cfg(test)]
mod testing;
mod vessels;
mod wiring;

pub use body::Body;
pub use change::{Activity, Change, Joints, Leg, Manner, Posture};
pub use cohort::{Cohort, Member};
pub use error::BodyError;
pub use parameter::{Origin, Parameter, Parameters, PublishedValue, Range, published_values};
pub use secondheart_engine::Invariants;
pub use session::{DEFAULT_STEP_S, LONGEST_STEP_S, Person};
pub use signal::Signal;
pub use snapshot::Snapshot;
pub use subject::{Sex, Subject};

//! The laboratory: runs a protocol on a body, measures it and records the results.
//!
//! * [`experiment`]: one call from a scenario and a person to the results.
//! * [`plant`]: the small interface that a body offers to the laboratory.
//! * [`run`]: runs a timeline on a body; [`clock`]: times it.
//! * [`instrument`]: laboratory instruments, what they read and how it is defined.
//! * [`start`]: the body's steady start, remembered between runs.
//! * [`mean_beat`]: means over whole beats; [`arteries`]: the arteries with the flows and pressures at
//!   their ends.
//! * [`many`]: many runs at the same time; [`variants`]: variants of a scenario, run so.
//! * [`shapley`]: shares of a whole among parts that act together.
//! * [`record`]: beats, waveforms and readings by phase, written while the simulation goes on.

pub mod arteries;
pub mod clock;
pub mod departure;
pub mod experiment;
#[cfg(any(test, feature = "fake-body"))]
pub mod fake;
pub mod instrument;
pub mod many;
pub mod mean_beat;
pub mod plant;
pub mod record;
pub mod run;
pub mod shapley;
pub mod shares;
pub mod start;
pub mod variants;

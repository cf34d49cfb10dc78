//! Studies on a simulated body: what is done to it, who it is, running it and recording it.
//!
//! * [`scenario`]: a protocol is a text file, a timeline of phases; it compiles to timed changes.
//! * [`subject`]: the person is a text file too.
//! * [`plant`]: the small interface that a body offers to a study.
//! * [`run`]: walks a timeline with a body.
//! * [`instrument`]: laboratory instruments, what they read and how it is defined.
//! * [`start`]: the body's steady start, remembered between runs.
//! * [`mean_beat`]: means over whole beats; [`arteries`]: the arteries with the flows and pressures at
//!   their ends.
//! * [`record`]: beats, waveforms and readings by phase, written while the simulation goes on.
//! * [`outcome`]: what a run shows beside what was measured in people.
//! * [`evidence`]: human measurements as data, and how the simulated body compares with them.

pub mod arteries;
pub mod error;
pub mod evidence;
#[cfg(any(test, feature = "fake-body"))]
pub mod fake;
pub mod instrument;
pub mod mean_beat;
pub mod outcome;
pub mod overview;
pub mod plant;
pub mod quantity;
pub mod record;
pub mod run;
pub mod scenario;
pub mod start;
pub mod subject;

pub use secondheart_words as words;

mod document;

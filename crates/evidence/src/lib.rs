//! Human measurements as data, and how the simulated body compares with them.
//!
//! * A [`Target`] is one human measurement with its accepted band, its source and its role.
//! * [`Evidence`] is read from the shipped files and from a folder of the user.
//! * [`Circumstances`] say which targets a run can be compared with.
//! * [`run`] simulates every scenario that a target needs, once; [`Readings`] holds its readings.
//! * [`Report`] holds the comparison and its counts, as text, JSON and Markdown.
//! * [`Explained`] is one claim with what the runs showed, in words for three readers.

mod assess;
mod circumstances;
mod claim;
mod explain;
mod explanation;
mod format;
mod holds_for;
mod load;
mod measurement;
mod output;
mod published;
mod read;
mod readings;
mod recorded;
mod report;
mod run;
mod target;

pub use assess::{Simulated, Verdict, assess};
pub use circumstances::{Bearing, Circumstances, Misfit};
pub use claim::{Claim, Review, Standing, State};
pub use explain::Explained;
pub use explanation::{ArticleReference, Audience, Confidence, Explanation, Part, Question, Words};
pub use holds_for::{Health, HoldsFor};
pub use load::{Evidence, shipped};
pub use measurement::{Case, Measurement, Reduction};
pub use output::{Item, Section};
pub use published::{Compared, PublishedCourse, PublishedPoint};
pub use readings::Readings;
pub use report::{Report, Row, Tally};
pub use run::{Finished, Setup, run};
pub use target::{BandBasis, Batch, EvidenceKind, FirstSight, Miss, Role, Target};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

//! Errors of building, changing and reading a body.

use secondheart_engine::{NetworkError, StepError};
use secondheart_words::suggestion;
use thiserror::Error;

/// Why a body cannot be built, changed or read.
#[allow(
    missing_docs,
    reason = "the message of a variant says what its fields are"
)]
#[derive(Debug, Clone, PartialEq, Error)]
pub enum BodyError {
    /// No parameter of that name.
    #[error("unknown parameter \"{path}\"{}", suggestion(.suggestions))]
    UnknownParameter {
        path: String,
        suggestions: Vec<String>,
    },
    /// No condition or intervention of that name.
    #[error("unknown {sort} \"{name}\"{}", suggestion(.suggestions))]
    UnknownName {
        /// `condition` or `intervention`.
        sort: &'static str,
        name: String,
        suggestions: Vec<String>,
    },
    /// A time or a property of a change has an invalid value.
    #[error("{name} is {value}, but must be {requirement}")]
    BadChange {
        name: String,
        value: f64,
        requirement: String,
    },
    /// A parameter has a value outside its range.
    #[error("parameter \"{path}\" is {value}, but must be {requirement}")]
    BadValue {
        path: String,
        value: f64,
        requirement: String,
    },
    /// The vessels are too large for the blood.
    #[error(
        "the unstressed volume of all vessels is {unstressed_ml:.0} mL, but must be less than the \
         {held_ml:.0} mL of blood that they hold in this subject"
    )]
    NoStressedVolume { unstressed_ml: f64, held_ml: f64 },
    /// Two ways to press on the body from outside exclude each other.
    #[error("{first} and {second} are impossible together")]
    NotTogether {
        first: &'static str,
        second: &'static str,
    },
    /// A data file of the body is malformed.
    #[error("data file {file}: {message}")]
    Data { file: String, message: String },
    /// No signal of that name.
    #[error("unknown signal \"{name}\"{}", suggestion(.suggestions))]
    UnknownSignal {
        name: String,
        suggestions: Vec<String>,
    },
    /// No activity pattern of that name.
    #[error("unknown activity \"{name}\"{}", suggestion(.suggestions))]
    UnknownActivity {
        name: String,
        suggestions: Vec<String>,
    },
    /// The subject's size or age is outside the range of the scaling rules.
    #[error("{quantity} is {value}, but must be from {low} to {high}")]
    ImpossibleSubject {
        quantity: &'static str,
        value: f64,
        low: f64,
        high: f64,
    },
    /// A change is requested for a time that has passed.
    #[error("cannot change at {at_s:.2} s: already at {now_s:.2} s")]
    ChangeInThePast { at_s: f64, now_s: f64 },
    /// No steady state was found.
    #[error("no steady start was found in {simulated_s:.0} s: {reason}")]
    NotSteady {
        simulated_s: f64,
        /// The volume that drifts most, or the step that failed.
        reason: String,
    },
    /// Bodies cannot form a cohort.
    #[error("cannot form a cohort: {reason}")]
    Cohort { reason: String },
    /// One of some members of a cohort cannot be changed or advanced.
    #[error("members {first} to {last}: {error}")]
    Members {
        /// Index of the first of them.
        first: usize,
        /// Index of the last.
        last: usize,
        error: Box<BodyError>,
    },
    /// A snapshot does not fit this program or body.
    #[error("cannot restore the snapshot: {reason}")]
    Snapshot { reason: String },
    /// The network cannot be compiled.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// A step cannot be taken.
    #[error(transparent)]
    Step(#[from] StepError),
}

//! Errors of building, changing and reading a body.

use secondheart_engine::{NetworkError, StepError};
use secondheart_words::suggestion;
use thiserror::Error;

/// Why a body cannot be built, changed or read.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum BodyError {
    /// No parameter of that name.
    #[error("unknown parameter \"{path}\"{}", suggestion(.suggestions))]
    UnknownParameter {
        /// The name asked for.
        path: String,
        /// The nearest names there are.
        suggestions: Vec<String>,
    },
    /// No condition or intervention of that name.
    #[error("unknown {sort} \"{name}\"{}", suggestion(.suggestions))]
    UnknownName {
        /// `condition` or `intervention`.
        sort: &'static str,
        /// The name asked for.
        name: String,
        /// The nearest names there are.
        suggestions: Vec<String>,
    },
    /// A time or a property of a change has an invalid value.
    #[error("{name} is {value}, but must be {requirement}")]
    BadChange {
        /// Name of the property.
        name: String,
        /// The value given.
        value: f64,
        /// The requirement.
        requirement: String,
    },
    /// A parameter has a value outside its range.
    #[error("parameter \"{path}\" is {value}, but must be {requirement}")]
    BadValue {
        /// The parameter.
        path: String,
        /// The value given.
        value: f64,
        /// The requirement.
        requirement: String,
    },
    /// A data file of the body is malformed.
    #[error("data file {file}: {message}")]
    Data {
        /// The file.
        file: String,
        /// The fault.
        message: String,
    },
    /// No signal of that name.
    #[error("unknown signal \"{name}\"{}", suggestion(.suggestions))]
    UnknownSignal {
        /// The name asked for.
        name: String,
        /// The nearest names there are.
        suggestions: Vec<String>,
    },
    /// No activity pattern of that name.
    #[error("unknown activity \"{name}\"{}", suggestion(.suggestions))]
    UnknownActivity {
        /// The name asked for.
        name: String,
        /// The nearest names there are.
        suggestions: Vec<String>,
    },
    /// The subject's size or age is outside the range of the scaling rules.
    #[error("{quantity} is {value}, but must be from {low} to {high}")]
    ImpossibleSubject {
        /// The quantity with its unit.
        quantity: &'static str,
        /// The value given.
        value: f64,
        /// Least value.
        low: f64,
        /// Greatest value.
        high: f64,
    },
    /// A change is requested for a time that has passed.
    #[error("cannot change at {at_s:.2} s: already at {now_s:.2} s")]
    ChangeInThePast {
        /// Time of the change, s.
        at_s: f64,
        /// The present time, s.
        now_s: f64,
    },
    /// No steady state was found.
    #[error("no steady start was found in {simulated_s:.0} s: {reason}")]
    NotSteady {
        /// Time simulated, s.
        simulated_s: f64,
        /// The volume that drifts most, or the step that failed.
        reason: String,
    },
    /// Bodies cannot form a cohort.
    #[error("cannot form a cohort: {reason}")]
    Cohort {
        /// Why not.
        reason: String,
    },
    /// One of some members of a cohort cannot be changed or advanced.
    #[error("members {first} to {last}: {error}")]
    Members {
        /// Index of the first of them.
        first: usize,
        /// Index of the last.
        last: usize,
        /// Why not.
        error: Box<BodyError>,
    },
    /// A snapshot does not fit this program or body.
    #[error("cannot restore the snapshot: {reason}")]
    Snapshot {
        /// Why not.
        reason: String,
    },
    /// The network cannot be compiled.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// A step cannot be taken.
    #[error(transparent)]
    Step(#[from] StepError),
}

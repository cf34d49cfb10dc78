//! What can go wrong in building or driving a body.

use secondheart_engine::{NetworkError, StepError};
use thiserror::Error;

/// Why a body cannot be built, changed or read.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum BodyError {
    /// No parameter of that name.
    #[error("unknown parameter `{path}`{}", nearest(.suggestions))]
    UnknownParameter {
        /// The name asked for.
        path: String,
        /// The nearest names there are.
        suggestions: Vec<String>,
    },
    /// No condition or intervention of that name.
    #[error("unknown {sort} `{name}`{}", nearest(.suggestions))]
    UnknownName {
        /// `condition` or `intervention`.
        sort: &'static str,
        /// The name asked for.
        name: String,
        /// The nearest names there are.
        suggestions: Vec<String>,
    },
    /// A parameter's value is outside what has a meaning.
    #[error("parameter `{path}` is {value}, but must be {requirement}")]
    BadValue {
        /// The parameter.
        path: String,
        /// The value given.
        value: f64,
        /// What it must be.
        requirement: String,
    },
    /// A data file of the body is not as it should be.
    #[error("data file {file}: {message}")]
    Data {
        /// The file.
        file: String,
        /// What is wrong.
        message: String,
    },
    /// No signal of that name.
    #[error("unknown signal `{name}`{}", nearest(.suggestions))]
    UnknownSignal {
        /// The name asked for.
        name: String,
        /// The nearest names there are.
        suggestions: Vec<String>,
    },
    /// No activity pattern of that name.
    #[error("unknown activity `{name}`{}", nearest(.suggestions))]
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
    /// A change was asked for at a time that has passed.
    #[error("a change at {at_s:.2} s was asked for at {now_s:.2} s")]
    ChangeInThePast {
        /// When it should have happened, s.
        at_s: f64,
        /// The present time, s.
        now_s: f64,
    },
    /// No steady state was found.
    #[error("no steady start was found in {simulated_s:.0} s: {reason}")]
    NotSteady {
        /// Time simulated, s.
        simulated_s: f64,
        /// What drifts most, or which step could not be taken.
        reason: String,
    },
    /// A snapshot does not fit this program or body.
    #[error("the snapshot cannot be restored: {reason}")]
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

fn nearest(suggestions: &[String]) -> String {
    match suggestions {
        [] => String::new(),
        [one] => format!("; did you mean `{one}`?"),
        many => format!("; did you mean one of: {}?", many.join(", ")),
    }
}

/// The names of `all` that are nearest to `wanted` by edit distance, best first, at most three.
pub fn nearest_names<'a>(wanted: &str, all: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut ranked: Vec<(usize, &str)> = all
        .map(|name| (edit_distance(wanted, name), name))
        .collect();
    ranked.sort();
    let limit = 2 + wanted.len() / 4;
    ranked
        .iter()
        .take(3)
        .filter(|(d, _)| *d <= limit)
        .map(|(_, n)| (*n).to_owned())
        .collect()
}

fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

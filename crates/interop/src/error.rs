//! Errors in a model file: one message with its place.

use std::ops::Range;

use secondheart_words::meant;
use thiserror::Error;

/// An error in a model file, with its place.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{}{}", self.place(), self.sentence())]
pub struct ReadError {
    /// Name of the file.
    pub file: String,
    /// Line, counted from 1; `None` for the file as a whole.
    pub line: Option<usize>,
    /// Bytes of the text to which the message refers.
    pub span: Range<usize>,
    /// Path in the document, such as `vessels[2] "aorta".zero_d_element_values.C`.
    pub path: String,
    /// What is wrong.
    pub problem: Box<Problem>,
}

impl ReadError {
    /// File, line and path: the beginning of the message.
    pub fn place(&self) -> String {
        let line = self.line.map(|line| format!(":{line}")).unwrap_or_default();
        let path = match self.path.as_str() {
            "" => String::new(),
            path => format!("{path}: "),
        };
        format!("{}{line}: {path}", self.file)
    }

    fn sentence(&self) -> String {
        match self.problem.advice() {
            Some(advice) => format!("{}; {advice}", self.problem),
            None => self.problem.to_string(),
        }
    }
}

/// The kinds of errors.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum Problem {
    /// The file is larger than any model.
    #[error("the model has {megabytes} MB; the limit is {most} MB")]
    TooLarge {
        /// Size, MB.
        megabytes: u64,
        /// Limit, MB.
        most: u64,
    },
    /// Not JSON.
    #[error("not JSON: {0}")]
    Syntax(String),
    /// A value of the wrong type.
    #[error("expected {wanted}, found {found}")]
    WrongType {
        /// The expected type.
        wanted: &'static str,
        /// The value in the file.
        found: String,
    },
    /// A number out of its range.
    #[error("{value} must be {wanted}")]
    OutOfRange {
        /// The number.
        value: f64,
        /// The allowed values.
        wanted: &'static str,
    },
    /// A required key is missing.
    #[error("\"{key}\" is missing")]
    Missing {
        /// The key.
        key: String,
    },
    /// An unknown key.
    #[error("unknown parameter \"{key}\"")]
    UnknownKey {
        /// The key.
        key: String,
        /// The nearest valid one.
        nearest: Option<String>,
        /// All valid ones.
        known: Vec<String>,
    },
    /// A key that belongs elsewhere.
    #[error("\"{key}\" does not belong here; it belongs into {into}")]
    Misplaced {
        /// The key.
        key: String,
        /// Its place.
        into: String,
    },
    /// A key occurs twice.
    #[error("\"{key}\" occurs twice")]
    RepeatedKey {
        /// The key.
        key: String,
    },
    /// An unknown word.
    #[error("there is no {what} \"{word}\"")]
    UnknownWord {
        /// The kind of thing that it should name.
        what: &'static str,
        /// The word.
        word: String,
        /// The nearest valid one.
        nearest: Option<String>,
        /// All valid ones.
        known: Vec<String>,
    },
    /// Two blocks of the same name.
    #[error("two blocks are called \"{name}\"")]
    Duplicate {
        /// The name.
        name: String,
    },
    /// A table with different numbers of times and values.
    #[error("{of} has {values} values but {times} times")]
    TableLengths {
        /// Number of times.
        times: usize,
        /// Number of values.
        values: usize,
        /// Key of the values.
        of: &'static str,
    },
    /// A table whose times do not increase.
    #[error("times must increase: {before} is followed by {after}")]
    TableOrder {
        /// A time.
        before: f64,
        /// The next.
        after: f64,
    },
    /// Two different lengths of the cardiac cycle.
    #[error("the cardiac cycle lasts {here} here, but {there} in {other}")]
    Periods {
        /// The period here.
        here: f64,
        /// The other.
        there: f64,
        /// Place of the other.
        other: String,
    },
    /// A block with too few or too many connections.
    #[error("{block} has {count} {what}, but needs {wanted}")]
    Connections {
        /// The block.
        block: String,
        /// Number of connections.
        count: usize,
        /// Kind of connections.
        what: &'static str,
        /// Number needed.
        wanted: &'static str,
    },
    /// A network that cannot be solved.
    #[error("{0}")]
    Network(String),
    /// A file for another task than solving a model.
    #[error("{what}")]
    Unsupported {
        /// The task.
        what: String,
        /// Advice.
        instead: &'static str,
    },
}

impl Problem {
    /// Advice on how to correct the file.
    pub fn advice(&self) -> Option<String> {
        match self {
            Self::UnknownKey { nearest, known, .. } | Self::UnknownWord { nearest, known, .. } => {
                meant(nearest.as_deref(), known)
            }
            Self::Unsupported { instead, .. } => Some((*instead).to_owned()),
            _ => None,
        }
    }
}

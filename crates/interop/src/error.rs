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
    /// The fault, without its place.
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
#[allow(missing_docs, reason = "the messages explain variants and fields")]
#[derive(Debug, Clone, PartialEq, Error)]
pub enum Problem {
    #[error("the model has {megabytes} MB; the limit is {most} MB")]
    TooLarge { megabytes: u64, most: u64 },
    #[error("not JSON: {0}")]
    Syntax(String),
    #[error("expected {wanted}, found {found}")]
    WrongType { wanted: &'static str, found: String },
    /// A number out of its range.
    #[error("{value} must be {wanted}")]
    OutOfRange { value: f64, wanted: &'static str },
    #[error("\"{key}\" is missing")]
    Missing { key: String },
    #[error("unknown parameter \"{key}\"")]
    UnknownKey {
        key: String,
        nearest: Option<String>,
        known: Vec<String>,
    },
    /// A key that belongs elsewhere.
    #[error("\"{key}\" does not belong here; it belongs in {into}")]
    Misplaced { key: String, into: String },
    #[error("\"{key}\" occurs twice")]
    RepeatedKey { key: String },
    #[error("unknown {what} \"{word}\"")]
    UnknownWord {
        what: &'static str,
        word: String,
        nearest: Option<String>,
        known: Vec<String>,
    },
    /// Two blocks of the same name.
    #[error("two blocks are called \"{name}\"")]
    Duplicate { name: String },
    /// A table with different numbers of times and values.
    #[error("{of} has {values} values but {times} times")]
    TableLengths {
        times: usize,
        values: usize,
        of: &'static str,
    },
    /// A table whose times do not increase.
    #[error("times must increase: {before} is followed by {after}")]
    TableOrder { before: f64, after: f64 },
    /// Two different lengths of the cardiac cycle.
    #[error("the cardiac cycle lasts {here} here, but {there} in {other}")]
    Periods {
        here: f64,
        there: f64,
        other: String,
    },
    /// A block with too few or too many connections.
    #[error("{block} has {count} {what}, but needs {wanted}")]
    Connections {
        block: String,
        count: usize,
        what: &'static str,
        wanted: &'static str,
    },
    /// A network that cannot be solved.
    #[error("{0}")]
    Network(String),
    /// A file for another task than solving a model.
    #[error("{what}")]
    Unsupported { what: String, instead: &'static str },
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

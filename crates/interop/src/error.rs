//! What can be wrong with a model file: one clear message with its place.

use std::ops::Range;

use secondheart_words::meant;
use thiserror::Error;

/// A mistake in a model file, with its place.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{}{}", self.place(), self.sentence())]
pub struct ReadError {
    /// Name of the file.
    pub file: String,
    /// Line, counted from 1; `None` for the file as a whole.
    pub line: Option<usize>,
    /// Bytes of the text that the message is about.
    pub span: Range<usize>,
    /// Where in the document, such as `vessels[2] "aorta".zero_d_element_values.C`.
    pub path: String,
    /// What is wrong.
    pub problem: Box<Problem>,
}

impl ReadError {
    /// File, line and path, as they stand before the message.
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

/// The kinds of mistakes.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum Problem {
    /// The file is larger than any model.
    #[error("{megabytes} MB are too many for a model (at most {most})")]
    TooLarge {
        /// Size, MB.
        megabytes: u64,
        /// Limit, MB.
        most: u64,
    },
    /// Not JSON.
    #[error("not JSON: {0}")]
    Syntax(String),
    /// A value of another type is needed.
    #[error("{found} where {wanted} is needed")]
    WrongType {
        /// What is needed.
        wanted: &'static str,
        /// What is there.
        found: String,
    },
    /// A number out of its range.
    #[error("{value} must be {wanted}")]
    OutOfRange {
        /// The number.
        value: f64,
        /// What it must be.
        wanted: &'static str,
    },
    /// A key that must be there is not.
    #[error("\"{key}\" is missing")]
    Missing {
        /// The key.
        key: String,
    },
    /// A key that means nothing here.
    #[error("there is no parameter \"{key}\" here")]
    UnknownKey {
        /// The key.
        key: String,
        /// The nearest valid one.
        nearest: Option<String>,
        /// All valid ones.
        known: Vec<String>,
    },
    /// A key that is there twice.
    #[error("\"{key}\" is there twice")]
    RepeatedKey {
        /// The key.
        key: String,
    },
    /// A word that names nothing.
    #[error("there is no {what} \"{word}\"")]
    UnknownWord {
        /// What it should name.
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
    /// A table whose times and values do not fit together.
    #[error("{times} times for {values} values of {of}")]
    TableLengths {
        /// Number of times.
        times: usize,
        /// Number of values.
        values: usize,
        /// What is tabled.
        of: &'static str,
    },
    /// A table whose times do not rise.
    #[error("times must rise: {before} is followed by {after}")]
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
        /// Where the other stands.
        other: String,
    },
    /// A block that joins too few or too many others.
    #[error("{block} has {count} {what}, but needs {wanted}")]
    Connections {
        /// The block.
        block: String,
        /// Number of connections.
        count: usize,
        /// Connections of which kind.
        what: &'static str,
        /// Number needed.
        wanted: &'static str,
    },
    /// A network that cannot be solved as it stands.
    #[error("{0}")]
    Network(String),
    /// Something that this program does not do, with what to do instead.
    #[error("{what}")]
    NotHere {
        /// What it is.
        what: String,
        /// What to do instead.
        instead: &'static str,
    },
}

impl Problem {
    /// How to mend it.
    pub fn advice(&self) -> Option<String> {
        match self {
            Self::UnknownKey { nearest, known, .. } | Self::UnknownWord { nearest, known, .. } => {
                meant(nearest.as_deref(), known)
            }
            Self::NotHere { instead, .. } => Some((*instead).to_owned()),
            _ => None,
        }
    }
}

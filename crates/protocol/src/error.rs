//! Mistakes in the files that users write: each has one message and a location.
//!
//! `error/mistake.rs` lists their kinds, with messages and advice.

mod mistake;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use thiserror::Error;

use crate::quantity::Dimension;
pub use mistake::Mistake;

/// A text with the name that messages show for it.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// File path, or a word such as `--set` for a text that is no file.
    pub name: String,
    /// The whole text, from which messages show lines.
    pub text: String,
    /// Whether messages give line numbers: for a file, not for an argument.
    pub is_file: bool,
}

impl Source {
    /// Line of a byte offset, counted from 1.
    pub fn line(&self, offset: usize) -> usize {
        let end = offset.min(self.text.len());
        self.text.as_bytes()[..end]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count()
            + 1
    }
}

/// A stretch of a source text and the dotted key it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The text in which the span lies.
    pub source: Arc<Source>,
    /// Bytes of the text.
    pub span: Range<usize>,
    /// Dotted key, such as `phase.standing.duration`; empty for the file as a whole.
    pub key: String,
}

impl Location {
    /// A file as a whole, such as a file that cannot be read.
    pub fn whole(name: &str) -> Self {
        let source = Source {
            name: name.to_owned(),
            text: String::new(),
            is_file: true,
        };
        Self {
            source: Arc::new(source),
            span: 0..0,
            key: String::new(),
        }
    }

    /// A name that was asked for and means nothing: the program speaks, for the mistake names it.
    pub(crate) fn asked() -> Self {
        Self::whole("secondheart")
    }

    /// Line in the source, counted from 1; `None` for an argument.
    pub fn line(&self) -> Option<usize> {
        (self.source.is_file && !self.source.text.is_empty())
            .then(|| self.source.line(self.span.start))
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.source.name)?;
        if let Some(line) = self.line() {
            write!(f, ":{line}")?;
        }
        if !self.key.is_empty() {
            write!(f, ": {}", self.key)?;
        }
        Ok(())
    }
}

/// A mistake in a scenario, a subject or an argument, with its location.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{}: {}{}", .0.location, .0.mistake, .0.mistake.advice().map(|a| format!("; {a}")).unwrap_or_default())]
pub struct InputError(Box<Inner>);

#[derive(Debug, Clone, PartialEq)]
struct Inner {
    location: Location,
    mistake: Mistake,
}

impl InputError {
    /// A mistake at a location.
    pub fn new(location: Location, mistake: Mistake) -> Self {
        Self(Box::new(Inner { location, mistake }))
    }

    /// File, line and key of the mistake.
    pub fn location(&self) -> &Location {
        &self.0.location
    }

    /// The mistake; its text holds neither location nor advice.
    pub fn mistake(&self) -> &Mistake {
        &self.0.mistake
    }

    /// How to correct it: the nearest valid word, or the list of the valid ones.
    pub fn advice(&self) -> Option<String> {
        self.0.mistake.advice()
    }
}

/// A value in its dimension's own unit, as messages show it: without the digits that only rounding
/// leaves.
pub fn shown(value: f64, dimension: Dimension) -> String {
    let rounded = format!("{value:.8e}").parse().unwrap_or(value);
    format!("{rounded} {}", dimension.unit())
}

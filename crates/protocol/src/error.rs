//! Mistakes in the files that users write: each has one message and a location.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use thiserror::Error;

use crate::kinds;
use crate::quantity::{Dimension, QuantityError};
use secondheart_words::meant;

/// A text with the name that messages show for it.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// File path, or a word such as `--set` for a text that is no file.
    pub name: String,
    /// The whole text.
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
    /// The text.
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

    /// Where it is.
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

/// The kinds of mistakes.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum Mistake {
    /// A file cannot be read.
    #[error("{what} cannot be read: {reason}")]
    Unreadable {
        /// The file.
        what: String,
        /// The operating system's reason.
        reason: String,
    },
    /// The text is not TOML.
    #[error("not valid TOML: {message}")]
    Syntax {
        /// The parser's words.
        message: String,
    },
    /// A key that the format does not have.
    #[error("unknown key \"{key}\"")]
    UnknownKey {
        /// The key.
        key: String,
        /// The valid key nearest to it.
        nearest: Option<String>,
        /// All valid keys.
        known: Vec<String>,
    },
    /// A required key.
    #[error("the key \"{key}\" is missing")]
    MissingKey {
        /// The key.
        key: &'static str,
    },
    /// A value of an unexpected kind.
    #[error("expected {expected}, found {found}")]
    WrongType {
        /// The expected kind, with an example.
        expected: String,
        /// What is there.
        found: &'static str,
    },
    /// A word that is not in its list.
    #[error("there is no {what} \"{word}\"")]
    UnknownWord {
        /// The kind of the words: a posture, a pattern, ...
        what: &'static str,
        /// The word.
        word: String,
        /// The valid word nearest to it.
        nearest: Option<String>,
        /// All valid words.
        known: Vec<String>,
    },
    /// A text that is not a number with a unit.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
    /// A number that is not finite.
    #[error("{text} is not a finite number")]
    NotFinite {
        /// The number.
        text: String,
    },
    /// A number that must not be negative.
    #[error("{text} must not be negative")]
    Negative {
        /// The value as written.
        text: String,
    },
    /// A number outside what is possible.
    #[error("{text} is outside {low} to {high}")]
    OutOfRange {
        /// The value as written.
        text: String,
        /// Lowest valid value with its unit.
        low: String,
        /// Highest valid value with its unit.
        high: String,
    },
    /// A value that must be more than zero.
    #[error("{text} must be more than zero")]
    NotPositive {
        /// The value as written.
        text: String,
    },
    /// A name with characters that cannot stand in a file name or a reading.
    #[error("\"{name}\" cannot be a name: use small letters, digits, - and _, a letter first")]
    BadName {
        /// The name.
        name: String,
    },
    /// Two things of one name.
    #[error("there are two {what}s \"{name}\"")]
    Duplicate {
        /// `phase`, `window`, ...
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A window with the name of a phase.
    #[error("a window cannot be called \"{name}\", a phase is called so")]
    NameOfPhase {
        /// The name.
        name: String,
    },
    /// Phases that overlap.
    #[error("the phase begins at {start}, but \"{previous}\" lasts until {end}")]
    Overlap {
        /// Its start.
        start: String,
        /// The phase before it.
        previous: String,
        /// The end of the phase before it.
        end: String,
    },
    /// A window outside its phase, or empty.
    #[error(
        "the window from {start} to {end} does not lie within \"{phase}\", which lasts {lasts}"
    )]
    OutsidePhase {
        /// Start of the window after the start of the phase.
        start: String,
        /// End of the window after the start of the phase.
        end: String,
        /// The phase.
        phase: String,
        /// Its duration.
        lasts: String,
    },
    /// A movement longer than its phase.
    #[error("the movement of {ramp} is longer than its phase of {lasts}")]
    RampTooLong {
        /// Duration of the movement.
        ramp: String,
        /// Duration of the phase.
        lasts: String,
    },
    /// Cycles that do not fit into their phase.
    #[error("{count} cycles at {rate} take {takes}, longer than the phase of {lasts}")]
    CountTooLong {
        /// Number of cycles.
        count: u32,
        /// Their rate.
        rate: String,
        /// The time that they take.
        takes: String,
        /// Duration of the phase.
        lasts: String,
    },
    /// A key that has no meaning without another.
    #[error("\"{key}\" has no meaning here without \"{without}\"")]
    Idle {
        /// The key.
        key: &'static str,
        /// The key that is missing.
        without: &'static str,
    },
    /// A detail that an activity does not have.
    #[error("\"{key}\" has no meaning for \"{pattern}\"")]
    NotForPattern {
        /// The key.
        key: &'static str,
        /// The activity pattern.
        pattern: String,
        /// What it can be given.
        takes: Vec<String>,
    },
    /// Files that extend each other in a circle.
    #[error("the files extend each other in a circle: {}", chain.join(" -> "))]
    Circle {
        /// The files, the first again at the end.
        chain: Vec<String>,
    },
    /// A phase or window that the extended scenario lacks and that does not look like a new one.
    #[error("the scenario that this one extends has no {sort} \"{name}\"")]
    NotInBase {
        /// `phase` or `window`.
        sort: &'static str,
        /// Its name.
        name: String,
        /// The name in the extended scenario that is nearest to it.
        nearest: Option<String>,
        /// All names in the extended scenario.
        known: Vec<String>,
        /// The key that a new one would need.
        lacks: Option<&'static str>,
    },
    /// More phases than a scenario can have.
    #[error("the scenario has {total} phases with all repetitions, more than {most}")]
    TooManyPhases {
        /// With all repetitions.
        total: usize,
        /// Most phases.
        most: usize,
    },
    /// A `[[repeat]]` without phases.
    #[error("no phase is repeated")]
    NothingRepeated,
    /// A phase in two groups of repeated phases.
    #[error("the phase \"{name}\" is repeated twice")]
    RepeatedTwice {
        /// The phase.
        name: String,
    },
    /// Phases of a group that do not follow each other.
    #[error("the phase \"{name}\" does not come right after \"{before}\" in the file")]
    NotNext {
        /// The phase.
        name: String,
        /// The phase that is named before it.
        before: String,
    },
    /// A start time of a repeated phase.
    #[error("a repeated phase cannot have a start: its repetitions follow each other")]
    StartOfRepeated,
    /// Nothing is said to happen.
    #[error("the scenario has no phase")]
    Empty,
    /// Values that are valid one by one but not together.
    #[error("an impossible subject: {reason}")]
    Impossible {
        /// Why.
        reason: String,
    },
    /// A parameter of a phase that can be set only at the start.
    #[error("{}", only_at_start(.named.as_deref(), .path, *.others, .reason))]
    OnlyAtStart {
        /// The condition or intervention that sets it.
        named: Option<String>,
        /// The parameter.
        path: String,
        /// How many more such parameters the condition or intervention sets.
        others: usize,
        /// Why.
        reason: String,
    },
    /// An activity in a posture that does not allow it.
    #[error("\"{pattern}\" is impossible {posture}: {reason}")]
    NotInPosture {
        /// The activity pattern.
        pattern: String,
        /// The posture in words.
        posture: String,
        /// Why.
        reason: String,
    },
    /// A value that a parameter cannot have.
    #[error("the value is {value}, but must be {requirement}")]
    OutsideItsRange {
        /// The value.
        value: f64,
        /// The range in words.
        requirement: String,
    },
    /// A value with which no body can be built.
    #[error("cannot build a body: {reason}")]
    NoBody {
        /// What the body says.
        reason: String,
    },
    /// A body that does not come to rest.
    #[error("{reason}")]
    NoStart {
        /// What the body says.
        reason: String,
        /// What to change.
        change: Vec<String>,
    },
    /// A band whose limits do not hold the mean between them.
    #[error("the mean {mean} does not lie in the band from {low} to {high}")]
    MeanOutsideBand {
        /// The mean.
        mean: f64,
        /// Lower limit.
        low: f64,
        /// Upper limit.
        high: f64,
    },
    /// A target in another unit than the reading that it is compared with.
    #[error("the target is in {unit}, but \"{reading}\" is compared in {of_reading}")]
    UnitMismatch {
        /// Unit of the target.
        unit: String,
        /// The reading.
        reading: String,
        /// Unit of the reading after the reduction.
        of_reading: String,
    },
    /// An id with characters that cannot stand in one.
    #[error("\"{id}\" cannot be an id: use letters, digits, - and _")]
    BadId {
        /// The id.
        id: String,
    },
    /// A target that names another which does not name it.
    #[error("\"{id}\" names \"{other}\" as contradicting, but not the other way round")]
    OneSided {
        /// The target that names the other.
        id: String,
        /// The other.
        other: String,
    },
    /// An argument that is not `path=value`.
    #[error("expected path=value, such as muscle.pressure_gain=0.5")]
    NotAnOverride,
    /// An argument that is not `phase.key=value`.
    #[error("expected phase.key=value, such as walking.speed=\"5 km/h\"")]
    NotOfPhase,
    /// The body's own data are at fault.
    #[error("{reason}")]
    Body {
        /// What it says.
        reason: String,
    },
}

impl Mistake {
    /// How to correct it: the nearest valid word, or the list of the valid ones.
    pub fn advice(&self) -> Option<String> {
        match self {
            Self::UnknownKey { nearest, known, .. } => meant(nearest.as_deref(), known),
            Self::UnknownWord {
                what,
                word,
                nearest,
                known,
            } => kinds::hint(what, word).or_else(|| meant(nearest.as_deref(), known)),
            Self::NotInBase {
                sort,
                nearest,
                known,
                lacks,
                ..
            } => {
                let meant = match nearest {
                    Some(name) => format!("did you mean \"{name}\"?"),
                    None => format!("valid: {};", listed(known)),
                };
                let new = match lacks {
                    Some(key) => format!("a new {sort} needs the key \"{key}\""),
                    None => format!("a new {sort} needs a name less like it"),
                };
                Some(format!("{meant} {new}"))
            }
            Self::Quantity(error) => error.advice(),
            Self::OnlyAtStart { named: None, .. } => Some("set it above the phases".to_owned()),
            Self::OnlyAtStart { .. } => {
                Some("name it above the phases, where it is in force from the start".to_owned())
            }
            Self::NotInPosture { .. } => {
                Some("move to another posture, or end the activity with \"rest\"".to_owned())
            }
            Self::NoStart { change, .. } => Some(format!("change {}", change.join(" or "))),
            Self::NotNext { .. } => {
                Some("name the phases of a group in the order of the file".to_owned())
            }
            Self::Empty => Some("add a [[phase]] with a name and a duration".to_owned()),
            Self::NotForPattern { takes, .. } if takes.is_empty() => {
                Some("it takes nothing besides its pattern".to_owned())
            }
            Self::NotForPattern { takes, .. } => Some(format!("it takes {}", listed(takes))),
            _ => None,
        }
    }

    /// The mistake of a misspelt word.
    pub fn unknown_word<'a, I>(what: &'static str, word: &str, known: I) -> Self
    where
        I: IntoIterator<Item = &'a str> + Clone,
    {
        Self::UnknownWord {
            what,
            word: word.to_owned(),
            nearest: secondheart_words::nearest(word, known.clone()).map(str::to_owned),
            known: known.into_iter().map(str::to_owned).collect(),
        }
    }
}

fn only_at_start(named: Option<&str>, path: &str, others: usize, reason: &str) -> String {
    let Some(named) = named else {
        return format!("{path} can be set only at the start: {reason}");
    };
    let parameters = match others {
        0 => format!("{path}, which"),
        1 => format!("{path} and another parameter that"),
        _ => format!("{path} and {others} more parameters that"),
    };
    format!(
        "\"{named}\" cannot begin in a phase: it sets {parameters} can be set only at the start \
         ({reason})"
    )
}

fn listed(words: &[String]) -> String {
    words.join(", ")
}

/// A value in its dimension's own unit, as messages show it: without the digits that only rounding
/// leaves.
pub fn shown(value: f64, dimension: Dimension) -> String {
    let rounded = format!("{value:.8e}").parse().unwrap_or(value);
    format!("{rounded} {}", dimension.unit())
}

//! The kinds of mistakes: the message of each, and how to correct it.

use std::collections::HashSet;

use secondheart_body::condition::Sort;
use thiserror::Error;

use crate::kinds;
use crate::quantity::QuantityError;
use crate::scenario::cuff::SITES;
use crate::unknown;
use secondheart_words::meant;

/// The kinds of mistakes.
#[allow(
    missing_docs,
    reason = "the message of a variant says what its fields are"
)]
#[derive(Debug, Clone, PartialEq, Error)]
pub enum Mistake {
    /// A file cannot be read.
    #[error("{what} cannot be read: {reason}")]
    Unreadable { what: String, reason: String },
    /// The text is not TOML.
    #[error("not valid TOML: {message}")]
    Syntax { message: String },
    /// A key that the format does not have.
    #[error("unknown key \"{key}\"")]
    UnknownKey {
        key: String,
        nearest: Option<String>,
        known: Vec<String>,
    },
    /// A required key.
    #[error("the key \"{key}\" is missing")]
    MissingKey { key: &'static str },
    /// A value of an unexpected kind.
    #[error("expected {expected}, found {found}")]
    WrongType {
        /// The expected kind, with an example.
        expected: String,
        found: &'static str,
    },
    /// A word that is not in its list.
    #[error("unknown {what} \"{word}\"")]
    UnknownWord {
        /// The kind of the words: a posture, a pattern, ...
        what: &'static str,
        word: String,
        nearest: Option<String>,
        known: Vec<String>,
    },
    /// A text that is not a number with a unit.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
    /// A number that is not finite.
    #[error("{text} is not a finite number")]
    NotFinite { text: String },
    /// A number that must not be negative.
    #[error("{text} must not be negative")]
    Negative {
        /// The value as written.
        text: String,
    },
    /// A number outside its limits.
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
    BadName { name: String },
    /// Two things of one name.
    #[error("there are two {what}s \"{name}\"")]
    Duplicate {
        /// `phase`, `window`, ...
        what: &'static str,
        name: String,
    },
    /// A window with the name of a phase.
    #[error("a window cannot be called \"{name}\": a phase has that name")]
    NameOfPhase { name: String },
    /// Phases that overlap.
    #[error("the phase begins at {start}, but \"{previous}\" lasts until {end}")]
    Overlap {
        start: String,
        previous: String,
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
        phase: String,
        lasts: String,
    },
    /// A movement longer than its phase.
    #[error("the movement of {ramp} is longer than its phase of {lasts}")]
    RampTooLong { ramp: String, lasts: String },
    /// Cycles that do not fit into their phase.
    #[error("{count} cycles at {rate} take {takes}, longer than the phase of {lasts}")]
    CountTooLong {
        count: u32,
        rate: String,
        takes: String,
        lasts: String,
    },
    /// A key that has no meaning without another.
    #[error("\"{key}\" has no meaning here without \"{without}\"")]
    Idle {
        key: &'static str,
        without: &'static str,
    },
    /// A detail that an activity does not have.
    #[error("\"{key}\" has no meaning for \"{pattern}\"")]
    NotForPattern {
        key: &'static str,
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
    /// A phase or window that the base scenario lacks and that does not look like a new one.
    #[error("the base scenario has no {sort} \"{name}\"")]
    NotInBase {
        /// `phase` or `window`.
        sort: &'static str,
        name: String,
        nearest: Option<String>,
        known: Vec<String>,
        /// The key that a new one would need.
        lacks: Option<&'static str>,
    },
    /// More phases than a scenario can have.
    #[error("the scenario has {total} phases with all repetitions, more than {most}")]
    TooManyPhases { total: usize, most: usize },
    /// A `[[repeat]]` without phases.
    #[error("no phase is repeated")]
    NothingRepeated,
    /// A phase in two groups of repeated phases.
    #[error("the phase \"{name}\" is repeated twice")]
    RepeatedTwice { name: String },
    /// Phases of a group that do not follow each other.
    #[error("the phase \"{name}\" does not come right after \"{before}\" in the file")]
    NotNext {
        name: String,
        /// The phase that is named before it.
        before: String,
    },
    /// A start time of a repeated phase.
    #[error("a repeated phase cannot have a start: its repetitions follow each other")]
    StartOfRepeated,
    /// A scenario without phases.
    #[error("the scenario has no phase")]
    Empty,
    /// Values that are valid one by one but not together.
    #[error("an impossible subject: {reason}")]
    Impossible { reason: String },
    /// A parameter of a phase that can be set only at the start.
    #[error("{}", only_at_start(.named.as_deref(), .path, *.others, .reason))]
    OnlyAtStart {
        /// The condition or intervention that sets it.
        named: Option<String>,
        path: String,
        /// How many more such parameters the condition or intervention sets.
        others: usize,
        reason: String,
    },
    /// An activity in a posture that does not allow it.
    #[error("\"{pattern}\" is impossible {posture}: {reason}")]
    NotInPosture {
        pattern: String,
        /// The posture in words.
        posture: String,
        reason: String,
    },
    /// Feet that carry more than there is, or less than both together.
    #[error(
        "the feet that are named carry {feet} of the body weight, and both together {together}"
    )]
    WeightOnFeet { feet: f64, together: f64 },
    /// A text in the place of a stocking.
    #[error("\"{word}\" is no stocking")]
    NotAStocking { word: String },
    /// A text in the place of a cuff.
    #[error("\"{word}\" is no cuff")]
    NotACuff { word: String },
    /// A cuff that is still being inflated or let down when its phase ends.
    #[error("the cuff takes {over}, longer than its phase of {lasts}")]
    CuffTooSlow { over: String, lasts: String },
    /// A strength with a unit or in words.
    #[error(
        "a strength is a plain number: the multiple of the strength that the activity has by itself"
    )]
    StrengthInText,
    /// Two measures of how hard the muscles work.
    #[error("\"strength\" and \"power\" both say how hard the muscles work")]
    StrengthAndPower,
    /// A value that a parameter cannot have.
    #[error("the value is {value}, but must be {requirement}")]
    OutsideItsRange {
        value: f64,
        /// The range in words.
        requirement: String,
    },
    /// A value with which a body cannot be built.
    #[error("{reason}")]
    NoBody { reason: String },
    /// A body that does not come to rest.
    #[error("{reason}")]
    NoStart {
        reason: String,
        /// Parameters to change.
        change: Vec<String>,
    },
    /// A band whose limits do not hold the mean between them.
    #[error("the mean {mean} does not lie in the band from {low} to {high}")]
    MeanOutsideBand { mean: f64, low: f64, high: f64 },
    /// A target in another unit than the reading that it is compared with.
    #[error("the target is in {unit}, but \"{reading}\" is compared in {of_reading}")]
    UnitMismatch {
        unit: String,
        reading: String,
        /// Unit of the reading after the reduction.
        of_reading: String,
    },
    /// A reference beside a reduction that has none.
    #[error("reduce = \"{reduce}\" compares the reading itself, so \"{key}\" has nothing to do")]
    NoReference {
        key: &'static str,
        reduce: &'static str,
        /// Reductions that are counted from a reference.
        changes: Vec<&'static str>,
    },
    /// A change without the phase that it is counted from.
    #[error(
        "reduce = \"{reduce}\" is counted from a reference, but the key \"from_phase\" is missing"
    )]
    WithoutReference {
        reduce: &'static str,
        /// The scenario of the reference.
        scenario: String,
    },
    /// A key that a reduction needs.
    #[error("reduce = \"{reduce}\" needs the key \"{key}\"")]
    ReductionNeeds {
        reduce: &'static str,
        key: &'static str,
    },
    /// A key that a reduction does not use.
    #[error("\"{key}\" has no meaning with reduce = \"{reduce}\"")]
    NotForReduction {
        key: &'static str,
        reduce: &'static str,
    },
    /// A line through too few points.
    #[error("a line needs at least {fewest} phases")]
    TooFewPhases { fewest: usize },
    /// A row that cannot decide about a claim.
    #[error(
        "\"{id}\" cannot decide about {claim}: a decisive row counts, is predicted or an invariant, \
         and names the claim"
    )]
    NotDecisive { claim: String, id: String },
    /// A claim that there is not.
    #[error("unknown claim \"{word}\"")]
    UnknownClaim {
        word: String,
        /// The claim that is meant by other letters.
        nearest: Option<String>,
        /// Claims that speak of the word.
        about: Vec<String>,
        /// What claims there are, in words.
        there_are: String,
    },
    /// A phase or window that a scenario does not have.
    #[error("the scenario \"{scenario}\" has no phase or window \"{name}\"")]
    UnknownSpan {
        scenario: String,
        name: String,
        nearest: Option<String>,
        known: Vec<String>,
    },
    /// A folder of evidence without a row, or without one that is asked for.
    #[error("no measurement of your own that is asked for is in this folder")]
    NoOwnRow,
    /// A file of another kind among the evidence.
    #[error("this file is a {kind}, not evidence")]
    NotEvidence {
        /// What it is.
        kind: &'static str,
    },
    /// A placeholder without its end, or an end without a placeholder.
    #[error("a brace has no partner: a placeholder is written as in {{MP01}} or {{MP01.band}}")]
    OpenBrace,
    /// An id with characters that cannot stand in one.
    #[error("\"{id}\" cannot be an id: use letters, digits, - and _")]
    BadId { id: String },
    /// A contradiction that only one of two targets names.
    #[error("\"{id}\" names \"{other}\" as contradicting, but \"{other}\" does not name \"{id}\"")]
    OneSided { id: String, other: String },
    /// An argument that is not `path=value`.
    #[error("expected path=value, such as muscle.pressure_gain=0.5")]
    NotAnOverride,
    /// An argument that is not `phase.key=value`.
    #[error("expected phase.key=value, such as walking.speed=\"5 km/h\"")]
    NotOfPhase,
    /// The body's own data are at fault.
    #[error("{reason}")]
    Body { reason: String },
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
            } => kinds::hint(what, word)
                .or_else(|| unknown::alike_advice(what, word, nearest.as_deref(), known))
                .or_else(|| unknown::advice(what, word, nearest.as_deref()))
                .or_else(|| {
                    // The groups of parameters are few enough to be told.
                    let is_long = nearest.is_none() && *what != "parameter";
                    unknown::listed_by(what).filter(|_| is_long)
                })
                .or_else(|| meant(nearest.as_deref(), known)),
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
                    None => format!("a new {sort} needs a less similar name"),
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
            Self::OutsidePhase { end, .. } => Some(format!(
                "let the phase last {end} at least, or give the window another start and end in a file that extends the scenario"
            )),
            Self::Empty => Some("add a [[phase]] with a name and a duration".to_owned()),
            Self::NotForPattern { takes, .. } if takes.is_empty() => {
                Some("it takes nothing besides its pattern".to_owned())
            }
            Self::NotForPattern { takes, .. } => Some(format!("it takes {}", listed(takes))),
            Self::StrengthInText => Some(
                "1 is the usual strength, 0.5 half of it; of \"handgrip\" 1 is 30 % of the largest force"
                    .to_owned(),
            ),
            Self::NotAStocking { word } => Some(stocking_for(word)),
            Self::NotACuff { word } => Some(cuff_for(word)),
            Self::CuffTooSlow { .. } => Some(
                "let the phase last as long, and read parts of it in windows".to_owned(),
            ),
            Self::WeightOnFeet { .. } => Some(
                "the weight_bearing of the posture is the weight on both feet; give one foot its part, \
                 and the other carries the rest"
                    .to_owned(),
            ),
            Self::StrengthAndPower => Some("leave out \"strength\"".to_owned()),
            Self::NoReference { key, changes, .. } => Some(format!(
                "delete \"{key}\", or choose a reduction that has a reference: {}",
                changes.join(", ")
            )),
            Self::WithoutReference { scenario, .. } => Some(format!(
                "name the phase or window of \"{scenario}\" whose value is the reference"
            )),
            Self::UnknownClaim {
                nearest,
                about,
                there_are,
                ..
            } => Some(match nearest {
                None if about.is_empty() => {
                    format!("the claims are {there_are}; `secondheart explain` lists them")
                }
                None => format!("claims that speak of it: {}", about.join(", ")),
                Some(id) => format!("did you mean \"{id}\"?"),
            }),
            Self::UnknownSpan { nearest, known, .. } => meant(nearest.as_deref(), known),
            Self::NoOwnRow => Some(
                "each is a [[target]] in a file of the folder that ends in .toml; docs/evidence.md shows \
                 one"
                .to_owned(),
            ),
            Self::NotEvidence { .. } => Some(
                "keep it in another folder, and name a scenario in a row by its path: scenario = \
                 \"../scenarios/mine.toml\""
                    .to_owned(),
            ),
            _ => None,
        }
    }

    /// The mistake of a misspelt word. A word that is `known` twice is listed once.
    pub fn unknown_word<'a, I>(what: &'static str, word: &str, known: I) -> Self
    where
        I: IntoIterator<Item = &'a str> + Clone,
    {
        let mut seen = HashSet::new();
        let once = known.clone().into_iter().filter(|word| seen.insert(*word));
        Self::UnknownWord {
            what,
            word: word.to_owned(),
            known: once.map(str::to_owned).collect(),
            nearest: secondheart_words::nearest(word, known).map(str::to_owned),
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

/// How to write the stocking that a text may mean.
fn stocking_for(word: &str) -> String {
    if word.ends_with(".csv") {
        return format!("a table of pressures is stocking = {{ table = \"{word}\" }}");
    }
    let own = "pressures of your own are stocking = { b = \"26 mmHg\", b1 = \"22 mmHg\", c = \"18 \
               mmHg\", d = \"15 mmHg\" } or { table = \"profile.csv\" }";
    let words = Sort::Intervention.words().iter();
    let mut known = words.filter(|known| known.contains("stocking"));
    match known.find(|known| known.ends_with(word) || word == **known) {
        Some(known) => format!("name it as interventions = [\"{known}\"]; {own}"),
        None => format!("a class is interventions = [\"stocking-class-2\"]; {own}"),
    }
}

/// How to write the cuff that a text may mean.
fn cuff_for(word: &str) -> String {
    let (site, pressure) = match SITES.contains(&word) {
        true => (word, "80 mmHg"),
        false if word.starts_with(|first: char| first.is_ascii_digit()) => ("calf", word),
        false => ("calf", "80 mmHg"),
    };
    format!("write cuff = {{ site = \"{site}\", pressure = \"{pressure}\" }}")
}

fn listed(words: &[String]) -> String {
    words.join(", ")
}

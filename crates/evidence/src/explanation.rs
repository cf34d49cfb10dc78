//! What a claim means, in words for three readers.
//!
//! The words are data (`evidence/explanations.toml`). A number in them is a placeholder, filled from
//! the comparison: `{MP01}` is what the simulation gave for the row MP01, `{MP01.band}` what people
//! showed.

use super::assess::Verdict;
use super::output::{number, quantity};
use super::report::Row;
use super::target::words;

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Somebody without training in medicine or physiology.
    Patient,
    /// A student of medicine, physiology or sport.
    Student,
    /// A physician or physiologist.
    Clinician,
}

impl Audience {
    /// All readers, from the one who knows least.
    pub const ALL: [Self; 3] = [Self::Patient, Self::Student, Self::Clinician];

    /// The word that stands for the reader.
    pub fn word(self) -> &'static str {
        match self {
            Self::Patient => "patient",
            Self::Student => "student",
            Self::Clinician => "clinician",
        }
    }
}

words! {
    /// What of a row a placeholder stands for.
    Part {
        /// What the simulation gave, with the unit.
        Value = "value",
        /// The same as a share: 0.8 is 80 %.
        Share = "share",
        /// What was measured in people, with the unit.
        Mean = "mean",
        /// The accepted band, with the unit.
        Band = "band",
        /// Whether the value is in band.
        Verdict = "verdict",
    }
}

/// A stretch of text, or a placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Of { id: String, part: Part },
}

/// A text with placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words(Vec<Piece>);

/// What is wrong with a placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum BadPlaceholder {
    /// A brace without its partner.
    Open,
    /// A part of a row that there is not.
    Part(String),
}

impl Words {
    /// Reads a text with placeholders.
    pub(super) fn parse(text: &str) -> Result<Self, BadPlaceholder> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (inside, after) = after.split_once('}').ok_or(BadPlaceholder::Open)?;
            let (id, part) = inside.split_once('.').unwrap_or((inside, "value"));
            let part = Part::of(part).ok_or_else(|| BadPlaceholder::Part(part.to_owned()))?;
            pieces.push(Piece::Text(before.to_owned()));
            let id = id.to_owned();
            pieces.push(Piece::Of { id, part });
            rest = after;
        }
        if rest.contains('}') || pieces.iter().any(is_torn) {
            return Err(BadPlaceholder::Open);
        }
        pieces.push(Piece::Text(rest.to_owned()));
        Ok(Self(pieces))
    }

    /// The ids of the rows that it names, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Text(_) => None,
            Piece::Of { id, .. } => Some(id.as_str()),
        })
    }

    /// The text with the placeholders filled from rows.
    pub(super) fn filled<'a>(&self, row: impl Fn(&str) -> Option<&'a Row>) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Of { id, part } => row(id).map_or_else(none, |row| part.of_row(row)),
        };
        self.0.iter().map(piece).collect()
    }
}

fn is_torn(piece: &Piece) -> bool {
    matches!(piece, Piece::Text(text) if text.contains('}'))
}

fn none() -> String {
    "no value yet".to_owned()
}

/// The simulated value in words; where only the verdict is recorded, the verdict in brackets.
fn of_value(row: &Row, words: impl Fn(f64) -> String) -> String {
    match (row.verdict.value(), &row.verdict) {
        (Some(value), _) => words(value),
        (None, Verdict::NotMeasurable { .. }) => none(),
        (None, verdict) => format!("[{}]", verdict.word()),
    }
}

impl Part {
    fn of_row(self, row: &Row) -> String {
        let target = &row.target;
        let unit = target.unit.as_str();
        match self {
            Self::Value => of_value(row, |value| quantity(&number(value), unit)),
            Self::Share => of_value(row, |value| format!("{:.0} %", 100.0 * value)),
            Self::Mean => quantity(&target.mean.to_string(), unit),
            Self::Band => quantity(&format!("{} to {}", target.low, target.high), unit),
            Self::Verdict => row.verdict.word().to_owned(),
        }
    }
}

/// A claim in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Id of the claim.
    pub claim: String,
    /// For somebody without training.
    pub patient: Words,
    /// For a student.
    pub student: Words,
    /// For a physician or physiologist.
    pub clinician: Words,
    /// What the simulation leaves out, and what must not be concluded.
    pub limits: Words,
    /// Number of the article's reference for this claim, if it gives one.
    pub article: Option<u32>,
    /// Questions that lead on.
    pub next: Vec<Question>,
}

impl Explanation {
    /// The words for a reader.
    pub fn words(&self, audience: Audience) -> &Words {
        match audience {
            Audience::Patient => &self.patient,
            Audience::Student => &self.student,
            Audience::Clinician => &self.clinician,
        }
    }

    /// All its texts.
    pub fn texts(&self) -> [&Words; 4] {
        [&self.patient, &self.student, &self.clinician, &self.limits]
    }

    /// The ids of the rows that its texts name.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.texts().into_iter().flat_map(Words::ids)
    }
}

/// A question, and the command that answers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The question.
    pub question: String,
    /// The command, as it is typed.
    pub command: String,
}

words! {
    /// How sure it is what a reference of the article is.
    Confidence {
        /// Author, year and topic fit.
        High = "high",
        /// One of a few candidates.
        Medium = "medium",
        /// A guess.
        Low = "low",
    }
}

/// A reference that the article numbers and does not print, as far as it could be identified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleReference {
    /// Its number in the article.
    pub number: u32,
    /// What it is, probably.
    pub text: String,
    /// How sure that is.
    pub confidence: Confidence,
}

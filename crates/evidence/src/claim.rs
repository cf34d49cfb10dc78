//! Claims about the circulation, and how far the simulated body shows them.

use super::assess::Verdict;
use super::report::Row;

/// A statement about the circulation that targets support or contradict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Short name, such as `C1`.
    pub id: String,
    /// The claim in a sentence.
    pub text: String,
    /// Ids of the targets that must hold for the claim to be shown: predicted ones and invariants.
    pub decisive: Vec<String>,
    /// The person who read the claim with its protocol and its rows, if somebody did.
    pub review: Option<Review>,
}

/// A person's review of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Who read it.
    pub by: String,
    /// When, as `2026-11-28`.
    pub on: String,
}

/// Share of a claim's measured predictions and invariants that must be in band for it to be shown.
const SHOWN_SHARE: f64 = 2.0 / 3.0;

/// How far the simulated body shows a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// All decisive rows are in band, and two thirds of what could have failed.
    Shown,
    /// Neither shown nor contradicted.
    Partly,
    /// Most of the decisive rows that have a value are out of band.
    Contradicted,
    /// No prediction and no invariant has a value.
    NotTested,
}

impl State {
    /// The state in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Partly => "partly",
            Self::Contradicted => "contradicted",
            Self::NotTested => "not tested",
        }
    }
}

/// The state of a claim, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The state.
    pub state: State,
    /// Why it is not better, in words; empty for a claim that is shown.
    pub reasons: Vec<String>,
}

/// How far rows show a claim. Calibrated rows do not count: the body was adjusted to them.
pub(super) fn standing<'a>(claim: &Claim, rows: impl Iterator<Item = &'a Row>) -> Standing {
    let could_fail = |row: &&Row| row.target.could_fail() && row.target.claims.contains(&claim.id);
    let rows: Vec<&Row> = rows.filter(could_fail).collect();
    let is_decisive = |row: &Row| claim.decisive.contains(&row.target.id);
    let ids = |wanted: &dyn Fn(&Row) -> bool| {
        let ids = rows.iter().filter(|row| wanted(row));
        let ids: Vec<&str> = ids.map(|row| row.target.id.as_str()).collect();
        ids
    };
    let is_out = |row: &Row| matches!(row.verdict, Verdict::Out { .. });
    let has_none = |row: &Row| matches!(row.verdict, Verdict::NotMeasurable { .. });
    let failed = ids(&|row| is_decisive(row) && is_out(row));
    let waiting = ids(&|row| is_decisive(row) && has_none(row));
    let missed = ids(&|row| !is_decisive(row) && is_out(row));
    let is_there = |id: &&str| rows.iter().any(|row| row.target.id == **id);
    let named = claim.decisive.iter().map(String::as_str);
    let absent: Vec<&str> = named.filter(|id| !is_there(id)).collect();
    let decided = ids(&|row| is_decisive(row) && !has_none(row)).len();
    let measured = rows.iter().filter(|row| !has_none(row)).count();
    let out = failed.len() + missed.len();
    // Counts are far below 2^53.
    let share = (measured - out) as f64 / measured as f64;
    let mut reasons = Vec::new();
    let mut reason = |what: &str, ids: &[&str]| {
        if !ids.is_empty() {
            reasons.push(format!("{what} {}", ids.join(", ")));
        }
    };
    reason("decisive and out of band:", &failed);
    reason("decisive and not measurable yet:", &waiting);
    reason("decisive and left out here:", &absent);
    let state = if measured == 0 {
        State::NotTested
    } else if 2 * failed.len() > decided {
        State::Contradicted
    } else if decided > 0
        && failed.len() + waiting.len() + absent.len() == 0
        && share >= SHOWN_SHARE
    {
        State::Shown
    } else {
        State::Partly
    };
    if state != State::Shown {
        reason("out of band:", &missed);
    }
    if claim.decisive.is_empty() && measured > 0 {
        reasons.push("no row is decisive".to_owned());
    }
    if measured == 0 && reasons.is_empty() {
        reasons.push("nothing that could fail is measured".to_owned());
    }
    Standing { state, reasons }
}

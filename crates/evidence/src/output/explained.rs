//! A claim explained, as text for a reader and as JSON.

use std::fmt::Write;

use secondheart_words::wrapped;
use serde_json::{Value, json};

use super::json::{row as row_json, tally as tally_json};
use super::{band, given, judgement, number, quantity};
use crate::assess::Verdict;
use crate::claim::State;
use crate::explain::Explained;
use crate::explanation::Audience;
use crate::report::Row;
use crate::target::{BandBasis, Role, Target};

/// Blanks before a text below a heading.
const INDENT: &str = "  ";
/// Roles whose rows are judged, with their names in the plural.
const JUDGED: [(Role, &str); 3] = [
    (Role::Predicted, "predictions"),
    (Role::Invariant, "invariants"),
    (Role::Calibrated, "calibrated rows"),
];

/// A part of an explanation: a heading, and what stands below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub heading: &'static str,
    /// What stands below it.
    pub items: Vec<Item>,
}

/// A text with what is said to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The text.
    pub text: String,
    /// Sources, reasons and addresses.
    pub notes: Vec<String>,
}

impl Explained<'_> {
    /// The explanation for a reader, in lines of at most `width` characters. `decisive_only` says
    /// that not all rows were compared, so that no state follows.
    pub fn text(&self, audience: Audience, decisive_only: bool, width: usize) -> String {
        let mut page = Page::new(width);
        page.paragraph(&format!("{}: {}", self.claim.id, self.claim.text));
        if let Some(words) = self.words {
            page.gap();
            page.paragraph(&self.filled(words.words(audience)));
        }
        for section in self.sections(audience, decisive_only) {
            page.heading(section.heading);
            for item in &section.items {
                page.item(&item.text);
                for note in &item.notes {
                    page.note(note);
                }
            }
        }
        if let Some(words) = self.words.filter(|own| !own.next.is_empty()) {
            page.heading("Ask next");
            for next in &words.next {
                page.item(&next.question);
                page.line(&format!("{INDENT}{INDENT}{}", next.command));
            }
        }
        page.text
    }

    /// What stands between the words of the explanation and its questions.
    pub fn sections(&self, audience: Audience, decisive_only: bool) -> Vec<Section> {
        let limits = self.words.map(|words| self.filled(&words.limits));
        let article = self.article.map(|reference| {
            format!(
                "[{}] {} (confidence: {})",
                reference.number,
                reference.text,
                reference.confidence.word()
            )
        });
        let sections = [
            ("What the run showed", self.model(audience)),
            ("What people showed", self.people(audience)),
            ("What it is worth", self.worth(audience, decisive_only)),
            ("Limits", limits.into_iter().map(plain).collect()),
            (
                "The article's own reference",
                article.into_iter().map(plain).collect(),
            ),
        ];
        let sections = sections.map(|(heading, items)| Section { heading, items });
        let is_filled = |section: &Section| !section.items.is_empty();
        sections.into_iter().filter(is_filled).collect()
    }

    fn model(&self, audience: Audience) -> Vec<Item> {
        let shown = self.shown(audience);
        if shown.is_empty() {
            return vec![plain(
                "No row of people or of the model bears on this claim yet.",
            )];
        }
        let one = |row: &Row| {
            let target = &row.target;
            let accepted = quantity(&band(target), &target.unit);
            let (what, value, verdict) = (&target.quantity, value(row), judgement(row));
            let decides = match self.claim.decisive.contains(&target.id) {
                true => ", decisive",
                false => "",
            };
            let role = target.role.word().replace('_', " ");
            let text = match audience {
                Audience::Patient => format!("{what}: {value}; accepted {accepted}: {verdict}"),
                Audience::Student | Audience::Clinician => format!(
                    "{} ({role}{decides}), {what}: {value}; accepted {accepted}: {verdict}",
                    target.id
                ),
            };
            let note = match (&row.verdict, &target.measurement) {
                (Verdict::NotMeasurable { why }, Some(_)) => Some(why.clone()),
                (Verdict::NotMeasurable { .. }, None) => Some(target.role_reason.clone()),
                (_, Some(measurement)) if audience != Audience::Patient => {
                    Some(format!("measured in {}", measurement.case))
                }
                _ => None,
            };
            Item {
                text,
                notes: note.into_iter().collect(),
            }
        };
        shown.into_iter().map(one).collect()
    }

    fn people(&self, audience: Audience) -> Vec<Item> {
        let shown = self.shown(audience);
        let (invariants, measured): (Vec<_>, Vec<_>) = shown
            .into_iter()
            .partition(|row| row.target.role == Role::Invariant);
        let of_people = |row: &Row| {
            let target = &row.target;
            let text = format!(
                "{}: {} ({}; {}), {}",
                target.id,
                quantity(&given(target.mean), &target.unit),
                band(target),
                basis(target),
                target.population
            );
            let quoted = match target.quote.is_empty() {
                true => String::new(),
                false => format!("\"{}\"", target.quote),
            };
            let notes = [target.source.clone(), target.url.clone(), quoted];
            let notes = notes.into_iter().filter(|note| !note.is_empty()).collect();
            Item { text, notes }
        };
        let of_reason = |row: &Row| Item {
            text: format!("{}: {}", row.target.id, row.target.source),
            notes: vec![row.target.role_reason.clone()],
        };
        let mut items: Vec<Item> = measured.into_iter().map(of_people).collect();
        items.extend(invariants.into_iter().map(of_reason));
        if items.is_empty() {
            items.push(plain("Nothing that bears on it is among the rows yet."));
        }
        items
    }

    fn worth(&self, audience: Audience, decisive_only: bool) -> Vec<Item> {
        let mut items = Vec::new();
        if decisive_only {
            items.push(plain(
                "Only the rows above were compared. Without --quick all rows that bear on the claim \
                 are, and its state follows.",
            ));
        } else {
            items.push(plain(sentence(self.standing.state, audience)));
            for (role, name) in JUDGED {
                let tally = self.tally(role);
                if tally.total() > 0 {
                    items.push(plain(format!(
                        "{name}: {} in band, {} out of band, {} without a value yet",
                        tally.within, tally.out, tally.not_measurable
                    )));
                }
            }
        }
        if audience != Audience::Patient {
            if !decisive_only {
                items.extend(self.standing.reasons.iter().map(plain));
            }
            items.extend(self.missed().map(|row| {
                let target = &row.target;
                let why = row.why_missed.as_deref();
                Item {
                    text: format!(
                        "missed: {} {}, {} (band {})",
                        target.id,
                        target.quantity,
                        value(row),
                        band(target)
                    ),
                    notes: vec![why.unwrap_or("no reason is recorded").to_owned()],
                }
            }));
            items.extend(self.conflicts().into_iter().map(|(ids, note)| Item {
                text: format!("in conflict: {}", ids.join(", ")),
                notes: vec![note.to_owned()],
            }));
        }
        items.push(plain(match &self.claim.review {
            Some(review) => format!("read by {}, {}", review.by, review.on),
            None => "No person has reviewed the claim with its protocol and its rows.".to_owned(),
        }));
        for run in &self.report.runs {
            if let Err(why) = &run.readings {
                items.push(plain(format!("the run of \"{}\" failed: {why}", run.case)));
            }
        }
        items
    }

    /// The explanation as data: the words for all readers, and every row that bears on the claim.
    pub fn json(&self, audience: Audience, decisive_only: bool) -> Value {
        let shown = self.shown(audience);
        let bears = |row: &Row| row.target.claims.contains(&self.claim.id);
        let rows = self.report.rows.iter();
        let rows = rows.filter(|row| bears(row) || shown.contains(row));
        let words = |audience| self.words.map(|own| self.filled(own.words(audience)));
        let next = self.words.into_iter().flat_map(|own| &own.next);
        let conflicts = self.conflicts().into_iter();
        let state = (!decisive_only).then_some(self.standing.state.words());
        let [predicted, invariant, calibrated] = JUDGED.map(|(role, _)| self.tally(role));
        json!({
            "version": self.report.version,
            "subject": self.report.subject,
            "claim": self.claim.id,
            "text": self.claim.text,
            "audience": audience.word(),
            "explanation": words(audience),
            "explanations": {
                "patient": words(Audience::Patient),
                "student": words(Audience::Student),
                "clinician": words(Audience::Clinician),
            },
            "limits": self.words.map(|own| self.filled(&own.limits)),
            "state": state,
            "reasons": (!decisive_only).then_some(&self.standing.reasons),
            "decisive": self.claim.decisive,
            "decisive_only": decisive_only,
            "predicted": tally_json(predicted),
            "invariant": tally_json(invariant),
            "calibrated": tally_json(calibrated),
            "reviewed_by": self.claim.review.as_ref().map(|review| &review.by),
            "reviewed_on": self.claim.review.as_ref().map(|review| &review.on),
            "shown": shown.iter().map(|row| &row.target.id).collect::<Vec<_>>(),
            "rows": rows.map(row_json).collect::<Vec<_>>(),
            "conflicts": conflicts
                .map(|(rows, note)| json!({ "rows": rows, "note": note }))
                .collect::<Vec<_>>(),
            "article": self.article.map(|own| json!({
                "number": own.number,
                "identified_as": own.text,
                "confidence": own.confidence.word(),
            })),
            "next": next
                .map(|own| json!({ "question": own.question, "command": own.command }))
                .collect::<Vec<_>>(),
        })
    }
}

/// A text without notes.
fn plain(text: impl Into<String>) -> Item {
    Item {
        text: text.into(),
        notes: Vec::new(),
    }
}

/// The simulated value with its unit.
fn value(row: &Row) -> String {
    match row.verdict.value() {
        Some(value) => quantity(&number(value), &row.target.unit),
        None => "no value yet".to_owned(),
    }
}

/// Where the band comes from, in words.
fn basis(target: &Target) -> &'static str {
    match target.band_basis {
        BandBasis::Source => "band of the source",
        BandBasis::Assumed => "band assumed around the mean",
        BandBasis::Memory => "band from memory",
        BandBasis::Claim => "band from the claim",
    }
}

/// The state as a sentence for a reader.
fn sentence(state: State, audience: Audience) -> String {
    let plain = match state {
        State::Shown => "The simulated body shows this.",
        State::Partly => {
            "The simulated body shows this in part: some of what it had to get right, it got wrong, or \
             nobody has compared it yet."
        }
        State::Contradicted => {
            "The simulated body does not show this. Where it differs from people, believe the people."
        }
        State::NotTested => "The simulated body has not been tested on this.",
    };
    match audience {
        Audience::Patient => plain.to_owned(),
        Audience::Student | Audience::Clinician => {
            format!("State, from the rows alone: {}.", state.words())
        }
    }
}

/// Lines below headings.
struct Page {
    text: String,
    width: usize,
}

impl Page {
    fn new(width: usize) -> Self {
        let text = String::new();
        Self { text, width }
    }

    fn gap(&mut self) {
        self.text.push('\n');
    }

    fn line(&mut self, line: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{line}");
    }

    fn paragraph(&mut self, text: &str) {
        let text = wrapped(text, self.width);
        self.line(&text);
    }

    fn heading(&mut self, heading: &str) {
        self.gap();
        self.line(heading);
    }

    fn item(&mut self, text: &str) {
        self.block(text, INDENT, &format!("{INDENT}{INDENT}"));
    }

    fn note(&mut self, text: &str) {
        let indent = format!("{INDENT}{INDENT}");
        self.block(text, &indent, &indent);
    }

    /// A text broken into lines, the first after `first`, the others after `rest`.
    fn block(&mut self, text: &str, first: &str, rest: &str) {
        let text = wrapped(text, self.width.saturating_sub(rest.len()).max(20));
        for (index, line) in text.lines().enumerate() {
            let indent = if index == 0 { first } else { rest };
            self.line(&format!("{indent}{line}"));
        }
    }
}

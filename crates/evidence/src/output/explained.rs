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
        self.write_model(audience, &mut page);
        self.write_people(audience, &mut page);
        self.write_worth(audience, decisive_only, &mut page);
        if let Some(words) = self.words {
            page.heading("Limits");
            page.item(&self.filled(&words.limits));
        }
        self.write_article(&mut page);
        if let Some(words) = self.words.filter(|own| !own.next.is_empty()) {
            page.heading("Ask next");
            for next in &words.next {
                page.item(&next.question);
                page.line(&format!("{INDENT}{INDENT}{}", next.command));
            }
        }
        page.text
    }

    fn write_model(&self, audience: Audience, page: &mut Page) {
        let shown = self.shown(audience);
        page.heading("What the run showed");
        if shown.is_empty() {
            page.item("No row of people or of the model bears on this claim yet.");
        }
        for row in shown {
            let target = &row.target;
            let accepted = quantity(&band(target), &target.unit);
            let (what, value, verdict) = (&target.quantity, value(row), judgement(row));
            let decides = match self.claim.decisive.contains(&target.id) {
                true => ", decisive",
                false => "",
            };
            let role = target.role.word().replace('_', " ");
            page.item(&match audience {
                Audience::Patient => format!("{what}: {value}; accepted {accepted}: {verdict}"),
                Audience::Student | Audience::Clinician => format!(
                    "{} ({role}{decides}), {what}: {value}; accepted {accepted}: {verdict}",
                    target.id
                ),
            });
            match (&row.verdict, &target.measurement) {
                (Verdict::NotMeasurable { why }, Some(_)) => page.note(why),
                (Verdict::NotMeasurable { .. }, None) => page.note(&target.role_reason),
                (_, Some(measurement)) if audience != Audience::Patient => {
                    page.note(&format!("measured in {}", measurement.case));
                }
                _ => {}
            }
        }
    }

    fn write_people(&self, audience: Audience, page: &mut Page) {
        page.heading("What people showed");
        let shown = self.shown(audience);
        let (invariants, measured): (Vec<_>, Vec<_>) = shown
            .into_iter()
            .partition(|row| row.target.role == Role::Invariant);
        for row in &measured {
            let target = &row.target;
            page.item(&format!(
                "{}: {} ({}; {}), {}",
                target.id,
                quantity(&given(target.mean), &target.unit),
                band(target),
                basis(target),
                target.population
            ));
            page.note(&target.source);
            if !target.url.is_empty() {
                page.note(&target.url);
            }
            if !target.quote.is_empty() {
                page.note(&format!("\"{}\"", target.quote));
            }
        }
        for row in &invariants {
            let target = &row.target;
            page.item(&format!("{}: {}", target.id, target.source));
            page.note(&target.role_reason);
        }
        if measured.is_empty() && invariants.is_empty() {
            page.item("Nothing that bears on it is among the rows yet.");
        }
    }

    fn write_worth(&self, audience: Audience, decisive_only: bool, page: &mut Page) {
        page.heading("What it is worth");
        if decisive_only {
            page.item(
                "Only the rows above were compared. Without --quick all rows that bear on the claim \
                 are, and its state follows.",
            );
        } else {
            page.item(&sentence(self.standing.state, audience));
            for (role, name) in JUDGED {
                let tally = self.tally(role);
                if tally.total() > 0 {
                    page.item(&format!(
                        "{name}: {} in band, {} out of band, {} without a value yet",
                        tally.within, tally.out, tally.not_measurable
                    ));
                }
            }
        }
        if audience != Audience::Patient {
            if !decisive_only {
                for reason in &self.standing.reasons {
                    page.item(reason);
                }
            }
            for row in self.missed() {
                let target = &row.target;
                page.item(&format!(
                    "missed: {} {}, {} (band {})",
                    target.id,
                    target.quantity,
                    value(row),
                    band(target)
                ));
                page.note(row.why_missed.as_deref().unwrap_or("no reason is recorded"));
            }
            for (ids, note) in self.conflicts() {
                page.item(&format!("in conflict: {}", ids.join(", ")));
                page.note(note);
            }
        }
        page.item(&match &self.claim.review {
            Some(review) => format!("read by {}, {}", review.by, review.on),
            None => "No person has reviewed the claim with its protocol and its rows.".to_owned(),
        });
        for run in &self.report.runs {
            if let Err(why) = &run.readings {
                page.item(&format!("the run of \"{}\" failed: {why}", run.case));
            }
        }
    }

    fn write_article(&self, page: &mut Page) {
        let Some(reference) = self.article else {
            return;
        };
        page.heading("The article's own reference");
        page.item(&format!(
            "[{}] {} (confidence: {})",
            reference.number,
            reference.text,
            reference.confidence.word()
        ));
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

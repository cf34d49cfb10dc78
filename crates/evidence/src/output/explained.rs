//! A claim explained, as text for a reader and as JSON.

use std::fmt::Write;

use secondheart_words::wrapped;
use serde_json::{Value, json};

use super::json::{row as row_json, tally as tally_json};
use super::{band, given, judgement, number, quantity};
use crate::assess::Verdict;
use crate::claim::State;
use crate::explain::Explained;
use crate::explanation::{Audience, Confidence};
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
        for section in self.sections(audience, decisive_only) {
            page.section(&section);
        }
        page.text
    }

    /// What stands below the words for a reader, heading by heading. `decisive_only` is as in
    /// [`Self::text`].
    pub fn sections(&self, audience: Audience, decisive_only: bool) -> Vec<Section> {
        let limits = self.words.map(|own| Point::new(self.filled(&own.limits)));
        let article = self.article.map(|reference| {
            let sure = match (audience, reference.confidence) {
                (Audience::Patient, Confidence::High) => "very likely this one".to_owned(),
                (Audience::Patient, Confidence::Medium) => "probably this one".to_owned(),
                (Audience::Patient, Confidence::Low) => "a guess".to_owned(),
                (_, other) => format!("confidence: {}", other.word()),
            };
            Point::new(format!(
                "[{}] {} ({sure})",
                reference.number, reference.text
            ))
        });
        let next = self.words.into_iter().flat_map(|own| &own.next);
        let next = next.map(|own| Point {
            text: own.question.clone(),
            notes: Vec::new(),
            command: Some(own.command.clone()),
        });
        let sections = [
            ("What the run showed", self.model(audience)),
            ("What people showed", self.people(audience)),
            ("What it is worth", self.worth(audience, decisive_only)),
            ("Limits", limits.into_iter().collect()),
            ("The article's own reference", article.into_iter().collect()),
            ("Ask next", next.collect()),
        ];
        let sections = sections.into_iter();
        sections
            .map(|(heading, points)| Section { heading, points })
            .filter(|section| !section.points.is_empty())
            .collect()
    }

    fn model(&self, audience: Audience) -> Vec<Point> {
        let shown = self.shown(audience);
        if shown.is_empty() {
            let none = "No row of people or of the model bears on this claim yet.";
            return vec![Point::new(none)];
        }
        let one = |row: &Row| {
            let target = &row.target;
            let accepted = quantity(&band(target), &target.unit);
            let (what, value) = (&target.quantity, value(row));
            if audience == Audience::Patient {
                let verdict = plain_verdict(row);
                return Point::new(format!("{what}: {value}; accepted {accepted}: {verdict}"));
            }
            let decides = match self.claim.decisive.contains(&target.id) {
                true => ", decisive",
                false => "",
            };
            let role = target.role.word().replace('_', " ");
            let (id, verdict) = (&target.id, judgement(row));
            let text =
                format!("{id} ({role}{decides}), {what}: {value}; accepted {accepted}: {verdict}");
            let note = match (&row.verdict, &target.measurement) {
                (Verdict::NotMeasurable { why }, Some(_)) => why.clone(),
                (Verdict::NotMeasurable { .. }, None) => target.role_reason.clone(),
                (_, Some(measurement)) => format!("measured in {}", measurement.case),
                _ => String::new(),
            };
            Point::noted(text, [note])
        };
        shown.into_iter().map(one).collect()
    }

    fn people(&self, audience: Audience) -> Vec<Point> {
        let (invariants, measured): (Vec<_>, Vec<_>) = self
            .shown(audience)
            .into_iter()
            .partition(|row| row.target.role == Role::Invariant);
        // A patient is told what was measured, others the row of the evidence.
        let called = |target: &Target| match audience {
            Audience::Patient => target.quantity.clone(),
            Audience::Student | Audience::Clinician => target.id.clone(),
        };
        let measured = measured.into_iter().map(|Row { target, .. }| {
            let mean = quantity(&given(target.mean), &target.unit);
            let range = match audience {
                Audience::Patient => format!("accepted {}", band(target)),
                Audience::Student | Audience::Clinician => {
                    format!("{}; {}", band(target), basis(target))
                }
            };
            let (called, population) = (called(target), &target.population);
            let quote = match target.quote.as_str() {
                "" => String::new(),
                quote => format!("\"{quote}\""),
            };
            Point::noted(
                format!("{called}: {mean} ({range}), {population}"),
                [target.source.clone(), target.url.clone(), quote],
            )
        });
        let invariants = invariants.into_iter().map(|Row { target, .. }| {
            let text = format!("{}: {}", called(target), target.source);
            Point::noted(text, [target.role_reason.clone()])
        });
        let all: Vec<Point> = measured.chain(invariants).collect();
        match all.is_empty() {
            true => vec![Point::new(
                "Nothing that bears on it is among the rows yet.",
            )],
            false => all,
        }
    }

    fn worth(&self, audience: Audience, decisive_only: bool) -> Vec<Point> {
        let mut points = Vec::new();
        if decisive_only {
            points.push(Point::new(
                "Only the rows above were compared. Without --quick all rows that bear on the claim \
                 are, and its state follows.",
            ));
        } else {
            points.push(Point::new(sentence(self.standing.state, audience)));
            points.extend(self.counts(audience));
        }
        if audience != Audience::Patient {
            if !decisive_only {
                points.extend(self.standing.reasons.iter().map(Point::new));
            }
            points.extend(self.missed().map(|row| {
                let target = &row.target;
                let (id, what, band) = (&target.id, &target.quantity, band(target));
                let why = row.why_missed.as_deref().unwrap_or("no reason is recorded");
                let text = format!("missed: {id} {what}, {} (band {band})", value(row));
                Point::noted(text, [why.to_owned()])
            }));
        }
        points.extend(self.conflicts().into_iter().map(|own| match audience {
            Audience::Patient => {
                Point::new(format!("Studies of people disagree: {}.", own.quantity))
            }
            Audience::Student | Audience::Clinician => Point::noted(
                format!("in conflict: {} ({})", own.quantity, own.ids.join(", ")),
                [own.note.to_owned()],
            ),
        }));
        points.extend(self.own_rows(audience));
        points.push(Point::new(match (&self.claim.review, audience) {
            (Some(review), _) => format!("read by {}, {}", review.by, review.on),
            (None, Audience::Patient) => "No person has reviewed this yet.".to_owned(),
            (None, _) => {
                "No person has reviewed the claim with its protocol and its rows.".to_owned()
            }
        }));
        let failed = self.report.runs.iter().filter_map(|run| {
            let why = run.readings.as_ref().err()?;
            let text = format!("the run of \"{}\" failed: {why}", run.case);
            Some(Point::new(text))
        });
        points.extend(failed);
        points
    }

    /// How many rows are in band.
    fn counts(&self, audience: Audience) -> Vec<Point> {
        if audience == Audience::Patient {
            let [predicted, invariant, calibrated] = JUDGED.map(|(role, _)| self.tally(role));
            let (within, measured) = (
                predicted.within + invariant.within,
                predicted.measurable() + invariant.measurable(),
            );
            let fair = (measured > 0).then(|| {
                Point::new(format!(
                    "Within what is accepted: {within} of {measured} comparisons that could have gone \
                     wrong."
                ))
            });
            let adjusted = (calibrated.measurable() > 0).then(|| {
                Point::new(format!(
                    "{} more prove little: the simulation was adjusted to them.",
                    calibrated.measurable()
                ))
            });
            return fair.into_iter().chain(adjusted).collect();
        }
        let counted = JUDGED.into_iter().filter_map(|(role, name)| {
            let tally = self.tally(role);
            let (within, out) = (tally.within, tally.out);
            let waiting = tally.not_measurable;
            let told = format!(
                "{name}: {within} in band, {out} out of band, {waiting} without a value yet"
            );
            (tally.total() > 0).then(|| Point::new(told))
        });
        counted.collect()
    }

    /// The rows of the user's own that bear on the claim.
    fn own_rows(&self, audience: Audience) -> Vec<Point> {
        let own = self.bearing().filter(|row| row.target.is_own);
        let told = own.map(|row| {
            let what = &row.target.quantity;
            let text = match audience {
                Audience::Patient => {
                    format!(
                        "added by you: {what}: {}: {}",
                        value(row),
                        plain_verdict(row)
                    )
                }
                Audience::Student | Audience::Clinician => format!(
                    "a row of your own: {} {what}, {}: {}",
                    row.target.id,
                    value(row),
                    judgement(row)
                ),
            };
            Point::new(text)
        });
        told.collect()
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
                .map(|own| json!({ "rows": own.ids, "quantity": own.quantity, "note": own.note }))
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

/// A part of an explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub heading: &'static str,
    /// What it says.
    pub points: Vec<Point>,
}

/// One thing that an explanation says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// What it says.
    pub text: String,
    /// Sources, reasons and the like.
    pub notes: Vec<String>,
    /// The command that answers it, for a question.
    pub command: Option<String>,
}

impl Point {
    fn new(text: impl AsRef<str>) -> Self {
        Self::noted(text, [])
    }

    /// A point with its notes; empty ones are left out.
    fn noted<const N: usize>(text: impl AsRef<str>, notes: [String; N]) -> Self {
        Self {
            text: text.as_ref().to_owned(),
            notes: notes.into_iter().filter(|note| !note.is_empty()).collect(),
            command: None,
        }
    }
}

/// The simulated value with its unit.
fn value(row: &Row) -> String {
    match (row.verdict.value(), &row.verdict) {
        (Some(value), _) => quantity(&number(value), &row.target.unit),
        (None, Verdict::NotMeasurable { .. }) => "no value yet".to_owned(),
        (None, _) => "as recorded".to_owned(),
    }
}

/// The verdict for somebody without training.
fn plain_verdict(row: &Row) -> &'static str {
    match (&row.verdict, row.target.role) {
        (Verdict::NotMeasurable { .. }, _) => "not compared yet",
        (_, Role::Calibrated) => "the simulation was adjusted to it",
        (Verdict::In { .. }, _) => "within it",
        (Verdict::Out { .. }, _) => "outside it",
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

    fn section(&mut self, section: &Section) {
        let inner = format!("{INDENT}{INDENT}");
        self.gap();
        self.line(section.heading);
        for point in &section.points {
            self.block(&point.text, INDENT, &inner);
            for note in &point.notes {
                self.block(note, &inner, &inner);
            }
            if let Some(command) = &point.command {
                self.line(&format!("{inner}{command}"));
            }
        }
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

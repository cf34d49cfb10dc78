//! The comparison as text for the terminal, as Markdown and as JSON.

mod explained;
mod json;
mod markdown;
mod text;

pub use explained::{Item, Section};

use super::assess::Verdict;
use super::report::{Row, Tally};
use super::target::{Role, Target};

/// A number with about three digits that matter.
pub(super) fn number(value: f64) -> String {
    let text = match value.abs() {
        size if size >= 99.95 => format!("{value:.0}"),
        size if size >= 9.995 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    };
    // A zero has no sign.
    if text.trim_start_matches(['-', '0', '.']).is_empty() {
        return text.trim_start_matches('-').to_owned();
    }
    text
}

/// A number with its unit, as it stands in a sentence.
pub(super) fn quantity(number: &str, unit: &str) -> String {
    match unit {
        "ratio" | "sign" | "count" => number.to_owned(),
        "1/min" => format!("{number} a minute"),
        "1/s" => format!("{number} per second"),
        "points" => format!("{number} percentage points"),
        _ => format!("{number} {unit}"),
    }
}

/// A number, written as in the evidence file.
fn given(value: f64) -> String {
    value.to_string()
}

fn band(target: &Target) -> String {
    format!("{} to {}", given(target.low), given(target.high))
}

fn simulated(row: &Row) -> String {
    row.verdict.value().map_or("-".to_owned(), number)
}

/// For whom a row holds, and the person simulated, if the row does not hold for them.
fn for_whom(row: &Row) -> String {
    let people = row.target.holds_for.in_words();
    match row.unlike() {
        Some(person) => format!(
            "{people} (simulated: {}, {} years)",
            person.name, person.age_years
        ),
        None => people,
    }
}

/// The verdict in a word or two; of rows that are not judged, why they are not.
fn judgement(row: &Row) -> String {
    let target = &row.target;
    if target.is_judged() {
        return match target.role {
            Role::Calibrated => format!("calibrated, {}", row.verdict.word()),
            _ => row.verdict.word().to_owned(),
        };
    }
    let shown = if target.counts {
        target.role.word().replace('_', " ")
    } else {
        "not counted".to_owned()
    };
    match row.verdict {
        Verdict::NotMeasurable { .. } => shown,
        _ => format!("{shown}, {}", row.verdict.word()),
    }
}

/// `12 of 30 in band (40 %)`.
fn tally_text(tally: Tally) -> String {
    match tally.share_pct() {
        Some(share) => format!(
            "{} of {} in band ({share:.0} %)",
            tally.within,
            tally.measurable()
        ),
        None => "none measurable yet".to_owned(),
    }
}

/// How a scenario measures a target, in words.
fn measured_by(target: &Target) -> String {
    target.measurement.as_ref().map_or(String::new(), |m| {
        let reduce = match m.reduce.word() {
            "value" => String::new(),
            word => format!(", {}", word.replace("_pct", " in %").replace('_', " ")),
        };
        let from = m.from_phase.as_ref();
        let other = m.from_case.as_ref();
        let other = other.map_or(String::new(), |case| format!("{case}/"));
        let from = from.map_or(String::new(), |from| format!(" from {other}{from}"));
        let against = m.against.as_ref();
        let against = against.map_or(String::new(), |other| format!(" against {other}"));
        let level = m
            .level
            .map_or(String::new(), |level| format!(" at {}", given(level)));
        let (case, phases) = (&m.case, m.phases.join(", "));
        format!(
            "{case}/{phases}: {}{reduce}{against}{level}{from}",
            m.reading
        )
    })
}

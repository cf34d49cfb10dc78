//! The readings outside the ranges by which they are judged: a list of the page, lines of the terminal.

use std::fmt::Write as _;

use secondheart_body::quantity::decimals_for;

use super::{anchor, cells, honest_decimals, mark, range, tally};
use crate::overview::{AcceptedRange, Judgement, Overview, ReadingRow};
use crate::text::{escape, fixed, spoken};

/// Every reading outside a range by which it is judged: row, column, value and the range.
fn outside(overview: &Overview) -> impl Iterator<Item = (&ReadingRow, &str, f64, &AcceptedRange)> {
    cells(overview).flat_map(|(row, column, cell)| {
        let missed =
            |accepted: &&AcceptedRange| accepted.judgement(cell.value) != Judgement::InBand;
        let missed = cell.judged().filter(missed);
        missed.map(move |accepted| (row, column, cell.value, accepted))
    })
}

/// A value with the decimals that show on which side of a range it lies.
fn beside_range(value: f64, accepted: &AcceptedRange, unit: &str) -> String {
    let decimals = decimals_for([value], unit);
    fixed(value, honest_decimals(value, [accepted], decimals))
}

/// The readings outside the ranges by which they are judged, in words; empty if there is none.
pub(crate) fn outside_html(overview: &Overview) -> String {
    let mut out = String::new();
    for (row, column, value, accepted) in outside(overview) {
        let (class, symbol, word) = mark(accepted.judgement(value));
        let _ = write!(
            out,
            r##"<li><span class="{class}"><b>{symbol} {word}</b></span> {label}, {column}: <b>{value}</b> {unit}, accepted <a href="#target-{id}">{range}</a> ({people}; {role})</li>"##,
            label = escape(&row.label),
            column = escape(&spoken(column)),
            value = beside_range(value, accepted, &row.unit),
            unit = escape(&row.unit),
            people = escape(&accepted.holds_for),
            id = anchor(&accepted.target_id),
            range = range(accepted),
            role = escape(accepted.role.word()),
        );
    }
    if out.is_empty() {
        out
    } else {
        format!(r#"<ul class="outside">{out}</ul>"#)
    }
}

/// Most readings outside their ranges that [`compared`] lists.
pub(super) const MOST_OUTSIDE: usize = 8;

/// How the judged readings compare with people, for the terminal: the counts, then each reading outside
/// its range. Nothing if no reading is judged.
pub(crate) fn compared(overview: &Overview) -> Vec<String> {
    let tally = tally(overview);
    let counts: Vec<String> = [
        ("predicted", tally.predicted),
        ("calibrated", tally.calibrated),
    ]
    .iter()
    .filter(|(_, share)| share.judged > 0)
    .map(|(role, share)| format!("{} of {} {role}", share.in_band, share.judged))
    .collect();
    if counts.is_empty() {
        return Vec::new();
    }
    let told = |(row, column, value, accepted): (&ReadingRow, &str, f64, &AcceptedRange)| {
        let (_, symbol, _) = mark(accepted.judgement(value));
        format!(
            "{symbol} {label}, {column}: {value} {unit}, people {range} ({id})",
            label = row.label,
            column = spoken(column),
            value = beside_range(value, accepted, &row.unit),
            unit = row.unit,
            range = range(accepted),
            id = accepted.target_id,
        )
    };
    let mut outside: Vec<String> = outside(overview).map(told).collect();
    let more = outside.len().saturating_sub(MOST_OUTSIDE);
    outside.truncate(MOST_OUTSIDE);
    if more > 0 {
        outside.push(format!("and {more} more in report.html"));
    }
    let end = if outside.is_empty() { "" } else { "; outside:" };
    let mut lines = vec![format!(
        "Readings within what was measured in people: {}{end}",
        counts.join(", ")
    )];
    lines.extend(outside);
    lines
}

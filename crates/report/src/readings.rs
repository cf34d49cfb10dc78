//! Tables of readings, each number beside the range that measurements in people accept.
//!
//! `readings/outside.rs` tells the readings outside their ranges, `readings/sources.rs` the sources of the
//! ranges.

mod outside;
mod sources;

use std::fmt::Write as _;
use std::ops::Range;

use crate::overview::{
    AcceptedRange, Judgement, Overview, RangeRole, ReadingCell, ReadingRow, ReadingTable,
};
pub(crate) use outside::{compared, outside_html};
pub(crate) use sources::sources_html;

use crate::text::{escape, fixed, printed, spoken};
use secondheart_body::quantity::decimals_for;

/// How many readings lie in the ranges by which they are judged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Predicted readings.
    pub(crate) predicted: Share,
    /// Readings to whose range a parameter was fitted.
    pub(crate) calibrated: Share,
}

/// A part of a number of readings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Share {
    /// Readings inside their range.
    pub(crate) in_band: usize,
    /// All readings with a range.
    pub(crate) judged: usize,
}

/// Every cell with its table's column and row.
fn cells(overview: &Overview) -> impl Iterator<Item = (&ReadingRow, &str, &ReadingCell)> {
    overview.tables.iter().flat_map(|table| {
        table.rows.iter().flat_map(move |row| {
            row.cells.iter().enumerate().filter_map(move |(i, cell)| {
                let column = table.columns.get(i).map_or("", String::as_str);
                cell.as_ref().map(|cell| (row, column, cell))
            })
        })
    })
}

/// Counts every range by which a reading is judged.
pub(crate) fn tally(overview: &Overview) -> Tally {
    let mut tally = Tally::default();
    for (_, _, cell) in cells(overview) {
        for range in &cell.accepted {
            let share = match range.role {
                RangeRole::Predicted => &mut tally.predicted,
                RangeRole::Calibrated => &mut tally.calibrated,
                RangeRole::Marked | RangeRole::Shown(_) => continue,
            };
            share.judged += 1;
            share.in_band += usize::from(range.judgement(cell.value) == Judgement::InBand);
        }
    }
    tally
}

/// Class, symbol and word of a judgement: never colour alone.
fn mark(judgement: Judgement) -> (&'static str, &'static str, &'static str) {
    match judgement {
        Judgement::InBand => ("good", "✓", "in band"),
        Judgement::Below => ("bad", "▼", "below"),
        Judgement::Above => ("bad", "▲", "above"),
        Judgement::NoReference => ("none", "", "no reference"),
        Judgement::NoValue => ("bad", "✕", "no value"),
    }
}

/// Decimals that show the value on the side of the ranges' ends on which it lies.
fn honest_decimals<'a>(
    value: f64,
    ranges: impl IntoIterator<Item = &'a AcceptedRange>,
    decimals: usize,
) -> usize {
    let ranges = ranges.into_iter();
    let ends: Vec<f64> = ranges.flat_map(|range| [range.low, range.high]).collect();
    let hides = |decimals: usize| {
        ends.iter()
            .any(|end| *end != value && fixed(*end, decimals) == fixed(value, decimals))
    };
    (decimals..6)
        .find(|decimals| !hides(*decimals))
        .unwrap_or(6)
}

/// The ends of a range as written in the source, without trailing zeros.
fn range(accepted: &AcceptedRange) -> String {
    let end = |value: f64| {
        let decimals = (0..4).find(|d| {
            let scaled = value * 10_f64.powi(*d);
            (scaled - scaled.round()).abs() < 1e-6
        });
        let three_figures = match value.abs() {
            size if size >= 100.0 => 0,
            size if size >= 10.0 => 1,
            _ => 2,
        };
        fixed(value, decimals.map_or(three_figures, |d| d as usize))
    };
    let (low, high) = (end(accepted.low), end(accepted.high));
    match low == high {
        true => low,
        false => format!("{low} to {high}"),
    }
}

/// A strip with the range as a bar and the value as a tick, both on an axis that holds them.
fn strip(value: f64, accepted: &AcceptedRange, class: &str) -> String {
    let (low, high) = (accepted.low, accepted.high);
    if !(value.is_finite() && low.is_finite() && high.is_finite() && high > low) {
        return String::new();
    }
    let place = |v: f64| (30.0 + 40.0 * (v - low) / (high - low)).clamp(3.0, 97.0);
    format!(
        r#"<svg class="strip {class}" viewBox="0 0 100 10" aria-hidden="true"><path class="axis" d="M0 5H100"/><path class="range" d="M30 5H70"/><path class="value" d="M{0:.1} 0V10"/></svg>"#,
        place(value)
    )
}

/// `compared` says whether any cell of the row has a range: only there is it news that one lacks it.
fn cell_html(
    out: &mut String,
    cell: Option<&ReadingCell>,
    decimals: usize,
    column: &str,
    compared: bool,
) {
    let column = escape(&spoken(column));
    let Some(cell) = cell else {
        let _ = write!(
            out,
            r#"<td role="cell" class="void" data-column="{column}">–</td>"#
        );
        return;
    };
    let (class, _, word) = mark(cell.judgement());
    let value = fixed(
        cell.value,
        honest_decimals(
            cell.value,
            cell.accepted.iter().filter(|accepted| accepted.marks()),
            decimals,
        ),
    );
    let _ = write!(
        out,
        r#"<td role="cell" class="{class}" data-column="{column}"><span class="value">{value}</span>"#
    );
    let ranges: Vec<String> = cell
        .accepted
        .iter()
        .map(|accepted| range_html(cell.value, accepted))
        .collect();
    let _ = match ranges.is_empty() {
        false => write!(out, r#"<span class="mark">{}</span>"#, ranges.join("<br/>")),
        true if compared || class == "bad" => {
            write!(out, r#"<span class="mark">{word}</span>"#)
        }
        true => Ok(()),
    };
    out.push_str("</td>");
}

/// A range beside a reading: a mark and a strip if the reading is judged or marked by it, and its role.
fn range_html(value: f64, accepted: &AcceptedRange) -> String {
    let (holds_for, source) = (escape(&accepted.holds_for), escape(&accepted.source));
    let range = range(accepted);
    let link = match accepted.target_id.is_empty() {
        true => format!(r#"<span title="{holds_for}: {source}">{range}</span>"#),
        false => {
            let id = anchor(&accepted.target_id);
            format!(r##"<a href="#target-{id}" title="{holds_for}: {source}">{range}</a>"##)
        }
    };
    let role = escape(accepted.role.word());
    if !accepted.marks() {
        return format!("{link} {role}");
    }
    let (class, symbol, word) = mark(accepted.judgement(value));
    let strip = strip(value, accepted, class);
    format!(r#"{strip}<span class="{class}"><b>{symbol} {word}</b></span> {link} {role}"#)
}

/// A name that an address may hold.
fn anchor(id: &str) -> String {
    id.chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect()
}

/// Most columns beside each other; more are continued below.
const MOST_BESIDE: usize = 7;
/// Columns above which the tables of single instruments are folded.
const MOST_UNFOLDED: usize = 10;

/// A table, in parts of columns that fit the page.
fn table_html(out: &mut String, table: &ReadingTable) {
    let columns = table.columns.len();
    let parts = columns.div_ceil(MOST_BESIDE).max(1);
    let beside = columns.div_ceil(parts);
    for part in 0..parts {
        let shown = part * beside..((part + 1) * beside).min(columns);
        part_html(out, table, shown, part > 0);
    }
    if !table.note.is_empty() {
        let _ = write!(out, r#"<p class="key">{}</p>"#, printed(&table.note));
    }
}

/// The columns of a table that stand beside each other.
fn part_html(out: &mut String, table: &ReadingTable, shown: Range<usize>, continued: bool) {
    let title = escape(&table.title);
    let columns = &table.columns[shown.clone()];
    // Narrow columns take smaller names.
    let many = if columns.len() > 6 { " many" } else { "" };
    let more = if continued { ", continued" } else { "" };
    // On a telephone many columns without ranges stand two beside each other.
    let dense = if table.columns.len() > MOST_BESIDE {
        " dense"
    } else {
        ""
    };
    let _ = write!(
        out,
        r#"<table role="table" class="readings{many}{dense}"><caption>{title}{more}</caption><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Reading</th>"#
    );
    for column in columns {
        let column = escape(&spoken(column));
        let _ = write!(out, r#"<th role="columnheader" scope="col">{column}</th>"#);
    }
    out.push_str(r#"</tr></thead><tbody role="rowgroup">"#);
    for row in &table.rows {
        let cell = |i: usize| row.cells.get(i).and_then(Option::as_ref);
        // A row without any number here has its numbers in another part.
        if continued && shown.clone().all(|i| cell(i).is_none()) {
            continue;
        }
        let (label, unit) = (escape(&row.label), escape(&row.unit));
        let about = match row.about.is_empty() {
            true => String::new(),
            false => format!(r#" title="{}""#, escape(&row.about)),
        };
        let _ = write!(
            out,
            r#"<tr role="row"><th role="rowheader" scope="row"{about}>{label} <span class="unit">{unit}</span></th>"#
        );
        let decimals = decimals_for(row.cells.iter().flatten().map(|cell| cell.value), &row.unit);
        let compared = row
            .cells
            .iter()
            .flatten()
            .any(|cell| !cell.accepted.is_empty());
        for i in shown.clone() {
            cell_html(out, cell(i), decimals, &table.columns[i], compared);
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table>");
}

/// All tables.
pub(crate) fn tables_html(overview: &Overview) -> String {
    let mut out = String::new();
    for table in overview
        .tables
        .iter()
        .filter(|table| !table.rows.is_empty())
    {
        // The first table is the reader's; of a long protocol the others are opened on demand.
        let folded = !out.is_empty() && table.columns.len() > MOST_UNFOLDED;
        if folded {
            let title = escape(&table.title);
            let _ = write!(out, "<details><summary>{title}</summary>");
        }
        table_html(&mut out, table);
        if folded {
            out.push_str("</details>");
        }
    }
    out
}

#[cfg(test)]
mod tests;

//! Tables of readings, each number beside the range that measurements in people accept.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use crate::overview::{
    AcceptedRange, Judgement, Overview, RangeRole, ReadingCell, ReadingRow, ReadingTable,
};

use crate::figure::exercise::study_letter;
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
const MOST_OUTSIDE: usize = 8;

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

/// The sources of all ranges, each target once.
pub(crate) fn sources_html(overview: &Overview) -> String {
    let mut targets = BTreeMap::new();
    for (row, _, cell) in cells(overview) {
        let rows = cell.accepted.iter();
        for accepted in rows.filter(|accepted| !accepted.target_id.is_empty()) {
            targets
                .entry(accepted.target_id.as_str())
                .or_insert((accepted, row));
        }
    }
    let mut out = String::new();
    for (id, (accepted, row)) in targets {
        let _ = write!(
            out,
            r#"<li id="target-{anchor}"><b>{id}</b> {label}: {range} {unit}; {people}; {role}. {source}</li>"#,
            anchor = anchor(id),
            id = escape(id),
            label = escape(&row.label),
            range = range(accepted),
            unit = escape(&row.unit),
            people = escape(&accepted.holds_for),
            role = escape(accepted.role.word()),
            source = escape(&accepted.source),
        );
    }
    for (index, study) in overview.work_studies.iter().enumerate() {
        let _ = write!(
            out,
            "<li><b>{letter}</b> {name}, shown in graded exercise: {people}. {source}. Computed: {note}</li>",
            letter = study_letter(index),
            name = escape(&study.name),
            people = escape(&study.people),
            source = escape(&study.source),
            note = escape(&study.note),
        );
    }
    for slope in &overview.work_slopes {
        let _ = write!(
            out,
            "<li>{name}, rise with the load in graded exercise: {people}. {source}</li>",
            name = escape(&slope.name),
            people = escape(&slope.people),
            source = escape(&slope.source),
        );
    }
    if out.is_empty() {
        out
    } else {
        format!(r#"<ul class="sources">{out}</ul>"#)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::overview::WorkSlope;

    fn cell(value: f64, band: Option<(f64, f64)>) -> Option<ReadingCell> {
        let accepted = band.map(|(low, high)| accepted(low, high, "ST13", RangeRole::Predicted));
        let accepted = accepted.into_iter().collect();
        Some(ReadingCell { value, accepted })
    }

    fn accepted(low: f64, high: f64, id: &str, role: RangeRole) -> AcceptedRange {
        AcceptedRange {
            low,
            high,
            holds_for: "healthy adults, standing, rest".into(),
            source: "Author A et al. 1999".into(),
            target_id: id.into(),
            role,
        }
    }

    fn overview(cells: Vec<Option<ReadingCell>>) -> Overview {
        let row = ReadingRow {
            label: "Foot <vein>".into(),
            unit: "mmHg".into(),
            about: String::new(),
            cells,
        };
        let columns = (0..row.cells.len()).map(|i| format!("phase {i}")).collect();
        let tables = vec![ReadingTable {
            title: "Veins".into(),
            columns,
            rows: vec![row],
            note: String::new(),
        }];
        Overview {
            tables,
            ..Overview::default()
        }
    }

    #[test]
    fn readings_outside_are_told_with_the_counts_and_nothing_where_nothing_is_judged() {
        assert!(compared(&overview(vec![cell(3.0, None)])).is_empty());
        let band = Some((91.5, 98.9));
        let counts = "Readings within what was measured in people: ";
        assert_eq!(
            compared(&overview(vec![cell(95.2, band)])),
            [format!("{counts}1 of 1 predicted")]
        );
        assert_eq!(
            compared(&overview(vec![cell(95.2, band), cell(80.0, band)])),
            [
                format!("{counts}1 of 2 predicted; outside:"),
                "\u{25bc} Foot <vein>, phase 1: 80.0 mmHg, people 91.5 to 98.9 (ST13)".to_owned(),
            ]
        );
        let many = compared(&overview(vec![cell(80.0, band); 11]));
        assert_eq!(many.len(), 1 + MOST_OUTSIDE + 1);
        assert_eq!(many[MOST_OUTSIDE + 1], "and 3 more in report.html");
    }

    #[test]
    fn every_judgement_has_its_word_and_symbol() {
        let band = Some((91.5, 98.9));
        let overview = overview(vec![
            cell(95.2, band),
            cell(80.0, band),
            cell(99.0, band),
            cell(50.0, None),
            cell(f64::NAN, band),
            None,
        ]);
        let html = tables_html(&overview);
        let cells: Vec<&str> = html.split("<td ").skip(1).collect();
        let expected = [
            ("good", "✓ in band"),
            ("bad", "▼ below"),
            ("bad", "▲ above"),
            ("none", "no reference"),
            ("bad", "✕ no value"),
            ("void", "–"),
        ];
        assert_eq!(cells.len(), expected.len());
        for (cell, (class, words)) in cells.iter().zip(expected) {
            assert!(
                cell.contains(&format!(r#"class="{class}""#)),
                "{class}: {cell}"
            );
            assert!(cell.contains(words), "{words}: {cell}");
        }
        assert_eq!(
            tally(&overview),
            Tally {
                predicted: Share {
                    in_band: 1,
                    judged: 4
                },
                calibrated: Share::default(),
            }
        );
        assert_eq!(outside_html(&overview).matches("<li>").count(), 3);
        assert_eq!(sources_html(&overview).matches("<li ").count(), 1);
        assert!(!html.contains("<vein>"));
    }

    #[test]
    fn every_range_of_a_reading_is_shown_with_its_role_and_only_judged_ones_count() {
        let cell = ReadingCell {
            value: 80.0,
            accepted: vec![
                accepted(60.0, 90.0, "A1", RangeRole::Predicted),
                accepted(70.0, 75.0, "B1", RangeRole::Predicted),
                accepted(79.0, 81.0, "C1", RangeRole::Calibrated),
                accepted(1.0, 2.0, "D1", RangeRole::Shown("not counted")),
            ],
        };
        let overview = overview(vec![Some(cell)]);
        let html = tables_html(&overview);
        assert!(html.contains(r#"<td role="cell" class="bad""#), "{html}");
        for (words, id) in [
            (
                "✓ in band</b></span> <a href=\"#target-A1\"",
                ">60 to 90</a> predicted",
            ),
            (
                "▲ above</b></span> <a href=\"#target-B1\"",
                ">70 to 75</a> predicted",
            ),
            (
                "✓ in band</b></span> <a href=\"#target-C1\"",
                ">79 to 81</a> calibrated",
            ),
            ("<br/><a href=\"#target-D1\"", ">1 to 2</a> not counted"),
        ] {
            assert!(
                html.contains(words) && html.contains(id),
                "{words} {id}: {html}"
            );
        }
        let share = |in_band, judged| Share { in_band, judged };
        assert_eq!(
            tally(&overview),
            Tally {
                predicted: share(1, 2),
                calibrated: share(1, 1),
            }
        );
        let outside = outside_html(&overview);
        assert_eq!(outside.matches("<li>").count(), 1);
        assert!(outside.contains("70 to 75</a> (healthy adults, standing, rest; predicted)"));
        let sources = sources_html(&overview);
        assert_eq!(sources.matches("<li ").count(), 4);
        assert!(sources.contains("1 to 2 mmHg; healthy adults, standing, rest; not counted."));
        let mut rising = overview;
        rising.work_slopes = vec![WorkSlope {
            source: "Author B 2018, doi <b>".to_owned(),
            ..WorkSlope::default()
        }];
        let sources = sources_html(&rising);
        assert!(
            sources.contains("Author B 2018, doi &lt;b&gt;"),
            "{sources}"
        );
    }

    #[test]
    fn a_spread_of_people_marks_a_reading_and_does_not_count() {
        let html = |low, high| {
            let cell = ReadingCell {
                value: 80.0,
                accepted: vec![accepted(low, high, "", RangeRole::Marked)],
            };
            let overview = overview(vec![Some(cell)]);
            assert_eq!(tally(&overview), Tally::default());
            assert_eq!(outside_html(&overview), "");
            tables_html(&overview)
        };
        assert!(html(70.0, 85.0).contains("✓ in band"));
        assert!(html(70.0, 75.0).contains("▲ above"));
        let single = html(75.0, 75.0);
        assert!(single.contains(">75</span> people"), "{single}");
        assert!(!single.contains("▲"), "{single}");
    }

    #[test]
    fn rounding_does_not_hide_on_which_side_a_value_lies() {
        let cells = vec![cell(98.94, Some((91.5, 98.9)))];
        let html = tables_html(&overview(cells));
        assert!(
            html.contains(">98.94<") && html.contains("▲ above"),
            "{html}"
        );
        assert!(html.contains("91.5 to 98.9"), "{html}");
        let cells = vec![cell(131.2, Some((131.0, 189.0)))];
        assert!(tables_html(&overview(cells)).contains(">131.2<"));
    }

    #[test]
    fn rows_shorter_than_the_columns_are_filled() {
        let mut overview = overview(vec![cell(1.0, None)]);
        overview.tables[0].columns.push("later".into());
        assert_eq!(tables_html(&overview).matches("<td ").count(), 2);
    }
}

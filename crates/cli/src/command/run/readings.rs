//! The table of readings on the terminal: about a screen, in blocks of columns that fit its width.
//!
//! Where readings or phases are too many, the readings that changed least and the phases in the middle
//! are left out, and a line says so. Of repeated phases the first and the last repetition are kept.

use std::io::Write;
use std::ops::Range;

use secondheart_report::overview::{Judgement, ReadingCell, ReadingRow, ReadingTable};
use secondheart_report::text::spoken;

use crate::failure::Failure;
use crate::text_table::{TextTable, number, width_of, wrapped};

/// Lines of a screen that the table may take, headings included.
const LINES: usize = 50;
/// Lines of a block beside its readings, about: heading, rule and a blank.
const FRAME: usize = 4;
/// Fewest readings shown of many phases.
const LEAST_ROWS: usize = 9;
/// Characters of a line in the heading of a column.
const HEADING: usize = 9;

/// Room below or above a mark and the blank before it.
pub(super) const MARK_ROOM: &str = "  ";

/// Readings that are never left out: of the whole body, of the veins that the muscles emptied, and of
/// what was lost or gained since the start.
const KEPT: [&str; 12] = [
    "heart rate",
    "mean arterial pressure",
    "cardiac output",
    "foot ambulatory pressure",
    "foot ambulatory fall",
    "refill time to 90 %, foot",
    "ankle ambulatory pressure",
    "ankle ambulatory fall",
    "refill time to 90 %, ankle",
    "blood lost by the end",
    "plasma lost by the end",
    "leg swelling by the end",
];
/// Readings shown beside those at least.
const BESIDE_KEPT: usize = 5;

/// The part of a table that is shown.
struct Part<'a> {
    rows: Vec<&'a ReadingRow>,
    headings: Vec<String>,
    /// Blocks of columns, by their places among the headings.
    blocks: Vec<Range<usize>>,
}

impl<'a> Part<'a> {
    fn of(readings: &'a ReadingTable, judged: bool, width: usize) -> Self {
        let all: Vec<&ReadingRow> = readings.rows.iter().collect();
        let headings = readings.columns.iter().map(|column| {
            let lines = wrapped(&spoken(column), HEADING);
            // Above the numbers, not above their marks.
            let room = if judged { MARK_ROOM } else { "" };
            let lines: Vec<String> = lines.lines().map(|line| format!("{line}{room}")).collect();
            lines.join("\n")
        });
        let headings: Vec<String> = headings.collect();
        let beside = |rows: &[&ReadingRow]| even_blocks(&Shown::of(rows, judged), &headings, width);
        let kept = all.iter().filter(|row| KEPT.contains(&row.label.as_str()));
        let least = LEAST_ROWS.max(kept.count() + BESIDE_KEPT);
        // As many readings as a screen holds.
        let mut rows = all.clone();
        while rows.len() > least && beside(&rows).len() * (rows.len() + FRAME) > LINES {
            rows = most_changed(&all, rows.len() - 1);
        }
        let mut blocks = beside(&rows);
        let most = (LINES / (rows.len() + FRAME)).max(2);
        if blocks.len() > most {
            // The first blocks and the last.
            blocks.drain(most - 1..blocks.len() - 1);
        }
        Self {
            rows,
            headings,
            blocks,
        }
    }

    fn shows(&self, column: usize) -> bool {
        self.blocks.iter().any(|block| block.contains(&column))
    }
}

/// The same table with some of its columns.
fn with_columns(readings: &ReadingTable, columns: &[usize]) -> ReadingTable {
    let row = |row: &ReadingRow| ReadingRow {
        cells: columns
            .iter()
            .map(|column| row.cells.get(*column).cloned().flatten())
            .collect(),
        ..row.clone()
    };
    ReadingTable {
        columns: columns
            .iter()
            .map(|column| readings.columns[*column].clone())
            .collect(),
        rows: readings.rows.iter().map(row).collect(),
        ..ReadingTable::default()
    }
}

/// Shows the table.
pub(super) fn show(
    readings: &ReadingTable,
    width: usize,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let all: Vec<&ReadingRow> = readings.rows.iter().collect();
    let judged = is_judged(&all);
    let ends = readings.first_and_last_repetitions();
    let few = with_columns(readings, &ends);
    let whole = Part::of(readings, judged, width);
    let repeated = ends.iter().any(|column| !whole.shows(*column));
    let part = match repeated {
        true => Part::of(&few, judged, width),
        false => whole,
    };
    let Part {
        rows,
        headings,
        blocks: shown,
    } = part;
    let columns: usize = shown.iter().map(Range::len).sum();
    let lines = Shown::of(&rows, judged);
    for (i, block) in shown.iter().enumerate() {
        if i > 0 {
            writeln!(out)?;
        }
        write_block(&lines, &headings, block.clone(), out)?;
    }
    if is_judged(&rows) {
        let key = "\u{2713} within what was measured in people, \u{25bc} below, \u{25b2} above; \
                   ranges and sources are in report.html";
        writeln!(out, "\n{}", wrapped(key, width))?;
    }
    let counts = [
        (all.len() - rows.len(), all.len(), "readings"),
        (
            readings.columns.len() - columns,
            readings.columns.len(),
            "columns",
        ),
    ];
    let counts: Vec<String> = counts
        .iter()
        .filter(|(left_out, ..)| *left_out > 0)
        .map(|(left_out, all, what)| format!("{left_out} of the {all} {what}"))
        .collect();
    if !counts.is_empty() {
        let repetitions = if repeated {
            " Of repeated phases the first and the last are shown."
        } else {
            ""
        };
        let told = format!(
            "Left out here: {} of report.html; summary.json has all.{repetitions}",
            counts.join(" and ")
        );
        writeln!(out, "\n{}", wrapped(&told, width))?;
    }
    if !readings.note.is_empty() {
        writeln!(out, "\n{}", wrapped(&readings.note, width))?;
    }
    Ok(())
}

fn is_judged(rows: &[&ReadingRow]) -> bool {
    let cells = rows.iter().flat_map(|row| row.cells.iter().flatten());
    cells.into_iter().any(|cell| cell.judged().next().is_some())
}

/// A reading as it is written: label, unit and cells.
pub(super) struct Shown {
    pub(super) label: String,
    pub(super) unit: String,
    pub(super) cells: Vec<String>,
    /// Whether a column has a number.
    pub(super) filled: Vec<bool>,
}

impl Shown {
    /// Rows; a change of the reading above it is indented under it.
    pub(super) fn of(rows: &[&ReadingRow], marked: bool) -> Vec<Self> {
        let above = rows.iter().scan("", |base, row| {
            let change = row
                .label
                .strip_prefix(*base)
                .and_then(|rest| rest.strip_prefix(": "));
            if change.is_none() {
                *base = &row.label;
            }
            Some(change.map_or_else(|| row.label.clone(), |change| format!("  {change}")))
        });
        let shown = |(row, label): (&&ReadingRow, String)| {
            let values: Vec<f64> = row.cells.iter().flatten().map(|cell| cell.value).collect();
            let cell = |cell: &Option<ReadingCell>| {
                let value = cell.as_ref().map_or(f64::NAN, |cell| cell.value);
                let number = number(value, &values, &row.unit);
                match marked {
                    true => {
                        let judgement = cell
                            .as_ref()
                            .map_or(Judgement::NoReference, ReadingCell::judgement);
                        format!("{number} {}", mark(judgement))
                    }
                    false => number,
                }
            };
            Self {
                label,
                unit: row.unit.clone(),
                cells: row.cells.iter().map(cell).collect(),
                filled: row.cells.iter().map(Option::is_some).collect(),
            }
        };
        rows.iter().zip(above).map(shown).collect()
    }
}

/// Blocks of columns, as few as there must be, about equally wide.
pub(super) fn even_blocks(rows: &[Shown], headings: &[String], width: usize) -> Vec<Range<usize>> {
    let fewest = blocks(rows, headings, width, headings.len());
    let even = headings.len().div_ceil(fewest.len().max(1));
    let evenly = blocks(rows, headings, width, even);
    if evenly.len() == fewest.len() {
        evenly
    } else {
        fewest
    }
}

/// Columns that fit beside each other, block by block: at least one, and at most `most`.
fn blocks(rows: &[Shown], headings: &[String], width: usize, most: usize) -> Vec<Range<usize>> {
    let words = |text: fn(&Shown) -> &str, heading: &str| {
        let widths = rows.iter().map(|row| width_of(text(row)));
        widths.max().unwrap_or(0).max(heading.len())
    };
    let first = words(|row| &row.label, "reading") + 2 + words(|row| &row.unit, "unit");
    let mut blocks: Vec<Range<usize>> = Vec::new();
    let mut taken = width;
    for (i, heading) in headings.iter().enumerate() {
        let cells = rows.iter().filter_map(|row| row.cells.get(i));
        let cells = cells.map(|cell| width_of(cell)).max().unwrap_or(0);
        let own = 2 + cells.max(width_of(heading));
        match blocks.last_mut() {
            Some(block) if taken + own <= width && block.len() < most => block.end = i + 1,
            _ => {
                blocks.push(i..i + 1);
                taken = first;
            }
        }
        taken += own;
    }
    blocks
}

/// So many rows that changed most, of their own largest value, in the order of the table.
fn most_changed<'a>(rows: &[&'a ReadingRow], most: usize) -> Vec<&'a ReadingRow> {
    let change = |row: &ReadingRow| {
        let values = row.cells.iter().flatten().map(|cell| cell.value);
        let ends = values.fold((f64::INFINITY, f64::NEG_INFINITY), |ends, value| {
            (ends.0.min(value), ends.1.max(value))
        });
        let largest = ends.0.abs().max(ends.1.abs());
        if largest > 0.0 && ends.0.is_finite() {
            (ends.1 - ends.0) / largest
        } else {
            0.0
        }
    };
    let score = |row: &ReadingRow| match KEPT.contains(&row.label.as_str()) {
        true => f64::INFINITY,
        false => change(row),
    };
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by(|a, b| score(rows[*b]).total_cmp(&score(rows[*a])));
    order.truncate(most);
    order.sort_unstable();
    order.into_iter().map(|i| rows[i]).collect()
}

/// Writes the readings that have a number in these columns.
pub(super) fn write_block(
    rows: &[Shown],
    headings: &[String],
    columns: Range<usize>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let heading = ["reading".to_owned(), "unit".to_owned()];
    let heading = heading
        .into_iter()
        .chain(headings[columns.clone()].to_vec());
    let mut table = TextTable::new(heading, 2);
    let has_number = |row: &&Shown| columns.clone().any(|i| row.filled.get(i) == Some(&true));
    for row in rows.iter().filter(has_number) {
        let words = [row.label.clone(), row.unit.clone()];
        let cells = row.cells[columns.clone()].iter().cloned();
        table.push(words.into_iter().chain(cells));
    }
    table.write(out)?;
    Ok(())
}

/// A character for a judgement.
pub(super) fn mark(judgement: Judgement) -> char {
    match judgement {
        Judgement::InBand => '\u{2713}',
        Judgement::Below => '\u{25bc}',
        Judgement::Above => '\u{25b2}',
        Judgement::NoReference | Judgement::NoValue => ' ',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table of so many phases; the reading `n` changes by `n` per cent.
    fn shown(rows: usize, phases: usize, width: usize) -> String {
        let cell = |n: usize, phase: usize| {
            let value = 100.0 + n as f64 * phase as f64 / phases as f64;
            let accepted = Vec::new();
            Some(ReadingCell { value, accepted })
        };
        let row = |n: usize| ReadingRow {
            label: format!("reading {n}"),
            unit: "mmHg".to_owned(),
            about: String::new(),
            cells: (0..phases).map(|phase| cell(n, phase)).collect(),
        };
        let table = ReadingTable {
            title: String::new(),
            columns: (1..=phases)
                .map(|phase| format!("stand at work {phase}"))
                .collect(),
            rows: (0..rows).map(row).collect(),
            note: String::new(),
        };
        let mut out = Vec::new();
        show(&table, width, &mut out).expect("memory can be written");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for width in [60, 80, 100, 200] {
            for phases in [1, 5, 30] {
                let table = shown(16, phases, width);
                let widest = table.lines().map(|line| line.chars().count()).max();
                assert!(widest <= Some(width), "{widest:?} of {width}: {table}");
            }
        }
    }

    #[test]
    fn a_phase_is_called_as_people_say_it() {
        let table = ReadingTable {
            columns: vec!["lying_down".to_owned()],
            ..ReadingTable::default()
        };
        let mut out = Vec::new();
        show(&table, 100, &mut out).expect("memory can be written");
        let shown = String::from_utf8_lossy(&out);
        let lines: Vec<&str> = shown.lines().map(str::trim).collect();
        assert_eq!(lines[0], "lying");
        assert!(
            lines[1].ends_with("down") && !shown.contains('_'),
            "{shown}"
        );
    }

    #[test]
    fn a_table_that_fits_a_screen_leaves_nothing_out() {
        let table = shown(16, 9, 100);
        assert!(!table.contains("Left out"), "{table}");
        for n in 0..16 {
            assert!(table.contains(&format!("reading {n} ")), "{table}");
        }
    }

    #[test]
    fn a_longer_table_keeps_what_changed_most_and_says_what_it_left_out() {
        let table = shown(20, 200, 100);
        assert!(table.lines().count() <= 56, "{table}");
        assert!(
            table.contains("reading 19 ") && !table.contains("reading 3 "),
            "{table}"
        );
        assert!(table.contains("11 of the 20 readings and "), "{table}");
        let told = "of the 200 columns of report.html; summary.json has all.";
        assert!(table.replace('\n', " ").contains(told), "{table}");
        let last = table
            .lines()
            .any(|line| line.trim_end().ends_with("work 200"));
        assert!(last, "the last phase is shown: {table}");
    }

    #[test]
    fn of_repeated_phases_and_windows_the_first_and_last_are_shown() {
        let names = ["cutting", "sitting", "walking", "cleaning"];
        let phases = (1..=8).flat_map(|time| names.map(|name| format!("{name} {time}")));
        let windows = (1..=8).map(|time| format!("end of cutting {time}"));
        let columns: Vec<String> = phases.chain(windows).collect();
        let row = |n: usize| ReadingRow {
            label: match n {
                0 => "refill time to 90 %, ankle".to_owned(),
                n => format!("reading {n}"),
            },
            unit: "mmHg".to_owned(),
            about: String::new(),
            cells: (0..columns.len())
                .map(|column| {
                    let value = 100.0 + (n * column) as f64;
                    let accepted = Vec::new();
                    Some(ReadingCell { value, accepted })
                })
                .collect(),
        };
        let table = ReadingTable {
            rows: (0..30).map(row).collect(),
            columns,
            ..ReadingTable::default()
        };
        let mut out = Vec::new();
        show(&table, 100, &mut out).expect("memory can be written");
        let shown = String::from_utf8(out).expect("text");
        let lines = || shown.lines().filter(|line| !line.starts_with("Left out"));
        for time in 1..=8 {
            let heading = |word: &str| {
                let has = |line: &str| line.split("  ").any(|own| own.trim() == word);
                lines().filter(|line| has(line)).count()
            };
            let expected = usize::from(time == 1 || time == 8);
            assert_eq!(heading(&format!("walking {time}")), expected, "{shown}");
        }
        // It does not change, but tells of the veins.
        assert!(shown.contains("refill time to 90 %, ankle"), "{shown}");
        assert!(!shown.contains("reading 1 "), "{shown}");
        let told = "30 of the 40 columns of report.html; summary.json has all. Of repeated phases the \
                    first and the last are shown.";
        assert!(shown.replace('\n', " ").contains(told), "{shown}");
    }
}

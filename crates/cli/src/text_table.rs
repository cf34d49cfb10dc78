//! Plain tables for the terminal: columns padded to their widest cell. A heading may have several
//! lines.

use std::io::{self, Write};

use secondheart_body::quantity::decimals_for;
pub(crate) use secondheart_words::wrapped;

/// Characters that a column of texts has at least, however wide the columns before it are.
const LEAST_TEXT: usize = 40;
/// The same where texts are cut and not broken.
const LEAST_CUT_TEXT: usize = 28;

/// A table of texts.
#[derive(Debug, Default)]
pub(crate) struct TextTable {
    rows: Vec<Vec<String>>,
    numbers_from: usize,
}

impl TextTable {
    /// A table with a heading; columns from `numbers_from` on are aligned to the right.
    pub(crate) fn new<I>(heading: I, numbers_from: usize) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        let mut table = Self {
            rows: Vec::new(),
            numbers_from,
        };
        table.push(heading);
        table
    }

    pub(crate) fn push<I>(&mut self, row: I)
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.rows.push(row.into_iter().map(Into::into).collect());
    }

    /// Breaks the texts of the last column between words, so that lines have at most `width`
    /// characters, but leaves the column at least [`LEAST_TEXT`].
    pub(crate) fn wrap_last(&mut self, width: usize) {
        self.wrap_last_to(width, LEAST_TEXT);
    }

    /// The same, but leaves the column at least `least` characters.
    pub(crate) fn wrap_last_to(&mut self, width: usize, least: usize) {
        let room = self.room_of_last(width, least);
        let heading = self.rows.drain(..1).collect();
        let rows = std::mem::replace(&mut self.rows, heading);
        for mut row in rows {
            let text = row.pop().unwrap_or_default();
            let text = wrapped(&text, room);
            let mut lines = text.lines();
            let before = row.len();
            row.push(lines.next().unwrap_or_default().to_owned());
            self.rows.push(row);
            for line in lines {
                let mut row = vec![String::new(); before];
                row.push(line.to_owned());
                self.rows.push(row);
            }
        }
    }

    /// Cuts the texts of the last column to the width that [`Self::wrap_last`] breaks them to, and
    /// gives the number of texts that were cut.
    pub(crate) fn cut_last(&mut self, width: usize) -> usize {
        let room = self.room_of_last(width, LEAST_CUT_TEXT);
        let mut cut = 0;
        for text in self
            .rows
            .iter_mut()
            .skip(1)
            .filter_map(|row| row.last_mut())
        {
            if text.chars().count() > room {
                let kept: String = text.chars().take(room - 1).collect();
                *text = format!("{}\u{2026}", kept.trim_end());
                cut += 1;
            }
        }
        cut
    }

    /// Characters that the columns before the last leave of a line.
    fn room_of_last(&self, width: usize, least: usize) -> usize {
        let last = self.rows.first().map_or(0, |row| row.len() - 1);
        let widest = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| width_of(cell) + 2).max().unwrap_or(0)
        };
        let before: usize = (0..last).map(widest).sum();
        width.saturating_sub(before).max(least)
    }

    /// Writes the heading, a rule and the rows.
    pub(crate) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| width_of(cell)).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let heading = self.rows.first().map_or(&[][..], Vec::as_slice);
        let heading = heading_lines(heading);
        let rows = heading.iter().chain(self.rows.iter().skip(1));
        for (index, row) in rows.enumerate() {
            let mut line = String::new();
            for (column, cell) in row.iter().enumerate() {
                let pad = " ".repeat(widths[column] - cell.chars().count());
                if column > 0 {
                    line.push_str("  ");
                }
                if column >= self.numbers_from {
                    line.push_str(&pad);
                    line.push_str(cell);
                } else {
                    line.push_str(cell);
                    line.push_str(&pad);
                }
            }
            writeln!(out, "{}", line.trim_end())?;
            if index + 1 == heading.len() {
                let all = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1);
                writeln!(out, "{}", "\u{2500}".repeat(all))?;
            }
        }
        Ok(())
    }
}

/// Width of a cell: of its longest line.
pub(crate) fn width_of(cell: &str) -> usize {
    let lines = cell.lines().map(|line| line.chars().count());
    lines.max().unwrap_or(0)
}

/// A heading as rows of one line each, the last lines of all cells in the last row.
fn heading_lines(heading: &[String]) -> Vec<Vec<String>> {
    let cells: Vec<Vec<&str>> = heading.iter().map(|cell| cell.lines().collect()).collect();
    let most = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
    let line = |row: usize| {
        let cell = |lines: &Vec<&str>| {
            let missing = most - lines.len();
            let line = row.checked_sub(missing).and_then(|line| lines.get(line));
            line.map_or_else(String::new, |line| (*line).to_owned())
        };
        cells.iter().map(cell).collect()
    };
    (0..most).map(line).collect()
}

/// Characters that fit beside each other: as the environment says (`COLUMNS`), as the terminal says,
/// or 100.
pub(crate) fn terminal_width() -> usize {
    let asked = std::env::var("COLUMNS").ok();
    let asked = asked.and_then(|columns| columns.trim().parse().ok());
    let own = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    asked.or_else(own).unwrap_or(100).max(40)
}

/// A number as people write it beside others of a row in that unit, or a dash for none.
pub(crate) fn number(value: f64, row: &[f64], unit: &str) -> String {
    if !value.is_finite() {
        return "-".to_owned();
    }
    let decimals = decimals_for(row.iter().copied(), unit);
    let written = format!("{value:.decimals$}");
    match written.strip_prefix('-') {
        Some(size) if size.bytes().all(|byte| matches!(byte, b'0' | b'.')) => size.to_owned(),
        _ => written,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_left_and_numbers_right() {
        let mut table = TextTable::new(["reading", "rest"], 1);
        table.push(["heart rate", "62"]);
        table.push(["\u{e9}", "5000"]);
        let mut out = Vec::new();
        table.write(&mut out).expect("memory can be written");
        let rule = "\u{2500}".repeat(16);
        let expected =
            format!("reading     rest\n{rule}\nheart rate    62\n\u{e9}           5000\n");
        assert_eq!(String::from_utf8_lossy(&out), expected);
    }

    #[test]
    fn numbers_are_written_as_their_unit_is() {
        let alone = |value, unit| number(value, &[value], unit);
        assert_eq!(alone(93.26, "mmHg"), "93.3");
        assert_eq!(alone(5312.4, "mL"), "5312");
        assert_eq!(alone(72.4, "/min"), "72");
        assert_eq!(alone(6.214, "L/min"), "6.21");
        assert_eq!(alone(-0.5, "mmHg"), "-0.5");
        assert_eq!(alone(-0.04, "%"), "0.0");
        assert_eq!(alone(f64::NAN, "mmHg"), "-");
        assert_eq!(number(97.94, &[97.94, 108.2], "mL"), "98");
        assert_eq!(number(-0.004, &[-0.004, 1.2], "L/min"), "0.00");
    }

    #[test]
    fn a_heading_of_several_lines_stands_on_the_rule() {
        let mut table = TextTable::new(["reading", "end of\nstanding"], 1);
        table.push(["heart rate", "62"]);
        let mut out = Vec::new();
        table.write(&mut out).expect("memory can be written");
        let rule = "\u{2500}".repeat(20);
        let expected =
            format!("              end of\nreading     standing\n{rule}\nheart rate        62\n");
        assert_eq!(String::from_utf8_lossy(&out), expected);
    }

    #[test]
    fn long_texts_of_the_last_column_are_broken_or_cut() {
        let text = "a source of ten words that is too long for its line".to_owned();
        let table = || {
            let mut table = TextTable::new(["name", "from"], 2);
            table.push(["one", &text]);
            table.push(["two", "short"]);
            table
        };
        let shown = |table: &TextTable| {
            let mut out = Vec::new();
            table.write(&mut out).expect("memory can be written");
            String::from_utf8_lossy(&out).into_owned()
        };
        let mut broken = table();
        broken.wrap_last(46);
        let lines: Vec<String> = shown(&broken).lines().skip(2).map(str::to_owned).collect();
        let expected = [
            "one   a source of ten words that is too long",
            "      for its line",
            "two   short",
        ];
        assert_eq!(lines, expected);
        let mut cut = table();
        assert_eq!(cut.cut_last(46), 1);
        let shown = shown(&cut);
        assert!(
            shown.contains("one   a source of ten words that is too long\u{2026}\n"),
            "{shown}"
        );
        // Wide columns before it do not take all room of a text, and a text that fits stays.
        assert_eq!(table().cut_last(10), 1);
        assert_eq!(table().cut_last(100), 0);
    }
}

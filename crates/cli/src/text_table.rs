//! Plain tables for the terminal: columns padded to their widest cell.

use std::io::{self, Write};

use secondheart_body::quantity::decimals_for;

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

    /// Writes the heading, a rule and the rows.
    pub(crate) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for (index, row) in self.rows.iter().enumerate() {
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
            if index == 0 {
                let all = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1);
                writeln!(out, "{}", "\u{2500}".repeat(all))?;
            }
        }
        Ok(())
    }
}

/// A number as people write it in that unit, or a dash for none.
pub(crate) fn number(value: f64, unit: &str) -> String {
    if !value.is_finite() {
        return "-".to_owned();
    }
    let decimals = decimals_for([value], unit);
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
        assert_eq!(number(93.26, "mmHg"), "93.3");
        assert_eq!(number(5312.4, "mL"), "5312");
        assert_eq!(number(72.4, "/min"), "72");
        assert_eq!(number(6.214, "L/min"), "6.21");
        assert_eq!(number(-0.5, "mmHg"), "-0.5");
        assert_eq!(number(-0.04, "%"), "0.0");
        assert_eq!(number(f64::NAN, "mmHg"), "-");
    }
}

//! The lines of a text around a mistake, drawn with a mark under the mistake:
//!
//! ```text
//!    ╭─[a.toml:3:15]
//!  2 │ name = "rest"
//!  3 │ duration = "3 minuts"
//!    ·               ───┬──
//!    ·                  ╰── phase.rest.duration
//!    ╰────
//! ```

use std::fmt;
use std::ops::Range;

use anstyle::{AnsiColor, Style};

/// Bytes of a line that are shown whole.
const LONG: usize = 400;
/// Bytes of a longer line that are shown on each side of the mistake.
const AROUND: usize = 60;

const FAINT: Style = Style::new().dimmed();
const MARK: Style = AnsiColor::Magenta.on_default().bold();

/// A mistake in a text: the text with its name, the bytes of the mistake, and what they are called.
/// Of a line that is too long for a screen, such as all of a file written without line breaks, only
/// the part around the mistake is drawn.
#[derive(Debug)]
pub(crate) struct Excerpt<'a> {
    pub(crate) name: &'a str,
    pub(crate) text: &'a str,
    pub(crate) span: Range<usize>,
    pub(crate) label: Option<&'a str>,
}

/// The end of the last whole character within the first bytes of a text.
fn whole(text: &str, bytes: usize) -> usize {
    let mut at = bytes.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Columns of a piece of a line, with four for a tab.
fn columns(piece: &str) -> usize {
    piece.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = whole(self.text, self.span.start);
        let number = self.text[..first].matches('\n').count();
        let mut lines: Vec<(usize, &str)> = self.text.lines().enumerate().collect();
        if number >= lines.len() {
            lines.push((number, ""));
        }
        let line = lines[number].1;
        let line_start = self.text[..first].rfind('\n').map_or(0, |at| at + 1);
        // A mistake of several lines is marked in its first.
        let from = whole(line, first - line_start);
        let to = whole(line, (from + self.span.len()).min(line.len()));
        let mut shown = lines[number.saturating_sub(1)..lines.len().min(number + 2)].to_vec();
        let mut cut = 0;
        if shown.iter().any(|(_, line)| line.len() > LONG) {
            cut = whole(line, from.saturating_sub(AROUND));
            shown = vec![(number, &line[cut..whole(line, to + AROUND)])];
        }

        let last = shown.last().map_or(0, |(n, _)| n + 1);
        let width = last.to_string().len();
        let gutter = " ".repeat(width + 2);
        let (name, column) = (self.name, from + 1);
        let place = format!("{name}:{}:{column}", number + 1);
        writeln!(f, "{gutter}╭─[{FAINT}{place}{FAINT:#}]")?;
        for (n, text) in shown {
            let text = text.replace('\t', "    ");
            writeln!(f, " {FAINT}{:>width$}{FAINT:#} │ {text}", n + 1)?;
            if n != number {
                continue;
            }
            let before = " ".repeat(columns(&line[cut..from]));
            let length = columns(&line[from..to]);
            let (left, right) = (length / 2, length.saturating_sub(length / 2 + 1));
            let middle = match (length, self.label) {
                (0, _) => '▲',
                (_, Some(_)) => '┬',
                (_, None) => '─',
            };
            let (left, right) = ("─".repeat(left), "─".repeat(right));
            writeln!(f, "{gutter}· {before}{MARK}{left}{middle}{right}{MARK:#}")?;
            if let Some(label) = self.label {
                let before = " ".repeat(before.len() + length / 2);
                writeln!(f, "{gutter}· {before}{MARK}╰── {label}{MARK:#}")?;
            }
        }
        writeln!(f, "{gutter}╰────")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An excerpt as drawn without colours.
    fn drawn(text: &str, span: Range<usize>, label: Option<&str>) -> String {
        let name = "a";
        let excerpt = Excerpt {
            name,
            text,
            span,
            label,
        };
        anstream::adapter::strip_str(&excerpt.to_string()).to_string()
    }

    #[test]
    fn the_line_is_shown_with_its_neighbours_and_the_mistake_is_marked() {
        let text = "one\ntwo\n\tthree\nfour\nfive";
        let expected = "   ╭─[a:3:2]\n 2 │ two\n 3 │     three\n   ·     ──┬──\n   ·       ╰── key\n 4 │ four\n   ╰────\n";
        assert_eq!(drawn(text, 9..14, Some("key")), expected);
        let expected = "   ╭─[a:1:1]\n 1 │ one\n   · ───\n 2 │ two\n   ╰────\n";
        assert_eq!(drawn(text, 0..3, None), expected);
    }

    #[test]
    fn a_mistake_at_the_end_of_a_text_or_across_lines_is_marked_within_one_line() {
        let expected = "   ╭─[a:2:1]\n 1 │ é\n 2 │ \n   · ▲\n   ╰────\n";
        assert_eq!(drawn("é\n", 3..3, None), expected);
        assert_eq!(drawn("é\n", 9..12, None), expected);
        assert_eq!(
            drawn("", 0..0, None),
            "   ╭─[a:1:1]\n 1 │ \n   · ▲\n   ╰────\n"
        );
        let expected = "   ╭─[a:1:2]\n 1 │ one\n   ·  ──\n 2 │ two\n   ╰────\n";
        assert_eq!(drawn("one\r\ntwo", 1..7, None), expected);
    }

    #[test]
    fn of_a_long_line_the_part_around_the_mistake_is_shown() {
        let text = format!("{{\n{}wrong{}\n}}", "ä".repeat(50_000), "é".repeat(50_000));
        let (before, after) = ("ä".repeat(30), "é".repeat(30));
        let mark = format!("{}─────", " ".repeat(30));
        let expected =
            format!("   ╭─[a:2:100001]\n 2 │ {before}wrong{after}\n   · {mark}\n   ╰────\n");
        assert_eq!(drawn(&text, 100_002..100_007, None), expected);
    }
}

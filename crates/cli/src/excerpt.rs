//! The lines of a text around a mistake, as an error shows them.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

/// Bytes of a line that are shown whole.
const LONG: usize = 400;
/// Bytes of a longer line that are shown on each side of the mistake.
const AROUND: usize = 60;

/// A text with its name. Of a line that is too long for a screen, such as all of a file written
/// without line breaks, only the part around the mistake is shown.
#[derive(Debug)]
pub(crate) struct Excerpt {
    name: String,
    text: String,
}

impl Excerpt {
    pub(crate) fn new(name: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            text: text.to_owned(),
        }
    }

    /// Bytes of the part of a span's line that is shown.
    fn part(&self, line: (usize, usize), span: &SourceSpan) -> (usize, usize) {
        let whole = |mut at: usize| {
            while !self.text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let (start, end) = line;
        let from = whole(span.offset().saturating_sub(AROUND).max(start));
        let to = whole((span.offset() + span.len() + AROUND).min(end));
        (from, to)
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let text = self.text.as_str();
        let (first, last) = (span.offset(), span.offset() + span.len());
        if last > text.len() {
            return Err(MietteError::OutOfBounds);
        }
        let start_of = |at: usize| text[..at].rfind('\n').map_or(0, |n| n + 1);
        let end_of = |at: usize| text[at..].find('\n').map_or(text.len(), |n| at + n);
        let line = (start_of(first), end_of(last));
        let (mut start, mut end) = line;
        for _ in 0..before {
            start = start_of(start.saturating_sub(1));
        }
        for _ in 0..after {
            end = end_of((end + 1).min(text.len()));
        }
        if text[start..end].lines().any(|line| line.len() > LONG) {
            (start, end) = self.part(line, span);
        }
        if before == 0 && after == 0 {
            // The place itself, which the heading names.
            (start, end) = (first, last);
        }
        let lines = text[..start].bytes().filter(|byte| *byte == b'\n').count();
        let column = start - start_of(start);
        let count = text[start..end].lines().count();
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            &text.as_bytes()[start..end],
            (start, end - start).into(),
            lines,
            column,
            count,
        )))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn shown(text: &str, span: (usize, usize)) -> (String, usize, usize) {
        let excerpt = Excerpt::new("a", text);
        let contents = excerpt.read_span(&span.into(), 1, 1).unwrap();
        let part = String::from_utf8(contents.data().to_vec()).unwrap();
        (part, contents.line(), contents.column())
    }

    #[test]
    fn the_line_is_shown_with_its_neighbours() {
        let text = "one\ntwo\nthree\nfour\nfive";
        assert_eq!(shown(text, (8, 5)), ("two\nthree\nfour".to_owned(), 1, 0));
        assert_eq!(shown(text, (0, 3)), ("one\ntwo".to_owned(), 0, 0));
        assert_eq!(shown(text, (23, 0)), ("four\nfive".to_owned(), 3, 0));
        assert_eq!(shown("", (0, 0)), (String::new(), 0, 0));
    }

    #[test]
    fn of_a_long_line_the_part_around_the_mistake_is_shown() {
        let text = format!("{{\n{}wrong{}\n}}", "ä".repeat(50_000), "é".repeat(50_000));
        let (part, line, column) = shown(&text, (100_002, 5));
        assert_eq!(part, format!("{}wrong{}", "ä".repeat(30), "é".repeat(30)));
        assert_eq!((line, column), (1, 100_000 - 60));
    }
}

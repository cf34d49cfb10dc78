//! Words and numbers as a reader sees them: escaping, decimals, durations, measured width.

use std::fmt::Write as _;

/// Escapes text for HTML and SVG, in element content and in quoted attributes.
///
/// Characters that XML forbids become U+FFFD.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// Units that follow a number in a sentence.
const UNITS: [&str; 25] = [
    "%", "mmHg", "mL", "L", "mL/min", "mL/s", "L/min", "/min", "s", "min", "h", "y", "years", "ms",
    "cm", "m", "mm", "kg", "g", "km/h", "m/s", "W", "mW", "deg", "beats",
];

/// A sentence for HTML, with numbers as in print: a true minus, and no break between a number and its
/// unit.
pub fn printed(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let rest = &text[at + c.len_utf8()..];
        let starts_number =
            !before.is_alphanumeric() && rest.starts_with(|c: char| c.is_ascii_digit());
        let word = rest.split([' ', ',', ';', ':', ')']).next().unwrap_or("");
        out.push(match c {
            '-' if starts_number => '\u{2212}',
            ' ' if before.is_ascii_digit() && UNITS.contains(&word.trim_end_matches('.')) => {
                '\u{a0}'
            }
            c => c,
        });
        before = c;
    }
    escape(&out)
}

/// The name of a phase as people say it: a name in a scenario file has `_` for a space.
pub fn spoken(name: &str) -> String {
    name.replace('_', " ")
}

/// A number with fixed decimals, a true minus sign and thin spaces between thousands;
/// a dash if it is not finite.
pub fn fixed(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    if value.abs() >= 1e9 {
        return format!("{value:.1e}").replace('-', "\u{2212}");
    }
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut out = String::new();
    if value < 0.0 && digits.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        out.push('\u{2212}');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && whole.len() > 4 && (whole.len() - i).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        let _ = write!(out, ".{fraction}");
    }
    out
}

/// A number with so many significant digits, with a power of ten where it is very large or small.
pub fn significant(value: f64, digits: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    let after_first = digits.saturating_sub(1);
    // Rounded first, so that 9.9996 counts as 10.00.
    let rounded = format!("{value:.after_first$e}");
    let power: i32 = rounded
        .split_once('e')
        .and_then(|(_, power)| power.parse().ok())
        .unwrap_or(0);
    if (-3..5).contains(&power) {
        fixed(value, (after_first as i32 - power).max(0) as usize)
    } else {
        rounded.replace('-', "\u{2212}")
    }
}

/// A length of time in words: `45 s`, `3 min 20 s`, `2 h 5 min`.
pub fn duration(seconds: f64) -> String {
    if !seconds.is_finite() {
        return "–".to_owned();
    }
    if seconds.abs() < 59.95 {
        let decimals = usize::from(seconds.abs() < 9.95 && seconds.fract() != 0.0);
        let decimals = if seconds.abs() < 0.095 && seconds != 0.0 {
            3
        } else {
            decimals
        };
        return format!("{} s", fixed(seconds, decimals));
    }
    let whole = seconds.round();
    let (minutes, rest_s) = ((whole / 60.0).trunc(), whole % 60.0);
    if minutes.abs() < 60.0 {
        let start = format!("{} min", fixed(minutes, 0));
        return if rest_s == 0.0 {
            start
        } else {
            format!("{start} {} s", fixed(rest_s, 0))
        };
    }
    let start = format!("{} h", fixed((minutes / 60.0).trunc(), 0));
    let rest_min = minutes % 60.0;
    if rest_min == 0.0 {
        start
    } else {
        format!("{start} {} min", fixed(rest_min, 0))
    }
}

/// Estimated width of a line of sans-serif text of that size, in the units of the size.
///
/// Mean advance widths of common system fonts, on the wide side.
pub fn width(text: &str, size: f64) -> f64 {
    let advance = |c: char| match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '\u{202f}' => 0.3,
        'f' | 'r' | 't' | ' ' | '(' | ')' | '-' | '/' => 0.38,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.88,
        'A'..='Z' => 0.7,
        c if c.is_ascii() => 0.57,
        c if c > '\u{2e7f}' => 1.0,
        _ => 0.62,
    };
    size * text.chars().map(advance).sum::<f64>()
}

/// The text, cut with an ellipsis if it is wider than `room`.
pub fn fit(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if width(&out, size) + width(&c.to_string(), size) + 0.7 * size > room {
            break;
        }
        out.push(c);
    }
    format!("{}…", out.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_forbidden_characters_are_escaped() {
        assert_eq!(
            escape("<b a='1' c=\"2\">&"),
            "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;"
        );
        assert_eq!(escape("a\u{0}b\u{1b}c\n"), "a\u{fffd}b\u{fffd}c\n");
    }

    #[test]
    fn sentences_have_true_minus_signs_and_keep_numbers_with_their_units() {
        assert_eq!(
            printed("pressure -3.5 mmHg <a> in leg-2 5-10 s, 176 cm"),
            "pressure \u{2212}3.5\u{a0}mmHg &lt;a&gt; in leg-2 5-10\u{a0}s, 176\u{a0}cm"
        );
    }

    #[test]
    fn names_of_files_become_words() {
        assert_eq!(spoken("legs_raised"), "legs raised");
    }

    #[test]
    fn numbers_read_as_in_print() {
        assert_eq!(fixed(-3.25, 1), "\u{2212}3.2");
        assert_eq!(fixed(-0.01, 1), "0.0");
        assert_eq!(fixed(1234.0, 0), "1234");
        assert_eq!(fixed(12345.6, 1), "12\u{202f}345.6");
        assert_eq!(fixed(f64::NAN, 1), "–");
        assert_eq!(fixed(-1e300, 1), "\u{2212}1.0e300");
        assert_eq!(significant(0.0, 4), "0");
        assert_eq!(significant(120.44, 4), "120.4");
        assert_eq!(significant(-0.012_345, 3), "\u{2212}0.0123");
        assert_eq!(significant(9.9996, 4), "10.00");
        assert_eq!(significant(98_765.4, 3), "98\u{202f}765");
        assert_eq!(significant(-1.6e-13, 2), "\u{2212}1.6e\u{2212}13");
        assert_eq!(significant(2.5e7, 4), "2.500e7");
        assert_eq!(significant(f64::INFINITY, 4), "–");
    }

    #[test]
    fn durations_read_as_spoken() {
        assert_eq!(duration(0.0), "0 s");
        assert_eq!(duration(0.25), "0.2 s");
        assert_eq!(duration(59.99), "1 min");
        assert_eq!(duration(200.0), "3 min 20 s");
        assert_eq!(duration(7500.0), "2 h 5 min");
        assert_eq!(duration(f64::INFINITY), "–");
    }

    #[test]
    fn cut_text_fits_its_room() {
        let cut = fit("a rather long name of a phase", 12.0, 60.0);
        assert!(cut.ends_with('…') && width(&cut, 12.0) <= 60.0, "{cut}");
        assert_eq!(fit("rest", 12.0, 60.0), "rest");
    }
}

//! The numbers behind the figures, as JSON inside the page.
//!
//! A list of figures, each `{"figure", "title", "curves"}`; a curve has `panel`, `line`, `unit` and its
//! columns: `t_s` with `mean` (and `min`, `max` where a tint shows them), or another pair of columns.

use std::fmt::Write as _;

use crate::figure::Figure;

/// Name of the element of the page that holds the numbers.
pub(crate) const ELEMENT: &str = "figure-data";

/// Numbers of a line as it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Curve {
    /// Title of the panel.
    pub(crate) panel: String,
    /// Name of the line; empty if the panel has only one.
    pub(crate) line: String,
    /// Unit of the values; times are in seconds.
    pub(crate) unit: String,
    /// Columns of equal length by their names.
    pub(crate) columns: Vec<(&'static str, Vec<f64>)>,
}

/// A text in quotes, with no character that HTML or XML could read as markup.
fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' | '<' | '>' | '&' | '\u{fffe}' | '\u{ffff}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A number with six figures; `null` if it is not finite.
fn number(value: f64) -> String {
    let rounded: f64 = format!("{value:.5e}").parse().unwrap_or(value);
    match rounded.is_finite() {
        false => "null".to_owned(),
        // No minus before nothing.
        true if rounded == 0.0 => "0".to_owned(),
        true if (1e-4..1e9).contains(&rounded.abs()) => rounded.to_string(),
        true => format!("{rounded:e}"),
    }
}

/// The numbers of figures.
pub(crate) fn json(figures: &[Figure]) -> String {
    let mut out = String::from("[");
    for (i, figure) in figures.iter().enumerate() {
        let _ = write!(
            out,
            "{}\n{{\"figure\":{},\"title\":{},\"curves\":[",
            if i == 0 { "" } else { "," },
            quoted(figure.name),
            quoted(&figure.title)
        );
        for (i, curve) in figure.data.iter().enumerate() {
            let _ = write!(
                out,
                "{}\n{{\"panel\":{},\"line\":{},\"unit\":{}",
                if i == 0 { "" } else { "," },
                quoted(&curve.panel),
                quoted(&curve.line),
                quoted(&curve.unit)
            );
            for (name, values) in &curve.columns {
                let values: Vec<String> = values.iter().copied().map(number).collect();
                let _ = write!(out, ",{}:[{}]", quoted(name), values.join(","));
            }
            out.push('}');
        }
        out.push_str("]}");
    }
    out.push_str("\n]");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_six_figures_and_no_minus_before_nothing() {
        assert_eq!(number(93.264_849), "93.2648");
        assert_eq!(number(-0.0), "0");
        assert_eq!(number(1e-7), "1e-7");
        assert_eq!(number(f64::NAN), "null");
    }

    #[test]
    fn no_text_can_end_the_element() {
        let quoted = quoted("</script> & \"\\\n");
        assert_eq!(quoted, r#""\u003c/script\u003e \u0026 \u0022\u005c\u000a""#);
    }
}

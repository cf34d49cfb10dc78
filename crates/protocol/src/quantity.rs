//! Numbers with their unit, parsed together: `"90 s"`, `"60 deg"`, `"1.76 m"`, `"3 km/h"`.

use thiserror::Error;

use secondheart_words::meant;

pub use secondheart_body::quantity::Dimension;
use secondheart_body::quantity::unit_spelt;

/// A text that is not a quantity.
#[allow(
    missing_docs,
    reason = "the message of a variant says what its fields are"
)]
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum QuantityError {
    /// No number at the front.
    #[error("\"{text}\" is not {} (a number and a unit)", dimension.called())]
    NotANumber { text: String, dimension: Dimension },
    /// A number and no unit.
    #[error("\"{text}\" has no unit")]
    NoUnit { text: String, dimension: Dimension },
    /// A unit that does not exist.
    #[error("unknown unit \"{unit}\"")]
    UnknownUnit {
        unit: String,
        nearest: Option<String>,
        known: Vec<String>,
    },
    /// A unit of something else.
    #[error("\"{unit}\" is the unit of {}, not of {}", found.called(), dimension.called())]
    WrongDimension {
        unit: String,
        found: Dimension,
        dimension: Dimension,
    },
    /// Infinite, or not a number at all.
    #[error("\"{text}\" is not a finite number")]
    NotFinite { text: String },
}

impl QuantityError {
    pub(crate) fn advice(&self) -> Option<String> {
        match self {
            Self::NotANumber { dimension, .. }
            | Self::NoUnit { dimension, .. }
            | Self::WrongDimension { dimension, .. } => {
                Some(format!("write it as in \"{}\"", dimension.example()))
            }
            // Two quantities, such as "2 min 30 s".
            Self::UnknownUnit { unit, .. } if unit.contains(" ") => {
                Some("write one number with one unit, as in \"90 s\"".to_owned())
            }
            Self::UnknownUnit { nearest, known, .. } => meant(nearest.as_deref(), known),
            Self::NotFinite { .. } => None,
        }
    }
}

/// Parses a number and its unit; the value is in [`Dimension::unit`].
///
/// # Errors
/// The text has no number, no unit, or a unit of another dimension.
///
/// # Example
/// ```
/// use secondheart_protocol::quantity::{Dimension, parse};
///
/// assert_eq!(parse("1.5 min", Dimension::Time)?, 90.0);
/// let refused = parse("3 km/h", Dimension::Time).map_err(|error| error.to_string());
/// assert_eq!(refused, Err("\"km/h\" is the unit of a speed, not of a time".to_owned()));
/// # Ok::<(), secondheart_protocol::quantity::QuantityError>(())
/// ```
pub fn parse(text: &str, dimension: Dimension) -> Result<f64, QuantityError> {
    let trimmed = text.trim();
    let (number, unit) = split(trimmed);
    let Ok(value) = number.parse::<f64>() else {
        return Err(QuantityError::NotANumber {
            text: text.to_owned(),
            dimension,
        });
    };
    if !value.is_finite() {
        return Err(QuantityError::NotFinite {
            text: text.to_owned(),
        });
    }
    if unit.is_empty() {
        return Err(QuantityError::NoUnit {
            text: text.to_owned(),
            dimension,
        });
    }
    let factor = factor(unit, dimension)?;
    let converted = value * factor;
    if !converted.is_finite() {
        return Err(QuantityError::NotFinite {
            text: text.to_owned(),
        });
    }
    Ok(converted)
}

/// Byte range of the unit in the text, to point at it.
pub(crate) fn unit_range(text: &str) -> std::ops::Range<usize> {
    let end = text.trim_end().len();
    let (_, unit) = split(text.trim());
    end - unit.len()..end
}

fn factor(unit: &str, dimension: Dimension) -> Result<f64, QuantityError> {
    match unit_spelt(unit, dimension) {
        Some((found, factor)) if found == dimension => Ok(factor),
        Some((found, _)) => Err(QuantityError::WrongDimension {
            unit: unit.to_owned(),
            found,
            dimension,
        }),
        None => Err(QuantityError::UnknownUnit {
            unit: unit.to_owned(),
            nearest: secondheart_words::nearest(unit, dimension.spellings()).map(str::to_owned),
            known: dimension.spellings().map(str::to_owned).collect(),
        }),
    }
}

/// Splits into the number and the unit, both without blanks around them.
fn split(text: &str) -> (&str, &str) {
    let lower = text.to_ascii_lowercase();
    let unsigned = lower.trim_start_matches(['+', '-']);
    for word in ["nan", "infinity", "inf"] {
        if unsigned.starts_with(word) {
            let at = lower.len() - unsigned.len() + word.len();
            return (&text[..at], text[at..].trim());
        }
    }
    let bytes = text.as_bytes();
    let mut end = 0;
    while end < bytes.len() {
        let exponent_follows = matches!(bytes[end], b'e' | b'E')
            && end > 0
            && match bytes.get(end + 1) {
                Some(b'+' | b'-') => bytes.get(end + 2).is_some_and(u8::is_ascii_digit),
                Some(next) => next.is_ascii_digit(),
                None => false,
            };
        if exponent_follows {
            end += 2;
            continue;
        }
        match bytes[end] {
            b'0'..=b'9' | b'.' => end += 1,
            b'+' | b'-' if end == 0 => end += 1,
            _ => break,
        }
    }
    (&text[..end], text[end..].trim())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use Dimension::{Age, Angle, Gravity, Incline, Length, Mass, Power, Rate, Speed, Time};

    #[test]
    fn units_convert_to_the_dimensions_own() {
        let cases = [
            ("90 s", Time, 90.0),
            ("3 min", Time, 180.0),
            ("1h", Time, 3600.0),
            ("1.5e2 ms", Time, 0.15),
            ("30 y", Age, 30.0),
            ("-6 deg", Angle, -6.0),
            ("60°", Angle, 60.0),
            ("9.80665 m/s2", Gravity, 1.0),
            ("1 m/s", Speed, 3.6),
            ("50 W", Power, 50.0),
            ("1 Hz", Rate, 60.0),
            ("62 /min", Rate, 62.0),
            ("1.76 m", Length, 176.0),
            ("  73   kg ", Mass, 73.0),
        ];
        for (text, dimension, expected) in cases {
            let value = parse(text, dimension).unwrap();
            assert!(
                (value - expected).abs() < 1e-12 * expected.abs(),
                "{text}: {value}"
            );
        }
    }

    #[test]
    fn every_unit_is_worth_its_definition() {
        // SI; a pound is 0.45359237 kg, an inch 2.54 cm, a foot 12 inches, a mile 5280 feet; standard
        // gravity is 9.80665 m/s²; a full turn has 2π rad.
        let cases = [
            ("s", Time, 1.0),
            ("sec", Time, 1.0),
            ("second", Time, 1.0),
            ("seconds", Time, 1.0),
            ("ms", Time, 1.0 / 1000.0),
            ("min", Time, 60.0),
            ("minute", Time, 60.0),
            ("minutes", Time, 60.0),
            ("h", Time, 60.0 * 60.0),
            ("hour", Time, 60.0 * 60.0),
            ("hours", Time, 60.0 * 60.0),
            ("y", Age, 1.0),
            ("yr", Age, 1.0),
            ("year", Age, 1.0),
            ("years", Age, 1.0),
            ("deg", Angle, 1.0),
            ("°", Angle, 1.0),
            ("degree", Angle, 1.0),
            ("degrees", Angle, 1.0),
            ("rad", Angle, 360.0 / std::f64::consts::TAU),
            ("g", Gravity, 1.0),
            ("m/s2", Gravity, 1.0 / 9.80665),
            ("m/s²", Gravity, 1.0 / 9.80665),
            ("km/h", Speed, 1.0),
            ("m/s", Speed, 3600.0 / 1000.0),
            ("mph", Speed, 5280.0 * 12.0 * 2.54 / 100_000.0),
            ("W", Power, 1.0),
            ("watt", Power, 1.0),
            ("%", Incline, 1.0),
            ("/min", Rate, 1.0),
            ("per min", Rate, 1.0),
            ("bpm", Rate, 1.0),
            ("rpm", Rate, 1.0),
            ("/s", Rate, 60.0),
            ("Hz", Rate, 60.0),
            ("cm", Length, 1.0),
            ("m", Length, 100.0),
            ("mm", Length, 1.0 / 10.0),
            ("in", Length, 2.54),
            ("ft", Length, 12.0 * 2.54),
            ("kg", Mass, 1.0),
            ("lb", Mass, 0.45359237),
        ];
        for (unit, dimension, expected) in cases {
            let value = parse(&format!("2 {unit}"), dimension).unwrap();
            assert!(
                (value - 2.0 * expected).abs() < 1e-12 * expected,
                "2 {unit}: {value}"
            );
        }
        let spelt: Vec<_> = cases.iter().map(|case| (case.0, case.1)).collect();
        let all = [
            Time, Age, Angle, Gravity, Speed, Power, Incline, Rate, Length, Mass,
        ];
        let of = |dimension: Dimension| dimension.spellings().map(move |unit| (unit, dimension));
        let known: Vec<_> = all.into_iter().flat_map(of).collect();
        assert_eq!(spelt, known, "each unit has its line here");
    }

    #[test]
    fn every_dimension_is_written_in_its_own_unit() {
        for dimension in [
            Time, Age, Angle, Gravity, Speed, Power, Incline, Rate, Length, Mass,
        ] {
            let own = dimension.unit();
            assert_eq!(factor(own, dimension), Ok(1.0), "{own}");
            assert!(dimension.example().ends_with(own), "{own}");
            assert!(parse(dimension.example(), dimension).is_ok(), "{own}");
        }
    }

    #[test]
    fn what_cannot_be_understood_is_said() {
        let message = |text: &str, dimension| {
            let error = parse(text, dimension).unwrap_err();
            match error.advice() {
                Some(advice) => format!("{error}; {advice}"),
                None => error.to_string(),
            }
        };
        assert_eq!(
            message("90", Time),
            "\"90\" has no unit; write it as in \"90 s\""
        );
        assert_eq!(
            message("3 minuts", Time),
            "unknown unit \"minuts\"; did you mean \"minutes\"?"
        );
        assert_eq!(
            message("2 min 30 s", Time),
            "unknown unit \"min 30 s\"; write one number with one unit, as in \"90 s\""
        );
        assert_eq!(
            message("3 furlongs", Speed),
            "unknown unit \"furlongs\"; valid: km/h, m/s, mph"
        );
        assert_eq!(
            message("3 m", Time),
            "\"m\" is the unit of a length, not of a time; write it as in \"90 s\""
        );
        assert_eq!(
            message("long", Time),
            "\"long\" is not a time (a number and a unit); write it as in \"90 s\""
        );
        assert_eq!(message("nan s", Time), "\"nan s\" is not a finite number");
        assert_eq!(
            message("-inf kg", Mass),
            "\"-inf kg\" is not a finite number"
        );
        assert_eq!(
            message("1e308 h", Time),
            "\"1e308 h\" is not a finite number"
        );
    }

    #[test]
    fn the_unit_is_found_in_the_text() {
        assert_eq!(&"3  minuts "[unit_range("3  minuts ")], "minuts");
        assert_eq!(unit_range("90"), 2..2);
    }
}

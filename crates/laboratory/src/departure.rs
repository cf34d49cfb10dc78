//! Departures of a run from the range in which the body was compared with people.

use std::fmt;

use secondheart_body::checked_range::CheckedRange;
use secondheart_body::quantity::{label_of, unit_of};
use secondheart_body::{BodyError, Parameters, Subject};

/// A quantity that left the checked range, at the first time.
#[derive(Debug, Clone, PartialEq)]
pub struct Departure {
    /// What it is, for people.
    pub quantity: String,
    /// Its unit, for people; empty for a plain number.
    pub unit: String,
    /// Time after the start of the scenario, seconds; `None` if the value is outside from the
    /// start.
    pub at_s: Option<f64>,
    /// The value seen outside the range, in `unit`.
    pub value: f64,
    /// The end of the checked range that it passed.
    pub limit: f64,
    /// Why the range ends there.
    pub reason: String,
}

impl fmt::Display for Departure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The fewest decimals that distinguish the value from the end of the range and show it to
        // half a per cent.
        let tells = |decimals: &usize| {
            let rounded = |value: f64| (value * 10_f64.powi(*decimals as i32)).round();
            let own = rounded(self.value) / 10_f64.powi(*decimals as i32);
            let near = (own - self.value).abs() <= 0.005 * self.value.abs();
            own == self.value || near && rounded(self.value) != rounded(self.limit)
        };
        let decimals = (0..6).find(tells).unwrap_or(6);
        let side = if self.value > self.limit {
            "above"
        } else {
            "below"
        };
        let unit = if self.unit.is_empty() {
            String::new()
        } else {
            format!(" {}", self.unit)
        };
        write!(f, "{} {:.decimals$}{unit}", self.quantity, self.value)?;
        if let Some(at_s) = self.at_s {
            write!(f, " at {at_s:.0} s")?;
        }
        write!(f, ", {side} {}{unit}: {}", self.limit, self.reason)
    }
}

/// Departures of the person, and of the parameters that were set one by one, which `set` names;
/// their values are compared with the shipped values.
///
/// # Errors
/// A data file of the body is malformed.
pub fn at_start<'a>(
    subject: &Subject,
    set: impl Iterator<Item = (&'a str, f64)>,
) -> Result<Vec<Departure>, BodyError> {
    let range = CheckedRange::shipped()?;
    let person = range.subjects.iter().filter_map(|limit| {
        let value = limit.value(subject)?;
        let end = outside(value, Some(limit.low), Some(limit.high))?;
        Some(Departure {
            quantity: limit.quantity.clone(),
            unit: limit.unit.clone(),
            at_s: None,
            value,
            limit: end.value,
            reason: limit.reason.clone(),
        })
    });
    let mut all: Vec<Departure> = person.collect();
    let shipped = Parameters::shipped()?;
    for (path, value) in set {
        let Some(own) = shipped.get(path).filter(|own| own.value != 0.0) else {
            continue;
        };
        let ratio = value / own.value;
        let Some(end) = outside(ratio, Some(range.set.low), Some(range.set.high)) else {
            continue;
        };
        all.push(Departure {
            quantity: label_of(path),
            unit: unit_of(path).to_owned(),
            at_s: None,
            value,
            limit: end.value * own.value,
            reason: range.set.reason.clone(),
        });
    }
    Ok(all)
}

/// The end of a range that a value passed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct End {
    pub(crate) value: f64,
    pub(crate) is_low: bool,
}

/// The end that the value passed, if it is outside.
pub(crate) fn outside(value: f64, low: Option<f64>, high: Option<f64>) -> Option<End> {
    let below = low.filter(|low| value < *low).map(|value| End {
        value,
        is_low: true,
    });
    let above = high.filter(|high| value > *high).map(|value| End {
        value,
        is_low: false,
    });
    below.or(above)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn departures(subject: &Subject, set: &[(&str, f64)]) -> Vec<String> {
        let all = at_start(subject, set.iter().copied()).unwrap();
        all.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_shipped_body_of_the_reference_man_is_inside() {
        assert!(departures(&Subject::default(), &[("muscle.pressure_gain", 1.0)]).is_empty());
    }

    #[test]
    fn a_person_and_a_parameter_outside_are_told_with_value_end_and_reason() {
        let old = Subject {
            age_years: 85.0,
            ..Subject::default()
        };
        let told = departures(&old, &[("muscle.pressure_gain", 0.0)]);
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].starts_with("age 85 y, above 60 y: "), "{}", told[0]);
        let start = "muscle pressure gain 0, below 0.25: a parameter";
        assert!(told[1].starts_with(start), "{}", told[1]);
    }

    #[test]
    fn a_value_just_outside_is_shown_apart_from_the_end() {
        let departure = Departure {
            quantity: "mean arterial pressure".to_owned(),
            unit: "mmHg".to_owned(),
            at_s: Some(61.2),
            value: 54.98,
            limit: 55.0,
            reason: "why".to_owned(),
        };
        let told = "mean arterial pressure 54.98 mmHg at 61 s, below 55 mmHg: why";
        assert_eq!(departure.to_string(), told);
    }
}

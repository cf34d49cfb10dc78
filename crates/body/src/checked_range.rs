//! The range in which the body was compared with people, as data with reasons.
//!
//! A value inside the limits of a parameter can be simulated. That does not mean that such a body
//! was compared with people: the checked range is narrower.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::error::BodyError;
use crate::subject::Subject;

const FILE: &str = "data/checked_range.toml";
const TEXT: &str = include_str!("../data/checked_range.toml");

/// The range in which the body was checked.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckedRange {
    /// Quantities that change during a run.
    #[serde(rename = "signal")]
    pub signals: Vec<SignalLimit>,
    /// Length of a run.
    pub duration: DurationLimit,
    /// Properties of the person.
    #[serde(rename = "subject")]
    pub subjects: Vec<ValueLimit>,
    /// Parameters with limits of their own.
    #[serde(rename = "parameter")]
    pub parameters: Vec<ValueLimit>,
    /// Other parameters that are set one by one.
    pub set: SetLimit,
}

/// Limits of a quantity that changes during a run.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignalLimit {
    /// Name of a signal, or of a column of the beat table.
    pub name: String,
    /// What it is, for people.
    pub quantity: String,
    /// What has happened when the limit is passed, where that is an event, such as `the heart stops`.
    pub event: Option<String>,
    /// Whether the limits are shares of the value at the start.
    #[serde(default)]
    pub of_start: bool,
    /// The whole that the signal is a share of, if it is a share; the limits are shares, too.
    pub share_of: Option<String>,
    /// Lowest value, if there is one.
    pub low: Option<f64>,
    /// Highest value, if there is one.
    pub high: Option<f64>,
    /// Why the range ends below.
    #[serde(default)]
    pub low_reason: String,
    /// Why the range ends above.
    #[serde(default)]
    pub high_reason: String,
}

/// Limit of the length of a run.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DurationLimit {
    /// Longest duration that was checked, hours.
    pub high_h: f64,
    /// Why the range ends there.
    pub reason: String,
}

/// Limits of a property of the person, or of the value of a parameter.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueLimit {
    /// Field of [`Subject`] or `body_mass_index`, or the dotted name of a parameter.
    pub name: String,
    /// What it is, for people.
    pub quantity: String,
    /// Its unit, for people; empty for a plain number.
    pub unit: String,
    /// Lowest checked value, in `unit`.
    pub low: f64,
    /// Highest checked value, in `unit`.
    pub high: f64,
    /// Why the range ends there.
    pub reason: String,
}

impl ValueLimit {
    /// The person's value; `None` for a name that is no property.
    pub fn value(&self, subject: &Subject) -> Option<f64> {
        match self.name.as_str() {
            "age_years" => Some(subject.age_years),
            "stature_cm" => Some(subject.stature_cm),
            "body_mass_index" => Some(subject.body_mass_index()),
            "resting_heart_rate_per_min" => Some(subject.resting_heart_rate_per_min),
            _ => None,
        }
    }
}

/// Limits of the ratio of a parameter to its shipped value.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetLimit {
    /// Lowest checked ratio to the shipped value.
    pub low: f64,
    /// Highest checked ratio to the shipped value.
    pub high: f64,
    /// Why the range ends there.
    pub reason: String,
    /// Parts of names of parameters that belong to the protocol and have no such limits.
    pub protocol: Vec<String>,
}

impl CheckedRange {
    /// The range that comes with the program.
    ///
    /// # Errors
    /// The data file is malformed.
    pub fn shipped() -> Result<&'static Self, BodyError> {
        static READ: OnceLock<Result<CheckedRange, BodyError>> = OnceLock::new();
        READ.get_or_init(|| {
            toml::from_str(TEXT).map_err(|error| BodyError::Data {
                file: FILE.to_owned(),
                message: error.to_string(),
            })
        })
        .as_ref()
        .map_err(Clone::clone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Body, Parameters, Posture};

    #[test]
    fn every_limit_has_a_name_that_exists_an_order_and_a_reason() {
        let range = CheckedRange::shipped().unwrap();
        let parameters = Parameters::shipped().unwrap();
        let man = Body::unsettled(&parameters, &Subject::default(), Posture::SUPINE).unwrap();
        for limit in &range.signals {
            let is_signal = man.signal(&limit.name).is_ok();
            let beat_columns = [
                "mean_arterial_pressure_mmhg",
                "systolic_pressure_mmhg",
                "diastolic_pressure_mmhg",
                "cardiac_output_l_per_min",
            ];
            let is_beat_column = beat_columns.contains(&limit.name.as_str());
            assert!(is_signal || is_beat_column, "{}", limit.name);
            assert!(
                limit.low.is_some() || limit.high.is_some(),
                "{}",
                limit.name
            );
            assert!(limit.low.is_none() || !limit.low_reason.is_empty());
            assert!(limit.high.is_none() || !limit.high_reason.is_empty());
            let (low, high) = (
                limit.low.unwrap_or(f64::MIN),
                limit.high.unwrap_or(f64::MAX),
            );
            assert!(low < high, "{}", limit.name);
        }
        let reference = Subject::default();
        for limit in &range.subjects {
            let own = limit.value(&reference).unwrap();
            assert!(limit.low <= own && own <= limit.high, "{}", limit.name);
            assert!(!limit.reason.is_empty());
        }
        for limit in &range.parameters {
            let own = parameters.value(&limit.name).unwrap();
            assert!(limit.low <= own && own <= limit.high, "{}", limit.name);
            assert!(!limit.reason.is_empty());
        }
        assert!(range.duration.high_h > 0.0 && !range.duration.reason.is_empty());
        assert!(range.set.low < 1.0 && 1.0 < range.set.high);
    }
}

//! Departures of a run from the range in which the body was compared with people.

use std::fmt;

use secondheart_body::checked_range::CheckedRange;
use secondheart_body::quantity::{decimals_for, label_of, unit_of};
use secondheart_body::{BodyError, Parameters, Subject};
use secondheart_protocol::account::{Account, Differences, ParameterChange};
use secondheart_protocol::scenario::{self, Scenario, Setting};

/// A quantity that left the checked range: the first time, and the farthest value.
#[derive(Debug, Clone, PartialEq)]
pub struct Departure {
    /// What it is, for people.
    pub quantity: String,
    /// Its unit, for people; empty for a plain number.
    pub unit: String,
    /// What happened when it left, where that is an event, such as `the heart stops`.
    pub event: Option<String>,
    /// Time after the start of the scenario, seconds; `None` if the value is outside from the
    /// start.
    pub at_s: Option<f64>,
    /// The value farthest from the range, in `unit`.
    pub value: f64,
    /// The end of the checked range that it passed.
    pub limit: f64,
    /// Why the range ends there.
    pub reason: String,
}

impl fmt::Display for Departure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The data say "(estimate)" of the end of a range; a reader needs to know of what.
        let reason = self
            .reason
            .replace("(estimate", "(the limit is an estimate");
        if let (Some(event), Some(at_s)) = (&self.event, self.at_s) {
            return write!(f, "{event} at {}: {reason}", clock(at_s));
        }
        let is_below = self.value < self.limit;
        let (side, farthest) = if is_below {
            ("below", "lowest")
        } else {
            ("above", "highest")
        };
        let unit = if self.unit.is_empty() {
            String::new()
        } else {
            format!(" {}", self.unit)
        };
        let value = plain(self.value, &self.unit);
        let percent = if self.unit.starts_with('%') { " %" } else { "" };
        write!(f, "{} ", self.quantity)?;
        match self.at_s {
            None => write!(f, "{value}{unit}, {side} {}{unit}", self.limit)?,
            Some(at_s) => write!(
                f,
                "{side} {}{unit} from {at_s:.0} s on, {farthest} {value}{percent}",
                self.limit
            )?,
        }
        write!(f, ": {reason}")
    }
}

/// A time in minutes and seconds.
fn clock(time_s: f64) -> String {
    let seconds = time_s.round() as u64;
    match seconds / 60 {
        0 => format!("{seconds} s"),
        minutes => format!("{minutes} min {} s", seconds % 60),
    }
}

/// A number as people write it in that unit, without zeros at its end.
fn plain(value: f64, unit: &str) -> String {
    let text = format!("{value:.0$}", decimals_for([value], unit));
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// Departures of the person, of the length of the run, and of the parameters that the account names one by one, at the start and
/// in phases; their values are compared with the shipped values. What a shipped scenario sets itself, or
/// what is together just a condition, is no departure: it was compared with people so.
///
/// # Errors
/// A data file of the body is malformed.
pub fn at_start(
    subject: &Subject,
    account: &Account,
    duration_s: f64,
) -> Result<Vec<Departure>, BodyError> {
    let range = CheckedRange::shipped()?;
    let person = range.subjects.iter().filter_map(|limit| {
        let value = limit.value(subject)?;
        let end = outside(value, Some(limit.low), Some(limit.high))?;
        Some(Departure {
            quantity: limit.quantity.clone(),
            unit: limit.unit.clone(),
            event: None,
            at_s: None,
            value,
            limit: end.value,
            reason: limit.reason.clone(),
        })
    });
    let mut all: Vec<Departure> = person.collect();
    let duration_h = duration_s / 3600.0;
    if duration_h > range.duration.high_h {
        all.push(Departure {
            quantity: "duration".to_owned(),
            unit: "h".to_owned(),
            event: None,
            at_s: None,
            value: duration_h,
            limit: range.duration.high_h,
            reason: range.duration.reason.clone(),
        });
    }
    let shipped = Parameters::shipped()?;
    // A file of one's own that has the name of its scenario is not a shipped one.
    let of_name = |own: &&scenario::Shipped| own.name == account.scenario;
    let scenario = scenario::shipped().iter().find(of_name);
    let scenario = scenario.and_then(|own| Scenario::parse(own.text, &own.file()).ok());
    let of_scenario = |change: &ParameterChange| {
        let settings = scenario.iter().flat_map(|scenario| {
            let in_phases = scenario.phases.iter().flat_map(|phase| &phase.set);
            scenario.set.iter().chain(in_phases)
        });
        let same = |own: &Setting| own.path == change.path && own.value == change.value;
        settings.into_iter().any(same)
    };
    let in_phases = account.phases.iter().map(|phase| &phase.begins);
    let changes = std::iter::once(&account.from_start).chain(in_phases);
    let changes = changes.flat_map(Differences::one_by_one);
    for change in changes.filter(|change| !of_scenario(change)) {
        let (path, value) = (change.path.as_str(), change.value);
        let Some(own) = shipped.get(path) else {
            continue;
        };
        let mut of_protocol = range.set.protocol.iter();
        if of_protocol.any(|part| path.contains(part)) {
            continue;
        }
        let limits = range.parameters.iter().find(|limit| limit.name == path);
        let (low, high, reason) = match limits {
            Some(limit) => (limit.low, limit.high, &limit.reason),
            None if own.value == 0.0 => continue,
            None => {
                let ends = [range.set.low * own.value, range.set.high * own.value];
                (
                    ends[0].min(ends[1]),
                    ends[0].max(ends[1]),
                    &range.set.reason,
                )
            }
        };
        let Some(end) = outside(value, Some(low), Some(high)) else {
            continue;
        };
        let limit = end.value;
        let (quantity, unit) = match limits {
            Some(limit) => (limit.quantity.clone(), limit.unit.clone()),
            None => (label_of(path), unit_of(path).to_owned()),
        };
        // Several phases may set one parameter; parameters of several places may share a label.
        let mut told = all.iter_mut();
        let same = told.find(|other| other.quantity == quantity && other.limit == limit);
        if let Some(same) = same {
            if (value - limit).abs() > (same.value - limit).abs() {
                same.value = value;
            }
            continue;
        }
        all.push(Departure {
            quantity,
            unit,
            event: None,
            at_s: None,
            value,
            limit,
            reason: reason.clone(),
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
    use secondheart_protocol::scenario::parse_override;

    fn departures(subject: &Subject, set: &[(&str, f64)]) -> Vec<String> {
        let text = "[[phase]]\nname = \"rest\"\nduration = \"1 min\"\n";
        let mut scenario = Scenario::parse(text, "rest.toml").unwrap();
        for (path, value) in set {
            let argument = format!("{path}={value}");
            scenario.set_parameter(parse_override("--set", &argument).unwrap());
        }
        let shipped = Parameters::shipped().unwrap();
        let account = Account::of(&scenario, subject, &shipped, &shipped);
        let all = at_start(subject, &account, 60.0).unwrap();
        all.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_shipped_body_of_the_reference_man_is_inside() {
        let inside = [
            ("muscle.pressure_gain", 1.0),
            ("leg.left.cuff.calf.change_s", 60.0),
        ];
        assert!(departures(&Subject::default(), &inside).is_empty());
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
    fn half_the_blood_is_told_and_what_a_shipped_scenario_sets_is_not() {
        let told = departures(&Subject::default(), &[("blood.volume_ratio", 0.5)]);
        assert_eq!(told.len(), 1, "{told:?}");
        let start = "blood volume relative to the formula 0.5, below 0.85: ";
        assert!(told[0].starts_with(start), "{told:?}");
        assert!(departures(&Subject::default(), &[("blood.volume_ratio", 1.1)]).is_empty());
        let (shipped, man) = (Parameters::shipped().unwrap(), Subject::default());
        for name in ["walk-varicose", "femoral-occlusion", "ribcage-breathing"] {
            let scenario = Scenario::find(name).unwrap();
            let account = Account::of(&scenario, &man, &shipped, &shipped);
            assert_eq!(at_start(&man, &account, 60.0).unwrap(), [], "{name}");
        }
        let mut other = Scenario::find("ribcage-breathing").unwrap();
        let set = parse_override("--set", "muscle.pressure_gain=0").unwrap();
        other.set_parameter(set);
        let account = Account::of(&other, &man, &shipped, &shipped);
        assert_eq!(at_start(&man, &account, 60.0).unwrap().len(), 1);
    }

    #[test]
    fn a_run_of_many_hours_is_told() {
        let (shipped, man) = (Parameters::shipped().unwrap(), Subject::default());
        let scenario = Scenario::find("walk").unwrap();
        let account = Account::of(&scenario, &man, &shipped, &shipped);
        let told = |hours: f64| at_start(&man, &account, 3600.0 * hours).unwrap();
        assert!(told(4.0).is_empty());
        let long = told(8.0);
        assert_eq!(long.len(), 1);
        let text = long[0].to_string();
        assert!(
            text.starts_with("duration 8 h, above 4 h: the longest"),
            "{text}"
        );
    }

    #[test]
    fn a_parameter_that_several_phases_set_is_told_once_with_its_farthest_value() {
        let phase = |name: &str, gain: f64| {
            format!(
                "[[phase]]\nname = \"{name}\"\nduration = \"1 min\"\n\
                 set = {{ \"muscle.pressure_gain\" = {gain} }}\n"
            )
        };
        let text = phase("weak", 0.1) + &phase("none", 0.0) + &phase("again", 0.1);
        let scenario = Scenario::parse(&text, "weak.toml").unwrap();
        let (shipped, man) = (Parameters::shipped().unwrap(), Subject::default());
        let account = Account::of(&scenario, &man, &shipped, &shipped);
        let told: Vec<String> = at_start(&man, &account, 180.0)
            .unwrap()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("muscle pressure gain 0, below 0.25: "));
        assert!(told[0].ends_with("(the limit is an estimate)"), "{told:?}");
    }

    #[test]
    fn a_quantity_that_leaves_the_range_is_told_with_its_time_and_farthest_value() {
        let departure = Departure {
            quantity: "mean arterial pressure".to_owned(),
            unit: "mmHg".to_owned(),
            event: None,
            at_s: Some(61.2),
            value: 48.04,
            limit: 55.0,
            reason: "why".to_owned(),
        };
        let told = "mean arterial pressure below 55 mmHg from 61 s on, lowest 48: why";
        assert_eq!(departure.to_string(), told);
    }

    #[test]
    fn an_event_is_told_with_its_time_and_its_cause() {
        let mut departure = Departure {
            quantity: "heart rate".to_owned(),
            unit: "/min".to_owned(),
            event: Some("the heart stops".to_owned()),
            at_s: Some(845.3),
            value: 1.0,
            limit: 10.0,
            reason: "why".to_owned(),
        };
        assert_eq!(departure.to_string(), "the heart stops at 14 min 5 s: why");
        departure.at_s = Some(59.6);
        assert_eq!(departure.to_string(), "the heart stops at 1 min 0 s: why");
        departure.at_s = Some(12.0);
        assert_eq!(departure.to_string(), "the heart stops at 12 s: why");
    }

    #[test]
    fn a_share_is_told_in_per_cent_with_the_whole_that_it_is_a_share_of() {
        let departure = Departure {
            quantity: "heart rate".to_owned(),
            unit: "% of the highest rate".to_owned(),
            event: None,
            at_s: Some(203.0),
            value: 100.0,
            limit: 98.0,
            reason: "why".to_owned(),
        };
        let told = "heart rate above 98 % of the highest rate from 203 s on, highest 100 %: why";
        assert_eq!(departure.to_string(), told);
    }
}

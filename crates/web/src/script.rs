//! What was done to a live body, as a scenario file: who it is, how it began, and a phase for every
//! change.
//!
//! Changes happen at multiples of 1/64 s. Such times, their differences and their decimal digits are
//! exact in binary, so that `secondheart run` meets each change at the same time to the last bit.

use std::fmt::Write as _;

use secondheart_protocol::scenario::Scenario;
use serde_json::{Map, Value};

use crate::failure::Failure;

/// Times of changes a second.
pub(crate) const PER_S: f64 = 64.0;
/// Name of the script in messages.
pub(crate) const FILE: &str = "live.toml";
/// Duration of the last phase while a change is checked, seconds: longer than any movement.
const OPEN_END_S: f64 = 3600.0;
/// Keys of the setup, in the order in which they are written.
const SETUP: [&str; 6] = [
    "start",
    "conditions",
    "interventions",
    "without",
    "subject",
    "set",
];

/// A time in parts of a second, [`PER_S`].
pub(crate) type Ticks = u64;

/// What was done to a live body.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Script {
    setup: Vec<String>,
    acts: Vec<Act>,
}

/// A phase: its start, its name, and its keys in TOML.
#[derive(Debug, Clone, PartialEq)]
struct Act {
    at: Ticks,
    name: String,
    keys: Vec<String>,
}

impl Script {
    /// A script that only begins; the keys of `setup` are those of a scenario file.
    pub(crate) fn begin(setup: &Map<String, Value>) -> Result<Self, Failure> {
        if let Some(key) = setup.keys().find(|key| !SETUP.contains(&key.as_str())) {
            return Err(unknown_key(key, &SETUP));
        }
        let given = SETUP
            .iter()
            .filter_map(|key| Some((*key, setup.get(*key)?)));
        let first = Act {
            at: 0,
            name: "start".to_owned(),
            keys: Vec::new(),
        };
        Ok(Self {
            setup: lines(given)?,
            acts: vec![first],
        })
    }

    /// A script from a scenario file that [`Self::text`] wrote, or any other whose phases follow each
    /// other as they stand; and its end.
    pub(crate) fn read(text: &str) -> Result<(Self, Ticks), Failure> {
        // The scenario's own reader finds mistakes, with their places.
        let scenario = Scenario::parse(text, FILE)?;
        let table: toml::Table = text.parse().map_err(|e| format!("{e}"))?;
        let json = serde_json::to_value(&table).map_err(|e| format!("{e}"))?;
        for key in ["extends", "repeat", "defaults", "window", "step"] {
            if json.get(key).is_some() {
                return Err(format!("a scenario with `{key}` cannot go on live: run it").into());
            }
        }
        let setup = SETUP.iter().filter_map(|key| Some((*key, json.get(*key)?)));
        let mut acts = Vec::new();
        let own = json["phase"].as_array().into_iter().flatten();
        for (phase, keys) in scenario.phases.iter().zip(own) {
            let keys = keys.as_object().into_iter().flatten();
            let keys: Vec<_> = keys.map(|(key, value)| (key.as_str(), value)).collect();
            if keys
                .iter()
                .any(|(key, _)| ["start", "repeat"].contains(key))
            {
                return Err("a phase with `start` or `repeat` cannot go on live: run it"
                    .to_owned()
                    .into());
            }
            let keys = keys
                .into_iter()
                .filter(|(key, _)| !["name", "duration"].contains(key));
            acts.push(Act {
                at: ticks(phase.start_s)?,
                name: phase.name.clone(),
                keys: lines(keys)?,
            });
        }
        let setup = lines(setup)?;
        Ok((Self { setup, acts }, ticks(scenario.duration_s())?))
    }

    /// The script with one more phase.
    pub(crate) fn with(&self, at: Ticks, phase: &Map<String, Value>) -> Result<Self, Failure> {
        for key in ["name", "duration", "start", "repeat"] {
            if phase.contains_key(key) {
                return Err(format!("a change of a live body has no `{key}`").into());
            }
        }
        let mut longer = self.clone();
        let keys = phase.iter().map(|(key, value)| (key.as_str(), value));
        longer.acts.push(Act {
            at,
            name: self.free_name(&stem(phase)),
            keys: lines(keys)?,
        });
        Ok(longer)
    }

    fn free_name(&self, stem: &str) -> String {
        let taken = |name: &str| self.acts.iter().any(|act| act.name == name);
        let numbered = (2..).map(|n| format!("{stem}_{n}"));
        let mut names = std::iter::once(stem.to_owned()).chain(numbered);
        // There are more names than acts.
        names.find(|name| !taken(name)).unwrap_or_default()
    }

    /// Time of the last change.
    pub(crate) fn last_at(&self) -> Ticks {
        self.acts.last().map_or(0, |act| act.at)
    }

    /// Forgets changes after a time.
    pub(crate) fn back_to(&mut self, time_s: f64) {
        self.acts
            .retain(|act| act.at == 0 || seconds(act.at) <= time_s);
    }

    /// The scenario file up to `end`.
    pub(crate) fn text(&self, title: &str, end: Ticks) -> String {
        let mut out = String::new();
        let _ = writeln!(out, "title = {}", toml::Value::String(title.to_owned()));
        for line in &self.setup {
            let _ = writeln!(out, "{line}");
        }
        let ends = self.acts.iter().skip(1).map(|act| act.at).chain([end]);
        for (act, end) in self.acts.iter().zip(ends) {
            let lasts_s = seconds(end.saturating_sub(act.at));
            let name = &act.name;
            let _ = writeln!(
                out,
                "\n[[phase]]\nname = \"{name}\"\nduration = \"{lasts_s} s\""
            );
            for key in &act.keys {
                let _ = writeln!(out, "{key}");
            }
        }
        out
    }

    /// The scenario with an open end, for its checks and its changes.
    pub(crate) fn scenario(&self) -> Result<Scenario, Failure> {
        let end = self.last_at() + (OPEN_END_S * PER_S) as Ticks;
        Ok(Scenario::parse(&self.text("Live", end), FILE)?)
    }
}

/// A time in seconds.
pub(crate) fn seconds(at: Ticks) -> f64 {
    at as f64 / PER_S
}

/// The first time of a change that is not before a time, seconds.
pub(crate) fn ticks_after(time_s: f64) -> Ticks {
    (time_s * PER_S).ceil() as Ticks
}

/// A time of a scenario; it must be one of the times of changes.
fn ticks(time_s: f64) -> Result<Ticks, Failure> {
    let at = time_s * PER_S;
    match at.fract() == 0.0 {
        true => Ok(at as Ticks),
        false => Err(format!(
            "a phase begins or ends at {time_s} s, which is no multiple of 1/64 s, so that the \
             scenario cannot go on live: run it"
        )
        .into()),
    }
}

/// What a phase is about, as a name: its activity, posture or condition.
fn stem(phase: &Map<String, Value>) -> String {
    let word = |key: &str, inner: &str| {
        let value = phase.get(key)?;
        let first = value.get(0).unwrap_or(value);
        first.as_str().or_else(|| first.get(inner)?.as_str())
    };
    let own = word("activity", "pattern")
        .or_else(|| word("posture", ""))
        .or_else(|| word("conditions", ""))
        .or_else(|| word("interventions", ""));
    let own = own.unwrap_or(match phase.contains_key("posture") {
        true => "posture",
        false => "change",
    });
    let fits = |c: char| match c {
        'a'..='z' | '0'..='9' | '-' | '_' => c,
        _ => '_',
    };
    let name: String = own.chars().take(40).map(fits).collect();
    match name.starts_with(|c: char| c.is_ascii_lowercase()) {
        true => name,
        false => "change".to_owned(),
    }
}

/// Keys with values as lines of TOML.
fn lines<'a>(keys: impl Iterator<Item = (&'a str, &'a Value)>) -> Result<Vec<String>, Failure> {
    let line = |(key, value): (&str, &Value)| {
        if let Some(path) = missing(key, value) {
            return Err(Failure::from(format!("{path} has no value")));
        }
        let value: toml::Value =
            serde_json::from_value(value.clone()).map_err(|error| format!("{key}: {error}"))?;
        let key = toml::Value::String(key.to_owned());
        Ok(format!("{key} = {value}"))
    };
    keys.map(line).collect()
}

/// Path of the first value that is missing: JSON has `null` where a number is none.
fn missing(key: &str, value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(key.to_owned()),
        Value::Object(keys) => keys
            .iter()
            .find_map(|(inner, value)| missing(&format!("{key}.{inner}"), value)),
        Value::Array(items) => items.iter().find_map(|item| missing(key, item)),
        _ => None,
    }
}

pub(crate) fn unknown_key(key: &str, known: &[&'static str]) -> Failure {
    let near = secondheart_words::nearest_names(key, known.iter().copied());
    format!(
        "unknown key \"{key}\"{}",
        secondheart_words::suggestion(&near)
    )
    .into()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    fn script() -> Script {
        let setup = json!({ "start": "standing", "subject": "reference-woman", "set": { "muscle.pressure_gain": 0.5 } });
        let script = Script::begin(&map(setup)).unwrap();
        let phase = json!({ "activity": { "pattern": "tiptoe", "rate": "50 /min" } });
        let script = script.with(100, &map(phase)).unwrap();
        let phase =
            json!({ "posture": { "trunk": "60 deg" }, "ramp": "0.5 s", "activity": "rest" });
        script.with(1001, &map(phase)).unwrap()
    }

    #[test]
    fn a_script_is_a_scenario_with_the_same_times() {
        let script = script();
        let text = script.text("A \"live\" body", 5000);
        let scenario = Scenario::parse(&text, "a.toml").unwrap();
        assert_eq!(scenario.title, "A \"live\" body");
        let times: Vec<f64> = scenario.phases.iter().map(|phase| phase.start_s).collect();
        assert_eq!(times, [0.0, 100.0 / 64.0, 1001.0 / 64.0]);
        assert_eq!(scenario.duration_s(), 5000.0 / 64.0);
        let names: Vec<&str> = scenario.phases.iter().map(|phase| &*phase.name).collect();
        assert_eq!(names, ["start", "tiptoe", "rest"]);
        assert_eq!(scenario.set[0].value, 0.5);

        let (read, end) = Script::read(&text).unwrap();
        assert_eq!((read.text("A \"live\" body", end), end), (text, 5000));
    }

    #[test]
    fn later_changes_are_forgotten() {
        let mut script = script();
        script.back_to(1001.0 / 64.0);
        assert_eq!(script.acts.len(), 3);
        script.back_to(15.0);
        assert_eq!((script.acts.len(), script.last_at()), (2, 100));
    }

    #[test]
    fn what_no_script_can_hold_is_refused() {
        let told = |failure: Failure| format!("{failure:?}");
        let unknown = Script::begin(&map(json!({ "subjet": "reference-man" }))).unwrap_err();
        assert!(told(unknown).contains("did you mean \\\"subject\\\""));
        assert!(
            script()
                .with(2000, &map(json!({ "duration": "3 s" })))
                .is_err()
        );
        let phase = "[[phase]]\nname = \"a\"\nduration = \"0.3 s\"\n";
        assert!(told(Script::read(phase).unwrap_err()).contains("no multiple of 1/64 s"));
        let repeated = "[[phase]]\nname = \"a\"\nduration = \"3 s\"\nrepeat = 2\n";
        assert!(Script::read(repeated).is_err());
        let misspelt = script()
            .with(2000, &map(json!({ "posture": "siting" })))
            .unwrap();
        assert!(matches!(misspelt.scenario(), Err(Failure::Mistakes(_))));
    }

    #[test]
    fn a_number_that_is_none_is_told_with_its_place() {
        let mut script = Map::new();
        script.insert(
            "activity".to_owned(),
            json!({ "pattern": "walking", "rate": null }),
        );
        let keys = script.iter().map(|(key, value)| (key.as_str(), value));
        let Err(Failure::Told(told)) = lines(keys) else {
            panic!("a missing number passes");
        };
        assert_eq!(told.to_string(), "activity.rate has no value");
    }
}

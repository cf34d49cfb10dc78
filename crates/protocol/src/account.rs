//! The account of a simulation: in plain words, who was simulated and what differed from the shipped
//! body, at the start and phase by phase.
//!
//! A condition or intervention is told by its name. A parameter is told if its value is not the
//! value that was in force before, nor just the value that a condition or intervention of the same
//! time gives it. Parameters that are together just a condition are told by its name, too. The account
//! depends on values alone, so that the record of a run has the same account as the run.

mod worn;

use std::collections::BTreeMap;

use secondheart_body::condition::Sort;
use secondheart_body::quantity::{rounded, unit_of};
use secondheart_body::{Activity, Parameters, Posture, Subject};

use crate::scenario::{NamedWord, PostureChange, Scenario, Setting, activity_words, posture_words};
use crate::subject;

/// Most changes that one line lists.
const MOST_CHANGES: usize = 6;
/// Most phases that [`Account::lines`] lists.
const MOST_PHASES: usize = 6;

/// The scenario, the person and every changed parameter of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// Name of the scenario.
    pub scenario: String,
    /// Title of the scenario.
    pub title: String,
    /// What the command line changed in phases, in words.
    pub changed: Vec<String>,
    /// The person in one line.
    pub person: String,
    /// Posture of the steady start.
    pub start: Posture,
    /// Differences from the shipped body, in force from the start on.
    pub from_start: Differences,
    /// The phases in order of time.
    pub phases: Vec<PhaseAccount>,
}

/// What begins at one time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Differences {
    /// Conditions, then interventions.
    pub named: Vec<NamedWord>,
    /// Parameters that these names do not account for, in the order of their names.
    pub parameters: Vec<ParameterChange>,
    /// The names in words, with what they replace.
    told: Vec<String>,
    /// Conditions that parameters are together, then what is around the legs, in words.
    together: Vec<String>,
    /// The other parameters.
    others: Vec<ParameterChange>,
}

/// A parameter with another value than before.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterChange {
    /// Dotted name of the parameter.
    pub path: String,
    /// Value, in the unit that the name ends in.
    pub value: f64,
    /// The value that a condition or intervention of the same time gives it, or else the value
    /// before.
    pub instead_of: f64,
}

/// A phase as it was simulated.
#[derive(Debug, Clone, PartialEq)]
pub struct PhaseAccount {
    /// Name of the phase.
    pub name: String,
    /// Start after the start of the scenario, seconds.
    pub start_s: f64,
    /// End after the start of the scenario, seconds.
    pub end_s: f64,
    /// Posture at the end of the phase.
    pub posture: Posture,
    /// The movement to it, if the phase begins with one.
    pub movement: Option<PostureChange>,
    /// Activity with its speed, rate or power, in words.
    pub activity: String,
    /// What begins with the phase.
    pub begins: Differences,
}

impl Account {
    /// The account of a scenario and a person whose body has the parameters `own` before the
    /// scenario sets any.
    pub fn of(
        scenario: &Scenario,
        subject: &Subject,
        own: &Parameters,
        shipped: &Parameters,
    ) -> Self {
        let mut present: BTreeMap<&str, f64> = BTreeMap::new();
        for (path, parameter) in own.iter() {
            present.insert(path, parameter.value);
        }
        let before = |path: &str| shipped.get(path).map(|parameter| parameter.value);
        for setting in &scenario.set {
            present.insert(&setting.path, setting.value);
        }
        let values = present.iter().map(|(path, value)| (*path, *value));
        let mut from_start = Differences::of(&scenario.named, values, before);
        let value = |path: &str| present.get(path).copied();
        from_start.told = told(&from_start.named, &[], before, value);
        from_start.tell_together(value, true);
        let mut in_force = from_start.named.clone();
        let (mut posture, mut activity) = (scenario.start, Activity::rest());
        let mut phases = Vec::new();
        for phase in &scenario.phases {
            let set = |setting: &'_ Setting| (setting.path.clone(), setting.value);
            let set: BTreeMap<String, f64> = phase.set.iter().map(set).collect();
            let values = set.iter().map(|(path, value)| (path.as_str(), *value));
            let mut begins =
                Differences::of(&phase.named, values, |path| present.get(path).copied());
            let before = (!begins.named.is_empty()).then(|| present.clone());
            for setting in &phase.set {
                present.insert(&setting.path, setting.value);
            }
            if let Some(before) = before {
                let earlier = |path: &str| before.get(path).copied();
                let now = |path: &str| present.get(path).copied();
                in_force.retain(|named| acts(*named, earlier));
                begins.told = told(&begins.named, &in_force, earlier, now);
                in_force.extend(&begins.named);
            }
            if let Some(movement) = &phase.movement {
                posture = movement.to;
            }
            if let Some((begun, _)) = &phase.activity {
                activity = begun.clone();
            }
            let value = |path: &str| present.get(path).copied();
            begins.tell_together(value, false);
            phases.push(PhaseAccount {
                name: phase.name.clone(),
                start_s: phase.start_s,
                end_s: phase.end_s(),
                posture,
                movement: phase.movement,
                activity: activity_words(&activity, value),
                begins,
            });
            // Counted cycles end within their phase.
            if activity.count.is_some() {
                activity = Activity::rest();
            }
        }
        Self {
            scenario: scenario.name.clone(),
            title: scenario.title.clone(),
            changed: scenario.changed.clone(),
            person: subject::line(subject),
            start: scenario.start,
            from_start,
            phases,
        }
    }

    /// The account in a few lines: the person, then what the command line changed in phases, then what
    /// differs from the start on, then what begins in phases.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.person.clone()];
        lines.extend(self.differences());
        lines
    }

    /// The lines of [`Self::lines`] about what differs from the shipped body; none if nothing does.
    pub fn differences(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.changed.is_empty() {
            lines.push(format!("changed in phases: {}", self.changed.join("; ")));
        }
        if !self.from_start.is_empty() {
            lines.push(format!("from the start: {}", self.from_start.in_words()));
        }
        let changing = || self.phases.iter().filter(|phase| !phase.begins.is_empty());
        for phase in changing().take(MOST_PHASES) {
            let words = phase.begins.in_words();
            let name = phase.name.replace('_', " ");
            lines.push(format!("from the phase {name}: {words}"));
        }
        match changing().count().saturating_sub(MOST_PHASES) {
            0 => {}
            more => lines.push(format!("and changes in {more} more phases")),
        }
        lines
    }
}

impl Differences {
    fn of<'a>(
        named: &[NamedWord],
        values: impl Iterator<Item = (&'a str, f64)>,
        before: impl Fn(&str) -> Option<f64>,
    ) -> Self {
        // Interventions come after conditions, whatever the order in which they were asked for.
        let mut ordered: Vec<NamedWord> = Vec::new();
        for sort in Sort::ALL {
            for word in named.iter().filter(|word| word.sort == sort) {
                if !ordered.contains(word) {
                    ordered.push(*word);
                }
            }
        }
        let settings = ordered.iter().flat_map(|named| named.settings());
        let of_names: BTreeMap<String, f64> = settings.collect();
        let change = |(path, value): (&str, f64)| {
            let instead_of = of_names.get(path).copied().or_else(|| before(path))?;
            (value != instead_of).then(|| ParameterChange {
                path: path.to_owned(),
                value,
                instead_of,
            })
        };
        Self {
            parameters: values.filter_map(change).collect(),
            named: ordered,
            ..Self::default()
        }
    }

    /// Finds the parameters that are told together, by the values in force.
    fn tell_together(&mut self, now: impl Fn(&str) -> Option<f64>, settled: bool) {
        let (conditions, others) = as_conditions(&self.parameters);
        let (worn, others) = worn::told(&others, now, settled);
        self.together = conditions.iter().map(NamedWord::in_words).collect();
        self.together.extend(worn);
        self.others = others;
    }

    /// Whether there is no difference.
    pub fn is_empty(&self) -> bool {
        self.named.is_empty() && self.parameters.is_empty()
    }

    /// Whether it sets something that presses on the legs from outside: a stocking, a cuff, pressure on the
    /// lower body, water.
    pub fn presses_on_legs(&self) -> bool {
        let own = self.parameters.iter();
        let own = own.map(|change| (change.path.clone(), change.value));
        let named = self.named.iter().flat_map(|named| named.settings());
        named
            .chain(own)
            .any(|(path, value)| worn::presses(&path, value))
    }

    /// Names of one sort.
    pub fn words(&self, sort: Sort) -> impl Iterator<Item = &'static str> {
        let named = self.named.iter().filter(move |named| named.sort == sort);
        named.map(|named| named.word)
    }

    /// The parameters that are not together just a condition.
    pub fn one_by_one(&self) -> Vec<ParameterChange> {
        as_conditions(&self.parameters).1
    }

    /// Each condition, intervention and parameter in words; at most six, and how many more there are.
    pub fn in_words(&self) -> String {
        let mut texts = self.told.clone();
        texts.extend(self.together.iter().cloned());
        texts.extend(parameters_in_words(&self.others));
        let more = texts.len().saturating_sub(MOST_CHANGES);
        texts.truncate(MOST_CHANGES);
        let listed = texts.join("; ");
        if more == 0 {
            listed
        } else {
            format!("{listed}; and {more} more")
        }
    }
}

impl PhaseAccount {
    /// Posture, activity and what begins, each in words.
    pub fn details(&self) -> Vec<String> {
        let posture = match &self.movement {
            Some(movement) => movement.in_words(),
            None => posture_words(&self.posture),
        };
        let mut details = vec![posture, self.activity.clone()];
        if !self.begins.is_empty() {
            details.push(self.begins.in_words());
        }
        details
    }
}

/// Whether any of its parameters has the value that a name gives it.
fn acts(named: NamedWord, value: impl Fn(&str) -> Option<f64>) -> bool {
    let mut settings = named.settings().into_iter();
    settings.any(|(path, own)| value(&path) == Some(own))
}

/// Names in words. A name that others of the same time contain is left out; a name none of whose
/// values is in force is told as replaced, as are names that were `in_force` before.
fn told(
    named: &[NamedWord],
    in_force: &[NamedWord],
    before: impl Fn(&str) -> Option<f64>,
    now: impl Fn(&str) -> Option<f64>,
) -> Vec<String> {
    let touches = |one: NamedWord, other: NamedWord| {
        let paths: Vec<String> = other.settings().into_iter().map(|(path, _)| path).collect();
        one.settings().iter().any(|(path, _)| paths.contains(path))
    };
    let acts = |word: &NamedWord| acts(*word, &now);
    let mut texts = Vec::new();
    for (index, word) in named.iter().enumerate() {
        let settings = word.settings();
        let contained = named.iter().enumerate().any(|(at, other)| {
            let others = other.settings();
            let larger =
                others.len() > settings.len() || (others.len() == settings.len() && at < index);
            at != index && larger && settings.iter().all(|own| others.contains(own))
        });
        let replaced = named
            .iter()
            .any(|other| other != word && acts(other) && touches(*other, *word) && !acts(word));
        if contained || replaced {
            continue;
        }
        let gone = |other: &&NamedWord| *other != word && touches(*word, **other) && !acts(other);
        let mut instead: Vec<String> = Vec::new();
        for other in in_force.iter().chain(named).filter(gone) {
            let text = other.in_words();
            if !instead.contains(&text) {
                instead.push(text);
            }
        }
        let mut text = word.in_words();
        if !instead.is_empty() && acts(word) {
            text = format!("{text} instead of {}", instead.join(" and "));
        } else if settings
            .iter()
            .all(|(path, own)| before(path) == Some(*own))
            && !named
                .iter()
                .any(|other| other != word && touches(*word, *other))
        {
            text = format!("{text} (changes nothing)");
        }
        texts.push(text);
    }
    texts
}

/// The conditions that changes of parameters are together, and the other changes. A condition of a
/// single parameter is told as the parameter.
fn as_conditions(changes: &[ParameterChange]) -> (Vec<NamedWord>, Vec<ParameterChange>) {
    let mut others = changes.to_vec();
    let mut found = Vec::new();
    if changes.len() < 2 {
        return (found, others);
    }
    let words = Sort::Condition.words().iter().copied();
    let word = |word: &'static str| NamedWord {
        sort: Sort::Condition,
        word,
    };
    let mut known: Vec<(NamedWord, Vec<(String, f64)>)> = words
        .map(|name| (word(name), word(name).settings()))
        .collect();
    known.sort_by_key(|(_, settings)| std::cmp::Reverse(settings.len()));
    for (named, settings) in known {
        let is_set = |(path, value): &(String, f64)| {
            others
                .iter()
                .any(|change| change.path == *path && change.value == *value)
        };
        if settings.len() > 1 && settings.iter().all(is_set) {
            others.retain(|change| settings.iter().all(|(path, _)| *path != change.path));
            found.push(named);
        }
    }
    (found, others)
}

/// Parameters by their names; equal changes of both legs are one.
fn parameters_in_words(changes: &[ParameterChange]) -> Vec<String> {
    let mirrored = |change: &ParameterChange, from: &str, to: &str| {
        let path = change.path.replacen(from, to, 1);
        let same = |other: &ParameterChange| {
            (other.value, other.instead_of) == (change.value, change.instead_of)
        };
        path != change.path
            && changes
                .iter()
                .any(|other| other.path == path && same(other))
    };
    let mut texts = Vec::new();
    for change in changes {
        if mirrored(change, "leg.right.", "leg.left.") {
            continue;
        }
        let both = if mirrored(change, "leg.left.", "leg.right.") {
            ", and the same on the right"
        } else {
            ""
        };
        let (value, instead_of) = (rounded(change.value), rounded(change.instead_of));
        let unit = match unit_of(&change.path) {
            "" => String::new(),
            unit => format!(" {unit}"),
        };
        let path = &change.path;
        texts.push(format!(
            "{path} {value} instead of {instead_of}{unit}{both}"
        ));
    }
    texts
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

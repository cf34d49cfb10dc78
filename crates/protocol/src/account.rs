//! The account of a simulation: in plain words, who was simulated and what differed from the shipped
//! body, at the start and phase by phase.
//!
//! A condition or intervention is told by its name. A parameter is told if its value is not the
//! value that was in force before, nor just the value that a condition or intervention of the same
//! time gives it. The account depends on values alone, so that the record of a run has the same
//! account as the run.

use std::collections::BTreeMap;

use secondheart_body::condition::Sort;
use secondheart_body::quantity::{label_of, rounded, unit_of};
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
    /// Title of the scenario, with the changes of a variant in brackets.
    pub title: String,
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
        let from_start = Differences::of(&scenario.named, values, before);
        let (mut posture, mut activity) = (scenario.start, Activity::rest());
        let mut phases = Vec::new();
        for phase in &scenario.phases {
            let set = |setting: &'_ Setting| (setting.path.clone(), setting.value);
            let set: BTreeMap<String, f64> = phase.set.iter().map(set).collect();
            let values = set.iter().map(|(path, value)| (path.as_str(), *value));
            let begins = Differences::of(&phase.named, values, |path| present.get(path).copied());
            for setting in &phase.set {
                present.insert(&setting.path, setting.value);
            }
            if let Some(movement) = &phase.movement {
                posture = movement.to;
            }
            if let Some((begun, _)) = &phase.activity {
                activity = begun.clone();
            }
            let value = |path: &str| present.get(path).copied();
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
            person: subject::line(subject),
            start: scenario.start,
            from_start,
            phases,
        }
    }

    /// The account in a few lines: the person, then what differs from the start on, then what begins
    /// in phases.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.person.clone()];
        lines.extend(self.differences());
        lines
    }

    /// The lines of [`Self::lines`] about what differs from the shipped body; none if nothing does.
    pub fn differences(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.from_start.is_empty() {
            lines.push(format!("from the start: {}", self.from_start.in_words()));
        }
        let changing = || self.phases.iter().filter(|phase| !phase.begins.is_empty());
        for phase in changing().take(MOST_PHASES) {
            let words = phase.begins.in_words();
            lines.push(format!("from the phase {}: {words}", phase.name));
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
        for sort in [Sort::Condition, Sort::Intervention] {
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
        }
    }

    /// Whether there is no difference.
    pub fn is_empty(&self) -> bool {
        self.named.is_empty() && self.parameters.is_empty()
    }

    /// Names of one sort.
    pub fn words(&self, sort: Sort) -> impl Iterator<Item = &'static str> {
        let named = self.named.iter().filter(move |named| named.sort == sort);
        named.map(|named| named.word)
    }

    /// Each condition, intervention and parameter in words; at most six, and how many more there are.
    pub fn in_words(&self) -> String {
        let mut texts: Vec<String> = self.named.iter().map(NamedWord::in_words).collect();
        texts.extend(parameters_in_words(&self.parameters));
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

/// Parameters in words; equal changes of both legs are one.
fn parameters_in_words(changes: &[ParameterChange]) -> Vec<String> {
    let by_path: BTreeMap<&str, &ParameterChange> =
        changes.iter().map(|c| (c.path.as_str(), c)).collect();
    let mut texts = Vec::new();
    for change in changes {
        let path = change.path.as_str();
        let other = |from: &str, to: &str| {
            let mirrored = path.replacen(from, to, 1);
            let other = by_path.get(mirrored.as_str())?;
            let same = (other.value, other.instead_of) == (change.value, change.instead_of);
            (mirrored != path && same).then_some(())
        };
        let side = |path: &str, side: &str| {
            let (before, after) = path.split_once(&format!("leg.{side}."))?;
            Some(label_of(&format!("{before}{after}")))
        };
        let label = if let Some(label) = side(path, "left") {
            match other("leg.left.", "leg.right.") {
                Some(()) => format!("both legs: {label}"),
                None => format!("left leg: {label}"),
            }
        } else if let Some(label) = side(path, "right") {
            if other("leg.right.", "leg.left.").is_some() {
                continue;
            }
            format!("right leg: {label}")
        } else {
            label_of(path)
        };
        let (value, instead_of) = (rounded(change.value), rounded(change.instead_of));
        let unit = match unit_of(path) {
            "" => String::new(),
            unit => format!(" {unit}"),
        };
        texts.push(format!("{label} {value} instead of {instead_of}{unit}"));
    }
    texts
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::check::{self, Asked};
    use crate::scenario::{self, Provenance, parse_override};

    fn account(scenario: &Scenario) -> Account {
        let shipped = Parameters::shipped().unwrap();
        Account::of(scenario, &Subject::default(), &shipped, &shipped)
    }

    fn parsed(text: &str) -> Account {
        account(&Scenario::parse(text, "a.toml").unwrap())
    }

    /// The account of the record of a run.
    fn of_record(scenario: &Scenario) -> Account {
        let shipped = Parameters::shipped().unwrap();
        let mut parameters = shipped.clone();
        for setting in &scenario.set {
            parameters.set(&setting.path, setting.value).unwrap();
        }
        let subject = Subject::default();
        let used = Provenance {
            version: "1",
            command: "secondheart run x",
            account: &Account::of(scenario, &subject, &shipped, &shipped),
            subject: &subject,
            parameters: &parameters,
            step_s: 0.008,
        };
        account(&Scenario::parse(&scenario::resolved(scenario, &used), "resolved.toml").unwrap())
    }

    #[test]
    fn a_healthy_run_says_no_more_than_scenario_and_person() {
        let walk = account(&Scenario::find("walk").unwrap());
        assert_eq!(walk.lines(), [walk.person.as_str()]);
        assert!(walk.person.contains("male, 30 years"));
    }

    #[test]
    fn a_parameter_is_told_with_its_shipped_value_and_unit() {
        let mut walk = Scenario::find("walk").unwrap();
        for set in [
            "muscle.pressure_gain=0",
            "blood.extra_volume_ml=-250",
            "valve.deep.competence=1",
        ] {
            walk.set_parameter(parse_override("--set", set).unwrap());
        }
        assert_eq!(
            account(&walk).differences(),
            [
                "from the start: blood extra volume -250 instead of 0 mL; muscle pressure gain 0 \
              instead of 1"
            ]
        );
        assert_eq!(of_record(&walk), account(&walk), "the repetition");
    }

    #[test]
    fn what_a_name_sets_to_its_own_value_is_covered_by_the_name() {
        let text = "conditions = [\"varicose-veins\"]\n\
                    [[phase]]\nname = \"a\"\nduration = \"1 min\"\n";
        let told = parsed(text).differences();
        assert_eq!(told, ["from the start: primary varicose veins (both legs)"]);
        let other = format!("set = {{ \"valve.perforator.dilation\" = 1.0 }}\n{text}");
        assert_eq!(
            parsed(&other).differences(),
            [
                "from the start: primary varicose veins (both legs); valve perforator dilation 1 \
              instead of 1.5"
            ],
            "the shipped value is not the value of the condition"
        );
    }

    #[test]
    fn changes_in_phases_are_told_with_the_value_before() {
        let told = account(&Scenario::find("bleed-375").unwrap()).differences();
        assert_eq!(
            told,
            [
                "from the phase bleeding: bleeding at 50 mL a minute; blood bleeding 58.594 instead \
                 of 50 mL/min",
                "from the phase after: bleeding stopped",
            ]
        );
        let told = account(&Scenario::find("neck-suction").unwrap()).differences();
        assert_eq!(
            told[..2],
            [
                "from the phase suction_30: neck chamber -30 instead of 0 mmHg",
                "from the phase rest_again: neck chamber 0 instead of -30 mmHg",
            ]
        );
    }

    #[test]
    fn equal_changes_of_both_legs_are_one_and_many_are_counted() {
        let told = account(&Scenario::find("walk-varicose").unwrap()).differences();
        assert!(told[0].contains("both legs: thigh saphenous outlet competence 0 instead of 1"));
        assert!(!told[0].contains("right leg"), "{}", told[0]);
        let told = account(&Scenario::find("femoral-occlusion").unwrap()).differences();
        assert!(told[0].contains("left leg: popliteal outlet open fraction 0 instead of 1"));
        let set = "activity.tiptoe.demand_ml_per_min_per_100g";
        let text = format!(
            "[set]\n\"{set}.soleus\" = 1\n\"{set}.gastrocnemius\" = 1\n\"{set}.anterior\" = 1\n\
             \"{set}.thigh\" = 1\n\"activity.tiptoe.metabolic_rate\" = 1\n\
             \"activity.tiptoe.rate_per_min\" = 1\n\"muscle.pressure_gain\" = 0\n\
             [[phase]]\nname = \"a\"\nduration = \"1 min\"\n"
        );
        let told = parsed(&text).differences();
        assert!(told[0].ends_with("; and 1 more"), "{}", told[0]);
    }

    #[test]
    fn many_phases_are_counted_too() {
        let phase = |i: usize| {
            let gain = if i.is_multiple_of(2) { 0.5 } else { 1.0 };
            format!(
                "[[phase]]\nname = \"p{i}\"\nduration = \"1 s\"\nset = {{ \"muscle.pressure_gain\" \
                 = {gain} }}\n"
            )
        };
        let told = parsed(&(0..40).map(phase).collect::<String>()).differences();
        assert_eq!(told.len(), 7);
        assert_eq!(told[6], "and changes in 34 more phases");
    }

    #[test]
    fn a_phase_says_posture_and_activity_given_or_by_default() {
        let text = "start = \"standing\"\n\
                    [[phase]]\nname = \"a\"\nduration = \"1 min\"\nactivity = \"walk\"\n\
                    [[phase]]\nname = \"b\"\nduration = \"1 min\"\n\
                    activity = { pattern = \"tiptoe\", count = 3 }\n\
                    [[phase]]\nname = \"c\"\nduration = \"1 min\"\nposture = { trunk = \"60 deg\" }\n\
                    manner = \"passive\"\nramp = \"10 s\"\n\
                    [[phase]]\nname = \"d\"\nduration = \"1 min\"\nposture = \"sitting\"\n\
                    activity = { pattern = \"cycle\", power = \"70 W\" }\n";
        let told: Vec<String> = parsed(text)
            .phases
            .iter()
            .map(|phase| phase.details().join("; "))
            .collect();
        assert_eq!(
            told,
            [
                "standing; walk at 4.5 km/h (default)",
                "standing; tiptoe at 60 /min (default), 3 times",
                "to trunk at 60 deg in 10 s, passively; rest",
                "to sitting in 3 s, actively; cycle at 70 W and 50 /min (default)",
            ]
        );
    }

    #[test]
    fn the_record_of_every_shipped_scenario_has_the_same_account() {
        for shipped in scenario::shipped() {
            let scenario = Scenario::find(shipped.name).unwrap();
            assert_eq!(of_record(&scenario), account(&scenario), "{}", shipped.name);
        }
        let with = ["stent-iliac", "iliac-artery-stenosis-left"].map(str::to_owned);
        let asked = Asked {
            with: &with,
            ..Asked::default()
        };
        let walk = check::read_with("walk", &asked, &Parameters::shipped().unwrap()).unwrap();
        assert_eq!(of_record(&walk), account(&walk));
    }
}

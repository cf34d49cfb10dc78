//! The account of a simulation: in plain words, who was simulated and what differed from the shipped
//! body, at the start and phase by phase.
//!
//! A condition or intervention is told by its name. A parameter is told if its value is not the
//! value that was in force before, nor just the value that a condition or intervention of the same
//! time gives it. Parameters that are together just a condition are told by its name, too. The account depends on values alone, so that the record of a run has the same
//! account as the run.

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
        let mut in_force = from_start.named.clone();
        let (mut posture, mut activity) = (scenario.start, Activity::rest());
        let mut phases = Vec::new();
        for phase in &scenario.phases {
            let set = |setting: &'_ Setting| (setting.path.clone(), setting.value);
            let set: BTreeMap<String, f64> = phase.set.iter().map(set).collect();
            let values = set.iter().map(|(path, value)| (path.as_str(), *value));
            let mut begins =
                Differences::of(&phase.named, values, |path| present.get(path).copied());
            if !begins.named.is_empty() {
                let before = present.clone();
                let earlier = |path: &str| before.get(path).copied();
                in_force.retain(|named| share_in_force(*named, earlier) > 0);
                for setting in &phase.set {
                    present.insert(&setting.path, setting.value);
                }
                let now = |path: &str| present.get(path).copied();
                begins.told = told(&begins.named, &in_force, earlier, now);
                in_force.extend(&begins.named);
            }
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
            told: Vec::new(),
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
        let mut texts = self.told.clone();
        let (conditions, others) = as_conditions(&self.parameters);
        texts.extend(conditions.iter().map(NamedWord::in_words));
        texts.extend(parameters_in_words(&others));
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

/// How many of its parameters have the value that a name gives them.
fn share_in_force(named: NamedWord, value: impl Fn(&str) -> Option<f64>) -> usize {
    let settings = named.settings();
    let kept = settings
        .iter()
        .filter(|(path, own)| value(path) == Some(*own));
    kept.count()
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
    let acts = |word: &NamedWord| share_in_force(*word, &now) > 0;
    let mut texts = Vec::new();
    for (index, word) in named.iter().enumerate() {
        let settings = word.settings();
        let contained = named.iter().enumerate().any(|(at, other)| {
            let others = other.settings();
            let larger =
                others.len() > settings.len() || (others.len() == settings.len() && at < index);
            at != index && larger && settings.iter().all(|own| others.contains(own))
        });
        let replaced = named[..]
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
            && acts(word)
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
    let words = Sort::Condition.words().iter();
    let word = |word: &&'static str| NamedWord {
        sort: Sort::Condition,
        word,
    };
    let mut known: Vec<(NamedWord, Vec<(String, f64)>)> = words
        .map(|name| (word(&name), word(&name).settings()))
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
                "from the start: blood.extra_volume_ml -250 instead of 0 mL; muscle.pressure_gain 0 \
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
                "from the start: primary varicose veins (both legs); valve.perforator.dilation 1 \
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
                "from the phase bleeding: bleeding at 50 mL a minute; blood.bleeding_ml_per_min 58.594 instead \
                 of 50 mL/min",
                "from the phase after: bleeding stopped",
            ]
        );
        let told = account(&Scenario::find("neck-suction").unwrap()).differences();
        assert_eq!(
            told[..2],
            [
                "from the phase suction 30: neck.chamber_mmhg -30 instead of 0 mmHg",
                "from the phase rest again: neck.chamber_mmhg 0 instead of -30 mmHg",
            ]
        );
    }

    #[test]
    fn equal_changes_of_both_legs_are_one_and_many_are_counted() {
        let told = account(&Scenario::find("walk-varicose").unwrap()).differences();
        assert_eq!(told, ["from the start: primary varicose veins (both legs)"]);
        let outlet = "thigh.saphenous_outlet.competence";
        let text = format!(
            "[set]\n\"leg.left.{outlet}\" = 0\n\"leg.right.{outlet}\" = 0\n\
             [[phase]]\nname = \"a\"\nduration = \"1 min\"\n"
        );
        assert_eq!(
            parsed(&text).differences(),
            [
                "from the start: leg.left.thigh.saphenous_outlet.competence 0 instead of 1, and the \
                 same on the right"
            ]
        );
        let told = account(&Scenario::find("femoral-occlusion").unwrap()).differences();
        assert!(told[0].contains("leg.left.popliteal_outlet.open_fraction 0 instead of 1"));
        assert!(!told[0].contains("right"), "{}", told[0]);
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
    fn names_that_replace_or_contain_each_other_are_told_as_what_is_in_force() {
        let told = |top: &str, phase: &str| {
            let text = format!(
                "{top}\n[[phase]]\nname = \"a\"\nduration = \"1 min\"\n\
                 [[phase]]\nname = \"b\"\nduration = \"1 min\"\n{phase}\n"
            );
            let scenario = Scenario::parse(&text, "a.toml").unwrap();
            assert_eq!(of_record(&scenario), account(&scenario), "{text}");
            account(&scenario).differences()
        };
        let (two, three) = (
            Sort::Intervention.find("stocking-class-2").unwrap().0,
            Sort::Intervention.find("stocking-class-3").unwrap().0,
        );
        let words = |title: &str| {
            format!(
                "{} (both legs)",
                title.replacen(|_: char| true, &title[..1].to_lowercase(), 1)
            )
        };
        let replaced = format!("{} instead of {}", words(&three.title), words(&two.title));
        assert_eq!(
            told(
                "interventions = [\"stocking-class-2\", \"stocking-class-3\"]",
                ""
            ),
            [format!("from the start: {replaced}")]
        );
        assert_eq!(
            told(
                "interventions = [\"stocking-class-2\"]",
                "interventions = [\"stocking-class-3\"]"
            ),
            [
                format!("from the start: {}", words(&two.title)),
                format!("from the phase b: {replaced}"),
            ]
        );
        assert_eq!(
            told(
                "conditions = [\"varicose-veins-left\", \"varicose-veins\"]",
                ""
            ),
            ["from the start: primary varicose veins (both legs)"]
        );
        assert_eq!(
            told("interventions = [\"stop-bleeding\"]", ""),
            ["from the start: bleeding stopped (changes nothing)"]
        );
    }

    #[test]
    fn what_the_command_line_changes_in_a_phase_is_told_also_of_the_record() {
        let of_phases = ["walking.speed=\"6 km/h\"", "still.duration=4 min"].map(str::to_owned);
        let asked = Asked {
            of_phases: &of_phases,
            ..Asked::default()
        };
        let walk = check::read_with("walk", &asked, &Parameters::shipped().unwrap()).unwrap();
        assert_eq!(walk.title, "Variant of: Walking at 3 km/h");
        assert!(walk.description.starts_with("Of the unchanged scenario: "));
        assert_eq!(
            account(&walk).differences(),
            [
                "changed in phases: walking: speed 6 km/h instead of 3 km/h; still: duration 4 min \
                 instead of 2 min"
            ]
        );
        assert_eq!(of_record(&walk), account(&walk));
    }

    #[test]
    fn the_description_of_a_base_is_not_taken_for_that_of_its_variant() {
        let parse = |text: &str| Scenario::parse(text, "a.toml").unwrap();
        let shipped = Scenario::find("walk").unwrap();
        let of_base = format!("Of the unchanged scenario: {}", shipped.description);
        let other =
            parse("extends = \"walk\"\n[[phase]]\nname = \"walking\"\nactivity = \"rest\"\n");
        assert_eq!(other.title, "Variant of: Walking at 3 km/h");
        assert_eq!(other.description, of_base);
        let same = parse("extends = \"walk\"\n");
        assert_eq!(
            (same.title, same.description),
            (shipped.title, shipped.description)
        );
        let own =
            parse("extends = \"walk\"\ntitle = \"t\"\ndescription = \"d\"\nstart = \"sitting\"\n");
        assert_eq!((own.title.as_str(), own.description.as_str()), ("t", "d"));
        let with = Asked {
            with: &["varicose-veins".to_owned()],
            ..Asked::default()
        };
        let ill = check::read_with("walk", &with, &Parameters::shipped().unwrap()).unwrap();
        assert_eq!(ill.description, of_base);
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

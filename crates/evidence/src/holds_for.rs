//! For whom a measurement holds: sex, age, health, treatment, training, posture and protocol, as the
//! source gives them. Where a source gives no age, the measurement holds for every adult inside the
//! range of ages in which the body was checked.

use secondheart_body::checked_range::CheckedRange;
use secondheart_body::condition::{Named, Sort};
use secondheart_body::{Posture, Sex, Subject};

/// Words for the posture of a measurement.
pub(super) static POSTURES: [&str; 10] = [
    "any",
    "supine",
    "prone",
    "legs-raised",
    "head-down-tilt",
    "head-up-tilt",
    "half-reclining",
    "sitting",
    "standing",
    "upright",
];

/// Words for the protocol of a measurement: the activity or the procedure. The first after `any`
/// are the activities of scenarios.
pub(super) static PROTOCOLS: [&str; 28] = [
    "any",
    "rest",
    "tiptoe",
    "walk",
    "run",
    "cycle",
    "knee-extension",
    "plantar-flexion",
    "ankle-pump",
    "fidget",
    "tense",
    "calf-rhythm",
    "calf-hold",
    "weight-transfer",
    "passive-ankle",
    "passive-knee",
    "handgrip",
    "exercise",
    "recovery",
    "change-of-posture",
    "breathing",
    "blood-loss",
    "suction",
    "neck-chamber",
    "compression",
    "occlusion",
    "training",
    "other",
];

/// For whom, and in which state, a measurement holds.
#[derive(Debug, Clone, PartialEq)]
pub struct HoldsFor {
    /// Sex of the people; `None` for both.
    pub sex: Option<Sex>,
    /// Lowest and highest age, years; `None` where the source gives no age.
    pub ages_years: Option<(f64, f64)>,
    /// Health of the people.
    pub health: Health,
    /// Intervention that they wore or had had, by its name; `None` for none.
    pub treatment: Option<&'static str>,
    /// Whether they were trained; `None` where it does not matter.
    pub trained: Option<bool>,
    /// Posture, in the words of the evidence files: `supine`.
    pub posture: &'static str,
    /// Activity or procedure, in the words of the evidence files: `walk`.
    pub protocol: &'static str,
}

/// Health of the people who were measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Health {
    /// Healthy, or patients in whom the circulation that was measured is healthy.
    Healthy,
    /// With a condition that the body has.
    Condition(&'static Named),
    /// With a condition that the body does not have.
    Other,
    /// The measurement holds in health and disease.
    Any,
}

impl Health {
    /// The words besides the names of the conditions.
    const WORDS: [(&'static str, Self); 3] = [
        ("healthy", Self::Healthy),
        ("other", Self::Other),
        ("any", Self::Any),
    ];

    fn conditions() -> &'static [Named] {
        Sort::Condition.all().unwrap_or_default()
    }

    /// The words that `health` may have.
    pub(super) fn words() -> impl Iterator<Item = &'static str> + Clone {
        let names = Self::conditions().iter().map(|named| named.name);
        Self::WORDS.into_iter().map(|(word, _)| word).chain(names)
    }

    pub(super) fn of(word: &str) -> Option<Self> {
        let own = Self::WORDS.into_iter().find(|(own, _)| *own == word);
        let condition = || Self::conditions().iter().find(|named| named.name == word);
        own.map(|(_, health)| health)
            .or_else(|| condition().map(Self::Condition))
    }

    /// The word that stands for it in the evidence files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Condition(named) => named.name,
            Self::Other => "other",
            Self::Any => "any",
        }
    }
}

impl HoldsFor {
    /// Whether a person is of the sex and age that was measured, and otherwise inside the range in
    /// which the body was checked. An age that the row states takes the place of the checked range
    /// of ages. Rows are of people with the usual capacity for work: a person whose own is known is
    /// compared with none.
    pub fn fits_person(&self, person: &Subject) -> bool {
        let stated = self
            .ages_years
            .is_none_or(|(youngest, oldest)| (youngest..=oldest).contains(&person.age_years));
        let checked = CheckedRange::shipped().is_ok_and(|range| {
            let mut limits = range.subjects.iter();
            limits.all(|limit| {
                let is_stated = limit.name == "age_years" && self.ages_years.is_some();
                is_stated
                    || limit
                        .value(person)
                        .is_none_or(|own| (limit.low..=limit.high).contains(&own))
            })
        });
        let usual = person.peak_oxygen_uptake_ml_per_kg_min.is_none();
        self.sex.is_none_or(|sex| sex == person.sex) && stated && checked && usual
    }

    /// Whether a posture is the measured posture, whatever its angle.
    pub fn fits_posture(&self, posture: &Posture) -> bool {
        let [left, right] = posture.legs;
        let (trunk, hip) = (posture.trunk_deg, left.hip_deg);
        let (flat, straight) = (trunk == 0.0, hip == 0.0);
        // A chair or an ergometer, with the trunk about upright.
        let sits = trunk >= 60.0 && !straight;
        // On the feet, or hanging in a harness.
        let is_vertical = trunk == 90.0 && straight;
        let stands = is_vertical && posture.weight_bearing > 0.0;
        let fits = match self.posture {
            "supine" | "prone" => flat && straight,
            "legs-raised" => flat && hip > 0.0,
            "head-down-tilt" => trunk < 0.0,
            "head-up-tilt" => trunk > 0.0 && straight && !stands,
            "half-reclining" => trunk > 0.0 && trunk < 60.0,
            "sitting" => sits,
            "standing" => stands,
            "upright" => sits || is_vertical,
            _ => return true,
        };
        // None of these has one leg otherwise than the other.
        fits && left == right
    }

    /// Whether an activity, by its pattern, belongs to the protocol: the activity that the protocol
    /// names, or rest where the protocol names none.
    pub fn fits_activity(&self, pattern: &str) -> bool {
        match self.protocol {
            "any" => true,
            named if secondheart_protocol::scenario::ACTIVITY_PATTERNS.contains(&named) => {
                named == pattern
            }
            _ => pattern == "rest",
        }
    }

    /// The people in words: `healthy men of 18 to 35 years`.
    pub fn people(&self) -> String {
        let trained = match self.trained {
            None => "",
            Some(true) => "trained ",
            Some(false) => "untrained ",
        };
        let healthy = match self.health {
            Health::Healthy => "healthy ",
            _ => "",
        };
        let people = match self.sex {
            None => "adults",
            Some(Sex::Male) => "men",
            Some(Sex::Female) => "women",
        };
        let ages = match self.ages_years {
            None => String::new(),
            Some((youngest, oldest)) => format!(" of {youngest} to {oldest} years"),
        };
        let health = match self.health {
            Health::Healthy => String::new(),
            Health::Condition(named) => format!(" with {}", lowered(&named.title)),
            Health::Other => " with another disorder".to_owned(),
            Health::Any => ", healthy or not".to_owned(),
        };
        let treatment = match self.treatment {
            None => String::new(),
            Some(word) => format!(", treated: {word}"),
        };
        format!("{trained}{healthy}{people}{ages}{health}{treatment}")
    }

    /// People, posture and protocol in words: `healthy men, supine, rest`.
    pub fn in_words(&self) -> String {
        let mut words = self.people();
        for word in [self.posture, self.protocol] {
            if word != "any" {
                words.push_str(", ");
                words.push_str(&word.replace('-', " "));
            }
        }
        words
    }
}

/// A title within a sentence.
fn lowered(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

//! Named conditions, interventions and knock-outs: sets of parameters, as data.
//!
//! A file under `data/condition/`, `data/intervention/` or `data/knockout/` has a title, a description, sources, and
//! under `set` parameters by their dotted names with a `value`, or a `factor` on the shipped value,
//! each with its `source`. A name with the word `SIDE` stands for both legs; such a condition can
//! also be set on one leg, as `NAME-left` or `NAME-right`.

use crate::error::BodyError;
use crate::parameter::Parameters;
use secondheart_words::nearest_names;
use std::sync::OnceLock;

/// The kinds of named settings. They differ in their purpose and folder, not in their form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A disorder.
    Condition,
    /// A treatment or device.
    Intervention,
    /// A mechanism of the body that is switched off, named by the mechanism.
    Knockout,
}

/// A condition or intervention that comes with the program.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// Its name, for scenarios.
    pub name: &'static str,
    /// One line for lists.
    pub title: String,
    /// Description and limitations; may be empty.
    pub description: String,
    /// Publications, as full citations.
    pub sources: Vec<String>,
    set: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq)]
struct Entry {
    path: String,
    amount: Amount,
    source: String,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Amount {
    Value(f64),
    Factor(f64),
}

/// A parameter that a condition or intervention sets.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedSetting {
    /// Dotted name of the parameter, with the leg in place of `SIDE`.
    pub path: String,
    /// Value, in the unit that the name ends in.
    pub value: f64,
    /// Where the value comes from.
    pub source: String,
}

macro_rules! files {
    ($folder:literal: $($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../data/", $folder, "/", $name, ".toml")))),*]
    };
}

const CONDITIONS: &[(&str, &str)] = files!["condition":
    "varicose-veins",
    "great-saphenous-reflux-thigh",
    "small-saphenous-reflux",
    "femoral-vein-reflux",
    "popliteal-vein-reflux",
    "deep-vein-reflux",
    "deep-vein-incompetence",
    "post-thrombotic-legs",
    "deep-vein-occlusion",
    "iliac-vein-compression",
    "iliac-vein-compression-severe",
    "iliac-vein-occlusion",
    "iliac-artery-stenosis",
    "iliac-artery-occlusion",
    "profunda-artery-stenosis",
    "femoral-artery-stenosis",
    "femoral-artery-occlusion",
    "femoral-artery-occlusion-acute",
    "tibial-artery-occlusion",
    "critical-limb-ischaemia",
    "bleeding",
    "heart-failure",
    "stiff-heart",
    "autonomic-failure",
    "raised-compartment-pressure",
    "leg-cast",
    "anaemia-10-g-per-dl",
    "anaemia-7-g-per-dl",
    "anaemia-5-g-per-dl",
];

const INTERVENTIONS: &[(&str, &str)] = files!["intervention":
    "stocking-14-mmhg",
    "stocking-antiembolism-thigh",
    "stocking-class-1",
    "stocking-class-2",
    "stocking-class-2-thigh",
    "stocking-class-3",
    "stocking-class-4",
    "bandage-inelastic",
    "stockings-off",
    "pneumatic-compression",
    "foot-pump",
    "pump-off",
    "room-20-c",
    "room-28-c",
    "room-36-c",
    "immersion-hips",
    "immersion-diaphragm",
    "immersion-neck",
    "immersion-chin",
    "out-of-water",
    "infusion",
    "transfusion",
    "stop-transfusion",
    "stop-bleeding",
    "stop-infusion",
    "stent-iliac",
    "stent-femoral",
    "bypass-femoral-popliteal",
    "bypass-femoral-tibial",
    "papaverine",
    "papaverine-off",
    "saphenous-ablation",
    "valve-repair",
    "stent-iliac-vein",
    "abdominal-binder",
    "abdominal-binder-off",
    "training",
];

const KNOCKOUTS: &[(&str, &str)] = files!["knockout":
    "pump",
    "valves",
    "venous-tone",
    "local-dilation",
    "reflexes",
    "filtration",
    "pericardium",
];

impl Sort {
    /// All sorts, in the order in which they act: a later one overrides an earlier one.
    pub const ALL: [Self; 3] = [Self::Condition, Self::Intervention, Self::Knockout];

    /// The key of scenarios that names some of this sort.
    pub fn key(self) -> &'static str {
        match self {
            Self::Condition => "conditions",
            Self::Intervention => "interventions",
            Self::Knockout => "without",
        }
    }

    /// What messages call one of this sort.
    pub fn word(self) -> &'static str {
        match self {
            Self::Condition => "condition",
            Self::Intervention => "intervention",
            Self::Knockout => "mechanism",
        }
    }

    fn files(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Condition => CONDITIONS,
            Self::Intervention => INTERVENTIONS,
            Self::Knockout => KNOCKOUTS,
        }
    }

    fn folder(self) -> &'static str {
        match self {
            Self::Condition => "condition",
            Self::Intervention => "intervention",
            Self::Knockout => "knockout",
        }
    }

    /// All of this sort, in the order in which they are listed.
    ///
    /// # Errors
    /// A data file is invalid.
    pub fn all(self) -> Result<&'static [Named], BodyError> {
        static READ: [OnceLock<Result<Vec<Named>, BodyError>>; 3] = [const { OnceLock::new() }; 3];
        READ[self as usize]
            .get_or_init(|| {
                let read = |&(name, text): &(&'static str, &str)| read(self.folder(), name, text);
                self.files().iter().map(read).collect()
            })
            .as_ref()
            .map(Vec::as_slice)
            .map_err(Clone::clone)
    }

    /// The words that a scenario may use: every name, and for conditions and interventions in
    /// a leg also the name with `-left` and `-right`.
    pub fn words(self) -> &'static [&'static str] {
        static WORDS: [OnceLock<Vec<&'static str>>; 3] = [const { OnceLock::new() }; 3];
        WORDS[self as usize].get_or_init(|| {
            let mut words: Vec<&'static str> = Vec::new();
            for named in self.all().unwrap_or_default() {
                words.push(named.name);
                if named.is_sided() {
                    for side in SIDES {
                        // Leaked once in the life of the program, so that words are static.
                        words.push(Box::leak(format!("{}-{side}", named.name).into_boxed_str()));
                    }
                }
            }
            words
        })
    }

    /// The condition or intervention behind a word, and the leg that it is on (`None` is both).
    ///
    /// # Errors
    /// No such word; the error names the nearest.
    pub fn find(self, word: &str) -> Result<(&'static Named, Option<&'static str>), BodyError> {
        let all = self.all()?;
        if let Some(named) = all.iter().find(|named| named.name == word) {
            return Ok((named, None));
        }
        for side in SIDES {
            let stem = word.strip_suffix(side).and_then(|s| s.strip_suffix('-'));
            let found = all
                .iter()
                .find(|named| named.is_sided() && Some(named.name) == stem);
            if let Some(named) = found {
                return Ok((named, Some(side)));
            }
        }
        Err(BodyError::UnknownName {
            sort: self.word(),
            name: word.to_owned(),
            suggestions: nearest_names(word, self.words().iter().copied()),
        })
    }

    /// The parameters that a word sets.
    ///
    /// # Errors
    /// No such word, or a data file that names no parameter.
    pub fn settings(self, word: &str) -> Result<Vec<NamedSetting>, BodyError> {
        let (named, side) = self.find(word)?;
        named.settings(side)
    }
}

const SIDES: [&str; 2] = ["left", "right"];

impl Named {
    /// Whether it sits in the legs, so that it can be in one of them.
    pub fn is_sided(&self) -> bool {
        self.set.iter().any(|entry| entry.path.contains(".SIDE."))
    }

    fn settings(&self, side: Option<&'static str>) -> Result<Vec<NamedSetting>, BodyError> {
        // A run reads many scenarios, and each may name several.
        static SHIPPED: OnceLock<Result<Parameters, BodyError>> = OnceLock::new();
        let shipped = SHIPPED.get_or_init(Parameters::shipped).as_ref();
        let shipped = shipped.map_err(Clone::clone)?;
        let mut settings = Vec::new();
        for entry in &self.set {
            let sides: &[&str] = match (entry.path.contains(".SIDE."), &side) {
                (false, _) => &[""],
                (true, None) => &SIDES,
                (true, Some(side)) => std::slice::from_ref(side),
            };
            for side in sides {
                let path = entry.path.replace(".SIDE.", &format!(".{side}."));
                let usual = shipped.value(&path)?;
                settings.push(NamedSetting {
                    value: match entry.amount {
                        Amount::Value(value) => value,
                        Amount::Factor(factor) => usual * factor,
                    },
                    path,
                    source: entry.source.clone(),
                });
            }
        }
        Ok(settings)
    }
}

fn read(folder: &str, name: &'static str, text: &str) -> Result<Named, BodyError> {
    let fail = |message: String| BodyError::Data {
        file: format!("data/{folder}/{name}.toml"),
        message,
    };
    let table: toml::Table = text
        .parse()
        .map_err(|e: toml::de::Error| fail(e.to_string()))?;
    let known = ["title", "description", "sources", "set"];
    if let Some(key) = table.keys().find(|key| !known.contains(&key.as_str())) {
        return Err(fail(format!("unknown key `{key}`")));
    }
    let text = |key: &str| table.get(key).and_then(toml::Value::as_str);
    let sources = table.get("sources").and_then(toml::Value::as_array);
    let set = table
        .get("set")
        .and_then(toml::Value::as_table)
        .ok_or_else(|| fail("it sets nothing".to_owned()))?;
    let mut entries = Vec::new();
    for (path, leaf) in set {
        let number = |key: &str| {
            let value = leaf.get(key)?;
            value
                .as_float()
                .or_else(|| value.as_integer().map(|i| i as f64))
        };
        let amount = match (number("value"), number("factor")) {
            (Some(value), None) => Amount::Value(value),
            (None, Some(factor)) => Amount::Factor(factor),
            _ => return Err(fail(format!("`{path}` needs either `value` or `factor`"))),
        };
        let source = leaf.get("source").and_then(toml::Value::as_str);
        entries.push(Entry {
            path: path.clone(),
            amount,
            source: source
                .ok_or_else(|| fail(format!("`{path}` needs a `source`")))?
                .to_owned(),
        });
    }
    Ok(Named {
        name,
        title: text("title")
            .ok_or_else(|| fail("it has no title".to_owned()))?
            .to_owned(),
        description: text("description").unwrap_or_default().to_owned(),
        sources: sources
            .into_iter()
            .flatten()
            .filter_map(|s| s.as_str().map(str::to_owned))
            .collect(),
        set: entries,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subject::Subject;

    #[test]
    fn every_name_sets_parameters_that_exist_to_values_that_they_can_have() {
        for sort in Sort::ALL {
            for word in sort.words() {
                let mut p = Parameters::shipped().unwrap();
                let settings = sort.settings(word).unwrap();
                assert!(!settings.is_empty(), "{word}");
                for s in settings {
                    p.set(&s.path, s.value)
                        .unwrap_or_else(|e| panic!("{word}: {e}"));
                    assert!(s.source.len() > 10, "{word}: {}", s.path);
                }
                crate::circuit::Circuit::build(&p, &Subject::default())
                    .unwrap_or_else(|e| panic!("{word}: {e}"));
            }
        }
    }

    #[test]
    fn one_leg_is_one_leg() {
        let both = Sort::Condition.settings("varicose-veins").unwrap();
        let left = Sort::Condition.settings("varicose-veins-left").unwrap();
        assert!(both.iter().any(|s| s.path.starts_with("leg.right.")));
        assert!(!left.iter().any(|s| s.path.starts_with("leg.right.")));
        assert!(left.iter().any(|s| s.path.starts_with("leg.left.")));
    }

    #[test]
    fn a_misspelt_name_finds_the_nearest() {
        let Err(BodyError::UnknownName { suggestions, .. }) =
            Sort::Intervention.find("stoking-class-2")
        else {
            panic!("should be unknown");
        };
        assert_eq!(suggestions[0], "stocking-class-2");
    }

    #[test]
    fn a_factor_counts_from_the_shipped_value() {
        let path = "heart.left_ventricle.end_systolic_elastance_mmhg_per_ml";
        let shipped = Parameters::shipped().unwrap().value(path).unwrap();
        let settings = Sort::Condition.settings("heart-failure").unwrap();
        let set = settings.iter().find(|s| s.path == path).unwrap();
        assert!(set.value < 0.7 * shipped);
    }
}

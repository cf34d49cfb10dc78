//! Named conditions, interventions and knock-outs: sets of parameters, as data.
//!
//! A file under `data/condition/`, `data/intervention/` or `data/knockout/` has a title, a description, sources, and
//! under `set` parameters by their dotted names with a `value`, or a `factor` on the shipped value,
//! each with its `source`. A name with the word `SIDE` stands for both legs; such a condition can
//! also be set on one leg, as `NAME-left` or `NAME-right`. A file with `longest_weeks` is a change over
//! weeks, each parameter with its own `tau_weeks`, or a list of such parts one after the other
//! (`condition/course.rs`); it can be named at a time, as `NAME-12-weeks`.

mod course;

pub use course::After;

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
    /// The times at which a change over weeks can be named; empty for anything else.
    times: Vec<After>,
}

/// A parameter with its parts, which act one after the other.
#[derive(Debug, Clone, PartialEq)]
struct Entry {
    path: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq)]
struct Part {
    amount: Amount,
    /// Time constant, weeks; `None` is there at once.
    tau_weeks: Option<f64>,
    source: String,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Amount {
    Value(f64),
    Factor(f64),
}

impl Part {
    /// The value of a parameter after this part of a change.
    fn applied(&self, before: f64, after: Option<After>) -> f64 {
        let share = match (self.tau_weeks, after) {
            (Some(tau_weeks), Some(after)) => after.share(tau_weeks),
            _ => 1.0,
        };
        match self.amount {
            _ if share == 0.0 => before,
            Amount::Value(value) if share == 1.0 => value,
            Amount::Value(value) => before + (value - before) * share,
            Amount::Factor(factor) => before * factor.powf(share),
        }
    }
}

/// Which of the words of a name is meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Variant {
    /// The name alone: both legs, or the end of a change over weeks.
    Whole,
    /// One leg, `left` or `right`.
    Side(&'static str),
    /// A change over weeks at a time.
    After(After),
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

static CONDITIONS: &[(&str, &str)] = files!["condition":
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
    "iliac-artery-stenosis-severe",
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
    "weak-legs",
    "anaemia-10-g-per-dl",
    "anaemia-7-g-per-dl",
    "anaemia-5-g-per-dl",
];

static INTERVENTIONS: &[(&str, &str)] = files!["intervention":
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
    "years-of-training",
    "calf-training",
    "bed-rest",
    "beta-blocker",
];

static KNOCKOUTS: &[(&str, &str)] = files!["knockout":
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

    /// The words that a scenario may use: every name, for conditions and interventions in a leg also
    /// the name with `-left` and `-right`, and for changes over weeks the name with every time.
    pub fn words(self) -> &'static [&'static str] {
        static WORDS: [OnceLock<Vec<&'static str>>; 3] = [const { OnceLock::new() }; 3];
        WORDS[self as usize].get_or_init(|| {
            let mut words: Vec<&'static str> = Vec::new();
            for named in self.all().unwrap_or_default() {
                words.push(named.name);
                let sides = named.is_sided().then_some(SIDES).into_iter().flatten();
                let times = named.times.iter().map(|after| after.word);
                for ending in sides.chain(times) {
                    // Leaked once in the life of the program, so that words are static.
                    words.push(Box::leak(
                        format!("{}-{ending}", named.name).into_boxed_str(),
                    ));
                }
            }
            words
        })
    }

    /// The condition or intervention behind a word, and what of it the word means.
    ///
    /// # Errors
    /// No such word; the error names the nearest.
    pub fn find(self, word: &str) -> Result<(&'static Named, Variant), BodyError> {
        for named in self.all()? {
            if let Some(variant) = named.variant(word) {
                return Ok((named, variant));
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
        let (named, variant) = self.find(word)?;
        named.settings(variant)
    }
}

const SIDES: [&str; 2] = ["left", "right"];

impl Named {
    /// Whether it sits in the legs, so that it can be in one of them.
    pub fn is_sided(&self) -> bool {
        self.set.iter().any(|entry| entry.path.contains(".SIDE."))
    }

    /// The longest time at which a change over weeks can be named, weeks; `None` for anything else.
    pub fn longest_weeks(&self) -> Option<u32> {
        let last = self.times.last()?.word;
        last.split_once('-')?.0.parse().ok()
    }

    /// What a word means if it is one of this name.
    fn variant(&self, word: &str) -> Option<Variant> {
        let ending = word.strip_prefix(self.name)?;
        if ending.is_empty() {
            return Some(Variant::Whole);
        }
        let ending = ending.strip_prefix('-')?;
        let mut sides = SIDES.into_iter().filter(|_| self.is_sided());
        if let Some(side) = sides.find(|side| *side == ending) {
            return Some(Variant::Side(side));
        }
        let after = self.times.iter().find(|after| after.word == ending)?;
        Some(Variant::After(*after))
    }

    fn settings(&self, variant: Variant) -> Result<Vec<NamedSetting>, BodyError> {
        // A run reads many scenarios, and each may name several.
        static SHIPPED: OnceLock<Result<Parameters, BodyError>> = OnceLock::new();
        let shipped = SHIPPED.get_or_init(Parameters::shipped).as_ref();
        let shipped = shipped.map_err(Clone::clone)?;
        let mut settings = Vec::new();
        let after = match variant {
            Variant::After(after) => Some(after),
            Variant::Whole | Variant::Side(_) => None,
        };
        for entry in &self.set {
            let sides: &[&str] = match (entry.path.contains(".SIDE."), &variant) {
                (false, _) => &[""],
                (true, Variant::Side(side)) => std::slice::from_ref(side),
                (true, _) => &SIDES,
            };
            for side in sides {
                let path = entry.path.replace(".SIDE.", &format!(".{side}."));
                let parts = entry.parts.iter();
                let value = parts.fold(shipped.value(&path)?, |value, part| {
                    part.applied(value, after)
                });
                let sources: Vec<&str> = entry
                    .parts
                    .iter()
                    .map(|part| part.source.as_str())
                    .collect();
                settings.push(NamedSetting {
                    value,
                    path,
                    source: sources.join("; "),
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
    let known = ["title", "description", "sources", "longest_weeks", "set"];
    if let Some(key) = table.keys().find(|key| !known.contains(&key.as_str())) {
        return Err(fail(format!("unknown key `{key}`")));
    }
    let text = |key: &str| table.get(key).and_then(toml::Value::as_str);
    let sources = table.get("sources").and_then(toml::Value::as_array);
    let set = table
        .get("set")
        .and_then(toml::Value::as_table)
        .ok_or_else(|| fail("it sets nothing".to_owned()))?;
    let longest_weeks = table.get("longest_weeks").and_then(toml::Value::as_integer);
    let longest_weeks = longest_weeks.map(u32::try_from).transpose();
    let longest_weeks = longest_weeks.map_err(|e| fail(e.to_string()))?;
    let mut entries = Vec::new();
    for (path, leaf) in set {
        let parts = match leaf {
            toml::Value::Array(parts) => parts.as_slice(),
            part => std::slice::from_ref(part),
        };
        let part = |leaf| part(leaf).map_err(|wrong| fail(format!("`{path}` {wrong}")));
        let parts = parts.iter().map(part).collect::<Result<Vec<Part>, _>>()?;
        if longest_weeks.is_none() && parts.iter().any(|part| part.tau_weeks.is_some()) {
            return Err(fail(format!(
                "`{path}` takes time, but there is no `longest_weeks`"
            )));
        }
        entries.push(Entry {
            path: path.clone(),
            parts,
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
        times: longest_weeks.map(After::all).unwrap_or_default(),
    })
}

/// A part of a change from its table, or what is wrong with it.
fn part(leaf: &toml::Value) -> Result<Part, &'static str> {
    let number = |key: &str| {
        let value = leaf.get(key)?;
        value
            .as_float()
            .or_else(|| value.as_integer().map(|i| i as f64))
    };
    let amount = match (number("value"), number("factor")) {
        (Some(value), None) => Amount::Value(value),
        (None, Some(factor)) => Amount::Factor(factor),
        _ => return Err("needs either `value` or `factor`"),
    };
    let tau_weeks = number("tau_weeks");
    if tau_weeks.is_some_and(|tau_weeks| tau_weeks.is_nan() || tau_weeks <= 0.0) {
        return Err("needs a `tau_weeks` above zero");
    }
    let source = leaf.get("source").and_then(toml::Value::as_str);
    Ok(Part {
        amount,
        tau_weeks,
        source: source.ok_or("needs a `source`")?.to_owned(),
    })
}

#[cfg(test)]
mod tests;

//! All parameters of the body as data: a value, its unit, its source, one dotted name each.
//!
//! The data files under `data/` are TOML; a leaf is a table with `value` and either `source` or
//! `calibrated`, and optional limits of the value. A table with the word `SIDE` in its name stands for both
//! legs. The end of the name is the unit (`_ml`, `_mmhg`, `_s` ...).

mod person;
mod published;
mod range;
mod start;
mod table;

pub use published::{PublishedValue, published_values};
pub use range::Range;
pub(crate) use table::{Source, parameter_table};

use crate::error::BodyError;
use secondheart_words::nearest_names;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where a number comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A publication, a definition, or a derivation from such.
    Source(String),
    /// Adjusted to the targets named.
    Calibrated(String),
    /// Given by the user in place of the default.
    Override,
}

/// A value with its origin and limits.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Value, in the unit that the name ends in.
    pub value: f64,
    /// Value of the data that the program ships.
    pub shipped: f64,
    /// Where it comes from.
    pub origin: Origin,
    /// The values that the parameter can be set to.
    pub range: Range,
    /// Why the parameter can be set only before the steady start; `None` if it can change in flight.
    pub only_at_start: Option<Arc<str>>,
}

/// The text keys of a data table: topology such as `from`, `to`, `wall`, `segment`, `inside`.
pub type TextKeys = BTreeMap<String, Vec<String>>;

/// Every parameter by its dotted name, and the texts that describe the topology.
///
/// ```
/// use secondheart_body::{Body, BodyError, Parameters, Posture, Subject};
///
/// let mut parameters = Parameters::shipped()?;
/// let name = "valve.deep.competence";
/// assert_eq!(parameters.value(name)?, 1.0);
/// parameters.set(name, 0.5)?;
/// let body = Body::with(&parameters, &Subject::default(), Posture::SUPINE)?;
/// assert_eq!(body.parameters().value(name)?, 0.5);
///
/// let misspelt = parameters.set("valve.deep.competense", 0.5);
/// assert!(matches!(misspelt, Err(BodyError::UnknownParameter { .. })));
/// # Ok::<(), BodyError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Parameters {
    values: BTreeMap<String, Parameter>,
    texts: BTreeMap<String, TextKeys>,
}

static FILES: [(&str, &str); 17] = [
    ("data/wall.toml", include_str!("../data/wall.toml")),
    (
        "data/circuit/trunk.toml",
        include_str!("../data/circuit/trunk.toml"),
    ),
    (
        "data/circuit/leg_arteries.toml",
        include_str!("../data/circuit/leg_arteries.toml"),
    ),
    (
        "data/circuit/leg_veins.toml",
        include_str!("../data/circuit/leg_veins.toml"),
    ),
    (
        "data/circuit/leg_collaterals.toml",
        include_str!("../data/circuit/leg_collaterals.toml"),
    ),
    ("data/outside.toml", include_str!("../data/outside.toml")),
    ("data/heart.toml", include_str!("../data/heart.toml")),
    ("data/blood.toml", include_str!("../data/blood.toml")),
    ("data/skeleton.toml", include_str!("../data/skeleton.toml")),
    ("data/person.toml", include_str!("../data/person.toml")),
    ("data/valve.toml", include_str!("../data/valve.toml")),
    ("data/oxygen.toml", include_str!("../data/oxygen.toml")),
    (
        "data/respiration.toml",
        include_str!("../data/respiration.toml"),
    ),
    ("data/reflex.toml", include_str!("../data/reflex.toml")),
    ("data/muscle.toml", include_str!("../data/muscle.toml")),
    ("data/activity.toml", include_str!("../data/activity.toml")),
    (
        "data/microcirculation.toml",
        include_str!("../data/microcirculation.toml"),
    ),
];

/// The default of `open_fraction` of all artery and vein connections of the legs.
const OPEN_FRACTION: &str = "stenosis.open_fraction";

impl Parameters {
    /// The defaults that the program ships.
    pub fn shipped() -> Result<Self, BodyError> {
        let mut all = Self::default();
        for (file, text) in FILES {
            all.read(file, text)?;
        }
        all.open_vessels();
        all.mark_start()?;
        Ok(all)
    }

    /// Gives every artery and vein connection of the legs the default `open_fraction`.
    fn open_vessels(&mut self) {
        let Some(default) = self.values.get(OPEN_FRACTION).cloned() else {
            return;
        };
        let legs = self.texts.iter().filter(|(name, texts)| {
            let kind = texts.get("kind").and_then(|kind| kind.first());
            name.starts_with("leg.") && kind.is_some_and(|k| k == "artery" || k == "vein")
        });
        for (name, _) in legs {
            self.values
                .entry(format!("{name}.open_fraction"))
                .or_insert_with(|| default.clone());
        }
    }

    fn read(&mut self, file: &str, text: &str) -> Result<(), BodyError> {
        let fail = |message: String| BodyError::Data {
            file: file.to_owned(),
            message,
        };
        let table: toml::Table = text
            .parse()
            .map_err(|e: toml::de::Error| fail(e.to_string()))?;
        let mut flat = Vec::new();
        flatten("", &toml::Value::Table(table), &mut flat).map_err(fail)?;
        for (path, leaf) in flat {
            for path in both_sides(&path) {
                match &leaf {
                    Leaf::Number(parameter) => {
                        if self
                            .values
                            .insert(path.clone(), parameter.clone())
                            .is_some()
                        {
                            return Err(fail(format!("`{path}` is given twice")));
                        }
                    }
                    Leaf::Texts(texts) => {
                        let Some((table, key)) = path.rsplit_once('.') else {
                            return Err(fail(format!("`{path}` stands outside a table")));
                        };
                        let side = side_of(table);
                        let texts = texts.iter().map(|t| with_side(t, side)).collect();
                        self.texts
                            .entry(table.to_owned())
                            .or_default()
                            .insert(key.to_owned(), texts);
                    }
                }
            }
        }
        Ok(())
    }

    /// The value of a parameter.
    pub fn value(&self, path: &str) -> Result<f64, BodyError> {
        self.values
            .get(path)
            .map(|p| p.value)
            .ok_or_else(|| self.unknown(path))
    }

    /// The value of a parameter, or `default` where the data leave it out.
    pub fn value_or(&self, path: &str, default: f64) -> f64 {
        self.values.get(path).map_or(default, |p| p.value)
    }

    /// The parameter with its origin.
    pub fn get(&self, path: &str) -> Option<&Parameter> {
        self.values.get(path)
    }

    /// Whether there is a parameter of that name.
    pub fn contains(&self, path: &str) -> bool {
        self.values.contains_key(path)
    }

    /// Replaces a value.
    ///
    /// # Errors
    /// As [`Self::check`].
    pub fn set(&mut self, path: &str, value: f64) -> Result<(), BodyError> {
        self.check(path, value)?;
        if let Some(parameter) = self.values.get_mut(path) {
            parameter.value = value;
            parameter.origin = Origin::Override;
        }
        Ok(())
    }

    /// Checks that a parameter can have a value.
    ///
    /// # Errors
    /// There is no parameter of that name (the error suggests the nearest), or the value is not
    /// finite or outside the range of the parameter.
    pub fn check(&self, path: &str, value: f64) -> Result<(), BodyError> {
        let bad = |requirement: String| BodyError::BadValue {
            path: path.to_owned(),
            value,
            requirement,
        };
        let parameter = self.values.get(path).ok_or_else(|| self.unknown(path))?;
        if !value.is_finite() {
            return Err(bad("a finite number".to_owned()));
        }
        if !parameter.range.holds(value) {
            return Err(bad(parameter.range.in_words(path)));
        }
        Ok(())
    }

    fn unknown(&self, path: &str) -> BodyError {
        BodyError::UnknownParameter {
            path: path.to_owned(),
            suggestions: nearest_names(path, self.values.keys().map(String::as_str)),
        }
    }

    /// All parameters in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Parameter)> {
        self.values.iter().map(|(k, v)| (k.as_str(), v))
    }

    /// The tables that have the text key `key`, in the order of their names.
    pub(crate) fn tables_with<'a>(
        &'a self,
        key: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a TextKeys)> {
        self.texts
            .iter()
            .filter(move |(_, t)| t.contains_key(key))
            .map(|(k, t)| (k.as_str(), t))
    }

    /// The one text at `table.key`.
    pub(crate) fn text(&self, table: &str, key: &str) -> Option<&str> {
        self.texts.get(table)?.get(key)?.first().map(String::as_str)
    }

    /// The list of texts at `table.key`, empty if absent.
    pub(crate) fn texts(&self, table: &str, key: &str) -> &[String] {
        self.texts
            .get(table)
            .and_then(|t| t.get(key))
            .map_or(&[], Vec::as_slice)
    }

    /// Names and values of the parameters directly below `prefix.`; dots within a quoted key count
    /// as part of the name.
    pub(crate) fn below<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, f64)> {
        self.values
            .range(format!("{prefix}.")..)
            .take_while(move |(k, _)| k.starts_with(prefix) && k[prefix.len()..].starts_with('.'))
            .map(move |(k, v)| (&k[prefix.len() + 1..], v.value))
    }
}

enum Leaf {
    Number(Parameter),
    Texts(Vec<String>),
}

fn flatten(path: &str, value: &toml::Value, out: &mut Vec<(String, Leaf)>) -> Result<(), String> {
    match value {
        toml::Value::Table(table) => {
            if let Some(number) = table.get("value") {
                out.push((path.to_owned(), Leaf::Number(leaf(path, table, number)?)));
                return Ok(());
            }
            for (key, inner) in table {
                let deeper = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                flatten(&deeper, inner, out)?;
            }
            Ok(())
        }
        toml::Value::String(text) => {
            out.push((path.to_owned(), Leaf::Texts(vec![text.clone()])));
            Ok(())
        }
        toml::Value::Array(items) => {
            let texts: Option<Vec<String>> = items
                .iter()
                .map(|i| i.as_str().map(str::to_owned))
                .collect();
            let texts = texts.ok_or_else(|| format!("`{path}` is not a list of texts"))?;
            out.push((path.to_owned(), Leaf::Texts(texts)));
            Ok(())
        }
        _ => Err(format!(
            "`{path}` is a bare number: give {{ value = .., source = \"..\" }}"
        )),
    }
}

fn leaf(path: &str, table: &toml::Table, number: &toml::Value) -> Result<Parameter, String> {
    let value = match number {
        toml::Value::Float(f) => *f,
        toml::Value::Integer(i) => *i as f64,
        _ => return Err(format!("`{path}`: the value is not a number")),
    };
    let text = |key: &str| {
        table
            .get(key)
            .and_then(toml::Value::as_str)
            .map(str::to_owned)
    };
    let origin = match (text("source"), text("calibrated")) {
        (Some(source), None) => Origin::Source(source),
        (None, Some(targets)) => Origin::Calibrated(targets),
        _ => return Err(format!("`{path}` needs either `source` or `calibrated`")),
    };
    let known = ["value", "source", "calibrated", "min", "max", "range"];
    if let Some(key) = table.keys().find(|k| !known.contains(&k.as_str())) {
        return Err(format!("`{path}`: unknown key `{key}`"));
    }
    let limit = |key: &str| match table.get(key) {
        None => Ok(None),
        Some(toml::Value::Float(f)) => Ok(Some(*f)),
        Some(_) => Err(format!("`{path}`: `{key}` is not a number with a point")),
    };
    let (min, max) = (limit("min")?, limit("max")?);
    if (min.is_some() || max.is_some()) != text("range").is_some() {
        return Err(format!(
            "`{path}`: `min` and `max` need a `range` that says why"
        ));
    }
    let mut range = Range::by_rule(path, value);
    if let Some(min) = min {
        (range.low, range.above_low) = (min, false);
    }
    range.high = max.unwrap_or(range.high);
    if !range.holds(value) {
        return Err(format!("`{path}`: the value is outside its own range"));
    }
    Ok(Parameter {
        value,
        shipped: value,
        origin,
        range,
        only_at_start: None,
    })
}

/// The names that a name with the word `SIDE` stands for.
fn both_sides(path: &str) -> Vec<String> {
    if path.split('.').any(|part| part == "SIDE") {
        vec![
            with_side(path, Some("left")),
            with_side(path, Some("right")),
        ]
    } else {
        vec![path.to_owned()]
    }
}

fn side_of(path: &str) -> Option<&'static str> {
    let mut parts = path.split('.');
    parts.find_map(|p| match p {
        "left" => Some("left"),
        "right" => Some("right"),
        _ => None,
    })
}

fn with_side(text: &str, side: Option<&str>) -> String {
    match side {
        Some(side) => text
            .split('.')
            .map(|p| if p == "SIDE" { side } else { p })
            .collect::<Vec<_>>()
            .join("."),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leg_table_stands_for_both_legs() {
        let mut p = Parameters::default();
        let text = "[leg.SIDE.calf.vein]\nwall = \"vein\"\nfrom = \"leg.SIDE.foot\"\n\
                    volume_ml = { value = 2, source = \"s\" }\n";
        p.read("t", text).unwrap();
        assert_eq!(p.value("leg.left.calf.vein.volume_ml").unwrap(), 2.0);
        assert_eq!(
            p.text("leg.right.calf.vein", "from"),
            Some("leg.right.foot")
        );
    }

    #[test]
    fn a_number_without_a_source_is_refused() {
        let mut p = Parameters::default();
        assert!(p.read("t", "[a]\nb_ml = 3.0\n").is_err());
        assert!(p.read("t", "[a]\nb_ml = { value = 3.0 }\n").is_err());
        assert!(
            p.read(
                "t",
                "[a]\nb_ml = { value = 3.0, source = \"x\", calibrated = \"y\" }"
            )
            .is_err()
        );
    }

    #[test]
    fn an_unknown_name_suggests_the_nearest() {
        let p = Parameters::shipped().unwrap();
        let Err(BodyError::UnknownParameter { suggestions, .. }) =
            p.value("leg.left.calf.soleal_vein.unstresed_volume_ml")
        else {
            panic!("should be unknown");
        };
        assert_eq!(
            suggestions[0],
            "leg.left.calf.soleal_vein.unstressed_volume_ml"
        );
    }

    #[test]
    fn an_unknown_name_is_reported_before_an_invalid_value() {
        let p = Parameters::shipped().unwrap();
        let refusal = |path: &str| p.check(path, f64::NAN).unwrap_err();
        assert!(matches!(
            refusal("valve.deep.competense"),
            BodyError::UnknownParameter { .. }
        ));
        assert!(matches!(
            refusal("valve.deep.competence"),
            BodyError::BadValue { .. }
        ));
    }

    #[test]
    fn data_that_lack_a_part_name_the_vessel_or_the_connection() {
        let refusal = |text: &str| {
            let mut p = Parameters::shipped().unwrap();
            p.read("t", text).unwrap();
            crate::circuit::Circuit::build(&p, &crate::subject::Subject::default())
                .unwrap_err()
                .to_string()
        };
        let vessel = "[leg.left.calf.extra]\nwall = \"leg_veins\"\nsegment = \"shank\"\n\
                      along_fraction = { value = 0.5, source = \"s\" }\n\
                      unstressed_volume_ml = { value = 5.0, source = \"s\" }\n\
                      compliance_ml_per_mmhg = { value = 0.1, source = \"s\" }\n\
                      compliance_pressure_mmhg = { value = 8.0, source = \"s\" }\n";
        assert_eq!(
            refusal(vessel),
            "data file circuit: vessel `leg.left.calf.extra`: unknown wall class `leg_veins`"
        );
        let connection = "[leg.left.calf.extra_outlet]\nfrom = \"leg.left.calf.soleal_vein\"\n\
                          to = \"leg.left.popliteal_vein\"\nkind = \"vein\"\n\
                          valve_group = \"muscle\"\n\
                          length_cm = { value = 5.0, source = \"s\" }\n\
                          radius_mm = { value = 1.5, source = \"s\" }\n\
                          valves = { value = 2.0, source = \"s\" }\n\
                          valve_area_cm2 = { value = 0.1, source = \"s\" }\n";
        assert_eq!(
            refusal(connection),
            "data file circuit: connection `leg.left.calf.extra_outlet` has valves, but no \
             `competence`"
        );
    }
}

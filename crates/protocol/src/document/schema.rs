//! The JSON schema of the keys that the reader accepts.

use serde_json::{Map, Value, json};

use super::{Key, Kind, Limits};
use crate::quantity::Dimension;

/// The JSON schema (draft 2020-12) of a file format.
pub fn schema(title: &str, about: &str, keys: &'static [Key]) -> Value {
    let mut root = object(keys);
    root.insert(
        "$schema".into(),
        json!("https://json-schema.org/draft/2020-12/schema"),
    );
    root.insert("title".into(), json!(title));
    root.insert("description".into(), json!(about));
    Value::Object(root)
}

fn object(keys: &'static [Key]) -> Map<String, Value> {
    let mut properties = Map::new();
    for key in keys {
        let mut property = of_kind(&key.kind);
        property.insert("description".into(), json!(key.about));
        properties.insert(key.name.into(), Value::Object(property));
    }
    let required: Vec<&str> = keys
        .iter()
        .filter(|key| key.required && !key.elsewhere)
        .map(|key| key.name)
        .collect();
    let mut result = Map::new();
    result.insert("type".into(), json!("object"));
    result.insert("additionalProperties".into(), json!(false));
    if !required.is_empty() {
        result.insert("required".into(), json!(required));
    }
    result.insert("properties".into(), Value::Object(properties));
    result
}

fn of_kind(kind: &Kind) -> Map<String, Value> {
    let value = match kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Name => json!({ "type": "string", "pattern": "^[a-z][a-z0-9_-]*$" }),
        Kind::Word(_, words) => json!({ "enum": words }),
        Kind::WordOrTable(_, words, keys) => {
            json!({ "oneOf": [{ "enum": words }, Value::Object(object(keys))] })
        }
        Kind::Quantity(dimension, _) => json!({
            "type": "string",
            "pattern": quantity_pattern(*dimension),
            "examples": [dimension.example()],
        }),
        Kind::Number(limits) => number(*limits),
        Kind::Count => json!({ "type": "integer", "minimum": 1 }),
        Kind::Whole => json!({ "type": "integer", "minimum": 0 }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Words(_, words) => json!({ "type": "array", "items": { "enum": words() } }),
        Kind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Settings => json!({
            "type": "object",
            "additionalProperties": { "type": ["number", "object"] },
        }),
        Kind::TextOrTable(_, keys) => {
            json!({ "oneOf": [{ "type": "string" }, Value::Object(object(keys))] })
        }
        Kind::Table(keys) => Value::Object(object(keys)),
        Kind::Tables(keys) => json!({ "type": "array", "items": Value::Object(object(keys)) }),
    };
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn number(limits: Limits) -> Value {
    let mut map = Map::new();
    map.insert("type".into(), json!("number"));
    let low = if limits.above_low {
        "exclusiveMinimum"
    } else {
        "minimum"
    };
    if limits.low.is_finite() {
        map.insert(low.into(), json!(limits.low));
    }
    if limits.high.is_finite() {
        map.insert("maximum".into(), json!(limits.high));
    }
    Value::Object(map)
}

fn quantity_pattern(dimension: Dimension) -> String {
    let units: Vec<String> = dimension.spellings().map(str::to_owned).collect();
    format!(
        r"^\s*[+-]?[0-9.]+([eE][+-]?[0-9]+)?\s*({})\s*$",
        units.join("|")
    )
}

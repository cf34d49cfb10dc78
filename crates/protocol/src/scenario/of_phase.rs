//! Values of phases from the command line: `PHASE.KEY=VALUE`, such as `walking.speed=5 km/h`.
//!
//! A key is a key of the phase, or of its activity or posture, or of one leg of it
//! (`posture.left.hip`). The value is put into the tree of the
//! scenario before it is read, so that it is checked as if the file said it.

use std::ops::Range;
use std::sync::Arc;

use secondheart_body::{Joints, Posture};

use crate::document::{Entry, Key, Kind, Node, Table, Value};
use crate::error::{InputError, Location, Mistake, Source};
use crate::mistakes::{Mistakes, Noted};
use crate::quantity;

use super::format::{ACTIVITY, LEG, PHASE, POSTURE};
use super::motion::LEGS;
use super::named_postures;

/// Name of the argument, for messages.
const OPTION: &str = "--phase";

/// Puts the values of arguments into a merged tree. The tree keeps what they change under `changed`,
/// and its title says that it is a variant. A value that the file has itself changes nothing.
pub(super) fn apply(root: &mut Node, arguments: &[String], stem: &str, mistakes: &Mistakes) {
    for text in arguments {
        let argument = Argument::new(text);
        // Every mistake has been noted; the others are found too.
        let Ok(Some(change)) = one(root, &argument, mistakes) else {
            continue;
        };
        let Value::Table(table) = &mut root.value else {
            continue;
        };
        let node = argument.node(0..0, Value::Text(change));
        match table.entries.iter_mut().find(|own| own.key == "changed") {
            Some(entry) => {
                if let Value::List(changes) = &mut entry.node.value {
                    changes.push(node);
                }
            }
            None => {
                let list = argument.node(0..0, Value::List(vec![node]));
                put(table, "changed", list);
            }
        }
        super::extend::variant(table, stem, &argument.node(0..0, Value::Unreadable));
    }
}

/// An argument as a source of values.
struct Argument {
    source: Arc<Source>,
}

impl Argument {
    fn new(text: &str) -> Self {
        Self {
            source: Arc::new(Source {
                name: OPTION.to_owned(),
                text: text.to_owned(),
                is_file: false,
            }),
        }
    }

    fn node(&self, span: Range<usize>, value: Value) -> Node {
        Node {
            value,
            span,
            source: self.source.clone(),
        }
    }

    fn mistake(&self, mistake: Mistake, mistakes: &Mistakes) -> Noted {
        let text = &self.source.text;
        let location = Location {
            source: self.source.clone(),
            span: 0..text.len(),
            key: text.split('=').next().unwrap_or_default().to_owned(),
        };
        mistakes.note(InputError::new(location, mistake))
    }
}

/// Puts the value of an argument into the tree; what it changes, in words, if it changes anything.
fn one(root: &mut Node, argument: &Argument, mistakes: &Mistakes) -> Result<Option<String>, Noted> {
    let text = argument.source.text.as_str();
    let parts = text.split_once('=').and_then(|(path, _)| {
        let (phase, key) = path.split_once('.')?;
        Some((phase.trim(), key.trim(), path.len() + 1))
    });
    let Some((phase, path, value_at)) = parts else {
        return Err(argument.mistake(Mistake::NotOfPhase, mistakes));
    };
    let table = find_phase(root, phase).map_err(|names| {
        let names = names.iter().map(String::as_str);
        let mistake = Mistake::unknown_word("phase", phase, names);
        argument.mistake(mistake, mistakes)
    })?;
    let (group, key) = match path.split_once('.') {
        Some((group, key)) => (group, key),
        None if ACTIVITY.iter().any(|known| known.name == path) => ("activity", path),
        None if POSTURE.iter().any(|known| known.name == path) => ("posture", path),
        None => ("", path),
    };
    let of_leg = match (group, key.split_once('.')) {
        ("posture", Some((leg, joint))) if LEGS.contains(&leg) => Some((leg, joint)),
        _ => None,
    };
    let key = of_leg.map_or(key, |(_, joint)| joint);
    let keys: &'static [Key] = match group {
        _ if of_leg.is_some() => LEG,
        "" => PHASE,
        "activity" => ACTIVITY,
        "posture" => POSTURE,
        "set" => &[],
        _ => return Err(argument.mistake(unknown_key(path), mistakes)),
    };
    let kind = keys.iter().find(|known| known.name == key).map(|k| &k.kind);
    if kind.is_none() && group != "set" {
        return Err(argument.mistake(unknown_key(path), mistakes));
    }
    let node = value(argument, value_at, kind);
    let given = node.clone();
    let old = match group {
        "" => put(table, key, node),
        "set" => {
            let set = inner(table, "set", argument);
            set.and_then(|set| put(set, key, node))
        }
        _ => {
            let Some(entry) = table.entries.iter_mut().find(|entry| entry.key == group) else {
                let known = keys.iter().find(|known| known.name == key);
                let key = known.map_or("", |known| known.name);
                let without = if group == "activity" {
                    "activity"
                } else {
                    "posture"
                };
                return Err(argument.mistake(Mistake::Idle { key, without }, mistakes));
            };
            spell_out(&mut entry.node, group);
            match &mut entry.node.value {
                Value::Table(table) => match of_leg {
                    Some((leg, _)) => {
                        inner(table, leg, argument).and_then(|leg| put(leg, key, node))
                    }
                    None => put(table, key, node),
                },
                _ => None,
            }
        }
    };
    if old.as_ref().is_some_and(|old| is_same(old, &given, kind)) {
        return Ok(None);
    }
    // The name of a parameter stays as it is typed.
    let key = if group == "set" {
        key.to_owned()
    } else {
        let leg = of_leg.map_or(String::new(), |(leg, _)| format!("{leg} "));
        format!("{leg}{}", key.replace('_', " "))
    };
    let instead = old.map_or(String::new(), |old| {
        format!(" instead of {}", in_words(&old))
    });
    let (phase, new) = (phase.replace('_', " "), in_words(&given));
    Ok(Some(format!("{phase}: {key} {new}{instead}")))
}

/// Whether two values of a key mean the same: `15 min` and `900 s`.
fn is_same(old: &Node, new: &Node, kind: Option<&Kind>) -> bool {
    match (&old.value, &new.value) {
        (Value::Number(old), Value::Number(new)) => old == new,
        (Value::Text(old), Value::Text(new)) => {
            let value = |text: &str| match kind {
                Some(Kind::Quantity(dimension, _)) => quantity::parse(text, *dimension).ok(),
                _ => None,
            };
            old == new || value(old).is_some_and(|old| value(new) == Some(old))
        }
        (Value::List(old), Value::List(new)) => {
            let mut both = old.iter().zip(new);
            old.len() == new.len() && both.all(|(old, new)| is_same(old, new, None))
        }
        _ => false,
    }
}

/// A value as it is written, without quotes.
fn in_words(node: &Node) -> String {
    match &node.value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => {
            let written = node.source.text.get(node.span.clone());
            written.unwrap_or_default().replace('"', "")
        }
    }
}

/// The table of a phase, or the names of all phases.
fn find_phase<'a>(root: &'a mut Node, name: &str) -> Result<&'a mut Table, Vec<String>> {
    let mut names = Vec::new();
    let Value::Table(root) = &mut root.value else {
        return Err(names);
    };
    let phases = root.entries.iter_mut().find(|entry| entry.key == "phase");
    let Some(Value::List(phases)) = phases.map(|entry| &mut entry.node.value) else {
        return Err(names);
    };
    for phase in phases {
        let Value::Table(table) = &mut phase.value else {
            continue;
        };
        let Some(Value::Text(own)) = table.get("name").map(|node| &node.value) else {
            continue;
        };
        if own == name {
            return Ok(table);
        }
        names.push(own.clone());
    }
    Err(names)
}

fn unknown_key(path: &str) -> Mistake {
    let keys = || {
        let all = PHASE.iter().chain(ACTIVITY).chain(POSTURE);
        all.map(|key| key.name)
    };
    Mistake::UnknownKey {
        key: path.to_owned(),
        nearest: secondheart_words::nearest(path, keys()).map(str::to_owned),
        known: keys().map(str::to_owned).collect(),
    }
}

/// The value as the kind of its key needs it: numbers and lists as such, all else as a text.
fn value(argument: &Argument, at: usize, kind: Option<&Kind>) -> Node {
    let whole = &argument.source.text;
    let written = whole[at..].trim();
    let start = whole.len() - whole[at..].trim_start().len();
    let text = unquoted(written);
    let text_of = |text: &str| Value::Text(text.to_owned());
    let span = start..start + written.len();
    let value = match kind {
        None | Some(Kind::Number(_) | Kind::Count | Kind::Whole) => {
            text.parse().map_or_else(|_| text_of(text), Value::Number)
        }
        Some(Kind::Words(..)) => {
            let inside = text.trim_start_matches('[').trim_end_matches(']');
            let words = inside.split(',').map(|word| unquoted(word.trim()));
            let words = words.filter(|word| !word.is_empty());
            let node = |word| argument.node(span.clone(), text_of(word));
            Value::List(words.map(node).collect())
        }
        _ => text_of(text),
    };
    argument.node(span.clone(), value)
}

fn unquoted(text: &str) -> &str {
    let inner = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    inner.unwrap_or(text)
}

/// Puts a value in the place of another, which is returned, or adds it.
fn put(table: &mut Table, key: &str, node: Node) -> Option<Node> {
    match table.entries.iter_mut().find(|entry| entry.key == key) {
        Some(entry) => Some(std::mem::replace(&mut entry.node, node)),
        None => {
            table.entries.push(Entry {
                key: key.to_owned(),
                key_span: node.span.clone(),
                node,
            });
            None
        }
    }
}

/// The table under a key, which is begun where there is none.
fn inner<'a>(table: &'a mut Table, key: &str, argument: &Argument) -> Option<&'a mut Table> {
    if table.get(key).is_none() {
        let whole = 0..argument.source.text.len();
        put(
            table,
            key,
            argument.node(whole, Value::Table(Table::default())),
        );
    }
    let entry = table.entries.iter_mut().find(|entry| entry.key == key)?;
    match &mut entry.node.value {
        Value::Table(table) => Some(table),
        _ => None,
    }
}

/// Turns an activity or a posture that is given by its name into a table.
fn spell_out(node: &mut Node, group: &str) {
    let Value::Text(word) = node.value.clone() else {
        return;
    };
    let mut table = Table::default();
    let like = node.clone();
    let mut add = |key: &str, value: Value| {
        let mut node = like.clone();
        node.value = value;
        put(&mut table, key, node);
    };
    if group == "activity" {
        add("pattern", Value::Text(word));
    } else {
        let Some((_, posture)) = named_postures().find(|(name, _)| *name == word) else {
            return;
        };
        // Postures with a name have both legs alike.
        let Posture {
            trunk_deg,
            legs: [joints, _],
            gravity_g,
            weight_bearing,
            ..
        } = posture;
        let Joints {
            hip_deg,
            knee_deg,
            ankle_deg,
        } = joints;
        for (key, value, unit) in [
            ("trunk", trunk_deg, "deg"),
            ("hip", hip_deg, "deg"),
            ("knee", knee_deg, "deg"),
            ("ankle", ankle_deg, "deg"),
            ("gravity", gravity_g, "g"),
        ] {
            add(key, Value::Text(format!("{value} {unit}")));
        }
        add("weight_bearing", Value::Number(weight_bearing));
    }
    node.value = Value::Table(table);
}

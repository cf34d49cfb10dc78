//! Loads scenarios, and lays a scenario over the one that it extends.
//!
//! The extending file wins key by key: in `set`, in the phases and windows of the same name, and in
//! the file's own keys. A phase of a new name is added at the end: it says how long it lasts, and its
//! name must not resemble a name in the base, or it is taken for a misspelling.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::document::{self, Entry, Node, Table, Value};
use crate::error::{InputError, Mistake, Place, Source};
use secondheart_words as words;

use super::{Scenario, read, shipped};

/// The tree of one file and the trees below it, merged.
struct Loaded {
    root: Node,
    table: Table,
    stem: String,
}

/// A scenario by shipped name or path. `at` is the place that refers to it, for messages.
pub(super) fn load(reference: &str, at: Option<(&Path, Place)>) -> Result<Scenario, InputError> {
    let loaded = load_tree(reference, at, &mut Vec::new())?;
    read::scenario(&loaded.root, &loaded.stem)
}

pub(super) fn load_file(path: &Path) -> Result<Scenario, InputError> {
    let loaded = tree_of_file(path, None, &mut Vec::new())?;
    read::scenario(&loaded.root, &loaded.stem)
}

pub(super) fn load_text(text: &str, file: &str) -> Result<Scenario, InputError> {
    let loaded = tree_of_text(text, file, Path::new(file), &mut vec![file.to_owned()])?;
    read::scenario(&loaded.root, &loaded.stem)
}

fn is_path(reference: &str) -> bool {
    reference.ends_with(".toml") || reference.contains(['/', '\\'])
}

fn load_tree(
    reference: &str,
    at: Option<(&Path, Place)>,
    chain: &mut Vec<String>,
) -> Result<Loaded, InputError> {
    if is_path(reference) {
        let path = match &at {
            Some((folder, _)) => folder.join(reference),
            None => PathBuf::from(reference),
        };
        return tree_of_file(&path, at.map(|(_, place)| place), chain);
    }
    let Some(shipped) = shipped::find(reference) else {
        let names = shipped::shipped().iter().map(|shipped| shipped.name);
        let place = at.map_or_else(|| Place::whole(reference), |(_, place)| place);
        return Err(InputError::new(
            place,
            Mistake::unknown_word("scenario", reference, names),
        ));
    };
    let file = shipped.file();
    enter(&file, at.map(|(_, place)| place), chain)?;
    let loaded = tree_of_text(shipped.text, &file, Path::new(&file), chain)?;
    chain.pop();
    Ok(loaded)
}

fn tree_of_file(
    path: &Path,
    at: Option<Place>,
    chain: &mut Vec<String>,
) -> Result<Loaded, InputError> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| {
        let place = at.clone().unwrap_or_else(|| Place::whole(&shown));
        let what = if at.is_some() {
            shown.clone()
        } else {
            "the file".to_owned()
        };
        InputError::new(
            place,
            Mistake::Unreadable {
                what,
                reason: error.to_string(),
            },
        )
    })?;
    let identity = path
        .canonicalize()
        .map_or_else(|_| shown.clone(), |p| p.display().to_string());
    enter(&identity, at, chain)?;
    let loaded = tree_of_text(&text, &shown, path, chain)?;
    chain.pop();
    Ok(loaded)
}

/// Notes that a file is being read. A file that is already being read closes a circle.
fn enter(identity: &str, at: Option<Place>, chain: &mut Vec<String>) -> Result<(), InputError> {
    let Some(first) = chain.iter().position(|open| open == identity) else {
        chain.push(identity.to_owned());
        return Ok(());
    };
    let mut names: Vec<String> = chain[first..].iter().map(|open| file_name(open)).collect();
    names.push(file_name(identity));
    let place = at.unwrap_or_else(|| Place::whole(identity));
    Err(InputError::new(place, Mistake::Circle { chain: names }))
}

fn file_name(path: &str) -> String {
    Path::new(path)
        .file_name()
        .map_or(path.to_owned(), |name| name.to_string_lossy().into_owned())
}

fn tree_of_text(
    text: &str,
    shown: &str,
    path: &Path,
    chain: &mut Vec<String>,
) -> Result<Loaded, InputError> {
    let source = Arc::new(Source {
        name: shown.to_owned(),
        text: text.to_owned(),
        is_file: true,
    });
    let (root, mut table) = document::parse(&source)?;
    // Unknown keys are reported with the file that holds them, before anything is merged over them.
    document::Reader::new(&root, "", super::format::SCENARIO)?;
    let stem = path
        .file_stem()
        .map_or(String::new(), |stem| stem.to_string_lossy().into_owned());
    if let Some(extends) = table.get("extends") {
        let Value::Text(reference) = &extends.value else {
            let expected = "a shipped name or a path in quotes".to_owned();
            let mistake = Mistake::WrongType {
                expected,
                found: extends.kind(),
            };
            return Err(InputError::new(extends.place("extends"), mistake));
        };
        let folder = path.parent().unwrap_or(Path::new(""));
        let base = load_tree(reference, Some((folder, extends.place("extends"))), chain)?;
        table = merge(base.table, table, &base.stem)?;
    }
    let root = Node {
        value: Value::Table(table.clone()),
        span: root.span,
        source,
    };
    Ok(Loaded { root, table, stem })
}

/// Lays the extension over the base. The name and `extends` come from the extension.
fn merge(base: Table, extension: Table, base_stem: &str) -> Result<Table, InputError> {
    let mut merged = base;
    merged
        .entries
        .retain(|entry| !matches!(entry.key.as_str(), "name" | "extends"));
    if extension.get("title").is_none() {
        retitle(&mut merged, &extension, base_stem);
    }
    for entry in extension.entries {
        match merged
            .entries
            .iter_mut()
            .find(|present| present.key == entry.key)
        {
            None => merged.entries.push(entry),
            Some(present) => match entry.key.as_str() {
                "set" => overlay(&mut present.node, entry.node),
                "phase" => overlay_list(&mut present.node, entry.node, "phase", "duration")?,
                "window" => overlay_list(&mut present.node, entry.node, "window", "end")?,
                _ => *present = entry,
            },
        }
    }
    Ok(merged)
}

/// Gives a variant without a title the title of its base, with the changes in brackets.
fn retitle(merged: &mut Table, extension: &Table, base_stem: &str) {
    let mut changed = Vec::new();
    for key in ["conditions", "interventions"] {
        if let Some(Value::List(words)) = extension.get(key).map(|node| &node.value) {
            changed.extend(words.iter().filter_map(|word| match &word.value {
                Value::Text(word) => Some(word.clone()),
                _ => None,
            }));
        }
    }
    if let Some(Value::Table(set)) = extension.get("set").map(|node| &node.value) {
        changed.extend(set.entries.iter().map(|entry| match &entry.node.value {
            Value::Number(value) => format!("{} = {value}", entry.key),
            _ => entry.key.clone(),
        }));
    }
    if changed.is_empty() {
        return;
    }
    match merged.entries.iter_mut().find(|entry| entry.key == "title") {
        Some(entry) => {
            if let Value::Text(title) = &mut entry.node.value {
                *title = format!("{title} ({})", changed.join(", "));
            }
        }
        None => {
            if let Some(first) = extension.entries.first() {
                let mut node = first.node.clone();
                node.value = Value::Text(format!("{base_stem} ({})", changed.join(", ")));
                let key_span = first.key_span.clone();
                merged.entries.push(Entry {
                    key: "title".to_owned(),
                    key_span,
                    node,
                });
            }
        }
    }
}

/// Key by key where both are tables; the extension as a whole otherwise.
fn overlay(base: &mut Node, mut extension: Node) {
    if let (Value::Table(base_table), Value::Table(table)) = (&mut base.value, &mut extension.value)
    {
        for entry in table.entries.drain(..) {
            match base_table
                .entries
                .iter_mut()
                .find(|present| present.key == entry.key)
            {
                Some(present) => *present = entry,
                None => base_table.entries.push(entry),
            }
        }
        base.span = extension.span;
        base.source = extension.source;
    } else {
        *base = extension;
    }
}

/// Items of the same name are laid over each other, others are added. `sort` is what they are,
/// `own` the key that a new one has.
fn overlay_list(
    base: &mut Node,
    mut extension: Node,
    sort: &'static str,
    own: &'static str,
) -> Result<(), InputError> {
    if let (Value::List(base_items), Value::List(items)) = (&mut base.value, &mut extension.value) {
        for item in items.drain(..) {
            let same = name_of(&item)
                .and_then(|name| base_items.iter().position(|b| name_of(b) == Some(name)));
            match same {
                Some(index) => overlay(&mut base_items[index], item),
                None => {
                    check_new(&item, base_items, sort, own)?;
                    base_items.push(item);
                }
            }
        }
    } else {
        *base = extension;
    }
    Ok(())
}

/// Checks that an item that the base lacks is meant to be new, and not misspelt.
fn check_new(
    item: &Node,
    base_items: &[Node],
    sort: &'static str,
    own: &'static str,
) -> Result<(), InputError> {
    let Value::Table(table) = &item.value else {
        return Ok(());
    };
    let (Some(node), Some(name)) = (table.get("name"), name_of(item)) else {
        return Ok(());
    };
    let names = base_items.iter().filter_map(name_of);
    let nearest = words::nearest(name, names.clone()).filter(|near| !numbered(name, near));
    let complete = table.get(own).is_some();
    if complete && nearest.is_none() {
        return Ok(());
    }
    let mistake = Mistake::NotInBase {
        sort,
        name: name.to_owned(),
        nearest: nearest.map(str::to_owned),
        known: names.map(str::to_owned).collect(),
        lacks: (!complete).then_some(own),
    };
    Err(InputError::new(
        node.place(&format!("{sort}.{name}.name")),
        mistake,
    ))
}

/// Whether two names differ by their numbers alone: `minute_2` is no misspelt `minute_1`.
fn numbered(one: &str, other: &str) -> bool {
    let letters = |name: &str| name.replace(|c: char| c.is_ascii_digit(), "");
    let trimmed = |name: &str| letters(name).trim_end_matches(['-', '_']).to_owned();
    trimmed(one) == trimmed(other)
}

fn name_of(item: &Node) -> Option<&str> {
    let Value::Table(table) = &item.value else {
        return None;
    };
    match table.get("name").map(|node| &node.value) {
        Some(Value::Text(name)) => Some(name),
        _ => None,
    }
}

//! Loads scenarios, and merges a scenario into its base.
//!
//! The extending file wins key by key: in `set`, in the phases and windows of the same name, and in
//! the file's own keys. A phase of a new name is added at the end: it needs a duration, and its name
//! must not resemble a name in the base, or it is taken for a misspelling.

use std::path::Path;
use std::sync::Arc;

use secondheart_body::condition::Sort;

use crate::document::{self, Entry, Key, Node, Table, Value};
use crate::error::{InputError, Location, Mistake, Source};
use crate::mistakes::{Mistakes, Noted};
use crate::reference::{self, Meaning};
use secondheart_words as words;

use super::defaults;
use super::format::{PHASE, SCENARIO, WINDOW};
use super::of_phase;
use super::read::{self, Draft};
use super::shipped;

/// The tree of one file, merged with its bases.
struct Loaded {
    root: Node,
    stem: String,
}

impl Loaded {
    fn read(&mut self, mistakes: &Mistakes) -> Result<Draft, Noted> {
        defaults::fill(&mut self.root, mistakes);
        read::scenario(&self.root, &self.stem, mistakes)
    }
}

/// A scenario by shipped name or path, with the values of `PHASE.KEY=VALUE` arguments.
pub(crate) fn load(
    reference: &str,
    of_phases: &[String],
    mistakes: &Mistakes,
) -> Result<Draft, Noted> {
    let mut loaded = load_tree(reference, None, &mut Vec::new(), mistakes)?;
    of_phase::apply(&mut loaded.root, of_phases, &loaded.stem, mistakes);
    loaded.read(mistakes)
}

pub(super) fn load_file(path: &Path, mistakes: &Mistakes) -> Result<Draft, Noted> {
    tree_of_file(path, None, &mut Vec::new(), mistakes)?.read(mistakes)
}

pub(super) fn load_text(text: &str, file: &str, mistakes: &Mistakes) -> Result<Draft, Noted> {
    let chain = &mut vec![file.to_owned()];
    tree_of_text(text, file, Path::new(file), chain, mistakes)?.read(mistakes)
}

/// The tree of a scenario by shipped name or path. `at` is the location that refers to it and the
/// folder of that location, for messages and paths.
fn load_tree(
    reference: &str,
    at: Option<(&Path, Location)>,
    chain: &mut Vec<String>,
    mistakes: &Mistakes,
) -> Result<Loaded, Noted> {
    let folder = at.as_ref().map_or(Path::new(""), |(folder, _)| folder);
    let is_shipped = |name: &str| shipped::find(name).is_some();
    let found = match reference::meaning(reference, folder, "scenarios", is_shipped) {
        Meaning::File(path) => {
            return tree_of_file(&path, at.map(|(_, location)| location), chain, mistakes);
        }
        Meaning::Shipped(name) => shipped::find(name),
        Meaning::Unknown => None,
    };
    let Some(shipped) = found else {
        let names = shipped::shipped().iter().map(|shipped| shipped.name);
        let location = at.map_or_else(Location::asked, |(_, location)| location);
        let mistake = Mistake::unknown_word("scenario", reference, names);
        return Err(mistakes.note(InputError::new(location, mistake)));
    };
    let file = shipped.file();
    enter(&file, at.map(|(_, location)| location), chain, mistakes)?;
    let loaded = tree_of_text(shipped.text, &file, Path::new(&file), chain, mistakes)?;
    chain.pop();
    Ok(loaded)
}

fn tree_of_file(
    path: &Path,
    at: Option<Location>,
    chain: &mut Vec<String>,
    mistakes: &Mistakes,
) -> Result<Loaded, Noted> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| {
        let location = at.clone().unwrap_or_else(|| Location::whole(&shown));
        let what = if at.is_some() {
            shown.clone()
        } else {
            "the file".to_owned()
        };
        let reason = error.to_string();
        mistakes.note(InputError::new(
            location,
            Mistake::Unreadable { what, reason },
        ))
    })?;
    let identity = path
        .canonicalize()
        .map_or_else(|_| shown.clone(), |p| p.display().to_string());
    enter(&identity, at, chain, mistakes)?;
    let loaded = tree_of_text(&text, &shown, path, chain, mistakes)?;
    chain.pop();
    Ok(loaded)
}

/// Notes that a file is being read. A file that is already being read closes a circle.
fn enter(
    identity: &str,
    at: Option<Location>,
    chain: &mut Vec<String>,
    mistakes: &Mistakes,
) -> Result<(), Noted> {
    let Some(first) = chain.iter().position(|open| open == identity) else {
        chain.push(identity.to_owned());
        return Ok(());
    };
    let mut names: Vec<String> = chain[first..].iter().map(|open| file_name(open)).collect();
    names.push(file_name(identity));
    let location = at.unwrap_or_else(|| Location::whole(identity));
    let mistake = Mistake::Circle { chain: names };
    Err(mistakes.note(InputError::new(location, mistake)))
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
    mistakes: &Mistakes,
) -> Result<Loaded, Noted> {
    let source = Arc::new(Source {
        name: shown.to_owned(),
        text: text.to_owned(),
        is_file: true,
    });
    let mut root = document::parse(&source, SCENARIO, mistakes)?;
    let stem = path
        .file_stem()
        .map_or(String::new(), |stem| stem.to_string_lossy().into_owned());
    if let Value::Table(table) = &mut root.value
        && let Some(extends) = table.get("extends").cloned()
    {
        let folder = path.parent().unwrap_or(Path::new(""));
        let base =
            load_base(&extends, folder, chain, mistakes).unwrap_or_else(|_| unknown_base(&extends));
        *table = merge(base, std::mem::take(table), mistakes);
    }
    Ok(Loaded { root, stem })
}

fn load_base(
    extends: &Node,
    folder: &Path,
    chain: &mut Vec<String>,
    mistakes: &Mistakes,
) -> Result<Loaded, Noted> {
    let Value::Text(reference) = &extends.value else {
        let expected = "a shipped name or a path in quotes".to_owned();
        return Err(extends.wrong_type("extends", expected, mistakes));
    };
    let at = (folder, extends.location("extends"));
    load_tree(reference, Some(at), chain, mistakes)
}

/// Stands for a base that cannot be read: it may have every key, every phase and every window.
fn unknown_base(extends: &Node) -> Loaded {
    let mut table = Table::default();
    table.fill(SCENARIO, extends);
    for entry in &mut table.entries {
        if matches!(entry.key.as_str(), "phase" | "window") {
            entry.node.value = Value::List(vec![extends.unreadable()]);
        }
    }
    let mut root = extends.unreadable();
    root.value = Value::Table(table);
    Loaded {
        root,
        stem: String::new(),
    }
}

/// Merges the extension into the base. The name and `extends` come from the extension.
fn merge(base: Loaded, extension: Table, mistakes: &Mistakes) -> Table {
    let Value::Table(mut merged) = base.root.value else {
        return extension;
    };
    merged
        .entries
        .retain(|entry| !matches!(entry.key.as_str(), "name" | "extends"));
    if extension.get("title").is_none() {
        retitle(&mut merged, &extension, &base.stem);
    }
    let says_more = |entry: &Entry| !matches!(entry.key.as_str(), "name" | "extends" | "title");
    if extension.get("description").is_none() && extension.entries.iter().any(says_more) {
        introduce(&mut merged);
    }
    let by_default = defaults::has_duration(&merged) || defaults::has_duration(&extension);
    for entry in extension.entries {
        match merged
            .entries
            .iter_mut()
            .find(|present| present.key == entry.key)
        {
            None => merged.entries.push(entry),
            Some(present) => match entry.key.as_str() {
                "set" | "defaults" => overlay(&mut present.node, entry.node),
                "phase" => {
                    let complete = |table: &Table| by_default || table.get("duration").is_some();
                    overlay_list(&mut present.node, entry.node, &PHASES, &complete, mistakes);
                }
                "window" => {
                    let complete = |table: &Table| table.get("end").is_some();
                    overlay_list(&mut present.node, entry.node, &WINDOWS, &complete, mistakes);
                }
                _ => *present = entry,
            },
        }
    }
    merged
}

/// Introduces the description of a scenario that is not the whole truth about its variant.
const UNCHANGED: &str = "Of the unchanged scenario: ";

/// Introduces a description, once.
pub(crate) fn of_unchanged(description: &mut String) {
    if !description.is_empty() && !description.starts_with(UNCHANGED) {
        description.insert_str(0, UNCHANGED);
    }
}

fn introduce(table: &mut Table) {
    let entry = table
        .entries
        .iter_mut()
        .find(|own| own.key == "description");
    if let Some(Value::Text(text)) = entry.map(|entry| &mut entry.node.value) {
        of_unchanged(text);
    }
}

/// Gives a scenario whose phases are changed a title and a description that do not claim to be its
/// own. `like` is a node from the place of the change.
pub(super) fn variant(table: &mut Table, stem: &str, like: &Node) {
    set_title(table, stem, like, |title| {
        if title.starts_with(VARIANT) {
            title.to_owned()
        } else {
            format!("{VARIANT}{title}")
        }
    });
    introduce(table);
}

/// Begins the title of a variant whose phases differ.
const VARIANT: &str = "Variant of: ";

/// Replaces the title; without one the stem of the file is the title.
fn set_title(table: &mut Table, stem: &str, like: &Node, of: impl Fn(&str) -> String) {
    match table.entries.iter_mut().find(|entry| entry.key == "title") {
        Some(entry) => {
            if let Value::Text(title) = &mut entry.node.value {
                *title = of(title);
            }
        }
        None => {
            let mut node = like.clone();
            node.value = Value::Text(of(stem));
            table.entries.push(Entry {
                key: "title".to_owned(),
                key_span: node.span.clone(),
                node,
            });
        }
    }
}

/// Gives a variant without a title the title of its base, with conditions, interventions and
/// parameters in brackets; other changes make it a variant.
fn retitle(merged: &mut Table, extension: &Table, base_stem: &str) {
    let mut changed = Vec::new();
    for key in Sort::ALL.map(Sort::key) {
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
    let Some(like) = extension.entries.first().map(|first| &first.node) else {
        return;
    };
    let other = ["start", "phase", "defaults", "repeat"];
    if other.iter().any(|key| extension.get(key).is_some()) {
        variant(merged, base_stem, like);
    }
    if !changed.is_empty() {
        let changed = changed.join(", ");
        set_title(merged, base_stem, like, |title| {
            format!("{title} ({changed})")
        });
    }
}

/// Merges key by key where both are tables; otherwise the extension replaces the base.
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

/// A list of a scenario whose items have names.
struct Listed {
    /// What its items are.
    sort: &'static str,
    /// The keys of an item.
    keys: &'static [Key],
    /// The key that a new item has.
    own: &'static str,
}

static PHASES: Listed = Listed {
    sort: "phase",
    keys: PHASE,
    own: "duration",
};

static WINDOWS: Listed = Listed {
    sort: "window",
    keys: WINDOW,
    own: "end",
};

/// Merges items of the same name and adds the others.
fn overlay_list(
    base: &mut Node,
    mut extension: Node,
    list: &Listed,
    complete: &dyn Fn(&Table) -> bool,
    mistakes: &Mistakes,
) {
    let (Value::List(base_items), Value::List(items)) = (&mut base.value, &mut extension.value)
    else {
        *base = extension;
        return;
    };
    for mut item in items.drain(..) {
        let same = name_of(&item)
            .and_then(|name| base_items.iter().position(|b| name_of(b) == Some(name)));
        if let Some(index) = same {
            overlay(&mut base_items[index], item);
            continue;
        }
        let like = item.unreadable();
        if check_new(&item, base_items, list, complete, mistakes).is_err()
            && let Value::Table(table) = &mut item.value
        {
            // The base may have the keys that are absent here, under another name.
            table.fill(list.keys, &like);
        }
        base_items.push(item);
    }
}

/// Checks that an item that the base lacks is meant to be new, and not misspelt.
fn check_new(
    item: &Node,
    base_items: &[Node],
    list: &Listed,
    complete: &dyn Fn(&Table) -> bool,
    mistakes: &Mistakes,
) -> Result<(), Noted> {
    if base_items
        .iter()
        .any(|base| matches!(base.value, Value::Unreadable))
    {
        return Err(Noted::BEFORE);
    }
    let Value::Table(table) = &item.value else {
        return Ok(());
    };
    let (Some(node), Some(name)) = (table.get("name"), name_of(item)) else {
        return Ok(());
    };
    let names = base_items.iter().filter_map(name_of);
    let nearest = words::nearest(name, names.clone()).filter(|near| !numbered(name, near));
    let complete = complete(table);
    if complete && nearest.is_none() {
        return Ok(());
    }
    let sort = list.sort;
    let mistake = Mistake::NotInBase {
        sort,
        name: name.to_owned(),
        nearest: nearest.map(str::to_owned),
        known: names.map(str::to_owned).collect(),
        lacks: (!complete).then_some(list.own),
    };
    let location = node.location(&format!("{sort}.{name}.name"));
    Err(mistakes.note(InputError::new(location, mistake)))
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

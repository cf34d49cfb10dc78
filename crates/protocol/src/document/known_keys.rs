//! Notes the keys of a tree that its format does not have.
//!
//! An unknown key then stands for the valid key nearest to it, or else for the only required key
//! that is absent, so that this key is not reported as missing too. Its value is not read, because
//! the guess may be wrong, unless it is a table as the format expects there.

use super::{Entry, Key, Kind, Node, Value};
use crate::error::{InputError, Location, Mistake};
use crate::mistakes::Mistakes;

/// Checks a table and the tables in it.
pub(super) fn check(node: &mut Node, path: &str, keys: &'static [Key], mistakes: &Mistakes) {
    let source = node.source.clone();
    let Value::Table(table) = &mut node.value else {
        return;
    };
    let mut stray = None;
    for mut entry in std::mem::take(&mut table.entries) {
        if let Some(key) = keys.iter().find(|key| key.name == entry.key) {
            check_inside(&mut entry.node, path, key, mistakes);
            // The right spelling overrides a wrong one.
            table.entries.retain(|other| other.key != entry.key);
            table.entries.push(entry);
            continue;
        }
        let names = || keys.iter().map(|key| key.name);
        let nearest = secondheart_words::nearest(&entry.key, names());
        let location = Location {
            source: source.clone(),
            span: entry.key_span.clone(),
            key: path.to_owned(),
        };
        let mistake = Mistake::UnknownKey {
            key: entry.key.clone(),
            nearest: nearest.map(str::to_owned),
            known: names().map(str::to_owned).collect(),
        };
        mistakes.note(InputError::new(location, mistake));
        let meant = keys.iter().find(|key| Some(key.name) == nearest);
        if let Some(key) = meant.filter(|key| table.get(key.name).is_none()) {
            if is_table(&entry, key) {
                check_inside(&mut entry.node, path, key, mistakes);
            } else {
                entry.node = entry.node.unreadable();
            }
            entry.key = key.name.to_owned();
            table.entries.push(entry);
        } else if meant.is_none() {
            stray = Some(entry);
        }
    }
    let absent = |key: &&Key| key.required && table.get(key.name).is_none();
    let absent: Vec<&Key> = keys.iter().filter(absent).collect();
    if let (Some(mut entry), [key]) = (stray, &absent[..]) {
        entry.key = key.name.to_owned();
        entry.node = entry.node.unreadable();
        table.entries.push(entry);
    }
}

fn check_inside(node: &mut Node, path: &str, key: &Key, mistakes: &Mistakes) {
    let path = dotted(path, key.name);
    match (&key.kind, &mut node.value) {
        (
            Kind::Table(keys) | Kind::WordOrTable(_, _, keys) | Kind::TextOrTable(_, keys),
            Value::Table(_),
        ) => {
            check(node, &path, keys, mistakes);
        }
        (Kind::Tables(keys), Value::List(items)) => {
            for (index, item) in items.iter_mut().enumerate() {
                let path = item_path(&path, item, index);
                check(item, &path, keys, mistakes);
            }
        }
        _ => {}
    }
}

/// Whether the value of a misspelt key is a table, or a list of them, as the nearest key takes it.
fn is_table(entry: &Entry, key: &Key) -> bool {
    match (&key.kind, &entry.node.value) {
        (Kind::Table(_) | Kind::Settings, Value::Table(_)) => true,
        (Kind::Tables(_), Value::List(items)) => items
            .iter()
            .all(|item| matches!(item.value, Value::Table(_))),
        _ => false,
    }
}

/// The dotted path of a key in a table.
pub(super) fn dotted(table: &str, key: &str) -> String {
    if table.is_empty() {
        key.to_owned()
    } else {
        format!("{table}.{key}")
    }
}

/// The dotted path of a table in a list: by its name or id if it has one, by its number otherwise.
pub(super) fn item_path(list: &str, item: &Node, index: usize) -> String {
    if let Value::Table(table) = &item.value {
        for key in ["name", "id"] {
            if let Some(Value::Text(name)) = table.get(key).map(|node| &node.value) {
                return dotted(list, name);
            }
        }
    }
    dotted(list, &(index + 1).to_string())
}

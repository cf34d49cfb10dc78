//! The defaults of phases: what `[defaults]` says goes into every phase that leaves it out.

use crate::document::{Entry, Field, Node, Reader, Table, Value};
use crate::mistakes::Mistakes;

use super::format::DEFAULTS;

/// The keys of a movement, which a phase without a posture does not have.
const OF_MOVEMENTS: [&str; 2] = ["ramp", "manner"];

/// Puts the defaults into the phases of a merged tree.
pub(super) fn fill(root: &mut Node, mistakes: &Mistakes) {
    let Value::Table(table) = &mut root.value else {
        return;
    };
    let Some(node) = table.get("defaults") else {
        return;
    };
    let defaults = read(node, mistakes);
    let phases = table.entries.iter_mut().find(|entry| entry.key == "phase");
    let Some(Value::List(phases)) = phases.map(|entry| &mut entry.node.value) else {
        return;
    };
    for phase in phases {
        let Value::Table(phase) = &mut phase.value else {
            continue;
        };
        let moves = phase.get("posture").is_some();
        for entry in &defaults {
            let belongs = moves || !OF_MOVEMENTS.contains(&entry.key.as_str());
            if belongs && phase.get(&entry.key).is_none() {
                phase.entries.push(entry.clone());
            }
        }
    }
}

/// Whether the defaults of a scenario give every phase a duration.
pub(super) fn has_duration(table: &Table) -> bool {
    match table.get("defaults").map(|node| &node.value) {
        Some(Value::Table(defaults)) => defaults.get("duration").is_some(),
        Some(Value::Unreadable) => true,
        _ => false,
    }
}

/// The defaults; a mistake in one is told once, and its value is then unreadable in every phase.
fn read(node: &Node, mistakes: &Mistakes) -> Vec<Entry> {
    let Ok(reader) = Reader::new(node, "defaults", DEFAULTS, mistakes) else {
        return DEFAULTS
            .iter()
            .map(|key| Entry {
                key: key.name.to_owned(),
                key_span: node.span.clone(),
                node: node.unreadable(),
            })
            .collect();
    };
    let Value::Table(table) = &node.value else {
        return Vec::new();
    };
    let mut entries = table.entries.clone();
    for entry in &mut entries {
        let holds = match entry.key.as_str() {
            "manner" => reader.optional("manner", Field::word).is_ok(),
            key => reader.optional(key, Field::quantity).is_ok(),
        };
        if !holds {
            entry.node = entry.node.unreadable();
        }
    }
    entries
}

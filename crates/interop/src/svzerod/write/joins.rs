//! The entry of the file that names a connection.
//!
//! A connection is named once: by a valve at one of its ends, which always names both neighbours,
//! else by a coupling to another program, by a junction, or by a vessel among its
//! `boundary_conditions`. svZeroDSolver numbers connections in the order of these entries. Another
//! entry than the customary one is taken if only that keeps the order of the model.

use super::super::format::{HEART_INLET, HEART_OUTLET, List};
use super::super::model::{Connection, Law, Model};

/// An entry: a block, and its first or second list of neighbours.
pub(super) type Entry = (usize, u8);

/// Neighbours upstream and downstream in an [`Entry`].
pub(super) const UP: u8 = 0;
pub(super) const DOWN: u8 = 1;

/// The entry of every connection.
pub(super) fn entries(model: &Model) -> Vec<Entry> {
    let possible: Vec<Vec<Entry>> = model.connections.iter().map(|c| of(model, c)).collect();
    in_order(&possible).unwrap_or_else(|| {
        let first = |entries: &Vec<Entry>| entries.first().copied().unwrap_or((usize::MAX, UP));
        possible.iter().map(first).collect()
    })
}

/// One of the possible entries of each connection: the first, if the order allows it.
fn in_order(possible: &[Vec<Entry>]) -> Option<Vec<Entry>> {
    let mut latest = vec![(usize::MAX, DOWN); possible.len() + 1];
    for (k, entries) in possible.iter().enumerate().rev() {
        let fits = |entry: &&Entry| **entry <= latest[k + 1];
        latest[k] = *entries.iter().filter(fits).max()?;
    }
    let mut last = (0, UP);
    let mut chosen = Vec::with_capacity(possible.len());
    for (entries, latest) in possible.iter().zip(&latest) {
        let fits = |entry: &&Entry| last <= **entry && **entry <= *latest;
        let first = entries.first().filter(fits);
        last = *first.or_else(|| entries.iter().filter(fits).min())?;
        chosen.push(last);
    }
    Some(chosen)
}

/// All entries that can name a connection, the customary one first.
fn of(model: &Model, &Connection { from, to }: &Connection) -> Vec<Entry> {
    let list = |block: usize| List::of(model, block);
    let name = |block: usize| model.blocks[block].name.as_str();
    let implied = |block: usize| list(block) == List::Implied;
    let mut entries = Vec::new();
    // The closed loop's heart names its own connections.
    if let Some(heart) = model
        .blocks
        .iter()
        .position(|block| matches!(block.law, Law::Heart(_)))
    {
        let returns = matches!(
            model.blocks[from].law,
            Law::LoopRcr(_) | Law::LoopCoronary { .. }
        );
        if to == heart {
            entries.push((heart, 0));
        } else if implied(to) && name(to) == HEART_INLET && returns {
            entries.push((heart, 1));
        } else if from == heart {
            entries.push((heart, 2));
        } else if implied(from) && name(from) == HEART_OUTLET {
            entries.push((heart, 3));
        }
    }
    for kind in [
        List::Valves,
        List::Couplings,
        List::Junctions,
        List::Vessels,
    ] {
        if list(from) == kind {
            entries.push((from, DOWN));
        }
        if list(to) == kind {
            entries.push((to, UP));
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_entry_is_taken_if_the_order_allows_it() {
        let free = [vec![(5, UP), (0, UP)], vec![(6, UP), (1, UP)]];
        assert_eq!(in_order(&free), Some(vec![(5, UP), (6, UP)]));
        // The second can only be an early one.
        let bound = [vec![(5, UP), (0, UP)], vec![(1, DOWN)]];
        assert_eq!(in_order(&bound), Some(vec![(0, UP), (1, DOWN)]));
        assert_eq!(in_order(&[vec![(2, UP)], vec![(1, UP)]]), None);
    }
}

//! Elimination order: minimum fill, ties broken by degree and by index (deterministic).

use std::collections::BTreeSet;

/// Position of every unknown in the order of elimination, for an undirected graph.
pub(super) fn minimum_fill(count: usize, pairs: &[(usize, usize)]) -> Vec<usize> {
    let mut neighbours = vec![BTreeSet::new(); count];
    for &(a, b) in pairs {
        neighbours[a].insert(b);
        neighbours[b].insert(a);
    }
    let mut alive: BTreeSet<usize> = (0..count).collect();
    let mut position = vec![0; count];
    for place in 0..count {
        let Some(&next) = alive.iter().min_by_key(|&&i| {
            let around = &neighbours[i];
            (fill(around, &neighbours), around.len(), i)
        }) else {
            break;
        };
        alive.remove(&next);
        position[next] = place;
        let around: Vec<usize> = std::mem::take(&mut neighbours[next]).into_iter().collect();
        for &a in &around {
            neighbours[a].remove(&next);
            for &b in &around {
                if a != b {
                    neighbours[a].insert(b);
                }
            }
        }
    }
    position
}

/// Pairs of these neighbours that are not neighbours of each other: entries that appear when what
/// lies between them goes.
fn fill(around: &BTreeSet<usize>, neighbours: &[BTreeSet<usize>]) -> usize {
    let strangers = |&a: &usize| {
        let later = around.range(a + 1..);
        later.filter(|b| !neighbours[a].contains(b)).count()
    };
    around.iter().map(strangers).sum()
}

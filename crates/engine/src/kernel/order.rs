//! Elimination order: minimum fill, ties broken by degree and by index (deterministic).

use std::collections::BTreeSet;

/// Position of every unknown in the order of elimination, for an undirected graph.
pub(super) fn minimum_fill(count: usize, pairs: &[(usize, usize)]) -> Vec<usize> {
    let mut neighbours = vec![BTreeSet::new(); count];
    for &(a, b) in pairs {
        neighbours[a].insert(b);
        neighbours[b].insert(a);
    }
    let key = |i: usize, neighbours: &[BTreeSet<usize>]| {
        let around = &neighbours[i];
        (fill(around, neighbours), around.len(), i)
    };
    let mut keys: Vec<_> = (0..count).map(|i| key(i, &neighbours)).collect();
    let mut queue: BTreeSet<_> = keys.iter().copied().collect();
    let mut position = vec![0; count];
    for place in 0..count {
        let Some((_, _, next)) = queue.pop_first() else {
            break;
        };
        position[next] = place;
        let around = std::mem::take(&mut neighbours[next]);
        for &a in &around {
            neighbours[a].remove(&next);
            for &b in &around {
                if a != b {
                    neighbours[a].insert(b);
                }
            }
        }
        // The keys of all other unknowns stay: neither their neighbours nor the edges between
        // these have changed.
        let mut changed = around.clone();
        changed.extend(around.iter().flat_map(|&a| &neighbours[a]));
        for i in changed {
            queue.remove(&keys[i]);
            keys[i] = key(i, &neighbours);
            queue.insert(keys[i]);
        }
    }
    position
}

/// Number of pairs among these neighbours that are not neighbours of each other: the entries that
/// eliminating the unknown between them would add.
fn fill(around: &BTreeSet<usize>, neighbours: &[BTreeSet<usize>]) -> usize {
    let strangers = |&a: &usize| {
        let later = around.range(a + 1..);
        later.filter(|b| !neighbours[a].contains(b)).count()
    };
    around.iter().map(strangers).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The least fill sought anew among all that are left.
    fn sought_anew(count: usize, pairs: &[(usize, usize)]) -> Vec<usize> {
        let mut neighbours = vec![BTreeSet::new(); count];
        for &(a, b) in pairs {
            neighbours[a].insert(b);
            neighbours[b].insert(a);
        }
        let mut left: Vec<usize> = (0..count).collect();
        let mut position = vec![0; count];
        for place in 0..count {
            left.sort_by_key(|&i| (fill(&neighbours[i], &neighbours), neighbours[i].len(), i));
            let next = left.remove(0);
            position[next] = place;
            let around = std::mem::take(&mut neighbours[next]);
            for &a in &around {
                neighbours[a].remove(&next);
                neighbours[a].extend(around.iter().filter(|b| **b != a));
            }
        }
        position
    }

    #[test]
    fn the_order_equals_the_order_of_an_exhaustive_search() {
        let mut seed = 1_u64;
        let mut random = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            // The upper bits of the generator are the random ones.
            (seed >> 33) as usize % below
        };
        for count in [1, 2, 7, 40] {
            for edges in [count, 2 * count, 4 * count] {
                let pairs: Vec<_> = (0..edges)
                    .map(|_| (random(count), random(count)))
                    .filter(|(a, b)| a != b)
                    .collect();
                assert_eq!(minimum_fill(count, &pairs), sought_anew(count, &pairs));
            }
        }
    }
}

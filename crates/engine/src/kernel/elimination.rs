//! Symbolic structure of the elimination and its two numeric kernels.
//!
//! The matrix of a step is a graph Laplacian plus a positive diagonal: symmetric and positive
//! definite, so that LDLᵀ needs no pivoting. Elements whose flow depends unequally on their ends
//! (a Starling resistor) need LDU on the same structure.

use super::order::minimum_fill;
use crate::Scalar;
use std::collections::BTreeMap;

/// The pattern of the factor and the order of its updates, found once for a network.
#[derive(Debug, Clone)]
pub struct Elimination {
    /// Row of each unknown.
    position: Vec<u32>,
    /// First off-diagonal slot of each column; one longer than the number of columns.
    column_start: Vec<u32>,
    /// Row of each off-diagonal slot (below the diagonal).
    row: Vec<u32>,
    /// Targets of the updates, in the order in which the factorisation makes them.
    target: Vec<u32>,
    slots: BTreeMap<(u32, u32), u32>,
}

impl Elimination {
    /// Orders `count` unknowns coupled by `pairs` and lays out the fill.
    pub fn new(count: usize, pairs: &[(usize, usize)]) -> Self {
        let position = minimum_fill(count, pairs);
        let mut below = vec![std::collections::BTreeSet::new(); count];
        for &(a, b) in pairs {
            let (i, j) = (position[a], position[b]);
            if i != j {
                below[i.min(j)].insert(i.max(j));
            }
        }
        for k in 0..count {
            let rows: Vec<usize> = below[k].iter().copied().collect();
            for (n, &j) in rows.iter().enumerate() {
                for &i in &rows[n + 1..] {
                    below[j].insert(i);
                }
            }
        }
        let mut column_start = vec![0];
        let mut row = Vec::new();
        let mut slots = BTreeMap::new();
        for (k, rows) in below.iter().enumerate() {
            for &i in rows {
                slots.insert((k as u32, i as u32), row.len() as u32);
                row.push(i as u32);
            }
            column_start.push(row.len() as u32);
        }
        let mut target = Vec::new();
        for rows in &below {
            let rows: Vec<u32> = rows.iter().map(|&i| i as u32).collect();
            for (n, &j) in rows.iter().enumerate() {
                for &i in &rows[n + 1..] {
                    target.push(slots[&(j, i)]);
                }
            }
        }
        let position = position.into_iter().map(|p| p as u32).collect();
        Self {
            position,
            column_start,
            row,
            target,
            slots,
        }
    }

    /// Number of unknowns, which is the length of the diagonal and of the right-hand side.
    pub fn unknowns(&self) -> usize {
        self.position.len()
    }

    /// Number of off-diagonal slots on one side, fill included.
    pub fn slot_count(&self) -> usize {
        self.row.len()
    }

    /// Row of an unknown in the order of elimination.
    pub fn row_of(&self, unknown: usize) -> u32 {
        self.position[unknown]
    }

    /// Slot of the pair (a, b), and whether a is the later of the two (its row lies below).
    pub fn slot(&self, a: usize, b: usize) -> Option<(u32, bool)> {
        let (i, j) = (self.position[a], self.position[b]);
        self.slots
            .get(&(i.min(j), i.max(j)))
            .map(|&slot| (slot, i > j))
    }

    /// Solves in place: `rhs` becomes the solution. `diagonal` and `lower` are overwritten.
    #[inline(always)]
    pub fn solve_symmetric<S: Scalar>(&self, diagonal: &mut [S], lower: &mut [S], rhs: &mut [S]) {
        let mut targets = self.target.iter();
        for (k, ends) in self.column_start.windows(2).enumerate() {
            let (start, end) = (ends[0] as usize, ends[1] as usize);
            // A column updates later columns only.
            let (column, later) = lower.split_at_mut(end);
            let (column, rows) = (&column[start..], &self.row[start..end]);
            let inverse = diagonal[k].recip();
            diagonal[k] = inverse;
            let right = rhs[k];
            for (j, &r) in rows.iter().enumerate() {
                let a = column[j];
                let l = a * inverse;
                diagonal[r as usize] -= l * a;
                rhs[r as usize] -= l * right;
                for (&below, &target) in column[j + 1..].iter().zip(targets.by_ref()) {
                    later[target as usize - end] -= l * below;
                }
            }
        }
        for (k, ends) in self.column_start.windows(2).enumerate().rev() {
            let (start, end) = (ends[0] as usize, ends[1] as usize);
            let mut x = rhs[k];
            for (&a, &r) in lower[start..end].iter().zip(&self.row[start..end]) {
                x -= a * rhs[r as usize];
            }
            rhs[k] = x * diagonal[k];
        }
    }

    /// Solves in place a matrix whose pattern is symmetric and whose values are not.
    #[inline(always)]
    pub fn solve_unsymmetric<S: Scalar>(
        &self,
        diagonal: &mut [S],
        lower: &mut [S],
        upper: &mut [S],
        rhs: &mut [S],
    ) {
        let n = self.column_start.len() - 1;
        let mut next_target = 0;
        for k in 0..n {
            let (start, end) = (
                self.column_start[k] as usize,
                self.column_start[k + 1] as usize,
            );
            let inverse = diagonal[k].recip();
            diagonal[k] = inverse;
            let right = rhs[k];
            for j in start..end {
                let l = lower[j] * inverse;
                let u = upper[j] * inverse;
                let r = self.row[j] as usize;
                diagonal[r] -= l * upper[j];
                rhs[r] -= l * right;
                for i in j + 1..end {
                    let t = self.target[next_target] as usize;
                    next_target += 1;
                    let below = lower[i] * u;
                    let above = l * upper[i];
                    lower[t] -= below;
                    upper[t] -= above;
                }
            }
        }
        for k in (0..n).rev() {
            let (start, end) = (
                self.column_start[k] as usize,
                self.column_start[k + 1] as usize,
            );
            let mut x = rhs[k];
            for j in start..end {
                x -= upper[j] * rhs[self.row[j] as usize];
            }
            rhs[k] = x * diagonal[k];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A small graph with a loop, solved densely for comparison.
    #[test]
    fn both_kernels_agree_with_dense_elimination() {
        let n = 7;
        let pairs = [
            (0, 1),
            (1, 2),
            (2, 3),
            (3, 4),
            (4, 0),
            (2, 5),
            (5, 6),
            (6, 1),
            (3, 6),
            (0, 5),
        ];
        let e = Elimination::new(n, &pairs);
        for symmetric in [true, false] {
            let mut dense = vec![vec![0.0; n]; n];
            for (i, row) in dense.iter_mut().enumerate() {
                row[i] = 8.0 + i as f64;
            }
            for (m, &(a, b)) in pairs.iter().enumerate() {
                dense[a][b] = -0.5 - 0.1 * m as f64;
                dense[b][a] = if symmetric {
                    dense[a][b]
                } else {
                    dense[a][b] * 0.3
                };
            }
            let b: Vec<f64> = (0..n).map(|i| 1.0 + (i * i) as f64).collect();
            let (mut d, mut lo, mut up, mut rhs) = (
                vec![0.0; n],
                vec![0.0; e.slot_count()],
                vec![0.0; e.slot_count()],
                vec![0.0; n],
            );
            for i in 0..n {
                d[e.row_of(i) as usize] = dense[i][i];
                rhs[e.row_of(i) as usize] = b[i];
            }
            for &(i, j) in &pairs {
                let (slot, i_below) = e.slot(i, j).expect("coupled");
                let (below, above) = if i_below {
                    (dense[i][j], dense[j][i])
                } else {
                    (dense[j][i], dense[i][j])
                };
                lo[slot as usize] = below;
                up[slot as usize] = above;
            }
            if symmetric {
                e.solve_symmetric(&mut d, &mut lo, &mut rhs);
            } else {
                e.solve_unsymmetric(&mut d, &mut lo, &mut up, &mut rhs);
            }
            for i in 0..n {
                let left: f64 = (0..n)
                    .map(|j| dense[i][j] * rhs[e.row_of(j) as usize])
                    .sum();
                assert!(
                    (left - b[i]).abs() < 1e-12,
                    "row {i}: {left} against {}",
                    b[i]
                );
            }
        }
    }
}

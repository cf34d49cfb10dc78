//! Shares of a whole among parts that act together, by Shapley's value.
//!
//! Of `n` parts every set `S` gives a value `v(S)`. The share of part `i` is what it adds to the sets
//! without it, averaged over all orders in which the parts can come together:
//!
//! ```text
//! φ_i = Σ_S |S|! (n - |S| - 1)! / n! · (v(S + i) - v(S))        S: all sets without i
//! ```
//!
//! The shares add up to `v(all) - v(none)`. Parts that can be exchanged have equal shares, and a part
//! that adds nothing to any set has the share 0.
//!
//! Source: Shapley LS 1953, A value for n-person games, in: Kuhn HW, Tucker AW (eds), Contributions to
//! the theory of games II, Princeton University Press, 307-317.

/// The values of all sets of some parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Sets {
    parts: usize,
    values: Vec<f64>,
}

impl Sets {
    /// The values of all 2^n sets of `parts`: bit `i` of a place tells whether part `i` is in the set.
    /// `None` if these are not all sets.
    pub fn new(parts: usize, values: Vec<f64>) -> Option<Self> {
        let all = u32::try_from(parts)
            .ok()
            .and_then(|n| 1_usize.checked_shl(n));
        (all == Some(values.len())).then_some(Self { parts, values })
    }

    /// Number of parts.
    pub fn parts(&self) -> usize {
        self.parts
    }

    /// The value of every set, by its place.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The value of all parts together.
    pub fn all(&self) -> f64 {
        self.values[self.values.len() - 1]
    }

    /// The value without any part.
    pub fn none(&self) -> f64 {
        self.values[0]
    }

    /// What changes if this part alone is taken out of all.
    pub fn taken_out(&self, part: usize) -> f64 {
        self.values[self.values.len() - 1 - (1 << part)] - self.all()
    }

    /// What this part adds to none.
    pub fn alone(&self, part: usize) -> f64 {
        self.values[1 << part] - self.none()
    }

    /// The share of a part, by Shapley's value.
    pub fn share(&self, part: usize) -> f64 {
        let own = 1 << part;
        let without = (0..self.values.len()).filter(|set| set & own == 0);
        without
            .map(|set| {
                let members = set.count_ones() as usize;
                weight(members, self.parts) * (self.values[set | own] - self.values[set])
            })
            .sum()
    }

    /// The shares of all parts.
    pub fn shares(&self) -> Vec<f64> {
        (0..self.parts).map(|part| self.share(part)).collect()
    }
}

/// The part of all orders of `parts` in which exactly these `members` come before one that is not of
/// them: `members! (parts - members - 1)! / parts!`, which is 1 / (parts · C(parts - 1, members)).
fn weight(members: usize, parts: usize) -> f64 {
    let choices = (1..=members).fold(1.0, |choices, k| choices * (parts - k) as f64 / k as f64);
    1.0 / (parts as f64 * choices)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn close(one: f64, other: f64) -> bool {
        (one - other).abs() < 1e-12
    }

    fn sets(values: &[f64]) -> Sets {
        Sets::new(values.len().ilog2() as usize, values.to_vec()).unwrap()
    }

    #[test]
    fn shares_of_three_parts_are_those_worked_out_by_hand() {
        // v(a) = 1, v(b) = 2, v(ab) = 6, v(c) = 4, v(ac) = 5, v(bc) = 12, v(abc) = 24, v() = 0.
        // The six orders give a: 1, 1, 6-2, 24-12, 5-4, 24-12 (sum 31);
        // b: 6-1, 24-5, 2, 2, 24-5, 12-4 (sum 55); c: 24-6, 5-1, 24-6, 12-2, 4, 4 (sum 58).
        let sets = sets(&[0.0, 1.0, 2.0, 6.0, 4.0, 5.0, 12.0, 24.0]);
        for (share, sum) in sets.shares().iter().zip([31.0, 55.0, 58.0]) {
            assert!(close(*share, sum / 6.0), "{share} {sum}");
        }
        assert!(close(sets.taken_out(0), 12.0 - 24.0) && close(sets.alone(0), 1.0));
        assert!(close(sets.taken_out(2), 6.0 - 24.0) && close(sets.alone(2), 4.0));
    }

    #[test]
    fn shares_add_up_to_the_difference_between_all_and_none() {
        for parts in 0..=8 {
            let value = |set: usize| (set as f64 * 1.7).sin() * 50.0 + 90.0;
            let sets = sets(&(0..1 << parts).map(value).collect::<Vec<_>>());
            let sum: f64 = sets.shares().iter().sum();
            assert!((sum - (sets.all() - sets.none())).abs() < 1e-10, "{parts}");
        }
    }

    #[test]
    fn parts_that_can_be_exchanged_have_equal_shares() {
        // The value depends on the number of parts alone.
        let value = |set: usize| f64::from(set.count_ones()).powi(3);
        let sets = sets(&(0..16).map(value).collect::<Vec<_>>());
        for share in sets.shares() {
            assert!(close(share, 64.0 / 4.0), "{share}");
        }
    }

    #[test]
    fn a_part_that_adds_nothing_has_no_share() {
        // Part 1 changes no set.
        let value = |set: usize| [3.0, 8.0, 5.0, 1.0][(set & 1) + ((set & 4) >> 1)];
        let sets = sets(&(0..8).map(value).collect::<Vec<_>>());
        assert!(close(sets.share(1), 0.0));
        assert!(!close(sets.share(0), 0.0) && !close(sets.share(2), 0.0));
    }

    #[test]
    fn values_that_are_not_of_all_sets_are_refused() {
        assert!(Sets::new(2, vec![0.0; 3]).is_none());
        assert!(Sets::new(2, vec![0.0; 4]).is_some());
        assert!(Sets::new(usize::MAX, Vec::new()).is_none());
    }
}

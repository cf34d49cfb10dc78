//! Signals at a fixed output rate, by linear interpolation between steps.

/// Hands out the rows of a fixed-rate table.
#[derive(Debug)]
pub(super) struct Sampler {
    rate_hz: f64,
    taken: u64,
    row: Vec<f64>,
}

impl Sampler {
    pub(super) fn new(rate_hz: f64) -> Self {
        Self {
            rate_hz,
            taken: 0,
            row: Vec::new(),
        }
    }

    /// Time of the next row, seconds; a multiple of the period, free of summed rounding.
    fn next_s(&self) -> f64 {
        self.taken as f64 / self.rate_hz
    }

    /// The next row (time first) if it lies at or before `to_s`.
    ///
    /// Values went from `from` at `from_s` to `to` at `to_s`; call it until it gives nothing.
    pub(super) fn next_row(
        &mut self,
        from_s: f64,
        from: &[f64],
        to_s: f64,
        to: &[f64],
    ) -> Option<&[f64]> {
        let at_s = self.next_s();
        // A sample that rounding puts just after the last step still belongs to it.
        if at_s > to_s + 1e-9 {
            return None;
        }
        self.taken += 1;
        let share = if to_s > from_s {
            ((at_s - from_s) / (to_s - from_s)).clamp(0.0, 1.0)
        } else {
            1.0
        };
        self.row.clear();
        self.row.push(at_s);
        self.row.extend(
            from.iter()
                .zip(to)
                .map(|(from, to)| from + share * (to - from)),
        );
        Some(&self.row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_line_is_sampled_exactly_whatever_the_step() {
        let mut sampler = Sampler::new(50.0);
        let mut rows = Vec::new();
        let mut before_s = 0.0;
        for step in 0..=1000 {
            let now_s = f64::from(step) * 0.003;
            while let Some(row) =
                sampler.next_row(before_s, &[2.0 * before_s], now_s, &[2.0 * now_s])
            {
                rows.push((row[0], row[1]));
            }
            before_s = now_s;
        }
        assert_eq!(rows.len(), 151, "3 s at 50 a second with both ends");
        for (index, (at_s, value)) in rows.iter().enumerate() {
            assert_eq!(*at_s, index as f64 / 50.0);
            assert!((value - 2.0 * at_s).abs() < 1e-12);
        }
    }

    #[test]
    fn steps_longer_than_the_period_give_several_rows() {
        let mut sampler = Sampler::new(10.0);
        assert!(sampler.next_row(0.0, &[0.0], 0.0, &[0.0]).is_some());
        let mut count = 0;
        while sampler.next_row(0.0, &[0.0], 1.0, &[1.0]).is_some() {
            count += 1;
        }
        assert_eq!(count, 10);
    }
}

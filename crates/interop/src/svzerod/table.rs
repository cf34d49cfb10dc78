//! A quantity given at times, with linear interpolation between them.

/// Times and values; a single value is a constant.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    times_s: Vec<f64>,
    values: Vec<f64>,
    periodic: bool,
}

impl Default for Table {
    /// Zero at all times.
    fn default() -> Self {
        Self::constant(0.0)
    }
}

impl Table {
    /// The same value at all times.
    pub fn constant(value: f64) -> Self {
        Self {
            times_s: vec![0.0],
            values: vec![value],
            periodic: true,
        }
    }

    /// Equal numbers of `values` and increasing `times_s`, at least one.
    pub(crate) fn new(times_s: Vec<f64>, values: Vec<f64>, periodic: bool) -> Self {
        Self {
            times_s,
            values,
            periodic,
        }
    }

    /// A repeated cycle of `period_s`, from values at equal distances of time, both ends included; a
    /// single value is a constant.
    pub fn cycle(period_s: f64, values: Vec<f64>) -> Self {
        let last = values.len().saturating_sub(1).max(1) as f64;
        let times_s = (0..values.len()).map(|k| period_s * (k as f64 / last));
        Self {
            times_s: times_s.collect(),
            values,
            periodic: true,
        }
    }

    /// Times of the entries, s.
    pub fn times_s(&self) -> &[f64] {
        &self.times_s
    }

    /// Values at [`Table::times_s`], in the units of the file.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Whether the table repeats after its last time, or keeps its last value.
    pub fn is_periodic(&self) -> bool {
        self.periodic
    }

    pub(crate) fn set_periodic(&mut self, periodic: bool) {
        self.periodic = periodic;
    }

    /// Time from the first to the last entry, s; `None` for a constant.
    pub fn period_s(&self) -> Option<f64> {
        match (self.times_s.first(), self.times_s.last()) {
            (Some(first), Some(last)) if self.times_s.len() > 1 && self.periodic => {
                Some(last - first)
            }
            _ => None,
        }
    }

    /// Whether all values are equal.
    pub fn is_constant(&self) -> bool {
        self.values.iter().all(|value| *value == self.values[0])
    }

    /// Whether it is the same in every cycle of `period_s`.
    pub(crate) fn repeats_with(&self, period_s: f64) -> bool {
        let repeats = |own: f64| (own - period_s).abs() <= 1e-9 * period_s;
        self.is_constant() || self.period_s().is_some_and(repeats)
    }

    /// Mean of the entries, used by a steady start.
    pub fn mean(&self) -> f64 {
        self.values.iter().sum::<f64>() / self.values.len() as f64
    }

    /// Slope, 1/s, of the interval that contains a time or ends there.
    pub(crate) fn slope(&self, time_s: f64) -> f64 {
        let n = self.values.len();
        if n == 1 {
            return 0.0;
        }
        let times = &self.times_s;
        let time_s = match self.period_s() {
            // The end of a period belongs to its last interval.
            Some(period_s) => match (time_s - times[0]).rem_euclid(period_s) {
                t if t <= 1e-9 * period_s && time_s > 0.0 => times[n - 1],
                t => times[0] + t,
            },
            None => time_s,
        };
        let slack = 1e-9 * (times[n - 1] - times[0]);
        let after = times
            .partition_point(|t| *t < time_s - slack)
            .clamp(1, n - 1);
        (self.values[after] - self.values[after - 1]) / (times[after] - times[after - 1])
    }

    /// Value at a time, s; `hint` keeps the index of the last interval.
    pub(crate) fn at(&self, time_s: f64, hint: &mut usize) -> f64 {
        let n = self.values.len();
        if n == 1 {
            return self.values[0];
        }
        let times = &self.times_s;
        let time_s = match self.period_s() {
            Some(period_s) => times[0] + (time_s - times[0]).rem_euclid(period_s),
            None => time_s,
        };
        let mut after = (*hint).clamp(1, n - 1);
        if times[after - 1] > time_s {
            after = 1;
        }
        while after < n - 1 && times[after] <= time_s {
            after += 1;
        }
        *hint = after;
        let (t0, t1) = (times[after - 1], times[after]);
        // Beyond its ends a table that does not repeat is constant.
        let share = ((time_s - t0) / (t1 - t0)).clamp(0.0, 1.0);
        self.values[after - 1] + share * (self.values[after] - self.values[after - 1])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_interpolated_and_repeats() {
        let table = Table::new(vec![0.0, 0.5, 2.0], vec![1.0, 3.0, 0.0], true);
        let mut hint = 0;
        for (time, value) in [
            (0.0, 1.0),
            (0.25, 2.0),
            (0.5, 3.0),
            (1.25, 1.5),
            (2.25, 2.0),
        ] {
            assert!((table.at(time, &mut hint) - value).abs() < 1e-12, "{time}");
        }
        for (time, slope) in [
            (0.25, 4.0),
            (0.5, 4.0),
            (0.6, -2.0),
            (2.0, -2.0),
            (2.1, 4.0),
        ] {
            assert!((table.slope(time) - slope).abs() < 1e-12, "{time}");
        }
        assert_eq!(table.period_s(), Some(2.0));
        // A table that begins later, or earlier, than zero repeats all the same.
        for shift in [0.7, -0.7] {
            let times_s = table.times_s.iter().map(|t| t + shift).collect();
            let moved = Table::new(times_s, table.values.clone(), true);
            for k in 1..50 {
                let time = 0.1 * f64::from(k);
                let (here, there) = (moved.at(time, &mut 1), table.at(time - shift, &mut 1));
                assert!(
                    (here - there).abs() < 1e-9,
                    "{shift} {time}: {here} {there}"
                );
                let (here, there) = (moved.slope(time), table.slope(time - shift + 4.0));
                assert_eq!(here.signum(), there.signum(), "{shift} {time}");
            }
        }
        let once = Table::new(vec![0.0, 1.0], vec![1.0, 3.0], false);
        assert_eq!(once.at(7.0, &mut hint), 3.0);
        assert_eq!(once.period_s(), None);
        assert_eq!(Table::constant(4.0).at(3.3, &mut hint), 4.0);
    }
}

//! Time-weighted statistics of signals over phases and windows.

/// What a signal did in a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Statistics {
    /// Time covered, seconds.
    pub duration_s: f64,
    /// Integral over time (trapezoids between steps), in the signal's unit times seconds.
    pub integral: f64,
    /// Smallest value.
    pub min: f64,
    /// Largest value.
    pub max: f64,
    /// Value at the start.
    pub first: f64,
    /// Value at the end.
    pub last: f64,
}

impl Statistics {
    /// Nothing covered yet: no mean, and no smallest or largest value.
    pub const EMPTY: Self = Self {
        duration_s: 0.0,
        integral: 0.0,
        min: f64::INFINITY,
        max: f64::NEG_INFINITY,
        first: f64::NAN,
        last: f64::NAN,
    };

    /// Time-weighted mean; not a number when no time is covered.
    pub fn mean(&self) -> f64 {
        self.integral / self.duration_s
    }

    /// Whether any time is covered.
    pub fn is_empty(&self) -> bool {
        self.duration_s == 0.0
    }

    /// Adds a step of `duration_s` in which the signal went from `from` to `to`.
    pub fn add(&mut self, duration_s: f64, from: f64, to: f64) {
        if duration_s <= 0.0 {
            return;
        }
        if self.is_empty() {
            self.first = from;
        }
        self.last = to;
        self.duration_s += duration_s;
        self.integral += 0.5 * duration_s * (from + to);
        self.min = self.min.min(from).min(to);
        self.max = self.max.max(from).max(to);
    }

    /// Adds a stretch of `duration_s` with one value, such as a beat.
    pub fn add_constant(&mut self, duration_s: f64, value: f64) {
        self.add(duration_s, value, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_is_weighted_by_time() {
        let mut statistics = Statistics::EMPTY;
        statistics.add_constant(1.0, 10.0);
        statistics.add(3.0, 10.0, 30.0);
        assert_eq!(statistics.integral, 70.0);
        assert_eq!(statistics.mean(), 17.5);
        assert_eq!((statistics.min, statistics.max), (10.0, 30.0));
        assert_eq!((statistics.first, statistics.last), (10.0, 30.0));
    }

    #[test]
    fn no_time_no_mean() {
        let mut statistics = Statistics::EMPTY;
        statistics.add(0.0, 1.0, 2.0);
        assert!(statistics.is_empty() && statistics.mean().is_nan());
    }
}

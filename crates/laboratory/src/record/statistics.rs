//! Time-weighted statistics of signals over phases and windows.

/// Statistics of a signal over a span of time.
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

/// Lowest and highest of a quantity's means over the whole beats of a span.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct BeatMeans {
    /// Time and integral of the quantity at the end of the last beat; none before the first.
    since: Option<(f64, f64)>,
    lowest: f64,
    highest: f64,
}

impl BeatMeans {
    /// No beat yet.
    pub(crate) const NONE: Self = Self {
        since: None,
        lowest: f64::INFINITY,
        highest: f64::NEG_INFINITY,
    };

    /// A beat ends; `so_far` holds the quantity from the start of the span on. The beat counts if it
    /// began in the span; its mean is then given.
    pub(crate) fn beat_ends(&mut self, so_far: &Statistics) -> Option<f64> {
        let mean = self.since.map(|(duration_s, integral)| {
            (so_far.integral - integral) / (so_far.duration_s - duration_s)
        });
        if let Some(mean) = mean {
            (self.lowest, self.highest) = (self.lowest.min(mean), self.highest.max(mean));
        }
        self.since = Some((so_far.duration_s, so_far.integral));
        mean
    }

    /// Lowest and highest; `None` without a whole beat.
    pub(crate) fn extremes(&self) -> Option<(f64, f64)> {
        (self.lowest <= self.highest).then_some((self.lowest, self.highest))
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
    fn extremes_are_of_the_means_over_whole_beats() {
        let (mut statistics, mut beats) = (Statistics::EMPTY, BeatMeans::NONE);
        for (value, ends) in [
            (50.0, true),
            (1.0, false),
            (3.0, true),
            (9.0, true),
            (99.0, false),
        ] {
            statistics.add_constant(1.0, value);
            if ends {
                beats.beat_ends(&statistics);
            }
        }
        // The first beat began before the span, the last has not ended.
        assert_eq!(beats.extremes(), Some((2.0, 9.0)));
        assert_eq!(BeatMeans::NONE.extremes(), None);
    }

    #[test]
    fn no_time_no_mean() {
        let mut statistics = Statistics::EMPTY;
        statistics.add(0.0, 1.0, 2.0);
        assert!(statistics.is_empty() && statistics.mean().is_nan());
    }
}

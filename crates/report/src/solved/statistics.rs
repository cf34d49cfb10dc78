//! Mean, minimum and maximum of a series.

/// The statistics of a series in a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Statistics {
    /// Mean over time.
    pub(super) mean: f64,
    /// Smallest value.
    pub(super) min: f64,
    /// Largest value.
    pub(super) max: f64,
}

impl Statistics {
    /// Statistics of values at times, linear in between; `None` if no value is a number.
    pub(super) fn of(times_s: &[f64], values: &[f64]) -> Option<Self> {
        let pairs = times_s.iter().copied().zip(values.iter().copied());
        let samples: Vec<(f64, f64)> = pairs
            .filter(|(time_s, value)| time_s.is_finite() && value.is_finite())
            .collect();
        let values = || samples.iter().map(|sample| sample.1);
        let min = values().reduce(f64::min)?;
        let max = values().reduce(f64::max)?;
        let mut sum = 0.0;
        let mut length_s = 0.0;
        for pair in samples.windows(2) {
            let step_s = pair[1].0 - pair[0].0;
            sum += step_s * (0.5 * pair[0].1 + 0.5 * pair[1].1);
            length_s += step_s;
        }
        let mean = match length_s > 0.0 {
            true => (sum / length_s).clamp(min, max),
            false => 0.5 * min + 0.5 * max,
        };
        Some(Self { mean, min, max })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_is_over_time_not_over_samples() {
        let found = Statistics::of(&[0.0, 1.0, 4.0], &[0.0, 2.0, 2.0]);
        let expected = Statistics {
            mean: 1.75,
            min: 0.0,
            max: 2.0,
        };
        assert_eq!(found, Some(expected));
    }

    #[test]
    fn values_that_are_not_numbers_do_not_count() {
        let found = Statistics::of(&[0.0, 1.0, 2.0], &[f64::NAN, 3.0, 5.0]);
        assert_eq!(found.map(|s| (s.mean, s.min)), Some((4.0, 3.0)));
        let single = Statistics::of(&[0.0], &[7.0]);
        assert_eq!(single.map(|s| s.mean), Some(7.0));
        assert_eq!(Statistics::of(&[0.0], &[f64::INFINITY]), None);
        assert_eq!(Statistics::of(&[], &[]), None);
    }
}

//! The traces of a live body: chosen quantities at every step of the last ten minutes, as least and
//! greatest value in each column of a picture.

use std::collections::VecDeque;

/// Time that a trace remembers, seconds.
pub(crate) const KEPT_S: f64 = 600.0;

/// Chosen quantities in time; values in single precision, as a picture needs them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Traces {
    names: Vec<String>,
    /// Times of the samples, seconds, and for each its values in the order of the names.
    samples: VecDeque<f64>,
    values: VecDeque<f32>,
}

impl Traces {
    /// Traces of these names; those that went on before keep their past.
    pub(crate) fn choose(&mut self, names: Vec<String>) {
        let before = std::mem::take(self);
        let old: Vec<Option<usize>> = names
            .iter()
            .map(|name| before.names.iter().position(|other| other == name))
            .collect();
        let width = before.names.len();
        if old.iter().any(Option::is_some) {
            for index in 0..before.samples.len() {
                let value = |place: &Option<usize>| {
                    place.map_or(f32::NAN, |place| before.values[index * width + place])
                };
                self.values.extend(old.iter().map(value));
            }
            self.samples = before.samples;
        }
        self.names = names;
    }

    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// Takes the values at a time; samples older than [`KEPT_S`] are dropped.
    pub(crate) fn push(&mut self, time_s: f64, values: impl Iterator<Item = f64>) {
        if self.names.is_empty() {
            return;
        }
        self.values.extend(values.map(|value| value as f32));
        self.samples.push_back(time_s);
        while self.samples.front().is_some_and(|t| *t < time_s - KEPT_S) {
            self.samples.pop_front();
            self.values.drain(..self.names.len());
        }
    }

    /// Forgets what was sampled after a time.
    pub(crate) fn back_to(&mut self, time_s: f64) {
        let kept = self.samples.partition_point(|t| *t <= time_s);
        self.samples.truncate(kept);
        self.values.truncate(kept * self.names.len());
    }

    /// For each name, for each of `columns` equal parts of the time: the least and the greatest value,
    /// not a number where there is no sample. A part without a sample between parts that have them
    /// holds the value before.
    pub(crate) fn columns(&self, from_s: f64, to_s: f64, columns: usize) -> Vec<f64> {
        let width = self.names.len();
        let mut out = vec![f64::NAN; 2 * columns * width];
        let per_s = columns as f64 / (to_s - from_s);
        let first = self.samples.partition_point(|t| *t < from_s);
        let mut last_column = None;
        for index in first..self.samples.len() {
            let time_s = self.samples[index];
            if time_s > to_s {
                break;
            }
            let column = (((time_s - from_s) * per_s) as usize).min(columns - 1);
            for trace in 0..width {
                let value = f64::from(self.values[index * width + trace]);
                let start = 2 * columns * trace;
                // Columns between two samples hold the earlier one.
                if let Some(before) = last_column
                    && index > first
                {
                    let held = f64::from(self.values[(index - 1) * width + trace]);
                    for empty in before + 1..column {
                        out[start + 2 * empty] = held;
                        out[start + 2 * empty + 1] = held;
                    }
                }
                let (least, greatest) = (start + 2 * column, start + 2 * column + 1);
                // A comparison with what is not a number leaves the other.
                out[least] = out[least].min(value);
                out[greatest] = out[greatest].max(value);
            }
            last_column = Some(column);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_column_has_the_extremes_of_its_samples() {
        let mut traces = Traces::default();
        traces.choose(names(&["a", "b"]));
        for (time_s, a) in [(0.0, 1.0), (0.2, 5.0), (0.4, 3.0), (2.5, 7.0)] {
            traces.push(time_s, [a, -a].into_iter());
        }
        let columns = traces.columns(0.0, 4.0, 4);
        assert_eq!(columns[..6], [1.0, 5.0, 3.0, 3.0, 7.0, 7.0]);
        assert!(columns[6].is_nan() && columns[7].is_nan());
        assert_eq!(columns[8..14], [-5.0, -1.0, -3.0, -3.0, -7.0, -7.0]);
    }

    #[test]
    fn a_trace_that_stays_keeps_its_past() {
        let mut traces = Traces::default();
        traces.choose(names(&["a", "b"]));
        traces.push(0.5, [1.0, 2.0].into_iter());
        traces.choose(names(&["c", "b"]));
        traces.push(1.5, [3.0, 4.0].into_iter());
        let columns = traces.columns(0.0, 2.0, 2);
        assert!(columns[0].is_nan());
        assert_eq!(columns[2..], [3.0, 3.0, 2.0, 2.0, 4.0, 4.0]);
        traces.back_to(1.0);
        assert!(traces.columns(1.0, 2.0, 1)[2].is_nan());
    }

    #[test]
    fn old_samples_are_dropped() {
        let mut traces = Traces::default();
        traces.choose(names(&["a"]));
        for minute in 0..30 {
            traces.push(60.0 * f64::from(minute), [1.0].into_iter());
        }
        assert_eq!(traces.samples.front(), Some(&(29.0 * 60.0 - KEPT_S)));
        assert_eq!(traces.samples.len(), traces.values.len());
    }
}

//! An envelope of a signal in bounded memory.

use super::{Channel, EnvelopePoint};

/// Sums of one span of time.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    weight_s: f64,
    weighted_time: f64,
    weighted_value: f64,
    min: f64,
    max: f64,
}

impl Bucket {
    const EMPTY: Self = Self {
        weight_s: 0.0,
        weighted_time: 0.0,
        weighted_value: 0.0,
        min: f64::INFINITY,
        max: f64::NEG_INFINITY,
    };

    fn merge(&mut self, other: &Self) {
        self.weight_s += other.weight_s;
        self.weighted_time += other.weighted_time;
        self.weighted_value += other.weighted_value;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }
}

/// Builds the envelope of a signal in bounded memory.
///
/// Samples fall into buckets of equal width. When they reach past the last allowed bucket, pairs
/// of buckets merge and the width doubles, so that the whole run is always covered evenly.
#[derive(Debug, Clone)]
pub struct EnvelopeRecorder {
    max_buckets: usize,
    width_s: f64,
    start_s: Option<f64>,
    buckets: Vec<Bucket>,
    ignored: u64,
}

impl Default for EnvelopeRecorder {
    fn default() -> Self {
        Self::new(1200, 0.02)
    }
}

impl EnvelopeRecorder {
    /// A recorder of at most `max_buckets` (at least 2, made even) that start `first_width_s`
    /// seconds wide. A width that is no positive number counts as 20 ms.
    pub fn new(max_buckets: usize, first_width_s: f64) -> Self {
        let width_s = if first_width_s.is_finite() && first_width_s > 0.0 {
            first_width_s
        } else {
            0.02
        };
        Self {
            max_buckets: max_buckets.max(2).next_multiple_of(2),
            width_s,
            start_s: None,
            buckets: Vec::new(),
            ignored: 0,
        }
    }

    /// Takes the value that held for the `weight_s` seconds before `t_s`.
    ///
    /// A sample that is not a finite number, or has no weight, is left out and counted.
    pub fn push(&mut self, t_s: f64, weight_s: f64, value: f64) {
        if !(t_s.is_finite() && weight_s.is_finite() && value.is_finite() && weight_s > 0.0) {
            self.ignored += 1;
            return;
        }
        let start_s = *self.start_s.get_or_insert(t_s - weight_s);
        let middle_s = t_s - 0.5 * weight_s;
        let mut position = ((middle_s - start_s) / self.width_s).max(0.0);
        while position >= self.max_buckets as f64 {
            self.double_width();
            position *= 0.5;
        }
        let index = position as usize;
        if index >= self.buckets.len() {
            self.buckets.resize(index + 1, Bucket::EMPTY);
        }
        self.buckets[index].merge(&Bucket {
            weight_s,
            weighted_time: weight_s * middle_s,
            weighted_value: weight_s * value,
            min: value,
            max: value,
        });
    }

    fn double_width(&mut self) {
        let merged = self.buckets.len().div_ceil(2);
        for i in 0..merged {
            let mut bucket = self.buckets[2 * i];
            if let Some(second) = self.buckets.get(2 * i + 1) {
                bucket.merge(second);
            }
            self.buckets[i] = bucket;
        }
        self.buckets.truncate(merged);
        self.width_s *= 2.0;
    }

    /// Number of samples left out because they were not finite numbers with a weight.
    pub fn ignored(&self) -> u64 {
        self.ignored
    }

    /// The envelope so far, in order of time.
    pub fn points(&self) -> Vec<EnvelopePoint> {
        let filled = self.buckets.iter().filter(|bucket| bucket.weight_s > 0.0);
        filled
            .map(|bucket| EnvelopePoint {
                t_s: bucket.weighted_time / bucket.weight_s,
                weight_s: bucket.weight_s,
                min: bucket.min,
                // Rounding must not carry the mean outside what was seen.
                mean: (bucket.weighted_value / bucket.weight_s).clamp(bucket.min, bucket.max),
                max: bucket.max,
            })
            .collect()
    }

    /// The envelope so far as a channel.
    pub fn channel(&self, name: &str, label: &str, unit: &str) -> Channel {
        Channel {
            name: name.to_owned(),
            label: label.to_owned(),
            unit: unit.to_owned(),
            points: self.points(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A signal with uneven steps, its integral and its length.
    fn record(recorder: &mut EnvelopeRecorder, samples: usize) -> (f64, f64) {
        let (mut t_s, mut integral) = (100.0_f64, 0.0);
        for i in 0..samples {
            let step_s = if i % 3 == 0 { 0.002 } else { 0.005 };
            t_s += step_s;
            let value = 90.0 + 20.0 * (t_s * 6.5).sin() + i as f64 * 1e-4;
            integral += step_s * value;
            recorder.push(t_s, step_s, value);
        }
        (integral, t_s - 100.0)
    }

    #[test]
    fn envelope_conserves_the_time_weighted_mean_and_the_weight() {
        let mut recorder = EnvelopeRecorder::new(64, 0.01);
        let (integral, length_s) = record(&mut recorder, 50_000);
        let points = recorder.points();
        let weight: f64 = points.iter().map(|p| p.weight_s).sum();
        let sum: f64 = points.iter().map(|p| p.weight_s * p.mean).sum();
        assert!((weight / length_s - 1.0).abs() < 1e-12);
        assert!((sum / integral - 1.0).abs() < 1e-12);
    }

    #[test]
    fn envelope_keeps_extremes_that_lasted_one_sample() {
        let mut recorder = EnvelopeRecorder::new(16, 0.01);
        for i in 0..10_000 {
            let value = match i {
                1234 => -7.0,
                8765 => 250.0,
                _ => 90.0,
            };
            recorder.push(f64::from(i) * 0.01, 0.01, value);
        }
        let points = recorder.points();
        assert_eq!(
            points.iter().map(|p| p.min).fold(f64::INFINITY, f64::min),
            -7.0
        );
        assert_eq!(
            points
                .iter()
                .map(|p| p.max)
                .fold(f64::NEG_INFINITY, f64::max),
            250.0
        );
        assert!(points.iter().all(|p| p.min <= p.mean && p.mean <= p.max));
    }

    #[test]
    fn envelope_memory_is_bounded_and_time_increases() {
        let mut recorder = EnvelopeRecorder::new(100, 0.02);
        for samples in [10, 1000, 100_000] {
            record(&mut recorder, samples);
            assert!(recorder.buckets.len() <= 100);
        }
        let mut recorder = EnvelopeRecorder::new(100, 0.02);
        record(&mut recorder, 100_000);
        recorder.push(1e7, 1.0, 1.0); // a day and more later
        let points = recorder.points();
        assert!(recorder.buckets.len() <= 100 && points.len() >= 2);
        assert!(points.windows(2).all(|pair| pair[0].t_s < pair[1].t_s));
        let mut even = EnvelopeRecorder::new(100, 0.02);
        record(&mut even, 100_000);
        assert!(
            even.points().len() >= 50,
            "a full recorder is at least half full"
        );
    }

    #[test]
    fn envelope_covers_the_run_evenly() {
        let mut recorder = EnvelopeRecorder::new(100, 0.02);
        for i in 1..=70_000 {
            recorder.push(f64::from(i) * 0.01, 0.01, 1.0);
        }
        let points = recorder.points();
        let weight_s = points[0].weight_s;
        let inner = &points[..points.len() - 1];
        assert!(points.len() >= 50);
        assert!(
            inner.iter().all(|p| (p.weight_s - weight_s).abs() < 0.021),
            "{inner:?}"
        );
        let gaps = inner.windows(2).map(|pair| pair[1].t_s - pair[0].t_s);
        assert!(
            gaps.into_iter()
                .all(|gap_s| (gap_s - weight_s).abs() < 0.03)
        );
    }

    #[test]
    fn envelope_counts_what_it_cannot_take() {
        let mut recorder = EnvelopeRecorder::default();
        recorder.push(1.0, 0.01, f64::NAN);
        recorder.push(f64::INFINITY, 0.01, 1.0);
        recorder.push(1.0, 0.0, 1.0);
        assert!(recorder.points().is_empty());
        recorder.push(1.0, 0.01, 5.0);
        assert_eq!(recorder.ignored(), 3);
        let point = recorder.points()[0];
        assert_eq!((point.min, point.mean, point.max), (5.0, 5.0, 5.0));
        assert!((point.t_s - 0.995).abs() < 1e-12);
    }
}

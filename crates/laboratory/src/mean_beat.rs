//! Means over whole beats, and the mean beat itself.
//!
//! Breathing changes every beat a little. The mean beat is taken over beats at equal shares s of
//! their lengths T_i, each beat weighted with its length. Its mean over the mean period is then the
//! mean over time:
//!
//! ```text
//! q(s) = Σ T_i q_i(s T_i) / Σ T_i,   0 ≤ s ≤ 1
//! ```
//!
//! The phase of the sinus node tells where a beat ends. It does not serve as s, because it does not
//! advance evenly.

use secondheart_body::{Body, BodyError, Signal};

/// Longest step, s: an ejection lasts some 300 of them.
const STEP_S: f64 = 0.001;

/// Averages of a body over whole beats.
#[derive(Debug, Clone, PartialEq)]
pub struct Average {
    /// Length of the mean beat, s.
    pub period_s: f64,
    /// Mean over time of every signal.
    pub means: Vec<f64>,
    /// Mean beat of every wave: values at equal distances of time, both ends of the beat included.
    pub beats: Vec<Vec<f64>>,
}

/// Averages a body from its next beat on, over the whole beats of at least `window_s`: the means of
/// `signals`, and of `waves` the mean beat in `points` points.
///
/// # Errors
/// A step of the body without a solution.
pub fn over_whole_beats(
    session: &mut Body,
    signals: &[Signal],
    waves: &[Signal],
    points: usize,
    window_s: f64,
) -> Result<Average, BodyError> {
    session.set_step_s(STEP_S)?;
    let phase = session.signal("heart.phase_fraction")?;
    let values = |session: &Body, of: &[Signal]| -> Vec<f64> {
        of.iter().map(|signal| session.value(*signal)).collect()
    };
    let mut mean = Mean::new(signals.len());
    let mut beats: Vec<MeanBeat> = waves.iter().map(|_| MeanBeat::new(points)).collect();
    let (mut begun_s, mut first_beat) = (None, 0);
    let mut time_s = session.time_s();
    let mut at = session.value(phase);
    let mut here = values(session, signals);
    let mut heights = values(session, waves);
    for (beat, height) in beats.iter_mut().zip(&heights) {
        beat.take(time_s, *height);
    }
    loop {
        let count = session.beats();
        session.step_towards(f64::INFINITY)?;
        let (now_s, step_s) = (session.time_s(), session.time_s() - time_s);
        let turned = session.beats() > count;
        let next = session.value(phase) + f64::from(u8::from(turned));
        let (there, next_heights) = (values(session, signals), values(session, waves));
        if begun_s.is_some() {
            mean.add(step_s, &here, &there);
        }
        if turned {
            let share = (1.0 - at) / (next - at);
            for (n, beat) in beats.iter_mut().enumerate() {
                let height = heights[n] + share * (next_heights[n] - heights[n]);
                beat.end(time_s + share * step_s, height);
            }
            match begun_s {
                None => (begun_s, first_beat) = (Some(now_s), session.beats()),
                Some(start_s) if now_s - start_s >= window_s => {
                    return Ok(Average {
                        period_s: (now_s - start_s) / (session.beats() - first_beat) as f64,
                        means: mean.taken(),
                        beats: beats.into_iter().map(MeanBeat::taken).collect(),
                    });
                }
                Some(_) => {}
            }
        }
        for (beat, height) in beats.iter_mut().zip(&next_heights) {
            beat.take(now_s, *height);
        }
        (time_s, at) = (now_s, next - f64::from(u8::from(turned)));
        (here, heights) = (there, next_heights);
    }
}

/// Means over time, by trapezia.
struct Mean {
    sums: Vec<f64>,
    time_s: f64,
}

impl Mean {
    fn new(count: usize) -> Self {
        Self {
            sums: vec![0.0; count],
            time_s: 0.0,
        }
    }

    fn add(&mut self, step_s: f64, from: &[f64], to: &[f64]) {
        for ((sum, a), b) in self.sums.iter_mut().zip(from).zip(to) {
            *sum += 0.5 * (a + b) * step_s;
        }
        self.time_s += step_s;
    }

    fn taken(self) -> Vec<f64> {
        self.sums.into_iter().map(|sum| sum / self.time_s).collect()
    }
}

/// The mean of a signal over whole beats.
#[derive(Debug, Clone)]
pub struct MeanBeat {
    /// Times, s, and values of the present beat.
    samples: Vec<(f64, f64)>,
    sum: Vec<f64>,
    weight_s: f64,
    /// Whether the samples of the present beat reach back to its beginning.
    whole: bool,
}

impl MeanBeat {
    /// A mean in so many points at equal distances of time, at least two.
    pub fn new(points: usize) -> Self {
        let points = points.max(2);
        Self {
            samples: Vec::new(),
            sum: vec![0.0; points],
            weight_s: 0.0,
            whole: false,
        }
    }

    /// Takes a sample; times may only grow.
    pub fn take(&mut self, time_s: f64, value: f64) {
        self.samples.push((time_s, value));
    }

    /// The beat ends and the next begins, with the value at that time. What came before the first end
    /// is no whole beat and is dropped.
    pub fn end(&mut self, time_s: f64, value: f64) {
        self.take(time_s, value);
        if self.whole {
            let begun_s = self.samples[0].0;
            let length_s = time_s - begun_s;
            let last = (self.sum.len() - 1) as f64;
            let mut after = 1;
            for (k, sum) in self.sum.iter_mut().enumerate() {
                let at_s = begun_s + length_s * (k as f64 / last);
                while after + 1 < self.samples.len() && self.samples[after].0 < at_s {
                    after += 1;
                }
                let ((t0, a), (t1, b)) = (self.samples[after - 1], self.samples[after]);
                // A step may end just where a beat does.
                let share = if t1 > t0 {
                    (at_s - t0) / (t1 - t0)
                } else {
                    1.0
                };
                *sum += length_s * (a + share * (b - a));
            }
            self.weight_s += length_s;
        }
        self.whole = true;
        self.samples.clear();
        self.take(time_s, value);
    }

    /// The mean beat, both ends included; not numbers without a whole beat.
    pub fn taken(self) -> Vec<f64> {
        let mut values: Vec<f64> = self.sum.iter().map(|s| s / self.weight_s).collect();
        // The mean beat ends where it begins.
        let last = values.len() - 1;
        let seam = 0.5 * (values[0] + values[last]);
        (values[0], values[last]) = (seam, seam);
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_beat_has_the_mean_over_time() {
        // Beats of unequal length of a quantity that never repeats; samples before the first beat
        // do not count.
        let quantity = |time_s: f64| 5.0 + time_s * time_s;
        let mut beat = MeanBeat::new(1001);
        beat.take(-0.5, 100.0);
        let mut time_s = 0.0;
        beat.end(time_s, quantity(time_s));
        for end_s in [1.0, 4.0, 4.7] {
            while time_s + 1e-3 < end_s {
                time_s += 1e-3;
                beat.take(time_s, quantity(time_s));
            }
            beat.end(end_s, quantity(end_s));
        }
        let values = beat.taken();
        let mean = values[1..].iter().sum::<f64>() / 1000.0;
        let exact = 5.0 + 4.7 * 4.7 / 3.0;
        assert!((mean / exact - 1.0).abs() < 1e-5, "{mean} {exact}");
    }

    #[test]
    fn points_lie_on_the_line_between_samples() {
        let mut beat = MeanBeat::new(5);
        beat.end(2.0, 0.0);
        beat.take(3.2, 6.0);
        beat.end(4.0, 10.0);
        let mean = beat.taken();
        // Begin and end are averaged.
        for (value, expected) in mean.iter().zip([5.0, 2.5, 5.0, 7.5, 5.0]) {
            assert!((value - expected).abs() < 1e-12, "{mean:?}");
        }
    }
}

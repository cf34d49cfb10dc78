//! The past of a quantity in bounded memory: the mean of its last seconds, its course, its cycles.

use std::collections::VecDeque;

/// The last seconds of a quantity in blocks of one second.
#[derive(Debug, Clone)]
pub(crate) struct Trail {
    blocks: VecDeque<(f64, f64)>,
    kept: usize,
    seconds: f64,
    integral: f64,
}

impl Trail {
    /// Remembers `kept_s` whole seconds.
    pub(crate) fn new(kept_s: usize) -> Self {
        Self {
            blocks: VecDeque::with_capacity(kept_s + 1),
            kept: kept_s,
            seconds: 0.0,
            integral: 0.0,
        }
    }

    /// Adds a value that held for `duration_s`.
    pub(crate) fn push(&mut self, duration_s: f64, value: f64) {
        self.seconds += duration_s;
        self.integral += duration_s * value;
        if self.seconds >= 1.0 {
            self.blocks.push_back((self.seconds, self.integral));
            (self.seconds, self.integral) = (0.0, 0.0);
            if self.blocks.len() > self.kept {
                self.blocks.pop_front();
            }
        }
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.blocks.clear();
        (self.seconds, self.integral) = (0.0, 0.0);
    }

    /// Mean of about the last `last_s` seconds, or of what there is; not a number without any.
    pub(crate) fn mean(&self, last_s: usize) -> f64 {
        let blocks = self.blocks.iter().rev().take(last_s);
        let (seconds, integral) = blocks.fold((self.seconds, self.integral), |sum, block| {
            (sum.0 + block.0, sum.1 + block.1)
        });
        integral / seconds
    }
}

/// The course of a quantity, thinned by half whenever it grows too long.
#[derive(Debug, Clone)]
pub(crate) struct Course {
    samples: Vec<(f64, f64)>,
    most: usize,
    stride: u32,
    skipped: u32,
}

impl Course {
    /// A course of at most `most` samples.
    pub(crate) fn new(most: usize) -> Self {
        Self {
            samples: Vec::with_capacity(most),
            most,
            stride: 1,
            skipped: 0,
        }
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.samples.clear();
        (self.stride, self.skipped) = (1, 0);
    }

    /// Takes a sample.
    pub(crate) fn push(&mut self, time_s: f64, value: f64) {
        self.skipped += 1;
        if self.skipped < self.stride {
            return;
        }
        self.skipped = 0;
        if self.samples.len() == self.most {
            let mut index = 0;
            self.samples.retain(|_| {
                index += 1;
                index % 2 == 0
            });
            self.stride *= 2;
        }
        self.samples.push((time_s, value));
    }

    /// The samples kept, in order of time.
    pub(crate) fn samples(&self) -> &[(f64, f64)] {
        &self.samples
    }

    /// The first time at which the quantity reaches a level from below, between two samples.
    pub(crate) fn reaches(&self, level: f64) -> Option<f64> {
        let after = self.samples.iter().position(|(_, value)| *value >= level)?;
        let (t1, v1) = self.samples[after];
        let Some((t0, v0)) = after.checked_sub(1).map(|before| self.samples[before]) else {
            return Some(t1);
        };
        Some(t0 + (t1 - t0) * (level - v0) / (v1 - v0))
    }
}

/// The last samples of a quantity, as they were.
#[derive(Debug, Clone)]
pub(crate) struct Ring {
    samples: VecDeque<(f64, f64)>,
    most: usize,
}

impl Ring {
    /// Remembers the last `most` samples.
    pub(crate) fn new(most: usize) -> Self {
        Self {
            samples: VecDeque::with_capacity(most + 1),
            most,
        }
    }

    /// Takes a sample.
    pub(crate) fn push(&mut self, time_s: f64, value: f64) {
        self.samples.push_back((time_s, value));
        if self.samples.len() > self.most {
            self.samples.pop_front();
        }
    }

    /// The samples from a time on.
    pub(crate) fn since(&self, start_s: f64) -> impl Iterator<Item = (f64, f64)> + Clone + '_ {
        self.samples
            .iter()
            .copied()
            .filter(move |(time_s, _)| *time_s >= start_s)
    }
}

/// Onsets of a rhythmic contraction, from the pressure in the muscle.
#[derive(Debug, Clone, Default)]
pub struct Onsets {
    contracted: bool,
}

/// A muscle counts as contracting above the first pressure and as slack below the second, mmHg:
/// estimate, well above the few mmHg of a muscle at rest and below a tenth of what walking brings.
const CONTRACTING_MMHG: f64 = 12.0;
const SLACK_MMHG: f64 = 6.0;

impl Onsets {
    /// Whether a contraction begins with this sample.
    pub fn begins(&mut self, pressure_mmhg: f64) -> bool {
        if self.contracted {
            self.contracted = pressure_mmhg > SLACK_MMHG;
            return false;
        }
        self.contracted = pressure_mmhg > CONTRACTING_MMHG;
        self.contracted
    }

    /// Whether the muscle was contracting at the last sample.
    pub fn contracted(&self) -> bool {
        self.contracted
    }
}

/// Means of quantities over each cycle of an exercise.
#[derive(Debug, Clone)]
pub(crate) struct Cycles<const N: usize> {
    onsets: Onsets,
    /// Whether there was an onset: the stretch before the first is no cycle.
    begun: bool,
    seconds: f64,
    integrals: [f64; N],
    /// Length of the last whole cycle, seconds.
    last_s: Option<f64>,
    lowest: [f64; N],
}

/// Shortest and longest cycle, s; a longer stretch without an onset is cut. Estimate, between
/// running (0.6 s) and slow ankle pumps (3 s).
const SHORTEST_CYCLE_S: f64 = 0.4;
const LONGEST_CYCLE_S: f64 = 4.0;
/// A cycle cut by the end of the exercise counts if this share of it is complete: estimate, the
/// last of ten tiptoes lacks the pause before the next.
const WHOLE_ENOUGH: f64 = 0.8;

impl<const N: usize> Cycles<N> {
    pub(crate) fn new() -> Self {
        Self {
            onsets: Onsets::default(),
            begun: false,
            seconds: 0.0,
            integrals: [0.0; N],
            last_s: None,
            lowest: [f64::INFINITY; N],
        }
    }

    /// Takes values that held for a while, and the muscle's pressure at its end.
    pub(crate) fn push(&mut self, duration_s: f64, values: [f64; N], muscle_mmhg: f64) {
        self.seconds += duration_s;
        for (integral, value) in self.integrals.iter_mut().zip(values) {
            *integral += duration_s * value;
        }
        let begins = self.onsets.begins(muscle_mmhg);
        let is_first = begins && !self.begun;
        self.begun |= begins;
        if begins || self.seconds >= LONGEST_CYCLE_S {
            if self.seconds >= SHORTEST_CYCLE_S && !is_first {
                self.close();
            }
            (self.seconds, self.integrals) = (0.0, [0.0; N]);
        }
    }

    fn close(&mut self) {
        let means = self.integrals.map(|integral| integral / self.seconds);
        for (lowest, mean) in self.lowest.iter_mut().zip(means) {
            *lowest = lowest.min(mean);
        }
        self.last_s = Some(self.seconds);
    }

    /// Ends the exercise: the cycle under way counts if it is nearly whole or the only one.
    pub(crate) fn end(&mut self) {
        let enough_s = self
            .last_s
            .map_or(SHORTEST_CYCLE_S, |last_s| WHOLE_ENOUGH * last_s);
        if self.seconds >= enough_s {
            self.close();
        }
    }

    /// The lowest mean over a cycle; infinite without a cycle.
    pub(crate) fn lowest(&self) -> [f64; N] {
        self.lowest
    }
}

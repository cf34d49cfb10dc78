//! The beat table: one row for each complete heart beat.

use super::Statistics;

/// How a signal becomes a number for each beat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BeatStatistic {
    /// Time-weighted mean.
    Mean,
    /// Smallest value.
    Min,
    /// Largest value.
    Max,
    /// Integral over the beat, per second of the signal's unit.
    Integral,
    /// Largest less smallest value.
    Swing,
    /// The same in per cent of the largest.
    FallPct,
}

/// A column of the beat table.
#[derive(Debug, Clone, PartialEq)]
pub struct BeatColumn {
    /// Its name, which ends in its unit.
    pub name: String,
    /// Description in a few words.
    pub description: String,
    /// Dotted name of the signal.
    pub signal: String,
    /// How the signal becomes a number.
    pub statistic: BeatStatistic,
    /// Factor from the signal's unit to the column's.
    pub factor: f64,
}

impl BeatColumn {
    pub(super) fn value(&self, statistics: &Statistics) -> f64 {
        self.factor
            * match self.statistic {
                BeatStatistic::Mean => statistics.mean(),
                BeatStatistic::Min => statistics.min,
                BeatStatistic::Max => statistics.max,
                BeatStatistic::Integral => statistics.integral,
                BeatStatistic::Swing => statistics.max - statistics.min,
                BeatStatistic::FallPct => {
                    100.0 * (statistics.max - statistics.min) / statistics.max
                }
            }
    }
}

/// The row of one complete heart beat.
#[derive(Debug, Clone, PartialEq)]
pub struct Beat {
    /// Start after the start of the scenario, seconds.
    pub start_s: f64,
    /// Time from this beat to the next, seconds.
    pub duration_s: f64,
    /// One value for each beat column of the plan.
    pub values: Vec<f64>,
}

impl Beat {
    /// End after the start of the scenario, seconds.
    pub fn end_s(&self) -> f64 {
        self.start_s + self.duration_s
    }
}

/// Cuts the steps into beats.
#[derive(Debug)]
pub(super) struct BeatCutter {
    columns: Vec<BeatColumn>,
    statistics: Vec<Statistics>,
    /// Start of the beat under way; `None` until the first whole beat begins.
    start_s: Option<f64>,
}

impl BeatCutter {
    pub(super) fn new(columns: Vec<BeatColumn>) -> Self {
        let statistics = vec![Statistics::EMPTY; columns.len()];
        Self {
            columns,
            statistics,
            start_s: None,
        }
    }

    /// Takes a step; `from` and `to` are the signals of the columns. `ended_s` is the time at which
    /// a beat ended in this step, and the beat is handed out unless its start was not seen.
    pub(super) fn step(
        &mut self,
        from_s: f64,
        from: &[f64],
        to_s: f64,
        to: &[f64],
        ended_s: Option<f64>,
    ) -> Option<Beat> {
        let Some(ended_s) = ended_s else {
            self.add(from_s, from, to_s, to);
            return None;
        };
        let cut_s = ended_s.clamp(from_s, to_s);
        let share = if to_s > from_s {
            (cut_s - from_s) / (to_s - from_s)
        } else {
            1.0
        };
        let at_cut: Vec<f64> = from
            .iter()
            .zip(to)
            .map(|(from, to)| from + share * (to - from))
            .collect();
        self.add(from_s, from, cut_s, &at_cut);
        let beat = self
            .start_s
            .filter(|start_s| *start_s < cut_s)
            .map(|start_s| Beat {
                start_s,
                duration_s: cut_s - start_s,
                values: self
                    .columns
                    .iter()
                    .zip(&self.statistics)
                    .map(|(column, statistics)| column.value(statistics))
                    .collect(),
            });
        self.start_s = Some(cut_s);
        self.statistics.fill(Statistics::EMPTY);
        self.add(cut_s, &at_cut, to_s, to);
        beat
    }

    fn add(&mut self, from_s: f64, from: &[f64], to_s: f64, to: &[f64]) {
        for (index, statistics) in self.statistics.iter_mut().enumerate() {
            statistics.add(to_s - from_s, from[index], to[index]);
        }
    }
}

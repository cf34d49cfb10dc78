//! A phase or window as it was recorded: statistics of channels and beats, and the readings.

use secondheart_protocol::scenario::Span;

use super::{Beat, BeatMeans, Plan, Statistics};
use crate::instrument::{self, KneeCycle, Reading, Readings};

/// The recorded statistics and readings of a phase or window.
#[derive(Debug, Clone, PartialEq)]
pub struct SpanRecord {
    /// The phase or window.
    pub span: Span,
    /// Statistics of each channel of the plan, over time.
    pub channels: Vec<Statistics>,
    /// Extremes of each channel's means over beats.
    channel_beats: Vec<BeatMeans>,
    /// Statistics of each beat column of the plan over the beats that end in the span, weighted by
    /// their durations.
    pub beats: Vec<Statistics>,
    /// Heart rate of these beats, 1/min.
    pub heart_rate: Statistics,
    /// Number of beats that end in the span.
    pub beat_count: u64,
    /// What the instruments read.
    pub readings: Readings,
    /// Flow at the knee over the cycle of the exercise, if there was exercise.
    pub knee_cycle: Option<KneeCycle>,
}

impl SpanRecord {
    /// A phase or window of which nothing is recorded yet.
    pub fn new(span: Span, plan: &Plan) -> Self {
        Self {
            span,
            channels: vec![Statistics::EMPTY; plan.channels.len()],
            channel_beats: vec![BeatMeans::NONE; plan.channels.len()],
            beats: vec![Statistics::EMPTY; plan.beats.len()],
            heart_rate: Statistics::EMPTY,
            beat_count: 0,
            readings: Readings::new(),
            knee_cycle: None,
        }
    }

    /// Takes a step in which the channels went from `from` to `to`.
    ///
    /// Steps meet the ends of spans, so the middle of a step tells which span it lies in.
    pub(super) fn step(&mut self, from_s: f64, duration_s: f64, from: &[f64], to: &[f64]) {
        let middle_s = from_s + 0.5 * duration_s;
        if self.span.start_s <= middle_s && middle_s < self.span.end_s {
            for (index, statistics) in self.channels.iter_mut().enumerate() {
                statistics.add(duration_s, from[index], to[index]);
            }
        }
    }

    /// Takes a complete beat if it ends in the span.
    pub(super) fn beat(&mut self, beat: &Beat) {
        let end_s = beat.end_s();
        if self.span.start_s < end_s && end_s <= self.span.end_s {
            self.beat_count += 1;
            self.heart_rate
                .add_constant(beat.duration_s, 60.0 / beat.duration_s);
            for (beats, so_far) in self.channel_beats.iter_mut().zip(&self.channels) {
                beats.beat_ends(so_far);
            }
            for (statistics, value) in self.beats.iter_mut().zip(&beat.values) {
                statistics.add_constant(beat.duration_s, *value);
            }
        }
    }

    /// A reading by its name; `None` where it has no meaning.
    pub fn reading(&self, name: &str) -> Option<Reading> {
        self.readings.get(name).copied()
    }

    /// Readings that are means over the span or over its beats. A reading that is both a channel and a
    /// beat column is the mean of the channel.
    pub(super) fn means(&self, plan: &Plan) -> Readings {
        let beats = plan.beats.iter().zip(&self.beats).map(|(column, own)| {
            let extremes = (!own.is_empty()).then_some((own.min, own.max));
            (&column.name, own, extremes)
        });
        let channels = plan.channels.iter().zip(&self.channels);
        let channels = channels
            .zip(&self.channel_beats)
            .map(|((channel, own), beats)| (&channel.name, own, beats.extremes()));
        let mut readings = Readings::new();
        for (name, statistics, extremes) in beats.chain(channels) {
            if let Some(definition) = instrument::definition(name)
                && !statistics.is_empty()
            {
                readings.insert(
                    definition.name,
                    Reading {
                        value: statistics.mean(),
                        extremes,
                    },
                );
            }
        }
        if self.beat_count > 0 {
            let extremes = Some((self.heart_rate.min, self.heart_rate.max));
            let value = self.heart_rate_per_min();
            readings.insert("heart_rate_per_min", Reading { value, extremes });
        }
        readings
    }

    /// Mean heart rate of the beats that end in the span, 1/min; not a number without beats.
    pub fn heart_rate_per_min(&self) -> f64 {
        let seconds = self
            .beats
            .first()
            .map_or(0.0, |statistics| statistics.duration_s);
        60.0 * self.beat_count as f64 / seconds
    }
}

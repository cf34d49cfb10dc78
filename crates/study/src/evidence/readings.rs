//! What was read in a scenario, phase by phase, by name.

use std::collections::BTreeMap;

use crate::record::{Plan, Record, SpanRecord, Statistics};

/// A reading over a phase or window, in the unit that its name ends in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// Time-weighted mean, or the one value there is.
    pub value: f64,
    /// Lowest and highest, where the reading is followed in time.
    pub extremes: Option<(f64, f64)>,
}

impl Reading {
    fn of(statistics: &Statistics) -> Option<Self> {
        let value = statistics.mean();
        value.is_finite().then_some(Self {
            value,
            extremes: Some((statistics.min, statistics.max)),
        })
    }
}

/// Readings of one run by phase (or window) and name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Readings(BTreeMap<String, BTreeMap<String, Reading>>);

impl Readings {
    /// The reading of a phase or window; `None` where nothing of that name was read.
    pub fn get(&self, span: &str, reading: &str) -> Option<Reading> {
        self.0.get(span)?.get(reading).copied()
    }

    /// Adds or replaces a reading.
    pub fn insert(&mut self, span: &str, reading: &str, value: Reading) {
        let span = self.0.entry(span.to_owned()).or_default();
        span.insert(reading.to_owned(), value);
    }

    /// The readings of a record. A name that is read within the beat and beat by beat is taken
    /// within the beat.
    pub fn of(plan: &Plan, record: &Record) -> Self {
        let mut readings = Self::default();
        for span in record.phases.iter().chain(&record.windows) {
            readings.take(plan, span);
        }
        readings
    }

    fn take(&mut self, plan: &Plan, span: &SpanRecord) {
        let beats = plan
            .beats
            .iter()
            .map(|column| &column.name)
            .zip(&span.beats);
        let channels = plan
            .channels
            .iter()
            .map(|channel| &channel.name)
            .zip(&span.channels);
        for (name, statistics) in beats.chain(channels) {
            if let Some(reading) = Reading::of(statistics) {
                self.insert(&span.span.name, name, reading);
            }
        }
        let value = span.heart_rate_per_min();
        if value.is_finite() {
            let extremes = None;
            self.insert(
                &span.span.name,
                "heart_rate_per_min",
                Reading { value, extremes },
            );
        }
    }
}

//! The readings of a scenario by phase and name.

use std::collections::BTreeMap;

use secondheart_laboratory::instrument::Reading;
use secondheart_laboratory::record::Record;

/// Readings of one run by phase (or window) and name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Readings(BTreeMap<String, BTreeMap<String, Reading>>);

impl Readings {
    /// The readings of a record.
    pub fn of(record: &Record) -> Self {
        let mut readings = Self::default();
        for span in record.phases.iter().chain(&record.windows) {
            for (name, reading) in &span.readings {
                readings.insert(&span.span.name, name, *reading);
            }
        }
        readings
    }

    /// The reading of a phase or window; `None` where nothing of that name was read.
    pub fn get(&self, span: &str, reading: &str) -> Option<Reading> {
        self.0.get(span)?.get(reading).copied()
    }

    /// Adds or replaces a reading.
    pub fn insert(&mut self, span: &str, reading: &str, value: Reading) {
        let span = self.0.entry(span.to_owned()).or_default();
        span.insert(reading.to_owned(), value);
    }
}

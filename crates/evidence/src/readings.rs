//! The readings of a scenario by phase and name.

use std::collections::BTreeMap;

use secondheart_laboratory::instrument::Reading;
use secondheart_laboratory::record::{Course, Record};

/// Readings of one run by phase (or window) and name, and the courses that were kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Readings {
    spans: BTreeMap<String, BTreeMap<String, Reading>>,
    courses: Vec<Course>,
}

impl Readings {
    /// The readings of a record.
    pub fn of(record: &Record) -> Self {
        let mut readings = Self::default();
        for span in record.phases.iter().chain(&record.windows) {
            for (name, reading) in &span.readings {
                readings.insert(&span.span.name, name, *reading);
            }
        }
        readings.courses.clone_from(&record.courses);
        readings
    }

    /// The reading of a phase or window; `None` where nothing of that name was read.
    pub fn get(&self, span: &str, reading: &str) -> Option<Reading> {
        self.spans.get(span)?.get(reading).copied()
    }

    /// The course of a reading over a phase or window, if it was kept: middle of each whole beat, seconds
    /// after the start of the span, and the mean over it.
    pub fn course(&self, span: &str, reading: &str) -> Option<&[(f64, f64)]> {
        let fits = |own: &&Course| own.span == span && own.reading == reading;
        let course = self.courses.iter().find(fits)?;
        Some(&course.points)
    }

    /// Adds the course of a reading over a phase or window, as [`Self::course`] gives it.
    pub fn follow(
        &mut self,
        span: &str,
        reading: &str,
        points: impl IntoIterator<Item = (f64, f64)>,
    ) {
        self.courses.push(Course {
            span: span.to_owned(),
            reading: reading.to_owned(),
            points: points.into_iter().collect(),
        });
    }

    /// Adds or replaces a reading.
    pub fn insert(&mut self, span: &str, reading: &str, value: Reading) {
        let span = self.spans.entry(span.to_owned()).or_default();
        span.insert(reading.to_owned(), value);
    }
}

//! Published courses in time: points of measurements in people, to be drawn beside the course of the
//! simulated body.
//!
//! They are data (`evidence/courses.toml`). A point is a row of the evidence at its time, or a number of
//! its own with its source. Nothing is judged by them: what is judged are the rows.

use super::readings::Readings;
use super::target::words;

words! {
    /// What of a reading is drawn.
    Compared {
        /// The reading itself.
        Value = "value",
        /// The reading less its mean in the reference.
        Change = "change",
        /// The same in per cent of the mean in the reference.
        ChangePct = "change_pct",
        /// The reading over its mean in the reference.
        Ratio = "ratio",
    }
}

/// A course in time, as far as it is published.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedCourse {
    /// Name, fit for a file.
    pub id: String,
    /// What it is of.
    pub title: String,
    /// Shipped scenario, or path of a scenario file, whose run is drawn beside it.
    pub scenario: String,
    /// Phase or window at whose start the time is zero.
    pub phase: String,
    /// Time drawn before zero, seconds.
    pub before_s: f64,
    /// Time drawn after zero, seconds.
    pub until_s: f64,
    /// The reading.
    pub reading: String,
    /// What of it is drawn.
    pub compared: Compared,
    /// Phase or window of the reference; `None` with [`Compared::Value`].
    pub reference: Option<String>,
    /// How much of a course is published, and what differs between study and scenario.
    pub note: String,
    /// The points, in order of time.
    pub points: Vec<PublishedPoint>,
}

/// A point of a published course, in the unit of the course.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedPoint {
    /// Time after zero, seconds.
    pub at_s: f64,
    /// Span of time to which it belongs, seconds after zero; both are `at_s` for a moment.
    pub span_s: (f64, f64),
    /// What was measured.
    pub mean: f64,
    /// Lower end of the spread.
    pub low: f64,
    /// Upper end of the spread.
    pub high: f64,
    /// Id of the row that it is, if it is one.
    pub row: Option<String>,
    /// The publication.
    pub source: String,
    /// Address of the publication; may be empty.
    pub url: String,
    /// Where in the publication it was read, and how the spread follows; may be empty.
    pub read_from: String,
}

impl PublishedCourse {
    /// Unit of what is drawn, for a reading in this unit.
    pub fn unit<'a>(&self, reading: &'a str) -> &'a str {
        match self.compared {
            Compared::Value | Compared::Change => reading,
            Compared::ChangePct => "%",
            Compared::Ratio => "",
        }
    }

    /// What is drawn of a value of the reading; `reference` is the mean of the reference.
    pub fn drawn(&self, value: f64, reference: f64) -> f64 {
        match self.compared {
            Compared::Value => value,
            Compared::Change => value - reference,
            Compared::ChangePct => 100.0 * (value / reference - 1.0),
            Compared::Ratio => value / reference,
        }
    }

    /// Mean of the reading in the reference; zero where none is needed.
    ///
    /// # Errors
    /// The run has no such reading there.
    pub fn reference_of(&self, readings: &Readings) -> Result<f64, String> {
        let Some(span) = &self.reference else {
            return Ok(0.0);
        };
        let found = readings.get(span, &self.reading);
        let missing = || format!("{} was not read in \"{span}\"", self.reading);
        Ok(found.ok_or_else(missing)?.value)
    }
}

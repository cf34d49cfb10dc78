//! Recording while a simulation runs: beats, waveforms, and statistics by phase and window.
//!
//! Memory does not grow with the duration: tables go to their files in chunks. Files are written
//! under temporary names and renamed when everything is complete. Where there is no file system, the
//! same files can be kept in memory ([`Storage::Memory`]), which then grows by their size.

mod beat;
mod boundaries;
mod course;
mod csv;
mod facts;
mod file_set;
mod folder;
#[cfg(feature = "parquet")]
mod parquet_file;
mod pending;
mod plan;
mod recorder;
mod results;
mod span;
mod statistics;
mod storage;
mod summary;
mod table;
mod waveform;

use thiserror::Error;

use crate::departure::Departure;
use crate::plant::UnknownName;

pub use beat::{Beat, BeatColumn, BeatStatistic};
pub use course::Course;
pub use facts::{Facts, InvariantFacts};
pub use file_set::FileSet;
pub use folder::OutputFolder;
pub use pending::PendingFile;
pub(crate) use pending::clear_leftovers;
pub use plan::{Channel, Plan};
pub use recorder::{Latest, Recorder};
pub use results::{Output, PhaseWords};
pub use span::SpanRecord;
pub(crate) use statistics::BeatMeans;
pub use statistics::Statistics;
pub use storage::{KeptFile, Storage};
pub use table::{Column, Format, Precision, TableFile};

const SUMMARY: &str = "summary.json";
const BEATS: &str = "beats";
const WAVEFORMS: &str = "waveforms";

/// Names of the files that a recording with an [`Output`] makes.
pub fn file_names(format: Format) -> [String; 3] {
    let table = |stem: &str| format!("{stem}.{}", format.ending());
    [SUMMARY.to_owned(), table(BEATS), table(WAVEFORMS)]
}

/// Readings of every phase and window of a run, and its files.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The phases, in order.
    pub phases: Vec<SpanRecord>,
    /// The windows, in order.
    pub windows: Vec<SpanRecord>,
    /// The courses that were asked for ([`Recorder::follow`]).
    pub courses: Vec<Course>,
    /// The files, on the disk or in memory; empty without an [`Output`].
    pub files: Vec<KeptFile>,
    /// Number of heart beats that ended in the recording.
    pub beats: u64,
    /// Departures from the range in which the body was checked, each once.
    pub departures: Vec<Departure>,
}

/// A recording that has ended, whose files do not have their names yet.
pub struct Recording {
    /// What was recorded; no files are named in it yet.
    pub record: Record,
    /// The files, if any are made.
    pub files: Option<FileSet>,
}

impl Recording {
    /// Gives files on the disk their names, all or none, and hands the files out.
    pub fn keep(mut self) -> Result<Record, RecordError> {
        if let Some(files) = self.files {
            self.record.files = files.commit()?;
        }
        Ok(self.record)
    }
}

/// Why results cannot be recorded.
#[allow(
    missing_docs,
    reason = "the message of a variant says what its fields are"
)]
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RecordError {
    /// A reading asks for a signal that the body does not have.
    #[error(transparent)]
    Signal(#[from] UnknownName),
    /// The folder or the file for the results cannot be used.
    #[error("results cannot be written to {place}: {reason}")]
    Unwritable { place: String, reason: String },
    #[error("{file} cannot be written: {reason}")]
    Write { file: String, reason: String },
    /// A row does not fit the columns of its table.
    #[error("a row of {given} values does not fit the {expected} columns of {file}")]
    RowWidth {
        file: String,
        given: usize,
        expected: usize,
    },
}

impl RecordError {
    /// A file that cannot be written.
    fn write(file: &str, reason: &dyn std::fmt::Display) -> Self {
        Self::Write {
            file: file.to_owned(),
            reason: reason.to_string(),
        }
    }
}

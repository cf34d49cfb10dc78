//! Recording while a simulation runs: beats, waveforms, and statistics by phase and window.
//!
//! Memory does not grow with the duration: tables go to their files in chunks. Files are written
//! under a temporary name and take their own when everything is complete.

mod beat;
mod boundaries;
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
mod summary;
mod table;
mod waveform;

use std::path::PathBuf;

use thiserror::Error;

use crate::departure::Departure;
use crate::plant::UnknownName;

pub use beat::{Beat, BeatColumn, BeatStatistic};
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
pub use table::{Column, Format, Precision, TableFile};

const SUMMARY: &str = "summary.json";
const BEATS: &str = "beats";
const WAVEFORMS: &str = "waveforms";

/// Names of the files that a recording with an [`Output`] makes.
pub fn file_names(format: Format) -> [String; 3] {
    let table = |stem: &str| format!("{stem}.{}", format.ending());
    [SUMMARY.to_owned(), table(BEATS), table(WAVEFORMS)]
}

/// What was recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The phases, in order.
    pub phases: Vec<SpanRecord>,
    /// The windows, in order.
    pub windows: Vec<SpanRecord>,
    /// Files written.
    pub files: Vec<PathBuf>,
    /// Complete beats seen.
    pub beats: u64,
    /// Departures from the range in which the body was checked, each once.
    pub departures: Vec<Departure>,
}

/// A recording that has ended, whose files do not have their names yet.
pub struct Recording {
    /// What was recorded; no files are named in it yet.
    pub record: Record,
    /// The files, if any are written.
    pub files: Option<FileSet>,
}

impl Recording {
    /// Gives the files their names, all or none.
    pub fn keep(mut self) -> Result<Record, RecordError> {
        if let Some(files) = self.files {
            self.record.files = files.commit()?;
        }
        Ok(self.record)
    }
}

/// What can go wrong while recording.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RecordError {
    /// A reading asks for a signal that the body does not have.
    #[error(transparent)]
    Signal(#[from] UnknownName),
    /// The folder or the file for the results cannot be used.
    #[error("results cannot be written to {place}: {reason}")]
    Unwritable {
        /// The folder or the file.
        place: String,
        /// The operating system's reason.
        reason: String,
    },
    /// Writing a file failed.
    #[error("{file} cannot be written: {reason}")]
    Write {
        /// The file.
        file: String,
        /// The reason.
        reason: String,
    },
    /// A row does not fit the columns of its table.
    #[error("a row of {given} values does not fit the {expected} columns of {file}")]
    RowWidth {
        /// The file.
        file: String,
        /// Values in the row.
        given: usize,
        /// Columns of the table.
        expected: usize,
    },
}

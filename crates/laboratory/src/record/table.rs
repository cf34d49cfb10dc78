//! Tables of numbers, written as they come.

use super::RecordError;
use super::csv::CsvSink;
use super::folder::OutputFolder;
#[cfg(feature = "parquet")]
use super::parquet_file::ParquetSink;
use super::storage::{Draft, Storage};
use secondheart_body::quantity::unit_of;

/// Values kept in memory before they are written, over all columns of a table.
const BUFFERED_VALUES: usize = 1 << 19;

/// File format of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Columns in binary with units and descriptions in the file's metadata.
    #[cfg(feature = "parquet")]
    #[default]
    Parquet,
    /// Text, units in the header.
    #[cfg_attr(not(feature = "parquet"), default)]
    Csv,
}

impl Format {
    /// All formats.
    pub const ALL: &[Self] = &[
        #[cfg(feature = "parquet")]
        Self::Parquet,
        Self::Csv,
    ];

    /// The ending of its file names.
    pub fn ending(self) -> &'static str {
        match self {
            #[cfg(feature = "parquet")]
            Self::Parquet => "parquet",
            Self::Csv => "csv",
        }
    }
}

/// How exactly a column is kept in a binary file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// Seven digits: a waveform.
    Single,
    /// Sixteen digits: times and statistics.
    Double,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, which ends in its unit.
    pub name: String,
    /// The unit, for people.
    pub unit: String,
    /// Description in a few words.
    pub description: String,
    /// How exactly it is kept.
    pub precision: Precision,
    /// The words of a column of text, whose values are their indices; empty for numbers.
    pub words: Vec<String>,
}

impl Column {
    /// A column with the unit that its name ends in.
    pub fn new(name: &str, description: &str, precision: Precision) -> Self {
        Self {
            name: name.to_owned(),
            unit: unit_of(name).to_owned(),
            description: description.to_owned(),
            precision,
            words: Vec::new(),
        }
    }

    /// A column of text: each value is the index of a word.
    pub fn of_words(name: &str, description: &str, words: Vec<String>) -> Self {
        Self {
            words,
            ..Self::new(name, description, Precision::Double)
        }
    }

    /// The word of a value; empty for an index that has none.
    pub(super) fn word(&self, value: f64) -> &str {
        self.words.get(value as usize).map_or("", String::as_str)
    }
}

pub(super) enum Sink {
    #[cfg(feature = "parquet")]
    Parquet(ParquetSink),
    Csv(CsvSink),
}

/// A table on its way into a file.
pub struct TableFile {
    sink: Sink,
    name: String,
    columns: Vec<Vec<f64>>,
    rows_per_chunk: usize,
}

impl TableFile {
    /// Begins a table; `about` is kept in the file's metadata where the format has such.
    #[cfg_attr(not(feature = "parquet"), allow(unused_variables))]
    pub fn create(
        storage: &Storage<OutputFolder>,
        stem: &str,
        format: Format,
        columns: &[Column],
        about: &[(String, String)],
    ) -> Result<Self, RecordError> {
        let file = storage.begin(&format!("{stem}.{}", format.ending()))?;
        let name = file.name().to_owned();
        let sink = match format {
            #[cfg(feature = "parquet")]
            Format::Parquet => ParquetSink::begin(file, stem, columns, about).map(Sink::Parquet),
            Format::Csv => CsvSink::begin(file, columns).map(Sink::Csv),
        };
        let sink = sink.map_err(|reason| RecordError::write(&name, &reason))?;
        Ok(Self {
            sink,
            name,
            columns: vec![Vec::new(); columns.len()],
            rows_per_chunk: (BUFFERED_VALUES / columns.len().max(1)).max(1),
        })
    }

    /// Adds a row, one value for each column.
    pub fn push(&mut self, row: &[f64]) -> Result<(), RecordError> {
        if row.len() != self.columns.len() {
            return Err(RecordError::RowWidth {
                file: self.name.clone(),
                given: row.len(),
                expected: self.columns.len(),
            });
        }
        for (column, value) in self.columns.iter_mut().zip(row) {
            column.push(*value);
        }
        if self
            .columns
            .first()
            .is_some_and(|column| column.len() >= self.rows_per_chunk)
        {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), RecordError> {
        if self.columns.first().is_none_or(Vec::is_empty) {
            return Ok(());
        }
        match &mut self.sink {
            #[cfg(feature = "parquet")]
            Sink::Parquet(sink) => sink.write(&self.columns),
            Sink::Csv(sink) => sink.write(&self.columns),
        }
        .map_err(|reason| RecordError::write(&self.name, &reason))?;
        for column in &mut self.columns {
            column.clear();
        }
        Ok(())
    }

    /// Writes the last rows. The file is complete; on the disk it has its temporary name.
    pub(super) fn finish(mut self) -> Result<Draft, RecordError> {
        self.flush()?;
        match self.sink {
            #[cfg(feature = "parquet")]
            Sink::Parquet(sink) => sink.end(),
            Sink::Csv(sink) => sink.end(),
        }
        .map_err(|reason| RecordError::write(&self.name, &reason))
    }
}

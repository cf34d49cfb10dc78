//! The files of a recording while they are written: waveforms and beats row by row, the summary at
//! the end.

use serde_json::{Map, Value};

use secondheart_body::quantity::label_of;

use super::{
    BEATS, Beat, Column, FileSet, Format, OutputFolder, Plan, Precision, RecordError, SUMMARY,
    TableFile, WAVEFORMS,
};
use crate::instrument;

/// The folder and format of the files, and the metadata about the run in them.
pub struct Output {
    /// The folder.
    pub folder: OutputFolder,
    /// File format of tables.
    pub format: Format,
    /// Metadata: version, scenario, subject and so on.
    pub about: Vec<(String, String)>,
}

/// Files under way. The folder comes last: it goes after the files in it.
pub(super) struct Results {
    waveforms: TableFile,
    beats: TableFile,
    about: Vec<(String, String)>,
    row: Vec<f64>,
    folder: OutputFolder,
}

impl Results {
    /// Begins both tables; `gauges` are the columns of waveforms after the plan's channels.
    pub(super) fn begin(
        output: Output,
        plan: &Plan,
        gauges: &[&'static str],
    ) -> Result<Self, RecordError> {
        let Output {
            folder,
            format,
            about,
        } = output;
        let time =
            |name: &str, description: &str| Column::new(name, description, Precision::Double);
        let mut columns = vec![time("time_s", "time after the start of the scenario")];
        columns.extend(
            plan.channels
                .iter()
                .map(|channel| Column::new(&channel.name, &channel.description, Precision::Single)),
        );
        columns.extend(gauges.iter().map(|name| {
            let what = instrument::definition(name).map_or("", |definition| definition.definition);
            let what = if what.is_empty() {
                label_of(name)
            } else {
                what.to_owned()
            };
            Column::new(name, &what, Precision::Single)
        }));
        let waveforms = TableFile::create(&folder, WAVEFORMS, format, &columns, &about)?;
        let mut columns = vec![
            time(
                "start_s",
                "start of the beat after the start of the scenario",
            ),
            time("duration_s", "duration of the beat"),
            time("heart_rate_per_min", "heart rate of the beat"),
        ];
        columns.extend(
            plan.beats
                .iter()
                .map(|column| Column::new(&column.name, &column.description, Precision::Double)),
        );
        let beats = TableFile::create(&folder, BEATS, format, &columns, &about)?;
        Ok(Self {
            waveforms,
            beats,
            about,
            row: Vec::new(),
            folder,
        })
    }

    /// Adds a row of waveforms: time and channels, then gauges.
    pub(super) fn waveform(&mut self, row: &[f64], gauges: &[f64]) -> Result<(), RecordError> {
        self.row.clear();
        self.row.extend_from_slice(row);
        self.row.extend_from_slice(gauges);
        self.waveforms.push(&self.row)
    }

    /// Adds a beat.
    pub(super) fn beat(&mut self, beat: &Beat) -> Result<(), RecordError> {
        self.row.clear();
        self.row
            .extend([beat.start_s, beat.duration_s, 60.0 / beat.duration_s]);
        self.row.extend(&beat.values);
        self.beats.push(&self.row)
    }

    /// Completes the tables and adds the summary; none has its name yet.
    pub(super) fn complete(self, summary: Map<String, Value>) -> Result<FileSet, RecordError> {
        let Self {
            waveforms,
            beats,
            about,
            folder,
            ..
        } = self;
        let mut whole = Map::new();
        whole.extend(
            about
                .into_iter()
                .map(|(key, value)| (key, Value::String(value))),
        );
        whole.extend(summary);
        // Both tables are complete or gone before the folder can be given up.
        let tables = [waveforms.finish(), beats.finish()];
        let mut set = FileSet::new(folder);
        for table in tables {
            set.push(table?);
        }
        // The alternate form is indented.
        let text = format!("{:#}\n", Value::Object(whole));
        set.add(SUMMARY, text.as_bytes())?;
        Ok(set)
    }
}

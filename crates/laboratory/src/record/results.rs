//! The files of a recording while they are written: waveforms and beats row by row, the summary at
//! the end.

use serde_json::{Map, Value};

use secondheart_body::quantity::label_of;

use super::summary::text;
use super::{
    BEATS, Beat, Column, FileSet, Format, OutputFolder, Plan, Precision, RecordError, SUMMARY,
    Storage, TableFile, WAVEFORMS,
};
use crate::instrument;

/// Place and format of the files, and the metadata about the run in them.
pub struct Output {
    /// Where the files go.
    pub storage: Storage<OutputFolder>,
    /// File format of tables.
    pub format: Format,
    /// Metadata: version, scenario, subject and so on.
    pub about: Vec<(String, String)>,
    /// The phases in order of time, for the columns `phase`, `posture` and `activity` of the tables;
    /// without phases the tables do not have them.
    pub phases: Vec<PhaseWords>,
}

/// A phase in words.
#[derive(Debug, Clone, PartialEq)]
pub struct PhaseWords {
    /// Start after the start of the scenario, seconds.
    pub start_s: f64,
    /// Its name.
    pub name: String,
    /// The posture that it holds or moves to.
    pub posture: String,
    /// The activity, with its load.
    pub activity: String,
}

/// The columns that tell in which phase a row lies.
struct PhaseColumns {
    starts_s: Vec<f64>,
    /// The phase of the last row.
    present: usize,
}

impl PhaseColumns {
    fn new(phases: &[PhaseWords]) -> Self {
        Self {
            starts_s: phases.iter().map(|phase| phase.start_s).collect(),
            present: 0,
        }
    }

    /// Adds the phase of a time to a row; times may only grow.
    fn push(&mut self, time_s: f64, row: &mut Vec<f64>) {
        if self.starts_s.is_empty() {
            return;
        }
        let begun = |start_s: &&f64| **start_s <= time_s + SAME_TIME_S;
        self.present += self.starts_s[self.present + 1..]
            .iter()
            .take_while(begun)
            .count();
        row.extend([self.present as f64; 3]);
    }
}

/// Times closer than this are the same, seconds.
const SAME_TIME_S: f64 = 1e-9;

fn phase_columns(phases: &[PhaseWords]) -> impl Iterator<Item = Column> + '_ {
    type Word = fn(&PhaseWords) -> String;
    let columns: [(&str, &str, Word); 3] = [
        ("phase", "phase of the scenario", |phase| phase.name.clone()),
        (
            "posture",
            "posture that the phase holds or moves to",
            |phase| phase.posture.clone(),
        ),
        (
            "activity",
            "activity of the phase, with its load",
            |phase| phase.activity.clone(),
        ),
    ];
    let is_told = !phases.is_empty();
    columns
        .into_iter()
        .filter(move |_| is_told)
        .map(|(name, description, word)| {
            Column::of_words(name, description, phases.iter().map(word).collect())
        })
}

/// Files being written. The storage is the last field, so that a folder is dropped after the files in
/// it.
pub(super) struct Results {
    waveforms: TableFile,
    beats: TableFile,
    about: Vec<(String, String)>,
    row: Vec<f64>,
    /// The columns of the phase in waveforms and in beats.
    of_phase: [PhaseColumns; 2],
    storage: Storage<OutputFolder>,
}

impl Results {
    /// Begins both tables; `gauges` are the columns of waveforms after the plan's channels.
    pub(super) fn begin(
        output: Output,
        plan: &Plan,
        gauges: &[&'static str],
    ) -> Result<Self, RecordError> {
        let Output {
            storage,
            format,
            about,
            phases,
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
        columns.extend(phase_columns(&phases));
        let waveforms = TableFile::create(&storage, WAVEFORMS, format, &columns, &about)?;
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
        columns.extend(phase_columns(&phases));
        let beats = TableFile::create(&storage, BEATS, format, &columns, &about)?;
        Ok(Self {
            waveforms,
            beats,
            about,
            row: Vec::new(),
            of_phase: [(); 2].map(|()| PhaseColumns::new(&phases)),
            storage,
        })
    }

    /// Adds a row of waveforms: time and channels, then gauges.
    pub(super) fn waveform(&mut self, row: &[f64], gauges: &[f64]) -> Result<(), RecordError> {
        self.row.clear();
        self.row.extend_from_slice(row);
        self.row.extend_from_slice(gauges);
        self.of_phase[0].push(row[0], &mut self.row);
        self.waveforms.push(&self.row)
    }

    pub(super) fn beat(&mut self, beat: &Beat) -> Result<(), RecordError> {
        self.row.clear();
        self.row
            .extend([beat.start_s, beat.duration_s, 60.0 / beat.duration_s]);
        self.row.extend(&beat.values);
        self.of_phase[1].push(beat.start_s, &mut self.row);
        self.beats.push(&self.row)
    }

    /// Completes the tables and adds the summary; on the disk none has its name yet.
    pub(super) fn complete(self, summary: Map<String, Value>) -> Result<FileSet, RecordError> {
        let Self {
            waveforms,
            beats,
            about,
            storage,
            ..
        } = self;
        let mut whole = Map::new();
        whole.extend(
            about
                .into_iter()
                .map(|(key, value)| (key, Value::String(value))),
        );
        whole.extend(summary);
        // Both tables are complete or gone before a folder can be given up.
        let tables = [waveforms.finish(), beats.finish()];
        let mut set = FileSet::new(storage);
        for table in tables {
            set.push(table?);
        }
        let text = text(&Value::Object(whole));
        set.add(SUMMARY, text.as_bytes())?;
        Ok(set)
    }
}

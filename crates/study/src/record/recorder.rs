//! The recorder: sees every step and keeps what the plan asks for.

use std::io::Write;
use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::beat::{Beat, BeatCutter};
use super::digest::Digest;
use super::folder::OutputFolder;
use super::table::{Column, Format, Precision, TableFile};
use super::waveform::Sampler;
use super::{Plan, RecordError, Statistics};
use crate::overview::Overview;
use crate::plant::Plant;
use crate::run::Observer;
use crate::scenario::{Span, Timeline};

/// Where files go, and what is said in them about the run.
pub struct Output {
    /// The folder.
    pub folder: OutputFolder,
    /// File format of tables.
    pub format: Format,
    /// Metadata: version, scenario, subject and so on.
    pub about: Vec<(String, String)>,
}

/// What a phase or window was like.
#[derive(Debug, Clone, PartialEq)]
pub struct SpanRecord {
    /// The phase or window.
    pub span: Span,
    /// Statistics of each channel of the plan, over time.
    pub channels: Vec<Statistics>,
    /// Statistics of each beat column of the plan over the beats that end in the span, weighted by
    /// their durations.
    pub beats: Vec<Statistics>,
    /// Number of beats that end in the span.
    pub beat_count: u64,
}

impl SpanRecord {
    fn new(span: Span, plan: &Plan) -> Self {
        Self {
            span,
            channels: vec![Statistics::EMPTY; plan.channels.len()],
            beats: vec![Statistics::EMPTY; plan.beats.len()],
            beat_count: 0,
        }
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

/// A finished recording.
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
    /// What a report shows, without titles, subject, command, wall time and instruments' readings.
    pub overview: Overview,
}

/// Files under way. The folder comes last: it goes after the files in it.
struct Files {
    waveforms: TableFile,
    beats: TableFile,
    about: Vec<(String, String)>,
    folder: OutputFolder,
}

/// Records a run.
pub struct Recorder<S> {
    plan: Plan,
    signals: Vec<S>,
    channels: usize,
    phases: Vec<SpanRecord>,
    windows: Vec<SpanRecord>,
    sampler: Sampler,
    cutter: BeatCutter,
    digest: Digest,
    files: Option<Files>,
    /// Time from the start of the scenario and values (channels, then beat columns) at the last
    /// step; no values before the first.
    before_s: f64,
    before: Vec<f64>,
    now: Vec<f64>,
    beats_before: u64,
    beats: u64,
    row: Vec<f64>,
}

impl<S: Copy> Recorder<S> {
    /// Finds the signals of the plan and begins the files; without `output` nothing is written.
    pub fn new<P: Plant<Signal = S>>(
        plant: &P,
        plan: Plan,
        timeline: &Timeline,
        output: Option<Output>,
    ) -> Result<Self, RecordError> {
        let names = plan.channels.iter().map(|channel| &channel.signal);
        let names = names.chain(plan.beats.iter().map(|column| &column.signal));
        let signals: Result<Vec<S>, _> = names.map(|name| plant.signal(name)).collect();
        let signals = signals?;
        let files = output
            .map(|output| Files::begin(output, &plan))
            .transpose()?;
        let spans = |spans: &[Span]| {
            spans
                .iter()
                .map(|span| SpanRecord::new(span.clone(), &plan))
                .collect()
        };
        Ok(Self {
            channels: plan.channels.len(),
            phases: spans(&timeline.phases),
            windows: spans(&timeline.windows),
            sampler: Sampler::new(plan.rate_hz),
            cutter: BeatCutter::new(plan.beats.clone()),
            digest: Digest::new(&plan),
            files,
            before_s: 0.0,
            before: Vec::with_capacity(signals.len()),
            now: Vec::with_capacity(signals.len()),
            beats_before: plant.beats(),
            beats: 0,
            row: Vec::new(),
            signals,
            plan,
        })
    }

    /// Completes the files and gives them their names.
    pub fn finish(mut self) -> Result<Record, RecordError> {
        let summary = self.summary();
        let overview = self
            .digest
            .overview(&self.plan, &self.phases, &self.windows);
        let files = match self.files.take() {
            Some(files) => files.end(summary)?,
            None => Vec::new(),
        };
        Ok(Record {
            phases: self.phases,
            windows: self.windows,
            files,
            beats: self.beats,
            overview,
        })
    }

    fn step(&mut self, time_s: f64, ended_s: Option<f64>) -> Result<(), RecordError> {
        let (from_s, duration_s) = (self.before_s, time_s - self.before_s);
        for record in self.phases.iter_mut().chain(&mut self.windows) {
            // Steps meet the ends of spans, so the middle tells which span a step lies in.
            let middle_s = from_s + 0.5 * duration_s;
            if record.span.start_s <= middle_s && middle_s < record.span.end_s {
                for (index, statistics) in record.channels.iter_mut().enumerate() {
                    statistics.add(duration_s, self.before[index], self.now[index]);
                }
            }
        }
        let (_, from) = self.before.split_at(self.channels);
        let (channels, to) = self.now.split_at(self.channels);
        self.digest
            .step(time_s, duration_s, channels, ended_s.is_some());
        if let Some(beat) = self.cutter.step(from_s, from, time_s, to, ended_s) {
            self.keep(&beat)?;
        }
        // The runner meets the ends of phases, to the last digit.
        for phase in &self.phases {
            if phase.span.end_s == time_s {
                self.digest.phase_ends(&phase.span.name);
            }
        }
        self.sample(time_s)
    }

    fn sample(&mut self, time_s: f64) -> Result<(), RecordError> {
        let Some(files) = &mut self.files else {
            return Ok(());
        };
        let (from, _) = self.before.split_at(self.channels);
        let (to, _) = self.now.split_at(self.channels);
        while let Some(row) = self.sampler.next_row(self.before_s, from, time_s, to) {
            files.waveforms.push(row)?;
        }
        Ok(())
    }

    fn keep(&mut self, beat: &Beat) -> Result<(), RecordError> {
        self.beats += 1;
        self.digest.beat(beat);
        let end_s = beat.start_s + beat.duration_s;
        for record in self.phases.iter_mut().chain(&mut self.windows) {
            if record.span.start_s < end_s && end_s <= record.span.end_s {
                record.beat_count += 1;
                for (statistics, value) in record.beats.iter_mut().zip(&beat.values) {
                    statistics.add_constant(beat.duration_s, *value);
                }
            }
        }
        if let Some(files) = &mut self.files {
            self.row.clear();
            self.row
                .extend([beat.start_s, beat.duration_s, 60.0 / beat.duration_s]);
            self.row.extend(&beat.values);
            files.beats.push(&self.row)?;
        }
        Ok(())
    }

    fn summary(&self) -> Value {
        let list = |records: &[SpanRecord]| {
            let of_span = |record: &SpanRecord| {
                let mut readings = Map::new();
                for (channel, statistics) in self.plan.channels.iter().zip(&record.channels) {
                    readings.insert(channel.name.clone(), shown(statistics));
                }
                let mut beats = Map::new();
                for (column, statistics) in self.cutter.columns().iter().zip(&record.beats) {
                    beats.insert(column.name.clone(), shown(statistics));
                }
                json!({
                    "name": record.span.name,
                    "start_s": record.span.start_s,
                    "end_s": record.span.end_s,
                    "beat_count": record.beat_count,
                    "heart_rate_per_min": finite(record.heart_rate_per_min()),
                    "channels": readings,
                    "beats": beats,
                })
            };
            Value::Array(records.iter().map(of_span).collect())
        };
        json!({ "phases": list(&self.phases), "windows": list(&self.windows) })
    }
}

fn shown(statistics: &Statistics) -> Value {
    json!({
        "duration_s": statistics.duration_s,
        "mean": finite(statistics.mean()),
        "min": finite(statistics.min),
        "max": finite(statistics.max),
        "first": finite(statistics.first),
        "last": finite(statistics.last),
        "integral": finite(statistics.integral),
    })
}

/// JSON knows no infinity and no NaN.
fn finite(value: f64) -> Value {
    if value.is_finite() {
        json!(value)
    } else {
        Value::Null
    }
}

impl<P: Plant> Observer<P> for Recorder<P::Signal> {
    fn observe(&mut self, plant: &P, time_s: f64) -> Result<(), RecordError> {
        self.now.clear();
        self.now
            .extend(self.signals.iter().map(|signal| plant.value(*signal)));
        let beats = plant.beats();
        if self.before.is_empty() && !self.signals.is_empty() {
            self.before.clone_from(&self.now);
            self.before_s = time_s;
            self.beats_before = beats;
            return self.sample(time_s);
        }
        let ended_s = (beats > self.beats_before).then(|| {
            // The body's clock and the scenario's differ by a constant.
            plant.last_beat_s() - (plant.time_s() - time_s)
        });
        self.step(time_s, ended_s)?;
        self.beats_before = beats;
        self.before_s = time_s;
        std::mem::swap(&mut self.before, &mut self.now);
        Ok(())
    }
}

impl Files {
    fn begin(output: Output, plan: &Plan) -> Result<Self, RecordError> {
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
        let waveforms = TableFile::create(&folder, "waveforms", format, &columns, &about)?;
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
        let beats = TableFile::create(&folder, "beats", format, &columns, &about)?;
        Ok(Self {
            waveforms,
            beats,
            about,
            folder,
        })
    }

    /// Completes all files before the first takes its name.
    fn end(self, summary: Value) -> Result<Vec<PathBuf>, RecordError> {
        let Self {
            waveforms,
            beats,
            about,
            folder,
        } = self;
        let mut whole = Map::new();
        whole.extend(
            about
                .into_iter()
                .map(|(key, value)| (key, Value::String(value))),
        );
        if let Value::Object(summary) = summary {
            whole.extend(summary);
        }
        let (pending, mut file) = folder.begin("summary.json")?;
        let text = serde_json::to_string_pretty(&Value::Object(whole))
            .map_err(|error| pending.error(&error))?;
        file.write_all(text.as_bytes())
            .map_err(|error| pending.error(&error))?;
        file.write_all(b"\n")
            .map_err(|error| pending.error(&error))?;
        let complete = [waveforms.finish()?, beats.finish()?, pending];
        complete
            .into_iter()
            .map(super::folder::PendingFile::commit)
            .collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

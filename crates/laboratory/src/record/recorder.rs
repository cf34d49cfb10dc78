//! The recorder: sees every step and keeps what the plan asks for.

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::beat::{Beat, BeatCutter};
use super::digest::Digest;
use super::facts::Facts;
use super::folder::OutputFolder;
use super::table::{Column, Format, Precision, TableFile};
use super::waveform::Sampler;
use super::{BEATS, Plan, RecordError, SUMMARY, Statistics, WAVEFORMS, unit_of};
use crate::instrument::{self, BeatView, Laboratory, Reading, Readings};
use crate::overview::Overview;
use crate::plant::Plant;
use crate::run::Observer;
use secondheart_protocol::scenario::{Span, Timeline};

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
    /// Heart rate of these beats, 1/min.
    pub heart_rate: Statistics,
    /// Number of beats that end in the span.
    pub beat_count: u64,
    /// What the instruments read.
    pub readings: Readings,
}

impl SpanRecord {
    fn new(span: Span, plan: &Plan) -> Self {
        Self {
            span,
            channels: vec![Statistics::EMPTY; plan.channels.len()],
            beats: vec![Statistics::EMPTY; plan.beats.len()],
            heart_rate: Statistics::EMPTY,
            beat_count: 0,
            readings: Readings::new(),
        }
    }

    /// A reading by its name; `None` where it has no meaning.
    pub fn reading(&self, name: &str) -> Option<Reading> {
        self.readings.get(name).copied()
    }

    /// Readings that are means over the span or over its beats. What is read within the beat and
    /// beat by beat is taken within the beat.
    fn means(&self, plan: &Plan) -> Readings {
        let beats = plan
            .beats
            .iter()
            .map(|column| &column.name)
            .zip(&self.beats);
        let channels = plan
            .channels
            .iter()
            .map(|channel| &channel.name)
            .zip(&self.channels);
        let mut readings = Readings::new();
        for (name, statistics) in beats.chain(channels) {
            if let Some(definition) = instrument::definition(name)
                && !statistics.is_empty()
            {
                let extremes = Some((statistics.min, statistics.max));
                readings.insert(
                    definition.name,
                    Reading {
                        value: statistics.mean(),
                        extremes,
                    },
                );
            }
        }
        if self.beat_count > 0 {
            let extremes = Some((self.heart_rate.min, self.heart_rate.max));
            let value = self.heart_rate_per_min();
            readings.insert("heart_rate_per_min", Reading { value, extremes });
        }
        readings
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
    laboratory: Option<Laboratory<S>>,
    /// Beat columns that instruments look at: mean and systolic pressure, output.
    beat_columns: Option<[usize; 3]>,
    /// Starts and ends of phases and windows, in order of time, and the next of them.
    boundaries: Vec<f64>,
    boundary: usize,
    /// Gauges shown: place and name.
    shown: Vec<(usize, &'static str)>,
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
        let laboratory = plan
            .instruments
            .as_ref()
            .map(|subject| Laboratory::new(plant, subject, timeline, plan.rate_hz))
            .transpose()?;
        let shown = laboratory.as_ref().map_or_else(Vec::new, Laboratory::shown);
        let files = output
            .map(|output| Files::begin(output, &plan, &shown))
            .transpose()?;
        let column = |name: &str| plan.beats.iter().position(|column| column.name == name);
        let all = timeline.phases.iter().chain(&timeline.windows);
        let mut boundaries: Vec<f64> = all.flat_map(|span| [span.start_s, span.end_s]).collect();
        boundaries.sort_by(f64::total_cmp);
        boundaries.dedup();
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
            digest: Digest::new(&plan, &shown),
            laboratory,
            beat_columns: column("mean_arterial_pressure_mmhg")
                .zip(column("systolic_pressure_mmhg"))
                .zip(column("cardiac_output_l_per_min"))
                .map(|((mean, systolic), output)| [mean, systolic, output]),
            boundaries,
            boundary: 0,
            shown,
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
    pub fn finish(self) -> Result<Record, RecordError> {
        self.finish_with(None)
    }

    /// The same, with what the summary says about the run as a whole.
    pub fn finish_with(mut self, facts: Option<&Facts>) -> Result<Record, RecordError> {
        let summary = self.summary(facts);
        let mut overview = self.digest.overview(&self.phases);
        if let Some(laboratory) = &self.laboratory {
            overview.pump_window = laboratory.pump_window();
            overview.valve_window = laboratory.valve_window();
            overview.gait_window = laboratory.gait_window();
        }
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

    fn step<P: Plant<Signal = S>>(
        &mut self,
        plant: &P,
        time_s: f64,
        ended_s: Option<f64>,
    ) -> Result<(), RecordError> {
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
        let mut at_boundary = false;
        while self
            .boundaries
            .get(self.boundary)
            .is_some_and(|next_s| *next_s <= time_s)
        {
            self.boundary += 1;
            at_boundary = true;
        }
        if let Some(laboratory) = &mut self.laboratory
            && laboratory.step(plant, time_s, duration_s, at_boundary)
        {
            for (place, (gauge, _)) in self.shown.iter().enumerate() {
                self.digest.look(place, time_s, laboratory.dial(*gauge));
            }
        }
        if at_boundary {
            self.ends(time_s);
        }
        self.sample(time_s)
    }

    /// Closes the phases and windows that end at a time, and opens what begins.
    fn ends(&mut self, time_s: f64) {
        let ended = self
            .phases
            .iter()
            .filter(|phase| phase.span.end_s == time_s);
        for phase in ended {
            self.digest.phase_ends(&phase.span.name);
        }
        let Some(laboratory) = &mut self.laboratory else {
            return;
        };
        for index in laboratory.ending(time_s) {
            let record = match index.checked_sub(self.phases.len()) {
                None => &mut self.phases[index],
                Some(window) => &mut self.windows[window],
            };
            laboratory.ends(index, record.means(&self.plan));
            record.readings.clone_from(laboratory.readings(index));
        }
        laboratory.begin_phases(time_s);
    }

    fn sample(&mut self, time_s: f64) -> Result<(), RecordError> {
        let Some(files) = &mut self.files else {
            return Ok(());
        };
        let (from, _) = self.before.split_at(self.channels);
        let (to, _) = self.now.split_at(self.channels);
        while let Some(row) = self.sampler.next_row(self.before_s, from, time_s, to) {
            let Some(laboratory) = &self.laboratory else {
                files.waveforms.push(row)?;
                continue;
            };
            self.row.clear();
            self.row.extend_from_slice(row);
            self.row
                .extend(self.shown.iter().map(|(gauge, _)| laboratory.dial(*gauge)));
            files.waveforms.push(&self.row)?;
        }
        Ok(())
    }

    fn keep(&mut self, beat: &Beat) -> Result<(), RecordError> {
        self.beats += 1;
        self.digest.beat(beat);
        if let (Some(laboratory), Some([mean, systolic, output])) =
            (&mut self.laboratory, self.beat_columns)
        {
            laboratory.beat(&BeatView {
                start_s: beat.start_s,
                duration_s: beat.duration_s,
                mean_mmhg: beat.values[mean],
                systolic_mmhg: beat.values[systolic],
                output_l_per_min: beat.values[output],
            });
        }
        let end_s = beat.start_s + beat.duration_s;
        for record in self.phases.iter_mut().chain(&mut self.windows) {
            if record.span.start_s < end_s && end_s <= record.span.end_s {
                record.beat_count += 1;
                record
                    .heart_rate
                    .add_constant(beat.duration_s, 60.0 / beat.duration_s);
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

    fn summary(&self, facts: Option<&Facts>) -> Map<String, Value> {
        let list = |records: &[SpanRecord]| {
            let of_span = |record: &SpanRecord| {
                let readings = record.readings.iter().map(|(name, reading)| {
                    let mut shown = json!({ "value": reading.value, "unit": unit_of(name) });
                    if let Some((lowest, highest)) = reading.extremes {
                        shown["lowest"] = json!(lowest);
                        shown["highest"] = json!(highest);
                    }
                    ((*name).to_owned(), shown)
                });
                json!({
                    "name": record.span.name,
                    "start_s": record.span.start_s,
                    "end_s": record.span.end_s,
                    "beat_count": record.beat_count,
                    "readings": readings.collect::<Map<String, Value>>(),
                })
            };
            Value::Array(records.iter().map(of_span).collect())
        };
        let mut summary = Map::new();
        if let Some(facts) = facts {
            facts.put_into(&mut summary);
        }
        summary.insert("phases".to_owned(), list(&self.phases));
        summary.insert("windows".to_owned(), list(&self.windows));
        summary
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
            if let Some(laboratory) = &mut self.laboratory {
                laboratory.begin(plant);
            }
            return self.sample(time_s);
        }
        let ended_s = (beats > self.beats_before).then(|| {
            // The body's clock and the scenario's differ by a constant.
            plant.last_beat_s() - (plant.time_s() - time_s)
        });
        self.step(plant, time_s, ended_s)?;
        self.beats_before = beats;
        self.before_s = time_s;
        std::mem::swap(&mut self.before, &mut self.now);
        Ok(())
    }
}

impl Files {
    fn begin(
        output: Output,
        plan: &Plan,
        shown: &[(usize, &'static str)],
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
        columns.extend(shown.iter().map(|(_, name)| {
            let what = instrument::definition(name).map_or("", |definition| definition.definition);
            let what = if what.is_empty() {
                super::label_of(name)
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
            folder,
        })
    }

    /// Completes all files before the first takes its name.
    fn end(self, summary: Map<String, Value>) -> Result<Vec<PathBuf>, RecordError> {
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
        whole.extend(summary);
        let mut pending = folder.begin(SUMMARY)?;
        let text = serde_json::to_string_pretty(&Value::Object(whole))
            .map_err(|error| pending.error(&error))?;
        pending.fill(|file| writeln!(file, "{text}"))?;
        let complete = [waveforms.finish()?, beats.finish()?, pending];
        complete
            .into_iter()
            .map(super::PendingFile::commit)
            .collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

//! The recorder: sees every step and keeps the quantities of the plan.

use secondheart_protocol::scenario::{Span, Timeline};

use super::beat::BeatCutter;
use super::boundaries::Boundaries;
use super::course::Follower;
use super::results::Results;
use super::summary::summary;
use super::waveform::Sampler;
use super::{Beat, Facts, Output, Plan, Record, RecordError, Recording, SpanRecord};
use crate::departure::Departure;
use crate::instrument::{BeatView, Bench, Near};
use crate::plant::Plant;
use crate::run::Observer;

/// What a recorder saw at the step that it observed last.
#[derive(Debug, Clone, Copy)]
pub struct Latest<'a> {
    /// Time after the start of the scenario, seconds.
    pub time_s: f64,
    /// Duration of the step, seconds; 0 at the start.
    pub duration_s: f64,
    /// Present values of the plan's channels.
    pub channels: &'a [f64],
    /// The complete beat that ended in the step.
    pub beat: Option<&'a Beat>,
    /// Present values of the gauges ([`Recorder::gauges`]) if the instruments looked in this step.
    pub gauges: Option<&'a [f64]>,
}

/// Feeds the instruments of a run and writes its tables.
pub struct Recorder<S> {
    plan: Plan,
    signals: Vec<S>,
    channels: usize,
    phases: Vec<SpanRecord>,
    windows: Vec<SpanRecord>,
    sampler: Sampler,
    cutter: BeatCutter,
    results: Option<Results>,
    /// Time from the start of the scenario and values (channels, then beat columns) at the last
    /// step; no values before the first.
    before_s: f64,
    before: Vec<f64>,
    now: Vec<f64>,
    beats_before: u64,
    beats: u64,
    bench: Option<Bench<S>>,
    /// Departures from the checked range that hold from the start.
    departures: Vec<Departure>,
    /// Beat columns that instruments look at: mean and systolic pressure, output.
    beat_columns: Option<[usize; 4]>,
    boundaries: Boundaries,
    /// Which phases, and which windows, are near the present.
    near: [Near; 2],
    followers: Vec<Follower>,
    /// Gauges that are recorded: their places on the bench, names and present values.
    gauge_places: Vec<usize>,
    gauge_names: Vec<&'static str>,
    gauges: Vec<f64>,
    /// Of the last step: its duration, the beat that ended in it, whether instruments looked.
    duration_s: f64,
    beat: Option<Beat>,
    looked: bool,
}

impl<S: Copy> Recorder<S> {
    /// Finds the signals of the plan and begins the files; without `output` there are none.
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
        let bench = plan
            .instruments
            .as_ref()
            .map(|subject| Bench::new(plant, subject, timeline, plan.rate_hz))
            .transpose()?;
        let recorded = bench.as_ref().map_or_else(Vec::new, Bench::recorded);
        let (gauge_places, gauge_names): (Vec<_>, Vec<_>) = recorded.into_iter().unzip();
        let results = output
            .map(|output| Results::begin(output, &plan, &gauge_names))
            .transpose()?;
        let column = |name: &str| plan.beats.iter().position(|column| column.name == name);
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
            sampler: Sampler::new(plan.rows_hz),
            cutter: BeatCutter::new(plan.beats.clone()),
            bench,
            beat_columns: column("mean_arterial_pressure_mmhg")
                .zip(column("systolic_pressure_mmhg"))
                .zip(column("diastolic_pressure_mmhg"))
                .zip(column("cardiac_output_l_per_min"))
                .map(|(((mean, systolic), diastolic), output)| [mean, systolic, diastolic, output]),
            boundaries: Boundaries::new(timeline),
            departures: Vec::new(),
            near: [&timeline.phases, &timeline.windows]
                .map(|spans| Near::new(spans.iter().map(|span| (span.start_s, span.end_s)))),
            followers: Vec::new(),
            gauges: vec![0.0; gauge_places.len()],
            gauge_places,
            gauge_names,
            results,
            before_s: 0.0,
            before: Vec::with_capacity(signals.len()),
            now: Vec::with_capacity(signals.len()),
            beats_before: plant.beats(),
            beats: 0,
            duration_s: 0.0,
            beat: None,
            looked: false,
            signals,
            plan,
        })
    }

    /// Adds departures from the checked range that hold from the start.
    pub fn note(&mut self, departures: Vec<Departure>) {
        self.departures.extend(departures);
    }

    /// Keeps the course of a reading over a phase or window; false if there is no such span, or the
    /// reading is not followed in time.
    pub fn follow(&mut self, span: &str, reading: &str) -> bool {
        let records = self.phases.iter().chain(&self.windows).enumerate();
        let mut named = records.filter(|(_, record)| record.span.name == span);
        let follower = named.next().and_then(|(place, record)| {
            Follower::new(place, record, reading, &self.plan, &self.followed())
        });
        let is_followed = follower.is_some();
        self.followers.extend(follower);
        is_followed
    }

    /// The plan that it records.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Names of the gauges that are recorded beside the plan's channels.
    pub fn gauges(&self) -> &[&'static str] {
        &self.gauge_names
    }

    /// The readings that instruments follow in time: handle and name.
    pub fn followed(&self) -> Vec<(usize, &'static str)> {
        self.bench.as_ref().map_or_else(Vec::new, Bench::followed)
    }

    /// Present value of a reading that an instrument follows, by its handle; not a number without
    /// instruments.
    pub fn dial(&self, followed: usize) -> f64 {
        let bench = self.bench.as_ref();
        bench.map_or(f64::NAN, |bench| bench.dial(followed))
    }

    /// What it saw at the step that it observed last.
    pub fn latest(&self) -> Latest<'_> {
        let channels = self.channels.min(self.before.len());
        Latest {
            time_s: self.before_s,
            duration_s: self.duration_s,
            channels: &self.before[..channels],
            beat: self.beat.as_ref(),
            gauges: self.looked.then_some(&self.gauges[..]),
        }
    }

    /// Ends the recording and keeps the files.
    pub fn finish(self) -> Result<Record, RecordError> {
        self.complete(None)?.keep()
    }

    /// Ends the recording: the record, and the files, complete but not kept yet. `facts` says
    /// what the summary holds about the run as a whole.
    pub fn complete(self, facts: Option<&Facts>) -> Result<Recording, RecordError> {
        let mut departures = self.departures;
        if let Some(bench) = &self.bench {
            departures.extend(bench.departures().cloned());
        }
        let complete = |results: Results| {
            results.complete(summary(&self.phases, &self.windows, &departures, facts))
        };
        let files = self.results.map(complete).transpose()?;
        let record = Record {
            phases: self.phases,
            windows: self.windows,
            courses: self.followers.into_iter().map(Follower::finish).collect(),
            files: Vec::new(),
            beats: self.beats,
            departures,
        };
        Ok(Recording { record, files })
    }

    /// The first observation: nothing has passed yet.
    fn begin<P: Plant<Signal = S>>(&mut self, plant: &P, time_s: f64) -> Result<(), RecordError> {
        self.before.clone_from(&self.now);
        self.before_s = time_s;
        if let Some(bench) = &mut self.bench {
            bench.begin(plant);
            self.looked = true;
        }
        self.read_gauges();
        self.sample(time_s)
    }

    fn step<P: Plant<Signal = S>>(
        &mut self,
        plant: &P,
        time_s: f64,
        ended_s: Option<f64>,
    ) -> Result<(), RecordError> {
        let (from_s, duration_s) = (self.before_s, time_s - self.before_s);
        for (records, near) in [&mut self.phases, &mut self.windows]
            .into_iter()
            .zip(&mut self.near)
        {
            for index in near.at(time_s) {
                records[*index].step(from_s, duration_s, &self.before, &self.now);
            }
        }
        let (_, from) = self.before.split_at(self.channels);
        let (_, to) = self.now.split_at(self.channels);
        self.duration_s = duration_s;
        self.beat = self.cutter.step(from_s, from, time_s, to, ended_s);
        self.keep_beat()?;
        let at_boundary = self.boundaries.reached(time_s);
        self.looked = match &mut self.bench {
            Some(bench) => bench.step(plant, time_s, duration_s, at_boundary),
            None => false,
        };
        self.read_gauges();
        if at_boundary {
            self.end_spans(time_s);
        }
        self.sample(time_s)
    }

    /// Takes the gauges' values if the instruments have looked.
    fn read_gauges(&mut self) {
        if let Some(bench) = self.bench.as_ref().filter(|_| self.looked) {
            for (value, place) in self.gauges.iter_mut().zip(&self.gauge_places) {
                *value = bench.dial(*place);
            }
        }
    }

    /// Takes the readings of the phases and windows that end at a time, and tells the instruments
    /// which phase begins.
    fn end_spans(&mut self, time_s: f64) {
        let Some(bench) = &mut self.bench else {
            return;
        };
        for index in bench.ending(time_s) {
            let record = match index.checked_sub(self.phases.len()) {
                None => &mut self.phases[index],
                Some(window) => &mut self.windows[window],
            };
            bench.ends(index, record.means(&self.plan));
            record.readings.clone_from(bench.readings(index));
            record.knee_cycle = bench.cycle(index);
        }
        bench.begin_phases(time_s);
    }

    fn sample(&mut self, time_s: f64) -> Result<(), RecordError> {
        let Some(results) = &mut self.results else {
            return Ok(());
        };
        let (from, _) = self.before.split_at(self.channels);
        let (to, _) = self.now.split_at(self.channels);
        while let Some(row) = self.sampler.next_row(self.before_s, from, time_s, to) {
            results.waveform(row, &self.gauges)?;
        }
        Ok(())
    }

    fn keep_beat(&mut self) -> Result<(), RecordError> {
        let Some(beat) = &self.beat else {
            return Ok(());
        };
        self.beats += 1;
        if let (Some(bench), Some([mean, systolic, diastolic, output])) =
            (&mut self.bench, self.beat_columns)
        {
            bench.beat(&BeatView {
                start_s: beat.start_s,
                duration_s: beat.duration_s,
                mean_mmhg: beat.values[mean],
                systolic_mmhg: beat.values[systolic],
                diastolic_mmhg: beat.values[diastolic],
                output_l_per_min: beat.values[output],
            });
        }
        for (records, near) in [&mut self.phases, &mut self.windows]
            .into_iter()
            .zip(&mut self.near)
        {
            for index in near.at(beat.end_s()) {
                records[*index].beat(beat);
            }
        }
        let phases = self.phases.len();
        for follower in &mut self.followers {
            let place = follower.place;
            let record = match place.checked_sub(phases) {
                None => &self.phases[place],
                Some(window) => &self.windows[window],
            };
            let bench = self.bench.as_ref();
            follower.beat(beat, record, |gauge| bench?.statistics(place, gauge));
        }
        match &mut self.results {
            Some(results) => results.beat(beat),
            None => Ok(()),
        }
    }
}

impl<P: Plant> Observer<P> for Recorder<P::Signal> {
    fn observe(&mut self, plant: &P, time_s: f64) -> Result<(), RecordError> {
        self.now.clear();
        self.now
            .extend(self.signals.iter().map(|signal| plant.value(*signal)));
        let beats = plant.beats();
        if self.before.is_empty() && !self.signals.is_empty() {
            self.beats_before = beats;
            return self.begin(plant, time_s);
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

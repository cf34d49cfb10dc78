//! Feeds signals to the instruments, keeps the statistics of their gauges, and tells the instruments
//! of beats and of the ends of phases.

use std::collections::BTreeMap;

use super::gauge::{Gauge, GaugeId, GaugeStatistics};
use super::stage::{Near, Stage};
use super::{
    KneeCycle, Readings, artery, catheter, compartment, cuffs, doppler, duplex, echo, foot,
    heart_doppler, heart_rate, knee, leg_flow, occlusion, oxygen, plethysmograph, pump, reflux,
    segments, strain_gauge, vein_cannula, volumetry, watch,
};
use crate::departure::Departure;
use crate::plant::{Plant, UnknownName};
use crate::record::{BeatMeans, Statistics};
use secondheart_body::Subject;
use secondheart_protocol::scenario::Timeline;

/// Handle of a signal that is read at every step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct StepSignal(usize);

/// Handle of a signal that is read at the output rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Signal(usize);

/// Values of the step signals at one time.
#[derive(Debug, Clone, Copy)]
pub(super) struct StepValues<'a>(&'a [f64]);

impl std::ops::Index<StepSignal> for StepValues<'_> {
    type Output = f64;
    #[inline]
    fn index(&self, signal: StepSignal) -> &f64 {
        &self.0[signal.0]
    }
}

/// A look at the signals of the output rate.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look<'a> {
    /// Time, seconds.
    pub(super) time_s: f64,
    /// Time since the look before; 0 for the first.
    pub(super) since_s: f64,
    values: &'a [f64],
}

impl std::ops::Index<Signal> for Look<'_> {
    type Output = f64;
    #[inline]
    fn index(&self, signal: Signal) -> &f64 {
        &self.values[signal.0]
    }
}

impl Look<'_> {
    pub(super) fn sum(&self, signals: &[Signal]) -> f64 {
        signals.iter().map(|signal| self[*signal]).sum()
    }
}

/// A complete beat, as instruments see it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BeatView {
    /// Start, seconds.
    pub(crate) start_s: f64,
    /// Duration, seconds.
    pub(crate) duration_s: f64,
    /// Mean pressure in the ascending aorta, mmHg.
    pub(crate) mean_mmhg: f64,
    /// Diastolic pressure in the ascending aorta, mmHg.
    pub(crate) diastolic_mmhg: f64,
    /// Systolic pressure in the ascending aorta, mmHg.
    pub(crate) systolic_mmhg: f64,
    /// Mean flow through the aortic valve, L/min.
    pub(crate) output_l_per_min: f64,
}

/// Present values of the gauges.
#[derive(Debug)]
pub(super) struct Dials<'a>(&'a mut [f64]);

impl Dials<'_> {
    pub(super) fn set(&mut self, gauge: GaugeId, value: f64) {
        self.0[gauge.0] = value;
    }
}

/// Reads the body during a run and reports at the end of each phase and window.
pub(super) trait Instrument {
    /// Sees a step: values at its start and its end.
    fn step(&mut self, _from: StepValues<'_>, _to: StepValues<'_>, _duration_s: f64) {}

    /// Looks at the output rate, and sets its gauges.
    fn look(&mut self, _look: &Look<'_>, _dials: &mut Dials<'_>) {}

    /// Sees a complete beat.
    fn beat(&mut self, _beat: &BeatView) {}

    /// Called at the start of each phase, before its first step.
    fn phase_begins(&mut self, _stage: &Stage) {}

    /// A phase or window ends; the instrument adds to `readings`, which already holds the means of
    /// gauges and beats. `index` counts phases, then windows.
    fn ends(
        &mut self,
        _stage: &Stage,
        _index: usize,
        _gauges: &GaugeStatistics,
        _readings: &mut Readings,
    ) {
    }

    /// Departures from the checked range so far.
    fn departures(&self) -> &[Departure] {
        &[]
    }

    /// The averaged cycle of the exercise in a phase or window, from the instrument that follows it.
    fn cycle(&self, _index: usize) -> Option<KneeCycle> {
        None
    }
}

/// A signal of the output rate.
#[derive(Debug, Clone, Copy)]
struct Slow<S> {
    signal: S,
    /// Read during exercise only.
    in_exercise: bool,
}

/// Finds signals and gauges while the bench is set up.
pub(super) struct Setup<'a, P: Plant> {
    pub(super) plant: &'a P,
    pub(super) timeline: &'a Timeline,
    pub(super) subject: &'a Subject,
    pub(super) stages: &'a [Stage],
    step_signals: Vec<P::Signal>,
    steps_found: BTreeMap<String, StepSignal>,
    signals: Vec<Slow<P::Signal>>,
    /// Signals of the output rate by name: many instruments share a vessel's volume.
    found: BTreeMap<String, Signal>,
    gauges: Vec<Gauge>,
}

impl<P: Plant> Setup<'_, P> {
    /// A signal for every step.
    pub(super) fn step_signal(&mut self, name: &str) -> Result<StepSignal, UnknownName> {
        if let Some(found) = self.steps_found.get(name) {
            return Ok(*found);
        }
        self.step_signals.push(self.plant.signal(name)?);
        let signal = StepSignal(self.step_signals.len() - 1);
        self.steps_found.insert(name.to_owned(), signal);
        Ok(signal)
    }

    /// A signal at the output rate.
    pub(super) fn signal(&mut self, name: &str) -> Result<Signal, UnknownName> {
        let signal = self.exercise_signal(name)?;
        self.signals[signal.0].in_exercise = false;
        Ok(signal)
    }

    /// A signal at the output rate during exercise; otherwise it keeps its last value.
    pub(super) fn exercise_signal(&mut self, name: &str) -> Result<Signal, UnknownName> {
        if let Some(found) = self.found.get(name) {
            return Ok(*found);
        }
        let signal = self.plant.signal(name)?;
        self.signals.push(Slow {
            signal,
            in_exercise: true,
        });
        let signal = Signal(self.signals.len() - 1);
        self.found.insert(name.to_owned(), signal);
        Ok(signal)
    }

    /// The volumes of places that a rule picks.
    pub(super) fn volumes(
        &mut self,
        pick: impl Fn(&crate::plant::Place) -> bool,
    ) -> Result<Vec<Signal>, UnknownName> {
        let places = self.plant.places();
        let picked = places.iter().filter(|place| pick(place));
        picked
            .map(|place| self.signal(&format!("{}.volume_ml", place.name)))
            .collect()
    }

    /// Adds a gauge, which the instrument sets at every look.
    pub(super) fn gauge(&mut self, gauge: Gauge) -> GaugeId {
        self.gauges.push(gauge);
        GaugeId(self.gauges.len() - 1)
    }
}

/// All instruments on a body.
pub(crate) struct Bench<S> {
    step_signals: Vec<S>,
    signals: Vec<Slow<S>>,
    exercising: bool,
    instruments: Vec<Box<dyn Instrument>>,
    gauges: Vec<Gauge>,
    stages: Vec<Stage>,
    statistics: Vec<GaugeStatistics>,
    /// Extremes of the gauges' means over beats, for each stage.
    beats: Vec<Vec<BeatMeans>>,
    near: Near,
    readings: Vec<Readings>,
    ended: Vec<bool>,
    // Values at the last step, at this one, at the last look.
    step_before: Vec<f64>,
    step_now: Vec<f64>,
    values: Vec<f64>,
    dials_before: Vec<f64>,
    dials: Vec<f64>,
    looked_s: Option<f64>,
    rate_hz: f64,
    looks: u64,
}

impl<S: Copy> Bench<S> {
    /// Sets up every instrument.
    pub(crate) fn new<P: Plant<Signal = S>>(
        plant: &P,
        subject: &Subject,
        timeline: &Timeline,
        rate_hz: f64,
    ) -> Result<Self, UnknownName> {
        let stages = Stage::all(timeline);
        let mut setup = Setup {
            plant,
            timeline,
            subject,
            stages: &stages,
            step_signals: Vec::new(),
            steps_found: BTreeMap::new(),
            signals: Vec::new(),
            found: BTreeMap::new(),
            gauges: Vec::new(),
        };
        let instruments: Vec<Box<dyn Instrument>> = vec![
            Box::new(artery::Cannula::new(&setup)),
            Box::new(heart_rate::HeartRate::new(&mut setup)?),
            Box::new(cuffs::Cuffs::new(&mut setup)?),
            Box::new(segments::Segments::new(&mut setup)?),
            Box::new(echo::Echo::new(&mut setup)?),
            Box::new(heart_doppler::HeartDoppler::new(&mut setup)?),
            Box::new(catheter::Catheter::new(&mut setup)?),
            Box::new(volumetry::Volumetry::new(&mut setup)?),
            Box::new(vein_cannula::VeinCannula::new(&mut setup)?),
            Box::new(plethysmograph::Plethysmograph::new(&mut setup)?),
            Box::new(strain_gauge::StrainGauge::new(&mut setup)?),
            Box::new(occlusion::Occlusion::new(&mut setup)?),
            Box::new(foot::Foot::new(&mut setup)?),
            Box::new(duplex::Duplex::new(&mut setup)?),
            Box::new(reflux::RefluxScan::new(&mut setup)?),
            Box::new(doppler::Doppler::new(&mut setup)?),
            Box::new(compartment::Compartments::new(&mut setup)?),
            Box::new(pump::Pump::new(&mut setup)?),
            Box::new(knee::Knee::new(&mut setup)?),
            Box::new(leg_flow::LegFlow::new(&mut setup)?),
            Box::new(oxygen::Oxygen::new(&mut setup)?),
            Box::new(watch::Watch::new(&mut setup)?),
        ];
        let Setup {
            step_signals,
            signals,
            gauges,
            ..
        } = setup;
        let empty = GaugeStatistics(vec![Statistics::EMPTY; gauges.len()]);
        Ok(Self {
            step_before: vec![0.0; step_signals.len()],
            step_now: vec![0.0; step_signals.len()],
            values: vec![0.0; signals.len()],
            dials_before: vec![0.0; gauges.len()],
            dials: vec![0.0; gauges.len()],
            statistics: vec![empty; stages.len()],
            beats: vec![vec![BeatMeans::NONE; gauges.len()]; stages.len()],
            near: Near::stages(&stages),
            readings: vec![Readings::new(); stages.len()],
            ended: vec![false; stages.len()],
            exercising: false,
            step_signals,
            signals,
            instruments,
            gauges,
            stages,
            looked_s: None,
            rate_hz,
            looks: 0,
        })
    }

    /// The start: the first look.
    pub(crate) fn begin<P: Plant<Signal = S>>(&mut self, plant: &P) {
        for (value, signal) in self.step_before.iter_mut().zip(&self.step_signals) {
            *value = plant.value(*signal);
        }
        self.begin_phases(0.0);
        self.look(plant, 0.0);
    }

    /// A step to `time_s`; whether there was a look.
    pub(crate) fn step<P: Plant<Signal = S>>(
        &mut self,
        plant: &P,
        time_s: f64,
        duration_s: f64,
        boundary: bool,
    ) -> bool {
        for (value, signal) in self.step_now.iter_mut().zip(&self.step_signals) {
            *value = plant.value(*signal);
        }
        let (from, to) = (StepValues(&self.step_before), StepValues(&self.step_now));
        for instrument in &mut self.instruments {
            instrument.step(from, to, duration_s);
        }
        std::mem::swap(&mut self.step_before, &mut self.step_now);
        let due = time_s >= self.looks as f64 / self.rate_hz - 1e-9;
        if due || boundary {
            self.look(plant, time_s);
        }
        due || boundary
    }

    pub(crate) fn beat(&mut self, beat: &BeatView) {
        for instrument in &mut self.instruments {
            instrument.beat(beat);
        }
        let end_s = beat.start_s + beat.duration_s;
        for index in self.near.at(end_s) {
            let stage = &self.stages[*index];
            if stage.start_s < end_s && end_s <= stage.end_s {
                let so_far = &self.statistics[*index].0;
                for (beats, so_far) in self.beats[*index].iter_mut().zip(so_far) {
                    beats.beat_ends(so_far);
                }
            }
        }
    }

    fn look<P: Plant<Signal = S>>(&mut self, plant: &P, time_s: f64) {
        for (value, slow) in self.values.iter_mut().zip(&self.signals) {
            if self.exercising || !slow.in_exercise {
                *value = plant.value(slow.signal);
            }
        }
        while self.looks as f64 / self.rate_hz <= time_s + 1e-9 {
            self.looks += 1;
        }
        let since_s = self.looked_s.map_or(0.0, |before_s| time_s - before_s);
        let look = Look {
            time_s,
            since_s,
            values: &self.values,
        };
        std::mem::swap(&mut self.dials_before, &mut self.dials);
        self.dials.copy_from_slice(&self.dials_before);
        for instrument in &mut self.instruments {
            instrument.look(&look, &mut Dials(&mut self.dials));
        }
        self.looked_s = Some(time_s);
        let middle_s = time_s - 0.5 * since_s;
        for stage in self.near.at(middle_s) {
            if since_s > 0.0 && self.stages[*stage].holds(middle_s) {
                for (index, statistics) in self.statistics[*stage].0.iter_mut().enumerate() {
                    let now = self.dials[index];
                    let rate = self.gauges[index].rate;
                    let before = if rate { now } else { self.dials_before[index] };
                    statistics.add(since_s, before, now);
                }
            }
        }
    }

    /// The phases and windows that end at a time, by index; each is ended by [`Self::ends`].
    pub(crate) fn ending(&self, time_s: f64) -> Vec<usize> {
        let all = 0..self.stages.len();
        all.filter(|index| !self.ended[*index] && self.stages[*index].end_s <= time_s)
            .collect()
    }

    /// Ends a phase or window; `readings` holds the means over beats and channels.
    pub(crate) fn ends(&mut self, index: usize, mut readings: Readings) {
        let (stage, statistics) = (&self.stages[index], &self.statistics[index]);
        let gauges = self.gauges.iter().zip(&statistics.0);
        for ((gauge, statistics), beats) in gauges.zip(&self.beats[index]) {
            if gauge.reading && statistics.mean().is_finite() {
                let extremes = beats.extremes();
                let value = statistics.mean();
                readings.insert(gauge.name, super::Reading { value, extremes });
            }
        }
        for instrument in &mut self.instruments {
            instrument.ends(stage, index, statistics, &mut readings);
        }
        self.readings[index] = readings;
        self.ended[index] = true;
    }

    /// Statistics of a gauge so far in a phase or window, both by their places.
    pub(crate) fn statistics(&self, stage: usize, gauge: usize) -> Option<&Statistics> {
        self.statistics.get(stage)?.0.get(gauge)
    }

    /// Departures from the checked range so far.
    pub(crate) fn departures(&self) -> impl Iterator<Item = &Departure> {
        self.instruments.iter().flat_map(|own| own.departures())
    }

    /// Notifies the instruments of the phases that begin at a time.
    pub(crate) fn begin_phases(&mut self, time_s: f64) {
        let begins = |stage: &&Stage| stage.is_phase && (stage.start_s - time_s).abs() < 1e-9;
        if let Some(stage) = self.stages.iter().find(begins) {
            self.exercising = stage.activity.is_some();
            for instrument in &mut self.instruments {
                instrument.phase_begins(stage);
            }
        }
    }

    /// Readings of a phase or window, by index: phases, then windows.
    pub(crate) fn readings(&self, index: usize) -> &Readings {
        &self.readings[index]
    }

    /// The averaged cycle of the exercise in a phase or window, by index.
    pub(crate) fn cycle(&self, index: usize) -> Option<KneeCycle> {
        self.instruments.iter().find_map(|one| one.cycle(index))
    }

    /// The gauges with a column in the table of waveforms: place among all gauges, and column.
    pub(crate) fn recorded(&self) -> Vec<(usize, &'static str)> {
        let gauges = self.gauges.iter().enumerate();
        gauges
            .filter_map(|(index, gauge)| Some((index, gauge.column?)))
            .collect()
    }

    /// The gauges that are readings: place among all gauges, and name.
    pub(crate) fn followed(&self) -> Vec<(usize, &'static str)> {
        let gauges = self.gauges.iter().enumerate();
        let followed = gauges.filter(|(_, gauge)| gauge.reading);
        followed.map(|(index, gauge)| (index, gauge.name)).collect()
    }

    /// Present value of a gauge, by its place.
    pub(crate) fn dial(&self, index: usize) -> f64 {
        self.dials[index]
    }
}

//! A sketch: what the figures show of a run, gathered in bounded memory while it is recorded.
//!
//! A [`Sketch`] observes a body together with a recorder. The recorder measures; the sketch keeps
//! the recorder's channels, beats and gauges as envelopes (`course.rs`), notes volumes at the ends of
//! phases and windows (`ends.rs`), and keeps a few signals finer: around the exercise (`windows.rs`),
//! in the plethysmograph (`plethysmogram.rs`), over the beat at rest (`resting.rs`) and around a
//! straining (`straining.rs`). The blood that is lost is followed by `blood_loss.rs`.

mod blood_loss;
mod course;
mod ends;
mod plethysmogram;
mod resting;
mod straining;
mod windows;

use secondheart_laboratory::instrument::Stage;
use secondheart_laboratory::plant::Plant;
use secondheart_laboratory::record::{Facts, Record, RecordError, Recorder, Recording};
use secondheart_laboratory::run::Observer;
use secondheart_protocol::scenario::{Span, Timeline};

use crate::overview::{EndValues, GaitWindow, Overview, channel_name};
use blood_loss::BloodLoss;
use course::Course;
use ends::Ends;
use plethysmogram::Recording as CalfVolume;
use resting::Resting;
use straining::Strained;
use windows::{Windows, more_telling};

/// A recorder and what figures show of the run that it records.
pub struct Sketch<S> {
    recorder: Recorder<S>,
    course: Course,
    windows: Windows<S>,
    ends: Ends<S>,
    calf: CalfVolume,
    resting: Option<Resting<S>>,
    strained: Option<Strained<S>>,
    blood_loss: BloodLoss<S>,
    phases: Vec<Span>,
    /// Phases that have ended.
    ended: usize,
    /// Volumes at the ends of these phases.
    phase_ends: Vec<EndValues>,
    /// End of each window, seconds, and its place in the scenario; the last to end comes first.
    windows_ahead: Vec<(f64, usize)>,
    /// Volumes at the ends of the windows, in the order of the scenario.
    window_ends: Vec<EndValues>,
    /// Place of the pressure at the ankle among the gauges.
    ankle: Option<usize>,
    beats: u64,
}

impl<S: Copy> Sketch<S> {
    /// A sketch of what a recorder sees.
    ///
    /// # Errors
    /// The body lacks a signal that the figures show.
    pub fn new<P: Plant<Signal = S>>(
        plant: &P,
        recorder: Recorder<S>,
        timeline: &Timeline,
    ) -> Result<Self, RecordError> {
        let windows = timeline.windows.iter().map(|window| window.end_s);
        let mut windows_ahead: Vec<(f64, usize)> = windows.zip(0..).collect();
        windows_ahead.sort_by(|a, b| b.0.total_cmp(&a.0));
        let ankle = |name: &&str| *name == channel_name::ANKLE_VEIN_PRESSURE;
        let windows = Windows::new(plant, timeline)?;
        Ok(Self {
            resting: Resting::new(plant, windows.stages())?,
            strained: Strained::new(plant, recorder.plan(), timeline)?,
            blood_loss: BloodLoss::new(plant),
            ankle: recorder.gauges().iter().position(ankle),
            course: Course::new(recorder.plan(), recorder.gauges()),
            windows,
            ends: Ends::new(plant, recorder.gauges()),
            calf: CalfVolume::new(recorder.gauges()),
            phases: timeline.phases.clone(),
            ended: 0,
            phase_ends: Vec::new(),
            window_ends: vec![EndValues::default(); windows_ahead.len()],
            windows_ahead,
            beats: plant.beats(),
            recorder,
        })
    }

    /// Ends the recording. The overview does not have titles, subject, command, wall time and tables
    /// yet; [`outcome::overview`](crate::outcome::overview) adds them.
    ///
    /// # Errors
    /// A file cannot be completed.
    pub fn complete(self, facts: Option<&Facts>) -> Result<(Recording, Overview), RecordError> {
        let recording = self.recorder.complete(facts)?;
        let record = &recording.record;
        let mut overview = Overview {
            pump_window: self.windows.pump_window(record),
            valve_window: self.windows.valve_window(),
            gait_window: gait_window(record, self.windows.stages()),
            plethysmogram: self.calf.plethysmogram(record),
            resting_beat: self.resting.and_then(Resting::beat),
            straining: self.strained.map(Strained::straining),
            bleeding: self.blood_loss.bleeding(record),
            window_ends: self.window_ends,
            ..self.course.overview(&record.phases)
        };
        for (phase, end) in overview.phases.iter_mut().zip(self.phase_ends) {
            phase.end = end;
        }
        overview.departures.clone_from(&record.departures);
        if let Some(facts) = facts {
            overview.differences = facts.account.differences();
            for (phase, account) in overview.phases.iter_mut().zip(&facts.account.phases) {
                phase.details = account.details();
            }
        }
        Ok((recording, overview))
    }
}

impl<P: Plant> Observer<P> for Sketch<P::Signal> {
    fn observe(&mut self, plant: &P, time_s: f64) -> Result<(), RecordError> {
        self.recorder.observe(plant, time_s)?;
        let latest = self.recorder.latest();
        let beats = plant.beats();
        let ended = beats > self.beats;
        if latest.duration_s > 0.0 {
            self.course.step(&latest, ended);
            if let Some(resting) = &mut self.resting {
                // The body's clock and the scenario's differ by a constant.
                let ended_s = plant.last_beat_s() - (plant.time_s() - time_s);
                resting.step(plant, time_s, ended.then_some(ended_s));
            }
            if let Some(strained) = &mut self.strained {
                strained.step(plant, &latest);
            }
        }
        self.beats = beats;
        if let Some(gauges) = latest.gauges {
            let ankle_mmhg = self.ankle.map_or(f64::NAN, |place| gauges[place]);
            self.windows.look(plant, time_s, ankle_mmhg);
            self.ends.look(gauges);
            self.blood_loss.look(plant, time_s);
            self.calf.look(time_s, gauges);
        }
        while let Some(phase) = self.phases.get(self.ended)
            && phase.end_s <= time_s
        {
            self.course.phase_ends(&phase.name);
            self.phase_ends.push(self.ends.values(plant));
            self.ended += 1;
        }
        while let Some((end_s, window)) = self.windows_ahead.last()
            && *end_s <= time_s
        {
            self.window_ends[*window] = self.ends.values(plant);
            self.windows_ahead.pop();
        }
        Ok(())
    }
}

/// The cycle of the exercise that tells most, of more than one and a half cycles.
fn gait_window(record: &Record, stages: &[Stage]) -> Option<GaitWindow> {
    let exercises = stages
        .iter()
        .zip(&record.phases)
        .filter_map(|(stage, span)| {
            let cycle = span.knee_cycle.as_ref()?;
            (cycle.cycles > 1.5).then_some((stage, cycle))
        });
    let (stage, cycle) = exercises.max_by(|a, b| more_telling(a.0, b.0))?;
    Some(GaitWindow {
        exercise_label: stage.name.replace(['_', '-'], " "),
        cycle_label: if stage.is_gait() {
            "stride from left heel strike".to_owned()
        } else {
            "cycle from its beginning".to_owned()
        },
        cycle: cycle.clone(),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

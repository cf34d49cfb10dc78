//! What the overview shows of a run, gathered in bounded memory.

use super::beat::Beat;
use super::{Plan, SpanRecord, label_of, unit_of};
use crate::overview::{
    Channel, EnvelopeRecorder, LoopRecorder, Overview, PhaseSpan, PressureVolumeLoop, channel_name,
};

/// Channels of the plan that make the loops of the left ventricle.
const LOOP_VOLUME: &str = "left_ventricle_volume_ml";
const LOOP_PRESSURE: &str = "left_ventricle_pressure_mmhg";

/// Samples kept of one loop.
const LOOP_SAMPLES: usize = 240;

#[derive(Debug)]
struct Envelope {
    name: String,
    recorder: EnvelopeRecorder,
}

impl Envelope {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            recorder: EnvelopeRecorder::default(),
        }
    }

    fn channel(&self) -> Channel {
        self.recorder
            .channel(&self.name, &label_of(&self.name), unit_of(&self.name))
    }
}

#[derive(Debug)]
struct Loops {
    volume: usize,
    pressure: usize,
    recorder: LoopRecorder,
    taken: Vec<PressureVolumeLoop>,
}

/// Gathers envelopes and loops.
#[derive(Debug)]
pub(super) struct Digest {
    channels: Vec<Envelope>,
    heart_rate: Envelope,
    beats: Vec<Envelope>,
    gauges: Vec<Envelope>,
    looked_s: Vec<f64>,
    loops: Option<Loops>,
    simulated_s: f64,
}

impl Digest {
    pub(super) fn new(plan: &Plan, gauges: &[(usize, &'static str)]) -> Self {
        let index = |name| {
            plan.channels
                .iter()
                .position(|channel| channel.name == name)
        };
        let loops = index(LOOP_VOLUME)
            .zip(index(LOOP_PRESSURE))
            .map(|(volume, pressure)| Loops {
                volume,
                pressure,
                recorder: LoopRecorder::new(LOOP_SAMPLES),
                taken: Vec::new(),
            });
        Self {
            channels: plan
                .channels
                .iter()
                .map(|channel| Envelope::new(&channel.name))
                .collect(),
            heart_rate: Envelope::new(channel_name::HEART_RATE),
            beats: plan
                .beats
                .iter()
                .map(|column| Envelope::new(&column.name))
                .collect(),
            gauges: gauges.iter().map(|(_, name)| Envelope::new(name)).collect(),
            looked_s: vec![0.0; gauges.len()],
            loops,
            simulated_s: 0.0,
        }
    }

    /// Takes the values at the end of a step.
    pub(super) fn step(
        &mut self,
        time_s: f64,
        duration_s: f64,
        channels: &[f64],
        beat_ended: bool,
    ) {
        self.simulated_s = time_s;
        for (envelope, value) in self.channels.iter_mut().zip(channels) {
            envelope.recorder.push(time_s, duration_s, *value);
        }
        if let Some(loops) = &mut self.loops {
            if beat_ended {
                loops.recorder.beat();
            }
            loops
                .recorder
                .push(channels[loops.volume], channels[loops.pressure]);
        }
    }

    /// Takes the present value of a gauge, by its place.
    pub(super) fn look(&mut self, place: usize, time_s: f64, value: f64) {
        let since_s = time_s - self.looked_s[place];
        self.looked_s[place] = time_s;
        if value.is_finite() {
            self.gauges[place].recorder.push(time_s, since_s, value);
        }
    }

    /// Takes a complete beat.
    pub(super) fn beat(&mut self, beat: &Beat) {
        let end_s = beat.start_s + beat.duration_s;
        self.heart_rate
            .recorder
            .push(end_s, beat.duration_s, 60.0 / beat.duration_s);
        for (envelope, value) in self.beats.iter_mut().zip(&beat.values) {
            envelope.recorder.push(end_s, beat.duration_s, *value);
        }
    }

    /// Keeps the latest loop under the name of the phase that ends.
    pub(super) fn phase_ends(&mut self, name: &str) {
        if let Some(loops) = &mut self.loops {
            loops
                .taken
                .extend(loops.recorder.latest(&name.replace(['_', '-'], " ")));
        }
    }

    /// The overview, without what a recorder cannot know: titles, subject, command, wall time,
    /// readings beside those of people.
    pub(super) fn overview(&self, phases: &[SpanRecord]) -> Overview {
        // A reading within the beat wins over the same reading beat by beat.
        let within = |name: &str| self.channels.iter().any(|channel| channel.name == name);
        let by_beat = self.beats.iter().filter(|envelope| !within(&envelope.name));
        let envelopes = self
            .channels
            .iter()
            .chain(&self.gauges)
            .chain([&self.heart_rate])
            .chain(by_beat);
        let spans = phases.iter().map(|record| PhaseSpan {
            name: record.span.name.clone(),
            start_s: record.span.start_s,
            end_s: record.span.end_s,
        });
        Overview {
            simulated_s: self.simulated_s,
            phases: spans.collect(),
            channels: envelopes.map(Envelope::channel).collect(),
            loops: self
                .loops
                .as_ref()
                .map_or_else(Vec::new, |loops| loops.taken.clone()),
            ..Overview::default()
        }
    }
}

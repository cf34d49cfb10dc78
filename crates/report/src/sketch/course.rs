//! The whole run in time: envelopes of channels, beats and gauges, and the loops of the ventricle.

use secondheart_body::quantity::{label_of, unit_of};
use secondheart_laboratory::record::{Beat, Latest, Plan, SpanRecord};

use crate::overview::{
    Channel, EnvelopeRecorder, LoopRecorder, Overview, PhaseSpan, PressureVolumeLoop, channel_name,
};

/// Channels of the plan that make the loops of the left ventricle.
const LOOP_VOLUME: &str = "left_ventricle_volume_ml";
const LOOP_PRESSURE: &str = "left_ventricle_pressure_mmhg";

/// Samples kept of one loop.
const LOOP_SAMPLES: usize = 240;

/// Most loops kept.
const MOST_LOOPS: usize = 60;

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
    /// Loops with the numbers of their phases.
    taken: Vec<(usize, PressureVolumeLoop)>,
    /// Phases that have ended, and how many of them one loop stands for.
    phases: usize,
    every: usize,
}

impl Loops {
    fn all(&self) -> impl Iterator<Item = PressureVolumeLoop> {
        self.taken.iter().map(|(_, own)| own.clone())
    }

    /// Takes the latest loop of every so many phases: all, until there are too many.
    fn phase_ends(&mut self, name: &str) {
        if self.phases.is_multiple_of(self.every) {
            let own = self.recorder.latest(&name.replace(['_', '-'], " "));
            self.taken.extend(own.map(|own| (self.phases, own)));
        }
        self.phases += 1;
        if self.taken.len() > MOST_LOOPS {
            self.every *= 2;
            let every = self.every;
            self.taken.retain(|(phase, _)| phase.is_multiple_of(every));
        }
    }
}

/// Gathers envelopes and loops.
#[derive(Debug)]
pub(super) struct Course {
    channels: Vec<Envelope>,
    heart_rate: Envelope,
    beats: Vec<Envelope>,
    gauges: Vec<Envelope>,
    looked_s: f64,
    loops: Option<Loops>,
    simulated_s: f64,
}

impl Course {
    pub(super) fn new(plan: &Plan, gauges: &[&'static str]) -> Self {
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
                phases: 0,
                every: 1,
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
            gauges: gauges.iter().map(|name| Envelope::new(name)).collect(),
            looked_s: 0.0,
            loops,
            simulated_s: 0.0,
        }
    }

    /// Takes a step; `beat_ended` says whether a beat ended in it, even one whose start was not seen.
    pub(super) fn step(&mut self, latest: &Latest<'_>, beat_ended: bool) {
        self.simulated_s = latest.time_s;
        for (envelope, value) in self.channels.iter_mut().zip(latest.channels) {
            envelope
                .recorder
                .push(latest.time_s, latest.duration_s, *value);
        }
        if let Some(loops) = &mut self.loops {
            if beat_ended {
                loops.recorder.beat();
            }
            loops.recorder.push(
                latest.channels[loops.volume],
                latest.channels[loops.pressure],
            );
        }
        if let Some(beat) = latest.beat {
            self.beat(beat);
        }
        if let Some(gauges) = latest.gauges {
            self.look(latest.time_s, gauges);
        }
    }

    fn look(&mut self, time_s: f64, gauges: &[f64]) {
        let since_s = time_s - self.looked_s;
        self.looked_s = time_s;
        for (envelope, value) in self.gauges.iter_mut().zip(gauges) {
            if value.is_finite() {
                envelope.recorder.push(time_s, since_s, *value);
            }
        }
    }

    fn beat(&mut self, beat: &Beat) {
        let (end_s, duration_s) = (beat.end_s(), beat.duration_s);
        self.heart_rate
            .recorder
            .push(end_s, duration_s, 60.0 / duration_s);
        for (envelope, value) in self.beats.iter_mut().zip(&beat.values) {
            envelope.recorder.push(end_s, duration_s, *value);
        }
    }

    /// Keeps the latest loop under the name of the phase that ends.
    pub(super) fn phase_ends(&mut self, name: &str) {
        if let Some(loops) = &mut self.loops {
            loops.phase_ends(name);
        }
    }

    /// The overview with phases, channels and loops.
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
            ..PhaseSpan::default()
        });
        Overview {
            simulated_s: self.simulated_s,
            phases: spans.collect(),
            channels: envelopes.map(Envelope::channel).collect(),
            loops: self.loops.iter().flat_map(Loops::all).collect(),
            ..Overview::default()
        }
    }
}

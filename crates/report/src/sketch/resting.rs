//! The mean beat of a person at rest, over the last breaths of the first phase of a protocol in which
//! nobody works.

use secondheart_laboratory::instrument::Stage;
use secondheart_laboratory::mean_beat::MeanBeat;
use secondheart_laboratory::plant::{Plant, UnknownName};

use crate::overview::RestingBeat;

/// Time over which beats are averaged, seconds: some five breaths.
const OVER_S: f64 = 20.0;
/// Shortest phase that is averaged, seconds.
const SHORTEST_S: f64 = 60.0;
/// Points of the mean beat.
const POINTS: usize = 241;

/// Signals of a wave; their sum is averaged.
const WAVES: [&[&str]; 10] = [
    &["heart.left_ventricle.pressure_mmhg"],
    &["aorta.ascending.pressure_mmhg"],
    &["heart.left_atrium.pressure_mmhg"],
    &["heart.right_atrium.pressure_mmhg"],
    &["heart.mitral_valve.flow_ml_per_s"],
    &["heart.tricuspid_valve.flow_ml_per_s"],
    &["lung.vein_outlet.flow_ml_per_s"],
    &[
        "cava.superior_outlet.flow_ml_per_s",
        "cava.hepatic_outlet.flow_ml_per_s",
    ],
    &["heart.mitral_valve.opening_fraction"],
    &["heart.aortic_valve.opening_fraction"],
];

/// Follows the waves while they are to be averaged.
pub(super) struct Resting<S> {
    phase: String,
    from_s: f64,
    to_s: f64,
    signals: Vec<Vec<S>>,
    waves: Vec<MeanBeat>,
    atrial_lead: S,
    atrial_lead_s: f64,
    /// Time and values of the step before, inside the span.
    before: Option<(f64, [f64; WAVES.len()])>,
    first_end_s: f64,
    last_end_s: f64,
    ends: u32,
}

impl<S: Copy> Resting<S> {
    /// `None` if the protocol has work in it, or no phase that is long enough.
    pub(super) fn new<P: Plant<Signal = S>>(
        plant: &P,
        stages: &[Stage],
    ) -> Result<Option<Self>, UnknownName> {
        let mut phases = stages.iter().filter(|stage| stage.is_phase);
        let rest = phases
            .next()
            .filter(|stage| stage.duration_s() >= SHORTEST_S);
        let Some(rest) = rest.filter(|_| stages.iter().all(|stage| stage.activity.is_none()))
        else {
            return Ok(None);
        };
        let signals = WAVES.iter().map(|names| {
            let signals = names.iter().map(|name| plant.signal(name));
            signals.collect::<Result<Vec<S>, _>>()
        });
        Ok(Some(Self {
            phase: rest.name.replace(['_', '-'], " "),
            from_s: rest.end_s - OVER_S,
            to_s: rest.end_s,
            signals: signals.collect::<Result<_, _>>()?,
            waves: vec![MeanBeat::new(POINTS); WAVES.len()],
            atrial_lead: plant.signal("heart.atrial_lead_s")?,
            atrial_lead_s: 0.0,
            before: None,
            first_end_s: 0.0,
            last_end_s: 0.0,
            ends: 0,
        }))
    }

    /// Takes a step; `ended_s` is when a beat ended in it, if one did.
    pub(super) fn step<P: Plant<Signal = S>>(
        &mut self,
        plant: &P,
        time_s: f64,
        ended_s: Option<f64>,
    ) {
        if time_s < self.from_s || time_s > self.to_s {
            return;
        }
        let mut now = [0.0; WAVES.len()];
        for (value, signals) in now.iter_mut().zip(&self.signals) {
            *value = signals.iter().map(|signal| plant.value(*signal)).sum();
        }
        if let Some(((before_s, before), ended_s)) = self.before.zip(ended_s) {
            let share = ((ended_s - before_s) / (time_s - before_s)).clamp(0.0, 1.0);
            for (wave, (from, to)) in self.waves.iter_mut().zip(before.iter().zip(&now)) {
                wave.end(ended_s, from + share * (to - from));
            }
            if self.ends == 0 {
                self.first_end_s = ended_s;
            }
            self.last_end_s = ended_s;
            self.ends += 1;
        }
        for (wave, value) in self.waves.iter_mut().zip(&now) {
            wave.take(time_s, *value);
        }
        self.atrial_lead_s = plant.value(self.atrial_lead);
        self.before = Some((time_s, now));
    }

    /// The mean beat, if there was a whole one.
    pub(super) fn beat(self) -> Option<RestingBeat> {
        let beats = self.ends.checked_sub(1).filter(|beats| *beats > 0)?;
        let waves: Vec<Vec<f64>> = self.waves.into_iter().map(MeanBeat::taken).collect();
        let waves: [Vec<f64>; WAVES.len()] = waves.try_into().ok()?;
        let [
            ventricle,
            aorta,
            left,
            right,
            mitral,
            tricuspid,
            lung,
            cavae,
            mitral_opening,
            aortic,
        ] = waves;
        Some(RestingBeat {
            phase: self.phase,
            period_s: (self.last_end_s - self.first_end_s) / f64::from(beats),
            atrial_lead_s: self.atrial_lead_s,
            beats,
            left_ventricle_mmhg: ventricle,
            aorta_mmhg: aorta,
            left_atrium_mmhg: left,
            right_atrium_mmhg: right,
            mitral_ml_per_s: mitral,
            tricuspid_ml_per_s: tricuspid,
            pulmonary_veins_ml_per_s: lung,
            venae_cavae_ml_per_s: cavae,
            mitral_opening,
            aortic_opening: aortic,
        })
    }
}

//! The readings of a live body: beat by beat, and as the instruments follow them; flows and powers as
//! means over whole cycles of the gait.

use secondheart_body::quantity::{label_of, unit_of};
use secondheart_body::{Body, Posture, Signal, Subject};
use secondheart_laboratory::instrument;
use secondheart_laboratory::record::Recorder;

use super::muscle_power::{self, MusclePower};
use super::rates::Rates;
use crate::failure::Failure;
use crate::shipped;

/// Readings that count from the start of a run, which a body that goes back in time does not have.
const FROM_THE_START: [&str; 4] = [
    "plasma_volume_loss_ml",
    "plasma_volume_loss_pct",
    "infusion_outside_vessels_pct",
    "calf_volume_change_pct",
];
const HEART_RATE: &str = "heart_rate_per_min";

/// Where a live reading comes from.
#[derive(Debug, Clone, Copy)]
enum From {
    /// The rate of the last beat.
    Rate,
    /// A column of the beat table.
    Beat(usize),
    /// What an instrument follows, by its handle.
    Dial(usize),
    /// The power of the muscles.
    MusclePower,
}

/// The live readings now, and over the last beat.
#[derive(Debug, Clone)]
pub(crate) struct Present {
    names: Vec<String>,
    from: Vec<From>,
    now: Vec<f64>,
    of_beat: Vec<f64>,
    /// Integral and duration since the beat began, for what instruments follow.
    sums: Vec<f64>,
    since_s: f64,
    beats: u64,
    muscles: MusclePower,
    /// Flows and powers, which are averaged over whole cycles, by their places; and the gait.
    rates: Rates,
    rated: Vec<usize>,
    gait: Signal,
}

impl Present {
    pub(crate) fn of(body: &Body, recorder: &Recorder<Signal>) -> Result<Self, Failure> {
        let mut names = vec![HEART_RATE.to_owned()];
        let mut from = vec![From::Rate];
        for (column, beat) in recorder.plan().beats.iter().enumerate() {
            names.push(beat.name.clone());
            from.push(From::Beat(column));
        }
        for (handle, name) in recorder.followed() {
            if !names.iter().any(|known| known == name) && !FROM_THE_START.contains(&name) {
                names.push(name.to_owned());
                from.push(From::Dial(handle));
            }
        }
        names.push(muscle_power::NAME.to_owned());
        from.push(From::MusclePower);
        let empty = vec![f64::NAN; names.len()];
        let is_rate = |place: &usize| {
            let unit = unit_of(&names[*place]);
            !matches!(from[*place], From::Rate | From::Beat(_))
                && (unit == "mW" || unit.starts_with("mL/min"))
        };
        let rated: Vec<usize> = (0..names.len()).filter(is_rate).collect();
        Ok(Self {
            rates: Rates::of(rated.len()),
            rated,
            gait: body.signal("gait.phase_fraction")?,
            muscles: MusclePower::of(body)?,
            now: empty.clone(),
            of_beat: empty,
            sums: vec![0.0; names.len()],
            since_s: 0.0,
            beats: 0,
            names,
            from,
        })
    }

    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    /// Takes what body and recorder show after a step.
    pub(crate) fn update(&mut self, body: &Body, recorder: &Recorder<Signal>) {
        let latest = recorder.latest();
        self.since_s += latest.duration_s;
        for (place, from) in self.from.iter().enumerate() {
            let value = match from {
                From::Dial(handle) => recorder.dial(*handle),
                From::MusclePower => self.muscles.step(body, latest.duration_s),
                From::Rate | From::Beat(_) => continue,
            };
            self.now[place] = value;
            self.sums[place] += latest.duration_s * value;
        }
        let flows = self.rated.iter().map(|place| self.now[*place]);
        let phase = body.value(self.gait);
        self.rates
            .step(flows, latest.duration_s, phase, latest.beat.is_some());
        let Some(beat) = latest.beat else {
            return;
        };
        for (place, from) in self.from.iter().enumerate() {
            let value = match from {
                From::Rate => 60.0 / beat.duration_s,
                From::Beat(column) => beat.values[*column],
                From::Dial(_) | From::MusclePower => self.sums[place] / self.since_s,
            };
            self.of_beat[place] = value;
            if matches!(from, From::Rate | From::Beat(_)) {
                self.now[place] = value;
            }
            self.sums[place] = 0.0;
        }
        for (rate, place) in self.rated.iter().enumerate() {
            self.of_beat[*place] = self.rates.mean(rate);
        }
        self.since_s = 0.0;
        self.beats += 1;
    }

    /// Present value of a reading, by its place: of the last beat, or of this moment.
    pub(crate) fn now(&self, place: usize) -> f64 {
        self.now[place]
    }

    /// Names and values over the last beat; those that are not yet known are left out.
    pub(crate) fn of_beat(&self) -> impl Iterator<Item = (&str, f64)> {
        let all = self.names.iter().zip(&self.of_beat);
        all.filter(|(_, value)| value.is_finite())
            .map(|(name, value)| (name.as_str(), *value))
    }

    /// Beats since the readings began.
    pub(crate) fn beats(&self) -> u64 {
        self.beats
    }
}

/// A live reading as a catalogue lists it.
pub(crate) struct LiveReading {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) definition: String,
    pub(crate) instrument: &'static str,
}

/// All live readings.
pub(crate) fn live_readings() -> Result<Vec<LiveReading>, Failure> {
    let parameters = shipped::parameters()?;
    let body = Body::unsettled(parameters, &Subject::default(), Posture::SUPINE)?;
    let (recorder, present) = super::record(&body)?;
    let all = present.names.iter().zip(&present.from).map(|(name, from)| {
        let known = instrument::definition(name);
        let definition = match (known, from) {
            (Some(known), _) => known.definition.to_owned(),
            (None, From::Beat(column)) => recorder.plan().beats[*column].description.clone(),
            (None, _) => label_of(name),
        };
        LiveReading {
            name: name.clone(),
            label: label_of(name),
            definition,
            instrument: known.map_or("", |known| known.instrument),
        }
    });
    Ok(all.collect())
}

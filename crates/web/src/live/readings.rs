//! The readings of a live body, as means over the whole cycles of its last seconds (`rates.rs`).

use secondheart_body::quantity::label_of;
use secondheart_body::{Body, Posture, Signal, Subject};
use secondheart_laboratory::instrument;
use secondheart_laboratory::record::Recorder;

use super::muscle_power::{self, MW, MusclePower};
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
    /// The useful power of the pump: it is made of means.
    UsefulPower,
}

/// What the useful power of the pump is made of, by places; and the pressure at rest before the
/// movement, mmHg.
#[derive(Debug, Clone)]
struct Useful {
    knee_flow: usize,
    ankle: usize,
    at_rest_mmhg: f64,
}

const USEFUL: &str = "pump_useful_power_mw";

/// The live readings now, and as means.
#[derive(Debug, Clone)]
pub(crate) struct Present {
    names: Vec<String>,
    from: Vec<From>,
    now: Vec<f64>,
    means: Vec<f64>,
    beats: u64,
    muscles: MusclePower,
    useful: Useful,
    rates: Rates,
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
        names.push(USEFUL.to_owned());
        from.push(From::UsefulPower);
        let place = |wanted: &str| {
            let place = names.iter().position(|name| name == wanted);
            place.ok_or_else(|| Failure::from(format!("no instrument follows {wanted}")))
        };
        let useful = Useful {
            knee_flow: place("knee_flow_both_ml_per_min")?,
            ankle: place("ankle_vein_pressure_mmhg")?,
            at_rest_mmhg: f64::NAN,
        };
        let empty = vec![f64::NAN; names.len()];
        Ok(Self {
            rates: Rates::of(names.len()),
            gait: body.signal("gait.phase_fraction")?,
            muscles: MusclePower::of(body)?,
            useful,
            now: empty.clone(),
            means: empty,
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
        for (place, from) in self.from.iter().enumerate() {
            self.now[place] = match (from, latest.beat) {
                (From::Dial(handle), _) => recorder.dial(*handle),
                (From::MusclePower, _) => self.muscles.step(body, latest.duration_s),
                (From::Rate, Some(beat)) => 60.0 / beat.duration_s,
                (From::Beat(column), Some(beat)) => beat.values[*column],
                (From::Rate | From::Beat(_) | From::UsefulPower, _) => continue,
            };
        }
        // What is not known yet is left out of the means.
        let known = self.now.iter();
        let known = known.map(|now| if now.is_finite() { *now } else { 0.0 });
        let (phase, beat_ended) = (body.value(self.gait), latest.beat.is_some());
        self.rates.step(known, latest.duration_s, phase, beat_ended);
        if beat_ended {
            self.beats += 1;
            if self.rates.known() {
                self.take_means();
            }
            if self.beats == 1 {
                self.begin();
            }
        }
    }

    /// The first beat has ended: what is known of beats from now on does not count with what was not.
    fn begin(&mut self) {
        for (place, from) in self.from.iter().enumerate() {
            if matches!(from, From::Rate | From::Beat(_)) {
                self.means[place] = self.now[place];
            }
        }
        self.rates = Rates::of(self.names.len());
    }

    fn take_means(&mut self) {
        for (place, mean) in self.means.iter_mut().enumerate() {
            if self.now[place].is_finite() {
                *mean = self.rates.mean(place);
            }
        }
        let Useful {
            knee_flow,
            ankle,
            at_rest_mmhg,
        } = &mut self.useful;
        let (flow_ml_per_min, ankle_mmhg) = (self.means[*knee_flow], self.means[*ankle]);
        let useful = match self.rates.moving() {
            true => MW * flow_ml_per_min / 60.0 * (*at_rest_mmhg - ankle_mmhg),
            false => {
                *at_rest_mmhg = ankle_mmhg;
                f64::NAN
            }
        };
        let last = self.means.len() - 1;
        self.means[last] = useful;
        self.now[last] = useful;
    }

    /// Present value of a reading, by its place: of the last beat, or of this moment.
    pub(crate) fn now(&self, place: usize) -> f64 {
        self.now[place]
    }

    /// Names and means; those that are not yet known are left out.
    pub(crate) fn means(&self) -> impl Iterator<Item = (&str, f64)> {
        let all = self.names.iter().zip(&self.means);
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
        }
    });
    Ok(all.collect())
}

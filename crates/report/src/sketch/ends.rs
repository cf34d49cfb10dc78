//! Volumes at the ends of phases and windows: blood lost, plasma lost, swelling of leg and calf, each
//! since the start of the run.

use secondheart_laboratory::plant::Plant;

use crate::overview::{EndValues, channel_name};

/// Blood lost since the start less what was infused, mL.
const BLOOD_LOST: &str = "blood.net_loss_ml";

/// A recorded gauge: its value at the start and now.
#[derive(Debug, Clone, Copy)]
struct Gauge {
    place: usize,
    start: f64,
    now: f64,
}

impl Gauge {
    fn of(gauges: &[&'static str], name: &str) -> Option<Self> {
        let place = gauges.iter().position(|own| *own == name)?;
        Some(Self {
            place,
            start: f64::NAN,
            now: f64::NAN,
        })
    }

    fn look(&mut self, gauges: &[f64]) {
        self.now = gauges[self.place];
        if self.start.is_nan() {
            self.start = self.now;
        }
    }

    /// What it gained since the start.
    fn gain(&self) -> Option<f64> {
        Some(self.now - self.start).filter(|gain| gain.is_finite())
    }
}

/// Follows the volumes, to tell them whenever a phase or window ends.
pub(super) struct Ends<S> {
    blood_lost: Option<S>,
    plasma: Option<Gauge>,
    leg: Option<Gauge>,
    calf: Option<Gauge>,
}

impl<S: Copy> Ends<S> {
    /// `gauges` are the names of the recorder's gauges.
    pub(super) fn new<P: Plant<Signal = S>>(plant: &P, gauges: &[&'static str]) -> Self {
        Self {
            blood_lost: plant.signal(BLOOD_LOST).ok(),
            plasma: Gauge::of(gauges, channel_name::PLASMA_VOLUME),
            leg: Gauge::of(gauges, channel_name::LEG_VOLUME),
            calf: Gauge::of(gauges, channel_name::CALF_VOLUME),
        }
    }

    pub(super) fn look(&mut self, gauges: &[f64]) {
        let own = [&mut self.plasma, &mut self.leg, &mut self.calf];
        for gauge in own.into_iter().flatten() {
            gauge.look(gauges);
        }
    }

    /// The volumes now.
    pub(super) fn values<P: Plant<Signal = S>>(&self, plant: &P) -> EndValues {
        let gain = |gauge: &Option<Gauge>| gauge.as_ref().and_then(Gauge::gain);
        let start_ml = self.plasma.map_or(f64::NAN, |plasma| plasma.start);
        EndValues {
            blood_lost_ml: self.blood_lost.map(|signal| plant.value(signal)),
            plasma_loss_pct: gain(&self.plasma).map(|gain_ml| -100.0 * gain_ml / start_ml),
            leg_swelling_ml: gain(&self.leg),
            calf_swelling_ml: gain(&self.calf),
        }
    }
}

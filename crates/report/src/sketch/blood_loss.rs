//! The course of the blood that is lost.

use secondheart_laboratory::plant::Plant;
use secondheart_laboratory::record::Record;

use crate::overview::{Bleeding, EnvelopeRecorder};
use secondheart_body::quantity::unit_of;

const LOST: &str = "blood.net_loss_ml";
/// Least loss that is drawn, mL (estimate: a fifth of a donation; less changes nothing to be seen).
const LEAST_ML: f64 = 100.0;

/// Follows the blood that is lost.
pub(super) struct BloodLoss<S> {
    signal: Option<S>,
    course: EnvelopeRecorder,
    looked_s: f64,
    most_ml: f64,
}

impl<S: Copy> BloodLoss<S> {
    pub(super) fn new<P: Plant<Signal = S>>(plant: &P) -> Self {
        Self {
            signal: plant.signal(LOST).ok(),
            course: EnvelopeRecorder::default(),
            looked_s: 0.0,
            most_ml: 0.0,
        }
    }

    pub(super) fn look<P: Plant<Signal = S>>(&mut self, plant: &P, time_s: f64) {
        let since_s = time_s - self.looked_s;
        self.looked_s = time_s;
        if let Some(signal) = self.signal {
            let lost_ml = plant.value(signal);
            self.most_ml = self.most_ml.max(lost_ml);
            self.course.push(time_s, since_s, lost_ml);
        }
    }

    /// The loss, if there was any, with what the run tells at its time.
    pub(super) fn bleeding(&self, record: &Record) -> Option<Bleeding> {
        if self.most_ml < LEAST_ML {
            return None;
        }
        let events = record.departures.iter();
        let events = events.filter_map(|own| Some((own.at_s?, own.event.clone()?)));
        Some(Bleeding {
            lost: self.course.channel(LOST, "blood lost", unit_of(LOST)),
            events: events.collect(),
        })
    }
}

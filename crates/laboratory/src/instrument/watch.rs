//! Watches the checked range: notes the first time at which a quantity leaves it.

use secondheart_body::checked_range::{CheckedRange, SignalLimit};
use secondheart_body::quantity::unit_of;

use super::bench::{BeatView, Dials, Instrument, Look, Setup, Signal};
use crate::departure::{Departure, outside};
use crate::plant::{Plant, UnknownName};

/// Reads a quantity from a beat.
type OfBeat = fn(&BeatView) -> f64;

/// The columns of the beat table that a limit may name.
const OF_BEATS: [(&str, OfBeat); 4] = [
    ("mean_arterial_pressure_mmhg", |beat| beat.mean_mmhg),
    ("systolic_pressure_mmhg", |beat| beat.systolic_mmhg),
    ("diastolic_pressure_mmhg", |beat| beat.diastolic_mmhg),
    ("cardiac_output_l_per_min", |beat| beat.output_l_per_min),
];

/// Where a quantity under watch is read.
enum Origin {
    Signal(Signal),
    Beat(OfBeat),
}

/// A quantity under watch.
struct Watched {
    limit: &'static SignalLimit,
    origin: Origin,
    start: Option<f64>,
    /// Its departures below and above the range, by their index.
    left: [Option<usize>; 2],
}

pub(super) struct Watch {
    watched: Vec<Watched>,
    departures: Vec<Departure>,
}

impl Watch {
    pub(super) fn new<P: Plant>(setup: &mut Setup<'_, P>) -> Result<Self, UnknownName> {
        // The shipped data are tested; without them there is nothing to watch.
        let limits = CheckedRange::shipped().map_or(&[][..], |range| &range.signals);
        let watched = limits.iter().map(|limit| {
            let of_beat = OF_BEATS.iter().find(|(name, _)| *name == limit.name);
            let origin = match of_beat {
                Some((_, of_beat)) => Origin::Beat(*of_beat),
                None => Origin::Signal(setup.signal(&limit.name)?),
            };
            Ok(Watched {
                limit,
                origin,
                start: None,
                left: [None; 2],
            })
        });
        Ok(Self {
            watched: watched.collect::<Result<_, UnknownName>>()?,
            departures: Vec::new(),
        })
    }
}

impl Watched {
    /// Takes a value: the first outside the range is a departure, which keeps the farthest.
    fn look(&mut self, value: f64, time_s: f64, departures: &mut Vec<Departure>) {
        let start = *self.start.get_or_insert(value);
        let limit = self.limit;
        let whole = match &limit.share_of {
            _ if limit.of_start => Some("the start"),
            share_of => share_of.as_deref(),
        };
        let percent = if whole.is_some() { 100.0 } else { 1.0 };
        let ends = |end: Option<f64>| end.map(|end| percent * end);
        let value = percent * if limit.of_start { value / start } else { value };
        let Some(end) = outside(value, ends(limit.low), ends(limit.high)) else {
            return;
        };
        let left = &mut self.left[usize::from(!end.is_low)];
        if let Some(departure) = left.and_then(|index| departures.get_mut(index)) {
            if (value - end.value).abs() > (departure.value - end.value).abs() {
                departure.value = value;
            }
            return;
        }
        *left = Some(departures.len());
        let unit = match whole {
            Some(whole) => format!("% of {whole}"),
            None => unit_of(&limit.name).to_owned(),
        };
        let reason = if end.is_low {
            &limit.low_reason
        } else {
            &limit.high_reason
        };
        departures.push(Departure {
            quantity: limit.quantity.clone(),
            unit,
            event: limit.event.clone(),
            at_s: Some(time_s),
            value,
            limit: end.value,
            reason: reason.clone(),
        });
    }
}

impl Instrument for Watch {
    fn look(&mut self, look: &Look<'_>, _: &mut Dials<'_>) {
        for watched in &mut self.watched {
            if let Origin::Signal(signal) = watched.origin {
                watched.look(look[signal], look.time_s, &mut self.departures);
            }
        }
    }

    fn beat(&mut self, beat: &BeatView) {
        let end_s = beat.start_s + beat.duration_s;
        for watched in &mut self.watched {
            if let Origin::Beat(of_beat) = watched.origin {
                watched.look(of_beat(beat), end_s, &mut self.departures);
            }
        }
    }

    fn departures(&self) -> &[Departure] {
        &self.departures
    }
}

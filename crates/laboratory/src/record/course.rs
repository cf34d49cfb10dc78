//! The course of a reading over a phase or window: its means over whole beats.

use super::{Beat, BeatMeans, Plan, SpanRecord};
use crate::instrument;

/// The means of a reading over the whole beats of a phase or window.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// Name of the phase or window.
    pub span: String,
    /// Name of the reading.
    pub reading: String,
    /// Middle of each beat, seconds after the start of the span, and the mean over it.
    pub points: Vec<(f64, f64)>,
}

/// Where the value of a beat comes from.
#[derive(Debug, Clone, Copy)]
enum From {
    Rate,
    /// A beat column of the plan, by its place.
    Column(usize),
    /// A channel of the plan, by its place.
    Channel(usize),
    /// A gauge of the instruments, by its place.
    Gauge(usize),
}

/// Writes a course while the beats come.
#[derive(Debug)]
pub(super) struct Follower {
    /// The span, by its place: phases, then windows.
    pub(super) place: usize,
    from: From,
    start_s: f64,
    end_s: f64,
    means: BeatMeans,
    course: Course,
}

impl Follower {
    /// Follows a reading in a span; `None` if it is not followed in time. `gauges` are places and names
    /// of the readings that instruments follow.
    pub(super) fn new(
        place: usize,
        record: &SpanRecord,
        reading: &str,
        plan: &Plan,
        gauges: &[(usize, &'static str)],
    ) -> Option<Self> {
        let column = || plan.beats.iter().position(|column| column.name == reading);
        let channel = || plan.channels.iter().position(|own| own.name == reading);
        let gauge = || gauges.iter().find(|(_, name)| *name == reading);
        // Channels before columns: a reading that is both is the mean of the channel.
        let from = match reading {
            "heart_rate_per_min" => From::Rate,
            _ => None
                .or_else(|| gauge().map(|(place, _)| From::Gauge(*place)))
                .or_else(|| channel().map(From::Channel))
                .or_else(|| column().map(From::Column))
                .filter(|_| instrument::definition(reading).is_some())?,
        };
        Some(Self {
            place,
            from,
            start_s: record.span.start_s,
            end_s: record.span.end_s,
            means: BeatMeans::NONE,
            course: Course {
                span: record.span.name.clone(),
                reading: reading.to_owned(),
                points: Vec::new(),
            },
        })
    }

    /// Takes a complete beat, once it is part of the statistics of the span. `gauge` gives the
    /// statistics of a gauge in the span.
    pub(super) fn beat<'a>(
        &mut self,
        beat: &Beat,
        record: &'a SpanRecord,
        gauge: impl Fn(usize) -> Option<&'a super::Statistics>,
    ) {
        if !(self.start_s < beat.end_s() && beat.end_s() <= self.end_s) {
            return;
        }
        let value = match self.from {
            From::Rate => Some(60.0 / beat.duration_s),
            From::Column(place) => beat.values.get(place).copied(),
            From::Channel(place) => self.means.beat_ends(&record.channels[place]),
            From::Gauge(place) => gauge(place).and_then(|own| self.means.beat_ends(own)),
        };
        // A beat that began before the span is not of the span.
        let middle_s = beat.start_s + 0.5 * beat.duration_s - self.start_s;
        if let Some(value) = value.filter(|_| beat.start_s >= self.start_s) {
            self.course.points.push((middle_s, value));
        }
    }

    /// The course so far.
    pub(super) fn finish(self) -> Course {
        self.course
    }
}

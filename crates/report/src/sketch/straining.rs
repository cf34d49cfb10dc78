//! The strongest straining of a protocol: chest pressure and beats around it, finer than the whole
//! protocol.

use secondheart_body::Change;
use secondheart_laboratory::plant::{Plant, UnknownName};
use secondheart_laboratory::record::{Latest, Plan};
use secondheart_protocol::scenario::Timeline;

use crate::overview::{EnvelopeRecorder, Straining, channel_name};
use secondheart_body::quantity::{label_of, unit_of};

/// Shown before and after the straining, seconds.
const BEFORE_S: f64 = 15.0;
const AFTER_S: f64 = 40.0;

const STRAIN: &str = "respiration.strain_mmhg";
const CHEST: &str = "thorax.pressure_mmhg";

/// Columns of the beats that are shown.
const BEATS: [&str; 4] = [
    channel_name::SYSTOLIC_PRESSURE,
    channel_name::MEAN_PRESSURE,
    channel_name::DIASTOLIC_PRESSURE,
    channel_name::STROKE_VOLUME,
];

/// A straining of the protocol: start and end, s, and pressure, mmHg.
#[derive(Debug, Clone, Copy)]
struct Strain {
    start_s: f64,
    end_s: f64,
    mmhg: f64,
}

/// All strainings of a protocol, in order.
fn strains(timeline: &Timeline) -> Vec<Strain> {
    let mut all: Vec<Strain> = Vec::new();
    let mut now_mmhg = 0.0;
    for timed in &timeline.changes {
        let Change::Parameter { path, value } = &timed.change else {
            continue;
        };
        if path != STRAIN || *value == now_mmhg {
            continue;
        }
        if let Some(last) = all.last_mut().filter(|_| now_mmhg != 0.0) {
            last.end_s = timed.at_s;
        }
        now_mmhg = *value;
        if now_mmhg != 0.0 {
            all.push(Strain {
                start_s: timed.at_s,
                end_s: timeline.end_s,
                mmhg: now_mmhg,
            });
        }
    }
    all
}

/// Follows the straining.
pub(super) struct Strained<S> {
    shown: Straining,
    chest: S,
    chest_course: EnvelopeRecorder,
    /// Places of the columns among the beat's values, and their courses.
    columns: Vec<(usize, EnvelopeRecorder)>,
    heart_rate: EnvelopeRecorder,
}

impl<S: Copy> Strained<S> {
    /// `None` if the protocol has no straining or no beats are recorded.
    pub(super) fn new<P: Plant<Signal = S>>(
        plant: &P,
        plan: &Plan,
        timeline: &Timeline,
    ) -> Result<Option<Self>, UnknownName> {
        // Straining out before drawing in.
        let strongest = strains(timeline);
        let strongest = strongest.iter().max_by(|a, b| a.mmhg.total_cmp(&b.mmhg));
        let column = |name: &&str| plan.beats.iter().position(|own| own.name == *name);
        let columns: Option<Vec<usize>> = BEATS.iter().map(column).collect();
        let Some((strain, columns)) = strongest.zip(columns) else {
            return Ok(None);
        };
        Ok(Some(Self {
            shown: Straining {
                strain_mmhg: strain.mmhg,
                start_s: strain.start_s,
                end_s: strain.end_s,
                from_s: (strain.start_s - BEFORE_S).max(0.0),
                to_s: (strain.end_s + AFTER_S).min(timeline.end_s),
                ..Straining::default()
            },
            chest: plant.signal(CHEST)?,
            chest_course: EnvelopeRecorder::default(),
            columns: columns
                .into_iter()
                .map(|place| (place, EnvelopeRecorder::default()))
                .collect(),
            heart_rate: EnvelopeRecorder::default(),
        }))
    }

    /// Takes a step.
    pub(super) fn step<P: Plant<Signal = S>>(&mut self, plant: &P, latest: &Latest<'_>) {
        let time_s = latest.time_s;
        if time_s < self.shown.from_s || time_s > self.shown.to_s {
            return;
        }
        let chest_mmhg = plant.value(self.chest);
        self.chest_course
            .push(time_s, latest.duration_s, chest_mmhg);
        if let Some(beat) = latest.beat {
            let (end_s, duration_s) = (beat.end_s(), beat.duration_s);
            for (place, course) in &mut self.columns {
                course.push(end_s, duration_s, beat.values[*place]);
            }
            self.heart_rate.push(end_s, duration_s, 60.0 / duration_s);
        }
    }

    /// What is shown of the straining.
    pub(super) fn straining(self) -> Straining {
        let channel = |course: &EnvelopeRecorder, name: &str| {
            course.channel(name, &label_of(name), unit_of(name))
        };
        let beats = BEATS.iter().zip(&self.columns);
        let mut beats: Vec<_> = beats
            .map(|(name, (_, course))| channel(course, name))
            .collect();
        beats.push(channel(&self.heart_rate, channel_name::HEART_RATE));
        Straining {
            chest: channel(&self.chest_course, CHEST),
            beats,
            ..self.shown
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use secondheart_protocol::scenario::Scenario;

    #[test]
    fn strainings_begin_and_end_where_their_pressure_is_set() {
        let timeline = Scenario::find("strain-out-and-in").unwrap().timeline();
        let all: Vec<(f64, f64, f64)> = strains(&timeline)
            .iter()
            .map(|own| (own.start_s, own.end_s, own.mmhg))
            .collect();
        assert_eq!(all, [(120.0, 140.0, 29.4), (320.0, 335.0, -22.0)]);
        assert!(strains(&Scenario::find("supine-rest").unwrap().timeline()).is_empty());
    }
}

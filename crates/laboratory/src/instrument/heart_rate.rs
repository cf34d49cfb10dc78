//! Electrocardiograph: the heart rate within a breath, and after exercise.
//!
//! The rate of a beat is the inverse of its duration. The swing of a breath is the highest less the
//! lowest rate of the beats that end in it, averaged over breaths (peak to trough). Recovery is given
//! as the fall from the highest rate of the exercise, and as the time constant of one exponential.
//! Source: Barak OF et al. 2011 J Sports Sci Med 10:369-375 (recovery).

use super::bench::{BeatView, Instrument, Setup, StepSignal, StepValues};
use super::exponential::time_constant_s;
use super::gauge::GaugeStatistics;
use super::stage::{Near, Stage};
use super::trail::Course;
use super::{Definition, Readings, put};
use crate::plant::{Plant, UnknownName};

const NAME: &str = "electrocardiograph";

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new(
        "heart_period_ms",
        NAME,
        "mean interval between beats (RR interval)",
    ),
    Definition::new(
        "heart_rate_swing_of_breath_per_min",
        NAME,
        "highest less lowest heart rate of the beats that end in a breath, mean over whole breaths",
    ),
    Definition::new(
        "heart_rate_fall_after_exercise_per_min",
        NAME,
        "highest heart rate over three successive beats of the exercise before less the heart rate (in \
         the phase after an exercise)",
    ),
    Definition::new(
        "heart_rate_time_constant_s",
        NAME,
        "time constant of one exponential fitted by least squares to the heart rate of all beats of a \
         phase that follows an exercise",
    ),
];

/// Beats that are remembered of a phase, thinned by half when there are more.
const COURSE: usize = 4096;

/// The breath under way.
#[derive(Debug, Clone, Copy)]
struct Breath {
    start_s: f64,
    lowest_per_min: f64,
    highest_per_min: f64,
}

impl Breath {
    fn at(start_s: f64) -> Self {
        Self {
            start_s,
            lowest_per_min: f64::INFINITY,
            highest_per_min: f64::NEG_INFINITY,
        }
    }
}

pub(super) struct HeartRate {
    breathing: StepSignal,
    time_s: f64,
    breath: Option<Breath>,
    /// Each phase and window, with the sum of the swings and the number of breaths.
    stages: Vec<(Stage, f64, u32)>,
    near: Near,
    /// Durations of the last three beats, the latest first, seconds.
    last_s: [f64; 3],
    /// Whether the present phase is an exercise, and whether it follows one.
    exercising: bool,
    follows_exercise: bool,
    /// Highest rate over three beats of the exercise under way or of the last one.
    peak_per_min: f64,
    /// Time and rate of the beats of the present phase.
    course: Course,
}

impl HeartRate {
    pub(super) fn new<P: Plant>(setup: &mut Setup<'_, P>) -> Result<Self, UnknownName> {
        let stages = setup.stages.iter();
        Ok(Self {
            breathing: setup.step_signal("respiration.phase_fraction")?,
            time_s: 0.0,
            breath: None,
            stages: stages.map(|stage| (stage.clone(), 0.0, 0)).collect(),
            near: Near::stages(setup.stages),
            last_s: [f64::INFINITY; 3],
            exercising: false,
            follows_exercise: false,
            peak_per_min: f64::NEG_INFINITY,
            course: Course::new(COURSE),
        })
    }
}

impl Instrument for HeartRate {
    fn step(&mut self, from: StepValues<'_>, to: StepValues<'_>, duration_s: f64) {
        self.time_s += duration_s;
        // The phase of breathing falls from one to zero where a breath begins.
        if to[self.breathing] > from[self.breathing] - 0.5 {
            return;
        }
        let end_s = self.time_s;
        let Some(breath) = self.breath.replace(Breath::at(end_s)) else {
            return;
        };
        let swing_per_min = breath.highest_per_min - breath.lowest_per_min;
        if swing_per_min <= 0.0 {
            return;
        }
        for index in self.near.at(end_s) {
            let (stage, sum, breaths) = &mut self.stages[*index];
            if stage.start_s <= breath.start_s && end_s <= stage.end_s {
                *sum += swing_per_min;
                *breaths += 1;
            }
        }
    }

    fn beat(&mut self, beat: &BeatView) {
        let rate_per_min = 60.0 / beat.duration_s;
        if let Some(breath) = &mut self.breath {
            breath.lowest_per_min = breath.lowest_per_min.min(rate_per_min);
            breath.highest_per_min = breath.highest_per_min.max(rate_per_min);
        }
        self.last_s = [beat.duration_s, self.last_s[0], self.last_s[1]];
        if self.exercising {
            let three_beats_s: f64 = self.last_s.iter().sum();
            self.peak_per_min = self.peak_per_min.max(180.0 / three_beats_s);
        }
        let middle_s = beat.start_s + 0.5 * beat.duration_s;
        self.course.push(middle_s, rate_per_min);
    }

    fn phase_begins(&mut self, stage: &Stage) {
        self.follows_exercise = self.exercising;
        self.exercising = stage.activity.is_some();
        if self.exercising && !self.follows_exercise {
            self.peak_per_min = f64::NEG_INFINITY;
        }
        self.course.clear();
    }

    fn ends(&mut self, stage: &Stage, index: usize, _: &GaugeStatistics, readings: &mut Readings) {
        let (_, sum, breaths) = self.stages[index];
        let swing = "heart_rate_swing_of_breath_per_min";
        put(readings, swing, sum / f64::from(breaths));
        let rate = readings.get("heart_rate_per_min").copied();
        if let Some(rate) = rate {
            put(readings, "heart_period_ms", 60_000.0 / rate.value);
        }
        if !self.follows_exercise {
            return;
        }
        if let Some(rate) = rate.filter(|_| !self.exercising) {
            let fall = self.peak_per_min - rate.value;
            put(readings, "heart_rate_fall_after_exercise_per_min", fall);
        }
        if stage.is_phase {
            let tau_s = time_constant_s(self.course.samples()).unwrap_or(f64::NAN);
            put(readings, "heart_rate_time_constant_s", tau_s);
        }
    }
}

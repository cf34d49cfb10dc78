//! Echocardiograph: volumes of the ventricles and flow through the aortic valve.
//!
//! End-diastolic and end-systolic volume are the largest and smallest volume of a beat; stroke
//! volume is the net flow through the aortic valve over a beat. Indices are per body surface
//! (Mosteller). Source: Lang RM et al. 2015 J Am Soc Echocardiogr 28:1-39.

use super::bench::{BeatView, Dials, Instrument, Look, Setup, Signal};
use super::exponential::{rapid_rise, time_constant_s};
use super::gauge::{Gauge, GaugeId, GaugeStatistics};
use super::stage::Stage;
use super::trail::Course;
use super::{Definition, Readings, put};
use crate::plant::{Plant, UnknownName};

const NAME: &str = "echocardiograph";

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new(
        "stroke_volume_ml",
        NAME,
        "net volume through the aortic valve in a beat",
    ),
    Definition::new(
        "stroke_index_ml_per_m2",
        NAME,
        "stroke volume over body surface",
    ),
    Definition::new(
        "cardiac_output_l_per_min",
        NAME,
        "mean flow through the aortic valve",
    ),
    Definition::new(
        "cardiac_index_l_per_min_per_m2",
        NAME,
        "cardiac output over body surface",
    ),
    Definition::new(
        "end_diastolic_volume_ml",
        NAME,
        "largest volume of the left ventricle in a beat",
    ),
    Definition::new(
        "end_systolic_volume_ml",
        NAME,
        "smallest volume of the left ventricle in a beat",
    ),
    Definition::new(
        "end_diastolic_index_ml_per_m2",
        NAME,
        "end-diastolic volume over body surface",
    ),
    Definition::new(
        "ejection_fraction_pct",
        NAME,
        "end-diastolic less end-systolic over end-diastolic volume of the left ventricle",
    ),
    Definition::new(
        "right_end_diastolic_volume_ml",
        NAME,
        "largest volume of the right ventricle in a beat",
    ),
    Definition::new(
        "right_end_systolic_volume_ml",
        NAME,
        "smallest volume of the right ventricle in a beat",
    ),
    Definition::new(
        "cardiopulmonary_volume_ml_per_m2",
        NAME,
        "blood from the right atrium to the aortic root (heart and lungs) over body surface, as by \
         indicator dilution",
    ),
    Definition::new(
        "cardiac_output_time_constant_s",
        NAME,
        "time constant of one exponential fitted by least squares to the cardiac output of all beats of \
         a phase in which an exercise begins or after which it has ended",
    ),
    Definition::new(
        "cardiac_output_rapid_rise_l_per_min",
        NAME,
        "amplitude of the first of two exponentials, the second after a delay, fitted by least squares to the \
         rise of cardiac output over its mean in the last minute before, beat by beat in the first three \
         minutes of an exercise or of a load",
    ),
    Definition::new(
        "output_steady_after_min",
        NAME,
        "time from the start of a movement of the body until the means of cardiac output over 20 s \
         stay within 5 % of that over the last minute of the phase, for 2 min at least (of phases of \
         5 min and longer)",
    ),
];

/// Time over which output is averaged, seconds: estimate, some twenty beats and five breaths.
const BLOCK_S: f64 = 20.0;
/// Blocks that make the steady output: a minute (definition).
const LAST_BLOCKS: usize = 3;
/// How near the output must stay to count as steady: estimate, the scatter of repeated
/// single-breath measurements.
const STEADY_WITHIN: f64 = 0.05;
/// In a shorter phase no steady state is looked for, seconds: estimate.
const LEAST_S: f64 = 300.0;
/// Shortest duration that counts as a steady state, seconds: estimate; a slow drift has none.
const LASTS_S: f64 = 120.0;
/// Time before a load over which the output is averaged, seconds (definition).
const BEFORE_S: f64 = 60.0;
/// Time of a load to which the two exponentials are fitted, seconds (definition).
const RISE_S: f64 = 180.0;
/// Blocks that are remembered, thinned by half when there are more.
const COURSE: usize = 4096;

/// The volumes read at the output rate, not per beat.
pub(super) struct Echo {
    heart_and_lungs: Vec<Signal>,
    surface_m2: f64,
    index: GaugeId,
    settling: Settling,
    onset: Onset,
}

/// Output of every beat of the present phase, and whether an exercise begins or has ended with it.
struct Onset {
    course: Course,
    exercising: bool,
    changes: bool,
    /// Mean output in the last minute before the phase, L/min; none at the start.
    before: Option<f64>,
}

/// Output since the phase began, in blocks.
#[derive(Debug, Clone)]
pub(super) struct Settling {
    start_s: f64,
    seconds: f64,
    integral: f64,
    blocks: Course,
}

impl Settling {
    pub(super) fn new() -> Self {
        Self {
            start_s: 0.0,
            seconds: 0.0,
            integral: 0.0,
            blocks: Course::new(COURSE),
        }
    }

    pub(super) fn begin(&mut self, start_s: f64) {
        (self.start_s, self.seconds, self.integral) = (start_s, 0.0, 0.0);
        self.blocks.clear();
    }

    /// Takes a beat that ended at a time.
    pub(super) fn push(&mut self, end_s: f64, duration_s: f64, output: f64) {
        self.seconds += duration_s;
        self.integral += duration_s * output;
        if self.seconds >= BLOCK_S {
            self.blocks.push(end_s, self.integral / self.seconds);
            (self.seconds, self.integral) = (0.0, 0.0);
        }
    }

    /// Time after which the output is steady, seconds; `None` if it is not steady for long enough.
    pub(super) fn steady_after_s(&self) -> Option<f64> {
        let blocks = self.blocks.samples();
        let last = blocks.len().checked_sub(LAST_BLOCKS)?;
        let (before, end) = blocks.split_at(last);
        let steady = end.iter().map(|(_, output)| output).sum::<f64>() / LAST_BLOCKS as f64;
        let is_off = |output: f64| (output / steady - 1.0).abs() > STEADY_WITHIN;
        if end.iter().any(|(_, output)| is_off(*output)) {
            return None;
        }
        let off = before.iter().rfind(|(_, output)| is_off(*output));
        let since_s = off.map_or(self.start_s, |(end_s, _)| *end_s);
        let (end_s, _) = end.last()?;
        (end_s - since_s >= LASTS_S).then_some(since_s - self.start_s)
    }
}

impl Echo {
    pub(super) fn new<P: Plant>(setup: &mut Setup<'_, P>) -> Result<Self, UnknownName> {
        let of = |name: &str| name.starts_with("heart.") || name.starts_with("lung.");
        Ok(Self {
            heart_and_lungs: setup
                .volumes(|place| place.wall != "interstitium" && of(&place.name))?,
            surface_m2: setup.subject.body_surface_m2(),
            index: setup.gauge(Gauge::reading("cardiopulmonary_volume_ml_per_m2")),
            settling: Settling::new(),
            onset: Onset {
                course: Course::new(COURSE),
                exercising: false,
                changes: false,
                before: None,
            },
        })
    }
}

impl Instrument for Echo {
    fn look(&mut self, look: &Look<'_>, dials: &mut Dials<'_>) {
        let value = if self.heart_and_lungs.is_empty() {
            f64::NAN
        } else {
            look.sum(&self.heart_and_lungs) / self.surface_m2
        };
        dials.set(self.index, value);
    }

    fn beat(&mut self, beat: &BeatView) {
        let end_s = beat.start_s + beat.duration_s;
        self.settling
            .push(end_s, beat.duration_s, beat.output_l_per_min);
        let middle_s = beat.start_s + 0.5 * beat.duration_s;
        self.onset.course.push(middle_s, beat.output_l_per_min);
    }

    fn phase_begins(&mut self, stage: &Stage) {
        self.settling.begin(stage.start_s);
        let exercising = stage.activity.is_some();
        self.onset.changes = exercising != self.onset.exercising;
        self.onset.exercising = exercising;
        let beats = self.onset.course.samples().iter();
        let last = beats.filter(|(time_s, _)| *time_s >= stage.start_s - BEFORE_S);
        let (count, sum) = last.fold((0.0, 0.0), |(count, sum), (_, output)| {
            (count + 1.0, sum + output)
        });
        self.onset.before = (count > 0.0).then(|| sum / count);
        self.onset.course.clear();
    }

    fn ends(&mut self, stage: &Stage, _: usize, _: &GaugeStatistics, readings: &mut Readings) {
        if let Some(output) = readings.get("cardiac_output_l_per_min") {
            let index = output.value / self.surface_m2;
            put(readings, "cardiac_index_l_per_min_per_m2", index);
        }
        if let Some(volume) = readings.get("end_diastolic_volume_ml") {
            let index = volume.value / self.surface_m2;
            put(readings, "end_diastolic_index_ml_per_m2", index);
        }
        if let Some(before) = self
            .onset
            .before
            .filter(|_| stage.is_phase && self.onset.exercising)
        {
            let beats = self.onset.course.samples().iter();
            let rise = beats.map(|(time_s, output)| (time_s - stage.start_s, output - before));
            let rise: Vec<_> = rise.filter(|(time_s, _)| *time_s <= RISE_S).collect();
            let rapid = rapid_rise(&rise).unwrap_or(f64::NAN);
            put(readings, "cardiac_output_rapid_rise_l_per_min", rapid);
        }
        if stage.is_phase && self.onset.changes {
            let tau_s = time_constant_s(self.onset.course.samples()).unwrap_or(f64::NAN);
            put(readings, "cardiac_output_time_constant_s", tau_s);
        }
        if stage.is_phase && stage.moves && stage.duration_s() >= LEAST_S {
            let steady_s = self.settling.steady_after_s().unwrap_or(f64::NAN);
            put(readings, "output_steady_after_min", steady_s / 60.0);
        }
    }
}

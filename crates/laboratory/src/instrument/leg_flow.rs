//! Doppler ultrasound of the left femoral artery in exercise: how fast its flow rises at the onset,
//! and how much it rises for each watt.
//!
//! Flow is averaged over beats for the onset, and over the last half minute of a phase for steady
//! values. Source: Rådegran G, Saltin B 1998 Am J Physiol 274:H314-H322 (onset); Rådegran G 1997
//! J Appl Physiol 83:1383-1388 (flow against power).

use super::bench::{BeatView, Instrument, Setup, StepSignal, StepValues};
use super::gauge::GaugeStatistics;
use super::stage::Stage;
use super::trail::{Course, Trail};
use super::{Definition, Readings, put};
use crate::plant::{Plant, UnknownName};

const NAME: &str = "Doppler of the femoral artery";
const HALF_TIME: &str = "femoral_artery_flow_half_time_s";
const PER_WATT: &str = "femoral_artery_flow_rise_l_per_min_per_w";

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new(
        HALF_TIME,
        NAME,
        "time from the start of an exercise until the flow of a beat in the left femoral artery is \
         halfway from its mean over the last 30 s of rest to its mean over the last 30 s of the phase",
    ),
    Definition::new(
        PER_WATT,
        NAME,
        "rise of the flow in the left femoral artery over the rise of the power since the phase of \
         exercise before, means over the last 30 s",
    ),
];

/// Time over which a steady flow is averaged, whole seconds: estimate, thirty kicks and more.
const STEADY_S: usize = 30;
/// Beats that are remembered of a phase, thinned by half when there are more.
const COURSE: usize = 4096;

pub(super) struct LegFlow {
    artery: StepSignal,
    last: Trail,
    /// Time and flow of the beats of the present phase, mL/s.
    course: Course,
    beat_ml: f64,
    /// Flow at the end of the rest before the exercise under way, mL/s.
    rest_ml_per_s: Option<f64>,
    /// Power in watts and flow in mL/s of the phase of exercise before.
    before: Option<(f64, f64)>,
}

impl LegFlow {
    pub(super) fn new<P: Plant>(setup: &mut Setup<'_, P>) -> Result<Self, UnknownName> {
        Ok(Self {
            artery: setup.step_signal("leg.left.femoral_inflow.flow_ml_per_s")?,
            last: Trail::new(STEADY_S),
            course: Course::new(COURSE),
            beat_ml: 0.0,
            rest_ml_per_s: None,
            before: None,
        })
    }
}

impl Instrument for LegFlow {
    fn step(&mut self, _: StepValues<'_>, to: StepValues<'_>, duration_s: f64) {
        let flow_ml_per_s = to[self.artery];
        self.last.push(duration_s, flow_ml_per_s);
        self.beat_ml += duration_s * flow_ml_per_s;
    }

    fn beat(&mut self, beat: &BeatView) {
        let volume_ml = std::mem::replace(&mut self.beat_ml, 0.0);
        let middle_s = beat.start_s + 0.5 * beat.duration_s;
        self.course.push(middle_s, volume_ml / beat.duration_s);
    }

    fn phase_begins(&mut self, _: &Stage) {
        self.course.clear();
    }

    fn ends(&mut self, stage: &Stage, _: usize, _: &GaugeStatistics, readings: &mut Readings) {
        if !stage.is_phase {
            return;
        }
        let flow_ml_per_s = self.last.mean(STEADY_S);
        let Some(activity) = &stage.activity else {
            (self.rest_ml_per_s, self.before) = (Some(flow_ml_per_s), None);
            return;
        };
        if let Some(rest_ml_per_s) = self.rest_ml_per_s.take() {
            let reached_s = self.course.reaches(0.5 * (rest_ml_per_s + flow_ml_per_s));
            let half_time_s = reached_s.map_or(f64::NAN, |reached_s| reached_s - stage.start_s);
            put(readings, HALF_TIME, half_time_s);
        }
        let now = activity.power_w.map(|power_w| (power_w, flow_ml_per_s));
        if let (Some(before), Some(now)) = (self.before, now)
            && now.0 > before.0
        {
            let per_w = 0.06 * (now.1 - before.1) / (now.0 - before.0);
            put(readings, PER_WATT, per_w);
        }
        self.before = now;
    }
}

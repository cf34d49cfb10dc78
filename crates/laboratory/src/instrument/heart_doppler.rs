//! Doppler and magnetic resonance of the beating heart: intervals of the beat, early and late filling,
//! inflow of the atria, volume within the pericardium.
//!
//! A valve counts as open above 5 % of full opening. The ventricles are in systole from the onset of
//! their contraction to the closing of the aortic valve. The late wave of filling is the part of
//! diastole after the onset of the atrial contraction. Velocity at a valve is taken as proportional to
//! flow. The velocity in a pulmonary vein, a centimetre or two from its mouth, is the flow of all veins over
//! the area of four veins (flat profile); its area is taken as constant. Sources: Age- and sex-based normal reference ranges of the cardiac time
//! intervals, Copenhagen City Heart Study, doi 10.1007/s00392-023-02269-2; PMID 23522018 (atrial
//! inflow); J Cardiovasc Magn Reson 2013 15:96 (heart volume); Sivaram CA, Germany RM, Hasdemir C 2003 Chest
//! 124(4 Suppl):156S (pulmonary veins 1 cm from the mouth 13 to 15 mm wide).

use super::bench::{Instrument, Setup, StepSignal, StepValues};
use super::duplex::REFERENCE_STATURE_CM;
use super::gauge::GaugeStatistics;
use super::stage::{Near, Stage};
use super::{Definition, Readings, put};
use crate::plant::{Plant, UnknownName};

const DOPPLER: &str = "Doppler of the heart";
const RESONANCE: &str = "magnetic resonance of the heart";

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new(
        "ejection_time_ms",
        DOPPLER,
        "opening to closing of the aortic valve",
    ),
    Definition::new(
        "isovolumic_contraction_time_ms",
        DOPPLER,
        "closing of the mitral valve to opening of the aortic valve",
    ),
    Definition::new(
        "isovolumic_relaxation_time_ms",
        DOPPLER,
        "closing of the aortic valve to opening of the mitral valve",
    ),
    Definition::new(
        "mitral_early_over_late_ratio",
        DOPPLER,
        "E/A: largest mitral flow of diastole before the atrial contraction over the largest during it, \
         10 at most",
    ),
    Definition::new(
        "tricuspid_early_over_late_ratio",
        DOPPLER,
        "E/A of the tricuspid valve, as that of the mitral valve",
    ),
    Definition::new(
        "pulmonary_vein_systolic_peak_cm_per_s",
        DOPPLER,
        "largest velocity in the pulmonary veins from the onset of the ventricular contraction to the closing \
         of the aortic valve: flow over the area of four veins",
    ),
    Definition::new(
        "pulmonary_vein_diastolic_peak_cm_per_s",
        DOPPLER,
        "largest velocity in the pulmonary veins from the closing of the aortic valve to the onset of the \
         atrial contraction",
    ),
    Definition::new(
        "heart_volume_variation_pct",
        RESONANCE,
        "largest less smallest volume of chambers and muscle of the heart in a beat, of the largest",
    ),
    Definition::new(
        "atrial_inflow_in_systole_pct",
        RESONANCE,
        "blood from pulmonary and caval veins into the atria while the ventricles are in systole, of the \
         stroke volumes of both ventricles",
    ),
];

/// Names of the readings that are means over beats, in the order of their sums.
const PER_BEAT: [&str; 8] = [
    "ejection_time_ms",
    "isovolumic_contraction_time_ms",
    "isovolumic_relaxation_time_ms",
    "mitral_early_over_late_ratio",
    "tricuspid_early_over_late_ratio",
    "heart_volume_variation_pct",
    "pulmonary_vein_systolic_peak_cm_per_s",
    "pulmonary_vein_diastolic_peak_cm_per_s",
];
const EJECTION: usize = 0;
const CONTRACTION: usize = 1;
const RELAXATION: usize = 2;
/// Of the mitral and the tricuspid valve.
const EARLY_OVER_LATE: [usize; 2] = [3, 4];
const VARIATION: usize = 5;
/// Of systole and diastole.
const PULMONARY: [usize; 2] = [6, 7];
/// Area of the four pulmonary veins of the reference man, cm²: 13 mm wide each (Sivaram et al. 2003), as the
/// inertance of `lung.vein_outlet`; it scales with the square of the stature.
const PULMONARY_VEINS_CM2: f64 = 5.3;

/// A valve is open above this share of full opening (definition, as of the femoral valve).
const OPEN: f64 = 0.05;
/// A late wave below this share of the early wave is lost in the wall filter and counts as the share:
/// estimate, 8 cm/s beside an early wave of 80.
const FILTERED: f64 = 0.1;
/// Muscle of the heart of the reference man, mL (G03-103); it scales with the cube of the stature.
const MUSCLE_ML: f64 = 192.0;

/// Largest flows through an inlet valve before and during the contraction of its atrium.
#[derive(Debug, Clone, Copy, Default)]
struct Filling {
    early_ml_per_s: f64,
    late_ml_per_s: f64,
}

impl Filling {
    /// E/A; none without flow.
    fn early_over_late(&self) -> Option<f64> {
        let least_ml_per_s = FILTERED * self.early_ml_per_s;
        let ratio = self.early_ml_per_s / self.late_ml_per_s.max(least_ml_per_s);
        (self.early_ml_per_s > 0.0).then_some(ratio)
    }
}

/// The beat under way.
#[derive(Debug, Clone, Copy)]
struct Beat {
    start_s: f64,
    in_systole: bool,
    /// Through the mitral and the tricuspid valve.
    filling: [Filling; 2],
    /// Largest flow in the pulmonary veins in systole and in early diastole.
    pulmonary_ml_per_s: [f64; 2],
    smallest_ml: f64,
    largest_ml: f64,
}

impl Beat {
    fn at(start_s: f64) -> Self {
        Self {
            start_s,
            in_systole: true,
            filling: [Filling::default(); 2],
            pulmonary_ml_per_s: [f64::NEG_INFINITY; 2],
            smallest_ml: f64::INFINITY,
            largest_ml: f64::NEG_INFINITY,
        }
    }
}

/// Sums over a phase or window.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    /// Sum and number of each reading of [`PER_BEAT`].
    per_beat: [(f64, u32); PER_BEAT.len()],
    /// Volume into the atria in systole and out of the ventricles, mL.
    inflow_ml: f64,
    ejected_ml: f64,
}

pub(super) struct HeartDoppler {
    aortic: StepSignal,
    mitral: StepSignal,
    /// Through the mitral and the tricuspid valve.
    filling: [StepSignal; 2],
    phase: StepSignal,
    period: StepSignal,
    atrial_lead: StepSignal,
    /// Flows into the atria, and out of the ventricles.
    inflows: [StepSignal; 3],
    outflows: [StepSignal; 2],
    chambers: [StepSignal; 4],
    muscle_ml: f64,
    pulmonary_cm2: f64,
    time_s: f64,
    /// None before the first whole beat.
    beat: Option<Beat>,
    /// Times of the last movements of the valves that begin an interval, seconds.
    mitral_closed_s: Option<f64>,
    aortic_opened_s: Option<f64>,
    aortic_closed_s: Option<f64>,
    stages: Vec<(Stage, Sums)>,
    near: Near,
}

impl HeartDoppler {
    pub(super) fn new<P: Plant>(setup: &mut Setup<'_, P>) -> Result<Self, UnknownName> {
        let scale = setup.subject.stature_cm / REFERENCE_STATURE_CM;
        let stages = setup.stages.iter();
        let stages = stages.map(|stage| (stage.clone(), Sums::default()));
        let stages = stages.collect();
        let near = Near::stages(setup.stages);
        let mut signal = |name: &str| setup.step_signal(name);
        Ok(Self {
            aortic: signal("heart.aortic_valve.opening_fraction")?,
            mitral: signal("heart.mitral_valve.opening_fraction")?,
            filling: [
                signal("heart.mitral_valve.flow_ml_per_s")?,
                signal("heart.tricuspid_valve.flow_ml_per_s")?,
            ],
            phase: signal("heart.phase_fraction")?,
            period: signal("heart.period_s")?,
            atrial_lead: signal("heart.atrial_lead_s")?,
            inflows: [
                signal("lung.vein_outlet.flow_ml_per_s")?,
                signal("cava.superior_outlet.flow_ml_per_s")?,
                signal("cava.hepatic_outlet.flow_ml_per_s")?,
            ],
            outflows: [
                signal("heart.aortic_valve.flow_ml_per_s")?,
                signal("heart.pulmonary_valve.flow_ml_per_s")?,
            ],
            chambers: [
                signal("heart.left_atrium.volume_ml")?,
                signal("heart.left_ventricle.volume_ml")?,
                signal("heart.right_atrium.volume_ml")?,
                signal("heart.right_ventricle.volume_ml")?,
            ],
            muscle_ml: MUSCLE_ML * scale.powi(3),
            pulmonary_cm2: PULMONARY_VEINS_CM2 * scale.powi(2),
            time_s: 0.0,
            beat: None,
            mitral_closed_s: None,
            aortic_opened_s: None,
            aortic_closed_s: None,
            stages,
            near,
        })
    }

    /// Adds a value of the span from `start_s` until now to the phases and windows that hold the span.
    fn add(&mut self, reading: usize, start_s: f64, value: f64) {
        let end_s = self.time_s;
        for index in self.near.at(end_s) {
            let (stage, sums) = &mut self.stages[*index];
            if stage.start_s <= start_s && end_s <= stage.end_s {
                let (sum, number) = &mut sums.per_beat[reading];
                *sum += value;
                *number += 1;
            }
        }
    }

    /// Ends an interval that began at a time.
    fn interval(&mut self, reading: usize, start_s: Option<f64>, end_s: f64) {
        if let Some(start_s) = start_s {
            self.add(reading, start_s, 1000.0 * (end_s - start_s));
        }
    }

    fn valves(&mut self, from: StepValues<'_>, to: StepValues<'_>, duration_s: f64) {
        let crossing = |valve: StepSignal| {
            let (before, after) = (from[valve], to[valve]);
            let crosses = (before < OPEN) != (after < OPEN);
            let at_s = self.time_s - duration_s * (after - OPEN) / (after - before);
            crosses.then_some((after >= OPEN, at_s))
        };
        let (aortic, mitral) = (crossing(self.aortic), crossing(self.mitral));
        match mitral {
            Some((true, at_s)) => {
                let start_s = self.aortic_closed_s.take();
                self.interval(RELAXATION, start_s, at_s);
            }
            Some((false, at_s)) => self.mitral_closed_s = Some(at_s),
            None => {}
        }
        match aortic {
            Some((true, at_s)) => {
                let start_s = self.mitral_closed_s.take();
                self.interval(CONTRACTION, start_s, at_s);
                self.aortic_opened_s = Some(at_s);
            }
            Some((false, at_s)) => {
                let start_s = self.aortic_opened_s.take();
                self.interval(EJECTION, start_s, at_s);
                self.aortic_closed_s = Some(at_s);
                if let Some(beat) = &mut self.beat {
                    beat.in_systole = false;
                }
            }
            None => {}
        }
    }

    /// Ends a beat and begins the next.
    fn turn(&mut self) {
        let Some(beat) = self.beat.replace(Beat::at(self.time_s)) else {
            return;
        };
        for (filling, reading) in beat.filling.iter().zip(EARLY_OVER_LATE) {
            if let Some(ratio) = filling.early_over_late() {
                self.add(reading, beat.start_s, ratio);
            }
        }
        for (flow_ml_per_s, reading) in beat.pulmonary_ml_per_s.into_iter().zip(PULMONARY) {
            if flow_ml_per_s.is_finite() {
                self.add(reading, beat.start_s, flow_ml_per_s / self.pulmonary_cm2);
            }
        }
        let variation = 1.0 - beat.smallest_ml / beat.largest_ml;
        self.add(VARIATION, beat.start_s, 100.0 * variation);
    }
}

impl Instrument for HeartDoppler {
    fn step(&mut self, from: StepValues<'_>, to: StepValues<'_>, duration_s: f64) {
        self.time_s += duration_s;
        self.valves(from, to, duration_s);
        if to[self.phase] < from[self.phase] - 0.5 {
            self.turn();
        }
        let Some(beat) = &mut self.beat else {
            return;
        };
        let volume_ml: f64 = self.chambers.iter().map(|chamber| to[*chamber]).sum();
        let volume_ml = volume_ml + self.muscle_ml;
        beat.smallest_ml = beat.smallest_ml.min(volume_ml);
        beat.largest_ml = beat.largest_ml.max(volume_ml);
        let rest_s = (1.0 - to[self.phase]) * to[self.period];
        let pulmonary = match (beat.in_systole, rest_s < to[self.atrial_lead]) {
            (true, _) => Some(0),
            (false, false) => Some(1),
            (false, true) => None,
        };
        if let Some(part) = pulmonary {
            let peak = &mut beat.pulmonary_ml_per_s[part];
            *peak = peak.max(to[self.inflows[0]]);
        }
        if !beat.in_systole {
            for (filling, flow) in beat.filling.iter_mut().zip(self.filling) {
                let wave = if rest_s < to[self.atrial_lead] {
                    &mut filling.late_ml_per_s
                } else {
                    &mut filling.early_ml_per_s
                };
                *wave = wave.max(to[flow]);
            }
        }
        let volume = |flows: &[StepSignal]| {
            let both = flows.iter().map(|flow| from[*flow] + to[*flow]);
            0.5 * duration_s * both.sum::<f64>()
        };
        let ejected_ml = volume(&self.outflows);
        let inflow_ml = if beat.in_systole {
            volume(&self.inflows)
        } else {
            0.0
        };
        let middle_s = self.time_s - 0.5 * duration_s;
        for index in self.near.at(middle_s) {
            let (stage, sums) = &mut self.stages[*index];
            if stage.holds(middle_s) {
                sums.inflow_ml += inflow_ml;
                sums.ejected_ml += ejected_ml;
            }
        }
    }

    fn ends(&mut self, _: &Stage, index: usize, _: &GaugeStatistics, readings: &mut Readings) {
        let sums = &self.stages[index].1;
        for (name, (sum, number)) in PER_BEAT.into_iter().zip(sums.per_beat) {
            put(readings, name, sum / f64::from(number));
        }
        let share_pct = 100.0 * sums.inflow_ml / sums.ejected_ml;
        put(readings, "atrial_inflow_in_systole_pct", share_pct);
    }
}

//! Pulsed Doppler: velocities in the popliteal vessels, shear at the arterial wall, pulse of the femoral
//! artery, femoral venous flow by the phase of breathing.
//!
//! Flow in a vessel of this calibre is laminar (Reynolds number of a few hundred), with a parabolic
//! profile: the velocity in the middle, which the time-averaged peak velocity (TAPV) follows, is
//! twice the mean, Q/A, and the shear rate at the wall is 8 (Q/A) / d. The pulses of a vein of 1 cm have a
//! blunt profile (Womersley number about 7), and move its middle no faster than its mean. Inspiration is the time in
//! which the pressure in the chest falls. Source: Morishima T et al. 2016 Am J Physiol Heart Circ
//! 311:H177-H182 (shear rate); Miller JD et al. 2005 J Physiol 563:925-943 (femoral flow and
//! breathing).

use std::f64::consts::PI;

use super::bench::{BeatView, Dials, Instrument, Look, Setup, Signal, StepSignal, StepValues};
use super::duplex::{COMMON_FEMORAL_VEIN_CM, POPLITEAL_VEIN_CM, REFERENCE_STATURE_CM};
use super::gauge::{Gauge, GaugeId, GaugeStatistics};
use super::stage::{Near, Stage};
use super::{Definition, Readings, put};
use crate::plant::{Plant, UnknownName};

const NAME: &str = "pulsed Doppler";

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new(
        "popliteal_vein_peak_velocity_cm_per_s",
        NAME,
        "time-averaged peak velocity in the left popliteal vein: twice flow over area (parabolic \
         profile)",
    ),
    Definition::new(
        "common_femoral_vein_mean_velocity_cm_per_s",
        NAME,
        "mean velocity in the left common femoral vein: flow over area",
    ),
    Definition::new(
        CFV_PEAK,
        NAME,
        "time-averaged peak velocity in the left common femoral vein: twice flow over area (parabolic \
         profile)",
    ),
    Definition::new(
        CFV_HIGHEST,
        NAME,
        "highest velocity in the middle of the left common femoral vein in the phase or window: its \
         time-averaged peak velocity, and the largest rise of the mean velocity above its average (pulses have \
         a blunt profile)",
    ),
    Definition::new(
        "popliteal_artery_shear_per_s",
        NAME,
        "mean shear rate at the wall of the left popliteal artery: eight times flow over area and \
         diameter",
    ),
    Definition::new(
        "femoral_inspiratory_share_pct",
        NAME,
        "volume through the left common femoral vein while the pressure in the chest falls \
         (inspiration), of all through it",
    ),
    Definition::new(
        "femoral_artery_peak_over_mean_ratio",
        NAME,
        "largest velocity in the left common femoral artery in a beat over its mean over the beat (flow \
         in an artery of constant width)",
    ),
];

/// The velocity in the middle of the common femoral vein: its mean over time, and its highest.
const CFV_PEAK: &str = "common_femoral_vein_peak_velocity_cm_per_s";
const CFV_HIGHEST: &str = "common_femoral_vein_highest_velocity_cm_per_s";

/// Volume of the branches that the popliteal artery of the circuit holds, mL; it hardly
/// changes, and scales with the cube of the stature.
const BRANCHES_ML: f64 = 4.0;
/// Length of the popliteal artery that holds the rest of the lying volume at the lying diameter, cm: 6 of
/// 10 mL count as 18.65 cm of 6.4 mm, the calibre of the circuit's data.
const ARTERY_CM: f64 = 18.65;

/// Smallest mean flow that has a ratio of peak to mean, mL/s: estimate, a hundredth of the resting flow.
const LEAST_FLOW_ML_PER_S: f64 = 0.05;

pub(super) struct Doppler {
    vein: (Signal, Signal, GaugeId),
    femoral_vein: (Signal, Signal, GaugeId),
    femoral_vein_peak: GaugeId,
    artery: (Signal, Signal, GaugeId),
    scale: f64,
    femoral: StepSignal,
    chest: StepSignal,
    /// Flow in the femoral artery, and its duration, volume and largest value since the last beat.
    femoral_artery: StepSignal,
    pulse_s: f64,
    pulse_ml: f64,
    pulse_peak_ml_per_s: f64,
    /// Sum of the ratios of peak to mean, and number of beats, of each phase and window.
    pulses: Vec<(f64, u32)>,
    time_s: f64,
    /// Volume in inspiration and in all, mL, of each phase and window.
    volumes: Vec<(Stage, [f64; 2])>,
    near: Near,
}

impl Doppler {
    pub(super) fn new<P: Plant>(setup: &mut Setup<'_, P>) -> Result<Self, UnknownName> {
        let stages = setup.stages.iter();
        Ok(Self {
            near: Near::stages(setup.stages),
            volumes: stages.map(|stage| (stage.clone(), [0.0; 2])).collect(),
            vein: (
                setup.signal("leg.left.popliteal_outlet.flow_ml_per_s")?,
                setup.signal("leg.left.popliteal_vein.volume_ml")?,
                setup.gauge(Gauge::reading("popliteal_vein_peak_velocity_cm_per_s")),
            ),
            femoral_vein: (
                setup.signal("leg.left.common_femoral_outlet.flow_ml_per_s")?,
                setup.signal("leg.left.common_femoral_vein.volume_ml")?,
                setup.gauge(Gauge::reading("common_femoral_vein_mean_velocity_cm_per_s")),
            ),
            femoral_vein_peak: setup.gauge(Gauge::reading(CFV_PEAK)),
            artery: (
                setup.signal("leg.left.popliteal_inflow.flow_ml_per_s")?,
                setup.signal("leg.left.popliteal_artery.volume_ml")?,
                setup.gauge(Gauge::reading("popliteal_artery_shear_per_s")),
            ),
            scale: setup.subject.stature_cm / REFERENCE_STATURE_CM,
            femoral: setup.step_signal("leg.left.common_femoral_outlet.flow_ml_per_s")?,
            chest: setup.step_signal("thorax.pressure_mmhg")?,
            femoral_artery: setup.step_signal("leg.left.femoral_inflow.flow_ml_per_s")?,
            pulse_s: 0.0,
            pulse_ml: 0.0,
            pulse_peak_ml_per_s: 0.0,
            pulses: vec![(0.0, 0); setup.stages.len()],
            time_s: 0.0,
        })
    }
}

/// Velocity in the middle of a vessel, cm/s.
pub(super) fn peak_velocity(flow_ml_per_s: f64, area_cm2: f64) -> f64 {
    2.0 * flow_ml_per_s / area_cm2
}

/// Shear rate at the wall of a round vessel, 1/s.
pub(super) fn wall_shear(flow_ml_per_s: f64, area_cm2: f64) -> f64 {
    8.0 * flow_ml_per_s / area_cm2 / (4.0 * area_cm2 / PI).sqrt()
}

impl Instrument for Doppler {
    fn step(&mut self, from: StepValues<'_>, to: StepValues<'_>, duration_s: f64) {
        let middle_s = self.time_s + 0.5 * duration_s;
        self.time_s += duration_s;
        let (before, after) = (from[self.femoral_artery], to[self.femoral_artery]);
        self.pulse_s += duration_s;
        self.pulse_ml += 0.5 * duration_s * (before + after);
        self.pulse_peak_ml_per_s = self.pulse_peak_ml_per_s.max(after);
        let volume_ml = 0.5 * duration_s * (from[self.femoral] + to[self.femoral]);
        let inspired_ml = if to[self.chest] < from[self.chest] {
            volume_ml
        } else {
            0.0
        };
        for index in self.near.at(middle_s) {
            let (stage, [inspired, all]) = &mut self.volumes[*index];
            if stage.activity.is_none() && stage.holds(middle_s) {
                *inspired += inspired_ml;
                *all += volume_ml;
            }
        }
    }

    fn look(&mut self, look: &Look<'_>, dials: &mut Dials<'_>) {
        let area_cm2 = |volume, length_cm: f64| look[volume] / (length_cm * self.scale);
        let (flow, volume, gauge) = self.vein;
        let velocity = peak_velocity(look[flow], area_cm2(volume, POPLITEAL_VEIN_CM));
        dials.set(gauge, velocity);
        let (flow, volume, gauge) = self.femoral_vein;
        let area = area_cm2(volume, COMMON_FEMORAL_VEIN_CM);
        dials.set(gauge, look[flow] / area);
        dials.set(self.femoral_vein_peak, peak_velocity(look[flow], area));
        let (flow, volume, gauge) = self.artery;
        let branches_ml = BRANCHES_ML * self.scale.powi(3);
        let area_cm2 = (look[volume] - branches_ml) / (ARTERY_CM * self.scale);
        dials.set(gauge, wall_shear(look[flow], area_cm2));
    }

    fn beat(&mut self, beat: &BeatView) {
        let mean_ml_per_s = self.pulse_ml / self.pulse_s;
        let ratio = self.pulse_peak_ml_per_s / mean_ml_per_s;
        (self.pulse_s, self.pulse_ml, self.pulse_peak_ml_per_s) = (0.0, 0.0, 0.0);
        let end_s = beat.start_s + beat.duration_s;
        // Without flow there is no ratio, as under a cuff.
        if mean_ml_per_s <= LEAST_FLOW_ML_PER_S {
            return;
        }
        for index in self.near.at(end_s) {
            let (stage, _) = &self.volumes[*index];
            if stage.start_s <= beat.start_s && end_s <= stage.end_s {
                let (sum, beats) = &mut self.pulses[*index];
                *sum += ratio;
                *beats += 1;
            }
        }
    }

    fn ends(
        &mut self,
        stage: &Stage,
        index: usize,
        gauges: &GaugeStatistics,
        readings: &mut Readings,
    ) {
        let [mean, peak] = [self.femoral_vein.2, self.femoral_vein_peak].map(|g| gauges.of(g));
        put(readings, CFV_HIGHEST, peak.mean() + mean.max - mean.mean());
        let (sum, beats) = self.pulses[index];
        let ratio = sum / f64::from(beats);
        put(readings, "femoral_artery_peak_over_mean_ratio", ratio);
        let [inspired, all] = self.volumes[index].1;
        // A movement presses abdomen and chest by itself.
        if all > 0.0 && !stage.moves {
            let share_pct = 100.0 * inspired / all;
            put(readings, "femoral_inspiratory_share_pct", share_pct);
        }
    }
}

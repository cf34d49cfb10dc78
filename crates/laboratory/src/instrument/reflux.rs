//! Duplex ultrasound of reflux: how long and how fast blood flows back in a vein of the left leg before
//! its valve closes.
//!
//! A cuff below the probe is inflated and let down; while the emptied veins fill again blood flows back
//! until the valve closes. The time is the longest in which blood flowed back without a break, faster than
//! the wall filter lets through; the peak is the largest backward velocity. A flow that lasts a fraction of a
//! second has a blunt profile, so that its velocity is flow over area. Sources: van Bemmelen PS et al. 1989
//! J Vasc Surg 10:425-431; Labropoulos N et al. 2003 J Vasc Surg 38:793-798.

use super::bench::{Instrument, Setup, StepSignal, StepValues};
use super::duplex::{POPLITEAL_VEIN_CM, REFERENCE_STATURE_CM, SAPHENOUS_CALF_CM};
use super::gauge::GaugeStatistics;
use super::stage::{Near, Stage};
use super::{Definition, Readings, put};
use crate::plant::{Plant, UnknownName};

const NAME: &str = "duplex ultrasound of reflux";

/// Time and velocity of each site.
const READINGS: [(&str, &str); 4] = [
    (
        "popliteal_reflux_time_ms",
        "popliteal_peak_reverse_velocity_cm_per_s",
    ),
    (
        "femoral_reflux_time_ms",
        "femoral_peak_reverse_velocity_cm_per_s",
    ),
    (
        "posterior_tibial_reflux_time_ms",
        "posterior_tibial_peak_reverse_velocity_cm_per_s",
    ),
    (
        "saphenous_reflux_time_ms",
        "saphenous_peak_reverse_velocity_cm_per_s",
    ),
];

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new(
        READINGS[0].0,
        NAME,
        "longest uninterrupted backward flow in the left popliteal vein (without exercise)",
    ),
    Definition::new(
        READINGS[0].1,
        NAME,
        "largest backward flow in the left popliteal vein over its area (without exercise)",
    ),
    Definition::new(
        READINGS[1].0,
        NAME,
        "the same time in the left femoral vein, middle of the thigh",
    ),
    Definition::new(READINGS[1].1, NAME, "the same velocity there"),
    Definition::new(
        READINGS[2].0,
        NAME,
        "the same time in the left posterior tibial and peroneal veins, middle of the lower leg",
    ),
    Definition::new(READINGS[2].1, NAME, "the same velocity there"),
    Definition::new(
        READINGS[3].0,
        NAME,
        "the same time in the left great saphenous vein at the knee",
    ),
    Definition::new(READINGS[3].1, NAME, "the same velocity there"),
];

/// Sites: valved segment, vein below it, length in cm of which the vein's volume is the lumen.
///
/// The femoral vein of the circuit reaches from the middle of the lower segment to the upper one's end,
/// 12 and 18 cm (circuit data); the deep veins of the lower leg reach over half of it, 20 cm.
const SITES: [(&str, &str, f64); 4] = [
    (
        "leg.left.popliteal_outlet",
        "leg.left.popliteal_vein",
        POPLITEAL_VEIN_CM,
    ),
    ("leg.left.femoral_outlet", "leg.left.femoral_vein", 30.0),
    (
        "leg.left.calf.tibial_lower_outlet",
        "leg.left.calf.tibial_lower_vein",
        20.0,
    ),
    (
        "leg.left.calf.saphenous_upper_outlet",
        "leg.left.calf.saphenous_upper_vein",
        SAPHENOUS_CALF_CM,
    ),
];

/// Slower flow is lost in the wall filter of the instrument, cm/s: estimate.
const WALL_FILTER_CM_PER_S: f64 = 1.0;

/// Reflux at a site in a phase or window.
#[derive(Debug, Clone, Copy, Default)]
struct Reflux {
    longest_s: f64,
    peak_cm_per_s: f64,
}

pub(super) struct RefluxScan {
    sites: [(StepSignal, StepSignal, f64); 4],
    /// Time for which blood has flowed back, s.
    back_s: [f64; 4],
    found: Vec<(Stage, [Reflux; 4])>,
    near: Near,
    time_s: f64,
}

impl RefluxScan {
    pub(super) fn new<P: Plant>(setup: &mut Setup<'_, P>) -> Result<Self, UnknownName> {
        let scale = setup.subject.stature_cm / REFERENCE_STATURE_CM;
        let mut site = |index: usize| {
            let (valve, vein, length_cm) = SITES[index];
            Ok::<_, UnknownName>((
                setup.step_signal(&format!("{valve}.flow_ml_per_s"))?,
                setup.step_signal(&format!("{vein}.volume_ml"))?,
                length_cm * scale,
            ))
        };
        let sites = [site(0)?, site(1)?, site(2)?, site(3)?];
        let stages = setup.stages.iter();
        Ok(Self {
            sites,
            back_s: [0.0; 4],
            found: stages
                .map(|s| (s.clone(), <[Reflux; 4]>::default()))
                .collect(),
            near: Near::stages(setup.stages),
            time_s: 0.0,
        })
    }
}

impl Instrument for RefluxScan {
    fn step(&mut self, _: StepValues<'_>, to: StepValues<'_>, duration_s: f64) {
        let middle_s = self.time_s + 0.5 * duration_s;
        self.time_s += duration_s;
        let mut now = [Reflux::default(); 4];
        for (index, (flow, volume, length_cm)) in self.sites.into_iter().enumerate() {
            let velocity = -to[flow] * length_cm / to[volume];
            if velocity > WALL_FILTER_CM_PER_S {
                self.back_s[index] += duration_s;
                now[index] = Reflux {
                    longest_s: self.back_s[index],
                    peak_cm_per_s: velocity,
                };
            } else {
                self.back_s[index] = 0.0;
            }
        }
        for index in self.near.at(middle_s) {
            let (stage, found) = &mut self.found[*index];
            if !stage.holds(middle_s) {
                continue;
            }
            for (found, now) in found.iter_mut().zip(now) {
                found.longest_s = found.longest_s.max(now.longest_s);
                found.peak_cm_per_s = found.peak_cm_per_s.max(now.peak_cm_per_s);
            }
        }
    }

    fn ends(&mut self, stage: &Stage, index: usize, _: &GaugeStatistics, readings: &mut Readings) {
        if stage.activity.is_some() {
            return;
        }
        for ((time, velocity), found) in READINGS.into_iter().zip(self.found[index].1) {
            put(readings, time, 1000.0 * found.longest_s);
            put(readings, velocity, found.peak_cm_per_s);
        }
    }
}

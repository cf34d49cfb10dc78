//! Cuffs at arm and ankle with a Doppler probe beyond them: the ankle-brachial index.
//!
//! A cuff that is let down lets blood pass at the systolic pressure of the artery beneath it. The
//! index is the systolic pressure at the left ankle over the systolic pressure in the arm, for each
//! beat; the difference is the one less the other. Both are measured lying, since a column of blood would add to it: only beats since the ankle
//! became level with the heart count, so that a phase that ends otherwise has no index. Pressures are read in the tibial arteries and the
//! arteries of the arms, and corrected to the height of the right atrium. Source: Aboyans V et al.
//! 2012 Circulation 126:2890-2909 (measurement of the index).

use super::bench::{BeatView, Dials, Instrument, Look, Setup, Signal, StepSignal, StepValues};
use super::gauge::GaugeStatistics;
use super::stage::{Near, Stage};
use super::{Definition, Readings, put};
use crate::plant::{Plant, UnknownName};

const NAME: &str = "arm and ankle cuffs";

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new(
        "ankle_brachial_index_ratio",
        NAME,
        "systolic pressure in the left tibial arteries over that in the arteries of the arms, of each \
         beat, lying",
    ),
    Definition::new(
        "ankle_less_arm_systolic_pressure_mmhg",
        NAME,
        "systolic pressure in the left tibial arteries less that in the arteries of the arms, of each \
         beat, lying",
    ),
];

/// Sums over the beats of a phase or window.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    index: f64,
    difference_mmhg: f64,
    beats: u32,
}

/// The ankle is level with the heart within this, cm: estimate, a leg on a bed.
const LEVEL_CM: f64 = 15.0;

pub(super) struct Cuffs {
    ankle: StepSignal,
    arm: StepSignal,
    heights: [Signal; 2],
    is_level: bool,
    /// Highest pressures at ankle and arm of the beat under way, mmHg.
    highest_mmhg: [f64; 2],
    /// Sums of each phase and window.
    sums: Vec<(Stage, Sums)>,
    near: Near,
}

impl Cuffs {
    pub(super) fn new<P: Plant>(setup: &mut Setup<'_, P>) -> Result<Self, UnknownName> {
        let stages = setup.stages.iter();
        Ok(Self {
            near: Near::stages(setup.stages),
            sums: stages
                .map(|stage| (stage.clone(), Sums::default()))
                .collect(),
            ankle: setup.step_signal("leg.left.tibial_artery.pressure_at_heart_mmhg")?,
            arm: setup.step_signal("arm.artery.pressure_at_heart_mmhg")?,
            heights: [
                setup.signal("heart.right_atrium.height_cm")?,
                setup.signal("leg.left.calf.saphenous_lower_vein.height_cm")?,
            ],
            is_level: false,
            highest_mmhg: [f64::NEG_INFINITY; 2],
        })
    }
}

impl Instrument for Cuffs {
    fn step(&mut self, _: StepValues<'_>, to: StepValues<'_>, _: f64) {
        let [ankle, arm] = &mut self.highest_mmhg;
        *ankle = ankle.max(to[self.ankle]);
        *arm = arm.max(to[self.arm]);
    }

    fn look(&mut self, look: &Look<'_>, _: &mut Dials<'_>) {
        let [heart, ankle] = self.heights.map(|height| look[height]);
        self.is_level = (ankle - heart).abs() < LEVEL_CM;
    }

    fn beat(&mut self, beat: &BeatView) {
        let [ankle, arm] = std::mem::replace(&mut self.highest_mmhg, [f64::NEG_INFINITY; 2]);
        let end_s = beat.start_s + beat.duration_s;
        for index in self.near.at(end_s) {
            let (stage, sums) = &mut self.sums[*index];
            if beat.start_s < stage.start_s || end_s > stage.end_s {
                continue;
            }
            if !self.is_level {
                *sums = Sums::default();
            } else if arm > 0.0 {
                sums.index += ankle / arm;
                sums.difference_mmhg += ankle - arm;
                sums.beats += 1;
            }
        }
    }

    fn ends(&mut self, _: &Stage, index: usize, _: &GaugeStatistics, readings: &mut Readings) {
        let (_, sums) = &self.sums[index];
        let beats = f64::from(sums.beats);
        let difference_mmhg = sums.difference_mmhg / beats;
        put(readings, "ankle_brachial_index_ratio", sums.index / beats);
        put(
            readings,
            "ankle_less_arm_systolic_pressure_mmhg",
            difference_mmhg,
        );
    }
}

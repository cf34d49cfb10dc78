//! Cuffs at arm, ankle and toe with a probe beyond them: ankle-brachial and toe-brachial index, toe
//! pressure.
//!
//! A cuff that is let down lets blood pass at the systolic pressure of the artery beneath it. The
//! index is the systolic pressure at the left ankle, or in the left foot, over the systolic pressure in
//! the arm, for each beat; the difference is the one less the other. They are measured lying, since a
//! column of blood would add to them: only beats since the ankle became level with the heart count, so
//! that a phase that ends otherwise has none. Pressures are read in the tibial arteries and in the
//! arteries of foot and arms, and corrected to the height of the right atrium. Toe pressure is the
//! systolic pressure in the arteries of the foot at their own height, in any posture. Source:
//! Aboyans V et al. 2012 Circulation 126:2890-2909 (measurement of the index).

use super::bench::{BeatView, Dials, Instrument, Look, Setup, Signal, StepSignal, StepValues};
use super::gauge::GaugeStatistics;
use super::stage::{Near, Stage};
use super::{Definition, Readings, put};
use crate::plant::{Plant, UnknownName};

const NAME: &str = "arm and ankle cuffs";

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new(
        LYING[0],
        NAME,
        "systolic pressure in the left tibial arteries over that in the arteries of the arms, of each \
         beat, lying",
    ),
    Definition::new(
        LYING[1],
        NAME,
        "systolic pressure in the arteries of the left foot over that in the arteries of the arms, of \
         each beat, lying",
    ),
    Definition::new(
        LYING[2],
        NAME,
        "systolic pressure in the left tibial arteries less that in the arteries of the arms, of each \
         beat, lying",
    ),
    Definition::new(
        TOE,
        NAME,
        "largest pressure of each beat in the arteries of the left foot, at their own height",
    ),
];

/// Readings that compare the leg with the arm.
const LYING: [&str; 3] = [
    "ankle_brachial_index_ratio",
    "toe_brachial_index_ratio",
    "ankle_less_arm_systolic_pressure_mmhg",
];
const TOE: &str = "toe_systolic_pressure_mmhg";

/// The ankle is level with the heart within this, cm: estimate, a leg on a bed.
const LEVEL_CM: f64 = 15.0;

pub(super) struct Cuffs {
    /// Arteries of ankle, foot and arm at the height of the heart, and of the foot at its own.
    arteries: [StepSignal; 4],
    heights: [Signal; 2],
    is_level: bool,
    /// Highest pressures of the beat under way, as `arteries`, mmHg.
    highest_mmhg: [f64; 4],
    /// Sums over beats of each phase and window.
    sums: Vec<(Stage, Sums)>,
    near: Near,
}

/// Sums over the beats of a phase or window.
#[derive(Clone, Copy, Default)]
struct Sums {
    /// Sums of [`LYING`], and the number of beats with the ankle level with the heart.
    lying: [f64; 3],
    level_beats: u32,
    /// Sum of toe pressure, mmHg, and the number of all beats.
    toe_mmhg: f64,
    beats: u32,
}

impl Cuffs {
    pub(super) fn new<P: Plant>(setup: &mut Setup<'_, P>) -> Result<Self, UnknownName> {
        let stages = setup.stages.iter();
        Ok(Self {
            near: Near::stages(setup.stages),
            sums: stages.map(|s| (s.clone(), Sums::default())).collect(),
            arteries: [
                setup.step_signal("leg.left.tibial_artery.pressure_at_heart_mmhg")?,
                setup.step_signal("leg.left.foot.artery.pressure_at_heart_mmhg")?,
                setup.step_signal("arm.artery.pressure_at_heart_mmhg")?,
                setup.step_signal("leg.left.foot.artery.pressure_mmhg")?,
            ],
            heights: [
                setup.signal("heart.right_atrium.height_cm")?,
                setup.signal("leg.left.calf.saphenous_lower_vein.height_cm")?,
            ],
            is_level: false,
            highest_mmhg: [f64::NEG_INFINITY; 4],
        })
    }
}

impl Instrument for Cuffs {
    fn step(&mut self, _: StepValues<'_>, to: StepValues<'_>, _: f64) {
        for (highest, artery) in self.highest_mmhg.iter_mut().zip(self.arteries) {
            *highest = highest.max(to[artery]);
        }
    }

    fn look(&mut self, look: &Look<'_>, _: &mut Dials<'_>) {
        let [heart, ankle] = self.heights.map(|height| look[height]);
        self.is_level = (ankle - heart).abs() < LEVEL_CM;
    }

    fn beat(&mut self, beat: &BeatView) {
        let highest_mmhg = std::mem::replace(&mut self.highest_mmhg, [f64::NEG_INFINITY; 4]);
        let [ankle, foot, arm, toe] = highest_mmhg;
        let end_s = beat.start_s + beat.duration_s;
        for index in self.near.at(end_s) {
            let (stage, sums) = &mut self.sums[*index];
            if beat.start_s < stage.start_s || end_s > stage.end_s {
                continue;
            }
            sums.toe_mmhg += toe;
            sums.beats += 1;
            if !self.is_level {
                (sums.lying, sums.level_beats) = ([0.0; 3], 0);
            } else if arm > 0.0 {
                let compared = [ankle / arm, foot / arm, ankle - arm];
                for (sum, value) in sums.lying.iter_mut().zip(compared) {
                    *sum += value;
                }
                sums.level_beats += 1;
            }
        }
    }

    fn ends(&mut self, _: &Stage, index: usize, _: &GaugeStatistics, readings: &mut Readings) {
        let (_, sums) = &self.sums[index];
        for (name, sum) in LYING.into_iter().zip(sums.lying) {
            put(readings, name, sum / f64::from(sums.level_beats));
        }
        put(readings, TOE, sums.toe_mmhg / f64::from(sums.beats));
    }
}

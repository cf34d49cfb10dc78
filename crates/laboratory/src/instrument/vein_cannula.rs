//! Cannulas in veins of the foot and the ankle: ambulatory venous pressure and the time of refilling.
//!
//! The standing pressure is the mean of the last ten seconds before the exercise, when the veins
//! have filled; the ambulatory pressure is the lowest mean over a cycle of the exercise; the
//! refilling time runs from the end of the exercise until 90 % of the fall is recovered for good (a
//! second). Each site has its own readings: studies of tiptoeing measured at the foot, studies of
//! walking at the ankle. Both need legs that hang: a lying body has no column of blood to unload,
//! and a body that changes its posture after the exercise does not refill against the same column. A
//! body that moved within the ten seconds before the exercise, or moves with its start, has no
//! standing pressure: there is an ambulatory pressure then, but neither its fall nor a refilling time.
//! Source: Pollack AA et al. 1949 J Clin Invest 28:559; Stick C et al. 1992 J Appl Physiol
//! 72:2063-2068; Nicolaides AN 2000 Circulation 102:e126-e163 (refilling time).

mod refill;

use super::bench::{Dials, Instrument, Look, Setup, Signal};
use super::gauge::{Gauge, GaugeId, GaugeStatistics};
use super::stage::{Stage, gravity_g};
use super::trail::{Cycles, Trail};
use super::{Definition, Readings, put};
use crate::plant::{Plant, UnknownName};
use refill::Refill;

const NAME: &str = "vein cannula";

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new(
        "foot_vein_pressure_mmhg",
        NAME,
        "pressure in the dorsal vein of the left foot, at its own height",
    ),
    Definition::new(
        "ankle_vein_pressure_mmhg",
        NAME,
        "pressure in the left great saphenous vein, carried down to the ankle",
    ),
    Definition::new(
        "foot_vein_transmural_pressure_mmhg",
        NAME,
        "foot_vein_pressure_mmhg less the pressure outside the vein, such as that of a stocking",
    ),
    Definition::new(
        "ankle_vein_transmural_pressure_mmhg",
        NAME,
        "ankle_vein_pressure_mmhg less the pressure outside the vein, such as that of a stocking",
    ),
    Definition::new(
        "foot_ambulatory_pressure_mmhg",
        NAME,
        "foot vein, legs hanging: lowest mean over a cycle of the exercise",
    ),
    Definition::new(
        "foot_ambulatory_fall_mmhg",
        NAME,
        "foot vein: pressure of the last 10 s before the exercise less ambulatory pressure",
    ),
    Definition::new(
        "foot_refill_time_90_s",
        NAME,
        "foot vein: time after the exercise until 90 % of the ambulatory fall is recovered",
    ),
    Definition::new(
        "ankle_ambulatory_pressure_mmhg",
        NAME,
        "the same in the great saphenous vein at the ankle",
    ),
    Definition::new(
        "ankle_ambulatory_fall_mmhg",
        NAME,
        "the same in the great saphenous vein at the ankle",
    ),
    Definition::new(
        "ankle_refill_time_90_s",
        NAME,
        "the same in the great saphenous vein at the ankle",
    ),
];

/// Names of the readings of foot and ankle: ambulatory pressure, its fall, time of refilling.
const READINGS: [[&str; 3]; SITES] = [
    [
        "foot_ambulatory_pressure_mmhg",
        "foot_ambulatory_fall_mmhg",
        "foot_refill_time_90_s",
    ],
    [
        "ankle_ambulatory_pressure_mmhg",
        "ankle_ambulatory_fall_mmhg",
        "ankle_refill_time_90_s",
    ],
];

/// Time before the exercise over which standing pressure is taken, seconds: estimate, several beats
/// and two breaths, after the veins have filled.
const STANDING_S: usize = 10;
/// Smaller falls are not counted: estimate, breath and heart beat move a vein as much, mmHg.
const LEAST_FALL_MMHG: f64 = 2.0;
/// How far the calf must lie below the heart for the legs to hang, cm: estimate, half of the
/// distance in a low seat.
pub(super) const HANGING_CM: f64 = 30.0;

/// Pressure of a column of blood, mmHg/cm at 1 g: 1.06 g/cm³ times 980.665 cm/s².
const COLUMN_MMHG_PER_CM: f64 = 0.7797;
/// The two places whose heights give the shank's direction lie 0.5 of its length apart, and the
/// cannula's place at the ankle (0.95 of the shank) 0.2 below the lower of them (0.75): definition.
const ANKLE_SHARE: f64 = 0.2 / 0.5;

/// Foot and ankle.
const SITES: usize = 2;

#[derive(Debug)]
struct Exercise {
    cycles: Cycles<SITES>,
    hanging: bool,
    standing_mmhg: [f64; SITES],
}

pub(super) struct VeinCannula {
    foot: Signal,
    saphenous: Signal,
    /// Transmural pressures of the veins at foot and ankle, and their means.
    transmural: [(Signal, GaugeId); SITES],
    heights: [Signal; 2],
    soleus: Signal,
    trails: [Trail; SITES],
    heart: Signal,
    hanging: bool,
    /// When the body last began to change its posture, seconds.
    moved_s: f64,
    exercise: Option<Exercise>,
    refills: [Option<Refill>; SITES],
    ankle: GaugeId,
    /// Pressure of a column at each time of change, mmHg/cm.
    columns: Vec<(f64, f64)>,
}

impl VeinCannula {
    pub(super) fn new<P: Plant>(setup: &mut Setup<'_, P>) -> Result<Self, UnknownName> {
        let times = setup.timeline.changes.iter().map(|timed| timed.at_s);
        let columns = std::iter::once(0.0)
            .chain(times)
            .map(|at_s| (at_s, COLUMN_MMHG_PER_CM * gravity_g(setup.timeline, at_s)));
        Ok(Self {
            columns: columns.collect(),
            foot: setup.signal("leg.left.foot.dorsal_vein.pressure_mmhg")?,
            saphenous: setup.signal("leg.left.calf.saphenous_lower_vein.pressure_mmhg")?,
            transmural: [
                (
                    setup.signal("leg.left.foot.dorsal_vein.transmural_pressure_mmhg")?,
                    setup.gauge(Gauge::reading("foot_vein_transmural_pressure_mmhg")),
                ),
                (
                    setup.signal("leg.left.calf.saphenous_lower_vein.transmural_pressure_mmhg")?,
                    setup.gauge(Gauge::reading("ankle_vein_transmural_pressure_mmhg")),
                ),
            ],
            heights: [
                setup.signal("leg.left.calf.saphenous_upper_vein.height_cm")?,
                setup.signal("leg.left.calf.saphenous_lower_vein.height_cm")?,
            ],
            soleus: setup.signal("leg.left.soleus.pressure_mmhg")?,
            heart: setup.signal("heart.right_atrium.height_cm")?,
            hanging: false,
            moved_s: f64::NEG_INFINITY,
            ankle: setup.gauge(
                Gauge::reading("ankle_vein_pressure_mmhg").recorded_as("ankle_vein_pressure_mmhg"),
            ),
            trails: [Trail::new(STANDING_S), Trail::new(STANDING_S)],
            exercise: None,
            refills: [None, None],
        })
    }

    /// Pressure of the column of blood from the lower saphenous vein down to the ankle, mmHg.
    fn column_mmhg(&self, look: &Look<'_>) -> f64 {
        let mut begun = self.columns.iter().rev();
        let column = begun
            .find(|(at_s, _)| *at_s <= look.time_s)
            .map_or(0.0, |(_, c)| *c);
        let down_cm = ANKLE_SHARE * (look[self.heights[0]] - look[self.heights[1]]);
        column * down_cm
    }
}

impl Instrument for VeinCannula {
    fn look(&mut self, look: &Look<'_>, dials: &mut Dials<'_>) {
        let column_mmhg = self.column_mmhg(look);
        let pressures = [look[self.foot], look[self.saphenous] + column_mmhg];
        dials.set(self.ankle, pressures[1]);
        let [(foot, foot_mean), (saphenous, ankle_mean)] = self.transmural;
        dials.set(foot_mean, look[foot]);
        dials.set(ankle_mean, look[saphenous] + column_mmhg);
        self.hanging = look[self.heart] - look[self.heights[1]] > HANGING_CM;
        let muscle_mmhg = look[self.soleus];
        match &mut self.exercise {
            Some(exercise) => exercise.cycles.push(look.since_s, pressures, muscle_mmhg),
            None => {
                for (trail, pressure) in self.trails.iter_mut().zip(pressures) {
                    trail.push(look.since_s, pressure);
                }
            }
        }
        for (refill, pressure) in self.refills.iter_mut().zip(pressures) {
            if let Some(refill) = refill {
                refill.look(look.time_s, pressure);
            }
        }
    }

    fn phase_begins(&mut self, stage: &Stage) {
        if stage.activity.is_some() || stage.moves {
            self.refills = [None, None];
        }
        if stage.moves {
            self.moved_s = stage.start_s;
        }
        if stage.activity.is_some() && self.exercise.is_none() {
            let moved = stage.start_s - self.moved_s < STANDING_S as f64;
            let standing = |trail: &Trail| match moved {
                true => f64::NAN,
                false => trail.mean(STANDING_S),
            };
            self.exercise = Some(Exercise {
                cycles: Cycles::new(),
                hanging: self.hanging,
                standing_mmhg: self.trails.each_ref().map(standing),
            });
        }
    }

    fn ends(&mut self, stage: &Stage, _: usize, _: &GaugeStatistics, readings: &mut Readings) {
        if !stage.is_phase {
            return;
        }
        if stage.activity.is_none() {
            for (refill, [.., name]) in self.refills.iter_mut().zip(READINGS) {
                let time_s = refill.take().and_then(|refill| refill.time_s());
                put(readings, name, time_s.unwrap_or(f64::NAN));
            }
            return;
        }
        let Some(mut exercise) = self.exercise.take() else {
            return;
        };
        let activity = stage.activity.as_ref();
        let is_single = activity.is_some_and(|activity| activity.count == Some(1));
        // One tiptoe is no exercise that empties the veins.
        if is_single || !exercise.hanging {
            return;
        }
        exercise.cycles.end();
        self.trails.iter_mut().for_each(Trail::clear);
        for (site, [pressure, fall, _]) in READINGS.into_iter().enumerate() {
            let lowest_mmhg = exercise.cycles.lowest()[site];
            let fall_mmhg = exercise.standing_mmhg[site] - lowest_mmhg;
            put(readings, pressure, lowest_mmhg);
            put(readings, fall, fall_mmhg);
            if fall_mmhg.is_finite() && fall_mmhg >= LEAST_FALL_MMHG {
                self.refills[site] = Some(Refill::new(stage.end_s, lowest_mmhg, fall_mmhg));
            }
        }
    }
}

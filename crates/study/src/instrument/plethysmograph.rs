//! Air plethysmograph around the left calf: venous volume, filling index, ejection and residual
//! volume fractions.
//!
//! The air cuff encloses the calf from the knee to the ankle and reads all blood in it. The leg is
//! emptied by elevation, the subject stands up, and the volume rises to a plateau: the rise is the
//! venous volume, and 90 % of it over the time to reach it is the filling index. One tiptoe ejects
//! the ejected volume; ten leave the residual volume. Source: Christopoulos DG et al. 1987 J Vasc
//! Surg 5:148-159.

use secondheart_body::Activity;

use super::bench::{Dials, Instrument, Look, Setup, Signal};
use super::gauge::{Gauge, GaugeId, GaugeStatistics};
use super::protocol::Stage;
use super::trail::{Course, Cycles, Trail};
use super::{Definition, Readings, put};
use crate::plant::{Plant, UnknownName};

const NAME: &str = "air plethysmograph";

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new(
        "calf_blood_volume_ml",
        NAME,
        "blood in all vessels of the left calf",
    ),
    Definition::new(
        "venous_volume_ml",
        NAME,
        "calf volume standing (last 10 s) less calf volume with the leg raised (last 10 s)",
    ),
    Definition::new(
        "venous_filling_index_ml_per_s",
        NAME,
        "90 % of the venous volume over the time after standing up at which it is reached",
    ),
    Definition::new(
        "ejected_volume_ml",
        NAME,
        "calf volume before one tiptoe less the lowest volume in it",
    ),
    Definition::new(
        "ejection_fraction_calf_pct",
        NAME,
        "ejected volume of the venous volume",
    ),
    Definition::new(
        "residual_volume_fraction_pct",
        NAME,
        "calf volume in the last of several tiptoes (mean of the cycle) above the emptied calf, of \
         the venous volume",
    ),
];

/// Time over which a plateau is read, seconds: estimate, several beats and two breaths.
const PLATEAU_S: usize = 10;
/// How far the ankle must stand above the heart for the leg to count as raised, cm: estimate, more
/// than the pressure in the veins of a lying leg lifts blood.
const RAISED_CM: f64 = 15.0;
/// Samples of the filling curve.
const COURSE: usize = 4096;
/// Share of the venous volume that the filling time is taken at (Christopoulos 1987).
const FILLED: f64 = 0.9;

/// The air cuff.
pub(super) struct Plethysmograph {
    calf: Vec<Signal>,
    heart_height: Signal,
    ankle_height: Signal,
    soleus: Signal,
    gauge: GaugeId,
    trail: Trail,
    course: Course,
    cycles: Option<Cycles<1>>,
    before_ml: f64,
    lowest_ml: f64,
    raised: bool,
    emptied_ml: Option<f64>,
    venous_ml: Option<f64>,
}

impl Plethysmograph {
    pub(super) fn new<P: Plant>(setup: &mut Setup<'_, P>) -> Result<Self, UnknownName> {
        Ok(Self {
            calf: setup.volumes(|place| {
                place.name.starts_with("leg.left.calf.") && place.wall != "interstitium"
            })?,
            heart_height: setup.signal("heart.right_atrium.height_cm")?,
            ankle_height: setup.signal("leg.left.calf.saphenous_lower_vein.height_cm")?,
            soleus: setup.signal("leg.left.soleus.pressure_mmhg")?,
            gauge: setup
                .gauge(Gauge::reading("calf_blood_volume_ml").shown_as("calf_blood_volume_ml")),
            trail: Trail::new(PLATEAU_S),
            course: Course::new(COURSE),
            cycles: None,
            before_ml: f64::NAN,
            lowest_ml: f64::INFINITY,
            raised: false,
            emptied_ml: None,
            venous_ml: None,
        })
    }

    /// What is read when a quiet phase ends.
    fn plateau(&mut self, stage: &Stage, readings: &mut Readings) {
        let plateau_ml = self.trail.mean(PLATEAU_S);
        if self.raised {
            self.emptied_ml = Some(plateau_ml);
            self.venous_ml = None;
            return;
        }
        let Some(emptied_ml) = self.emptied_ml.filter(|_| self.venous_ml.is_none()) else {
            return;
        };
        let venous_ml = plateau_ml - emptied_ml;
        if !(venous_ml > 0.0 && stage.duration_s() > PLATEAU_S as f64) {
            return;
        }
        self.venous_ml = Some(venous_ml);
        put(readings, "venous_volume_ml", venous_ml);
        if let Some(at_s) = self.course.reaches(emptied_ml + FILLED * venous_ml) {
            let index = FILLED * venous_ml / (at_s - stage.start_s);
            put(readings, "venous_filling_index_ml_per_s", index);
        }
    }

    /// What is read when tiptoes end.
    fn tiptoes(&mut self, activity: &Activity, readings: &mut Readings) {
        let Some(mut cycles) = self.cycles.take() else {
            return;
        };
        cycles.end();
        let (Some(venous_ml), Some(emptied_ml)) = (self.venous_ml, self.emptied_ml) else {
            return;
        };
        if activity.count == Some(1) {
            let ejected_ml = self.before_ml - self.lowest_ml;
            put(readings, "ejected_volume_ml", ejected_ml);
            put(
                readings,
                "ejection_fraction_calf_pct",
                100.0 * ejected_ml / venous_ml,
            );
        } else if let Some([last_ml]) = cycles.last() {
            let residual = 100.0 * (last_ml - emptied_ml) / venous_ml;
            put(readings, "residual_volume_fraction_pct", residual);
        }
    }
}

impl Instrument for Plethysmograph {
    fn look(&mut self, look: &Look<'_>, dials: &mut Dials<'_>) {
        if self.calf.is_empty() {
            dials.set(self.gauge, f64::NAN);
            return;
        }
        let volume_ml = look.sum(&self.calf);
        dials.set(self.gauge, volume_ml);
        self.raised = look[self.ankle_height] > look[self.heart_height] + RAISED_CM;
        self.trail.push(look.since_s, volume_ml);
        self.course.push(look.time_s, volume_ml);
        self.lowest_ml = self.lowest_ml.min(volume_ml);
        if let Some(cycles) = &mut self.cycles {
            cycles.push(look.since_s, [volume_ml], look[self.soleus]);
        }
    }

    fn phase_begins(&mut self, stage: &Stage) {
        self.before_ml = self.trail.mean(PLATEAU_S);
        self.trail.clear();
        self.course.clear();
        self.lowest_ml = f64::INFINITY;
        let tiptoe = |activity: &Activity| activity.pattern == "tiptoe";
        self.cycles = stage
            .activity
            .as_ref()
            .is_some_and(tiptoe)
            .then(Cycles::new);
    }

    fn ends(&mut self, stage: &Stage, _: usize, _: &GaugeStatistics, readings: &mut Readings) {
        if !stage.is_phase {
            return;
        }
        match &stage.activity {
            None => self.plateau(stage, readings),
            Some(activity) => self.tiptoes(activity, readings),
        }
    }
}

//! Air plethysmograph around the left calf: functional venous volume, filling index, ejection and
//! residual volume fractions.
//!
//! The air cuff encloses the calf from the knee to the ankle and reads every change of volume in
//! it, of blood and of tissue fluid. The leg is emptied by elevation; the subject stands up with
//! the examined leg relaxed, and the volume V rises from the emptied level V_0 to a plateau V_p:
//!
//! ```text
//! VV  = V_p - V_0                          functional venous volume
//! VFI = 0.9 VV / t_90                      venous filling index, t_90 the time to V_0 + 0.9 VV
//! EV  = V before one tiptoe - V lowest     ejected volume;   ejection fraction = EV / VV
//! RV  = V lowest in the tenth tiptoe - V_0 residual volume;  its fraction = RV / VV
//! ```
//!
//! Both volumes are read where an ejection ends, so that EV + RV = VV in a single tiptoe from the
//! plateau. Source: Christopoulos DG et al. 1987 J Vasc Surg 5:148-159 (from memory; the number of
//! seconds over which a level was averaged is unknown).

use secondheart_body::Activity;

use super::bench::{Dials, Instrument, Look, Setup, Signal};
use super::gauge::{Gauge, GaugeId, GaugeStatistics};
use super::stage::Stage;
use super::trail::{Course, Onsets, Trail};
use super::vein_cannula::HANGING_CM;
use super::{Definition, Readings, put};
use crate::plant::{Plant, UnknownName};

const NAME: &str = "air plethysmograph";

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new(
        "calf_fluid_volume_ml",
        NAME,
        "blood and interstitial fluid of the left calf: all in it that can swell",
    ),
    Definition::new(
        "venous_volume_ml",
        NAME,
        "functional venous volume VV: calf volume on the plateau of standing (last 10 s) less calf \
         volume with the leg raised (last 10 s)",
    ),
    Definition::new(
        "venous_filling_index_ml_per_s",
        NAME,
        "90 % of VV over the time after standing up at which it is reached",
    ),
    Definition::new(
        "ejected_volume_ml",
        NAME,
        "ejected volume EV: calf volume before one tiptoe (last 10 s) less the lowest volume in it",
    ),
    Definition::new(
        "ejection_fraction_calf_pct",
        NAME,
        "ejected volume of the functional venous volume, EV/VV",
    ),
    Definition::new(
        "residual_volume_ml",
        NAME,
        "residual volume RV: lowest calf volume in the last of several tiptoes less calf volume with \
         the leg raised",
    ),
    Definition::new(
        "residual_volume_fraction_pct",
        NAME,
        "residual volume of the functional venous volume, RV/VV",
    ),
    Definition::new(
        "expelled_fraction_calf_pct",
        NAME,
        "calf volume before several tiptoes or steps less the lowest volume in the last, of the functional \
         venous volume",
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

/// The recorded curve and the volumes read from it.
#[derive(Debug, Clone)]
pub(super) struct Curve {
    trail: Trail,
    course: Course,
    onsets: Onsets,
    before_ml: f64,
    /// Lowest in the phase, and since the last contraction began.
    lowest_ml: f64,
    last_lowest_ml: f64,
    emptied_ml: Option<f64>,
    venous_ml: Option<f64>,
}

impl Curve {
    pub(super) fn new() -> Self {
        Self {
            trail: Trail::new(PLATEAU_S),
            course: Course::new(COURSE),
            onsets: Onsets::default(),
            before_ml: f64::NAN,
            lowest_ml: f64::INFINITY,
            last_lowest_ml: f64::INFINITY,
            emptied_ml: None,
            venous_ml: None,
        }
    }

    /// Takes the volume at a time, which held since the look before, and the pressure in the calf
    /// muscle.
    pub(super) fn push(&mut self, time_s: f64, since_s: f64, volume_ml: f64, muscle_mmhg: f64) {
        self.trail.push(since_s, volume_ml);
        self.course.push(time_s, volume_ml);
        if self.onsets.begins(muscle_mmhg) {
            self.last_lowest_ml = f64::INFINITY;
        }
        self.lowest_ml = self.lowest_ml.min(volume_ml);
        self.last_lowest_ml = self.last_lowest_ml.min(volume_ml);
    }

    pub(super) fn begin(&mut self) {
        self.before_ml = self.trail.mean(PLATEAU_S);
        self.trail.clear();
        self.course.clear();
        (self.lowest_ml, self.last_lowest_ml) = (f64::INFINITY, f64::INFINITY);
    }

    /// A quiet phase ends that began at a time and in which the leg was raised or not.
    pub(super) fn plateau(&mut self, start_s: f64, raised: bool, readings: &mut Readings) {
        let plateau_ml = self.trail.mean(PLATEAU_S);
        if raised {
            self.emptied_ml = Some(plateau_ml);
            self.venous_ml = None;
            return;
        }
        let Some(emptied_ml) = self.emptied_ml.filter(|_| self.venous_ml.is_none()) else {
            return;
        };
        let venous_ml = plateau_ml - emptied_ml;
        if venous_ml.is_nan() || venous_ml <= 0.0 {
            return;
        }
        self.venous_ml = Some(venous_ml);
        put(readings, "venous_volume_ml", venous_ml);
        if let Some(at_s) = self.course.reaches(emptied_ml + FILLED * venous_ml) {
            let index = FILLED * venous_ml / (at_s - start_s);
            put(readings, "venous_filling_index_ml_per_s", index);
        }
    }

    /// Reads the plethysmogram of tiptoes when they end.
    pub(super) fn tiptoes(&self, activity: &Activity, readings: &mut Readings) {
        let (Some(venous_ml), Some(emptied_ml)) = (self.venous_ml, self.emptied_ml) else {
            return;
        };
        let (volume, fraction, volume_ml) = if activity.count == Some(1) {
            let ejected_ml = self.before_ml - self.lowest_ml;
            (
                "ejected_volume_ml",
                "ejection_fraction_calf_pct",
                ejected_ml,
            )
        } else {
            let residual_ml = self.last_lowest_ml - emptied_ml;
            (
                "residual_volume_ml",
                "residual_volume_fraction_pct",
                residual_ml,
            )
        };
        if activity.count != Some(1) {
            let expelled_ml = self.before_ml - self.last_lowest_ml;
            let share_pct = 100.0 * expelled_ml / venous_ml;
            put(readings, "expelled_fraction_calf_pct", share_pct);
        }
        put(readings, volume, volume_ml);
        put(readings, fraction, 100.0 * volume_ml / venous_ml);
    }
}

pub(super) struct Plethysmograph {
    calf: Vec<Signal>,
    heart_height: Signal,
    ankle_height: Signal,
    soleus: Signal,
    gauge: GaugeId,
    raised: bool,
    hanging: bool,
    curve: Curve,
}

impl Plethysmograph {
    pub(super) fn new<P: Plant>(setup: &mut Setup<'_, P>) -> Result<Self, UnknownName> {
        Ok(Self {
            calf: setup.volumes(|place| place.name.starts_with("leg.left.calf."))?,
            heart_height: setup.signal("heart.right_atrium.height_cm")?,
            ankle_height: setup.signal("leg.left.calf.saphenous_lower_vein.height_cm")?,
            soleus: setup.signal("leg.left.soleus.pressure_mmhg")?,
            gauge: setup
                .gauge(Gauge::reading("calf_fluid_volume_ml").recorded_as("calf_fluid_volume_ml")),
            raised: false,
            hanging: false,
            curve: Curve::new(),
        })
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
        let above_heart_cm = look[self.ankle_height] - look[self.heart_height];
        self.raised = above_heart_cm > RAISED_CM;
        self.hanging = -above_heart_cm > HANGING_CM;
        self.curve
            .push(look.time_s, look.since_s, volume_ml, look[self.soleus]);
    }

    fn phase_begins(&mut self, _: &Stage) {
        self.curve.begin();
    }

    fn ends(&mut self, stage: &Stage, _: usize, _: &GaugeStatistics, readings: &mut Readings) {
        if !stage.is_phase {
            return;
        }
        match &stage.activity {
            None if self.raised || (self.hanging && stage.duration_s() > PLATEAU_S as f64) => {
                self.curve.plateau(stage.start_s, self.raised, readings);
            }
            Some(activity) if matches!(activity.pattern.as_str(), "tiptoe" | "weight-transfer") => {
                self.curve.tiptoes(activity, readings);
            }
            _ => {}
        }
    }
}

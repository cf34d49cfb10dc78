//! Blood volume by dilution and its distribution: shares of the circulation, blood below the
//! diaphragm, volume of each leg, plasma lost.
//!
//! Shares follow the customary division (Guyton & Hall): systemic arteries, arterioles with
//! capillaries, veins; pulmonary vessels; the four chambers. A leg begins at the groin: blood of
//! its vessels and fluid of its tissue; bone, muscle and skin themselves do not change. Blood below
//! the diaphragm is the blood of abdomen, pelvis and legs. Plasma volume follows dye and haematocrit as
//! in Lundvall J, Bjerkhoel P 1995 Acta Physiol Scand 154:131-142. The blood of lungs and abdominal organs
//! follows labelled red cells, as in Flamm SD et al. 1990 Circulation 81:1550-1559.

use super::bench::{Dials, Instrument, Look, Setup, Signal};
use super::exponential::time_constant_s;
use super::gauge::{Gauge, GaugeId, GaugeStatistics};
use super::stage::Stage;
use super::trail::Course;
use super::{Definition, Readings, put};
use crate::plant::{Place, Plant, UnknownName};

const NAME: &str = "dilution and segment volumetry";

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new(
        "systemic_venous_share_pct",
        NAME,
        "blood in systemic veins of all blood",
    ),
    Definition::new(
        "systemic_arterial_share_pct",
        NAME,
        "blood in systemic arteries of all blood",
    ),
    Definition::new(
        "microvascular_share_pct",
        NAME,
        "blood in systemic arterioles and capillaries of all blood",
    ),
    Definition::new(
        "pulmonary_share_pct",
        NAME,
        "blood in pulmonary vessels of all blood",
    ),
    Definition::new(
        "heart_share_pct",
        NAME,
        "blood in the four chambers of all blood",
    ),
    Definition::new("blood_volume_ml", NAME, "blood in all vessels and chambers"),
    Definition::new("blood_volume_l", NAME, "the same in litres"),
    Definition::new(
        "blood_below_diaphragm_ml",
        NAME,
        "blood in abdomen, pelvis and legs",
    ),
    Definition::new(
        "blood_above_diaphragm_ml",
        NAME,
        "blood in chest, head and arms",
    ),
    Definition::new(
        "leg_volume_left_ml",
        NAME,
        "blood and interstitial fluid of the left leg",
    ),
    Definition::new(
        "leg_volume_right_ml",
        NAME,
        "blood and interstitial fluid of the right leg",
    ),
    Definition::new(
        "leg_venous_volume_both_ml",
        NAME,
        "blood in the veins of both legs below the groin",
    ),
    Definition::new(
        "plasma_volume_loss_ml",
        NAME,
        "plasma volume at the start of the run less now; the plasma in blood lost is included",
    ),
    Definition::new(
        "plasma_volume_loss_pct",
        NAME,
        "the same of the plasma volume at the start",
    ),
    Definition::new(
        "plasma_loss_rate_ml_per_min",
        NAME,
        "plasma volume at the start of the phase or window less that at its end, a minute",
    ),
    Definition::new(
        "plasma_half_time_min",
        NAME,
        "half-time of one exponential fitted by least squares to the plasma volume after a movement of \
         the body (of phases of 5 min and longer)",
    ),
    Definition::new(
        "lung_blood_volume_ml",
        NAME,
        "blood in the vessels of the lungs",
    ),
    Definition::new(
        "abdominal_organs_blood_ml",
        NAME,
        "blood in gut, spleen, liver and kidneys",
    ),
    Definition::new(
        "infusion_outside_vessels_pct",
        NAME,
        "share of the infused volume by which the blood volume has not risen since the start of the run",
    ),
];

/// In a shorter phase no half-time is looked for, seconds: estimate.
const LEAST_S: f64 = 300.0;
/// Samples of the plasma volume that are kept, thinned by half when there are more.
const COURSE: usize = 4096;
/// A smaller infusion has no share outside the vessels, mL: estimate, the volume of the line.
const LEAST_INFUSED_ML: f64 = 1.0;

struct Sum {
    signals: Vec<Signal>,
    gauge: GaugeId,
    /// In per cent of all blood.
    share: bool,
}

pub(super) struct Volumetry {
    sums: Vec<Sum>,
    blood: Vec<Signal>,
    plasma: Signal,
    start_plasma_ml: Option<f64>,
    volume: GaugeId,
    plasma_now: GaugeId,
    loss_ml: GaugeId,
    loss_pct: GaugeId,
    net_loss: Signal,
    /// Blood volume and net loss at the start, mL.
    start_blood_ml: Option<(f64, f64)>,
    outside: GaugeId,
    /// Plasma volume in the present phase.
    course: Course,
}

fn is_blood(place: &Place) -> bool {
    place.wall != "interstitium"
}

fn is_heart(place: &Place) -> bool {
    place.wall == "chamber"
}

fn is_lung(place: &Place) -> bool {
    place.name.starts_with("lung.")
}

fn is_systemic(place: &Place) -> bool {
    is_blood(place) && !is_heart(place) && !is_lung(place)
}

fn is_artery(place: &Place) -> bool {
    place.wall.starts_with("artery")
}

fn is_capillary(place: &Place) -> bool {
    place.wall == "capillary"
}

fn is_vein(place: &Place) -> bool {
    is_systemic(place) && !is_artery(place) && !is_capillary(place)
}

fn is_below(place: &Place) -> bool {
    place.in_abdomen || place.name.starts_with("leg.")
}

fn is_leg(place: &Place, side: &str) -> bool {
    place.name.starts_with(&format!("leg.{side}.")) && !place.off_leg
}

impl Volumetry {
    pub(super) fn new<P: Plant>(setup: &mut Setup<'_, P>) -> Result<Self, UnknownName> {
        type Rule = fn(&Place) -> bool;
        let shares: [(&'static str, Rule); 5] = [
            ("systemic_venous_share_pct", |p| is_vein(p)),
            ("systemic_arterial_share_pct", |p| {
                is_systemic(p) && is_artery(p)
            }),
            ("microvascular_share_pct", |p| {
                is_systemic(p) && is_capillary(p)
            }),
            ("pulmonary_share_pct", is_lung),
            ("heart_share_pct", is_heart),
        ];
        let volumes: [(Gauge, Rule); 7] = [
            (
                Gauge::reading("blood_below_diaphragm_ml").recorded_as("blood_below_diaphragm_ml"),
                |p| is_blood(p) && is_below(p),
            ),
            (Gauge::reading("blood_above_diaphragm_ml"), |p| {
                is_blood(p) && !is_below(p)
            }),
            (
                Gauge::reading("leg_volume_left_ml").recorded_as("leg_volume_ml"),
                |p| is_leg(p, "left"),
            ),
            (Gauge::reading("leg_volume_right_ml"), |p| {
                is_leg(p, "right")
            }),
            (Gauge::reading("leg_venous_volume_both_ml"), |p| {
                is_vein(p) && (is_leg(p, "left") || is_leg(p, "right"))
            }),
            (Gauge::reading("lung_blood_volume_ml"), |p| {
                is_blood(p) && is_lung(p)
            }),
            (Gauge::reading("abdominal_organs_blood_ml"), |p| {
                let organs = ["splanchnic.", "renal."];
                is_blood(p) && organs.iter().any(|organ| p.name.starts_with(organ))
            }),
        ];
        let mut sums = Vec::new();
        for (name, rule) in shares {
            let signals = setup.volumes(rule)?;
            sums.push(Sum {
                signals,
                gauge: setup.gauge(Gauge::reading(name)),
                share: true,
            });
        }
        for (gauge, rule) in volumes {
            let signals = setup.volumes(rule)?;
            sums.push(Sum {
                signals,
                gauge: setup.gauge(gauge),
                share: false,
            });
        }
        Ok(Self {
            sums,
            blood: setup.volumes(is_blood)?,
            plasma: setup.signal("blood.plasma_volume_ml")?,
            start_plasma_ml: None,
            volume: setup.gauge(Gauge::reading("blood_volume_ml")),
            plasma_now: setup
                .gauge(Gauge::hidden("plasma_volume_ml").recorded_as("plasma_volume_ml")),
            loss_ml: setup.gauge(Gauge::reading("plasma_volume_loss_ml")),
            loss_pct: setup.gauge(Gauge::reading("plasma_volume_loss_pct")),
            net_loss: setup.signal("blood.net_loss_ml")?,
            start_blood_ml: None,
            outside: setup.gauge(Gauge::reading("infusion_outside_vessels_pct")),
            course: Course::new(COURSE),
        })
    }
}

impl Instrument for Volumetry {
    fn look(&mut self, look: &Look<'_>, dials: &mut Dials<'_>) {
        let blood_ml = if self.blood.is_empty() {
            f64::NAN
        } else {
            look.sum(&self.blood)
        };
        dials.set(self.volume, blood_ml);
        for sum in &self.sums {
            let volume_ml = if sum.signals.is_empty() {
                f64::NAN
            } else {
                look.sum(&sum.signals)
            };
            let value = if sum.share {
                100.0 * volume_ml / blood_ml
            } else {
                volume_ml
            };
            dials.set(sum.gauge, value);
        }
        let plasma_ml = look[self.plasma];
        let start_ml = *self.start_plasma_ml.get_or_insert(plasma_ml);
        dials.set(self.plasma_now, plasma_ml);
        dials.set(self.loss_ml, start_ml - plasma_ml);
        dials.set(self.loss_pct, 100.0 * (start_ml - plasma_ml) / start_ml);
        self.course.push(look.time_s, plasma_ml);
        let net_loss_ml = look[self.net_loss];
        let (blood_at_start_ml, net_loss_at_start_ml) =
            *self.start_blood_ml.get_or_insert((blood_ml, net_loss_ml));
        let infused_ml = net_loss_at_start_ml - net_loss_ml;
        let outside_pct = if infused_ml > LEAST_INFUSED_ML {
            100.0 * (1.0 - (blood_ml - blood_at_start_ml) / infused_ml)
        } else {
            f64::NAN
        };
        dials.set(self.outside, outside_pct);
    }

    fn phase_begins(&mut self, _: &Stage) {
        self.course.clear();
    }

    fn ends(&mut self, stage: &Stage, _: usize, gauges: &GaugeStatistics, readings: &mut Readings) {
        let plasma = gauges.of(self.plasma_now);
        let per_min = 60.0 * (plasma.first - plasma.last) / plasma.duration_s;
        put(readings, "plasma_loss_rate_ml_per_min", per_min);
        put(
            readings,
            "blood_volume_l",
            gauges.of(self.volume).mean() / 1000.0,
        );
        if stage.is_phase && stage.moves && stage.duration_s() >= LEAST_S {
            let tau_s = time_constant_s(self.course.samples()).unwrap_or(f64::NAN);
            let half_time_min = tau_s * std::f64::consts::LN_2 / 60.0;
            put(readings, "plasma_half_time_min", half_time_min);
        }
    }
}

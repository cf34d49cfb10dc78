//! Echocardiograph: volumes of the ventricles and what the aortic valve lets through.
//!
//! End-diastolic and end-systolic volume are the largest and smallest volume of a beat; stroke
//! volume is the net flow through the aortic valve over a beat. Indices are per body surface
//! (Mosteller). Source: Lang RM et al. 2015 J Am Soc Echocardiogr 28:1-39.

use super::Definition;
use super::bench::{Dials, Instrument, Look, Setup, Signal};
use super::gauge::{Gauge, GaugeId};
use crate::plant::{Plant, UnknownName};

const NAME: &str = "echocardiograph";

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new(
        "stroke_volume_ml",
        NAME,
        "net volume through the aortic valve in a beat",
    ),
    Definition::new(
        "stroke_index_ml_per_m2",
        NAME,
        "stroke volume over body surface",
    ),
    Definition::new(
        "cardiac_output_l_per_min",
        NAME,
        "mean flow through the aortic valve",
    ),
    Definition::new(
        "end_diastolic_volume_ml",
        NAME,
        "largest volume of the left ventricle in a beat",
    ),
    Definition::new(
        "end_systolic_volume_ml",
        NAME,
        "smallest volume of the left ventricle in a beat",
    ),
    Definition::new(
        "ejection_fraction_pct",
        NAME,
        "end-diastolic less end-systolic over end-diastolic volume of the left ventricle",
    ),
    Definition::new(
        "right_end_diastolic_volume_ml",
        NAME,
        "largest volume of the right ventricle in a beat",
    ),
    Definition::new(
        "right_end_systolic_volume_ml",
        NAME,
        "smallest volume of the right ventricle in a beat",
    ),
    Definition::new(
        "cardiopulmonary_volume_ml_per_m2",
        NAME,
        "blood from the right atrium to the aortic root (heart and lungs) over body surface, as by \
         indicator dilution",
    ),
];

/// The volumes that are not a beat's.
pub(super) struct Echo {
    heart_and_lungs: Vec<Signal>,
    surface_m2: f64,
    index: GaugeId,
}

impl Echo {
    pub(super) fn new<P: Plant>(setup: &mut Setup<'_, P>) -> Result<Self, UnknownName> {
        let of = |name: &str| name.starts_with("heart.") || name.starts_with("lung.");
        Ok(Self {
            heart_and_lungs: setup
                .volumes(|place| place.wall != "interstitium" && of(&place.name))?,
            surface_m2: setup.subject.body_surface_m2(),
            index: setup.gauge(Gauge::reading("cardiopulmonary_volume_ml_per_m2")),
        })
    }
}

impl Instrument for Echo {
    fn look(&mut self, look: &Look<'_>, dials: &mut Dials<'_>) {
        let value = if self.heart_and_lungs.is_empty() {
            f64::NAN
        } else {
            look.sum(&self.heart_and_lungs) / self.surface_m2
        };
        dials.set(self.index, value);
    }
}

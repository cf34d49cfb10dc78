//! Gas exchange by Fick, and the flow of the organs by indicator dilution.
//!
//! Oxygen uptake is cardiac output times the arteriovenous difference in oxygen content (Fick 1870);
//! `body/src/oxygen.rs` gives the contents. Source of the method in exercise: Åstrand P-O et al. 1964
//! J Appl Physiol 19:268-274.

use super::Definition;
use super::bench::{Dials, Instrument, Look, Setup, Signal};
use super::gauge::{Gauge, GaugeId};
use crate::plant::{Plant, UnknownName};

const GAS: &str = "gas analyser and catheters";
const FLOW: &str = "indicator dilution";

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new(
        "oxygen_uptake_ml_per_min",
        GAS,
        "oxygen that all tissues take from the blood",
    ),
    Definition::new(
        "arterial_oxygen_content_ml_per_dl",
        GAS,
        "oxygen in arterial blood",
    ),
    Definition::new(
        "mixed_venous_oxygen_content_ml_per_dl",
        GAS,
        "oxygen in the mixed blood of all veins",
    ),
    Definition::new(
        "arteriovenous_oxygen_difference_ml_per_dl",
        GAS,
        "arterial less mixed venous oxygen content",
    ),
    Definition::new(
        "leg_oxygen_uptake_both_ml_per_min",
        GAS,
        "oxygen that both legs take from the blood",
    ),
    Definition::new(
        "leg_arteriovenous_oxygen_difference_ml_per_dl",
        GAS,
        "arterial less venous oxygen content of the left leg",
    ),
    Definition::new(
        "leg_flow_both_ml_per_min",
        FLOW,
        "mean flow into the arteries of both legs",
    ),
    Definition::new(
        "splanchnic_flow_l_per_min",
        FLOW,
        "mean flow through gut, spleen and liver",
    ),
    Definition::new(
        "renal_flow_ml_per_min",
        FLOW,
        "mean flow through the kidneys",
    ),
    Definition::new(
        "coronary_flow_ml_per_min",
        FLOW,
        "mean flow through the wall of the heart",
    ),
    Definition::new(
        "cerebral_flow_ml_per_min",
        FLOW,
        "mean flow through the head",
    ),
];

/// Readings as sums of signals times factors.
const SUMS: [(&str, &[(&str, f64)]); 11] = [
    (
        "oxygen_uptake_ml_per_min",
        &[("oxygen.uptake_ml_per_min", 1.0)],
    ),
    ("arterial_oxygen_content_ml_per_dl", &[(ARTERIAL, 1.0)]),
    ("mixed_venous_oxygen_content_ml_per_dl", &[(VENOUS, 1.0)]),
    (
        "arteriovenous_oxygen_difference_ml_per_dl",
        &[(ARTERIAL, 1.0), (VENOUS, -1.0)],
    ),
    (
        "leg_oxygen_uptake_both_ml_per_min",
        &[("oxygen.leg_uptake_both_ml_per_min", 1.0)],
    ),
    (
        "leg_arteriovenous_oxygen_difference_ml_per_dl",
        &[
            (ARTERIAL, 1.0),
            ("oxygen.leg_venous_content_ml_per_dl", -1.0),
        ],
    ),
    (
        "leg_flow_both_ml_per_min",
        &[
            ("leg.left.iliac_inflow.flow_ml_per_s", 60.0),
            ("leg.right.iliac_inflow.flow_ml_per_s", 60.0),
        ],
    ),
    (
        "splanchnic_flow_l_per_min",
        &[
            ("splanchnic.arteriole.flow_ml_per_s", 0.06),
            ("splanchnic.hepatic_arteriole.flow_ml_per_s", 0.06),
        ],
    ),
    (
        "renal_flow_ml_per_min",
        &[("renal.arteriole.flow_ml_per_s", 60.0)],
    ),
    (
        "coronary_flow_ml_per_min",
        &[("coronary.arteriole.flow_ml_per_s", 60.0)],
    ),
    (
        "cerebral_flow_ml_per_min",
        &[("head.arteriole.flow_ml_per_s", 60.0)],
    ),
];
const ARTERIAL: &str = "oxygen.arterial_content_ml_per_dl";
const VENOUS: &str = "oxygen.mixed_venous_content_ml_per_dl";

/// Terms and gauge of every reading.
pub(super) struct Oxygen(Vec<(Vec<(Signal, f64)>, GaugeId)>);

impl Oxygen {
    pub(super) fn new<P: Plant>(setup: &mut Setup<'_, P>) -> Result<Self, UnknownName> {
        let mut sums = Vec::new();
        for (reading, terms) in SUMS {
            let terms = terms
                .iter()
                .map(|&(name, factor)| Ok((setup.signal(name)?, factor)))
                .collect::<Result<_, UnknownName>>()?;
            sums.push((terms, setup.gauge(Gauge::reading(reading))));
        }
        Ok(Self(sums))
    }
}

impl Instrument for Oxygen {
    fn look(&mut self, look: &Look<'_>, dials: &mut Dials<'_>) {
        for (terms, gauge) in &self.0 {
            let of = |&(signal, factor): &(Signal, f64)| look[signal] * factor;
            dials.set(*gauge, terms.iter().map(of).sum());
        }
    }
}

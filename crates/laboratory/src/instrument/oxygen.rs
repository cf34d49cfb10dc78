//! Gas exchange by Fick, and flows of organs and great vessels, by indicator dilution, imaging and ultrasound.
//!
//! Oxygen uptake is cardiac output times the arteriovenous difference in oxygen content (Fick 1870);
//! `body/src/oxygen.rs` gives the contents. Source of the method in exercise: Åstrand P-O et al. 1964
//! J Appl Physiol 19:268-274.

use super::Definition;
use super::bench::{Dials, Instrument, Look, Setup, Signal};
use super::gauge::{Gauge, GaugeId, GaugeStatistics};
use super::stage::Stage;
use super::{Readings, put};
use crate::plant::{Plant, UnknownName};

const GAS: &str = "gas analyser and catheters";
const FLOW: &str = "indicator dilution";
const IMAGING: &str = "phase-contrast imaging";
const DUPLEX: &str = "duplex ultrasound";

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new(
        "oxygen_uptake_ml_per_min",
        GAS,
        "oxygen that all tissues take from the blood",
    ),
    Definition::new(
        "oxygen_uptake_ml_per_kg_min",
        GAS,
        "oxygen that all tissues take from the blood, for each kilogram of the body",
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
        "coronary_oxygen_uptake_ml_per_min",
        GAS,
        "oxygen that the wall of the heart takes",
    ),
    Definition::new(
        "splanchnic_oxygen_uptake_ml_per_min",
        GAS,
        "oxygen that gut, spleen and liver take",
    ),
    Definition::new(
        "renal_oxygen_uptake_ml_per_min",
        GAS,
        "oxygen that the kidneys take",
    ),
    Definition::new(
        "cerebral_oxygen_uptake_ml_per_min",
        GAS,
        "oxygen that the head takes",
    ),
    Definition::new(
        "leg_skin_oxygen_uptake_both_ml_per_min",
        GAS,
        "oxygen that the skin of both legs takes",
    ),
    Definition::new(
        "arms_and_trunk_oxygen_uptake_ml_per_min",
        GAS,
        "oxygen that arms, trunk wall, pelvis and breathing muscles take",
    ),
    Definition::new(
        "leg_flow_both_ml_per_min",
        FLOW,
        "mean flow into the arteries of both legs",
    ),
    Definition::new(
        "non_leg_flow_l_per_min",
        FLOW,
        "cardiac output less mean flow into the arteries of both legs",
    ),
    Definition::new(
        "leg_vascular_conductance_ml_per_min_per_mmhg",
        FLOW,
        "mean flow into the arteries of both legs over mean arterial pressure at the heart",
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
    Definition::new(
        "leg_skin_flow_both_ml_per_min",
        FLOW,
        "mean flow through the skin of both legs",
    ),
    Definition::new(
        "arms_and_trunk_flow_ml_per_min",
        FLOW,
        "mean flow through arms, trunk wall, pelvis and breathing muscles",
    ),
    Definition::new(
        "renal_plasma_flow_ml_per_min",
        FLOW,
        "mean flow of plasma through the kidneys: flow times one less haematocrit",
    ),
    Definition::new("haematocrit_pct", GAS, "red cells of the blood by volume"),
    Definition::new(
        "leg_flow_l_per_min",
        FLOW,
        "mean flow into the arteries of the left leg",
    ),
    Definition::new(
        "infrarenal_aortic_flow_l_per_min",
        IMAGING,
        "mean flow in the aorta below the kidneys: to both legs and the pelvis",
    ),
    Definition::new(
        "infrarenal_caval_flow_ml_per_min",
        IMAGING,
        "mean flow in the inferior vena cava below the kidneys: from both legs and the pelvis",
    ),
    Definition::new(
        "superficial_femoral_artery_flow_ml_per_min",
        DUPLEX,
        "mean flow in the left superficial femoral artery, below the origin of the deep femoral artery",
    ),
];

/// Readings as sums of signals times factors.
const SUMS: [(&str, &[(&str, f64)]); 24] = [
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
        "coronary_oxygen_uptake_ml_per_min",
        &[("oxygen.coronary_uptake_ml_per_min", 1.0)],
    ),
    (
        "splanchnic_oxygen_uptake_ml_per_min",
        &[("oxygen.splanchnic_uptake_ml_per_min", 1.0)],
    ),
    (
        "renal_oxygen_uptake_ml_per_min",
        &[("oxygen.renal_uptake_ml_per_min", 1.0)],
    ),
    (
        "cerebral_oxygen_uptake_ml_per_min",
        &[("oxygen.head_uptake_ml_per_min", 1.0)],
    ),
    (
        "leg_skin_oxygen_uptake_both_ml_per_min",
        &[("oxygen.skin_uptake_ml_per_min", 1.0)],
    ),
    (
        "arms_and_trunk_oxygen_uptake_ml_per_min",
        &[
            ("oxygen.arm_uptake_ml_per_min", 1.0),
            ("oxygen.pelvis_uptake_ml_per_min", 1.0),
        ],
    ),
    (
        "leg_skin_flow_both_ml_per_min",
        &[
            ("leg.left.thigh.skin_arteriole.flow_ml_per_s", 60.0),
            ("leg.left.calf.skin_arteriole.flow_ml_per_s", 60.0),
            ("leg.left.foot.arteriole.flow_ml_per_s", 60.0),
            ("leg.right.thigh.skin_arteriole.flow_ml_per_s", 60.0),
            ("leg.right.calf.skin_arteriole.flow_ml_per_s", 60.0),
            ("leg.right.foot.arteriole.flow_ml_per_s", 60.0),
        ],
    ),
    (
        "arms_and_trunk_flow_ml_per_min",
        &[
            ("arm.arteriole.flow_ml_per_s", 60.0),
            ("pelvis.arteriole.flow_ml_per_s", 60.0),
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
        "leg_flow_l_per_min",
        &[("leg.left.iliac_inflow.flow_ml_per_s", 0.06)],
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
    ("haematocrit_pct", &[("blood.haematocrit_pct", 1.0)]),
    (
        "infrarenal_aortic_flow_l_per_min",
        &[
            ("leg.left.iliac_inflow.flow_ml_per_s", 0.06),
            ("leg.right.iliac_inflow.flow_ml_per_s", 0.06),
            ("leg.left.collateral.iliac.flow_ml_per_s", 0.06),
            ("leg.right.collateral.iliac.flow_ml_per_s", 0.06),
            ("pelvis.inflow.flow_ml_per_s", 0.06),
        ],
    ),
    (
        "infrarenal_caval_flow_ml_per_min",
        &[
            ("leg.left.iliac_outlet.flow_ml_per_s", 60.0),
            ("leg.right.iliac_outlet.flow_ml_per_s", 60.0),
            ("leg.left.collateral.lumbar_vein.flow_ml_per_s", 60.0),
            ("leg.right.collateral.lumbar_vein.flow_ml_per_s", 60.0),
            ("pelvis.vein_outlet.flow_ml_per_s", 60.0),
        ],
    ),
    (
        "superficial_femoral_artery_flow_ml_per_min",
        &[("leg.left.superficial_femoral_inflow.flow_ml_per_s", 60.0)],
    ),
];
const ARTERIAL: &str = "oxygen.arterial_content_ml_per_dl";
const VENOUS: &str = "oxygen.mixed_venous_content_ml_per_dl";

pub(super) struct Oxygen {
    /// Terms and gauge of every reading that is a sum.
    sums: Vec<(Vec<(Signal, f64)>, GaugeId)>,
    renal: Signal,
    haematocrit: Signal,
    renal_plasma: GaugeId,
    mass_kg: f64,
}

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
        Ok(Self {
            sums,
            renal: setup.signal("renal.arteriole.flow_ml_per_s")?,
            haematocrit: setup.signal("blood.haematocrit_pct")?,
            renal_plasma: setup.gauge(Gauge::reading("renal_plasma_flow_ml_per_min")),
            mass_kg: setup.subject.mass_kg,
        })
    }
}

impl Instrument for Oxygen {
    fn look(&mut self, look: &Look<'_>, dials: &mut Dials<'_>) {
        for (terms, gauge) in &self.sums {
            let of = |&(signal, factor): &(Signal, f64)| look[signal] * factor;
            dials.set(*gauge, terms.iter().map(of).sum());
        }
        let plasma_share = 1.0 - look[self.haematocrit] / 100.0;
        dials.set(self.renal_plasma, 60.0 * look[self.renal] * plasma_share);
    }

    fn ends(&mut self, _: &Stage, _: usize, _: &GaugeStatistics, readings: &mut Readings) {
        let of = |name| readings.get(name).map(|reading| reading.value);
        let (uptake, output) = (
            of("oxygen_uptake_ml_per_min"),
            of("cardiac_output_l_per_min"),
        );
        let legs = of("leg_flow_both_ml_per_min");
        if let (Some(flow), Some(arterial)) = (legs, of("mean_arterial_pressure_mmhg")) {
            put(
                readings,
                "leg_vascular_conductance_ml_per_min_per_mmhg",
                flow / arterial,
            );
        }
        if let Some(uptake) = uptake {
            put(
                readings,
                "oxygen_uptake_ml_per_kg_min",
                uptake / self.mass_kg,
            );
        }
        if let (Some(output), Some(legs)) = (output, legs) {
            put(readings, "non_leg_flow_l_per_min", output - legs / 1000.0);
        }
    }
}

//! Segments of the arteries of the left leg: systolic pressures by cuffs at thigh, calf and ankle, mean
//! gradients across iliac and deep femoral artery by catheters, and the flow behind the knee.
//!
//! A cuff reads the systolic pressure of the artery beneath it, here corrected to the height of the right
//! atrium, so that segments can be compared in any posture. A gradient is the mean pressure before
//! the segment less the mean pressure behind it, at one height. Flow in the popliteal artery is the
//! flow that leaves it, wherever it came in (artery, collaterals, graft); flow in the popliteal vein
//! is the flow that passes the knee. Source: Surgery 1981;90:876-880 (gradients); Delis KT
//! et al. 2000 Arch Surg 135:265-269 (flow at the knee, by posture).

use super::bench::{BeatView, Dials, Instrument, Look, Setup, Signal, StepSignal, StepValues};
use super::gauge::{Gauge, GaugeId, GaugeStatistics};
use super::stage::{Near, Stage};
use super::{Definition, Readings, put};
use crate::plant::{Plant, UnknownName};

const NAME: &str = "segmental cuffs and catheters";

/// Readings of the cuffs, with the arteries beneath them.
const CUFFS: [(&str, &str); 3] = [
    ("thigh_systolic_pressure_mmhg", "superficial_femoral_artery"),
    ("calf_systolic_pressure_mmhg", "popliteal_artery"),
    ("ankle_systolic_pressure_mmhg", "tibial_artery"),
];

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new(
        CUFFS[0].0,
        NAME,
        "largest pressure of each beat in the left superficial femoral artery (heart level)",
    ),
    Definition::new(
        CUFFS[1].0,
        NAME,
        "largest pressure of each beat in the left popliteal artery (heart level)",
    ),
    Definition::new(
        CUFFS[2].0,
        NAME,
        "largest pressure of each beat in the left tibial arteries (heart level)",
    ),
    Definition::new(
        "iliac_mean_gradient_mmhg",
        NAME,
        "mean pressure in the abdominal aorta less that in the left common femoral artery (heart level)",
    ),
    Definition::new(
        "profunda_mean_gradient_mmhg",
        NAME,
        "mean pressure in the left common femoral artery less that in the deep femoral artery (heart level)",
    ),
    Definition::new(
        "popliteal_artery_flow_ml_per_min",
        NAME,
        "mean flow out of the left popliteal artery",
    ),
    Definition::new(
        "popliteal_vein_flow_ml_per_min",
        NAME,
        "mean flow out of the left popliteal vein",
    ),
];

/// Flows that leave the popliteal artery.
const BEHIND_THE_KNEE: [&str; 3] = [
    "leg.left.tibial_inflow",
    "leg.left.calf.gastrocnemius_arteriole",
    "leg.left.collateral.malleolar",
];

pub(super) struct Segments {
    cuffs: [StepSignal; CUFFS.len()],
    highest_mmhg: [f64; CUFFS.len()],
    /// Sums over beats and their number, of each phase and window.
    sums: Vec<(Stage, [f64; CUFFS.len()], u32)>,
    near: Near,
    /// Pressures before and behind a segment, and the gauge of the gradient.
    gradients: [([Signal; 2], GaugeId); 2],
    artery: [Signal; BEHIND_THE_KNEE.len()],
    artery_flow: GaugeId,
    vein: Signal,
    vein_flow: GaugeId,
}

impl Segments {
    pub(super) fn new<P: Plant>(setup: &mut Setup<'_, P>) -> Result<Self, UnknownName> {
        let cuff = |setup: &mut Setup<'_, P>, artery: &str| {
            setup.step_signal(&format!("leg.left.{artery}.pressure_at_heart_mmhg"))
        };
        let cuffs = [
            cuff(setup, CUFFS[0].1)?,
            cuff(setup, CUFFS[1].1)?,
            cuff(setup, CUFFS[2].1)?,
        ];
        let groin = setup.signal("leg.left.common_femoral_artery.pressure_at_heart_mmhg")?;
        let iliac = [
            setup.signal("aorta.abdominal.pressure_at_heart_mmhg")?,
            groin,
        ];
        let profunda = [
            groin,
            setup.signal("leg.left.profunda_artery.pressure_at_heart_mmhg")?,
        ];
        let artery = BEHIND_THE_KNEE.map(|name| setup.signal(&format!("{name}.flow_ml_per_s")));
        let [first, second, third] = artery;
        let stages = setup.stages.iter();
        Ok(Self {
            sums: stages.map(|s| (s.clone(), [0.0; 3], 0)).collect(),
            near: Near::stages(setup.stages),
            cuffs,
            highest_mmhg: [f64::NEG_INFINITY; CUFFS.len()],
            gradients: [
                (
                    iliac,
                    setup.gauge(Gauge::reading("iliac_mean_gradient_mmhg")),
                ),
                (
                    profunda,
                    setup.gauge(Gauge::reading("profunda_mean_gradient_mmhg")),
                ),
            ],
            artery: [first?, second?, third?],
            artery_flow: setup.gauge(Gauge::reading("popliteal_artery_flow_ml_per_min")),
            vein: setup.signal("leg.left.popliteal_outlet.flow_ml_per_s")?,
            vein_flow: setup.gauge(Gauge::reading("popliteal_vein_flow_ml_per_min")),
        })
    }
}

impl Instrument for Segments {
    fn step(&mut self, _: StepValues<'_>, to: StepValues<'_>, _: f64) {
        for (highest, artery) in self.highest_mmhg.iter_mut().zip(self.cuffs) {
            *highest = highest.max(to[artery]);
        }
    }

    fn look(&mut self, look: &Look<'_>, dials: &mut Dials<'_>) {
        for ([before, behind], gauge) in self.gradients {
            dials.set(gauge, look[before] - look[behind]);
        }
        dials.set(self.artery_flow, 60.0 * look.sum(&self.artery));
        dials.set(self.vein_flow, 60.0 * look[self.vein]);
    }

    fn beat(&mut self, beat: &BeatView) {
        let highest = std::mem::replace(&mut self.highest_mmhg, [f64::NEG_INFINITY; CUFFS.len()]);
        let end_s = beat.start_s + beat.duration_s;
        for index in self.near.at(end_s) {
            let (stage, sums, beats) = &mut self.sums[*index];
            if beat.start_s < stage.start_s || end_s > stage.end_s {
                continue;
            }
            for (sum, highest) in sums.iter_mut().zip(highest) {
                *sum += highest;
            }
            *beats += 1;
        }
    }

    fn ends(&mut self, _: &Stage, index: usize, _: &GaugeStatistics, readings: &mut Readings) {
        let (_, sums, beats) = &self.sums[index];
        for ((name, _), sum) in CUFFS.iter().zip(sums) {
            put(readings, name, sum / f64::from(*beats));
        }
    }
}

//! Catheters in muscle compartments of the left lower leg: intramuscular pressure, what is left of the
//! arterial pressure to perfuse the muscle, its flow, and whether muscle and nerve fail.
//!
//! Perfusion pressure is the mean pressure in the arteries of the lower leg less the pressure in the tissue,
//! both at their own height (Wiger P, Styf JR 1998 J Orthop Trauma 12:343-347). Muscle and nerve fail where
//! it stays below 30 mmHg: at 25 all eight of Wiger & Styf's subjects lost the sensation of the foot,
//! and 30 mmHg is the limit of surgeons (Schmidt AH et al. 2017 J Orthop Trauma 31:S40, there from
//! the diastolic pressure). Peaks in each gait cycle: Ballard RE et al. 1998 J Appl Physiol 84:1976-1981.

use super::bench::{Dials, Instrument, Look, Setup, Signal};
use super::gauge::{Gauge, GaugeId, GaugeStatistics};
use super::stage::Stage;
use super::{Definition, Readings, put};
use crate::plant::{Plant, UnknownName};

const NAME: &str = "compartment catheter";
const FAILING: &str = "calf_muscle_failing_share_pct";

/// Muscles with a bed of their own, and the readings of tissue pressure, perfusion pressure and flow.
const MUSCLES: [(&str, [&str; 3]); 3] = [
    (
        "soleus",
        [
            "soleus_tissue_pressure_mmhg",
            "soleus_perfusion_pressure_mmhg",
            "soleus_muscle_flow_ml_per_min",
        ],
    ),
    (
        "gastrocnemius",
        [
            "gastrocnemius_tissue_pressure_mmhg",
            "gastrocnemius_perfusion_pressure_mmhg",
            "gastrocnemius_muscle_flow_ml_per_min",
        ],
    ),
    (
        "anterior",
        [
            "anterior_tissue_pressure_mmhg",
            "anterior_perfusion_pressure_mmhg",
            "anterior_muscle_flow_ml_per_min",
        ],
    ),
];

const TISSUE: &str = "pressure between the muscle fibres: of the resting and the swollen tissue, of contraction, \
                      sleeve and cast";
const PERFUSION: &str = "mean pressure in the arteries of the left lower leg less the pressure between the muscle fibres";
const FLOW: &str = "mean flow through the arterioles of the muscle";

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new(
        "soleus_pressure_peak_mmhg",
        NAME,
        "highest pressure in the left soleus during exercise",
    ),
    Definition::new(
        "anterior_pressure_peak_mmhg",
        NAME,
        "highest pressure in the left anterior compartment during exercise",
    ),
    Definition::new(MUSCLES[0].1[0], NAME, TISSUE),
    Definition::new(MUSCLES[0].1[1], NAME, PERFUSION),
    Definition::new(MUSCLES[0].1[2], NAME, FLOW),
    Definition::new(MUSCLES[1].1[0], NAME, TISSUE),
    Definition::new(MUSCLES[1].1[1], NAME, PERFUSION),
    Definition::new(MUSCLES[1].1[2], NAME, FLOW),
    Definition::new(MUSCLES[2].1[0], NAME, TISSUE),
    Definition::new(MUSCLES[2].1[1], NAME, PERFUSION),
    Definition::new(MUSCLES[2].1[2], NAME, FLOW),
    Definition::new(
        FAILING,
        NAME,
        "share of the time in which the perfusion pressure of soleus, gastrocnemius or anterior muscles \
         of the left leg, averaged over some 20 s, is below 30 mmHg: muscle and nerve begin to fail",
    ),
];

/// Perfusion pressure below which muscle and nerve fail, mmHg (Wiger & Styf 1998, Schmidt et al. 2017).
const SAFE_MMHG: f64 = 30.0;
/// Time over which the pulse is averaged, seconds: estimate, many beats and few against the minutes
/// in which a muscle fails.
const AVERAGED_S: f64 = 20.0;

/// One muscle: its signals (pressure of the tissue, flow), its gauges and its averaged perfusion
/// pressure, mmHg.
struct Muscle {
    tissue: Signal,
    flow: Signal,
    gauges: [GaugeId; 3],
    averaged_mmhg: Option<f64>,
}

pub(super) struct Compartments {
    peaks: [(Signal, GaugeId, &'static str); 2],
    artery: Signal,
    muscles: Vec<Muscle>,
    failing: GaugeId,
}

impl Compartments {
    pub(super) fn new<P: Plant>(setup: &mut Setup<'_, P>) -> Result<Self, UnknownName> {
        let soleus = (
            setup.signal("leg.left.soleus.pressure_mmhg")?,
            setup.gauge(Gauge::hidden("soleus_pressure_mmhg").recorded_as("soleus_pressure_mmhg")),
            "soleus_pressure_peak_mmhg",
        );
        let anterior = (
            setup.signal("leg.left.anterior.pressure_mmhg")?,
            setup.gauge(Gauge::hidden("anterior_pressure_mmhg")),
            "anterior_pressure_peak_mmhg",
        );
        let mut muscles = Vec::new();
        for (name, readings) in MUSCLES {
            let bed = format!("leg.left.calf.{name}");
            muscles.push(Muscle {
                tissue: setup.signal(&format!("{bed}_capillary.tissue_pressure_mmhg"))?,
                flow: setup.signal(&format!("{bed}_arteriole.flow_ml_per_s"))?,
                gauges: readings.map(|reading| setup.gauge(Gauge::reading(reading))),
                averaged_mmhg: None,
            });
        }
        Ok(Self {
            peaks: [soleus, anterior],
            artery: setup.signal("leg.left.tibial_artery.pressure_mmhg")?,
            muscles,
            failing: setup.gauge(Gauge::reading(FAILING)),
        })
    }
}

impl Instrument for Compartments {
    fn look(&mut self, look: &Look<'_>, dials: &mut Dials<'_>) {
        for (signal, gauge, _) in &self.peaks {
            dials.set(*gauge, look[*signal]);
        }
        let mut fails = false;
        for muscle in &mut self.muscles {
            let tissue_mmhg = look[muscle.tissue];
            let perfusion_mmhg = look[self.artery] - tissue_mmhg;
            let [tissue, perfusion, flow] = muscle.gauges;
            dials.set(tissue, tissue_mmhg);
            dials.set(perfusion, perfusion_mmhg);
            dials.set(flow, 60.0 * look[muscle.flow]);
            let before_mmhg = muscle.averaged_mmhg.unwrap_or(perfusion_mmhg);
            let now_mmhg = averaged(before_mmhg, perfusion_mmhg, look.since_s, AVERAGED_S);
            muscle.averaged_mmhg = Some(now_mmhg);
            fails |= now_mmhg < SAFE_MMHG;
        }
        dials.set(self.failing, if fails { 100.0 } else { 0.0 });
    }

    fn ends(&mut self, stage: &Stage, _: usize, gauges: &GaugeStatistics, readings: &mut Readings) {
        if stage.activity.is_some() {
            for (_, gauge, name) in &self.peaks {
                put(readings, name, gauges.of(*gauge).max);
            }
        }
    }
}

/// A running mean with a time constant, after `since_s` more seconds.
pub(super) fn averaged(before: f64, now: f64, since_s: f64, tau_s: f64) -> f64 {
    before + (now - before) * -(-since_s / tau_s).exp_m1()
}

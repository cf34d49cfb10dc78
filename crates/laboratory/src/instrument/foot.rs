//! The left foot: its volume in water, its flow, and the oxygen pressure on its heated skin.
//!
//! Volume is blood and tissue fluid, counted from the start, of the volume of the foot (1.45 % of body
//! mass, Winter DA 1990, from memory, at 1.09 g/mL); bone, skin and muscle do not change. Flow is of all
//! arterioles of the foot, as a laser Doppler follows it in relative terms.
//!
//! Transcutaneous oxygen is a surrogate, not a balance of oxygen. An electrode heats the skin to 44
//! degrees, so that its vessels neither regulate nor constrict, and its reading follows their flow by a
//! hyperbola (Scheffler A et al. 1992 Eur J Clin Invest 22:420-426, 388 legs; Matsen FA et al. 1984 Surg
//! Gynecol Obstet 159:418-422):
//!
//! ```text
//! T = T_0 max(1 + a (1 - 1/g), 0)
//! g = (p_a - p_v)/Δp_0 (1 + d max(p_v - p_v0, 0))
//! ```
//!
//! | symbol | meaning | value | from |
//! |---|---|---|---|
//! | T_0 | oxygen pressure of a healthy foot, lying | 71 mmHg | 52 healthy people (scilit.net/publications/b5fe3364ebdedbab88d4e87c1648e6f0) |
//! | p_a, p_v | mean pressure in arteries and veins of the foot, at their own height | | |
//! | Δp_0, p_v0 | p_a - p_v, and p_v, of the healthy lying foot | 75, 10 mmHg | the body lying at rest |
//! | a | | 0.75 | T falls by 1 % for each mmHg of arterial pressure when the foot is raised: a = 0.01 Δp_0 |
//! | d | rise of conductance with the pressure in the veins | 0.0067 /mmHg | T rises by 0.5 % for each mmHg of venous pressure in a hanging foot: d = 0.005/a |
//!
//! The two slopes were measured in ten young people (Effect of arterial and venous pressures on transcutaneous
//! oxygen tension, scilit.net/publications/f4240a3d5f0303637e75265a006ed1f5). The electrode follows with a
//! time constant of some 20 s (estimate).

use super::Definition;
use super::bench::{Dials, Instrument, Look, Setup, Signal};
use super::compartment::averaged;
use super::gauge::{Gauge, GaugeId};
use crate::plant::{Plant, UnknownName};

const NAME: &str = "foot laboratory";

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new(
        "foot_volume_change_pct",
        NAME,
        "volume of blood and interstitial fluid of the left foot now less that at the start of the run, \
         of the volume of the foot",
    ),
    Definition::new(
        "foot_flow_ml_per_min",
        NAME,
        "mean flow through the arterioles of the left foot",
    ),
    Definition::new(
        "foot_transcutaneous_oxygen_mmhg",
        NAME,
        "surrogate of the oxygen pressure on the heated skin of the left foot, from the pressures in its \
         arteries and veins; not a balance of oxygen",
    ),
];

/// Share of the foot in body mass, and its density, g/mL (Winter 1990, from memory).
const FOOT_SHARE: f64 = 0.0145;
const FOOT_DENSITY: f64 = 1.09;

const HEALTHY_MMHG: f64 = 71.2;
const DRIVE_MMHG: f64 = 75.0;
const VENOUS_MMHG: f64 = 10.0;
const CURVATURE: f64 = 0.01 * DRIVE_MMHG;
const DISTENSION_PER_MMHG: f64 = 0.005 / CURVATURE;
const ELECTRODE_S: f64 = 20.0;
/// Least share of the healthy flow, which keeps the hyperbola finite.
const LEAST_FLOW: f64 = 1e-3;

/// T of the mean pressures in arteries and veins of the foot, all in mmHg.
pub(super) fn transcutaneous_oxygen(artery_mmhg: f64, vein_mmhg: f64) -> f64 {
    let distension = 1.0 + DISTENSION_PER_MMHG * (vein_mmhg - VENOUS_MMHG).max(0.0);
    let flow = (artery_mmhg - vein_mmhg) / DRIVE_MMHG * distension;
    HEALTHY_MMHG * (1.0 + CURVATURE * (1.0 - 1.0 / flow.max(LEAST_FLOW))).max(0.0)
}

pub(super) struct Foot {
    volumes: Vec<Signal>,
    foot_ml: f64,
    start_ml: Option<f64>,
    volume: GaugeId,
    arteriole: Signal,
    flow: GaugeId,
    /// Pressures in artery and vein, and their running means, mmHg.
    pressures: [Signal; 2],
    means_mmhg: Option<[f64; 2]>,
    oxygen: GaugeId,
}

impl Foot {
    pub(super) fn new<P: Plant>(setup: &mut Setup<'_, P>) -> Result<Self, UnknownName> {
        Ok(Self {
            volumes: setup.volumes(|place| place.name.starts_with("leg.left.foot."))?,
            foot_ml: 1000.0 * FOOT_SHARE * setup.subject.mass_kg / FOOT_DENSITY,
            start_ml: None,
            volume: setup.gauge(Gauge::reading("foot_volume_change_pct")),
            arteriole: setup.signal("leg.left.foot.arteriole.flow_ml_per_s")?,
            flow: setup.gauge(Gauge::reading("foot_flow_ml_per_min")),
            pressures: [
                setup.signal("leg.left.foot.artery.pressure_mmhg")?,
                setup.signal("leg.left.foot.dorsal_vein.pressure_mmhg")?,
            ],
            means_mmhg: None,
            oxygen: setup.gauge(Gauge::reading("foot_transcutaneous_oxygen_mmhg")),
        })
    }
}

impl Instrument for Foot {
    fn look(&mut self, look: &Look<'_>, dials: &mut Dials<'_>) {
        let change_pct = if self.volumes.is_empty() {
            f64::NAN
        } else {
            let volume_ml = look.sum(&self.volumes);
            let start_ml = *self.start_ml.get_or_insert(volume_ml);
            100.0 * (volume_ml - start_ml) / self.foot_ml
        };
        dials.set(self.volume, change_pct);
        dials.set(self.flow, 60.0 * look[self.arteriole]);
        let now = self.pressures.map(|pressure| look[pressure]);
        let means = self.means_mmhg.get_or_insert(now);
        for (mean, now) in means.iter_mut().zip(now) {
            *mean = averaged(*mean, now, look.since_s, ELECTRODE_S);
        }
        let [artery, vein] = *means;
        dials.set(self.oxygen, transcutaneous_oxygen(artery, vein));
    }
}

//! Strain gauge around the left calf: its swelling, the drift of its tissue fluid, its lymph, and the
//! arterial inflow of the leg.
//!
//! A mercury strain gauge measures the relative change of girth. That is half the relative change
//! of the volume beneath it, blood and tissue fluid. Shares are of the volume of the shank, 4.65 %
//! of body mass at 1.09 g/mL (Winter DA 1990 Biomechanics and Motor Control of Human Movement, from
//! memory). Lymph is the flow from the calf's tissue into its lymph vessels, for 100 mL of calf; a
//! laboratory infers it from filtration at rest. Inflow is the flow through all arterioles of the
//! leg, or of the calf, which occlusion of the veins measures; the resistance of the calf is mean
//! arterial pressure over its inflow. Source: Whitney RJ 1953 J Physiol 121:1-27; Stick C
//! et al. 1992 J Appl Physiol 72:2063-2068 (the drift of the extravascular volume).

use super::bench::{Dials, Instrument, Look, Setup, Signal};
use super::gauge::{Gauge, GaugeId, GaugeStatistics};
use super::stage::Stage;
use super::{Definition, Readings, put};
use crate::plant::{Plant, UnknownName};

const NAME: &str = "strain gauge";

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new(
        "calf_volume_change_pct",
        NAME,
        "volume of blood and interstitial fluid of the left calf now less that at the start of the \
         run, of the volume of the shank",
    ),
    Definition::new(
        "calf_extravascular_rate_pct_per_min",
        NAME,
        "change of the interstitial fluid of the left calf from start to end of the phase or window, \
         a minute, of the volume of the shank",
    ),
    Definition::new(
        "calf_lymph_ml_per_min_per_100ml",
        NAME,
        "lymph from the left calf, for 100 mL of the shank",
    ),
    Definition::new(
        "leg_arterial_inflow_ml_per_min",
        NAME,
        "mean flow through the arterioles of the left leg, collaterals included",
    ),
    Definition::new(
        "calf_vascular_resistance_mmhg_min_per_l",
        NAME,
        "mean arterial pressure over the flow through the arterioles of the left calf",
    ),
];

/// Share of the shank in body mass, and its density, g/mL (Winter 1990, from memory).
const SHANK_SHARE: f64 = 0.0465;
const SHANK_DENSITY: f64 = 1.09;

/// Volume of one shank, mL.
pub(super) fn shank_volume_ml(mass_kg: f64) -> f64 {
    1000.0 * SHANK_SHARE * mass_kg / SHANK_DENSITY
}

pub(super) struct StrainGauge {
    calf: Vec<Signal>,
    tissue: Vec<Signal>,
    lymph: Option<Signal>,
    arterioles: Vec<Signal>,
    calf_arterioles: Vec<Signal>,
    shank_ml: f64,
    start_ml: Option<f64>,
    change: GaugeId,
    tissue_now: GaugeId,
    lymph_flow: GaugeId,
    inflow: GaugeId,
    calf_inflow: GaugeId,
}

impl StrainGauge {
    pub(super) fn new<P: Plant>(setup: &mut Setup<'_, P>) -> Result<Self, UnknownName> {
        let in_calf = |name: &str| name.starts_with("leg.left.calf.");
        let tissue = setup.volumes(|p| in_calf(&p.name) && p.wall == "interstitium")?;
        let lymph = if tissue.is_empty() {
            None
        } else {
            Some(setup.signal("leg.left.calf.interstitium.lymph_ml_per_s")?)
        };
        let places = setup.plant.places();
        let beds = places.iter().filter_map(|place| {
            let in_leg = place.name.starts_with("leg.left.");
            place.name.strip_suffix("_capillary").filter(|_| in_leg)
        });
        let beds: Vec<&str> = beds.collect();
        let mut flows = |beds: &mut dyn Iterator<Item = &&str>| {
            beds.map(|bed| setup.signal(&format!("{bed}_arteriole.flow_ml_per_s")))
                .collect::<Result<Vec<_>, _>>()
        };
        let arterioles = flows(&mut beds.iter())?;
        let calf_arterioles = flows(&mut beds.iter().filter(|bed| in_calf(bed)))?;
        Ok(Self {
            arterioles,
            calf_arterioles,
            calf: setup.volumes(|p| in_calf(&p.name))?,
            tissue,
            lymph,
            shank_ml: shank_volume_ml(setup.subject.mass_kg),
            start_ml: None,
            change: setup.gauge(Gauge::reading("calf_volume_change_pct")),
            tissue_now: setup.gauge(Gauge::hidden("calf_interstitial_volume_ml")),
            lymph_flow: setup.gauge(Gauge::reading("calf_lymph_ml_per_min_per_100ml")),
            inflow: setup.gauge(Gauge::reading("leg_arterial_inflow_ml_per_min")),
            calf_inflow: setup.gauge(Gauge::hidden("calf_arterial_inflow_ml_per_min")),
        })
    }
}

impl Instrument for StrainGauge {
    fn look(&mut self, look: &Look<'_>, dials: &mut Dials<'_>) {
        for (gauge, flows) in [
            (self.inflow, &self.arterioles),
            (self.calf_inflow, &self.calf_arterioles),
        ] {
            let is_known = !flows.is_empty();
            let inflow = if is_known {
                60.0 * look.sum(flows)
            } else {
                f64::NAN
            };
            dials.set(gauge, inflow);
        }
        let Some(lymph) = self.lymph else {
            for gauge in [self.change, self.tissue_now, self.lymph_flow] {
                dials.set(gauge, f64::NAN);
            }
            return;
        };
        let volume_ml = look.sum(&self.calf);
        let start_ml = *self.start_ml.get_or_insert(volume_ml);
        dials.set(self.change, 100.0 * (volume_ml - start_ml) / self.shank_ml);
        dials.set(self.tissue_now, look.sum(&self.tissue));
        dials.set(self.lymph_flow, 60.0 * look[lymph] * 100.0 / self.shank_ml);
    }

    fn ends(&mut self, _: &Stage, _: usize, gauges: &GaugeStatistics, readings: &mut Readings) {
        let tissue = gauges.of(self.tissue_now);
        let per_min = 60.0 * (tissue.last - tissue.first) / tissue.duration_s;
        let rate_pct = 100.0 * per_min / self.shank_ml;
        put(readings, "calf_extravascular_rate_pct_per_min", rate_pct);
        if let Some(pressure) = readings.get("mean_arterial_pressure_mmhg") {
            let l_per_min = gauges.of(self.calf_inflow).mean() / 1000.0;
            let resistance = pressure.value / l_per_min;
            put(
                readings,
                "calf_vascular_resistance_mmhg_min_per_l",
                resistance,
            );
        }
    }
}

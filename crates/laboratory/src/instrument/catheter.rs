//! Catheters in the right heart: central venous, pulmonary artery and wedge pressure, resistance.
//!
//! Wedge pressure is the mean pressure in the pulmonary veins, to which a wedged catheter is open.
//! The lines are full of fluid and their transducers level with the right atrium, whatever the posture.
//! Source: Kovacs G et al. 2009 Eur Respir J 34:888-894.

use super::bench::{Dials, Instrument, Look, Setup, Signal};
use super::gauge::{Gauge, GaugeId, GaugeStatistics};
use super::stage::Stage;
use super::{Definition, Readings, put};
use crate::plant::{Plant, UnknownName};

const NAME: &str = "right heart catheter";

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new(
        "central_venous_pressure_mmhg",
        NAME,
        "mean pressure in the right atrium",
    ),
    Definition::new(
        "pulmonary_artery_pressure_mmhg",
        NAME,
        "mean pressure in the pulmonary artery, at the height of the right atrium",
    ),
    Definition::new(
        "pulmonary_wedge_pressure_mmhg",
        NAME,
        "mean pressure in the pulmonary veins, at the height of the right atrium",
    ),
    Definition::new(
        "total_peripheral_resistance_mmhg_min_per_l",
        NAME,
        "mean arterial less central venous pressure, over cardiac output",
    ),
];

pub(super) struct Catheter {
    wedge: (Signal, GaugeId),
}

impl Catheter {
    pub(super) fn new<P: Plant>(setup: &mut Setup<'_, P>) -> Result<Self, UnknownName> {
        Ok(Self {
            wedge: (
                setup.signal("lung.vein.pressure_at_heart_mmhg")?,
                setup.gauge(Gauge::reading("pulmonary_wedge_pressure_mmhg")),
            ),
        })
    }
}

impl Instrument for Catheter {
    fn look(&mut self, look: &Look<'_>, dials: &mut Dials<'_>) {
        dials.set(self.wedge.1, look[self.wedge.0]);
    }

    fn ends(&mut self, _: &Stage, _: usize, _: &GaugeStatistics, readings: &mut Readings) {
        let of = |name| readings.get(name).map(|reading| reading.value);
        if let (Some(arterial), Some(venous), Some(output)) = (
            of("mean_arterial_pressure_mmhg"),
            of("central_venous_pressure_mmhg"),
            of("cardiac_output_l_per_min"),
        ) {
            let resistance = (arterial - venous) / output;
            put(
                readings,
                "total_peripheral_resistance_mmhg_min_per_l",
                resistance,
            );
        }
    }
}

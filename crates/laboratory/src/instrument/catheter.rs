//! Catheters in the right heart: central venous, pulmonary artery and wedge pressure, resistance.
//!
//! Wedge pressure is the pressure in the pulmonary veins where they leave the capillaries, to which a wedged
//! catheter is open: its mean, and
//! the mean over the last tenth of every breath, as many laboratories read it because the pressure in
//! the chest is then closest to the one outside. In exercise the two readings differ by several mmHg.
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
        "pulmonary_wedge_pressure_end_expiration_mmhg",
        NAME,
        "mean pressure in the pulmonary veins over the last tenth of every breath, at the height of the \
         right atrium",
    ),
    Definition::new(
        "total_peripheral_resistance_mmhg_min_per_l",
        NAME,
        "mean arterial less central venous pressure, over cardiac output",
    ),
];

/// Phase of a breath from which expiration counts as ended.
const END_OF_EXPIRATION: f64 = 0.9;

pub(super) struct Catheter {
    wedge: (Signal, GaugeId),
    breathing: Signal,
    /// Whether expiration is at its end, 0 or 1, and the wedge pressure times this.
    at_end: GaugeId,
    wedge_at_end: GaugeId,
}

impl Catheter {
    pub(super) fn new<P: Plant>(setup: &mut Setup<'_, P>) -> Result<Self, UnknownName> {
        Ok(Self {
            wedge: (
                setup.signal("lung.segmental_vein.pressure_at_heart_mmhg")?,
                setup.gauge(Gauge::reading("pulmonary_wedge_pressure_mmhg")),
            ),
            breathing: setup.signal("respiration.phase_fraction")?,
            at_end: setup.gauge(Gauge::hidden("end_of_expiration_fraction")),
            wedge_at_end: setup.gauge(Gauge::hidden("wedge_pressure_at_end_of_expiration_mmhg")),
        })
    }
}

impl Instrument for Catheter {
    fn look(&mut self, look: &Look<'_>, dials: &mut Dials<'_>) {
        let wedge_mmhg = look[self.wedge.0];
        let at_end = f64::from(look[self.breathing] >= END_OF_EXPIRATION);
        dials.set(self.wedge.1, wedge_mmhg);
        dials.set(self.at_end, at_end);
        dials.set(self.wedge_at_end, at_end * wedge_mmhg);
    }

    fn ends(&mut self, _: &Stage, _: usize, gauges: &GaugeStatistics, readings: &mut Readings) {
        put(
            readings,
            "pulmonary_wedge_pressure_end_expiration_mmhg",
            gauges.of(self.wedge_at_end).mean() / gauges.of(self.at_end).mean(),
        );
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

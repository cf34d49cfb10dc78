//! Catheters in muscle compartments: intramuscular pressure of soleus and anterior compartment.
//!
//! Source: Ballard RE et al. 1998 J Appl Physiol 84:1976-1981 (peaks in each gait cycle).

use super::bench::{Dials, Instrument, Look, Setup, Signal};
use super::gauge::{Gauge, GaugeId, GaugeStatistics};
use super::stage::Stage;
use super::{Definition, Readings, put};
use crate::plant::{Plant, UnknownName};

const NAME: &str = "compartment catheter";

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
];

pub(super) struct Compartments([(Signal, GaugeId, &'static str); 2]);

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
        Ok(Self([soleus, anterior]))
    }
}

impl Instrument for Compartments {
    fn look(&mut self, look: &Look<'_>, dials: &mut Dials<'_>) {
        for (signal, gauge, _) in &self.0 {
            dials.set(*gauge, look[*signal]);
        }
    }

    fn ends(&mut self, stage: &Stage, _: usize, gauges: &GaugeStatistics, readings: &mut Readings) {
        if stage.activity.is_some() {
            for (_, gauge, name) in &self.0 {
                put(readings, name, gauges.of(*gauge).max);
            }
        }
    }
}

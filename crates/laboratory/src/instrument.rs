//! Instruments: they measure a body as a laboratory does, by the laboratory's definitions.
//!
//! An instrument sees the body only through signals that it finds by name once. It looks at every
//! step (flows and powers that must add up) or at the output rate (sums over many vessels), sees
//! every complete heart beat, and reports its readings at the end of each phase and window. A
//! reading that has no meaning in a phase is absent: no refilling time without exercise, no filling
//! index without emptied veins.

mod artery;
mod bench;
mod catheter;
mod compartment;
mod cuffs;
mod doppler;
mod duplex;
mod echo;
mod exponential;
mod foot;
mod gauge;
mod heart_doppler;
mod heart_rate;
mod knee;
mod leg_flow;
mod occlusion;
mod oxygen;
mod plethysmograph;
mod pump;
mod reflux;
mod segments;
mod stage;
mod strain_gauge;
mod trail;
mod vein_cannula;
mod volumetry;
mod watch;

use std::collections::BTreeMap;

pub use knee::KneeCycle;
pub(crate) use stage::Near;
pub use stage::Stage;
pub use trail::Onsets;

pub(crate) use bench::{BeatView, Bench};

/// What a reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Definition {
    /// Name, which ends in the unit.
    pub name: &'static str,
    /// How a laboratory defines the reading, in a sentence.
    pub definition: &'static str,
    /// The instrument.
    pub instrument: &'static str,
    /// The reading from which a change is counted in the reference phase, if that is another
    /// reading: the lowest beat of a phase falls from the mean of the phase before.
    pub reference: Option<&'static str>,
}

impl Definition {
    const fn new(name: &'static str, instrument: &'static str, definition: &'static str) -> Self {
        Self {
            name,
            definition,
            instrument,
            reference: None,
        }
    }

    const fn counted_from(mut self, reference: &'static str) -> Self {
        self.reference = Some(reference);
        self
    }
}

/// A reading over a phase or window, in the unit that its name ends in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// Time-weighted mean, or the single value.
    pub value: f64,
    /// Lowest and highest of its means over whole heart beats, where the reading is followed in time.
    pub extremes: Option<(f64, f64)>,
}

impl Reading {
    /// A reading that is one value.
    pub(crate) fn single(value: f64) -> Self {
        Self {
            value,
            extremes: None,
        }
    }
}

/// Readings of a phase or window by name.
pub type Readings = BTreeMap<&'static str, Reading>;

/// Adds a reading if it is a finite number.
pub(crate) fn put(readings: &mut Readings, name: &'static str, value: f64) {
    if value.is_finite() {
        readings.insert(name, Reading::single(value));
    }
}

/// All readings, instrument by instrument.
pub fn definitions() -> Vec<&'static Definition> {
    [
        artery::DEFINITIONS,
        heart_rate::DEFINITIONS,
        cuffs::DEFINITIONS,
        segments::DEFINITIONS,
        echo::DEFINITIONS,
        heart_doppler::DEFINITIONS,
        catheter::DEFINITIONS,
        volumetry::DEFINITIONS,
        vein_cannula::DEFINITIONS,
        plethysmograph::DEFINITIONS,
        strain_gauge::DEFINITIONS,
        occlusion::DEFINITIONS,
        foot::DEFINITIONS,
        duplex::DEFINITIONS,
        reflux::DEFINITIONS,
        doppler::DEFINITIONS,
        compartment::DEFINITIONS,
        pump::DEFINITIONS,
        knee::DEFINITIONS,
        leg_flow::DEFINITIONS,
        oxygen::DEFINITIONS,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The definition of a reading.
pub fn definition(name: &str) -> Option<&'static Definition> {
    definitions()
        .into_iter()
        .find(|definition| definition.name == name)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

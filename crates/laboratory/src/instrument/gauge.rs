//! Gauges: quantities that an instrument follows in time, with statistics over phases and windows.

use crate::record::Statistics;

/// A quantity followed in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Gauge {
    /// Name, which ends in the unit.
    pub(crate) name: &'static str,
    /// Whether its mean over a phase is a reading of that name.
    pub(crate) reading: bool,
    /// Whether it is a mean over the time since the last look and not a value at the look.
    pub(crate) rate: bool,
    /// Name of its column in the table of waveforms, if it has one.
    pub(crate) column: Option<&'static str>,
}

impl Gauge {
    /// A quantity whose mean is a reading.
    pub(crate) const fn reading(name: &'static str) -> Self {
        Self {
            name,
            reading: true,
            rate: false,
            column: None,
        }
    }

    /// A quantity that other readings are made of.
    pub(crate) const fn hidden(name: &'static str) -> Self {
        Self {
            name,
            reading: false,
            rate: false,
            column: None,
        }
    }

    /// The same as a mean since the last look.
    pub(crate) const fn rate(mut self) -> Self {
        self.rate = true;
        self
    }

    /// The same, with a column in the table of waveforms.
    pub(crate) const fn recorded_as(mut self, column: &'static str) -> Self {
        self.column = Some(column);
        self
    }
}

/// Handle of a gauge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct GaugeId(pub(super) usize);

/// Statistics of all gauges over a phase or window.
#[derive(Debug, Clone)]
pub(crate) struct GaugeStatistics(pub(super) Vec<Statistics>);

impl GaugeStatistics {
    /// The statistics of one gauge.
    pub(crate) fn of(&self, gauge: GaugeId) -> &Statistics {
        &self.0[gauge.0]
    }
}

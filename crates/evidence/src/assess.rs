//! Compares one target with the readings of its scenario.

use super::readings::Readings;
use super::target::{Measurement, Reduction, Target};
use secondheart_laboratory::instrument;
use secondheart_words as words;

/// Result of comparing a simulation with a target.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// In the accepted band.
    In {
        /// The simulated value, in the target's unit.
        value: f64,
    },
    /// Out of the accepted band.
    Out {
        /// The simulated value, in the target's unit.
        value: f64,
    },
    /// No value is there.
    NotMeasurable {
        /// The reason, for the report.
        why: String,
    },
}

impl Verdict {
    /// The simulated value, in the target's unit.
    pub fn value(&self) -> Option<f64> {
        match self {
            Self::In { value } | Self::Out { value } => Some(*value),
            Self::NotMeasurable { .. } => None,
        }
    }

    /// The verdict in words.
    pub fn word(&self) -> &'static str {
        match self {
            Self::In { .. } => "in band",
            Self::Out { .. } => "out of band",
            Self::NotMeasurable { .. } => "not measurable yet",
        }
    }
}

/// Compares a target with the readings of its scenario, or with the reason why there are none. Where the
/// scenario was simulated several times, the target is compared with the mean.
pub fn assess(target: &Target, readings: Result<&[Readings], &str>) -> Verdict {
    let Some(measurement) = &target.measurement else {
        let why = "no scenario measures it".to_owned();
        return Verdict::NotMeasurable { why };
    };
    let value = readings
        .map_err(str::to_owned)
        .and_then(|runs| mean(measurement, runs));
    match value {
        Err(why) => Verdict::NotMeasurable { why },
        Ok(value) if target.accepts(value) => Verdict::In { value },
        Ok(value) => Verdict::Out { value },
    }
}

/// The mean of what the simulations of a scenario give, or why there is none.
fn mean(measurement: &Measurement, runs: &[Readings]) -> Result<f64, String> {
    let mut sum = 0.0;
    for readings in runs {
        sum += reduce(measurement, readings)?;
    }
    // Counts are far below 2^53.
    Ok(sum / runs.len() as f64)
}

/// The number that a simulation gives, or why there is none.
pub(super) fn reduce(measurement: &Measurement, readings: &Readings) -> Result<f64, String> {
    let Measurement {
        phase,
        reading: name,
        ..
    } = measurement;
    let find = |span: &str, name: &str| {
        let reading = readings.get(span, name);
        reading.ok_or_else(|| unread(span, name))
    };
    let reading = find(phase, name)?;
    let extremes = || {
        let extremes = reading.extremes;
        extremes.ok_or_else(|| format!("{name} is not followed in time in \"{phase}\""))
    };
    let reference = || {
        let from = measurement.from_phase.as_deref();
        // Some readings are counted from another: a lowest beat from the mean before.
        let counted_from = instrument::definition(name).and_then(|known| known.reference);
        let from = from.ok_or("no reference phase is given")?;
        Ok::<_, String>(find(from, counted_from.unwrap_or(name))?.value)
    };
    let peak = |reference: f64| {
        let (lowest, highest) = extremes()?;
        let (down, up) = (lowest - reference, highest - reference);
        Ok::<_, String>(if down.abs() > up.abs() { down } else { up })
    };
    let value = match measurement.reduce {
        Reduction::Value => reading.value,
        Reduction::Minimum => extremes()?.0,
        Reduction::Maximum => extremes()?.1,
        Reduction::Change => reading.value - reference()?,
        Reduction::ChangePct => 100.0 * (reading.value / reference()? - 1.0),
        Reduction::SharePct => 100.0 * reading.value / reference()?,
        Reduction::Ratio => reading.value / reference()?,
        Reduction::PeakChange => peak(reference()?)?,
        Reduction::PeakChangePct => 100.0 * peak(reference()?)? / reference()?,
    };
    if value.is_finite() {
        Ok(value)
    } else {
        Err(format!("{name} has no finite value in \"{phase}\""))
    }
}

/// Why a reading is not there.
fn unread(span: &str, name: &str) -> String {
    if instrument::definition(name).is_some() {
        return format!("{name} was not read in \"{span}\"");
    }
    let names = instrument::definitions()
        .into_iter()
        .map(|known| known.name);
    match words::nearest(name, names) {
        Some(nearest) => format!("unknown reading {name}; did you mean {nearest}?"),
        None => format!("there is no reading {name} yet"),
    }
}

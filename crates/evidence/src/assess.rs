//! Compares one target with the readings of its scenario.

mod course;

use super::measurement::{Measurement, Reduction};
use super::readings::Readings;
use super::target::Target;
use secondheart_laboratory::instrument;

/// Result of comparing a simulation with a target.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// In the accepted band.
    In {
        /// The simulated value, in the target's unit; not a number where the verdict alone is recorded.
        value: f64,
    },
    /// Out of the accepted band.
    Out {
        /// The simulated value, in the target's unit; not a number where the verdict alone is recorded.
        value: f64,
    },
    /// No value is there.
    NotMeasurable {
        /// The reason, for the report.
        why: String,
    },
}

impl Verdict {
    /// The simulated value, in the target's unit; `None` where there is none, or the verdict alone is
    /// recorded.
    pub fn value(&self) -> Option<f64> {
        match self {
            Self::In { value } | Self::Out { value } => Some(*value).filter(|own| own.is_finite()),
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

/// The readings of every simulation of a scenario, or why there are none.
pub type Simulated<'a> = Result<&'a [Readings], String>;

/// Compares a target with the simulations of its scenario. Where the scenario was simulated several
/// times, the target is compared with the mean. `reference` is of the scenario that the target's change
/// counts from, where it is another one.
pub fn assess(
    target: &Target,
    simulated: Simulated<'_>,
    reference: Option<Simulated<'_>>,
) -> Verdict {
    let Some(measurement) = &target.measurement else {
        let why = "no scenario measures it".to_owned();
        return Verdict::NotMeasurable { why };
    };
    let value = simulated.and_then(|runs| {
        let reference = reference.transpose()?;
        mean(runs, |run| reduce(measurement, run, reference))
    });
    match value {
        Err(why) => Verdict::NotMeasurable { why },
        Ok(value) if !value.is_finite() => Verdict::NotMeasurable {
            why: "the reading is not a finite number".to_owned(),
        },
        Ok(value) if target.accepts(value) => Verdict::In { value },
        Ok(value) => Verdict::Out { value },
    }
}

/// The mean of what simulations give, or why there is none.
fn mean(
    runs: &[Readings],
    value: impl Fn(&Readings) -> Result<f64, String>,
) -> Result<f64, String> {
    let values: Vec<f64> = runs.iter().map(value).collect::<Result<_, _>>()?;
    // Counts are far below 2^53.
    Ok(values.iter().sum::<f64>() / values.len() as f64)
}

/// The number that a simulation gives, or why there is none. `reference` holds the simulations that a
/// change counts from, if they are of another scenario.
pub(super) fn reduce(
    measurement: &Measurement,
    readings: &Readings,
    reference: Option<&[Readings]>,
) -> Result<f64, String> {
    let (phase, name) = (measurement.phase(), measurement.reading.as_str());
    let reading = || find(readings, phase, name);
    let extremes = || {
        let extremes = reading()?.extremes;
        extremes.ok_or_else(|| unfollowed(phase, name))
    };
    let reference_of = |name: &str| {
        let from = measurement.from_phase.as_deref();
        // Some readings are counted from another: a lowest beat from the mean before.
        let counted_from = instrument::definition(name).and_then(|known| known.reference);
        let from = from.ok_or("no reference phase is given")?;
        let value = |run: &Readings| Ok(find(run, from, counted_from.unwrap_or(name))?.value);
        match reference {
            Some(runs) => mean(runs, value),
            None => value(readings),
        }
    };
    let reference = || reference_of(name);
    let peak = |reference: f64| {
        let (lowest, highest) = extremes()?;
        let (down, up) = (lowest - reference, highest - reference);
        Ok::<_, String>(if down.abs() > up.abs() { down } else { up })
    };
    let against = || {
        measurement
            .against
            .as_deref()
            .ok_or("no other reading is given")
    };
    let course = |name: &str| {
        let course = readings.course(phase, name);
        course.ok_or_else(|| unfollowed(phase, name))
    };
    let line = || {
        let against = against()?;
        let point = |phase: &String| {
            let x = find(readings, phase, against)?.value;
            Ok::<_, String>((x, find(readings, phase, name)?.value))
        };
        let points: Vec<_> = measurement
            .phases
            .iter()
            .map(point)
            .collect::<Result<_, _>>()?;
        let line = course::line(&points);
        line.ok_or_else(|| format!("{against} is the same in all phases"))
    };
    let value = match measurement.reduce {
        Reduction::Value => reading()?.value,
        Reduction::Minimum => extremes()?.0,
        Reduction::Maximum => extremes()?.1,
        Reduction::Change => reading()?.value - reference()?,
        Reduction::ChangePct => 100.0 * (reading()?.value / reference()? - 1.0),
        Reduction::SharePct => 100.0 * reading()?.value / reference()?,
        Reduction::Ratio => reading()?.value / reference()?,
        Reduction::Sign => sign(reading()?.value, reference()?),
        Reduction::ChangePer => {
            let other = against()?;
            let change = find(readings, phase, other)?.value - reference_of(other)?;
            (reading()?.value - reference()?) / change
        }
        Reduction::PeakChange => peak(reference()?)?,
        Reduction::PeakChangePct => 100.0 * peak(reference()?)? / reference()?,
        Reduction::Slope => line()?.0,
        Reduction::Intercept => line()?.1,
        Reduction::Plateau => course::plateau(course(name)?)
            .ok_or_else(|| format!("no whole beat lies in \"{phase}\""))?,
        Reduction::HalfTime => course::half_time_s(course(name)?, reference()?)
            .ok_or_else(|| format!("{name} does not leave its reference in \"{phase}\""))?,
        Reduction::TimeToPeak => course::time_to_peak_s(course(name)?, reference()?)
            .ok_or_else(|| format!("no whole beat lies in \"{phase}\""))?,
        Reduction::Duration => course::duration_s(course(name)?, reference()?)
            .ok_or_else(|| format!("{name} has not come back at the end of \"{phase}\""))?,
        Reduction::Threshold => {
            let level = measurement.level.ok_or("no level is given")?;
            course::threshold(course(name)?, course(against()?)?, level)
                .ok_or_else(|| format!("{name} does not pass {level} in \"{phase}\""))?
        }
    };
    if value.is_finite() {
        Ok(value)
    } else {
        Err(format!("{name} has no finite value in \"{phase}\""))
    }
}

/// Share of a reference by which a value must differ from it to count as another: a study would not
/// tell them apart.
const SAME_WITHIN: f64 = 0.02;

/// Whether a value is higher than a reference, lower, or the same.
fn sign(value: f64, reference: f64) -> f64 {
    let change = value - reference;
    if change.abs() < SAME_WITHIN * reference.abs() {
        return 0.0;
    }
    change.signum()
}

fn find(readings: &Readings, span: &str, name: &str) -> Result<instrument::Reading, String> {
    let reading = readings.get(span, name);
    reading.ok_or_else(|| unread(span, name))
}

/// A reading that is one value for the whole of a phase.
fn unfollowed(span: &str, name: &str) -> String {
    format!("{name} is not followed in time in \"{span}\"")
}

/// Why a reading is not there. A name that no instrument has was refused with the file.
fn unread(span: &str, name: &str) -> String {
    format!("{name} was not read in \"{span}\"")
}

#[cfg(test)]
mod tests {
    use super::sign;

    #[test]
    fn a_sign_is_of_a_difference_that_a_study_would_see() {
        assert_eq!(sign(105.0, 100.0), 1.0);
        assert_eq!(sign(95.0, 100.0), -1.0);
        assert_eq!(sign(101.0, 100.0), 0.0);
        assert_eq!(sign(-4.0, -8.0), 1.0);
    }
}

//! How a simulation measures a row: the scenario with its person, phases, the reading and its reduction.

use std::fmt;

use super::target::words;

/// A scenario as it is simulated for a row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Case {
    /// Name of a shipped scenario, or path of a scenario file.
    pub scenario: String,
    /// Name of a shipped subject, or path of a subject file; `None` is the scenario's own person.
    pub subject: Option<String>,
    /// Conditions and interventions beside the scenario's own.
    pub with: Vec<String>,
    /// Mechanisms of the body that are switched off.
    pub without: Vec<String>,
}

impl Case {
    /// A scenario as it is.
    pub fn plain(scenario: &str) -> Self {
        Self {
            scenario: scenario.to_owned(),
            subject: None,
            with: Vec::new(),
            without: Vec::new(),
        }
    }

    /// Whether it is the scenario as it is.
    pub fn is_plain(&self) -> bool {
        self.subject.is_none() && self.with.is_empty() && self.without.is_empty()
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.scenario)?;
        if let Some(subject) = &self.subject {
            write!(f, " by {subject}")?;
        }
        for (word, names) in [("with", &self.with), ("without", &self.without)] {
            if !names.is_empty() {
                write!(f, " {word} {}", names.join(", "))?;
            }
        }
        Ok(())
    }
}

/// How a target is measured in a simulation.
#[derive(Debug, Clone, PartialEq)]
pub struct Measurement {
    /// What is simulated.
    pub case: Case,
    /// Phases, or reading windows, of the scenario: one, or several with a reduction across them.
    pub phases: Vec<String>,
    /// Name of the reading, which ends in its unit.
    pub reading: String,
    /// How the reading becomes one number.
    pub reduce: Reduction,
    /// Name of the reading that a slope or threshold is taken against.
    pub against: Option<String>,
    /// Value of the reading at a threshold, in the unit of the reading.
    pub level: Option<f64>,
    /// Reference phase or window, with every reduction that has one.
    pub from_phase: Option<String>,
    /// What is simulated for the reference where it is another person or other circumstances.
    pub from_case: Option<Case>,
    /// Similar phases whose report also shows the band; not counted.
    pub shown_in: Vec<Shown>,
}

/// A phase of a scenario in which a band is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Name of a shipped scenario.
    pub scenario: String,
    /// Phase, or reading window, of that scenario.
    pub phase: String,
    /// Reference phase or window of a change.
    pub from_phase: Option<String>,
}

impl Measurement {
    /// The cases that it needs.
    pub fn cases(&self) -> impl Iterator<Item = &Case> {
        std::iter::once(&self.case).chain(&self.from_case)
    }

    /// The phase or window that is measured; the last of several.
    pub fn phase(&self) -> &str {
        self.phases.last().map_or("", String::as_str)
    }

    /// The readings whose course over a phase it needs, with that phase.
    pub fn courses(&self) -> impl Iterator<Item = (&str, &str)> {
        let names = [Some(&self.reading), self.against.as_ref()];
        let names = names.into_iter().flatten();
        let follows = self.reduce.follows_course();
        names
            .filter(move |_| follows)
            .map(|name| (self.phase(), name.as_str()))
    }

    /// The measurement in a phase of a scenario that the row names as its own or in `shown_in`.
    /// `None` in other phases, and where the readings of one phase of one scenario do not give the number.
    pub fn in_phase(&self, scenario: &str, phase: &str) -> Option<Self> {
        if self.from_case.is_some() || self.reduce.is_across() || self.reduce.follows_course() {
            return None;
        }
        let asked = (scenario, phase);
        if self.case.is_plain() && (self.case.scenario.as_str(), self.phase()) == asked {
            return Some(self.clone());
        }
        let mut shown = self.shown_in.iter();
        let shown = shown.find(|shown| (shown.scenario.as_str(), shown.phase.as_str()) == asked)?;
        Some(Self {
            case: Case::plain(&shown.scenario),
            phases: vec![shown.phase.clone()],
            from_phase: shown.from_phase.clone(),
            ..self.clone()
        })
    }
}

words! {
    /// How a reading becomes the number that is compared with the band.
    Reduction {
        /// Time-weighted mean over the phase, or the reading's one value there.
        Value = "value",
        /// Value in the phase minus value in the reference phase.
        Change = "change",
        /// The same in per cent of the value in the reference phase.
        ChangePct = "change_pct",
        /// Value in the phase in per cent of the value in the reference phase.
        SharePct = "share_pct",
        /// Value in the phase over the value in the reference phase.
        Ratio = "ratio",
        /// 1 if the value in the phase is higher than in the reference phase, -1 if it is lower, 0 if the
        /// two differ by less than 2 % of the latter.
        Sign = "sign",
        /// Lowest mean over a beat in the phase.
        Minimum = "minimum",
        /// Highest mean over a beat in the phase.
        Maximum = "maximum",
        /// Change of the reading over the change of another reading, both from the reference phase.
        ChangePer = "change_per",
        /// Largest departure in the phase from the value in the reference phase, signed.
        PeakChange = "peak_change",
        /// The same in per cent of the value in the reference phase.
        PeakChangePct = "peak_change_pct",
        /// Slope of the straight line through the phases, against another reading.
        Slope = "slope",
        /// Where that line meets zero of the other reading.
        Intercept = "intercept",
        /// Mean over the last quarter of the phase.
        Plateau = "plateau",
        /// Time from the start of the phase until half of the way from the reference to the plateau.
        HalfTime = "half_time",
        /// Time from the start of the phase to the largest departure from the reference.
        TimeToPeak = "time_to_peak",
        /// Time over which the departure from the reference is more than half of the largest.
        Duration = "duration",
        /// Value of another reading at which the reading first passes a level.
        Threshold = "threshold",
    }
}

impl Reduction {
    /// Whether it needs a reference phase.
    pub fn is_change(self) -> bool {
        match self {
            Self::Change
            | Self::ChangePct
            | Self::SharePct
            | Self::Ratio
            | Self::Sign
            | Self::ChangePer
            | Self::PeakChange
            | Self::PeakChangePct
            | Self::HalfTime
            | Self::TimeToPeak
            | Self::Duration => true,
            Self::Value
            | Self::Minimum
            | Self::Maximum
            | Self::Slope
            | Self::Intercept
            | Self::Plateau
            | Self::Threshold => false,
        }
    }

    /// Whether it is taken across several phases.
    pub fn is_across(self) -> bool {
        matches!(self, Self::Slope | Self::Intercept)
    }

    /// Whether it is taken against another reading.
    pub fn is_against(self) -> bool {
        self.is_across() || matches!(self, Self::Threshold | Self::ChangePer)
    }

    /// Whether it follows the reading from beat to beat.
    pub fn follows_course(self) -> bool {
        match self {
            Self::Plateau
            | Self::HalfTime
            | Self::TimeToPeak
            | Self::Duration
            | Self::Threshold => true,
            Self::Value
            | Self::Change
            | Self::ChangePct
            | Self::SharePct
            | Self::Ratio
            | Self::Sign
            | Self::ChangePer
            | Self::Minimum
            | Self::Maximum
            | Self::PeakChange
            | Self::PeakChangePct
            | Self::Slope
            | Self::Intercept => false,
        }
    }

    /// Unit of its result, from the units of the reading and of the reading that it is taken against.
    pub fn unit(self, reading: &str, against: &str) -> String {
        match self {
            Self::ChangePct | Self::SharePct | Self::PeakChangePct => "%".to_owned(),
            Self::Ratio => "ratio".to_owned(),
            Self::Sign => "sign".to_owned(),
            Self::HalfTime | Self::TimeToPeak | Self::Duration => "s".to_owned(),
            Self::Threshold => against.to_owned(),
            // The unit of the slope of mmHg against L/min is mmHg.min/L.
            Self::Slope | Self::ChangePer if reading == against => "ratio".to_owned(),
            Self::Slope | Self::ChangePer => match against.split_once('/') {
                Some((over, under)) => format!("{reading}.{under}/{over}"),
                None => format!("{reading}/{against}"),
            },
            Self::Value
            | Self::Change
            | Self::Minimum
            | Self::Maximum
            | Self::PeakChange
            | Self::Intercept
            | Self::Plateau => reading.to_owned(),
        }
    }
}

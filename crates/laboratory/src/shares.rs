//! How much each mechanism of the body contributes to a reading.
//!
//! Every set of some mechanisms is run: exactly these work, the others are switched off. From the readings
//! of all sets each mechanism gets its share ([`shapley`](crate::shapley)).

use secondheart_body::Subject;
use secondheart_body::condition::Sort;
use secondheart_protocol::check::{self, Asked};
use secondheart_protocol::error::{InputError, Location, Mistake};
use secondheart_protocol::mistakes::InputErrors;
use secondheart_protocol::scenario::Scenario;
use secondheart_protocol::unknown;
use thiserror::Error;

use crate::experiment::ExperimentError;
use crate::instrument;
use crate::many::Done;
use crate::record::Record;
use crate::run::RunError;
use crate::shapley::Sets;
use crate::variants::{self, Ended, Setup, Variant};

/// The mechanisms that are examined where none is asked for.
pub const USUAL: [&str; 6] = [
    "pump",
    "valves",
    "venous-tone",
    "local-dilation",
    "reflexes",
    "filtration",
];

/// Most mechanisms; these are 256 runs.
pub const MOST: usize = 8;

/// Whose shares of what.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Name of a shipped scenario, or the path of a file.
    pub scenario: String,
    /// Conditions and interventions by name.
    pub with: Vec<String>,
    /// Values of parameters, `PATH=VALUE`.
    pub set: Vec<String>,
    /// The person.
    pub subject: Subject,
    /// Mechanisms by name, each once.
    pub mechanisms: Vec<String>,
    /// Name of the reading.
    pub reading: String,
    /// Name of a phase or window; `None` is the last phase in which the reading is read, or else the last
    /// window.
    pub phase: Option<String>,
}

/// The shares of some mechanisms.
#[derive(Debug, Clone, PartialEq)]
pub struct Shares {
    /// The mechanisms, as in the question.
    pub mechanisms: Vec<String>,
    /// The phase or window in which the reading was read.
    pub phase: String,
    /// The reading where exactly the mechanisms of a set work, in the unit that its name ends in.
    pub sets: Sets,
}

/// Why there are no shares.
#[derive(Debug, Error)]
pub enum SharesError {
    /// Mistakes in the question or the scenario.
    #[error(transparent)]
    Input(#[from] InputErrors),
    /// More mechanisms than can be examined.
    #[error("{given} mechanisms are more than {MOST}, the most that can be examined")]
    TooMany {
        /// How many were given.
        given: usize,
    },
    /// The reading does not exist where it is asked for.
    #[error("{reading} is not read in {place}{}", elsewhere(.read_in))]
    NotRead {
        /// The reading.
        reading: String,
        /// The phase, or the scenario.
        place: String,
        /// Phases and windows that have the reading.
        read_in: Vec<String>,
    },
    /// One of the runs gives no value.
    #[error("{run}: {reason}; without this run there are no shares")]
    Failed {
        /// Which mechanisms were out.
        run: String,
        /// Why.
        reason: String,
    },
    /// The interrupt of the setup turned true.
    #[error("interrupted")]
    Interrupted,
}

fn elsewhere(read_in: &[String]) -> String {
    match read_in {
        [] => String::new(),
        places => format!("; it is read in: {}", places.join(", ")),
    }
}

/// The run in which these mechanisms are out, in words.
pub fn label(without: &[String]) -> String {
    match without {
        [] => "all mechanisms".to_owned(),
        out => format!("without {}", out.join(", ")),
    }
}

/// The mechanisms that do not work in a set, by its place among all sets.
pub fn out_in(set: usize, mechanisms: &[String]) -> Vec<String> {
    let each = mechanisms.iter().enumerate();
    let out = each.filter(|(i, _)| set & (1 << i) == 0);
    out.map(|(_, name)| name.clone()).collect()
}

impl Question {
    /// The scenario where exactly the mechanisms of a set work.
    fn scenario(&self, set: usize, setup: &Setup) -> Result<Scenario, InputErrors> {
        let without = out_in(set, &self.mechanisms);
        let asked = Asked {
            of_phases: &[],
            with: &self.with,
            without: &without,
            set: &self.set,
        };
        check::read_with(&self.scenario, &asked, &setup.parameters)
    }

    fn variant(&self, set: usize, scenario: Scenario) -> Variant {
        Variant {
            label: label(&out_in(set, &self.mechanisms)),
            scenario,
            subject: self.subject.clone(),
        }
    }

    /// Finds names that mean nothing.
    fn check_names(&self) -> Result<(), SharesError> {
        let words = Sort::Knockout.words();
        for name in &self.mechanisms {
            if !words.contains(&name.as_str()) {
                let known = words.iter().copied();
                return Err(unknown_word("--mechanism", "mechanism", name, known));
            }
        }
        let given = self.mechanisms.len();
        if given > MOST {
            return Err(SharesError::TooMany { given });
        }
        let names = instrument::definitions();
        let names: Vec<&str> = names.iter().map(|known| known.name).collect();
        if !names.contains(&self.reading.as_str()) {
            let mistake = unknown::reading(&self.reading, &names);
            return Err(mistaken("--of", mistake));
        }
        Ok(())
    }

    /// Finds what is wrong with the scenario, and a phase that it does not have.
    fn check_in(&self, scenario: &Scenario, setup: &Setup) -> Result<(), SharesError> {
        let timeline = scenario.timeline();
        let spans = timeline.phases.iter().chain(&timeline.windows);
        let mut spans = spans.map(|span| span.name.as_str());
        if let Some(phase) = &self.phase
            && !spans.clone().any(|name| name == phase)
        {
            return Err(unknown_word("--phase", "phase", phase, &mut spans));
        }
        check::scenario(&setup.parameters, &self.subject, scenario)?;
        Ok(())
    }

    /// The phase or window in which the reading is read.
    fn phase_of(&self, record: &Record) -> Result<String, SharesError> {
        let reads = |span: &&crate::record::SpanRecord| span.readings.contains_key(&*self.reading);
        let phases = record.phases.iter().rev().filter(reads);
        let spans = phases.chain(record.windows.iter().rev().filter(reads));
        let names: Vec<String> = spans.map(|span| span.span.name.clone()).collect();
        let found = match &self.phase {
            Some(phase) => names.contains(phase).then(|| phase.clone()),
            None => names.first().cloned(),
        };
        found.ok_or_else(|| SharesError::NotRead {
            reading: self.reading.clone(),
            place: match &self.phase {
                Some(phase) => format!("{phase} of {}", self.scenario),
                None => self.scenario.clone(),
            },
            read_in: names.into_iter().rev().collect(),
        })
    }

    /// The reading in a phase or window, if it has a value there.
    fn read_in(&self, record: &Record, phase: &str) -> Option<f64> {
        let mut spans = record.phases.iter().chain(&record.windows);
        let span = spans.find(|span| span.span.name == phase)?;
        span.reading(&self.reading).map(|own| own.value)
    }

    /// The reading of a run.
    fn value(&self, ended: &Ended, phase: &str) -> Result<f64, SharesError> {
        let failed = |reason: String| SharesError::Failed {
            run: ended.label.clone(),
            reason,
        };
        match &ended.outcome {
            Ok(outcome) => self
                .read_in(&outcome.record, phase)
                .ok_or_else(|| failed(format!("{} has no value in {phase}", self.reading))),
            Err(ExperimentError::Run(RunError::Interrupted { .. })) => {
                Err(SharesError::Interrupted)
            }
            Err(error) => Err(failed(error.to_string())),
        }
    }
}

fn mistaken(place: &str, mistake: Mistake) -> SharesError {
    SharesError::Input(InputError::new(Location::whole(place), mistake).into())
}

fn unknown_word<'a>(
    place: &str,
    what: &'static str,
    word: &str,
    known: impl Iterator<Item = &'a str>,
) -> SharesError {
    let known: Vec<String> = known.map(str::to_owned).collect();
    let nearest = secondheart_words::nearest(word, known.iter().map(String::as_str));
    let mistake = Mistake::UnknownWord {
        what,
        word: word.to_owned(),
        nearest: nearest.map(str::to_owned),
        known,
    };
    mistaken(place, mistake)
}

/// Runs every set of the mechanisms, all of them first, and shares the reading. `ended` is called as each
/// run ends.
///
/// # Errors
/// A mistake in the question, a reading that does not exist, or a run that fails or has no value: then no
/// further run begins.
pub fn run(
    question: &Question,
    setup: &Setup,
    ended: &(dyn Fn(&Ended, Done) + Sync),
) -> Result<Shares, SharesError> {
    question.check_names()?;
    let count = question.mechanisms.len();
    // The set of all mechanisms has the last place.
    let full = (1_usize << count) - 1;
    let base = question.scenario(full, setup)?;
    question.check_in(&base, setup)?;
    let rest = (0..full).map(|set| Ok(question.variant(set, question.scenario(set, setup)?)));
    let rest: Vec<Variant> = rest.collect::<Result<_, InputErrors>>()?;

    // The run with all mechanisms tells whether the reading exists, and where.
    let of = full + 1;
    let first = [question.variant(full, base)];
    let told = |run: &Ended, _: Done| ended(run, Done { ended: 1, of });
    let first = variants::run(&first, setup, &|_| true, &told);
    let first = first.into_iter().flatten().next();
    let first = first.ok_or(SharesError::Interrupted)?;
    let phase = match &first.outcome {
        Ok(outcome) => question.phase_of(&outcome.record)?,
        Err(_) => String::new(),
    };
    let whole = question.value(&first, &phase)?;

    let has_value = |record: &Record| question.read_in(record, &phase).is_some();
    let told = |run: &Ended, done: Done| {
        let so_far = done.ended + 1;
        ended(run, Done { ended: so_far, of });
    };
    let runs = variants::run(&rest, setup, &has_value, &told);
    let begun = runs.iter().flatten();
    let mut values = begun
        .map(|run| question.value(run, &phase))
        .collect::<Result<Vec<f64>, _>>()?;
    values.push(whole);
    Ok(Shares {
        mechanisms: question.mechanisms.clone(),
        phase,
        // A run is left out after an interrupt only, or after one that failed.
        sets: Sets::new(count, values).ok_or(SharesError::Interrupted)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_named_by_what_is_out_in_its_set() {
        let mechanisms = ["pump", "valves", "reflexes"].map(str::to_owned);
        let named = |set: usize| label(&out_in(set, &mechanisms));
        assert_eq!(named(0b111), "all mechanisms");
        assert_eq!(named(0b110), "without pump");
        assert_eq!(named(0b010), "without pump, reflexes");
        assert_eq!(named(0), "without pump, valves, reflexes");
    }

    #[test]
    fn every_usual_mechanism_exists() {
        let words = Sort::Knockout.words();
        assert!(USUAL.iter().all(|name| words.contains(name)));
        assert!(USUAL.len() <= MOST);
    }
}

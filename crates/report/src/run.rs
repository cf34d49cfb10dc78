//! Runs an experiment and draws its report.

use secondheart_evidence::Evidence;
use secondheart_laboratory::experiment::{Experiment, ExperimentError};
use secondheart_laboratory::plant::{Driven, Plant};
use secondheart_laboratory::record::{Facts, Record};

use crate::outcome;
use crate::overview::Overview;
use crate::sketch::Sketch;

/// Name of the page among the results.
pub const PAGE: &str = "report.html";

/// The results of an experiment with what its report shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Reported {
    /// Readings of every phase and window, and the files.
    pub record: Record,
    /// The run as a whole.
    pub facts: Facts,
    /// What the report shows.
    pub overview: Overview,
}

/// Runs an experiment and keeps its results; with a destination, [`PAGE`] is among them.
///
/// # Errors
/// The run ends early, or a file cannot be written; older results are then left alone.
///
/// # Example
///
/// ```
/// use secondheart_laboratory::experiment::{Experiment, Options};
/// use secondheart_laboratory::start::Cache;
/// use secondheart_protocol::{scenario::Scenario, subject};
///
/// let text = "[[phase]]\nname = \"rest\"\nduration = \"5 s\"\n";
/// let scenario = Scenario::parse(text, "rest.toml")?;
/// let person = subject::find("reference-man")?;
/// let options = Options { cache: Cache::off(), ..Options::default() };
/// let experiment = Experiment::prepare(&scenario, &person, options)?;
///
/// let reported = secondheart_report::run(experiment)?;
/// assert_eq!(reported.overview.phases[0].name, "rest");
/// assert!(secondheart_report::html(&reported.overview).contains("heart rate"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn run<B: Plant + Driven>(
    mut experiment: Experiment<'_, B>,
) -> Result<Reported, ExperimentError> {
    let evidence = Evidence::shipped()?;
    let recorder = experiment.recorder()?;
    let mut sketch = Sketch::new(experiment.body(), recorder, experiment.timeline())?;
    let facts = experiment.observe(&mut sketch)?;
    let (recording, sketched) = sketch.complete(Some(&facts))?;
    let overview = outcome::overview(
        sketched,
        (experiment.scenario(), experiment.subject()),
        &recording.record,
        &facts,
        experiment.command(),
        &evidence.targets,
    )?;
    #[cfg(feature = "words")]
    let overview = {
        let (scenario, subject) = (experiment.scenario(), experiment.subject());
        let runs = [(scenario, subject, &recording.record)];
        let claims = crate::claims::told(&evidence, &runs)?;
        Overview { claims, ..overview }
    };
    let page = match &recording.files {
        Some(_) => crate::html(&overview),
        None => String::new(),
    };
    let record = experiment.keep(recording, &[(PAGE, &page)])?;
    Ok(Reported {
        record,
        facts,
        overview,
    })
}

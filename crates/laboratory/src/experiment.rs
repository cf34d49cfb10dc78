//! An experiment: from a scenario and a person to the results in one call.
//!
//! # Example
//!
//! ```
//! use secondheart_laboratory::experiment::{Experiment, Options};
//! use secondheart_laboratory::start::Cache;
//! use secondheart_protocol::{scenario::Scenario, subject};
//!
//! let text = "[[phase]]\nname = \"rest\"\nduration = \"5 s\"\n";
//! let scenario = Scenario::parse(text, "rest.toml")?;
//! let person = subject::find("reference-man")?;
//! let options = Options { cache: Cache::off(), ..Options::default() };
//! let outcome = Experiment::prepare(&scenario, &person, options)?.run()?;
//!
//! let rate = outcome.record.phases[0].reading("heart_rate_per_min").expect("beats in five seconds");
//! assert!((rate.value - person.resting_heart_rate_per_min).abs() < 5.0);
//! assert_eq!(outcome.facts.simulated_s.round(), 5.0);
//! assert!(outcome.record.files.is_empty(), "no destination, no files");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use secondheart_body::{Body, BodyError, Parameters, Subject};
use secondheart_protocol::account::Account;
use secondheart_protocol::mistakes::InputErrors;
use secondheart_protocol::scenario::{self, Provenance, Scenario, Timeline};
use secondheart_protocol::{blame, check};
use thiserror::Error;

use crate::clock::{self, Clock};
use crate::departure;
use crate::plant::{Driven, Plant};
use crate::record::{
    Facts, Format, Output, OutputFolder, PhaseWords, Plan, Record, RecordError, Recorder,
    Recording, Storage, file_names,
};
use crate::run::{Observer, Progress, RunError, Runner};
use crate::start::{self, Cache};

/// Version of the program, for the results.
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The file that repeats the run.
pub const RESOLVED: &str = "resolved.toml";

/// Where the results go.
#[derive(Debug, Clone)]
pub struct Destination {
    /// Memory, or a folder, which is made if it does not exist.
    pub storage: Storage<PathBuf>,
    /// File format of the tables.
    pub format: Format,
    /// Names of files that are added to the results, see [`Experiment::keep`]; a folder must have room
    /// for them.
    pub others: Vec<String>,
}

/// How an experiment is done.
pub struct Options<'a> {
    /// The body's parameters before the scenario's settings; default: as shipped.
    pub parameters: Option<Parameters>,
    /// Nominal step, seconds; default: the scenario's, or the body's own.
    pub step_s: Option<f64>,
    /// Where the results go; default: no files are made.
    pub destination: Option<Destination>,
    /// The command that repeats the run, for the results; default: empty.
    pub command: String,
    /// What messages call the subject, such as the path of its file; default: its name.
    pub subject_called: Option<String>,
    /// Readings whose course over a phase or window is kept: span and reading; default: none. One that is
    /// not followed in time has no course.
    pub follow: Vec<(String, String)>,
    /// Ends the run soon after it turns true; default: the run goes to its end.
    pub interrupt: Option<&'a AtomicBool>,
    /// Called with the progress about ten times a second; default: not called.
    pub progress: Option<&'a mut dyn FnMut(Progress<'_>)>,
    /// Where steady starts are remembered; default: the user's cache folder.
    pub cache: Cache,
    /// The clock that times the run; default: the system's.
    pub clock: Clock,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            parameters: None,
            step_s: None,
            destination: None,
            command: String::new(),
            subject_called: None,
            follow: Vec::new(),
            interrupt: None,
            progress: None,
            cache: Cache::of_user(),
            clock: clock::of_system,
        }
    }
}

/// Why an experiment gives no results.
#[derive(Debug, Error)]
pub enum ExperimentError {
    /// Mistakes in the scenario, the subject or the settings.
    #[error(transparent)]
    Input(#[from] InputErrors),
    /// The body cannot be built or does not come to rest.
    #[error(transparent)]
    Body(Box<BodyError>),
    /// The run ended early.
    #[error(transparent)]
    Run(#[from] RunError),
    /// Results cannot be recorded or written.
    #[error(transparent)]
    Record(#[from] RecordError),
}

impl From<BodyError> for ExperimentError {
    fn from(error: BodyError) -> Self {
        Self::Body(Box::new(error))
    }
}

/// The results of an experiment.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Readings of every phase and window, and the files.
    pub record: Record,
    /// The run as a whole.
    pub facts: Facts,
}

/// A scenario, a person and a body at its steady start, ready to run.
pub struct Experiment<'a, B = Body> {
    scenario: &'a Scenario,
    subject: &'a Subject,
    timeline: Timeline,
    account: Account,
    body: B,
    /// The scenario file that repeats the run, if files are made.
    resolved: Option<String>,
    options: Options<'a>,
}

impl<'a> Experiment<'a> {
    /// Checks scenario and destination, and finds the steady start. Nothing is left in the
    /// destination before the run.
    ///
    /// # Errors
    /// A mistake in the scenario, a destination that cannot be written, or no steady start.
    pub fn prepare(
        scenario: &'a Scenario,
        subject: &'a Subject,
        mut options: Options<'a>,
    ) -> Result<Self, ExperimentError> {
        let shipped = Parameters::shipped()?;
        let given = options.parameters.take();
        let parameters = given.unwrap_or_else(|| shipped.clone());
        check::scenario(&parameters, subject, scenario)?;
        if let Some(destination) = &options.destination {
            drop(destination.free()?);
        }
        let timeline = scenario.timeline();
        let body = match start::steady(&parameters, subject, &timeline, &options.cache) {
            Ok(body) => body,
            Err(error) => {
                let called = options.subject_called.as_ref().unwrap_or(&subject.name);
                let who = (subject, called.as_str());
                return Err(blame::unsteady(error, &parameters, who, &timeline)?.into());
            }
        };
        let mut experiment = Self::at_start(body, scenario, subject, options);
        experiment.account = Account::of(scenario, subject, &parameters, &shipped);
        if let Some(step_s) = experiment.options.step_s.or(scenario.step_s) {
            experiment.body.set_step_s(step_s)?;
        }
        let used = Provenance {
            version: VERSION,
            command: &experiment.options.command,
            account: &experiment.account,
            subject,
            parameters: experiment.body.parameters(),
            step_s: experiment.body.step_s(),
        };
        if experiment.options.destination.is_some() {
            experiment.resolved = Some(scenario::resolved(scenario, &used));
        }
        Ok(experiment)
    }
}

impl<'a, B: Plant + Driven> Experiment<'a, B> {
    /// An experiment on a body that is at its start already, as it is; parameters, step and cache
    /// of the options have no effect.
    pub fn at_start(
        body: B,
        scenario: &'a Scenario,
        subject: &'a Subject,
        options: Options<'a>,
    ) -> Self {
        // Without shipped data there would be no body.
        let shipped = Parameters::shipped().unwrap_or_default();
        Self {
            timeline: scenario.timeline(),
            account: Account::of(scenario, subject, &shipped, &shipped),
            scenario,
            subject,
            body,
            resolved: None,
            options,
        }
    }

    /// The body in its present state.
    pub fn body(&self) -> &B {
        &self.body
    }

    /// The scenario.
    pub fn scenario(&self) -> &Scenario {
        self.scenario
    }

    /// Scenario, person and changed parameters, for the records.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// The person simulated.
    pub fn subject(&self) -> &Subject {
        self.subject
    }

    /// Changes, phases and windows of the scenario in time.
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// The command that repeats the run.
    pub fn command(&self) -> &str {
        &self.options.command
    }

    /// Runs the scenario and keeps the results.
    ///
    /// # Errors
    /// The run ends early, or a file cannot be written; older results are then left alone.
    pub fn run(mut self) -> Result<Outcome, ExperimentError> {
        let mut recorder = self.recorder()?;
        let facts = self.observe(&mut recorder)?;
        let recording = recorder.complete(Some(&facts))?;
        let record = self.keep(recording, &[])?;
        Ok(Outcome { record, facts })
    }

    /// A recorder of the standard plan that writes to the destination.
    ///
    /// # Errors
    /// The body lacks a signal, or the destination cannot be written.
    pub fn recorder(&self) -> Result<Recorder<B::Signal>, RecordError> {
        let output = match &self.options.destination {
            None => None,
            Some(destination) => Some(Output {
                storage: destination.free()?,
                format: destination.format,
                about: self.about(),
                phases: self.phase_words(),
            }),
        };
        let plan = Plan::of(self.subject).with(&self.scenario.record, &self.body);
        let mut recorder = Recorder::new(&self.body, plan, &self.timeline, output)?;
        // Malformed data of the body would have been found when it was built.
        recorder.note(
            departure::at_start(self.subject, &self.account, self.scenario.duration_s())
                .unwrap_or_default(),
        );
        for (span, reading) in &self.options.follow {
            recorder.follow(span, reading);
        }
        Ok(recorder)
    }

    fn phase_words(&self) -> Vec<PhaseWords> {
        let phases = self.account.phases.iter();
        let words = phases.map(|phase| PhaseWords {
            start_s: phase.start_s,
            name: phase.name.clone(),
            posture: scenario::posture_words(&phase.posture),
            activity: phase.activity.clone(),
        });
        words.collect()
    }

    fn about(&self) -> Vec<(String, String)> {
        let about = [
            ("program", format!("secondheart {VERSION}")),
            ("scenario", self.scenario.name.clone()),
            ("title", self.scenario.title.clone()),
            ("subject", self.account.person.clone()),
            ("simulated", self.account.lines().join("\n")),
            ("command", self.options.command.clone()),
        ];
        about.map(|(key, text)| (key.to_owned(), text)).into()
    }

    /// Runs the timeline; the observer sees every step.
    ///
    /// # Errors
    /// The run ends early.
    pub fn observe(&mut self, observer: &mut impl Observer<B>) -> Result<Facts, RunError> {
        let mut runner = Runner::new(&self.timeline).timed_by(self.options.clock);
        if let Some(flag) = self.options.interrupt {
            runner = runner.interrupted_by(flag);
        }
        if let Some(progress) = &mut self.options.progress {
            runner = runner.reporting_to(&mut **progress);
        }
        let summary = runner.run(&mut self.body, observer)?;
        Ok(Facts {
            version: VERSION.to_owned(),
            account: self.account.clone(),
            step_s: self.body.step_s(),
            simulated_s: summary.simulated_s,
            wall_s: summary.wall_s,
            invariants: self.body.invariants(),
        })
    }

    /// Adds the file that repeats the run, and others by name and contents, to the files of a
    /// recording, and gives all their names. Without a destination no files are made.
    ///
    /// # Errors
    /// A file cannot be written; older results are then left alone.
    pub fn keep(
        self,
        mut recording: Recording,
        others: &[(&str, &str)],
    ) -> Result<Record, RecordError> {
        if let Some(files) = &mut recording.files {
            let resolved = self.resolved.as_deref().map(|text| (RESOLVED, text));
            for (name, text) in resolved.iter().chain(others) {
                files.add(name, text.as_bytes())?;
            }
        }
        let record = recording.keep()?;
        if let Some(destination) = &self.options.destination
            && let Some(folder) = destination.folder()
        {
            destination.clear_other_tables(folder);
        }
        Ok(record)
    }

    /// The command of another run whose results stand in the destination and would be replaced: another
    /// scenario, person, parameter, step, record or format of the tables. `None` if the destination is
    /// memory, empty or holds the same run.
    pub fn replaces(&self) -> Option<String> {
        let destination = self.options.destination.as_ref()?;
        let folder = destination.folder()?;
        let own = self.resolved.as_deref()?;
        let Ok(there) = fs::read_to_string(folder.join(RESOLVED)) else {
            let unknown = "results without a resolved.toml".to_owned();
            return destination.holds_results(folder).then_some(unknown);
        };
        if same_run(&there, own) && destination.other_tables(folder).is_empty() {
            return None;
        }
        let command = there
            .lines()
            .find_map(|line| line.strip_prefix("command = "));
        Some(
            command
                .unwrap_or("another run")
                .trim_matches('"')
                .to_owned(),
        )
    }

    /// Sends the results to a folder instead; without a destination nothing changes.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn redirect(&mut self, folder: PathBuf) -> Result<(), RecordError> {
        if let Some(destination) = &mut self.options.destination {
            destination.storage = Storage::Folder(folder);
            drop(destination.free()?);
        }
        Ok(())
    }
}

/// Whether two records of runs say the same but for the command and the version of the program.
fn same_run(one: &str, other: &str) -> bool {
    let of_run = |line: &&str| !line.starts_with("command = ") && !line.starts_with("version = ");
    one.lines().filter(of_run).eq(other.lines().filter(of_run))
}

impl Destination {
    /// The folder, if the results go to one.
    fn folder(&self) -> Option<&Path> {
        match &self.storage {
            Storage::Folder(folder) => Some(folder),
            Storage::Memory => None,
        }
    }

    /// Removes tables in another format, which an earlier run left: they are not of this run.
    fn clear_other_tables(&self, folder: &Path) {
        for table in self.other_tables(folder) {
            // A table that cannot be removed stays.
            let _ = fs::remove_file(table);
        }
    }

    /// Tables in another format that stand in the folder.
    fn other_tables(&self, folder: &Path) -> Vec<PathBuf> {
        let own = file_names(self.format);
        let others = Format::ALL.iter().flat_map(|format| file_names(*format));
        let others = others.filter(|name| !own.contains(name));
        let paths = others.map(|name| folder.join(name));
        paths.filter(|path| path.is_file()).collect()
    }

    /// Whether a file of results stands in the folder, in any format.
    fn holds_results(&self, folder: &Path) -> bool {
        let files = Format::ALL.iter().flat_map(|format| file_names(*format));
        let mut files = files.chain(self.others.iter().cloned());
        files.any(|name| folder.join(name).is_file())
    }

    /// The storage, if all files of the results can be put into it.
    fn free(&self) -> Result<Storage<OutputFolder>, RecordError> {
        let Some(folder) = self.folder() else {
            return Ok(Storage::Memory);
        };
        let recorded = file_names(self.format);
        let mut names = vec![RESOLVED];
        names.extend(self.others.iter().map(String::as_str));
        names.extend(recorded.iter().map(String::as_str));
        let folder = OutputFolder::prepare(folder)?.free_for(&names)?;
        Ok(Storage::Folder(folder))
    }
}

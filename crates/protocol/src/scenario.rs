//! Scenarios: protocol timelines that compile to timed changes and nothing else.
//!
//! A scenario is a TOML file of phases that follow each other. Posture and activity hold until a
//! later phase changes them. `extends` takes over another scenario, so that a variant is a file of
//! two lines.

pub(crate) mod cuff;
mod defaults;
mod extend;
mod format;
mod motion;
mod of_phase;
mod profile;
mod read;
mod repeat;
mod resolved;
mod settings;
mod shipped;
mod stocking;
mod words;

use std::path::Path;

use secondheart_body::condition::Sort;
use secondheart_body::{Activity, Change, Manner, Posture, Subject};

use crate::error::Location;
use crate::mistakes::{InputErrors, Mistakes, Noted};

pub(crate) use extend::{load, of_unchanged};
pub(crate) use read::Draft;
pub(crate) use settings::named_words;

pub use format::LONGEST_STEP_S;
pub use motion::{ACTIVITY_PATTERNS, POSTURES};
pub use resolved::{Provenance, resolved};
pub use settings::parse_override;
pub use shipped::{Shipped, find_by_reference as find_shipped, shipped};
pub use words::{activity_words, named_postures, posture_words};

/// A protocol, read and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Short name, fit for a folder: `calf-raises`.
    pub name: String,
    /// One line for tables and headings.
    pub title: String,
    /// Purpose of the protocol and its subjects; may be empty.
    pub description: String,
    /// Publications that the protocol follows.
    pub sources: Vec<String>,
    /// What the command line changed in phases, in words.
    pub changed: Vec<String>,
    /// Posture whose steady state the body starts from.
    pub start: Posture,
    /// Subject that the scenario names; `None` leaves the choice to the command.
    pub subject: Option<Subject>,
    /// Default time step, seconds.
    pub step_s: Option<f64>,
    /// Conditions and interventions in force before the steady start is found.
    pub named: Vec<NamedWord>,
    /// Parameters that differ from the body's own, in force before the steady start is found. Those
    /// set one by one override the conditions and interventions.
    pub set: Vec<Setting>,
    /// What happens, in order and without overlap.
    pub phases: Vec<Phase>,
    /// Reading windows inside phases.
    pub windows: Vec<Window>,
    /// What is recorded besides the usual.
    pub record: Recorded,
}

/// What a scenario records besides the usual.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recorded {
    /// Names and patterns of signals, with their locations.
    pub signals: Vec<(String, Location)>,
    /// Rows a second of the table of waveforms, if not the usual.
    pub rate_hz: Option<f64>,
}

/// A condition or intervention that a scenario asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedWord {
    /// Condition or intervention.
    pub sort: Sort,
    /// Its name, with `-left` or `-right` where it is on one leg.
    pub word: &'static str,
}

/// A parameter set to a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// Dotted name of the parameter.
    pub path: String,
    /// New value, in the unit that the name ends in.
    pub value: f64,
    /// Source of the value, if the file gives one.
    pub source: Option<String>,
    /// The condition or intervention that sets it.
    pub named: Option<NamedWord>,
    /// Where it was written.
    pub location: Location,
}

/// A stretch of the protocol.
#[derive(Debug, Clone, PartialEq)]
pub struct Phase {
    /// Name, fit for readings: `one_tiptoe`.
    pub name: String,
    /// Start after the start of the scenario, seconds.
    pub start_s: f64,
    /// Time from start to end, seconds.
    pub duration_s: f64,
    /// Change of posture at the start of the phase.
    pub movement: Option<PostureChange>,
    /// Activity that begins with the phase, and its location in the file.
    pub activity: Option<(Activity, Location)>,
    /// Conditions and interventions from the start of the phase on.
    pub named: Vec<NamedWord>,
    /// Parameters set at the start of the phase, also by the conditions and interventions.
    pub set: Vec<Setting>,
    /// Where it was written.
    pub location: Location,
}

impl Phase {
    /// End after the start of the scenario, seconds.
    pub fn end_s(&self) -> f64 {
        self.start_s + self.duration_s
    }
}

/// A change of posture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PostureChange {
    /// The new posture.
    pub to: Posture,
    /// Duration of the movement, seconds; 0 is at once.
    pub over_s: f64,
    /// Active, by the subject's own muscles, or passive.
    pub manner: Manner,
}

/// A part of a phase with readings of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// Name, fit for readings: `minute_3`.
    pub name: String,
    /// Name of the phase that it lies in.
    pub phase: String,
    /// Start after the start of the scenario, seconds.
    pub start_s: f64,
    /// End after the start of the scenario, seconds.
    pub end_s: f64,
}

/// What a scenario compiles to.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// Posture whose steady state the body starts from.
    pub start: Posture,
    /// Changes in force before the steady start is found.
    pub given: Vec<(Change, Location)>,
    /// Everything that is done, in order of time.
    pub changes: Vec<TimedChange>,
    /// The phases, in order of time.
    pub phases: Vec<Span>,
    /// Reading windows, with their times in the scenario.
    pub windows: Vec<Span>,
    /// Duration of the whole, seconds.
    pub end_s: f64,
}

/// A change at its time.
#[derive(Debug, Clone, PartialEq)]
pub struct TimedChange {
    /// Time after the start of the scenario, seconds.
    pub at_s: f64,
    /// The change of posture, activity or parameter.
    pub change: Change,
    /// Where it was written.
    pub location: Location,
}

/// A named stretch of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// Name of the phase or window.
    pub name: String,
    /// Start after the start of the scenario, seconds.
    pub start_s: f64,
    /// End after the start of the scenario, seconds.
    pub end_s: f64,
}

impl Scenario {
    /// Finds a scenario: a shipped name such as `walk`, or the path of a file.
    ///
    /// A reference that holds a `/` (or `\`) or ends in `.toml` is a path; where there is no such file,
    /// `scenarios/walk.toml` and `walk.toml` mean the shipped `walk`. A name that is not shipped means
    /// the file of that name.
    ///
    /// # Errors
    /// All mistakes in the file, except in what only the body knows, see [`crate::check::read`].
    ///
    /// # Example
    /// ```
    /// use secondheart_protocol::scenario::Scenario;
    ///
    /// let scenario = Scenario::find("supine-rest")?;
    /// let timeline = scenario.timeline();
    /// assert_eq!(timeline.end_s, scenario.duration_s());
    ///
    /// let misspelt = Scenario::find("supine-rst").map_err(|errors| errors.to_string());
    /// let message = "secondheart: unknown scenario \"supine-rst\"; did you mean \"supine-rest\"?";
    /// assert_eq!(misspelt, Err(message.to_owned()));
    /// # Ok::<(), secondheart_protocol::mistakes::InputErrors>(())
    /// ```
    pub fn find(reference: &str) -> Result<Self, InputErrors> {
        Self::whole(|mistakes| extend::load(reference, &[], mistakes))
    }

    /// Reads a scenario file.
    ///
    /// # Errors
    /// As [`Self::find`].
    pub fn read(path: &Path) -> Result<Self, InputErrors> {
        Self::whole(|mistakes| extend::load_file(path, mistakes))
    }

    /// Reads a scenario from a text; `file` is its path for messages and for what it extends.
    ///
    /// # Errors
    /// As [`Self::find`].
    ///
    /// # Example
    /// ```
    /// use secondheart_protocol::scenario::Scenario;
    ///
    /// let text = r#"
    /// start = "supine"
    /// [[phase]]
    /// name = "standing"
    /// duration = "5 min"
    /// posture = "standing"
    /// "#;
    /// let scenario = Scenario::parse(text, "my-protocol.toml")?;
    /// assert_eq!(scenario.name, "my-protocol");
    /// assert_eq!(scenario.duration_s(), 300.0);
    /// # Ok::<(), secondheart_protocol::mistakes::InputErrors>(())
    /// ```
    pub fn parse(text: &str, file: &str) -> Result<Self, InputErrors> {
        Self::whole(|mistakes| extend::load_text(text, file, mistakes))
    }

    fn whole(load: impl FnOnce(&Mistakes) -> Result<Draft, Noted>) -> Result<Self, InputErrors> {
        let mistakes = Mistakes::default();
        let scenario = load(&mistakes).and_then(|draft| draft.scenario);
        mistakes.finish(scenario)
    }

    /// Adds or replaces a parameter that differs from the body's own.
    pub fn set_parameter(&mut self, setting: Setting) {
        self.set.retain(|present| present.path != setting.path);
        self.set.push(setting);
    }

    /// The same protocol with a longer first phase, so that everything after it happens later.
    /// Reading windows move along, those of the first phase too.
    #[must_use]
    pub fn delayed_by(&self, delay_s: f64) -> Self {
        let mut later = self.clone();
        for (index, phase) in later.phases.iter_mut().enumerate() {
            match index {
                0 => phase.duration_s += delay_s,
                _ => phase.start_s += delay_s,
            }
        }
        for window in &mut later.windows {
            window.start_s += delay_s;
            window.end_s += delay_s;
        }
        later
    }

    /// Who is simulated where nobody else is chosen: the subject that it names, or the usual one.
    pub fn own_subject(&self) -> Subject {
        self.subject.clone().unwrap_or_default()
    }

    /// Duration of the whole, seconds.
    pub fn duration_s(&self) -> f64 {
        self.phases.last().map_or(0.0, Phase::end_s)
    }

    /// The changes that the scenario consists of, with phases and windows in seconds.
    ///
    /// At one time parameters come first, then the movement, then the activity.
    pub fn timeline(&self) -> Timeline {
        let parameter = |setting: &Setting| Change::Parameter {
            path: setting.path.clone(),
            value: setting.value,
        };
        let given = self
            .set
            .iter()
            .map(|setting| (parameter(setting), setting.location.clone()))
            .collect();
        let mut changes = Vec::new();
        for phase in &self.phases {
            let mut push = |change: Change, location: &Location| {
                changes.push(TimedChange {
                    at_s: phase.start_s,
                    change,
                    location: location.clone(),
                });
            };
            for setting in &phase.set {
                push(parameter(setting), &setting.location);
            }
            if let Some(PostureChange { to, over_s, manner }) = phase.movement {
                push(Change::Posture { to, over_s, manner }, &phase.location);
            }
            if let Some((activity, location)) = &phase.activity {
                push(Change::Activity(activity.clone()), location);
            }
        }
        let phases = self.phases.iter().map(|phase| Span {
            name: phase.name.clone(),
            start_s: phase.start_s,
            end_s: phase.end_s(),
        });
        let windows = self.windows.iter().map(|window| Span {
            name: window.name.clone(),
            start_s: window.start_s,
            end_s: window.end_s,
        });
        Timeline {
            start: self.start,
            given,
            changes,
            phases: phases.collect(),
            windows: windows.collect(),
            end_s: self.duration_s(),
        }
    }
}

/// The JSON schema of the scenario file, for completion and checking in editors.
pub fn schema() -> serde_json::Value {
    crate::document::schema(
        "secondheart scenario",
        "A protocol: phases that follow each other; posture and activity hold until changed.",
        format::SCENARIO,
    )
}

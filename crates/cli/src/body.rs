//! Subjects and parameters as the command's arguments name them, and a lying body.

use secondheart_body::{Body, BodyError, Origin, Parameters, Posture, Subject};
use secondheart_laboratory::start::{self, Cache};
use secondheart_protocol::scenario::{Scenario, Timeline};
use secondheart_protocol::{blame, subject};

use crate::failure::Failure;

/// The default subject.
pub(crate) const USUAL_SUBJECT: &str = "reference-man";

/// A parameter as lists show it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ParameterRow {
    /// Dotted name, which ends in its unit.
    pub(crate) path: String,
    /// Value in that unit.
    pub(crate) value: f64,
    /// Values that it may be given, in words.
    pub(crate) range: String,
    /// When it can be set: at the start only, or at any time.
    pub(crate) when: &'static str,
    /// Source, or what it is calibrated for.
    pub(crate) origin: String,
}

/// All parameters of the body as shipped, in the order of their names.
pub(crate) fn parameters() -> Result<Vec<ParameterRow>, Failure> {
    let shipped = Parameters::shipped()?;
    let row = |(path, parameter): (&str, &secondheart_body::Parameter)| ParameterRow {
        path: path.to_owned(),
        value: parameter.value,
        range: range(path, parameter),
        when: when(parameter),
        origin: match &parameter.origin {
            Origin::Source(source) => source.clone(),
            Origin::Calibrated(targets) => format!("calibrated: {targets}"),
            Origin::Override => "given".to_owned(),
        },
    };
    Ok(shipped.iter().map(row).collect())
}

/// When a parameter can be set.
pub(crate) fn when(parameter: &secondheart_body::Parameter) -> &'static str {
    match parameter.only_at_start {
        Some(_) => "start",
        None => "any time",
    }
}

/// The range of a parameter, without its unit: that has its own column.
fn range(path: &str, parameter: &secondheart_body::Parameter) -> String {
    let words = parameter.range.in_words(path);
    let unit = format!(" ({})", secondheart_body::quantity::unit_of(path));
    words.strip_suffix(&unit).unwrap_or(&words).to_owned()
}

/// Who is simulated: who is asked for, or the scenario's own, or the reference man.
pub(crate) fn subject_of(scenario: &Scenario, asked: Option<&str>) -> Result<Subject, Failure> {
    match (asked, &scenario.subject) {
        (None, Some(own)) => Ok(own.clone()),
        (asked, _) => person(asked),
    }
}

/// The person of that name, or the reference man.
pub(crate) fn person(asked: Option<&str>) -> Result<Subject, Failure> {
    Ok(subject::find(asked.unwrap_or(USUAL_SUBJECT))?)
}

/// What messages call the subject of a scenario.
pub(crate) fn name_of_subject<'a>(
    scenario: &Scenario,
    file: &'a str,
    asked: Option<&'a str>,
) -> &'a str {
    match (asked, &scenario.subject) {
        (None, Some(_)) => file,
        (asked, _) => asked.unwrap_or(USUAL_SUBJECT),
    }
}

/// A body at its steady start, lying, without anything done to it.
pub(crate) fn lying(subject: &Subject, asked: Option<&str>) -> Result<Body, Failure> {
    let timeline = Timeline {
        start: Posture::SUPINE,
        given: Vec::new(),
        changes: Vec::new(),
        phases: Vec::new(),
        windows: Vec::new(),
        end_s: 0.0,
    };
    let parameters = Parameters::shipped()?;
    start::steady(&parameters, subject, &timeline, &Cache::of_user()).or_else(|error| {
        let who = (subject, asked.unwrap_or(USUAL_SUBJECT));
        Err(blame::unsteady(error, &parameters, who, &timeline)?.into())
    })
}

impl From<BodyError> for Failure {
    fn from(error: BodyError) -> Self {
        Self::Body(Box::new(error))
    }
}

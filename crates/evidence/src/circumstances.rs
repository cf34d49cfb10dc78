//! Which measurements in people a run can be compared with: the right people, in the right state,
//! in the right phase.
//!
//! A measurement bears on a phase of a run where
//! * the row names the phase as its own or in `shown_in`;
//! * the run does, to the end of the phase, what the shipped scenario of its name does: the same
//!   start and the same changes of parameters, posture and activity at the same times;
//! * the person is of the sex and age that were measured;
//! * health, posture and protocol of the row are the scenario's.

use std::collections::BTreeMap;

use secondheart_body::condition::Sort;
use secondheart_body::{Change, Parameters, Posture, Subject};
use secondheart_protocol::mistakes::InputErrors;
use secondheart_protocol::scenario::{self, Scenario, Span, Timeline};

use super::assess::reduce;
use super::holds_for::{Health, HoldsFor};
use super::measurement::Measurement;
use super::readings::Readings;
use super::target::{Role, Target};

/// The interventions that make a person a trained one.
const TRAINING: [&str; 2] = ["training", "years-of-training"];

/// The properties of a run that decide which measurements bear on it.
#[derive(Debug, Clone)]
pub struct Circumstances {
    subject: Subject,
    run: Timeline,
    /// Parameters that differ from the shipped body's before the start.
    changed: Changed,
    /// The shipped scenario of the run's name.
    shipped: Option<(Scenario, Timeline, Changed)>,
}

/// Values of parameters that are not the shipped body's, by dotted name.
type Changed = BTreeMap<String, f64>;

/// A measurement that bears on a phase of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Bearing<'a> {
    /// The row of the evidence.
    pub target: &'a Target,
    /// How it is measured in the phase.
    pub measurement: Measurement,
}

impl Bearing<'_> {
    /// The simulated value, in the target's unit.
    ///
    /// # Errors
    /// Why there is none.
    pub fn simulated(&self, readings: &Readings) -> Result<f64, String> {
        reduce(&self.measurement, readings, None)
    }
}

/// Why a measurement that names a phase does not bear on it in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Misfit {
    /// The row is of people in another state, posture or protocol than the scenario's.
    State,
    /// Body or protocol of the run are not the scenario's.
    Run,
    /// The person is of another sex or age.
    Person,
}

impl Circumstances {
    /// The circumstances of a run of a scenario by a person.
    ///
    /// # Errors
    /// A data file of the program is invalid, which the tests exclude.
    pub fn of(scenario: &Scenario, subject: &Subject) -> Result<Self, InputErrors> {
        let body = Parameters::shipped().ok();
        let changed = |timeline: &Timeline| changed(timeline, body.as_ref());
        let shipped = match scenario::find_shipped(&scenario.name) {
            None => None,
            Some(shipped) => {
                let shipped = Scenario::find(shipped.name)?;
                let timeline = shipped.timeline();
                let changed = changed(&timeline);
                Some((shipped, timeline, changed))
            }
        };
        let run = scenario.timeline();
        Ok(Self {
            subject: subject.clone(),
            changed: changed(&run),
            run,
            shipped,
        })
    }

    /// Whether the run is of the shipped scenario of its name as it is, and of that scenario's own person.
    pub fn is_unchanged(&self) -> bool {
        let Some((shipped, timeline, changed)) = &self.shipped else {
            return false;
        };
        let mut spans = timeline.phases.iter().chain(&timeline.windows);
        self.changed == *changed
            && self.subject == shipped.own_subject()
            && spans.all(|span| same_to_the_end(&self.run, timeline, &span.name))
    }

    /// Whether a measurement bears on a phase or window of the run: `None` where the row does not
    /// name it.
    pub fn bearing<'t>(
        &self,
        target: &'t Target,
        span: &str,
    ) -> Option<Result<Bearing<'t>, Misfit>> {
        let (shipped, timeline, changed) = self.shipped.as_ref()?;
        // What must be so was not measured in people.
        let measured = Some(target).filter(|target| target.role != Role::Invariant)?;
        let measurement = measured.measurement.as_ref()?;
        let measurement = measurement.in_phase(&shipped.name, span)?;
        let holds_for = &target.holds_for;
        let spans = std::iter::once(span).chain(measurement.from_phase.as_deref());
        let same = |span| same_to_the_end(&self.run, timeline, span);
        let misfit = if !(fits_health(holds_for, shipped, !changed.is_empty())
            && fits_phase(holds_for, shipped, timeline, span))
        {
            Misfit::State
        } else if self.changed != *changed || !spans.into_iter().all(same) {
            Misfit::Run
        } else if !holds_for.fits_person(&self.subject) {
            Misfit::Person
        } else {
            let bearing = Bearing {
                target,
                measurement,
            };
            return Some(Ok(bearing));
        };
        Some(Err(misfit))
    }
}

/// The parameters in force before the start that are not the shipped body's. A file of results
/// names every parameter, also those with the shipped value.
fn changed(timeline: &Timeline, body: Option<&Parameters>) -> Changed {
    let mut changed = Changed::new();
    for (change, _) in &timeline.given {
        if let Change::Parameter { path, value } = change {
            let shipped = body.and_then(|body| body.value(path).ok());
            match shipped == Some(*value) {
                true => changed.remove(path),
                false => changed.insert(path.clone(), *value),
            };
        }
    }
    changed
}

fn span<'a>(timeline: &'a Timeline, name: &str) -> Option<&'a Span> {
    let mut spans = timeline.phases.iter().chain(&timeline.windows);
    spans.find(|span| span.name == name)
}

/// Whether two timelines begin in one posture and make the same changes up to the end of a phase.
fn same_to_the_end(run: &Timeline, shipped: &Timeline, name: &str) -> bool {
    let (Some(own), Some(other)) = (span(run, name), span(shipped, name)) else {
        return false;
    };
    let before = |timeline: &Timeline| {
        let changes = timeline.changes.iter();
        let before = changes.filter(|timed| timed.at_s < own.end_s);
        before
            .map(|timed| (timed.at_s, timed.change.clone()))
            .collect::<Vec<_>>()
    };
    own == other && run.start == shipped.start && before(run) == before(shipped)
}

/// Whether a row is of people in the health that a scenario prescribes.
fn fits_health(holds_for: &HoldsFor, scenario: &Scenario, is_changed: bool) -> bool {
    let named = scenario.named.iter();
    let conditions: Vec<&str> = named
        .filter(|named| named.sort == Sort::Condition)
        .map(|named| named.word)
        .collect();
    let trained = scenario.named.iter().any(|named| {
        let found = named.sort.find(named.word);
        found.is_ok_and(|(named, _)| TRAINING.contains(&named.name))
    });
    let health = match holds_for.health {
        Health::Any => true,
        Health::Healthy => conditions.is_empty(),
        Health::Other => is_changed,
        // A scenario may spell a condition out by its parameters.
        Health::Condition(_) if conditions.is_empty() => is_changed,
        Health::Condition(own) => conditions.contains(&own.name),
    };
    health && holds_for.trained.is_none_or(|asked| asked == trained)
}

/// Whether a row is of people in the posture, protocol and treatment of a phase.
fn fits_phase(holds_for: &HoldsFor, scenario: &Scenario, timeline: &Timeline, name: &str) -> bool {
    let Some(span) = span(timeline, name) else {
        return false;
    };
    let phases = scenario.phases.iter();
    let before = phases.filter(|phase| phase.start_s <= span.start_s);
    let mut named = scenario
        .named
        .iter()
        .chain(before.flat_map(|phase| &phase.named));
    let treated = match holds_for.treatment {
        None => true,
        Some(treatment) => named.any(|named| named.word == treatment),
    };
    let mut posture: Posture = timeline.start;
    let mut pattern = "rest";
    for timed in &timeline.changes {
        if timed.at_s > span.start_s {
            break;
        }
        match &timed.change {
            Change::Posture { to, .. } => posture = *to,
            Change::Activity(activity) => pattern = &activity.pattern,
            Change::Parameter { .. } => {}
        }
    }
    treated && holds_for.fits_posture(&posture) && holds_for.fits_activity(pattern)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

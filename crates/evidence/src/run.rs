//! Simulates every scenario that a target needs, once for each person, on all cores.
//!
//! A scenario is simulated for its own subject, or else for the subject of the setup. Where the
//! scenario names no subject and a row is of people of the other sex, it is simulated for the shipped
//! subject of that sex.
//!
//! Scenarios that begin in the same posture with the same parameters share their steady start.
//!
//! The response to a single event depends on the phase of the breath at which it falls. Laboratories
//! average people, whose breaths differ. A scenario with a row that reads an event is therefore simulated
//! [`BREATH_PHASES`] times, with a first phase that is longer by another share of a breath each time.

use std::collections::BTreeSet;
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use secondheart_body::{Parameters, Sex, Subject};

use secondheart_laboratory::experiment::{Experiment, Options};
use secondheart_laboratory::instrument;
use secondheart_laboratory::many::{self, Done, Starts};
use secondheart_laboratory::start::Cache;
use secondheart_protocol::mistakes::InputErrors;
use secondheart_protocol::scenario::Scenario;
use secondheart_protocol::subject;

use super::load::Evidence;
use super::measurement::{Case, Measurement, Reduction};
use super::readings::Readings;

/// Phases of the breath, evenly spaced, at which a single event is simulated.
const BREATH_PHASES: u32 = 4;
/// A row that reads a shorter span, seconds, reads an event: a few breaths do not average the phase out.
const EVENT_S: f64 = 30.0;

/// Who is simulated, and how.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The person, for every scenario that names no subject.
    pub subject: Subject,
    /// The body's parameters, before what the scenarios set.
    pub parameters: Parameters,
    /// Time step, seconds; `None` is the scenario's, or the body's own.
    pub step_s: Option<f64>,
    /// Ends all runs soon after it turns true; scenarios that have not begun are left out.
    pub interrupt: Option<Arc<AtomicBool>>,
    /// Scenarios that run at the same time; `None` is one for each core.
    pub jobs: Option<NonZero<usize>>,
}

impl Setup {
    /// Who is simulated in a scenario: its own subject, if it names one.
    fn subject_of<'a>(&'a self, scenario: &'a Scenario) -> &'a Subject {
        scenario.subject.as_ref().unwrap_or(&self.subject)
    }

    fn step_s_of(&self, scenario: &Scenario) -> Option<f64> {
        self.step_s.or(scenario.step_s)
    }
}

/// A scenario that was simulated.
#[derive(Debug, Clone, PartialEq)]
pub struct Finished {
    /// What was simulated, as the targets give it.
    pub case: Case,
    /// The person simulated.
    pub subject: Subject,
    /// The readings of every simulation of it, or why one failed.
    pub readings: Result<Vec<Readings>, String>,
    /// Simulated time of all of them, seconds.
    pub simulated_s: f64,
    /// Time that it took with its steady start, seconds.
    pub wall_s: f64,
}

/// A scenario and the person for whom it is simulated.
struct Job<'a> {
    case: &'a Case,
    scenario: &'a Scenario,
    subject: Subject,
    /// Times by which the first phase is longer, seconds: one for each simulation.
    delays_s: Vec<f64>,
    /// Readings whose course over a phase is needed: phase and reading.
    follow: Vec<(String, String)>,
}

impl Job<'_> {
    /// Simulated time of all its simulations, seconds.
    fn simulated_s(&self) -> f64 {
        let whole = |delay_s: &f64| self.scenario.duration_s() + delay_s;
        self.delays_s.iter().map(whole).sum()
    }
}

/// Whether a row reads a single event: a short span, an extreme, or an extreme beat.
fn reads_event(measurement: &Measurement, scenario: &Scenario) -> bool {
    let spans = scenario.timeline();
    let mut spans = spans.phases.iter().chain(&spans.windows);
    let is_short = spans
        .any(|span| measurement.phases.contains(&span.name) && span.end_s - span.start_s < EVENT_S);
    let is_extreme = match measurement.reduce {
        Reduction::Minimum
        | Reduction::Maximum
        | Reduction::PeakChange
        | Reduction::PeakChangePct
        | Reduction::HalfTime
        | Reduction::TimeToPeak
        | Reduction::Duration
        | Reduction::Threshold => true,
        Reduction::Value
        | Reduction::Change
        | Reduction::ChangePct
        | Reduction::SharePct
        | Reduction::Ratio
        | Reduction::Sign
        | Reduction::ChangePer
        | Reduction::Slope
        | Reduction::Intercept
        | Reduction::Plateau => false,
    };
    let counted = instrument::definition(&measurement.reading).and_then(|known| known.reference);
    is_short || is_extreme || counted.is_some()
}

/// Times by which the first phase of a scenario is longer, seconds, one for each simulation.
fn delays_s(evidence: &Evidence, setup: &Setup, case: &Case, scenario: &Scenario) -> Vec<f64> {
    let mut rows = evidence.targets.iter().flat_map(|row| &row.measurement);
    let is_event = rows.any(|row| row.case == *case && reads_event(row, scenario));
    let rate = setup.parameters.get("respiration.rate_per_min");
    match rate.filter(|_| is_event) {
        None => vec![0.0],
        Some(rate_per_min) => {
            let breath_s = 60.0 / rate_per_min.value;
            // Rounded so that sums are exact, and a window that ends with its phase still does.
            let rounded = |delay_s: f64| (delay_s * 64.0).round() / 64.0;
            let share = |phase| f64::from(phase) / f64::from(BREATH_PHASES);
            (0..BREATH_PHASES)
                .map(|phase| rounded(breath_s * share(phase)))
                .collect()
        }
    }
}

/// Readings whose course the rows of a case need: phase and reading, each once.
fn follow(evidence: &Evidence, case: &Case) -> Vec<(String, String)> {
    let rows = evidence.targets.iter().flat_map(|row| &row.measurement);
    let courses = rows
        .filter(|row| row.case == *case)
        .flat_map(Measurement::courses);
    let courses = courses.map(|(phase, reading)| (phase.to_owned(), reading.to_owned()));
    courses.collect::<BTreeSet<_>>().into_iter().collect()
}

/// The simulations that the targets need: each scenario for each sex that its rows hold for, and for
/// its own person where rows hold for both or where it names the person.
fn jobs<'a>(evidence: &'a Evidence, setup: &Setup) -> Result<Vec<Job<'a>>, InputErrors> {
    let mut jobs = Vec::new();
    for (case, scenario) in &evidence.scenarios {
        let own = setup.subject_of(scenario);
        let is_free = scenario.subject.is_none();
        let rows = evidence.targets.iter();
        let rows = rows.filter(|row| {
            let measurement = row.measurement.as_ref();
            measurement.is_some_and(|m| m.cases().any(|needed| needed == case))
        });
        let sexes: BTreeSet<bool> = rows
            .map(|row| row.holds_for.sex.filter(|_| is_free).unwrap_or(own.sex) == Sex::Female)
            .collect();
        for is_female in sexes {
            let subject = match is_female == (own.sex == Sex::Female) {
                true => own.clone(),
                false if is_female => subject::find("reference-woman")?,
                false => subject::find("reference-man")?,
            };
            jobs.push(Job {
                case,
                scenario,
                subject,
                delays_s: delays_s(evidence, setup, case, scenario),
                follow: follow(evidence, case),
            });
        }
    }
    jobs.sort_by(|a, b| b.simulated_s().total_cmp(&a.simulated_s()));
    Ok(jobs)
}

/// Simulates the scenarios of the evidence, the longest first. `finished` is called as each ends.
///
/// # Errors
/// A shipped subject cannot be read, which the tests exclude.
pub fn run(
    evidence: &Evidence,
    setup: &Setup,
    finished: &(dyn Fn(&Finished, Done) + Sync),
) -> Result<Vec<Finished>, InputErrors> {
    let jobs = jobs(evidence, setup)?;
    let starts = Starts::new(&setup.parameters, Cache::off());
    let pressed = || {
        let flag = setup.interrupt.as_ref();
        flag.is_some_and(|flag| flag.load(Ordering::Relaxed))
    };
    let one = |job: &Job<'_>| simulate(job, setup, &starts);
    let results = many::each(&jobs, setup.jobs, &pressed, one, finished);
    let mut results: Vec<Finished> = results.into_iter().flatten().collect();
    let order = |run: &Finished| (run.case.clone(), run.subject.sex == Sex::Female);
    results.sort_by_key(order);
    Ok(results)
}

fn simulate(job: &Job<'_>, setup: &Setup, starts: &Starts<'_>) -> Finished {
    let began = Instant::now();
    let Job {
        case,
        scenario,
        subject,
        delays_s,
        follow,
    } = job;
    let body = starts.get(subject, setup.step_s_of(scenario), &scenario.timeline());
    let body = body.map_err(|error| error.to_string());
    let readings = body.and_then(|body| {
        let runs = delays_s.iter().map(|delay_s| {
            let options = Options {
                interrupt: setup.interrupt.as_deref(),
                follow: follow.clone(),
                ..Options::default()
            };
            let scenario = scenario.delayed_by(*delay_s);
            let experiment = Experiment::at_start(body.clone(), &scenario, subject, options);
            let outcome = experiment.run().map_err(|error| error.to_string())?;
            Ok(Readings::of(&outcome.record))
        });
        runs.collect()
    });
    Finished {
        case: (*case).clone(),
        subject: subject.clone(),
        readings,
        simulated_s: job.simulated_s(),
        wall_s: began.elapsed().as_secs_f64(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn setup() -> Setup {
        Setup {
            subject: Subject::default(),
            parameters: Parameters::shipped().unwrap(),
            step_s: None,
            interrupt: None,
            jobs: None,
        }
    }

    #[test]
    fn a_scenario_whose_rows_read_an_event_is_simulated_at_four_phases_of_the_breath() {
        let all = Evidence::shipped().unwrap();
        let jobs = jobs(&all, &setup()).unwrap();
        let delays_s = |scenario: &str| {
            let job = jobs
                .iter()
                .find(|job| *job.case == Case::plain(scenario))
                .unwrap();
            job.delays_s.clone()
        };
        // RX08 and RX09 read five seconds of suction on the neck; a breath takes 60/14 s.
        let quarter_s = 60.0 / 14.0 / 4.0;
        let expected_s = [0.0, 1.0, 2.0, 3.0].map(|quarters| quarters * quarter_s);
        let delays = delays_s("neck-suction");
        assert_eq!(delays.len(), 4);
        for (delay_s, expected_s) in delays.iter().zip(expected_s) {
            assert!(
                (delay_s - expected_s).abs() < 0.01,
                "{delay_s} {expected_s}"
            );
        }
        // TS16 reads the lowest beat of a long phase.
        assert_eq!(delays_s("squat").len(), 4);
        // Every row of this scenario reads a minute or more.
        assert_eq!(delays_s("walk-long"), [0.0]);
    }

    #[test]
    fn a_scenario_is_simulated_for_each_sex_that_its_rows_hold_for_and_no_other() {
        let setup = setup();
        let people = |evidence: &Evidence, scenario: &str| -> Vec<Sex> {
            let jobs = jobs(evidence, &setup).unwrap();
            let own = jobs.iter().filter(|job| *job.case == Case::plain(scenario));
            own.map(|job| job.subject.sex).collect()
        };
        let all = Evidence::shipped().unwrap();
        assert_eq!(people(&all, "apg"), [Sex::Male]);
        assert_eq!(people(&all, "apg-varicose-stocking"), [Sex::Female]);
        assert_eq!(people(&all, "sit"), [Sex::Male]);
        let mut both = all.clone();
        both.targets.iter_mut().for_each(|row| {
            row.holds_for.sex = (row.id == "MP07").then_some(Sex::Female);
        });
        assert_eq!(people(&both, "walk"), [Sex::Male, Sex::Female]);
        let walk = both.scenarios.get_mut(&Case::plain("walk")).unwrap();
        walk.subject = Some(Subject::default());
        assert_eq!(
            people(&both, "walk"),
            [Sex::Male],
            "the scenario's own subject"
        );
    }
}

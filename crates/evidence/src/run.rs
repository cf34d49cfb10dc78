//! Simulates every scenario that a target needs, once, on all cores.
//!
//! Scenarios that begin in the same posture with the same parameters share their steady start.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Instant;

use secondheart_body::{Body, BodyError, Change, Parameters, Subject};

use secondheart_laboratory::experiment::{Experiment, Options};
use secondheart_laboratory::start::{self, Cache};
use secondheart_protocol::scenario::{Scenario, Timeline};

use super::readings::Readings;

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
    /// Its name, as the targets give it.
    pub scenario: String,
    /// The person simulated.
    pub subject: Subject,
    /// The readings, or why the run failed.
    pub readings: Result<Readings, String>,
    /// Simulated time of the whole scenario, seconds.
    pub simulated_s: f64,
    /// Time that it took with its steady start, seconds.
    pub wall_s: f64,
}

type Start = Arc<OnceLock<Result<Body, String>>>;

/// The steady starts found so far, by person, step, posture and settings.
#[derive(Default)]
struct Starts(Mutex<BTreeMap<String, Start>>);

impl Starts {
    fn get(&self, setup: &Setup, scenario: &Scenario, timeline: &Timeline) -> Result<Body, String> {
        let changes: Vec<&Change> = timeline.given.iter().map(|(change, _)| change).collect();
        let (subject, step_s) = (setup.subject_of(scenario), setup.step_s_of(scenario));
        let key = format!("{subject:?} {step_s:?} {:?} {changes:?}", timeline.start);
        let start = {
            // A thread that panicked left the map whole.
            let mut starts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            starts.entry(key).or_default().clone()
        };
        let find = || {
            settle(&setup.parameters, subject, step_s, timeline).map_err(|error| error.to_string())
        };
        start.get_or_init(find).clone()
    }
}

fn settle(
    parameters: &Parameters,
    subject: &Subject,
    step_s: Option<f64>,
    timeline: &Timeline,
) -> Result<Body, BodyError> {
    let mut session = start::steady(parameters, subject, timeline, &Cache::off())?;
    if let Some(step_s) = step_s {
        session.set_step_s(step_s)?;
    }
    Ok(session)
}

/// Simulates scenarios, given by name, the longest first. `finished` is called as each ends.
pub fn run(
    scenarios: &BTreeMap<String, Scenario>,
    setup: &Setup,
    finished: &(dyn Fn(&Finished) + Sync),
) -> Vec<Finished> {
    let mut jobs: Vec<(&String, &Scenario)> = scenarios.iter().collect();
    jobs.sort_by(|a, b| b.1.duration_s().total_cmp(&a.1.duration_s()));
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let next = AtomicUsize::new(0);
    let starts = Starts::default();
    let results = Mutex::new(Vec::with_capacity(jobs.len()));
    let work = || {
        while let Some((name, scenario)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
            let flag = setup.interrupt.as_ref();
            if flag.is_some_and(|flag| flag.load(Ordering::Relaxed)) {
                break;
            }
            let one = simulate(name, scenario, setup, &starts);
            finished(&one);
            results
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(one);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..cores.min(jobs.len()) {
            scope.spawn(work);
        }
        work();
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by(|a: &Finished, b| a.scenario.cmp(&b.scenario));
    results
}

fn simulate(name: &str, scenario: &Scenario, setup: &Setup, starts: &Starts) -> Finished {
    let began = Instant::now();
    let timeline = scenario.timeline();
    let subject = setup.subject_of(scenario);
    let readings = starts.get(setup, scenario, &timeline).and_then(|body| {
        let options = Options {
            interrupt: setup.interrupt.as_deref(),
            ..Options::default()
        };
        let outcome = Experiment::at_start(body, scenario, subject, options).run();
        let outcome = outcome.map_err(|error| error.to_string())?;
        Ok(Readings::of(&outcome.record))
    });
    Finished {
        scenario: name.to_owned(),
        subject: subject.clone(),
        readings,
        simulated_s: timeline.end_s,
        wall_s: began.elapsed().as_secs_f64(),
    }
}

//! Many runs at the same time, on all cores.
//!
//! [`each`] hands jobs to threads. [`Starts`] lets runs that begin in the same posture with the same
//! parameters share their steady start.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use secondheart_body::{Body, BodyError, Change, Parameters, Subject};
use secondheart_protocol::scenario::Timeline;

use crate::start::{self, Cache};

/// How many jobs have ended, of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// Jobs that have ended, the last among them.
    pub ended: usize,
    /// All jobs.
    pub of: usize,
}

/// Does every job, in their order, `at_once` at a time; `None` is one for each core. No job begins
/// after `stop` has turned true. `ended` is called as each ends, by one thread at a time.
///
/// The results are in the order of the jobs; `None` where a job was not begun.
///
/// # Example
///
/// ```
/// let squares = secondheart_laboratory::many::each(&[1, 2, 3], None, &|| false, |n| n * n, |_, _| {});
/// assert_eq!(squares, [Some(1), Some(4), Some(9)]);
/// ```
pub fn each<J: Sync, R: Send>(
    jobs: &[J],
    at_once: Option<NonZero<usize>>,
    stop: &(dyn Fn() -> bool + Sync),
    run: impl Fn(&J) -> R + Sync,
    ended: impl Fn(&R, Done) + Sync,
) -> Vec<Option<R>> {
    let cores = || std::thread::available_parallelism().map_or(1, NonZero::get);
    let at_once = at_once.map_or_else(cores, NonZero::get);
    let next = AtomicUsize::new(0);
    let results = Mutex::new((0, jobs.iter().map(|_| None).collect::<Vec<_>>()));
    let work = || {
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(job) = jobs.get(place).filter(|_| !stop()) else {
                break;
            };
            let one = run(job);
            // A thread that panicked left the results whole.
            let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
            results.0 += 1;
            let done = Done {
                ended: results.0,
                of: jobs.len(),
            };
            ended(&one, done);
            results.1[place] = Some(one);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..at_once.min(jobs.len()) {
            scope.spawn(work);
        }
        work();
    });
    results
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner)
        .1
}

type Start = Arc<OnceLock<Result<Body, BodyError>>>;

/// The steady starts found so far, by person, step, posture and settings; all with the same parameters
/// before the settings.
pub struct Starts<'a> {
    parameters: &'a Parameters,
    cache: Cache,
    found: Mutex<BTreeMap<String, Start>>,
}

impl<'a> Starts<'a> {
    /// No starts yet: of bodies with these parameters, before what the scenarios set.
    pub fn new(parameters: &'a Parameters, cache: Cache) -> Self {
        Self {
            parameters,
            cache,
            found: Mutex::default(),
        }
    }

    /// A body at the steady start of a timeline, with its step in seconds (`None` is the body's own). The
    /// first thread that asks finds the start; others wait for it.
    ///
    /// # Errors
    /// The body refuses a parameter or the step, or finds no steady start.
    pub fn get(
        &self,
        subject: &Subject,
        step_s: Option<f64>,
        timeline: &Timeline,
    ) -> Result<Body, BodyError> {
        let changes: Vec<&Change> = timeline.given.iter().map(|(change, _)| change).collect();
        let key = format!("{subject:?} {step_s:?} {:?} {changes:?}", timeline.start);
        let start = {
            // A thread that panicked left the map whole.
            let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
            found.entry(key).or_default().clone()
        };
        let find = || {
            let mut body = start::steady(self.parameters, subject, timeline, &self.cache)?;
            if let Some(step_s) = step_s {
                body.set_step_s(step_s)?;
            }
            Ok(body)
        };
        start.get_or_init(find).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_the_order_of_the_jobs_and_every_end_is_told_once() {
        let jobs: Vec<u64> = (0..40).rev().collect();
        let told = Mutex::new(Vec::new());
        let slow = |n: &u64| {
            std::thread::sleep(std::time::Duration::from_micros(50 * n));
            *n
        };
        let results = each(&jobs, NonZero::new(4), &|| false, slow, |_, done| {
            told.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(done.ended);
        });
        let expected: Vec<Option<u64>> = jobs.iter().copied().map(Some).collect();
        assert_eq!(results, expected);
        let told = told.into_inner().unwrap_or_else(PoisonError::into_inner);
        assert_eq!(told, (1..=40).collect::<Vec<_>>());
    }

    #[test]
    fn no_job_begins_after_the_stop() {
        let begun = AtomicUsize::new(0);
        let stop = || begun.load(Ordering::Relaxed) >= 3;
        let run = |n: &usize| {
            begun.fetch_add(1, Ordering::Relaxed);
            *n
        };
        let results = each(&[5, 6, 7, 8, 9], NonZero::new(1), &stop, run, |_, _| {});
        assert_eq!(results, [Some(5), Some(6), Some(7), None, None]);
    }
}

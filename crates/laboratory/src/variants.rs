//! Variants of a scenario, or several scenarios, run at the same time and recorded each for itself.

use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use secondheart_body::{Parameters, Subject};
use secondheart_protocol::scenario::Scenario;

use crate::experiment::{Experiment, ExperimentError, Options, Outcome};
use crate::many::{self, Done, Starts};
use crate::record::Record;
use crate::start::Cache;

/// One run of several.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// What differs in it, in words.
    pub label: String,
    /// The scenario, with what differs.
    pub scenario: Scenario,
    /// The person.
    pub subject: Subject,
}

/// How the runs are done.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The body's parameters, before what the scenarios set.
    pub parameters: Parameters,
    /// Readings whose course over every phase is kept.
    pub follow: Vec<String>,
    /// Ends all runs soon after it turns true.
    pub interrupt: Option<Arc<AtomicBool>>,
    /// Runs at the same time; `None` is one for each core.
    pub jobs: Option<NonZero<usize>>,
    /// Where steady starts are remembered.
    pub cache: Cache,
}

/// A run that has ended.
pub struct Ended {
    /// What differs in it, in words.
    pub label: String,
    /// Its results, or why it gives none.
    pub outcome: Result<Outcome, ExperimentError>,
    /// Time that it took with its steady start, seconds.
    pub wall_s: f64,
}

/// Runs the variants in their order; none begins after one has failed, or has a record that is not
/// `complete`. `ended` is called as each ends. The results are in the order of the variants; `None` where a
/// run was not begun.
///
/// Whether the scenarios are possible is not checked here: a body refuses what it cannot do.
pub fn run(
    variants: &[Variant],
    setup: &Setup,
    complete: &(dyn Fn(&Record) -> bool + Sync),
    ended: &(dyn Fn(&Ended, Done) + Sync),
) -> Vec<Option<Ended>> {
    let starts = Starts::new(&setup.parameters, setup.cache.clone());
    let failed = AtomicBool::new(false);
    let pressed = || {
        let flag = setup.interrupt.as_ref();
        flag.is_some_and(|flag| flag.load(Ordering::Relaxed))
    };
    let stop = || failed.load(Ordering::Relaxed) || pressed();
    let one = |variant: &Variant| {
        let began = Instant::now();
        let outcome = simulate(variant, setup, &starts);
        if !outcome.as_ref().is_ok_and(|own| complete(&own.record)) {
            failed.store(true, Ordering::Relaxed);
        }
        Ended {
            label: variant.label.clone(),
            outcome,
            wall_s: began.elapsed().as_secs_f64(),
        }
    };
    many::each(variants, setup.jobs, &stop, one, ended)
}

fn simulate(
    variant: &Variant,
    setup: &Setup,
    starts: &Starts<'_>,
) -> Result<Outcome, ExperimentError> {
    let Variant {
        scenario, subject, ..
    } = variant;
    let timeline = scenario.timeline();
    let body = starts.get(subject, scenario.step_s, &timeline)?;
    let phases = timeline.phases.iter();
    let follow = phases.flat_map(|phase| {
        let names = setup.follow.iter();
        names.map(|reading| (phase.name.clone(), reading.clone()))
    });
    let options = Options {
        interrupt: setup.interrupt.as_deref(),
        follow: follow.collect(),
        ..Options::default()
    };
    Experiment::at_start(body, scenario, subject, options).run()
}

//! Runs a timeline on a body.
//!
//! All changes are queued before the first step, so that a run with an impossible change fails at
//! once. The body is then stepped from boundary to boundary (changes, phases, windows), so that
//! every phase and window is read over exactly its own time.

use std::sync::atomic::{AtomicBool, Ordering};

use thiserror::Error;

use secondheart_body::{Cohort, Member};

use crate::clock::{self, Clock};
use crate::plant::{Driven, PlantError};
use crate::record::RecordError;
use secondheart_protocol::error::Location;
use secondheart_protocol::scenario::Timeline;

/// Times closer than this are the same; it absorbs the rounding of sums of steps, seconds.
const SAME_TIME_S: f64 = 1e-9;

/// Steps between two looks at the clock and at the interrupt.
const STEPS_BETWEEN_LOOKS: u64 = 32;

/// Wall time between two reports of progress, seconds.
const REPORT_EVERY_S: f64 = 0.1;

/// Sees a body, or all that are stepped together, at the start and after every step.
pub trait Observer<P> {
    /// Sees the body at `time_s`, counted from the start of the scenario, seconds.
    fn observe(&mut self, plant: &P, time_s: f64) -> Result<(), RecordError>;
}

/// Observers of the members of a cohort, one for each, in their order.
#[derive(Debug)]
pub struct EachMember<O>(pub Vec<O>);

impl<O: for<'a> Observer<Member<'a>>> Observer<Cohort> for EachMember<O> {
    fn observe(&mut self, cohort: &Cohort, time_s: f64) -> Result<(), RecordError> {
        let mut each = self.0.iter_mut().zip(cohort.members());
        each.try_for_each(|(observer, member)| observer.observe(&member, time_s))
    }
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress<'a> {
    /// Simulated time since the start of the scenario, seconds.
    pub simulated_s: f64,
    /// Simulated time at the end, seconds.
    pub end_s: f64,
    /// Time that the run has taken, seconds.
    pub wall_s: f64,
    /// Name of the phase under way; `None` in a gap between phases.
    pub phase: Option<&'a str>,
}

impl Progress<'_> {
    /// Simulated seconds per second.
    pub fn speed(&self) -> f64 {
        if self.wall_s > 0.0 {
            self.simulated_s / self.wall_s
        } else {
            0.0
        }
    }
}

/// What a finished run cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RunSummary {
    /// Simulated time since the start of the scenario, seconds.
    pub simulated_s: f64,
    /// Time that the run took, seconds.
    pub wall_s: f64,
    /// Number of steps taken.
    pub steps: u64,
}

/// Why a run ended early.
#[allow(
    missing_docs,
    reason = "the message of a variant says what its fields are"
)]
#[derive(Debug, Clone, PartialEq, Error)]
pub enum RunError {
    /// The interrupt flag was set.
    #[error("interrupted at {time_s:.1} s of simulated time")]
    Interrupted {
        /// Simulated time since the start of the scenario, seconds.
        time_s: f64,
    },
    /// The body refuses a change of the scenario.
    #[error("{location}: {error}")]
    Change {
        /// Where the change was written.
        location: Box<Location>,
        error: PlantError,
    },
    #[error(transparent)]
    Plant(#[from] PlantError),
    /// A step did not advance the time.
    #[error("the simulation makes no progress at {time_s:.2} s")]
    Stuck {
        /// Simulated time since the start of the scenario, seconds.
        time_s: f64,
    },
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// Runs a timeline on a body.
pub struct Runner<'a> {
    timeline: &'a Timeline,
    interrupt: Option<&'a AtomicBool>,
    progress: Option<&'a mut dyn FnMut(Progress<'_>)>,
    clock: Clock,
}

impl<'a> Runner<'a> {
    /// A runner without progress reports that cannot be interrupted, timed by the system's clock.
    pub fn new(timeline: &'a Timeline) -> Self {
        Self {
            timeline,
            interrupt: None,
            progress: None,
            clock: clock::of_system,
        }
    }

    /// Ends the run with [`RunError::Interrupted`] soon after the flag turns true.
    pub fn interrupted_by(mut self, flag: &'a AtomicBool) -> Self {
        self.interrupt = Some(flag);
        self
    }

    /// Calls back about ten times a second, and once at the end.
    pub fn reporting_to(mut self, report: &'a mut dyn FnMut(Progress<'_>)) -> Self {
        self.progress = Some(report);
        self
    }

    /// Times the run by another clock.
    pub fn timed_by(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Runs the whole timeline from the body's present time.
    pub fn run<P: Driven>(
        mut self,
        plant: &mut P,
        observer: &mut impl Observer<P>,
    ) -> Result<RunSummary, RunError> {
        let began_s = (self.clock)();
        let origin_s = plant.clock_s();
        for timed in &self.timeline.changes {
            plant
                .apply(&timed.change, origin_s + timed.at_s)
                .map_err(|error| RunError::Change {
                    location: Box::new(timed.location.clone()),
                    error,
                })?;
        }
        let mut steps = 0;
        let mut reported_s = 0.0;
        observer.observe(plant, 0.0)?;
        for boundary_s in boundaries(self.timeline) {
            let until_s = origin_s + boundary_s;
            while plant.clock_s() < until_s - SAME_TIME_S {
                if steps % STEPS_BETWEEN_LOOKS == 0 {
                    let time_s = plant.clock_s() - origin_s;
                    self.look(time_s, (self.clock)() - began_s, &mut reported_s)?;
                }
                let before_s = plant.clock_s();
                plant.step_towards(until_s)?;
                let now_s = plant.clock_s();
                if now_s.partial_cmp(&before_s) != Some(std::cmp::Ordering::Greater) {
                    let time_s = now_s - origin_s;
                    return Err(RunError::Stuck { time_s });
                }
                steps += 1;
                // The last step before a boundary is the boundary's, to the last digit.
                let reached = now_s >= until_s - SAME_TIME_S;
                observer.observe(
                    plant,
                    if reached {
                        boundary_s
                    } else {
                        now_s - origin_s
                    },
                )?;
            }
        }
        let wall_s = (self.clock)() - began_s;
        self.report(self.timeline.end_s, wall_s);
        Ok(RunSummary {
            simulated_s: plant.clock_s() - origin_s,
            wall_s,
            steps,
        })
    }

    fn look(&mut self, time_s: f64, wall_s: f64, reported_s: &mut f64) -> Result<(), RunError> {
        if self
            .interrupt
            .is_some_and(|flag| flag.load(Ordering::Relaxed))
        {
            return Err(RunError::Interrupted { time_s });
        }
        if wall_s - *reported_s >= REPORT_EVERY_S {
            *reported_s = wall_s;
            self.report(time_s, wall_s);
        }
        Ok(())
    }

    fn report(&mut self, simulated_s: f64, wall_s: f64) {
        let timeline = self.timeline;
        if let Some(report) = &mut self.progress {
            let phase = timeline
                .phases
                .iter()
                .find(|phase| phase.start_s <= simulated_s && simulated_s < phase.end_s);
            report(Progress {
                simulated_s,
                end_s: timeline.end_s,
                wall_s,
                phase: phase.map(|phase| phase.name.as_str()),
            });
        }
    }
}

/// Every time at which something begins or ends, in order and once; the start left out.
fn boundaries(timeline: &Timeline) -> Vec<f64> {
    let spans = timeline.phases.iter().chain(&timeline.windows);
    let mut times: Vec<f64> = spans
        .flat_map(|span| [span.start_s, span.end_s])
        .chain(timeline.changes.iter().map(|timed| timed.at_s))
        .chain([timeline.end_s])
        .filter(|time_s| *time_s > SAME_TIME_S)
        .collect();
    times.sort_by(f64::total_cmp);
    times.dedup_by(|later, earlier| *later - *earlier < SAME_TIME_S);
    times
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

//! No shipped scenario fails, at any step: every signal stays a number, every volume positive, and
//! no blood is made or lost.
//!
//! Every test run takes the two extremes: each scenario from start to end at the longest step, where
//! the solver has most to do, and the half minute around its main event at the shortest, where most
//! steps add their rounding to the balance of volume. A fault that fails at one step alone, between
//! the extremes, is found by `just robustness`: an hour of every scenario at every step.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use secondheart_body::{Activity, Body, Change, DEFAULT_STEP_S, Parameters, Signal, Subject};
use secondheart_laboratory::record::RecordError;
use secondheart_laboratory::run::{Observer, Runner};
use secondheart_laboratory::start::{Cache, steady};
use secondheart_protocol::scenario::{self, LONGEST_STEP_S, Scenario, Span, Timeline};

const SHORTEST_STEP_S: f64 = 0.0005;
const ALL_STEPS_S: [f64; 6] = [
    SHORTEST_STEP_S,
    0.001,
    0.002,
    0.005,
    DEFAULT_STEP_S,
    LONGEST_STEP_S,
];
/// Time from the start of the half minute to the main event, s.
const LEAD_S: f64 = 5.0;
const HALF_MINUTE_S: f64 = 30.0;
const HOUR_S: f64 = 3600.0;
/// Largest relative change of the volume of blood and tissue fluid together.
const LARGEST_DRIFT: f64 = 1e-12;
/// Simulated time between two looks at every signal of the body, s.
const LOOK_EVERY_S: f64 = 0.25;

#[test]
fn every_shipped_scenario_runs_whole_at_the_longest_step_and_its_main_event_at_the_shortest() {
    on_all_shipped(|timeline, body| {
        let from_s = (main_event_s(timeline) - LEAD_S).max(0.0);
        run_at(LONGEST_STEP_S, body, &cut(timeline, 0.0, from_s))?;
        let half_minute = cut(
            timeline,
            from_s,
            (from_s + HALF_MINUTE_S).min(timeline.end_s),
        );
        run_at(SHORTEST_STEP_S, &mut body.clone(), &half_minute)?;
        run_at(LONGEST_STEP_S, body, &cut(timeline, from_s, timeline.end_s))
    });
}

#[test]
fn an_hour_of_walking_runs_at_the_longest_step() {
    let (timeline, mut body) = start("walk");
    let longer_s = LONGEST_STEP_S * (1.0 + 1e-9);
    assert!(body.set_step_s(longer_s).is_err(), "no longer step exists");
    body.set_step_s(LONGEST_STEP_S).unwrap();
    let walking = cut(&timeline, 0.0, main_event_s(&timeline) + LEAD_S);
    let opening = body.signal("leg.left.popliteal_outlet.opening_fraction");
    let opening = opening.unwrap();
    run(&mut body, &extended(&walking, HOUR_S)).unwrap();
    // The hour ends in walking, not in standing: the valves of the leg are at work.
    let (mut least, mut most) = (1.0_f64, 0.0_f64);
    let until_s = body.time_s() + 5.0;
    while body.step_towards(until_s).unwrap() {
        let now = body.value(opening);
        (least, most) = (least.min(now), most.max(now));
    }
    assert!(least < 0.01 && most > 0.1, "from {least} to {most}");
}

#[test]
#[ignore = "takes many minutes: `just robustness`"]
fn every_shipped_scenario_runs_for_an_hour_at_every_step() {
    on_all_shipped(|timeline, body| {
        let hour = extended(timeline, HOUR_S);
        ALL_STEPS_S
            .into_iter()
            .try_for_each(|step_s| run_at(step_s, &mut body.clone(), &hour))
    });
}

/// The timeline of a shipped scenario and the reference man at its steady start.
fn start(name: &str) -> (Timeline, Body) {
    let timeline = Scenario::find(name).unwrap().timeline();
    let parameters = Parameters::shipped().unwrap();
    let body = steady(&parameters, &Subject::default(), &timeline, &Cache::off()).unwrap();
    (timeline, body)
}

/// Does a job for every shipped scenario whose name contains `SECONDHEART_ONLY` (for all, if it is
/// not set), on all cores, and reports every failure.
fn on_all_shipped(job: impl Fn(&Timeline, &mut Body) -> Result<(), String> + Sync) {
    let only = std::env::var("SECONDHEART_ONLY").unwrap_or_default();
    let chosen: Vec<_> = scenario::shipped()
        .iter()
        .filter(|shipped| shipped.name.contains(&only))
        .collect();
    assert!(!chosen.is_empty(), "no shipped scenario is called {only}");
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some(shipped) = chosen.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (timeline, mut body) = start(shipped.name);
                    println!("{}", shipped.name);
                    if let Err(error) = job(&timeline, &mut body) {
                        let failure = format!("{}: {error}", shipped.name);
                        failures.lock().unwrap().push(failure);
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// When the last muscle work begins; without any, the last change; without that, the start.
fn main_event_s(timeline: &Timeline) -> f64 {
    let works = |change: &Change| match change {
        Change::Activity(activity) => *activity != Activity::rest(),
        _ => false,
    };
    let last_work = timeline.changes.iter().rfind(|timed| works(&timed.change));
    let event = last_work.or(timeline.changes.last());
    event.map_or(0.0, |timed| timed.at_s)
}

/// The part of a timeline from one time to another, as a timeline that starts at zero.
fn cut(timeline: &Timeline, from_s: f64, to_s: f64) -> Timeline {
    let spans = |spans: &[Span]| {
        let inside = spans.iter().filter_map(|span| {
            let (start_s, end_s) = (span.start_s.max(from_s), span.end_s.min(to_s));
            (start_s < end_s).then(|| Span {
                name: span.name.clone(),
                start_s: start_s - from_s,
                end_s: end_s - from_s,
            })
        });
        inside.collect()
    };
    let mut changes = timeline.changes.clone();
    changes.retain(|timed| (from_s..to_s).contains(&timed.at_s));
    for timed in &mut changes {
        timed.at_s -= from_s;
    }
    Timeline {
        start: timeline.start,
        given: timeline.given.clone(),
        changes,
        phases: spans(&timeline.phases),
        windows: spans(&timeline.windows),
        end_s: to_s - from_s,
    }
}

/// A timeline whose last phase goes on until `end_s`, if it ends before.
fn extended(timeline: &Timeline, end_s: f64) -> Timeline {
    let mut longer = timeline.clone();
    let end_s = end_s.max(timeline.end_s);
    longer.phases.last_mut().unwrap().end_s = end_s;
    longer.end_s = end_s;
    longer
}

/// Runs a timeline at a step, with the checks of [`run`].
fn run_at(step_s: f64, body: &mut Body, timeline: &Timeline) -> Result<(), String> {
    body.set_step_s(step_s).unwrap();
    run(body, timeline).map_err(|error| format!("step {step_s} s: {error}"))
}

/// Runs a timeline and checks the body on the way and at its end.
fn run(body: &mut Body, timeline: &Timeline) -> Result<(), String> {
    let mut watch = Watch::new(body);
    let until_s = body.time_s() + timeline.end_s;
    let beats_before = body.beats();
    let summary = Runner::new(timeline)
        .run(body, &mut watch)
        .map_err(|error| error.to_string())?;
    watch.look(body);
    if let Some(fault) = watch.fault {
        return Err(fault);
    }
    if (body.time_s() - until_s).abs() > 1e-6 {
        return Err(format!("ended at {} s, not {until_s} s", body.time_s()));
    }
    let beats = (body.beats() - beats_before) as f64;
    // In the arrest the heart stands still, as it should.
    let stops = body
        .parameters()
        .value("heart.ischaemia.stops_at_vigour")
        .is_ok_and(|limit| limit >= 1.0);
    let least = if stops { 0.0 } else { 0.5 };
    let expected = (least * summary.simulated_s - 1.0)..=(3.5 * summary.simulated_s + 1.0);
    if !expected.contains(&beats) {
        return Err(format!("{beats} beats in {} s", summary.simulated_s));
    }
    let smallest_ml = body.invariants().smallest_volume_ml;
    if smallest_ml > 0.0 {
        Ok(())
    } else {
        Err(format!("the smallest volume was {smallest_ml} mL"))
    }
}

/// Reads every signal each [`LOOK_EVERY_S`] and keeps the first fault.
struct Watch {
    signals: Vec<(String, Signal)>,
    next_s: f64,
    fault: Option<String>,
}

impl Watch {
    fn new(body: &Body) -> Self {
        let names = body.signal_names().into_iter();
        let signals = names.map(|name| {
            let signal = body.signal(&name).unwrap();
            (name, signal)
        });
        Self {
            signals: signals.collect(),
            next_s: 0.0,
            fault: None,
        }
    }

    fn look(&mut self, body: &Body) {
        let time_s = body.time_s();
        for (name, signal) in &self.signals {
            let value = body.value(*signal);
            let may_be = value.is_finite() && (value > 0.0 || !name.ends_with(".volume_ml"));
            if !may_be {
                let fault = format!("{name} is {value} at {time_s} s");
                self.fault.get_or_insert(fault);
            }
        }
        let drift = body.volume_drift_relative();
        // Not a number is no small drift either.
        if !matches!(drift.abs().partial_cmp(&LARGEST_DRIFT), Some(order) if order.is_le()) {
            let fault = format!("the volume has drifted by {drift:e} at {time_s} s");
            self.fault.get_or_insert(fault);
        }
    }
}

impl Observer<Body> for Watch {
    fn observe(&mut self, body: &Body, time_s: f64) -> Result<(), RecordError> {
        if time_s >= self.next_s {
            self.next_s = time_s + LOOK_EVERY_S;
            self.look(body);
        }
        Ok(())
    }
}

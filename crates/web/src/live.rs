//! A live body: it goes on while it is looked at, and everything that is done to it is written down.
//!
//! It takes the steps that `secondheart run` takes for its script: whole steps, shortened only to meet
//! a change. Its numbers are therefore those of the run, to the last bit.

mod muscle_power;
mod rates;
mod readings;
mod state;

use std::fmt::Write as _;

use secondheart_body::{Body, BodyError, Change, Parameters, Posture, Signal, Snapshot};
use secondheart_laboratory::record::{Plan, Recorder};
use secondheart_laboratory::run::Observer;
use secondheart_laboratory::start::{self, Cache};
use secondheart_protocol::account::Account;
use secondheart_protocol::check;
use secondheart_protocol::scenario::{Phase, Scenario, Span, Timeline};
use serde_json::{Map, Value, json};

use crate::failure::Failure;
use crate::past::Past;
use crate::script::{PER_S, Script, Ticks, seconds, ticks_after};
use crate::shipped;
use crate::trace::Traces;
use readings::Present;
pub(crate) use readings::{LiveReading, live_readings};

/// Steps that must lie between the present and a change: the last two before it are shortened.
const STEPS_AHEAD: f64 = 2.0;
/// Parameter that is set to its own value where nothing shall happen.
const OF_NO_EFFECT: &str = "muscle.pressure_gain";
/// A time that no live body reaches, seconds.
const NEVER_S: f64 = 1e9;

/// Where the value of a trace comes from.
#[derive(Debug, Clone, Copy)]
enum Source {
    Signal(Signal),
    /// A live reading, by its place.
    Reading(usize),
}

/// A body that goes on while it is looked at.
pub(crate) struct Live {
    body: Body,
    script: Script,
    /// The script, read; its last phase has an open end.
    scenario: Scenario,
    /// End of the movement or counted activity under way, before which nothing else can begin.
    busy_until: Ticks,
    recorder: Recorder<Signal>,
    /// Time at which the recorder began, seconds.
    recorded_from_s: f64,
    present: Present,
    frame: Vec<Signal>,
    traces: Traces,
    traced: Vec<Source>,
    past: Past,
}

/// What an act led to.
pub(crate) struct Acted {
    pub(crate) at: Ticks,
    pub(crate) told: String,
}

impl Live {
    /// A body at its steady start.
    pub(crate) fn open(setup: &Map<String, Value>, cache: &Cache) -> Result<Self, Failure> {
        Self::of(Script::begin(setup)?, cache)
    }

    /// A body to which everything of a script has been done, at the end of the script.
    pub(crate) fn replay(text: &str, cache: &Cache) -> Result<Self, Failure> {
        let (script, end) = Script::read(text)?;
        let mut live = Self::of(script, cache)?;
        let from_s = live.body.time_s();
        queue_from(&mut live.body, &live.scenario.timeline(), from_s)?;
        live.advance(seconds(end))?;
        Ok(live)
    }

    /// A body in the state that [`Self::save`] wrote.
    pub(crate) fn load(text: &str, saved: &str) -> Result<Self, Failure> {
        let foreign = || "the state was not saved by this program".to_owned();
        let bytes = of_hexadecimal(saved).ok_or_else(foreign)?;
        let (script, _) = Script::read(text)?;
        let scenario = script.scenario()?;
        // The state says its time, which says the parameters that it needs.
        let timeline = scenario.timeline();
        let subject = scenario.own_subject();
        let snapshot = Snapshot::from_bytes(&bytes)?;
        let mut probe = Body::unsettled(shipped::parameters()?, &subject, Posture::SUPINE)?;
        probe.restore(&snapshot)?;
        let now_s = probe.time_s();
        let mut parameters = shipped::parameters()?.clone();
        let given = timeline.given.iter().map(|(change, _)| change);
        let past = timeline.changes.iter().filter(|timed| timed.at_s < now_s);
        for change in given.chain(past.map(|timed| &timed.change)) {
            if let Change::Parameter { path, value } = change {
                parameters.set(path, *value)?;
            }
        }
        let mut body = Body::unsettled(&parameters, &subject, Posture::SUPINE)?;
        body.restore(&snapshot)?;
        queue_from(&mut body, &timeline, now_s)?;
        Self::with(body, script, scenario)
    }

    /// The script and the present state in hexadecimal digits.
    pub(crate) fn save(&self) -> (String, String) {
        let bytes = self.body.snapshot().to_bytes();
        let mut state = String::with_capacity(2 * bytes.len());
        for byte in bytes {
            let _ = write!(state, "{byte:02x}");
        }
        (self.log("Saved"), state)
    }

    fn of(script: Script, cache: &Cache) -> Result<Self, Failure> {
        let scenario = script.scenario()?;
        let parameters = shipped::parameters()?;
        let subject = scenario.own_subject();
        check::scenario(parameters, &subject, &scenario)?;
        let body = start::steady(parameters, &subject, &scenario.timeline(), cache)?;
        Self::with(body, script, scenario)
    }

    fn with(body: Body, script: Script, scenario: Scenario) -> Result<Self, Failure> {
        let (recorder, present) = record(&body)?;
        let mut past = Past::default();
        past.keep(&body);
        Ok(Self {
            recorded_from_s: body.time_s(),
            busy_until: busy_until(&scenario, body.parameters()),
            body,
            script,
            scenario,
            recorder,
            present,
            frame: Vec::new(),
            traces: Traces::default(),
            traced: Vec::new(),
            past,
        })
    }

    /// Does something to the body: the keys are those of a phase of a scenario.
    pub(crate) fn act(
        &mut self,
        phase: &Map<String, Value>,
        not_before: Ticks,
    ) -> Result<Acted, Failure> {
        let at = self.soonest().max(not_before);
        let mut script = self.script.with(at, phase)?;
        let mut scenario = script.scenario()?;
        // A posture that is held already is no movement, and must not ask for the time of one.
        let moves = scenario
            .phases
            .last()
            .is_some_and(|last| last.movement.is_some());
        if !moves && phase.contains_key("posture") {
            let mut still = phase.clone();
            still.retain(|key, _| !["posture", "ramp", "manner"].contains(&key.as_str()));
            script = self.script.with(at, &still)?;
            scenario = script.scenario()?;
        }
        let parameters = shipped::parameters()?;
        check::scenario(
            parameters,
            self.body.subject(),
            &self.last_act_of(&scenario),
        )?;
        queue_from(&mut self.body, &scenario.timeline(), seconds(at))?;
        self.busy_until = busy_until(&scenario, self.body.parameters());
        self.script = script;
        self.scenario = scenario;
        let account = self.account(parameters);
        let last = account.phases.last();
        let told = last.map_or(String::new(), |phase| phase.details().join(", "));
        Ok(Acted { at, told })
    }

    /// The last phase of a scenario after the present state, as a scenario of its own: what was checked
    /// before need not be checked again.
    fn last_act_of(&self, scenario: &Scenario) -> Scenario {
        let mut short = scenario.clone();
        short.start = self.posture();
        let earlier = self.scenario.phases.iter().flat_map(|phase| &phase.set);
        for setting in earlier {
            short.set_parameter(setting.clone());
        }
        let active = self.scenario.phases.iter().rev();
        let active = active.filter(|phase| phase.activity.is_some()).take(1);
        let before = active.map(|phase| Phase {
            movement: None,
            named: Vec::new(),
            set: Vec::new(),
            ..phase.clone()
        });
        short.phases = before.chain(scenario.phases.last().cloned()).collect();
        short
    }

    /// The first time at which something can be done to the body.
    pub(crate) fn soonest(&self) -> Ticks {
        let ahead = ticks_after(self.body.time_s() + STEPS_AHEAD * self.body.step_s());
        ahead.max(self.busy_until).max(self.script.last_at() + 1)
    }

    /// Does nothing at a time, but takes the steps of a body to which something is done: a parameter is
    /// set to the value that it has. Two bodies that stand side by side then differ by what is done,
    /// and not by their steps.
    pub(crate) fn keep_step(&mut self, at: Ticks) -> Result<(), Failure> {
        let value = self.body.parameters().value(OF_NO_EFFECT)?;
        let mut phase = Map::new();
        phase.insert("set".to_owned(), json!({ OF_NO_EFFECT: value }));
        self.act(&phase, at)?;
        Ok(())
    }

    fn account(&self, shipped: &Parameters) -> Account {
        Account::of(&self.scenario, self.body.subject(), shipped, shipped)
    }

    /// Goes on until a time is reached or passed, seconds; gives the number of steps.
    pub(crate) fn advance(&mut self, to_s: f64) -> Result<u64, Failure> {
        let mut steps = 0;
        while self.body.time_s() < to_s {
            self.body.step_towards(NEVER_S)?;
            self.see()?;
            steps += 1;
            if self.body.time_s() > seconds(self.script.last_at()) {
                self.past.keep(&self.body);
            }
        }
        Ok(steps)
    }

    /// Lets recorder and traces see the present.
    fn see(&mut self) -> Result<(), Failure> {
        let time_s = self.body.time_s();
        self.recorder
            .observe(&self.body, time_s - self.recorded_from_s)?;
        self.present.update(&self.body, &self.recorder);
        let (body, present) = (&self.body, &self.present);
        let value = |source: &Source| match source {
            Source::Signal(signal) => body.value(*signal),
            Source::Reading(place) => present.now(*place),
        };
        self.traces.push(time_s, self.traced.iter().map(value));
        Ok(())
    }

    /// Chooses the signals of frames and the traces; gives the names that are unknown.
    pub(crate) fn watch(&mut self, frame: &[String], traces: &[String]) -> Vec<String> {
        let mut missing = Vec::new();
        let mut found = |name: &String| {
            let signal = self.body.signal(name).ok();
            if signal.is_none() {
                missing.push(name.clone());
            }
            signal
        };
        self.frame = frame.iter().filter_map(&mut found).collect();
        let mut names = Vec::new();
        self.traced.clear();
        for name in traces {
            let source = match self.present.place(name) {
                Some(place) => Some(Source::Reading(place)),
                None => found(name).map(Source::Signal),
            };
            if let Some(source) = source {
                self.traced.push(source);
                names.push(name.clone());
            }
        }
        self.traces.choose(names);
        missing
    }

    /// Present values of the signals of frames.
    pub(crate) fn frame(&self) -> impl Iterator<Item = f64> + '_ {
        self.frame.iter().map(|signal| self.body.value(*signal))
    }

    /// Goes back to a time, seconds; what was done later is forgotten.
    pub(crate) fn back_to(&mut self, to_s: f64) -> Result<(), Failure> {
        let Some(mut body) = self.past.back_to(to_s, &self.body)? else {
            let earliest_s = self.past.earliest_s();
            return Err(format!("the past is kept from {earliest_s} s on").into());
        };
        self.script.back_to(to_s);
        self.scenario = self.script.scenario()?;
        let from_s = body.time_s();
        queue_from(&mut body, &self.scenario.timeline(), from_s)?;
        self.traces.back_to(from_s);
        (self.recorder, self.present) = record(&body)?;
        self.recorded_from_s = from_s;
        self.busy_until = busy_until(&self.scenario, body.parameters());
        self.body = body;
        self.advance(to_s)?;
        Ok(())
    }

    /// A second body in the same state, with the same past.
    pub(crate) fn fork(&self) -> Result<Self, Failure> {
        let (recorder, present) = record(&self.body)?;
        Ok(Self {
            body: self.body.clone(),
            script: self.script.clone(),
            scenario: self.scenario.clone(),
            busy_until: self.busy_until,
            recorder,
            recorded_from_s: self.body.time_s(),
            present,
            frame: self.frame.clone(),
            traces: self.traces.clone(),
            traced: self.traced.clone(),
            past: self.past.clone(),
        })
    }

    /// The scenario file of everything so far.
    pub(crate) fn log(&self, title: &str) -> String {
        let now = ticks_after(self.body.time_s());
        let end = now
            .max(self.busy_until)
            .max(self.script.last_at() + PER_S as Ticks);
        self.script.text(title, end)
    }

    pub(crate) fn body(&self) -> &Body {
        &self.body
    }

    pub(crate) fn present(&self) -> &Present {
        &self.present
    }

    pub(crate) fn traces(&self) -> &Traces {
        &self.traces
    }
}

/// Tells a body the changes of a timeline from a time on, seconds.
fn queue_from(body: &mut Body, timeline: &Timeline, from_s: f64) -> Result<(), BodyError> {
    for timed in timeline.changes.iter().filter(|timed| timed.at_s >= from_s) {
        body.apply(&timed.change, timed.at_s)?;
    }
    Ok(())
}

/// The first time after the movement and the counted activity that began last.
fn busy_until(scenario: &Scenario, parameters: &Parameters) -> Ticks {
    let Some(last) = scenario.phases.last() else {
        return 0;
    };
    let moves_s = last
        .movement
        .as_ref()
        .map_or(0.0, |movement| movement.over_s);
    let counts_s = last.activity.as_ref().map_or(0.0, |(activity, _)| {
        let usual = format!("activity.{}.rate_per_min", activity.pattern);
        let rate = activity.rate_per_min.or(parameters.value(&usual).ok());
        match (activity.count, rate) {
            (Some(count), Some(rate)) => 60.0 * f64::from(count) / rate,
            _ => 0.0,
        }
    });
    match moves_s.max(counts_s) {
        0.0 => 0,
        lasts_s => ticks_after(last.start_s + lasts_s),
    }
}

/// A recorder with all instruments that begins now, and what it shows.
fn record(body: &Body) -> Result<(Recorder<Signal>, Present), Failure> {
    let timeline = Timeline {
        start: Posture::SUPINE,
        given: Vec::new(),
        changes: Vec::new(),
        phases: vec![Span {
            name: "live".to_owned(),
            start_s: 0.0,
            end_s: NEVER_S,
        }],
        windows: Vec::new(),
        end_s: NEVER_S,
    };
    let plan = Plan::of(body.subject());
    let mut recorder = Recorder::new(body, plan, &timeline, None)?;
    recorder.observe(body, 0.0)?;
    let present = Present::of(body, &recorder)?;
    Ok((recorder, present))
}

/// Changes of parameters in force at the end of a scenario, in order.
fn settings(scenario: &Scenario) -> impl Iterator<Item = (String, f64)> {
    let timeline = scenario.timeline();
    let given = timeline.given.into_iter().map(|(change, _)| change);
    let later = timeline.changes.into_iter().map(|timed| timed.change);
    given.chain(later).filter_map(|change| match change {
        Change::Parameter { path, value } => Some((path, value)),
        Change::Posture { .. } | Change::Activity(_) => None,
    })
}

/// Bytes of hexadecimal digits.
fn of_hexadecimal(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    pairs.map(byte).collect()
}

//! A circulation with the people in it and the changes that are still to come.

use crate::change::{Change, require, require_time};
use crate::circuit::Circuit;
use crate::circulation::Circulation;
use crate::error::BodyError;
use crate::parameter::Parameters;
use crate::signal::{self, Signal};
use crate::subject::Subject;
use secondheart_engine::Scalar;

/// Default step: it keeps phase means within half a per cent (lying, standing) and one per cent
/// (moving) of a step of 0.125 ms; see benches/README.md.
pub const DEFAULT_STEP_S: f64 = 0.008;
/// Longest step, s: phase means are within half a per cent of those of fine steps.
pub const LONGEST_STEP_S: f64 = 0.0125;
/// Shortest step, s.
const SHORTEST_STEP_S: f64 = 1e-5;

/// A person's parameters and subject.
pub type Person = (Parameters, Subject);

/// A body, or a body per lane, that can be changed, advanced and read.
#[derive(Debug, Clone)]
pub(crate) struct Session<S> {
    pub(crate) circulation: Circulation<S>,
    pub(crate) people: Vec<Person>,
    pub(crate) circuit: Circuit,
    pub(crate) step_s: f64,
    /// Changes to come by time, earliest last.
    pub(crate) pending: Vec<(f64, Change)>,
}

impl<S: Scalar> Session<S> {
    /// Bodies at rest, before the search for their steady starts. Fewer people than lanes are
    /// repeated.
    pub(crate) fn at_rest(
        people: Vec<Person>,
        start: crate::change::Posture,
    ) -> Result<Self, BodyError> {
        let (parameters, subject) = people.first().ok_or_else(|| BodyError::Data {
            file: "subjects".to_owned(),
            message: "no subject given".to_owned(),
        })?;
        Ok(Self {
            circulation: Circulation::at_rest(&people, start)?,
            circuit: Circuit::build(parameters, subject)?,
            people,
            step_s: DEFAULT_STEP_S,
            pending: Vec::new(),
        })
    }

    pub(crate) fn set_step_s(&mut self, step_s: f64) -> Result<(), BodyError> {
        if !(SHORTEST_STEP_S..=LONGEST_STEP_S).contains(&step_s) {
            return Err(BodyError::BadValue {
                path: "step".to_owned(),
                value: step_s,
                requirement: format!("from 0.00001 to {LONGEST_STEP_S} s"),
            });
        }
        self.step_s = step_s;
        Ok(())
    }

    /// Time since the steady start, s.
    pub(crate) fn time_s(&self) -> f64 {
        self.circulation.sim.state.time_s
    }

    pub(crate) fn apply(&mut self, change: &Change, at_s: f64) -> Result<(), BodyError> {
        require_time(at_s)?;
        let now_s = self.time_s();
        if at_s < now_s - 1e-9 {
            return Err(BodyError::ChangeInThePast { at_s, now_s });
        }
        change.check()?;
        match change {
            Change::Activity(activity) => {
                let patterns = &self.circulation.constants.muscle.patterns;
                patterns.index(&activity.pattern)?;
            }
            Change::Parameter { path, value } => {
                for (parameters, _) in &self.people {
                    parameters.check(path, *value)?;
                }
            }
            Change::Posture { .. } => {}
        }
        // Equal times keep the order in which they were given.
        let position = self.pending.partition_point(|(t, _)| *t > at_s);
        self.pending.insert(position, (at_s, change.clone()));
        Ok(())
    }

    pub(crate) fn advance_to(&mut self, time_s: f64) -> Result<(), BodyError> {
        require_time(time_s)?;
        loop {
            self.meet_changes()?;
            let next_s = self.next_stop_s(time_s);
            while self.circulation.step(self.step_s, next_s)? {}
            if next_s >= time_s {
                return self.meet_changes();
            }
        }
    }

    pub(crate) fn step_towards(&mut self, until_s: f64) -> Result<bool, BodyError> {
        require("time", until_s, !until_s.is_nan(), "a number")?;
        self.meet_changes()?;
        let next_s = self.next_stop_s(until_s);
        Ok(self.circulation.step(self.step_s, next_s)?)
    }

    /// The next change, or the time given if that is earlier.
    fn next_stop_s(&self, until_s: f64) -> f64 {
        self.pending.last().map_or(until_s, |(t, _)| t.min(until_s))
    }

    /// Makes the changes whose time has come. Parameters that change together are taken together.
    fn meet_changes(&mut self) -> Result<(), BodyError> {
        let now_s = self.time_s() + 1e-9 * self.step_s;
        let due = |pending: &[(f64, Change)]| pending.last().is_some_and(|(t, _)| *t <= now_s);
        while due(&self.pending) {
            let mut people = None;
            while due(&self.pending)
                && let Some((_, Change::Parameter { path, value })) = self.pending.last()
            {
                for (parameters, _) in people.get_or_insert_with(|| self.people.clone()) {
                    parameters.set(path, *value)?;
                }
                self.pending.pop();
            }
            if let Some(people) = people {
                self.circulation.reparametrise(&people)?;
                self.people = people;
            } else if let Some((_, change)) = self.pending.pop() {
                match change {
                    Change::Posture { to, over_s, manner } => {
                        self.circulation.move_to(to, over_s, manner);
                    }
                    Change::Activity(activity) => self.circulation.begin(&activity)?,
                    Change::Parameter { .. } => {}
                }
            }
        }
        Ok(())
    }

    pub(crate) fn signal(&self, name: &str) -> Result<Signal, BodyError> {
        signal::resolve(name, &self.circuit, self.circulation.sim.topology())
    }

    pub(crate) fn signal_names(&self) -> Vec<String> {
        signal::names(&self.circuit, self.circulation.sim.topology())
    }

    /// Heart beats of a lane since the steady start.
    pub(crate) fn beats(&self, lane: usize) -> u64 {
        self.circulation.organs.heart.sinus.beats.lane(lane) as u64
    }

    /// Time at which the last beat of a lane ended, s: the heart's phase says how long ago.
    pub(crate) fn last_beat_s(&self, lane: usize) -> f64 {
        let sinus = &self.circulation.organs.heart.sinus;
        self.time_s() - sinus.phase.lane(lane) * sinus.period_s.lane(lane)
    }
}

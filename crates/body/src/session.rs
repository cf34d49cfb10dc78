//! The one interface through which everything outside drives a simulation.

use crate::body::Body;
use crate::change::{Change, Manner, Posture};
use crate::circuit::Circuit;
use crate::error::BodyError;
use crate::parameter::Parameters;
use crate::signal::{self, Signal};
use crate::subject::Subject;
use secondheart_engine::{Invariants, Scalar};

/// Marks a snapshot of this program.
const MAGIC: u64 = 0x7365_636f_6e64_6865;
/// Changes when the meaning of the words of a snapshot changes.
const FORMAT: u64 = 4;

/// The state of a session, bit for bit.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    words: Vec<u64>,
    pending: Vec<(u64, Change)>,
}

impl Snapshot {
    /// The numbers of the snapshot as bytes, little-endian. Changes still to come are not among
    /// them: they belong to the one who drives the session.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.words.iter().flat_map(|w| w.to_le_bytes()).collect()
    }

    /// A snapshot from bytes.
    ///
    /// # Errors
    /// The bytes are not a whole number of words.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BodyError> {
        let chunks = bytes.chunks_exact(8);
        if !chunks.remainder().is_empty() {
            return Err(BodyError::Snapshot {
                reason: "its length is no multiple of 8".into(),
            });
        }
        let word = |c: &[u8]| c.iter().rev().fold(0, |w, &b| (w << 8) | u64::from(b));
        Ok(Self {
            words: chunks.map(word).collect(),
            pending: Vec::new(),
        })
    }
}

/// A body, or a body per lane, that can be changed, advanced and read.
#[derive(Debug, Clone)]
pub struct Session<S = f64> {
    body: Body<S>,
    people: Vec<(Parameters, Subject)>,
    circuit: Circuit,
    step_s: f64,
    /// Changes to come by time (network clock), earliest last.
    pending: Vec<(f64, Change)>,
}

/// Step that keeps phase means within half a per cent (lying, standing) and one per cent
/// (moving) of a step of 0.125 ms; see benches/README.md.
pub const DEFAULT_STEP_S: f64 = 0.008;
/// Longest step, s: phase means are within half a per cent of those of fine steps.
pub const LONGEST_STEP_S: f64 = 0.0125;

impl Session<f64> {
    /// A body at its steady start, lying.
    ///
    /// # Errors
    /// An impossible subject, or no steady state.
    pub fn new(subject: &Subject) -> Result<Self, BodyError> {
        Self::with(&Parameters::shipped()?, subject, Posture::SUPINE)
    }

    /// A body with its own parameters at its steady start in a posture.
    ///
    /// # Errors
    /// An impossible subject, contradictory parameters, or no steady state.
    pub fn with(
        parameters: &Parameters,
        subject: &Subject,
        start: Posture,
    ) -> Result<Self, BodyError> {
        Self::with_lanes(&[(parameters.clone(), subject.clone())], start)
    }

    /// The present value of a signal.
    #[inline]
    pub fn value(&self, signal: Signal) -> f64 {
        self.body.value(signal)
    }

    /// The present value of a signal by its name.
    ///
    /// # Errors
    /// No signal of that name.
    pub fn read(&self, name: &str) -> Result<f64, BodyError> {
        Ok(self.value(self.signal(name)?))
    }
}

impl<S: Scalar> Session<S> {
    /// A body per lane, each with its parameters and subject, at the steady start in a posture.
    ///
    /// # Errors
    /// An impossible subject, contradictory parameters, or no steady state.
    pub fn with_lanes(people: &[(Parameters, Subject)], start: Posture) -> Result<Self, BodyError> {
        let mut session = Self::unsettled(people, Posture::SUPINE)?;
        session.body.find_steady_start(DEFAULT_STEP_S, start)?;
        Ok(session)
    }

    /// The same before the search for the steady start (to restore a snapshot into).
    ///
    /// # Errors
    /// An impossible subject or contradictory parameters.
    pub fn unsettled(people: &[(Parameters, Subject)], start: Posture) -> Result<Self, BodyError> {
        let (parameters, subject) = people.first().ok_or_else(|| BodyError::Data {
            file: "subjects".to_owned(),
            message: "no subject given".to_owned(),
        })?;
        Ok(Self {
            body: Body::at_rest(people, start)?,
            circuit: Circuit::build(parameters, subject)?,
            people: people.to_vec(),
            step_s: DEFAULT_STEP_S,
            pending: Vec::new(),
        })
    }

    /// Nominal step, s.
    pub fn step_s(&self) -> f64 {
        self.step_s
    }

    /// Sets the nominal step, s.
    ///
    /// # Errors
    /// Not between 0.01 and 12.5 ms.
    pub fn set_step_s(&mut self, step_s: f64) -> Result<(), BodyError> {
        if !(1e-5..=LONGEST_STEP_S).contains(&step_s) {
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
    pub fn time_s(&self) -> f64 {
        self.body.sim.state.time_s - self.body.origin_s
    }

    /// Heart beats completed since the steady start (first lane).
    pub fn beats(&self) -> u64 {
        self.body.controls.sinus.beats
    }

    /// Applies a change at a time, s; it is met exactly.
    ///
    /// # Errors
    /// The time has passed, or the change names something unknown.
    pub fn apply(&mut self, change: &Change, at_s: f64) -> Result<(), BodyError> {
        if at_s < self.time_s() - 1e-9 {
            return Err(BodyError::ChangeInThePast {
                at_s,
                now_s: self.time_s(),
            });
        }
        match change {
            Change::Activity(activity) => {
                self.body.plan.patterns.index(&activity.pattern)?;
            }
            Change::Parameter { path, value } => {
                self.people[0].0.clone().set(path, *value)?;
            }
            Change::Posture { .. } => {}
        }
        let at = at_s + self.body.origin_s;
        // Equal times keep the order in which they were given.
        let position = self.pending.partition_point(|(t, _)| *t > at);
        self.pending.insert(position, (at, change.clone()));
        Ok(())
    }

    /// Advances to a time, s, through the changes that fall before it.
    ///
    /// # Errors
    /// A failed step.
    pub fn advance_to(&mut self, time_s: f64) -> Result<(), BodyError> {
        let until = time_s + self.body.origin_s;
        loop {
            self.meet_changes()?;
            let next = self.pending.last().map_or(until, |(t, _)| t.min(until));
            while self.body.step(self.step_s, next)? {}
            if next >= until {
                return self.meet_changes();
            }
        }
    }

    /// Takes one step, never past `until_s` nor past a change; false when `until_s` is reached.
    ///
    /// # Errors
    /// A failed step.
    pub fn step_towards(&mut self, until_s: f64) -> Result<bool, BodyError> {
        let until = until_s + self.body.origin_s;
        self.meet_changes()?;
        let next = self.pending.last().map_or(until, |(t, _)| t.min(until));
        Ok(self.body.step(self.step_s, next)?)
    }

    fn meet_changes(&mut self) -> Result<(), BodyError> {
        let now = self.body.sim.state.time_s + 1e-9 * self.step_s;
        // Parameters that change together are taken together.
        let mut changed = false;
        while self.pending.last().is_some_and(|(t, _)| *t <= now) {
            let Some((_, change)) = self.pending.pop() else {
                break;
            };
            if changed && !matches!(change, Change::Parameter { .. }) {
                self.body.reparametrise(&self.people)?;
                changed = false;
            }
            match &change {
                Change::Posture { to, over_s, manner } => {
                    self.body.move_to(*to, *over_s, *manner);
                }
                Change::Activity(activity) => self.body.begin(activity)?,
                Change::Parameter { path, value } => {
                    for (parameters, _) in &mut self.people {
                        parameters.set(path, *value)?;
                    }
                    changed = true;
                }
            }
        }
        if changed {
            self.body.reparametrise(&self.people)?;
        }
        Ok(())
    }

    /// Finds a signal by its dotted name.
    ///
    /// # Errors
    /// No signal of that name; the error suggests the nearest.
    pub fn signal(&self, name: &str) -> Result<Signal, BodyError> {
        signal::resolve(name, &self.circuit, self.body.sim.topology())
    }

    /// Names of all signals.
    pub fn signal_names(&self) -> Vec<String> {
        signal::names(&self.circuit, self.body.sim.topology())
    }

    /// The present value of a signal in every lane.
    #[inline]
    pub fn values(&self, signal: Signal) -> S {
        self.body.value(signal)
    }

    /// Vessels, connections and beds.
    pub fn circuit(&self) -> &Circuit {
        &self.circuit
    }

    /// Parameters of the first lane as they are now.
    pub fn parameters(&self) -> &Parameters {
        &self.people[0].0
    }

    /// Subject of the first lane.
    pub fn subject(&self) -> &Subject {
        &self.people[0].1
    }

    /// Names and titles of the activity patterns.
    pub fn activities(&self) -> Vec<(String, String)> {
        let own = |(a, b): (&str, &str)| (a.to_owned(), b.to_owned());
        self.body.plan.patterns.names().map(own).collect()
    }

    /// Counters of the stepping.
    pub fn invariants(&self) -> Invariants<S> {
        self.body.sim.invariants
    }

    /// Relative change of the total volume (blood and interstitium) since the steady start.
    pub fn volume_drift_relative(&self) -> f64 {
        self.body.sim.volume_drift_relative(0)
    }

    /// Number of volumes that hold blood or tissue fluid.
    pub fn volume_count(&self) -> usize {
        self.body.sim.topology().volume_count()
    }

    /// The whole state: going on from it repeats the future bit for bit.
    pub fn snapshot(&self) -> Snapshot {
        let mut words = vec![MAGIC, FORMAT, S::LANES as u64, self.volume_count() as u64];
        self.body.write(&mut words);
        let pending = self
            .pending
            .iter()
            .map(|(t, c)| (t.to_bits(), c.clone()))
            .collect();
        Snapshot { words, pending }
    }

    /// Goes back to a snapshot of a session with the same parameters and subject.
    ///
    /// # Errors
    /// It is of another program, version or body; the session is then unchanged.
    pub fn restore(&mut self, snapshot: &Snapshot) -> Result<(), BodyError> {
        let fail = |reason: &str| BodyError::Snapshot {
            reason: reason.to_owned(),
        };
        let head = [MAGIC, FORMAT, S::LANES as u64, self.volume_count() as u64];
        if snapshot.words.get(..4) != Some(&head[..]) {
            return Err(fail("it is of another program, version or body"));
        }
        let mut body = self.body.clone();
        let mut words = snapshot.words[4..].iter();
        body.read(&mut words)
            .ok_or_else(|| fail("it is cut short or of another body"))?;
        if words.next().is_some() {
            return Err(fail("it is longer than this body's state"));
        }
        self.body = body;
        self.pending = snapshot
            .pending
            .iter()
            .map(|(t, c)| (f64::from_bits(*t), c.clone()))
            .collect();
        Ok(())
    }

    /// Moves the whole body to a posture at the present time: shorthand for
    /// [`Self::apply`] with a posture.
    ///
    /// # Errors
    /// As [`Self::apply`].
    pub fn move_to(&mut self, to: Posture, over_s: f64, manner: Manner) -> Result<(), BodyError> {
        self.apply(&Change::Posture { to, over_s, manner }, self.time_s())
    }
}

#[cfg(test)]
mod energy;

//! A circulation with its people and its queue of pending changes.

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
/// Longest step, s. It keeps phase means within half a per cent of fine steps.
pub const LONGEST_STEP_S: f64 = 0.0125;
/// Shortest step, s.
const SHORTEST_STEP_S: f64 = 1e-5;

/// A person's parameters and subject.
pub type Person = (Parameters, Subject);

/// One body, or one per lane, that can be changed, advanced and read.
#[derive(Debug, Clone)]
pub(crate) struct Session<S> {
    pub(crate) circulation: Circulation<S>,
    pub(crate) people: Vec<Person>,
    pub(crate) circuit: Circuit,
    pub(crate) step_s: f64,
    /// Pending changes, sorted by time with the earliest last.
    pub(crate) pending: Vec<(f64, Change)>,
}

impl<S: Scalar> Session<S> {
    /// Bodies at rest, before the search for their steady starts. If there are fewer people than
    /// lanes, people repeat.
    pub(crate) fn at_rest(
        people: Vec<Person>,
        start: crate::change::Posture,
    ) -> Result<Self, BodyError> {
        if people.is_empty() {
            return Err(BodyError::Data {
                file: "subjects".to_owned(),
                message: "no subject given".to_owned(),
            });
        }
        start.check()?;
        let (circulation, circuit) = Circulation::at_rest(&people, start)?;
        Ok(Self {
            circulation,
            circuit,
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

    /// Checks that a change can be queued for a time, s.
    pub(crate) fn check(&self, change: &Change, at_s: f64) -> Result<(), BodyError> {
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
        Ok(())
    }

    pub(crate) fn apply(&mut self, change: &Change, at_s: f64) -> Result<(), BodyError> {
        self.check(change, at_s)?;
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

    /// Time of the next change, or the given time if that is earlier.
    fn next_stop_s(&self, until_s: f64) -> f64 {
        self.pending.last().map_or(until_s, |(t, _)| t.min(until_s))
    }

    /// Applies the changes that are due. Parameters that change at one time are applied together.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::{Activity, Manner, Posture};
    use crate::snapshot::Snapshot;

    fn session() -> Session<f64> {
        let person = (Parameters::shipped().unwrap(), Subject::default());
        Session::at_rest(vec![person], Posture::SUPINE).unwrap()
    }

    fn set(path: &str, value: f64) -> Change {
        Change::Parameter {
            path: path.to_owned(),
            value,
        }
    }

    fn gain(session: &Session<f64>) -> f64 {
        session.people[0].0.value("muscle.pressure_gain").unwrap()
    }

    const GAIN: &str = "muscle.pressure_gain";

    #[test]
    fn the_step_has_limits() {
        let mut s = session();
        for step_s in [SHORTEST_STEP_S, LONGEST_STEP_S] {
            s.set_step_s(step_s).unwrap();
            assert_eq!(s.step_s, step_s);
        }
        for step_s in [0.99 * SHORTEST_STEP_S, 1.01 * LONGEST_STEP_S, f64::NAN] {
            assert!(s.set_step_s(step_s).is_err(), "{step_s}");
        }
        assert_eq!(s.step_s, LONGEST_STEP_S);
    }

    #[test]
    fn changes_come_at_their_times_and_equal_times_keep_their_order() {
        let mut s = session();
        s.apply(&set(GAIN, 0.5), 0.1).unwrap();
        s.apply(&set(GAIN, 0.7), 0.05).unwrap();
        s.apply(&set(GAIN, 0.6), 0.1).unwrap();
        s.advance_to(0.04).unwrap();
        assert_eq!(gain(&s), 1.0);
        s.advance_to(0.05).unwrap();
        assert_eq!((gain(&s), s.time_s()), (0.7, 0.05));
        s.advance_to(0.099).unwrap();
        assert_eq!(gain(&s), 0.7);
        s.advance_to(0.2).unwrap();
        assert_eq!((gain(&s), s.time_s()), (0.6, 0.2));
        assert!(s.pending.is_empty());
    }

    #[test]
    fn a_change_in_the_past_or_with_an_unknown_name_is_refused() {
        let mut s = session();
        s.advance_to(0.1).unwrap();
        let past = s.apply(&set(GAIN, 0.5), 0.099);
        assert!(matches!(past, Err(BodyError::ChangeInThePast { .. })));
        s.apply(&set(GAIN, 0.5), 0.1).unwrap();
        assert!(s.apply(&set("no.such_parameter", 0.5), 1.0).is_err());
        assert!(
            s.apply(&Change::Activity(Activity::named("fly")), 1.0)
                .is_err()
        );
        assert!(s.apply(&set(GAIN, 0.5), f64::NAN).is_err());
        assert_eq!(s.pending.len(), 1);
    }

    #[test]
    fn a_step_ends_at_the_next_change() {
        let mut s = session();
        s.set_step_s(0.01).unwrap();
        s.advance_to(0.1).unwrap();
        s.apply(&set(GAIN, 0.5), 0.104).unwrap();
        assert!(s.step_towards(1.0).unwrap());
        assert!((s.time_s() - 0.104).abs() < 1e-9, "{}", s.time_s());
        assert_eq!(gain(&s), 1.0);
        assert!(s.step_towards(1.0).unwrap());
        assert_eq!(gain(&s), 0.5);
        assert!(!s.step_towards(s.time_s()).unwrap());
        assert!(s.step_towards(f64::NAN).is_err());
    }

    #[test]
    fn postures_and_activities_begin_at_their_time() {
        let mut s = session();
        let stand = Change::Posture {
            to: Posture::STANDING,
            over_s: 2.0,
            manner: Manner::Active,
        };
        s.apply(&stand, 0.05).unwrap();
        s.apply(&Change::Activity(Activity::named("tiptoe")), 0.05)
            .unwrap();
        s.advance_to(0.1).unwrap();
        let movement = s.circulation.organs.gravity.movement;
        assert_eq!(
            (movement.to, movement.manner),
            (Posture::STANDING, Manner::Active)
        );
        assert!((movement.start_s - 0.05).abs() < 1e-9);
        assert!((movement.end_s - 2.05).abs() < 1e-9);
        // One tiptoe a second.
        let turns = s.circulation.organs.muscle.gait.turns;
        assert!((turns - 0.05).abs() < 1e-9, "{turns}");
    }

    #[test]
    fn the_last_beat_ended_a_phase_ago() {
        let mut s = session();
        let sinus = &mut s.circulation.organs.heart.sinus;
        (sinus.phase, sinus.period_s, sinus.beats) = (0.25, 0.8, 7.0);
        s.circulation.sim.state.time_s = 5.0;
        assert_eq!(s.beats(0), 7);
        assert!((s.last_beat_s(0) - 4.8).abs() < 1e-12);
    }

    #[test]
    fn a_snapshot_repeats_the_future_with_the_changes_to_come() {
        let mut s = session();
        s.advance_to(0.1).unwrap();
        s.apply(&set(GAIN, 0.5), 0.15).unwrap();
        let snapshot = Snapshot::of(&s, 0);
        s.advance_to(0.3).unwrap();
        let mut other = session();
        snapshot.put_into(&mut other, 0).unwrap();
        assert_eq!(other.pending.len(), 1);
        other.advance_to(0.3).unwrap();
        assert_eq!(gain(&other), 0.5);
        assert_eq!(Snapshot::of(&other, 0), Snapshot::of(&s, 0));
    }

    #[test]
    fn the_bytes_of_a_snapshot_are_its_words() {
        let s = session();
        let bytes = Snapshot::of(&s, 0).to_bytes();
        assert_eq!(&bytes[..8], &b"ehdnoces"[..]);
        let read = Snapshot::from_bytes(&bytes).unwrap();
        assert_eq!(read, Snapshot::of(&s, 0));
        let refused = |bytes: &[u8]| {
            let snapshot = Snapshot::from_bytes(bytes);
            snapshot
                .and_then(|s| s.put_into(&mut session(), 0))
                .is_err()
        };
        assert!(refused(&bytes[1..]), "no whole number of words");
        assert!(refused(&bytes[8..]), "without its mark");
        assert!(refused(&bytes[..bytes.len() - 8]), "cut short");
        assert!(refused(&[bytes.as_slice(), &[0; 8]].concat()), "too long");
        assert!(!refused(&bytes));
    }
}

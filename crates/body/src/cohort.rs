//! Many bodies that go through one protocol together, eight at a time in vector lanes.

use crate::body::Body;
use crate::change::{Change, Posture};
use crate::circuit::Circuit;
use crate::error::BodyError;
use crate::parameter::Parameters;
use crate::session::{Person, Session};
use crate::signal::Signal;
use crate::snapshot::Snapshot;
use crate::subject::Subject;
use secondheart_engine::{Lanes, Scalar};

/// Bodies stepped together.
const LANES: usize = 8;

/// Bodies that undergo the same changes at the same times, each with its own parameters and subject.
///
/// From its steady start on, every member is bit for bit the body that it would be alone. Members are
/// stepped eight at a time; if their number is not a multiple of eight, some lanes are idle.
///
/// ```
/// use secondheart_body::{Cohort, Parameters, Posture, Subject};
///
/// let parameters = Parameters::shipped()?;
/// let people = [55.0, 75.0].map(|rate| {
///     let subject = Subject {
///         resting_heart_rate_per_min: rate,
///         ..Subject::default()
///     };
///     (parameters.clone(), subject)
/// });
/// let mut cohort = Cohort::new(&people, Posture::SUPINE)?;
/// cohort.advance_to(20.0)?;
/// assert!(cohort.member(1).beats() > cohort.member(0).beats());
/// # Ok::<(), secondheart_body::BodyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Cohort {
    packs: Vec<Session<Lanes<LANES>>>,
    size: usize,
}

impl Cohort {
    /// People at their steady starts in a posture. Each start is found by itself.
    ///
    /// # Errors
    /// There are no people, or one of them has no body or no steady start.
    pub fn new(people: &[Person], start: Posture) -> Result<Self, BodyError> {
        let find = |(parameters, subject): &Person| Body::with(parameters, subject, start);
        let bodies = people.iter().map(find).collect::<Result<Vec<_>, _>>()?;
        Self::of(&bodies)
    }

    /// A cohort of bodies at their steady starts, with the step of the first.
    ///
    /// # Errors
    /// There are no bodies, a body has left its steady start or has pending changes, or the postures
    /// differ.
    pub fn of(bodies: &[Body]) -> Result<Self, BodyError> {
        let refuse = |reason: &str| BodyError::Cohort {
            reason: reason.to_owned(),
        };
        let first = bodies.first().ok_or_else(|| refuse("it has no members"))?;
        let posture = |body: &Body| body.0.circulation.organs.gravity.movement.posture(0.0);
        for body in bodies {
            if body.time_s() != 0.0 {
                return Err(refuse("a member has left its steady start"));
            }
            if !body.0.pending.is_empty() {
                return Err(refuse("a member already has pending changes"));
            }
            if posture(body) != posture(first) {
                return Err(refuse("its members start in different postures"));
            }
        }
        let pack = |members: &[Body]| {
            let people = members.iter().map(|body| body.0.people[0].clone());
            let mut pack = Session::at_rest(people.collect(), posture(first))?;
            for lane in 0..LANES {
                members[lane % members.len()]
                    .snapshot()
                    .put_into(&mut pack, lane)?;
            }
            pack.step_s = first.step_s();
            Ok(pack)
        };
        Ok(Self {
            packs: bodies
                .chunks(LANES)
                .map(pack)
                .collect::<Result<_, BodyError>>()?,
            size: bodies.len(),
        })
    }

    /// Number of members.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Read access to a member.
    ///
    /// # Panics
    /// If `index` is not below [`Self::size`].
    pub fn member(&self, index: usize) -> Member<'_> {
        assert!(index < self.size, "a cohort of {} members", self.size);
        Member {
            pack: &self.packs[index / LANES],
            lane: index % LANES,
        }
    }

    /// All members in order.
    pub fn members(&self) -> impl Iterator<Item = Member<'_>> {
        (0..self.size).map(|index| self.member(index))
    }

    /// Nominal step, s.
    pub fn step_s(&self) -> f64 {
        self.packs[0].step_s
    }

    /// Sets the nominal step, s.
    ///
    /// # Errors
    /// The step is not between 0.01 and 12.5 ms.
    pub fn set_step_s(&mut self, step_s: f64) -> Result<(), BodyError> {
        let mut packs = self.packs.iter_mut();
        packs.try_for_each(|pack| pack.set_step_s(step_s))
    }

    /// Time since the steady start, s; the members share it.
    pub fn time_s(&self) -> f64 {
        self.packs[0].time_s()
    }

    /// Queues a change of all members for a time, s.
    ///
    /// # Errors
    /// The time has passed, or the change has a name or a value that a body does not know.
    pub fn apply(&mut self, change: &Change, at_s: f64) -> Result<(), BodyError> {
        let mut packs = self.packs.iter_mut();
        packs.try_for_each(|pack| pack.apply(change, at_s))
    }

    /// Advances to a time, s, through the changes that fall before it.
    ///
    /// # Errors
    /// A step of a member fails, or no body can be built with the parameters of a change.
    pub fn advance_to(&mut self, time_s: f64) -> Result<(), BodyError> {
        let mut packs = self.packs.iter_mut();
        packs.try_for_each(|pack| pack.advance_to(time_s))
    }

    /// Takes one step, never past `until_s` nor past a change; false when `until_s` is reached.
    ///
    /// # Errors
    /// As [`Self::advance_to`].
    pub fn step_towards(&mut self, until_s: f64) -> Result<bool, BodyError> {
        let mut stepped = false;
        for pack in &mut self.packs {
            stepped = pack.step_towards(until_s)?;
        }
        Ok(stepped)
    }

    /// The state of every member.
    pub fn snapshot(&self) -> Vec<Snapshot> {
        self.members().map(|member| member.snapshot()).collect()
    }

    /// Restores a snapshot of a cohort of the same people.
    ///
    /// # Errors
    /// The snapshot is of another program, version or cohort. This cohort is then unchanged.
    pub fn restore(&mut self, snapshot: &[Snapshot]) -> Result<(), BodyError> {
        if snapshot.len() != self.size {
            return Err(BodyError::Snapshot {
                reason: format!(
                    "it has {} members, but the cohort has {}",
                    snapshot.len(),
                    self.size
                ),
            });
        }
        let mut packs = self.packs.clone();
        for (pack, members) in packs.iter_mut().zip(snapshot.chunks(LANES)) {
            for lane in 0..LANES {
                members[lane % members.len()].put_into(pack, lane)?;
            }
        }
        self.packs = packs;
        Ok(())
    }
}

/// Read access to one member of a cohort.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    pack: &'a Session<Lanes<LANES>>,
    lane: usize,
}

impl Member<'_> {
    /// Time since the steady start, s.
    pub fn time_s(&self) -> f64 {
        self.pack.time_s()
    }

    /// Heart beats completed since the steady start.
    pub fn beats(&self) -> u64 {
        self.pack.beats(self.lane)
    }

    /// Time at which the last heart beat ended, s; it may lie between two steps.
    pub fn last_beat_s(&self) -> f64 {
        self.pack.last_beat_s(self.lane)
    }

    /// Finds a signal by its dotted name; it is the same for all members.
    ///
    /// # Errors
    /// There is no signal of that name; the error suggests the nearest.
    pub fn signal(&self, name: &str) -> Result<Signal, BodyError> {
        self.pack.signal(name)
    }

    /// Present value of a signal, in the unit that its name ends in.
    #[inline]
    pub fn value(&self, signal: Signal) -> f64 {
        self.pack.circulation.value(signal).lane(self.lane)
    }

    /// Present value of a signal by its name.
    ///
    /// # Errors
    /// There is no signal of that name.
    pub fn read(&self, name: &str) -> Result<f64, BodyError> {
        Ok(self.value(self.signal(name)?))
    }

    /// Vessels, connections and beds; their names and order are the same for all members.
    pub fn circuit(&self) -> &Circuit {
        &self.pack.circuit
    }

    fn person(&self) -> &Person {
        &self.pack.people[self.lane]
    }

    /// The present parameters.
    pub fn parameters(&self) -> &Parameters {
        &self.person().0
    }

    /// The subject.
    pub fn subject(&self) -> &Subject {
        &self.person().1
    }

    /// Change of the total volume (blood and tissue fluid) since the steady start, as a share of it.
    pub fn volume_drift_relative(&self) -> f64 {
        self.pack.circulation.sim.volume_drift_relative(self.lane)
    }

    /// The complete state, interchangeable with that of a single body.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::of(self.pack, self.lane)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::OnceLock;

    fn bodies() -> Vec<Body> {
        static BODIES: OnceLock<Vec<Body>> = OnceLock::new();
        let build = || {
            let parameters = Parameters::shipped().unwrap();
            let body = |n: u32| {
                let subject = Subject {
                    resting_heart_rate_per_min: 55.0 + f64::from(n),
                    ..Subject::default()
                };
                let mut body = Body::unsettled(&parameters, &subject, Posture::SUPINE).unwrap();
                body.set_step_s(0.01).unwrap();
                body
            };
            (0..9).map(body).collect()
        };
        BODIES.get_or_init(build).clone()
    }

    #[test]
    fn the_ninth_member_begins_the_second_pack_and_all_have_the_bits_of_the_body_alone() {
        let mut bodies = bodies();
        let mut cohort = Cohort::of(&bodies).unwrap();
        assert_eq!((cohort.size(), cohort.packs.len()), (9, 2));
        assert_eq!((cohort.step_s(), cohort.members().count()), (0.01, 9));
        let start = cohort.snapshot();
        assert!(cohort.step_towards(1.0).unwrap());
        cohort.advance_to(0.1).unwrap();
        assert!(!cohort.step_towards(0.1).unwrap());
        assert_eq!(cohort.time_s(), 0.1);
        for (body, member) in bodies.iter_mut().zip(cohort.members()) {
            assert_eq!(member.subject(), body.subject());
            body.step_towards(1.0).unwrap();
            body.advance_to(0.1).unwrap();
            assert_eq!(member.snapshot(), body.snapshot());
            let name = "heart.phase_fraction";
            assert_eq!(member.read(name).unwrap(), body.read(name).unwrap());
            assert_eq!(member.last_beat_s(), body.last_beat_s());
            assert_eq!(member.beats(), body.beats());
            assert_eq!(member.time_s(), 0.1);
        }
        cohort.restore(&start).unwrap();
        assert_eq!((cohort.time_s(), cohort.snapshot()), (0.0, start.clone()));
        assert!(cohort.restore(&start[1..]).is_err());
    }

    #[test]
    fn members_must_share_time_and_posture_and_have_no_changes_of_their_own() {
        let good = bodies();
        let refused = |spoil: &dyn Fn(&mut Body)| {
            let mut two = good[..2].to_vec();
            spoil(&mut two[1]);
            Cohort::of(&two).is_err()
        };
        assert!(Cohort::of(&[]).is_err());
        assert!(!refused(&|_| {}));
        assert!(refused(&|body| body.advance_to(0.01).unwrap()));
        let rest = Change::Activity(crate::change::Activity::rest());
        assert!(refused(&|body| body.apply(&rest, 1.0).unwrap()));
        assert!(refused(&|body| {
            let parameters = Parameters::shipped().unwrap();
            *body = Body::unsettled(&parameters, &Subject::default(), Posture::SITTING).unwrap();
        }));
    }

    #[test]
    #[should_panic(expected = "a cohort of 2 members")]
    fn a_member_beyond_the_last_is_a_panic() {
        Cohort::of(&bodies()[..2]).unwrap().member(2);
    }
}

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
use secondheart_engine::{Invariants, Lanes, Scalar};

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
    /// Whether a member failed, so that the members are at different times.
    failed: bool,
}

impl Cohort {
    /// People at their steady starts in a posture. Each start is found by itself.
    ///
    /// # Errors
    /// There are no people, or one of them is impossible or has no steady start.
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
            failed: false,
        })
    }

    /// Number of bodies, without the empty lanes of the last pack.
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

    /// Length of a step, s; a step that meets a change or the end of a run is shorter.
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

    /// Time since the steady start, s; the members share it, except after an error of
    /// [`Self::advance_to`].
    pub fn time_s(&self) -> f64 {
        self.packs[0].time_s()
    }

    /// Queues a change of all members for a time, s.
    ///
    /// # Errors
    /// The time has passed, or the change has a name or a value that a body does not know. No member
    /// then has the change.
    pub fn apply(&mut self, change: &Change, at_s: f64) -> Result<(), BodyError> {
        self.packs
            .iter()
            .try_for_each(|pack| pack.check(change, at_s))?;
        let mut packs = self.packs.iter_mut();
        packs.try_for_each(|pack| pack.apply(change, at_s))
    }

    /// Advances to a time, s, through the changes that fall before it.
    ///
    /// # Errors
    /// A step of a member fails, or no body can be built with the parameters of a change. The
    /// members are then at different times; the cohort continues only from a snapshot
    /// ([`Self::restore`]).
    pub fn advance_to(&mut self, time_s: f64) -> Result<(), BodyError> {
        self.together(|pack| pack.advance_to(time_s)).map(|_| ())
    }

    /// Takes one step, never past `until_s` nor past a change; false when `until_s` is reached.
    ///
    /// # Errors
    /// As [`Self::advance_to`].
    pub fn step_towards(&mut self, until_s: f64) -> Result<bool, BodyError> {
        let stepped = self.together(|pack| pack.step_towards(until_s))?;
        Ok(stepped.unwrap_or(false))
    }

    /// Applies a function to every pack and returns the result for the last.
    fn together<T>(
        &mut self,
        mut step: impl FnMut(&mut Session<Lanes<LANES>>) -> Result<T, BodyError>,
    ) -> Result<Option<T>, BodyError> {
        if self.failed {
            let reason = "a member failed before; restore a snapshot first".to_owned();
            return Err(BodyError::Cohort { reason });
        }
        let mut given = None;
        for (index, pack) in self.packs.iter_mut().enumerate() {
            given = Some(step(pack).map_err(|error| {
                self.failed = true;
                let first = index * LANES;
                BodyError::Members {
                    first,
                    last: (first + LANES).min(self.size) - 1,
                    error: Box::new(error),
                }
            })?);
        }
        Ok(given)
    }

    /// The state of every member.
    pub fn snapshot(&self) -> Vec<Snapshot> {
        self.members().map(|member| member.snapshot()).collect()
    }

    /// Restores a snapshot of a cohort of the same people.
    ///
    /// # Errors
    /// The snapshot is of another program, version or cohort, or its members differ in time or in
    /// the changes to come. This cohort is then unchanged.
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
        let mut shared = None;
        for (pack, members) in packs.iter_mut().zip(snapshot.chunks(LANES)) {
            for lane in 0..LANES {
                members[lane % members.len()].put_into(pack, lane)?;
                let own = (pack.time_s(), pack.pending.clone());
                if *shared.get_or_insert_with(|| own.clone()) != own {
                    let reason = "its members differ in time or in the changes to come".to_owned();
                    return Err(BodyError::Snapshot { reason });
                }
            }
        }
        (self.packs, self.failed) = (packs, false);
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

    /// Names of all signals, in order.
    pub fn signal_names(&self) -> Vec<String> {
        self.pack.signal_names()
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

    /// The parameters of this member with all changes made so far.
    pub fn parameters(&self) -> &Parameters {
        &self.person().0
    }

    /// The person for whom this member was built.
    pub fn subject(&self) -> &Subject {
        &self.person().1
    }

    /// Change of the total volume (blood and tissue fluid) since the steady start, as a share of it.
    pub fn volume_drift_relative(&self) -> f64 {
        self.pack.circulation.sim.volume_drift_relative(self.lane)
    }

    /// Counts of the steps taken so far, and the smallest volume. Members that are stepped together
    /// share the counts of steps, iterations and solves.
    pub fn invariants(&self) -> Invariants {
        self.pack.circulation.sim.invariants.of_lane(self.lane)
    }

    /// The complete state, interchangeable with the snapshot of a single body.
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
    fn a_cohort_with_a_failed_member_goes_on_from_a_snapshot_only() {
        let mut cohort = Cohort::of(&bodies()).unwrap();
        cohort.advance_to(0.02).unwrap();
        let before = cohort.snapshot();
        // Only in the second pack the blood has no place.
        let bad = |value| Change::Parameter {
            path: "blood.extra_volume_ml".to_owned(),
            value,
        };
        assert!(cohort.apply(&bad(f64::NAN), 0.03).is_err());
        assert!(cohort.packs.iter().all(|pack| pack.pending.is_empty()));
        cohort.packs[1].apply(&bad(-5e3), 0.03).unwrap();
        let failure = cohort.advance_to(0.05).unwrap_err();
        assert!(
            failure.to_string().starts_with("members 8 to 8: "),
            "{failure}"
        );
        let again = cohort.advance_to(0.06).unwrap_err().to_string();
        assert!(again.contains("restore a snapshot"), "{again}");
        assert!(cohort.step_towards(0.06).is_err());
        cohort.restore(&before).unwrap();
        cohort.advance_to(0.05).unwrap();
        assert_eq!(cohort.members().last().unwrap().time_s(), 0.05);
        // Members of different times are no cohort.
        let mut mixed = cohort.snapshot();
        mixed[8] = before[8].clone();
        assert!(cohort.restore(&mixed).is_err());
        assert_eq!(cohort.time_s(), 0.05);
    }

    #[test]
    fn a_member_has_the_account_of_the_body_alone() {
        let mut alone = bodies();
        let mut cohort = Cohort::of(&alone).unwrap();
        cohort.advance_to(0.05).unwrap();
        for (body, member) in alone.iter_mut().zip(cohort.members()) {
            body.advance_to(0.05).unwrap();
            let (own, account) = (body.invariants(), member.invariants());
            assert!(account.steps > 0);
            let doubtful = |i: &Invariants| (i.unsettled_steps, i.divided_steps);
            assert_eq!(doubtful(&account), doubtful(&own));
            assert_eq!(account.smallest_volume_ml, own.smallest_volume_ml);
        }
    }

    #[test]
    #[should_panic(expected = "a cohort of 2 members")]
    fn a_member_beyond_the_last_is_a_panic() {
        Cohort::of(&bodies()[..2]).unwrap().member(2);
    }
}

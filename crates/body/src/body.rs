//! One body: the interface through which everything outside drives a simulation.

use crate::change::{Change, Manner, Posture};
use crate::circuit::Circuit;
use crate::error::BodyError;
use crate::parameter::Parameters;
use crate::session::{DEFAULT_STEP_S, Session};
use crate::signal::Signal;
use crate::snapshot::Snapshot;
use crate::subject::Subject;
use secondheart_engine::Invariants;

/// A body that can be changed, advanced and read.
///
/// ```
/// use secondheart_body::{Body, Change, Manner, Posture, Subject};
///
/// let mut body = Body::new(&Subject::default())?;
/// let lying = body.read("leg.left.foot.dorsal_vein.pressure_mmhg")?;
/// body.apply(
///     &Change::Posture {
///         to: Posture::STANDING,
///         over_s: 3.0,
///         manner: Manner::Passive,
///     },
///     1.0,
/// )?;
/// body.advance_to(30.0)?;
/// let standing = body.read("leg.left.foot.dorsal_vein.pressure_mmhg")?;
/// assert!(standing > lying + 50.0);
/// # Ok::<(), secondheart_body::BodyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Body(pub(crate) Session<f64>);

impl Body {
    /// A body at its steady start, lying, with the shipped parameters.
    ///
    /// # Errors
    /// The subject is impossible, or there is no steady state.
    pub fn new(subject: &Subject) -> Result<Self, BodyError> {
        Self::with(&Parameters::shipped()?, subject, Posture::SUPINE)
    }

    /// A body with given parameters, at its steady start in a posture.
    ///
    /// # Errors
    /// The subject is impossible, the parameters contradict each other, or there is no steady state.
    pub fn with(
        parameters: &Parameters,
        subject: &Subject,
        start: Posture,
    ) -> Result<Self, BodyError> {
        let mut body = Self::unsettled(parameters, subject, Posture::SUPINE)?;
        body.0
            .circulation
            .find_steady_start(DEFAULT_STEP_S, start)?;
        Ok(body)
    }

    /// A body at rest before the search for its steady start, for a snapshot to be restored into.
    ///
    /// # Errors
    /// The subject is impossible, or the parameters contradict each other.
    pub fn unsettled(
        parameters: &Parameters,
        subject: &Subject,
        start: Posture,
    ) -> Result<Self, BodyError> {
        let person = (parameters.clone(), subject.clone());
        Ok(Self(Session::at_rest(vec![person], start)?))
    }

    /// Length of a step, s; a step that meets a change or the end of a run is shorter.
    pub fn step_s(&self) -> f64 {
        self.0.step_s
    }

    /// Sets the nominal step, s.
    ///
    /// # Errors
    /// The step is not between 0.01 and 12.5 ms.
    pub fn set_step_s(&mut self, step_s: f64) -> Result<(), BodyError> {
        self.0.set_step_s(step_s)
    }

    /// Time since the steady start, s.
    pub fn time_s(&self) -> f64 {
        self.0.time_s()
    }

    /// Heart beats completed since the steady start.
    pub fn beats(&self) -> u64 {
        self.0.beats(0)
    }

    /// Time at which the last heart beat ended, s; it may lie between two steps.
    pub fn last_beat_s(&self) -> f64 {
        self.0.last_beat_s(0)
    }

    /// Queues a change for a time, s. A step ends exactly there.
    ///
    /// # Errors
    /// The time has passed, or the change has a name or a value that the body does not know.
    pub fn apply(&mut self, change: &Change, at_s: f64) -> Result<(), BodyError> {
        self.0.apply(change, at_s)
    }

    /// Moves the body to a posture from the present time on: [`Self::apply`] with a posture.
    ///
    /// # Errors
    /// As [`Self::apply`].
    pub fn move_to(&mut self, to: Posture, over_s: f64, manner: Manner) -> Result<(), BodyError> {
        self.apply(&Change::Posture { to, over_s, manner }, self.time_s())
    }

    /// Advances to a time, s, through the changes that fall before it.
    ///
    /// # Errors
    /// A step fails, or no body can be built with the parameters of a change. That change is then
    /// dropped, and the body keeps the state before it.
    pub fn advance_to(&mut self, time_s: f64) -> Result<(), BodyError> {
        self.0.advance_to(time_s)
    }

    /// Takes one step, never past `until_s` nor past a change; false when `until_s` is reached.
    ///
    /// # Errors
    /// As [`Self::advance_to`].
    pub fn step_towards(&mut self, until_s: f64) -> Result<bool, BodyError> {
        self.0.step_towards(until_s)
    }

    /// Finds a signal by its dotted name.
    ///
    /// # Errors
    /// There is no signal of that name; the error suggests the nearest.
    pub fn signal(&self, name: &str) -> Result<Signal, BodyError> {
        self.0.signal(name)
    }

    /// Names of all signals.
    pub fn signal_names(&self) -> Vec<String> {
        self.0.signal_names()
    }

    /// Present value of a signal, in the unit that its name ends in.
    #[inline]
    pub fn value(&self, signal: Signal) -> f64 {
        self.0.circulation.value(signal)
    }

    /// Present value of a signal by its name.
    ///
    /// # Errors
    /// There is no signal of that name.
    pub fn read(&self, name: &str) -> Result<f64, BodyError> {
        Ok(self.value(self.signal(name)?))
    }

    /// Vessels, connections and beds.
    pub fn circuit(&self) -> &Circuit {
        &self.0.circuit
    }

    /// The parameters with all changes made so far.
    pub fn parameters(&self) -> &Parameters {
        &self.0.people[0].0
    }

    /// The person for whom the body was built.
    pub fn subject(&self) -> &Subject {
        &self.0.people[0].1
    }

    /// Names and titles of the activity patterns.
    pub fn activities(&self) -> Vec<(String, String)> {
        let own = |(a, b): (&str, &str)| (a.to_owned(), b.to_owned());
        let patterns = &self.0.circulation.constants.muscle.patterns;
        patterns.names().map(own).collect()
    }

    /// Counters of the stepping.
    pub fn invariants(&self) -> Invariants {
        self.0.circulation.sim.invariants
    }

    /// Change of the total volume (blood and tissue fluid) since the steady start, as a share of it.
    pub fn volume_drift_relative(&self) -> f64 {
        self.0.circulation.sim.volume_drift_relative(0)
    }

    /// Number of volumes that hold blood or tissue fluid.
    pub fn volume_count(&self) -> usize {
        self.0.circulation.sim.topology().volume_count()
    }

    /// The complete state, without the parameters.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::of(&self.0, 0)
    }

    /// Restores a snapshot of a body with the same parameters and subject; that they are the same is
    /// not checked.
    ///
    /// # Errors
    /// The snapshot is of another program, version or body. This body is then unchanged.
    pub fn restore(&mut self, snapshot: &Snapshot) -> Result<(), BodyError> {
        let mut restored = self.0.clone();
        snapshot.put_into(&mut restored, 0)?;
        self.0 = restored;
        Ok(())
    }
}

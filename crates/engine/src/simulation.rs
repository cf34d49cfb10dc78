//! A compiled network with its parameters, its inputs and its state in time.

use crate::account::{Invariants, Tolerance};
use crate::error::StepError;
use crate::law::{EnclosureLaw, tube};
use crate::network::{EdgeId, NodeId};
use crate::scalar::Scalar;
use crate::step::Work;
use crate::topology::Topology;
use std::sync::Arc;

pub use crate::parameters::Parameters;

/// The state that is carried from step to step.
#[derive(Debug, Clone, Default)]
pub struct State<S> {
    /// Time, s.
    pub time_s: f64,
    /// Length of the last step, s.
    pub(crate) last_step_s: f64,
    /// Steps of the restart ladder still to be taken; see [`Simulation::restart`].
    pub(crate) ladder: u32,
    /// Volume of every node, mL.
    pub volume: Vec<S>,
    pub(crate) volume_increment: Vec<S>,
    /// Rounding error in the volumes of reservoirs and stores, still to be compensated, mL.
    pub(crate) volume_lost: Vec<S>,
    /// Flow of every edge, mL/s.
    pub flow: Vec<S>,
    /// Flow a step before.
    pub(crate) flow_before: Vec<S>,
    /// Opening state ζ of every valve, then of every gate.
    pub opening: Vec<S>,
    /// ζ a step before.
    pub(crate) opening_before: Vec<S>,
    /// Creep of every vessel wall, mL.
    pub creep: Vec<S>,
    /// Creep a step before.
    pub(crate) creep_before: Vec<S>,
    /// Pressure of every unknown node, then of every elastic enclosure, mmHg.
    pub pressure: Vec<S>,
    /// Pressure a step before.
    pub(crate) pressure_before: Vec<S>,
}

crate::persist_fields!(State {
    time_s,
    last_step_s,
    ladder,
    volume,
    volume_increment,
    volume_lost,
    flow,
    flow_before,
    opening,
    opening_before,
    creep,
    creep_before,
    pressure,
    pressure_before,
});

/// A network in time.
///
/// All lanes share one clock and take the same steps; nothing else passes between them, and each
/// has the bits that it would have alone.
///
/// ```
/// use secondheart_engine::law::Conduit;
/// use secondheart_engine::{EdgeLaw, Lanes, Network, Scalar, Simulation, Wall};
/// use std::sync::Arc;
///
/// let mut net = Network::new();
/// let wall = Wall::Linear {
///     compliance_ml_per_mmhg: 1.5,
///     unstressed_volume_ml: 100.0,
/// };
/// let artery = net.add_node("artery", wall, 250.0);
/// let lake = net.add_node("lake", Wall::Prescribed { pressure_mmhg: 0.0 }, 0.0);
/// net.add_edge("bed", artery, lake, EdgeLaw::Conduit(Conduit::resistor(2.0)));
/// let topology = Arc::new(net.compile()?);
///
/// // Eight bodies with beds of 1, 2, ... 8 mmHg·s/mL.
/// let mut sim = Simulation::<Lanes<8>>::new(topology);
/// sim.parameters.conduits.resistance[0] = Lanes::from_lanes(|lane| 1.0 + lane as f64);
/// loop {
///     let step_s = sim.plan(0.01, 1.0);
///     if step_s == 0.0 {
///         break;
///     }
///     sim.step(step_s)?;
/// }
/// let pressure = sim.pressure(artery);
/// for lane in 0..8 {
///     let exact_mmhg = 100.0 * (-1.0 / (1.5 * (1.0 + lane as f64))).exp();
///     assert!((pressure.lane(lane) - exact_mmhg).abs() < 0.01);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Simulation<S> {
    pub(crate) topology: Arc<Topology>,
    /// Parameters of the elements, and inputs for the end of the coming step.
    pub parameters: Parameters<S>,
    /// Time, volumes, flows and pressures, with their history.
    pub state: State<S>,
    /// Counters of steps and solves, and bounds on volumes.
    pub invariants: Invariants<S>,
    /// When to repeat a linearisation.
    pub tolerance: Tolerance,
    pub(crate) work: Work<S>,
}

/// Shares of a nominal step that follow a restart: they sum to one.
const LADDER: [f64; 4] = [0.5, 0.25, 0.125, 0.125];

impl<S: Scalar> Simulation<S> {
    /// A simulation at time zero with the volumes of the description, no flow, valves shut.
    pub fn new(topology: Arc<Topology>) -> Self {
        let parameters = Parameters::of(&topology);
        let volumes: Vec<S> = topology
            .start_volume
            .iter()
            .map(|&v| S::from_f64(v))
            .collect();
        let unknowns = topology.unknown_count();
        let edges = topology.laws.len();
        let state = State {
            volume_increment: vec![S::zero(); volumes.len()],
            volume_lost: vec![S::zero(); topology.reservoir_places().len()],
            volume: volumes,
            flow: vec![S::zero(); edges],
            flow_before: vec![S::zero(); edges],
            opening: vec![S::zero(); topology.switch_places().len()],
            opening_before: vec![S::zero(); topology.switch_places().len()],
            creep: vec![S::zero(); topology.tubes],
            creep_before: vec![S::zero(); topology.tubes],
            pressure: vec![S::zero(); unknowns],
            pressure_before: vec![S::zero(); unknowns],
            ..State::default()
        };
        let work = Work::new(&topology);
        let mut simulation = Self {
            topology,
            parameters,
            state,
            invariants: Invariants::default(),
            tolerance: Tolerance::default(),
            work,
        };
        simulation.count_volume_from_here();
        simulation.restart();
        simulation
    }

    /// The compiled network, shared with other simulations.
    pub fn topology(&self) -> &Arc<Topology> {
        &self.topology
    }

    /// Forgets the history: the next nominal step is taken as a ladder of short ones (1/8, 1/8,
    /// 1/4, 1/2), the first by implicit Euler. Call it after a jump of inputs or parameters, so
    /// that the method keeps its order.
    pub fn restart(&mut self) {
        self.state.ladder = LADDER.len() as u32;
        self.state.last_step_s = 0.0;
    }

    /// Whether the restart is over and whole steps may be taken.
    pub fn is_running(&self) -> bool {
        self.state.ladder == 0
    }

    /// Length of the next step towards `until_s`, s: the nominal step, or its share after a
    /// restart. The remaining time is one step if that covers it, else two equal steps, so that no
    /// very short step remains. Zero when `until_s` is reached, to 1e-9 of the nominal step.
    pub fn plan(&self, nominal_s: f64, until_s: f64) -> f64 {
        let share = match self.state.ladder {
            0 => 1.0,
            n => LADDER[(n - 1) as usize],
        };
        let left = until_s - self.state.time_s;
        let step = nominal_s * share;
        if left <= 1e-9 * nominal_s {
            0.0
        } else if left < step * (1.0 + 1e-6) {
            left
        } else if left < step * (2.0 - 1e-6) {
            0.5 * left
        } else {
            step
        }
    }

    /// Takes one step of `step_s` seconds with the vector instructions of this processor
    /// ([`crate::dispatch`]). Inputs must hold their values for its end.
    ///
    /// Lanes do not affect each other: each has the bits that it would have alone over the same
    /// steps. A lane without a solution takes the step in 4, 16 or 64 parts with the same inputs
    /// ([`Invariants::divided_steps`]), while the other lanes keep the step as they took it.
    ///
    /// # Errors
    /// [`StepError`] if a lane has no solution with positive volumes even in parts. The state, of
    /// all lanes, is then as before the step.
    #[inline]
    pub fn step(&mut self, step_s: f64) -> Result<(), StepError> {
        S::call::<crate::step::Advance>((self, step_s))
    }

    /// Pressure at a place extrapolated over the coming step of `step_s`, mmHg: the value at its
    /// end to second order, for controls that step before the network.
    #[inline(always)]
    pub fn pressure_ahead(&self, place: usize, step_s: f64) -> S {
        let (now, before) = (
            self.state.pressure[place],
            self.state.pressure_before[place],
        );
        now + (now - before) * self.ratio(step_s)
    }
    /// Flow of the edge at a place extrapolated over the coming step of `step_s`, mL/s.
    #[inline(always)]
    pub fn flow_ahead(&self, place: usize, step_s: f64) -> S {
        let (now, before) = (self.state.flow[place], self.state.flow_before[place]);
        now + (now - before) * self.ratio(step_s)
    }
    /// Volume of the node at a place extrapolated over the coming step of `step_s`, mL.
    #[inline(always)]
    pub fn volume_ahead(&self, place: usize, step_s: f64) -> S {
        self.state.volume[place] + self.state.volume_increment[place] * self.ratio(step_s)
    }
    #[inline(always)]
    fn ratio(&self, step_s: f64) -> f64 {
        if self.state.last_step_s > 0.0 {
            step_s / self.state.last_step_s
        } else {
            0.0
        }
    }

    /// Volume of a node, mL (merged nodes share one).
    pub fn volume(&self, node: NodeId) -> S {
        self.state.volume[self.topology.place(node)]
    }
    /// Pressure inside a node, mmHg; zero for a store.
    pub fn pressure(&self, node: NodeId) -> S {
        let place = self.topology.place(node);
        if place < self.topology.unknown_nodes() {
            self.state.pressure[place]
        } else {
            S::zero()
        }
    }
    /// Flow of an edge, mL/s; zero for an ideal connection, whose flow is not defined.
    pub fn flow(&self, edge: EdgeId) -> S {
        self.topology
            .edge_place(edge)
            .map_or(S::zero(), |p| self.state.flow[p])
    }
    /// Opening state of a valve, 0 to 1; `None` for other edges.
    pub fn opening(&self, edge: EdgeId) -> Option<S> {
        self.topology
            .valve_index(edge)
            .map(|v| self.state.opening[v])
    }
    /// Opening of a gate, 0 to 1, by its index among the gates.
    pub fn gate_opening(&self, gate: usize) -> S {
        self.state.opening[self.topology.valves + gate]
    }
    /// Pressure outside a node, mmHg: its own and the sum of the enclosures around it.
    pub fn external_pressure(&self, node: NodeId) -> S {
        self.outside(self.topology.place(node))
    }

    /// Pressure outside the node at a place, mmHg. A common wall belongs to the chambers, not to their outside.
    pub fn outside(&self, place: usize) -> S {
        let t = &self.topology;
        let mut sum = self.parameters.external_pressure[place] + self.pressed_by(place, |_| true);
        for &member in t.sacs_around.of(place) {
            let sac = t.sac_members[member as usize].sac as usize;
            if matches!(t.sacs[sac], EnclosureLaw::Sac(_)) {
                sum += self.sac_pressure(sac);
            }
        }
        sum
    }

    /// Pressure on the node at a place by those prescribed enclosures whose index is `counted`, mmHg.
    pub fn pressed_by(&self, place: usize, counted: impl Fn(usize) -> bool) -> S {
        let t = &self.topology;
        let mut sum = S::zero();
        for &press in t.presses_on.of(place) {
            let enclosure = t.presses[press as usize].1 as usize;
            if counted(enclosure) {
                let weight = self.parameters.press_weight[press as usize];
                sum += weight * self.parameters.enclosure_pressure[enclosure];
            }
        }
        sum
    }

    /// Pressure of an elastic enclosure, mmHg, by its index among them.
    pub fn sac_pressure(&self, sac: usize) -> S {
        self.state.pressure[self.topology.unknown_nodes() + sac]
    }

    /// Completes the creep of every wall at its present volume.
    pub fn settle_creep(&mut self) {
        let volumes = self.state.volume.clone();
        self.settle_creep_at(&volumes);
    }

    /// Completes the creep of every wall at the given volumes, mL by place.
    pub fn settle_creep_at(&mut self, volumes: &[S]) {
        for i in 0..self.topology.tubes {
            let tubes = &self.parameters.tubes;
            let settled = tube::settled_creep(
                volumes[i],
                tubes.unstressed_volume[i],
                tubes.distensible_volume[i],
                tubes.inverse_distensible[i],
                tubes.creep_fraction[i],
            );
            // Its rate of change stays.
            let increment = self.state.creep[i] - self.state.creep_before[i];
            self.state.creep[i] = settled;
            self.state.creep_before[i] = settled - increment;
        }
    }

    /// Sum of all volumes of one lane (vessels, chambers, stores, reservoirs), mL.
    ///
    /// The sum is compensated and exact to the last digits.
    pub fn total_volume_ml(&self, lane: usize) -> f64 {
        let (mut sum, mut lost) = (0.0, 0.0);
        for volume in &self.state.volume {
            let y = volume.lane(lane) - lost;
            let t = sum + y;
            lost = (t - sum) - y;
            sum = t;
        }
        sum
    }

    /// Change of the total volume of one lane since the start, as a share of it.
    pub fn volume_drift_relative(&self, lane: usize) -> f64 {
        let start = self.invariants.start_volume_ml.lane(lane);
        (self.total_volume_ml(lane) - start) / start
    }

    /// Smallest volume of a vessel or chamber that one lane has had since the start, mL.
    pub fn smallest_volume_ml(&self, lane: usize) -> f64 {
        self.invariants.smallest_volume_ml.lane(lane)
    }

    /// Sets the volume of a node, mL, outside the equations. Call [`Self::restart`] and
    /// [`Self::count_volume_from_here`] afterwards.
    pub fn set_volume(&mut self, node: NodeId, volume: S) {
        let place = self.topology.place(node);
        self.state.volume[place] = volume;
    }

    /// Sets the flow of the edge at a place, mL/s, that its inertia maintains from here.
    pub fn set_flow(&mut self, place: usize, flow: S) {
        self.state.flow[place] = flow;
        self.state.flow_before[place] = flow;
    }

    /// Sets the pressure of the node at a place, mmHg: the first trial where volume or flow
    /// determine it, and the history of a [`law::Follower`](crate::law::Follower).
    pub fn set_pressure(&mut self, place: usize, pressure: S) {
        self.state.pressure[place] = pressure;
        self.state.pressure_before[place] = pressure;
    }

    /// Sets all counters to zero and takes the present volumes as the reference of the drift.
    pub fn begin_from_here(&mut self) {
        self.invariants = Invariants::default();
        self.count_volume_from_here();
        self.restart();
    }

    /// Takes the present total volume of each lane as the reference of its drift.
    pub fn count_volume_from_here(&mut self) {
        self.invariants.start_volume_ml = S::from_lanes(|lane| self.total_volume_ml(lane));
    }
}

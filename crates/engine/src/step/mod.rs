//! One step in time: BDF2 with variable step, solved as one sparse system in the pressures.
//!
//! ```text
//! dy/dt at the end of the step  =  β (y - y_h),   β = a_0 / h
//! y_h = y_n + (a_2/a_0) (y_n - y_{n-1}),   ω = h / h_last
//! a_0 = (1 + 2ω)/(1 + ω),   a_2 = ω²/(1 + ω)            (a_0 = 1, a_2 = 0: implicit Euler)
//! ```
//!
//! Second order, L-stable (Hairer, Nørsett & Wanner, Solving ODEs I, III.5, for the variable
//! step). For every node  β (V - V_h) = Σ ± Q;  for every edge  Q = G (p_a - p_b) + Q_0  from its
//! law;  for every wall  V = V* + C (p - p_ext - p*)  about a trial volume V*. Eliminating V and
//! Q leaves  (β C + Σ G) p_i - Σ G p_j = b_i: symmetric positive definite. The trial state is
//! extrapolated from the last two; where it turns out too far from the solution (a valve closes,
//! a vein collapses) the linearisation is repeated about the solution, valves included, until it
//! settles. Volumes are updated from the same flows that leave their neighbours, as increments:
//! what leaves one node enters the next to the last bit of the sum.

mod laws;
mod system;
mod work;

pub(crate) use work::Work;

use crate::error::StepError;
use crate::scalar::{Mask, Scalar};
use crate::simulation::{Invariants, Parameters, Simulation, State, Tolerance};
use crate::topology::Topology;

/// Largest ratio of steps over which a guess that is no state of the equations is extrapolated.
const LARGEST_REACH: f64 = 4.0;
/// Rounds after which the bounds on volumes and on the valves' pressures are drawn afresh.
const BOUNDED_ROUNDS: u32 = 7;
/// Largest share of the distance between its bounds that a trial may cross at once.
const LARGEST_CROSSING: f64 = 0.75;
/// Smallest share of its volume that a trial may fall to at once.
const LARGEST_EMPTYING: f64 = 0.3;

/// One step: what it reads, what it writes.
struct Step<'a, S> {
    t: &'a Topology,
    p: &'a Parameters<S>,
    state: &'a mut State<S>,
    w: &'a mut Work<S>,
    tolerance: Tolerance,
    h: f64,
    /// h / h_last, 0 at a restart.
    omega: f64,
    /// β.
    beta: f64,
    /// a_2 / a_0.
    memory: f64,
}

/// Takes one step of `h` seconds.
#[inline(always)]
pub(crate) fn advance<S: Scalar, const SYMMETRIC: bool>(
    sim: &mut Simulation<S>,
    h: f64,
) -> Result<(), StepError> {
    let (omega, a0, a2) = if sim.state.last_step_s > 0.0 {
        let w = h / sim.state.last_step_s;
        (w, (1.0 + 2.0 * w) / (1.0 + w), w * w / (1.0 + w))
    } else {
        (0.0, 1.0, 0.0)
    };
    let mut step = Step {
        t: &sim.topology,
        p: &sim.parameters,
        state: &mut sim.state,
        w: &mut sim.work,
        tolerance: sim.tolerance,
        h,
        omega,
        beta: a0 / h,
        memory: a2 / a0,
    };
    step.run::<SYMMETRIC>(&mut sim.invariants)
}

impl<S: Scalar> Step<'_, S> {
    #[inline(always)]
    fn run<const SYMMETRIC: bool>(&mut self, invariants: &mut Invariants) -> Result<(), StepError> {
        let mut patience = self.tolerance.iterations;
        let (mut rounds, mut unsettled) = (0, S::Mask::splat(false));
        let mut active = S::Mask::splat(true);
        let mut euler = false;
        loop {
            let (more, still) = self.iterate::<SYMMETRIC>(active, patience, invariants);
            if euler {
                self.w.give_back(active);
            }
            rounds += more;
            unsettled = (unsettled & !active) | still;
            let failed = self.failed();
            if !failed.any() {
                break;
            }
            if euler {
                return Err(self.reject());
            }
            // A vessel that emptied to a quarter in the last step has a history below zero: the
            // two-step formula has no solution there, the implicit Euler formula has.
            self.w.keep();
            (self.omega, self.beta, self.memory) = (0.0, 1.0 / self.h, 0.0);
            patience *= 2;
            rounds += 1;
            active = failed;
            euler = true;
        }
        invariants.iterated_steps += u64::from(rounds > 0);
        invariants.unsettled_steps += u64::from(unsettled.any());
        let smallest = self.accept();
        invariants.steps += 1;
        invariants.smallest_volume_ml = invariants.smallest_volume_ml.min(smallest);
        Ok(())
    }

    /// Solves the step for the `active` lanes, with `patience` rounds at most; returns the rounds
    /// it took after the first solve and the lanes that did not settle.
    #[inline(always)]
    fn iterate<const SYMMETRIC: bool>(
        &mut self,
        mut active: S::Mask,
        patience: u32,
        invariants: &mut Invariants,
    ) -> (u32, S::Mask) {
        self.predict();
        let mut round = 0;
        loop {
            self.conduits();
            self.valve_conductances();
            self.assemble::<SYMMETRIC>();
            self.solve::<SYMMETRIC>();
            invariants.solves += 1;
            self.harvest(active, round);
            active = active & self.unsettled();
            if !active.any() {
                break;
            }
            round += 1;
            if round >= patience {
                break;
            }
            self.relinearise(active, round);
        }
        (round, active)
    }

    /// The lanes in which a volume is not positive or a pressure not a number.
    #[inline(always)]
    fn failed(&self) -> S::Mask {
        let t = self.t;
        let mut smallest = S::from_f64(f64::INFINITY);
        for i in 0..t.chamber_places().end {
            smallest = smallest.min(self.state.volume[i] + self.w.increment[i]);
        }
        let mut sum = S::zero();
        for i in 0..t.unknown_count() {
            sum += self.w.solution[i];
        }
        !(S::zero().lt(smallest) & sum.abs().lt(S::from_f64(f64::INFINITY)))
    }

    /// Extrapolates the state and evaluates every law about it.
    #[inline(always)]
    fn predict(&mut self) {
        let (omega, memory) = (self.omega, self.memory);
        let nodes = self.t.walls.len();
        let state = &self.state;
        let (volume, increment) = (&state.volume[..nodes], &state.volume_increment[..nodes]);
        let history = &mut self.w.volume_history[..nodes];
        let trial = &mut self.w.trial[..nodes];
        for i in 0..nodes {
            history[i] = increment[i] * memory;
            trial[i] = (volume[i] + increment[i] * omega).max(volume[i] * LARGEST_EMPTYING);
        }
        // After a sliver of a step the increments of flows and pressures are noise.
        let reach = omega.min(LARGEST_REACH);
        for e in 0..self.t.laws.len() {
            self.w.flow[e] = state.flow[e] + state.flow_increment[e] * reach;
        }
        for i in self.t.rigid_places() {
            self.w.rigid_trial[i - self.t.rigid_places().start] =
                state.pressure[i] + state.pressure_increment[i] * reach;
        }
        self.outside_pressures();
        self.creep();
        self.walls();
        self.valve_histories();
        self.resistances();
        self.aim_valves();
        self.evaluate_valves();
    }

    /// Moves the trial state to the solution, guarded against emptying a vessel in one go.
    #[inline(always)]
    fn relinearise(&mut self, active: S::Mask, round: u32) {
        // The bounds move with the rest of the network: they are drawn afresh now and then.
        let forget = round % BOUNDED_ROUNDS == 1;
        self.bracket_volumes(active, forget);
        for i in self.t.rigid_places() {
            let k = i - self.t.rigid_places().start;
            let old = self.w.rigid_trial[k];
            self.w.rigid_trial[k] = S::select(active, self.w.solution[i], old);
        }
        self.creep();
        self.walls();
        self.resistances();
        self.bracket_valves(active, forget);
        self.evaluate_valves();
    }

    /// A collapsing vessel closes its own outlet: the smaller its trial volume, the larger the
    /// volume found, so that each trial bounds the solution on one side. A volume found beyond
    /// the bounds, or close to the far one, is replaced by their geometric mean.
    #[inline(always)]
    fn bracket_volumes(&mut self, active: S::Mask, forget: bool) {
        let walled = self.t.chamber_places().end;
        let (w, volume) = (&mut *self.w, &self.state.volume);
        for i in 0..walled {
            if forget {
                w.volume_low[i] = S::zero();
                w.volume_high[i] = S::from_f64(f64::INFINITY);
            }
            let (old, found) = (w.trial[i], volume[i] + w.increment[i]);
            let up = old.lt(found);
            let low = S::select(up, old, w.volume_low[i]);
            let high = S::select(up, w.volume_high[i], old);
            let far = ((high - low) * LARGEST_CROSSING).lt((found - old).abs());
            let next = S::select(far, (low * high).sqrt(), found).max(old * LARGEST_EMPTYING);
            w.trial[i] = S::select(active, next, old);
            w.volume_low[i] = low;
            w.volume_high[i] = high;
        }
        for i in walled..self.t.rigid_places().start {
            let (old, found) = (w.trial[i], volume[i] + w.increment[i]);
            w.trial[i] = S::select(active, found, old);
        }
    }

    /// Newton's iteration on a valve that is about to touch goes to and fro between the shut and
    /// the open branch. Its flow rises with its pressure difference while the flow that the
    /// network offers falls, so that each trial bounds the solution on one side: a step that
    /// leaves the bounds, or nearly crosses them, is replaced by halving them.
    #[inline(always)]
    fn bracket_valves(&mut self, active: S::Mask, forget: bool) {
        let w = &mut *self.w;
        for v in 0..self.t.valves {
            let (before, found) = (w.valve_before[v], w.valve_trial[v]);
            if forget {
                w.valve_low[v] = S::from_f64(f64::NEG_INFINITY);
                w.valve_high[v] = S::from_f64(f64::INFINITY);
            }
            let up = before.lt(found);
            let low = S::select(up, before, w.valve_low[v]);
            let high = S::select(up, w.valve_high[v], before);
            let far = ((high - low) * LARGEST_CROSSING).lt((found - before).abs());
            let next = S::select(far, (low + high) * 0.5, found);
            w.valve_trial[v] = S::select(active, next, found);
            w.valve_low[v] = low;
            w.valve_high[v] = high;
        }
    }

    /// Takes over the solution as the new state; returns the smallest volume of a wall.
    #[inline(always)]
    fn accept(&mut self) -> f64 {
        let t = self.t;
        let (state, w) = (&mut *self.state, &*self.w);
        let nodes = t.walls.len();
        for i in 0..nodes {
            state.volume[i] += w.increment[i];
        }
        state.volume_increment[..nodes].copy_from_slice(&w.increment[..nodes]);
        replace(&mut state.flow, &mut state.flow_increment, &w.flow);
        replace(
            &mut state.opening,
            &mut state.opening_increment,
            &w.valve_opening,
        );
        replace(&mut state.creep, &mut state.creep_increment, &w.creep);
        replace(
            &mut state.pressure,
            &mut state.pressure_increment,
            &w.solution,
        );
        state.time_s += self.h;
        state.last_step_s = self.h;
        state.ladder = state.ladder.saturating_sub(1);
        let mut smallest = S::from_f64(f64::INFINITY);
        for i in 0..t.chamber_places().end {
            smallest = smallest.min(state.volume[i]);
        }
        (0..S::LANES)
            .map(|lane| smallest.lane(lane))
            .fold(f64::INFINITY, f64::min)
    }

    /// Names the node on which a step failed.
    #[cold]
    fn reject(&self) -> StepError {
        let time_s = self.state.time_s + self.h;
        let name = |i: usize| self.t.place_name[i].clone();
        for i in 0..self.t.unknown_nodes() {
            for lane in 0..S::LANES {
                if !self.w.solution[i].lane(lane).is_finite() {
                    return StepError::NotANumber {
                        time_s,
                        node: name(i),
                    };
                }
            }
        }
        let mut worst = (f64::INFINITY, 0);
        for i in 0..self.t.chamber_places().end {
            for lane in 0..S::LANES {
                let volume = (self.state.volume[i] + self.w.increment[i]).lane(lane);
                if volume < worst.0 {
                    worst = (volume, i);
                }
            }
        }
        StepError::NoSolution {
            time_s,
            node: name(worst.1),
            volume_ml: worst.0,
        }
    }
}

/// New values of a quantity, and how far they are from the old.
#[inline(always)]
fn replace<S: Scalar>(value: &mut [S], increment: &mut [S], new: &[S]) {
    for ((value, increment), &new) in value.iter_mut().zip(increment).zip(new) {
        *increment = new - *value;
        *value = new;
    }
}

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
//! extrapolated from the last two. Where it turns out too far from the solution (a valve closes,
//! a vein collapses), the linearisation is repeated about the solution, valves included, until it
//! settles. Volumes are updated by increments from the flows: the number that leaves one node
//! enters the next.
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | h, h_last | lengths of this step and the last | s |
//! | ω | h / h_last, 0 at a restart | 1 |
//! | β | leading coefficient of the formula | 1/s |
//! | y_h | history of a quantity y | unit of y |
//! | V, V*, V_h | volume, its trial and its history | mL |
//! | C | compliance at the trial volume | mL/mmHg |
//! | p, p_ext | pressure in a node, and outside it | mmHg |
//! | p* | transmural pressure at the trial volume | mmHg |
//! | Q, G, Q_0 | flow, conductance, offset: Q = G (p_a - p_b) + Q_0 | mL/s, mL/(s·mmHg), mL/s |
//!
//! A step without a solution is solved again by implicit Euler, then taken in parts ([`parts`]);
//! both in the lanes concerned alone.

mod laws;
mod parts;
mod system;
mod trial;
mod work;

use system::Found;
pub(crate) use work::Work;

use crate::account::{Invariants, Tolerance};
use crate::dispatch::{self, Kernel};
use crate::elementwise::elementwise;
use crate::error::StepError;
use crate::scalar::{Lanes, Mask, Routine, Scalar};
use crate::simulation::{Parameters, Simulation, State};
use crate::topology::Topology;

/// Rounds after which the bounds on volumes and on the valves' pressures are forgotten.
const BOUNDED_ROUNDS: u32 = 7;

/// A step: the arrays that it reads and writes, and its coefficients.
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

/// Defines a part of the step as a kernel of [`crate::dispatch`]: compiled once for each
/// instruction set, called from wherever the step needs it.
macro_rules! part {
    ($(#[$doc:meta])* $name:ident, $step:ident $(, $argument:ident: $type:ty)* => $result:ty, $work:expr) => {
        $(#[$doc])*
        struct $name<'s, 'a, S: Scalar> {
            $step: &'s mut Step<'a, S>,
            $($argument: $type,)*
        }
        impl<S: Scalar> Kernel for $name<'_, '_, S> {
            type Output = $result;
            #[inline(always)]
            fn run(self) -> $result {
                let Self { $step, $($argument,)* } = self;
                $work
            }
        }
    };
}
part!(
    /// The state extrapolated to the end of the step, from which the iteration begins.
    Predict, step => (), step.predict()
);
part!(
    /// Walls and resistances at the trial volumes.
    Walls, step => (), { step.walls(); step.resistances(); }
);
part!(
    /// Valves at the trial pressures.
    AimedValves, step => (), { step.aim_valves(); step.evaluate_valves(); }
);
part!(
    /// Valves at the pressures found.
    FoundValves, step => (), { step.find_valves(); step.evaluate_valves(); }
);
part!(
    /// Valves at the pressures chosen for the next round.
    Valves, step => (), step.evaluate_valves()
);
part!(
    /// The next trial volumes.
    AimWalls, step, moved: S::Mask, forget: S::Mask => (), step.aim_walls(moved, forget)
);
part!(
    /// The next trial of flows and valves; the lanes in which a valve's trial is not the
    /// pressure difference found.
    Relinearise, step, active: S::Mask, forget: bool => S::Mask, step.relinearise(active, forget)
);
part!(
    /// The lanes in which the linearisation was too far from the solution.
    Unsettled, step, found: Found<S> => S::Mask, step.unsettled(&found)
);
part!(
    /// The smallest volume of a wall and the sum of the pressures.
    Smallest, step => (S, S), step.smallest()
);
part!(
    /// Makes the solution the state.
    Accept, step => (), step.accept()
);

/// The linear system: written, solved, read.
struct Solve<'s, 'a, S: Scalar, const SYMMETRIC: bool> {
    step: &'s mut Step<'a, S>,
    active: S::Mask,
    round: u32,
}
impl<S: Scalar, const SYMMETRIC: bool> Kernel for Solve<'_, '_, S, SYMMETRIC> {
    type Output = Found<S>;
    #[inline(always)]
    fn run(self) -> Found<S> {
        self.step.conduits();
        self.step.assemble::<SYMMETRIC>();
        self.step.solve::<SYMMETRIC>();
        self.step.harvest(self.active, self.round)
    }
}

/// The result of an attempt at a step, lane by lane.
struct Outcome<S: Scalar> {
    /// Lanes without a solution.
    failed: S::Mask,
    /// Lanes whose linearisation was still off at the limit of iterations.
    unsettled: S::Mask,
    /// Rounds after the first solve.
    rounds: u32,
    /// Solves of the linear system.
    solves: u32,
    /// Smallest volume of a wall, mL.
    smallest: S,
}

/// The result of one linearisation repeated until it settled.
struct Iteration<S: Scalar> {
    unsettled: S::Mask,
    rounds: u32,
    solves: u32,
    /// Smallest volume of a wall, mL.
    smallest: S,
    /// Sum of the pressures, mmHg.
    sum: S,
}

/// [`Simulation::step`] as a [`Routine`].
pub(crate) struct Advance;

impl Routine for Advance {
    type Argument<'a, S: Scalar> = (&'a mut Simulation<S>, f64);
    type Output = Result<(), StepError>;

    fn generic<S: Scalar>((sim, step_s): (&mut Simulation<S>, f64)) -> Self::Output {
        advance(sim, step_s)
    }
    #[inline(never)]
    fn single((sim, step_s): (&mut Simulation<f64>, f64)) -> Self::Output {
        advance(sim, step_s)
    }
    #[inline(never)]
    fn eight((sim, step_s): (&mut Simulation<Lanes<8>>, f64)) -> Self::Output {
        advance(sim, step_s)
    }
}

/// Takes one step of `h` seconds; lanes in which it has no solution take it in parts.
fn advance<S: Scalar>(sim: &mut Simulation<S>, h: f64) -> Result<(), StepError> {
    let mut step = Step::new(sim, h);
    let outcome = step.attempt(S::Mask::splat(true));
    if outcome.failed.any() {
        return parts::divide(sim, h, outcome);
    }
    dispatch::run(Accept { step: &mut step });
    sim.invariants.count(&outcome);
    Ok(())
}

impl<S: Scalar> Invariants<S> {
    /// Counts a step that was taken in all lanes.
    fn count(&mut self, outcome: &Outcome<S>) {
        self.steps += 1;
        self.solves += u64::from(outcome.solves);
        self.iterated_steps += u64::from(outcome.rounds > 0);
        self.unsettled_steps += one_in::<S>(outcome.unsettled);
        self.smallest_volume_ml = self.smallest_volume_ml.min(outcome.smallest);
    }
}

/// 1 in the lanes, 0 in the others.
fn one_in<S: Scalar>(lanes: S::Mask) -> S {
    S::select(lanes, S::one(), S::zero())
}

/// The lanes in which all volumes are positive and all pressures are numbers.
#[inline(always)]
fn sound<S: Scalar>(smallest: S, sum: S) -> S::Mask {
    S::zero().lt(smallest) & sum.abs().lt(S::from_f64(f64::INFINITY))
}

impl<'a, S: Scalar> Step<'a, S> {
    fn new(sim: &'a mut Simulation<S>, h: f64) -> Self {
        let (omega, a0, a2) = if sim.state.last_step_s > 0.0 {
            let w = h / sim.state.last_step_s;
            (w, (1.0 + 2.0 * w) / (1.0 + w), w * w / (1.0 + w))
        } else {
            (0.0, 1.0, 0.0)
        };
        Self {
            t: &sim.topology,
            p: &sim.parameters,
            state: &mut sim.state,
            w: &mut sim.work,
            tolerance: sim.tolerance,
            h,
            omega,
            beta: a0 / h,
            memory: a2 / a0,
        }
    }
}

impl<S: Scalar> Step<'_, S> {
    /// Solves the step in `lanes` and leaves the solution in the work space. The other lanes hold
    /// no solution afterwards.
    fn attempt(&mut self, lanes: S::Mask) -> Outcome<S> {
        let first = self.iterate(lanes, self.tolerance.iterations);
        let failed = lanes & !sound(first.smallest, first.sum);
        let mut outcome = Outcome {
            failed,
            unsettled: first.unsettled,
            rounds: first.rounds,
            solves: first.solves,
            smallest: first.smallest,
        };
        if failed.any() {
            self.retake(&mut outcome);
        }
        outcome
    }

    /// Solves the step again by implicit Euler in the lanes that failed. A vessel that emptied to
    /// a quarter in the last step has a history below zero: the two-step formula has no solution
    /// there, implicit Euler has.
    #[cold]
    fn retake(&mut self, outcome: &mut Outcome<S>) {
        let lanes = outcome.failed;
        self.w.keep();
        (self.omega, self.beta, self.memory) = (0.0, 1.0 / self.h, 0.0);
        let again = self.iterate(lanes, 2 * self.tolerance.iterations);
        self.w.restore_except(lanes);
        let (smallest, sum) = dispatch::run(Smallest { step: self });
        outcome.failed = lanes & !sound(smallest, sum);
        outcome.unsettled = (outcome.unsettled & !lanes) | again.unsettled;
        outcome.rounds += 1 + again.rounds;
        outcome.solves += again.solves;
        outcome.smallest = smallest;
    }

    /// Solves the step in the `active` lanes, with `patience` rounds at most.
    fn iterate(&mut self, mut active: S::Mask, patience: u32) -> Iteration<S> {
        dispatch::run(Predict { step: self });
        dispatch::run(Walls { step: self });
        dispatch::run(AimedValves { step: self });
        let (mut round, mut solves) = (0, 0);
        let mut bounded = S::Mask::splat(false);
        let found = loop {
            let found = if self.t.is_symmetric() {
                dispatch::run(Solve::<S, true> {
                    step: self,
                    active,
                    round,
                })
            } else {
                dispatch::run(Solve::<S, false> {
                    step: self,
                    active,
                    round,
                })
            };
            solves += 1;
            dispatch::run(FoundValves { step: self });
            let unsettled = dispatch::run(Unsettled { step: self, found });
            active = active & unsettled;
            if active.any() {
                round += 1;
            }
            if !active.any() || round >= patience {
                break found;
            }
            // Mostly a valve alone touches, and the walls need no new trial. A Starling resistor
            // is linearised about the pressures of the walls' trial.
            let mut moved = active;
            if self.t.starlings == 0 {
                moved = moved & S::zero().lt(found.violation);
            }
            // The bounds on a trial move with the rest of the network: they are forgotten now
            // and then.
            let forget = round % BOUNDED_ROUNDS == 1;
            if moved.any() {
                dispatch::run(AimWalls {
                    step: self,
                    moved,
                    forget: S::Mask::splat(forget) | !bounded,
                });
                bounded = bounded | moved;
                dispatch::run(Walls { step: self });
            }
            let aimed = dispatch::run(Relinearise {
                step: self,
                active,
                forget,
            });
            if moved.any() || aimed.any() {
                dispatch::run(Valves { step: self });
            }
        };
        Iteration {
            unsettled: active,
            rounds: round,
            solves,
            smallest: found.smallest,
            sum: found.sum,
        }
    }

    /// The smallest volume of a wall and the sum of the pressures.
    #[inline(always)]
    fn smallest(&self) -> (S, S) {
        let t = self.t;
        let mut smallest = S::from_f64(f64::INFINITY);
        for i in 0..t.chamber_places().end {
            S::head_of_loop();
            smallest = smallest.min(self.state.volume[i] + self.w.increment[i]);
        }
        let mut sum = S::zero();
        for i in 0..t.unknown_count() {
            S::head_of_loop();
            sum += self.w.solution[i];
        }
        (smallest, sum)
    }

    /// Makes the solution the new state.
    #[inline(always)]
    fn accept(&mut self) {
        let (state, w) = (&mut *self.state, &mut *self.w);
        let kept = self.t.reservoir_places();
        add(&w.increment[..kept.start], &mut state.volume[..kept.start]);
        // A constant inflow is rounded the same way in every step. The sum in a reservoir is
        // compensated, so that the roundings do not add up (Kahan 1965, Commun ACM 8:40).
        for (i, lost) in kept.zip(&mut state.volume_lost) {
            S::head_of_loop();
            let (volume, increment) = (state.volume[i], w.increment[i] - *lost);
            let sum = volume + increment;
            *lost = (sum - volume) - increment;
            state.volume[i] = sum;
        }
        std::mem::swap(&mut state.volume_increment, &mut w.increment);
        for (new, value, before) in [
            (&mut w.flow, &mut state.flow, &mut state.flow_before),
            (
                &mut w.valve_opening,
                &mut state.opening,
                &mut state.opening_before,
            ),
            (&mut w.creep, &mut state.creep, &mut state.creep_before),
            (
                &mut w.solution,
                &mut state.pressure,
                &mut state.pressure_before,
            ),
        ] {
            std::mem::swap(before, value);
            std::mem::swap(value, new);
        }
        state.time_s += self.h;
        state.last_step_s = self.h;
        state.ladder = state.ladder.saturating_sub(1);
    }
}

elementwise! {
    fn add(increment; value;) {
        *value += increment;
    }
}

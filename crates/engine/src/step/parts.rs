//! A step without a solution, taken in parts.
//!
//! Only the lanes without a solution are divided: the others keep the step as they took it, to
//! the last bit. The divided lanes arrive at the same time, and their history is the
//! whole step (the state before it and the state after it), so that all lanes go on together and
//! no lane restarts.

use super::{Accept, Outcome, Step, one_in};
use crate::dispatch;
use crate::error::StepError;
use crate::scalar::{Mask, Scalar};
use crate::simulation::{Simulation, State};

/// Numbers of parts into which a step is divided, tried one after the other.
const PARTS: [u32; 3] = [4, 16, 64];

/// Takes the step of `h` seconds that came out as `first`, in parts in the lanes that failed; the
/// work space must still hold that attempt. The first part is taken by implicit Euler, all with
/// the inputs of the end of the step.
///
/// # Errors
/// [`StepError`] if a lane has no solution even in parts; the state is then as before.
#[cold]
pub(super) fn divide<S: Scalar>(
    sim: &mut Simulation<S>,
    h: f64,
    first: Outcome<S>,
) -> Result<(), StepError> {
    let before = sim.state.clone();
    accept(sim, h);
    let mut after = sim.state.clone();
    let failed = first.failed;
    let mut left = failed;
    let mut total = first;
    for parts in PARTS {
        let mut lanes = left;
        let mut smallest = S::from_f64(f64::INFINITY);
        let mut unsettled = S::Mask::splat(false);
        sim.state.clone_from(&before);
        sim.restart();
        let part_s = h / f64::from(parts);
        for _ in 0..parts {
            let part = Step::new(sim, part_s).attempt(lanes);
            accept(sim, part_s);
            total.rounds += 1;
            total.solves += part.solves;
            lanes = lanes & !part.failed;
            smallest = smallest.min(part.smallest);
            unsettled = unsettled | part.unsettled;
            if !lanes.any() {
                break;
            }
        }
        after.take_lanes(lanes, &sim.state, &before);
        total.smallest = S::select(lanes, smallest, total.smallest);
        total.unsettled = (total.unsettled & !lanes) | (unsettled & lanes);
        left = left & !lanes;
        if !left.any() {
            sim.state = after;
            let divided = &mut sim.invariants.divided_steps;
            *divided += one_in::<S>(failed);
            sim.invariants.count(&total);
            return Ok(());
        }
    }
    sim.state = before;
    let mut step = Step::new(sim, h);
    step.attempt(left);
    Err(step.reject(left))
}

/// Makes the solution in the work space the state.
fn accept<S: Scalar>(sim: &mut Simulation<S>, h: f64) {
    let mut step = Step::new(sim, h);
    dispatch::run(Accept { step: &mut step });
}

impl<S: Scalar> State<S> {
    /// Takes `lanes` from the state to which the parts of a step led, with the whole step as their
    /// history: the flows, openings, creep and pressures `before` it already stand here.
    fn take_lanes(&mut self, lanes: S::Mask, parts: &Self, before: &Self) {
        for (own, new) in [
            (&mut self.volume, &parts.volume),
            (&mut self.volume_lost, &parts.volume_lost),
            (&mut self.flow, &parts.flow),
            (&mut self.opening, &parts.opening),
            (&mut self.creep, &parts.creep),
            (&mut self.pressure, &parts.pressure),
        ] {
            for (own, &new) in own.iter_mut().zip(new) {
                *own = S::select(lanes, new, *own);
            }
        }
        let volumes = parts.volume.iter().zip(&before.volume);
        for (increment, (&after, &before)) in self.volume_increment.iter_mut().zip(volumes) {
            *increment = S::select(lanes, after - before, *increment);
        }
    }
}

impl<S: Scalar> Step<'_, S> {
    /// The node on which the step in the work space failed, looking at `lanes` alone.
    fn reject(&self, lanes: S::Mask) -> StepError {
        let time_s = self.state.time_s + self.h;
        let name = |i: usize| self.t.place_name[i].clone();
        let lanes = || (0..S::LANES).filter(|&lane| lanes.lane(lane));
        for i in 0..self.t.unknown_nodes() {
            for lane in lanes() {
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
            for lane in lanes() {
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

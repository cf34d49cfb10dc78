//! The length of the engine's steps.
//!
//! From one point of the file to the next the run takes one step or more, so that a cycle has at least
//! [`LEAST_STEPS`]: at 100 steps a cycle the flows of a closed loop are 1.2 % of their range from the
//! limit of fine steps, at 200 they are 0.3 % from it. After the run a further cycle is stepped twice
//! from the same state, with these steps and with steps half as long. If they lie apart by more than
//! [`ALLOWED`], the run is repeated with more steps. By Richardson, the error of a method of second order
//! is 4/3 of that difference.

use secondheart_engine::Simulation;

use super::super::circuit::Reading;
use super::super::storage::Held;
use super::SolveError;
use super::run::Run;

/// Least number of steps in a cycle.
const LEAST_STEPS: u32 = 150;
/// Allowed difference: root of the mean square over the range of a pressure or flow.
pub(crate) const ALLOWED: f64 = 0.003;
/// A cycle of this many points is fine enough without a test.
const FINE_POINTS: u32 = 500;
/// Most steps of a cycle to which a run is refined.
const MOST_REFINED: f64 = 20_000.0;
/// Least range of a quantity, as a share of the largest range of its kind.
const LEAST_RANGE: f64 = 1e-2;

/// Steps from one point to the next, of `points` in a share of a cycle.
pub(super) fn least_parts(points: u32, share: f64) -> u32 {
    let steps = f64::from(LEAST_STEPS) * share.min(1.0);
    // From 1 to 150.
    (steps / f64::from(points - 1)).ceil().max(1.0) as u32
}

/// By what factor the steps of a run are to be divided, of which a cycle has a number and differs by
/// `apart`; before the last division it differed by `before`. `None` if that is little, or if shorter
/// steps do not help: a jump in a table differs at any step.
pub(super) fn finer(steps: f64, apart: f64, before: f64) -> Option<u32> {
    let helps = apart > ALLOWED && apart < 0.5 * before;
    let times = (apart / ALLOWED).sqrt().ceil().min(8.0);
    // From 2 to 8.
    (helps && steps * times <= MOST_REFINED).then_some(times as u32)
}

/// What a run takes from step to step.
#[derive(Debug, Clone)]
struct State {
    sim: Simulation<f64>,
    held: Vec<Held>,
    gain_flows: Vec<[f64; 2]>,
    now_s: f64,
    last_s: f64,
}

impl Run<'_> {
    /// By how much a cycle after `cycles` changes when the steps are halved. `None` for a file with fine
    /// points of its own, or if the cycle cannot be stepped.
    pub(super) fn apart_when_halved(&mut self, cycles: u32) -> Option<f64> {
        if self.points >= FINE_POINTS {
            return None;
        }
        let state = self.state();
        let whole = self.cycle(cycles, self.parts);
        self.restore(state.clone());
        let halved = self.cycle(cycles, 2 * self.parts);
        self.restore(state);
        Some(apart(&self.circuit.readings, &whole.ok()?, &halved.ok()?))
    }

    /// The state after a step.
    fn state(&self) -> State {
        State {
            sim: self.sim.clone(),
            held: self.held.clone(),
            gain_flows: self.gain_flows.clone(),
            now_s: self.now_s,
            last_s: self.last_s,
        }
    }

    fn restore(&mut self, state: State) {
        self.sim = state.sim;
        self.held = state.held;
        self.gain_flows = state.gain_flows;
        (self.now_s, self.last_s) = (state.now_s, state.last_s);
    }

    /// The quantities at the points of the cycle after `cycles`.
    fn cycle(&mut self, cycles: u32, parts: u32) -> Result<Vec<Vec<f64>>, SolveError> {
        let per_cycle = self.points - 1;
        let mut rows = Vec::with_capacity(per_cycle as usize);
        for point in 1..=per_cycle {
            let index = u64::from(cycles) * u64::from(per_cycle) + u64::from(point);
            self.point(self.step_s * index as f64, None, parts)?;
            self.sample();
            rows.push(self.now.clone());
        }
        Ok(rows)
    }
}

/// Largest root of the mean square difference of a pressure or flow over its range.
fn apart(readings: &[Reading], whole: &[Vec<f64>], halved: &[Vec<f64>]) -> f64 {
    let is_pressure = |n: usize| match readings[n] {
        Reading::Pressure(_) => Some(true),
        Reading::Flow(_) => Some(false),
        _ => None,
    };
    let range = |n: usize| {
        let values = || halved.iter().map(|row| row[n]);
        values().fold(f64::MIN, f64::max) - values().fold(f64::MAX, f64::min)
    };
    let mut worst: f64 = 0.0;
    for pressures in [true, false] {
        let of_kind = || (0..readings.len()).filter(|&n| is_pressure(n) == Some(pressures));
        let size = of_kind().flat_map(|n| halved.iter().map(move |row| row[n].abs()));
        let largest = of_kind()
            .map(range)
            .fold(1e-6 * size.fold(0.0, f64::max), f64::max);
        for n in of_kind() {
            let square = |(a, b): (&Vec<f64>, &Vec<f64>)| (a[n] - b[n]) * (a[n] - b[n]);
            let squares: f64 = whole.iter().zip(halved).map(square).sum();
            let mean = (squares / halved.len() as f64).sqrt();
            let scale = range(n).max(LEAST_RANGE * largest);
            if scale > 0.0 {
                worst = worst.max(mean / scale);
            }
        }
    }
    worst
}

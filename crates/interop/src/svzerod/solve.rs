//! Steps a model through its cycles.
//!
//! The engine steps by BDF2, which is of second order and L-stable: closing valves and small
//! capacities do not ring. A point of the file is one step of the engine or more, as `length` finds; a
//! step that the caller chooses is taken as it is. The first steps are shorter, because the two-step
//! formula has to start.

mod begin;
mod cycles;
mod inputs;
mod length;
mod rates;
mod readings;
mod run;
mod samples;

use std::time::Instant;

pub(super) use length::ALLOWED;
use thiserror::Error;

use super::circuit::Circuit;
use super::model::Model;
use super::series::Solution;

/// Most steps in a cycle.
pub(super) const MOST_STEPS: u32 = 10_000_000;

/// The number of cycles to compute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cycles {
    /// The number in the file.
    OfFile,
    /// A number of cycles.
    Count(u32),
    /// As many as it takes until no pressure and no flow changes from one cycle to the next by more
    /// than a share of the range of pressures or flows.
    UntilPeriodic {
        /// Largest change from cycle to cycle that counts as none, as that share.
        tolerance: f64,
        /// Largest number of cycles.
        most: u32,
    },
}

/// Step and number of cycles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Length of a step, s; `None` takes the step of the file.
    pub step_s: Option<f64>,
    /// How many cycles to compute.
    pub cycles: Cycles,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            step_s: None,
            cycles: Cycles::OfFile,
        }
    }
}

/// Why a model could not be solved.
#[allow(
    missing_docs,
    reason = "the message of a variant says what its fields are"
)]
#[derive(Debug, Clone, PartialEq, Error)]
pub enum SolveError {
    /// The network cannot be built.
    #[error("{0}")]
    Network(String),
    /// A step had no solution.
    #[error(transparent)]
    Step(#[from] secondheart_engine::StepError),
    /// The step is too long or too short for the cycle.
    #[error(
        "a step of {step_s:e} s does not suit a cycle of {period_s} s, which takes 1 to {MOST_STEPS} steps"
    )]
    StepLength { period_s: f64, step_s: f64 },
    /// No periodic state was found.
    #[error(
        "not periodic after {cycles} cycles: pressures or flows still change by {change:.1e} of \
         their range from one cycle to the next, more than {tolerance:.1e}"
    )]
    NotPeriodic {
        cycles: u32,
        change: f64,
        tolerance: f64,
    },
    /// The caller stopped the run.
    #[error("interrupted")]
    Interrupted,
}

/// Solves a model. After every cycle `go_on` receives the number of completed cycles and the change
/// from the cycle before; within long cycles it also receives a change that is not a number. The run
/// stops when it returns `false`. A run that proves too coarse begins again with more steps.
///
/// # Errors
/// [`SolveError`].
///
/// # Example
/// A vessel with C = 1 fills through R = 1 until it holds the pressure at its inlet:
/// ```
/// use secondheart_interop::svzerod::{self, Cycles, Options};
///
/// let text = r#"{
///   "simulation_parameters": { "number_of_cardiac_cycles": 1, "steady_initial": false,
///     "number_of_time_pts_per_cardiac_cycle": 101, "cardiac_period": 1.0 },
///   "boundary_conditions": [
///     { "bc_name": "in", "bc_type": "PRESSURE", "bc_values": { "P": [8.0] } },
///     { "bc_name": "shut", "bc_type": "FLOW", "bc_values": { "Q": [0.0] } } ],
///   "vessels": [
///     { "vessel_id": 0, "vessel_name": "vein", "zero_d_element_type": "BloodVessel",
///       "zero_d_element_values": { "R_poiseuille": 1.0, "C": 1.0 },
///       "boundary_conditions": { "inlet": "in", "outlet": "shut" } } ]
/// }"#;
/// let model = svzerod::read("vein.json", text)?;
/// let options = Options {
///     cycles: Cycles::UntilPeriodic { tolerance: 1e-6, most: 100 },
///     ..Options::default()
/// };
/// let solution = svzerod::solve(&model, &options, &mut |_cycles, _change| true)?;
/// assert!(solution.cycles > 5 && solution.change <= 1e-6);
/// let pressure = solution.values("pressure:vein:shut").ok_or("no such quantity")?;
/// assert!((pressure[100] - 8.0).abs() < 1e-4);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn solve(
    model: &Model,
    options: &Options,
    go_on: &mut dyn FnMut(u32, f64) -> bool,
) -> Result<Solution, SolveError> {
    let circuit = Circuit::of(model).map_err(SolveError::Network)?;
    let clock = Instant::now();
    let (mut parts, mut before) = (None, f64::INFINITY);
    loop {
        let run = run::Run::new(model, &circuit, options, parts)?;
        let mut solution = run.solve(options, go_on)?;
        let apart = solution.step_change.unwrap_or(0.0);
        let steps = f64::from(solution.parts) * model.period_s / solution.step_s;
        let Some(times) = length::finer(steps, apart, before) else {
            solution.wall_s = clock.elapsed().as_secs_f64();
            return Ok(solution);
        };
        parts = Some(solution.parts * times);
        before = apart;
    }
}

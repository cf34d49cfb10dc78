//! How exactly a step is solved, and the account that is kept of the steps.

/// When a step's linearisation is good enough.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tolerance {
    /// Largest relative difference between predicted and found volume of a nonlinear wall.
    pub volume: f64,
    /// Largest difference between a valve's flow and its linearisation, mL/s ...
    pub flow_ml_per_s: f64,
    /// ... plus this share of the flow.
    pub flow_relative: f64,
    /// Iterations after which a step is accepted as it is, if its volumes are positive.
    pub iterations: u32,
}

impl Default for Tolerance {
    fn default() -> Self {
        Self {
            volume: 0.02,
            flow_ml_per_s: 0.05,
            flow_relative: 0.005,
            iterations: 30,
        }
    }
}

/// Counters and bounds kept while stepping.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Invariants {
    /// Steps taken.
    pub steps: u64,
    /// Steps in which the linearisation had to be repeated (in any lane).
    pub iterated_steps: u64,
    /// Solves of the linear system.
    pub solves: u64,
    /// Steps accepted at the limit of iterations.
    pub unsettled_steps: u64,
    /// Steps without a solution that were taken in parts.
    pub divided_steps: u64,
    /// Smallest volume of a vessel or chamber seen, mL.
    pub smallest_volume_ml: f64,
    /// Total volume at the start, mL (first lane).
    pub start_volume_ml: f64,
}

impl Default for Invariants {
    fn default() -> Self {
        Self {
            steps: 0,
            iterated_steps: 0,
            solves: 0,
            unsettled_steps: 0,
            divided_steps: 0,
            smallest_volume_ml: f64::INFINITY,
            start_volume_ml: 0.0,
        }
    }
}

//! The tolerances of a step, and the counts kept of the steps.

use crate::scalar::Scalar;

/// When a step's linearisation is good enough.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tolerance {
    /// Largest relative difference between predicted and found volume of a tube; 0.02 by default.
    pub volume: f64,
    /// Largest difference between the pressure of a chamber at the volume found and its
    /// linearisation, mmHg; 0.05 by default.
    pub chamber_mmhg: f64,
    /// Largest difference between the flow through a gate, a segment with loss or a Starling resistor
    /// and its linearisation, mL/s; 0.05 by default. [`Self::flow_relative`] is added to it.
    pub flow_ml_per_s: f64,
    /// The same for a valve, as a velocity through its orifice A_max, cm/s; 0.15 by default.
    pub valve_cm_per_s: f64,
    /// Share of the flow that is added to both limits; 0.005 by default.
    pub flow_relative: f64,
    /// Rounds after which a step is accepted as it is, if its volumes are positive; 30 by
    /// default. Such a step is counted in [`Invariants::unsettled_steps`].
    pub iterations: u32,
}

impl Default for Tolerance {
    fn default() -> Self {
        Self {
            volume: 0.02,
            chamber_mmhg: 0.05,
            flow_ml_per_s: 0.05,
            valve_cm_per_s: 0.15,
            flow_relative: 0.005,
            iterations: 30,
        }
    }
}

/// Counters and bounds kept while stepping.
///
/// Lanes step together and share the counts of steps, iterations and solves: an event counts once, in
/// however many lanes it happened. Each lane has its own count of doubtful steps and its own volumes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Invariants<S = f64> {
    /// Steps taken; a divided step counts as one. Shared by all lanes.
    pub steps: u64,
    /// Steps whose linearisation was repeated in any lane.
    pub iterated_steps: u64,
    /// Solves of the linear system, each for all lanes at once.
    pub solves: u64,
    /// Steps that each lane accepted at the limit of iterations.
    pub unsettled_steps: S,
    /// Steps that had no solution in a lane, which that lane took in parts.
    pub divided_steps: S,
    /// Smallest volume of a vessel or chamber seen in each lane, mL.
    pub smallest_volume_ml: S,
    /// Total volume of each lane at the start, mL.
    pub start_volume_ml: S,
}

impl<S: Scalar> Invariants<S> {
    /// The account of one lane; the shared counts are for all lanes together.
    pub fn of_lane(&self, lane: usize) -> Invariants {
        Invariants {
            steps: self.steps,
            iterated_steps: self.iterated_steps,
            solves: self.solves,
            unsettled_steps: self.unsettled_steps.lane(lane),
            divided_steps: self.divided_steps.lane(lane),
            smallest_volume_ml: self.smallest_volume_ml.lane(lane),
            start_volume_ml: self.start_volume_ml.lane(lane),
        }
    }
}

impl<S: Scalar> Default for Invariants<S> {
    fn default() -> Self {
        Self {
            steps: 0,
            iterated_steps: 0,
            solves: 0,
            unsettled_steps: S::zero(),
            divided_steps: S::zero(),
            smallest_volume_ml: S::from_f64(f64::INFINITY),
            start_volume_ml: S::zero(),
        }
    }
}

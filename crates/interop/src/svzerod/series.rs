//! The solution of a model.

use super::model::{Law, Model, Settings};
use super::solve::ALLOWED;

/// A quantity of the solution.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// Its name, such as `pressure:aorta:OUT`.
    pub name: String,
    /// Values at [`Solution::times_s`].
    pub values: Vec<f64>,
    /// Rates of change; empty unless the file asks for them.
    pub rates: Vec<f64>,
}

/// A vessel of the output: the quantities at its two ends.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct VesselRow {
    pub(crate) name: String,
    /// Quantities of flow in, flow out, pressure in, pressure out.
    pub(crate) quantities: [usize; 4],
}

/// The result of [`solve`](super::solve()): quantities over time and the account of the run.
#[derive(Debug, Clone)]
pub struct Solution {
    /// Times of the rows, s, from the start of the written cycles.
    pub times_s: Vec<f64>,
    /// All quantities in the order of svZeroDSolver.
    pub quantities: Vec<Quantity>,
    pub(crate) vessels: Vec<VesselRow>,
    pub(crate) settings: Settings,
    /// Length of a cycle, s.
    pub period_s: f64,
    /// Time from one point to the next, s.
    pub step_s: f64,
    /// Steps from one point to the next.
    pub parts: u32,
    /// By how much pressures and flows of a cycle change when the steps are halved, as a share of their
    /// range; `None` where the caller chose the step, the model is at rest, or the points are fine.
    pub step_change: Option<f64>,
    /// A warning if the first point is a steady start that the inputs at its time contradict.
    pub start_warning: Option<String>,
    /// Number of cycles computed, of which the last or all are written.
    pub cycles: u32,
    /// Largest change from the beginning to the end of the last cycle, as a share of the range of
    /// pressures or flows.
    pub change: f64,
    /// Time of stepping, s.
    pub wall_s: f64,
    /// Steps taken in the run with the final step.
    pub steps: u64,
    /// Solves of the linear system.
    pub solves: u64,
    /// Volume made or lost by the computation, over the volume moved: rounding only.
    pub volume_drift: f64,
}

impl Solution {
    /// A warning if shorter steps would change the solution.
    pub fn step_warning(&self) -> Option<String> {
        let change = self.step_change.filter(|change| *change > ALLOWED)?;
        Some(format!(
            "steps of {:.3e} s are too long or a table jumps: half as long, they change a pressure or \
             flow by {:.1} % of its range",
            self.step_s / f64::from(self.parts),
            change * 100.0
        ))
    }

    /// The values of a quantity.
    pub fn values(&self, name: &str) -> Option<&[f64]> {
        let found = self.quantities.iter().find(|q| q.name == name)?;
        Some(&found.values)
    }
}

/// The vessels that the output lists.
pub(crate) fn vessels(model: &Model) -> Vec<VesselRow> {
    let listed = model
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| match &block.law {
            Law::Vessel(_) | Law::Sphere(_) => true,
            Law::Chamber(chamber) => chamber.listed,
            Law::Valve(valve) => valve.steepness.is_infinite(),
            _ => false,
        });
    let rows = listed.filter_map(|(index, block)| {
        let inlet = model.connections.iter().position(|c| c.to == index)?;
        let outlet = model.connections.iter().position(|c| c.from == index)?;
        Some(VesselRow {
            name: block.name.clone(),
            quantities: [2 * inlet, 2 * outlet, 2 * inlet + 1, 2 * outlet + 1],
        })
    });
    rows.collect()
}

//! The solution of a model.

use super::model::{Law, Model, Settings};

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

/// A model solved.
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
    /// Length of a step, s.
    pub step_s: f64,
    /// Cycles computed.
    pub cycles: u32,
    /// Largest change from the beginning to the end of the last cycle, as a share of the range of
    /// pressures or flows.
    pub change: f64,
    /// Time of stepping, s.
    pub wall_s: f64,
    /// Steps taken.
    pub steps: u64,
    /// Solves of the linear system.
    pub solves: u64,
    /// Volume made or lost by the computation, over the volume moved: rounding only.
    pub volume_drift: f64,
}

impl Solution {
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

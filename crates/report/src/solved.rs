//! The page of a solved model of another program, and its data.
//!
//! Pressures, flows and volumes are in the units of the model's file, which the page need not know.
//! [`SolvedModel::of`] takes the data from a model of svZeroDSolver and its solution.
//!
//! # Example
//! ```
//! use secondheart_report::solved::{Ends, SolvedModel, Vessel, html};
//!
//! let solved = SolvedModel {
//!     file: "aorta.json".into(),
//!     times_s: vec![0.0, 0.5, 1.0],
//!     vessels: vec![Vessel {
//!         name: "aorta".into(),
//!         pressure: Ends { inlet: vec![80.0, 120.0, 80.0], outlet: vec![79.0, 118.0, 79.0] },
//!         flow: Ends { inlet: vec![0.0, 300.0, 0.0], outlet: vec![20.0, 250.0, 20.0] },
//!     }],
//!     ..SolvedModel::default()
//! };
//! assert!(html(&solved).contains("aorta in"));
//! ```

mod lines;
mod loops;
mod of_solution;
mod page;
mod power;
mod select;
mod statistics;
mod table;

/// The data of a solved model that its page shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SolvedModel {
    /// Name of the model's file.
    pub file: String,
    /// Description in the file, the most important text first.
    pub description: Vec<String>,
    /// The command that solved it.
    pub command_line: String,
    /// Version of the program that solved it.
    pub version: String,
    /// How it was solved.
    pub computation: Computation,
    /// Warnings for the user.
    pub warnings: Vec<String>,
    /// Times of the last cycle, s from its start; all series below have a value for each.
    pub times_s: Vec<f64>,
    /// Whether `vessels` are vessels or connections.
    pub kind: Kind,
    /// Vessels in the order of the file.
    pub vessels: Vec<Vessel>,
    /// Chambers of the heart, and other blocks with a known volume.
    pub storages: Vec<Storage>,
}

/// How a model was solved.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Computation {
    /// Cycles computed.
    pub cycles: u32,
    /// Length of a cycle, s.
    pub cycle_s: f64,
    /// Length of a step, s.
    pub step_s: f64,
    /// Largest change of pressures or flows in the last cycle, as a share of their range.
    pub change: f64,
    /// Volume made or lost by the computation, over the volume that moved.
    pub volume_drift: f64,
    /// Steps taken.
    pub steps: u64,
    /// Linear systems solved.
    pub solves: u64,
    /// Time of stepping, s.
    pub wall_s: f64,
}

/// The rows of a model.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kind {
    /// Vessels.
    #[default]
    Vessels,
    /// Connections between blocks, in a model that has no vessels.
    Connections,
}

/// A vessel, or a connection between blocks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Vessel {
    /// Name.
    pub name: String,
    /// Pressure at its ends.
    pub pressure: Ends,
    /// Flow at its ends.
    pub flow: Ends,
}

/// A quantity at the two ends of a vessel.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ends {
    /// At the inlet.
    pub inlet: Vec<f64>,
    /// At the outlet; empty for a connection, which has one end.
    pub outlet: Vec<f64>,
}

/// A block with a known volume.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Storage {
    /// Name.
    pub name: String,
    /// Its volume.
    pub volume: Vec<f64>,
    /// The pressure of a chamber; empty if the pressure is unknown.
    pub pressure: Vec<f64>,
}

/// The page of a solved model: one HTML file that opens anywhere, without a network.
pub fn html(solved: &SolvedModel) -> String {
    page::html(solved)
}

impl Kind {
    /// Their name in a sentence, singular or plural.
    fn word(self, count: usize) -> &'static str {
        match (self, count) {
            (Self::Vessels, 1) => "vessel",
            (Self::Vessels, _) => "vessels",
            (Self::Connections, 1) => "connection",
            (Self::Connections, _) => "connections",
        }
    }
}

impl Ends {
    /// Whether inlet and outlet are equal up to rounding, or there is only one.
    fn are_one(&self) -> bool {
        let largest = self.inlet.iter().map(|v| v.abs()).fold(0.0, f64::max);
        let pairs = self.inlet.iter().zip(&self.outlet);
        pairs
            .map(|(inlet, outlet)| (inlet - outlet).abs())
            .all(|apart| apart <= 1e-6 * largest)
    }
}

impl Storage {
    /// Whether volume and pressure are both known.
    fn is_chamber(&self) -> bool {
        !self.pressure.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_one_where_they_differ_by_rounding_only() {
        let ends = |inlet: &[f64], outlet: &[f64]| Ends {
            inlet: inlet.into(),
            outlet: outlet.into(),
        };
        assert!(ends(&[1.0, 100.0], &[]).are_one());
        assert!(ends(&[0.0, 100.0], &[1e-5, 100.0]).are_one());
        assert!(!ends(&[0.0, 100.0], &[0.01, 100.0]).are_one());
        assert!(
            !ends(&[0.0, f64::NAN], &[0.0, 1.0]).are_one(),
            "what is no number equals nothing"
        );
    }
}

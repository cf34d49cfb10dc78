//! What can go wrong: a network that cannot be compiled, a step that cannot be taken.

use thiserror::Error;

/// Why a network cannot be compiled.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum NetworkError {
    /// Two elements of the same kind share a name.
    #[error("two {kind}s are called `{name}`")]
    DuplicateName {
        /// node, edge or enclosure.
        kind: &'static str,
        /// The name.
        name: String,
    },
    /// A parameter is not a finite number in its range.
    #[error("{element}: {quantity} is {}, but must be {requirement}", short(*.value))]
    BadParameter {
        /// The element's name.
        element: String,
        /// The quantity.
        quantity: &'static str,
        /// The value given.
        value: f64,
        /// What it must be.
        requirement: &'static str,
    },
    /// A part of the network has no pressure: nothing in it stores volume or fixes a pressure.
    #[error("the part of the network around `{node}` floats: no compliance and no given pressure")]
    Floating {
        /// A node in the part.
        node: String,
    },
    /// A node without any edge.
    #[error("node `{node}` is not connected to anything")]
    Unconnected {
        /// The node.
        node: String,
    },
    /// An edge that joins a node to itself.
    #[error("edge `{edge}` joins a node to itself")]
    Loop {
        /// The edge.
        edge: String,
    },
    /// An edge with a pressure law ends at a store, which has no pressure.
    #[error("edge `{edge}` ends at the store `{node}`: only prescribed flows may")]
    StoreNeedsPrescribedFlow {
        /// The edge.
        edge: String,
        /// The store.
        node: String,
    },
    /// Two nodes that both own a nonlinear wall (or a given pressure) joined without resistance.
    #[error("`{first}` and `{second}` are joined without resistance, but each has its own wall")]
    CannotMerge {
        /// One node.
        first: String,
        /// The other.
        second: String,
    },
    /// A bag may hold a node wholly or not at all.
    #[error(
        "node `{node}` lies in the elastic enclosure `{enclosure}` with weight {weight}, not 1"
    )]
    PartialSacMember {
        /// The node.
        node: String,
        /// The enclosure.
        enclosure: String,
        /// The weight given.
        weight: f64,
    },
}

/// Six digits of a number: what is left of a value that was worked out, and all of most that were
/// written.
fn short(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

/// Why a step could not be taken. The state is as it was before the step.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum StepError {
    /// The iteration of a step did not settle on positive volumes.
    #[error("at {time_s:.2} s {}", self.what())]
    NoSolution {
        /// Time at the end of the step, s.
        time_s: f64,
        /// The node.
        node: String,
        /// The volume found, mL.
        volume_ml: f64,
    },
    /// A pressure is not a number.
    #[error("at {time_s:.2} s {}", self.what())]
    NotANumber {
        /// Time at the end of the step, s.
        time_s: f64,
        /// The node.
        node: String,
    },
}

impl StepError {
    /// What went wrong, without the time.
    pub fn what(&self) -> String {
        match self {
            Self::NoSolution {
                node, volume_ml, ..
            } => format!("the volume of `{node}` would be {volume_ml:.3e} mL"),
            Self::NotANumber { node, .. } => format!("the pressure of `{node}` is not a number"),
        }
    }
}

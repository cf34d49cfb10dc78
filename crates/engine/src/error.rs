//! Errors: a network that cannot be compiled, a step that cannot be taken.

use thiserror::Error;

/// Why a network cannot be compiled.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum NetworkError {
    /// Two elements of the same kind share a name.
    #[error("two {kind}s are called `{name}`")]
    DuplicateName {
        /// `node`, `edge` or `enclosure`.
        kind: &'static str,
        /// The name in question.
        name: String,
    },
    /// A parameter is not a finite number in its range.
    #[error("{element}: {quantity} is {}, but must be {requirement}", short(*.value))]
    BadParameter {
        /// Name of the node, edge or enclosure.
        element: String,
        /// The parameter with its unit.
        quantity: &'static str,
        /// The refused value.
        value: f64,
        /// The range, to follow "must be".
        requirement: &'static str,
    },
    /// Nothing in a part of the network stores volume or prescribes a pressure, so that its
    /// pressures are not determined.
    #[error("the part of the network around `{node}` floats: no compliance and no given pressure")]
    Floating {
        /// Any node of the part.
        node: String,
    },
    /// No edge begins or ends at a node.
    #[error("node `{node}` is not connected to anything")]
    Unconnected {
        /// Name of the node.
        node: String,
    },
    /// An edge joins a node to itself, or two nodes that ideal connections have merged.
    #[error("edge `{edge}` joins a node to itself")]
    Loop {
        /// Name of the edge.
        edge: String,
    },
    /// An edge with a pressure law ends at a store, which has no pressure.
    #[error("edge `{edge}` ends at the store `{node}`: only prescribed flows may")]
    StoreNeedsPrescribedFlow {
        /// Name of the edge.
        edge: String,
        /// Name of the store.
        node: String,
    },
    /// An ideal connection joins two nodes whose walls cannot be added: nonlinear walls,
    /// prescribed pressures, or linear walls in different enclosures.
    #[error("`{first}` and `{second}` are joined without resistance, but each has its own wall")]
    CannotMerge {
        /// Name of one node.
        first: String,
        /// Name of the other.
        second: String,
    },
    /// A node lies in an elastic enclosure in part; it must lie in it wholly or not at all.
    #[error(
        "node `{node}` lies in the elastic enclosure `{enclosure}` with weight {weight}, not 1"
    )]
    PartialSacMember {
        /// Name of the node.
        node: String,
        /// Name of the enclosure.
        enclosure: String,
        /// Sum of the weights with which it was put in.
        weight: f64,
    },
}

/// Rounds to six digits: enough for a value that was typed, and short for a computed value.
fn short(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

/// Why a step could not be taken in some lane. The state of all lanes is as before the step.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum StepError {
    /// The iteration of a step did not settle on positive volumes.
    #[error("at {time_s:.2} s {}", self.what())]
    NoSolution {
        /// Time at the end of the step, s.
        time_s: f64,
        /// Name of the vessel or chamber.
        node: String,
        /// The volume that the equations gave, mL.
        volume_ml: f64,
    },
    /// A pressure of the solution is not a number.
    #[error("at {time_s:.2} s {}", self.what())]
    NotANumber {
        /// Time at the end of the step, s.
        time_s: f64,
        /// Name of the node.
        node: String,
    },
}

impl StepError {
    /// The reason without the time.
    pub fn what(&self) -> String {
        match self {
            Self::NoSolution {
                node, volume_ml, ..
            } => format!("the volume of `{node}` would be {volume_ml:.3e} mL"),
            Self::NotANumber { node, .. } => format!("the pressure of `{node}` is not a number"),
        }
    }
}

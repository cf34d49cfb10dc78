//! The shipped parameters and measurements, read once: reading their texts takes longer than a second
//! of simulation.

use std::sync::OnceLock;

use secondheart_body::{BodyError, Parameters};
use secondheart_evidence::Target;
use secondheart_protocol::mistakes::InputErrors;

/// The parameters as shipped.
pub(crate) fn parameters() -> Result<&'static Parameters, BodyError> {
    static READ: OnceLock<Result<Parameters, BodyError>> = OnceLock::new();
    let read = READ.get_or_init(Parameters::shipped);
    read.as_ref().map_err(Clone::clone)
}

/// The measurements in people as shipped.
pub(crate) fn targets() -> Result<&'static [Target], InputErrors> {
    static READ: OnceLock<Result<Vec<Target>, InputErrors>> = OnceLock::new();
    let read = READ.get_or_init(secondheart_evidence::shipped);
    read.as_deref().map_err(Clone::clone)
}

//! Serves the simulation as tools for an assistant.

use crate::failure::Failure;

#[cfg(feature = "mcp")]
pub(super) fn execute() -> Result<(), Failure> {
    use secondheart_assistant::{Assistant, serve};
    use secondheart_laboratory::start::Cache;

    Ok(serve(Assistant::new(Cache::of_user())?)?)
}

#[cfg(not(feature = "mcp"))]
pub(super) fn execute() -> Result<(), Failure> {
    Err(Failure::NoTools)
}

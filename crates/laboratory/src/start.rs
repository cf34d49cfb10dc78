//! The steady start of a body: found with the settings of a timeline, and remembered between runs.

mod cache;
mod held;

use secondheart_body::{Body, BodyError, Change, Parameters, Subject};
use secondheart_protocol::scenario::Timeline;

pub use cache::Cache;
pub use held::HeldStarts;

/// A body at the steady start of a timeline, with the parameters that the timeline sets before it.
///
/// # Errors
/// The body refuses a parameter, or finds no steady start.
pub fn steady(
    parameters: &Parameters,
    subject: &Subject,
    timeline: &Timeline,
    cache: &Cache,
) -> Result<Body, BodyError> {
    let mut own = parameters.clone();
    for (change, _) in &timeline.given {
        // A parameter that is set to the value that it has keeps its source.
        if let Change::Parameter { path, value } = change
            && own.get(path).map(|own| own.value) != Some(*value)
        {
            own.set(path, *value)?;
        }
    }
    cache.body(&own, subject, timeline.start)
}

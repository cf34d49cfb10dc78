//! Tests of the tools through the server, in one program.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod client;
mod protocol;
mod questions;

/// Where the tests keep steady starts.
fn cache() -> secondheart_laboratory::start::Cache {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("starts");
    secondheart_laboratory::start::Cache::at(&folder)
}

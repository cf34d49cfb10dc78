//! The engine of the page: everything that the library can do behind one small interface, a request
//! in bytes and an answer in bytes.
//!
//! * [`Engine`]: the requests and their answers; `lab/src/engine/types.ts` types them.
//! * `message`: the form of requests and answers.
//! * `live`: a body that goes on while it is looked at, with its trace, its past and its script.
//! * `script`: what was done to a live body, as a scenario file.
//! * `catalogue`: lists of everything that the library knows.
//! * `files`: scenario files are checked and run.
//! * `curves`: venous return and cardiac function, measured on copies of a live body.
//! * `bands`: what was measured in people in the present state of a live body.
//! * `abi`: the exports of the WebAssembly module.

#![cfg_attr(test, allow(clippy::unwrap_used))]

#[cfg(target_arch = "wasm32")]
mod abi;
mod bands;
mod catalogue;
mod curves;
mod engine;
mod failure;
mod files;
mod live;
mod message;
mod past;
mod script;
mod shipped;
mod trace;

pub use engine::Engine;
pub use message::{Answer, Host};

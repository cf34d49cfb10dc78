//! Tools by which assistants run, read and explain the simulation.
//!
//! * [`Assistant`] answers a call of a tool by name, with arguments and answer in JSON; it knows no
//!   transport.
//! * [`serve`] offers the tools on standard input and output by the Model Context Protocol.
//!
//! Every answer holds the values with their units and definitions, the version of the program, what was
//! run with its hash, the command that repeats it, the sources, and the rows of evidence that the simulated
//! body misses and that bear on it. What cannot be answered is refused with one message ([`Refusal`]).

mod answer;
mod arguments;
mod assistant;
mod personal;
mod prepared;
mod refusal;
mod server;
mod tools;

pub use assistant::{Assistant, Control, Progress};
pub use personal::{NOTICE, is_personal};
pub use refusal::Refusal;
pub use server::{serve, serve_on};
pub use tools::{TOOLS, Tool};

//! Tests of the command, in one program: each program links all that the command uses.

mod book;
mod check;
mod command;
mod compare;
mod convert;
mod courses;
mod explain;
mod lab;
mod mcp;
mod run;
mod shares;
mod shell;
mod solve;
mod validate;

/// The command, as built for these tests.
fn secondheart_program() -> std::process::Command {
    std::process::Command::new(env!("CARGO_BIN_EXE_secondheart"))
}

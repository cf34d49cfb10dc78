//! The `secondheart` command: runs protocols on a simulated circulation.

mod arguments;
mod arteries;
mod body;
mod command;
mod command_line;
mod destination;
mod evidence_runs;
mod excerpt;
mod failure;
mod interrupt;
mod progress;
mod text_table;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::Arguments;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match command::execute(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.show();
            ExitCode::from(failure.exit_code())
        }
    }
}

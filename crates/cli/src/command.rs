//! The commands.

mod check;
mod cite;
mod compare;
mod convert;
mod courses;
mod explain;
#[cfg(feature = "lab")]
mod lab;
mod list;
mod mcp;
mod run;
mod shares;
mod solve;
mod validate;

use std::io;

use clap::CommandFactory;

use crate::arguments::{Arguments, Command};
use crate::failure::Failure;

/// Does what the command line asks for.
pub(crate) fn execute(arguments: Arguments) -> Result<(), Failure> {
    // Its threads write to the standard output, which nobody may hold.
    if let Command::Mcp = arguments.command {
        return mcp::execute();
    }
    let mut out = io::stdout().lock();
    match arguments.command {
        Command::Run(arguments) => run::execute(&arguments, &mut out),
        Command::Solve(arguments) => solve::execute(&arguments, &mut out),
        Command::Convert(arguments) => convert::execute(&arguments, &mut out),
        #[cfg(feature = "lab")]
        Command::Lab(arguments) => lab::execute(&arguments, &mut out),
        Command::Mcp => Ok(()),
        Command::Scenarios { word } => list::scenarios(word.as_deref(), &mut out),
        Command::Activities => list::activities(&mut out),
        Command::Postures => list::postures(&mut out),
        Command::Subjects => list::subjects(&mut out),
        Command::Conditions { name: None } => list::conditions(&mut out),
        Command::Conditions { name: Some(name) } => list::condition(&name, &mut out),
        Command::Signals { pattern } => list::signals(pattern.as_deref(), &mut out),
        Command::Readings { pattern } => list::readings(pattern.as_deref(), &mut out),
        Command::Parameters { filter } => list::parameters(filter.as_deref(), &mut out),
        Command::Check(arguments) => check::execute(&arguments, &mut out),
        Command::Validate(arguments) => validate::execute(&arguments, &mut out),
        Command::Explain(arguments) => explain::execute(&arguments, &mut out),
        Command::Compare(arguments) => compare::execute(&arguments, &mut out),
        Command::Courses(arguments) => courses::execute(&arguments, &mut out),
        Command::Shares(arguments) => shares::execute(&arguments, &mut out),
        Command::Cite {
            scenario,
            bibtex,
            all,
        } => {
            let form = match (bibtex, all) {
                (true, _) => cite::Form::Bibtex,
                (_, true) => cite::Form::All,
                _ => cite::Form::List,
            };
            cite::execute(&scenario, form, &mut out)
        }
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "secondheart", &mut script);
            io::Write::write_all(&mut out, &script)?;
            Ok(())
        }
    }
}

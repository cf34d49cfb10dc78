//! Solves a model of another program.

mod page;

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use secondheart_interop::svzerod::{self, Cycles, Model, Options, Solution};

use crate::arguments::SolveArguments;
use crate::command_line::command_line;
use crate::failure::{Failure, FileFailure};
use crate::interrupt::Interrupt;

/// Cycles after which the search for a periodic state gives up.
const MOST_CYCLES: u32 = 10_000;

pub(super) fn execute(arguments: &SolveArguments, out: &mut dyn Write) -> Result<(), Failure> {
    let model = read(&arguments.model)?;
    for warning in &model.warnings {
        eprintln_warning(warning);
    }
    let options = Options {
        step_s: arguments.step,
        cycles: match (arguments.cycles, arguments.until_periodic) {
            (Some(cycles), _) => Cycles::Count(cycles),
            (None, Some(tolerance)) => Cycles::UntilPeriodic {
                tolerance,
                most: MOST_CYCLES,
            },
            (None, None) => Cycles::OfFile,
        },
    };
    if let (Some(table), Some(report)) = (&arguments.out, &arguments.report)
        && table == report
    {
        return Err(Failure::Unwritable {
            file: report.display().to_string(),
            reason: "it is to hold the table and the report".to_owned(),
        });
    }
    let table = arguments.out.as_deref().map(Pending::begin).transpose()?;
    let report = arguments
        .report
        .as_deref()
        .map(Pending::begin)
        .transpose()?;
    let interrupt = Interrupt::heard();
    interrupt.running();
    let go_on = &mut |_, _| !interrupt.pressed.load(Ordering::Relaxed);
    let solution = svzerod::solve(&model, &options, go_on)?;
    let to_files = table.is_some() || report.is_some();
    if let Some(pending) = table {
        pending.write(|file| solution.write_csv(file))?;
    }
    if let Some(pending) = report {
        let solved = page::solved(&arguments.model, &model, &solution, command_line());
        let html = secondheart_report::solved::html(&solved);
        pending.write(|file| file.write_all(html.as_bytes()))?;
    }
    if !to_files {
        let mut buffered = BufWriter::new(out);
        solution.write_csv(&mut buffered)?;
        buffered.flush()?;
    }
    if to_files || arguments.until_periodic.is_some() {
        tell(&arguments.model, &solution, &mut io::stderr())?;
    }
    Ok(())
}

/// Reads a model file; a mistake is shown where it stands.
pub(super) fn read(path: &Path) -> Result<Model, Failure> {
    let name = path.display().to_string();
    let bytes = fs::read(path).map_err(|error| Failure::Unreadable {
        file: name.clone(),
        reason: error.to_string(),
    })?;
    let text = String::from_utf8(bytes).map_err(|_| Failure::Unreadable {
        file: name.clone(),
        reason: "it is not text (UTF-8)".to_owned(),
    })?;
    svzerod::read(&name, &text)
        .map_err(|error| Failure::Model(Box::new(FileFailure { error, text })))
}

pub(super) fn eprintln_warning(warning: &str) {
    // There is nowhere left to say that the standard error is closed.
    let _ = writeln!(io::stderr(), "warning: {warning}");
}

/// What was computed, in a line.
fn tell(path: &Path, solution: &Solution, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{}: {} cycle{} of {} s in steps of {:.3e} s; the last cycle changes pressures and flows \
         by {:.1e} of their range; {:.3} ms of stepping",
        path.display(),
        solution.cycles,
        if solution.cycles == 1 { "" } else { "s" },
        solution.period_s,
        solution.step_s,
        solution.change,
        solution.wall_s * 1e3,
    )
}

/// A file under a temporary name, removed unless it is complete.
pub(super) struct Pending {
    temporary: PathBuf,
    target: PathBuf,
    file: Option<fs::File>,
}

impl Pending {
    /// Begins a file: one that cannot be written is found out before anything is computed.
    pub(super) fn begin(target: &Path) -> Result<Self, Failure> {
        let unwritable = |reason: String| Failure::Unwritable {
            file: target.display().to_string(),
            reason,
        };
        if target.is_dir() {
            return Err(unwritable("it is a folder".to_owned()));
        }
        let name = target.file_name().map(|n| n.to_string_lossy().into_owned());
        let name = name.ok_or_else(|| unwritable("it has no name".to_owned()))?;
        let temporary = target.with_file_name(format!(".{name}.{}.part", std::process::id()));
        let file = fs::File::create(&temporary).map_err(|error| unwritable(error.to_string()))?;
        Ok(Self {
            temporary,
            target: target.to_owned(),
            file: Some(file),
        })
    }

    /// Writes it and gives it its name.
    pub(super) fn write(
        mut self,
        contents: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        if let Some(file) = self.file.take() {
            let mut buffered = BufWriter::new(file);
            contents(&mut buffered)?;
            buffered.flush()?;
        }
        fs::rename(&self.temporary, &self.target)?;
        Ok(())
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        // Gone already where it was completed.
        let _ = fs::remove_file(&self.temporary);
    }
}

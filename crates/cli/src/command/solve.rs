//! Solves a model of svZeroDSolver.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use secondheart_interop::svzerod::{self, Cycles, Model, Options, Solution};
use secondheart_laboratory::record::{PendingFile, RecordError};
use secondheart_report::solved::{self, SolvedModel};

use crate::arguments::SolveArguments;
use crate::command_line::command_line;
use crate::failure::{Failure, FileFailure};
use crate::interrupt::Interrupt;

/// Most cycles of the search for a periodic state.
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
    keep_apart(arguments)?;
    let begin = |path: &Option<PathBuf>| path.as_deref().map(PendingFile::begin).transpose();
    let (mut table, mut report) = (begin(&arguments.out)?, begin(&arguments.report)?);
    let interrupt = Interrupt::heard();
    interrupt.running();
    let go_on = &mut |_, _| !interrupt.pressed.load(Ordering::Relaxed);
    let solution = svzerod::solve(&model, &options, go_on).map_err(|error| Failure::Solve {
        file: arguments.model.display().to_string(),
        error,
    })?;
    let to_files = table.is_some() || report.is_some();
    if let Some(file) = &mut table {
        file.fill(|file| solution.write_csv(file))?;
    }
    if let Some(file) = &mut report {
        let name = arguments.model.file_name().unwrap_or_default();
        let html = solved::html(&SolvedModel {
            file: name.to_string_lossy().into_owned(),
            command_line: command_line(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            ..SolvedModel::of(&model, &solution)
        });
        file.fill(|file| file.write_all(html.as_bytes()))?;
    }
    for complete in [table, report].into_iter().flatten() {
        complete.commit()?;
    }
    if !to_files {
        let mut buffered = BufWriter::new(out);
        solution.write_csv(&mut buffered)?;
        buffered.flush()?;
    }
    for warning in solution
        .start_warning
        .iter()
        .chain(&solution.step_warning())
    {
        eprintln_warning(warning);
    }
    if to_files || arguments.until_periodic.is_some() {
        tell(&arguments.model, &solution, &mut io::stderr())?;
    }
    Ok(())
}

/// Table, report and model must be three files.
fn keep_apart(arguments: &SolveArguments) -> Result<(), RecordError> {
    let table = (&arguments.out, "table and report need separate files");
    let report = (&arguments.report, "it is the report");
    let mut taken = vec![(place(&arguments.model), "it is the model")];
    for (path, as_what) in [table, report] {
        let Some(path) = path else { continue };
        let here = place(path);
        if let Some((_, reason)) = taken.iter().find(|(there, _)| *there == here) {
            return Err(RecordError::Unwritable {
                place: path.display().to_string(),
                reason: (*reason).to_owned(),
            });
        }
        taken.push((here, as_what));
    }
    Ok(())
}

/// A path in a canonical form, whether the file exists or not.
fn place(path: &Path) -> PathBuf {
    let whole = fs::canonicalize(path);
    let in_folder = || {
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
        let folder = fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()?;
        Some(folder.join(path.file_name()?))
    };
    whole
        .ok()
        .or_else(in_folder)
        .unwrap_or_else(|| path.to_owned())
}

/// Reads a model file; an error shows its place.
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
    // Some editors begin a file with a byte order mark.
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    };
    svzerod::read(&name, &text)
        .map_err(|error| Failure::Model(Box::new(FileFailure { error, text })))
}

pub(super) fn eprintln_warning(warning: &str) {
    // Nothing can be reported if the standard error is closed.
    let _ = writeln!(io::stderr(), "warning: {warning}");
}

/// A line about the computation.
fn tell(path: &Path, solution: &Solution, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{}: {} cycle{} of {} s, points {:.3e} s apart{}; the last cycle changes pressures and flows \
         by {:.1e} of their range; {:.3} ms of stepping",
        path.display(),
        solution.cycles,
        if solution.cycles == 1 { "" } else { "s" },
        solution.period_s,
        solution.step_s,
        match solution.parts {
            1 => String::new(),
            parts => format!(", {parts} steps each"),
        },
        solution.change,
        solution.wall_s * 1e3,
    )
}

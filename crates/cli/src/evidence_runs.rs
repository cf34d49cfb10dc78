//! The evidence that a command names, and the comparison with the runs that it needs, for `validate` and
//! `explain`.

use std::io::{self, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::atomic::Ordering;

use secondheart_body::Parameters;
use secondheart_evidence::{self as evidence, Evidence, Finished, Report, Setup};
use secondheart_laboratory::many::Done;
use secondheart_protocol::subject;

use crate::body::USUAL_SUBJECT;
use crate::failure::Failure;
use crate::interrupt::Interrupt;

/// The shipped evidence, with that of a folder if one is named.
pub(crate) fn read(folder: Option<&Path>) -> Result<Evidence, Failure> {
    Ok(match folder {
        Some(folder) => Evidence::with_folder(folder)?,
        None => Evidence::shipped()?,
    })
}

/// Makes the runs that the rows need, with progress on the standard error, and compares.
pub(crate) fn compared(
    evidence: &Evidence,
    parameters: Parameters,
    jobs: Option<NonZero<usize>>,
    interrupt: &Interrupt,
) -> Result<Report, Failure> {
    let setup = Setup {
        subject: subject::find(USUAL_SUBJECT)?,
        parameters,
        step_s: None,
        interrupt: Some(interrupt.pressed.clone()),
        jobs,
    };
    interrupt.running();
    let runs = evidence::run(evidence, &setup, &told)?;
    if interrupt.pressed.load(Ordering::Relaxed) {
        return Err(Failure::Interrupted);
    }
    Ok(Report::new(evidence, runs, &subject::line(&setup.subject)))
}

/// Reports on the standard error that a scenario has finished.
fn told(run: &Finished, done: Done) {
    let speed = run.simulated_s / run.wall_s;
    let how = match &run.readings {
        Ok(_) => format!("{:.1} s, {speed:.0}x real time", run.wall_s),
        Err(why) => format!("failed: {why}"),
    };
    // There is nowhere left to say that the standard error is closed.
    let Done { ended, of } = done;
    let _ = writeln!(io::stderr(), "[{ended}/{of}] {}: {how}", run.case);
}

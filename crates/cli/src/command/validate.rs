//! Compares the simulated body with the evidence.

use std::io::{self, Write};
use std::sync::atomic::Ordering;

use secondheart_body::Parameters;
use secondheart_evidence::{self as evidence, Evidence, Finished, Report, Setup, Target};
use secondheart_laboratory::many::Done;
use secondheart_laboratory::record::{FileSet, OutputFolder, PendingFile, Storage};
use secondheart_protocol::scenario;
use secondheart_protocol::subject;

use crate::arguments::ValidateArguments;
use crate::failure::Failure;
use crate::interrupt::Interrupt;

/// The subject of every scenario that names none.
pub(super) const SUBJECT: &str = "reference-man";
const TABLE: &str = "VALIDATION.md";
const DATA: &str = "validation.json";

pub(super) fn execute(arguments: &ValidateArguments, out: &mut dyn Write) -> Result<(), Failure> {
    let mut evidence = match &arguments.evidence {
        Some(folder) => Evidence::with_folder(folder)?,
        None => Evidence::shipped()?,
    };
    choose(&mut evidence, arguments)?;
    let subject = subject::find(SUBJECT)?;
    let mut parameters = Parameters::shipped()?;
    let mut settings = Vec::new();
    for argument in &arguments.set {
        let setting = scenario::parse_override("--set", argument)?;
        parameters.set(&setting.path, setting.value)?;
        settings.push(format!("{} = {}", setting.path, setting.value));
    }
    let interrupt = Interrupt::heard();
    // A folder that cannot be written fails here, before the simulations.
    let folder = arguments
        .out
        .as_deref()
        .map(|folder| OutputFolder::prepare(folder)?.free_for(&[TABLE, DATA]))
        .transpose()?;
    let mut data = arguments
        .json
        .as_deref()
        .map(PendingFile::begin)
        .transpose()?;
    let setup = Setup {
        subject,
        parameters,
        step_s: None,
        interrupt: Some(interrupt.pressed.clone()),
        jobs: arguments.jobs,
    };
    interrupt.running();
    let runs = evidence::run(&evidence, &setup, &told)?;
    if interrupt.pressed.load(Ordering::Relaxed) {
        return Err(Failure::Interrupted);
    }
    let mut report = Report::new(&evidence, runs, &subject::line(&setup.subject));
    report.settings = settings;
    out.write_all(report.text().as_bytes())?;
    let mut json = report.json().to_string();
    json.push('\n');
    if let Some(mut file) = data.take() {
        file.fill(|file| file.write_all(json.as_bytes()))?;
        writeln!(out, "{}", file.commit()?.display())?;
    }
    if let Some(folder) = folder {
        let mut files = FileSet::new(Storage::Folder(folder));
        files.add(TABLE, report.markdown().as_bytes())?;
        files.add(DATA, json.as_bytes())?;
        for file in files.commit()? {
            writeln!(out, "{}", file.path().display())?;
        }
    }
    writeln!(out, "For education and research; not a medical device.")?;
    Ok(())
}

/// Keeps the measurements that the command line asks for.
fn choose(evidence: &mut Evidence, arguments: &ValidateArguments) -> Result<(), Failure> {
    let ValidateArguments { only, claim, .. } = arguments;
    for id in only {
        evidence.target(id)?;
    }
    for id in claim {
        evidence.claim(id)?;
    }
    let is_named = |target: &Target| {
        only.contains(&target.id) || target.claims.iter().any(|id| claim.contains(id))
    };
    let all = only.is_empty() && claim.is_empty();
    if !all || arguments.own {
        evidence.keep(|target| (all || is_named(target)) && (target.is_own || !arguments.own));
    }
    Ok(())
}

/// Reports on the standard error that a scenario has finished.
pub(super) fn told(run: &Finished, done: Done) {
    let speed = run.simulated_s / run.wall_s;
    let how = match &run.readings {
        Ok(_) => format!("{:.1} s, {speed:.0}x real time", run.wall_s),
        Err(why) => format!("failed: {why}"),
    };
    // There is nowhere left to say that the standard error is closed.
    let Done { ended, of } = done;
    let _ = writeln!(io::stderr(), "[{ended}/{of}] {}: {how}", run.case);
}

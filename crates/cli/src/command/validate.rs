//! Compares the simulated body with the evidence.

use std::io::Write;

use secondheart_body::Parameters;
use secondheart_evidence::{Evidence, Target};
use secondheart_laboratory::record::{FileSet, OutputFolder, PendingFile, Storage};
use secondheart_protocol::scenario;

use crate::arguments::ValidateArguments;
use crate::evidence_runs;
use crate::failure::Failure;
use crate::interrupt::Interrupt;

const TABLE: &str = "VALIDATION.md";
const DATA: &str = "validation.json";

pub(super) fn execute(arguments: &ValidateArguments, out: &mut dyn Write) -> Result<(), Failure> {
    let mut evidence = evidence_runs::read(arguments.evidence.as_deref())?;
    let shipped = arguments.own.then(|| evidence.shipped_states());
    choose(&mut evidence, arguments)?;
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
    let mut report = evidence_runs::compared(&evidence, parameters, arguments.jobs, &interrupt)?;
    report.shipped_states = shipped;
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
    if !all {
        evidence.keep(is_named);
    }
    match &arguments.evidence {
        Some(folder) if arguments.own => Ok(evidence.keep_own(folder)?),
        _ => Ok(()),
    }
}

//! Runs a scenario: body, recorder, progress, results.

use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use secondheart_evidence::{self as evidence, Target};
use secondheart_laboratory::overview::{Judgement, ReadingCell, ReadingTable};
use secondheart_laboratory::plant::Plant;
use secondheart_laboratory::record::{
    Facts, Output, OutputFolder, Plan, Record, Recorder, file_names,
};
use secondheart_laboratory::run::{RunSummary, Runner};
use secondheart_protocol::scenario::{self, Provenance, Scenario, Timeline};
use secondheart_report::outcome;

use super::check::subject_line;
use crate::arguments::RunArguments;
use crate::body;
use crate::command_line::command_line;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::progress::{Bar, clock};
use crate::text_table::{TextTable, number};

const VERSION: &str = env!("CARGO_PKG_VERSION");
const RESOLVED: &str = "resolved.toml";
const REPORT: &str = "report.html";

pub(super) fn execute(arguments: &RunArguments, out: &mut dyn Write) -> Result<(), Failure> {
    let mut scenario = Scenario::find(&arguments.scenario)?;
    for word in &arguments.with {
        scenario.add_named("--with", word)?;
    }
    for argument in &arguments.set {
        scenario.set_parameter(scenario::parse_override("--set", argument)?);
    }
    let subject = body::subject_of(&scenario, arguments.subject.as_deref())?;
    body::check_parameters(&scenario, &subject)?;
    let folder = arguments
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from("out").join(&scenario.name));
    // A folder that cannot be written is found out before the body's steady start is sought, and
    // is gone again while it is: an interrupt then leaves nothing behind.
    let recorded = file_names(arguments.format.into());
    let mut files = vec![RESOLVED, REPORT];
    files.extend(recorded.iter().map(String::as_str));
    drop(OutputFolder::prepare(&folder)?.free_for(&files)?);
    let targets = evidence::shipped()?;
    let timeline = scenario.timeline();
    let command = command_line();
    let interrupt = Interrupt::heard();
    let asked = arguments.subject.as_deref();
    let person = body::name_of_subject(&scenario, &arguments.scenario, asked);
    let step_s = arguments.step.or(scenario.step_s);
    let mut plant = body::steady((&subject, person), &timeline, step_s)?;
    interrupt.running();
    let step_s = plant.step_s();
    let used = Provenance {
        version: VERSION,
        command: &command,
        subject: &subject,
        parameters: plant.parameters(),
        step_s,
    };
    let resolved = scenario::resolved(&scenario, &used);
    let output = Output {
        folder: OutputFolder::prepare(&folder)?,
        format: arguments.format.into(),
        about: vec![
            ("program".to_owned(), format!("secondheart {VERSION}")),
            ("scenario".to_owned(), scenario.name.clone()),
            ("title".to_owned(), scenario.title.clone()),
            ("subject".to_owned(), subject_line(&subject)),
            ("command".to_owned(), command.clone()),
        ],
    };
    let run = Run {
        scenario: &scenario,
        timeline: &timeline,
        plan: Plan::of(&subject),
        interrupt: &interrupt.pressed,
        targets: &targets,
    };
    let (recorder, summary) = run.on(&mut plant, output, arguments.quiet)?;
    let facts = Facts {
        version: VERSION.to_owned(),
        scenario: scenario.name.clone(),
        subject: subject_line(&subject),
        step_s,
        simulated_s: summary.simulated_s,
        wall_s: summary.wall_s,
        invariants: Some(body::invariants(&plant)),
    };
    let mut record = recorder.finish_with(Some(&facts))?;
    let overview = outcome::overview(&scenario, &mut record, &facts, &command, &targets);
    let page = secondheart_report::html(&overview);
    let folder = OutputFolder::prepare(&folder)?;
    record
        .files
        .push(folder.write(RESOLVED, resolved.as_bytes())?);
    record.files.push(folder.write(REPORT, page.as_bytes())?);
    if !arguments.quiet {
        run.show(&record, &summary, out)?;
    }
    Ok(())
}

struct Run<'a> {
    scenario: &'a Scenario,
    timeline: &'a Timeline,
    plan: Plan,
    interrupt: &'a AtomicBool,
    targets: &'a [Target],
}

impl Run<'_> {
    fn on<P: Plant>(
        &self,
        plant: &mut P,
        output: Output,
        quiet: bool,
    ) -> Result<(Recorder<P::Signal>, RunSummary), Failure> {
        let mut recorder = Recorder::new(plant, self.plan.clone(), self.timeline, Some(output))?;
        let bar = Bar::new(self.timeline.end_s, quiet);
        let mut report = |progress: secondheart_laboratory::run::Progress<'_>| bar.show(progress);
        let summary = Runner::new(self.timeline)
            .interrupted_by(self.interrupt)
            .reporting_to(&mut report)
            .run(plant, &mut recorder)?;
        Ok((recorder, summary))
    }

    /// The results, phase by phase.
    fn show(
        &self,
        record: &Record,
        summary: &RunSummary,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        writeln!(out, "{}\n", self.scenario.title)?;
        show_table(
            &outcome::key_table(self.scenario, record, self.targets),
            out,
        )?;
        writeln!(
            out,
            "\n{} simulated in {:.1} s ({:.0} times as fast as life), {} beats",
            clock(summary.simulated_s),
            summary.wall_s,
            summary.simulated_s / summary.wall_s,
            record.beats
        )?;
        for file in &record.files {
            writeln!(out, "{}", file.display())?;
        }
        writeln!(out, "For education and research; not a medical device.")?;
        Ok(())
    }
}

/// Readings by phase, each marked with how it compares with people.
fn show_table(readings: &ReadingTable, out: &mut dyn Write) -> Result<(), Failure> {
    let columns = readings.columns.iter().map(|column| format!("{column}  "));
    let heading = ["reading".to_owned(), "unit".to_owned()]
        .into_iter()
        .chain(columns);
    let mut table = TextTable::new(heading, 2);
    let mut judged = false;
    for row in &readings.rows {
        let cells = row.cells.iter().map(|cell| match cell {
            None => "-  ".to_owned(),
            Some(cell) => {
                judged |= cell.accepted.is_some();
                format!("{} {}", number(cell.value), mark(cell))
            }
        });
        let words = [row.label.clone(), row.unit.clone()];
        table.push(words.into_iter().chain(cells).collect::<Vec<String>>());
    }
    table.write(out)?;
    if judged {
        writeln!(
            out,
            "\n\u{2713} within what was measured in people, \u{25bc} below, \u{25b2} above; ranges \
             and sources are in report.html"
        )?;
    }
    Ok(())
}

fn mark(cell: &ReadingCell) -> char {
    match cell.judgement() {
        Judgement::InBand => '\u{2713}',
        Judgement::Below => '\u{25bc}',
        Judgement::Above => '\u{25b2}',
        Judgement::NoReference | Judgement::NoValue => ' ',
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use secondheart_laboratory::fake::FakeBody;
    use secondheart_laboratory::record::Format;
    use std::path::Path;

    fn scratch(name: &str) -> PathBuf {
        let path =
            std::env::temp_dir().join(format!("secondheart-cli-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        path
    }

    fn on(
        body: &mut FakeBody,
        folder: &Path,
        interrupt: bool,
    ) -> Result<(String, Record), Failure> {
        let scenario = Scenario::find("calf-raises").unwrap();
        let timeline = scenario.timeline();
        let flag = AtomicBool::new(interrupt);
        let run = Run {
            scenario: &scenario,
            timeline: &timeline,
            plan: Plan::standard(),
            interrupt: &flag,
            targets: &[],
        };
        let folder = OutputFolder::prepare(folder).unwrap();
        let output = Output {
            folder,
            format: Format::Csv,
            about: Vec::new(),
        };
        let (recorder, summary) = run.on(body, output, true)?;
        let record = recorder.finish()?;
        let mut shown = Vec::new();
        run.show(&record, &summary, &mut shown)?;
        Ok((String::from_utf8(shown).unwrap(), record))
    }

    #[test]
    fn a_run_ends_in_a_table_of_phases_and_three_files() {
        let folder = scratch("table");
        let (shown, record) = on(&mut FakeBody::default(), &folder, false).unwrap();
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[0], "Calf raises");
        let words: Vec<&str> = lines[2].split_whitespace().collect();
        let columns = "reading unit lying standing tiptoes still end of standing";
        assert_eq!(words.join(" "), columns);
        assert!(lines[4].starts_with("heart rate"));
        assert!(lines[4].trim_end().ends_with("75.0"), "{}", lines[4]);
        assert!(shown.contains("9:40 simulated in"));
        assert!(shown.contains("not a medical device"));
        assert_eq!(record.files.len(), 3);
        assert!(record.files.iter().all(|file| file.exists()));
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn an_interrupted_run_leaves_no_folder_and_ends_with_130() {
        let folder = scratch("interrupted");
        let failure = on(&mut FakeBody::default(), &folder, true).unwrap_err();
        assert_eq!(failure.exit_code(), 130);
        assert!(!folder.exists());
    }

    #[test]
    fn a_body_that_fails_leaves_no_folder_and_ends_with_1() {
        let folder = scratch("failed");
        let failure = on(&mut FakeBody::default().failing_at(10.0), &folder, false).unwrap_err();
        assert_eq!(failure.exit_code(), 1);
        assert!(!folder.exists());
    }
}

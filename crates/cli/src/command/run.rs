//! Runs a scenario: body, recorder, progress, results.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use secondheart_study::overview::Overview;
use secondheart_study::plant::Plant;
use secondheart_study::record::{
    Output, OutputFolder, Plan, Record, Recorder, SpanRecord, label_of, unit_of,
};
use secondheart_study::run::{RunSummary, Runner};
use secondheart_study::scenario::{self, Scenario, Timeline};
use secondheart_study::subject;

use super::check::subject_line;
use crate::arguments::RunArguments;
use crate::body;
use crate::failure::Failure;
use crate::progress::{Bar, clock};
use crate::text_table::{TextTable, number};

pub(super) fn execute(arguments: &RunArguments, out: &mut dyn Write) -> Result<(), Failure> {
    let mut scenario = Scenario::find(&arguments.scenario)?;
    for argument in &arguments.set {
        scenario.set_parameter(scenario::parse_override("--set", argument)?);
    }
    let subject = subject::find(&arguments.subject)?;
    body::check_parameters(&scenario)?;
    let folder = arguments
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from("out").join(&scenario.name));
    // A folder that cannot be written is found out before the body's steady start is sought.
    let results = OutputFolder::prepare(&folder)?;
    let timeline = scenario.timeline();
    let mut about = vec![
        (
            "program".to_owned(),
            format!("secondheart {}", env!("CARGO_PKG_VERSION")),
        ),
        ("scenario".to_owned(), scenario.name.clone()),
        ("title".to_owned(), scenario.title.clone()),
        ("subject".to_owned(), subject_line(&subject)),
        ("command".to_owned(), command_line()),
    ];
    for setting in &scenario.set {
        about.push((format!("set.{}", setting.path), setting.value.to_string()));
    }
    let interrupt = interrupt_flag();
    let mut plant = body::steady(&subject, &timeline, arguments.step)?;
    let output = Output {
        folder: results,
        format: arguments.format.into(),
        about,
    };
    let run = Run {
        timeline: &timeline,
        plan: Plan::standard(),
        interrupt: &interrupt,
    };
    let (mut record, summary) = run.on(&mut plant, output, arguments.quiet)?;
    let overview = Overview {
        title: scenario.title.clone(),
        description: scenario.description.clone(),
        subject_line: subject_line(&subject),
        command_line: command_line(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        wall_s: summary.wall_s,
        speed: summary.simulated_s / summary.wall_s,
        ..std::mem::take(&mut record.overview)
    };
    let page = secondheart_report::html(&overview);
    record
        .files
        .push(OutputFolder::prepare(&folder)?.write("report.html", page.as_bytes())?);
    if !arguments.quiet {
        run.show(&scenario.title, &record, &summary, out)?;
    }
    Ok(())
}

/// The command as it was given, quoted where a shell needs it.
fn command_line() -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,".contains(c);
    let words = std::env::args()
        .enumerate()
        .map(|(index, word)| match index {
            0 => "secondheart".to_owned(),
            _ if !word.is_empty() && word.chars().all(plain) => word,
            _ => format!("'{}'", word.replace('\'', "'\\''")),
        });
    words.collect::<Vec<_>>().join(" ")
}

/// A flag that Ctrl-C turns true.
fn interrupt_flag() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let pressed = flag.clone();
    // Where no handler can be set, Ctrl-C ends the program at once, as it does anywhere.
    let _ = ctrlc::set_handler(move || pressed.store(true, Ordering::Relaxed));
    flag
}

struct Run<'a> {
    timeline: &'a Timeline,
    plan: Plan,
    interrupt: &'a AtomicBool,
}

impl Run<'_> {
    fn on<P: Plant>(
        &self,
        plant: &mut P,
        output: Output,
        quiet: bool,
    ) -> Result<(Record, RunSummary), Failure> {
        let mut recorder = Recorder::new(plant, self.plan.clone(), self.timeline, Some(output))?;
        let bar = Bar::new(self.timeline.end_s, quiet);
        let mut report = |progress: secondheart_study::run::Progress<'_>| bar.show(progress);
        let summary = Runner::new(self.timeline)
            .interrupted_by(self.interrupt)
            .reporting_to(&mut report)
            .run(plant, &mut recorder)?;
        Ok((recorder.finish()?, summary))
    }

    /// The results, phase by phase.
    fn show(
        &self,
        title: &str,
        record: &Record,
        summary: &RunSummary,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let spans: Vec<&SpanRecord> = record.phases.iter().chain(&record.windows).collect();
        let names = spans.iter().map(|record| record.span.name.clone());
        let heading = ["mean of".to_owned(), "unit".to_owned()]
            .into_iter()
            .chain(names);
        let mut table = TextTable::new(heading, 2);
        let rates = spans
            .iter()
            .map(|record| number(record.heart_rate_per_min()));
        table.push(
            ["heart rate".to_owned(), "/min".to_owned()]
                .into_iter()
                .chain(rates),
        );
        for (index, column) in self.plan.beats.iter().enumerate() {
            let unit = unit_of(&column.name);
            let means = spans
                .iter()
                .map(|record| number(record.beats[index].mean()));
            table.push(
                [label_of(&column.name), unit.to_owned()]
                    .into_iter()
                    .chain(means),
            );
        }
        writeln!(out, "{title}\n")?;
        table.write(out)?;
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use secondheart_study::fake::FakeBody;
    use secondheart_study::record::Format;
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
        let timeline = Scenario::find("calf-raises").unwrap().timeline();
        let flag = AtomicBool::new(interrupt);
        let run = Run {
            timeline: &timeline,
            plan: Plan::standard(),
            interrupt: &flag,
        };
        let folder = OutputFolder::prepare(folder).unwrap();
        let output = Output {
            folder,
            format: Format::Csv,
            about: Vec::new(),
        };
        let (record, summary) = run.on(body, output, true)?;
        let mut shown = Vec::new();
        run.show("Calf raises", &record, &summary, &mut shown)?;
        Ok((String::from_utf8(shown).unwrap(), record))
    }

    #[test]
    fn a_run_ends_in_a_table_of_phases_and_three_files() {
        let folder = scratch("table");
        let (shown, record) = on(&mut FakeBody::default(), &folder, false).unwrap();
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[0], "Calf raises");
        let words: Vec<&str> = lines[2].split_whitespace().collect();
        assert_eq!(
            words,
            [
                "mean", "of", "unit", "lying", "standing", "tiptoes", "still"
            ]
        );
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

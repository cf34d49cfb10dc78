//! Runs a scenario: body, recorder, progress, and the results on the terminal.

mod graded;
mod readings;

use std::io::Write;
use std::path::Path;

use secondheart_body::Parameters;
use secondheart_laboratory::experiment::{Destination, Experiment, Options};
use secondheart_laboratory::record::{InvariantFacts, RecordError, Storage};
use secondheart_protocol::check;
use secondheart_protocol::error::Location;
use secondheart_protocol::scenario::Scenario;
use secondheart_report::{PAGE, Reported};

use crate::arguments::RunArguments;
use crate::body;
use crate::command_line::command_line;
use crate::destination;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::progress::{Bar, clock};
use crate::text_table::{terminal_width, wrapped};

pub(super) fn execute(arguments: &RunArguments, out: &mut dyn Write) -> Result<(), Failure> {
    let asked = arguments.variant.asked();
    let mut scenario = check::read_with(&arguments.scenario, &asked, &Parameters::shipped()?)?;
    let record = arguments.record.iter();
    let record = record.map(|pattern| (pattern.clone(), Location::whole("--record")));
    scenario.record.signals.extend(record);
    scenario.record.rate_hz = arguments.rate.or(scenario.record.rate_hz);
    let asked = arguments.variant.subject.as_deref();
    let subject = body::subject_of(&scenario, asked)?;
    let folder = destination::folder(arguments, &scenario.name);
    if destination::repeated(&arguments.scenario).is_some_and(|run| destination::same(run, &folder))
    {
        return Err(Failure::Record(RecordError::Unwritable {
            place: folder.display().to_string(),
            reason: "it holds the run that is repeated; choose another folder with --out"
                .to_owned(),
        }));
    }
    let interrupt = Interrupt::heard();
    let bar = Bar::new(scenario.duration_s(), arguments.quiet);
    let mut progress = |progress: secondheart_laboratory::run::Progress<'_>| bar.show(progress);
    let called = body::name_of_subject(&scenario, &arguments.scenario, asked);
    let options = Options {
        step_s: arguments.step,
        destination: Some(Destination {
            storage: Storage::Folder(folder.clone()),
            format: arguments.format.into(),
            others: vec![PAGE.to_owned()],
        }),
        command: command_line(),
        subject_called: Some(called.to_owned()),
        interrupt: Some(&interrupt.pressed),
        progress: Some(&mut progress),
        ..Options::default()
    };
    let mut experiment = Experiment::prepare(&scenario, &subject, options)?;
    if arguments.out.is_none() {
        keep_others(&mut experiment, &folder)?;
    } else if let Some(command) = experiment.replaces() {
        told(&format!(
            "The folder holds the results of another run, which this one replaces: {command}"
        ));
    }
    interrupt.running();
    let reported = secondheart_report::run(experiment)?;
    drop(bar);
    if !arguments.quiet {
        show(&scenario, &reported, terminal_width(), out)?;
    }
    Ok(())
}

/// Sends the results to the first numbered folder beside `folder` that holds no other run, and says
/// so.
fn keep_others(experiment: &mut Experiment<'_>, folder: &Path) -> Result<(), RecordError> {
    let Some(command) = experiment.replaces() else {
        return Ok(());
    };
    let mut number = 2;
    let own = loop {
        let own = destination::numbered(folder, number);
        experiment.redirect(own.clone())?;
        if experiment.replaces().is_none() {
            break own;
        }
        number += 1;
    };
    told(&format!(
        "{} holds the results of another run ({command}); these results go to {}",
        folder.display(),
        own.display()
    ));
    Ok(())
}

/// Says something on the standard error, also where neither progress nor results are shown.
fn told(line: &str) {
    // There is nowhere left to say that the standard error is closed.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// The results, phase by phase, in lines of at most `width` characters.
fn show(
    scenario: &Scenario,
    reported: &Reported,
    width: usize,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let Reported {
        record,
        facts,
        overview,
    } = reported;
    writeln!(out, "{}", scenario.title)?;
    for line in facts.account.lines() {
        writeln!(out, "{line}")?;
    }
    writeln!(out)?;
    if let Some(key) = overview.tables.first() {
        readings::show(key, width, out)?;
    }
    graded::show(overview, width, out)?;
    let compared = overview.compared();
    if let Some((counts, outside)) = compared.split_first() {
        writeln!(out, "\n{}", wrapped(counts, width))?;
        for reading in outside {
            writeln!(out, "  {reading}")?;
        }
    }
    if !record.departures.is_empty() {
        writeln!(
            out,
            "\nOutside the range in which the body was compared with people:"
        )?;
        for departure in &record.departures {
            writeln!(out, "  {departure}")?;
        }
    }
    writeln!(
        out,
        "\n{} simulated in {:.1} s ({:.0}x real time), {} beats",
        clock(facts.simulated_s),
        facts.wall_s,
        facts.speed(),
        record.beats
    )?;
    if let Some(warning) = facts.invariants.as_ref().and_then(doubtful_steps) {
        writeln!(out, "{warning}")?;
    }
    for file in &record.files {
        writeln!(out, "{}", file.path().display())?;
    }
    writeln!(out, "For education and research; not a medical device.")?;
    Ok(())
}

/// Tells of steps that did not settle or were divided, if there were any.
fn doubtful_steps(invariants: &InvariantFacts) -> Option<String> {
    let (unsettled, divided) = (invariants.unsettled_steps, invariants.divided_steps);
    if unsettled + divided == 0 {
        return None;
    }
    Some(format!(
        "of {} steps, {unsettled} did not settle and {divided} were divided; a smaller --step may help",
        invariants.steps
    ))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::PathBuf;
    use std::sync::atomic::AtomicBool;

    use secondheart_body::Subject;
    use secondheart_laboratory::departure::Departure;
    use secondheart_laboratory::fake::FakeBody;
    use secondheart_laboratory::record::Format;
    use secondheart_protocol::subject;

    use super::*;

    fn scratch(name: &str) -> PathBuf {
        let path =
            std::env::temp_dir().join(format!("secondheart-cli-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        path
    }

    fn on(body: FakeBody, folder: &Path, interrupt: bool) -> Result<(String, Reported), Failure> {
        let scenario = Scenario::find("calf-raises").unwrap();
        let (subject, flag) = (Subject::default(), AtomicBool::new(interrupt));
        let options = Options {
            destination: Some(Destination {
                storage: Storage::Folder(folder.to_owned()),
                format: Format::Csv,
                others: Vec::new(),
            }),
            interrupt: Some(&flag),
            ..Options::default()
        };
        let experiment = Experiment::at_start(body, &scenario, &subject, options);
        let reported = secondheart_report::run(experiment)?;
        let mut shown = Vec::new();
        show(&scenario, &reported, 100, &mut shown)?;
        Ok((String::from_utf8(shown).unwrap(), reported))
    }

    #[test]
    fn a_run_ends_in_a_table_of_phases_and_its_files() {
        let folder = scratch("table");
        let (shown, reported) = on(FakeBody::default(), &folder, false).unwrap();
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[0], "Calf raises");
        assert_eq!(lines[1], subject::line(&Subject::default()));
        let words = |line: usize| lines[line].split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words(3), "end of");
        assert_eq!(
            words(4),
            "reading unit lying standing tiptoes still standing"
        );
        assert!(lines[6].starts_with("heart rate"));
        assert!(lines[6].trim_end().ends_with("75"), "{}", lines[6]);
        assert!(shown.contains("9:40 simulated in"));
        assert!(shown.contains("x real time"));
        assert!(shown.contains("not a medical device"));
        let files = &reported.record.files;
        assert_eq!(files.len(), 4);
        assert!(files.iter().all(|file| file.path().exists()));
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn departures_from_the_checked_range_are_told_after_the_table_each_on_one_line() {
        let folder = scratch("departures");
        let (_, mut reported) = on(FakeBody::default(), &folder, false).unwrap();
        let departure = |quantity: &str, at_s| Departure {
            quantity: quantity.to_owned(),
            unit: "mmHg".to_owned(),
            event: None,
            at_s,
            value: 40.0,
            limit: 55.0,
            reason: "why".to_owned(),
        };
        reported.record.departures = vec![
            departure("mean arterial pressure", Some(61.0)),
            departure("another pressure", None),
        ];
        let scenario = Scenario::find("calf-raises").unwrap();
        let shown = |reported: &Reported| {
            let mut shown = Vec::new();
            show(&scenario, reported, 100, &mut shown).unwrap();
            String::from_utf8(shown).unwrap()
        };
        let own = shown(&reported);
        let told = "\nOutside the range in which the body was compared with people:\n  \
                    mean arterial pressure below 55 mmHg from 61 s on, lowest 40: why\n  \
                    another pressure 40 mmHg, below 55 mmHg: why\n";
        assert!(own.contains(told), "{own}");
        reported.record.departures.clear();
        assert!(!shown(&reported).contains("Outside the range"));
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn steps_that_did_not_settle_or_were_divided_are_told_only_if_there_are_any() {
        let counted = |unsettled_steps, divided_steps| InvariantFacts {
            volume_drift_relative: 0.0,
            smallest_volume_ml: 1.0,
            steps: 7506,
            iterated_steps: 900,
            unsettled_steps,
            divided_steps,
        };
        assert_eq!(doubtful_steps(&counted(0, 0)), None);
        let told = doubtful_steps(&counted(435, 0)).unwrap();
        assert!(told.starts_with("of 7506 steps, 435 did not settle and 0 were divided"));
        assert!(doubtful_steps(&counted(0, 1)).is_some());
    }

    #[test]
    fn an_interrupted_run_leaves_no_folder_and_ends_with_130() {
        let folder = scratch("interrupted");
        let failure = on(FakeBody::default(), &folder, true).unwrap_err();
        assert_eq!(failure.exit_code(), 130);
        assert!(!folder.exists());
    }

    #[test]
    fn a_body_that_fails_leaves_no_folder_and_ends_with_1() {
        let folder = scratch("failed");
        let failure = on(FakeBody::default().failing_at(10.0), &folder, false).unwrap_err();
        assert_eq!(failure.exit_code(), 1);
        assert!(!folder.exists());
    }
}

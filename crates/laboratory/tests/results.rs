//! The files of an experiment, in a folder and in memory.

#![allow(clippy::unwrap_used)]

use std::cell::Cell;
use std::path::{Path, PathBuf};

use secondheart_body::Subject;
use secondheart_laboratory::experiment::{Destination, Experiment, Options, Outcome};
use secondheart_laboratory::record::{Format, KeptFile, Storage};
use secondheart_laboratory::start::Cache;
use secondheart_protocol::scenario::Scenario;

const SCENARIO: &str = "
[[phase]]
name = \"rest\"
duration = \"3 s\"
[[phase]]
name = \"pumping\"
duration = \"3 s\"
activity = \"ankle-pump\"
";

struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Half a second passes between two readings.
fn even_clock() -> f64 {
    thread_local!(static READ_S: Cell<f64> = const { Cell::new(0.0) });
    READ_S.replace(READ_S.get() + 0.5)
}

fn run(storage: Storage<PathBuf>, format: Format, starts: Option<&Path>) -> Outcome {
    let scenario = Scenario::parse(SCENARIO, "short.toml").unwrap();
    let subject = Subject::default();
    let options = Options {
        destination: Some(Destination {
            storage,
            format,
            others: Vec::new(),
        }),
        command: "run short.toml".to_owned(),
        cache: starts.map_or_else(Cache::off, Cache::at),
        clock: even_clock,
        ..Options::default()
    };
    let experiment = Experiment::prepare(&scenario, &subject, options).unwrap();
    assert_eq!(experiment.replaces(), None);
    experiment.run().unwrap()
}

#[test]
fn an_experiment_in_memory_keeps_the_files_that_it_writes_to_a_folder() {
    let name = format!("secondheart-results-{}", std::process::id());
    let scratch = Scratch(std::env::temp_dir().join(name));
    let starts = scratch.0.join("starts");
    for format in Format::ALL {
        let folder = scratch.0.join(format.ending());
        let stored = run(Storage::Folder(folder.clone()), *format, Some(&starts));
        let held = run(Storage::Memory, *format, Some(&starts));
        assert_eq!(held.facts, stored.facts);
        assert_eq!(held.record.files.len(), 4);
        for (held, stored) in held.record.files.iter().zip(&stored.record.files) {
            let KeptFile::Memory { name, contents } = held else {
                panic!("{held:?}")
            };
            assert_eq!(*stored, KeptFile::Disk(folder.join(name)));
            assert!(std::fs::read(stored.path()).unwrap() == *contents, "{name}");
        }
    }
}

#[test]
fn an_experiment_is_timed_by_the_clock_handed_in() {
    let outcome = run(Storage::Memory, Format::Csv, None);
    let wall_s = outcome.facts.wall_s;
    // The clock is read every 32 steps, and at both ends.
    let steps = outcome.facts.invariants.unwrap().steps;
    assert_eq!(wall_s, 0.5 * (steps.div_ceil(32) as f64 + 1.0));
    let summary = outcome.record.files.iter().find_map(|file| match file {
        KeptFile::Memory { name, contents } if name == "summary.json" => Some(contents),
        _ => None,
    });
    let summary: serde_json::Value = serde_json::from_slice(summary.unwrap()).unwrap();
    assert_eq!(summary["wall_s"], wall_s);
}

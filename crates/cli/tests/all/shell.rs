//! The command in a shell: empty words, names that are not text, readers that leave early.

#![allow(clippy::unwrap_used)]

use crate::command::{File, secondheart, stderr};
use crate::secondheart_program;

#[test]
fn an_empty_name_is_no_name() {
    let cases: [&[&str]; 14] = [
        &["run", ""],
        &["run", "walk", "--subject", ""],
        &["run", "walk", "--with", ""],
        &["run", "walk", "--record", ""],
        &["run", "walk", "--set", ""],
        &["run", "walk", "--phase", ""],
        &["check", ""],
        &["cite", ""],
        &["conditions", ""],
        &["signals", ""],
        &["parameters", ""],
        &["validate", "--only", ""],
        &["convert", "", "--to", "svzerod"],
        &["convert", "arteries", "--to", ""],
    ];
    for arguments in cases {
        let text = stderr(&secondheart(arguments), 2);
        let told = ["a value is required for '", "expected p"];
        assert!(
            told.iter().any(|told| text.contains(told)),
            "{arguments:?}: {text}"
        );
    }
}

#[test]
fn a_negative_rate_is_told_what_a_rate_is() {
    let text = stderr(&secondheart(&["run", "walk", "--rate", "-5"]), 2);
    assert!(
        text.contains("the rate must be from 0.1 to 1000 Hz"),
        "{text}"
    );
}

#[cfg(unix)]
#[test]
fn a_folder_whose_name_is_not_text_takes_the_results() {
    use std::os::unix::ffi::OsStrExt;
    let name = [
        &b"secondheart-\xff-"[..],
        std::process::id().to_string().as_bytes(),
    ]
    .concat();
    let folder = std::env::temp_dir().join(std::ffi::OsStr::from_bytes(&name));
    let file = File::new(
        "text.toml",
        "[[phase]]\nname = \"rest\"\nduration = \"1 s\"\n",
    );
    let mut command = secondheart_program();
    command.args(["run", file.path(), "--out"]).arg(&folder);
    let output = command.output().unwrap();
    let written = folder.join("summary.json").is_file();
    let _ = std::fs::remove_dir_all(&folder);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(written);
}

/// Starts a command whose reader leaves after the first line, and gives its exit code and what it wrote
/// to the standard error.
#[cfg(unix)]
fn read_one_line(arguments: &[&str]) -> (Option<i32>, String) {
    use std::io::{BufRead, BufReader, Read};
    use std::process::Stdio;
    let mut command = secondheart_program();
    command.args(arguments).current_dir(std::env::temp_dir());
    let mut running = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::with_capacity(16, running.stdout.take().unwrap());
    out.read_line(&mut String::new()).unwrap();
    drop(out);
    let mut said = String::new();
    let mut errors = running.stderr.take().unwrap();
    errors.read_to_string(&mut said).unwrap();
    (running.wait().unwrap().code(), said)
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let cases: [&[&str]; 6] = [
        &["parameters"],
        &["signals"],
        &["readings"],
        &["cite", "walk", "--all"],
        &["check", "walk", "sit", "calf-raises"],
        &["completions", "bash"],
    ];
    for arguments in cases {
        assert_eq!(
            read_one_line(arguments),
            (Some(0), String::new()),
            "{arguments:?}"
        );
    }
}

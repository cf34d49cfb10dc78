//! Comparisons of scenarios and variants, from the command line.

#![allow(clippy::unwrap_used)]

use std::path::PathBuf;
use std::process::Output;

use crate::secondheart_program;

fn compare(arguments: &[&str]) -> Output {
    let mut command = secondheart_program();
    command.arg("compare").args(arguments);
    command.env("NO_COLOR", "1").env("COLUMNS", "100");
    command.output().unwrap()
}

fn folder(name: &str) -> PathBuf {
    let own = format!("secondheart-compare-{name}-{}", std::process::id());
    let folder = std::env::temp_dir().join(own);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// A short protocol with a last phase of that name.
fn protocol(folder: &std::path::Path, name: &str, last: &str) -> String {
    let file = folder.join(name);
    let text = format!(
        "start = \"standing\"\n\
         [[phase]]\nname = \"steps\"\nduration = \"10 s\"\nactivity = \"walk\"\n\
         [[phase]]\nname = \"{last}\"\nduration = \"5 s\"\nactivity = \"rest\"\n"
    );
    std::fs::write(&file, text).unwrap();
    file.to_str().unwrap().to_owned()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn each_option_is_a_run_that_differs_from_the_scenario_in_this_alone() {
    let folder = folder("variants");
    let file = protocol(&folder, "a.toml", "still");
    let (page, json) = (folder.join("page.html"), folder.join("values.json"));
    let output = compare(&[
        &file,
        "--without",
        "valves",
        "--set",
        "muscle.pressure_gain=0",
        "--reading",
        "foot_vein_pressure_mmhg",
        "--phase",
        "steps",
        "--out",
        page.to_str().unwrap(),
        "--json",
        json.to_str().unwrap(),
    ]);
    let errors = told(&output);
    assert_eq!(output.status.code(), Some(0), "{errors}");
    assert!(errors.contains("/3] without valves: "), "{errors}");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("\nsteps\n") && !text.contains("\nstill\n"),
        "{text}"
    );
    assert!(
        text.contains("foot vein pressure") && !text.contains("heart rate"),
        "{text}"
    );

    let read: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&json).unwrap()).unwrap();
    let labels: Vec<&str> = read["runs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|run| run["label"].as_str().unwrap())
        .collect();
    assert_eq!(labels, ["a", "without valves", "muscle.pressure_gain=0"]);
    let own = &read["phases"][0]["readings"][0];
    let number = |key: &str, run: usize| own[key][run].as_f64().unwrap();
    // Steps empty the foot vein only with pump and valves.
    for run in [1, 2] {
        assert!(number("values", run) > number("values", 0) + 1.0, "{own}");
        let difference = number("values", run) - number("values", 0);
        assert!((number("differences", run) - difference).abs() < 1e-9);
    }
    let page = std::fs::read_to_string(&page).unwrap();
    assert!(page.contains("figure-courses") && page.contains("without valves"));
    assert!(page.contains("Foot vein pressure"));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn scenarios_are_compared_in_the_phases_that_they_have_in_common() {
    let folder = folder("scenarios");
    let one = protocol(&folder, "one.toml", "still");
    let other = protocol(&folder, "other.toml", "after");
    let output = compare(&[&one, &other]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("\nsteps\n"), "{text}");
    assert!(
        !text.contains("\nstill\n") && !text.contains("\nafter\n"),
        "{text}"
    );
    let rate = text
        .lines()
        .find(|line| line.starts_with("heart rate"))
        .unwrap();
    // The phases are the same, so the difference is none.
    assert!(rate.trim_end().ends_with(" 0"), "{rate}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_cannot_be_compared_is_told_before_anything_runs() {
    let folder = folder("mistakes");
    let one = protocol(&folder, "one.toml", "still");
    let other = protocol(&folder, "other.toml", "after");
    let cases: [(&[&str], &str); 6] = [
        (&[&one], "one run compares with nothing"),
        (
            &[&one, &other, "--without", "pump"],
            "variants are of one scenario",
        ),
        (
            &[&one, &other, "--phase", "still"],
            "unknown phase of all runs \"still\"",
        ),
        (
            &[&one, &other, "--reading", "hart_rate_per_min"],
            "did you mean \"heart_rate_per_min\"?",
        ),
        (&[&one, "--without", "valvs"], "did you mean \"valves\"?"),
        (
            &[&one, "--set", "muscle.pressure_gan=0"],
            "did you mean \"muscle.pressure_gain\"?",
        ),
    ];
    for (arguments, message) in cases {
        let output = compare(arguments);
        let errors = told(&output);
        assert_eq!(output.status.code(), Some(2), "{errors}");
        assert!(errors.contains(message), "{errors}");
        assert!(!errors.contains("[1/"), "{errors}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

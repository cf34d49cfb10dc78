//! Shares of a reading among mechanisms, from the command line.

#![allow(clippy::unwrap_used)]

use std::path::PathBuf;
use std::process::Output;

use crate::secondheart_program;

fn shares(arguments: &[&str]) -> Output {
    let mut command = secondheart_program();
    command.arg("shares").args(arguments).env("NO_COLOR", "1");
    command.output().unwrap()
}

/// A folder with a short protocol, whose second phase alone has steps.
fn short(name: &str) -> (PathBuf, String) {
    let own = format!("secondheart-shares-{name}-{}", std::process::id());
    let folder = std::env::temp_dir().join(own);
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("short.toml");
    let text = "start = \"standing\"\n\
                [[phase]]\nname = \"quiet\"\nduration = \"10 s\"\n\
                [[phase]]\nname = \"steps\"\nduration = \"10 s\"\nactivity = \"walk\"\n";
    std::fs::write(&file, text).unwrap();
    (folder, file.to_str().unwrap().to_owned())
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn shares_of_two_mechanisms_add_up_in_the_last_phase_and_in_the_file() {
    let (folder, file) = short("sum");
    let json = folder.join("shares.json");
    let output = shares(&[
        &file,
        "--of",
        "foot_vein_pressure_mmhg",
        "--mechanism",
        "pump",
        "--mechanism",
        "valves",
        "--json",
        json.to_str().unwrap(),
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let errors = told(&output);
    let first = errors.lines().next().unwrap();
    assert!(first.starts_with("[1/4] all mechanisms: "), "{errors}");
    assert!(errors.contains("without pump, valves: "), "{errors}");
    assert_eq!(errors.lines().count(), 4, "{errors}");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("mmHg, in phase steps\n"), "{text}");

    let read: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&json).unwrap()).unwrap();
    let number = |value: &serde_json::Value| value.as_f64().unwrap();
    let difference = number(&read["all"]) - number(&read["none"]);
    let sum: f64 = read["mechanisms"]
        .as_array()
        .unwrap()
        .iter()
        .map(|own| number(&own["share"]))
        .sum();
    assert!(
        difference < -1.0,
        "steps empty the foot vein: {difference} mmHg"
    );
    assert!((sum - difference).abs() < 1e-9, "{sum} {difference}");
    let value = |without: &[&str]| {
        let runs = read["runs"].as_array().unwrap();
        let found = runs.iter().find(|run| {
            let own = run["without"].as_array().unwrap();
            own.iter()
                .map(|word| word.as_str().unwrap())
                .eq(without.iter().copied())
        });
        number(&found.unwrap()["value"])
    };
    // The share of the pump by hand: the mean of what it adds to none and to the valves.
    let (all, none) = (value(&[]), value(&["pump", "valves"]));
    let by_hand = 0.5 * (value(&["valves"]) - none + all - value(&["pump"]));
    let pump = &read["mechanisms"][0];
    assert_eq!(pump["name"], "pump");
    assert!((number(&pump["share"]) - by_hand).abs() < 1e-9);
    assert!((number(&pump["taken_out"]) - (value(&["pump"]) - all)).abs() < 1e-9);
    assert!((number(&pump["alone"]) - (value(&["valves"]) - none)).abs() < 1e-9);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_name_that_means_nothing_gets_one_message_with_its_neighbour() {
    let (folder, file) = short("names");
    let of = ["--of", "heart_rate_per_min"];
    let cases: [(&[&str], &str, &str); 3] = [
        (
            &["--of", "heart_rat_per_min"],
            "unknown reading \"heart_rat_per_min\"",
            "did you mean \"heart_rate_per_min\"?",
        ),
        (
            &[of[0], of[1], "--phase", "stepps"],
            "unknown phase \"stepps\"",
            "did you mean \"steps\"?",
        ),
        (
            &[of[0], of[1], "--mechanism", "pumb"],
            "unknown mechanism \"pumb\"",
            "did you mean \"pump\"?",
        ),
    ];
    for (arguments, message, advice) in cases {
        let output = shares(&[&[file.as_str()], arguments].concat());
        let errors = told(&output);
        assert_eq!(output.status.code(), Some(2), "{errors}");
        assert!(
            errors.contains(message) && errors.contains(advice),
            "{errors}"
        );
        assert_eq!(errors.matches("unknown").count(), 1, "{errors}");
        assert!(output.stdout.is_empty());
    }
    // The reading exists, but standing quietly has no refilling.
    let refill = [
        "--of",
        "foot_refill_time_90_s",
        "--phase",
        "quiet",
        "--mechanism",
        "pump",
    ];
    let output = shares(&[&[file.as_str()], &refill[..]].concat());
    let errors = told(&output);
    assert_eq!(output.status.code(), Some(2), "{errors}");
    assert!(
        errors.contains("foot_refill_time_90_s is not read in quiet of"),
        "{errors}"
    );
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_run_without_a_value_is_told_with_what_was_out_and_there_is_no_table() {
    let (folder, file) = short("failed");
    // Muscles that do not press on the veins have no contraction in which blood could flow.
    let output = shares(&[
        &file,
        "--of",
        "knee_flow_contracting_ml_per_min",
        "--mechanism",
        "pump",
        "--mechanism",
        "valves",
        "--jobs",
        "1",
    ]);
    let errors = told(&output);
    assert_eq!(output.status.code(), Some(1), "{errors}");
    let message = "without pump, valves: knee_flow_contracting_ml_per_min has no value in steps; \
                   without this run there are no shares";
    assert!(errors.contains(message), "{errors}");
    assert!(output.stdout.is_empty());
    // The other runs are not begun.
    assert!(!errors.contains("[3/4]"), "{errors}");
    std::fs::remove_dir_all(folder).unwrap();
}

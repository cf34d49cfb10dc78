//! Claims in words, from the command line.

#![allow(clippy::unwrap_used)]

use crate::secondheart_program;

fn explain(arguments: &[&str]) -> std::process::Output {
    let mut command = secondheart_program();
    command.arg("explain").args(arguments);
    command.env("NO_COLOR", "1").env("COLUMNS", "200");
    command.output().unwrap()
}

#[test]
fn a_claim_is_explained_with_numbers_of_a_run_that_is_made_for_it() {
    let output = explain(&["C18", "--audience", "patient"]);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{errors}");
    assert!(errors.contains("[3/3]"), "no progress: {errors}");
    let text = String::from_utf8(output.stdout).unwrap();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, after) = text.split_once("with the stent it is ").unwrap();
    let (share, _) = after.split_once(" % of that").unwrap();
    let share: f64 = share.parse().unwrap();
    // Equal within a tenth, which is the band of INV-C18.
    assert!((90.0..=110.0).contains(&share), "{text}");
    for part in [
        "What the run showed",
        "What people showed",
        "What it is worth",
        "Limits",
        "The article's own reference",
        "Ask next",
        "secondheart run supine-rest --with femoral-artery-stenosis --with stent-femoral",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let json = explain(&["C18", "--json", "--quick"]).stdout;
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(json["claim"], "C18");
    assert_eq!(json["audience"], "student");
    assert!(
        json["state"].is_null(),
        "no state follows from a part of the rows"
    );
    let rows = json["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| row["id"] == "INV-C18").unwrap();
    let value = row["simulated"].as_f64().unwrap();
    assert!((100.0 * value - share).abs() <= 0.5, "{value} {share}");
}

#[test]
fn the_list_of_claims_runs_nothing_and_an_unknown_claim_is_refused() {
    let output = explain(&[]);
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "something was run");
    let text = String::from_utf8(output.stdout).unwrap();
    for number in 1..=31 {
        let id = format!("C{number} ");
        assert!(text.lines().any(|line| line.starts_with(&id)), "{id}");
    }
    let output = explain(&["C99"]);
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(
        text.contains("unknown claim \"C99\"") && text.contains("C1 to C31"),
        "{text}"
    );
    let quick = explain(&["--quick"]);
    assert_eq!(quick.status.code(), Some(2), "quick needs a claim");
}

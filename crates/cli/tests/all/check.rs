//! The check of scenario and subject files: what they mean, or what is wrong with them.

#![allow(clippy::unwrap_used)]

use crate::command::{File, secondheart, stderr, stdout};

#[test]
fn a_scenario_is_checked_and_told() {
    let text = stdout(&secondheart(&["check", "calf-raises"]));
    assert!(text.contains("Starts steady, supine; lasts 9:40."));
    assert!(text.contains("tiptoe at 60 /min, 10 times"));
    assert!(text.contains("to standing in 3 s, actively"));
    let text = stdout(&secondheart(&["check", "walk-deep-incompetent"]));
    assert!(text.contains("valve.deep.competence"));
}

#[test]
fn a_subject_is_checked_and_told() {
    let text = stdout(&secondheart(&["check", "reference-woman"]));
    assert!(text.contains("female, 30 years, 163 cm, 60 kg, 65 beats a minute at rest"));
    let tall = "name = \"x\"\nsex = \"male\"\nage = \"30 y\"\nstature = \"3 m\"\n\
                mass = \"80 kg\"\nresting_heart_rate = \"60 /min\"\n";
    let file = File::new("tall.toml", tall);
    let text = stderr(&secondheart(&["check", file.path()]), 2);
    assert!(
        text.contains("\"3 m\" is outside 130 cm to 220 cm"),
        "{text}"
    );
    assert!(text.contains(&format!("{}:4:", file.path())), "{text}");
}

#[test]
fn several_files_are_checked_and_all_their_mistakes_told() {
    let text = stdout(&secondheart(&[
        "check",
        "walk",
        "reference-woman",
        "scenarios/tense.toml",
    ]));
    assert!(text.contains("walk: Walking at 3 km/h\n"));
    assert!(text.contains("reference-woman is a subject: "));
    assert!(text.contains("\n\ntense: Tensing the legs"));
    let file = File::new("one.toml", "[[phase]]\nname = \"a\"\nduration = \"1\"\n");
    let output = secondheart(&["check", "walk", file.path(), "wlak"]);
    assert_eq!(output.status.code(), Some(2));
    let shown = String::from_utf8(output.stdout).unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(shown.contains("walk: Walking at 3 km/h"), "{shown}");
    assert!(
        error.contains("has no unit") && error.contains("did you mean \"walk\"?"),
        "{error}"
    );
}

#[test]
fn a_check_says_who_in_which_posture_under_which_load_with_what() {
    let text = stdout(&secondheart(&["check", "bleed-375.toml"]));
    assert!(text.contains("male, 30 years, 176 cm, 73 kg"), "{text}");
    let row = text
        .lines()
        .find(|line| line.starts_with("bleeding"))
        .unwrap();
    let words: Vec<&str> = row
        .split("  ")
        .map(str::trim)
        .filter(|w| !w.is_empty())
        .collect();
    assert_eq!(words[3..5], ["supine", "rest"]);
    assert!(
        words[5].starts_with("bleeding at 50 mL a minute; blood.bleeding_ml_per_min"),
        "{row}"
    );
    let text = stdout(&secondheart(&["check", "cuff-reflux"]));
    assert!(text.contains("cuff on the left"), "{text}");
    assert!(
        text.lines().all(|line| line.chars().count() <= 100),
        "{text}"
    );
    let text = stdout(&secondheart(&["check", "walk"]));
    assert!(
        text.lines()
            .any(|line| line.contains("standing  walk at 3 km/h")),
        "{text}"
    );
}

#[test]
fn a_check_takes_the_variants_that_a_run_takes_for_each_of_its_files() {
    let variant = [
        "--with",
        "varicose-veins",
        "--set",
        "muscle.pressure_gain=0.5",
        "--subject",
        "reference-woman",
    ];
    let text = stdout(&secondheart(
        &[&["check", "walk", "sit"], &variant[..]].concat(),
    ));
    let told = "From the start: primary varicose veins (both legs); muscle.pressure_gain 0.5 instead \
                of 1.";
    assert_eq!(text.matches(told).count(), 2, "{text}");
    assert_eq!(text.matches("reference woman, female").count(), 2, "{text}");
    assert!(
        text.contains("walk: ") && text.contains("\n\nsit: "),
        "{text}"
    );
    let text = stdout(&secondheart(&[
        "check",
        "walk",
        "--phase",
        "walking.speed=5 km/h",
    ]));
    assert!(text.contains("standing  walk at 5 km/h"), "{text}");
    // Mistakes are those of a run.
    for wrong in [
        ["--phase", "walking.sped=5 km/h"],
        ["--with", "varicose-vein"],
        ["--set", "muscle.presure_gain=0"],
        ["--set", "blood.extra_volume_ml=5000"],
        ["--subject", "refrence-man"],
    ] {
        let of = |command| stderr(&secondheart(&[&[command, "walk"], &wrong[..]].concat()), 2);
        assert_eq!(of("check"), of("run"), "{wrong:?}");
    }
    for (option, name) in [("--with", "bleeding"), ("--without", "valves")] {
        let text = stderr(&secondheart(&["check", "reference-man", option, name]), 2);
        let told = format!("reference-man: \"{option}\" has no meaning here without \"scenario\"");
        assert!(text.contains(&told), "{text}");
    }
}

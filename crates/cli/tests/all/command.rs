//! The command as a person meets it: lists, errors and exit codes.

#![allow(clippy::unwrap_used)]

use std::path::PathBuf;
use std::process::Output;

use crate::secondheart_program;

pub(crate) fn secondheart(arguments: &[&str]) -> Output {
    let mut command = secondheart_program();
    command
        .args(arguments)
        .env("NO_COLOR", "1")
        .current_dir(std::env::temp_dir());
    command.output().unwrap()
}

pub(crate) fn stdout(output: &Output) -> String {
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn stderr(output: &Output, code: i32) -> String {
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(code), "{text}");
    assert!(output.stdout.is_empty());
    text
}

pub(crate) struct File(PathBuf);

impl File {
    pub(crate) fn new(name: &str, text: &str) -> Self {
        let name = format!("secondheart-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, text).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn help_has_examples_and_the_disclaimer() {
    let text = stdout(&secondheart(&["--help"]));
    for words in [
        "secondheart run calf-raises",
        "secondheart check my-protocol.toml",
        "not a medical device",
        "completions",
    ] {
        assert!(text.contains(words), "{words}");
    }
}

#[test]
fn scenarios_are_listed_with_duration_and_title() {
    let text = stdout(&secondheart(&["scenarios"]));
    assert!(text.lines().any(|line| {
        line.split_whitespace().collect::<Vec<_>>() == ["calf-raises", "9:40", "Calf", "raises"]
    }));
    let shipped = secondheart_protocol::scenario::shipped().len();
    assert_eq!(
        text.lines().count(),
        shipped + 2,
        "a heading and a rule above them"
    );
}

#[test]
fn parameters_are_listed_with_what_they_may_be() {
    let text = stdout(&secondheart(&["parameters", "blood.haematocrit"]));
    let row: Vec<&str> = text.lines().nth(2).unwrap().split_whitespace().collect();
    assert_eq!(
        row[..7],
        ["blood.haematocrit_pct", "45", "%", "from", "5", "to", "75"]
    );
    assert_eq!(row[7], "start");
    let text = stdout(&secondheart(&["parameters", "blood.bleeding"]));
    assert!(text.lines().nth(2).unwrap().contains("any time"));
}

#[test]
fn readings_are_listed_with_units() {
    let text = stdout(&secondheart(&["readings"]));
    assert!(
        text.lines()
            .any(|line| { line.starts_with("cardiac_output_l_per_min") && line.contains("L/min") })
    );
}

#[test]
fn a_mistake_is_shown_with_its_file_line_snippet_and_the_nearest_word() {
    let text = "[[phase]]\nname = \"rest\"\nduration = \"3 minuts\"\n";
    let file = File::new("unit.toml", text);
    let text = stderr(&secondheart(&["check", file.path()]), 2);
    let expected = format!(
        "  \u{d7} unknown unit \"minuts\"
   \u{256d}\u{2500}[{}:3:15]
 2 \u{2502} name = \"rest\"
 3 \u{2502} duration = \"3 minuts\"
   \u{b7}               \u{2500}\u{2500}\u{2500}\u{252c}\u{2500}\u{2500}
   \u{b7}                  \u{2570}\u{2500}\u{2500} phase.rest.duration
   \u{2570}\u{2500}\u{2500}\u{2500}\u{2500}
  help: did you mean \"minutes\"?
",
        file.path()
    );
    assert_eq!(text, expected);
}

#[test]
fn all_mistakes_are_shown_in_order_with_their_number_and_nothing_is_written() {
    let text = "[set]\n\"muscle.presure_gain\" = 0.5\n\n[[phase]]\nname = \"rest\"\n\
                duration = \"3 minuts\"\nposture = \"standng\"\n";
    let file = File::new("three.toml", text);
    let out = format!("{}-out", file.path());
    for arguments in [
        vec!["check", file.path()],
        vec!["run", file.path(), "--out", &out],
    ] {
        let text = stderr(&secondheart(&arguments), 2);
        let shown: Vec<&str> = text
            .lines()
            .filter(|line| {
                let mark = line.trim_start();
                mark.starts_with('\u{d7}') || mark.starts_with("help:") || line.contains("\u{256d}")
            })
            .collect();
        let at = |place: &str| format!("   \u{256d}\u{2500}[{}:{place}]", file.path());
        assert_eq!(
            shown,
            [
                "  \u{d7} unknown parameter \"muscle.presure_gain\"",
                &at("2:25"),
                "  help: did you mean \"muscle.pressure_gain\"?",
                "  \u{d7} unknown unit \"minuts\"",
                &at("6:15"),
                "  help: did you mean \"minutes\"?",
                "  \u{d7} unknown posture \"standng\"",
                &at("7:11"),
                "  help: did you mean \"standing\"?",
            ]
        );
        let last = format!("\n\n3 mistakes in {}\n", file.path());
        assert!(text.ends_with(&last), "{text}");
    }
    assert!(!std::path::Path::new(&out).exists());
}

#[test]
fn names_and_arguments_that_are_wrong_end_with_2() {
    let cases: [(&[&str], &str); 10] = [
        (&["run", "wlak"], "unknown scenario \"wlak\""),
        (
            &["run", "no/such.toml"],
            "no/such.toml: the file cannot be read",
        ),
        (
            &["run", "walk", "--set", "a"],
            "--set: a: expected path=value",
        ),
        (
            &["run", "walk", "--subject", "refrence-man"],
            "did you mean \"reference-man\"?",
        ),
        (&["run", "walk", "--step", "1"], "at most 0.0125 s"),
        (
            &["parameters", "soleal_vien"],
            "did you mean \"soleal_vein\"?",
        ),
        (
            &["run", "walk", "--set", "blood.density_g_per_cm3=0"],
            "is 0, but must be from 0.99 to 1.1 (g/cm\u{b3})",
        ),
        (
            &["run", "walk", "--set", "blood.haematocrit_pct=150"],
            "is 150, but must be from 5 to 75 (%)",
        ),
        (
            &["run", "walk", "--set", "blood.extra_volume_ml=5000"],
            "(mL): half of what this subject's vessels hold",
        ),
        (
            &["run", "walk", "--set", "blood.extra_volume_ml=20000"],
            "but must be from -6000 to 6000 (mL)",
        ),
    ];
    for (arguments, expected) in cases {
        let text = stderr(&secondheart(arguments), 2);
        assert!(text.contains(expected), "{arguments:?}: {text}");
    }
}

#[test]
fn a_value_with_which_there_is_no_body_is_shown_where_it_stands() {
    let text = "[[phase]]\nname = \"rest\"\nduration = \"3 min\"\n\
                [phase.set]\n\"muscle.pressure_gain\" = 0.5\n\"blood.viscosity_mpa_s\" = -1\n";
    let file = File::new("viscosity.toml", text);
    for command in ["check", "run"] {
        let text = stderr(&secondheart(&[command, file.path()]), 2);
        assert!(
            text.contains("must be from 0.69 to 8 (mPa\u{b7}s)"),
            "{text}"
        );
        assert!(text.contains(&format!("{}:6:", file.path())), "{text}");
        assert!(
            text.contains("phase.rest.set.blood.viscosity_mpa_s"),
            "{text}"
        );
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_bad_input() {
    let file = File::new("not-a-folder", "");
    let inner = format!("{}/out", file.path());
    let text = stderr(&secondheart(&["run", "walk", "--out", &inner]), 2);
    assert!(text.contains("results cannot be written to"), "{text}");
}

#[test]
fn a_file_that_cannot_take_its_name_is_found_out_before_anything_is_written() {
    let marker = File::new("blocked", "");
    let out = format!("{}-folder", marker.path());
    let blocked = std::path::Path::new(&out).join("report.html");
    std::fs::create_dir_all(&blocked).unwrap();
    let text = stderr(&secondheart(&["run", "supine-rest", "--out", &out]), 2);
    assert!(text.contains("report.html is a folder there"), "{text}");
    let left = std::fs::read_dir(&out).unwrap().count();
    std::fs::remove_dir_all(&out).unwrap();
    assert_eq!(left, 1);
}

#[test]
fn a_parameter_like_no_other_is_answered_with_the_groups() {
    let text = stderr(&secondheart(&["parameters", "zzzz"]), 2);
    assert!(text.contains("microcirculation"), "{text}");
    assert!(stderr(&secondheart(&["parameters", "reflx"]), 2).contains("\"reflex\""));
}

#[test]
fn what_to_cite_is_a_list_of_publications_or_bibtex() {
    let text = stdout(&secondheart(&["cite", "walk-deep-incompetent"]));
    let stick = "Stick C, Jaeger H, Witzleb E. J Appl Physiol 72:2063-2068 (1992). doi:10.1152/";
    assert_eq!(text.matches(stick).count(), 1, "{text}");
    assert_eq!(
        text.matches("Ursino M. Am J Physiol 275:H1733 (1998).")
            .count(),
        1
    );
    assert!(text.contains("valve.deep.competence = 0"));
    assert!(
        text.lines().count() < 130,
        "a list that can be read: {text}"
    );
    let entries = stdout(&secondheart(&["cite", "walk", "--bibtex"]));
    let keys: Vec<&str> = entries
        .lines()
        .filter(|line| line.starts_with('@'))
        .collect();
    let unique: std::collections::BTreeSet<&&str> = keys.iter().collect();
    assert_eq!(unique.len(), keys.len(), "{entries}");
    assert!(keys.contains(&"@software{secondheart,") && keys.contains(&"@misc{stick1992,"));
}

#[test]
fn every_source_is_listed_on_demand() {
    let text = stdout(&secondheart(&["cite", "walk-deep-incompetent", "--all"]));
    let section = |heading: &str| {
        let after = text.split(heading).nth(1).unwrap_or_default();
        after.split("\n\n").next().unwrap_or_default().to_owned()
    };
    let publications = section("Publications and data behind the parameters:");
    let ursino = "Ursino M 1998 Am J Physiol 275:H1733";
    assert_eq!(publications.matches(ursino).count(), 1, "{publications}");
    let statements = section("What parameters say of their values:");
    let plain = |line: &&str| line.trim_start().starts_with("Ursino 1998 (G");
    assert_eq!(statements.lines().filter(plain).count(), 1, "{statements}");
    assert!(text.contains("J Appl Physiol 72:2063-2068"));
    assert!(text.contains("valve.deep.competence = 0"));
    let row = text.lines().find(|line| line.contains("G03-086 RV"));
    assert!(row.is_some_and(|row| row.contains("Ursino 1998")), "{text}");
}

#[test]
fn completions_are_written_for_shells() {
    for shell in ["bash", "zsh", "fish"] {
        assert!(stdout(&secondheart(&["completions", shell])).contains("secondheart"));
    }
}

#[test]
fn conditions_are_listed_and_a_misspelt_one_is_one_error_with_the_nearest_word() {
    let text = stdout(&secondheart(&["conditions"]));
    for name in [
        "varicose-veins",
        "femoral-artery-occlusion",
        "stocking-class-2",
        "training",
    ] {
        assert!(text.lines().any(|line| line.starts_with(name)), "{name}");
    }
    let output = secondheart(&["run", "supine-rest", "--with", "varicose-vein"]);
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        error.matches("unknown condition or intervention").count(),
        1,
        "{error}"
    );
    assert!(error.contains("varicose-veins"), "{error}");
}

#[test]
fn a_run_shows_all_mistakes_of_its_arguments_and_names_each_parameter_once() {
    let arguments = [
        "run",
        "walk",
        "--with",
        "varicose-vein",
        "--with",
        "muscle.pressure_gain",
        "--set",
        "blood.haematocrit_pct=150",
        "--set",
        "muscle.presure_gain=0",
        "--set",
        "heart.rate_per_min=80",
        "--set",
        "a",
        "--phase",
        "walking.sped=5 km/h",
    ];
    let text = stderr(&secondheart(&arguments), 2);
    for told in [
        "--with: unknown condition or intervention \"varicose-vein\"",
        "\"muscle.pressure_gain\" is a parameter: set it under set, or use --set",
        "--set: blood.haematocrit_pct: the value is 150, but must be from 5 to 75 (%)",
        "--set: unknown parameter \"muscle.presure_gain\"",
        "\"heart.rate_per_min\" is a signal: signals are read, not set",
        "--set: a: expected path=value",
        "--phase: walking.sped: unknown key \"sped\"",
        "7 mistakes in ",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
    assert_eq!(text.matches("haematocrit").count(), 1, "{text}");
}

#[test]
fn a_word_of_another_kind_is_told_what_it_is() {
    let text = stderr(&secondheart(&["check", "bleeding"]), 2);
    assert!(
        text.contains("help: \"bleeding\" is a condition: name it under conditions, or use --with"),
        "{text}"
    );
    let phase = "[[phase]]\nname = \"a\"\nduration = \"1 s\"\n";
    let named = format!("conditions = [\"stocking-class-2\"]\n{phase}");
    let file = File::new("kind.toml", &named);
    let text = stderr(&secondheart(&["check", file.path()]), 2);
    assert!(
        text.contains("\"stocking-class-2\" is an intervention"),
        "{text}"
    );
}

#[test]
fn activities_postures_subjects_and_signals_are_listed() {
    let row = |arguments: &[&str], start: &str| {
        let text = stdout(&secondheart(arguments));
        let line = text.lines().find(|line| line.starts_with(start));
        line.unwrap_or_else(|| panic!("{start}: {text}")).to_owned()
    };
    let walk = row(&["activities"], "walk ");
    assert!(
        walk.contains("walking, level or uphill") && walk.contains(" 4.5 km/h "),
        "{walk}"
    );
    assert!(
        walk.contains("speed 0.3 to 10 km/h, incline 0 to 40 %, trunk at least 45 deg"),
        "{walk}"
    );
    assert!(row(&["activities"], "cycle ").contains("50 W and 50 /min"));
    let sitting = row(&["postures"], "sitting");
    let cells: Vec<&str> = sitting.split_whitespace().collect();
    assert_eq!(
        cells,
        [
            "sitting", "90", "deg", "90", "deg", "90", "deg", "0", "deg", "0.1"
        ]
    );
    assert!(row(&["subjects"], "reference-woman").contains("163 cm"));
    let text = stdout(&secondheart(&["signals", "left*soleal*pressure"]));
    let names: Vec<&str> = text
        .lines()
        .skip(2)
        .filter_map(|l| l.split_whitespace().next())
        .collect();
    assert!(
        names.contains(&"leg.left.calf.soleal_vein.pressure_mmhg"),
        "{text}"
    );
    assert!(names.iter().all(|name| name.contains("soleal")), "{text}");
    let text = stderr(&secondheart(&["signals", "soleal_vien"]), 2);
    assert!(text.contains("did you mean \"soleal_vein\"?"), "{text}");
}

#[test]
fn one_condition_is_explained_with_its_parameters_and_sources() {
    let text = stdout(&secondheart(&["conditions", "varicose-veins-left"]));
    assert!(
        text.starts_with("varicose-veins-left: Primary varicose veins\n"),
        "{text}"
    );
    let row = text
        .lines()
        .find(|line| line.starts_with("valve.perforator.dilation"))
        .unwrap();
    let cells: Vec<&str> = row.split_whitespace().take(4).collect();
    assert_eq!(cells, ["valve.perforator.dilation", "1.5", "1", "start"]);
    assert!(!text.contains("leg.right.") && text.contains("leg.left.thigh.saphenous_outlet"));
    let text = stderr(&secondheart(&["conditions", "varicose-vein"]), 2);
    assert!(text.contains("did you mean \"varicose-veins\"?"), "{text}");
}

#[test]
fn the_list_of_parameters_is_cut_and_one_parameter_is_shown_whole() {
    let widest = |text: &str| text.lines().map(|line| line.chars().count()).max();
    let all = stdout(&secondheart(&["parameters"]));
    assert!(widest(&all) <= Some(180), "{:?}", widest(&all));
    assert!(all.contains("`secondheart parameters NAME` shows them whole"));
    let name = "leg.left.calf.soleal_vein.compliance_ml_per_mmhg";
    let row = |text: &str| text.lines().position(|line| line.starts_with(name));
    let line = all.lines().nth(row(&all).unwrap()).unwrap();
    assert!(line.ends_with('\u{2026}'), "{line}");
    let one = stdout(&secondheart(&["parameters", name]));
    assert!(
        !one.contains('\u{2026}') && one.lines().count() > 6,
        "{one}"
    );
    assert!(widest(&one) <= Some(150), "{one}");
    let whole = secondheart_body::Parameters::shipped().unwrap();
    let secondheart_body::Origin::Source(source) = &whole.get(name).unwrap().origin else {
        panic!("{name} has a source");
    };
    let words = |text: &str| {
        text.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let last = words(source).pop().unwrap();
    assert!(words(&one).contains(&last), "{last}: {one}");
}

//! The comparison with human measurements, from the command line.

#![allow(clippy::unwrap_used)]

use crate::secondheart_program;

fn validate(arguments: &[&str]) -> std::process::Output {
    let mut command = secondheart_program();
    command.arg("validate").args(arguments).env("NO_COLOR", "1");
    command.output().unwrap()
}

#[test]
fn an_unknown_id_is_told_with_its_neighbour() {
    let output = validate(&["--only", "MP7"]);
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("unknown target \"MP7\""), "{text}");
    assert!(text.contains("did you mean \"MP07\"?"), "{text}");
}

#[test]
fn a_measurement_of_ones_own_is_compared_whatever_the_outcome() {
    let folder = std::env::temp_dir().join(format!("secondheart-evidence-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("out")).unwrap();
    let scenario = "[[phase]]\nname = \"rest\"\nduration = \"20 s\"\n";
    std::fs::write(folder.join("short.txt"), "not evidence").unwrap();
    std::fs::create_dir_all(folder.join("scenarios")).unwrap();
    std::fs::write(folder.join("scenarios/short.toml"), scenario).unwrap();
    let target = "\
phenomenon = \"My own\"

[[target]]
id = \"OWN-1\"
quantity = \"An impossible heart rate\"
unit = \"1/min\"
mean = 400.0
low = 390.0
high = 410.0
band_basis = \"assumed\"
population = \"nobody\"
holds_for = { sex = \"any\", health = \"healthy\", posture = \"any\", protocol = \"rest\" }
protocol = \"none\"
source = \"none\"
evidence = \"primary\"
claims = []
role = \"predicted\"
role_reason = \"To see it missed.\"
scenario = \"scenarios/short.toml\"
phase = \"rest\"
reading = \"heart_rate_per_min\"
reduce = \"value\"
";
    std::fs::write(folder.join("mine.toml"), target).unwrap();
    let out = folder.join("out");
    let output = validate(&[
        "--evidence",
        folder.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
        "--only",
        "OWN-1",
    ]);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{errors}");
    let text = String::from_utf8(output.stdout).unwrap();
    let row = text.lines().find(|line| line.contains("OWN-1")).unwrap();
    assert!(
        row.starts_with('x') && row.contains("out of band by -3"),
        "{row}"
    );
    assert!(text.contains("predicted   0 of 1 in band (0 %)"), "{text}");
    let json = std::fs::read_to_string(out.join("validation.json")).unwrap();
    assert!(json.contains("\"id\":\"OWN-1\""));
    let markdown = std::fs::read_to_string(out.join("VALIDATION.md")).unwrap();
    assert!(markdown.contains("- **OWN-1** An impossible heart rate"));
    // The claim is told by the counts of one's own rows, apart from the state of the shipped rows.
    std::fs::write(folder.join("mine.toml"), target.replace("[]", "[\"C1\"]")).unwrap();
    let own = ["--own", "--evidence", folder.to_str().unwrap()];
    let output = validate(&own);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains(
            "own rows: 0 in band, 1 out of band, 0 not measurable yet; by the shipped rows"
        ),
        "{text}"
    );
    std::fs::remove_file(folder.join("mine.toml")).unwrap();
    let output = validate(&own);
    assert_eq!(output.status.code(), Some(2), "a folder without rows");
    assert!(output.stdout.is_empty(), "an empty table");
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.contains("no measurement of your own"), "{errors}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_scenario_is_simulated_with_its_own_subject_and_the_table_says_for_whom_a_row_holds() {
    let name = format!("secondheart-evidence-subject-{}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    let scenario = "[subject]\nname = \"Ada\"\nsex = \"female\"\nage = \"25 y\"\nstature = \"165 cm\"\n\
                    mass = \"60 kg\"\nresting_heart_rate = \"80 /min\"\n\n\
                    [[phase]]\nname = \"rest\"\nduration = \"20 s\"\n";
    std::fs::create_dir_all(folder.join("scenarios")).unwrap();
    std::fs::write(folder.join("scenarios/ada.toml"), scenario).unwrap();
    let row = |id: &str, sex: &str| {
        format!(
            "[[target]]\nid = \"{id}\"\nquantity = \"Heart rate\"\nunit = \"1/min\"\nmean = 80\n\
             low = 77\nhigh = 83\nband_basis = \"assumed\"\npopulation = \"one\"\n\
             holds_for = {{ sex = \"{sex}\", from_age = \"20 y\", to_age = \"30 y\", health = \
             \"healthy\", posture = \"supine\", protocol = \"rest\" }}\nprotocol = \"none\"\n\
             source = \"none\"\nevidence = \"primary\"\nclaims = []\nrole = \"predicted\"\n\
             role_reason = \"r\"\nscenario = \"scenarios/ada.toml\"\nphase = \"rest\"\n\
             reading = \"heart_rate_per_min\"\nreduce = \"value\"\n"
        )
    };
    let rows = format!("{}\n{}", row("OWN-W", "female"), row("OWN-M", "male"));
    std::fs::write(folder.join("mine.toml"), rows).unwrap();
    let output = validate(&[
        "--evidence",
        folder.to_str().unwrap(),
        "--out",
        folder.join("out").to_str().unwrap(),
        "--only",
        "OWN-W",
        "--only",
        "OWN-M",
    ]);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{errors}");
    let text = String::from_utf8(output.stdout).unwrap();
    let line = |id: &str| text.lines().find(|line| line.contains(id)).unwrap();
    let ada = "Ada, female, 25 years, 165 cm, 60 kg, 80 beats a minute at rest";
    assert!(
        line("OWN-W").ends_with("in band; healthy women of 20 to 30 years, supine, rest"),
        "{text}"
    );
    assert!(
        line("OWN-M").ends_with(
            "in band; healthy men of 20 to 30 years, supine, rest (simulated: Ada, 25 years)"
        ),
        "{text}"
    );
    let markdown = std::fs::read_to_string(folder.join("out/VALIDATION.md")).unwrap();
    std::fs::remove_dir_all(folder).unwrap();
    assert!(
        markdown.contains("| Heart rate | healthy women of 20 to 30 years, supine, rest |"),
        "{markdown}"
    );
    assert!(
        markdown.contains(&format!("ada.toml: {ada}.")),
        "{markdown}"
    );
}

#[test]
fn all_mistakes_in_a_folder_of_evidence_and_its_scenarios_are_shown() {
    let name = format!("secondheart-mistaken-evidence-{}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(folder.join("scenarios")).unwrap();
    let target = "phenomenom = \"My own\"\n\n[[target]]\nid = \"OWN 1\"\nquantity = \"q\"\n\
                  unit = \"1/min\"\nmean = 400\nlow = 390\nhigh = 410\n\
                  band_basis = \"asumed\"\npopulation = \"nobody\"\nprotocol = \"none\"\n\
                  holds_for = { sex = \"any\", health = \"healthy\", posture = \"any\", \
                  protocol = \"rest\" }\n\
                  source = \"none\"\nevidence = \"primary\"\nclaims = []\n\
                  role = \"predicted\"\nrole_reason = \"r\"\n\n[[target]]\nid = \"OWN-2\"\n\
                  quantity = \"q\"\nunit = \"1/min\"\nmean = 60\nlow = 50\nhigh = 70\n\
                  band_basis = \"assumed\"\npopulation = \"nobody\"\nprotocol = \"none\"\n\
                  holds_for = { sex = \"any\", health = \"healthy\", posture = \"any\", \
                  protocol = \"rest\" }\n\
                  source = \"none\"\nevidence = \"primary\"\nclaims = []\n\
                  role = \"predicted\"\nrole_reason = \"r\"\nscenario = \"scenarios/short.toml\"\n\
                  phase = \"rest\"\nreading = \"heart_rate_per_min\"\nreduce = \"value\"\n";
    std::fs::write(folder.join("mine.toml"), target).unwrap();
    let scenario = "[[phase]]\nname = \"rest\"\nduration = \"20\"\nposture = \"standng\"\n";
    std::fs::write(folder.join("scenarios/short.toml"), scenario).unwrap();
    let output = validate(&["--evidence", folder.to_str().unwrap()]);
    std::fs::remove_dir_all(&folder).unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(output.stdout.is_empty());
    let lines: Vec<&str> = text.lines().collect();
    let told = lines.iter().filter(|line| line.contains('\u{d7}'));
    assert_eq!(
        told.map(|line| line.trim()).collect::<Vec<_>>(),
        [
            "\u{d7} unknown key \"phenomenom\"",
            "\u{d7} \"OWN 1\" cannot be an id: use letters, digits, - and _",
            "\u{d7} unknown basis of a band \"asumed\"",
            "\u{d7} \"20\" has no unit",
            "\u{d7} unknown posture \"standng\"",
        ]
    );
    let folder = folder.display();
    assert_eq!(
        lines.last().unwrap().to_string(),
        format!("5 mistakes in {folder}/mine.toml and {folder}/scenarios/short.toml")
    );
}

//! Every class of mistake in a scenario file gives one exact message with file, line and key.

#![allow(clippy::unwrap_used)]

use std::path::PathBuf;

use secondheart_body::{Parameters, Subject};
use secondheart_protocol::check;
use secondheart_protocol::scenario::{self, Scenario};

/// A valid phase to put beside the mistake.
const PHASE: &str = "[[phase]]\nname = \"rest\"\nduration = \"5 min\"\n";

fn message(text: &str) -> String {
    Scenario::parse(text, "a.toml").expect_err(text).to_string()
}

fn with_phase(lines: &str) -> String {
    format!("[[phase]]\nname = \"standing\"\nduration = \"3 min\"\n{lines}\n")
}

#[test]
fn text_that_is_not_toml_is_refused() {
    assert_eq!(
        message("[[phase]]\nname = \"rest\"\nduration = 3 min\n"),
        "a.toml:3: not valid TOML: string values must be quoted, expected literal string"
    );
    assert_eq!(
        message("name = \"a\"\nname = \"b\"\n"),
        "a.toml:2: not valid TOML: duplicate key"
    );
}

#[test]
fn an_unknown_key_is_refused_with_the_nearest_key() {
    assert_eq!(
        message(&format!("titel = \"x\"\n{PHASE}")),
        "a.toml:1: unknown key \"titel\"; did you mean \"title\"?"
    );
    assert_eq!(
        message(&with_phase("duratoin = \"1 s\"")),
        "a.toml:4: phase.standing: unknown key \"duratoin\"; did you mean \"duration\"?"
    );
    assert_eq!(
        message(&with_phase("temperature = 37")),
        "a.toml:4: phase.standing: unknown key \"temperature\"; valid: name, duration, repeat, start, \
         posture, ramp, manner, activity, stocking, cuff, conditions, interventions, without, set"
    );
    assert_eq!(
        message(&with_phase("posture = { trunc = \"60 deg\" }")),
        "a.toml:4: phase.standing.posture: unknown key \"trunc\"; did you mean \"trunk\"?"
    );
    assert_eq!(
        message(&with_phase(
            "activity = { pattern = \"walk\", sped = \"3 km/h\" }"
        )),
        "a.toml:4: phase.standing.activity: unknown key \"sped\"; did you mean \"speed\"?"
    );
}

#[test]
fn an_unknown_condition_or_intervention_is_refused_with_the_nearest_name() {
    assert_eq!(
        message(&format!("conditions = [\"varicose-vein\"]\n{PHASE}")),
        "a.toml:1: conditions: unknown condition \"varicose-vein\"; did you mean \"varicose-veins\"?"
    );
    assert_eq!(
        message(&with_phase("interventions = [\"stocking-clas-2\"]")),
        "a.toml:4: phase.standing.interventions: unknown intervention \"stocking-clas-2\"; did you \
         mean \"stocking-class-2\"?"
    );
    assert_eq!(
        message(&format!("conditions = \"varicose-veins\"\n{PHASE}")),
        "a.toml:1: conditions: expected a list of conditions in quotes, such as \
         [\"varicose-veins\"], found a text"
    );
}

#[test]
fn a_missing_key_is_reported_in_its_table() {
    assert_eq!(
        message("name = \"a\"\n\n[[phase]]\nname = \"rest\"\n"),
        "a.toml:3: phase.rest: the key \"duration\" is missing"
    );
    assert_eq!(
        message(&format!("{PHASE}\n[[phase]]\nduration = \"1 s\"\n")),
        "a.toml:5: phase.2: the key \"name\" is missing"
    );
    assert_eq!(
        message(&with_phase("activity = { rate = \"60 /min\" }")),
        "a.toml:4: phase.standing.activity: the key \"pattern\" is missing"
    );
    assert_eq!(
        message("name = \"a\"\n"),
        "a.toml:1: the scenario has no phase; add a [[phase]] with a name and a duration"
    );
}

#[test]
fn a_misspelt_word_is_refused_with_the_nearest_word() {
    assert_eq!(
        message(&with_phase("posture = \"standng\"")),
        "a.toml:4: phase.standing.posture: unknown posture \"standng\"; did you mean \
         \"standing\"?"
    );
    assert_eq!(
        message(&with_phase("posture = \"hanging upside down\"")),
        "a.toml:4: phase.standing.posture: unknown posture \"hanging upside down\"; valid: \
         supine, standing, sitting, squatting, legs-raised"
    );
    assert_eq!(
        message(&format!("start = \"suppine\"\n{PHASE}")),
        "a.toml:1: start: unknown posture \"suppine\"; did you mean \"supine\"?"
    );
    assert_eq!(
        message(&with_phase("posture = \"sitting\"\nmanner = \"pasive\"")),
        "a.toml:5: phase.standing.manner: unknown manner \"pasive\"; did you mean \"passive\"?"
    );
    assert_eq!(
        message(&with_phase("activity = \"tip-toe\"")),
        "a.toml:4: phase.standing.activity: unknown activity \"tip-toe\"; did you mean \
         \"tiptoe\"?"
    );
    assert_eq!(
        message(&with_phase("activity = { pattern = \"wlak\" }")),
        "a.toml:4: phase.standing.activity.pattern: unknown activity \"wlak\"; did you mean \
         \"walk\"?"
    );
    assert_eq!(
        message("extends = \"calf-raise\"\n"),
        "a.toml:1: extends: unknown scenario \"calf-raise\"; did you mean \"calf-raises\"?"
    );
    assert_eq!(
        message(&format!(
            "{PHASE}[[window]]\nname = \"w\"\nphase = \"rset\"\nstart = \"0 s\"\nend = \"1 s\"\n"
        )),
        "a.toml:6: window.w.phase: unknown phase \"rset\"; did you mean \"rest\"?"
    );
}

#[test]
fn a_wrong_unit_is_refused_with_an_example() {
    let duration = |text: &str| {
        message(&format!(
            "[[phase]]\nname = \"rest\"\nduration = \"{text}\"\n"
        ))
    };
    assert_eq!(
        duration("3 minuts"),
        "a.toml:3: phase.rest.duration: unknown unit \"minuts\"; did you mean \"minutes\"?"
    );
    assert_eq!(
        duration("3 km/h"),
        "a.toml:3: phase.rest.duration: \"km/h\" is the unit of a speed, not of a time; write it \
         as in \"90 s\""
    );
    assert_eq!(
        duration("90"),
        "a.toml:3: phase.rest.duration: \"90\" has no unit; write it as in \"90 s\""
    );
    assert_eq!(
        duration("a while"),
        "a.toml:3: phase.rest.duration: \"a while\" is not a time (a number and a unit); write it \
         as in \"90 s\""
    );
    assert_eq!(
        message("[[phase]]\nname = \"rest\"\nduration = 90\n"),
        "a.toml:3: phase.rest.duration: expected a time with its unit in quotes, such as \"90 s\", \
         found a number"
    );
    assert_eq!(
        message(&with_phase("posture = { trunk = \"1 rod\" }")),
        "a.toml:4: phase.standing.posture.trunk: unknown unit \"rod\"; did you mean \"rad\"?"
    );
}

#[test]
fn the_place_of_a_wrong_unit_is_the_unit_itself() {
    let text = "[[phase]]\nname = \"rest\"\nduration = \"3 minuts\"\n";
    let error = Scenario::parse(text, "a.toml").unwrap_err();
    let spans = error
        .iter()
        .map(|error| &text[error.location().span.clone()]);
    assert_eq!(spans.collect::<Vec<_>>(), ["minuts"]);
}

#[test]
fn a_number_outside_its_limits_is_refused() {
    let duration = |text: &str| {
        message(&format!(
            "[[phase]]\nname = \"rest\"\nduration = \"{text}\"\n"
        ))
    };
    assert_eq!(
        duration("-3 min"),
        "a.toml:3: phase.rest.duration: \"-3 min\" must not be negative"
    );
    assert_eq!(
        duration("0 s"),
        "a.toml:3: phase.rest.duration: \"0 s\" must be more than zero"
    );
    assert_eq!(
        duration("nan s"),
        "a.toml:3: phase.rest.duration: \"nan s\" is not a finite number"
    );
    assert_eq!(
        duration("inf min"),
        "a.toml:3: phase.rest.duration: \"inf min\" is not a finite number"
    );
    assert_eq!(
        message(&format!("[set]\n\"muscle.pressure_gain\" = nan\n{PHASE}")),
        "a.toml:2: set.muscle.pressure_gain: NaN is not a finite number"
    );
    assert_eq!(
        message(&format!(
            "[set]\n\"muscle.pressure_gain\" = \"high\"\n{PHASE}"
        )),
        "a.toml:2: set.muscle.pressure_gain: expected a number, in the unit that the parameter's \
         name ends in, found a text"
    );
    assert_eq!(
        message(&with_phase("posture = { trunk = \"120 deg\" }")),
        "a.toml:4: phase.standing.posture.trunk: \"120 deg\" is outside -90 deg to 90 deg"
    );
    assert_eq!(
        message(&with_phase(
            "posture = { trunk = \"60 deg\", weight_bearing = 1.5 }"
        )),
        "a.toml:4: phase.standing.posture.weight_bearing: 1.5 is outside 0 to 1"
    );
    assert_eq!(
        message(&with_phase(
            "posture = { trunk = \"60 deg\", weight_bearing = nan }"
        )),
        "a.toml:4: phase.standing.posture.weight_bearing: nan is not a finite number"
    );
    assert_eq!(
        message(&with_phase(
            "activity = { pattern = \"tiptoe\", count = -1 }"
        )),
        "a.toml:4: phase.standing.activity.count: -1 must not be negative"
    );
    assert_eq!(
        message(&with_phase(
            "activity = { pattern = \"tiptoe\", count = 2.5 }"
        )),
        "a.toml:4: phase.standing.activity.count: expected a whole number, at least 1, found a \
         number"
    );
    assert_eq!(
        message(&with_phase(
            "activity = { pattern = \"tiptoe\", strength = -0.5 }"
        )),
        "a.toml:4: phase.standing.activity.strength: -0.5 must not be negative"
    );
    assert_eq!(
        message(&with_phase(
            "activity = { pattern = \"handgrip\", strength = \"30 %\" }"
        )),
        "a.toml:4: phase.standing.activity.strength: a strength is a plain number: the multiple of the \
         strength that the activity has by itself; 1 is the usual strength, 0.5 half of it; of \
         \"handgrip\" 1 is 30 % of the largest force"
    );
    assert_eq!(
        message(&with_phase(
            "activity = { pattern = \"cycle\", power = \"50 W\", strength = 2.0 }"
        )),
        "a.toml:4: phase.standing.activity.strength: \"strength\" and \"power\" both say how hard the \
         muscles work; leave out \"strength\""
    );
}

#[test]
fn a_value_of_another_kind_is_refused() {
    assert_eq!(
        message(&with_phase("posture = 90")),
        "a.toml:4: phase.standing.posture: expected a posture in quotes, such as \"supine\", or a \
         table, found a number"
    );
    assert_eq!(
        message("phase = \"rest\"\n"),
        "a.toml:1: phase: expected tables, each under a line [[phase]], found a text"
    );
    assert_eq!(
        message("phase = [1]\n"),
        "a.toml:1: phase.1: expected a table, found a number"
    );
    assert_eq!(
        message("extends = 7\n"),
        "a.toml:1: extends: expected a shipped name or a path in quotes, found a number"
    );
    assert_eq!(
        message(&format!("sources = \"a book\"\n{PHASE}")),
        "a.toml:1: sources: expected a list of texts, found a text"
    );
}

#[test]
fn a_name_must_be_valid_and_unique() {
    assert_eq!(
        message("[[phase]]\nname = \"Rest 1\"\nduration = \"1 s\"\n"),
        "a.toml:2: phase.Rest 1.name: \"Rest 1\" cannot be a name: use small letters, digits, - \
         and _, a letter first"
    );
    assert_eq!(
        message(&format!("{PHASE}{PHASE}")),
        "a.toml:4: phase.rest: there are two phases \"rest\""
    );
    let window = "[[window]]\nname = \"w\"\nphase = \"rest\"\nstart = \"0 s\"\nend = \"1 s\"\n";
    assert_eq!(
        message(&format!("{PHASE}{window}{window}")),
        "a.toml:9: window.w: there are two windows \"w\""
    );
    assert_eq!(
        message(&format!("{PHASE}{}", window.replace("\"w\"", "\"rest\""))),
        "a.toml:4: window.rest: a window cannot be called \"rest\": a phase has that name"
    );
}

#[test]
fn times_that_do_not_fit_are_refused() {
    assert_eq!(
        message(&format!(
            "{PHASE}[[phase]]\nname = \"b\"\nduration = \"1 s\"\nstart = \"4 min\"\n"
        )),
        "a.toml:7: phase.b.start: the phase begins at 240 s, but \"rest\" lasts until 300 s"
    );
    assert_eq!(
        message(&format!(
            "{PHASE}[[window]]\nname = \"w\"\nphase = \"rest\"\nstart = \"4 min\"\nend = \"6 min\"\n"
        )),
        "a.toml:8: window.w.end: the window from 240 s to 360 s does not lie within \"rest\", \
         which lasts 300 s; let the phase last 360 s at least, or give the window another start and end in a file that extends the scenario"
    );
    assert_eq!(
        message(&with_phase("posture = \"supine\"\nramp = \"4 min\"")),
        "a.toml:5: phase.standing.ramp: the movement of 240 s is longer than its phase of 180 s"
    );
    assert_eq!(
        message(&with_phase("ramp = \"3 s\"")),
        "a.toml:4: phase.standing.ramp: \"ramp\" has no meaning here without \"posture\""
    );
    let with_ramp = |ramp: &str| {
        message(&with_phase(&format!(
            "posture = \"supine\"\nramp = \"{ramp}\""
        )))
    };
    for ramp in ["0 s", "0.1 s"] {
        let refused = format!("phase.standing.ramp: \"{ramp}\" is outside 0.2 s");
        assert!(with_ramp(ramp).contains(&refused), "{}", with_ramp(ramp));
    }
    let brief =
        format!("{PHASE}[[phase]]\nname = \"a\"\nduration = \"0.1 s\"\nposture = \"sitting\"\n");
    let refused = "phase.a.duration: the movement of 0.2 s is longer than its phase of 0.1 s";
    assert!(message(&brief).contains(refused), "{}", message(&brief));
}

#[test]
fn a_detail_that_an_activity_does_not_have_is_refused() {
    assert_eq!(
        message(&with_phase(
            "activity = { pattern = \"tiptoe\", speed = \"3 km/h\" }"
        )),
        "a.toml:4: phase.standing.activity.speed: \"speed\" has no meaning for \"tiptoe\"; it \
         takes rate, count, strength"
    );
    assert_eq!(
        message(&with_phase(
            "activity = { pattern = \"rest\", rate = \"3 /min\" }"
        )),
        "a.toml:4: phase.standing.activity.rate: \"rate\" has no meaning for \"rest\"; it takes \
         nothing besides its pattern"
    );
    assert_eq!(
        message(&with_phase(
            "activity = { pattern = \"tiptoe\", leg = \"left\" }"
        )),
        "a.toml:4: phase.standing.activity.leg: \"leg\" has no meaning for \"tiptoe\"; it takes \
         rate, count, strength"
    );
}

fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("secondheart-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&path).unwrap();
    path
}

#[test]
fn a_missing_file_is_one_mistake_with_its_path() {
    assert_eq!(
        Scenario::find("no/such/file.toml").unwrap_err().to_string(),
        "no/such/file.toml: the file cannot be read: No such file or directory (os error 2)"
    );
    assert_eq!(
        Scenario::find("wlak").unwrap_err().to_string(),
        "secondheart: unknown scenario \"wlak\"; did you mean \"walk\"?"
    );
    let folder = folder("missing");
    let file = folder.join("a.toml");
    std::fs::write(&file, "title = \"x\"\nextends = \"./none.toml\"\n").unwrap();
    assert_eq!(
        Scenario::read(&file).unwrap_err().to_string(),
        format!(
            "{}:2: extends: {} cannot be read: No such file or directory (os error 2)",
            file.display(),
            folder.join("./none.toml").display()
        )
    );
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn files_that_extend_each_other_in_a_circle_are_refused() {
    let folder = folder("circle");
    for (file, extends) in [("a", "b"), ("b", "c"), ("c", "a")] {
        let text = format!("extends = \"{extends}.toml\"\n");
        std::fs::write(folder.join(format!("{file}.toml")), text).unwrap();
    }
    assert_eq!(
        Scenario::read(&folder.join("a.toml"))
            .unwrap_err()
            .to_string(),
        format!(
            "{}:1: extends: the files extend each other in a circle: a.toml -> b.toml -> c.toml \
             -> a.toml",
            folder.join("c.toml").display()
        )
    );
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_mistake_in_the_file_that_is_extended_names_that_file() {
    let folder = folder("base");
    let base = folder.join("base.toml");
    std::fs::write(
        &base,
        "name = \"base\"\n[[phase]]\nname = \"p\"\nduration = \"3 hourz\"\n",
    )
    .unwrap();
    let variant = folder.join("variant.toml");
    std::fs::write(&variant, "extends = \"base.toml\"\n").unwrap();
    assert_eq!(
        Scenario::read(&variant).unwrap_err().to_string(),
        format!(
            "{}:4: phase.p.duration: unknown unit \"hourz\"; did you mean \"hour\"?",
            base.display()
        )
    );
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_misspelt_phase_of_an_extended_scenario_is_no_new_one() {
    let variant = |more: &str| {
        Scenario::parse(&format!("extends = \"walk\"\n{more}\n"), "a.toml")
            .map(|scenario| scenario.phases.len())
            .map_err(|error| error.to_string())
    };
    let lasting = "duration = \"5 min\"";
    assert_eq!(
        variant(&format!("[[phase]]\nname = \"waking\"\n{lasting}")).unwrap_err(),
        "a.toml:3: phase.waking.name: the base scenario has no phase \"waking\"; \
         did you mean \"walking\"? a new phase needs a less similar name"
    );
    assert_eq!(
        variant("[[phase]]\nname = \"recovery\"\nactivity = \"rest\"").unwrap_err(),
        "a.toml:3: phase.recovery.name: the base scenario has no phase \
         \"recovery\"; valid: standing, walking, still; a new phase needs the key \"duration\""
    );
    // What differs by a number alone, or altogether, is a new phase.
    for name in ["walking_2", "walking2", "recovery"] {
        let more = format!("[[phase]]\nname = \"{name}\"\n{lasting}");
        assert_eq!(variant(&more), Ok(4), "{name}");
    }
    assert_eq!(
        variant(&format!("[[phase]]\nname = \"walking\"\n{lasting}")),
        Ok(3)
    );
    let window = "[[window]]\nname = \"{}\"\nphase = \"walking\"\nstart = \"1 s\"\nend = \"9 s\"";
    let base = scenario::find_shipped("calf-raises").unwrap();
    assert!(base.text.contains("end_of_standing"));
    let text = format!(
        "extends = \"calf-raises\"\n{}",
        window.replace("{}", "end_of_standin")
    );
    let error = Scenario::parse(&text, "a.toml").unwrap_err().to_string();
    assert!(
        error.contains("did you mean \"end_of_standing\"?"),
        "{error}"
    );
}

#[test]
fn an_unknown_parameter_points_at_its_line() {
    let text = format!("[set]\n\"muscle.presure_gain\" = 0\n{PHASE}");
    let scenario = Scenario::parse(&text, "a.toml").unwrap();
    let parameters = Parameters::shipped().unwrap();
    let checked = check::scenario(&parameters, &Subject::default(), &scenario);
    assert_eq!(
        checked.unwrap_err().to_string(),
        "a.toml:2: set.muscle.presure_gain: unknown parameter \"muscle.presure_gain\"; did you \
         mean \"muscle.pressure_gain\"?"
    );
}

#[test]
fn an_argument_that_is_no_override_is_refused() {
    let message = |argument| {
        scenario::parse_override("--set", argument)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        message("muscle.pressure_gain"),
        "--set: muscle.pressure_gain: expected path=value, such as muscle.pressure_gain=0.5"
    );
    assert_eq!(
        message("muscle.pressure_gain=high"),
        "--set: muscle.pressure_gain: expected a number, in the unit that the parameter's name \
         ends in, found a text"
    );
    assert_eq!(
        message("muscle.pressure_gain=nan"),
        "--set: muscle.pressure_gain: nan is not a finite number"
    );
    let setting = scenario::parse_override("--set", "muscle.pressure_gain = 0.5").unwrap();
    assert_eq!(
        (setting.path.as_str(), setting.value),
        ("muscle.pressure_gain", 0.5)
    );
}

#[test]
fn a_valid_word_is_listed_once() {
    let mistake = secondheart_protocol::error::Mistake::unknown_word("phase", "w", ["lie", "lie"]);
    assert_eq!(mistake.advice().as_deref(), Some("valid: lie"));
}

/// The mistakes in a scenario file, with all checks against the body.
fn checked(name: &str, text: &str) -> String {
    let file = folder(name).join("a.toml");
    std::fs::write(&file, text).unwrap();
    let shown = file.display().to_string();
    let errors = check::read(&shown, &Parameters::shipped().unwrap()).unwrap_err();
    errors.to_string().replace(&shown, "a.toml")
}

#[test]
fn a_recorded_signal_that_does_not_exist_is_told_beside_other_mistakes() {
    let text = format!(
        "titel = \"x\"\n[record]\nsignals = [\"popliteal_vien\", \"*flow_ml\", \"heart.rat\"]\n{PHASE}\
         [set]\n\"volume\" = 3\n"
    );
    let told = checked("signals", &text);
    assert_eq!(
        told.lines().collect::<Vec<_>>(),
        [
            "a.toml:1: unknown key \"titel\"; did you mean \"title\"?",
            "a.toml:3: record.signals: unknown signal \"popliteal_vien\"; did you mean \
             \"popliteal_vein\"?",
            "a.toml:8: set.volume: unknown parameter \"volume\"; did you mean \"blood.volume_ratio\" \
             or \"blood.extra_volume_ml\" or \"microcirculation.interstitial_volume_ml_per_100g\"?",
        ],
        "{told}"
    );
}

#[test]
fn two_phases_of_one_name_are_refused_also_where_a_group_repeats_one_of_them() {
    let text = "[[phase]]\nname = \"a\"\nduration = \"1 min\"\n\
                [[phase]]\nname = \"b\"\nduration = \"1 min\"\n\
                [[phase]]\nname = \"a\"\nduration = \"2 min\"\n\
                [[repeat]]\nphases = [\"a\", \"b\"]\ntimes = 2\n";
    assert_eq!(
        message(text),
        "a.toml:7: phase.a: there are two phases \"a\""
    );
}

#[test]
fn a_mechanism_is_switched_off_by_its_name_last_of_all() {
    let text =
        with_phase("interventions = [\"stocking-class-2\"]\nwithout = [\"valves\", \"pump\"]");
    let scenario = Scenario::parse(&text, "a.toml").unwrap();
    let phase = scenario.phases.last().unwrap();
    let words: Vec<&str> = phase.named.iter().map(|named| named.word).collect();
    assert_eq!(words, ["stocking-class-2", "valves", "pump"]);
    let value = |path: &str| {
        let set = phase.set.iter().find(|own| own.path == path);
        set.map(|own| own.value)
    };
    assert_eq!(value("muscle.pressure_gain"), Some(0.0));
    assert_eq!(value("valve.deep.competence"), Some(0.0));
    let told = message(&with_phase("without = [\"valve\"]"));
    assert!(
        told.contains("unknown mechanism \"valve\"; did you mean \"valves\"?"),
        "{told}"
    );
    let told = message(&with_phase("without = [\"varicose-veins\"]"));
    assert!(told.contains("is a condition"), "{told}");
}

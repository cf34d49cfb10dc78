//! Repeated phases, defaults of phases, and values of phases from the command line.

#![allow(clippy::unwrap_used)]

use secondheart_body::Parameters;
use secondheart_protocol::account::Account;
use secondheart_protocol::check::{self, Asked};
use secondheart_protocol::scenario::Scenario;

/// Standing and walking twice, with two tiptoes each time; then sitting.
const DAY: &str = "start = \"standing\"
[defaults]
duration = \"10 min\"
ramp = \"5 s\"

[[phase]]
name = \"cutting\"
[[phase]]
name = \"tiptoe\"
duration = \"3 s\"
repeat = 2
activity = { pattern = \"tiptoe\", count = 2 }
[[phase]]
name = \"sitting\"
posture = \"sitting\"

[[repeat]]
phases = [\"cutting\", \"tiptoe\"]
times = 2

[[window]]
name = \"late\"
phase = \"cutting\"
start = \"9 min\"
end = \"10 min\"
[[window]]
name = \"once\"
phase = \"cutting_2\"
start = \"1 min\"
end = \"2 min\"
";

fn message(text: &str) -> String {
    match Scenario::parse(text, "a.toml") {
        Ok(_) => String::new(),
        Err(errors) => errors.to_string(),
    }
}

fn with(arguments: &[&str]) -> Result<Scenario, String> {
    let arguments: Vec<String> = arguments.iter().map(|a| (*a).to_owned()).collect();
    let shipped = Parameters::shipped().unwrap();
    let asked = Asked {
        of_phases: &arguments,
        ..Asked::default()
    };
    check::read_with("walk", &asked, &shipped).map_err(|errors| errors.to_string())
}

#[test]
fn groups_and_phases_repeat_with_numbered_names_and_every_repetition_has_its_window() {
    let day = Scenario::parse(DAY, "day.toml").unwrap();
    let phases: Vec<(&str, f64)> = day
        .phases
        .iter()
        .map(|phase| (phase.name.as_str(), phase.start_s))
        .collect();
    assert_eq!(
        phases,
        [
            ("cutting_1", 0.0),
            ("tiptoe_1_1", 600.0),
            ("tiptoe_1_2", 603.0),
            ("cutting_2", 606.0),
            ("tiptoe_2_1", 1206.0),
            ("tiptoe_2_2", 1209.0),
            ("sitting", 1212.0),
        ]
    );
    assert_eq!(day.duration_s(), 1812.0);
    let windows: Vec<(&str, f64)> = day
        .windows
        .iter()
        .map(|window| (window.name.as_str(), window.start_s))
        .collect();
    let expected = [("late_1", 540.0), ("late_2", 1146.0), ("once", 666.0)];
    assert_eq!(windows, expected);
}

#[test]
fn defaults_hold_where_a_phase_says_nothing_and_only_movements_take_a_ramp() {
    let day = Scenario::parse(DAY, "day.toml").unwrap();
    assert_eq!(day.phases[0].duration_s, 600.0);
    assert_eq!(day.phases[1].duration_s, 3.0);
    assert!(day.phases[0].movement.is_none());
    assert_eq!(day.phases[6].movement.unwrap().over_s, 5.0);
}

#[test]
fn a_variant_overrides_defaults_phases_and_repetitions_of_its_base() {
    let folder = std::env::temp_dir().join(format!("secondheart-repeat-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("day.toml"), DAY).unwrap();
    let read = |text: &str| {
        let file = folder.join("variant.toml");
        std::fs::write(&file, text).unwrap();
        Scenario::read(&file)
    };
    let longer = "extends = \"day\"\ndefaults = { duration = \"20 min\" }\n\
                  [[phase]]\nname = \"tiptoe\"\nrepeat = 3\n[[phase]]\nname = \"lunch\"\n";
    let longer = read(longer).unwrap();
    let names: Vec<&str> = longer.phases.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(
        names[..4],
        ["cutting_1", "tiptoe_1_1", "tiptoe_1_2", "tiptoe_1_3"]
    );
    assert_eq!(names.last(), Some(&"lunch"));
    assert_eq!(longer.phases[0].duration_s, 1200.0);
    let sitting = &longer.phases[8];
    assert_eq!(
        sitting.movement.unwrap().over_s,
        5.0,
        "a default of the base"
    );
    let shorter = "extends = \"day\"\ndefaults = { duration = \"1 min\" }\n\
                   repeat = [{ phases = [\"tiptoe\"], times = 3 }]\n";
    let message = read(shorter).unwrap_err().to_string();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(
        message.contains("the window from 540 s to 600 s does not lie within \"cutting\""),
        "the base's windows still hold: {message}"
    );
    assert!(message.contains("unknown phase \"cutting_2\""), "{message}");
    assert_eq!(message.lines().count(), 2, "{message}");
}

#[test]
fn mistakes_in_repetitions_are_told_once_with_their_place() {
    let wrong = |from: &str, to: &str| message(&DAY.replace(from, to));
    assert_eq!(
        wrong(
            "phases = [\"cutting\", \"tiptoe\"]",
            "phases = [\"cuting\"]"
        ),
        "a.toml:18: repeat.1.phases: unknown phase \"cuting\"; did you mean \"cutting\"?"
    );
    assert_eq!(
        wrong("[\"cutting\", \"tiptoe\"]", "[\"cutting\", \"sitting\"]"),
        "a.toml:18: repeat.1.phases: the phase \"sitting\" does not come right after \"cutting\" in \
         the file; name the phases of a group in the order of the file"
    );
    assert_eq!(
        wrong(
            "times = 2\n",
            "times = 2\n[[repeat]]\nphases = [\"tiptoe\"]\ntimes = 2\n"
        ),
        "a.toml:21: repeat.2.phases: the phase \"tiptoe\" is repeated twice"
    );
    assert_eq!(
        wrong("times = 2\n", "times = 100000\n"),
        "a.toml:6: phase: the scenario has 300001 phases with all repetitions, more than 100000"
    );
    assert_eq!(
        wrong("repeat = 2\n", "repeat = 2\nstart = \"20 min\"\n"),
        "a.toml:12: phase.tiptoe.start: a repeated phase cannot have a start: its repetitions follow \
         each other"
    );
    assert_eq!(
        wrong("ramp = \"5 s\"", "ramp = \"5\""),
        "a.toml:4: defaults.ramp: \"5\" has no unit; write it as in \"90 s\""
    );
    assert_eq!(
        wrong("duration = \"10 min\"\n", ""),
        "a.toml:5: phase.cutting: the key \"duration\" is missing\n\
         a.toml:12: phase.sitting: the key \"duration\" is missing"
    );
    assert_eq!(
        wrong("pattern = \"tiptoe\"", "pattern = \"tiptoes\""),
        "a.toml:12: phase.tiptoe.activity.pattern: unknown activity \"tiptoes\"; did you mean \
         \"tiptoe\"?"
    );
}

#[test]
fn many_repetitions_cost_no_more_than_their_number() {
    let text = |times: u32| {
        let day = DAY.replace("times = 2", &format!("times = {times}"));
        day.replace("cutting_2", "cutting_1")
    };
    let costs = |times: u32| {
        let began = std::time::Instant::now();
        let day = Scenario::parse(&text(times), "a.toml").unwrap();
        assert_eq!(day.phases.len(), 3 * times as usize + 1);
        began.elapsed().as_secs_f64()
    };
    let (few, many) = (costs(300).max(1e-3), costs(30_000));
    assert!(many < 1000.0 * few, "{many} s against {few} s");
}

#[test]
fn values_of_phases_replace_values_of_the_file_and_make_a_variant() {
    let walk = with(&[
        "walking.speed=5 km/h",
        "walking.duration=\"8 min\"",
        "still.conditions=bleeding,autonomic-failure",
        "still.set.muscle.pressure_gain=0.5",
        "standing.posture=sitting",
        "walking.posture=standing",
        "walking.trunk=85 deg",
        "walking.posture.left.knee=5 deg",
    ])
    .unwrap();
    let shipped = Parameters::shipped().unwrap();
    let account = Account::of(
        &walk,
        &secondheart_body::Subject::default(),
        &shipped,
        &shipped,
    );
    assert_eq!(account.phases[1].activity, "walk at 5 km/h");
    assert_eq!(account.phases[1].posture.trunk_deg, 85.0);
    let [left, right] = account.phases[1].posture.legs;
    assert_eq!((left.knee_deg, right.knee_deg), (5.0, 0.0));
    assert_eq!(account.phases[1].posture.weight_bearing, 1.0);
    assert_eq!(walk.phases[1].duration_s, 480.0);
    let begins = account.phases[2].begins.in_words();
    assert!(begins.contains("autonomic failure; muscle.pressure_gain 0.5 instead of 1"));
    assert_eq!(walk.title, "Variant of: Walking at 3 km/h");
    assert_eq!(
        walk.changed,
        [
            "walking: speed 5 km/h instead of 3 km/h",
            "walking: duration 8 min instead of 5 min",
            "still: conditions bleeding,autonomic-failure",
            "still: muscle.pressure_gain 0.5",
            "standing: posture sitting",
            "walking: posture standing",
            "walking: trunk 85 deg instead of 90 deg",
            "walking: left knee 5 deg",
        ]
    );
    assert!(
        with(&["standing.activity=tense"]).is_ok(),
        "a key that the phase lacks"
    );
}

#[test]
fn the_own_values_of_a_phase_make_no_variant() {
    let own = [
        "walking.speed=3 km/h",
        "walking.duration=\"300 s\"",
        "walking.pattern=walk",
        "still.activity=rest",
    ];
    let walk = with(&own).unwrap();
    assert_eq!(walk.title, "Walking at 3 km/h");
    assert!(walk.changed.is_empty(), "{:?}", walk.changed);
    let mixed = with(&["walking.speed=3 km/h", "walking.duration=6 min"]).unwrap();
    assert_eq!(mixed.title, "Variant of: Walking at 3 km/h");
    assert_eq!(mixed.changed, ["walking: duration 6 min instead of 5 min"]);
}

#[test]
fn wrong_values_of_phases_name_the_nearest_phase_and_key_and_all_are_told() {
    let told = with(&["wlaking.speed=5 km/h", "walking.sped=5 km/h", "walking"]).unwrap_err();
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(
        lines[0],
        "--phase: wlaking.speed: unknown phase \"wlaking\"; did you mean \"walking\"?"
    );
    assert!(
        lines[1]
            .starts_with("--phase: walking.sped: unknown key \"sped\"; did you mean \"speed\"?")
    );
    assert!(
        lines[2].starts_with("--phase: walking: expected phase.key=value"),
        "{told}"
    );
    let unit = with(&["walking.speed=5 kmh"]).unwrap_err();
    assert!(
        unit.starts_with("--phase: phase.walking.activity.speed: unknown unit \"kmh\""),
        "{unit}"
    );
    let idle = with(&["standing.speed=5 km/h"]).unwrap_err();
    assert!(
        idle.contains("\"speed\" has no meaning here without \"activity\""),
        "{idle}"
    );
    let short = with(&["walking.duration=2 min"]).unwrap_err();
    assert_eq!(
        short,
        "scenarios/walk.toml:29: window.last_minute_walking.end: the window from 240 s to 300 s does \
         not lie within \"walking\", which lasts 120 s; let the phase last 300 s at least, or give the \
         window another start and end in a file that extends the scenario"
    );
    let fast = with(&["walking.speed=40 km/h"]).unwrap_err();
    assert!(
        fast.contains("walk at 40 km/h is outside 0.3 km/h to 10 km/h"),
        "{fast}"
    );
}

#[test]
fn a_scenario_names_a_shipped_subject_or_a_file_beside_it() {
    let folder = std::env::temp_dir().join(format!("secondheart-who-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let me = "name = \"me\"\nsex = \"male\"\nage = \"40 y\"\nstature = \"180 cm\"\nmass = \"80 kg\"\n\
              resting_heart_rate = \"60 /min\"\n";
    std::fs::write(folder.join("me.toml"), me).unwrap();
    let read = |subject: &str| {
        let phase = "[[phase]]\nname = \"a\"\nduration = \"1 min\"\n";
        let file = folder.join("a.toml");
        std::fs::write(&file, format!("subject = \"{subject}\"\n{phase}")).unwrap();
        let variant = folder.join("b.toml");
        std::fs::write(&variant, "extends = \"a.toml\"\n").unwrap();
        let read = Scenario::read(&variant);
        read.map(|scenario| scenario.subject.unwrap().name)
            .map_err(|errors| errors.to_string())
    };
    let woman = read("reference-woman").unwrap();
    for reference in ["reference-woman.toml", "subjects/reference-woman.toml"] {
        assert_eq!(read(reference).as_ref(), Ok(&woman));
    }
    assert_eq!(read("me.toml").unwrap(), "me");
    assert_eq!(read("me").unwrap(), "me");
    let told = read("refrence-woman").unwrap_err();
    assert!(told.contains("a.toml:1: subject: unknown subject \"refrence-woman\"; did you mean \"reference-woman\"?"), "{told}");
    let told = read("you.toml").unwrap_err();
    assert!(told.contains("you.toml: the file cannot be read"), "{told}");
    std::fs::remove_dir_all(&folder).unwrap();
}

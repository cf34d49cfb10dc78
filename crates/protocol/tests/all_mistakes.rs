//! All mistakes of a file are reported at once, in its order, and none that follows from another.

#![allow(clippy::unwrap_used)]

use secondheart_body::{Parameters, Subject};
use secondheart_protocol::mistakes::InputErrors;
use secondheart_protocol::scenario::Scenario;
use secondheart_protocol::{check, subject};

fn lines(outcome: Result<Scenario, InputErrors>) -> Vec<String> {
    match outcome {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(ToString::to_string).collect(),
    }
}

fn mistakes(text: &str) -> Vec<String> {
    lines(Scenario::parse(text, "a.toml"))
}

struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let path = std::env::temp_dir().join(format!("secondheart-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        for (file, text) in files {
            std::fs::write(path.join(file), text).unwrap();
        }
        Self(path)
    }

    /// The mistakes of a file, checked against the shipped body; without the folder's name.
    fn mistakes(&self, file: &str) -> Vec<String> {
        let path = self.0.join(file).display().to_string();
        let lines = lines(check::read(&path, &Parameters::shipped().unwrap()));
        let folder = format!("{}/", self.0.display());
        lines.iter().map(|line| line.replace(&folder, "")).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn mistakes_of_every_kind_are_reported_in_the_order_of_the_file() {
    let text = r#"titel = "A"
start = "suppine"
conditions = ["varicose-vein", "heart-failur"]
step = "1 s"

[set]
"muscle.presure_gain" = 0.5
"blood.haematocrit_pct" = 150
"blood.density_g_per_cm3" = "heavy"

[[phase]]
name = "Rest 1"
duration = "5 minuts"
temperature = 37

[[phase]]
name = "standing"
duration = "3 min"
posture = { trunk = "120 deg", weight_bearing = 2 }
ramp = "4 min"
manner = "pasive"

[[phase]]
name = "tiptoes"
duration = "10 s"
activity = { pattern = "tiptoe", rate = "60 /min", count = 30, speed = "3 km/h" }

[[phase]]
name = "walking"
duration = "-1 min"
activity = "wlak"
[phase.set]
"blood.viscosity_mpa_s" = -1

[[window]]
name = "standing"
phase = "standing"
start = "1 min"
end = "4 min"

[[window]]
name = "late"
phase = "tiptoe"
start = "1 s"
"#;
    let folder = Folder::new("every-kind", &[("a.toml", text)]);
    let expected = [
        "a.toml:1: unknown key \"titel\"; did you mean \"title\"?",
        "a.toml:2: start: unknown posture \"suppine\"; did you mean \"supine\"?",
        "a.toml:3: conditions: unknown condition \"varicose-vein\"; did you mean \
         \"varicose-veins\"?",
        "a.toml:3: conditions: unknown condition \"heart-failur\"; did you mean \
         \"heart-failure\"?",
        "a.toml:4: step: \"1 s\" is outside 0.00001 s to 0.0125 s",
        "a.toml:7: set.muscle.presure_gain: unknown parameter \"muscle.presure_gain\"; did you \
         mean \"muscle.pressure_gain\"?",
        "a.toml:8: set.blood.haematocrit_pct: the value \
         is 150, but must be from 5 to 75 (%)",
        "a.toml:9: set.blood.density_g_per_cm3: expected a number, in the unit that the \
         parameter's name ends in, found a text",
        "a.toml:12: phase.Rest 1.name: \"Rest 1\" cannot be a name: use small letters, digits, - \
         and _, a letter first",
        "a.toml:13: phase.Rest 1.duration: unknown unit \"minuts\"; did you mean \"minutes\"?",
        "a.toml:14: phase.Rest 1: unknown key \"temperature\"; valid: name, duration, repeat, start, \
         posture, ramp, manner, activity, stocking, cuff, conditions, interventions, without, set",
        "a.toml:19: phase.standing.posture.trunk: \"120 deg\" is outside -90 deg to 90 deg",
        "a.toml:19: phase.standing.posture.weight_bearing: 2 is outside 0 to 1",
        "a.toml:20: phase.standing.ramp: the movement of 240 s is longer than its phase of 180 s",
        "a.toml:21: phase.standing.manner: unknown manner \"pasive\"; did you mean \
         \"passive\"?",
        "a.toml:26: phase.tiptoes.activity.count: 30 cycles at 60 /min take 30 s, longer than the \
         phase of 10 s",
        "a.toml:26: phase.tiptoes.activity.speed: \"speed\" has no meaning for \"tiptoe\"; it \
         takes rate, count, strength",
        "a.toml:30: phase.walking.duration: \"-1 min\" must not be negative",
        "a.toml:31: phase.walking.activity: unknown activity \"wlak\"; did you mean \"walk\"?",
        "a.toml:33: phase.walking.set.blood.viscosity_mpa_s: the value \
         is -1, but must be from 0.69 to 8 (mPa\u{b7}s)",
        "a.toml:35: window.standing: a window cannot be called \"standing\": a phase has that name",
        "a.toml:39: window.standing.end: the window from 60 s to 240 s does not lie within \
         \"standing\", which lasts 180 s; let the phase last 240 s at least, or give the window another start and end in a file that extends the scenario",
        "a.toml:41: window.late: the key \"end\" is missing",
    ];
    let found = folder.mistakes("a.toml");
    for (found, expected) in found.iter().zip(expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.len(), expected.len(), "{found:#?}");
}

#[test]
fn a_subject_file_with_several_mistakes_tells_each() {
    let text = "name = 7\nsex = \"femal\"\nage = \"7 y\"\nstature = \"1.63 ells\"\n\
                resting_heart_rat = \"65\"\n";
    let errors = subject::parse(text, "me.toml").unwrap_err();
    assert_eq!(
        errors.to_string().lines().collect::<Vec<_>>(),
        [
            "me.toml:1: the key \"mass\" is missing",
            "me.toml:1: name: expected a text in quotes, found a number",
            "me.toml:2: sex: unknown sex \"femal\"; did you mean \"female\"?",
            "me.toml:3: age: \"7 y\" is outside 18 y to 90 y",
            "me.toml:4: stature: unknown unit \"ells\"; valid: cm, m, mm, in, ft",
            "me.toml:5: unknown key \"resting_heart_rat\"; did you mean \"resting_heart_rate\"?",
        ]
    );
    assert_eq!(errors.count().unwrap(), "6 mistakes in me.toml");
}

const REST: &str = "[[phase]]\nname = \"rest\"\nduration = \"5 min\"\n";

#[test]
fn one_mistake_is_one_message_without_a_count() {
    let errors = Scenario::parse(&format!("titel = \"x\"\n{REST}"), "a.toml").unwrap_err();
    assert_eq!(errors.iter().count(), 1);
    assert_eq!(errors.count(), None);
    // Text that is not TOML is not read any further.
    let text = format!("titel = \"x\"\nname = \"A\nstart = 3\n{REST}");
    assert_eq!(
        mistakes(&text),
        ["a.toml:2: not valid TOML: invalid basic string, expected `\"`"]
    );
}

/// A mistake, its replacement in [`WHOLE`], and its message.
type Case = (&'static str, &'static str, &'static str);

/// A file in which much depends on much.
const WHOLE: &str = "\
[set]
\"activity.tiptoe.rate_per_min\" = 120

[[phase]]
name = \"lying\"
duration = \"5 min\"

[[phase]]
name = \"standing\"
start = \"6 min\"
duration = \"3 min\"
posture = \"standing\"
ramp = \"5 s\"
manner = \"passive\"

[[phase]]
name = \"tiptoes\"
start = \"9 min\"
duration = \"20 s\"
activity = { pattern = \"tiptoe\", count = 40 }

[[window]]
name = \"early\"
phase = \"standing\"
start = \"0 s\"
end = \"3 min\"

[[window]]
name = \"late\"
phase = \"standing\"
start = \"2 min\"
end = \"3 min\"
";

#[test]
fn no_mistake_is_reported_that_follows_from_another() {
    let cases: &[Case] = &[
        // A duration: windows, ramps, counts and later phases depend on it.
        (
            "duration = \"3 min\"",
            "duration = \"3\"",
            "a.toml:11: phase.standing.duration: \"3\" has no unit; write it as in \"90 s\"",
        ),
        (
            "duration = \"3 min\"",
            "duratoin = \"3 min\"",
            "a.toml:11: phase.standing: unknown key \"duratoin\"; did you mean \"duration\"?",
        ),
        (
            "duration = \"3 min\"",
            "length = \"3 min\"",
            "a.toml:11: phase.standing: unknown key \"length\"; valid: name, duration, repeat, start, \
             posture, ramp, manner, activity, stocking, cuff, conditions, interventions, without, set",
        ),
        (
            "duration = \"3 min\"\n",
            "",
            "a.toml:8: phase.standing: the key \"duration\" is missing",
        ),
        (
            "duration = \"20 s\"",
            "duration = \"20 kg\"",
            "a.toml:19: phase.tiptoes.duration: \"kg\" is the unit of a mass, not of a time; write \
             it as in \"90 s\"",
        ),
        // A start: the next phase is compared with it.
        (
            "start = \"6 min\"",
            "start = \"six\"",
            "a.toml:10: phase.standing.start: \"six\" is not a time (a number and a unit); write \
             it as in \"90 s\"",
        ),
        (
            "start = \"6 min\"",
            "start = \"4 min\"",
            "a.toml:10: phase.standing.start: the phase begins at 240 s, but \"lying\" lasts until \
             300 s",
        ),
        // A name: windows refer to it.
        (
            "name = \"standing\"",
            "name = \"Standing\"",
            "a.toml:9: phase.Standing.name: \"Standing\" cannot be a name: use small letters, \
             digits, - and _, a letter first",
        ),
        (
            "name = \"tiptoes\"",
            "name = \"standing\"",
            "a.toml:16: phase.standing: there are two phases \"standing\"",
        ),
        // A posture: ramp and manner have no meaning without it.
        (
            "posture = \"standing\"",
            "psture = \"standing\"",
            "a.toml:12: phase.standing: unknown key \"psture\"; did you mean \"posture\"?",
        ),
        (
            "posture = \"standing\"\n",
            "",
            "a.toml:12: phase.standing.ramp: \"ramp\" has no meaning here without \"posture\"",
        ),
        // A pattern: its details depend on it.
        (
            "pattern = \"tiptoe\"",
            "pattern = \"tiptoo\"",
            "a.toml:20: phase.tiptoes.activity.pattern: unknown activity \"tiptoo\"; did you \
             mean \"tiptoe\"?",
        ),
        // A rate of the body: counts depend on it.
        (
            "rate_per_min\" = 120",
            "rate_per_min\" = \"120\"",
            "a.toml:2: set.activity.tiptoe.rate_per_min: expected a number, in the unit that the \
             parameter's name ends in, found a text",
        ),
        (
            "tiptoe.rate_per_min\" = 120",
            "tiptoo.rate_per_min\" = 120",
            "a.toml:2: set.activity.tiptoo.rate_per_min: unknown parameter \
             \"activity.tiptoo.rate_per_min\"; did you mean \"activity.tiptoe.rate_per_min\"?",
        ),
    ];
    let folder = Folder::new("follow", &[("a.toml", WHOLE)]);
    assert_eq!(folder.mistakes("a.toml"), [""; 0]);
    for (from, to, expected) in cases {
        assert!(WHOLE.contains(from), "{from}");
        let text = WHOLE.replacen(from, to, 1);
        std::fs::write(folder.0.join("a.toml"), text).unwrap();
        assert_eq!(folder.mistakes("a.toml"), [*expected], "{to}");
    }
}

#[test]
fn a_base_that_cannot_be_read_leaves_no_mistakes_in_what_extends_it() {
    let rest = "
[[phase]]
name = \"walking\"
ramp = \"5 s\"
activity = { pattern = \"walk\", speed = \"3 kmh\" }

[[window]]
name = \"minute_3\"
phase = \"standing\"
end = \"3 minuts\"
";
    let of_rest = [
        "a.toml:6: phase.walking.activity.speed: unknown unit \"kmh\"; did you mean \"km/h\"?",
        "a.toml:11: window.minute_3.end: unknown unit \"minuts\"; did you mean \"minutes\"?",
    ];
    let folder = Folder::new(
        "unknown-base",
        &[("broken.toml", "name = \"b\nstart = 3\n")],
    );
    for (extends, expected) in [
        (
            "extends = \"wakl\"",
            "a.toml:1: extends: unknown scenario \"wakl\"; did you mean \"walk\"?",
        ),
        (
            "extend = \"walk\"",
            "a.toml:1: unknown key \"extend\"; did you mean \"extends\"?",
        ),
        (
            "extends = 7",
            "a.toml:1: extends: expected a shipped name or a path in quotes, found a number",
        ),
        (
            "extends = \"a.toml\"",
            "a.toml:1: extends: the files extend each other in a circle: a.toml -> a.toml",
        ),
    ] {
        std::fs::write(folder.0.join("a.toml"), format!("{extends}\n{rest}")).unwrap();
        let found = folder.mistakes("a.toml");
        assert_eq!(found, [&[expected], &of_rest[..]].concat(), "{extends}");
    }
    let text = format!("extends = \"broken.toml\"\n{rest}");
    std::fs::write(folder.0.join("a.toml"), text).unwrap();
    let of_base = "broken.toml:1: not valid TOML: invalid basic string, expected `\"`";
    let found = folder.mistakes("a.toml");
    assert_eq!(found, [&of_rest[..], &[of_base]].concat());
}

#[test]
fn a_misspelt_phase_of_the_base_is_one_mistake_and_its_values_are_checked() {
    let text = "extends = \"walk\"
[[phase]]
name = \"waking\"
ramp = \"5 s\"
activity = { pattern = \"walk\", speed = \"3 kmh\" }

[[window]]
name = \"w\"
phase = \"waking\"
start = \"1 s\"
end = \"9 s\"
";
    assert_eq!(
        mistakes(text),
        [
            "a.toml:3: phase.waking.name: the base scenario has no phase \
             \"waking\"; did you mean \"walking\"? a new phase needs the key \"duration\"",
            "a.toml:5: phase.waking.activity.speed: unknown unit \"kmh\"; did you mean \"km/h\"?",
        ]
    );
}

#[test]
fn the_mistakes_of_a_base_come_after_the_mistakes_of_the_file_that_extends_it() {
    let base = format!("start = \"suppine\"\n{REST}temperature = 37\n");
    let text = "extends = \"base.toml\"\n[[phase]]\nname = \"rest\"\nactivity = \"wlak\"\n";
    let folder = Folder::new("two-files", &[("base.toml", &base), ("a.toml", text)]);
    assert_eq!(
        folder.mistakes("a.toml"),
        [
            "a.toml:4: phase.rest.activity: unknown activity \"wlak\"; did you mean \"walk\"?",
            "base.toml:1: start: unknown posture \"suppine\"; did you mean \"supine\"?",
            "base.toml:5: phase.rest: unknown key \"temperature\"; valid: name, duration, repeat, start, \
             posture, ramp, manner, activity, stocking, cuff, conditions, interventions, without, set",
        ]
    );
}

#[test]
fn phases_under_a_misspelt_key_are_read() {
    let text = WHOLE
        .replace("[[phase]]", "[[phases]]")
        .replace("\"3 min\"\npost", "\"3\"\npost");
    let (first, rest) = (mistakes(&text)[0].clone(), mistakes(&text)[1..].to_vec());
    assert!(
        first.ends_with("unknown key \"phases\"; did you mean \"phase\"?"),
        "{first}"
    );
    assert_eq!(
        rest,
        ["a.toml:11: phase.standing.duration: \"3\" has no unit; write it as in \"90 s\""]
    );
}

#[test]
fn every_setting_that_suits_no_body_is_reported_and_no_other() {
    let keys = |set: &str| {
        let scenario = Scenario::parse(&format!("[set]\n{set}{REST}"), "a.toml").unwrap();
        let parameters = Parameters::shipped().unwrap();
        let checked = check::scenario(&parameters, &Subject::default(), &scenario);
        let errors = checked.unwrap_err();
        let keys = errors.iter().map(|error| error.location().key.clone());
        keys.collect::<Vec<_>>()
    };
    // The volume is too large for the vessels, the cycle too short for inflation and hold.
    let volume = "\"blood.extra_volume_ml\" = 5000\n\"muscle.pressure_gain\" = 0.5\n";
    let cycles = "\"pump.cycles_per_min\" = 20\n";
    assert_eq!(
        keys(&format!("{volume}{cycles}")),
        ["set.blood.extra_volume_ml", "set.pump.cycles_per_min"]
    );
    // With a shorter hold the cycle is long enough.
    let shorter = format!("{volume}{cycles}\"pump.hold_s\" = 0.5\n");
    assert_eq!(keys(&shorter), ["set.blood.extra_volume_ml"]);
}

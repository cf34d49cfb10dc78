//! The shipped scenarios and subjects say what their protocols say.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use secondheart_body::{Activity, Change, Leg, Manner, Posture, Sex};
use secondheart_protocol::account::Account;
use secondheart_protocol::scenario::{self, Scenario, activity_words};
use secondheart_protocol::subject;
use secondheart_words::matches;

fn spans(scenario: &Scenario) -> Vec<(String, f64, f64)> {
    let spans = scenario.timeline().phases.into_iter();
    spans
        .map(|span| (span.name, span.start_s, span.end_s))
        .collect()
}

fn phases(name: &str) -> Vec<(String, f64, f64)> {
    spans(&Scenario::find(name).unwrap())
}

fn span(name: &str, start_s: f64, end_s: f64) -> (String, f64, f64) {
    (name.to_owned(), start_s, end_s)
}

#[test]
fn every_shipped_scenario_can_be_read_and_is_called_as_its_file() {
    assert_eq!(scenario::shipped().len(), 144);
    for shipped in scenario::shipped() {
        let scenario = Scenario::find(shipped.name).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(scenario.name, shipped.name);
        assert!(!scenario.title.is_empty() && !scenario.description.is_empty());
        let on_disk = Path::new("../../").join(shipped.file());
        assert_eq!(
            Scenario::read(&on_disk).unwrap().timeline().phases,
            scenario.timeline().phases
        );
    }
    let titles: std::collections::BTreeSet<String> = scenario::shipped()
        .iter()
        .map(|shipped| Scenario::find(shipped.name).unwrap().title)
        .collect();
    assert_eq!(
        titles.len(),
        scenario::shipped().len(),
        "every scenario has a title of its own"
    );
}

#[test]
fn every_file_in_the_folder_is_shipped() {
    let mut names: Vec<String> = std::fs::read_dir("../../scenarios")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let mut shipped: Vec<&str> = scenario::shipped()
        .iter()
        .map(|shipped| shipped.name)
        .collect();
    shipped.sort_unstable();
    assert_eq!(names, shipped);
}

#[test]
fn phases_have_the_times_of_their_protocols() {
    assert_eq!(phases("supine-rest"), [span("rest", 0.0, 300.0)]);
    assert_eq!(phases("ribcage-breathing"), [span("rest", 0.0, 180.0)]);
    assert_eq!(
        phases("tilt-60"),
        [span("supine", 0.0, 300.0), span("tilted", 300.0, 900.0)]
    );
    assert_eq!(
        phases("active-stand"),
        [span("supine", 0.0, 300.0), span("standing", 300.0, 1200.0)]
    );
    assert_eq!(
        phases("calf-raises"),
        [
            span("lying", 0.0, 300.0),
            span("standing", 300.0, 480.0),
            span("tiptoes", 480.0, 490.0),
            span("still", 490.0, 580.0),
        ]
    );
    assert_eq!(
        phases("walk"),
        [
            span("standing", 0.0, 180.0),
            span("walking", 180.0, 480.0),
            span("still", 480.0, 600.0)
        ]
    );
    assert_eq!(
        phases("apg"),
        [
            span("legs_raised", 0.0, 180.0),
            span("standing", 180.0, 300.0),
            span("one_tiptoe", 300.0, 302.0),
            span("refill_1", 302.0, 362.0),
            span("ten_tiptoes", 362.0, 372.0),
            span("refill_10", 372.0, 462.0),
        ]
    );
}

#[test]
fn a_scenario_compiles_to_timed_changes() {
    let timeline = Scenario::find("calf-raises").unwrap().timeline();
    let changes: Vec<(f64, Change)> = timeline
        .changes
        .into_iter()
        .map(|timed| (timed.at_s, timed.change))
        .collect();
    let tiptoes = Activity {
        rate_per_min: Some(60.0),
        count: Some(10),
        ..Activity::named("tiptoe")
    };
    assert_eq!(
        changes,
        [
            (
                300.0,
                Change::Posture {
                    to: Posture::STANDING,
                    over_s: 3.0,
                    manner: Manner::Active
                }
            ),
            (480.0, Change::Activity(tiptoes)),
            (490.0, Change::Activity(Activity::rest())),
        ]
    );
    assert_eq!(timeline.start, Posture::SUPINE);
    assert!(timeline.given.is_empty());
    assert_eq!(timeline.end_s, 580.0);
}

#[test]
fn an_activity_names_the_leg_that_works() {
    let timeline = Scenario::find("cycle-one-leg-other-calf")
        .unwrap()
        .timeline();
    let pedalling = Activity {
        rate_per_min: Some(60.0),
        power_w: Some(75.0),
        leg: Some(Leg::Right),
        ..Activity::named("cycle")
    };
    assert_eq!(pedalling.power_of_both_legs_w(), Some(150.0));
    let words = activity_words(&pedalling, |_| None);
    assert_eq!(words, "cycle at 75 W and 60 /min, right leg alone");
    let default = Activity {
        power_w: None,
        rate_per_min: None,
        ..pedalling.clone()
    };
    let words = activity_words(&default, |path| path.ends_with("_w").then_some(50.0));
    assert_eq!(words, "cycle at 25 W (default), right leg alone");
    assert_eq!(timeline.changes[0].change, Change::Activity(pedalling));
}

#[test]
fn a_tilt_is_passive_and_carries_no_weight() {
    let timeline = Scenario::find("tilt-60").unwrap().timeline();
    let Change::Posture { to, over_s, manner } = &timeline.changes[0].change else {
        panic!("no posture change");
    };
    assert_eq!(
        (*to, *over_s, *manner),
        (Posture::tilted(60.0), 10.0, Manner::Passive)
    );
}

#[test]
fn windows_lie_in_scenario_time() {
    let timeline = Scenario::find("active-stand").unwrap().timeline();
    let windows: Vec<(String, f64, f64)> = timeline
        .windows
        .into_iter()
        .map(|w| (w.name, w.start_s, w.end_s))
        .collect();
    assert_eq!(
        windows,
        [
            span("first_30_s", 300.0, 330.0),
            span("first_90_s", 300.0, 390.0),
            span("minute_3", 450.0, 510.0),
            span("minute_5", 570.0, 630.0),
            span("minute_10", 870.0, 930.0),
            span("minute_15", 1140.0, 1200.0),
        ]
    );
}

#[test]
fn a_variant_is_its_base_with_other_parameters() {
    let base = Scenario::find("calf-raises").unwrap();
    let variant = Scenario::find("calf-raises-no-valves").unwrap();
    assert_eq!(spans(&variant), spans(&base));
    let set: Vec<(&str, f64)> = variant
        .set
        .iter()
        .map(|setting| (setting.path.as_str(), setting.value))
        .collect();
    assert_eq!(
        set,
        [
            ("valve.deep.competence", 0.0),
            ("valve.superficial.competence", 0.0),
            ("valve.perforator.competence", 0.0),
            ("valve.muscle.competence", 0.0),
        ]
    );
    assert_eq!(
        variant.timeline().given.len(),
        4,
        "parameters hold before the steady start"
    );
}

#[test]
fn two_lines_make_a_variant() {
    let text = "extends = \"walk\"\nset = { \"muscle.pressure_gain\" = 0.5 }\n";
    let variant = Scenario::parse(text, "weak.toml").unwrap();
    assert_eq!(variant.name, "weak");
    assert_eq!(
        variant.title,
        "Walking at 3 km/h (muscle.pressure_gain = 0.5)"
    );
    assert_eq!(variant.phases.len(), 3);
}

#[test]
fn an_extension_wins_key_by_key_and_adds_phases() {
    let text = "extends = \"walk\"\n\
                [[phase]]\nname = \"walking\"\nduration = \"10 min\"\n\
                [[phase]]\nname = \"lying\"\nduration = \"1 min\"\nposture = \"supine\"\n";
    let scenario = Scenario::parse(text, "longer.toml").unwrap();
    assert_eq!(
        spans(&scenario),
        [
            span("standing", 0.0, 180.0),
            span("walking", 180.0, 780.0),
            span("still", 780.0, 900.0),
            span("lying", 900.0, 960.0),
        ]
    );
    let walking = &scenario.phases[1];
    assert_eq!(
        walking.activity.as_ref().unwrap().0.speed_km_per_h,
        Some(3.0),
        "kept from the base"
    );
    let base = scenario::find_shipped("walk").unwrap();
    let one_parameter = format!("set = {{ a = 1, b = 2 }}\n{}", base.text);
    let folder = std::env::temp_dir().join(format!("secondheart-extend-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("base.toml"), one_parameter).unwrap();
    std::fs::write(
        folder.join("v.toml"),
        "extends = \"base.toml\"\nset = { b = 3 }\n",
    )
    .unwrap();
    let merged = Scenario::read(&folder.join("v.toml")).unwrap();
    let set: Vec<(&str, f64)> = merged
        .set
        .iter()
        .map(|s| (s.path.as_str(), s.value))
        .collect();
    assert_eq!(set, [("a", 1.0), ("b", 3.0)]);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn bare_dotted_parameters_mean_the_same_as_quoted_ones() {
    let text = "[set]\nvalve.deep.competence = 0.5\n\"muscle.pressure_gain\" = 2\n\
                [[phase]]\nname = \"rest\"\nduration = \"1 min\"\n";
    let scenario = Scenario::parse(text, "a.toml").unwrap();
    let set: Vec<(&str, f64)> = scenario
        .set
        .iter()
        .map(|s| (s.path.as_str(), s.value))
        .collect();
    assert_eq!(
        set,
        [
            ("valve.deep.competence", 0.5),
            ("muscle.pressure_gain", 2.0)
        ]
    );
}

#[test]
fn a_gap_between_phases_is_no_overlap() {
    let text = "[[phase]]\nname = \"a\"\nduration = \"1 min\"\n\
                [[phase]]\nname = \"b\"\nstart = \"90 s\"\nduration = \"1 min\"\n";
    let scenario = Scenario::parse(text, "a.toml").unwrap();
    assert_eq!(
        spans(&scenario),
        [span("a", 0.0, 60.0), span("b", 90.0, 150.0)]
    );
}

#[test]
fn overriding_a_parameter_replaces_it() {
    let mut scenario = Scenario::find("walk-deep-incompetent").unwrap();
    let half = scenario::parse_override("--set", "valve.deep.competence=0.5").unwrap();
    scenario.set_parameter(half);
    assert_eq!(scenario.set.len(), 1);
    assert_eq!(scenario.set[0].value, 0.5);
}

#[test]
fn the_checked_in_schema_is_the_schema_of_the_reader() {
    let path = "../../scenarios/scenario.schema.json";
    let fresh = serde_json::to_string_pretty(&scenario::schema()).unwrap() + "\n";
    if std::env::var_os("SECONDHEART_WRITE_SCHEMA").is_some() {
        std::fs::write(path, &fresh).unwrap();
    }
    let checked_in = std::fs::read_to_string(path).unwrap();
    assert!(
        checked_in == fresh,
        "{path} is out of date; run this test with SECONDHEART_WRITE_SCHEMA=1"
    );
}

#[test]
fn the_reference_subjects_follow_icrp_89() {
    let man = subject::find("reference-man").unwrap();
    assert_eq!(man, secondheart_body::Subject::default());
    let woman = subject::find("reference-woman").unwrap();
    assert_eq!(
        (woman.sex, woman.stature_cm, woman.mass_kg, woman.age_years),
        (Sex::Female, 163.0, 60.0, 30.0)
    );
}

const WOMAN: &str = "name = \"A\"\nsex = \"female\"\nage = \"30 y\"\nstature = \"1.63 m\"\n\
                     mass = \"60 kg\"\nresting_heart_rate = \"65 /min\"\n";

#[test]
fn a_subject_is_read_in_any_unit() {
    let subject = subject::parse(WOMAN, "a.toml").unwrap();
    assert!((subject.stature_cm - 163.0).abs() < 1e-9);
    assert_eq!(subject.peak_oxygen_uptake_ml_per_kg_min, None);
}

#[test]
fn a_subject_may_say_the_peak_oxygen_uptake() {
    let with = |value: &str| {
        let text = format!("{WOMAN}peak_oxygen_uptake_ml_per_kg_min = {value}\n");
        subject::parse(&text, "a.toml").map_err(|errors| errors.to_string())
    };
    let athlete = with("58.5").unwrap();
    assert_eq!(athlete.peak_oxygen_uptake_ml_per_kg_min, Some(58.5));
    assert!(subject::line(&athlete).ends_with("peak oxygen uptake 58.5 mL/(kg min)"));
    assert_eq!(
        with("120.0").unwrap_err(),
        "a.toml:7: peak_oxygen_uptake_ml_per_kg_min: 120.0 is outside 8 mL/(kg min) to 100 mL/(kg min)"
    );
    assert_eq!(
        with("\"58 mL/kg/min\"").unwrap_err(),
        "a.toml:7: peak_oxygen_uptake_ml_per_kg_min: expected a plain number in mL/(kg min), from 8 \
         to 100, found a text"
    );
}

#[test]
fn impossible_subjects_are_errors() {
    let message = |from: &str, to: &str| {
        subject::parse(&WOMAN.replace(from, to), "a.toml")
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        message("30 y", "7 y"),
        "a.toml:3: age: \"7 y\" is outside 18 y to 90 y"
    );
    assert_eq!(
        message("1.63 m", "1.63 ells"),
        "a.toml:4: stature: unknown unit \"ells\"; valid: cm, m, mm, in, ft"
    );
    assert_eq!(
        message("1.63 m", "2.63 m"),
        "a.toml:4: stature: \"2.63 m\" is outside 130 cm to 220 cm"
    );
    assert_eq!(
        message("60 kg", "180 kg"),
        "a.toml:5: mass: an impossible subject: 180 kg at 163 cm is a body mass index of 68 \
         kg/m\u{b2}, outside 14 to 45"
    );
    assert_eq!(
        message("female", "femal"),
        "a.toml:2: sex: unknown sex \"femal\"; did you mean \"female\"?"
    );
    assert_eq!(
        message("mass", "weight"),
        "a.toml:5: unknown key \"weight\"; valid: name, sex, age, stature, mass, \
         resting_heart_rate, peak_oxygen_uptake_ml_per_kg_min"
    );
    assert_eq!(
        message("resting_heart_rate = \"65 /min\"\n", ""),
        "a.toml:1: the key \"resting_heart_rate\" is missing"
    );
    assert_eq!(
        message("65 /min", "nan /min"),
        "a.toml:6: resting_heart_rate: \"nan /min\" is not a finite number"
    );
    assert_eq!(
        subject::find("reference-woma").unwrap_err().to_string(),
        "secondheart: unknown subject \"reference-woma\"; did you mean \"reference-woman\"?"
    );
}

#[test]
fn conditions_and_interventions_become_parameters_and_what_is_set_wins() {
    let text = "conditions = [\"varicose-veins-left\"]\ninterventions = [\"stocking-class-2\"]\n\
                [set]\n\"leg.left.sleeve.calf.stocking_mmhg\" = 5\n\
                [[phase]]\nname = \"rest\"\nduration = \"1 min\"\n\
                [[phase]]\nname = \"bleeding\"\nduration = \"1 min\"\nconditions = [\"bleeding\"]\n\
                set = { \"blood.bleeding_ml_per_min\" = 20 }\n";
    let scenario = Scenario::parse(text, "a.toml").unwrap();
    let value = |path: &str| {
        let found: Vec<_> = scenario.set.iter().filter(|s| s.path == path).collect();
        assert!(found.len() < 2, "{path} once");
        found.first().map(|s| (s.value, s.source.clone()))
    };
    let (lost, source) = value("leg.left.thigh.saphenous_outlet.competence").unwrap();
    assert_eq!(lost, 0.0);
    assert!(
        source
            .unwrap()
            .starts_with("condition varicose-veins-left: ")
    );
    assert_eq!(value("leg.right.thigh.saphenous_outlet.competence"), None);
    assert_eq!(
        value("leg.left.sleeve.calf.stocking_mmhg"),
        Some((5.0, None))
    );
    assert!(value("leg.right.sleeve.calf.stocking_mmhg").unwrap().0 > 5.0);
    let bleeding: Vec<f64> = scenario.phases[1].set.iter().map(|s| s.value).collect();
    assert_eq!(bleeding, [20.0]);
    // The record of a run sets the same, with its sources.
    let parameters = secondheart_body::Parameters::shipped().unwrap();
    let mut in_force = parameters.clone();
    for setting in &scenario.set {
        in_force.set(&setting.path, setting.value).unwrap();
    }
    let subject = secondheart_body::Subject::default();
    let record = scenario::resolved(
        &scenario,
        &scenario::Provenance {
            version: "0",
            command: "c",
            account: &Account::of(&scenario, &subject, &parameters, &parameters),
            subject: &subject,
            parameters: &in_force,
            step_s: 0.008,
        },
    );
    let again = Scenario::parse(&record, "resolved.toml").unwrap();
    for setting in &scenario.set {
        let same = again.set.iter().find(|s| s.path == setting.path).unwrap();
        assert_eq!(same.value, setting.value);
        let source = setting.source.as_deref().unwrap_or("given");
        assert_eq!(same.source.as_deref(), Some(source));
    }
}

#[test]
fn a_phase_in_the_present_posture_does_not_move_the_body() {
    let text = "start = \"standing\"\n\
                [[phase]]\nname = \"a\"\nduration = \"1 min\"\nposture = \"standing\"\n\
                [[phase]]\nname = \"b\"\nduration = \"1 min\"\nposture = \"sitting\"\n\
                [[phase]]\nname = \"c\"\nduration = \"1 min\"\nposture = \"sitting\"\n\
                [[phase]]\nname = \"d\"\nduration = \"1 min\"\nposture = \"standing\"\n";
    let scenario = Scenario::parse(text, "a.toml").unwrap();
    let moves = scenario.phases.iter().map(|phase| phase.movement.is_some());
    assert_eq!(moves.collect::<Vec<_>>(), [false, true, false, true]);
}

/// The parameters that shipped scenarios may set themselves: their pattern, the scenarios that may set
/// them, and what they are. All else is the body, which has one set of parameters; it changes only by
/// a condition, an intervention or an attribute of the subject.
const MAY_BE_SET: [(&str, &str, &str); 20] = [
    ("blood.bleeding_ml_per_min", "*", "stimulus: a catheter"),
    ("blood.infusion_ml_per_min", "*", "stimulus: a drip"),
    ("blood.wound_ml_per_min", "*", "stimulus: a wound"),
    ("lower_body.*_mmhg", "*", "stimulus: a box around the legs"),
    (
        "neck.chamber_mmhg",
        "*",
        "stimulus: a collar around the neck",
    ),
    ("respiration.strain_mmhg", "*", "stimulus: straining"),
    (
        "respiration.*_swing_mmhg",
        "ribcage-breathing",
        "stimulus: breathing as told",
    ),
    (
        "respiration.inspiration_fraction",
        "ribcage-breathing",
        "stimulus: breathing as told",
    ),
    ("leg.*.open_fraction", "*", "stimulus: a tight cuff"),
    (
        "leg.*.sleeve.knee.stocking_mmhg",
        "stasis*",
        "stimulus: a tourniquet",
    ),
    (
        "muscle.forearm.open_fraction",
        "*",
        "stimulus: a tight cuff",
    ),
    (
        "leg.left.collateral.*.conductance_ml_per_min_per_mmhg",
        "*",
        "stimulus: a tight cuff",
    ),
    ("leg.*.cuff.*", "*", "stimulus: a cuff"),
    ("arm.cuff.*", "*", "stimulus: a cuff"),
    (
        "heart.ischaemia.stops_at_vigour",
        "cardiac-arrest",
        "experiment: the heart stops",
    ),
    (
        "reflex.effector.drug_command",
        "pressor-steps",
        "stimulus: a drug on the vessels",
    ),
    ("valve.*.competence", "*", "condition: lost valves of veins"),
    (
        "leg.*.saphenous_*outlet.competence",
        "walk-varicose",
        "condition: lost valves of veins",
    ),
    (
        "valve.perforator.dilation",
        "walk-*",
        "condition: wide perforators",
    ),
    (
        "muscle.pressure_gain",
        "calf-raises-no-muscle-pressure",
        "experiment: no muscle pressure",
    ),
];

/// What a scenario sets itself, at the start and in its phases, without conditions and interventions.
fn own_settings(scenario: &Scenario) -> impl Iterator<Item = &str> {
    let of_phases = scenario.phases.iter().flat_map(|phase| &phase.set);
    let all = scenario.set.iter().chain(of_phases);
    all.filter(|setting| setting.named.is_none())
        .map(|setting| setting.path.as_str())
}

#[test]
fn no_shipped_scenario_sets_a_parameter_of_the_body() {
    let mut unused: Vec<&str> = MAY_BE_SET.iter().map(|(pattern, ..)| *pattern).collect();
    for shipped in scenario::shipped() {
        let scenario = Scenario::find(shipped.name).unwrap();
        for path in own_settings(&scenario) {
            let allowance = MAY_BE_SET
                .iter()
                .find(|(pattern, who, _)| matches(pattern, path) && matches(who, shipped.name));
            let Some((pattern, ..)) = allowance else {
                panic!(
                    "{} sets {path}, which is no stimulus, condition or experiment",
                    shipped.name
                );
            };
            unused.retain(|other| other != pattern);
        }
    }
    assert!(unused.is_empty(), "no scenario sets {unused:?} any more");
}

#[test]
fn a_delayed_scenario_begins_as_before_and_does_everything_else_later() {
    let scenario = Scenario::find("neck-suction").unwrap();
    let (at_once, later) = (scenario.timeline(), scenario.delayed_by(1.5).timeline());
    assert_eq!(later.given, at_once.given);
    assert_eq!(later.end_s, at_once.end_s + 1.5);
    for (late, early) in later.changes.iter().zip(&at_once.changes) {
        let delay_s = if early.at_s == 0.0 { 0.0 } else { 1.5 };
        assert_eq!(
            (late.at_s, &late.change),
            (early.at_s + delay_s, &early.change)
        );
    }
    for (late, early) in later.phases.iter().zip(&at_once.phases) {
        let starts_s = if early.start_s == 0.0 {
            0.0
        } else {
            early.start_s + 1.5
        };
        assert_eq!((late.start_s, late.end_s), (starts_s, early.end_s + 1.5));
    }
    for (late, early) in later.windows.iter().zip(&at_once.windows) {
        let times_s = (early.start_s + 1.5, early.end_s + 1.5);
        assert_eq!((late.start_s, late.end_s), times_s);
    }
}

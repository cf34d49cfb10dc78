//! What an account says, and that the record of a run has the same.

use super::*;
use crate::check::{self, Asked};
use crate::scenario::{self, Provenance, parse_override};

fn account(scenario: &Scenario) -> Account {
    let shipped = Parameters::shipped().unwrap();
    Account::of(scenario, &Subject::default(), &shipped, &shipped)
}

fn parsed(text: &str) -> Account {
    account(&Scenario::parse(text, "a.toml").unwrap())
}

/// The account of the record of a run.
fn of_record(scenario: &Scenario) -> Account {
    let shipped = Parameters::shipped().unwrap();
    let mut parameters = shipped.clone();
    for setting in &scenario.set {
        parameters.set(&setting.path, setting.value).unwrap();
    }
    let subject = Subject::default();
    let used = Provenance {
        version: "1",
        command: "secondheart run x",
        account: &Account::of(scenario, &subject, &shipped, &shipped),
        subject: &subject,
        parameters: &parameters,
        step_s: 0.008,
    };
    account(&Scenario::parse(&scenario::resolved(scenario, &used), "resolved.toml").unwrap())
}

#[test]
fn a_healthy_run_says_no_more_than_scenario_and_person() {
    let walk = account(&Scenario::find("walk").unwrap());
    assert_eq!(walk.lines(), [walk.person.as_str()]);
    assert!(walk.person.contains("male, 30 years"));
}

#[test]
fn a_parameter_is_told_with_its_shipped_value_and_unit() {
    let mut walk = Scenario::find("walk").unwrap();
    for set in [
        "muscle.pressure_gain=0",
        "blood.extra_volume_ml=-250",
        "valve.deep.competence=1",
    ] {
        walk.set_parameter(parse_override("--set", set).unwrap());
    }
    assert_eq!(
        account(&walk).differences(),
        [
            "from the start: blood.extra_volume_ml -250 instead of 0 mL; muscle.pressure_gain 0 \
          instead of 1"
        ]
    );
    assert_eq!(of_record(&walk), account(&walk), "the repetition");
}

#[test]
fn what_a_name_sets_to_its_own_value_is_covered_by_the_name() {
    let text = "conditions = [\"varicose-veins\"]\n\
                [[phase]]\nname = \"a\"\nduration = \"1 min\"\n";
    let told = parsed(text).differences();
    assert_eq!(told, ["from the start: primary varicose veins (both legs)"]);
    let other = format!("set = {{ \"valve.perforator.dilation\" = 1.0 }}\n{text}");
    assert_eq!(
        parsed(&other).differences(),
        [
            "from the start: primary varicose veins (both legs); valve.perforator.dilation 1 \
          instead of 1.5"
        ],
        "the shipped value is not the value of the condition"
    );
}

#[test]
fn changes_in_phases_are_told_with_the_value_before() {
    let told = account(&Scenario::find("bleed-375").unwrap()).differences();
    assert_eq!(
        told,
        [
            "from the phase bleeding: bleeding at 50 mL a minute; blood.bleeding_ml_per_min 58.594 instead \
             of 50 mL/min",
            "from the phase after: bleeding stopped",
        ]
    );
    let told = account(&Scenario::find("neck-suction").unwrap()).differences();
    assert_eq!(
        told[..2],
        [
            "from the phase suction 30: neck.chamber_mmhg -30 instead of 0 mmHg",
            "from the phase rest again: neck.chamber_mmhg 0 instead of -30 mmHg",
        ]
    );
}

#[test]
fn equal_changes_of_both_legs_are_one_and_many_are_counted() {
    let told = account(&Scenario::find("walk-varicose").unwrap()).differences();
    assert_eq!(told, ["from the start: primary varicose veins (both legs)"]);
    let outlet = "thigh.perforator.competence";
    let text = format!(
        "[set]\n\"leg.left.{outlet}\" = 0\n\"leg.right.{outlet}\" = 0\n\
         [[phase]]\nname = \"a\"\nduration = \"1 min\"\n"
    );
    assert_eq!(
        parsed(&text).differences(),
        [
            "from the start: leg.left.thigh.perforator.competence 0 instead of 1, and the \
             same on the right"
        ]
    );
    let told = account(&Scenario::find("femoral-occlusion").unwrap()).differences();
    assert!(told[0].contains("closed on the left: ") && told[0].contains("popliteal outlet"));
    assert!(!told[0].contains("right"), "{}", told[0]);
    let set = "activity.tiptoe.demand_ml_per_min_per_100g";
    let text = format!(
        "[set]\n\"{set}.soleus\" = 1\n\"{set}.gastrocnemius\" = 1\n\"{set}.anterior\" = 1\n\
         \"{set}.thigh\" = 1\n\"activity.tiptoe.metabolic_rate\" = 1\n\
         \"activity.tiptoe.rate_per_min\" = 1\n\"muscle.pressure_gain\" = 0\n\
         [[phase]]\nname = \"a\"\nduration = \"1 min\"\n"
    );
    let told = parsed(&text).differences();
    assert!(told[0].ends_with("; and 1 more"), "{}", told[0]);
}

#[test]
fn names_that_replace_or_contain_each_other_are_told_as_what_is_in_force() {
    let told = |top: &str, phase: &str| {
        let text = format!(
            "{top}\n[[phase]]\nname = \"a\"\nduration = \"1 min\"\n\
             [[phase]]\nname = \"b\"\nduration = \"1 min\"\n{phase}\n"
        );
        let scenario = Scenario::parse(&text, "a.toml").unwrap();
        assert_eq!(of_record(&scenario), account(&scenario), "{text}");
        account(&scenario).differences()
    };
    let (two, three) = (
        Sort::Intervention.find("stocking-class-2").unwrap().0,
        Sort::Intervention.find("stocking-class-3").unwrap().0,
    );
    let words = |title: &str| {
        format!(
            "{} (both legs)",
            title.replacen(|_: char| true, &title[..1].to_lowercase(), 1)
        )
    };
    let replaced = format!("{} instead of {}", words(&three.title), words(&two.title));
    assert_eq!(
        told(
            "interventions = [\"stocking-class-2\", \"stocking-class-3\"]",
            ""
        ),
        [format!("from the start: {replaced}")]
    );
    assert_eq!(
        told(
            "interventions = [\"stocking-class-2\"]",
            "interventions = [\"stocking-class-3\"]"
        ),
        [
            format!("from the start: {}", words(&two.title)),
            format!("from the phase b: {replaced}"),
        ]
    );
    assert_eq!(
        told(
            "conditions = [\"varicose-veins-left\", \"varicose-veins\"]",
            ""
        ),
        ["from the start: primary varicose veins (both legs)"]
    );
    assert_eq!(
        told("interventions = [\"stop-bleeding\"]", ""),
        ["from the start: bleeding stopped (changes nothing)"]
    );
}

#[test]
fn what_the_command_line_changes_in_a_phase_is_told_also_of_the_record() {
    let of_phases = ["walking.speed=\"6 km/h\"", "still.duration=4 min"].map(str::to_owned);
    let asked = Asked {
        of_phases: &of_phases,
        ..Asked::default()
    };
    let walk = check::read_with("walk", &asked, &Parameters::shipped().unwrap()).unwrap();
    assert_eq!(walk.title, "Variant of: Walking at 3 km/h");
    assert!(walk.description.starts_with("Of the unchanged scenario: "));
    assert_eq!(
        account(&walk).differences(),
        [
            "changed in phases: walking: speed 6 km/h instead of 3 km/h; still: duration 4 min \
             instead of 2 min"
        ]
    );
    assert_eq!(of_record(&walk), account(&walk));
}

#[test]
fn the_description_of_a_base_is_not_taken_for_that_of_its_variant() {
    let parse = |text: &str| Scenario::parse(text, "a.toml").unwrap();
    let shipped = Scenario::find("walk").unwrap();
    let of_base = format!("Of the unchanged scenario: {}", shipped.description);
    let other = parse("extends = \"walk\"\n[[phase]]\nname = \"walking\"\nactivity = \"rest\"\n");
    assert_eq!(other.title, "Variant of: Walking at 3 km/h");
    assert_eq!(other.description, of_base);
    let same = parse("extends = \"walk\"\n");
    assert_eq!(
        (same.title, same.description),
        (shipped.title, shipped.description)
    );
    let own =
        parse("extends = \"walk\"\ntitle = \"t\"\ndescription = \"d\"\nstart = \"sitting\"\n");
    assert_eq!((own.title.as_str(), own.description.as_str()), ("t", "d"));
    let with = Asked {
        with: &["varicose-veins".to_owned()],
        ..Asked::default()
    };
    let ill = check::read_with("walk", &with, &Parameters::shipped().unwrap()).unwrap();
    assert_eq!(ill.description, of_base);
}

#[test]
fn many_phases_are_counted_too() {
    let phase = |i: usize| {
        let gain = if i.is_multiple_of(2) { 0.5 } else { 1.0 };
        format!(
            "[[phase]]\nname = \"p{i}\"\nduration = \"1 s\"\nset = {{ \"muscle.pressure_gain\" \
             = {gain} }}\n"
        )
    };
    let told = parsed(&(0..40).map(phase).collect::<String>()).differences();
    assert_eq!(told.len(), 7);
    assert_eq!(told[6], "and changes in 34 more phases");
}

#[test]
fn a_phase_says_posture_and_activity_given_or_by_default() {
    let text = "start = \"standing\"\n\
                [[phase]]\nname = \"a\"\nduration = \"1 min\"\nactivity = \"walk\"\n\
                [[phase]]\nname = \"b\"\nduration = \"1 min\"\n\
                activity = { pattern = \"tiptoe\", count = 3 }\n\
                [[phase]]\nname = \"c\"\nduration = \"1 min\"\nposture = { trunk = \"60 deg\" }\n\
                manner = \"passive\"\nramp = \"10 s\"\n\
                [[phase]]\nname = \"d\"\nduration = \"1 min\"\nposture = \"sitting\"\n\
                activity = { pattern = \"cycle\", power = \"70 W\" }\n";
    let told: Vec<String> = parsed(text)
        .phases
        .iter()
        .map(|phase| phase.details().join("; "))
        .collect();
    assert_eq!(
        told,
        [
            "standing; walk at 4.5 km/h (default)",
            "standing; tiptoe at 60 /min (default), 3 times",
            "to trunk at 60 deg in 10 s, passively; rest",
            "to sitting in 3 s, actively; cycle at 70 W and 50 /min (default)",
        ]
    );
}

#[test]
fn the_record_of_every_shipped_scenario_has_the_same_account() {
    for shipped in scenario::shipped() {
        let scenario = Scenario::find(shipped.name).unwrap();
        assert_eq!(of_record(&scenario), account(&scenario), "{}", shipped.name);
    }
    let with = ["stent-iliac", "iliac-artery-stenosis-left"].map(str::to_owned);
    let asked = Asked {
        with: &with,
        ..Asked::default()
    };
    let walk = check::read_with("walk", &asked, &Parameters::shipped().unwrap()).unwrap();
    assert_eq!(of_record(&walk), account(&walk));
}

#[test]
fn what_a_name_on_one_leg_sets_in_both_is_told() {
    let text = |interventions: &str| {
        let account = parsed(&format!(
            "{interventions}\n[[phase]]\nname = \"rest\"\nduration = \"1 min\"\n"
        ));
        account.differences().join("\n")
    };
    assert_eq!(
        text("conditions = [\"varicose-veins-left\"]"),
        "from the start: primary varicose veins (left leg; in both legs valve.perforator.dilation)"
    );
    let one = "from the start: stocking of class 2, to the knee (left leg)";
    assert_eq!(text("interventions = [\"stocking-class-2-left\"]"), one);
    assert_eq!(
        text("interventions = [\"stocking-class-2\", \"stockings-off-left\"]"),
        "from the start: stocking of class 2, to the knee (both legs); stockings taken off (left leg)"
    );
    let alone = text("interventions = [\"stockings-off-left\"]");
    assert!(alone.ends_with("(left leg) (changes nothing)"), "{alone}");
}

#[test]
fn switching_off_the_cuffs_of_one_leg_leaves_the_pump_of_the_other_on() {
    let settings = |word| {
        Sort::Intervention
            .settings(word)
            .unwrap()
            .into_iter()
            .map(|setting| setting.path)
            .collect::<Vec<String>>()
    };
    let off = settings("pump-off-left");
    assert!(!off.is_empty());
    assert!(
        off.iter().all(|path| path.starts_with("leg.left.")),
        "{off:?}"
    );
}

//! Tests of which measurements bear on which run, with the shipped rows.

use super::*;
use crate::target::Role;
use secondheart_body::Sex;
use secondheart_protocol::account::Account;
use secondheart_protocol::check::{self, Asked};
use secondheart_protocol::scenario::{Provenance, parse_override, resolved};
use secondheart_protocol::subject;
use std::collections::BTreeSet;
use std::sync::OnceLock;

fn rows() -> &'static [Target] {
    static ROWS: OnceLock<Vec<Target>> = OnceLock::new();
    ROWS.get_or_init(|| crate::shipped().unwrap())
}

fn row(id: &str) -> &'static Target {
    rows().iter().find(|row| row.id == id).unwrap()
}

fn man() -> Subject {
    subject::find("reference-man").unwrap()
}

/// Ids of the rows that bear on a run anywhere.
fn bearing(scenario: &Scenario, person: &Subject) -> BTreeSet<&'static str> {
    let circumstances = Circumstances::of(scenario, person).unwrap();
    let timeline = scenario.timeline();
    let spans: Vec<&Span> = timeline.phases.iter().chain(&timeline.windows).collect();
    let bears = |row: &&Target| {
        let mut spans = spans.iter();
        spans.any(|span| matches!(circumstances.bearing(row, &span.name), Some(Ok(_))))
    };
    let rows = rows().iter().filter(bears);
    rows.map(|row| row.id.as_str()).collect()
}

fn shipped(name: &str) -> Scenario {
    Scenario::find(name).unwrap()
}

fn misfit(id: &str, scenario: &Scenario, person: &Subject, span: &str) -> Option<Misfit> {
    let circumstances = Circumstances::of(scenario, person).unwrap();
    circumstances.bearing(row(id), span).unwrap().err()
}

#[test]
fn a_row_for_men_bears_on_a_man_and_not_on_a_woman() {
    let (rest, woman) = (
        shipped("supine-rest"),
        subject::find("reference-woman").unwrap(),
    );
    assert_eq!(misfit("BL03", &rest, &man(), "rest"), None);
    assert_eq!(misfit("BL03", &rest, &woman, "rest"), Some(Misfit::Person));
    let hers = bearing(&rest, &woman);
    assert!(hers.contains("BL16") && hers.contains("ST16"), "{hers:?}");
    assert!(bearing(&rest, &man()).is_superset(&hers));
    let of_men = |id: &&str| row(id).holds_for.sex == Some(Sex::Male);
    assert_eq!(hers.iter().copied().find(|id| of_men(id)), None);
}

#[test]
fn a_row_for_the_young_does_not_bear_on_the_old() {
    let old = Subject {
        age_years: 70.0,
        ..man()
    };
    let stand = shipped("active-stand");
    assert_eq!(misfit("ST10", &stand, &man(), "minute_5"), None);
    assert_eq!(
        misfit("ST10", &stand, &old, "minute_5"),
        Some(Misfit::Person)
    );
}

#[test]
fn a_person_outside_the_checked_range_is_compared_only_with_rows_that_state_such_an_age() {
    let aged = |age_years| Subject { age_years, ..man() };
    let tilt = shipped("tilt-60");
    assert!(bearing(&tilt, &aged(60.0)).is_superset(&bearing(&tilt, &aged(80.0))));
    let eighty = bearing(&tilt, &aged(80.0));
    assert!(eighty.contains("ST02"), "20 to 80 years: {eighty:?}");
    let states_80 = |id: &&str| {
        row(id)
            .holds_for
            .ages_years
            .is_some_and(|ages| ages.1 >= 80.0)
    };
    assert!(eighty.iter().all(states_80), "{eighty:?}");
    assert!(bearing(&shipped("walk"), &aged(80.0)).is_empty());
    // A row that states an age holds for that age, whatever the checked range is.
    let mut of_the_old = row("MP07").clone();
    of_the_old.holds_for.ages_years = Some((70.0, 85.0));
    let fits = |person: &Subject| of_the_old.holds_for.fits_person(person);
    assert!(fits(&aged(80.0)) && fits(&aged(70.0)));
    assert!(!fits(&aged(69.0)) && !fits(&aged(86.0)) && !fits(&man()));
    // An age that is stated does not stand for the build.
    let tall = Subject {
        stature_cm: 205.0,
        mass_kg: 98.0,
        ..aged(80.0)
    };
    assert!(
        !fits(&tall)
            && !row("MP07").holds_for.fits_person(&Subject {
                age_years: 30.0,
                ..tall
            })
    );
}

#[test]
fn no_row_bears_on_a_body_that_is_not_the_scenarios() {
    let walk = shipped("walk");
    assert!(bearing(&walk, &man()).contains("MP07"));
    let parameters = Parameters::shipped().unwrap();
    for (with, set) in [
        ("varicose-veins", None),
        ("varicose-veins-left", None),
        ("stocking-class-2", None),
        ("", Some("muscle.pressure_gain=0".to_owned())),
    ] {
        let with: Vec<String> = with.split_whitespace().map(str::to_owned).collect();
        let asked = Asked {
            with: &with,
            set: set.as_slice(),
            ..Asked::default()
        };
        let walk = check::read_with("walk", &asked, &parameters).unwrap();
        assert!(bearing(&walk, &man()).is_empty(), "{:?}", walk.set);
        let why = misfit("MP07", &walk, &man(), "last_minute_walking");
        assert_eq!(why, Some(Misfit::Run));
    }
}

#[test]
fn a_parameter_set_to_its_shipped_value_changes_nothing() {
    let mut walk = shipped("walk");
    let before = bearing(&walk, &man());
    walk.set_parameter(parse_override("--set", "muscle.pressure_gain=0").unwrap());
    let shipped = Parameters::shipped().unwrap();
    let value = shipped.value("muscle.pressure_gain").unwrap();
    walk.set[0].value = value;
    assert_eq!(bearing(&walk, &man()), before);
}

#[test]
fn a_run_repeated_from_its_results_has_the_same_rows() {
    let failure = "tiptoe-minute-autonomic-failure";
    for (name, gain) in [("walk", None), ("walk", Some(0.0)), (failure, None)] {
        let mut scenario = shipped(name);
        if let Some(gain) = gain {
            let argument = format!("muscle.pressure_gain={gain}");
            scenario.set_parameter(parse_override("--set", &argument).unwrap());
        }
        let shipped_parameters = Parameters::shipped().unwrap();
        let mut parameters = shipped_parameters.clone();
        for setting in &scenario.set {
            parameters.set(&setting.path, setting.value).unwrap();
        }
        let used = Provenance {
            version: "1",
            command: "",
            subject: &man(),
            parameters: &parameters,
            account: &Account::of(&scenario, &man(), &parameters, &shipped_parameters),
            step_s: 0.008,
        };
        let again = Scenario::parse(&resolved(&scenario, &used), "resolved.toml").unwrap();
        assert_eq!(
            bearing(&again, &man()),
            bearing(&scenario, &man()),
            "{name}"
        );
        assert_eq!(bearing(&again, &man()).is_empty(), gain.is_some());
    }
}

#[test]
fn rows_of_patients_bear_on_the_scenario_with_their_condition_only() {
    let failed = bearing(&shipped("tiptoe-minute-autonomic-failure"), &man());
    assert_eq!(failed.into_iter().collect::<Vec<_>>(), ["MP22"]);
    let stockings = shipped("apg-varicose-stocking");
    assert!(
        bearing(&stockings, &man()).is_empty(),
        "women were measured"
    );
    let woman = subject::find("reference-woman").unwrap();
    assert!(bearing(&stockings, &woman).contains("SI27"));
    // Its people had varicose veins, and the row is only shown beside a healthy body.
    let stand = shipped("active-stand");
    assert_eq!(
        misfit("VM10", &stand, &man(), "minute_5"),
        Some(Misfit::State)
    );
    // Its people sat on an ergometer.
    assert_eq!(
        misfit("ST12", &stand, &man(), "minute_5"),
        Some(Misfit::State)
    );
}

#[test]
fn no_row_bears_on_another_protocol_under_the_same_name() {
    let faster = "name = \"walk\"\nextends = \"walk\"\n[[phase]]\nname = \"walking\"\nactivity = \
                  { pattern = \"walk\", speed = \"6 km/h\" }\n";
    let scenario = Scenario::parse(faster, "mine.toml").unwrap();
    assert_eq!(scenario.name, "walk");
    let why = misfit("MP07", &scenario, &man(), "last_minute_walking");
    assert_eq!(why, Some(Misfit::Run));
    let bare = "name = \"stockings-lying\"\nextends = \"stockings-lying\"\n[[phase]]\nname = \
                \"light\"\ninterventions = [\"stocking-class-1\"]\n";
    let scenario = Scenario::parse(bare, "mine.toml").unwrap();
    let light = shipped("stockings-lying");
    assert_eq!(misfit("SI19", &light, &man(), "light"), None);
    assert_eq!(
        misfit("SI19", &scenario, &man(), "light"),
        Some(Misfit::Run)
    );
    let longer = "name = \"active-stand\"\nextends = \"active-stand\"\n[[phase]]\nname = \
                  \"tensing\"\nduration = \"1 min\"\nactivity = \"tense\"\n";
    let scenario = Scenario::parse(longer, "mine.toml").unwrap();
    assert_eq!(
        misfit("ST10", &scenario, &man(), "minute_5"),
        None,
        "a phase at the end changes nothing before it"
    );
}

#[test]
fn a_row_bears_only_on_the_phases_that_it_names() {
    let circumstances = Circumstances::of(&shipped("walk"), &man()).unwrap();
    assert_eq!(circumstances.bearing(row("MP07"), "standing"), None);
    assert_eq!(circumstances.bearing(row("RF16"), "walking"), None);
}

#[test]
fn a_row_in_another_state_than_its_scenario_bears_on_no_run() {
    let circumstances = Circumstances::of(&shipped("walk"), &man()).unwrap();
    let differs: [fn(&mut HoldsFor); 6] = [
        |row| row.posture = "sitting",
        |row| row.protocol = "run",
        |row| row.protocol = "rest",
        |row| row.trained = Some(true),
        |row| row.treatment = Some("stocking-class-2"),
        |row| row.health = Health::Other,
    ];
    for differ in differs {
        let mut changed = row("MP07").clone();
        differ(&mut changed.holds_for);
        let bearing = circumstances.bearing(&changed, "last_minute_walking");
        assert_eq!(bearing, Some(Err(Misfit::State)), "{:?}", changed.holds_for);
    }
    let mut same = row("MP07").clone();
    same.holds_for.trained = Some(false);
    same.holds_for.health = Health::Any;
    let bearing = circumstances.bearing(&same, "last_minute_walking");
    assert!(bearing.unwrap().is_ok());
}

#[test]
fn every_judged_row_bears_on_each_phase_that_it_names() {
    let woman = subject::find("reference-woman").unwrap();
    for row in rows().iter().filter(|row| row.is_judged()) {
        let Some(measurement) = &row.measurement else {
            continue;
        };
        let person = match row.holds_for.sex {
            Some(Sex::Female) => &woman,
            _ => &man(),
        };
        let own = (measurement.case.scenario.as_str(), measurement.phase());
        let shown = measurement.shown_in.iter();
        let shown = shown.map(|s| (s.scenario.as_str(), s.phase.as_str()));
        let one_phase = measurement.in_phase(own.0, own.1).is_some();
        for (scenario, phase) in shown.chain([own]) {
            let scenario = shipped(scenario);
            let person = scenario.subject.as_ref().unwrap_or(person);
            if !one_phase || row.role == Role::Invariant {
                // A phase of a run alone does not give the number, or people do not.
                let circumstances = Circumstances::of(&scenario, person).unwrap();
                assert_eq!(circumstances.bearing(row, phase), None, "{}", row.id);
                continue;
            }
            let misfit = misfit(&row.id, &scenario, person, phase);
            assert_eq!(misfit, None, "{} in {}/{phase}", row.id, scenario.name);
        }
    }
}

#[test]
fn who_a_row_is_for_is_said_in_words() {
    assert_eq!(
        row("BL03").holds_for.in_words(),
        "healthy men, supine, rest"
    );
    assert_eq!(
        row("BL14").holds_for.people(),
        "healthy men of 18 to 35 years"
    );
    assert_eq!(row("RF21").holds_for.people(), "trained healthy men");
    assert_eq!(
        row("SI27").holds_for.in_words(),
        "women with primary varicose veins, treated: stocking-14-mmhg, standing, rest"
    );
    assert_eq!(row("SI27").role, Role::Predicted);
    assert_eq!(row("PA05").holds_for.people(), "adults, healthy or not");
}

//! Reading rows, and the mistakes in them.

use secondheart_protocol::mistakes::Mistakes;
use secondheart_protocol::scenario::Scenario;

use super::*;

#[test]
fn a_target_is_read_whole() {
    let target = target(|_| ());
    assert_eq!(
        (target.id.as_str(), target.phenomenon.as_str()),
        ("A1", "Pump")
    );
    assert_eq!((target.mean, target.low, target.high), (23.5, 15.0, 32.0));
    assert_eq!(target.band_basis, BandBasis::Source);
    assert_eq!(target.evidence, EvidenceKind::Primary);
    assert!(target.is_judged() && target.accepts(15.0) && target.accepts(32.0));
    assert!(!target.accepts(14.99) && !target.accepts(f64::NAN));
    let measurement = target.measurement.unwrap();
    assert_eq!(measurement.case, Case::plain("walk"));
    assert_eq!(measurement.reduce, Reduction::Value);
}

#[test]
fn a_band_is_shown_in_alike_phases_too() {
    let shown = |list: &str| replaced("\"value\"\n", &format!("\"value\"\nshown_in = {list}\n"));
    let evidence = Evidence::parse(&shown("[\"calf-raises/standing\"]"), "a.toml").unwrap();
    let measurement = evidence.targets[0].measurement.as_ref().unwrap();
    assert_eq!(
        measurement.in_phase("walk", "walking").as_ref(),
        Some(measurement)
    );
    let there = measurement.in_phase("calf-raises", "standing").unwrap();
    assert_eq!(
        (there.phase(), there.from_phase.as_deref()),
        ("standing", None)
    );
    assert_eq!(measurement.in_phase("calf-raises", "tiptoes"), None);

    let change = |text: String| text.replace("\"value\"", "\"change\"\nfrom_phase = \"standing\"");
    let text = change(shown("[\"calf-raises/tiptoes/standing\"]"));
    let evidence = Evidence::parse(&text, "a.toml").unwrap();
    let measurement = evidence.targets[0].measurement.as_ref().unwrap();
    let there = measurement.in_phase("calf-raises", "tiptoes").unwrap();
    assert_eq!(there.phase(), "tiptoes");
    assert_eq!(there.from_phase.as_deref(), Some("standing"));

    for (list, says) in [
        ("[\"calf-rises/standing\"]", "did you mean \"calf-raises\"?"),
        ("[\"calf-raises/standin\"]", "did you mean \"standing\"?"),
        ("[\"calf-raises\"]", "expected scenario/phase, found"),
        (
            "[\"calf-raises/tiptoes/standing\"]",
            "expected scenario/phase, found",
        ),
    ] {
        let told = message(&shown(list));
        assert!(told.starts_with("a.toml:23: target.A1.shown_in"), "{told}");
        assert!(told.contains(says), "{told}");
    }
}

#[test]
fn only_predicted_and_calibrated_rows_that_count_are_judged() {
    let judged = |role: &str, counts: &str| {
        target(|text| {
            *text = text.replace("\"predicted\"", &format!("\"{role}\"\ncounts = {counts}"));
        })
        .is_judged()
    };
    assert!(judged("predicted", "true") && judged("calibrated", "true"));
    assert!(!judged("predicted", "false"));
    assert!(!judged("input", "true") && !judged("definition", "true"));
    assert!(!judged("out_of_scope", "true"));
}

#[test]
fn every_mistake_has_its_line_its_key_and_the_nearest_word() {
    for (from, to, expected) in [
        (
            "role = \"predicted\"",
            "role = \"predictd\"",
            "a.toml:17: target.A1.role: unknown role \"predictd\"; did you mean \
             \"predicted\"?",
        ),
        (
            "population",
            "popluation",
            "a.toml:11: target.A1: unknown key \"popluation\"; did you mean \"population\"?",
        ),
        (
            "mean = 23.5\n",
            "",
            "a.toml:3: target.A1: the key \"mean\" is missing",
        ),
        (
            "mean = 23.5",
            "mean = 33.5",
            "a.toml:7: target.A1.mean: the mean 33.5 does not lie in the band from 15 to 32",
        ),
        (
            "low = 15.0",
            "low = nan",
            "a.toml:8: target.A1.low: nan is not a finite number",
        ),
        (
            "scenario = \"walk\"",
            "scenario = \"wlak\"",
            "a.toml:19: target.A1.scenario: unknown scenario \"wlak\"; did you mean \"walk\"?",
        ),
        (
            "scenario = \"walk\"",
            "scenario = \"mine.toml\"",
            "a.toml:19: target.A1.scenario: mine.toml cannot be read: No such file or directory \
             (os error 2)",
        ),
        (
            "scenario = \"walk\"\n",
            "",
            "a.toml:19: target.A1.phase: \"phase\" has no meaning here without \"scenario\"",
        ),
        (
            "phase = \"walking\"",
            "phase = \"walkin\"",
            "a.toml:20: target.A1.phase: the scenario \"walk\" has no phase or window \"walkin\"; did you \
             mean \"walking\"?",
        ),
        (
            "reading = \"ankle_vein_pressure_mmhg\"",
            "reading = \"ankle_vein_presure_mmhg\"",
            "a.toml:21: target.A1.reading: unknown reading \"ankle_vein_presure_mmhg\"; did you mean \
             \"ankle_vein_pressure_mmhg\"?",
        ),
        (
            "reading = \"ankle_vein_pressure_mmhg\"",
            "reading = \"xyzzyxyzzy\"",
            "a.toml:21: target.A1.reading: unknown reading \"xyzzyxyzzy\"; `secondheart readings` lists \
             all",
        ),
        (
            "reduce = \"value\"",
            "reduce = \"change\"",
            "a.toml:22: target.A1.reduce: reduce = \"change\" is counted from a reference, but the key \
             \"from_phase\" is missing; name the phase or window of \"walk\" whose value is the reference",
        ),
        (
            "reduce = \"value\"",
            "reduce = \"change\"\nfrom_scenario = \"calf-raises\"",
            "a.toml:22: target.A1.reduce: reduce = \"change\" is counted from a reference, but the key \
             \"from_phase\" is missing; name the phase or window of \"calf-raises\" whose value is the \
             reference",
        ),
        (
            "reduce = \"value\"",
            "reduce = \"value\"\nfrom_phase = \"standing\"",
            "a.toml:23: target.A1.from_phase: reduce = \"value\" compares the reading itself, so \
             \"from_phase\" has nothing to do; delete \"from_phase\", or choose a reduction that has a \
             reference: change, change_pct, share_pct, ratio, sign, change_per, peak_change, peak_change_pct, half_time, time_to_peak, \
             duration",
        ),
        (
            "unit = \"mmHg\"",
            "unit = \"mL\"",
            "a.toml:6: target.A1.unit: the target is in mL, but \"ankle_vein_pressure_mmhg\" is \
             compared in mmHg",
        ),
        (
            "id = \"A1\"",
            "id = \"A 1\"",
            "a.toml:4: target.A 1.id: \"A 1\" cannot be an id: use letters, digits, - and _",
        ),
        (
            "claims = [\"C1\"]",
            "claims = [\"C77\"]",
            "a.toml:16: target.A1.claims: unknown claim \"C77\"; did you mean \"C7\"?",
        ),
        (
            "claims = [\"C1\"]",
            "claims = []\nconflicts_with = [\"B2\"]",
            "a.toml:17: target.A1.conflicts_with: unknown target \"B2\"; valid: A1",
        ),
        (
            "sex = \"any\"",
            "sex = \"mael\"",
            "a.toml:12: target.A1.holds_for.sex: unknown sex \"mael\"; did you mean \"male\"?",
        ),
        (
            "sex = \"any\", ",
            "",
            "a.toml:12: target.A1.holds_for: the key \"sex\" is missing",
        ),
        (
            "sex = \"any\"",
            "sex = \"any\", to_age = \"35\"",
            "a.toml:12: target.A1.holds_for.to_age: \"35\" has no unit; write it as in \"30 y\"",
        ),
        (
            "sex = \"any\"",
            "sex = \"any\", from_age = \"50 y\", to_age = \"35 y\"",
            "a.toml:12: target.A1.holds_for.to_age: 35 y is outside 50 y to 90 y",
        ),
        (
            "health = \"healthy\"",
            "health = \"varicose-vein\"",
            "a.toml:12: target.A1.holds_for.health: unknown state of health \"varicose-vein\"; \
             did you mean \"varicose-veins\"?",
        ),
        (
            "sex = \"any\"",
            "sex = \"any\", treatment = \"stocking-class-22\"",
            "a.toml:12: target.A1.holds_for.treatment: unknown intervention \
             \"stocking-class-22\"; did you mean \"stocking-class-2\"?",
        ),
        (
            "posture = \"standing\"",
            "posture = \"standng\"",
            "a.toml:12: target.A1.holds_for.posture: unknown posture \"standng\"; did you mean \
             \"standing\"?",
        ),
        (
            "posture = \"standing\"",
            "posture = \"lying\"",
            "a.toml:12: target.A1.holds_for.posture: unknown posture \"lying\"; did you mean \
             \"supine\"?",
        ),
        (
            "protocol = \"walk\"",
            "protocol = \"wlak\"",
            "a.toml:12: target.A1.holds_for.protocol: unknown protocol \"wlak\"; did you mean \
             \"walk\"?",
        ),
        (
            "claims = [\"C1\"]",
            "claims = []\ncounts = \"no\"",
            "a.toml:17: target.A1.counts: expected true or false, found a text",
        ),
    ] {
        assert_eq!(message(&replaced(from, to)), expected);
    }
}

#[test]
fn ids_are_unique_and_contradictions_are_mutual() {
    let one = text(|_| ());
    let (_, item) = one.split_once("\n\n").unwrap();
    assert_eq!(
        message(&format!("{one}\n{item}")),
        "a.toml:25: target.A1.id: there are two targets \"A1\""
    );
    let other = item.replace("\"A1\"", "\"B1\"");
    let sided = other.replace("claims", "conflicts_with = [\"A1\"]\nclaims");
    assert_eq!(
        message(&format!("{one}\n{sided}")),
        "a.toml:37: target.B1.conflicts_with: \"B1\" names \"A1\" as contradicting, but \
         \"A1\" does not name \"B1\""
    );
}

#[test]
fn keeping_some_targets_keeps_only_their_scenarios_and_claims() {
    let mut evidence = Evidence::shipped().unwrap();
    evidence.keep(|target| target.id == "MP07" || target.id == "RF24");
    assert_eq!(evidence.targets.len(), 2);
    let walk = Case::plain("walk");
    assert_eq!(evidence.scenarios.keys().collect::<Vec<_>>(), [&walk]);
    assert_eq!(evidence.scenarios[&walk], Scenario::find("walk").unwrap());
    assert!(!evidence.claims.is_empty());
    let borne_on = |claim: &Claim| {
        evidence
            .targets
            .iter()
            .any(|t| t.claims.contains(&claim.id))
    };
    assert!(
        evidence.claims.iter().all(borne_on),
        "no claim stands without a row"
    );
    assert_eq!(
        evidence.target("mp70").unwrap_err().to_string(),
        "mp70: unknown target \"mp70\"; did you mean \"MP07\"?"
    );
}

#[test]
fn a_scenario_or_a_subject_among_the_evidence_is_told_as_what_it_is() {
    for (text, kind) in [
        (
            "name = \"mine\"\n[[phase]]\nname = \"rest\"\nduration = \"5 s\"\n",
            "scenario",
        ),
        ("extends = \"walk\"\n", "scenario"),
        (
            "name = \"ann\"\nstature = \"170 cm\"\nmass = \"60 kg\"\n",
            "subject",
        ),
    ] {
        let told = message(text);
        let expected =
            format!("a.toml: this file is a {kind}, not evidence; keep it in another folder");
        assert!(told.starts_with(&expected), "{told}");
        assert_eq!(told.lines().count(), 1, "{told}");
    }
}

#[test]
fn a_batch_may_have_no_row_in_band_and_no_more_than_were_measured() {
    let read = |in_band: &str| {
        let text = format!(
            "goal_pct = 80.0\n[[batch]]\nwhat = \"rows\"\nmeasured = 4\nin_band = {in_band}\n\
             record = \"here\"\n"
        );
        let mistakes = Mistakes::default();
        let sight = crate::read::first_sight(&text, "first_sight.toml", &mistakes);
        let sight = mistakes.finish(sight).map(|sight| sight.counts());
        sight.map_err(|errors| errors.to_string())
    };
    assert_eq!(read("0"), Ok((4, 0)));
    assert_eq!(read("4"), Ok((4, 4)));
    for (wrong, told) in [
        ("5", "0"),
        ("-1", "-1"),
        ("0.5", "whole number, at least 0"),
    ] {
        let refused = read(wrong).unwrap_err();
        assert!(
            refused.contains("in_band") && refused.contains(told),
            "{refused}"
        );
    }
}

#[test]
fn a_row_may_have_its_own_person_and_conditions() {
    let text = replaced(
        "scenario = \"walk\"\n",
        "scenario = \"walk\"\nsubject = \"reference-woman\"\nwith = [\"varicose-veins\"]\n",
    );
    let evidence = Evidence::parse(&text, "a.toml").unwrap();
    let (case, scenario) = evidence.scenarios.first_key_value().unwrap();
    assert_eq!(
        case.to_string(),
        "walk by reference-woman with varicose-veins"
    );
    assert_eq!(scenario.own_subject().name, "reference woman");
    let shipped = Scenario::find("walk").unwrap();
    assert_eq!(scenario.named.len(), shipped.named.len() + 1);
    assert!(scenario.set.len() > shipped.set.len());
    for (own, told) in [
        (
            "subject = \"reference-woma\"",
            "a.toml:20: target.A1.subject: unknown subject \"reference-woma\"; did you mean \
             \"reference-woman\"?",
        ),
        (
            "with = [\"varicose-vein\"]",
            "a.toml:20: target.A1.with: unknown condition or intervention \"varicose-vein\"; did \
             you mean \"varicose-veins\"?",
        ),
    ] {
        let text = replaced(
            "scenario = \"walk\"\n",
            &format!("scenario = \"walk\"\n{own}\n"),
        );
        assert_eq!(message(&text), told);
    }
}

#[test]
fn a_reference_may_be_the_same_scenario_in_another_person() {
    let text = replaced(
        "reduce = \"value\"\n",
        "reduce = \"change\"\nfrom_phase = \"walking\"\nfrom_with = [\"varicose-veins\"]\n",
    );
    let evidence = Evidence::parse(&text, "a.toml").unwrap();
    let measurement = evidence.targets[0].measurement.as_ref().unwrap();
    let reference = measurement.from_case.as_ref().unwrap();
    assert_eq!(reference.to_string(), "walk with varicose-veins");
    assert_eq!(evidence.scenarios.len(), 2);
}

#[test]
fn a_reduction_says_what_it_needs() {
    for (reduce, told) in [
        ("slope", "reduce = \"slope\" needs the key \"phases\""),
        (
            "slope\"\nphases = [\"walking\"]\nagainst = \"heart_rate_per_min",
            "\"phase\" has no meaning with reduce = \"slope\"",
        ),
        (
            "threshold\"\nagainst = \"heart_rate_per_min",
            "reduce = \"threshold\" needs the key \"level\"",
        ),
        (
            "plateau\"\nlevel = 3\nreading = \"heart_rate_per_min",
            "\"level\" has no meaning with reduce = \"plateau\"",
        ),
        (
            "half_time",
            "reduce = \"half_time\" is counted from a reference",
        ),
    ] {
        let text = text(|text| {
            *text = text.replace("reduce = \"value\"", &format!("reduce = \"{reduce}\""));
            if reduce.contains("\nreading") {
                *text = text.replace("reading = \"ankle_vein_pressure_mmhg\"\n", "");
            }
        });
        let message = message(&text);
        assert!(message.contains(told), "{message}");
    }
}

#[test]
fn a_slope_is_in_the_unit_of_the_reading_over_that_of_the_other() {
    let slope = |unit: &str, against: &str| {
        text(|text| {
            *text = text
                .replace("unit = \"mmHg\"", &format!("unit = \"{unit}\""))
                .replace(
                    "phase = \"walking\"",
                    "phases = [\"standing\", \"walking\"]",
                )
                .replace(
                    "reduce = \"value\"",
                    &format!("reduce = \"slope\"\nagainst = \"{against}\""),
                );
        })
    };
    let against = "cardiac_output_l_per_min";
    let row = Evidence::parse(&slope("mmHg.min/L", against), "a.toml").unwrap();
    let measurement = row.targets[0].measurement.as_ref().unwrap();
    assert_eq!(measurement.phases, ["standing", "walking"]);
    // One phase of a run gives no slope.
    assert_eq!(measurement.in_phase("walk", "walking"), None);
    assert!(Evidence::parse(&slope("mmHg/mL", "stroke_volume_ml"), "a.toml").is_ok());
    let told = message(&slope("mmHg", against));
    assert!(told.contains("is compared in mmHg.min/L"), "{told}");
}

#[test]
fn a_row_of_ones_own_may_contradict_a_shipped_one() {
    let folder = std::env::temp_dir().join(format!("secondheart-own-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let own = |other: &str| {
        replaced(
            "claims = [\"C1\"]\n",
            &format!("claims = [\"C1\"]\nconflicts_with = [\"{other}\"]\nconflict_note = \"n\"\n"),
        )
    };
    std::fs::write(folder.join("mine.toml"), own("MP07")).unwrap();
    let read = Evidence::with_folder(&folder);
    std::fs::write(folder.join("mine.toml"), own("MP007")).unwrap();
    let misspelt = Evidence::with_folder(&folder);
    std::fs::remove_dir_all(&folder).unwrap();
    let own: Vec<Target> = read.unwrap().targets;
    let own: Vec<&Target> = own.iter().filter(|target| target.is_own).collect();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0].id, "A1");
    assert!(misspelt.is_err());
}

#[test]
fn of_a_folder_without_rows_of_ones_own_nothing_is_kept() {
    let mut evidence = Evidence::shipped().unwrap();
    assert!(!evidence.first_sight.batches.is_empty());
    let refused = evidence.keep_own(std::path::Path::new("mine")).unwrap_err();
    assert!(
        refused
            .to_string()
            .starts_with("mine: no measurement of your own"),
        "{refused}"
    );
    assert!(refused.to_string().contains("[[target]]"), "{refused}");
    assert!(
        evidence.first_sight.batches.is_empty(),
        "the shipped batches"
    );
    let mut own = Evidence::parse(&text(|_| ()), "a.toml").unwrap();
    own.keep_own(std::path::Path::new("mine")).unwrap();
    assert_eq!(own.targets.len(), 1);
}

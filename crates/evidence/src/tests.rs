//! Tests of reading evidence and of comparing with it.

use super::*;
use secondheart_body::Subject;
use secondheart_laboratory::instrument::Reading;
use secondheart_protocol::mistakes::Mistakes;
use secondheart_protocol::scenario::Scenario;

/// A whole target; `change` swaps, drops or adds lines.
fn text(change: impl Fn(&mut String)) -> String {
    let mut text = "\
phenomenon = \"Pump\"

[[target]]
id = \"A1\"
quantity = \"Ankle venous pressure\"
unit = \"mmHg\"
mean = 23.5
low = 15.0
high = 32.0
band_basis = \"source\"
population = \"18 volunteers\"
holds_for = { sex = \"any\", health = \"healthy\", posture = \"standing\", protocol = \"walk\" }
protocol = \"treadmill\"
source = \"Stick 1992\"
evidence = \"primary\"
claims = [\"C1\"]
role = \"predicted\"
role_reason = \"It follows.\"
scenario = \"walk\"
phase = \"walking\"
reading = \"ankle_vein_pressure_mmhg\"
reduce = \"value\"
"
    .to_owned();
    change(&mut text);
    text
}

fn replaced(from: &str, to: &str) -> String {
    text(|text| {
        assert!(text.contains(from));
        *text = text.replace(from, to);
    })
}

fn message(text: &str) -> String {
    Evidence::parse(text, "a.toml").unwrap_err().to_string()
}

fn target(change: impl Fn(&mut String)) -> Target {
    Evidence::parse(&text(change), "a.toml")
        .unwrap()
        .targets
        .remove(0)
}

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
    assert_eq!(measurement.scenario, "walk");
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
    assert_eq!((there.phase.as_str(), there.from_phase), ("standing", None));
    assert_eq!(measurement.in_phase("calf-raises", "tiptoes"), None);

    let change = |text: String| text.replace("\"value\"", "\"change\"\nfrom_phase = \"standing\"");
    let text = change(shown("[\"calf-raises/tiptoes/standing\"]"));
    let evidence = Evidence::parse(&text, "a.toml").unwrap();
    let measurement = evidence.targets[0].measurement.as_ref().unwrap();
    let there = measurement.in_phase("calf-raises", "tiptoes").unwrap();
    assert_eq!(there.phase, "tiptoes");
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
             reference: change, change_pct, share_pct, ratio, peak_change, peak_change_pct",
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

/// Phase, value, lowest and highest.
type Read = (&'static str, f64, Option<(f64, f64)>);

fn readings(entries: &[Read]) -> Readings {
    let mut readings = Readings::default();
    for (span, value, extremes) in entries {
        let reading = Reading {
            value: *value,
            extremes: *extremes,
        };
        readings.insert(span, "ankle_vein_pressure_mmhg", reading);
    }
    readings
}

fn reduced(reduce: &str, entries: &[Read]) -> Verdict {
    let target = target(|text| {
        let from = if reduce.contains("change") || ["share_pct", "ratio"].contains(&reduce) {
            "\nfrom_phase = \"standing\""
        } else {
            ""
        };
        *text = text.replace("\"value\"", &format!("\"{reduce}\"{from}"));
        let own_unit = match reduce {
            "ratio" => "ratio",
            _ if reduce.ends_with("_pct") => "%",
            _ => "mmHg",
        };
        *text = text.replace("unit = \"mmHg\"", &format!("unit = \"{own_unit}\""));
    });
    assess(&target, Ok(&[readings(entries)]), None)
}

#[test]
fn each_reduction_gives_its_own_number() {
    let walked = [
        ("standing", 80.0, None),
        ("walking", 20.0, Some((10.0, 100.0))),
    ];
    assert_eq!(reduced("value", &walked), Verdict::In { value: 20.0 });
    assert_eq!(reduced("minimum", &walked), Verdict::Out { value: 10.0 });
    assert_eq!(reduced("maximum", &walked), Verdict::Out { value: 100.0 });
    assert_eq!(reduced("change", &walked), Verdict::Out { value: -60.0 });
    assert_eq!(
        reduced("change_pct", &walked),
        Verdict::Out { value: -75.0 }
    );
    assert_eq!(reduced("share_pct", &walked), Verdict::In { value: 25.0 });
    assert_eq!(reduced("ratio", &walked), Verdict::Out { value: 0.25 });
    assert_eq!(
        reduced("peak_change", &walked),
        Verdict::Out { value: -70.0 }
    );
    assert_eq!(
        reduced("peak_change_pct", &walked),
        Verdict::Out { value: -87.5 }
    );
    let up = [
        ("standing", 80.0, None),
        ("walking", 90.0, Some((75.0, 104.0))),
    ];
    assert_eq!(reduced("peak_change", &up), Verdict::In { value: 24.0 });
    assert_eq!(reduced("peak_change_pct", &up), Verdict::In { value: 30.0 });
}

#[test]
fn a_target_is_compared_with_the_mean_of_several_simulations() {
    let runs = [20.0, 30.0].map(|pressure| readings(&[("walking", pressure, None)]));
    let target = target(|_| ());
    assert_eq!(
        assess(&target, Ok(&runs), None),
        Verdict::In { value: 25.0 }
    );
    let unread = [runs[0].clone(), Readings::default()];
    assert_eq!(assess(&target, Ok(&unread), None).value(), None);
}

#[test]
fn a_change_can_count_from_another_scenario() {
    let target = |from: &str| {
        replaced(
            "reduce = \"value\"\n",
            &format!(
                "reduce = \"change\"\nfrom_phase = \"{from}\"\nfrom_scenario = \"calf-raises\"\n"
            ),
        )
    };
    let evidence = Evidence::parse(&target("lying"), "a.toml").unwrap();
    let names: Vec<&str> = evidence.scenarios.keys().map(String::as_str).collect();
    assert_eq!(names, ["calf-raises", "walk"], "both are simulated");
    let row = &evidence.targets[0];
    let own = [readings(&[("walking", 50.0, None), ("lying", 1.0, None)])];
    // The reference is the mean over its simulations.
    let other = [10.0, 30.0].map(|pressure| readings(&[("lying", pressure, None)]));
    let verdict = assess(row, Ok(&own), Some(Ok(&other)));
    assert_eq!(verdict, Verdict::In { value: 30.0 });
    let failed = assess(row, Ok(&own), Some(Err("it failed".to_owned())));
    assert_eq!(failed.value(), None);
    // The phase is looked for in the other scenario.
    let told = message(&target("walking"));
    assert!(
        told.starts_with(
            "a.toml:23: target.A1.from_phase: the scenario \"calf-raises\" has no phase"
        ),
        "{told}"
    );
    let alone = replaced(
        "reduce = \"value\"\n",
        "reduce = \"value\"\nfrom_scenario = \"walk\"\n",
    );
    assert!(
        message(&alone).contains("\"from_scenario\" has nothing to do"),
        "{}",
        message(&alone)
    );
}

#[test]
fn a_dip_is_counted_from_the_mean_before_and_not_from_the_lowest_beat_there() {
    let dip = target(|text| {
        *text = text
            .replace(
                "ankle_vein_pressure_mmhg",
                "lowest_mean_arterial_pressure_mmhg",
            )
            .replace("\"value\"", "\"change\"\nfrom_phase = \"standing\"");
    });
    let mut readings = Readings::default();
    for (span, name, value) in [
        ("standing", "mean_arterial_pressure_mmhg", 90.0),
        ("standing", "lowest_mean_arterial_pressure_mmhg", 85.0),
        ("walking", "lowest_mean_arterial_pressure_mmhg", 60.0),
    ] {
        readings.insert(
            span,
            name,
            Reading {
                value,
                extremes: None,
            },
        );
    }
    assert_eq!(
        assess(&dip, Ok(&[readings]), None),
        Verdict::Out { value: -30.0 }
    );
}

#[test]
fn what_was_not_read_is_not_measurable_and_never_in_band() {
    let why = |verdict: Verdict| match verdict {
        Verdict::NotMeasurable { why } => why,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        why(reduced("value", &[("standing", 20.0, None)])),
        "ankle_vein_pressure_mmhg was not read in \"walking\""
    );
    assert_eq!(
        why(reduced("change", &[("walking", 20.0, None)])),
        "ankle_vein_pressure_mmhg was not read in \"standing\""
    );
    assert_eq!(
        why(reduced("minimum", &[("walking", 20.0, None)])),
        "ankle_vein_pressure_mmhg is not followed in time in \"walking\""
    );
    let zero = [("standing", 0.0, None), ("walking", 0.0, None)];
    assert_eq!(
        why(reduced("change_pct", &zero)),
        "ankle_vein_pressure_mmhg has no finite value in \"walking\""
    );
    assert_eq!(
        why(assess(&target(|_| ()), Err("it failed".to_owned()), None)),
        "it failed"
    );
    let unplanned = target(|text| *text = text.split("scenario").next().unwrap().to_owned());
    assert_eq!(
        why(assess(&unplanned, Ok(&[Readings::default()]), None)),
        "no scenario measures it"
    );
}

fn report() -> Report {
    let one = text(|_| ());
    let (_, item) = one.split_once("\n\n").unwrap();
    let mut all = one.clone();
    for (id, role, band) in [
        ("B1", "predicted", "high = 24.0"),
        ("C1", "calibrated", "high = 32.0"),
        ("D1", "input", "high = 24.0"),
    ] {
        let item = item.replace("\"A1\"", &format!("\"{id}\""));
        let item = item.replace("\"predicted\"", &format!("\"{role}\""));
        all.push_str(&format!("\n{}", item.replace("high = 32.0", band)));
    }
    let waiting = item.replace("\"A1\"", "\"E1\"");
    all.push_str(&format!("\n{}", waiting.split("scenario").next().unwrap()));
    let mut evidence = Evidence::parse(&all, "a.toml").unwrap();
    evidence.misses.push(Miss {
        id: "A1".to_owned(),
        why: "In vain.".to_owned(),
    });
    let run = Finished {
        scenario: "walk".to_owned(),
        subject: Subject::default(),
        readings: Ok(vec![readings(&[("walking", 30.0, None)])]),
        simulated_s: 600.0,
        wall_s: 1.0,
    };
    Report::new(&evidence, vec![run], "reference man")
}

#[test]
fn predicted_and_calibrated_are_counted_apart_and_inputs_not_at_all() {
    let report = report();
    let expected = Tally {
        within: 1,
        out: 1,
        not_measurable: 1,
    };
    assert_eq!(report.tally(Role::Predicted), expected);
    assert_eq!(report.claim_tally(Role::Predicted, "C1"), expected);
    assert_eq!(report.claim_tally(Role::Predicted, "C2"), Tally::default());
    assert_eq!(expected.share_pct(), Some(50.0));
    let expected = Tally {
        within: 1,
        ..Tally::default()
    };
    assert_eq!(report.tally(Role::Calibrated), expected);
    assert_eq!(report.unexplained(), ["B1"]);
    assert_eq!(report.explained_in_vain(), ["A1"]);
    assert_eq!(
        Tally {
            not_measurable: 3,
            ..Tally::default()
        }
        .share_pct(),
        None
    );
}

#[test]
fn a_failed_run_is_told_and_counts_for_nobody() {
    let evidence = Evidence::parse(&text(|_| ()), "a.toml").unwrap();
    let run = Finished {
        scenario: "walk".to_owned(),
        subject: Subject::default(),
        readings: Err("no steady state".to_owned()),
        simulated_s: 600.0,
        wall_s: 1.0,
    };
    let report = Report::new(&evidence, vec![run], "reference man");
    assert_eq!(report.tally(Role::Predicted).not_measurable, 1);
    assert!(
        report
            .text()
            .contains("the run of \"walk\" failed: no steady state")
    );
    assert!(
        report
            .markdown()
            .contains("The run of `walk` failed: no steady state.")
    );
}

#[test]
fn text_markdown_and_json_tell_the_same() {
    let report = report();
    let text = report.text();
    let line = |start: &str| text.lines().find(|line| line.starts_with(start)).unwrap();
    let healthy = "; healthy adults, standing, walk";
    assert!(line("  A1").contains("30.0 mmHg"));
    assert!(line("  A1").ends_with(&format!("in band{healthy}")));
    assert!(line("x B1").contains("23.5 (15 to 24)"));
    assert!(line("x B1").ends_with(&format!("out of band by 6.00{healthy}")));
    assert!(line("  C1").ends_with(&format!("calibrated, in band{healthy}")));
    assert!(line("\u{b7} D1").ends_with(&format!("input, out of band{healthy}")));
    assert!(text.contains("predicted   1 of 2 in band (50 %); 1 out of band, 1 not measurable"));
    assert!(
        !text.contains("In vain."),
        "a reason is shown beside misses only"
    );

    let markdown = report.markdown();
    assert!(markdown.contains("- **B1** Ankle venous pressure: 30.0 mmHg, people 23.5 (15 to 24)"));
    assert!(markdown.contains("| E1 | Ankle venous pressure | healthy adults, standing, walk |"));
    assert!(markdown.contains(" | 1 of 2 in band (50 %) |"));
    let tables = markdown.lines().filter(|line| line.starts_with('|'));
    let columns: std::collections::BTreeSet<usize> =
        tables.map(|line| line.matches('|').count()).collect();
    assert_eq!(columns.into_iter().collect::<Vec<_>>(), [4, 6, 9, 11]);

    let json = report.json();
    assert_eq!(json["predicted"]["in_band"], 1);
    assert_eq!(json["predicted"]["not_measurable_yet"], 1);
    assert_eq!(json["targets"][1]["simulated"], 30.0);
    assert_eq!(json["targets"][1]["in_band"], false);
    assert_eq!(json["targets"][4]["in_band"], serde_json::Value::Null);
}

#[test]
fn keeping_some_targets_keeps_only_their_scenarios_and_claims() {
    let mut evidence = Evidence::shipped().unwrap();
    evidence.keep(|target| target.id == "MP07" || target.id == "RF21");
    assert_eq!(evidence.targets.len(), 2);
    let names: Vec<&String> = evidence.scenarios.keys().collect();
    assert_eq!(names, ["walk"]);
    assert_eq!(evidence.scenarios["walk"], Scenario::find("walk").unwrap());
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
fn the_first_sight_is_written_with_its_share_and_its_goal() {
    let evidence = Evidence::shipped().unwrap();
    assert_eq!(evidence.first_sight.counts(), (146, 55));
    let report = Report::new(&evidence, Vec::new(), "nobody");
    let written = report.markdown();
    let line = "**At first sight: 55 of 146 in band (38 %; goal 80 %).**";
    assert!(written.contains(line), "{written}");
    assert!(written.contains("| one leg at work | 5 of 17 | docs/adr/0023"));
    assert_eq!(report.json()["first_sight"]["in_band"], 55);
}

#[test]
fn a_batch_may_have_no_row_in_band_and_no_more_than_were_measured() {
    let read = |in_band: &str| {
        let text = format!(
            "goal_pct = 80.0\n[[batch]]\nwhat = \"rows\"\nmeasured = 4\nin_band = {in_band}\n\
             record = \"here\"\n"
        );
        let mistakes = Mistakes::default();
        let sight = super::read::first_sight(&text, "first_sight.toml", &mistakes);
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
fn a_scenario_of_another_body_is_told_with_its_conditions() {
    let mut evidence = Evidence::shipped().unwrap();
    let both = "conditions = [\"varicose-veins\"]\nset = { \"blood.haematocrit_pct\" = 40.0 }\n\
                [[phase]]\nname = \"still\"\nduration = \"1 min\"\n";
    let both = Scenario::parse(both, "both.toml").unwrap();
    evidence.scenarios.insert("both".to_owned(), both);
    let report = Report::new(&evidence, Vec::new(), "nobody");
    let body = |name: &str| report.bodies.get(name).map(String::as_str);
    assert_eq!(body("walk"), None);
    let named = "with varicose-veins and a parameter of its own";
    assert_eq!(body("both"), Some(named));
    let varicose = body("apg-varicose-stocking").unwrap();
    assert!(varicose.contains("with varicose-veins"), "{varicose}");
    let spelt = body("apg-superficial-incompetent").unwrap();
    assert!(spelt.ends_with("of its own"), "{spelt}");
    let (name, words) = report.bodies.iter().next().unwrap();
    let run = Finished {
        scenario: name.clone(),
        subject: Subject::default(),
        readings: Err("not run".to_owned()),
        simulated_s: 0.0,
        wall_s: 0.0,
    };
    let person = secondheart_protocol::subject::line(&Subject::default());
    let report = Report::new(&evidence, vec![run], &person);
    assert_eq!(
        report.other_persons(),
        [format!("In {name}: {person}; {words}")]
    );
}

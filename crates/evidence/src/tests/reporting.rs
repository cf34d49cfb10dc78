//! Counting and telling comparisons, and the runs behind them.

use secondheart_body::Subject;
use secondheart_protocol::scenario::Scenario;

use super::*;

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
        case: Case::plain("walk"),
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
fn rows_of_ones_own_alone_are_counted_and_give_no_state() {
    let mut report = report();
    assert!(report.text().contains("By claim: how far"));
    let shipped = Standing {
        state: State::Shown,
        reasons: Vec::new(),
    };
    report.shipped_states = Some([("C1".to_owned(), shipped)].into());
    let told = "own rows: 2 in band, 1 out of band, 1 not measurable yet; by the shipped rows, as \
                recorded: shown";
    for text in [report.text(), report.markdown()] {
        assert!(text.contains(told), "{text}");
        assert!(
            !text.contains("partly\n") && !text.contains("**partly**;"),
            "{text}"
        );
    }
    let claim = &report.json()["claims"][0];
    assert!(claim["state"].is_null(), "{claim}");
    assert_eq!(claim["state_by_shipped_rows"], "shown");
}

#[test]
fn a_failed_run_is_told_and_counts_for_nobody() {
    let evidence = Evidence::parse(&text(|_| ()), "a.toml").unwrap();
    let run = Finished {
        case: Case::plain("walk"),
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
    assert_eq!(columns.into_iter().collect::<Vec<_>>(), [4, 6, 8, 9, 11]);

    let json = report.json();
    assert_eq!(json["predicted"]["in_band"], 1);
    assert_eq!(json["predicted"]["not_measurable_yet"], 1);
    assert_eq!(json["targets"][1]["simulated"], 30.0);
    assert_eq!(json["targets"][1]["in_band"], false);
    assert_eq!(json["targets"][4]["in_band"], serde_json::Value::Null);
}

#[test]
fn the_first_sight_is_written_with_its_share_and_its_goal() {
    let evidence = Evidence::shipped().unwrap();
    assert_eq!(evidence.first_sight.counts(), (234, 96));
    let report = Report::new(&evidence, Vec::new(), "nobody");
    let written = report.markdown();
    let line = "**At first sight: 96 of 234 in band (41 %; goal 80 %).**";
    assert!(written.contains(line), "{written}");
    assert!(written.contains("| one leg at work | 5 of 17 | docs/adr/0023"));
    assert_eq!(report.json()["first_sight"]["in_band"], 96);
}

#[test]
fn a_scenario_of_another_body_is_told_with_its_conditions() {
    let mut evidence = Evidence::shipped().unwrap();
    let both = "conditions = [\"varicose-veins\"]\nset = { \"blood.haematocrit_pct\" = 40.0 }\n\
                [[phase]]\nname = \"still\"\nduration = \"1 min\"\n";
    let both = Scenario::parse(both, "both.toml").unwrap();
    evidence.scenarios.insert(Case::plain("both"), both);
    let report = Report::new(&evidence, Vec::new(), "nobody");
    let body = |name: &str| report.bodies.get(&Case::plain(name)).map(String::as_str);
    assert_eq!(body("walk"), None);
    let named = "with varicose-veins and a parameter of its own";
    assert_eq!(body("both"), Some(named));
    let varicose = body("apg-varicose-stocking").unwrap();
    assert!(varicose.contains("with varicose-veins"), "{varicose}");
    let spelt = body("apg-superficial-incompetent").unwrap();
    assert!(spelt.ends_with("of its own"), "{spelt}");
    let (case, words) = report.bodies.iter().next().unwrap();
    let run = Finished {
        case: case.clone(),
        subject: Subject::default(),
        readings: Err("not run".to_owned()),
        simulated_s: 0.0,
        wall_s: 0.0,
    };
    let person = secondheart_protocol::subject::line(&Subject::default());
    let report = Report::new(&evidence, vec![run], &person);
    assert_eq!(
        report.other_persons(),
        [format!("In {case}: {person}; {words}")]
    );
}

/// Id, role and value; in band from 15 to 32.
type OfClaim = (&'static str, &'static str, f64);

/// Rows that bear on C1.
fn claim_report(rows: &[OfClaim], decisive: &str) -> Report {
    let row = |(id, role, _): &OfClaim| {
        text(|text| {
            *text = text
                .replace("id = \"A1\"", &format!("id = \"{id}\""))
                .replace("role = \"predicted\"", &format!("role = \"{role}\""))
                .replace("phenomenon = \"Pump\"\n", "")
                .replace("phase = \"walking\"", "phase = \"standing\"");
        })
    };
    let rows_text: String = rows.iter().map(row).collect();
    let mut evidence = Evidence::parse(&rows_text, "a.toml").unwrap();
    evidence.claims.retain(|claim| claim.id == "C1");
    evidence.claims[0].decisive = decisive.split_whitespace().map(str::to_owned).collect();
    let mut report = Report::new(&evidence, Vec::new(), "nobody");
    for (row, (.., value)) in report.rows.iter_mut().zip(rows) {
        let readings = readings(&[("standing", *value, None)]);
        if value.is_finite() {
            row.verdict = assess(&row.target, Ok(&[readings]), None);
        }
    }
    report
}

#[test]
fn a_claim_is_shown_by_its_decisive_rows_and_two_thirds_of_what_could_fail() {
    let (within, out, none) = (20.0, 50.0, f64::NAN);
    let predicted = |id, value| (id, "predicted", value);
    let cases: [(&[OfClaim], &str, &str, &str); 9] = [
        (
            &[
                predicted("A", within),
                predicted("B", within),
                predicted("C", out),
            ],
            "A",
            "shown",
            "",
        ),
        (
            &[predicted("A", within), predicted("B", out)],
            "A",
            "partly",
            "out of band: B",
        ),
        (
            &[predicted("A", out), predicted("B", within)],
            "A",
            "contradicted",
            "decisive and out of band: A",
        ),
        (
            &[predicted("A", out), predicted("B", within)],
            "A B",
            "partly",
            "decisive and out of band: A",
        ),
        (
            &[predicted("A", none), predicted("B", within)],
            "A B",
            "partly",
            "decisive and not measurable yet: A",
        ),
        (
            &[("A", "invariant", within), ("B", "calibrated", out)],
            "A",
            "shown",
            "",
        ),
        (
            &[("A", "calibrated", within)],
            "",
            "not tested",
            "nothing that could fail is measured",
        ),
        (
            &[predicted("A", within)],
            "A Z",
            "partly",
            "decisive and left out here: Z",
        ),
        (
            &[predicted("A", within)],
            "",
            "partly",
            "no row is decisive",
        ),
    ];
    for (rows, decisive, state, reason) in cases {
        let report = claim_report(rows, decisive);
        let standing = report.standing(&report.claims[0]);
        assert_eq!(standing.state.words(), state, "{rows:?}");
        assert_eq!(standing.reasons.join("; "), reason, "{rows:?}");
        assert!(report.text().contains(state), "{}", report.text());
        let markdown = report.markdown();
        assert!(markdown.contains(&format!("**{state}**")), "{markdown}");
        assert_eq!(report.json()["claims"][0]["state"], state);
    }
}

#[test]
fn a_decisive_row_is_one_that_could_fail_and_bears_on_the_claim() {
    let folder = std::env::temp_dir().join(format!("secondheart-claims-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let told = |decisive: &str| {
        let claim = format!("[[claim]]\nid = \"Z1\"\ntext = \"t\"\ndecisive = [\"{decisive}\"]\n");
        std::fs::write(folder.join("claims.toml"), claim).unwrap();
        Evidence::with_folder(&folder).unwrap_err().to_string()
    };
    let (calibrated, elsewhere, unknown) = (told("MP07"), told("MP01"), told("MP001"));
    std::fs::remove_dir_all(&folder).unwrap();
    for (told, says) in [
        (calibrated, "\"MP07\" cannot decide about Z1"),
        (elsewhere, "\"MP01\" cannot decide about Z1"),
        (unknown, "unknown target \"MP001\""),
    ] {
        assert!(told.contains(says), "{told}");
    }
}

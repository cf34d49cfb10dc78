//! Claims in words: the shipped explanations, placeholders, and what a page tells.

use secondheart_body::Subject;

use super::*;

#[test]
fn every_shipped_claim_has_three_texts_limits_and_questions() {
    let evidence = Evidence::shipped().unwrap();
    for claim in &evidence.claims {
        let mut all = evidence.explanations.iter();
        let own = all.find(|own| own.claim == claim.id);
        let own = own.unwrap_or_else(|| panic!("{} has no words", claim.id));
        let texts = own.texts().map(|words| words.filled(|_| None));
        for text in &texts {
            assert!(text.len() > 60, "{}: {text}", claim.id);
        }
        let [patient, student, clinician, _] = &texts;
        assert!(patient != student && student != clinician, "{}", claim.id);
        assert!(own.next.len() >= 2, "{} leads nowhere", claim.id);
    }
    assert_eq!(evidence.explanations.len(), evidence.claims.len());
}

#[test]
fn every_reference_of_the_article_stands_at_a_claim_with_its_confidence() {
    let evidence = Evidence::shipped().unwrap();
    let numbers = evidence.references.iter().map(|own| own.number);
    assert_eq!(numbers.collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
    for reference in &evidence.references {
        let mut claims = evidence.explanations.iter();
        let number = Some(reference.number);
        assert!(
            claims.any(|own| own.article == number),
            "{}",
            reference.number
        );
    }
    let run = Report::new(&evidence, Vec::new(), "reference man");
    let claim = evidence.claim("C20").unwrap();
    let text = Explained::new(&evidence, &run, claim).text(Audience::Student, false, 100);
    assert!(text.contains("[3] Gaffney FA et al. 1982"), "{text}");
    assert!(text.contains("(confidence: high)"), "{text}");
}

#[test]
fn a_text_for_a_patient_has_no_words_of_the_trade() {
    let evidence = Evidence::shipped().unwrap();
    for own in &evidence.explanations {
        let text = own.patient.filled(|_| None);
        for word in [
            "hydrostatic",
            "intramuscular",
            "calibrated",
            "predicted",
            "invariant",
            "INV-",
        ] {
            assert!(!text.contains(word), "{}: {word}", own.claim);
        }
        // The rows that decide are named in at least one of the texts.
        let claim = evidence.claim(&own.claim).unwrap();
        for id in &claim.decisive {
            assert!(
                own.ids().any(|named| named == id),
                "{} hides {id}",
                own.claim
            );
        }
    }
}

/// Numbers of the model come from the run: a number with a unit in a text is of people, of a protocol
/// or of geometry, and none of them stands beside the word for the model.
#[test]
fn no_text_writes_a_result_of_the_model() {
    let evidence = Evidence::shipped().unwrap();
    for own in &evidence.explanations {
        for words in own.texts() {
            let text = words.filled(|_| None);
            for sentence in text.split(". ") {
                let (_, after) = sentence.split_once("here ").unwrap_or_default();
                let number = after.starts_with(|c: char| c.is_ascii_digit() || c == '-');
                assert!(!number, "{}: {sentence}", own.claim);
            }
        }
    }
}

fn words(text: &str) -> Words {
    Words::parse(text).unwrap()
}

/// The row A1, mean 23.5 and band 15 to 32 mmHg, as a run of this value gives it; and its unit.
fn report(value: Option<f64>, unit: &str) -> (Evidence, Report) {
    let mut evidence = Evidence::parse(&text(|_| ()), "a.toml").unwrap();
    evidence.targets[0].unit = unit.to_owned();
    evidence.claims[0].decisive = vec!["A1".to_owned()];
    evidence.misses.push(Miss {
        id: "A1".to_owned(),
        why: "The muscles press too hard.".to_owned(),
    });
    let run = value.map(|value| Finished {
        case: Case::plain("walk"),
        subject: Subject::default(),
        readings: Ok(vec![readings(&[("walking", value, None)])]),
        simulated_s: 600.0,
        wall_s: 1.0,
    });
    let report = Report::new(&evidence, run.into_iter().collect(), "reference man");
    (evidence, report)
}

#[test]
fn placeholders_are_filled_from_the_run_and_from_the_row() {
    let (evidence, run) = report(Some(20.04), "mmHg");
    let claim = evidence.claim("C1").unwrap();
    let explained = Explained::new(&evidence, &run, claim);
    let filled = |text: &str| explained.filled(&words(text));
    assert_eq!(
        filled("{A1} of {A1.mean}, {A1.band}: {A1.verdict}."),
        "20.0 mmHg of 23.5 mmHg, 15 to 32 mmHg: in band."
    );
    assert_eq!(filled("{A2}"), "no value yet");
    let (evidence, run) = report(Some(0.834), "ratio");
    let claim = evidence.claim("C1").unwrap();
    let explained = Explained::new(&evidence, &run, claim);
    assert_eq!(explained.filled(&words("{A1.share}; {A1}")), "83 %; 0.83");
    let (evidence, run) = report(None, "mmHg");
    let explained = Explained::new(&evidence, &run, evidence.claim("C1").unwrap());
    assert_eq!(
        explained.filled(&words("{A1}, {A1.band}, {A1.verdict}")),
        "no value yet, 15 to 32 mmHg, not measurable yet"
    );
}

#[test]
fn a_page_tells_the_state_the_counts_and_the_reason_of_a_miss() {
    let (mut evidence, run) = report(Some(40.0), "mmHg");
    let other = Explanation {
        claim: "C1".to_owned(),
        patient: words("It falls to {A1}."),
        student: words("S"),
        clinician: words("D"),
        limits: words("None."),
        article: None,
        next: vec![Question {
            question: "Why?".to_owned(),
            command: "secondheart run walk".to_owned(),
        }],
    };
    evidence.explanations.push(other);
    let claim = evidence.claim("C1").unwrap();
    let explained = Explained::new(&evidence, &run, claim);
    let student = explained.text(Audience::Student, false, 100);
    for told in [
        "State, from the rows alone: contradicted.",
        "A1 (predicted, decisive), Ankle venous pressure: 40.0 mmHg; accepted 15 to 32 mmHg: out of band",
        "A1: 23.5 mmHg (15 to 32; band of the source), 18 volunteers",
        "predictions: 0 in band, 1 out of band, 0 without a value yet",
        "The muscles press too hard.",
        "No person has reviewed",
        "    secondheart run walk",
    ] {
        assert!(student.contains(told), "{told}\n{student}");
    }
    let patient = explained.text(Audience::Patient, false, 100);
    assert!(patient.contains("It falls to 40.0 mmHg."), "{patient}");
    assert!(patient.contains("believe the people"), "{patient}");
    assert!(!patient.contains("decisive"), "{patient}");
    let quick = explained.text(Audience::Student, true, 100);
    assert!(!quick.contains("contradicted"), "{quick}");
    let json = explained.json(Audience::Student, false);
    assert_eq!(json["state"], "contradicted");
    assert_eq!(json["rows"][0]["simulated"], 40.0);
    assert_eq!(json["explanations"]["patient"], "It falls to 40.0 mmHg.");
    assert!(explained.json(Audience::Student, true)["state"].is_null());
}

#[test]
fn a_patient_is_told_quantities_and_no_ids() {
    let (mut evidence, run) = report(Some(20.0), "mmHg");
    evidence.references.push(ArticleReference {
        number: 1,
        text: "Stick 1992".to_owned(),
        confidence: Confidence::Medium,
    });
    let mut run = run;
    run.rows[0].target.conflict_note = "A1 and B2 differ twofold.".to_owned();
    run.rows[0].target.conflicts_with = vec!["B2".to_owned()];
    run.rows[0].target.is_own = true;
    let claim = evidence.claims[0].clone();
    let mut explained = Explained::new(&evidence, &run, &claim);
    explained.article = evidence.references.first();
    let patient = explained.text(Audience::Patient, false, 100);
    for told in [
        "Ankle venous pressure: 20.0 mmHg; accepted 15 to 32 mmHg: within it",
        "Ankle venous pressure: 23.5 mmHg (accepted 15 to 32), 18 volunteers",
        "Within what is accepted: 1 of 1 comparisons that could have gone wrong.",
        "Studies of people disagree: Ankle venous pressure.",
        "Stick 1992 (probably this one)",
        "added by you: Ankle venous pressure",
    ] {
        assert!(patient.contains(told), "{told}\n{patient}");
    }
    for word in ["A1", "B2", "confidence", "predict", "band"] {
        assert!(!patient.contains(word), "{word}\n{patient}");
    }
    let student = explained.text(Audience::Student, false, 100);
    for told in [
        "in conflict: Ankle venous pressure (A1, B2)",
        "(confidence: medium)",
        "a row of your own: A1 Ankle venous pressure, 20.0 mmHg: in band",
    ] {
        assert!(student.contains(told), "{told}\n{student}");
    }
}

#[test]
fn what_is_recorded_has_no_number_but_that_of_a_run_which_agrees() {
    let told = |value: Option<f64>, missed: bool| {
        let (mut evidence, run) = report(value, "mmHg");
        if !missed {
            evidence.misses.clear();
        }
        // As of a shipped row.
        evidence.targets[0].is_own = false;
        let recorded = Report::recorded(&evidence, run.runs, "reference man");
        let claim = evidence.claims[0].clone();
        let explained = Explained::new(&evidence, &recorded, &claim);
        assert_eq!(explained.standing, evidence.recorded(&claim));
        explained.filled(&words("{A1}; {A1.verdict}; {B2}"))
    };
    assert_eq!(told(None, false), "[in band]; in band; no value yet");
    assert_eq!(told(None, true), "[out of band]; out of band; no value yet");
    assert_eq!(told(Some(20.0), false), "20.0 mmHg; in band; no value yet");
    assert_eq!(
        told(Some(40.0), true),
        "40.0 mmHg; out of band; no value yet"
    );
    let disagrees = told(Some(20.0), true);
    assert_eq!(disagrees, "[out of band]; out of band; no value yet");
}

#[test]
fn a_scenario_bears_on_the_claims_whose_decisive_rows_read_it() {
    let evidence = Evidence::shipped().unwrap();
    let ids = |scenario: &str| -> Vec<&str> {
        let claims = evidence.claims_on(scenario);
        claims.map(|claim| claim.id.as_str()).collect()
    };
    let walk = ids("walk");
    assert!(walk.contains(&"C1") && walk.contains(&"C9"), "{walk:?}");
    assert!(!walk.contains(&"C18"), "{walk:?}");
    assert!(ids("walks").is_empty());
}

#[test]
fn a_review_by_a_person_stands_apart_from_the_state() {
    let (mut evidence, run) = report(Some(20.0), "mmHg");
    evidence.claims[0].review = Some(Review {
        by: "A. Reader".to_owned(),
        on: "2026-11-28".to_owned(),
    });
    let explained = Explained::new(&evidence, &run, evidence.claim("C1").unwrap());
    let text = explained.text(Audience::Clinician, false, 100);
    assert!(text.contains("read by A. Reader, 2026-11-28"), "{text}");
    assert!(
        text.contains("State, from the rows alone: shown."),
        "{text}"
    );
}

#[test]
fn only_what_a_claim_needs_is_run() {
    let all = Evidence::shipped().unwrap();
    let claim = all.claim("C7").unwrap();
    let (mut whole, mut quick) = (all.clone(), all.clone());
    whole.keep_for(claim, false);
    quick.keep_for(claim, true);
    let has = |evidence: &Evidence, id: &str| evidence.targets.iter().any(|row| row.id == id);
    assert!(has(&whole, "OR07") && has(&whole, "MP55") && !has(&whole, "ST13"));
    assert!(!has(&quick, "OR07") && has(&quick, "MP55") && has(&quick, "INV-C7-PUMP"));
    // C19 is explained by its own row alone; C4 has none, and keeps what its words name.
    let mut none = all.clone();
    none.keep_for(all.claim("C4").unwrap(), false);
    assert!(
        none.targets
            .iter()
            .all(|row| row.claims.contains(&"C4".to_owned()))
    );
}

#[test]
fn mistakes_in_words_are_told_with_their_place() {
    let folder = std::env::temp_dir().join(format!("secondheart-words-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let told = |change: (&str, &str)| {
        let text = "[[explanation]]\nclaim = \"W1\"\npatient = \"{MP01}\"\nstudent = \"s\"\n\
                    clinician = \"c\"\nlimits = \"l\"\narticle = 3\n";
        assert!(text.contains(change.0));
        let text = text.replace(change.0, change.1);
        std::fs::write(folder.join("explanations.toml"), text).unwrap();
        let claim = "[[claim]]\nid = \"W1\"\ntext = \"t\"\n";
        std::fs::write(folder.join("claims.toml"), claim).unwrap();
        match Evidence::with_folder(&folder) {
            Ok(_) => String::new(),
            Err(error) => error.to_string(),
        }
    };
    assert_eq!(told(("l", "l")), "");
    for (change, message) in [
        (
            ("{MP01}", "{MP1}"),
            "unknown target \"MP1\"; did you mean \"MP10\"?",
        ),
        (("{MP01}", "{MP01"), "a brace has no partner"),
        (("{MP01}", "MP01}"), "a brace has no partner"),
        (
            ("{MP01}", "{MP01.bnd}"),
            "unknown part of a row \"bnd\"; did you mean \"band\"?",
        ),
        (("= 3", "= 9"), "unknown reference \"9\""),
        (("= \"W1\"", "= \"W2\""), "unknown claim \"W2\""),
        (("= \"W1\"", "= \"C1\""), "explanation"),
    ] {
        let text = told(change);
        assert!(text.contains(message), "{message}\n{text}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn an_unknown_claim_is_told_with_its_neighbour_or_with_the_claims_that_speak_of_it() {
    let evidence = Evidence::shipped().unwrap();
    let told = |id: &str| evidence.claim(id).unwrap_err().to_string();
    for unknown in ["C99", "astrology"] {
        let told = told(unknown);
        assert!(told.contains("the claims are C1 to C31;"), "{told}");
        assert!(told.contains("`secondheart explain` lists them"), "{told}");
    }
    assert!(told("c9").contains("did you mean \"C9\"?"));
    assert!(told("9").contains("did you mean \"C9\"?"));
    let any = told("calf astrology");
    assert!(any.contains("claims that speak of it: C"), "{any}");
    let valves = told("one-way valves");
    assert!(
        valves.contains("claims that speak of it: C1, C6"),
        "{valves}"
    );
}

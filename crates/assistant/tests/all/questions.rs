//! Forty questions, each as a call through the server, with the answer that must come: a number from a
//! run that the test does by itself, or a refusal (`questions.toml`).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use secondheart_assistant::Assistant;
use secondheart_body::Parameters;
use secondheart_laboratory::experiment::{Experiment, Options};
use secondheart_laboratory::record::Record;
use secondheart_protocol::check::{self, Asked};
use secondheart_protocol::subject;
use serde_json::{Value, json};

use crate::cache;
use crate::client::Client;

/// Largest difference of a value from the expected, as a share of it.
const SHARE: f64 = 0.01;
/// What every answer holds besides its values.
const ALWAYS: [&str; 6] = [
    "version",
    "command",
    "sources",
    "failing_rows",
    "failing_rows_in_all",
    "note",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs of the test's own, by what was run.
#[derive(Default)]
struct Runs(BTreeMap<String, Record>);

impl Runs {
    /// The reading that a table of the questions names, with mechanisms switched off besides.
    fn reading(&mut self, of: &Value, without: &[&str]) -> f64 {
        let text = |key: &str| of[key].as_str().map(str::to_owned);
        let list = |key: &str| -> Vec<String> {
            let given = of[key].as_array().into_iter().flatten();
            given.map(|own| own.as_str().unwrap().to_owned()).collect()
        };
        let (phase, reading) = (text("phase").unwrap(), text("reading").unwrap());
        let mut what = of.clone();
        for key in ["phase", "reading"] {
            what.as_object_mut().unwrap().remove(key);
        }
        let key = format!("{what} {without:?}");
        let record = self.0.entry(key).or_insert_with(|| {
            let mut all_without = list("without");
            all_without.extend(without.iter().map(|name| (*name).to_owned()));
            let reference = text("scenario").unwrap_or_else(|| {
                let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("own.toml");
                std::fs::write(&file, text("text").unwrap()).unwrap();
                file.display().to_string()
            });
            let asked = Asked {
                of_phases: &list("phase_values"),
                with: &list("with"),
                without: &all_without,
                set: &list("set"),
            };
            let shipped = Parameters::shipped().unwrap();
            let scenario = check::read_with(&reference, &asked, &shipped).unwrap();
            let person = match (text("subject"), text("person")) {
                (Some(name), _) => subject::find(&name).unwrap(),
                (None, Some(person)) => subject::parse(&person, "a.toml").unwrap(),
                (None, None) => scenario.own_subject(),
            };
            let options = Options {
                cache: cache(),
                ..Options::default()
            };
            let experiment = Experiment::prepare(&scenario, &person, options).unwrap();
            experiment.run().unwrap().record
        });
        let spans = record.phases.iter().chain(&record.windows);
        let span = spans.clone().find(|span| span.span.name == phase).unwrap();
        span.reading(&reading).unwrap().value
    }

    /// The share of the first of two mechanisms: half of what it adds alone and of what it adds beside the
    /// other (Shapley 1953, for two).
    fn first_share(&mut self, of: &Value, first: &str, second: &str) -> f64 {
        let none = self.reading(of, &[first, second]);
        let alone = self.reading(of, &[second]);
        let other = self.reading(of, &[first]);
        let both = self.reading(of, &[]);
        0.5 * ((alone - none) + (both - other))
    }
}

/// All rows of the evidence files, as they are written.
fn rows() -> Vec<toml::Table> {
    let mut rows = Vec::new();
    for entry in std::fs::read_dir(root().join("evidence")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let file: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
            let targets = file.get("target").and_then(toml::Value::as_array);
            let targets = targets.into_iter().flatten();
            rows.extend(targets.map(|row| row.as_table().unwrap().clone()));
        }
    }
    rows
}

fn in_rows(row: &Value) -> f64 {
    let (id, key) = (row[0].as_str().unwrap(), row[1].as_str().unwrap());
    let rows = rows();
    let found = rows.iter().find(|own| own["id"].as_str() == Some(id));
    let value = &found.unwrap()[key];
    value
        .as_float()
        .unwrap_or_else(|| value.as_integer().unwrap() as f64)
}

fn count(with: &Value) -> f64 {
    let has = |row: &&toml::Table| match (with["claim"].as_str(), with["reading"].as_str()) {
        (Some(claim), _) => row
            .get("claims")
            .and_then(toml::Value::as_array)
            .is_some_and(|all| all.iter().any(|own| own.as_str() == Some(claim))),
        (None, reading) => row.get("reading").and_then(toml::Value::as_str) == reading,
    };
    rows().iter().filter(has).count() as f64
}

/// The number that the answer must hold.
fn expected(question: &Value, runs: &mut Runs) -> Option<f64> {
    let given = |key: &str| Some(&question[key]).filter(|value| !value.is_null());
    if let Some(mechanism) = given("first_share_of") {
        let second = question["and"].as_str().unwrap();
        return Some(runs.first_share(&question["of"], mechanism.as_str().unwrap(), second));
    }
    if let Some(of) = given("of") {
        let taken_off = given("minus").map_or(0.0, |minus| runs.reading(minus, &[]));
        return Some(runs.reading(of, &[]) - taken_off);
    }
    let number = given("number").and_then(Value::as_f64);
    let of_rows = || given("row").map(in_rows).or(given("rows_with").map(count));
    number.or_else(of_rows)
}

/// What is wrong with an answer; empty if nothing is.
fn mistakes(question: &Value, answer: &Value, runs: &mut Runs) -> Vec<String> {
    let mut wrong = Vec::new();
    if let Some(kind) = question["refused"].as_str() {
        if answer["refused"].as_str() != Some(kind) {
            wrong.push(format!("not refused as {kind}: {answer}"));
        }
        let message = answer["message"].as_str().unwrap_or_default();
        let says = question["says"].as_str().unwrap();
        if !message.contains(says) {
            wrong.push(format!("\"{message}\" does not say \"{says}\""));
        }
        return wrong;
    }
    if !answer["refused"].is_null() {
        return vec![format!("refused: {answer}")];
    }
    for key in ALWAYS {
        if answer[key].is_null() {
            wrong.push(format!("no {key}"));
        }
    }
    let sources = answer["sources"].as_array().map_or(0, Vec::len);
    if sources == 0 {
        wrong.push("no source".to_owned());
    }
    let at = question["at"].as_str().unwrap();
    let value = answer.pointer(at).unwrap_or(&Value::Null);
    if let Some(word) = question["word"].as_str() {
        if value.as_str() != Some(word) {
            wrong.push(format!("{at} is {value}, not {word}"));
        }
        return wrong;
    }
    let expected = expected(question, runs).unwrap();
    let found = value.as_f64().unwrap_or(f64::NAN);
    println!("{found:>10.4} {expected:>10.4}  {}", question["ask"]);
    let is_near = (found - expected).abs() <= SHARE * expected.abs();
    if !is_near {
        wrong.push(format!("{at} is {value}, not {expected}"));
    }
    // A reading has its unit and its definition.
    if let Some(reading) = question["of"]["reading"].as_str() {
        let defined = &answer["definitions"][reading];
        for key in ["unit", "definition"] {
            if defined[key].as_str().is_none_or(str::is_empty) {
                wrong.push(format!("{reading} has no {key}"));
            }
        }
        let hash = answer["runs"][0]["hash"].as_str().unwrap_or_default();
        if hash.len() != 16 {
            wrong.push(format!("hash \"{hash}\""));
        }
    }
    wrong
}

#[test]
fn forty_questions_have_their_numbers_and_sources_and_ten_are_refused() {
    let text = include_str!("questions.toml");
    let file: toml::Table = text.parse().unwrap();
    let questions = serde_json::to_value(&file["question"]).unwrap();
    let questions = questions.as_array().unwrap();
    assert_eq!(questions.len(), 40);
    let refused = questions.iter().filter(|own| !own["refused"].is_null());
    assert_eq!(refused.count(), 10);
    let assistant = Arc::new(Assistant::new(cache()).unwrap());
    let mut client = Client::new(assistant);
    let mut runs = Runs::default();
    let mut wrong = Vec::new();
    for question in questions {
        let tool = question["tool"].as_str().unwrap();
        let answer = client.call(tool, question["arguments"].clone());
        for mistake in mistakes(question, &answer, &mut runs) {
            wrong.push(format!("{}: {mistake}", question["ask"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_number_more_than_one_per_cent_off_an_answer_without_a_source_and_a_refusal_are_mistakes() {
    let question = json!({ "ask": "how long?", "at": "/value", "number": 100.0 });
    let answer = |value: f64, sources: &[&str]| {
        json!({
            "value": value, "sources": sources, "version": "1", "command": "a", "note": "b",
            "failing_rows": [], "failing_rows_in_all": 0,
        })
    };
    let mut runs = Runs::default();
    let mut wrong = |answer: Value| mistakes(&question, &answer, &mut runs).len();
    assert_eq!(wrong(answer(100.9, &["a"])), 0);
    assert_eq!(wrong(answer(101.1, &["a"])), 1);
    assert_eq!(wrong(answer(100.0, &[])), 1);
    assert_eq!(wrong(json!({ "refused": "mistake", "message": "no" })), 1);
}

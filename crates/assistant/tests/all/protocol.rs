//! The server as a client sees it: its tools, progress, cancelling, refusals, and the hash of a run.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use secondheart_assistant::{Assistant, Control, Refusal, TOOLS};
use secondheart_laboratory::experiment::{Destination, Experiment, Options, RESOLVED};
use secondheart_laboratory::record::{Format, KeptFile, Storage};
use secondheart_protocol::scenario::Scenario;
use secondheart_protocol::subject;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::cache;
use crate::client::Client;

/// A protocol of seconds.
const SHORT: &str = "title = \"Short\"\nstart = \"standing\"\nsources = [\"nobody\"]\n\
                     [[phase]]\nname = \"quiet\"\nduration = \"10 s\"\n\
                     [[phase]]\nname = \"steps\"\nduration = \"10 s\"\nactivity = \"walk\"\n";

fn client() -> Client {
    Client::new(Arc::new(Assistant::new(cache()).unwrap()))
}

fn call(tool: &str, arguments: Value) -> Result<Value, Refusal> {
    let Value::Object(arguments) = arguments else {
        unreachable!("arguments are an object")
    };
    let assistant = Assistant::new(cache()).unwrap();
    assistant.call(tool, arguments, &Control::default())
}

fn refusal(tool: &str, arguments: Value) -> String {
    call(tool, arguments).unwrap_err().to_string()
}

#[test]
fn every_tool_has_a_purpose_and_a_schema_that_names_its_arguments() {
    let mut client = client();
    let id = client.ask("tools/list", json!({}));
    let listed = client.answer(id);
    let tools = listed["result"]["tools"].as_array().unwrap();
    let names: Vec<&str> = tools
        .iter()
        .map(|tool| tool["name"].as_str().unwrap())
        .collect();
    let expected = [
        "find", "check", "run", "read", "compare", "what_if", "shares", "evidence", "explain",
    ];
    assert_eq!(names, expected);
    assert_eq!(TOOLS.len(), expected.len());
    for tool in tools {
        let schema = &tool["inputSchema"];
        assert_eq!(schema["type"], "object", "{tool}");
        assert_eq!(schema["additionalProperties"], false, "{tool}");
        assert!(!tool["description"].as_str().unwrap().is_empty());
        for (key, property) in schema["properties"].as_object().unwrap() {
            assert!(property["description"].is_string(), "{key} of {tool}");
        }
    }
}

#[test]
fn progress_is_told_as_each_run_ends() {
    let mut client = client();
    let arguments = json!({ "text": SHORT, "without": ["valves"], "phase": "steps" });
    let params = json!({
        "name": "what_if", "arguments": arguments, "_meta": { "progressToken": "mine" },
    });
    let id = client.ask("tools/call", params);
    let answer = client.answer(id);
    assert_eq!(answer["result"]["isError"], false, "{answer}");
    let steps: Vec<&Value> = client.told.iter().map(|own| &own["params"]).collect();
    assert!(!steps.is_empty());
    for step in &steps {
        assert_eq!(step["progressToken"], "mine");
        assert_eq!(step["total"], 2.0);
    }
}

#[test]
fn a_cancelled_call_ends_and_the_server_goes_on() {
    let mut client = client();
    let arguments = json!({ "scenario": "cycle-3-min-bouts" });
    let id = client.ask(
        "tools/call",
        json!({ "name": "run", "arguments": arguments }),
    );
    std::thread::sleep(Duration::from_millis(200));
    client.tell("notifications/cancelled", json!({ "requestId": id }));
    let evidence = client.call("evidence", json!({ "ids": ["MP01"] }));
    assert_eq!(evidence["rows"][0]["id"], "MP01");

    let control = Control::default();
    let (flag, began) = (control.interrupt.clone(), Instant::now());
    let raised = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(200));
        flag.store(true, Ordering::Relaxed);
        began.elapsed()
    });
    let assistant = Assistant::new(cache()).unwrap();
    let arguments = json!({ "scenario": "sit-3-h" })
        .as_object()
        .unwrap()
        .clone();
    let answer = assistant.call("run", arguments, &control);
    assert_eq!(answer, Err(Refusal::Cancelled));
    assert!(raised.join().unwrap() >= Duration::from_millis(200));
}

#[test]
fn the_hash_is_of_the_file_that_repeats_the_run() {
    let answer = call("run", json!({ "text": SHORT, "without": ["pump"] })).unwrap();
    assert_eq!(
        answer["command"],
        "secondheart run scenario.toml --without pump"
    );
    assert_eq!(answer["files_of_command"]["scenario.toml"], SHORT);

    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hash");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("scenario.toml");
    std::fs::write(&file, SHORT).unwrap();
    let asked = secondheart_protocol::check::Asked {
        without: &["pump".to_owned()],
        ..Default::default()
    };
    let shipped = secondheart_body::Parameters::shipped().unwrap();
    let reference = file.display().to_string();
    let scenario: Scenario =
        secondheart_protocol::check::read_with(&reference, &asked, &shipped).unwrap();
    let person = subject::find("reference-man").unwrap();
    let options = Options {
        destination: Some(Destination {
            storage: Storage::Memory,
            format: Format::Csv,
            others: Vec::new(),
        }),
        command: "secondheart run a".to_owned(),
        cache: cache(),
        ..Options::default()
    };
    let experiment = Experiment::prepare(&scenario, &person, options).unwrap();
    let outcome = experiment.run().unwrap();
    let files = outcome.record.files.iter();
    let mut resolved = files.filter_map(|file| match file {
        KeptFile::Memory { name, contents } if name == RESOLVED => Some(contents.clone()),
        _ => None,
    });
    let text = String::from_utf8(resolved.next().unwrap()).unwrap();
    let of_run = |line: &&str| !line.starts_with("version = ") && !line.starts_with("command = ");
    let kept: String = text
        .lines()
        .filter(of_run)
        .flat_map(|line| [line, "\n"])
        .collect();
    let digest = Sha256::digest(kept.as_bytes());
    let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(answer["runs"][0]["hash"].as_str().unwrap(), &digits[..16]);
    // Another body has another hash.
    let other = call("run", json!({ "text": SHORT })).unwrap();
    assert_ne!(other["runs"][0]["hash"], answer["runs"][0]["hash"]);
}

#[test]
fn a_mistake_is_one_message_that_names_no_file_of_the_machine() {
    let text = SHORT.replace(
        "duration = \"10 s\"\nactivity",
        "duration = \"ten\"\nactivity",
    );
    let told = refusal("check", json!({ "text": text }));
    assert!(
        told.starts_with("scenario.toml:9: phase.steps.duration: "),
        "{told}"
    );
    let told = refusal("run", json!({ "scenario": "/etc/passwd" }));
    assert_eq!(
        told,
        "secondheart: unknown scenario \"/etc/passwd\"; `secondheart scenarios` lists all"
    );
    for text in ["extends = \"../a.toml\"\n", "subject = \"/etc/passwd\"\n"] {
        let told = refusal("check", json!({ "text": format!("{text}{SHORT}") }));
        assert!(told.contains("unknown s"), "{told}");
    }
    let worn = SHORT.replacen(
        "[[phase]]\n",
        "[[phase]]\nstocking = { table = \"/etc/hostname\" }\n",
        1,
    );
    let above = format!("stocking = {{ table = \"/etc/hostname\" }}\n{SHORT}");
    for text in [worn, above] {
        let told = refusal("check", json!({ "text": text }));
        assert!(told.contains("files of the machine are not read"), "{told}");
    }
    let told = refusal("run", json!({ "scenario": "walk_fast" }));
    assert!(told.ends_with("did you mean \"walk-fast\"?"), "{told}");
    let asked = json!({ "scenario": "walk", "reading": "heart_rate_per_mn" });
    let told = refusal("read", asked);
    assert!(
        told.ends_with("did you mean \"heart_rate_per_min\"?"),
        "{told}"
    );
    let told = refusal("run", json!({ "scenario": "walk", "reading": [] }));
    assert!(
        told.starts_with("arguments of run: unknown field `reading`, expected one of"),
        "{told}"
    );
    let told = refusal("walk", json!({}));
    assert!(told.starts_with("unknown tool \"walk\""), "{told}");
    let told = refusal("run", json!({}));
    assert_eq!(
        told,
        "give either the name of a `scenario` or the `text` of one"
    );
    let told = refusal("what_if", json!({ "scenario": "walk" }));
    assert!(told.starts_with("nothing differs"), "{told}");
    let told = refusal("compare", json!({ "runs": [{ "scenario": "walk" }] }));
    assert!(told.contains("two to 6 `runs`, not 1"), "{told}");
    let with = json!({ "scenario": "walk", "with": ["varicose-vein"] });
    let told = refusal("check", with);
    assert!(told.contains("did you mean \"varicose-veins\"?"), "{told}");
    let told = refusal("explain", json!({ "claim": "C99" }));
    assert!(told.contains("unknown claim \"C99\""), "{told}");
    let asked = json!({ "text": SHORT, "reading": "ankle_refill_time_90_s", "phase": "quiet" });
    let told = refusal("read", asked);
    assert!(
        told.starts_with("ankle_refill_time_90_s is not read in quiet of scenario"),
        "{told}"
    );
    let mechanisms = json!(["pump", "valves", "reflexes", "filtration", "venous-tone"]);
    let asked = json!({ "text": SHORT, "reading": "heart_rate_per_min", "mechanisms": mechanisms });
    assert!(refusal("shares", asked).starts_with("name one to 4 `mechanisms`"));
}

#[test]
fn a_shipped_person_outside_the_checked_range_runs_and_is_told_and_an_asked_one_is_refused() {
    let checked = call("check", json!({ "scenario": "postures-74" })).unwrap();
    assert_eq!(checked["outside_checked_range"], json!([]));
    let old = json!({
        "sex": "male", "age_years": 74, "stature_cm": 170, "mass_kg": 70,
        "resting_heart_rate_per_min": 70,
    });
    let told = refusal("run", json!({ "text": SHORT, "person": old }));
    assert!(
        told.contains("age 74 y, above 60 y: most measurements"),
        "{told}"
    );
    assert!(
        told.contains("secondheart run scenario.toml --subject subject.toml"),
        "{told}"
    );
}

#[test]
fn words_find_what_they_name_also_if_misspelt_and_a_short_unknown_word_finds_nothing() {
    let first = |words: &str| {
        let found = call("find", json!({ "words": words })).unwrap();
        found["found"][0]["name"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    for (words, name) in [
        ("cardiac output", "cardiac_output_l_per_min"),
        ("the pump", "pump"),
        ("c6", "C6"),
        ("mp01", "MP01"),
        ("varicose veins", "varicose-veins"),
        ("wlaking uphill", "walk-uphill"),
        ("xyz", ""),
    ] {
        assert_eq!(first(words), name, "{words}");
    }
}

/// Whether an answer holds all that a page shows of it, numbers as they are rounded there.
fn holds(answer: &Value, shown: &Value) -> bool {
    match (answer, shown) {
        (Value::Object(answer), Value::Object(shown)) => {
            let mut keys = shown.iter();
            keys.all(|(key, value)| answer.get(key).is_some_and(|own| holds(own, value)))
        }
        (Value::Array(answer), Value::Array(shown)) => {
            let mut pairs = answer.iter().zip(shown);
            answer.len() == shown.len() && pairs.all(|(own, value)| holds(own, value))
        }
        (Value::Number(answer), Value::Number(shown)) => {
            (answer.as_f64().unwrap() - shown.as_f64().unwrap()).abs() < 0.006
        }
        _ => answer == shown,
    }
}

#[test]
fn the_page_for_assistants_shows_an_exchange_that_takes_place_and_every_tool() {
    let page = include_str!("../../../../docs/assistants.md");
    let block = |kind: &str| -> Value {
        let (_, after) = page.split_once(&format!("```json {kind}\n")).unwrap();
        serde_json::from_str(after.split_once("```").unwrap().0).unwrap()
    };
    let asked = block("call");
    let answer = call(asked["name"].as_str().unwrap(), asked["arguments"].clone()).unwrap();
    assert!(holds(&answer, &block("answer")), "{answer:#}");
    for tool in TOOLS {
        assert!(
            page.contains(&format!("\n| `{}` |", tool.name)),
            "{}",
            tool.name
        );
    }
}

#[test]
fn two_texts_in_a_comparison_are_two_files_of_its_command() {
    let other = SHORT.replace("\"walk\"", "\"tiptoe\"");
    assert_ne!(other, SHORT);
    let runs =
        json!([{ "text": SHORT }, { "text": other }, { "text": SHORT, "without": ["valves"] }]);
    let asked = json!({ "runs": runs, "readings": ["heart_rate_per_min"], "phase": "steps" });
    let answer = call("compare", asked).unwrap();
    let files = answer["files_of_command"].as_object().unwrap();
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(names, ["scenario-1.toml", "scenario-2.toml"]);
    assert_eq!(files["scenario-2.toml"], other.as_str());
    assert_eq!(
        answer["command"],
        "secondheart run scenario-1.toml && secondheart run scenario-2.toml && secondheart run \
         scenario-1.toml --without valves"
    );
    let labels = answer["runs"].as_array().unwrap().iter();
    let labels: Vec<&str> = labels.map(|run| run["label"].as_str().unwrap()).collect();
    assert_eq!(
        labels,
        ["scenario-1", "scenario-2", "scenario-1, without valves"]
    );
}

#[test]
fn a_claim_is_explained_in_words_for_three_readers_as_recorded() {
    let answer = call("explain", json!({ "claim": "C1" })).unwrap();
    for reader in ["patient", "student", "clinician"] {
        assert!(answer["explanations"][reader].is_string(), "{answer}");
    }
    let clinician = answer["explanations"]["clinician"].as_str().unwrap();
    assert!(clinician.contains("by [in band]"), "{clinician}");
    assert_eq!(answer["state_is"], "as recorded with this version");
    let rows = answer["rows"].as_array().unwrap();
    assert!(
        rows.iter().any(|row| row["verdict"] == "out of band"),
        "{rows:?}"
    );
    assert!(rows.iter().all(|row| row["simulated"].is_null()), "no run");
    assert!(answer["next"][0]["command"].is_string());
}

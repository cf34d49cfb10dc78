//! A live body against the run of its script, and against its own past.

#![allow(clippy::unwrap_used)]

use secondheart_body::{Body, Parameters, Signal};
use secondheart_laboratory::record::RecordError;
use secondheart_laboratory::run::{Observer, Runner};
use secondheart_laboratory::start::{self, Cache};
use secondheart_protocol::scenario::Scenario;
use secondheart_web::{Answer, Engine, Host};
use serde_json::{Value, json};

const FOOT: &str = "leg.left.foot.dorsal_vein.pressure_mmhg";
const VENTRICLE: &str = "heart.left_ventricle.volume_ml";

fn engine() -> Engine {
    Engine::new(Host {
        now_s: || 0.0,
        progress: |_, _| (),
    })
}

fn ask(engine: &mut Engine, request: Value) -> Answer {
    let answer = engine.answer(request.to_string().as_bytes());
    let error = answer.json.get("error");
    assert!(error.is_none(), "{request}: {error:?}");
    answer
}

fn numbers(answer: &Answer) -> Vec<f64> {
    let chunks = answer.payload.chunks_exact(8);
    chunks
        .map(|c| f64::from_le_bytes(c.try_into().unwrap()))
        .collect()
}

/// Time, pressure and volume after every step up to a time.
type Course = Vec<[f64; 3]>;

/// Steps the body one by one.
fn go(engine: &mut Engine, to_s: f64) -> Course {
    let mut course = Course::new();
    let mut time_s = time_of(&ask(engine, json!({"do": "state", "body": 0})));
    while time_s < to_s {
        let next = ask(engine, json!({"do": "advance", "to_s": [time_s + 1e-6]}));
        assert_eq!(next.json["steps"], 1);
        time_s = next.json["time_s"][0].as_f64().unwrap();
        let values = numbers(&next);
        course.push([time_s, values[0], values[1]]);
    }
    course
}

fn time_of(answer: &Answer) -> f64 {
    answer.json["state"]["time_s"].as_f64().unwrap()
}

fn opened() -> Engine {
    let mut engine = engine();
    ask(
        &mut engine,
        json!({"do": "open", "body": 0, "setup": {"set": {"muscle.pressure_gain": 0.9}}}),
    );
    let frame = [FOOT, VENTRICLE];
    let traces = [FOOT, "stroke_volume_ml", "knee_flow_both_ml_per_min"];
    let answer = ask(
        &mut engine,
        json!({"do": "watch", "body": 0, "frame": frame, "traces": traces}),
    );
    assert_eq!(answer.json["missing"], json!([]));
    engine
}

/// A short session: standing up, tiptoes, valves knocked out.
fn session(engine: &mut Engine) -> Course {
    let mut course = go(engine, 2.3);
    let act = |phase: Value| json!({"do": "act", "body": 0, "phase": phase});
    ask(engine, act(json!({"posture": "standing", "ramp": "3 s"})));
    course.extend(go(engine, 3.0));
    // While the body stands up, nothing else begins.
    let tiptoe = json!({"activity": {"pattern": "tiptoe", "rate": "60 /min"}});
    let answer = ask(engine, act(tiptoe));
    let at_s = answer.json["at_s"].as_f64().unwrap();
    assert!((5.3..5.4).contains(&at_s), "{at_s}");
    course.extend(go(engine, 9.0));
    ask(
        engine,
        act(json!({"conditions": ["deep-vein-incompetence"]})),
    );
    course.extend(go(engine, 14.0));
    ask(engine, act(json!({"activity": "rest"})));
    course.extend(go(engine, 20.0));
    course
}

#[derive(Default)]
struct Watcher {
    signals: Vec<Signal>,
    course: Course,
}

impl Observer<Body> for Watcher {
    fn observe(&mut self, body: &Body, _: f64) -> Result<(), RecordError> {
        if self.signals.is_empty() {
            self.signals = [FOOT, VENTRICLE]
                .map(|name| body.signal(name).unwrap())
                .into();
            return Ok(());
        }
        let value = |i: usize| body.value(self.signals[i]);
        self.course.push([body.time_s(), value(0), value(1)]);
        Ok(())
    }
}

#[test]
fn the_script_of_a_session_repeats_it_to_the_last_bit() {
    let mut engine = opened();
    let live = session(&mut engine);
    let log = ask(
        &mut engine,
        json!({"do": "log", "body": 0, "title": "A session"}),
    );
    let scenario = Scenario::parse(log.json["text"].as_str().unwrap(), "session.toml").unwrap();
    assert_eq!(scenario.phases.len(), 5);
    let timeline = scenario.timeline();
    let parameters = Parameters::shipped().unwrap();
    let subject = scenario.own_subject();
    let mut body = start::steady(&parameters, &subject, &timeline, &Cache::off()).unwrap();
    let mut watcher = Watcher::default();
    Runner::new(&timeline).run(&mut body, &mut watcher).unwrap();
    // The last two steps before the end of a run are shortened to meet it.
    let end_s = scenario.duration_s() - 2.0 * body.step_s();
    let same = live.iter().take_while(|row| row[0] < end_s).count();
    assert!(same > 2400, "{same}");
    assert_eq!(live[..same], watcher.course[..same]);
    assert!(live[same - 1][1] > 60.0, "it stands: {}", live[same - 1][1]);
}

#[test]
fn a_body_that_goes_back_repeats_its_past() {
    let mut engine = opened();
    let first = session(&mut engine);
    for back_s in [11.5, 4.2] {
        let answer = ask(
            &mut engine,
            json!({"do": "back", "body": 0, "to_s": back_s}),
        );
        let now_s = time_of(&answer);
        let place = first.iter().position(|row| row[0] == now_s).unwrap();
        // Up to the next change, which is forgotten.
        let again = go(&mut engine, now_s + 1.0);
        assert_eq!(again[..], first[place + 1..=place + again.len()]);
    }
    let state = ask(&mut engine, json!({"do": "state", "body": 0}));
    assert_eq!(state.json["state"]["phases"].as_array().unwrap().len(), 2);
    assert_eq!(state.json["state"]["named"], json!([]));
}

#[test]
fn a_replayed_script_goes_on_as_the_session_did() {
    let mut engine = opened();
    session(&mut engine);
    let log = ask(
        &mut engine,
        json!({"do": "log", "body": 0, "title": "A session"}),
    );
    let later = go(&mut engine, 22.0);
    let text = &log.json["text"];
    let answer = ask(
        &mut engine,
        json!({"do": "replay", "body": 0, "text": text}),
    );
    ask(
        &mut engine,
        json!({"do": "watch", "body": 0, "frame": [FOOT, VENTRICLE], "traces": []}),
    );
    let now_s = time_of(&answer);
    let again = go(&mut engine, 22.0);
    let after: Vec<_> = later.iter().filter(|row| row[0] > now_s).copied().collect();
    assert!(after.len() > 100);
    assert_eq!(again, after);
    assert_eq!(
        answer.json["state"]["named"][0]["word"],
        "deep-vein-incompetence"
    );
}

#[test]
fn a_forked_body_differs_only_by_what_is_done_to_it() {
    let mut engine = opened();
    session(&mut engine);
    ask(&mut engine, json!({"do": "fork", "from": 0, "to": 1}));
    let both = ask(&mut engine, json!({"do": "advance", "to_s": [24.0, 24.0]}));
    let values = numbers(&both);
    assert_eq!(values[..2], values[2..]);
    let act =
        json!({"do": "act", "body": 1, "phase": {"posture": {"trunk": "30 deg"}, "ramp": "1 s"}});
    ask(&mut engine, act);
    let values = numbers(&ask(
        &mut engine,
        json!({"do": "advance", "to_s": [27.0, 27.0]}),
    ));
    assert!(values[0] > values[2] + 20.0, "{values:?}");
    ask(&mut engine, json!({"do": "close", "body": 1}));
    assert_eq!(
        numbers(&ask(&mut engine, json!({"do": "advance", "to_s": [27.1]}))).len(),
        2
    );
}

#[test]
fn live_readings_are_those_of_the_last_beat() {
    let mut engine = opened();
    go(&mut engine, 10.0);
    let answer = ask(&mut engine, json!({"do": "readings", "body": 0}));
    let value = |name: &str| answer.json["values"][name].as_f64().unwrap();
    assert!((55.0..70.0).contains(&value("heart_rate_per_min")));
    let output = value("stroke_volume_ml") * value("heart_rate_per_min") / 1000.0;
    assert!((value("cardiac_output_l_per_min") - output).abs() < 1e-6);
    assert!((50.0..400.0).contains(&value("knee_flow_both_ml_per_min")));
    assert!(answer.json["values"].get("plasma_volume_loss_ml").is_none());
    assert_eq!(value("muscle_power_mw"), 0.0);
    let bands = ask(&mut engine, json!({"do": "bands", "body": 0}));
    let rows = bands.json["rows"].as_array().unwrap();
    assert!(rows.is_empty(), "not as shipped");
}

#[test]
fn people_are_shown_only_beside_the_state_in_which_they_were_measured() {
    let mut engine = engine();
    ask(&mut engine, json!({"do": "open", "body": 0, "setup": {}}));
    let rows = |engine: &mut Engine| {
        let answer = ask(engine, json!({"do": "bands", "body": 0}));
        let rows = answer.json["rows"].as_array().unwrap().clone();
        rows.iter()
            .map(|row| row["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let lying = rows(&mut engine);
    assert!(lying.len() > 3, "{lying:?}");
    ask(
        &mut engine,
        json!({"do": "act", "body": 0, "phase": {"posture": "standing"}}),
    );
    ask(&mut engine, json!({"do": "advance", "to_s": [30.0]}));
    assert!(rows(&mut engine).is_empty(), "the first minute");
    ask(&mut engine, json!({"do": "advance", "to_s": [70.0]}));
    let standing = rows(&mut engine);
    assert!(!standing.is_empty());
    assert!(standing.iter().all(|id| !lying.contains(id)));
    ask(
        &mut engine,
        json!({"do": "act", "body": 0, "phase": {"activity": "tiptoe"}}),
    );
    assert!(rows(&mut engine).is_empty());
}

#[test]
fn a_mistake_has_its_message_and_its_nearest_word() {
    let mut engine = engine();
    let open = json!({"do": "open", "body": 0, "setup": {"conditions": ["varicose-vens"]}});
    let answer = engine.answer(open.to_string().as_bytes());
    let help = answer.json["error"]["help"].as_str().unwrap();
    assert!(help.contains("varicose-veins"), "{help}");
    ask(&mut engine, json!({"do": "open", "body": 0, "setup": {}}));
    let walk = json!({"do": "act", "body": 0, "phase": {"activity": "walk"}});
    let answer = engine.answer(walk.to_string().as_bytes());
    let message = answer.json["error"]["message"].as_str().unwrap();
    assert!(message.contains("walk"), "{message}");
    let state = ask(&mut engine, json!({"do": "state", "body": 0}));
    assert_eq!(state.json["state"]["activity"]["pattern"], "rest");
    let text = "[[phase]]\nname = \"tea\"\nduration = \"10 min\"\nposture = \"siting\"\n";
    let answer = ask(
        &mut engine,
        json!({"do": "check", "text": text, "name": "tea.toml"}),
    );
    let mistake = &answer.json["errors"][0];
    assert_eq!(
        (&mistake["line"], &mistake["column"]),
        (&json!(4), &json!(11))
    );
    assert_eq!(mistake["help"], "did you mean \"sitting\"?");
}

#[test]
fn a_scenario_is_run_to_its_files_and_its_rows() {
    let mut engine = engine();
    let run = json!({"do": "run", "scenario": "supine-rest", "format": "csv"});
    let answer = ask(&mut engine, run);
    let files = answer.json["files"].as_array().unwrap();
    let part = |name: &str| {
        let file = files.iter().find(|file| file["name"] == name).unwrap();
        let number = |key: &str| file[key].as_u64().unwrap() as usize;
        let (from, length) = (number("from"), number("length"));
        String::from_utf8(answer.payload[from..from + length].to_vec()).unwrap()
    };
    assert!(part("report.html").contains("Supine rest"));
    assert!(part("beats.csv").lines().count() > 100);
    assert!(part("resolved.toml").contains("secondheart run supine-rest"));
    let summary: Value = serde_json::from_str(&part("summary.json")).unwrap();
    assert_eq!(summary["scenario"], "supine-rest");
    let rows = answer.json["rows"].as_array().unwrap();
    assert!(rows.len() > 5, "{}", rows.len());
    for row in rows {
        let value = row["value"].as_f64().unwrap();
        let low = row["low"].as_f64().is_none_or(|low| value >= low);
        let high = row["high"].as_f64().is_none_or(|high| value <= high);
        assert_eq!(row["verdict"] == "in band", low && high, "{row}");
        let phase = &answer.json["readings"][row["phase"].as_str().unwrap()];
        assert!(phase.get(row["reading"].as_str().unwrap()).is_some());
    }
}

#[test]
fn a_saved_body_goes_on_as_it_did() {
    let mut engine = opened();
    session(&mut engine);
    let phase = json!({"activity": "tiptoe", "set": {"muscle.pressure_gain": 0.4}});
    ask(&mut engine, json!({"do": "act", "body": 0, "phase": phase}));
    let saved = ask(&mut engine, json!({"do": "save", "body": 0}));
    let later = go(&mut engine, 22.0);
    let (text, state) = (&saved.json["text"], &saved.json["state"]);
    ask(
        &mut engine,
        json!({"do": "load", "body": 0, "text": text, "saved": state}),
    );
    ask(
        &mut engine,
        json!({"do": "watch", "body": 0, "frame": [FOOT, VENTRICLE], "traces": []}),
    );
    assert_eq!(go(&mut engine, 22.0), later);
}

#[test]
fn venous_return_and_cardiac_function_cross_at_the_body() {
    let mut engine = engine();
    ask(&mut engine, json!({"do": "open", "body": 0, "setup": {}}));
    let answer = ask(&mut engine, json!({"do": "curves", "body": 0}));
    let points =
        |key: &str| -> Vec<[f64; 2]> { serde_json::from_value(answer.json[key].clone()).unwrap() };
    let (vessels, heart) = (points("venous_return"), points("cardiac_function"));
    let own: [f64; 2] = serde_json::from_value(answer.json["working_point"].clone()).unwrap();
    // A stronger heart lowers the pressure before it, and more blood raises it.
    assert!(
        vessels
            .windows(2)
            .all(|two| two[1][0] < two[0][0] && two[1][1] > two[0][1])
    );
    assert!(
        heart
            .windows(2)
            .all(|two| two[1][0] > two[0][0] && two[1][1] > two[0][1])
    );
    let crossing = heart[3];
    assert!((crossing[0] - own[0]).abs() < 0.2 && (crossing[1] - own[1]).abs() < 0.1);
}

#[test]
fn a_posture_that_is_held_already_takes_no_time() {
    let mut engine = engine();
    ask(
        &mut engine,
        json!({"do": "open", "body": 0, "setup": {"start": "standing"}}),
    );
    ask(&mut engine, json!({"do": "advance", "to_s": [1.0]}));
    let act = |phase: Value| json!({"do": "act", "body": 0, "phase": phase});
    ask(
        &mut engine,
        act(json!({"posture": "standing", "ramp": "2 s", "manner": "passive"})),
    );
    let answer = ask(&mut engine, act(json!({"activity": "tiptoe"})));
    assert!(
        answer.json["at_s"].as_f64().unwrap() < 1.1,
        "{:?}",
        answer.json
    );
    ask(&mut engine, json!({"do": "advance", "to_s": [1.5]}));
    ask(&mut engine, act(json!({"activity": "rest"})));
}

#[test]
fn bodies_side_by_side_take_the_same_steps() {
    let mut engine = opened();
    session(&mut engine);
    ask(&mut engine, json!({"do": "fork", "from": 0, "to": 1}));
    // What changes nothing leaves them equal.
    let same = json!({"set": {"muscle.pressure_gain": 0.9}});
    let answer = ask(
        &mut engine,
        json!({"do": "act", "body": 1, "phase": same, "beside": true}),
    );
    let both = ask(&mut engine, json!({"do": "advance", "to_s": [25.0, 25.0]}));
    let values = numbers(&both);
    assert_eq!(both.json["time_s"][0], both.json["time_s"][1]);
    assert_eq!(values[..2], values[2..]);
    let other = ask(&mut engine, json!({"do": "state", "body": 0}));
    let last = other.json["state"]["phases"]
        .as_array()
        .unwrap()
        .last()
        .unwrap();
    assert_eq!(last["start_s"], answer.json["at_s"]);
    // Both can be repeated by their scripts.
    let log = ask(&mut engine, json!({"do": "log", "body": 0, "title": "One"}));
    Scenario::parse(log.json["text"].as_str().unwrap(), "one.toml").unwrap();
}

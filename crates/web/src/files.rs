//! Scenario files: checked, and run to their report and tables.

use secondheart_body::Subject;
use secondheart_evidence::{Circumstances, Readings};
use secondheart_laboratory::experiment::{Destination, Experiment, Options};
use secondheart_laboratory::record::{Format, KeptFile, Record, Storage};
use secondheart_laboratory::run::Progress;
use secondheart_laboratory::start::Cache;
use secondheart_protocol::account::Account;
use secondheart_protocol::scenario::Scenario;
use secondheart_protocol::{check, subject};
use serde_json::{Map, Value, json};

use crate::catalogue::band;
use crate::engine::{Request, text};
use crate::failure::{Failure, mistakes};
use crate::shipped;
use crate::{Answer, Host};

/// Name in messages of a text without a name.
const UNNAMED: &str = "scenario.toml";

/// What a scenario file means, or its mistakes with their places.
pub(crate) fn check(text: &str, name: &str) -> Result<Value, Failure> {
    let told = |scenario: &Scenario| -> Result<Value, Failure> {
        let parameters = shipped::parameters()?;
        let subject = scenario.own_subject();
        check::scenario(parameters, &subject, scenario)?;
        let account = Account::of(scenario, &subject, parameters, parameters);
        Ok(json!({
            "title": scenario.title,
            "lines": account.lines(),
            "duration_s": scenario.duration_s(),
        }))
    };
    match Scenario::parse(text, name).map_err(Failure::from) {
        Ok(scenario) => told(&scenario),
        Err(failure) => Err(failure),
    }
    .or_else(|failure| match failure {
        Failure::Mistakes(errors) => Ok(json!({ "errors": mistakes(&errors) })),
        Failure::Told(_) => Err(failure),
    })
}

/// Runs a scenario and gives its files, its readings by phase, and what was measured in people beside
/// them.
pub(crate) fn run(request: &Request, cache: &Cache, host: Host) -> Result<Answer, Failure> {
    let scenario = match request.get("text").and_then(Value::as_str) {
        Some(given) => Scenario::parse(given, text(request, "name").unwrap_or(UNNAMED))?,
        None => Scenario::find(text(request, "scenario")?)?,
    };
    let asked = request.get("subject").and_then(Value::as_str);
    let person = match asked {
        Some(name) => subject::find(name)?,
        None => scenario.own_subject(),
    };
    let format = match request.get("format").and_then(Value::as_str) {
        Some("csv") => Format::Csv,
        _ => Format::Parquet,
    };
    let mut told = |progress: Progress<'_>| (host.progress)(progress.simulated_s, progress.end_s);
    let options = Options {
        destination: Some(Destination {
            storage: Storage::Memory,
            format,
            others: Vec::new(),
        }),
        command: match request.get("scenario").and_then(Value::as_str) {
            Some(name) => format!("secondheart run {name}"),
            None => format!("secondheart run {}.toml", scenario.name),
        },
        progress: Some(&mut told),
        cache: cache.clone(),
        clock: host.now_s,
        ..Options::default()
    };
    let experiment = Experiment::prepare(&scenario, &person, options)?;
    let reported = secondheart_report::run(experiment)?;
    let rows = rows(&scenario, &person, &reported.record)?;
    let mut readings = Map::new();
    let spans = reported
        .record
        .phases
        .iter()
        .chain(&reported.record.windows);
    for span in spans {
        let of_span = span.readings.iter();
        let of_span = of_span.map(|(name, reading)| ((*name).to_owned(), reading.value.into()));
        readings.insert(span.span.name.clone(), Value::Object(of_span.collect()));
    }
    let mut files = Vec::new();
    let mut payload = Vec::new();
    for file in reported.record.files {
        if let KeptFile::Memory { name, contents } = file {
            files.push(json!({ "name": name, "from": payload.len(), "length": contents.len() }));
            payload.extend(contents);
        }
    }
    let mut answer = Answer::of(json!({
        "title": scenario.title,
        "files": files,
        "readings": readings,
        "rows": rows,
    }));
    answer.payload = payload;
    Ok(answer)
}

/// The measurements in people that bear on a run, each beside its value.
fn rows(scenario: &Scenario, person: &Subject, record: &Record) -> Result<Vec<Value>, Failure> {
    let circumstances = Circumstances::of(scenario, person)?;
    let readings = Readings::of(record);
    let mut rows = Vec::new();
    for target in shipped::targets()? {
        for span in record.phases.iter().chain(&record.windows) {
            let phase = &span.span.name;
            let Some(Ok(bearing)) = circumstances.bearing(target, phase) else {
                continue;
            };
            let Ok(value) = bearing.simulated(&readings) else {
                continue;
            };
            let verdict = match (value < target.low, value > target.high) {
                (true, _) => "below",
                (_, true) => "above",
                _ => "in band",
            };
            let mut row = band(target);
            row["claims"] = target.claims.clone().into();
            row["title"] = target.quantity.clone().into();
            row["phase"] = phase.clone().into();
            row["reading"] = bearing.measurement.reading.clone().into();
            row["value"] = value.into();
            row["verdict"] = verdict.into();
            rows.push(row);
        }
    }
    Ok(rows)
}

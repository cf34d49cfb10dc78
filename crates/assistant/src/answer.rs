//! What every answer holds besides its values: what was run, with what it is repeated, on what it rests
//! and where it is known to fail.

use secondheart_body::quantity::{label_of, unit_of};
use secondheart_evidence::{Evidence, Target};
use secondheart_laboratory::experiment::Outcome;
use secondheart_laboratory::instrument;
use secondheart_protocol::error::{InputError, Location};
use secondheart_protocol::scenario::Scenario;
use secondheart_protocol::unknown;
use secondheart_report::DISCLAIMER;
use serde_json::{Map, Value, json};

use crate::prepared::Prepared;
use crate::refusal::Refusal;

/// Version of the program.
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Most missed rows that an answer lists; it gives the number of all.
const MOST_MISSED: usize = 12;

/// An answer: values by key, with the keys of every answer.
pub(crate) struct Answer(Map<String, Value>);

impl Answer {
    /// An answer that begins with its values, which are an object.
    pub(crate) fn of(values: Value) -> Self {
        match values {
            Value::Object(own) => Self(own),
            other => Self(Map::from_iter([("values".to_owned(), other)])),
        }
    }

    pub(crate) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0.insert(key.to_owned(), value.into());
        self
    }

    /// What readings are: unit, definition, instrument.
    pub(crate) fn defining<'a>(self, readings: impl IntoIterator<Item = &'a str>) -> Self {
        let readings = readings.into_iter();
        let defined = readings.filter_map(|name| Some((name.to_owned(), definition(name)?)));
        let defined: Map<String, Value> = defined.collect();
        self.with("definitions", defined)
    }

    /// What was run, the command and its files.
    pub(crate) fn of_runs(
        self,
        cases: &[Prepared],
        outcomes: &[&Outcome],
        command: String,
    ) -> Self {
        let runs = cases.iter().enumerate().map(|(index, case)| {
            let departures = outcomes.get(index).map(|own| own.record.departures.iter());
            let departures = departures.into_iter().flatten();
            let outside: Vec<String> = departures.map(ToString::to_string).collect();
            ran(case, &outside)
        });
        let runs: Vec<Value> = runs.collect();
        let files = cases.iter().flat_map(|case| case.files.iter());
        let files: Map<String, Value> = files
            .map(|(name, text)| ((*name).to_owned(), text.clone().into()))
            .collect();
        let answer = self.with("runs", runs).with("command", command);
        match files.is_empty() {
            true => answer,
            false => answer.with("files_of_command", files),
        }
    }

    /// The sources, each once, and the command that lists the sources of the body.
    pub(crate) fn resting_on(self, sources: impl IntoIterator<Item = String>) -> Self {
        let mut once: Vec<String> = Vec::new();
        for source in sources {
            if !once.contains(&source) {
                once.push(source);
            }
        }
        self.with("sources", once)
    }

    /// The rows that the simulated body misses and that bear on the answer.
    pub(crate) fn failing(self, evidence: &Evidence, bears: impl Fn(&Target) -> bool) -> Self {
        let mut missed: Vec<&Target> = evidence.targets.iter().filter(|own| bears(own)).collect();
        missed.retain(|target| why_missed(evidence, target).is_some());
        let count = missed.len();
        let rows = missed.into_iter().take(MOST_MISSED);
        let rows: Vec<Value> = rows.map(|target| missed_row(evidence, target)).collect();
        self.with("failing_rows", rows)
            .with("failing_rows_in_all", count)
    }

    pub(crate) fn finish(self) -> Value {
        let own = self.with("version", VERSION).with("note", DISCLAIMER);
        Value::Object(own.0)
    }
}

/// Unit, definition and instrument of a reading.
pub(crate) fn definition(name: &str) -> Option<Value> {
    let known = instrument::definition(name)?;
    Some(json!({
        "label": label_of(name),
        "unit": unit_of(name),
        "definition": known.definition,
        "instrument": known.instrument,
    }))
}

/// Refuses a reading that no instrument has, with the nearest.
pub(crate) fn check_readings(readings: &[String]) -> Result<(), Refusal> {
    let names: Vec<&str> = instrument::definitions()
        .iter()
        .map(|own| own.name)
        .collect();
    for name in readings {
        if !names.contains(&name.as_str()) {
            let mistake = unknown::reading(name, &names);
            return Err(InputError::new(Location::whole("readings"), mistake).into());
        }
    }
    Ok(())
}

/// What was run.
fn ran(case: &Prepared, outside: &[String]) -> Value {
    let scenario = &case.variant.scenario;
    json!({
        "label": case.variant.label,
        "scenario": scenario.name,
        "title": scenario.title,
        "person": case.account.person,
        "differs": case.account.from_start.in_words(),
        "hash": case.hash,
        "outside_checked_range": outside,
    })
}

/// The sources of a scenario: its own, and of the conditions and interventions that it names.
pub(crate) fn sources(scenario: &Scenario) -> Result<Vec<String>, Refusal> {
    let mut all = scenario.sources.clone();
    let of_phases = scenario.phases.iter().flat_map(|phase| &phase.named);
    for named in scenario.named.iter().chain(of_phases) {
        let (found, _) = named.sort.find(named.word)?;
        let sources = found.sources.iter();
        all.extend(sources.map(|source| format!("{}: {source}", named.word)));
    }
    all.push(
        "of the body's parameters: `secondheart cite` with the name of a scenario lists them"
            .to_owned(),
    );
    Ok(all)
}

/// Why the simulated body misses a row, where a miss is recorded.
pub(crate) fn why_missed<'a>(evidence: &'a Evidence, target: &Target) -> Option<&'a str> {
    let miss = evidence.misses.iter().find(|miss| miss.id == target.id);
    miss.map(|miss| miss.why.as_str())
}

/// A row that the simulated body misses, in short.
fn missed_row(evidence: &Evidence, target: &Target) -> Value {
    let run = target.measurement.as_ref().map(|own| own.case.to_string());
    json!({
        "id": target.id,
        "quantity": target.quantity,
        "unit": target.unit,
        "people": target.mean,
        "band": [target.low, target.high],
        "run": run,
        "missed_because": why_missed(evidence, target),
    })
}

/// A row of the evidence.
pub(crate) fn row(evidence: &Evidence, target: &Target) -> Value {
    let mut own = json!({
        "id": target.id,
        "quantity": target.quantity,
        "unit": target.unit,
        "people": target.mean,
        "band": [target.low, target.high],
        "holds_for": target.holds_for.in_words(),
        "role": target.role.word(),
        "claims": target.claims,
        "source": target.source,
    });
    if !target.url.is_empty() {
        own["url"] = target.url.clone().into();
    }
    if !target.quote.is_empty() {
        own["quote"] = target.quote.clone().into();
    }
    if !target.counts {
        own["counts"] = false.into();
    }
    if !target.conflict_note.is_empty() {
        own["conflict"] = target.conflict_note.clone().into();
    }
    if let Some(measurement) = &target.measurement {
        own["measured_in"] = json!({
            "run": measurement.case.to_string(),
            "phases": measurement.phases,
            "reading": measurement.reading,
            "reduce": measurement.reduce.word(),
        });
        own["command"] = format!("secondheart validate --only {}", target.id).into();
    }
    if let Some(why) = why_missed(evidence, target) {
        own["missed_because"] = why.into();
    }
    own
}

/// Whether a row bears on readings: it measures one of them.
pub(crate) fn measures(target: &Target, readings: &[&str]) -> bool {
    let measurement = target.measurement.as_ref();
    measurement.is_some_and(|own| readings.contains(&own.reading.as_str()))
}

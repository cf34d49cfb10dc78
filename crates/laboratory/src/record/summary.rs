//! The summary of a run: facts about the whole, and the readings of every phase and window.

use serde_json::{Map, Value, json};

use super::{Facts, SpanRecord};
use crate::departure::Departure;
use secondheart_body::quantity::unit_of;

/// The summary as JSON.
pub(super) fn summary(
    phases: &[SpanRecord],
    windows: &[SpanRecord],
    departures: &[Departure],
    facts: Option<&Facts>,
) -> Map<String, Value> {
    let list = |records: &[SpanRecord]| Value::Array(records.iter().map(of_span).collect());
    let mut summary = Map::new();
    if let Some(facts) = facts {
        facts.put_into(&mut summary);
    }
    let outside = departures.iter().map(|departure| {
        json!({
            "quantity": departure.quantity,
            "unit": departure.unit,
            "at_s": departure.at_s,
            "value": departure.value,
            "limit": departure.limit,
            "reason": departure.reason,
        })
    });
    summary.insert("outside_checked_range".to_owned(), outside.collect());
    summary.insert("phases".to_owned(), list(phases));
    summary.insert("windows".to_owned(), list(windows));
    summary
}

fn of_span(record: &SpanRecord) -> Value {
    let readings = record.readings.iter().map(|(name, reading)| {
        let mut shown = json!({ "value": reading.value, "unit": unit_of(name) });
        if let Some((lowest, highest)) = reading.extremes {
            shown["lowest"] = json!(lowest);
            shown["highest"] = json!(highest);
        }
        ((*name).to_owned(), shown)
    });
    json!({
        "name": record.span.name,
        "start_s": record.span.start_s,
        "end_s": record.span.end_s,
        "beat_count": record.beat_count,
        "readings": readings.collect::<Map<String, Value>>(),
    })
}

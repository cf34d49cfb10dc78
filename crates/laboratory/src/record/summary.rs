//! The summary of a run: facts about the whole, and the readings of every phase and window, whose units
//! are told once.

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
            "event": departure.event,
            "at_s": departure.at_s,
            "value": departure.value,
            "limit": departure.limit,
            "reason": departure.reason,
        })
    });
    summary.insert("outside_checked_range".to_owned(), outside.collect());
    let names = phases.iter().chain(windows);
    let names = names.flat_map(|record| record.readings.keys());
    let units = names.map(|name| ((*name).to_owned(), json!(unit_of(name))));
    summary.insert("units".to_owned(), Value::Object(units.collect()));
    summary.insert("phases".to_owned(), list(phases));
    summary.insert("windows".to_owned(), list(windows));
    summary
}

fn of_span(record: &SpanRecord) -> Value {
    let readings = record.readings.iter().map(|(name, reading)| {
        let mut shown = json!({ "value": reading.value });
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

/// A value as text: indented, but an object of numbers alone, such as a reading, on one line.
pub(super) fn text(value: &Value) -> String {
    let mut out = String::new();
    write(&mut out, value, 0);
    out.push('\n');
    out
}

fn write(out: &mut String, value: &Value, depth: usize) {
    let inner = |out: &mut String, first: bool, depth: usize| {
        out.push_str(if first { "\n" } else { ",\n" });
        out.extend(std::iter::repeat_n("  ", depth));
    };
    match value {
        Value::Object(map) if map.values().all(Value::is_number) => {
            let entries = map
                .iter()
                .map(|(key, value)| format!("{}: {value}", json!(key)));
            let entries: Vec<String> = entries.collect();
            out.push_str(&format!("{{{}}}", entries.join(", ")));
        }
        Value::Object(map) => {
            out.push('{');
            for (i, (key, value)) in map.iter().enumerate() {
                inner(out, i == 0, depth + 1);
                out.push_str(&format!("{}: ", json!(key)));
                write(out, value, depth + 1);
            }
            out.push('\n');
            out.extend(std::iter::repeat_n("  ", depth));
            out.push('}');
        }
        Value::Array(items) if !items.is_empty() => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                inner(out, i == 0, depth + 1);
                write(out, item, depth + 1);
            }
            out.push('\n');
            out.extend(std::iter::repeat_n("  ", depth));
            out.push(']');
        }
        plain => out.push_str(&plain.to_string()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::instrument::{self, Reading};
    use crate::record::Plan;
    use secondheart_protocol::scenario::Span;

    fn phases(count: usize) -> Vec<SpanRecord> {
        let name = instrument::definition("heart_rate_per_min").unwrap().name;
        let of = |i: usize| {
            let span = Span {
                name: format!("phase_{i}"),
                start_s: i as f64,
                end_s: (i + 1) as f64,
            };
            let mut record = SpanRecord::new(span, &Plan::standard());
            let value = 60.0 + i as f64;
            let extremes = Some((value - 1.0, value + 1.0));
            record.readings = [(name, Reading { value, extremes })].into();
            record
        };
        (0..count).map(of).collect()
    }

    #[test]
    fn units_are_told_once_and_a_reading_takes_one_line() {
        let told = text(&Value::Object(summary(&phases(3), &[], &[], None)));
        assert_eq!(told.matches("/min").count(), 1, "{told}");
        let line = "        \"heart_rate_per_min\": {\"highest\": 63.0, \"lowest\": 61.0, \"value\": 62.0}\n";
        assert!(told.contains(line), "{told}");
    }

    #[test]
    fn the_text_is_the_same_json_as_the_value() {
        let value = json!({
            "empty": {}, "none": [], "nothing": null, "words": ["a\"b", "\u{b0}"],
            "numbers": { "a": 1.5, "b\n": -2 }, "mixed": { "a": 1, "list": [{ "x": 1 }, {}] },
        });
        assert_eq!(serde_json::from_str::<Value>(&text(&value)).unwrap(), value);
        let summary = Value::Object(summary(&phases(2), &phases(1), &[], None));
        assert_eq!(
            serde_json::from_str::<Value>(&text(&summary)).unwrap(),
            summary
        );
    }
}

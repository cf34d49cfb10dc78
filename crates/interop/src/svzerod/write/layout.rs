//! Readable JSON: a value that fits stands on one line, long tables fill lines.

use serde_json::Value;

const WIDTH: usize = 100;
const STEP: usize = 2;

/// An object of sections in their order.
pub(super) fn document(sections: &[(&str, Value)]) -> String {
    let mut out = String::from("{");
    for (n, (key, value)) in sections.iter().enumerate() {
        out.push_str(if n == 0 { "\n" } else { ",\n" });
        out.push_str(&" ".repeat(STEP));
        member(key, value, STEP, &mut out);
    }
    out.push_str("\n}\n");
    out
}

fn member(key: &str, value: &Value, indent: usize, out: &mut String) {
    out.push_str(&Value::from(key).to_string());
    out.push_str(": ");
    put(value, indent, out);
}

/// A value whose lines after the first are indented.
fn put(value: &Value, indent: usize, out: &mut String) {
    let line_start = out.rfind('\n').map_or(0, |n| n + 1);
    let used = out.len() - line_start;
    let line = on_a_line(value);
    if used + line.len() < WIDTH {
        out.push_str(&line);
        return;
    }
    let inner = indent + STEP;
    let new_line = format!("\n{}", " ".repeat(inner));
    let close = format!("\n{}", " ".repeat(indent));
    match value {
        Value::Array(elements) if elements.iter().all(is_short) => {
            out.push('[');
            let mut column = WIDTH;
            for (n, element) in elements.iter().enumerate() {
                let text = element.to_string();
                let comma = if n == 0 { "" } else { "," };
                out.push_str(comma);
                if column + comma.len() + 1 + text.len() >= WIDTH {
                    out.push_str(&new_line);
                    column = inner;
                } else {
                    out.push(' ');
                    column += 1;
                }
                out.push_str(&text);
                column += comma.len() + text.len();
            }
            out.push_str(&close);
            out.push(']');
        }
        Value::Array(elements) => {
            out.push('[');
            for (n, element) in elements.iter().enumerate() {
                out.push_str(if n == 0 { "" } else { "," });
                out.push_str(&new_line);
                put(element, inner, out);
            }
            out.push_str(&close);
            out.push(']');
        }
        Value::Object(members) => {
            out.push('{');
            for (n, (key, value)) in members.iter().enumerate() {
                out.push_str(if n == 0 { "" } else { "," });
                out.push_str(&new_line);
                member(key, value, inner, out);
            }
            out.push_str(&close);
            out.push('}');
        }
        _ => out.push_str(&line),
    }
}

fn is_short(value: &Value) -> bool {
    value.is_number() || value.is_boolean() || value.is_null()
}

fn on_a_line(value: &Value) -> String {
    match value {
        Value::Array(elements) => {
            let parts: Vec<String> = elements.iter().map(on_a_line).collect();
            format!("[{}]", parts.join(", "))
        }
        Value::Object(members) => {
            let part = |(key, value): (&String, &Value)| {
                format!("{}: {}", Value::from(key.as_str()), on_a_line(value))
            };
            let parts: Vec<String> = members.iter().map(part).collect();
            format!("{{{}}}", parts.join(", "))
        }
        short => short.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lines_are_filled_and_the_text_says_the_same() {
        let table: Vec<f64> = (0..300).map(|k| f64::from(k) * 0.5).collect();
        let blocks = json!([{ "name": "a \"b\"", "values": { "t": table, "Q": [1.0] } }]);
        let text = document(&[("list", blocks.clone()), ("empty", json!([]))]);
        assert!(
            text.lines().all(|line| line.chars().count() <= WIDTH),
            "{text}"
        );
        assert!(text.lines().count() < 40, "{text}");
        let read: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(read, json!({ "list": blocks, "empty": [] }));
    }
}

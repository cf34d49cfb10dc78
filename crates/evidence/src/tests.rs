//! Tests of evidence, on one row: `tests/reading.rs` of reading it, `tests/comparing.rs` of comparing with
//! it, `tests/explaining.rs` of claims in words, `tests/reporting.rs` of counting and telling.

mod comparing;
mod courses;
mod explaining;
mod reading;
mod reporting;

use super::*;
use secondheart_laboratory::instrument::Reading;

/// A whole target; `change` swaps, drops or adds lines.
fn text(change: impl Fn(&mut String)) -> String {
    let mut text = "\
phenomenon = \"Pump\"

[[target]]
id = \"A1\"
quantity = \"Ankle venous pressure\"
unit = \"mmHg\"
mean = 23.5
low = 15.0
high = 32.0
band_basis = \"source\"
population = \"18 volunteers\"
holds_for = { sex = \"any\", health = \"healthy\", posture = \"standing\", protocol = \"walk\" }
protocol = \"treadmill\"
source = \"Stick 1992\"
evidence = \"primary\"
claims = [\"C1\"]
role = \"predicted\"
role_reason = \"It follows.\"
scenario = \"walk\"
phase = \"walking\"
reading = \"ankle_vein_pressure_mmhg\"
reduce = \"value\"
"
    .to_owned();
    change(&mut text);
    text
}

fn replaced(from: &str, to: &str) -> String {
    text(|text| {
        assert!(text.contains(from));
        *text = text.replace(from, to);
    })
}

fn message(text: &str) -> String {
    Evidence::parse(text, "a.toml").unwrap_err().to_string()
}

fn target(change: impl Fn(&mut String)) -> Target {
    Evidence::parse(&text(change), "a.toml")
        .unwrap()
        .targets
        .remove(0)
}

/// Phase, value, lowest and highest.
type Read = (&'static str, f64, Option<(f64, f64)>);

fn readings(entries: &[Read]) -> Readings {
    let mut readings = Readings::default();
    for (span, value, extremes) in entries {
        let reading = Reading {
            value: *value,
            extremes: *extremes,
        };
        readings.insert(span, "ankle_vein_pressure_mmhg", reading);
    }
    readings
}

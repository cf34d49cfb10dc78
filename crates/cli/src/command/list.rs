//! Lists: scenarios, readings, parameters.

use std::io::Write;

use secondheart_study::record::{Plan, unit_of};
use secondheart_study::scenario::{self, Scenario};

use crate::body;
use crate::failure::Failure;
use crate::progress::clock;
use crate::text_table::TextTable;

pub(super) fn scenarios(out: &mut dyn Write) -> Result<(), Failure> {
    let mut table = TextTable::new(["scenario", "lasts", "what"], 3);
    for shipped in scenario::shipped() {
        let scenario = Scenario::find(shipped.name)?;
        table.push([shipped.name, &clock(scenario.duration_s()), &scenario.title]);
    }
    Ok(table.write(out)?)
}

pub(super) fn readings(out: &mut dyn Write) -> Result<(), Failure> {
    let plan = Plan::standard();
    writeln!(
        out,
        "For each beat (beats) and over each phase and window (summary):\n"
    )?;
    let mut table = TextTable::new(["reading", "unit", "what", "signal"], 4);
    table.push(["heart_rate_per_min", "/min", "heart rate of the beat", ""]);
    for column in &plan.beats {
        let unit = unit_of(&column.name);
        table.push([&column.name, unit, &column.description, &column.signal]);
    }
    table.write(out)?;
    writeln!(
        out,
        "\n{} times a second (waveforms) and over each phase and window (summary):\n",
        plan.rate_hz
    )?;
    let mut table = TextTable::new(["reading", "unit", "what", "signal"], 4);
    for channel in &plan.channels {
        let unit = unit_of(&channel.name);
        table.push([&channel.name, unit, &channel.description, &channel.signal]);
    }
    Ok(table.write(out)?)
}

pub(super) fn parameters(filter: Option<&str>, out: &mut dyn Write) -> Result<(), Failure> {
    let mut table = TextTable::new(["parameter", "value", "unit", "from"], 4);
    for row in body::parameters()? {
        if filter.is_none_or(|text| row.path.contains(text)) {
            let value = row.value.to_string();
            table.push([row.path.as_str(), &value, unit_of(&row.path), &row.origin]);
        }
    }
    Ok(table.write(out)?)
}

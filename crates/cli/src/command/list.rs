//! Lists: scenarios, readings, parameters.

use std::io::Write;

use secondheart_study::instrument;
use secondheart_study::record::unit_of;
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
    let mut table = TextTable::new(["reading", "unit", "instrument", "definition"], 4);
    for reading in instrument::definitions() {
        let definition = match reading.reference {
            None => reading.definition.to_owned(),
            Some(other) => format!("{} (a change counts from {other})", reading.definition),
        };
        table.push([
            reading.name,
            unit_of(reading.name),
            reading.instrument,
            &definition,
        ]);
    }
    table.write(out)?;
    writeln!(
        out,
        "\nReadings are means over each phase and window unless their definition says otherwise. \
         One that has\nno meaning in a phase is absent. summary.json holds all; beats and waveforms \
         hold the course in time."
    )?;
    Ok(())
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

//! Lists: scenarios, readings, parameters.

use std::collections::BTreeSet;
use std::io::Write;

use secondheart_body::condition::Sort;
use secondheart_body::quantity::unit_of;
use secondheart_laboratory::instrument;
use secondheart_protocol::error::{InputError, Location, Mistake};
use secondheart_protocol::scenario::{self, Scenario};
use secondheart_words as words;

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

pub(super) fn conditions(out: &mut dyn Write) -> Result<(), Failure> {
    for (sort, heading) in [
        (Sort::Condition, "condition"),
        (Sort::Intervention, "intervention"),
    ] {
        let mut table = TextTable::new([heading, "what"], 2);
        for named in sort.all()? {
            table.push([named.name, &named.title]);
        }
        table.write(out)?;
        writeln!(out)?;
    }
    writeln!(
        out,
        "In a scenario: conditions = [\"varicose-veins\"], interventions = [\"stocking-class-2\"]; on the \
         command line:\n--with NAME. For one leg only, append -left or -right to the name of a leg condition."
    )?;
    Ok(())
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
    let mut table = TextTable::new(["parameter", "value", "unit", "allowed", "set", "from"], 6);
    let all = body::parameters()?;
    let asked = |path: &str| filter.is_none_or(|text| path.contains(text));
    if let Some(text) = filter
        && !all.iter().any(|row| asked(&row.path))
    {
        return Err(Failure::from(no_parameter(text, &all)));
    }
    for row in all.iter().filter(|row| asked(&row.path)) {
        let value = row.value.to_string();
        table.push([
            row.path.as_str(),
            &value,
            unit_of(&row.path),
            &row.range,
            row.when,
            &row.origin,
        ]);
    }
    table.write(out)?;
    writeln!(
        out,
        "\nset: start, the parameter shapes the person and can be set only before the steady start; \
         any time, phases\ncan set it too."
    )?;
    Ok(())
}

/// No name contains a text; the nearest part of a name is proposed, or else the groups of names.
fn no_parameter(text: &str, all: &[body::ParameterRow]) -> InputError {
    let names = all.iter().map(|row| row.path.as_str());
    let words: BTreeSet<&str> = names.clone().flat_map(|name| name.split('.')).collect();
    let groups: BTreeSet<&str> = names.clone().filter_map(|n| n.split('.').next()).collect();
    let known = names.chain(words);
    let mistake = Mistake::UnknownWord {
        what: "parameter",
        word: text.to_owned(),
        nearest: words::nearest(text, known).map(str::to_owned),
        known: groups.into_iter().map(str::to_owned).collect(),
    };
    InputError::new(Location::whole("parameters"), mistake)
}

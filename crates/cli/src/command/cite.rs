//! What to cite: the program, the protocol's publications, the parameters' sources.

use std::collections::BTreeSet;
use std::io::Write;

use secondheart_study::scenario::Scenario;

use crate::body;
use crate::failure::Failure;

pub(super) fn execute(reference: &str, out: &mut dyn Write) -> Result<(), Failure> {
    let scenario = Scenario::find(reference)?;
    writeln!(
        out,
        "secondheart {}, scenario \"{}\": {}.",
        env!("CARGO_PKG_VERSION"),
        scenario.name,
        scenario.title
    )?;
    if !scenario.set.is_empty() {
        let set: Vec<String> = scenario
            .set
            .iter()
            .map(|setting| format!("{} = {}", setting.path, setting.value))
            .collect();
        writeln!(out, "With {}.", set.join(", "))?;
    }
    section(
        out,
        "The protocol follows",
        scenario.sources.iter().map(String::as_str),
    )?;
    let parameters = body::parameters()?;
    let sources: BTreeSet<&str> = parameters.iter().map(|row| row.origin.as_str()).collect();
    section(out, "Parameters come from", sources.into_iter())?;
    Ok(())
}

fn section<'a>(
    out: &mut dyn Write,
    heading: &str,
    lines: impl Iterator<Item = &'a str>,
) -> Result<(), Failure> {
    for (index, line) in lines.enumerate() {
        if index == 0 {
            writeln!(out, "\n{heading}:")?;
        }
        writeln!(out, "  {line}")?;
    }
    Ok(())
}

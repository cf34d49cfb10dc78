//! What to cite: the program, the protocol's publications, the parameters' sources.

use std::collections::BTreeSet;
use std::io::Write;

use secondheart_body::published_values;
use secondheart_study::scenario::{NamedWord, Scenario};

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
    let of_phases = scenario.phases.iter().flat_map(|phase| &phase.named);
    let mut named: Vec<String> = Vec::new();
    for NamedWord { sort, word } in scenario.named.iter().chain(of_phases) {
        let (found, _) = sort.find(word)?;
        named.extend(
            found
                .sources
                .iter()
                .map(|source| format!("{word}: {source}")),
        );
    }
    section(
        out,
        "Conditions and interventions follow",
        named.iter().map(String::as_str),
    )?;
    let of_phases = scenario.phases.iter().flat_map(|phase| &phase.set);
    let set: BTreeSet<String> = scenario
        .set
        .iter()
        .chain(of_phases)
        .filter_map(|setting| {
            let source = setting.source.as_ref()?;
            Some(format!("{}: {source}", setting.path))
        })
        .collect();
    section(out, "Values set come from", set.iter().map(String::as_str))?;
    let parameters = body::parameters()?;
    let sources: BTreeSet<&str> = parameters.iter().map(|row| row.origin.as_str()).collect();
    section(out, "Parameters come from", sources.iter().copied())?;
    let text = sources.into_iter().collect::<Vec<_>>().join("\n");
    let values: Vec<String> = published_values(&text)
        .into_iter()
        .map(|(id, row)| {
            let (what, value, source) = (&row.what, &row.value, &row.source);
            format!("{id} {what}: {value}; {source} [{}]", row.note)
        })
        .collect();
    let heading = "Published values that these name, with where they were read";
    section(out, heading, values.iter().map(String::as_str))?;
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

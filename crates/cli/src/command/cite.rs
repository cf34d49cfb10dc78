//! What to cite: the program, the protocol's publications, the parameters' sources.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use secondheart_body::published_values;
use secondheart_protocol::scenario::{NamedWord, Scenario};

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
    let origins: BTreeSet<&str> = parameters.iter().map(|row| row.origin.as_str()).collect();
    let published = published_values(&origins.iter().copied().collect::<Vec<_>>().join("\n"));
    let sources: BTreeSet<&str> = published
        .iter()
        .map(|(_, row)| row.source.as_str())
        .collect();
    let (publications, others): (Vec<&str>, Vec<&str>) = sources
        .into_iter()
        .partition(|source| is_publication(source));
    section(
        out,
        "Publications and data behind the parameters",
        publications.into_iter(),
    )?;
    section(
        out,
        "Behind them, too, without a year: books, notes, common knowledge",
        others.into_iter(),
    )?;
    let stated = by_statement(&origins);
    section(
        out,
        "What parameters say of their values",
        stated.iter().map(String::as_str),
    )?;
    let values: Vec<String> = published
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

/// Whether a source names authors or a year, or is a collection of data.
fn is_publication(source: &str) -> bool {
    let is_year = |word: &str| {
        word.len() == 4
            && (word.starts_with("19") || word.starts_with("20"))
            && word.parse::<u16>().is_ok()
    };
    let names = ["et al.", "ADAN", "thesis", "HumMod", "ICRP"];
    !source.starts_with("estimate")
        && (names.iter().any(|name| source.contains(name))
            || source.split(|c: char| !c.is_ascii_digit()).any(is_year))
}

/// What the origins of parameters say, each statement once with the published values that lead to
/// it; an origin that names such values alone says nothing else.
fn by_statement(origins: &BTreeSet<&str>) -> Vec<String> {
    let mut statements: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for origin in origins {
        let is_id = |word: &str| {
            let digits = word.strip_prefix('G').unwrap_or_default();
            digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit() || b == b'-')
        };
        let mut said = *origin;
        let mut ids = Vec::new();
        while let Some((word, rest)) = said.split_once([' ', ',', ':'])
            && is_id(word)
        {
            ids.push(word);
            said = rest.trim_start_matches([' ', ',', ':']);
        }
        if !is_id(said) {
            statements.entry(said).or_default().extend(ids);
        }
    }
    let line = |(said, ids): (&str, Vec<&str>)| match ids.is_empty() {
        true => said.to_owned(),
        false => format!("{said} ({})", ids.join(", ")),
    };
    statements.into_iter().map(line).collect()
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

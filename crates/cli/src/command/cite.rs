//! What to cite: the program, the protocol's publications, the parameters' sources.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

mod reference;

use secondheart_body::published_values;
use secondheart_protocol::scenario::{NamedWord, Scenario};

use crate::body;
use crate::failure::Failure;
use reference::{Reference, references};

/// How the answer is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Form {
    /// Publications, one a line.
    #[default]
    List,
    /// Publications as BibTeX.
    Bibtex,
    /// Every source of every parameter as it is written, with the published values.
    All,
}

pub(super) fn execute(reference: &str, form: Form, out: &mut dyn Write) -> Result<(), Failure> {
    let scenario = Scenario::find(reference)?;
    let sources = Sources::of(&scenario)?;
    match form {
        Form::List => list(reference, &scenario, &sources, out),
        Form::Bibtex => bibtex(&sources, out),
        Form::All => all(&scenario, &sources, out),
    }
}

/// The sources of a scenario and of the body, as they are written.
struct Sources {
    protocol: Vec<String>,
    named: Vec<String>,
    set: BTreeSet<String>,
    parameters: BTreeSet<String>,
    origins: BTreeSet<String>,
    published: Vec<String>,
}

impl Sources {
    fn of(scenario: &Scenario) -> Result<Self, Failure> {
        let of_phases = scenario.phases.iter().flat_map(|phase| &phase.named);
        let mut named: Vec<String> = Vec::new();
        for NamedWord { sort, word } in scenario.named.iter().chain(of_phases) {
            let (found, _) = sort.find(word)?;
            let sources = found.sources.iter();
            named.extend(sources.map(|source| format!("{word}: {source}")));
        }
        named.dedup();
        let of_phases = scenario.phases.iter().flat_map(|phase| &phase.set);
        let set = scenario.set.iter().chain(of_phases).filter_map(|setting| {
            let source = setting.source.as_ref()?;
            Some(format!("{}: {source}", setting.path))
        });
        let rows = body::parameters()?;
        let origins: BTreeSet<String> = rows.into_iter().map(|row| row.origin).collect();
        let texts: Vec<&str> = origins.iter().map(String::as_str).collect();
        let published = published_values(&texts.join("\n"));
        Ok(Self {
            protocol: scenario.sources.clone(),
            named,
            set: set.collect(),
            parameters: published
                .iter()
                .map(|(_, row)| row.source.clone())
                .collect(),
            published: published
                .into_iter()
                .map(|(id, row)| {
                    let (what, value, source) = (&row.what, &row.value, &row.source);
                    format!("{id} {what}: {value}; {source} [{}]", row.note)
                })
                .collect(),
            origins,
        })
    }

    /// Publications of the protocol, and of the body and the values set, each once.
    fn publications(&self) -> [Vec<Reference>; 2] {
        let mut known = BTreeSet::new();
        let mut once = |sources: Vec<&String>| {
            let mut all: Vec<Reference> =
                sources.iter().flat_map(|text| references(text)).collect();
            all.sort_by_key(Reference::identity);
            all.retain(|reference| known.insert(reference.identity()));
            all
        };
        let body = self.named.iter().chain(&self.set).chain(&self.parameters);
        [
            once(self.protocol.iter().collect()),
            once(body.chain(&self.origins).collect()),
        ]
    }
}

fn heading(scenario: &Scenario, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(
        out,
        "secondheart {}, scenario \"{}\": {}.",
        env!("CARGO_PKG_VERSION"),
        scenario.name,
        scenario.title
    )?;
    if !scenario.set.is_empty() {
        let set = scenario.set.iter();
        let set: Vec<String> = set
            .map(|setting| format!("{} = {}", setting.path, setting.value))
            .collect();
        writeln!(out, "With {}.", set.join(", "))?;
    }
    Ok(())
}

/// The publications, one a line.
fn list(
    reference: &str,
    scenario: &Scenario,
    sources: &Sources,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    heading(scenario, out)?;
    let [protocol, body] = sources.publications().map(|all| {
        let lines = all.iter().map(Reference::line);
        lines.collect::<Vec<_>>()
    });
    section(
        out,
        "The protocol follows",
        protocol.iter().map(String::as_str),
    )?;
    let title = format!("The body's values come from ({} publications)", body.len());
    section(out, &title, body.iter().map(String::as_str))?;
    writeln!(
        out,
        "\nSources without authors and year, and the source of every single value: \
         secondheart cite {reference} --all\nFor a reference manager: secondheart cite {reference} \
         --bibtex"
    )?;
    Ok(())
}

/// The program and the publications as BibTeX; keys are unique.
fn bibtex(sources: &Sources, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(
        out,
        "@software{{secondheart,\n  title = {{secondheart: a simulator of the human \
         circulation}},\n  version = {{{}}}\n}}",
        env!("CARGO_PKG_VERSION")
    )?;
    let mut used: BTreeMap<String, u32> = BTreeMap::new();
    for reference in sources.publications().iter().flatten() {
        let key = reference.key();
        let count = used.entry(key.clone()).or_default();
        *count += 1;
        let key = match *count {
            1 => key,
            n => format!("{key}-{n}"),
        };
        write!(out, "\n{}", reference.bibtex(&key))?;
    }
    Ok(())
}

/// All sources as they are written.
fn all(scenario: &Scenario, sources: &Sources, out: &mut dyn Write) -> Result<(), Failure> {
    heading(scenario, out)?;
    let texts = |all: &[String], title: &str, out: &mut dyn Write| {
        section(out, title, all.iter().map(String::as_str))
    };
    texts(&sources.protocol, "The protocol follows", out)?;
    texts(&sources.named, "Conditions and interventions follow", out)?;
    let set: Vec<String> = sources.set.iter().cloned().collect();
    texts(&set, "Values set come from", out)?;
    let (publications, others): (Vec<&str>, Vec<&str>) = sources
        .parameters
        .iter()
        .map(String::as_str)
        .partition(|source| is_publication(source));
    let title = "Publications and data behind the parameters";
    section(out, title, publications.into_iter())?;
    let title = "Behind them, too, without a year: books, notes, common knowledge";
    section(out, title, others.into_iter())?;
    let origins: BTreeSet<&str> = sources.origins.iter().map(String::as_str).collect();
    texts(
        &by_statement(&origins),
        "What parameters say of their values",
        out,
    )?;
    let title = "Published values that these name, with where they were read";
    texts(&sources.published, title, out)
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

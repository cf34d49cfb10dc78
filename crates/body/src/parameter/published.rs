//! Published values behind the parameters: the meaning of an id such as `G02-225` in a source.
//!
//! The rows are data (`data/published_values.toml`). They set nothing: a parameter states in its
//! source how it follows from them.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

const TEXT: &str = include_str!("../../data/published_values.toml");

/// One value of the literature.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedValue {
    /// Organ and quantity.
    pub what: String,
    /// Value with unit, and its range in brackets.
    pub value: String,
    /// Full citation of the publication.
    pub source: String,
    /// Where it was read, how it was derived, or that it is from memory.
    pub note: String,
}

/// All published values by id.
fn all() -> &'static BTreeMap<String, PublishedValue> {
    static ALL: OnceLock<BTreeMap<String, PublishedValue>> = OnceLock::new();
    // The text is part of the program; a test reads it.
    ALL.get_or_init(|| toml::from_str(TEXT).unwrap_or_default())
}

/// The published values that a text names, in order: `G02-225`, and all from `G01-071 to G01-086`
/// or `G07-156..158` that there are.
pub fn published_values(text: &str) -> Vec<(&'static str, &'static PublishedValue)> {
    let mut found: BTreeMap<&str, &PublishedValue> = BTreeMap::new();
    for (at, id) in ids(text) {
        let rest = &text[at + id.len()..];
        let last = match rest.strip_prefix("..") {
            Some(end) => end.get(..3).map(|number| format!("{}{number}", &id[..4])),
            None => rest
                .strip_prefix(" to ")
                .and_then(|end| id_at(end).map(str::to_owned)),
        };
        let last = last.unwrap_or_else(|| id.to_owned());
        if last.as_str() < id {
            continue;
        }
        let rows = all().range::<str, _>((
            std::ops::Bound::Included(id),
            std::ops::Bound::Included(last.as_str()),
        ));
        found.extend(rows.map(|(id, row)| (id.as_str(), row)));
    }
    found.into_iter().collect()
}

/// Every id in a text with its place.
fn ids(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices('G')
        .filter_map(|(at, _)| Some((at, id_at(&text[at..])?)))
}

/// The id at the start of a text: `G`, two digits, `-`, three digits.
fn id_at(text: &str) -> Option<&str> {
    let id = text.get(..7)?;
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let is_id = id.starts_with('G') && digits(&id[1..3]) && &id[3..4] == "-" && digits(&id[4..]);
    is_id.then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn data(folder: &Path, texts: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                data(&path, texts);
            } else if path.file_name() != Some("published_values.toml".as_ref()) {
                texts.push_str(&std::fs::read_to_string(&path).unwrap());
            }
        }
    }

    #[test]
    fn every_id_in_the_data_leads_to_a_row() {
        let mut texts = String::new();
        data(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("data"),
            &mut texts,
        );
        for (_, id) in ids(&texts) {
            assert!(all().contains_key(id), "{id} leads nowhere");
        }
        let named = published_values(&texts).len();
        assert!(named > 300, "{named} rows");
    }

    #[test]
    fn ids_and_ranges_are_found_in_a_text() {
        let of = |text: &str| -> Vec<&str> {
            published_values(text)
                .into_iter()
                .map(|(id, _)| id)
                .collect()
        };
        assert_eq!(of("spleen, G02-225; G01-001"), ["G01-001", "G02-225"]);
        assert_eq!(of("G07-001 to G07-003"), ["G07-001", "G07-002", "G07-003"]);
        assert_eq!(of("G07-156..158"), ["G07-156", "G07-157", "G07-158"]);
        assert!(of("G7-1, G99-999, G").is_empty());
    }
}

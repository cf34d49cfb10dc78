//! Publications out of the free text of a source: authors, year, where, doi; as a line or as BibTeX.

/// A publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    /// `Stick C, Jaeger H, Witzleb E` or `Kovacs G et al.`.
    pub(super) authors: String,
    pub(super) year: String,
    /// Journal, volume and pages, or whatever follows the year.
    pub(super) published_in: String,
    pub(super) doi: Option<String>,
}

/// The publications named in a source; remarks in brackets and the words of who cites whom are left
/// out. A text without authors and year names none.
pub(super) fn references(source: &str) -> Vec<Reference> {
    // "A 1990 J 1:2, via B 2004 thesis": both are publications.
    let source = without_brackets(source).replace(", via ", "; ");
    source.split(';').filter_map(reference).collect()
}

fn reference(text: &str) -> Option<Reference> {
    let text = text.trim();
    let words: Vec<&str> = text.split_whitespace().collect();
    let at = words.iter().position(|word| is_year(word))?;
    let authors = words[..at].join(" ");
    let authors = authors.trim_end_matches(',');
    // A surname and initials, or "et al.": not the title of a book or a table.
    let has_initials = |name: &str| {
        let mut parts = name.split_whitespace().rev();
        let last = parts.next().unwrap_or_default();
        parts.next().is_some() && last.len() <= 4 && last.chars().all(char::is_uppercase)
    };
    let first = authors.split([',', '&']).next().unwrap_or_default().trim();
    // "BL13 Johnson et al." is a remark on a value.
    let is_number = |word: &str| word.bytes().any(|byte| byte.is_ascii_digit());
    let named = (authors.ends_with("et al.") || has_initials(first)) && !is_number(authors);
    let published_in = words.get(at + 1..).unwrap_or_default().join(" ");
    let published_in = published_in.split(" : ").next().unwrap_or_default();
    let in_print = published_in.starts_with(char::is_uppercase) || published_in.starts_with("doi ");
    if !named || !authors.starts_with(char::is_uppercase) || !in_print {
        return None;
    }
    let (published_in, doi) = match published_in.split_once("doi ") {
        None => (published_in, None),
        Some((before, doi)) => {
            let doi = doi.split([',', ' ']).next().unwrap_or_default();
            (before, Some(doi.to_owned()))
        }
    };
    let published_in = published_in.split(", PMID").next().unwrap_or_default();
    let published_in = published_in.trim_end_matches([',', ' ']).to_owned();
    Some(Reference {
        authors: authors.to_owned(),
        year: words[at].trim_end_matches([',', ':']).to_owned(),
        published_in,
        doi,
    })
}

fn is_year(word: &str) -> bool {
    let word = word.trim_end_matches([',', ':']);
    let is_number = word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    is_number && (word.starts_with("19") || word.starts_with("20"))
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let keep = |c: &char| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    };
    text.chars().filter(keep).collect()
}

impl Reference {
    /// First author's surname, in lower case without blanks.
    fn surname(&self) -> String {
        let first = self.authors.split([',', '&']).next().unwrap_or_default();
        let first = first.trim_end_matches(" et al.");
        let words: Vec<&str> = first.split_whitespace().collect();
        let is_initials = |word: &&&str| word.chars().all(char::is_uppercase);
        let names = words
            .iter()
            .filter(|word| !is_initials(word) || words.len() == 1);
        let name: String = names.copied().collect();
        name.to_lowercase()
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect()
    }

    /// What tells publications apart: first author, year, first word of the journal.
    pub(super) fn identity(&self) -> (String, String, String) {
        let journal = self
            .published_in
            .split_whitespace()
            .next()
            .unwrap_or_default();
        (self.surname(), self.year.clone(), journal.to_lowercase())
    }

    /// On one line.
    pub(super) fn line(&self) -> String {
        let doi = self.doi.as_ref().map(|doi| format!(" doi:{doi}"));
        let (authors, year, published_in) = (&self.authors, &self.year, &self.published_in);
        let stop = if authors.ends_with('.') { "" } else { "." };
        format!(
            "{authors}{stop} {published_in} ({year}).{}",
            doi.unwrap_or_default()
        )
    }

    /// As a BibTeX entry with this key.
    pub(super) fn bibtex(&self, key: &str) -> String {
        let others = self.authors.trim_end_matches(" et al.");
        let mut authors: Vec<String> = others.split([',', '&']).map(in_order).collect();
        if others.len() < self.authors.len() {
            authors.push("others".to_owned());
        }
        let doi = self.doi.as_ref();
        let doi = doi.map_or_else(String::new, |doi| format!(",\n  doi = {{{doi}}}"));
        format!(
            "@misc{{{key},\n  author = {{{}}},\n  year = {{{}}},\n  howpublished = {{{}}}{doi}\n}}\n",
            authors.join(" and "),
            self.year,
            escaped(&self.published_in),
        )
    }

    /// Key of the entry, before entries with the same are told apart.
    pub(super) fn key(&self) -> String {
        format!("{}{}", self.surname(), self.year)
    }
}

/// "Stick C" as "Stick, C".
fn in_order(name: &str) -> String {
    let name = name.trim();
    match name.rsplit_once(' ') {
        Some((family, given)) => format!("{}, {}", escaped(family), escaped(given)),
        None => escaped(name),
    }
}

/// Characters that TeX takes for its own.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if matches!(c, '&' | '%' | '$' | '#' | '_' | '{' | '}') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn authors_year_place_and_doi_are_read_from_a_source() {
        let source = "Stick C, Jaeger H, Witzleb E 1992 J Appl Physiol 72:2063-2068, doi \
                      10.1152/jappl.1992.72.6.2063 (treadmill at 3 km/h)";
        let all = references(source);
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].authors, "Stick C, Jaeger H, Witzleb E");
        assert_eq!(all[0].published_in, "J Appl Physiol 72:2063-2068");
        assert_eq!(
            all[0].line(),
            "Stick C, Jaeger H, Witzleb E. J Appl Physiol 72:2063-2068 (1992). \
             doi:10.1152/jappl.1992.72.6.2063"
        );
        let entry = all[0].bibtex(&all[0].key());
        assert!(entry.starts_with("@misc{stick1992,\n"), "{entry}");
        assert!(entry.contains("author = {Stick, C and Jaeger, H and Witzleb, E}"));
    }

    #[test]
    fn one_source_may_name_several_and_remarks_are_left_out() {
        let source = "Leggett RW & Williams LR 1991 Health Phys 60:139, via Heldt T 2004 PhD thesis \
                      MIT (Computational models); Mendoza E et al. 2013 Eur J Vasc Endovasc Surg 45:76";
        let names: Vec<String> = references(source).iter().map(Reference::key).collect();
        assert_eq!(names, ["leggett1991", "heldt2004", "mendoza2013"]);
        assert!(
            references(source)[2]
                .bibtex("k")
                .contains("{Mendoza, E and others}")
        );
    }

    #[test]
    fn a_text_without_authors_and_year_names_no_publication() {
        for text in [
            "definition: one metabolic equivalent",
            "24,469 men",
            "JKSS 2013;85:169",
            "Ballard 1998",
            "BL13 Johnson et al. 2013 89.5 mmHg at the heart",
            "G02-322 Aragao et al. 2017 19.4 per leg",
            "Kim H, Kwon TW et al. (year and journal not kept)",
        ] {
            assert!(references(text).is_empty(), "{text}");
        }
    }
}

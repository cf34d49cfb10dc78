//! Suggestions for misspelt words and their wording in messages, and texts broken into lines.

/// Most names offered for an unknown one.
const OFFERED: usize = 3;

/// The candidate most similar to a misspelt `word`, if one is near enough.
///
/// Nearness is the Damerau-Levenshtein distance (insertions, deletions, substitutions and swapped
/// neighbours), ignoring case and the choice between `-`, `_`, `.` and blank. The limit is a third of the
/// word's length, at least one and at most four edits.
///
/// ```
/// use secondheart_words::nearest;
///
/// assert_eq!(nearest("Legs_raisd", ["supine", "legs-raised"]), Some("legs-raised"));
/// assert_eq!(nearest("handstand", ["supine", "legs-raised"]), None);
/// ```
pub fn nearest<'a, I>(word: &str, candidates: I) -> Option<&'a str>
where
    I: IntoIterator<Item = &'a str>,
{
    ranked(word, &mut candidates.into_iter()).into_iter().next()
}

/// At most three near candidates, the nearest first; at equal distance the more similar by
/// Jaro-Winkler first.
pub fn nearest_names<'a, I>(word: &str, candidates: I) -> Vec<String>
where
    I: IntoIterator<Item = &'a str>,
{
    let ranked = ranked(word, &mut candidates.into_iter())
        .into_iter()
        .take(OFFERED);
    ranked.map(str::to_owned).collect()
}

/// Whether a name contains the parts of a pattern between its stars, in their order.
///
/// ```
/// use secondheart_words::matches;
///
/// assert!(matches("leg.left.*vein.pressure", "leg.left.popliteal_vein.pressure_mmhg"));
/// assert!(!matches("left.*leg", "leg.left.popliteal_vein.pressure_mmhg"));
/// ```
pub fn matches(pattern: &str, name: &str) -> bool {
    let mut rest = name;
    pattern.split('*').all(|part| match rest.split_once(part) {
        Some((_, after)) => {
            rest = after;
            true
        }
        None => false,
    })
}

/// Advice for a misspelt word: the nearest valid word, or else all valid words.
pub fn meant(nearest: Option<&str>, known: &[String]) -> Option<String> {
    match nearest {
        Some(word) => Some(format!("did you mean \"{word}\"?")),
        None if known.is_empty() => None,
        None => Some(format!("valid: {}", known.join(", "))),
    }
}

/// The end of a message about an unknown name: the near names, if any.
pub fn suggestion(nearest: &[String]) -> String {
    if nearest.is_empty() {
        return String::new();
    }
    let quoted: Vec<String> = nearest.iter().map(|name| format!("\"{name}\"")).collect();
    format!("; did you mean {}?", quoted.join(" or "))
}

/// The near candidates, the nearest first. Not generic, so that it is compiled once.
fn ranked<'a>(word: &str, candidates: &mut dyn Iterator<Item = &'a str>) -> Vec<&'a str> {
    let plain = plain_form(word);
    let length = plain.chars().count();
    // At least one character must match.
    let allowed = (length / 3).clamp(1, 4).min(length.saturating_sub(1));
    let mut found: Vec<(usize, &str)> = candidates
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&plain, &plain_form(candidate)),
                candidate,
            )
        })
        .filter(|(distance, _)| *distance <= allowed)
        .collect();
    let likeness = |candidate: &str| strsim::jaro_winkler(&plain, &plain_form(candidate));
    found.sort_by(|a, b| {
        a.0.cmp(&b.0)
            .then_with(|| likeness(b.1).total_cmp(&likeness(a.1)))
    });
    found.into_iter().map(|(_, candidate)| candidate).collect()
}

fn plain_form(word: &str) -> String {
    word.trim()
        .chars()
        .map(|c| {
            if matches!(c, '-' | '_' | '.') {
                ' '
            } else {
                c.to_ascii_lowercase()
            }
        })
        .collect()
}

/// Text broken between words into lines of at most `width` characters, where its words allow.
///
/// ```
/// use secondheart_words::wrapped;
///
/// assert_eq!(wrapped("end of the long standing", 11), "end of the\nlong\nstanding");
/// assert_eq!(wrapped("immeasurable", 5), "immeasurable");
/// ```
pub fn wrapped(text: &str, width: usize) -> String {
    let (mut out, mut line) = (String::new(), 0);
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if line > 0 && line + 1 + length > width {
            out.push('\n');
            line = 0;
        } else if line > 0 {
            out.push(' ');
            line += 1;
        }
        out.push_str(word);
        line += length;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const POSTURES: [&str; 4] = ["supine", "standing", "sitting", "legs-raised"];

    #[test]
    fn a_misspelt_word_finds_its_neighbour() {
        assert_eq!(nearest("standng", POSTURES), Some("standing"));
        assert_eq!(nearest("Supnie", POSTURES), Some("supine"));
        assert_eq!(nearest("legs raised", POSTURES), Some("legs-raised"));
    }

    #[test]
    fn a_strange_word_finds_nothing() {
        assert_eq!(nearest("handstand-on-a-chair", POSTURES), None);
        assert_eq!(nearest("x", POSTURES), None);
        assert_eq!(nearest("Q", ["C", "L"]), None);
        assert_eq!(nearest("c", ["C", "L"]), Some("C"));
    }

    #[test]
    fn the_nearest_comes_first_and_the_list_is_bounded() {
        let names = [
            "leg.left.foot",
            "leg.left.feet",
            "leg.right.foot",
            "leg.left.foot2",
        ];
        assert_eq!(
            nearest_names("leg.left.foot", names),
            ["leg.left.foot", "leg.left.foot2", "leg.left.feet"]
        );
    }

    #[test]
    fn the_advice_is_the_near_word_or_all_there_are() {
        let known = ["flow".to_owned(), "pressure".to_owned()];
        let near = meant(nearest("Flwo", ["flow", "pressure"]), &known);
        assert_eq!(near.as_deref(), Some("did you mean \"flow\"?"));
        let all = meant(nearest("volume", ["flow", "pressure"]), &known);
        assert_eq!(all.as_deref(), Some("valid: flow, pressure"));
        assert_eq!(meant(None, &[]), None);
        assert_eq!(
            suggestion(&known),
            "; did you mean \"flow\" or \"pressure\"?"
        );
        assert_eq!(suggestion(&[]), "");
    }
}

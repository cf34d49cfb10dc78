//! What a misspelt word was most likely meant to be, and how that is said.

/// Names to offer for one that is not known, at most.
const OFFERED: usize = 3;

/// The candidate that `word` was most likely meant to be, if one is near enough.
///
/// Nearness is the Damerau-Levenshtein distance (insertions, deletions, substitutions and swapped
/// neighbours), blind to case and to the choice between `-`, `_`, `.` and blank. A candidate further
/// than a third of the word's length (but at least one, at most four edits) is not offered.
pub fn nearest<'a, I>(word: &str, candidates: I) -> Option<&'a str>
where
    I: IntoIterator<Item = &'a str>,
{
    ranked(word, candidates).into_iter().next()
}

/// The near candidates, at most three, the nearest first; of equal distances the more alike
/// (Jaro-Winkler) first.
pub fn nearest_names<'a, I>(word: &str, candidates: I) -> Vec<String>
where
    I: IntoIterator<Item = &'a str>,
{
    let ranked = ranked(word, candidates).into_iter().take(OFFERED);
    ranked.map(str::to_owned).collect()
}

/// The advice for a misspelt word: the one it is near to, or else all valid ones.
pub fn meant(nearest: Option<&str>, known: &[String]) -> Option<String> {
    match nearest {
        Some(word) => Some(format!("did you mean \"{word}\"?")),
        None if known.is_empty() => None,
        None => Some(format!("valid: {}", known.join(", "))),
    }
}

/// What to put behind the message that a name is not known: the names it is near to, if any.
pub fn suggestion(nearest: &[String]) -> String {
    if nearest.is_empty() {
        return String::new();
    }
    let quoted: Vec<String> = nearest.iter().map(|name| format!("\"{name}\"")).collect();
    format!("; did you mean {}?", quoted.join(" or "))
}

fn ranked<'a, I>(word: &str, candidates: I) -> Vec<&'a str>
where
    I: IntoIterator<Item = &'a str>,
{
    let plain = plain_form(word);
    let length = plain.chars().count();
    // Something of the word must be left.
    let allowed = (length / 3).clamp(1, 4).min(length.saturating_sub(1));
    let mut found: Vec<(usize, &str)> = candidates
        .into_iter()
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

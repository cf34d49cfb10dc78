//! The nearest valid word to a misspelt one.

/// The candidate that `word` was most likely meant to be, if one is near enough.
///
/// Nearness is the Damerau-Levenshtein distance (insertions, deletions, substitutions and swapped
/// neighbours), blind to case and to the choice between `-`, `_`, `.` and blank. A candidate further
/// than a third of the word's length (but at least one, at most four edits) is not offered.
pub fn nearest<'a, I>(word: &str, candidates: I) -> Option<&'a str>
where
    I: IntoIterator<Item = &'a str>,
{
    nearest_few(word, candidates, 1).into_iter().next()
}

/// Up to `limit` near candidates, the nearest first; of equal distances the more alike
/// (Jaro-Winkler) first.
pub fn nearest_few<'a, I>(word: &str, candidates: I, limit: usize) -> Vec<&'a str>
where
    I: IntoIterator<Item = &'a str>,
{
    let plain = plain_form(word);
    let allowed = (plain.chars().count() / 3).clamp(1, 4);
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
    found.truncate(limit);
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
            nearest_few("leg.left.foot", names, 2),
            ["leg.left.foot", "leg.left.foot2"]
        );
    }
}

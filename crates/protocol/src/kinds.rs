//! What a word is that was used for something else: `stocking-class-2` among the conditions is an
//! intervention, the name of a signal cannot be set, and lying is the posture `supine`.

use secondheart_body::condition::Sort;
use secondheart_body::{Body, Parameters, Posture, Subject};

use crate::scenario::{self, ACTIVITY_PATTERNS, POSTURES};
use crate::subject;

/// A kind of words with its article, how to use one, and whether a word is of the kind.
type Kind = (&'static str, &'static str, fn(&str) -> bool);

/// Everyday words that the formats do not accept: the kind of word, the valid word, and the everyday words
/// for it.
const EVERYDAY: [(&str, &str, &[&str]); 7] = [
    ("posture", "supine", &["lying", "lie", "flat", "recumbent"]),
    ("posture", "standing", &["stand", "upright", "erect"]),
    ("posture", "sitting", &["sit", "seated"]),
    ("activity", "walk", &["walking"]),
    ("activity", "run", &["running", "jogging"]),
    ("activity", "cycle", &["cycling", "pedalling", "pedaling"]),
    ("activity", "tiptoe", &["calf-raises", "heel-raises"]),
];

/// Words for both legs.
const BOTH: [&str; 4] = ["both", "both-legs", "all", "legs"];

/// The valid word for an everyday one.
fn everyday(wanted: &str, word: &str) -> Option<&'static str> {
    let word = word.trim().to_lowercase().replace(['_', ' '], "-");
    let said = EVERYDAY
        .iter()
        .find(|(kind, _, said)| *kind == wanted && said.contains(&word.as_str()));
    said.map(|(_, valid, _)| *valid)
}

/// How to use a word that is no `wanted` but something else; `None` if it is nothing known.
pub(crate) fn hint(wanted: &str, word: &str) -> Option<String> {
    if let Some(valid) = everyday(wanted, word) {
        return Some(format!("did you mean \"{valid}\"?"));
    }
    if wanted == "leg" && BOTH.contains(&word) {
        return Some("leave the key out for both legs".to_owned());
    }
    let kinds: [Kind; 9] = [
        (
            "a condition",
            "name it under conditions, or use --with",
            |word| Sort::Condition.words().contains(&word),
        ),
        (
            "an intervention",
            "name it under interventions, or use --with",
            |word| Sort::Intervention.words().contains(&word),
        ),
        (
            "a mechanism",
            "name it under without, or use --without",
            |word| Sort::Knockout.words().contains(&word),
        ),
        (
            "an activity",
            "name it as the activity of a phase",
            |word| ACTIVITY_PATTERNS.contains(&word),
        ),
        ("a posture", "name it as the posture of a phase", |word| {
            POSTURES.contains(&word)
        }),
        ("a scenario", "run it, or extend it", |word| {
            scenario::shipped().iter().any(|known| known.name == word)
        }),
        (
            "a subject",
            "name it as the subject, or use --subject",
            |word| subject::shipped().any(|known| known == word),
        ),
        ("a parameter", "set it under set, or use --set", |word| {
            Parameters::shipped().is_ok_and(|shipped| shipped.contains(word))
        }),
        (
            "a signal",
            "signals are read, not set; `secondheart parameters` lists what can be set",
            is_signal,
        ),
    ];
    let known = |kind: &str| {
        wanted
            .split(" or ")
            .any(|wanted| kind.ends_with(&format!(" {wanted}")))
    };
    let (kind, use_it, _) = kinds
        .iter()
        .find(|(kind, _, is)| !known(kind) && is(word))?;
    match longer(wanted, word) {
        Some(longer) => Some(format!("did you mean \"{longer}\"?")),
        None => Some(format!("\"{word}\" is {kind}: {use_it}")),
    }
}

/// The word of a wanted kind that begins like a word for something else: the posture `squatting` for
/// `squat`.
fn longer(wanted: &str, word: &str) -> Option<&'static str> {
    let mut known = match wanted {
        "posture" => POSTURES.iter(),
        "activity" => ACTIVITY_PATTERNS.iter(),
        _ => return None,
    };
    known.find(|known| known.starts_with(word)).copied()
}

fn is_signal(word: &str) -> bool {
    // Every other word costs no body.
    if !word.contains('.') {
        return false;
    }
    let body = Parameters::shipped()
        .and_then(|shipped| Body::unsettled(&shipped, &Subject::default(), Posture::SUPINE));
    body.is_ok_and(|body| body.signal(word).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_everyday_word_finds_the_valid_one() {
        let told = |wanted, word| hint(wanted, word).unwrap_or_default();
        for (word, valid) in [
            ("lying", "supine"),
            ("Flat", "supine"),
            ("upright", "standing"),
            ("stand", "standing"),
            ("seated", "sitting"),
            ("sit", "sitting"),
        ] {
            let meant = format!("did you mean \"{valid}\"?");
            assert_eq!(told("posture", word), meant, "{word}");
        }
        assert_eq!(told("activity", "walking"), "did you mean \"walk\"?");
        assert_eq!(told("activity", "calf raises"), "did you mean \"tiptoe\"?");
        assert_eq!(told("activity", "lying"), "", "a word for a posture");
        for (kind, valid, said) in EVERYDAY {
            let words: &[&str] = match kind {
                "posture" => &POSTURES,
                _ => &ACTIVITY_PATTERNS,
            };
            assert!(words.contains(&valid), "{valid}");
            assert!(said.iter().all(|said| !words.contains(said)), "{said:?}");
        }
    }

    #[test]
    fn a_word_of_another_kind_is_told_with_its_use() {
        for (wanted, word, kind) in [
            ("condition", "stocking-class-2", "an intervention"),
            ("intervention", "varicose-veins-left", "a condition"),
            ("scenario", "bleeding", "a condition"),
            ("posture", "walk", "an activity"),
            ("activity", "standing", "a posture"),
            ("subject", "calf-raises", "a scenario"),
            (
                "condition or intervention",
                "muscle.pressure_gain",
                "a parameter",
            ),
            ("parameter", "heart.rate_per_min", "a signal"),
        ] {
            let told = hint(wanted, word);
            let begins = format!("\"{word}\" is {kind}: ");
            assert!(
                told.as_ref().is_some_and(|told| told.starts_with(&begins)),
                "{told:?}"
            );
        }
        let squatting = Some("did you mean \"squatting\"?".to_owned());
        assert_eq!(hint("posture", "squat"), squatting);
        assert_eq!(hint("condition", "bleeding"), None);
        assert_eq!(hint("parameter", "heart.no_such"), None);
        assert_eq!(hint("scenario", "wlak"), None);
    }
}

//! Questions about somebody's own health. The words and the notice are those of the page of
//! `secondheart lab`; the words stand with the page, as data.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde::Deserialize;

/// What is answered to a question about somebody's own health.
pub const NOTICE: &str = "For education, not advice. With chest pain, fainting, trouble breathing, or a \
                          leg that is swollen, red or hot: see a doctor at once or call the emergency \
                          number.";

const TEXT: &str = include_str!("../../../lab/src/ask/personal.toml");

/// The words by which such a question is known.
#[derive(Debug, Default, Deserialize)]
struct Words {
    own: Vec<String>,
    signs: Vec<String>,
    drugs: Vec<String>,
    alarm: Vec<Alarm>,
}

/// Signs that need help at once, whoever asks: all words of one of the lists.
#[derive(Debug, Deserialize)]
struct Alarm {
    words: Vec<Vec<String>>,
}

fn words() -> &'static Words {
    static READ: OnceLock<Words> = OnceLock::new();
    // A test reads the data; without it no question could be told apart.
    READ.get_or_init(|| toml::from_str(TEXT).unwrap_or_default())
}

/// Whether a question is about somebody's own health: a drug or an operation, a sign of somebody's own, or
/// signs that need help at once.
///
/// ```
/// use secondheart_assistant::is_personal;
///
/// assert!(is_personal("My leg is swollen, should I walk?"));
/// assert!(!is_personal("Do stockings reduce the swelling of a leg?"));
/// ```
pub fn is_personal(question: &str) -> bool {
    let lower = question.to_lowercase().replace('\u{2019}', "'");
    let is_letter = |c: char| c.is_ascii_lowercase() || c == '\'';
    let said: BTreeSet<&str> = lower.split(|c| !is_letter(c)).collect();
    let says = |word: &String| said.contains(word.as_str());
    let Words {
        own,
        signs,
        drugs,
        alarm,
    } = words();
    let mut lists = alarm.iter().flat_map(|alarm| &alarm.words);
    lists.any(|all| all.iter().all(says))
        || drugs.iter().any(says)
        || (own.iter().any(says) && signs.iter().any(says))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_the_same_notice() {
        let page = include_str!("../../../lab/src/ask/personal.ts");
        assert!(page.contains(&format!("\"{NOTICE}\"")));
    }

    #[test]
    fn every_part_of_the_rule_is_read_and_used() {
        assert!(toml::from_str::<Words>(TEXT).is_ok());
        for personal in [
            "Should I stop my tablets?",
            "is warfarin enough for a flight",
            "I\u{2019}m dizzy when standing up",
            "What to do with a calf that is red",
            "my ankles swell on flights, is that normal?",
        ] {
            assert!(is_personal(personal), "{personal}");
        }
        for general in [
            "How far does ankle pressure fall in walking?",
            "What do varicose veins do to the pump?",
            "I am a student: what happens to my heart rate on standing?",
            "",
        ] {
            assert!(!is_personal(general), "{general}");
        }
    }
}

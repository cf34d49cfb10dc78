//! The names that an unknown name may mean: the nearest, names of the same words, or else the groups that
//! there are, or the command that lists all.

use std::collections::BTreeSet;

use secondheart_body::Parameters;
use secondheart_body::condition::{Named, Sort};
use secondheart_words::nearest;

use crate::error::Mistake;

/// Most parameters that are proposed, and most names of the same words.
const MOST: usize = 3;
const MOST_ALIKE: usize = 5;
/// Shorter parts of a name, and units, tell nothing.
const LEAST_LETTERS: usize = 3;
const OF_UNITS: [&str; 4] = ["per", "min", "mmhg", "pct"];

/// Words of which there are too many for a message, and the command that lists them.
const LISTED: [(&str, &str); 3] = [
    ("reading", "readings"),
    ("scenario", "scenarios"),
    ("parameter", "parameters"),
];

/// The command that lists all words of a kind.
pub(crate) fn listed_by(what: &str) -> Option<String> {
    let listed = LISTED.iter().find(|(kind, _)| *kind == what);
    listed.map(|(_, command)| format!("`secondheart {command}` lists all"))
}

/// Advice for an unknown condition, intervention or parameter; `None` for other words, and where
/// the nearest word is advice enough.
pub(crate) fn advice(what: &str, word: &str, nearest: Option<&str>) -> Option<String> {
    let sorts = Sort::ALL.into_iter();
    let named_so = |sort: &Sort| what.split(" or ").any(|own| own == sort.word());
    let sorts: Vec<Sort> = sorts.filter(named_so).collect();
    if !sorts.is_empty() {
        return Some(named(&sorts, word));
    }
    if what == "parameter" && nearest.is_none() {
        return parameters(word);
    }
    None
}

/// Advice for an unknown scenario, reading or course: the nearest name, or names of the same words, or the
/// command that lists all; `None` for other words, and where nothing is alike and no command lists all.
pub(crate) fn alike_advice(
    what: &str,
    word: &str,
    nearest: Option<&str>,
    known: &[String],
) -> Option<String> {
    if !["scenario", "reading", "course"].contains(&what) || nearest.is_some() {
        return None;
    }
    let found = alike(word, known.iter().map(String::as_str));
    let lists = listed_by(what);
    match (found.is_empty(), lists) {
        (true, _) => None,
        (false, None) => Some(meant(&found)),
        (false, Some(lists)) => Some(format!("{} {lists}", meant(&found))),
    }
}

/// The parts of a name that tell something, in small letters.
fn parts(name: &str) -> Vec<String> {
    let parts = name.split(|c: char| !c.is_ascii_alphanumeric());
    let parts = parts.map(str::to_ascii_lowercase);
    parts
        .filter(|part| part.len() >= LEAST_LETTERS && !OF_UNITS.contains(&part.as_str()))
        .collect()
}

/// The names that share the most words with an unknown one, those with the fewest other words first. Two
/// words are the same if one begins with the other, or if they are near.
fn alike<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Vec<String> {
    let asked = parts(word);
    let is_same = |one: &String, other: &String| {
        one.starts_with(other.as_str())
            || other.starts_with(one.as_str())
            || nearest(one, [other.as_str()]).is_some()
    };
    let shared = |name: &str| {
        let own = parts(name);
        let is_there = |part: &&String| own.iter().any(|other| is_same(part, other));
        (asked.iter().filter(is_there).count(), own.len())
    };
    let counted = known.map(|name| (name, shared(name)));
    let mut found: Vec<(&str, (usize, usize))> =
        counted.filter(|(_, (shared, _))| *shared > 0).collect();
    let most = found.iter().map(|(_, (shared, _))| *shared).max();
    found.retain(|(_, (shared, _))| Some(*shared) == most);
    found.sort_by_key(|(name, (_, parts))| (*parts, name.len()));
    let names = found.into_iter().take(MOST_ALIKE);
    names.map(|(name, _)| name.to_owned()).collect()
}

/// Advice for a change over weeks that is named at a time which it does not have.
fn at_a_time(named: &Named, word: &str, near: Option<&str>) -> Option<String> {
    let longest = named.longest_weeks()?;
    let name = named.name;
    let time = word.strip_prefix(name)?.strip_prefix('-')?;
    // A misspelt unit is told with its neighbour.
    let number = |word: &str| time_of(word, name).and_then(|time| time.parse::<u32>().ok());
    if number(word).is_some() && number(word) == near.and_then(number) {
        return None;
    }
    let is_time = time.starts_with(|c: char| c.is_ascii_digit())
        || ["day", "week", "month", "year"]
            .iter()
            .any(|unit| time.contains(unit));
    is_time.then(|| {
        format!(
            "write days or whole weeks: {name}-1-day to {name}-6-days, {name}-1-week to \
             {name}-{longest}-weeks; \"{name}\" alone is the end of it"
        )
    })
}

/// The number in a word such as `bed-rest-3-weeks`.
fn time_of<'a>(word: &'a str, name: &str) -> Option<&'a str> {
    let time = word.strip_prefix(name)?.strip_prefix('-')?;
    Some(time.split('-').next().unwrap_or(time))
}

/// Advice for an unknown condition or intervention.
fn named(sorts: &[Sort], word: &str) -> String {
    let all = sorts.iter().flat_map(|sort| sort.all().unwrap_or_default());
    for side in ["left", "right"] {
        let stem = word.strip_suffix(&format!("-{side}"));
        if let Some(named) = all.clone().find(|named| Some(named.name) == stem) {
            let name = named.name;
            return format!("\"{name}\" has no sides: leave out \"-{side}\"");
        }
    }
    let words = sorts.iter().flat_map(|sort| sort.words().iter().copied());
    let near = nearest(word, words);
    if let Some(advice) = all.clone().find_map(|named| at_a_time(named, word, near)) {
        return advice;
    }
    if let Some(near) = near {
        return meant(&[near.to_owned()]);
    }
    let first = word.split('-').next().unwrap_or(word);
    // A plural names the kind: "stockings".
    let stem = first.strip_suffix('s').unwrap_or(first);
    let begins = |name: &&str| stem.len() > 2 && name.starts_with(stem);
    let names: Vec<&str> = all.clone().map(|named| named.name).filter(begins).collect();
    if !names.is_empty() {
        return format!("names that begin with \"{stem}\": {}", names.join(", "));
    }
    if sorts == [Sort::Knockout] {
        return format!("mechanisms: {}", Sort::Knockout.words().join(", "));
    }
    let speaks = |named: &&Named| {
        let text = format!("{} {}", named.name, named.title).to_lowercase();
        stem.len() > 2 && text.contains(&stem.to_lowercase())
    };
    let names: Vec<&str> = all.filter(speaks).map(|named| named.name).collect();
    if !names.is_empty() {
        return format!("names that speak of \"{stem}\": {}", names.join(", "));
    }
    "`secondheart conditions` lists all".to_owned()
}

/// The parameters whose last part begins as a word, or else holds it; names of few parts first.
fn parameters(word: &str) -> Option<String> {
    let shipped = Parameters::shipped().ok()?;
    let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_lowercase();
    let asked = last(word);
    if asked.len() < 3 {
        return None;
    }
    let mut found: Vec<&str> = shipped
        .iter()
        .map(|(path, _)| path)
        .filter(|path| last(path).contains(&asked))
        .collect();
    let group = word.split('.').next().unwrap_or_default();
    let is_of_group = |path: &str| word.contains('.') && path.starts_with(group);
    found.sort_by_key(|path| {
        (
            !is_of_group(path),
            path.matches('.').count(),
            !last(path).starts_with(&asked),
            path.len(),
        )
    });
    found.truncate(MOST);
    let found: Vec<String> = found.into_iter().map(str::to_owned).collect();
    (!found.is_empty()).then(|| meant(&found))
}

fn meant(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    format!("did you mean {}?", quoted.join(" or "))
}

/// The mistake of a pattern that no signal matches: the nearest name, part or word of a name is proposed,
/// or else the groups of names.
pub fn signal(pattern: &str, names: &[String]) -> Mistake {
    let known = names.iter().map(String::as_str);
    let parts: BTreeSet<&str> = known.clone().flat_map(|name| name.split('.')).collect();
    let groups: BTreeSet<&str> = known.clone().filter_map(|n| n.split('.').next()).collect();
    let near = nearest(pattern, known.clone().chain(parts)).or_else(|| near_word(pattern, known));
    Mistake::UnknownWord {
        what: "signal",
        word: pattern.to_owned(),
        nearest: near.map(str::to_owned),
        known: groups.into_iter().map(str::to_owned).collect(),
    }
}

/// The mistake of a name or pattern that no reading matches.
pub fn reading(pattern: &str, names: &[&str]) -> Mistake {
    Mistake::unknown_word("reading", pattern, names.iter().copied())
}

/// The nearest of the words in names.
fn near_word<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let words: BTreeSet<&str> = names.flat_map(|name| name.split(['.', '_'])).collect();
    nearest(word, words.into_iter().filter(|word| word.len() > 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_part_of_a_name_finds_its_neighbour() {
        let advice = |mistake: Mistake| mistake.advice().unwrap_or_default();
        let signals = [
            "leg.left.femoral_vein.pressure_mmhg".to_owned(),
            "heart.rate".to_owned(),
        ];
        assert_eq!(
            advice(signal("femural", &signals)),
            "did you mean \"femoral\"?"
        );
        assert_eq!(advice(signal("xyzzyx", &signals)), "valid: heart, leg");
    }

    #[test]
    fn an_incomplete_name_of_a_reading_or_a_scenario_finds_the_names_of_the_same_words() {
        let told = |what, word: &str, known: &[&str]| {
            let mistake = Mistake::unknown_word(what, word, known.iter().copied());
            mistake.advice().unwrap_or_default()
        };
        let readings = [
            "common_femoral_artery_flow_ml_per_min",
            "foot_vein_transmural_pressure_mmhg",
            "foot_vein_pressure_mmhg",
            "ankle_vein_pressure_mmhg",
            "heart_rate_per_min",
        ];
        let reading = |word| told("reading", word, &readings);
        let lists = "`secondheart readings` lists all";
        assert_eq!(
            reading("foot_vein_pressure"),
            format!(
                "did you mean \"foot_vein_pressure_mmhg\" or \"foot_vein_transmural_pressure_mmhg\"? \
                 {lists}"
            )
        );
        assert_eq!(
            reading("heart_rat_per_min"),
            "did you mean \"heart_rate_per_min\"?"
        );
        let femoral = "did you mean \"common_femoral_artery_flow_ml_per_min\"?";
        assert_eq!(reading("femural flow"), format!("{femoral} {lists}"));
        assert_eq!(reading("xyzzyx"), lists, "and no wall of words");
        assert_eq!(reading("per_min"), lists, "a unit tells nothing");
        let scenarios = ["supine-rest", "walk-long", "walk", "sit-stand-lie"];
        let scenario = |word| told("scenario", word, &scenarios);
        assert_eq!(
            scenario("walking-slowly"),
            "did you mean \"walk\" or \"walk-long\"? `secondheart scenarios` lists all"
        );
        assert_eq!(
            scenario("handstand-on-a-chair"),
            "`secondheart scenarios` lists all"
        );
    }

    #[test]
    fn a_change_over_weeks_says_its_times() {
        let told = |word| advice("condition or intervention", word, None).unwrap_or_default();
        let times = "write days or whole weeks: bed-rest-1-day to bed-rest-6-days, bed-rest-1-week to \
                     bed-rest-26-weeks; \"bed-rest\" alone is the end of it";
        for word in ["bed-rest-300-weeks", "bed-rest-weeks", "bed-rest-3-months"] {
            assert_eq!(told(word), times, "{word}");
        }
        assert_eq!(
            told("bed-rest-3-week"),
            "did you mean \"bed-rest-3-weeks\"?"
        );
        assert_eq!(told("bed-rst"), "did you mean \"bed-rest\"?");
    }

    #[test]
    fn an_unknown_condition_or_intervention_gets_near_names_and_no_wall_of_all() {
        let told = |what, word| advice(what, word, None).unwrap_or_default();
        let both = "condition or intervention";
        assert_eq!(
            told(both, "varicose-vein"),
            "did you mean \"varicose-veins\"?"
        );
        assert_eq!(
            told("intervention", "stoking-class-3"),
            "did you mean \"stocking-class-3\"?"
        );
        assert_eq!(
            told(both, "training-left"),
            "\"training\" has no sides: leave out \"-left\""
        );
        assert_eq!(
            told(both, "stent"),
            "names that begin with \"stent\": stent-iliac, stent-femoral, stent-iliac-vein"
        );
        assert_eq!(
            told(both, "stents"),
            "names that begin with \"stent\": stent-iliac, stent-femoral, stent-iliac-vein"
        );
        let spoken = told(both, "compression");
        assert!(
            spoken.starts_with("names that speak of \"compression\": iliac-vein-compression, "),
            "{spoken}"
        );
        assert_eq!(
            told("condition", "gout"),
            "`secondheart conditions` lists all"
        );
        assert!(told("mechanism", "muscle").starts_with("mechanisms: pump, valves, "));
    }

    #[test]
    fn a_word_like_no_other_is_sent_to_the_command_that_lists_all() {
        let told = |what, known: &[&str]| {
            let mistake = Mistake::UnknownWord {
                what,
                word: "xyzzyx".to_owned(),
                nearest: None,
                known: known.iter().map(|word| (*word).to_owned()).collect(),
            };
            mistake.advice()
        };
        let listed = Some("`secondheart readings` lists all".to_owned());
        assert_eq!(told("reading", &[]), listed);
        assert_eq!(told("reading", &["ankle"]), listed);
        assert_eq!(told("phase", &["ankle"]), Some("valid: ankle".to_owned()));
        assert_eq!(told("target", &[]), None);
    }

    #[test]
    fn a_parameter_is_found_by_its_last_part() {
        assert_eq!(
            advice("parameter", "volume", None).as_deref(),
            Some(
                "did you mean \"blood.volume_ratio\" or \"blood.extra_volume_ml\" or \
                 \"microcirculation.interstitial_volume_ml_per_100g\"?"
            )
        );
        let of_heart = advice("parameter", "heart.rate", None).unwrap_or_default();
        assert!(of_heart.starts_with("did you mean \"heart."), "{of_heart}");
        assert_eq!(advice("parameter", "xyz", None), None);
        assert_eq!(advice("parameter", "volume", Some("a")), None);
    }
}

//! The names that an unknown name may mean: the nearest, names that begin or end alike, or else the
//! groups that there are.

use std::collections::BTreeSet;

use secondheart_body::Parameters;
use secondheart_body::condition::Sort;
use secondheart_words::nearest;

use crate::error::Mistake;

/// Most parameters that are proposed.
const MOST: usize = 3;

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
    if let Some(near) = nearest(word, words) {
        return meant(&[near.to_owned()]);
    }
    let first = word.split('-').next().unwrap_or(word);
    let begins = |name: &&str| first.len() > 2 && name.starts_with(first);
    let alike: Vec<&str> = all.map(|named| named.name).filter(begins).collect();
    if !alike.is_empty() {
        return format!("names that begin with \"{first}\": {}", alike.join(", "));
    }
    let group = |sort: &Sort| {
        let names = sort
            .all()
            .unwrap_or_default()
            .iter()
            .map(|named| named.name);
        let kind = match sort {
            Sort::Condition => "conditions",
            Sort::Intervention => "interventions",
            Sort::Knockout => "mechanisms",
        };
        format!("{kind}: {}", names.collect::<Vec<_>>().join(", "))
    };
    sorts.iter().map(group).collect::<Vec<_>>().join("; ")
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
    found.sort_by_key(|path| {
        (
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

/// The mistake of a pattern that no reading matches: the nearest name or word of a name is proposed, or
/// else the words that readings begin with.
pub fn reading<'a>(pattern: &str, names: &[&'a str]) -> Mistake {
    let known = names.iter().copied();
    let first: BTreeSet<&'a str> = known.clone().filter_map(|n| n.split('_').next()).collect();
    let near = nearest(pattern, known.clone()).or_else(|| near_word(pattern, known));
    Mistake::UnknownWord {
        what: "reading",
        word: pattern.to_owned(),
        nearest: near.map(str::to_owned),
        known: first.into_iter().map(str::to_owned).collect(),
    }
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
        let readings = [
            "common_femoral_artery_flow_ml_per_min",
            "heart_rate_per_min",
        ];
        assert_eq!(
            advice(reading("femural", &readings)),
            "did you mean \"femoral\"?"
        );
        assert_eq!(
            advice(reading("heart_rat_per_min", &readings)),
            "did you mean \"heart_rate_per_min\"?"
        );
        assert_eq!(advice(reading("xyzzyx", &readings)), "valid: common, heart");
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
            told("condition", "gout"),
            "conditions: varicose-veins, great-saphenous-reflux-thigh, small-saphenous-reflux, \
             femoral-vein-reflux, popliteal-vein-reflux, deep-vein-reflux, deep-vein-incompetence, \
             post-thrombotic-legs, deep-vein-occlusion, iliac-vein-compression, \
             iliac-vein-compression-severe, iliac-vein-occlusion, iliac-artery-stenosis, \
             iliac-artery-occlusion, profunda-artery-stenosis, femoral-artery-stenosis, \
             femoral-artery-occlusion, femoral-artery-occlusion-acute, tibial-artery-occlusion, \
             critical-limb-ischaemia, bleeding, heart-failure, stiff-heart, autonomic-failure, \
             raised-compartment-pressure, leg-cast, weak-legs, anaemia-10-g-per-dl, \
             anaemia-7-g-per-dl, anaemia-5-g-per-dl"
        );
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
        assert_eq!(told("reading", &["ankle"]), Some("valid: ankle".to_owned()));
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
        assert_eq!(advice("parameter", "xyz", None), None);
        assert_eq!(advice("parameter", "volume", Some("a")), None);
    }
}

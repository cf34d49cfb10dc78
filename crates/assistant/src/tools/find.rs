//! `find`: what there is, by plain words.

use std::collections::BTreeSet;

use secondheart_body::condition::Sort;
use secondheart_body::quantity::{label_of, unit_of};
use secondheart_laboratory::instrument;
use secondheart_protocol::scenario::{self, Scenario};
use secondheart_protocol::subject;
use secondheart_words::nearest;
use serde_json::{Value, json};

use crate::answer::{Answer, why_missed};
use crate::arguments::{Find, Kind};
use crate::assistant::{Assistant, Control};
use crate::refusal::Refusal;

/// Most results.
const MOST: usize = 10;
/// Words that carry no meaning in a question.
const STOP: &str = " a about an and any are as at be because by can could do does for from get has have how i if \
                    in into is it its many may me much my of on or our please should so that the their \
                    them there this to was we what when where which who why will with would you your ";

/// Something that can be found.
struct Entry {
    kind: Kind,
    name: String,
    title: String,
    text: String,
    sources: Vec<String>,
    /// The unit, and whether the simulated body misses the row.
    extra: Value,
}

pub(super) fn answer(
    assistant: &Assistant,
    arguments: &Find,
    _: &Control,
) -> Result<Value, Refusal> {
    let entries = entries(assistant)?;
    let kinds = &arguments.kinds;
    let entries = entries.into_iter();
    let entries = entries.filter(|entry| kinds.is_empty() || kinds.contains(&entry.kind));
    let entries: Vec<Entry> = entries.collect();
    let asked = words(&arguments.words);
    if asked.is_empty() {
        let message = format!("no word to look for in \"{}\"", arguments.words);
        return Err(Refusal::Mistake(message));
    }
    let found = ranked(&entries, &asked, &arguments.words);
    let shown: Vec<&Entry> = found.iter().take(MOST).copied().collect();
    let hits: Vec<Value> = shown.iter().map(|entry| hit(entry)).collect();
    let sources = shown.iter().flat_map(|entry| entry.sources.clone());
    let command = command(&shown);
    let answer = Answer::of(json!({ "found": hits, "found_in_all": found.len() }));
    let answer = answer.with("command", command).resting_on(sources);
    let bears = |target: &secondheart_evidence::Target| {
        shown.iter().any(|entry| match entry.kind {
            Kind::Row => entry.name == target.id,
            _ => false,
        })
    };
    Ok(answer.failing(&assistant.evidence, bears).finish())
}

/// The commands that list the kinds of what was found; rows are listed by their ids.
fn command(shown: &[&Entry]) -> String {
    let lists = |entry: &&Entry| match entry.kind {
        Kind::Scenario => "secondheart scenarios",
        Kind::Reading => "secondheart readings",
        Kind::Condition | Kind::Intervention | Kind::Mechanism => "secondheart conditions",
        Kind::Subject => "secondheart subjects",
        Kind::Claim | Kind::Row => "",
    };
    let commands: BTreeSet<&str> = shown.iter().map(lists).collect();
    let mut commands: Vec<String> = commands
        .into_iter()
        .filter(|command| !command.is_empty())
        .map(str::to_owned)
        .collect();
    let of_evidence = shown.iter().filter_map(|entry| match entry.kind {
        Kind::Claim => Some(format!(" --claim {}", entry.name)),
        Kind::Row => Some(format!(" --only {}", entry.name)),
        _ => None,
    });
    let of_evidence: String = of_evidence.collect();
    if !of_evidence.is_empty() {
        commands.push(format!("secondheart validate{of_evidence}"));
    }
    commands.join(" && ")
}

fn hit(entry: &Entry) -> Value {
    let mut own = json!({ "kind": entry.kind, "name": entry.name, "title": entry.title });
    if !entry.text.is_empty() {
        own["text"] = entry.text.clone().into();
    }
    if let Value::Object(extra) = &entry.extra {
        for (key, value) in extra {
            own[key] = value.clone();
        }
    }
    own
}

fn entries(assistant: &Assistant) -> Result<Vec<Entry>, Refusal> {
    let mut all = Vec::new();
    for shipped in scenario::shipped() {
        let own = Scenario::find(shipped.name)?;
        all.push(Entry {
            kind: Kind::Scenario,
            name: own.name,
            title: own.title,
            text: own.description,
            sources: own.sources,
            extra: Value::Null,
        });
    }
    for known in instrument::definitions() {
        all.push(Entry {
            kind: Kind::Reading,
            name: known.name.to_owned(),
            title: label_of(known.name),
            text: known.definition.to_owned(),
            sources: Vec::new(),
            extra: json!({ "unit": unit_of(known.name), "instrument": known.instrument }),
        });
    }
    for sort in Sort::ALL {
        let kind = match sort {
            Sort::Condition => Kind::Condition,
            Sort::Intervention => Kind::Intervention,
            Sort::Knockout => Kind::Mechanism,
        };
        for named in sort.all()? {
            all.push(Entry {
                kind,
                name: named.name.to_owned(),
                title: named.title.clone(),
                text: named.description.clone(),
                sources: named.sources.clone(),
                extra: json!({ "one_leg": named.is_sided() }),
            });
        }
    }
    for name in subject::shipped() {
        all.push(Entry {
            kind: Kind::Subject,
            name: name.to_owned(),
            title: subject::line(&subject::find(name)?),
            text: String::new(),
            sources: Vec::new(),
            extra: Value::Null,
        });
    }
    let evidence = &assistant.evidence;
    for claim in &evidence.claims {
        all.push(Entry {
            kind: Kind::Claim,
            name: claim.id.clone(),
            title: claim.text.clone(),
            text: String::new(),
            sources: Vec::new(),
            extra: Value::Null,
        });
    }
    for target in &evidence.targets {
        all.push(Entry {
            kind: Kind::Row,
            name: target.id.clone(),
            title: target.quantity.clone(),
            text: format!("{}; {}", target.phenomenon, target.population),
            sources: vec![target.source.clone()],
            extra: json!({
                "unit": target.unit,
                "missed": why_missed(evidence, target).is_some(),
            }),
        });
    }
    Ok(all)
}

/// The words of a text that carry meaning, in one form for singular and plural.
fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let parts = lower.split(|c: char| !c.is_alphanumeric());
    let parts = parts.filter(|word| !word.is_empty() && !STOP.contains(&format!(" {word} ")));
    let stem = |word: &str| match word.strip_suffix('s') {
        Some(stem) if word.len() > 4 && !stem.ends_with('s') => match stem.strip_suffix("ie") {
            Some(stem) => format!("{stem}y"),
            None => stem.to_owned(),
        },
        _ => word.to_owned(),
    };
    parts.map(stem).collect()
}

/// The entries that hold words asked for, the best first. A word counts more in a title than in a text,
/// and more the fewer entries have it; a word that nothing has stands for the nearest that something has.
fn ranked<'a>(entries: &'a [Entry], asked: &[String], whole: &str) -> Vec<&'a Entry> {
    let title = |entry: &Entry| words(&format!("{} {}", entry.name, entry.title));
    let held: Vec<[Vec<String>; 2]> = entries
        .iter()
        .map(|entry| [title(entry), words(&entry.text)])
        .collect();
    let known: BTreeSet<&str> = held
        .iter()
        .flatten()
        .flatten()
        .map(String::as_str)
        .collect();
    let has = |list: &[String], word: &str| list.iter().any(|own| own == word);
    let begins = |list: &[String], word: &str| {
        word.len() > 3 && list.iter().any(|own| own.starts_with(word))
    };
    let mut scores = vec![0.0; entries.len()];
    for word in asked {
        let is_known = known.contains(word.as_str())
            || (word.len() > 3 && known.iter().any(|own| own.starts_with(word.as_str())));
        let word = match is_known {
            true => word.as_str(),
            // A short word resembles too many.
            false => match nearest(word, known.iter().copied()) {
                Some(near) if word.len() > 3 => near,
                _ => continue,
            },
        };
        let weight = |[title, text]: &[Vec<String>; 2]| {
            if has(title, word) {
                4.0
            } else if begins(title, word) {
                3.0
            } else if has(text, word) {
                1.5
            } else if begins(text, word) {
                1.0
            } else {
                0.0
            }
        };
        let weights: Vec<f64> = held.iter().map(weight).collect();
        let with = weights.iter().filter(|weight| **weight > 0.0).count();
        // Counts are far below 2^53.
        let rarity = (1.0 + entries.len() as f64 / (1.0 + with as f64)).ln();
        for (score, weight) in scores.iter_mut().zip(&weights) {
            *score += weight * rarity;
        }
    }
    let mut found: Vec<(f64, usize, &Entry)> = entries
        .iter()
        .enumerate()
        .zip(scores)
        .filter(|(_, score)| *score > 0.0)
        .map(|((place, entry), score)| {
            let named = entry.name.eq_ignore_ascii_case(whole.trim());
            // A name as a whole comes first; of equals the shorter title. Rows are many and come last.
            let of_kind = match entry.kind {
                Kind::Row => 0.6,
                _ => 1.0,
            };
            let length = held[place][0].len() as f64;
            let own = of_kind * score / (1.0 + 0.03 * length);
            (if named { f64::MAX } else { own }, place, entry)
        })
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    found.into_iter().map(|(_, _, entry)| entry).collect()
}

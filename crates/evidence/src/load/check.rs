//! Checks what was read: ids, contradictions, scenarios, and their phases and windows.

use std::collections::BTreeMap;

use secondheart_body::Parameters;
use secondheart_body::condition::Sort;
use secondheart_protocol::check::{self as protocol, Asked};
use secondheart_protocol::error::{InputError, Location, Mistake};
use secondheart_protocol::mistakes::{InputErrors, Mistakes, Noted};
use secondheart_protocol::scenario::{self, Scenario};
use secondheart_protocol::subject;

use super::{Evidence, Files, courses, is_path};
use crate::measurement::{Case, Measurement};
use crate::read::Located;

/// Longest list of valid words that an error shows.
const LONGEST_LIST: usize = 40;

impl Files {
    /// Checks scenarios and phases, and the ids if everything could be read.
    pub(super) fn check(self, mistakes: &Mistakes) -> Evidence {
        if mistakes.is_empty() {
            self.check_ids(mistakes);
        }
        let (mut scenarios, mut shown) = (Scenarios::default(), Scenarios::default());
        for located in &self.targets {
            if let Some(measurement) = &located.target.measurement {
                check_scenario(measurement, located, &mut scenarios, mistakes);
                check_shown(measurement, located, &mut shown, mistakes);
            }
        }
        // Courses may name scenarios that no row needs; those are not simulated for rows.
        let courses = courses::checked(self.courses, &self.targets, &mut shown, mistakes);
        let scenarios = scenarios.into_iter();
        Evidence {
            courses,
            targets: self
                .targets
                .into_iter()
                .map(|located| located.target)
                .collect(),
            claims: self.claims.into_iter().map(|(claim, _)| claim).collect(),
            misses: self.misses.into_iter().map(|(miss, _)| miss).collect(),
            first_sight: self.first_sight,
            explanations: self
                .words
                .explanations
                .into_iter()
                .map(|(explanation, _)| explanation)
                .collect(),
            references: self.words.references,
            scenarios: scenarios
                .filter_map(|(case, scenario)| Some((case, scenario.ok()?)))
                .collect(),
        }
    }

    /// Checks that ids are unique, that the ids that are named exist, and that contradictions are
    /// mutual.
    fn check_ids(&self, mistakes: &Mistakes) {
        let targets = self.targets.iter();
        unique(
            "target",
            targets.map(|t| (t.target.id.as_str(), &t.location)),
            mistakes,
        );
        let claims = self.claims.iter();
        unique(
            "claim",
            claims.map(|(c, location)| (c.id.as_str(), location)),
            mistakes,
        );
        let misses = self.misses.iter();
        unique(
            "miss",
            misses.map(|(m, location)| (m.id.as_str(), location)),
            mistakes,
        );
        let ids = self.targets.iter().map(|t| t.target.id.as_str());
        for (claim, location) in &self.claims {
            for id in &claim.decisive {
                if known("target", id, location, ids.clone(), mistakes) {
                    self.check_decisive(&claim.id, id, location, mistakes);
                }
            }
        }
        self.check_words(&ids, mistakes);
        for (miss, location) in &self.misses {
            known("target", &miss.id, location, ids.clone(), mistakes);
        }
        for located in &self.targets {
            for claim in &located.target.claims {
                let claims = self.claims.iter().map(|(claim, _)| claim.id.as_str());
                known("claim", claim, &located.claims, claims, mistakes);
            }
            for other in &located.target.conflicts_with {
                if known("target", other, &located.conflicts, ids.clone(), mistakes) {
                    self.check_mutual(located, other, mistakes);
                }
            }
        }
    }

    /// Explanations are of claims, one of each; the rows and the reference that they name exist.
    fn check_words<'a>(
        &'a self,
        ids: &(impl Iterator<Item = &'a str> + Clone),
        mistakes: &Mistakes,
    ) {
        let words = self.words.explanations.iter();
        unique(
            "explanation",
            words.map(|(own, location)| (own.claim.as_str(), location)),
            mistakes,
        );
        for (own, location) in &self.words.explanations {
            let claims = self.claims.iter().map(|(claim, _)| claim.id.as_str());
            known("claim", &own.claim, location, claims, mistakes);
            for id in own.ids() {
                known("target", id, location, ids.clone(), mistakes);
            }
            let numbers = self.words.references.iter();
            let numbers: Vec<String> = numbers.map(|own| own.number.to_string()).collect();
            if let Some(number) = own.article {
                let numbers = numbers.iter().map(String::as_str);
                let number = number.to_string();
                known("reference", &number, location, numbers, mistakes);
            }
        }
    }

    /// A decisive row bears on its claim and could fail.
    fn check_decisive(&self, claim: &str, id: &str, location: &Location, mistakes: &Mistakes) {
        let mut targets = self.targets.iter().map(|located| &located.target);
        let decides = targets.any(|target| {
            let bears = target.claims.iter().any(|own| own == claim);
            target.id == id && target.could_fail() && bears
        });
        if !decides {
            let (claim, id) = (claim.to_owned(), id.to_owned());
            let mistake = Mistake::NotDecisive { claim, id };
            mistakes.note(InputError::new(location.clone(), mistake));
        }
    }

    fn check_mutual(&self, located: &Located, other: &str, mistakes: &Mistakes) {
        let id = &located.target.id;
        // A row of the user may contradict a shipped one, which cannot name it.
        let mutual = self.targets.iter().any(|named| {
            let is_shipped = located.target.is_own && !named.target.is_own;
            named.target.id == other && (is_shipped || named.target.conflicts_with.contains(id))
        });
        if !mutual {
            let mistake = Mistake::OneSided {
                id: id.clone(),
                other: other.to_owned(),
            };
            mistakes.note(InputError::new(located.conflicts.clone(), mistake));
        }
    }
}

pub(super) fn unique<'a>(
    what: &'static str,
    ids: impl Iterator<Item = (&'a str, &'a Location)>,
    mistakes: &Mistakes,
) {
    let mut seen = std::collections::BTreeSet::new();
    for (id, location) in ids {
        if !seen.insert(id) {
            let name = id.to_owned();
            let mistake = Mistake::Duplicate { what, name };
            mistakes.note(InputError::new(location.clone(), mistake));
        }
    }
}

/// Whether a word is among the valid ones; notes the mistake if not.
pub(super) fn known<'a>(
    what: &'static str,
    word: &str,
    location: &Location,
    words: impl Iterator<Item = &'a str> + Clone,
    mistakes: &Mistakes,
) -> bool {
    let is_known = words.clone().any(|known| known == word);
    if !is_known {
        mistakes.note(InputError::new(
            location.clone(),
            unknown(what, word, words),
        ));
    }
    is_known
}

/// A misspelt word; the message lists the valid words only if they are few.
pub(crate) fn unknown<'a>(
    what: &'static str,
    word: &str,
    words: impl Iterator<Item = &'a str> + Clone,
) -> Mistake {
    let mut mistake = Mistake::unknown_word(what, word, words);
    if let Mistake::UnknownWord { known, .. } = &mut mistake
        && known.len() > LONGEST_LIST
    {
        known.clear();
    }
    mistake
}

/// Scenarios with person and conditions, each read once.
pub(super) type Scenarios = BTreeMap<Case, Result<Scenario, Noted>>;

fn find<'a>(
    case: &Case,
    scenarios: &'a mut Scenarios,
    mistakes: &Mistakes,
) -> Option<&'a Scenario> {
    let read = || read(case).map_err(|errors| mistakes.note_all(errors));
    let scenario = scenarios.entry(case.clone()).or_insert_with(read);
    scenario.as_ref().ok()
}

fn read(case: &Case) -> Result<Scenario, InputErrors> {
    let mut scenario = match case.with.is_empty() && case.without.is_empty() {
        true => Scenario::find(&case.scenario)?,
        false => {
            // Without shipped data there would be no body.
            let parameters = Parameters::shipped().unwrap_or_default();
            let asked = Asked {
                with: &case.with,
                without: &case.without,
                ..Asked::default()
            };
            protocol::read_with(&case.scenario, &asked, &parameters)?
        }
    };
    if let Some(name) = &case.subject {
        scenario.subject = Some(subject::find(name)?);
    }
    Ok(scenario)
}

fn check_scenario(
    measurement: &Measurement,
    located: &Located,
    scenarios: &mut Scenarios,
    mistakes: &Mistakes,
) {
    let (own, other) = (&measurement.case, &measurement.from_case);
    let from = measurement.from_phase.as_ref();
    if let Some(scenario) = check_case(own, &located.case, scenarios, mistakes) {
        for phase in &measurement.phases {
            known_span(scenario, phase, &located.phase, mistakes);
        }
        if let Some(from) = from.filter(|_| other.is_none()) {
            known_span(scenario, from, &located.from_phase, mistakes);
        }
    }
    if let (Some(other), Some(from)) = (other, from)
        && let Some(scenario) = check_case(other, &located.from_case, scenarios, mistakes)
    {
        known_span(scenario, from, &located.from_phase, mistakes);
    }
}

/// The scenario of a case; `None` if there is none that can be read.
pub(super) fn check_case<'a>(
    case: &Case,
    [of_scenario, of_subject, of_with, of_without]: &[Location; 4],
    scenarios: &'a mut Scenarios,
    mistakes: &Mistakes,
) -> Option<&'a Scenario> {
    let scenarios_known = shipped_names();
    let named = check_named(
        "scenario",
        &case.scenario,
        of_scenario,
        scenarios_known,
        mistakes,
    );
    let subject = case.subject.as_ref().is_none_or(|name| {
        let shipped = subject::shipped();
        check_named("subject", name, of_subject, shipped, mistakes)
    });
    let words = [Sort::Condition, Sort::Intervention].map(Sort::words);
    let with = case.with.iter().all(|word| {
        let words = words.iter().copied().flatten().copied();
        known("condition or intervention", word, of_with, words, mistakes)
    });
    let without = case.without.iter().all(|word| {
        let words = Sort::Knockout.words().iter().copied();
        known("mechanism", word, of_without, words, mistakes)
    });
    if !(named && subject && with && without) {
        return None;
    }
    find(case, scenarios, mistakes)
}

/// Whether something of a name is shipped, or there is a file of that path; notes the mistake if not.
fn check_named<'a>(
    what: &'static str,
    name: &str,
    location: &Location,
    shipped: impl Iterator<Item = &'a str> + Clone,
    mistakes: &Mistakes,
) -> bool {
    if !is_path(name) {
        return known(what, name, location, shipped, mistakes);
    }
    let file = std::fs::metadata(name);
    if let Err(error) = &file {
        let (what, reason) = (name.to_owned(), error.to_string());
        let mistake = Mistake::Unreadable { what, reason };
        mistakes.note(InputError::new(location.clone(), mistake));
    }
    file.is_ok()
}

/// Checks the phases in which a band is shown too.
fn check_shown(
    measurement: &Measurement,
    located: &Located,
    scenarios: &mut Scenarios,
    mistakes: &Mistakes,
) {
    let location = &located.shown_in;
    for shown in &measurement.shown_in {
        if !known(
            "scenario",
            &shown.scenario,
            location,
            shipped_names(),
            mistakes,
        ) {
            continue;
        }
        let Some(scenario) = find(&Case::plain(&shown.scenario), scenarios, mistakes) else {
            continue;
        };
        for phase in std::iter::once(&shown.phase).chain(&shown.from_phase) {
            known_span(scenario, phase, location, mistakes);
        }
    }
}

fn shipped_names() -> impl Iterator<Item = &'static str> + Clone {
    scenario::shipped().iter().map(|shipped| shipped.name)
}

pub(super) fn known_span(
    scenario: &Scenario,
    name: &str,
    location: &Location,
    mistakes: &Mistakes,
) {
    let phases = scenario.phases.iter().map(|phase| phase.name.as_str());
    let spans = phases.chain(scenario.windows.iter().map(|window| window.name.as_str()));
    if spans.clone().any(|known| known == name) {
        return;
    }
    let mut known: Vec<String> = spans.clone().map(str::to_owned).collect();
    if known.len() > LONGEST_LIST {
        known.clear();
    }
    let mistake = Mistake::UnknownSpan {
        scenario: scenario.name.clone(),
        name: name.to_owned(),
        nearest: secondheart_words::nearest(name, spans).map(str::to_owned),
        known,
    };
    mistakes.note(InputError::new(location.clone(), mistake));
}

//! Reads evidence: the shipped files, and a folder of the user.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use secondheart_protocol::error::{InputError, Location, Mistake};
use secondheart_protocol::mistakes::{InputErrors, Mistakes, Noted};
use secondheart_protocol::scenario::{self, Scenario};

use super::read::{self, Located, Named};
use super::target::{Claim, FirstSight, Measurement, Miss, Target};

/// Files of a folder that hold no targets.
const CLAIMS_FILE: &str = "claims.toml";
const MISSES_FILE: &str = "misses.toml";
const FIRST_SIGHT_FILE: &str = "first_sight.toml";

/// Longest list of valid words that an error shows.
const LONGEST_LIST: usize = 40;

macro_rules! file {
    ($name:literal) => {
        (
            concat!("evidence/", $name),
            include_str!(concat!("../../../evidence/", $name)),
        )
    };
}

/// Name and text of the shipped files with targets.
const SHIPPED: &[(&str, &str)] = &[
    file!("01_resting.toml"),
    file!("02_regional_flow.toml"),
    file!("03_standing.toml"),
    file!("04_venous_valves.toml"),
    file!("05_muscle_pump.toml"),
    file!("06_frank_starling.toml"),
    file!("07_leg_raise.toml"),
    file!("08_haemorrhage.toml"),
    file!("09_exercise.toml"),
    file!("10_training.toml"),
    file!("11_arterial_disease.toml"),
    file!("12_sitting_compression.toml"),
    file!("13_compartment_pressure.toml"),
    file!("14_filtration.toml"),
    file!("15_vein_mechanics.toml"),
    file!("16_reflexes.toml"),
    file!("17_graded_exercise.toml"),
    file!("18_onset_recovery.toml"),
    file!("19_suction_tilt_standing.toml"),
    file!("20_strain_bleed_fluid.toml"),
    file!("21_beat_and_arteries.toml"),
    file!("22_women_age.toml"),
    file!("23_handgrip.toml"),
    file!("24_anaemia.toml"),
    file!("27_limits_of_the_reflex.toml"),
];

const SHIPPED_CLAIMS: (&str, &str) = file!("claims.toml");
const SHIPPED_MISSES: (&str, &str) = file!("misses.toml");
const SHIPPED_FIRST_SIGHT: (&str, &str) = file!("first_sight.toml");

/// Human measurements, the claims they bear on, and the reasons for misses, read and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The measurements, in the order of the files.
    pub targets: Vec<Target>,
    /// The claims, in the order of the files.
    pub claims: Vec<Claim>,
    /// Why targets are missed.
    pub misses: Vec<Miss>,
    /// How the body did at first sight.
    pub first_sight: FirstSight,
    /// The scenarios that targets name, by that name.
    pub scenarios: BTreeMap<String, Scenario>,
}

/// The shipped targets.
///
/// # Errors
/// Mistakes in the files, which the tests exclude.
///
/// # Example
/// ```
/// let targets = secondheart_evidence::shipped()?;
/// let standing = targets.iter().find(|target| target.id == "ST20");
/// let standing = standing.expect("ST20 is shipped");
/// assert_eq!(standing.unit, "mL");
/// assert!(standing.low < standing.high);
/// # Ok::<(), secondheart_protocol::mistakes::InputErrors>(())
/// ```
pub fn shipped() -> Result<Vec<Target>, InputErrors> {
    Ok(Evidence::shipped()?.targets)
}

impl Evidence {
    /// The shipped evidence.
    ///
    /// # Errors
    /// Mistakes in the files, which the tests exclude.
    pub fn shipped() -> Result<Self, InputErrors> {
        Self::read(|files, mistakes| {
            files.add_shipped(mistakes);
            Ok(())
        })
    }

    /// The shipped evidence with the evidence of a folder. All `.toml` files of the folder hold
    /// targets, except `claims.toml`, `misses.toml` and `first_sight.toml`.
    ///
    /// # Errors
    /// The folder or a file cannot be read, or all mistakes in the files. Ids that name each other
    /// across files are checked once the files have no other mistakes.
    pub fn with_folder(folder: &Path) -> Result<Self, InputErrors> {
        Self::read(|files, mistakes| {
            files.add_shipped(mistakes);
            for path in toml_files(folder).map_err(|error| mistakes.note(error))? {
                let shown = path.display().to_string();
                match std::fs::read_to_string(&path) {
                    Ok(text) => {
                        let name = path.file_name().map(|name| name.to_string_lossy());
                        let name = name.as_deref().unwrap_or_default();
                        files.add(name, &text, &shown, folder, mistakes);
                    }
                    Err(error) => {
                        mistakes.note(unreadable(&shown, &error));
                    }
                }
            }
            Ok(())
        })
    }

    /// Targets only out of one text; `file` is its path for messages.
    ///
    /// # Errors
    /// All mistakes in the text.
    pub fn parse(text: &str, file: &str) -> Result<Self, InputErrors> {
        Self::read(|files, mistakes| {
            let (name, claims) = SHIPPED_CLAIMS;
            files.add(CLAIMS_FILE, claims, name, Path::new(""), mistakes);
            let folder = Path::new(file).parent().unwrap_or(Path::new(""));
            files.add(file, text, file, folder, mistakes);
            Ok(())
        })
    }

    fn read(
        add: impl FnOnce(&mut Files, &Mistakes) -> Result<(), Noted>,
    ) -> Result<Self, InputErrors> {
        let (mut files, mistakes) = (Files::default(), Mistakes::default());
        let read = add(&mut files, &mistakes).map(|()| files.check(&mistakes));
        mistakes.finish(read)
    }

    /// Keeps the targets for which `wanted` is true, and the scenarios and claims that they name.
    pub fn keep(&mut self, wanted: impl Fn(&Target) -> bool) {
        self.targets.retain(wanted);
        let targets = &self.targets;
        self.scenarios.retain(|name, _| {
            let mut measurements = targets.iter().filter_map(|t| t.measurement.as_ref());
            measurements.any(|measurement| measurement.scenarios().any(|own| own == name))
        });
        self.claims
            .retain(|claim| targets.iter().any(|t| t.claims.contains(&claim.id)));
    }

    /// The target of this id.
    ///
    /// # Errors
    /// None has it; the error names the nearest.
    pub fn target(&self, id: &str) -> Result<&Target, InputError> {
        let found = self.targets.iter().find(|target| target.id == id);
        found.ok_or_else(|| {
            let ids = self.targets.iter().map(|target| target.id.as_str());
            InputError::new(Location::whole(id), unknown("target", id, ids))
        })
    }
}

fn unreadable(file: &str, error: &std::io::Error) -> InputError {
    InputError::new(
        Location::whole(file),
        Mistake::Unreadable {
            what: "it".to_owned(),
            reason: error.to_string(),
        },
    )
}

/// The TOML files of a folder, in the order of their names.
fn toml_files(folder: &Path) -> Result<Vec<PathBuf>, InputError> {
    let fail = |error: std::io::Error| unreadable(&folder.display().to_string(), &error);
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// What a file of another kind is, by its keys; `None` for a file with targets or with neither.
fn other_kind(text: &str) -> Option<&'static str> {
    let lines = || text.lines().map(str::trim_start);
    let has = |start: &str| lines().any(|line| line.starts_with(start));
    let key =
        |key: &str| lines().any(|line| line.split('=').next().is_some_and(|own| own.trim() == key));
    if has("[[target]]") {
        None
    } else if has("[[phase]]") || has("[[repeat]]") || key("extends") {
        Some("scenario")
    } else if key("stature") && key("mass") {
        Some("subject")
    } else {
        None
    }
}

/// The contents of the files before they are checked against each other.
#[derive(Default)]
struct Files {
    targets: Vec<Located>,
    claims: Vec<Named<Claim>>,
    misses: Vec<Named<Miss>>,
    first_sight: FirstSight,
}

impl Files {
    fn add_shipped(&mut self, mistakes: &Mistakes) {
        let folder = Path::new("");
        for (name, text) in SHIPPED {
            self.add(name, text, name, folder, mistakes);
        }
        let (name, text) = SHIPPED_CLAIMS;
        self.add(CLAIMS_FILE, text, name, folder, mistakes);
        let (name, text) = SHIPPED_MISSES;
        self.add(MISSES_FILE, text, name, folder, mistakes);
        let (name, text) = SHIPPED_FIRST_SIGHT;
        self.add(FIRST_SIGHT_FILE, text, name, folder, mistakes);
    }

    /// Adds what can be read of a file, by its name; scenario paths in it are taken from `folder`.
    fn add(&mut self, name: &str, text: &str, shown: &str, folder: &Path, mistakes: &Mistakes) {
        match name {
            CLAIMS_FILE => {
                let claims = read::claims(text, shown, mistakes);
                self.claims.extend(claims.into_iter().flatten());
            }
            MISSES_FILE => {
                let misses = read::misses(text, shown, mistakes);
                self.misses.extend(misses.into_iter().flatten());
            }
            FIRST_SIGHT_FILE => {
                if let Ok(own) = read::first_sight(text, shown, mistakes) {
                    self.first_sight.goal_pct = own.goal_pct;
                    self.first_sight.batches.extend(own.batches);
                }
            }
            _ => {
                if let Some(kind) = other_kind(text) {
                    let mistake = Mistake::NotEvidence { kind };
                    mistakes.note(InputError::new(Location::whole(shown), mistake));
                    return;
                }
                let targets = read::targets(text, shown, mistakes);
                for mut located in targets.into_iter().flatten() {
                    if let Some(measurement) = &mut located.target.measurement {
                        let own = std::iter::once(&mut measurement.scenario);
                        let named = own.chain(&mut measurement.from_scenario);
                        for name in named.filter(|name| is_path(name)) {
                            *name = folder.join(&name).display().to_string();
                        }
                    }
                    self.targets.push(located);
                }
            }
        }
    }

    /// Checks scenarios and phases, and the ids if everything could be read.
    fn check(self, mistakes: &Mistakes) -> Evidence {
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
        let scenarios = scenarios.into_iter();
        Evidence {
            targets: self
                .targets
                .into_iter()
                .map(|located| located.target)
                .collect(),
            claims: self.claims.into_iter().map(|(claim, _)| claim).collect(),
            misses: self.misses.into_iter().map(|(miss, _)| miss).collect(),
            first_sight: self.first_sight,
            scenarios: scenarios
                .filter_map(|(name, scenario)| Some((name, scenario.ok()?)))
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

    fn check_mutual(&self, located: &Located, other: &str, mistakes: &Mistakes) {
        let id = &located.target.id;
        let mutual = self.targets.iter().any(|located| {
            located.target.id == other && located.target.conflicts_with.contains(id)
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

fn unique<'a>(
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
fn known<'a>(
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
pub(super) fn unknown<'a>(
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

fn is_path(reference: &str) -> bool {
    reference.ends_with(".toml") || reference.contains(['/', '\\'])
}

/// Scenarios by name or path, each read once.
type Scenarios = BTreeMap<String, Result<Scenario, Noted>>;

fn find<'a>(name: &str, scenarios: &'a mut Scenarios, mistakes: &Mistakes) -> Option<&'a Scenario> {
    let read = || Scenario::find(name).map_err(|errors| mistakes.note_all(errors));
    let scenario = scenarios.entry(name.to_owned()).or_insert_with(read);
    scenario.as_ref().ok()
}

fn check_scenario(
    measurement: &Measurement,
    located: &Located,
    scenarios: &mut Scenarios,
    mistakes: &Mistakes,
) {
    let (own, other) = (&measurement.scenario, &measurement.from_scenario);
    let from = measurement.from_phase.as_ref();
    if let Some(scenario) = check_named(own, &located.scenario, scenarios, mistakes) {
        known_span(scenario, &measurement.phase, &located.phase, mistakes);
        if let Some(from) = from.filter(|_| other.is_none()) {
            known_span(scenario, from, &located.from_phase, mistakes);
        }
    }
    if let (Some(other), Some(from)) = (other, from)
        && let Some(scenario) = check_named(other, &located.from_scenario, scenarios, mistakes)
    {
        known_span(scenario, from, &located.from_phase, mistakes);
    }
}

/// The scenario of a name or path; `None` if there is none that can be read.
fn check_named<'a>(
    name: &str,
    location: &Location,
    scenarios: &'a mut Scenarios,
    mistakes: &Mistakes,
) -> Option<&'a Scenario> {
    if !is_path(name) {
        if !known("scenario", name, location, shipped_names(), mistakes) {
            return None;
        }
    } else if let Err(error) = std::fs::metadata(name) {
        let (what, reason) = (name.to_owned(), error.to_string());
        let mistake = Mistake::Unreadable { what, reason };
        mistakes.note(InputError::new(location.clone(), mistake));
        return None;
    }
    find(name, scenarios, mistakes)
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
        let Some(scenario) = find(&shown.scenario, scenarios, mistakes) else {
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

fn known_span(scenario: &Scenario, name: &str, location: &Location, mistakes: &Mistakes) {
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

//! Reads evidence: the shipped files, and a folder of the user.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use secondheart_protocol::error::{InputError, Mistake, Place};
use secondheart_protocol::scenario::{self, Scenario};

use super::read::{self, Located, Named};
use super::target::{Claim, Miss, Target};

/// Files of a folder that hold no targets.
const CLAIMS_FILE: &str = "claims.toml";
const MISSES_FILE: &str = "misses.toml";

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
];

const SHIPPED_CLAIMS: (&str, &str) = file!("claims.toml");
const SHIPPED_MISSES: (&str, &str) = file!("misses.toml");

/// Human measurements, the claims they bear on, and the reasons for misses, read and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The measurements, in the order of the files.
    pub targets: Vec<Target>,
    /// The claims, in the order of the files.
    pub claims: Vec<Claim>,
    /// Why targets are missed.
    pub misses: Vec<Miss>,
    /// The scenarios that targets name, by that name.
    pub scenarios: BTreeMap<String, Scenario>,
}

/// The shipped targets.
///
/// # Errors
/// A mistake in the files, which the tests exclude.
pub fn shipped() -> Result<Vec<Target>, InputError> {
    Ok(Evidence::shipped()?.targets)
}

impl Evidence {
    /// The shipped evidence.
    ///
    /// # Errors
    /// A mistake in the files, which the tests exclude.
    pub fn shipped() -> Result<Self, InputError> {
        Files::shipped()?.check()
    }

    /// The shipped evidence with the evidence of a folder. All `.toml` files of the folder hold
    /// targets, except `claims.toml` and `misses.toml`.
    ///
    /// # Errors
    /// The folder or a file cannot be read, or one clear mistake in a file.
    pub fn with_folder(folder: &Path) -> Result<Self, InputError> {
        let mut files = Files::shipped()?;
        for path in toml_files(folder)? {
            let shown = path.display().to_string();
            let text =
                std::fs::read_to_string(&path).map_err(|error| unreadable(&shown, &error))?;
            let name = path.file_name().map(|name| name.to_string_lossy());
            files.add(name.as_deref().unwrap_or_default(), &text, &shown, folder)?;
        }
        files.check()
    }

    /// Targets only out of one text; `file` is its path for messages.
    ///
    /// # Errors
    /// One clear mistake in the text.
    pub fn parse(text: &str, file: &str) -> Result<Self, InputError> {
        let mut files = Files::default();
        let (name, claims) = SHIPPED_CLAIMS;
        files.add(CLAIMS_FILE, claims, name, Path::new(""))?;
        let folder = Path::new(file).parent().unwrap_or(Path::new(""));
        files.add(file, text, file, folder)?;
        files.check()
    }

    /// Keeps the targets for which `wanted` is true, and the scenarios that they need.
    pub fn keep(&mut self, wanted: impl Fn(&Target) -> bool) {
        self.targets.retain(wanted);
        let targets = &self.targets;
        self.scenarios.retain(|name, _| {
            let mut measurements = targets.iter().filter_map(|t| t.measurement.as_ref());
            measurements.any(|measurement| measurement.scenario == *name)
        });
    }

    /// The target of this id.
    ///
    /// # Errors
    /// None has it; the error names the nearest.
    pub fn target(&self, id: &str) -> Result<&Target, InputError> {
        let found = self.targets.iter().find(|target| target.id == id);
        found.ok_or_else(|| {
            let ids = self.targets.iter().map(|target| target.id.as_str());
            InputError::new(Place::whole(id), unknown("target", id, ids))
        })
    }
}

fn unreadable(file: &str, error: &std::io::Error) -> InputError {
    InputError::new(
        Place::whole(file),
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

/// The contents of the files before they are checked against each other.
#[derive(Default)]
struct Files {
    targets: Vec<Located>,
    claims: Vec<Named<Claim>>,
    misses: Vec<Named<Miss>>,
}

impl Files {
    fn shipped() -> Result<Self, InputError> {
        let mut files = Self::default();
        for (name, text) in SHIPPED {
            files.add(name, text, name, Path::new(""))?;
        }
        let (name, text) = SHIPPED_CLAIMS;
        files.add(CLAIMS_FILE, text, name, Path::new(""))?;
        let (name, text) = SHIPPED_MISSES;
        files.add(MISSES_FILE, text, name, Path::new(""))?;
        Ok(files)
    }

    /// Adds a file by its name; scenario paths in it are taken from `folder`.
    fn add(
        &mut self,
        name: &str,
        text: &str,
        shown: &str,
        folder: &Path,
    ) -> Result<(), InputError> {
        match name {
            CLAIMS_FILE => self.claims.extend(read::claims(text, shown)?),
            MISSES_FILE => self.misses.extend(read::misses(text, shown)?),
            _ => {
                let mut targets = read::targets(text, shown)?;
                for located in &mut targets {
                    if let Some(measurement) = &mut located.target.measurement
                        && is_path(&measurement.scenario)
                    {
                        let path = folder.join(&measurement.scenario);
                        measurement.scenario = path.display().to_string();
                    }
                }
                self.targets.extend(targets);
            }
        }
        Ok(())
    }

    /// Checks ids, contradictions, claims, scenarios and phases.
    fn check(self) -> Result<Evidence, InputError> {
        unique(
            "target",
            self.targets
                .iter()
                .map(|t| (t.target.id.as_str(), &t.place)),
        )?;
        unique(
            "claim",
            self.claims.iter().map(|(c, place)| (c.id.as_str(), place)),
        )?;
        unique(
            "miss",
            self.misses.iter().map(|(m, place)| (m.id.as_str(), place)),
        )?;
        let ids = || {
            self.targets
                .iter()
                .map(|located| located.target.id.as_str())
        };
        for (miss, place) in &self.misses {
            known("target", &miss.id, place, ids())?;
        }
        let (mut scenarios, mut shown) = (BTreeMap::new(), BTreeMap::new());
        for located in &self.targets {
            for claim in &located.target.claims {
                let claims = self.claims.iter().map(|(claim, _)| claim.id.as_str());
                known("claim", claim, &located.claims, claims)?;
            }
            for other in &located.target.conflicts_with {
                known("target", other, &located.conflicts, ids())?;
                self.check_mutual(located, other)?;
            }
            check_scenario(located, &mut scenarios)?;
            check_shown(located, &mut shown)?;
        }
        Ok(Evidence {
            targets: self
                .targets
                .into_iter()
                .map(|located| located.target)
                .collect(),
            claims: self.claims.into_iter().map(|(claim, _)| claim).collect(),
            misses: self.misses.into_iter().map(|(miss, _)| miss).collect(),
            scenarios,
        })
    }

    fn check_mutual(&self, located: &Located, other: &str) -> Result<(), InputError> {
        let id = &located.target.id;
        let mutual = self.targets.iter().any(|located| {
            located.target.id == other && located.target.conflicts_with.contains(id)
        });
        if mutual {
            return Ok(());
        }
        let mistake = Mistake::OneSided {
            id: id.clone(),
            other: other.to_owned(),
        };
        Err(InputError::new(located.conflicts.clone(), mistake))
    }
}

fn unique<'a>(
    what: &'static str,
    ids: impl Iterator<Item = (&'a str, &'a Place)>,
) -> Result<(), InputError> {
    let mut seen = std::collections::BTreeSet::new();
    for (id, place) in ids {
        if !seen.insert(id) {
            let name = id.to_owned();
            return Err(InputError::new(
                place.clone(),
                Mistake::Duplicate { what, name },
            ));
        }
    }
    Ok(())
}

fn known<'a>(
    what: &'static str,
    word: &str,
    place: &Place,
    words: impl Iterator<Item = &'a str> + Clone,
) -> Result<(), InputError> {
    if words.clone().any(|known| known == word) {
        return Ok(());
    }
    Err(InputError::new(place.clone(), unknown(what, word, words)))
}

/// A misspelt word; the message lists the valid words only if they are few.
fn unknown<'a>(
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

fn check_scenario(
    located: &Located,
    scenarios: &mut BTreeMap<String, Scenario>,
) -> Result<(), InputError> {
    let Some(measurement) = &located.target.measurement else {
        return Ok(());
    };
    let name = &measurement.scenario;
    if !scenarios.contains_key(name) {
        if !is_path(name) {
            known("scenario", name, &located.scenario, shipped_names())?;
        } else if let Err(error) = std::fs::metadata(name) {
            let (what, reason) = (name.clone(), error.to_string());
            let mistake = Mistake::Unreadable { what, reason };
            return Err(InputError::new(located.scenario.clone(), mistake));
        }
        scenarios.insert(name.clone(), Scenario::find(name)?);
    }
    let scenario = &scenarios[name];
    known_span(scenario, &measurement.phase, &located.phase)?;
    if let Some(from) = &measurement.from_phase {
        known_span(scenario, from, &located.from_phase)?;
    }
    Ok(())
}

/// Checks the phases in which a band is shown too; reads each scenario once.
fn check_shown(
    located: &Located,
    scenarios: &mut BTreeMap<String, Scenario>,
) -> Result<(), InputError> {
    let Some(measurement) = &located.target.measurement else {
        return Ok(());
    };
    let place = &located.shown_in;
    for shown in &measurement.shown_in {
        let name = &shown.scenario;
        if !scenarios.contains_key(name) {
            known("scenario", name, place, shipped_names())?;
            scenarios.insert(name.clone(), Scenario::find(name)?);
        }
        for phase in std::iter::once(&shown.phase).chain(&shown.from_phase) {
            known_span(&scenarios[name], phase, place)?;
        }
    }
    Ok(())
}

fn shipped_names() -> impl Iterator<Item = &'static str> + Clone {
    scenario::shipped().iter().map(|shipped| shipped.name)
}

fn known_span(scenario: &Scenario, name: &str, place: &Place) -> Result<(), InputError> {
    let phases = scenario.phases.iter().map(|phase| phase.name.as_str());
    let spans = phases.chain(scenario.windows.iter().map(|window| window.name.as_str()));
    known("phase or window", name, place, spans)
}

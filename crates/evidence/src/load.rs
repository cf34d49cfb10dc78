//! Reads evidence: the shipped files, and a folder of the user. `load/check.rs` checks the files against
//! each other and against the scenarios.

mod check;
mod courses;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use secondheart_protocol::error::{InputError, Location, Mistake};
use secondheart_protocol::mistakes::{InputErrors, Mistakes, Noted};
use secondheart_protocol::scenario::Scenario;

use super::claim::Claim;
use super::explanation::{ArticleReference, Explanation};
use super::measurement::Case;
use super::published::PublishedCourse;
use super::read::{self, Explanations, Located, LocatedCourse, Named};
use super::target::{FirstSight, Miss, Target};
pub(super) use check::unknown;

/// Files of a folder that hold no targets.
const CLAIMS_FILE: &str = "claims.toml";
const MISSES_FILE: &str = "misses.toml";
const FIRST_SIGHT_FILE: &str = "first_sight.toml";
const EXPLANATIONS_FILE: &str = "explanations.toml";
const COURSES_FILE: &str = "courses.toml";

macro_rules! file {
    ($name:literal) => {
        (
            concat!("evidence/", $name),
            include_str!(concat!("../../../evidence/", $name)),
        )
    };
}

/// Name and text of the shipped files with targets.
static SHIPPED: &[(&str, &str)] = &[
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
    file!("25_leg_raise_and_splanchnic.toml"),
    file!("26_onset_of_effort.toml"),
    file!("27_limits_of_the_reflex.toml"),
    file!("28_invariants.toml"),
    file!("29_heat_and_cold.toml"),
];

static SHIPPED_CLAIMS: (&str, &str) = file!("claims.toml");
static SHIPPED_MISSES: (&str, &str) = file!("misses.toml");
static SHIPPED_FIRST_SIGHT: (&str, &str) = file!("first_sight.toml");
#[cfg(feature = "words")]
static SHIPPED_EXPLANATIONS: (&str, &str) = file!("explanations.toml");
#[cfg(feature = "words")]
static SHIPPED_COURSES: (&str, &str) = file!("courses.toml");
#[cfg(not(feature = "words"))]
static SHIPPED_EXPLANATIONS: (&str, &str) = ("evidence/explanations.toml", "");
#[cfg(not(feature = "words"))]
static SHIPPED_COURSES: (&str, &str) = ("evidence/courses.toml", "");

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
    /// What claims mean, in words.
    pub explanations: Vec<Explanation>,
    /// The article's references, as far as they could be identified.
    pub references: Vec<ArticleReference>,
    /// Published courses in time, to be drawn beside those of the body.
    pub courses: Vec<PublishedCourse>,
    /// The scenarios that targets name, with the person and the conditions of the row.
    pub scenarios: BTreeMap<Case, Scenario>,
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
    /// targets, except `claims.toml`, `courses.toml`, `explanations.toml`,
    /// `misses.toml` and `first_sight.toml`.
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
            // The rows that decide about the shipped claims are not there.
            for (claim, _) in &mut files.claims {
                claim.decisive.clear();
            }
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
        self.scenarios.retain(|case, _| {
            let mut measurements = targets.iter().filter_map(|t| t.measurement.as_ref());
            measurements.any(|measurement| measurement.cases().any(|own| own == case))
        });
        self.claims
            .retain(|claim| targets.iter().any(|t| t.claims.contains(&claim.id)));
    }

    /// Keeps what comes from a folder of the user.
    ///
    /// # Errors
    /// No row does.
    pub fn keep_own(&mut self, folder: &Path) -> Result<(), InputError> {
        self.keep(|target| target.is_own);
        self.first_sight.batches.retain(|batch| batch.is_own);
        match self.targets.is_empty() {
            false => Ok(()),
            true => {
                let shown = folder.display().to_string();
                Err(InputError::new(Location::whole(&shown), Mistake::NoOwnRow))
            }
        }
    }

    /// The claim of this id.
    ///
    /// # Errors
    /// None has it; the error names the nearest, or the claims that speak of such words.
    pub fn claim(&self, id: &str) -> Result<&Claim, InputError> {
        let found = self.claims.iter().find(|claim| claim.id == id);
        found.ok_or_else(|| {
            // Another number is another claim, and not a misspelt one.
            let is_meant = |claim: &&Claim| {
                let own = claim.id.to_lowercase();
                own == id.to_lowercase() || own.strip_prefix('c') == Some(id)
            };
            let nearest = self.claims.iter().find(is_meant);
            let mistake = Mistake::UnknownClaim {
                word: id.to_owned(),
                nearest: nearest.map(|claim| claim.id.clone()),
                about: self.claims_about(id),
                there_are: self.claims_there_are(),
            };
            InputError::new(Location::whole(id), mistake)
        })
    }

    /// Ids of the claims that speak of words: of all of them, or else of any that is not short.
    fn claims_about(&self, words: &str) -> Vec<String> {
        let words = words.to_lowercase();
        let ids = |speaks: &dyn Fn(&str) -> bool| -> Vec<String> {
            let claims = self.claims.iter();
            let about = claims.filter(|claim| speaks(&claim.text.to_lowercase()));
            about.map(|claim| claim.id.clone()).collect()
        };
        let mut all = words.split_whitespace();
        let of_all = ids(&|text| all.clone().all(|word| text.contains(word)));
        match of_all.is_empty() && all.any(|word| word.len() > 3) {
            true => ids(&|text| {
                let mut long = words.split_whitespace().filter(|word| word.len() > 3);
                long.any(|word| text.contains(word))
            }),
            false => of_all,
        }
    }

    /// The known claims, such as `C1 to C31`, with the user's own.
    fn claims_there_are(&self) -> String {
        let ids: Vec<&str> = self.claims.iter().map(|claim| claim.id.as_str()).collect();
        let is_numbered = |(at, id): (usize, &&str)| **id == format!("C{}", at + 1);
        let numbered = ids.iter().enumerate().take_while(|own| is_numbered(*own));
        let count = numbered.count();
        let numbered = (count > 1).then(|| format!("C1 to C{count}"));
        let others = &ids[if count > 1 { count } else { 0 }..];
        let all = numbered
            .into_iter()
            .chain(others.iter().map(|id| (*id).to_owned()));
        all.collect::<Vec<_>>().join(", ")
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
    words: Explanations,
    courses: Vec<LocatedCourse>,
}

impl Files {
    fn add_shipped(&mut self, mistakes: &Mistakes) {
        let folder = Path::new("");
        for (name, text) in SHIPPED {
            self.add(name, text, name, folder, mistakes);
        }
        for located in &mut self.targets {
            located.target.is_own = false;
        }
        let (name, text) = SHIPPED_CLAIMS;
        self.add(CLAIMS_FILE, text, name, folder, mistakes);
        let (name, text) = SHIPPED_MISSES;
        self.add(MISSES_FILE, text, name, folder, mistakes);
        let (name, text) = SHIPPED_FIRST_SIGHT;
        self.add(FIRST_SIGHT_FILE, text, name, folder, mistakes);
        for batch in &mut self.first_sight.batches {
            batch.is_own = false;
        }
        let (name, text) = SHIPPED_EXPLANATIONS;
        self.add(EXPLANATIONS_FILE, text, name, folder, mistakes);
        let (name, text) = SHIPPED_COURSES;
        self.add(COURSES_FILE, text, name, folder, mistakes);
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
            EXPLANATIONS_FILE => {
                if let Ok(own) = read::explanations(text, shown, mistakes) {
                    self.words.explanations.extend(own.explanations);
                    self.words.references.extend(own.references);
                }
            }
            COURSES_FILE => {
                for mut own in read::courses(text, shown, mistakes).into_iter().flatten() {
                    if is_path(&own.course.scenario) {
                        let path = folder.join(&own.course.scenario);
                        own.course.scenario = path.display().to_string();
                    }
                    self.courses.push(own);
                }
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
                        let own = std::iter::once(&mut measurement.case);
                        let cases = own.chain(&mut measurement.from_case);
                        let named = cases.flat_map(|case| {
                            std::iter::once(&mut case.scenario).chain(&mut case.subject)
                        });
                        for name in named.filter(|name| is_path(name)) {
                            *name = folder.join(&name).display().to_string();
                        }
                    }
                    located.target.is_own = true;
                    self.targets.push(located);
                }
            }
        }
    }
}

fn is_path(reference: &str) -> bool {
    reference.ends_with(".toml") || reference.contains(['/', '\\'])
}

//! A case made ready to run: the scenario with its changes, the person, the hash, and the command that
//! repeats it.

use std::fs;
use std::path::{Path, PathBuf};

use secondheart_body::{Body, Parameters, Subject};
use secondheart_laboratory::departure;
use secondheart_laboratory::variants::Variant;
use secondheart_protocol::account::Account;
use secondheart_protocol::check::{self, Asked};
use secondheart_protocol::error::{InputError, Location, Mistake};
use secondheart_protocol::scenario::{self, Provenance, Scenario};
use secondheart_protocol::subject;
use sha2::{Digest, Sha256};

use crate::arguments::{Case, Person, Sex};
use crate::refusal::Refusal;

/// Name of the file for a scenario that was given as a text, in commands.
const SCENARIO_FILE: &str = "scenario.toml";
/// Name of the file for a person who is no shipped subject.
const SUBJECT_FILE: &str = "subject.toml";
/// The subject of every scenario that names none.
const USUAL_SUBJECT: &str = "reference-man";
/// Digits of a hash that are given: 16 of 64 tell runs apart.
const HASH_DIGITS: usize = 16;

/// A case that can be run.
#[derive(Debug, Clone)]
pub(crate) struct Prepared {
    /// What is run.
    pub(crate) variant: Variant,
    /// What differs in it from the shipped body, in words.
    pub(crate) account: Account,
    /// Name of the shipped scenario, or the path of the file with the text.
    pub(crate) reference: String,
    /// The start of the SHA-256 of the file that repeats the run, without the lines `version` and `command`.
    pub(crate) hash: String,
    /// Files that the command needs: name and text.
    pub(crate) files: Vec<(String, String)>,
    /// Departures from the checked range that the shipped scenario by itself does not have.
    pub(crate) outside: Vec<String>,
    /// The changes, as options of the command.
    options: Vec<(&'static str, String)>,
}

/// A folder for the texts of scenarios, which goes with the server.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let name = format!("secondheart-mcp-{}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }

    /// Keeps a text as a file in a folder of its own.
    fn keep(&self, name: &str, text: &str) -> Result<PathBuf, Refusal> {
        let folder = self.0.join(hash_of(text));
        let path = folder.join(name);
        let kept = fs::create_dir_all(&folder).and_then(|()| fs::write(&path, text));
        match kept {
            Ok(()) => Ok(path),
            Err(error) => Err(Refusal::Failed(format!(
                "{} cannot be written: {error}",
                path.display()
            ))),
        }
    }

    /// A message that names files by their names alone.
    pub(crate) fn without_path(&self, message: &str) -> String {
        let mut rest = message;
        let mut told = String::new();
        let folder = self.0.display().to_string();
        while let Some((before, after)) = rest.split_once(&folder) {
            told.push_str(before);
            // A separator, the folder of the text, a separator.
            let name = after
                .get(1..)
                .and_then(|after| after.split_once(['/', '\\']));
            rest = name.map_or(after, |(_, name)| name);
        }
        told + rest
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that cannot be removed stays until the machine clears its temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The start of the SHA-256 of a text.
fn hash_of(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    digits[..HASH_DIGITS].to_owned()
}

/// Makes a case ready, or says what is wrong with it.
pub(crate) fn prepare(
    case: &Case,
    parameters: &Parameters,
    folder: &Folder,
) -> Result<Prepared, Refusal> {
    let mut files = Vec::new();
    let reference = match (&case.scenario, &case.text) {
        (Some(name), None) => shipped_scenario(name)?.to_owned(),
        (None, Some(text)) => {
            check_references(text)?;
            files.push((SCENARIO_FILE.to_owned(), text.clone()));
            folder.keep(SCENARIO_FILE, text)?.display().to_string()
        }
        _ => {
            let message = "give either the name of a `scenario` or the `text` of one";
            return Err(Refusal::Mistake(message.to_owned()));
        }
    };
    let asked = Asked {
        of_phases: &case.phase_values,
        with: &case.with,
        without: &case.without,
        set: &case.set,
    };
    let mut read = || {
        let scenario = check::read_with(&reference, &asked, parameters)?;
        let (subject, called) = match (&case.subject, &case.person) {
            (None, None) => (scenario.subject.clone(), None),
            (Some(name), None) => (Some(subject_of(name)?), Some(name.clone())),
            (None, Some(person)) => {
                let text = file_of(person);
                let own = subject::parse(&text, SUBJECT_FILE)?;
                files.push((SUBJECT_FILE.to_owned(), text));
                (Some(own), Some(SUBJECT_FILE.to_owned()))
            }
            (Some(_), Some(_)) => {
                let message = "give either a `subject` by name or a `person`";
                return Err(Refusal::Mistake(message.to_owned()));
            }
        };
        let subject = match subject {
            Some(own) => own,
            None => subject::find(USUAL_SUBJECT)?,
        };
        check::scenario(parameters, &subject, &scenario)?;
        Ok((scenario, subject, called))
    };
    let read: Result<_, Refusal> = read();
    let (scenario, subject, called) = read.map_err(|refusal| match refusal {
        Refusal::Mistake(message) => Refusal::Mistake(folder.without_path(&message)),
        other => other,
    })?;
    let account = Account::of(&scenario, &subject, parameters, parameters);
    let outside = outside(&reference, (&scenario, &subject, &account), parameters)?;
    let hash = hash_of(&resolved(&scenario, &subject, &account, parameters)?);
    let options = options(case, called);
    let label = case.label.clone().unwrap_or_else(|| {
        let differs = options.iter().map(|(option, value)| match *option {
            "--with" | "--without" => format!("{} {value}", option.trim_start_matches('-')),
            _ => value.clone(),
        });
        let parts: Vec<String> = std::iter::once(scenario.name.clone())
            .chain(differs)
            .collect();
        parts.join(", ")
    });
    Ok(Prepared {
        variant: Variant {
            label,
            scenario,
            subject,
        },
        account,
        reference,
        hash,
        files,
        outside,
        options,
    })
}

/// The shipped scenario of a name; files of the machine are not read.
pub(crate) fn shipped_scenario(name: &str) -> Result<&'static str, Refusal> {
    let mut shipped = scenario::shipped().iter().map(|shipped| shipped.name);
    let found = shipped.clone().find(|shipped| *shipped == name);
    found.ok_or_else(|| {
        let nearest = secondheart_words::nearest(name, shipped.by_ref());
        unknown("scenario", name, nearest)
    })
}

/// Refuses a text that refers to a file of the machine: it may extend a shipped scenario, and name a
/// shipped subject, but no table of a stocking. Other mistakes are left to the reader of scenarios.
fn check_references(text: &str) -> Result<(), Refusal> {
    let Ok(table) = text.parse::<toml::Table>() else {
        return Ok(());
    };
    let named = |key: &str| table.get(key).and_then(toml::Value::as_str);
    if let Some(base) = named("extends") {
        shipped_scenario(base)?;
    }
    if let Some(name) = named("subject") {
        subject_of(name)?;
    }
    let phases = table.get("phase").and_then(toml::Value::as_array);
    let phases = phases.into_iter().flatten();
    let mut stockings = phases
        .filter_map(|phase| phase.get("stocking"))
        .chain(table.get("stocking"));
    if stockings.any(|stocking| stocking.get("table").is_some()) {
        let message = "a stocking's table is a file, and files of the machine are not read: give the \
                       pressures themselves, as in stocking = { b = \"26 mmHg\", b1 = \"22 mmHg\", c = \
                       \"18 mmHg\", d = \"15 mmHg\" }";
        return Err(Refusal::Mistake(message.to_owned()));
    }
    Ok(())
}

fn subject_of(name: &str) -> Result<Subject, Refusal> {
    let mut shipped = subject::shipped();
    if !shipped.any(|own| own == name) {
        let nearest = secondheart_words::nearest(name, subject::shipped());
        return Err(unknown("subject", name, nearest));
    }
    Ok(subject::find(name)?)
}

/// The refusal of a name that means nothing.
pub(crate) fn unknown(what: &'static str, word: &str, nearest: Option<&str>) -> Refusal {
    let mistake = Mistake::UnknownWord {
        what,
        word: word.to_owned(),
        nearest: nearest.map(str::to_owned),
        known: Vec::new(),
    };
    InputError::new(Location::whole("secondheart"), mistake).into()
}

/// The subject file of a person.
fn file_of(person: &Person) -> String {
    let (sex, who) = match person.sex {
        Sex::Female => ("female", "woman"),
        Sex::Male => ("male", "man"),
    };
    let Person {
        age_years,
        stature_cm,
        mass_kg,
        resting_heart_rate_per_min,
        ..
    } = person;
    format!(
        "name = \"{who} of {age_years} years\"\nsex = \"{sex}\"\nage = \"{age_years} y\"\nstature = \
         \"{stature_cm} cm\"\nmass = \"{mass_kg} kg\"\nresting_heart_rate = \
         \"{resting_heart_rate_per_min} /min\"\n"
    )
}

/// How person and parameters leave the checked range where the shipped scenario by itself does not.
fn outside(
    reference: &str,
    (scenario, subject, account): (&Scenario, &Subject, &Account),
    parameters: &Parameters,
) -> Result<Vec<String>, Refusal> {
    // The length of a run is told with the answer; a long run is no other body.
    let departures = |subject: &Subject, account: &Account| -> Result<Vec<String>, Refusal> {
        let all = departure::at_start(subject, account, 0.0)?;
        Ok(all.iter().map(ToString::to_string).collect())
    };
    let mut own = departures(subject, account)?;
    if let Some(plain) = scenario::find_shipped(reference)
        && !own.is_empty()
        && plain.name == scenario.name
    {
        let plain = Scenario::find(plain.name)?;
        let person = plain.own_subject();
        let account = Account::of(&plain, &person, parameters, parameters);
        let usual = departures(&person, &account)?;
        own.retain(|departure| !usual.contains(departure));
    }
    Ok(own)
}

/// The file that repeats the run, without the lines that say who ran it and how.
fn resolved(
    scenario: &Scenario,
    subject: &Subject,
    account: &Account,
    shipped: &Parameters,
) -> Result<String, Refusal> {
    let mut parameters = shipped.clone();
    for setting in &scenario.set {
        parameters.set(&setting.path, setting.value)?;
    }
    let step_s = match scenario.step_s {
        Some(step_s) => step_s,
        None => Body::unsettled(&parameters, subject, scenario.start)?.step_s(),
    };
    let used = Provenance {
        version: "",
        command: "",
        account,
        subject,
        parameters: &parameters,
        step_s,
    };
    let text = scenario::resolved(scenario, &used);
    let is_of_run =
        |line: &&str| !line.starts_with("version = ") && !line.starts_with("command = ");
    let lines: Vec<&str> = text.lines().filter(is_of_run).collect();
    Ok(lines.join("\n") + "\n")
}

/// The changes of a case, as options of the command.
fn options(case: &Case, subject: Option<String>) -> Vec<(&'static str, String)> {
    let lists = [
        ("--with", &case.with),
        ("--without", &case.without),
        ("--phase", &case.phase_values),
        ("--set", &case.set),
    ];
    let subject = subject.map(|name| ("--subject", name));
    let listed = lists
        .into_iter()
        .flat_map(|(option, values)| values.iter().map(move |value| (option, value.clone())));
    subject.into_iter().chain(listed).collect()
}

impl Prepared {
    /// The scenario as the command names it.
    fn called(&self) -> &str {
        let mut files = self.files.iter().map(|(name, _)| name.as_str());
        match Path::new(&self.reference).is_absolute() {
            true => files
                .find(|name| is_of(name, SCENARIO_FILE))
                .unwrap_or(SCENARIO_FILE),
            false => &self.reference,
        }
    }

    /// Gives the file of a kind the name that its number among several has, here and in the command.
    fn number_file(&mut self, kind: &str, number: usize) {
        let stem = kind.trim_end_matches(".toml");
        let name = format!("{stem}-{number}.toml");
        let own = self.files.iter_mut().find(|(own, _)| own == kind);
        if let Some((own, _)) = own {
            own.clone_from(&name);
        }
        for (_, value) in &mut self.options {
            if value == kind {
                value.clone_from(&name);
            }
        }
        // Runs are told apart by their labels too.
        let label = &mut self.variant.label;
        if let Some(rest) = label.strip_prefix(stem)
            && (rest.is_empty() || rest.starts_with(','))
        {
            *label = format!("{stem}-{number}{rest}");
        }
    }

    /// The command that repeats the run, with `secondheart` and a word before it.
    pub(crate) fn command(&self, word: &str) -> String {
        let options = self.options.iter();
        let options = options.map(|(option, value)| format!(" {option} {}", quoted(value)));
        let options: String = options.collect();
        format!("secondheart {word} {}{options}", self.called())
    }

    /// The command that compares the case without its changes with the case, if it has one change that
    /// `compare` knows.
    pub(crate) fn compared(&self, readings: &[String], phase: Option<&str>) -> Option<String> {
        let [(option, value)] = &self.options[..] else {
            return None;
        };
        if *option == "--phase" {
            return None;
        }
        let mut command = format!(
            "secondheart compare {} {option} {}",
            self.called(),
            quoted(value)
        );
        for (option, value) in of_choice(readings, phase) {
            command.push_str(&format!(" {option} {}", quoted(value)));
        }
        Some(command)
    }

    /// Refuses a case outside the checked range.
    pub(crate) fn inside(self) -> Result<Self, Refusal> {
        match self.outside.is_empty() {
            true => Ok(self),
            false => Err(Refusal::Outside {
                reason: format!(
                    "{}. `{}` simulates it all the same, and says so",
                    self.outside.join("; "),
                    self.command("run")
                ),
            }),
        }
    }

    /// Whether it is a shipped scenario as it is.
    pub(crate) fn is_plain(&self) -> bool {
        self.options.is_empty() && self.files.is_empty()
    }
}

/// The readings and the phase that are asked for, as options of the command.
pub(crate) fn of_choice<'a>(
    readings: &'a [String],
    phase: Option<&'a str>,
) -> impl Iterator<Item = (&'static str, &'a str)> {
    let phase = phase.map(|phase| ("--phase", phase));
    let readings = readings.iter().map(|name| ("--reading", name.as_str()));
    phase.into_iter().chain(readings)
}

/// Whether a file is of a kind, numbered or not.
fn is_of(name: &str, kind: &str) -> bool {
    let stem = kind.trim_end_matches(".toml");
    name == kind || name.starts_with(&format!("{stem}-"))
}

/// Numbers the files of a kind where cases have different ones.
pub(crate) fn number_files(cases: &mut [Prepared]) {
    for kind in [SCENARIO_FILE, SUBJECT_FILE] {
        let text = |case: &Prepared| {
            let mut files = case.files.iter();
            files
                .find(|(name, _)| name == kind)
                .map(|(_, text)| text.clone())
        };
        let mut texts: Vec<String> = Vec::new();
        let of_cases: Vec<Option<String>> = cases.iter().map(text).collect();
        for own in of_cases.iter().flatten() {
            if !texts.contains(own) {
                texts.push(own.clone());
            }
        }
        if texts.len() < 2 {
            continue;
        }
        for (case, own) in cases.iter_mut().zip(&of_cases) {
            let number = texts.iter().position(|text| Some(text) == own.as_ref());
            if let Some(number) = number {
                case.number_file(kind, number + 1);
            }
        }
    }
}

/// A word, quoted where a shell needs it.
pub(crate) fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,".contains(c);
    match !word.is_empty() && word.chars().all(is_plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

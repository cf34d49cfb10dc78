//! The folder for the results of a run, unless one is asked for.
//!
//! Its name tells variants apart: the scenario, then the subject, the values of phases, the
//! conditions and interventions, and the parameters that the command line gives. A run that is
//! repeated from its `resolved.toml` goes to a folder of its own. If the folder holds a run that
//! differs in anything else, a numbered folder beside it takes the results.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use secondheart_laboratory::experiment::RESOLVED;

use crate::arguments::RunArguments;

/// Folder that holds the folders of runs.
const PARENT: &str = "out";
/// Longest name, bytes; file systems allow 255.
const LONGEST: usize = 120;

/// The folder for a run of the scenario of that name.
pub(crate) fn folder(arguments: &RunArguments, scenario: &str) -> PathBuf {
    if let Some(folder) = &arguments.out {
        return folder.clone();
    }
    let repeated = repeated(&arguments.scenario);
    let mut name = match repeated.and_then(Path::file_name) {
        Some(name) => format!("{}-repeat", name.to_string_lossy()),
        None => scenario.to_owned(),
    };
    let subject = arguments.variant.subject.iter().map(|reference| {
        let stem = Path::new(reference).file_stem();
        stem.map_or_else(|| reference.clone(), |stem| stem.to_string_lossy().into())
    });
    let variant = &arguments.variant;
    let asked = [
        &variant.phase,
        &variant.with,
        &variant.without,
        &variant.set,
    ];
    for variant in subject.chain(asked.into_iter().flatten().cloned()) {
        name.push('+');
        name.push_str(&variant);
    }
    Path::new(PARENT).join(fit(&name))
}

/// The folder of that number beside a folder.
pub(crate) fn numbered(folder: &Path, number: u32) -> PathBuf {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    folder.with_file_name(format!("{name}-{number}"))
}

/// The folder of the run that a scenario file repeats, if it is the record of a run.
pub(crate) fn repeated(reference: &str) -> Option<&Path> {
    let path = Path::new(reference);
    let is_record = path.file_name().is_some_and(|name| name == RESOLVED);
    path.parent().filter(|_| is_record)
}

/// Whether two paths are one folder.
pub(crate) fn same(one: &Path, other: &Path) -> bool {
    let whole = |path: &Path| {
        let path = if path.as_os_str().is_empty() {
            Path::new(".")
        } else {
            path
        };
        path.canonicalize().ok()
    };
    whole(one).is_some_and(|one| whole(other) == Some(one))
}

/// The name as a folder may be called; a long one ends in a hash of all of it.
fn fit(name: &str) -> String {
    let plain = |c: char| match c {
        c if c.is_alphanumeric() => c,
        '.' | '_' | '=' | '+' | '-' => c,
        _ => '-',
    };
    let plain: String = name.chars().map(plain).collect();
    if plain.len() <= LONGEST {
        return plain;
    }
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    let end = (0..=LONGEST - 17)
        .rev()
        .find(|end| plain.is_char_boundary(*end));
    format!("{}-{:016x}", &plain[..end.unwrap_or(0)], hasher.finish())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        run: RunArguments,
    }

    fn of(line: &str) -> String {
        let words = std::iter::once("run").chain(line.split('|'));
        let arguments = Line::try_parse_from(words).unwrap().run;
        folder(&arguments, "walk").display().to_string()
    }

    #[test]
    fn the_name_tells_variants_apart() {
        assert_eq!(of("walk"), "out/walk");
        assert_eq!(of("walk|--out|here"), "here");
        assert_eq!(
            of(
                "walk|--subject|people/anna.toml|--with|varicose-veins|--set|muscle.pressure_gain=0"
            ),
            "out/walk+anna+varicose-veins+muscle.pressure_gain=0"
        );
        assert_eq!(
            of("walk|--phase|walking.speed=5 km/h"),
            "out/walk+walking.speed=5-km-h"
        );
    }

    #[test]
    fn a_repeated_run_has_a_folder_of_its_own() {
        assert_eq!(of("out/walk+anna/resolved.toml"), "out/walk+anna-repeat");
        assert_eq!(repeated("walk.toml"), None);
        let second = numbered(Path::new("out/walk-0.5"), 2);
        assert_eq!(second, Path::new("out/walk-0.5-2"));
        assert!(same(Path::new(""), Path::new(".")));
        assert!(!same(Path::new("src"), Path::new("no-such-folder")));
    }

    #[test]
    fn a_long_name_is_cut_and_stays_its_own() {
        let long = |last: &str| {
            let sets = (0..20).map(|i| format!("--set|muscle.pressure_gain={i}"));
            of(&format!(
                "walk|{}|--set|{last}=1",
                sets.collect::<Vec<_>>().join("|")
            ))
        };
        let (one, other) = (long("a"), long("b"));
        assert!(one.len() <= LONGEST + 4, "{one}");
        assert_ne!(one, other);
        assert!(one.starts_with("out/walk+muscle.pressure_gain=0+"));
    }
}

//! Names of scenarios and subjects, with or without path and ending.
//!
//! `walk`, `walk.toml` and `scenarios/walk.toml` all mean the shipped scenario where there is no
//! such file; `my-protocol` means the file `my-protocol.toml` if no shipped file has that name.

use std::path::{Path, PathBuf};

/// What a reference means.
#[derive(Debug, PartialEq)]
pub(crate) enum Meaning<'a> {
    /// A shipped name.
    Shipped(&'a str),
    /// The path of a file, which may not exist.
    File(PathBuf),
    /// Neither a shipped name nor a path.
    Unknown,
}

/// The meaning of a reference from a `folder`; `shipped` says whether a name is shipped, and
/// `folder_of_shipped` is the folder of the shipped files in the source tree.
pub(crate) fn meaning<'a>(
    reference: &'a str,
    folder: &Path,
    folder_of_shipped: &str,
    shipped: impl Fn(&str) -> bool,
) -> Meaning<'a> {
    let bare = reference.strip_prefix("./").unwrap_or(reference);
    if !bare.ends_with(".toml") && !reference.contains(['/', '\\']) {
        if shipped(reference) {
            return Meaning::Shipped(reference);
        }
        let file = folder.join(format!("{reference}.toml"));
        return match file.exists() {
            true => Meaning::File(file),
            false => Meaning::Unknown,
        };
    }
    let file = folder.join(reference);
    if file.exists() {
        return Meaning::File(file);
    }
    let name = bare
        .strip_prefix(folder_of_shipped)
        .map_or(bare, |rest| rest.strip_prefix(['/', '\\']).unwrap_or(bare));
    let name = name.strip_suffix(".toml").unwrap_or(name);
    match shipped(name) {
        true => Meaning::Shipped(name),
        false => Meaning::File(file),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_shipped_name_may_have_path_and_ending_and_an_own_file_wins_over_it() {
        let folder = std::env::temp_dir().join(format!("secondheart-names-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("mine.toml"), "").unwrap();
        std::fs::write(folder.join("run.toml"), "").unwrap();
        let of = |reference| {
            let shipped = |name: &str| ["walk", "run"].contains(&name);
            meaning(reference, &folder, "scenarios", shipped)
        };
        for reference in ["walk", "walk.toml", "./walk.toml", "scenarios/walk.toml"] {
            assert_eq!(of(reference), Meaning::Shipped("walk"), "{reference}");
        }
        assert_eq!(of("run"), Meaning::Shipped("run"));
        assert_eq!(of("run.toml"), Meaning::File(folder.join("run.toml")));
        for reference in ["mine", "mine.toml"] {
            assert_eq!(of(reference), Meaning::File(folder.join("mine.toml")));
        }
        assert_eq!(of("wlak"), Meaning::Unknown);
        assert_eq!(
            of("else/walk.toml"),
            Meaning::File(folder.join("else/walk.toml"))
        );
        std::fs::remove_dir_all(folder).unwrap();
    }
}

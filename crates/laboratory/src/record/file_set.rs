//! Files that belong together and are renamed together.

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;

use super::pending::{PendingFile, hidden_name, sync_folder};
use super::storage::Draft;
use super::{KeptFile, OutputFolder, RecordError, Storage};

/// The files of a run, complete but, in a folder, under temporary names until [`FileSet::commit`].
///
/// An error leaves the folder as it was: either all files are new or all are the older ones.
/// Files are dropped before the folder, which is removed again if it is empty.
#[derive(Debug)]
pub struct FileSet {
    files: Vec<Draft>,
    storage: Storage<OutputFolder>,
}

/// A file that has taken its name, and the older file that it replaced.
struct Placed {
    target: PathBuf,
    older: Option<Older>,
}

/// An older file under a hidden name, locked so that no other run takes it for a leftover.
struct Older {
    hidden: PathBuf,
    _lock: Option<File>,
}

impl FileSet {
    /// An empty set for a folder or for memory.
    pub fn new(storage: Storage<OutputFolder>) -> Self {
        Self {
            files: Vec::new(),
            storage,
        }
    }

    /// Adds a file with its whole contents.
    pub fn add(&mut self, file_name: &str, contents: &[u8]) -> Result<(), RecordError> {
        let mut file = self.storage.begin(file_name)?;
        file.write_all(contents)
            .map_err(|error| RecordError::write(file.name(), &error))?;
        self.push(file);
        Ok(())
    }

    /// Adds a complete file.
    pub(super) fn push(&mut self, file: Draft) {
        self.files.push(file);
    }

    /// Gives all files of a folder their names, in place of older ones, and hands the files out in the
    /// order in which they were added.
    ///
    /// # Errors
    /// A file cannot be stored or renamed. The older files are then all back in their places.
    pub fn commit(self) -> Result<Vec<KeptFile>, RecordError> {
        let (mut pending, mut kept) = (Vec::new(), Vec::new());
        // All files of a set are of one kind, because its storage began them.
        for file in self.files {
            match file {
                Draft::Disk(file) => pending.push(file),
                Draft::Memory { name, contents } => kept.push(KeptFile::Memory { name, contents }),
            }
        }
        if let Storage::Folder(folder) = &self.storage {
            kept.extend(place_all(pending, folder)?);
        }
        Ok(kept)
    }
}

/// Gives files their names in a folder, all or none.
fn place_all(
    mut files: Vec<PendingFile>,
    folder: &OutputFolder,
) -> Result<impl Iterator<Item = KeptFile>, RecordError> {
    for pending in &files {
        pending.sync()?;
    }
    // Two runs into one folder rename their sets one after the other. Not every platform can lock a
    // folder.
    let _turn = File::open(folder.path()).and_then(|folder| folder.lock().map(|()| folder));
    let mut placed = Vec::with_capacity(files.len());
    for pending in &mut files {
        match place(pending) {
            Ok(one) => placed.push(one),
            Err(error) => {
                for one in placed.iter().rev() {
                    put_back(one);
                }
                return Err(error);
            }
        }
    }
    sync_folder(folder.path());
    for older in placed.iter().filter_map(|one| one.older.as_ref()) {
        // The next run clears what cannot be removed now.
        let _ = fs::remove_file(&older.hidden);
    }
    Ok(placed.into_iter().map(|one| KeptFile::Disk(one.target)))
}

/// Moves an older file aside and the new one into its place.
fn place(pending: &mut PendingFile) -> Result<Placed, RecordError> {
    let target = pending.target().to_owned();
    let older = if pending.replaces() && target.is_file() {
        let hidden = hidden_name(&target, "old");
        // A second name keeps the first in place until the new file takes it; not every file
        // system has second names.
        fs::hard_link(&target, &hidden)
            .or_else(|_| fs::rename(&target, &hidden))
            .map_err(|error| pending.error(&error))?;
        let lock = File::open(&hidden).ok();
        let lock = lock.filter(|file| file.try_lock().is_ok());
        Some(Older {
            hidden,
            _lock: lock,
        })
    } else {
        None
    };
    let placed = Placed { target, older };
    match pending.take_name() {
        Ok(()) => Ok(placed),
        Err(error) => {
            if placed.older.is_some() {
                put_back(&placed);
            }
            Err(error)
        }
    }
}

/// Undoes [`place`].
fn put_back(placed: &Placed) {
    // Only the first error is reported; nothing can be done about a second.
    let _ = match &placed.older {
        Some(older) => fs::rename(&older.hidden, &placed.target),
        None if placed.target.is_file() => fs::remove_file(&placed.target),
        None => Ok(()),
    };
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use super::*;

    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let name = format!("secondheart-set-{name}-{}", std::process::id());
            let path = std::env::temp_dir().join(name);
            let _ = fs::remove_dir_all(&path);
            fs::create_dir(&path).unwrap();
            Self(path)
        }

        fn names(&self) -> Vec<String> {
            let entries = fs::read_dir(&self.0).unwrap();
            let mut names: Vec<String> = entries
                .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
                .collect();
            names.sort();
            names
        }

        fn read(&self, name: &str) -> String {
            fs::read_to_string(self.0.join(name)).unwrap()
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn set(folder: &Path, contents: &str) -> FileSet {
        let folder = OutputFolder::prepare(folder).unwrap();
        let mut set = FileSet::new(Storage::Folder(folder));
        for name in ["a", "b", "c"] {
            set.add(name, contents.as_bytes()).unwrap();
        }
        set
    }

    #[test]
    fn a_set_replaces_an_older_one_and_leaves_nothing_else() {
        let scratch = Scratch::new("replaces");
        set(&scratch.0, "old").commit().unwrap();
        let new = set(&scratch.0, "new");
        assert_eq!(scratch.read("a"), "old", "until the set is complete");
        let paths = ["a", "b", "c"].map(|name| KeptFile::Disk(scratch.0.join(name)));
        assert_eq!(new.commit().unwrap(), paths);
        assert_eq!(scratch.names(), ["a", "b", "c"]);
        assert!(
            ["a", "b", "c"]
                .iter()
                .all(|name| scratch.read(name) == "new")
        );
    }

    #[test]
    fn a_failure_at_the_last_name_puts_all_older_files_back() {
        let scratch = Scratch::new("fails");
        for name in ["a", "b"] {
            fs::write(scratch.0.join(name), "old").unwrap();
        }
        let new = set(&scratch.0, "new");
        // No file takes the name of a folder.
        fs::create_dir_all(scratch.0.join("c/full")).unwrap();
        let error = new.commit().unwrap_err().to_string();
        assert!(error.contains("c cannot be written: "), "{error}");
        assert_eq!(scratch.names(), ["a", "b", "c"]);
        assert_eq!(
            (scratch.read("a"), scratch.read("b")),
            ("old".into(), "old".into())
        );
    }

    #[test]
    fn a_failure_in_an_empty_folder_leaves_no_file() {
        let scratch = Scratch::new("empty");
        let new = set(&scratch.0, "new");
        fs::create_dir_all(scratch.0.join("b/full")).unwrap();
        new.commit().unwrap_err();
        assert_eq!(scratch.names(), ["b"]);
    }

    #[test]
    fn leftovers_of_a_killed_run_are_cleared_and_files_of_a_live_one_are_not() {
        let scratch = Scratch::new("leftovers");
        for name in [".a.4242-0.part", ".a.4242-7.old"] {
            fs::write(scratch.0.join(name), "half").unwrap();
        }
        for name in [".a.part", ".a.me-1.part", "a.4242-0.part"] {
            fs::write(scratch.0.join(name), "not of a run").unwrap();
        }
        let live = set(&scratch.0, "new");
        drop(OutputFolder::prepare(&scratch.0).unwrap());
        let kept = scratch.names();
        assert!(
            !kept.iter().any(|name| name.contains(".a.4242")),
            "{kept:?}"
        );
        assert_eq!(kept.len(), 6, "{kept:?}");
        live.commit().unwrap();
        assert_eq!(scratch.read("c"), "new");
    }
}

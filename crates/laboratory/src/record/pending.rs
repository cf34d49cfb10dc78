//! A file that appears under its name only when complete.
//!
//! Its contents go to a hidden file beside it, `.NAME.PROCESS-NUMBER.part`. The hidden file is
//! locked while its process lives, so that [`clear_leftovers`] can tell the files of killed runs
//! from the files of running ones.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::RecordError;

/// A file under a temporary name beside its own, removed unless it is committed.
///
/// A target that is no regular file, such as `/dev/null` or a pipe, is written to in place: it must
/// not be replaced.
#[derive(Debug)]
pub struct PendingFile {
    name: String,
    /// Where the contents go until they are complete; `None` for a target that is written to in
    /// place, and once the file has its name.
    temporary: Option<PathBuf>,
    target: PathBuf,
    file: File,
}

impl PendingFile {
    /// Begins a file. A file that cannot be written fails here, before its contents are computed.
    pub fn begin(target: &Path) -> Result<Self, RecordError> {
        let name = target.display().to_string();
        let unwritable = |reason: String| RecordError::Unwritable {
            place: name.clone(),
            reason,
        };
        let (whole, target) = match fs::metadata(target) {
            Ok(there) if there.is_dir() => return Err(unwritable("it is a folder".to_owned())),
            Ok(there) if !there.is_file() => (false, target.to_owned()),
            // What a link points to is replaced, not the link.
            Ok(_) => (true, fs::canonicalize(target).unwrap_or(target.to_owned())),
            Err(_) => (true, target.to_owned()),
        };
        let opened = if whole {
            create_hidden(&target).map(|(path, file)| (Some(path), file))
        } else {
            let file = OpenOptions::new().write(true).open(&target);
            file.map(|file| (None, file))
        };
        let (temporary, file) = opened.map_err(|error| unwritable(error.to_string()))?;
        Ok(Self {
            name,
            temporary,
            target,
            file,
        })
    }

    /// Writes contents to it.
    pub fn fill(
        &mut self,
        contents: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), RecordError> {
        let mut buffered = BufWriter::new(&self.file);
        contents(&mut buffered)
            .and_then(|()| buffered.flush())
            .map_err(|error| self.error(&error))
    }

    /// Gives the complete file its name, in place of an older one.
    pub fn commit(mut self) -> Result<PathBuf, RecordError> {
        self.sync()?;
        self.take_name()?;
        if let Some(folder) = self.target.parent() {
            sync_folder(folder);
        }
        Ok(self.target.clone())
    }

    /// Waits until the contents are on the disk, so that no crash can leave the name of a file
    /// without its contents.
    pub(super) fn sync(&self) -> Result<(), RecordError> {
        if self.temporary.is_some() {
            self.file.sync_all().map_err(|error| self.error(&error))?;
        }
        Ok(())
    }

    /// Renames the file to its own name, in place of an older one.
    pub(super) fn take_name(&mut self) -> Result<(), RecordError> {
        if let Some(temporary) = &self.temporary {
            fs::rename(temporary, &self.target).map_err(|error| self.error(&error))?;
        }
        self.temporary = None;
        Ok(())
    }

    /// Whether it takes the place of its target instead of being written to it.
    pub(super) fn replaces(&self) -> bool {
        self.temporary.is_some()
    }

    pub(super) fn target(&self) -> &Path {
        &self.target
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn error(&self, error: &dyn std::fmt::Display) -> RecordError {
        RecordError::write(&self.name, error)
    }
}

impl Write for PendingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for PendingFile {
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            // Nothing can be done about a file that cannot be removed.
            let _ = fs::remove_file(temporary);
        }
    }
}

/// A unique hidden name beside a target, from the number of the process and a counter.
pub(super) fn hidden_name(target: &Path, ending: &str) -> PathBuf {
    static TAKEN: AtomicU64 = AtomicU64::new(0);
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let number = TAKEN.fetch_add(1, Ordering::Relaxed);
    let process = std::process::id();
    target.with_file_name(format!(".{name}.{process}-{number}.{ending}"))
}

/// Creates a hidden file beside a target, locked for as long as it is open.
pub(super) fn create_hidden(target: &Path) -> io::Result<(PathBuf, File)> {
    loop {
        let path = hidden_name(target, "part");
        let file = match File::create_new(&path) {
            // A process of the same number on another machine, or an earlier one.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
            created => created?,
        };
        // Not every file system has locks; without them leftovers stay.
        let _ = file.lock();
        // Between creation and lock another run may have taken it for a leftover.
        if path.exists() {
            return Ok((path, file));
        }
    }
}

/// Removes the hidden files that killed runs left in a folder.
pub(crate) fn clear_leftovers(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        let hidden = path
            .file_name()
            .is_some_and(|name| is_hidden_name(&name.to_string_lossy()));
        if !hidden || !path.is_file() {
            continue;
        }
        let lock = OpenOptions::new().write(true).open(&path);
        if lock.is_ok_and(|file| file.try_lock().is_ok()) {
            // A file that cannot be removed stays.
            let _ = fs::remove_file(&path);
        }
    }
}

/// Whether a name is of the kind that [`hidden_name`] gives.
fn is_hidden_name(name: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let bare = name.strip_suffix(".part").or(name.strip_suffix(".old"));
    name.starts_with('.')
        && bare
            .and_then(|bare| bare.rsplit_once('.'))
            .and_then(|(_, owner)| owner.split_once('-'))
            .is_some_and(|(process, number)| is_number(process) && is_number(number))
}

/// Waits until the names in a folder are on the disk, where the platform can.
pub(super) fn sync_folder(folder: &Path) {
    #[cfg(unix)]
    {
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        // Not every file system can; the names are then stored later.
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
    #[cfg(not(unix))]
    let _ = folder;
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let name = format!("secondheart-pending-{name}-{}", std::process::id());
            let path = std::env::temp_dir().join(name);
            let _ = fs::remove_dir_all(&path);
            fs::create_dir(&path).unwrap();
            Self(path)
        }

        fn count(&self) -> usize {
            fs::read_dir(&self.0).unwrap().count()
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn an_older_file_stands_until_the_new_one_is_complete() {
        let scratch = Scratch::new("older");
        let target = scratch.0.join("table.csv");
        fs::write(&target, "old").unwrap();
        let mut dropped = PendingFile::begin(&target).unwrap();
        dropped.fill(|out| out.write_all(b"half")).unwrap();
        drop(dropped);
        assert_eq!(
            (
                fs::read_to_string(&target).unwrap().as_str(),
                scratch.count()
            ),
            ("old", 1)
        );
        let mut pending = PendingFile::begin(&target).unwrap();
        pending.fill(|out| out.write_all(b"new")).unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "old");
        pending.commit().unwrap();
        assert_eq!(
            (
                fs::read_to_string(&target).unwrap().as_str(),
                scratch.count()
            ),
            ("new", 1)
        );
    }

    #[test]
    fn contents_that_fail_leave_nothing_and_name_the_file() {
        let scratch = Scratch::new("fails");
        let mut pending = PendingFile::begin(&scratch.0.join("table.csv")).unwrap();
        let error = pending.fill(|_| Err(io::Error::other("no more paper")));
        let told = error.unwrap_err().to_string();
        assert!(
            told.contains("table.csv cannot be written: no more paper"),
            "{told}"
        );
        drop(pending);
        assert_eq!(scratch.count(), 0);
    }

    #[test]
    fn two_files_for_one_target_do_not_share_their_contents() {
        let scratch = Scratch::new("shared");
        let target = scratch.0.join("table.csv");
        let mut files: Vec<PendingFile> = (0..2)
            .map(|_| PendingFile::begin(&target).unwrap())
            .collect();
        assert_eq!(scratch.count(), 2);
        for (file, contents) in files.iter_mut().zip(["the longer one", "short"]) {
            file.fill(|out| out.write_all(contents.as_bytes())).unwrap();
        }
        for (file, contents) in files.into_iter().zip(["the longer one", "short"]) {
            file.commit().unwrap();
            assert_eq!(fs::read_to_string(&target).unwrap(), contents);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_written_to_and_a_link_stays_a_link() {
        let scratch = Scratch::new("special");
        let (link, target) = (scratch.0.join("link"), scratch.0.join("target"));
        fs::write(&target, "old").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        let mut pending = PendingFile::begin(&link).unwrap();
        pending.fill(|out| out.write_all(b"new")).unwrap();
        pending.commit().unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        // A device that any user may write to and that must not be replaced.
        let pending = PendingFile::begin(Path::new("/dev/null")).unwrap();
        assert!(pending.temporary.is_none());
        pending.commit().unwrap();
    }
}

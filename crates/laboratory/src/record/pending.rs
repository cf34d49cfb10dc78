//! A file that is not there until it is complete.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::RecordError;

/// A file under a temporary name beside its own, removed unless it is committed.
///
/// A target that is no regular file, such as `/dev/null` or a pipe, is written to as it stands: it
/// must not be replaced.
#[derive(Debug)]
pub struct PendingFile {
    name: String,
    /// Where the contents go until they are complete; `None` for a target that is written to as it
    /// stands.
    temporary: Option<PathBuf>,
    target: PathBuf,
    file: File,
}

impl PendingFile {
    /// Begins a file, so that one that cannot be written is found out before its contents are
    /// worked out.
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
        let temporary = whole.then(|| temporary(&target));
        let file = match &temporary {
            Some(temporary) => File::create(temporary),
            None => OpenOptions::new().write(true).open(&target),
        };
        let file = file.map_err(|error| unwritable(error.to_string()))?;
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
        if let Some(temporary) = &self.temporary {
            fs::rename(temporary, &self.target).map_err(|error| self.error(&error))?;
        }
        self.temporary = None;
        Ok(self.target.clone())
    }

    /// The file to be written through, for what writes it in its own way.
    pub(super) fn handle(&self) -> Result<File, RecordError> {
        self.file.try_clone().map_err(|error| self.error(&error))
    }

    pub(super) fn name(&self) -> String {
        self.name.clone()
    }

    pub(super) fn error(&self, error: &dyn std::fmt::Display) -> RecordError {
        RecordError::Write {
            file: self.name(),
            reason: error.to_string(),
        }
    }
}

/// The temporary name beside a target.
pub(super) fn temporary(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.{}.part", std::process::id()))
}

impl Drop for PendingFile {
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            // Nothing can be done about a file that will not go.
            let _ = fs::remove_file(temporary);
        }
    }
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
        // A device that a user of any rights may write to, but nobody should replace.
        let pending = PendingFile::begin(Path::new("/dev/null")).unwrap();
        assert!(pending.temporary.is_none());
        pending.commit().unwrap();
    }
}

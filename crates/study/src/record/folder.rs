//! The folder for results: found to be writable before the simulation, never left half-written.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::RecordError;

/// A folder that can be written to.
///
/// Folders that it had to make are removed again when nothing was put into them.
#[derive(Debug)]
pub struct OutputFolder {
    path: PathBuf,
    made: Vec<PathBuf>,
}

impl OutputFolder {
    /// Makes the folder if need be and tries to write to it.
    pub fn prepare(path: &Path) -> Result<Self, RecordError> {
        let error = |error: std::io::Error| RecordError::Unwritable {
            folder: path.display().to_string(),
            reason: error.to_string(),
        };
        let missing: Vec<PathBuf> = path
            .ancestors()
            .filter(|ancestor| !ancestor.as_os_str().is_empty())
            .take_while(|ancestor| !ancestor.exists())
            .map(Path::to_path_buf)
            .collect();
        let folder = Self {
            path: path.to_path_buf(),
            made: missing,
        };
        fs::create_dir_all(path).map_err(error)?;
        let probe = folder.temporary("probe");
        OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .open(&probe)
            .map_err(error)?;
        fs::remove_file(&probe).map_err(error)?;
        Ok(folder)
    }

    /// The same if files of these names can be put into it: none of them is a folder there.
    pub fn free_for(self, file_names: &[&str]) -> Result<Self, RecordError> {
        let blocked = |name: &&&str| self.path.join(name).is_dir();
        match file_names.iter().find(blocked) {
            None => Ok(self),
            Some(name) => Err(RecordError::Unwritable {
                folder: self.path.display().to_string(),
                reason: format!("{name} is a folder there"),
            }),
        }
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a whole file under a temporary name and then gives it its own.
    pub fn write(&self, file_name: &str, contents: &[u8]) -> Result<PathBuf, RecordError> {
        let (pending, mut file) = self.begin(file_name)?;
        file.write_all(contents)
            .map_err(|error| pending.error(&error))?;
        drop(file);
        pending.commit()
    }

    /// Begins a file under a temporary name.
    pub(super) fn begin(&self, file_name: &str) -> Result<(PendingFile, File), RecordError> {
        let pending = PendingFile {
            temporary: self.temporary(file_name),
            target: self.path.join(file_name),
            complete: false,
        };
        let file = File::create(&pending.temporary).map_err(|error| pending.error(&error))?;
        Ok((pending, file))
    }

    fn temporary(&self, file_name: &str) -> PathBuf {
        self.path
            .join(format!(".{file_name}.{}.part", std::process::id()))
    }
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        for made in &self.made {
            // Fails, as it should, where there is something in it.
            if fs::remove_dir(made).is_err() {
                break;
            }
        }
    }
}

/// A file under a temporary name, removed unless it is committed.
#[derive(Debug)]
pub(super) struct PendingFile {
    temporary: PathBuf,
    target: PathBuf,
    complete: bool,
}

impl PendingFile {
    /// Gives the complete file its name, in place of an older one.
    pub(super) fn commit(mut self) -> Result<PathBuf, RecordError> {
        fs::rename(&self.temporary, &self.target).map_err(|error| self.error(&error))?;
        self.complete = true;
        Ok(self.target.clone())
    }

    pub(super) fn name(&self) -> String {
        self.target.display().to_string()
    }

    pub(super) fn error(&self, error: &dyn std::fmt::Display) -> RecordError {
        RecordError::Write {
            file: self.name(),
            reason: error.to_string(),
        }
    }
}

impl Drop for PendingFile {
    fn drop(&mut self) {
        if !self.complete {
            // Nothing can be done about a file that will not go.
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

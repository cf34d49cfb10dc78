//! The folder for results: checked before the simulation, never left half-written.

use std::fs;
use std::path::{Path, PathBuf};

use super::RecordError;
use super::pending::{PendingFile, clear_leftovers, create_hidden};

/// A folder that can be written to.
///
/// Folders that were made for it are removed again if they stay empty.
#[derive(Debug)]
pub struct OutputFolder {
    path: PathBuf,
    made: Vec<PathBuf>,
}

impl OutputFolder {
    /// Makes the folder if it does not exist, tries to write to it, and clears leftovers of killed
    /// runs.
    pub fn prepare(path: &Path) -> Result<Self, RecordError> {
        let error = |error: std::io::Error| RecordError::Unwritable {
            place: path.display().to_string(),
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
        let (probe, _file) = create_hidden(&path.join("probe")).map_err(error)?;
        fs::remove_file(&probe).map_err(error)?;
        clear_leftovers(path);
        Ok(folder)
    }

    /// The same if files of these names can be put into it: none of them is a folder there.
    pub fn free_for(self, file_names: &[&str]) -> Result<Self, RecordError> {
        let blocked = |name: &&&str| self.path.join(name).is_dir();
        match file_names.iter().find(blocked) {
            None => Ok(self),
            Some(name) => Err(RecordError::Unwritable {
                place: self.path.display().to_string(),
                reason: format!("{name} is a folder there"),
            }),
        }
    }

    /// Path of the folder, which exists.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Begins a file under a temporary name.
    pub(super) fn begin(&self, file_name: &str) -> Result<PendingFile, RecordError> {
        PendingFile::begin(&self.path.join(file_name))
    }
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        for made in &self.made {
            // Fails for a folder that is not empty, which must stay.
            if fs::remove_dir(made).is_err() {
                break;
            }
        }
    }
}

//! Where the files of results go: a folder, or memory where there is no file system.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::RecordError;
use super::folder::OutputFolder;
use super::pending::PendingFile;

/// Where the files of results go. A folder is a path, or an [`OutputFolder`] once it is prepared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Storage<F> {
    /// On the disk.
    Folder(F),
    /// Nowhere but in the results of the run ([`KeptFile::Memory`]).
    Memory,
}

/// A complete file of results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeptFile {
    /// On the disk, under this path.
    Disk(PathBuf),
    /// In memory.
    Memory {
        /// The name that it has in a folder.
        name: String,
        /// The bytes that it has in a folder.
        contents: Vec<u8>,
    },
}

impl KeptFile {
    /// Its path; in memory its name alone.
    pub fn path(&self) -> &Path {
        match self {
            Self::Disk(path) => path,
            Self::Memory { name, .. } => Path::new(name),
        }
    }
}

/// A file of results while it is written.
#[derive(Debug)]
pub(super) enum Draft {
    Disk(PendingFile),
    Memory { name: String, contents: Vec<u8> },
}

impl Storage<OutputFolder> {
    /// Begins a file.
    pub(super) fn begin(&self, file_name: &str) -> Result<Draft, RecordError> {
        match self {
            Self::Folder(folder) => folder.begin(file_name).map(Draft::Disk),
            Self::Memory => Ok(Draft::Memory {
                name: file_name.to_owned(),
                contents: Vec::new(),
            }),
        }
    }
}

impl Draft {
    /// The name for messages.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Disk(pending) => pending.name(),
            Self::Memory { name, .. } => name,
        }
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Disk(pending) => pending.write(bytes),
            Self::Memory { contents, .. } => contents.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Disk(pending) => pending.flush(),
            Self::Memory { .. } => Ok(()),
        }
    }
}

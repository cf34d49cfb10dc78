//! Collects the mistakes of files while they are read, so that all are reported at once.

use std::cell::RefCell;
use std::fmt;

use crate::error::InputError;

/// All mistakes found in files or arguments: at least one, in the order of the files.
#[derive(Debug, Clone, PartialEq)]
pub struct InputErrors(Vec<InputError>);

impl InputErrors {
    /// The mistakes, each with its location.
    pub fn iter(&self) -> impl Iterator<Item = &InputError> {
        self.0.iter()
    }

    /// How many mistakes there are and in which files, if there are several.
    pub fn count(&self) -> Option<String> {
        if self.0.len() < 2 {
            return None;
        }
        let mut files: Vec<&str> = Vec::new();
        for error in &self.0 {
            let file = error.location().source.name.as_str();
            if !files.contains(&file) {
                files.push(file);
            }
        }
        Some(format!(
            "{} mistakes in {}",
            self.0.len(),
            files.join(" and ")
        ))
    }
}

impl From<InputError> for InputErrors {
    fn from(error: InputError) -> Self {
        Self(vec![error])
    }
}

impl fmt::Display for InputErrors {
    /// One mistake a line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for InputErrors {}

/// Stands for a value that cannot be read: its mistake has been noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noted(());

impl Noted {
    /// For a value whose mistake was noted when its file was parsed or merged.
    pub(crate) const BEFORE: Self = Self(());
}

/// The mistakes found so far.
///
/// A reader notes a mistake and goes on with the values that it can read. A check of several values
/// is left out where one of them is [`Noted`], because its outcome would follow from that mistake.
#[derive(Debug, Default)]
pub struct Mistakes {
    found: RefCell<Vec<InputError>>,
    /// Names of the files in the order in which they are reported.
    files: RefCell<Vec<String>>,
}

impl Mistakes {
    /// Notes a mistake; the same one, found again in the repetition of a phase, is not noted twice.
    pub fn note(&self, error: InputError) -> Noted {
        self.enter(&error.location().source.name);
        let mut found = self.found.borrow_mut();
        if !found.contains(&error) {
            found.push(error);
        }
        Noted(())
    }

    /// Notes the mistakes of another file.
    pub fn note_all(&self, errors: InputErrors) -> Noted {
        for error in errors.0 {
            self.note(error);
        }
        Noted(())
    }

    /// Reports a file after the files before it.
    pub(crate) fn enter(&self, file: &str) {
        let mut files = self.files.borrow_mut();
        if !files.iter().any(|known| known == file) {
            files.push(file.to_owned());
        }
    }

    /// Whether nothing has been noted.
    pub fn is_empty(&self) -> bool {
        self.found.borrow().is_empty()
    }

    /// The value, if nothing was noted.
    ///
    /// # Errors
    /// All mistakes noted, file by file, each file from its beginning to its end.
    pub fn finish<T>(self, read: Result<T, Noted>) -> Result<T, InputErrors> {
        let (mut found, files) = (self.found.into_inner(), self.files.into_inner());
        match read {
            Ok(value) if found.is_empty() => Ok(value),
            _ => {
                found.sort_by_key(|error| {
                    let location = error.location();
                    let file = files.iter().position(|file| *file == location.source.name);
                    (file, location.span.start)
                });
                Err(InputErrors(found))
            }
        }
    }
}

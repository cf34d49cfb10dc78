//! How errors are shown, and the exit codes: 2 for bad input, 130 for an interrupt, 1 otherwise.

use std::fmt;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use secondheart_body::BodyError;
use secondheart_interop::ReadError;
use secondheart_interop::svzerod::{NotAModel, SolveError};
use secondheart_study::error::{InputError, Place};
use secondheart_study::record::RecordError;
use secondheart_study::run::RunError;
use thiserror::Error;

use crate::excerpt::Excerpt;

/// Exit code of an interrupted run: 128 and the number of the signal, as shells have it.
pub(crate) const INTERRUPTED: u8 = 130;

/// Why the command ends without success.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Input(#[from] InputError),
    #[error(transparent)]
    Run(#[from] RunError),
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error(transparent)]
    Body(Box<BodyError>),
    #[error("{}", .0.error.problem)]
    Model(Box<FileFailure>),
    #[error("{file} cannot be read: {reason}")]
    Unreadable { file: String, reason: String },
    #[error("{file}: {error}")]
    Solve { file: String, error: SolveError },
    #[error(transparent)]
    NotAModel(#[from] NotAModel),
    #[error("the output cannot be written: {0}")]
    Output(#[from] io::Error),
}

/// A mistake in a model file, with the text that it stands in.
#[derive(Debug)]
pub(crate) struct FileFailure {
    pub(crate) error: ReadError,
    pub(crate) text: String,
}

impl Failure {
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Input(_)
            | Self::Run(
                RunError::Change { .. } | RunError::Record(RecordError::Unwritable { .. }),
            )
            | Self::Record(RecordError::Unwritable { .. })
            | Self::Model(_)
            | Self::Unreadable { .. }
            | Self::Solve {
                error: SolveError::Network(_) | SolveError::StepLength { .. },
                ..
            } => 2,
            Self::Solve {
                error: SolveError::Interrupted,
                ..
            } => INTERRUPTED,
            Self::Run(RunError::Interrupted { .. }) => INTERRUPTED,
            // The body's own rules for a subject or a parameter.
            Self::Body(error)
                if matches!(
                    **error,
                    BodyError::ImpossibleSubject { .. }
                        | BodyError::BadValue { .. }
                        | BodyError::UnknownParameter { .. }
                ) =>
            {
                2
            }
            // A reader that closes the pipe has seen enough.
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => 0,
            _ => 1,
        }
    }

    /// Shows the failure on the standard error, with the place in the file where there is one.
    pub(crate) fn show(&self) {
        if self.exit_code() == 0 {
            return;
        }
        // There is nowhere left to say that the standard error is closed.
        let _ = write!(anstream::stderr(), "{}", Shown::new(self));
    }
}

const ERROR: Style = AnsiColor::Red.on_default();
const HELP: Style = AnsiColor::Cyan.on_default();

/// A failure as it is drawn: what is wrong, where, and what may help.
#[derive(Debug)]
struct Shown<'a> {
    message: String,
    excerpt: Option<Excerpt<'a>>,
    help: Option<String>,
}

impl<'a> Shown<'a> {
    fn new(failure: &'a Failure) -> Self {
        match failure {
            Failure::Input(error) => {
                Self::at(error.place(), error.mistake().to_string(), error.advice())
            }
            Failure::Run(RunError::Change { place, error }) => {
                Self::at(place, error.to_string(), None)
            }
            Failure::Model(failure) => Self::of_model(failure),
            other => Self {
                message: other.to_string(),
                excerpt: None,
                help: None,
            },
        }
    }

    fn of_model(failure: &'a FileFailure) -> Self {
        let error = &failure.error;
        let help = error.problem.advice();
        if error.line.is_none() {
            return Self {
                message: format!("{}: {}", error.file, error.problem),
                excerpt: None,
                help,
            };
        }
        Self {
            message: error.problem.to_string(),
            excerpt: Some(Excerpt {
                name: &error.file,
                text: &failure.text,
                span: error.span.clone(),
                label: Some(error.path.as_str()).filter(|path| !path.is_empty()),
            }),
            help,
        }
    }

    fn at(place: &'a Place, message: String, help: Option<String>) -> Self {
        // An argument is all in its message; only a file has lines to show.
        if place.line().is_none() {
            return Self {
                message: format!("{place}: {message}"),
                excerpt: None,
                help,
            };
        }
        Self {
            message,
            excerpt: Some(Excerpt {
                name: &place.source.name,
                text: &place.source.text,
                span: place.span.clone(),
                label: Some(place.key.as_str()).filter(|key| !key.is_empty()),
            }),
            help,
        }
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = self.message.replace('\n', "\n  \u{2502} ");
        writeln!(f, "  {ERROR}\u{d7}{ERROR:#} {message}")?;
        if let Some(excerpt) = &self.excerpt {
            write!(f, "{excerpt}")?;
        }
        if let Some(help) = &self.help {
            let help = help.replace('\n', "\n        ");
            writeln!(f, "  {HELP}help: {HELP:#}{help}")?;
        }
        Ok(())
    }
}

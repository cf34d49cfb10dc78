//! How errors are shown, and the exit codes: 2 for bad input, 130 for an interrupt, 1 otherwise.

use std::fmt;
use std::io::{self, Write};

use miette::{Diagnostic, LabeledSpan, MietteHandlerOpts, ReportHandler, SourceCode};
use secondheart_body::BodyError;
use secondheart_interop::ReadError;
use secondheart_interop::svzerod::{NotAModel, SolveError};
use secondheart_laboratory::experiment::ExperimentError;
use secondheart_laboratory::record::RecordError;
use secondheart_laboratory::run::RunError;
use secondheart_laboratory::shares::SharesError;
use secondheart_protocol::error::InputError;
use secondheart_protocol::mistakes::InputErrors;
use thiserror::Error;

use crate::excerpt::Excerpt;

/// Exit code of an interrupted run: 128 and the number of the signal, as shells have it.
pub(crate) const INTERRUPTED: u8 = 130;

/// Why the command ends without success.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Input(#[from] InputErrors),
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
    /// The page cannot be served on the port asked for.
    #[cfg(feature = "lab")]
    #[error("port {port} cannot be used: {reason}")]
    Port { port: u16, reason: String },
    #[cfg(feature = "lab")]
    #[error("no port from {first} to {last} is free")]
    NoPort { first: u16, last: u16 },
    #[cfg(feature = "lab")]
    #[error("the page cannot be written to {place}: {reason}")]
    Page { place: String, reason: String },
    #[error(transparent)]
    Shares(SharesError),
    /// The runs asked for cannot be compared.
    #[error("{reason}")]
    Runs { reason: &'static str },
    /// One of several runs gives no results.
    #[error("{run}: {reason}")]
    OneRun { run: String, reason: String },
    /// The program was built without the tools for assistants.
    #[cfg(not(feature = "mcp"))]
    #[error(
        "this program was built without the tools for assistants; `cargo install --path crates/cli --features mcp` builds it with them"
    )]
    NoTools,
    #[error("interrupted; nothing was written")]
    Interrupted,
    #[error("the output cannot be written: {0}")]
    Output(#[from] io::Error),
}

/// A mistake in a model file, with the text that it stands in.
#[derive(Debug)]
pub(crate) struct FileFailure {
    pub(crate) error: ReadError,
    pub(crate) text: String,
}

impl From<InputError> for Failure {
    fn from(error: InputError) -> Self {
        Self::Input(error.into())
    }
}

impl From<ExperimentError> for Failure {
    fn from(error: ExperimentError) -> Self {
        match error {
            ExperimentError::Input(errors) => Self::Input(errors),
            ExperimentError::Body(error) => Self::Body(error),
            ExperimentError::Run(error) => Self::Run(error),
            ExperimentError::Record(error) => Self::Record(error),
        }
    }
}

impl From<SharesError> for Failure {
    fn from(error: SharesError) -> Self {
        match error {
            SharesError::Input(errors) => Self::Input(errors),
            SharesError::Interrupted => Self::Interrupted,
            error => Self::Shares(error),
        }
    }
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
            | Self::Runs { .. }
            | Self::Shares(SharesError::TooMany { .. } | SharesError::NotRead { .. })
            | Self::Unreadable { .. }
            | Self::Solve {
                error: SolveError::Network(_) | SolveError::StepLength { .. },
                ..
            } => 2,
            #[cfg(feature = "lab")]
            Self::Port { .. } | Self::NoPort { .. } | Self::Page { .. } => 2,
            #[cfg(not(feature = "mcp"))]
            Self::NoTools => 2,
            Self::Solve {
                error: SolveError::Interrupted,
                ..
            } => INTERRUPTED,
            Self::Run(RunError::Interrupted { .. }) | Self::Interrupted => INTERRUPTED,
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

    /// What to do about it, where the message does not say so.
    fn advice(&self) -> Option<&'static str> {
        match self {
            #[cfg(feature = "lab")]
            Self::Port { .. } | Self::NoPort { .. } => {
                Some("`--port 0` takes any free port, and prints which")
            }
            _ => None,
        }
    }

    /// Shows the failure on the standard error, with the location in the file where there is one. Of
    /// several mistakes each is shown, and at last their number.
    pub(crate) fn show(&self) {
        if self.exit_code() == 0 {
            return;
        }
        let handler = MietteHandlerOpts::new()
            .wrap_lines(false)
            .break_words(false)
            .build();
        let drawn = |diagnostic: &Diagnosed| {
            let handler = &handler;
            let shown = Shown {
                diagnostic,
                handler,
            };
            shown.to_string().trim_end().to_owned()
        };
        let mut parts: Vec<String> = Diagnosed::all(self).iter().map(drawn).collect();
        if let Self::Input(errors) = self {
            parts.extend(errors.count());
        }
        let text = parts.join("\n\n");
        // There is nowhere left to say that the standard error is closed.
        let _ = writeln!(io::stderr(), "{text}");
    }
}

struct Shown<'a> {
    diagnostic: &'a dyn Diagnostic,
    handler: &'a dyn ReportHandler,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.handler.debug(self.diagnostic, f)
    }
}

/// A failure as miette draws it.
#[derive(Debug)]
struct Diagnosed {
    message: String,
    help: Option<String>,
    source: Option<Excerpt>,
    label: Option<LabeledSpan>,
}

impl Diagnosed {
    /// One drawing for each mistake.
    fn all(failure: &Failure) -> Vec<Self> {
        match failure {
            Failure::Input(errors) => errors.iter().map(Self::of_input).collect(),
            Failure::Run(RunError::Change { location, error }) => {
                vec![Self::at(location, error.to_string(), None)]
            }
            Failure::Model(failure) => vec![Self::of_model(failure)],
            other => vec![Self {
                message: other.to_string(),
                help: other.advice().map(str::to_owned),
                source: None,
                label: None,
            }],
        }
    }

    fn of_input(error: &InputError) -> Self {
        Self::at(
            error.location(),
            error.mistake().to_string(),
            error.advice(),
        )
    }

    fn of_model(failure: &FileFailure) -> Self {
        let error = &failure.error;
        let help = error.problem.advice();
        if error.line.is_none() {
            return Self {
                message: format!("{}: {}", error.file, error.problem),
                help,
                source: None,
                label: None,
            };
        }
        let path = (!error.path.is_empty()).then(|| error.path.clone());
        Self {
            message: error.problem.to_string(),
            help,
            source: Some(Excerpt::new(&error.file, &failure.text)),
            label: Some(LabeledSpan::new(path, error.span.start, error.span.len())),
        }
    }

    fn at(
        location: &secondheart_protocol::error::Location,
        message: String,
        help: Option<String>,
    ) -> Self {
        // An argument is all in its message; only a file has lines to show.
        if location.line().is_none() {
            let message = format!("{location}: {message}");
            return Self {
                message,
                help,
                source: None,
                label: None,
            };
        }
        let label = (!location.key.is_empty()).then(|| location.key.clone());
        let span = (location.span.start, location.span.len());
        Self {
            message,
            help,
            source: Some(Excerpt::new(&location.source.name, &location.source.text)),
            label: Some(LabeledSpan::new(label, span.0, span.1)),
        }
    }
}

impl fmt::Display for Diagnosed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Diagnosed {}

impl Diagnostic for Diagnosed {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help
            .as_ref()
            .map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = self.label.clone()?;
        Some(Box::new(std::iter::once(label)))
    }
}

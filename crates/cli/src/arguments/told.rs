//! The arguments of the commands that tell of claims and draw published courses.

use std::path::PathBuf;

use clap::ValueEnum;
use clap::builder::NonEmptyStringValueParser;
use secondheart_evidence::Audience;

#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArguments {
    /// The claim, such as C6 [default: list the claims].
    #[arg(value_name = "CLAIM", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) claim: Option<String>,
    /// Who reads.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) audience: AudienceArgument,
    /// Write data instead of text: JSON, to the standard output.
    #[arg(long)]
    pub(crate) json: bool,
    /// Compare only the measurements that decide and those that the text names; no state follows.
    #[arg(long, requires = "claim")]
    pub(crate) quick: bool,
    /// Folder with measurements, claims and explanations of your own, added to the shipped ones.
    #[arg(long, value_name = "DIR")]
    pub(crate) evidence: Option<PathBuf>,
    /// Scenarios that run at the same time [default: one for each core].
    #[arg(long, value_name = "N", requires = "claim")]
    pub(crate) jobs: Option<std::num::NonZero<usize>>,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum AudienceArgument {
    /// Somebody without training in medicine.
    Patient,
    /// A student of medicine, physiology or sport.
    #[default]
    Student,
    /// A physician or a physiologist.
    Clinician,
}

impl From<AudienceArgument> for Audience {
    fn from(audience: AudienceArgument) -> Self {
        match audience {
            AudienceArgument::Patient => Self::Patient,
            AudienceArgument::Student => Self::Student,
            AudienceArgument::Clinician => Self::Clinician,
        }
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct CoursesArguments {
    /// Names of courses [default: all].
    #[arg(value_name = "COURSE", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) courses: Vec<String>,
    /// Folder for the figures and the page README.md [default: out/courses].
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Folder with measurements and courses of your own, added to the shipped ones.
    #[arg(long, value_name = "DIR")]
    pub(crate) evidence: Option<PathBuf>,
    /// Scenarios that run at the same time [default: one for each core].
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<std::num::NonZero<usize>>,
}

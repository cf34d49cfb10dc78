//! Why a tool gives no answer: one message.

use secondheart_body::BodyError;
use secondheart_laboratory::experiment::ExperimentError;
use secondheart_laboratory::run::RunError;
use secondheart_laboratory::shares::SharesError;
use secondheart_protocol::error::InputError;
use secondheart_protocol::mistakes::InputErrors;
use serde_json::{Value, json};
use thiserror::Error;

use crate::personal::NOTICE;

/// Why a tool gives no answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The question is about somebody's own health.
    #[error(
        "{NOTICE} This program simulates a body and compares it with studies; it knows nothing of one \
         person's illness or treatment."
    )]
    Personal,
    /// What is asked for lies outside the range in which the body was compared with people.
    #[error("outside the range in which the body was compared with people: {reason}")]
    Outside {
        /// The quantity, its limit and why the range ends there.
        reason: String,
    },
    /// The arguments have a mistake.
    #[error("{0}")]
    Mistake(String),
    /// A run failed.
    #[error("{0}")]
    Failed(String),
    /// The client cancelled the request.
    #[error("cancelled")]
    Cancelled,
}

impl Refusal {
    /// The kind in a word, for a program.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Personal => "personal",
            Self::Outside { .. } => "outside",
            Self::Mistake(_) => "mistake",
            Self::Failed(_) => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// As the client gets it.
    pub fn json(&self) -> Value {
        json!({ "refused": self.kind(), "message": self.to_string() })
    }
}

impl From<InputErrors> for Refusal {
    fn from(errors: InputErrors) -> Self {
        Self::Mistake(errors.to_string())
    }
}

impl From<InputError> for Refusal {
    fn from(error: InputError) -> Self {
        Self::Mistake(error.to_string())
    }
}

impl From<BodyError> for Refusal {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::ImpossibleSubject { .. }
            | BodyError::BadValue { .. }
            | BodyError::UnknownParameter { .. } => Self::Mistake(error.to_string()),
            _ => Self::Failed(error.to_string()),
        }
    }
}

impl From<ExperimentError> for Refusal {
    fn from(error: ExperimentError) -> Self {
        match error {
            ExperimentError::Input(errors) => errors.into(),
            ExperimentError::Body(error) => (*error).into(),
            ExperimentError::Run(RunError::Interrupted { .. }) => Self::Cancelled,
            ExperimentError::Run(error) => Self::Failed(error.to_string()),
            ExperimentError::Record(error) => Self::Failed(error.to_string()),
        }
    }
}

impl From<SharesError> for Refusal {
    fn from(error: SharesError) -> Self {
        match error {
            SharesError::Input(errors) => errors.into(),
            SharesError::TooMany { .. } | SharesError::NotRead { .. } => {
                Self::Mistake(error.to_string())
            }
            SharesError::Failed { .. } => Self::Failed(error.to_string()),
            SharesError::Interrupted => Self::Cancelled,
        }
    }
}

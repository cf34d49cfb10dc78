//! Why a request has no answer: one message, and the mistakes with their places where a file or a
//! phase has them.

use secondheart_body::BodyError;
use secondheart_laboratory::experiment::ExperimentError;
use secondheart_laboratory::plant::{PlantError, UnknownName};
use secondheart_laboratory::record::RecordError;
use secondheart_protocol::error::InputError;
use secondheart_protocol::mistakes::InputErrors;
use serde_json::{Value, json};

use crate::message::Answer;

/// Why a request has no answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Failure {
    /// One message.
    Told(String),
    /// Mistakes in a file or in what was asked of a body.
    Mistakes(InputErrors),
}

impl Failure {
    /// The answer that tells it, under the key `error`.
    pub(crate) fn answer(&self) -> Answer {
        Answer::of(json!({ "error": self.json() }))
    }

    fn json(&self) -> Value {
        match self {
            Self::Told(message) => json!({ "message": message }),
            Self::Mistakes(errors) => {
                let all = mistakes(errors);
                let mut first = all.first().cloned().unwrap_or(Value::Null);
                first["errors"] = Value::Array(all);
                first
            }
        }
    }
}

/// Every mistake with its place: line and column counted from 1, length in characters.
pub(crate) fn mistakes(errors: &InputErrors) -> Vec<Value> {
    errors.iter().map(mistake).collect()
}

fn mistake(error: &InputError) -> Value {
    let location = error.location();
    let mut json = json!({ "message": error.mistake().to_string() });
    if let Some(advice) = error.advice() {
        json["help"] = advice.into();
    }
    if !location.key.is_empty() {
        json["key"] = location.key.clone().into();
    }
    if let Some(line) = location.line() {
        let text = &location.source.text;
        let before = text.get(..location.span.start).unwrap_or("");
        let of_line = before.rsplit('\n').next().unwrap_or("");
        let inside = text.get(location.span.clone()).unwrap_or("");
        json["line"] = line.into();
        json["column"] = (of_line.chars().count() + 1).into();
        json["length"] = inside.chars().take_while(|c| *c != '\n').count().into();
    }
    json
}

impl From<InputErrors> for Failure {
    fn from(errors: InputErrors) -> Self {
        Self::Mistakes(errors)
    }
}

impl From<ExperimentError> for Failure {
    fn from(error: ExperimentError) -> Self {
        match error {
            ExperimentError::Input(errors) => Self::Mistakes(errors),
            other => Self::Told(other.to_string()),
        }
    }
}

macro_rules! told {
    ($($error:ty),*) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::Told(error.to_string())
            }
        }
    )*};
}

told!(BodyError, PlantError, RecordError, UnknownName);

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Told(message)
    }
}

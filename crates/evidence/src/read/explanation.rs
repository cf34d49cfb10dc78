//! Reads the explanations of claims.

use secondheart_protocol::document::{self, Field, Reader};
use secondheart_protocol::error::Mistake;
use secondheart_protocol::mistakes::{Mistakes, Noted};

use super::{Named, named, source, word};
use crate::explanation::{
    ArticleReference, BadPlaceholder, Confidence, Explanation, Part, Question, Words,
};
use crate::format::{EXPLANATION, EXPLANATIONS, QUESTION, REFERENCE};

/// What a file of explanations holds.
#[derive(Debug, Default)]
pub(crate) struct Explanations {
    pub(crate) explanations: Vec<Named<Explanation>>,
    pub(crate) references: Vec<ArticleReference>,
}

/// The explanations of a file that can be read.
pub(crate) fn explanations(
    text: &str,
    file: &str,
    mistakes: &Mistakes,
) -> Result<Explanations, Noted> {
    let root = document::parse(&source(text, file), EXPLANATIONS, mistakes)?;
    let reader = Reader::new(&root, "", EXPLANATIONS, mistakes)?;
    let references = reader.items("reference", REFERENCE, reference);
    let explanations = reader.items("explanation", EXPLANATION, explanation);
    Ok(Explanations {
        explanations: explanations?,
        references: references?,
    })
}

fn reference(item: &Reader<'_>) -> Result<ArticleReference, Noted> {
    let number = item.required("number", Field::count);
    let text = item.required("text", Field::text);
    let confidence = word(item, "confidence", Confidence::of);
    Ok(ArticleReference {
        number: number?,
        text: text?.to_owned(),
        confidence: confidence?,
    })
}

fn explanation(item: &Reader<'_>) -> Result<Named<Explanation>, Noted> {
    let claim = named(item, "claim");
    let text = |key: &'static str| item.required(key, words);
    let (patient, student) = (text("patient"), text("student"));
    let (clinician, limits) = (text("clinician"), text("limits"));
    let article = item.optional("article", Field::count);
    let next = item.items("next", QUESTION, |item| {
        let text = |key: &'static str| item.required(key, Field::text).map(str::to_owned);
        let (question, command) = (text("question"), text("command"));
        Ok(Question {
            question: question?,
            command: command?,
        })
    });
    let (claim, location) = claim?;
    let explanation = Explanation {
        claim,
        patient: patient?,
        student: student?,
        clinician: clinician?,
        limits: limits?,
        article: article?,
        next: next?,
    };
    Ok((explanation, location))
}

/// A text with placeholders.
fn words(field: &Field<'_>) -> Result<Words, Noted> {
    Words::parse(field.text()?).map_err(|bad| {
        field.note(match bad {
            BadPlaceholder::Open => Mistake::OpenBrace,
            BadPlaceholder::Part(word) => {
                Mistake::unknown_word("part of a row", &word, Part::WORDS.iter().copied())
            }
        })
    })
}

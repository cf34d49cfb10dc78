//! Writes a model file, or the arteries of the body, in the format of another program.

use std::io::Write;
use std::path::Path;

use secondheart_interop::svzerod::{self, Model};
use secondheart_laboratory::record::PendingFile;
use secondheart_protocol::error::{InputError, Location, Mistake};
use secondheart_words as words;

use super::solve::{eprintln_warning, read};
use crate::arguments::ConvertArguments;
use crate::failure::Failure;
use crate::{arteries, body};
use secondheart_protocol::subject::line as subject_line;

/// Models that are not files.
const MODELS: [&str; 1] = ["arteries"];
/// Output formats.
const FORMATS: [&str; 1] = ["svzerod"];

pub(super) fn execute(arguments: &ConvertArguments, out: &mut dyn Write) -> Result<(), Failure> {
    if !FORMATS.contains(&arguments.to.as_str()) {
        return Err(no_such("--to", "format", &arguments.to, &FORMATS));
    }
    // An unwritable file is an error before the search for a steady start.
    if let Some(path) = &arguments.out {
        drop(PendingFile::begin(path)?);
    }
    let model = model(arguments)?;
    for warning in &model.warnings {
        eprintln_warning(warning);
    }
    let text = svzerod::write(&model);
    match &arguments.out {
        Some(path) => {
            let mut file = PendingFile::begin(path)?;
            file.fill(|file| file.write_all(text.as_bytes()))?;
            file.commit()?;
        }
        None => out.write_all(text.as_bytes())?,
    }
    Ok(())
}

fn model(arguments: &ConvertArguments) -> Result<Model, Failure> {
    let word = arguments.model.as_str();
    if MODELS.contains(&word) {
        let subject = body::person(arguments.subject.as_deref())?;
        let mut session = body::lying(&subject, arguments.subject.as_deref())?;
        return arteries::model(&mut session, &subject_line(&subject));
    }
    if !Path::new(word).exists() && !word.contains(['/', '\\', '.']) {
        return Err(no_such("convert", "model", word, &MODELS));
    }
    if arguments.subject.is_some() {
        let (key, without) = ("--subject", "arteries");
        let mistake = Mistake::Idle { key, without };
        return Err(InputError::new(Location::whole("convert"), mistake).into());
    }
    read(Path::new(word))
}

fn no_such(location: &str, what: &'static str, word: &str, known: &[&str]) -> Failure {
    let mistake = Mistake::UnknownWord {
        what,
        word: word.to_owned(),
        nearest: words::nearest(word, known.iter().copied()).map(str::to_owned),
        known: known.iter().map(|k| (*k).to_owned()).collect(),
    };
    InputError::new(Location::whole(location), mistake).into()
}

//! The parameters that a scenario sets: by conditions, interventions and mechanisms that are switched
//! off, one by one, or by an argument.

use std::sync::Arc;

use secondheart_body::condition::{NamedSetting, Sort};

use crate::document::{Node, Reader, Table, Value};
use crate::error::{InputError, Location, Mistake, Source};
use crate::mistakes::{Mistakes, Noted};

use super::{NamedWord, Setting};

/// The value of a parameter, for messages.
const NUMBER_OF_PARAMETER: &str = "a number, in the unit that the parameter's name ends in";

/// What a table sets, as far as it can be read.
pub(super) struct Settings {
    /// The conditions, interventions and knock-outs that it names, if nothing in it is unreadable.
    pub(super) named: Result<Vec<NamedWord>, Noted>,
    /// Its parameters.
    pub(super) readable: Vec<Setting>,
}

/// The parameters of conditions, interventions and knock-outs; the `set` table overrides them.
pub(super) fn settings(reader: &Reader<'_>) -> Settings {
    let mut named = Ok(Vec::new());
    let mut all = Vec::new();
    for sort in Sort::ALL {
        let Some(field) = reader.get(sort.key()) else {
            continue;
        };
        let read = field.words().and_then(|words| {
            for word in &words {
                let settings = sort.settings(word).map_err(|error| {
                    let reason = error.to_string();
                    field.note(Mistake::Body { reason })
                })?;
                for setting in settings {
                    put(
                        &mut all,
                        Setting {
                            path: setting.path,
                            value: setting.value,
                            source: Some(format!("{} {word}: {}", sort.word(), setting.source)),
                            named: Some(NamedWord { sort, word }),
                            location: field.location(),
                        },
                    );
                }
            }
            Ok(words.into_iter().map(|word| NamedWord { sort, word }))
        });
        match (read, &mut named) {
            (Ok(words), Ok(named)) => named.extend(words),
            (Err(noted), _) => named = Err(noted),
            (Ok(_), Err(_)) => {}
        }
    }
    let worn = [
        super::stocking::settings(reader),
        super::cuff::settings(reader),
    ];
    for setting in worn.iter().flatten().flatten() {
        put(&mut all, setting.clone());
    }
    let worn = worn.into_iter().collect::<Result<Vec<_>, _>>();
    let (own, whole) = own_settings(reader);
    for setting in own {
        put(&mut all, setting);
    }
    Settings {
        named: whole.and(worn.map(|_| ())).and(named),
        readable: all,
    }
}

fn put(all: &mut Vec<Setting>, setting: Setting) {
    all.retain(|present| present.path != setting.path);
    all.push(setting);
}

/// The `set` table as far as it can be read: quoted dotted names, or bare ones that TOML reads as
/// tables in tables.
fn own_settings(reader: &Reader<'_>) -> (Vec<Setting>, Result<(), Noted>) {
    let mut settings = Vec::new();
    let whole = match reader.get("set") {
        None => Ok(()),
        Some(field) if matches!(field.node.value, Value::Table(_)) => flatten(
            field.node,
            "",
            &field.path,
            reader.mistakes(),
            &mut settings,
        ),
        Some(field) => Err(field.wrong_type()),
    };
    (settings, whole)
}

/// Whether a table is one parameter, spelt out, and not a part of the names of several.
fn is_value_with_source(table: &Table) -> bool {
    let number = |node: &Node| matches!(node.value, Value::Number(_));
    table.get("value").is_some_and(number)
        && table
            .entries
            .iter()
            .all(|entry| matches!(entry.key.as_str(), "value" | "source"))
}

fn flatten(
    node: &Node,
    parameter: &str,
    path: &str,
    mistakes: &Mistakes,
    settings: &mut Vec<Setting>,
) -> Result<(), Noted> {
    let (value_node, source) = match &node.value {
        Value::Table(table) if is_value_with_source(table) => {
            let source = table.get("source").and_then(|node| match &node.value {
                Value::Text(source) => Some(source.clone()),
                _ => None,
            });
            (table.get("value").unwrap_or(node), source)
        }
        Value::Table(table) => {
            let mut whole = Ok(());
            for entry in &table.entries {
                let inner = if parameter.is_empty() {
                    entry.key.clone()
                } else {
                    format!("{parameter}.{}", entry.key)
                };
                let path = format!("{path}.{}", entry.key);
                whole = flatten(&entry.node, &inner, &path, mistakes, settings).and(whole);
            }
            return whole;
        }
        _ => (node, None),
    };
    let Value::Number(value) = value_node.value else {
        let expected = NUMBER_OF_PARAMETER.to_owned();
        return Err(node.wrong_type(path, expected, mistakes));
    };
    let location = value_node.location(path);
    if !value.is_finite() {
        let text = value.to_string();
        return Err(mistakes.note(InputError::new(location, Mistake::NotFinite { text })));
    }
    if settings.iter().any(|setting| setting.path == parameter) {
        let (what, name) = ("parameter", parameter.to_owned());
        let mistake = Mistake::Duplicate { what, name };
        return Err(mistakes.note(InputError::new(location, mistake)));
    }
    settings.push(Setting {
        path: parameter.to_owned(),
        value,
        source,
        named: None,
        location,
    });
    Ok(())
}

/// The names of some sorts, which messages call `what`, that an argument asks for, in the order of the
/// sorts. `option` is its name for
/// messages; every unknown name is a mistake.
pub(crate) fn named_words(
    option: &str,
    (what, sorts): (&'static str, &[Sort]),
    words: &[String],
    mistakes: &Mistakes,
) -> Result<Vec<NamedWord>, Noted> {
    let mut named = Vec::new();
    let mut whole = Ok(());
    for sort in sorts {
        let of_sort = |word: &String| sort.words().iter().find(|known| *known == word);
        let found = words.iter().filter_map(of_sort);
        named.extend(found.map(|word| NamedWord { sort: *sort, word }));
    }
    let known = || sorts.iter().flat_map(|sort| sort.words().iter().copied());
    for word in words {
        if !known().any(|known| known == word) {
            let mistake = Mistake::unknown_word(what, word, known());
            whole = Err(mistakes.note(InputError::new(Location::whole(option), mistake)));
        }
    }
    whole.map(|()| named)
}

impl NamedWord {
    /// What it sets if an argument asks for it; `option` is the argument's name for messages.
    pub(crate) fn at_start(&self, option: &str) -> Result<Vec<Setting>, InputError> {
        let location = Location::whole(option);
        let settings = self.sort.settings(self.word).map_err(|error| {
            let reason = error.to_string();
            InputError::new(location.clone(), Mistake::Body { reason })
        })?;
        let setting = |setting: NamedSetting| Setting {
            path: setting.path,
            value: setting.value,
            source: Some(format!("{}: {}", self.word, setting.source)),
            named: Some(*self),
            location: location.clone(),
        };
        Ok(settings.into_iter().map(setting).collect())
    }
}

/// Reads a `path=value` argument; `option` is its name for messages, such as `--set`.
pub fn parse_override(option: &str, argument: &str) -> Result<Setting, InputError> {
    let location = |key: &str, span| Location {
        source: Arc::new(Source {
            name: option.to_owned(),
            text: argument.to_owned(),
            is_file: false,
        }),
        span,
        key: key.to_owned(),
    };
    let whole = 0..argument.len();
    let (path, value_text) = match argument.split_once('=') {
        Some((path, value)) if !path.trim().is_empty() => (path.trim(), value.trim()),
        _ => {
            return Err(InputError::new(
                location(argument, whole),
                Mistake::NotAnOverride,
            ));
        }
    };
    let value_span = argument.find('=').map_or(0, |at| at + 1)..argument.len();
    match value_text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(Setting {
            path: path.to_owned(),
            value,
            source: None,
            named: None,
            location: location(path, whole),
        }),
        Ok(_) => Err(InputError::new(
            location(path, value_span),
            Mistake::NotFinite {
                text: value_text.to_owned(),
            },
        )),
        Err(_) => Err(InputError::new(
            location(path, value_span),
            Mistake::WrongType {
                expected: NUMBER_OF_PARAMETER.to_owned(),
                found: "a text",
            },
        )),
    }
}

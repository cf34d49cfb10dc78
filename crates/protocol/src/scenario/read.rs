//! From the tree of a scenario file to a [`Scenario`].

use std::sync::Arc;

use secondheart_body::condition::Sort;

use crate::document::{Node, Reader, Table, Value};
use crate::error::{InputError, Mistake, Place, Source, shown};
use crate::quantity::Dimension;

use super::format::{PHASE, SCENARIO, WINDOW};
use super::{NamedWord, Phase, Scenario, Setting, Window, motion};

/// The keys of conditions and interventions; an intervention overrides a condition.
const NAMED: [(&str, Sort); 2] = [
    ("conditions", Sort::Condition),
    ("interventions", Sort::Intervention),
];

/// Times closer than this are the same; it absorbs the rounding of sums of durations, seconds.
const SAME_TIME_S: f64 = 1e-9;

/// Reads the merged tree; a scenario without a name takes `file_stem`.
pub(super) fn scenario(root: &Node, file_stem: &str) -> Result<Scenario, InputError> {
    let reader = Reader::new(root, "", SCENARIO)?;
    let name = match reader.get("name") {
        Some(field) => field.name()?.to_owned(),
        None => file_stem.to_owned(),
    };
    let start = match reader.get("start") {
        Some(field) => motion::posture(&field)?,
        None => secondheart_body::Posture::SUPINE,
    };
    let named = named(&reader)?;
    let phases = phases(&reader)?;
    if phases.is_empty() {
        return Err(reader.error("phase", Mistake::Empty));
    }
    let windows = windows(&reader, &phases)?;
    let sources = reader
        .get("sources")
        .map(|field| field.texts())
        .transpose()?;
    Ok(Scenario {
        title: reader.text("title")?.unwrap_or(&name).to_owned(),
        name,
        description: reader.text("description")?.unwrap_or_default().to_owned(),
        sources: sources.unwrap_or_default(),
        start,
        subject: reader
            .get("subject")
            .map(|field| crate::subject::from_node(field.node, &field.path))
            .transpose()?,
        step_s: reader.quantity("step")?,
        set: settings(&reader, &named)?,
        named,
        phases,
        windows,
    })
}

fn items<'a>(reader: &Reader<'a>, key: &str) -> Result<&'a [Node], InputError> {
    let Some(field) = reader.get(key) else {
        return Ok(&[]);
    };
    match &field.node.value {
        Value::List(items) => Ok(items),
        _ => Err(field.wrong_type()),
    }
}

/// The dotted path of an item: its name if it has one, its number otherwise.
pub(super) fn item_path(list: &str, item: &Node, index: usize) -> String {
    if let Value::Table(table) = &item.value
        && let Some(Value::Text(name)) = table.get("name").map(|node| &node.value)
    {
        return format!("{list}.{name}");
    }
    format!("{list}.{}", index + 1)
}

fn phases(reader: &Reader<'_>) -> Result<Vec<Phase>, InputError> {
    let mut phases: Vec<Phase> = Vec::new();
    for (index, item) in items(reader, "phase")?.iter().enumerate() {
        let path = item_path("phase", item, index);
        let phase = phase(item, &path, phases.last())?;
        if phases.iter().any(|other| other.name == phase.name) {
            let mistake = Mistake::Duplicate {
                what: "phase",
                name: phase.name,
            };
            return Err(InputError::new(item.place(&path), mistake));
        }
        phases.push(phase);
    }
    Ok(phases)
}

fn phase(item: &Node, path: &str, previous: Option<&Phase>) -> Result<Phase, InputError> {
    let reader = Reader::new(item, path, PHASE)?;
    let name = reader.need("name")?.name()?.to_owned();
    let duration_s = reader.need("duration")?.quantity()?;
    let named = named(&reader)?;
    let previous_end_s = previous.map_or(0.0, Phase::end_s);
    let start_s = match reader.quantity("start")? {
        Some(start_s) => {
            if let Some(previous) = previous
                && start_s < previous_end_s - SAME_TIME_S
            {
                return Err(reader.error(
                    "start",
                    Mistake::Overlap {
                        start: shown(start_s, Dimension::Time),
                        previous: previous.name.clone(),
                        end: shown(previous_end_s, Dimension::Time),
                    },
                ));
            }
            start_s.max(previous_end_s)
        }
        None => previous_end_s,
    };
    Ok(Phase {
        name,
        start_s,
        duration_s,
        movement: motion::movement(&reader, duration_s)?,
        activity: reader
            .get("activity")
            .map(|field| Ok((motion::activity(&field)?, field.place())))
            .transpose()?,
        set: settings(&reader, &named)?,
        named,
        place: item.place(path),
    })
}

fn windows(reader: &Reader<'_>, phases: &[Phase]) -> Result<Vec<Window>, InputError> {
    let mut windows: Vec<Window> = Vec::new();
    for (index, item) in items(reader, "window")?.iter().enumerate() {
        let path = item_path("window", item, index);
        let window = window(item, &path, phases)?;
        let mistake = if phases.iter().any(|phase| phase.name == window.name) {
            Some(Mistake::NameOfPhase {
                name: window.name.clone(),
            })
        } else if windows.iter().any(|other| other.name == window.name) {
            Some(Mistake::Duplicate {
                what: "window",
                name: window.name.clone(),
            })
        } else {
            None
        };
        if let Some(mistake) = mistake {
            return Err(InputError::new(item.place(&path), mistake));
        }
        windows.push(window);
    }
    Ok(windows)
}

fn window(item: &Node, path: &str, phases: &[Phase]) -> Result<Window, InputError> {
    let reader = Reader::new(item, path, WINDOW)?;
    let name = reader.need("name")?.name()?.to_owned();
    let of = reader.need("phase")?;
    let phase_name = of.text()?;
    let Some(phase) = phases.iter().find(|phase| phase.name == phase_name) else {
        let known: Vec<&str> = phases.iter().map(|phase| phase.name.as_str()).collect();
        return Err(of.error(Mistake::unknown_word(
            "phase",
            phase_name,
            known.iter().copied(),
        )));
    };
    let start_s = reader.need("start")?.quantity()?;
    let end_s = reader.need("end")?.quantity()?;
    if start_s >= end_s || end_s > phase.duration_s + SAME_TIME_S {
        return Err(reader.error(
            "end",
            Mistake::OutsidePhase {
                start: shown(start_s, Dimension::Time),
                end: shown(end_s, Dimension::Time),
                phase: phase.name.clone(),
                lasts: shown(phase.duration_s, Dimension::Time),
            },
        ));
    }
    Ok(Window {
        name,
        phase: phase.name.clone(),
        start_s: phase.start_s + start_s,
        end_s: (phase.start_s + end_s).min(phase.end_s()),
    })
}

/// The conditions and interventions that the table names.
fn named(reader: &Reader<'_>) -> Result<Vec<NamedWord>, InputError> {
    let mut named = Vec::new();
    for (key, sort) in NAMED {
        if let Some(field) = reader.get(key) {
            let words = field.words()?;
            named.extend(words.into_iter().map(|word| NamedWord { sort, word }));
        }
    }
    Ok(named)
}

/// The parameters of conditions and interventions; the `set` table overrides them.
fn settings(reader: &Reader<'_>, named: &[NamedWord]) -> Result<Vec<Setting>, InputError> {
    let mut all: Vec<Setting> = Vec::new();
    let mut put = |setting: Setting| {
        all.retain(|present| present.path != setting.path);
        all.push(setting);
    };
    for NamedWord { sort, word } in named {
        let (key, kind) = match sort {
            Sort::Condition => (NAMED[0].0, "condition"),
            Sort::Intervention => (NAMED[1].0, "intervention"),
        };
        let settings = sort.settings(word).map_err(|error| {
            let mistake = Mistake::Body {
                reason: error.to_string(),
            };
            reader.error(key, mistake)
        })?;
        let place = reader.get(key).map(|field| field.place());
        for setting in settings {
            put(Setting {
                path: setting.path,
                value: setting.value,
                source: Some(format!("{kind} {word}: {}", setting.source)),
                place: place.clone().unwrap_or_else(|| Place::whole(key)),
            });
        }
    }
    own_settings(reader)?.into_iter().for_each(put);
    Ok(all)
}

/// The `set` table: quoted dotted names, or bare ones that TOML reads as tables in tables.
fn own_settings(reader: &Reader<'_>) -> Result<Vec<Setting>, InputError> {
    let Some(field) = reader.get("set") else {
        return Ok(Vec::new());
    };
    if !matches!(field.node.value, Value::Table(_)) {
        return Err(field.wrong_type());
    }
    let mut settings = Vec::new();
    flatten(field.node, "", &field.path, &mut settings)?;
    Ok(settings)
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
    settings: &mut Vec<Setting>,
) -> Result<(), InputError> {
    match &node.value {
        Value::Table(table) if is_value_with_source(table) => table
            .get("value")
            .map_or(Ok(()), |node| flatten(node, parameter, path, settings))
            .map(|()| {
                if let (Some(Value::Text(source)), Some(last)) = (
                    table.get("source").map(|node| &node.value),
                    settings.last_mut(),
                ) {
                    last.source = Some(source.clone());
                }
            }),
        Value::Table(table) => {
            for entry in &table.entries {
                let inner = if parameter.is_empty() {
                    entry.key.clone()
                } else {
                    format!("{parameter}.{}", entry.key)
                };
                let path = format!("{path}.{}", entry.key);
                flatten(&entry.node, &inner, &path, settings)?;
            }
            Ok(())
        }
        Value::Number(value) if value.is_finite() => {
            if settings.iter().any(|setting| setting.path == parameter) {
                let name = parameter.to_owned();
                let mistake = Mistake::Duplicate {
                    what: "parameter",
                    name,
                };
                return Err(InputError::new(node.place(path), mistake));
            }
            settings.push(Setting {
                path: parameter.to_owned(),
                value: *value,
                source: None,
                place: node.place(path),
            });
            Ok(())
        }
        Value::Number(value) => {
            let mistake = Mistake::NotFinite {
                text: value.to_string(),
            };
            Err(InputError::new(node.place(path), mistake))
        }
        _ => {
            let expected = "a number, in the unit that the parameter's name ends in".to_owned();
            let mistake = Mistake::WrongType {
                expected,
                found: node.kind(),
            };
            Err(InputError::new(node.place(path), mistake))
        }
    }
}

/// Reads a `path=value` argument; `option` is its name for messages, such as `--set`.
pub fn parse_override(option: &str, argument: &str) -> Result<Setting, InputError> {
    let place = |key: &str, span| Place {
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
                place(argument, whole),
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
            place: place(path, whole),
        }),
        Ok(_) => Err(InputError::new(
            place(path, value_span),
            Mistake::NotFinite {
                text: value_text.to_owned(),
            },
        )),
        Err(_) => Err(InputError::new(
            place(path, value_span),
            Mistake::WrongType {
                expected: "a number, in the unit that the parameter's name ends in".to_owned(),
                found: "a text",
            },
        )),
    }
}

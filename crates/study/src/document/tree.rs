//! The tree of a TOML text, every value with its place.

use std::ops::Range;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use crate::error::{InputError, Mistake, Place, Source};

/// A value with its place.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) value: Value,
    pub(crate) span: Range<usize>,
    pub(crate) source: Arc<Source>,
}

#[derive(Debug, Clone)]
pub(crate) enum Value {
    Text(String),
    Number(f64),
    Flag(bool),
    Date,
    List(Vec<Node>),
    Table(Table),
}

/// Entries in the order of the file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    pub(crate) entries: Vec<Entry>,
}

#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_span: Range<usize>,
    pub(crate) node: Node,
}

impl Table {
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entries
            .iter()
            .find(|entry| entry.key == key)
            .map(|entry| &entry.node)
    }
}

impl Node {
    pub(crate) fn place(&self, key: &str) -> Place {
        Place {
            source: self.source.clone(),
            span: self.span.clone(),
            key: key.to_owned(),
        }
    }

    pub(crate) fn kind(&self) -> &'static str {
        match self.value {
            Value::Text(_) => "a text",
            Value::Number(_) => "a number",
            Value::Flag(_) => "true or false",
            Value::Date => "a date",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}

/// Parses a text; the root is a table.
pub(crate) fn parse(source: &Arc<Source>) -> Result<(Node, Table), InputError> {
    let parsed = DeTable::parse(&source.text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        let place = Place {
            source: source.clone(),
            span,
            key: String::new(),
        };
        InputError::new(
            place,
            Mistake::Syntax {
                message: error.message().replace('\n', " "),
            },
        )
    })?;
    let table = table(parsed.get_ref(), source)?;
    let root = Node {
        value: Value::Table(table.clone()),
        span: 0..0,
        source: source.clone(),
    };
    Ok((root, table))
}

fn table(parsed: &DeTable<'_>, source: &Arc<Source>) -> Result<Table, InputError> {
    let mut entries = Vec::with_capacity(parsed.len());
    for (key, value) in parsed.iter() {
        let node = node(value.get_ref(), value.span(), source)?;
        entries.push(Entry {
            key: key.get_ref().to_string(),
            key_span: key.span(),
            node,
        });
    }
    entries.sort_by_key(|entry| entry.key_span.start);
    Ok(Table { entries })
}

fn node(
    parsed: &DeValue<'_>,
    span: Range<usize>,
    source: &Arc<Source>,
) -> Result<Node, InputError> {
    let value = match parsed {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(integer) => {
            let digits = integer.as_str();
            let value = if integer.radix() == 10 {
                digits.parse().unwrap_or(f64::NAN)
            } else {
                // Exact up to 2^53, as every whole number held as a float is.
                i64::from_str_radix(digits, integer.radix()).map_or(f64::NAN, |whole| whole as f64)
            };
            Value::Number(value)
        }
        DeValue::Float(float) => Value::Number(float.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Datetime(_) => Value::Date,
        DeValue::Array(items) => {
            let mut nodes = Vec::with_capacity(items.len());
            for item in items.iter() {
                nodes.push(node(item.get_ref(), item.span(), source)?);
            }
            Value::List(nodes)
        }
        DeValue::Table(inner) => Value::Table(table(inner, source)?),
    };
    Ok(Node {
        value,
        span,
        source: source.clone(),
    })
}

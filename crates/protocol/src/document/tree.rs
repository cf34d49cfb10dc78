//! The tree of a TOML text, every value with its place.

use std::ops::Range;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use crate::error::{InputError, Mistake, Place, Source};

/// A value with its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Bytes of the source text that it takes.
    pub span: Range<usize>,
    /// The text that it stands in.
    pub source: Arc<Source>,
}

/// A value of a TOML text.
#[derive(Debug, Clone)]
pub enum Value {
    /// A string.
    Text(String),
    /// An integer or a float.
    Number(f64),
    /// A boolean.
    Flag(bool),
    /// A date or time; no format here uses one.
    Date,
    /// An array, or an array of tables.
    List(Vec<Node>),
    /// A table.
    Table(Table),
}

/// Entries in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// The entries, each key once.
    pub entries: Vec<Entry>,
}

/// A key of a table with its value.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Bytes of the source text that the key takes.
    pub key_span: Range<usize>,
    /// The value.
    pub node: Node,
}

impl Table {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries
            .iter()
            .find(|entry| entry.key == key)
            .map(|entry| &entry.node)
    }
}

impl Node {
    /// Where the value stands; `key` is its dotted key, for messages.
    pub fn place(&self, key: &str) -> Place {
        Place {
            source: self.source.clone(),
            span: self.span.clone(),
            key: key.to_owned(),
        }
    }

    /// The kind of the value, in words for messages.
    pub fn kind(&self) -> &'static str {
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
pub fn parse(source: &Arc<Source>) -> Result<(Node, Table), InputError> {
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

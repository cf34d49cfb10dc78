//! The tree of a TOML text, every value with its location.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::{Key, known_keys};
use crate::error::{InputError, Location, Mistake, Source};
use crate::mistakes::{Mistakes, Noted};

/// A value with its location.
#[derive(Debug, Clone)]
pub struct Node {
    /// The value, or a mark that it cannot be read.
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
    /// A value that cannot be read because of a mistake that has been noted: the value of a misspelt
    /// key, or of a file that is not found.
    Unreadable,
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
    /// Adds every key of the format that is absent, as one that cannot be read.
    pub(crate) fn fill(&mut self, keys: &'static [Key], like: &Node) {
        for key in keys {
            if self.get(key.name).is_none() {
                self.entries.push(Entry {
                    key: key.name.to_owned(),
                    key_span: like.span.clone(),
                    node: like.unreadable(),
                });
            }
        }
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries
            .iter()
            .find(|entry| entry.key == key)
            .map(|entry| &entry.node)
    }
}

impl Node {
    /// A value at the same location that cannot be read.
    pub(crate) fn unreadable(&self) -> Self {
        Self {
            value: Value::Unreadable,
            span: self.span.clone(),
            source: self.source.clone(),
        }
    }

    /// Where the value stands; `key` is its dotted key, for messages.
    pub fn location(&self, key: &str) -> Location {
        Location {
            source: self.source.clone(),
            span: self.span.clone(),
            key: key.to_owned(),
        }
    }

    /// Notes that another kind of value is expected here, unless the mistake of this value has been
    /// noted before.
    pub(crate) fn wrong_type(&self, key: &str, expected: String, mistakes: &Mistakes) -> Noted {
        if matches!(self.value, Value::Unreadable) {
            return Noted::BEFORE;
        }
        let found = self.kind();
        let mistake = Mistake::WrongType { expected, found };
        mistakes.note(InputError::new(self.location(key), mistake))
    }

    /// The kind of the value, in words for messages.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Text(_) => "a text",
            Value::Number(_) => "a number",
            Value::Flag(_) => "true or false",
            Value::Date => "a date",
            Value::Unreadable => "an unreadable value",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}

/// Parses a text, and notes its unknown keys; the root is a table.
///
/// # Errors
/// The text is not TOML.
pub fn parse(
    source: &Arc<Source>,
    keys: &'static [Key],
    mistakes: &Mistakes,
) -> Result<Node, Noted> {
    mistakes.enter(&source.name);
    let parsed = DeTable::parse(&source.text).map_err(|error| {
        let location = Location {
            source: source.clone(),
            span: error.span().unwrap_or(0..0),
            key: String::new(),
        };
        let message = error.message().replace('\n', " ");
        mistakes.note(InputError::new(location, Mistake::Syntax { message }))
    })?;
    let mut root = Node {
        value: Value::Table(table(parsed.get_ref(), source)),
        span: 0..0,
        source: source.clone(),
    };
    known_keys::check(&mut root, "", keys, mistakes);
    Ok(root)
}

fn table(parsed: &DeTable<'_>, source: &Arc<Source>) -> Table {
    let entry = |(key, value): (&Spanned<DeString<'_>>, &Spanned<DeValue<'_>>)| Entry {
        key: key.get_ref().to_string(),
        key_span: key.span(),
        node: node(value.get_ref(), value.span(), source),
    };
    let mut entries: Vec<Entry> = parsed.iter().map(entry).collect();
    entries.sort_by_key(|entry| entry.key_span.start);
    Table { entries }
}

fn node(parsed: &DeValue<'_>, span: Range<usize>, source: &Arc<Source>) -> Node {
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
            let item = |item: &Spanned<DeValue<'_>>| node(item.get_ref(), item.span(), source);
            Value::List(items.iter().map(item).collect())
        }
        DeValue::Table(inner) => Value::Table(table(inner, source)),
    };
    Node {
        value,
        span,
        source: source.clone(),
    }
}

//! A TOML text as a tree in which every value knows its place, and a reader that checks it.
//!
//! A file format is a table of [`Key`]s. The reader refuses every key that is not in the table,
//! and the JSON schema is generated from the same table.

use crate::error::{InputError, Mistake, Place, shown};
use crate::quantity::{self, Dimension, QuantityError};

mod schema;
mod tree;

pub use schema::schema;
pub use tree::{Entry, Node, Table, Value, parse};

/// One key of a file format.
#[derive(Debug)]
pub struct Key {
    /// The key in the file.
    pub name: &'static str,
    /// The kind of its value.
    pub kind: Kind,
    /// Whether the file must have it.
    pub required: bool,
    /// One sentence for the schema.
    pub about: &'static str,
}

impl Key {
    /// An optional key.
    pub const fn optional(name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self {
            name,
            kind,
            required: false,
            about,
        }
    }

    /// A required key.
    pub const fn required(name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self {
            required: true,
            ..Self::optional(name, kind, about)
        }
    }
}

/// The kind of value that a key takes.
#[derive(Debug)]
pub enum Kind {
    /// Any text.
    Text,
    /// A name: small letters, digits, `-` and `_`.
    Name,
    /// One of these words; the first field names their kind.
    Word(&'static str, &'static [&'static str]),
    /// One of these words, or a table that spells it out.
    WordOrTable(&'static str, &'static [&'static str], &'static [Key]),
    /// A number with a unit.
    Quantity(Dimension, Limits),
    /// A plain number without unit, within limits.
    Number(Limits),
    /// A whole number, at least one.
    Count,
    /// True or false.
    Flag,
    /// A list of texts.
    Texts,
    /// A list of words from the list that the function returns; the first field names their kind.
    Words(&'static str, fn() -> &'static [&'static str]),
    /// A table from dotted parameter name to number.
    Settings,
    /// A table.
    Table(&'static [Key]),
    /// A list of tables.
    Tables(&'static [Key]),
}

/// The valid range of a number, in the dimension's own unit.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Lowest valid value, itself valid unless `above_low`.
    pub low: f64,
    /// Highest valid value, itself valid.
    pub high: f64,
    /// Whether `low` itself is not valid.
    pub above_low: bool,
}

impl Limits {
    /// No limits.
    pub const ANY: Self = Self {
        low: f64::NEG_INFINITY,
        high: f64::INFINITY,
        above_low: false,
    };
    /// Zero or more.
    pub const NOT_NEGATIVE: Self = Self {
        low: 0.0,
        high: f64::INFINITY,
        above_low: false,
    };
    /// More than zero.
    pub const POSITIVE: Self = Self {
        low: 0.0,
        high: f64::INFINITY,
        above_low: true,
    };

    /// From `low` to `high`, both valid.
    pub const fn of(low: f64, high: f64) -> Self {
        Self {
            low,
            high,
            above_low: false,
        }
    }

    /// More than zero, up to `high`.
    pub const fn above_zero(high: f64) -> Self {
        Self {
            low: 0.0,
            high,
            above_low: true,
        }
    }

    fn check(self, value: f64, text: &str, dimension: Option<Dimension>) -> Option<Mistake> {
        let text = text.to_owned();
        let low_is_zero = self.low == 0.0;
        if low_is_zero && value < 0.0 {
            return Some(Mistake::Negative { text });
        }
        if low_is_zero && self.above_low && value == 0.0 {
            return Some(Mistake::NotPositive { text });
        }
        if value < self.low || value > self.high {
            let show = |limit: f64| dimension.map_or(limit.to_string(), |d| shown(limit, d));
            return Some(Mistake::OutOfRange {
                text,
                low: show(self.low),
                high: show(self.high),
            });
        }
        None
    }
}

/// Reads one table against its keys.
pub struct Reader<'a> {
    node: &'a Node,
    table: &'a Table,
    path: String,
    keys: &'static [Key],
}

impl<'a> Reader<'a> {
    /// Checks that `node` is a table with known keys only and none missing.
    pub fn new(node: &'a Node, path: &str, keys: &'static [Key]) -> Result<Self, InputError> {
        let Value::Table(table) = &node.value else {
            let expected = "a table".to_owned();
            return Err(InputError::new(
                node.place(path),
                Mistake::WrongType {
                    expected,
                    found: node.kind(),
                },
            ));
        };
        for entry in &table.entries {
            if keys.iter().any(|key| key.name == entry.key) {
                continue;
            }
            let names = || keys.iter().map(|key| key.name);
            let place = Place {
                source: entry.node.source.clone(),
                span: entry.key_span.clone(),
                key: path.to_owned(),
            };
            return Err(InputError::new(
                place,
                Mistake::UnknownKey {
                    key: entry.key.clone(),
                    nearest: secondheart_words::nearest(&entry.key, names()).map(str::to_owned),
                    known: names().map(str::to_owned).collect(),
                },
            ));
        }
        if let Some(key) = keys
            .iter()
            .find(|key| key.required && table.get(key.name).is_none())
        {
            return Err(InputError::new(
                node.place(path),
                Mistake::MissingKey { key: key.name },
            ));
        }
        Ok(Self {
            node,
            table,
            path: path.to_owned(),
            keys,
        })
    }

    /// The value of a key of the format, if the file has it.
    pub fn get(&self, name: &str) -> Option<Field<'a>> {
        let key = self.keys.iter().find(|key| key.name == name)?;
        let node = self.table.get(name)?;
        let path = if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        };
        Some(Field { node, key, path })
    }

    /// The value of a required key.
    pub fn need(&self, name: &'static str) -> Result<Field<'a>, InputError> {
        self.get(name).ok_or_else(|| {
            InputError::new(
                self.node.place(&self.path),
                Mistake::MissingKey { key: name },
            )
        })
    }

    /// The value of an optional quantity.
    pub fn quantity(&self, name: &str) -> Result<Option<f64>, InputError> {
        self.get(name).map(|field| field.quantity()).transpose()
    }

    /// The value of an optional text.
    pub fn text(&self, name: &str) -> Result<Option<&'a str>, InputError> {
        self.get(name).map(|field| field.text()).transpose()
    }

    /// An error at a key, or at the table where the key is not there.
    pub fn error(&self, name: &str, mistake: Mistake) -> InputError {
        match self.get(name) {
            Some(field) => field.error(mistake),
            None => InputError::new(self.node.place(&self.path), mistake),
        }
    }
}

/// One value of a table with what the format says about it.
pub struct Field<'a> {
    /// The value in the tree.
    pub node: &'a Node,
    key: &'static Key,
    /// Dotted key, for messages.
    pub path: String,
}

impl<'a> Field<'a> {
    /// Where the value stands, with its dotted key.
    pub fn place(&self) -> Place {
        self.node.place(&self.path)
    }

    /// A mistake at this value.
    pub fn error(&self, mistake: Mistake) -> InputError {
        InputError::new(self.place(), mistake)
    }

    /// The mistake if the format expects another kind of value.
    pub fn wrong_type(&self) -> InputError {
        let expected = match &self.key.kind {
            Kind::Text => "a text in quotes".to_owned(),
            Kind::Name => "a name in quotes".to_owned(),
            Kind::Word(what, words) => format!("a {what} in quotes, such as \"{}\"", words[0]),
            Kind::WordOrTable(what, words, _) => {
                format!("a {what} in quotes, such as \"{}\", or a table", words[0])
            }
            Kind::Quantity(dimension, _) => {
                format!(
                    "{} with its unit in quotes, such as \"{}\"",
                    dimension.called(),
                    dimension.example()
                )
            }
            Kind::Number(_) => "a number".to_owned(),
            Kind::Count => "a whole number, at least 1".to_owned(),
            Kind::Flag => "true or false".to_owned(),
            Kind::Texts => "a list of texts".to_owned(),
            Kind::Words(what, words) => {
                let first = words().first().copied().unwrap_or_default();
                format!("a list of {what}s in quotes, such as [\"{first}\"]")
            }
            Kind::Settings => "a table of parameters and numbers".to_owned(),
            Kind::Table(_) => "a table".to_owned(),
            Kind::Tables(_) => format!("tables, each under a line [[{}]]", self.key.name),
        };
        self.error(Mistake::WrongType {
            expected,
            found: self.node.kind(),
        })
    }

    /// The value if it is a text.
    pub fn text(&self) -> Result<&'a str, InputError> {
        match &self.node.value {
            Value::Text(text) => Ok(text),
            _ => Err(self.wrong_type()),
        }
    }

    /// The value if it is a list of texts.
    pub fn texts(&self) -> Result<Vec<String>, InputError> {
        let Value::List(items) = &self.node.value else {
            return Err(self.wrong_type());
        };
        items
            .iter()
            .map(|item| match &item.value {
                Value::Text(text) => Ok(text.clone()),
                _ => Err(self.wrong_type()),
            })
            .collect()
    }

    /// The value as words of the format's list.
    pub fn words(&self) -> Result<Vec<&'static str>, InputError> {
        let (Kind::Words(what, known), Value::List(items)) = (&self.key.kind, &self.node.value)
        else {
            return Err(self.wrong_type());
        };
        let known = known();
        let word = |item: &Node| {
            let Value::Text(text) = &item.value else {
                return Err(self.wrong_type());
            };
            known.iter().find(|k| *k == text).copied().ok_or_else(|| {
                let mistake = Mistake::unknown_word(what, text, known.iter().copied());
                InputError::new(item.place(&self.path), mistake)
            })
        };
        items.iter().map(word).collect()
    }

    /// The value if it is true or false.
    pub fn flag(&self) -> Result<bool, InputError> {
        match self.node.value {
            Value::Flag(flag) => Ok(flag),
            _ => Err(self.wrong_type()),
        }
    }

    /// A word as it can stand in file names and readings.
    pub fn name(&self) -> Result<&'a str, InputError> {
        let name = self.text()?;
        if is_name(name) {
            Ok(name)
        } else {
            Err(self.error(Mistake::BadName {
                name: name.to_owned(),
            }))
        }
    }

    /// The value as a word of the format's list.
    pub fn word(&self) -> Result<&'static str, InputError> {
        let (what, words) = match &self.key.kind {
            Kind::Word(what, words) | Kind::WordOrTable(what, words, _) => (what, words),
            _ => return Err(self.wrong_type()),
        };
        let word = self.text()?;
        match words.iter().find(|known| **known == word) {
            Some(known) => Ok(known),
            None => Err(self.error(Mistake::unknown_word(what, word, words.iter().copied()))),
        }
    }

    /// A number with a unit, converted and within its limits.
    pub fn quantity(&self) -> Result<f64, InputError> {
        let Kind::Quantity(dimension, limits) = &self.key.kind else {
            return Err(self.wrong_type());
        };
        let text = self.text()?;
        let value = quantity::parse(text, *dimension).map_err(|error| {
            let in_unit = matches!(
                error,
                QuantityError::UnknownUnit { .. } | QuantityError::WrongDimension { .. }
            );
            let place = if in_unit {
                self.place_of_unit(text)
            } else {
                self.place()
            };
            InputError::new(place, Mistake::Quantity(error))
        })?;
        match limits.check(value, &format!("\"{text}\""), Some(*dimension)) {
            Some(mistake) => Err(self.error(mistake)),
            None => Ok(value),
        }
    }

    /// A number without unit, finite and within its limits.
    pub fn number(&self) -> Result<f64, InputError> {
        let Kind::Number(limits) = &self.key.kind else {
            return Err(self.wrong_type());
        };
        let Value::Number(value) = self.node.value else {
            return Err(self.wrong_type());
        };
        let text = self.written();
        if !value.is_finite() {
            return Err(self.error(Mistake::NotFinite { text }));
        }
        match limits.check(value, &text, None) {
            Some(mistake) => Err(self.error(mistake)),
            None => Ok(value),
        }
    }

    /// A whole number, at least one.
    pub fn count(&self) -> Result<u32, InputError> {
        let Value::Number(value) = self.node.value else {
            return Err(self.wrong_type());
        };
        let text = self.written();
        if value < 0.0 {
            return Err(self.error(Mistake::Negative { text }));
        }
        if value == 0.0 {
            return Err(self.error(Mistake::NotPositive { text }));
        }
        if !value.is_finite() || value.fract() != 0.0 || value > f64::from(u32::MAX) {
            return Err(self.wrong_type());
        }
        // Whole and within range, so the conversion is exact.
        Ok(value as u32)
    }

    fn written(&self) -> String {
        self.node
            .source
            .text
            .get(self.node.span.clone())
            .unwrap_or_default()
            .to_owned()
    }

    /// The unit inside a quoted quantity; the whole value where the quotes hold escapes.
    fn place_of_unit(&self, text: &str) -> Place {
        let mut place = self.place();
        let raw = &self.node.source.text[self.node.span.clone()];
        let inner = raw.get(1..raw.len().saturating_sub(1));
        if inner == Some(text) {
            let unit = quantity::unit_range(text);
            let base = self.node.span.start + 1;
            place.span = base + unit.start..base + unit.end;
        }
        place
    }
}

/// Whether a text can be a name: a small letter first, then small letters, digits, `-` and `_`.
pub fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c))
}

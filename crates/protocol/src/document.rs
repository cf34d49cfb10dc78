//! A TOML text as a tree in which every value knows its location, and a reader that checks it.
//!
//! A file format is a table of [`Key`]s. Parsing refuses every key that is not in the table, the
//! [`Reader`] checks the values, and the JSON schema is generated from the same table.

use crate::error::Mistake;
use crate::quantity::Dimension;
use secondheart_body::quantity::unit_of;

mod known_keys;
mod reader;
mod schema;
mod tree;

pub use reader::{Field, Reader};
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
    /// Whether another table of the file may give it in its place.
    pub elsewhere: bool,
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
            elsewhere: false,
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

    /// A key that must be there unless another table of the file gives it.
    pub const fn required_or_elsewhere(
        name: &'static str,
        kind: Kind,
        about: &'static str,
    ) -> Self {
        Self {
            elsewhere: true,
            ..Self::required(name, kind, about)
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
    /// A whole number, at least zero.
    Whole,
    /// True or false.
    Flag,
    /// A list of texts.
    Texts,
    /// A list of words from the list that the function returns; the first field names their kind.
    Words(&'static str, fn() -> &'static [&'static str]),
    /// A table from dotted parameter name to number.
    Settings,
    /// A text, or a table that spells it out; the first field names it.
    TextOrTable(&'static str, &'static [Key]),
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

    /// The mistake of a value outside; `show` writes a limit.
    fn check(self, value: f64, text: &str, show: impl Fn(f64) -> String) -> Option<Mistake> {
        let text = text.to_owned();
        let low_is_zero = self.low == 0.0;
        if low_is_zero && value < 0.0 {
            return Some(Mistake::Negative { text });
        }
        if low_is_zero && self.above_low && value == 0.0 {
            return Some(Mistake::NotPositive { text });
        }
        if value < self.low || value > self.high {
            return Some(Mistake::OutOfRange {
                text,
                low: show(self.low),
                high: show(self.high),
            });
        }
        None
    }
}

/// A limit of a plain number, with the unit that the key ends in.
fn plain(limit: f64, key: &str) -> String {
    format!("{limit} {}", unit_of(key)).trim_end().to_owned()
}

/// What a key of a plain number takes: the unit that its name ends in, and its limits.
fn plain_number(key: &str, limits: Limits) -> String {
    let mut text = "a plain number".to_owned();
    let unit = unit_of(key);
    if !unit.is_empty() {
        text.push_str(&format!(" in {unit}"));
    }
    let Limits {
        low,
        high,
        above_low,
    } = limits;
    match (low.is_finite(), high.is_finite()) {
        (true, true) if above_low => text.push_str(&format!(", above {low} and up to {high}")),
        (true, true) => text.push_str(&format!(", from {low} to {high}")),
        (true, false) if above_low => text.push_str(&format!(", more than {low}")),
        (true, false) => text.push_str(&format!(", at least {low}")),
        (false, true) => text.push_str(&format!(", at most {high}")),
        (false, false) => {}
    }
    text
}

/// Whether a text can be a name: a small letter first, then small letters, digits, `-` and `_`.
pub fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c))
}

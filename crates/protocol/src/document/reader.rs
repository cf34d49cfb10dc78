//! Reads the values of a table against the keys of its format.

use super::known_keys::{dotted, item_path};
use super::{Key, Kind, Node, Table, Value, is_name, plain, plain_number};
use crate::error::{InputError, Location, Mistake, shown};
use crate::mistakes::{Mistakes, Noted};
use crate::quantity::{self, QuantityError};

/// Reads one table against its keys.
pub struct Reader<'a> {
    node: &'a Node,
    table: &'a Table,
    path: String,
    keys: &'static [Key],
    mistakes: &'a Mistakes,
}

impl<'a> Reader<'a> {
    /// Notes the required keys that are missing.
    ///
    /// # Errors
    /// `node` is not a table.
    pub fn new(
        node: &'a Node,
        path: &str,
        keys: &'static [Key],
        mistakes: &'a Mistakes,
    ) -> Result<Self, Noted> {
        let Value::Table(table) = &node.value else {
            return Err(node.wrong_type(path, "a table".to_owned(), mistakes));
        };
        let reader = Self {
            node,
            table,
            path: path.to_owned(),
            keys,
            mistakes,
        };
        for key in keys {
            if key.required && table.get(key.name).is_none() {
                reader.note("", Mistake::MissingKey { key: key.name });
            }
        }
        Ok(reader)
    }

    /// The mistakes found so far.
    pub fn mistakes(&self) -> &'a Mistakes {
        self.mistakes
    }

    /// The value of a key of the format, if the file has it.
    pub fn get(&self, name: &str) -> Option<Field<'a>> {
        let key = self.keys.iter().find(|key| key.name == name)?;
        let node = self.table.get(name)?;
        Some(Field {
            node,
            key,
            path: dotted(&self.path, name),
            mistakes: self.mistakes,
        })
    }

    /// The value of a key that must be there.
    pub fn need(&self, name: &'static str) -> Result<Field<'a>, Noted> {
        if let Some(field) = self.get(name) {
            return Ok(field);
        }
        if self.keys.iter().any(|key| key.name == name && key.required) {
            return Err(Noted::BEFORE);
        }
        Err(self.note("", Mistake::MissingKey { key: name }))
    }

    /// The value of an optional key, as `read` reads it.
    pub fn optional<T>(
        &self,
        name: &str,
        read: impl FnOnce(&Field<'a>) -> Result<T, Noted>,
    ) -> Result<Option<T>, Noted> {
        self.get(name).map(|field| read(&field)).transpose()
    }

    /// The value of a key that must be there, as `read` reads it.
    pub fn required<T>(
        &self,
        name: &'static str,
        read: impl FnOnce(&Field<'a>) -> Result<T, Noted>,
    ) -> Result<T, Noted> {
        self.need(name).and_then(|field| read(&field))
    }

    /// The tables of a list, each with its dotted path; none if the key is absent.
    pub fn tables(&self, name: &str) -> Result<Vec<(&'a Node, String)>, Noted> {
        let Some(field) = self.get(name) else {
            return Ok(Vec::new());
        };
        let Value::List(items) = &field.node.value else {
            return Err(field.wrong_type());
        };
        let items = items.iter().enumerate();
        Ok(items
            .map(|(index, item)| (item, item_path(&field.path, item, index)))
            .collect())
    }

    /// The items of a list that can be read; the mistakes of the others are noted.
    ///
    /// # Errors
    /// The key holds no list.
    pub fn items<T>(
        &self,
        list: &str,
        keys: &'static [Key],
        read: impl Fn(&Self) -> Result<T, Noted>,
    ) -> Result<Vec<T>, Noted> {
        let items = self.tables(list)?.into_iter();
        let read = items.map(|(node, path)| read(&Self::new(node, &path, keys, self.mistakes)?));
        Ok(read.flatten().collect())
    }

    /// Notes a mistake at a key, or at the table where the key is not there.
    pub fn note(&self, name: &str, mistake: Mistake) -> Noted {
        match self.get(name) {
            Some(field) => field.note(mistake),
            None => {
                let location = self.node.location(&self.path);
                self.mistakes.note(InputError::new(location, mistake))
            }
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
    mistakes: &'a Mistakes,
}

impl<'a> Field<'a> {
    /// The mistakes found so far.
    pub fn mistakes(&self) -> &'a Mistakes {
        self.mistakes
    }

    /// Where the value stands, with its dotted key.
    pub fn location(&self) -> Location {
        self.node.location(&self.path)
    }

    /// Notes a mistake at this value.
    pub fn note(&self, mistake: Mistake) -> Noted {
        self.mistakes
            .note(InputError::new(self.location(), mistake))
    }

    /// Notes that the format expects another kind of value.
    pub fn wrong_type(&self) -> Noted {
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
            Kind::Number(limits) => plain_number(self.key.name, *limits),
            Kind::Count => "a whole number, at least 1".to_owned(),
            Kind::Whole => "a whole number, at least 0".to_owned(),
            Kind::Flag => "true or false".to_owned(),
            Kind::Texts => "a list of texts".to_owned(),
            Kind::Words(what, words) => {
                let first = words().first().copied().unwrap_or_default();
                format!("a list of {what}s in quotes, such as [\"{first}\"]")
            }
            Kind::Settings => "a table of parameters and numbers".to_owned(),
            Kind::TextOrTable(what, _) => format!("a {what} in quotes, or a table"),
            Kind::Table(_) => "a table".to_owned(),
            Kind::Tables(_) => format!("tables, each under a line [[{}]]", self.key.name),
        };
        self.node.wrong_type(&self.path, expected, self.mistakes)
    }

    /// The value as a table with these keys.
    pub fn table(&self, keys: &'static [Key]) -> Result<Reader<'a>, Noted> {
        Reader::new(self.node, &self.path, keys, self.mistakes)
    }

    /// The value if it is a text.
    pub fn text(&self) -> Result<&'a str, Noted> {
        match &self.node.value {
            Value::Text(text) => Ok(text),
            _ => Err(self.wrong_type()),
        }
    }

    /// The value if it is a list of texts.
    pub fn texts(&self) -> Result<Vec<String>, Noted> {
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

    /// The value as words of the format's list; each unknown word is a mistake.
    pub fn words(&self) -> Result<Vec<&'static str>, Noted> {
        let (Kind::Words(what, known), Value::List(items)) = (&self.key.kind, &self.node.value)
        else {
            return Err(self.wrong_type());
        };
        let known = known();
        let mut words = Ok(Vec::new());
        for item in items {
            let Value::Text(text) = &item.value else {
                return Err(self.wrong_type());
            };
            match (known.iter().find(|known| *known == text), &mut words) {
                (Some(word), Ok(words)) => words.push(*word),
                (Some(_), Err(_)) => {}
                (None, _) => {
                    let mistake = Mistake::unknown_word(what, text, known.iter().copied());
                    let error = InputError::new(item.location(&self.path), mistake);
                    words = Err(self.mistakes.note(error));
                }
            }
        }
        words
    }

    /// The value if it is true or false.
    pub fn flag(&self) -> Result<bool, Noted> {
        match self.node.value {
            Value::Flag(flag) => Ok(flag),
            _ => Err(self.wrong_type()),
        }
    }

    /// A word as it can stand in file names and readings.
    pub fn name(&self) -> Result<&'a str, Noted> {
        let name = self.text()?;
        if is_name(name) {
            Ok(name)
        } else {
            Err(self.note(Mistake::BadName {
                name: name.to_owned(),
            }))
        }
    }

    /// The value as a word of the format's list.
    pub fn word(&self) -> Result<&'static str, Noted> {
        let (what, words) = match &self.key.kind {
            Kind::Word(what, words) | Kind::WordOrTable(what, words, _) => (what, words),
            _ => return Err(self.wrong_type()),
        };
        let word = self.text()?;
        match words.iter().find(|known| **known == word) {
            Some(known) => Ok(known),
            None => Err(self.note(Mistake::unknown_word(what, word, words.iter().copied()))),
        }
    }

    /// A number with a unit, converted and within its limits.
    pub fn quantity(&self) -> Result<f64, Noted> {
        let Kind::Quantity(dimension, limits) = &self.key.kind else {
            return Err(self.wrong_type());
        };
        let text = self.text()?;
        let value = quantity::parse(text, *dimension).map_err(|error| {
            let in_unit = matches!(
                error,
                QuantityError::UnknownUnit { .. } | QuantityError::WrongDimension { .. }
            );
            let location = if in_unit {
                self.place_of_unit(text)
            } else {
                self.location()
            };
            self.mistakes
                .note(InputError::new(location, Mistake::Quantity(error)))
        })?;
        let show = |limit| shown(limit, *dimension);
        match limits.check(value, &format!("\"{text}\""), show) {
            Some(mistake) => Err(self.note(mistake)),
            None => Ok(value),
        }
    }

    /// A number without unit, finite and within its limits.
    pub fn number(&self) -> Result<f64, Noted> {
        let Kind::Number(limits) = &self.key.kind else {
            return Err(self.wrong_type());
        };
        let Value::Number(value) = self.node.value else {
            return Err(self.wrong_type());
        };
        let text = self.written();
        if !value.is_finite() {
            return Err(self.note(Mistake::NotFinite { text }));
        }
        match limits.check(value, &text, |limit| plain(limit, self.key.name)) {
            Some(mistake) => Err(self.note(mistake)),
            None => Ok(value),
        }
    }

    /// A whole number, at least one.
    pub fn count(&self) -> Result<u32, Noted> {
        match self.whole()? {
            0 => {
                let text = self.written();
                Err(self.note(Mistake::NotPositive { text }))
            }
            count => Ok(count),
        }
    }

    /// A whole number, at least zero.
    pub fn whole(&self) -> Result<u32, Noted> {
        let Value::Number(value) = self.node.value else {
            return Err(self.wrong_type());
        };
        let text = self.written();
        if value < 0.0 {
            return Err(self.note(Mistake::Negative { text }));
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
    fn place_of_unit(&self, text: &str) -> Location {
        let mut location = self.location();
        let raw = &self.node.source.text[self.node.span.clone()];
        let inner = raw.get(1..raw.len().saturating_sub(1));
        if inner == Some(text) {
            let unit = quantity::unit_range(text);
            let base = self.node.span.start + 1;
            location.span = base + unit.start..base + unit.end;
        }
        location
    }
}

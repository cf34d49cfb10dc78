//! A JSON document whose values know their places, so that errors can name them.

use std::collections::HashSet;
use std::ops::Range;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use secondheart_words::nearest;

use crate::error::{Problem, ReadError};

/// Largest file that is read, MB. A model of a whole body takes well under one.
const MOST_MEGABYTES: u64 = 64;

/// The text of a file, with the name that errors show for it.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    pub(crate) name: &'a str,
    pub(crate) text: &'a str,
}

impl Source<'_> {
    pub(crate) fn error(&self, span: Range<usize>, path: &str, problem: Problem) -> ReadError {
        let before = &self.text.as_bytes()[..span.start.min(self.text.len())];
        ReadError {
            file: self.name.to_owned(),
            line: Some(before.iter().filter(|byte| **byte == b'\n').count() + 1),
            span,
            path: path.to_owned(),
            problem: Box::new(problem),
        }
    }

    /// An error about the file as a whole.
    pub(crate) fn whole(&self, problem: Problem) -> ReadError {
        ReadError {
            line: None,
            ..self.error(0..0, "", problem)
        }
    }

    /// Parses the text as strict JSON.
    pub(crate) fn parse(&self) -> Result<ast::Value<'_>, ReadError> {
        let megabytes = self.text.len() as u64 / 1_000_000;
        if megabytes > MOST_MEGABYTES {
            return Err(self.whole(Problem::TooLarge {
                megabytes,
                most: MOST_MEGABYTES,
            }));
        }
        let strict = ParseOptions {
            allow_comments: false,
            allow_loose_object_property_names: false,
            allow_trailing_commas: false,
            allow_missing_commas: false,
            allow_single_quoted_strings: false,
            allow_hexadecimal_numbers: false,
            allow_unary_plus_numbers: false,
            allow_bare_decimal_point_numbers: false,
            allow_non_finite_numbers: false,
            allow_extended_string_escapes: false,
        };
        match parse_to_ast(self.text, &CollectOptions::default(), &strict) {
            Ok(parsed) => parsed
                .value
                .ok_or_else(|| self.whole(Problem::Syntax("the file is empty".to_owned()))),
            Err(error) => {
                let at = error.range().start;
                Err(self.error(at..at, "", Problem::Syntax(error.kind().to_string())))
            }
        }
    }
}

/// A place in a document. Its line is computed only for an error.
#[derive(Debug, Clone)]
pub(crate) struct Spot {
    span: Range<usize>,
    pub(crate) path: String,
}

/// A value of a document.
#[derive(Debug, Clone)]
pub(crate) struct At<'a> {
    source: &'a Source<'a>,
    path: String,
    value: &'a ast::Value<'a>,
}

impl<'a> At<'a> {
    pub(crate) fn root(source: &'a Source<'a>, value: &'a ast::Value<'a>) -> Self {
        Self {
            source,
            path: String::new(),
            value,
        }
    }

    fn span(&self) -> Range<usize> {
        let range = self.value.range();
        range.start..range.end
    }

    /// The span that an error marks: of a long value only the first character.
    fn short_span(&self) -> Range<usize> {
        let span = self.span();
        match span.len() {
            0..=60 => span,
            _ => span.start..span.start + 1,
        }
    }

    pub(crate) fn error(&self, problem: Problem) -> ReadError {
        self.source.error(self.short_span(), &self.path, problem)
    }

    /// Its place, for an error that is found later.
    pub(crate) fn spot(&self) -> Spot {
        Spot {
            span: self.short_span(),
            path: self.path.clone(),
        }
    }

    /// The path in the document.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Adds the name of a block to the path.
    pub(crate) fn called(mut self, name: &str) -> Self {
        self.path = format!("{} \"{name}\"", self.path);
        self
    }

    fn wrong(&self, wanted: &'static str) -> ReadError {
        let found = match self.value {
            ast::Value::StringLit(s) => format!("\"{}\"", s.value),
            ast::Value::NumberLit(n) => n.value.to_owned(),
            ast::Value::BooleanLit(b) => b.value.to_string(),
            ast::Value::NullKeyword(_) => "null".to_owned(),
            ast::Value::Object(_) => "an object".to_owned(),
            ast::Value::Array(_) => "a list".to_owned(),
        };
        self.error(Problem::WrongType { wanted, found })
    }

    /// The value, of any type.
    pub(crate) fn free(&self) -> serde_json::Value {
        let text = &self.source.text[self.span()];
        // Text that passed the strict parser is JSON for serde, too.
        serde_json::from_str(text).unwrap_or_else(|_| text.into())
    }

    /// An object. Its keys differ, but for comments, which begin with `_`.
    pub(crate) fn object(&self) -> Result<Object<'a>, ReadError> {
        let object = self
            .value
            .as_object()
            .ok_or_else(|| self.wrong("an object"))?;
        let mut seen = HashSet::new();
        for property in &object.properties {
            let key = property.name.as_str();
            if !key.starts_with('_') && !seen.insert(key) {
                let range = property.name.range();
                let key = key.to_owned();
                let problem = Problem::RepeatedKey { key };
                let span = range.start..range.end;
                return Err(self.source.error(span, &self.path, problem));
            }
        }
        Ok(Object {
            at: self.clone(),
            object,
        })
    }

    pub(crate) fn list(&self) -> Result<Vec<At<'a>>, ReadError> {
        let array = self.value.as_array().ok_or_else(|| self.wrong("a list"))?;
        let elements = array.elements.iter().enumerate();
        Ok(elements.map(|(n, value)| self.element(n, value)).collect())
    }

    fn element(&self, n: usize, value: &'a ast::Value<'a>) -> At<'a> {
        At {
            source: self.source,
            path: format!("{}[{n}]", self.path),
            value,
        }
    }

    pub(crate) fn text(&self) -> Result<String, ReadError> {
        match self.value.as_string_lit() {
            Some(text) => Ok(text.value.to_string()),
            None => Err(self.wrong("text")),
        }
    }

    /// Texts of a list with their places.
    pub(crate) fn texts(&self) -> Result<Vec<(At<'a>, String)>, ReadError> {
        let text = |at: At<'a>| {
            let text = at.text()?;
            Ok((at, text))
        };
        self.list()?.into_iter().map(text).collect()
    }

    pub(crate) fn flag(&self) -> Result<bool, ReadError> {
        match self.value.as_boolean_lit() {
            Some(flag) => Ok(flag.value),
            None => Err(self.wrong("true or false")),
        }
    }

    pub(crate) fn number(&self) -> Result<f64, ReadError> {
        let number = self
            .value
            .as_number_lit()
            .ok_or_else(|| self.wrong("a number"))?;
        let value: f64 = number.value.parse().map_err(|_| self.wrong("a number"))?;
        if value.is_finite() {
            Ok(value)
        } else {
            Err(self.wrong("a number in the range of double precision"))
        }
    }

    /// A number that is not negative.
    pub(crate) fn not_negative(&self) -> Result<f64, ReadError> {
        self.in_range("zero or positive", |v| v >= 0.0)
    }

    pub(crate) fn positive(&self) -> Result<f64, ReadError> {
        self.in_range("positive", |v| v > 0.0)
    }

    pub(crate) fn in_range(
        &self,
        wanted: &'static str,
        fits: impl Fn(f64) -> bool,
    ) -> Result<f64, ReadError> {
        let value = self.number()?;
        if fits(value) {
            Ok(value)
        } else {
            Err(self.error(Problem::OutOfRange { value, wanted }))
        }
    }

    /// A whole number from `least` on.
    pub(crate) fn whole(&self, least: u32) -> Result<u32, ReadError> {
        let value = self.number()?;
        let wanted = if value > 1e9 {
            "at most 1000000000"
        } else {
            match least {
                0 => "a whole number",
                1 => "a whole number of at least 1",
                _ => "a whole number of at least 2",
            }
        };
        let fits = |v: f64| v.fract() == 0.0 && v >= f64::from(least) && v <= 1e9;
        // In range, as just checked.
        self.in_range(wanted, fits).map(|value| value as u32)
    }

    pub(crate) fn numbers(&self) -> Result<Vec<f64>, ReadError> {
        let array = self
            .value
            .as_array()
            .ok_or_else(|| self.wrong("a list of numbers"))?;
        let number = |(n, value): (usize, &'a ast::Value<'a>)| {
            let plain = value.as_number_lit().and_then(|n| n.value.parse().ok());
            // The place of an element is computed only for an error.
            plain
                .filter(|v: &f64| v.is_finite())
                .map_or_else(|| self.element(n, value).number(), Ok)
        };
        array.elements.iter().enumerate().map(number).collect()
    }

    /// The choice that the word names; `what` is the kind of thing to choose.
    pub(crate) fn one_of<T>(
        &self,
        what: &'static str,
        mut choices: Vec<(&str, T)>,
    ) -> Result<T, ReadError> {
        let word = self.text()?;
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        match names.iter().position(|name| *name == word) {
            Some(n) => Ok(choices.swap_remove(n).1),
            None => Err(self.no_such(what, word, &names)),
        }
    }

    /// The error for an unknown word.
    pub(crate) fn no_such(&self, what: &'static str, word: String, known: &[&str]) -> ReadError {
        self.error(Problem::UnknownWord {
            what,
            nearest: nearest(&word, known.iter().copied()).map(str::to_owned),
            known: known.iter().map(|k| (*k).to_owned()).collect(),
            word,
        })
    }
}

/// An object of a document.
#[derive(Debug, Clone)]
pub(crate) struct Object<'a> {
    at: At<'a>,
    object: &'a ast::Object<'a>,
}

impl<'a> Object<'a> {
    pub(crate) fn at(&self) -> &At<'a> {
        &self.at
    }

    pub(crate) fn error(&self, problem: Problem) -> ReadError {
        self.at.error(problem)
    }

    /// An error at another place of the document.
    pub(crate) fn error_at(&self, spot: &Spot, problem: Problem) -> ReadError {
        let span = spot.span.clone();
        self.at.source.error(span, &spot.path, problem)
    }

    /// The same object, with the name of its block in the path.
    pub(crate) fn called(mut self, name: &str) -> Self {
        self.at = self.at.called(name);
        self
    }

    pub(crate) fn get(&self, key: &str) -> Option<At<'a>> {
        let property = self
            .object
            .properties
            .iter()
            .find(|p| p.name.as_str() == key)?;
        Some(self.member(property))
    }

    fn member(&self, property: &'a ast::ObjectProp<'a>) -> At<'a> {
        let dot = if self.at.path.is_empty() { "" } else { "." };
        At {
            source: self.at.source,
            path: format!("{}{dot}{}", self.at.path, property.name.as_str()),
            value: &property.value,
        }
    }

    pub(crate) fn need(&self, key: &str) -> Result<At<'a>, ReadError> {
        self.get(key).ok_or_else(|| {
            self.error(Problem::Missing {
                key: key.to_owned(),
            })
        })
    }

    /// The objects of a list; none if the list is absent.
    pub(crate) fn objects(&self, key: &str) -> Result<Vec<Object<'a>>, ReadError> {
        let list = self.get(key).map_or(Ok(Vec::new()), |at| at.list())?;
        list.iter().map(At::object).collect()
    }

    /// The name under a key, and the object with that name in its path.
    pub(crate) fn named(self, key: &str) -> Result<(String, Self), ReadError> {
        let name = self.need(key)?.text()?;
        let object = self.called(&name);
        Ok((name, object))
    }

    /// All members with their keys.
    pub(crate) fn members(&self) -> impl Iterator<Item = (String, At<'a>)> + '_ {
        let properties = self.object.properties.iter();
        properties.map(|p| (p.name.as_str().to_owned(), self.member(p)))
    }

    /// Refuses unknown keys. Keys that begin with `_` are comments. Advice names a missing key rather
    /// than a present one.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), ReadError> {
        let Some(property) = self.unknown(known).next() else {
            return Ok(());
        };
        let missing = || known.iter().copied().filter(|k| self.get(k).is_none());
        Err(match nearest(property.name.as_str(), missing()) {
            Some(_) => self.no_such(&property.name, missing()),
            None => self.no_such(&property.name, known.iter().copied()),
        })
    }

    /// Refuses keys for which `why` gives a reason.
    pub(crate) fn refuse(&self, why: impl Fn(&str) -> Option<Problem>) -> Result<(), ReadError> {
        for property in &self.object.properties {
            if let Some(problem) = why(property.name.as_str()) {
                let range = property.name.range();
                let span = range.start..range.end;
                return Err(self.at.source.error(span, &self.at.path, problem));
            }
        }
        Ok(())
    }

    /// Refuses unknown keys that look like a misspelling of a missing known key. Returns the other
    /// unknown keys with their places.
    pub(crate) fn mostly(&self, known: &[&str]) -> Result<Vec<(String, At<'a>)>, ReadError> {
        let missing = || known.iter().copied().filter(|k| self.get(k).is_none());
        let pass = |property: &'a ast::ObjectProp<'a>| {
            let key = property.name.as_str();
            match nearest(key, missing()) {
                Some(_) => Err(self.no_such(&property.name, missing())),
                None => Ok((key.to_owned(), self.member(property))),
            }
        };
        self.unknown(known).map(pass).collect()
    }

    fn unknown(&self, known: &[&str]) -> impl Iterator<Item = &'a ast::ObjectProp<'a>> {
        let unknown = |property: &&ast::ObjectProp<'_>| {
            let key = property.name.as_str();
            !key.starts_with('_') && !known.contains(&key)
        };
        self.object.properties.iter().filter(unknown)
    }

    fn no_such<'k>(
        &self,
        name: &ast::ObjectPropName<'_>,
        known: impl Iterator<Item = &'k str> + Clone,
    ) -> ReadError {
        let (key, range) = (name.as_str(), name.range());
        let problem = Problem::UnknownKey {
            key: key.to_owned(),
            nearest: nearest(key, known.clone()).map(str::to_owned),
            known: known.map(str::to_owned).collect(),
        };
        self.at
            .source
            .error(range.start..range.end, &self.at.path, problem)
    }

    pub(crate) fn flag_or(&self, key: &str, default: bool) -> Result<bool, ReadError> {
        self.get(key).map_or(Ok(default), |at| at.flag())
    }
}

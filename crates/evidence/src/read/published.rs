//! Reads published courses.

use secondheart_laboratory::instrument;
use secondheart_protocol::document::{self, Field, Reader};
use secondheart_protocol::error::{Location, Mistake};
use secondheart_protocol::mistakes::{Mistakes, Noted};
use secondheart_protocol::unknown;

use super::{band, named, source, word};
use crate::format::{COURSE, COURSES, POINT};
use crate::published::{Compared, PublishedCourse, PublishedPoint};
use crate::target::Target;

/// A course whose points may still be rows, with the places that later checks point at.
#[derive(Debug)]
pub(crate) struct LocatedCourse {
    pub(crate) course: PublishedCourse,
    pub(crate) location: Location,
    pub(crate) scenario: Location,
    pub(crate) phase: Location,
    pub(crate) reference: Location,
}

/// The courses of a file that can be read.
pub(crate) fn courses(
    text: &str,
    file: &str,
    mistakes: &Mistakes,
) -> Result<Vec<LocatedCourse>, Noted> {
    let root = document::parse(&source(text, file), COURSES, mistakes)?;
    let reader = Reader::new(&root, "", COURSES, mistakes)?;
    reader.items("course", COURSE, course)
}

fn course(item: &Reader<'_>) -> Result<LocatedCourse, Noted> {
    let text = |key: &'static str| item.required(key, Field::text).map(str::to_owned);
    let id = named(item, "id");
    let (title, scenario, phase) = (text("title"), text("scenario"), text("phase"));
    let before = item.optional("before", Field::quantity);
    let until = item.required("until", Field::quantity);
    let reading = item.required("reading", |field| {
        let name = field.name()?;
        let names = instrument::definitions();
        match names.iter().any(|known| known.name == name) {
            true => Ok(name.to_owned()),
            false => {
                let names: Vec<&str> = names.iter().map(|known| known.name).collect();
                Err(field.note(unknown::reading(name, &names)))
            }
        }
    });
    let compared = word(item, "compared", Compared::of);
    let reference = item.optional("reference", Field::text);
    let note = text("note");
    let points = item.items("point", POINT, point);
    let (id, location) = id?;
    let (compared, reference) = (compared?, reference?.map(str::to_owned));
    if (compared == Compared::Value) == reference.is_some() {
        return Err(match reference {
            Some(_) => item.note(
                "reference",
                Mistake::NotForReduction {
                    key: "reference",
                    reduce: compared.word(),
                },
            ),
            None => item.note("", Mistake::MissingKey { key: "reference" }),
        });
    }
    let location_of = |key: &str| {
        item.get(key)
            .map_or(location.clone(), |field| field.location())
    };
    Ok(LocatedCourse {
        course: PublishedCourse {
            id,
            title: title?,
            scenario: scenario?,
            phase: phase?,
            before_s: before?.unwrap_or(0.0),
            until_s: until?,
            reading: reading?,
            compared,
            reference,
            note: note?,
            points: points?,
        },
        scenario: location_of("scenario"),
        phase: location_of("phase"),
        reference: location_of("reference"),
        location,
    })
}

fn point(item: &Reader<'_>) -> Result<PublishedPoint, Noted> {
    let optional = |key: &str| {
        let text = item.optional(key, Field::text)?;
        Ok::<_, Noted>(text.unwrap_or_default().to_owned())
    };
    let time = |key: &str| item.optional(key, Field::quantity);
    let at = item.required("at", Field::quantity);
    let (from, until) = (time("from"), time("until"));
    let row = item.optional("row", Field::text);
    let (source, url, read_from) = (optional("source"), optional("url"), optional("read_from"));
    let (at_s, row) = (at?, row?.map(str::to_owned));
    let is_given = item.get("mean").is_some();
    let (mean, low, high) = match (&row, is_given) {
        // Filled from the row once all files are read.
        (Some(_), false) => (f64::NAN, f64::NAN, f64::NAN),
        _ => band(item)?,
    };
    let source = source?;
    if source.is_empty() && row.is_none() {
        return Err(item.note("", Mistake::MissingKey { key: "source" }));
    }
    Ok(PublishedPoint {
        at_s,
        span_s: (from?.unwrap_or(at_s), until?.unwrap_or(at_s)),
        mean,
        low,
        high,
        row,
        source,
        url: url?,
        read_from: read_from?,
    })
}

/// Fills a point from its row where it does not say otherwise.
pub(crate) fn fill(point: &mut PublishedPoint, row: &Target) {
    if point.mean.is_nan() {
        (point.mean, point.low, point.high) = (row.mean, row.low, row.high);
    }
    if point.source.is_empty() {
        point.source.clone_from(&row.source);
    }
    if point.url.is_empty() {
        point.url.clone_from(&row.url);
    }
}

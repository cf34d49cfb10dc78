//! From the tree of an evidence file to targets, claims and misses. `read/measurement.rs` reads how a
//! scenario measures a target, `read/explanation.rs` what claims mean, `read/published.rs` courses.

mod explanation;
mod measurement;
mod published;

use std::path::Path;
use std::sync::Arc;

use secondheart_body::condition::Sort;
use secondheart_body::{Sex, Subject};
use secondheart_protocol::document::{self, Field, Reader};
use secondheart_protocol::error::{Location, Mistake, Source};
use secondheart_protocol::mistakes::{Mistakes, Noted};

use super::claim::{Claim, Review};
use super::format::{
    BATCH, CLAIM, CLAIMS, FIRST_SIGHT, HOLDS_FOR, MISS, MISSES, REVIEW, TARGET, TARGETS,
};
use super::holds_for::{Health, HoldsFor};
use super::target::{BandBasis, Batch, EvidenceKind, FirstSight, Miss, Role, Target};
pub(super) use explanation::{Explanations, explanations};
use measurement::measurement;
pub(super) use published::{LocatedCourse, courses, fill};

/// A target with the places that later checks point at.
#[derive(Debug)]
pub(super) struct Located {
    pub(super) target: Target,
    pub(super) location: Location,
    /// Of the keys `scenario`, `subject`, `with` and `without`.
    pub(super) case: [Location; 4],
    pub(super) phase: Location,
    pub(super) from_phase: Location,
    /// Of the keys `from_scenario`, `from_subject`, `from_with` and `from_without`.
    pub(super) from_case: [Location; 4],
    pub(super) shown_in: Location,
    pub(super) claims: Location,
    pub(super) conflicts: Location,
}

/// Something with an id and the location of the id.
pub(super) type Named<T> = (T, Location);

fn source(text: &str, file: &str) -> Arc<Source> {
    Arc::new(Source {
        name: file.to_owned(),
        text: text.to_owned(),
        is_file: true,
    })
}

/// The targets of a file that can be read.
pub(super) fn targets(text: &str, file: &str, mistakes: &Mistakes) -> Result<Vec<Located>, Noted> {
    let root = document::parse(&source(text, file), TARGETS, mistakes)?;
    let reader = Reader::new(&root, "", TARGETS, mistakes)?;
    let stem = Path::new(file).file_stem();
    let stem = stem.map_or(String::new(), |stem| stem.to_string_lossy().into_owned());
    let phenomenon = reader.optional("phenomenon", Field::text);
    // An unreadable heading leaves the targets readable.
    let phenomenon = phenomenon.ok().flatten().unwrap_or(&stem);
    reader.items("target", TARGET, |item| target(item, phenomenon))
}

/// The claims of a file that can be read.
pub(super) fn claims(
    text: &str,
    file: &str,
    mistakes: &Mistakes,
) -> Result<Vec<Named<Claim>>, Noted> {
    let root = document::parse(&source(text, file), CLAIMS, mistakes)?;
    let reader = Reader::new(&root, "", CLAIMS, mistakes)?;
    reader.items("claim", CLAIM, |item| {
        let (id, text) = (named(item, "id"), item.required("text", Field::text));
        let decisive = item.optional("decisive", Field::texts);
        let review = item.optional("review", review);
        let ((id, location), text) = (id?, text?.to_owned());
        let location = item.get("decisive").map_or(location, |own| own.location());
        let claim = Claim {
            id,
            text,
            decisive: decisive?.unwrap_or_default(),
            review: review?,
        };
        Ok((claim, location))
    })
}

fn review(field: &Field<'_>) -> Result<Review, Noted> {
    let reader = field.table(REVIEW)?;
    let text = |key: &'static str| reader.required(key, Field::text).map(str::to_owned);
    let (by, on) = (text("by"), text("on"));
    Ok(Review { by: by?, on: on? })
}

/// The reasons for misses of a file that can be read.
pub(super) fn misses(
    text: &str,
    file: &str,
    mistakes: &Mistakes,
) -> Result<Vec<Named<Miss>>, Noted> {
    let root = document::parse(&source(text, file), MISSES, mistakes)?;
    let reader = Reader::new(&root, "", MISSES, mistakes)?;
    reader.items("miss", MISS, |item| {
        let (id, why) = (named(item, "id"), item.required("why", Field::text));
        let ((id, location), why) = (id?, why?.to_owned());
        Ok((Miss { id, why }, location))
    })
}

/// How the body did at first sight, of a file.
pub(super) fn first_sight(
    text: &str,
    file: &str,
    mistakes: &Mistakes,
) -> Result<FirstSight, Noted> {
    let root = document::parse(&source(text, file), FIRST_SIGHT, mistakes)?;
    let reader = Reader::new(&root, "", FIRST_SIGHT, mistakes)?;
    let goal_pct = reader.required("goal_pct", Field::number);
    let batches = reader.items("batch", BATCH, |item| {
        let text = |key: &'static str| item.required(key, Field::text).map(str::to_owned);
        let (what, record) = (text("what"), text("record"));
        let (measured, in_band) = (
            item.required("measured", Field::count),
            item.required("in_band", Field::whole),
        );
        let (measured, in_band) = (measured?, in_band?);
        if in_band > measured {
            let (text, high) = (in_band.to_string(), measured.to_string());
            let low = "0".to_owned();
            return Err(item.note("in_band", Mistake::OutOfRange { text, low, high }));
        }
        Ok(Batch {
            what: what?,
            measured,
            in_band,
            record: record?,
            is_own: true,
        })
    });
    Ok(FirstSight {
        goal_pct: goal_pct?,
        batches: batches?,
    })
}

/// An item's id, or the id it names under another key, with its location.
fn named(item: &Reader<'_>, key: &'static str) -> Result<Named<String>, Noted> {
    item.required(key, |field| Ok((identity(field)?, field.location())))
}

fn identity(field: &Field<'_>) -> Result<String, Noted> {
    let id = field.text()?;
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    if id.is_empty() || !id.chars().all(fits) {
        return Err(field.note(Mistake::BadId { id: id.to_owned() }));
    }
    Ok(id.to_owned())
}

fn target(reader: &Reader<'_>, phenomenon: &str) -> Result<Located, Noted> {
    let text = |key: &'static str| reader.required(key, Field::text).map(str::to_owned);
    let optional = |key: &str| {
        let text = reader.optional(key, Field::text)?;
        Ok::<_, Noted>(text.unwrap_or_default().to_owned())
    };
    let texts = |key: &str| {
        let list = reader.optional(key, Field::texts)?;
        Ok::<_, Noted>(list.unwrap_or_default())
    };
    let id = named(reader, "id");
    let (quantity, unit) = (text("quantity"), text("unit"));
    let band = band(reader);
    let band_basis = word(reader, "band_basis", BandBasis::of);
    let spread_note = optional("spread_note");
    let (population, protocol, source) = (text("population"), text("protocol"), text("source"));
    let holds_for = reader.required("holds_for", holds_for);
    let evidence = word(reader, "evidence", EvidenceKind::of);
    let claims = texts("claims");
    let (role, role_reason) = (word(reader, "role", Role::of), text("role_reason"));
    let counts = reader.optional("counts", Field::flag);
    let (conflicts_with, conflict_note) = (texts("conflicts_with"), optional("conflict_note"));
    let (url, quote) = (optional("url"), optional("quote"));
    let measurement = measurement(reader, unit.as_deref().ok());
    let ((id, location), (mean, low, high)) = (id?, band?);
    let location_of = |key: &str| {
        reader
            .get(key)
            .map_or(location.clone(), |field| field.location())
    };
    Ok(Located {
        target: Target {
            id,
            phenomenon: phenomenon.to_owned(),
            quantity: quantity?,
            unit: unit?,
            mean,
            low,
            high,
            band_basis: band_basis?,
            spread_note: spread_note?,
            population: population?,
            holds_for: holds_for?,
            protocol: protocol?,
            source: source?,
            url: url?,
            quote: quote?,
            evidence: evidence?,
            claims: claims?,
            role: role?,
            role_reason: role_reason?,
            counts: counts?.unwrap_or(true),
            conflicts_with: conflicts_with?,
            conflict_note: conflict_note?,
            measurement: measurement?,
            is_own: false,
        },
        case: ["scenario", "subject", "with", "without"].map(location_of),
        phase: match reader.get("phases") {
            Some(_) => location_of("phases"),
            None => location_of("phase"),
        },
        from_phase: location_of("from_phase"),
        from_case: ["from_scenario", "from_subject", "from_with", "from_without"].map(location_of),
        shown_in: location_of("shown_in"),
        claims: location_of("claims"),
        conflicts: location_of("conflicts_with"),
        location,
    })
}

/// For whom a target holds.
fn holds_for(field: &Field<'_>) -> Result<HoldsFor, Noted> {
    let reader = field.table(HOLDS_FOR)?;
    let sex = reader.required("sex", Field::word);
    let from_age = reader.optional("from_age", Field::quantity);
    let to_age = reader.optional("to_age", Field::quantity);
    let health = reader.required("health", |field| {
        let word = field.text()?;
        let unknown = || Mistake::unknown_word("state of health", word, Health::words());
        Health::of(word).ok_or_else(|| field.note(unknown()))
    });
    let treatment = reader.optional("treatment", |field| {
        let (word, known) = (field.text()?, Sort::Intervention.words());
        let unknown = || Mistake::unknown_word("intervention", word, known.iter().copied());
        let found = known.iter().find(|known| **known == word);
        found.copied().ok_or_else(|| field.note(unknown()))
    });
    let trained = reader.optional("trained", Field::flag);
    let posture = reader.required("posture", Field::word);
    let protocol = reader.required("protocol", Field::word);
    let (from_age, to_age) = (from_age?, to_age?);
    let youngest = from_age.unwrap_or(Subject::AGE_YEARS.0);
    let oldest = to_age.unwrap_or(Subject::AGE_YEARS.1);
    if youngest > oldest {
        let years = |age: f64| format!("{age} y");
        let mistake = Mistake::OutOfRange {
            text: years(oldest),
            low: years(youngest),
            high: years(Subject::AGE_YEARS.1),
        };
        return Err(reader.note("to_age", mistake));
    }
    Ok(HoldsFor {
        sex: match sex? {
            "female" => Some(Sex::Female),
            "male" => Some(Sex::Male),
            _ => None,
        },
        ages_years: from_age.or(to_age).map(|_| (youngest, oldest)),
        health: health?,
        treatment: treatment?,
        trained: trained?,
        posture: posture?,
        protocol: protocol?,
    })
}

/// Mean, lowest and highest value of a target.
fn band(reader: &Reader<'_>) -> Result<(f64, f64, f64), Noted> {
    let number = |key: &'static str| reader.required(key, Field::number);
    let (mean, low, high) = (number("mean"), number("low"), number("high"));
    let (mean, low, high) = (mean?, low?, high?);
    if (low..=high).contains(&mean) {
        Ok((mean, low, high))
    } else {
        Err(reader.note("mean", Mistake::MeanOutsideBand { mean, low, high }))
    }
}

fn word<T>(
    reader: &Reader<'_>,
    key: &'static str,
    of: impl Fn(&str) -> Option<T>,
) -> Result<T, Noted> {
    reader.required(key, |field| {
        of(field.word()?).ok_or_else(|| field.wrong_type())
    })
}

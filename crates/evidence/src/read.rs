//! From the tree of an evidence file to targets, claims and misses.

use std::path::Path;
use std::sync::Arc;

use secondheart_body::quantity::unit_of;
use secondheart_protocol::document::{self, Field, Key, Node, Reader, Value};
use secondheart_protocol::error::{InputError, Mistake, Place, Source};

use super::format::{CLAIM, CLAIMS, MISS, MISSES, TARGET, TARGETS};
use super::target::{
    BandBasis, Claim, EvidenceKind, Measurement, Miss, Reduction, Role, Shown, Target,
};

/// A target with the places that later checks point at.
#[derive(Debug)]
pub(super) struct Located {
    pub(super) target: Target,
    pub(super) place: Place,
    pub(super) scenario: Place,
    pub(super) phase: Place,
    pub(super) from_phase: Place,
    pub(super) shown_in: Place,
    pub(super) claims: Place,
    pub(super) conflicts: Place,
}

/// Something with an id and the place of the id.
pub(super) type Named<T> = (T, Place);

fn source(text: &str, file: &str) -> Arc<Source> {
    Arc::new(Source {
        name: file.to_owned(),
        text: text.to_owned(),
        is_file: true,
    })
}

/// The targets of a file.
pub(super) fn targets(text: &str, file: &str) -> Result<Vec<Located>, InputError> {
    let (root, _) = document::parse(&source(text, file))?;
    let reader = Reader::new(&root, "", TARGETS)?;
    let stem = Path::new(file).file_stem();
    let stem = stem.map_or(String::new(), |stem| stem.to_string_lossy().into_owned());
    let phenomenon = reader.text("phenomenon")?.unwrap_or(&stem);
    items(&reader, "target", TARGET)?
        .into_iter()
        .map(|(item, _)| target(&item, phenomenon))
        .collect()
}

/// The claims of a file.
pub(super) fn claims(text: &str, file: &str) -> Result<Vec<Named<Claim>>, InputError> {
    let (root, _) = document::parse(&source(text, file))?;
    let reader = Reader::new(&root, "", CLAIMS)?;
    let claim = |(item, _): (Reader<'_>, &Node)| {
        let id = item.need("id")?;
        let claim = Claim {
            id: identity(&id)?,
            text: item.need("text")?.text()?.to_owned(),
        };
        Ok((claim, id.place()))
    };
    items(&reader, "claim", CLAIM)?
        .into_iter()
        .map(claim)
        .collect()
}

/// The reasons for misses of a file.
pub(super) fn misses(text: &str, file: &str) -> Result<Vec<Named<Miss>>, InputError> {
    let (root, _) = document::parse(&source(text, file))?;
    let reader = Reader::new(&root, "", MISSES)?;
    let miss = |(item, _): (Reader<'_>, &Node)| {
        let id = item.need("id")?;
        let miss = Miss {
            id: identity(&id)?,
            why: item.need("why")?.text()?.to_owned(),
        };
        Ok((miss, id.place()))
    };
    items(&reader, "miss", MISS)?
        .into_iter()
        .map(miss)
        .collect()
}

/// The tables of a list, each under a path that holds its id where it has one.
fn items<'a>(
    reader: &Reader<'a>,
    list: &str,
    keys: &'static [Key],
) -> Result<Vec<(Reader<'a>, &'a Node)>, InputError> {
    let Some(field) = reader.get(list) else {
        return Ok(Vec::new());
    };
    let Value::List(nodes) = &field.node.value else {
        return Err(field.wrong_type());
    };
    let read = |(index, node): (usize, &'a Node)| {
        let id = match &node.value {
            Value::Table(table) => match table.get("id").map(|node| &node.value) {
                Some(Value::Text(id)) => id.clone(),
                _ => (index + 1).to_string(),
            },
            _ => (index + 1).to_string(),
        };
        Ok((Reader::new(node, &format!("{list}.{id}"), keys)?, node))
    };
    nodes.iter().enumerate().map(read).collect()
}

fn identity(field: &Field<'_>) -> Result<String, InputError> {
    let id = field.text()?;
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    if id.is_empty() || !id.chars().all(fits) {
        return Err(field.error(Mistake::BadId { id: id.to_owned() }));
    }
    Ok(id.to_owned())
}

fn target(reader: &Reader<'_>, phenomenon: &str) -> Result<Located, InputError> {
    let text = |key: &'static str| Ok::<_, InputError>(reader.need(key)?.text()?.to_owned());
    let optional =
        |key: &str| Ok::<_, InputError>(reader.text(key)?.unwrap_or_default().to_owned());
    let texts = |key: &str| {
        let list = reader.get(key).map(|field| field.texts()).transpose()?;
        Ok::<_, InputError>(list.unwrap_or_default())
    };
    let id_field = reader.need("id")?;
    let place_of = |key: &str| {
        reader
            .get(key)
            .map_or(id_field.place(), |field| field.place())
    };
    let number = |key: &'static str| reader.need(key)?.number();
    let (mean, low, high) = (number("mean")?, number("low")?, number("high")?);
    if !(low..=high).contains(&mean) {
        return Err(reader.error("mean", Mistake::MeanOutsideBand { mean, low, high }));
    }
    let counts = reader.get("counts").map(|field| field.flag()).transpose()?;
    let target = Target {
        id: identity(&id_field)?,
        phenomenon: phenomenon.to_owned(),
        quantity: text("quantity")?,
        unit: text("unit")?,
        mean,
        low,
        high,
        band_basis: word(reader, "band_basis", BandBasis::of)?,
        spread_note: optional("spread_note")?,
        population: text("population")?,
        protocol: text("protocol")?,
        source: text("source")?,
        evidence: word(reader, "evidence", EvidenceKind::of)?,
        claims: texts("claims")?,
        role: word(reader, "role", Role::of)?,
        role_reason: text("role_reason")?,
        counts: counts.unwrap_or(true),
        conflicts_with: texts("conflicts_with")?,
        conflict_note: optional("conflict_note")?,
        measurement: measurement(reader)?,
    };
    if let Some(measurement) = &target.measurement {
        check_unit(reader, &target.unit, measurement)?;
    }
    Ok(Located {
        target,
        place: id_field.place(),
        scenario: place_of("scenario"),
        phase: place_of("phase"),
        from_phase: place_of("from_phase"),
        shown_in: place_of("shown_in"),
        claims: place_of("claims"),
        conflicts: place_of("conflicts_with"),
    })
}

fn word<T>(
    reader: &Reader<'_>,
    key: &'static str,
    of: impl Fn(&str) -> Option<T>,
) -> Result<T, InputError> {
    let field = reader.need(key)?;
    of(field.word()?).ok_or_else(|| field.wrong_type())
}

fn measurement(reader: &Reader<'_>) -> Result<Option<Measurement>, InputError> {
    if reader.get("scenario").is_none() {
        for key in ["phase", "reading", "reduce", "from_phase", "shown_in"] {
            if let Some(field) = reader.get(key) {
                let without = "scenario";
                return Err(field.error(Mistake::Idle { key, without }));
            }
        }
        return Ok(None);
    }
    let text = |key: &'static str| Ok::<_, InputError>(reader.need(key)?.text()?.to_owned());
    let reduce = word(reader, "reduce", Reduction::of)?;
    let from_phase = if reduce.is_change() {
        Some(text("from_phase")?)
    } else if let Some(field) = reader.get("from_phase") {
        let (key, without) = ("from_phase", "reduce = \"change\"");
        return Err(field.error(Mistake::Idle { key, without }));
    } else {
        None
    };
    Ok(Some(Measurement {
        scenario: text("scenario")?,
        phase: text("phase")?,
        reading: reader.need("reading")?.name()?.to_owned(),
        reduce,
        from_phase,
        shown_in: shown_in(reader, reduce)?,
    }))
}

fn shown_in(reader: &Reader<'_>, reduce: Reduction) -> Result<Vec<Shown>, InputError> {
    let Some(field) = reader.get("shown_in") else {
        return Ok(Vec::new());
    };
    let texts = field.texts()?;
    let shown = texts.iter().map(|text| {
        let parts: Vec<&str> = text.split('/').collect();
        let (scenario, phase, from_phase) = match (parts[..].as_ref(), reduce.is_change()) {
            ([scenario, phase], false) => (scenario, phase, None),
            ([scenario, phase, from], true) => (scenario, phase, Some((*from).to_owned())),
            (_, changes) => {
                let expected = match changes {
                    true => "scenario/phase/from_phase",
                    false => "scenario/phase",
                };
                return Err(field.error(Mistake::WrongType {
                    expected: expected.to_owned(),
                    found: "another number of parts",
                }));
            }
        };
        Ok(Shown {
            scenario: (*scenario).to_owned(),
            phase: (*phase).to_owned(),
            from_phase,
        })
    });
    shown.collect()
}

/// A number must not be compared with a band in another unit.
fn check_unit(
    reader: &Reader<'_>,
    unit: &str,
    measurement: &Measurement,
) -> Result<(), InputError> {
    let compared = if measurement.reduce.is_relative() {
        "%"
    } else {
        unit_of(&measurement.reading)
    };
    if plain_unit(unit) == plain_unit(compared) {
        return Ok(());
    }
    let mistake = Mistake::UnitMismatch {
        unit: unit.to_owned(),
        reading: measurement.reading.clone(),
        of_reading: if compared.is_empty() {
            "no unit".to_owned()
        } else {
            compared.to_owned()
        },
    };
    Err(reader.error("unit", mistake))
}

/// One spelling of a unit: `1/min` is `/min`, `mmHg.min/L` is `mmHg·min/L`, `m²` is `m2`.
fn plain_unit(unit: &str) -> String {
    let unit = unit.replace('\u{b2}', "2").replace(['.', '\u{b7}'], " ");
    unit.strip_prefix("1/")
        .map_or(unit.clone(), |rest| format!("/{rest}"))
}

//! How a scenario measures a target, from the keys of its row.

use secondheart_body::quantity::unit_of;
use secondheart_laboratory::instrument;
use secondheart_protocol::document::{Field, Reader};
use secondheart_protocol::error::Mistake;
use secondheart_protocol::mistakes::Noted;

use super::word;
use crate::load::unknown;
use crate::measurement::{Case, Measurement, Reduction, Shown};

/// Keys that have no meaning without a scenario.
const OF_SCENARIO: [&str; 15] = [
    "subject",
    "with",
    "without",
    "phase",
    "phases",
    "reading",
    "reduce",
    "against",
    "level",
    "from_phase",
    "from_scenario",
    "from_subject",
    "from_with",
    "from_without",
    "shown_in",
];

/// Fewest phases of a reduction across them.
const FEWEST: usize = 2;

/// The measurement of a row, whose unit is compared with that of the result.
pub(super) fn measurement(
    reader: &Reader<'_>,
    unit: Option<&str>,
) -> Result<Option<Measurement>, Noted> {
    if reader.get("scenario").is_none() {
        for key in OF_SCENARIO {
            if let Some(field) = reader.get(key) {
                let without = "scenario";
                return Err(field.note(Mistake::Idle { key, without }));
            }
        }
        return Ok(None);
    }
    let scenario = reader.required("scenario", Field::text).map(str::to_owned);
    let subject = text(reader, "subject");
    let (with, without) = (texts(reader, "with"), texts(reader, "without"));
    let reading = reader.required("reading", reading);
    let reduce = word(reader, "reduce", Reduction::of)?;
    let phases = phases(reader, reduce);
    let against = needed(reader, reduce, reduce.is_against(), "against", reading_of);
    let is_threshold = reduce == Reduction::Threshold;
    let level = needed(reader, reduce, is_threshold, "level", Field::number);
    let from_phase = from_phase(reader, reduce);
    let case = Case {
        scenario: scenario?,
        subject: subject?,
        with: with?.unwrap_or_default(),
        without: without?.unwrap_or_default(),
    };
    let from_case = from_case(reader, reduce, &case);
    let shown_in = shown_in(reader, reduce);
    let (reading, against) = (reading?.to_owned(), against?);
    if let Some(unit) = unit {
        check_unit(reader, unit, reduce, &reading, against.as_deref())?;
    }
    Ok(Some(Measurement {
        case,
        phases: phases?,
        reading,
        reduce,
        against,
        level: level?,
        from_phase: from_phase?,
        from_case: from_case?,
        shown_in: shown_in?,
    }))
}

fn text(reader: &Reader<'_>, key: &str) -> Result<Option<String>, Noted> {
    let text = reader.optional(key, Field::text)?;
    Ok(text.map(str::to_owned))
}

fn texts(reader: &Reader<'_>, key: &str) -> Result<Option<Vec<String>>, Noted> {
    reader.optional(key, Field::texts)
}

fn reading<'a>(field: &Field<'a>) -> Result<&'a str, Noted> {
    let name = field.name()?;
    if instrument::definition(name).is_some() {
        return Ok(name);
    }
    let known = instrument::definitions();
    let known = known.iter().map(|definition| definition.name);
    Err(field.note(unknown("reading", name, known)))
}

fn reading_of(field: &Field<'_>) -> Result<String, Noted> {
    reading(field).map(str::to_owned)
}

/// The value of a key that a reduction needs, or that has no meaning with it.
fn needed<'a, T>(
    reader: &Reader<'a>,
    reduce: Reduction,
    is_needed: bool,
    key: &'static str,
    read: impl Fn(&Field<'a>) -> Result<T, Noted>,
) -> Result<Option<T>, Noted> {
    let word = reduce.word();
    match (is_needed, reader.get(key)) {
        (true, Some(field)) => read(&field).map(Some),
        (false, None) => Ok(None),
        (true, None) => {
            let mistake = Mistake::ReductionNeeds { reduce: word, key };
            Err(reader.note("reduce", mistake))
        }
        (false, Some(field)) => {
            let mistake = Mistake::NotForReduction { key, reduce: word };
            Err(field.note(mistake))
        }
    }
}

/// The one phase of a reduction, or the phases that it is taken across.
fn phases(reader: &Reader<'_>, reduce: Reduction) -> Result<Vec<String>, Noted> {
    let across = reduce.is_across();
    let several = |field: &Field<'_>| {
        let phases = field.texts()?;
        match phases.len() < FEWEST {
            true => Err(field.note(Mistake::TooFewPhases { fewest: FEWEST })),
            false => Ok(phases),
        }
    };
    let several = needed(reader, reduce, across, "phases", several);
    let one = |field: &Field<'_>| field.text().map(|phase| vec![phase.to_owned()]);
    let one = needed(reader, reduce, !across, "phase", one);
    Ok(several?.or(one?).unwrap_or_default())
}

fn from_phase(reader: &Reader<'_>, reduce: Reduction) -> Result<Option<String>, Noted> {
    match (reduce.is_change(), reader.get("from_phase")) {
        (true, Some(field)) => field.text().map(|phase| Some(phase.to_owned())),
        (true, None) => {
            let of = reader.get("from_scenario").or(reader.get("scenario"));
            let of = of.and_then(|field| field.text().ok()).unwrap_or_default();
            let mistake = Mistake::WithoutReference {
                reduce: reduce.word(),
                scenario: of.to_owned(),
            };
            Err(reader.note("reduce", mistake))
        }
        (false, Some(_)) => Err(without_reference(reader, reduce, "from_phase")),
        (false, None) => Ok(None),
    }
}

/// A reference where nothing is counted from it.
fn without_reference(reader: &Reader<'_>, reduce: Reduction, key: &'static str) -> Noted {
    let words = Reduction::WORDS.iter().copied();
    let changes = words.filter(|word| Reduction::of(word).is_some_and(Reduction::is_change));
    let mistake = Mistake::NoReference {
        key,
        reduce: reduce.word(),
        changes: changes.collect(),
    };
    reader.note(key, mistake)
}

/// What is simulated for the reference, if it is not what is measured. Another scenario is taken as it
/// is; otherwise what is left out is as in the measured case.
fn from_case(reader: &Reader<'_>, reduce: Reduction, own: &Case) -> Result<Option<Case>, Noted> {
    if !reduce.is_change() {
        let keys = ["from_scenario", "from_subject", "from_with", "from_without"];
        let given = keys.into_iter().find(|key| reader.get(key).is_some());
        return match given {
            Some(key) => Err(without_reference(reader, reduce, key)),
            None => Ok(None),
        };
    }
    let scenario = text(reader, "from_scenario");
    let subject = text(reader, "from_subject");
    let (with, without) = (texts(reader, "from_with"), texts(reader, "from_without"));
    let base = match scenario? {
        Some(scenario) => Case::plain(&scenario),
        None => own.clone(),
    };
    let case = Case {
        scenario: base.scenario,
        subject: subject?.or(base.subject),
        with: with?.unwrap_or(base.with),
        without: without?.unwrap_or(base.without),
    };
    Ok(Some(case).filter(|case| case != own))
}

fn shown_in(reader: &Reader<'_>, reduce: Reduction) -> Result<Vec<Shown>, Noted> {
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
                return Err(field.note(Mistake::WrongType {
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
    reduce: Reduction,
    reading: &str,
    against: Option<&str>,
) -> Result<(), Noted> {
    let compared = reduce.unit(unit_of(reading), against.map_or("", unit_of));
    let points = reduce == Reduction::Change && compared == "%" && unit == POINTS;
    if points || plain_unit(unit) == plain_unit(&compared) {
        return Ok(());
    }
    let mistake = Mistake::UnitMismatch {
        unit: unit.to_owned(),
        reading: reading.to_owned(),
        of_reading: if compared.is_empty() {
            "no unit".to_owned()
        } else {
            compared
        },
    };
    Err(reader.note("unit", mistake))
}

/// What people call a change of a percentage.
const POINTS: &str = "points";

/// One spelling of a unit: `1/min` is `/min`, `mmHg.min/L` is `mmHg·min/L`, `m²` is `m2`, `mL/kg/min` is
/// `mL/(kg min)`.
fn plain_unit(unit: &str) -> String {
    let unit = unit.replace('\u{b2}', "2").replace(['.', '\u{b7}'], " ");
    let unit = unit.replace("/kg/min", "/(kg min)");
    unit.strip_prefix("1/")
        .map_or(unit.clone(), |rest| format!("/{rest}"))
}

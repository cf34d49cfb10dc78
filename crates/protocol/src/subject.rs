//! Subject files: the simulated person.

use std::path::Path;
use std::sync::Arc;

use secondheart_body::quantity::unit_of;
use secondheart_body::{Sex, Subject};

use crate::document::{self, Field, Key, Kind, Limits, Node, Reader, Value};
use crate::error::{InputError, Location, Mistake, Source};
use crate::mistakes::{InputErrors, Mistakes, Noted};
use crate::quantity::Dimension;
use crate::reference::{self, Meaning};

/// Key of the capacity, which is a plain number.
const PEAK: &str = "peak_oxygen_uptake_ml_per_kg_min";

const SEXES: [&str; 2] = ["female", "male"];

const fn limits((low, high): (f64, f64)) -> Limits {
    Limits::of(low, high)
}

pub(crate) static SUBJECT: &[Key] = &[
    Key::required("name", Kind::Text, "A name for tables and reports."),
    Key::required(
        "sex",
        Kind::Word("sex", &SEXES),
        "Whose reference values are taken.",
    ),
    Key::required(
        "age",
        Kind::Quantity(Dimension::Age, limits(Subject::AGE_YEARS)),
        "Age.",
    ),
    Key::required(
        "stature",
        Kind::Quantity(Dimension::Length, limits(Subject::STATURE_CM)),
        "Stature.",
    ),
    Key::required(
        "mass",
        Kind::Quantity(Dimension::Mass, limits(Subject::MASS_KG)),
        "Body mass.",
    ),
    Key::required(
        "resting_heart_rate",
        Kind::Quantity(Dimension::Rate, limits(Subject::RESTING_HEART_RATE_PER_MIN)),
        "Heart rate lying at rest.",
    ),
    Key::optional(
        PEAK,
        Kind::Number(limits(Subject::PEAK_OXYGEN_UPTAKE_ML_PER_KG_MIN)),
        "Peak oxygen uptake of the healthy person (default: usual for age and sex).",
    ),
];

/// The shipped subjects: name and file text.
static SHIPPED: &[(&str, &str)] = &[
    (
        "reference-man",
        include_str!("../../../subjects/reference-man.toml"),
    ),
    (
        "reference-woman",
        include_str!("../../../subjects/reference-woman.toml"),
    ),
    (
        "endurance-athlete",
        include_str!("../../../subjects/endurance-athlete.toml"),
    ),
];

/// Names of the shipped subjects.
pub fn shipped() -> impl Iterator<Item = &'static str> + Clone {
    SHIPPED.iter().map(|(name, _)| *name)
}

/// The shipped subject that a reference means: `reference-woman`, with or without path and ending, if
/// there is no such file.
pub fn find_shipped(reference: &str) -> Option<&'static str> {
    match meaning(reference, Path::new("")) {
        Meaning::Shipped(name) => shipped().find(|shipped| *shipped == name),
        _ => None,
    }
}

fn meaning<'a>(reference: &'a str, folder: &Path) -> Meaning<'a> {
    let is_shipped = |name: &str| shipped().any(|shipped| shipped == name);
    reference::meaning(reference, folder, "subjects", is_shipped)
}

/// Finds a subject: a shipped name such as `reference-woman`, or the path of a file.
///
/// # Errors
/// There is no such subject, or all mistakes in its file.
///
/// # Example
/// ```
/// use secondheart_body::Sex;
/// use secondheart_protocol::subject;
///
/// let woman = subject::find("reference-woman")?;
/// assert_eq!((woman.sex, woman.stature_cm), (Sex::Female, 163.0));
/// # Ok::<(), secondheart_protocol::mistakes::InputErrors>(())
/// ```
pub fn find(reference: &str) -> Result<Subject, InputErrors> {
    find_from(reference, Path::new(""), Location::asked)
}

/// Finds a subject from a folder; `location` is where it is referred to.
fn find_from(
    reference: &str,
    folder: &Path,
    location: impl FnOnce() -> Location,
) -> Result<Subject, InputErrors> {
    let unknown = || Mistake::unknown_word("subject", reference, shipped());
    match meaning(reference, folder) {
        Meaning::File(path) => read(&path),
        Meaning::Shipped(shipped) => match SHIPPED.iter().find(|(name, _)| *name == shipped) {
            Some((name, text)) => parse(text, &format!("subjects/{name}.toml")),
            None => Err(InputError::new(location(), unknown()).into()),
        },
        Meaning::Unknown => Err(InputError::new(location(), unknown()).into()),
    }
}

/// Reads the subject of a scenario: a table, or a reference from the folder of its file.
pub(crate) fn of_scenario(field: &Field<'_>, mistakes: &Mistakes) -> Result<Subject, Noted> {
    match &field.node.value {
        Value::Text(reference) => {
            let file = Path::new(&field.node.source.name);
            let folder = file.parent().unwrap_or(Path::new(""));
            let found = find_from(reference, folder, || field.location());
            found.map_err(|errors| mistakes.note_all(errors))
        }
        Value::Table(_) => from_node(field.node, &field.path, mistakes),
        _ => Err(field.wrong_type()),
    }
}

/// Reads a subject file.
pub fn read(path: &Path) -> Result<Subject, InputErrors> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| {
        let what = "the file".to_owned();
        let mistake = Mistake::Unreadable {
            what,
            reason: error.to_string(),
        };
        InputErrors::from(InputError::new(Location::whole(&shown), mistake))
    })?;
    parse(&text, &shown)
}

/// Reads a subject from a text; `file` is its path for messages.
pub fn parse(text: &str, file: &str) -> Result<Subject, InputErrors> {
    let source = Source {
        name: file.to_owned(),
        text: text.to_owned(),
        is_file: true,
    };
    let mistakes = Mistakes::default();
    let read = document::parse(&Arc::new(source), SUBJECT, &mistakes)
        .and_then(|root| from_node(&root, "", &mistakes));
    mistakes.finish(read)
}

/// Reads a subject from its table; `path` is its key for messages.
pub(crate) fn from_node(node: &Node, path: &str, mistakes: &Mistakes) -> Result<Subject, Noted> {
    let reader = Reader::new(node, path, SUBJECT, mistakes)?;
    let name = reader.required("name", Field::text);
    let sex = reader.required("sex", Field::word);
    let age_years = reader.required("age", Field::quantity);
    let stature_cm = reader.required("stature", Field::quantity);
    let mass_kg = reader.required("mass", Field::quantity);
    let resting_heart_rate_per_min = reader.required("resting_heart_rate", Field::quantity);
    let peak = reader.optional(PEAK, Field::number);
    if let (Ok(stature_cm), Ok(mass_kg)) = (stature_cm, mass_kg) {
        check_body_mass_index(&reader, stature_cm, mass_kg)?;
    }
    Ok(Subject {
        name: name?.to_owned(),
        sex: match sex? {
            "female" => Sex::Female,
            _ => Sex::Male,
        },
        age_years: age_years?,
        stature_cm: stature_cm?,
        mass_kg: mass_kg?,
        resting_heart_rate_per_min: resting_heart_rate_per_min?,
        peak_oxygen_uptake_ml_per_kg_min: peak?,
    })
}

fn check_body_mass_index(reader: &Reader<'_>, stature_cm: f64, mass_kg: f64) -> Result<(), Noted> {
    let index = Subject {
        stature_cm,
        mass_kg,
        ..Subject::default()
    }
    .body_mass_index();
    let (low, high) = Subject::BODY_MASS_INDEX;
    if (low..=high).contains(&index) {
        return Ok(());
    }
    let reason = format!(
        "{mass_kg} kg at {stature_cm} cm is a body mass index of {index:.0} kg/m\u{b2}, outside \
         {low} to {high}"
    );
    Err(reader.note("mass", Mistake::Impossible { reason }))
}

/// A subject in one line: name, sex, age, stature, mass, resting heart rate, and peak oxygen uptake if it
/// is known.
pub fn line(subject: &Subject) -> String {
    let sex = match subject.sex {
        Sex::Female => "female",
        Sex::Male => "male",
    };
    let peak = subject.peak_oxygen_uptake_ml_per_kg_min;
    let unit = unit_of(PEAK);
    let peak = peak.map_or(String::new(), |peak| {
        format!(", peak oxygen uptake {peak} {unit}")
    });
    format!(
        "{}, {sex}, {} years, {} cm, {} kg, {} beats a minute at rest{peak}",
        subject.name,
        subject.age_years,
        subject.stature_cm,
        subject.mass_kg,
        subject.resting_heart_rate_per_min
    )
}

/// The JSON schema of the subject file.
pub fn schema() -> serde_json::Value {
    document::schema(
        "secondheart subject",
        "The person that is simulated.",
        SUBJECT,
    )
}

//! Healthy people in graded upright cycling: means of studies, each at its oxygen uptake, from
//! `data/people_at_work.toml`.
//!
//! Between two uptakes of a study its mean is interpolated; it is never extrapolated, and a study with
//! one uptake stands for loads within [`NEAR_L_PER_MIN`] of it.

use std::sync::Arc;

use secondheart_protocol::document::{self, Field, Key, Kind, Limits, Reader};
use secondheart_protocol::error::Source;
use secondheart_protocol::mistakes::{InputErrors, Mistakes, Noted};

use crate::overview::{StudyValue, WorkSlope, WorkStudy};

const FILE: &str = "crates/report/data/people_at_work.toml";
const TEXT: &str = include_str!("../../data/people_at_work.toml");

/// Readings for which studies are shown.
pub(crate) const READINGS: [&str; 7] = [
    "cardiac_output_l_per_min",
    "heart_rate_per_min",
    "stroke_volume_ml",
    "mean_arterial_pressure_mmhg",
    "pulmonary_wedge_pressure_mmhg",
    "arteriovenous_oxygen_difference_ml_per_dl",
    "leg_flow_both_ml_per_min",
];

const NAME: Key = Key::required("name", Kind::Text, "First author and year.");
const PEOPLE: Key = Key::required("people", Kind::Text, "Who was measured, in what work.");
const SOURCE: Key = Key::required("source", Kind::Text, "The publication.");
const SEEN: Key = Key::required(
    "seen",
    Kind::Word("kind of source", &["table", "abstract", "memory"]),
    "What was read.",
);
const READING: Key = Key::required(
    "reading",
    Kind::Word("reading", &READINGS),
    "What was measured.",
);

static KEYS: &[Key] = &[
    Key::required("study", Kind::Tables(STUDY), "Studies with values."),
    Key::required("slope", Kind::Tables(SLOPE), "Studies with changes."),
];

static STUDY: &[Key] = &[
    NAME,
    PEOPLE,
    SOURCE,
    SEEN,
    Key::optional(
        "half_reclining",
        Kind::Flag,
        "Whether the people reclined and did not sit upright.",
    ),
    Key::required(
        "note",
        Kind::Text,
        "What was computed from what is printed.",
    ),
    Key::required("values", Kind::Tables(VALUE), "The means."),
];

static VALUE: &[Key] = &[
    Key::required(
        "uptake_l_per_min",
        Kind::Number(Limits::POSITIVE),
        "Oxygen uptake.",
    ),
    READING,
    Key::required("mean", Kind::Number(Limits::ANY), "Mean."),
    Key::optional(
        "sd",
        Kind::Number(Limits::POSITIVE),
        "Standard deviation between people.",
    ),
];

static SLOPE: &[Key] = &[
    NAME,
    PEOPLE,
    SOURCE,
    SEEN,
    Key::required("up_to_w", Kind::Number(Limits::POSITIVE), "Largest load."),
    Key::required("values", Kind::Tables(CHANGE), "The changes."),
];

static CHANGE: &[Key] = &[
    READING,
    Key::required("per_w", Kind::Number(Limits::ANY), "Change per W."),
];

/// The studies, those with values and those with changes.
///
/// # Errors
/// Mistakes in the file, which the tests exclude.
pub(super) fn studies() -> Result<(Vec<WorkStudy>, Vec<WorkSlope>), InputErrors> {
    let mistakes = Mistakes::default();
    let read = read(&mistakes);
    mistakes.finish(read)
}

fn read(mistakes: &Mistakes) -> Result<(Vec<WorkStudy>, Vec<WorkSlope>), Noted> {
    let source = Arc::new(Source {
        name: FILE.to_owned(),
        text: TEXT.to_owned(),
        is_file: true,
    });
    let root = document::parse(&source, KEYS, mistakes)?;
    let reader = Reader::new(&root, "", KEYS, mistakes)?;
    let studies = reader.items("study", STUDY, study)?;
    let slopes = reader.items("slope", SLOPE, slope)?;
    Ok((studies, slopes))
}

fn text(reader: &Reader<'_>, key: &'static str) -> Result<String, Noted> {
    reader.required(key, Field::text).map(str::to_owned)
}

fn study(reader: &Reader<'_>) -> Result<WorkStudy, Noted> {
    reader.required("seen", Field::word)?;
    let value = |reader: &Reader<'_>| {
        Ok(StudyValue {
            reading: reader.required("reading", Field::word)?,
            uptake_l_per_min: reader.required("uptake_l_per_min", Field::number)?,
            mean: reader.required("mean", Field::number)?,
            sd: reader.optional("sd", Field::number)?,
        })
    };
    Ok(WorkStudy {
        name: text(reader, "name")?,
        people: text(reader, "people")?,
        half_reclining: reader
            .optional("half_reclining", Field::flag)?
            .unwrap_or(false),
        source: text(reader, "source")?,
        note: text(reader, "note")?,
        values: reader.items("values", VALUE, value)?,
    })
}

fn slope(reader: &Reader<'_>) -> Result<WorkSlope, Noted> {
    reader.required("seen", Field::word)?;
    let change = |reader: &Reader<'_>| {
        let reading = reader.required("reading", Field::word)?;
        Ok((reading, reader.required("per_w", Field::number)?))
    };
    Ok(WorkSlope {
        name: text(reader, "name")?,
        people: text(reader, "people")?,
        source: text(reader, "source")?,
        up_to_w: reader.required("up_to_w", Field::number)?,
        per_w: reader.items("values", CHANGE, change)?,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_panel_has_two_studies_or_more() {
        let (studies, slopes) = studies().unwrap();
        for reading in READINGS {
            let of = studies
                .iter()
                .filter(|study| study.of(reading).next().is_some());
            let sources: BTreeSet<&str> = of.map(WorkStudy::publication).collect();
            assert!(sources.len() >= 2, "{reading}: {sources:?}");
        }
        assert_eq!(slopes.len(), 1);
    }

    #[test]
    fn the_wedge_pressure_is_told_to_be_of_half_reclining_people() {
        let mut studies = studies().unwrap().0;
        let told = WorkStudy::of_half_reclining(&studies);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].starts_with(
                "Studies of pulmonary wedge pressure measured half-reclining people: "
            ) && told[0].contains("Wright 2016 (28 men and women of 55 years, half reclining"),
            "{told:?}"
        );
        for study in &mut studies {
            study.half_reclining &= !study.name.contains("Wright");
        }
        assert!(WorkStudy::of_half_reclining(&studies).is_empty());
    }

    #[test]
    fn output_is_uptake_over_the_difference_within_a_tenth_wherever_a_study_has_both() {
        let mut checked = 0;
        for study in studies().unwrap().0 {
            for value in study.of("cardiac_output_l_per_min") {
                let difference = study.of("arteriovenous_oxygen_difference_ml_per_dl");
                let mut difference =
                    difference.filter(|own| own.uptake_l_per_min == value.uptake_l_per_min);
                let Some(difference) = difference.next() else {
                    continue;
                };
                let fick = 100.0 * value.uptake_l_per_min / difference.mean;
                assert!(
                    (fick / value.mean - 1.0).abs() < 0.1,
                    "{}: {fick} {}",
                    study.name,
                    value.mean
                );
                checked += 1;
            }
        }
        assert!(checked >= 6, "{checked}");
    }

    #[test]
    fn a_mean_is_interpolated_within_a_study_and_not_beyond_it() {
        let value = |uptake_l_per_min, mean| StudyValue {
            reading: READINGS[1],
            uptake_l_per_min,
            mean,
            sd: None,
        };
        let study = |values| WorkStudy {
            values,
            ..WorkStudy::default()
        };
        let two = study(vec![value(0.5, 80.0), value(2.5, 160.0)]);
        let at = |study: &WorkStudy, uptake| study.at(READINGS[1], uptake).map(|(mean, _)| mean);
        assert_eq!(at(&two, 1.5), Some(120.0));
        assert_eq!(at(&two, 0.5), Some(80.0));
        assert_eq!(at(&two, 2.6), Some(160.0), "near its end");
        assert_eq!(at(&two, 3.0), None);
        assert_eq!(at(&two, 0.1), None);
        assert_eq!(two.at(READINGS[2], 1.5), None);
        let one = study(vec![value(2.0, 150.0)]);
        assert_eq!(at(&one, 2.1), Some(150.0));
        assert_eq!(at(&one, 1.5), None);
    }
}

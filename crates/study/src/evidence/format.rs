//! The keys of the evidence files.

use crate::document::{Key, Kind, Limits};

use super::target::{BandBasis, EvidenceKind, Reduction, Role};

const fn key(name: &'static str, kind: Kind, about: &'static str) -> Key {
    Key {
        name,
        kind,
        required: false,
        about,
    }
}

const fn required(name: &'static str, kind: Kind, about: &'static str) -> Key {
    Key {
        name,
        kind,
        required: true,
        about,
    }
}

pub(super) static TARGETS: &[Key] = &[
    key("phenomenon", Kind::Text, "Heading of the file's rows."),
    required("target", Kind::Tables(TARGET), "Human measurements."),
];

pub(super) static TARGET: &[Key] = &[
    required("id", Kind::Text, "Short name, unique in all files."),
    required("quantity", Kind::Text, "What was measured."),
    required("unit", Kind::Text, "Unit of mean, low and high."),
    required("mean", Kind::Number(Limits::ANY), "What was measured."),
    required("low", Kind::Number(Limits::ANY), "Lowest accepted value."),
    required("high", Kind::Number(Limits::ANY), "Highest accepted value."),
    required(
        "band_basis",
        Kind::Word("basis of a band", BandBasis::WORDS),
        "Where the band comes from.",
    ),
    key("spread_note", Kind::Text, "More about the band."),
    required("population", Kind::Text, "Who was measured."),
    required("protocol", Kind::Text, "How it was measured."),
    required("source", Kind::Text, "The publication."),
    required(
        "evidence",
        Kind::Word("kind of evidence", EvidenceKind::WORDS),
        "What kind of source it is.",
    ),
    required("claims", Kind::Texts, "Ids of claims that it bears on."),
    required(
        "role",
        Kind::Word("role", Role::WORDS),
        "What a comparison with it proves.",
    ),
    required("role_reason", Kind::Text, "Why it has that role."),
    key(
        "counts",
        Kind::Flag,
        "Whether it takes part in the counts (true).",
    ),
    key(
        "conflicts_with",
        Kind::Texts,
        "Ids of rows that contradict it.",
    ),
    key(
        "conflict_note",
        Kind::Text,
        "What disagrees, and which counts.",
    ),
    key("scenario", Kind::Text, "A shipped scenario, or a path."),
    key("phase", Kind::Text, "Phase or window of the scenario."),
    key("reading", Kind::Name, "Name of the reading."),
    key(
        "reduce",
        Kind::Word("reduction", Reduction::WORDS),
        "How the reading becomes one number.",
    ),
    key("from_phase", Kind::Text, "Reference of a change."),
];

pub(super) static CLAIMS: &[Key] = &[required("claim", Kind::Tables(CLAIM), "Claims.")];

pub(super) static CLAIM: &[Key] = &[
    required("id", Kind::Text, "Short name."),
    required("text", Kind::Text, "What is claimed."),
];

pub(super) static MISSES: &[Key] = &[key("miss", Kind::Tables(MISS), "Targets that are missed.")];

pub(super) static MISS: &[Key] = &[
    required("id", Kind::Text, "Id of the target."),
    required("why", Kind::Text, "Why it is missed, one sentence."),
];

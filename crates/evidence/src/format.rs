//! The keys of the evidence files.

use secondheart_body::Subject;
use secondheart_protocol::document::{Key, Kind, Limits};
use secondheart_protocol::quantity::Dimension;

use super::explanation::Confidence;
use super::holds_for::{POSTURES, PROTOCOLS};
use super::measurement::Reduction;
use super::published::Compared;
use super::target::{BandBasis, EvidenceKind, Role};

pub(super) static TARGETS: &[Key] = &[
    Key::optional("phenomenon", Kind::Text, "Heading of the file's rows."),
    Key::required("target", Kind::Tables(TARGET), "Human measurements."),
];

pub(super) static TARGET: &[Key] = &[
    Key::required("id", Kind::Text, "Short name, unique in all files."),
    Key::required("quantity", Kind::Text, "What was measured."),
    Key::required("unit", Kind::Text, "Unit of mean, low and high."),
    Key::required("mean", Kind::Number(Limits::ANY), "What was measured."),
    Key::required("low", Kind::Number(Limits::ANY), "Lowest accepted value."),
    Key::required("high", Kind::Number(Limits::ANY), "Highest accepted value."),
    Key::required(
        "band_basis",
        Kind::Word("basis of a band", BandBasis::WORDS),
        "Where the band comes from.",
    ),
    Key::optional("spread_note", Kind::Text, "More about the band."),
    Key::required("population", Kind::Text, "Who was measured."),
    Key::required("holds_for", Kind::Table(HOLDS_FOR), "For whom it holds."),
    Key::required("protocol", Kind::Text, "How it was measured."),
    Key::required("source", Kind::Text, "The publication."),
    Key::optional("url", Kind::Text, "Address of the publication."),
    Key::optional(
        "quote",
        Kind::Text,
        "The words of the publication that hold the number.",
    ),
    Key::required(
        "evidence",
        Kind::Word("kind of evidence", EvidenceKind::WORDS),
        "What kind of source it is.",
    ),
    Key::required("claims", Kind::Texts, "Ids of claims that it bears on."),
    Key::required(
        "role",
        Kind::Word("role", Role::WORDS),
        "What a comparison with it proves.",
    ),
    Key::required("role_reason", Kind::Text, "Why it has that role."),
    Key::optional(
        "counts",
        Kind::Flag,
        "Whether it takes part in the counts (true).",
    ),
    Key::optional(
        "conflicts_with",
        Kind::Texts,
        "Ids of rows that contradict it.",
    ),
    Key::optional(
        "conflict_note",
        Kind::Text,
        "What disagrees, and which counts.",
    ),
    Key::optional("scenario", Kind::Text, "A shipped scenario, or a path."),
    Key::optional(
        "subject",
        Kind::Text,
        "The person, if not the scenario's own: a shipped subject, or a path.",
    ),
    Key::optional(
        "with",
        Kind::Texts,
        "Conditions and interventions beside the scenario's own.",
    ),
    Key::optional(
        "without",
        Kind::Texts,
        "Mechanisms of the body that are switched off.",
    ),
    Key::optional("phase", Kind::Text, "Phase or window of the scenario."),
    Key::optional(
        "phases",
        Kind::Texts,
        "Phases or windows that a slope or an intercept is taken across.",
    ),
    Key::optional("reading", Kind::Name, "Name of the reading."),
    Key::optional(
        "reduce",
        Kind::Word("reduction", Reduction::WORDS),
        "How the reading becomes one number.",
    ),
    Key::optional(
        "against",
        Kind::Name,
        "Reading that a slope, an intercept or a threshold is taken against.",
    ),
    Key::optional(
        "level",
        Kind::Number(Limits::ANY),
        "Value of the reading at a threshold.",
    ),
    Key::optional("from_phase", Kind::Text, "Reference of a change."),
    Key::optional(
        "from_scenario",
        Kind::Text,
        "Scenario of the reference, if it is another one.",
    ),
    Key::optional(
        "from_subject",
        Kind::Text,
        "Person of the reference, if it is another one.",
    ),
    Key::optional(
        "from_with",
        Kind::Texts,
        "Conditions and interventions of the reference, if they are others.",
    ),
    Key::optional(
        "from_without",
        Kind::Texts,
        "Mechanisms that are switched off in the reference, if they are others.",
    ),
    Key::optional(
        "shown_in",
        Kind::Texts,
        "Similar phases whose report also shows the band: scenario/phase, /from_phase with a change.",
    ),
];

static SEXES: [&str; 3] = ["male", "female", "any"];

const AGES: Limits = Limits::of(Subject::AGE_YEARS.0, Subject::AGE_YEARS.1);

pub(super) static HOLDS_FOR: &[Key] = &[
    Key::required("sex", Kind::Word("sex", &SEXES), "Sex of the people."),
    Key::optional(
        "from_age",
        Kind::Quantity(Dimension::Age, AGES),
        "Lowest age (default with to_age: lowest age of an adult).",
    ),
    Key::optional(
        "to_age",
        Kind::Quantity(Dimension::Age, AGES),
        "Highest age (default with from_age: highest age of an adult).",
    ),
    Key::required(
        "health",
        Kind::Text,
        "healthy, the name of a condition, other, or any.",
    ),
    Key::optional(
        "treatment",
        Kind::Text,
        "The name of an intervention that the people wore or had had.",
    ),
    Key::optional(
        "trained",
        Kind::Flag,
        "Whether the people were trained, where it matters.",
    ),
    Key::required(
        "posture",
        Kind::Word("posture", &POSTURES),
        "Posture in the measurement.",
    ),
    Key::required(
        "protocol",
        Kind::Word("protocol", &PROTOCOLS),
        "What the people did, or what was done to them.",
    ),
];

pub(super) static CLAIMS: &[Key] = &[Key::required("claim", Kind::Tables(CLAIM), "Claims.")];

pub(super) static CLAIM: &[Key] = &[
    Key::required("id", Kind::Text, "Short name."),
    Key::required("text", Kind::Text, "What is claimed."),
    Key::optional(
        "decisive",
        Kind::Texts,
        "Ids of rows that must hold for the claim to be shown.",
    ),
    Key::optional(
        "review",
        Kind::Table(REVIEW),
        "The person who read the claim with its protocol and its rows.",
    ),
];

pub(super) static REVIEW: &[Key] = &[
    Key::required("by", Kind::Text, "Who read it."),
    Key::required("on", Kind::Text, "When, as 2026-11-28."),
];

pub(super) static EXPLANATIONS: &[Key] = &[
    Key::optional(
        "reference",
        Kind::Tables(REFERENCE),
        "The numbered references of the article.",
    ),
    Key::optional(
        "explanation",
        Kind::Tables(EXPLANATION),
        "What claims mean, in words.",
    ),
];

pub(super) static REFERENCE: &[Key] = &[
    Key::required("number", Kind::Count, "Its number in the article."),
    Key::required("text", Kind::Text, "What it is, probably."),
    Key::required(
        "confidence",
        Kind::Word("confidence", Confidence::WORDS),
        "How sure that is.",
    ),
];

pub(super) static EXPLANATION: &[Key] = &[
    Key::required("claim", Kind::Text, "Id of the claim."),
    Key::required(
        "patient",
        Kind::Text,
        "For a reader without training; {MP01} and {MP01.band} stand for numbers.",
    ),
    Key::required("student", Kind::Text, "For a student."),
    Key::required(
        "clinician",
        Kind::Text,
        "For a physician or a physiologist.",
    ),
    Key::required(
        "limits",
        Kind::Text,
        "What is left out, and what must not be concluded.",
    ),
    Key::optional(
        "article",
        Kind::Count,
        "Number of the article's reference for the claim.",
    ),
    Key::optional("next", Kind::Tables(QUESTION), "Questions that lead on."),
];

pub(super) static QUESTION: &[Key] = &[
    Key::required("question", Kind::Text, "The question."),
    Key::required("command", Kind::Text, "The command that answers it."),
];

pub(super) static COURSES: &[Key] = &[Key::optional(
    "course",
    Kind::Tables(COURSE),
    "Published courses in time.",
)];

pub(super) static COURSE: &[Key] = &[
    Key::required("id", Kind::Text, "Name, fit for a file."),
    Key::required("title", Kind::Text, "What it is of."),
    Key::required("scenario", Kind::Text, "A shipped scenario, or a path."),
    Key::required(
        "phase",
        Kind::Text,
        "Phase or window at whose start the time is zero.",
    ),
    Key::optional(
        "before",
        Kind::Quantity(Dimension::Time, Limits::NOT_NEGATIVE),
        "Time drawn before zero (none).",
    ),
    Key::required(
        "until",
        Kind::Quantity(Dimension::Time, Limits::POSITIVE),
        "Time drawn after zero.",
    ),
    Key::required("reading", Kind::Name, "Name of the reading."),
    Key::required(
        "compared",
        Kind::Word("comparison", Compared::WORDS),
        "What of the reading is drawn.",
    ),
    Key::optional("reference", Kind::Text, "Phase or window of the reference."),
    Key::required(
        "note",
        Kind::Text,
        "How much is published, and what differs.",
    ),
    Key::required("point", Kind::Tables(POINT), "The points."),
];

pub(super) static POINT: &[Key] = &[
    Key::required(
        "at",
        Kind::Quantity(Dimension::Time, Limits::ANY),
        "Time after zero.",
    ),
    Key::optional(
        "from",
        Kind::Quantity(Dimension::Time, Limits::ANY),
        "Start of the span to which it belongs (at).",
    ),
    Key::optional(
        "until",
        Kind::Quantity(Dimension::Time, Limits::ANY),
        "End of that span (at).",
    ),
    Key::optional("row", Kind::Text, "Id of the row that it is."),
    Key::optional("mean", Kind::Number(Limits::ANY), "What was measured."),
    Key::optional("low", Kind::Number(Limits::ANY), "Lower end of the spread."),
    Key::optional(
        "high",
        Kind::Number(Limits::ANY),
        "Upper end of the spread.",
    ),
    Key::optional("source", Kind::Text, "The publication, if not the row's."),
    Key::optional("url", Kind::Text, "Address of the publication."),
    Key::optional(
        "read_from",
        Kind::Text,
        "Where it was read, and how the spread follows.",
    ),
];

pub(super) static MISSES: &[Key] = &[Key::optional(
    "miss",
    Kind::Tables(MISS),
    "Targets that are missed.",
)];

pub(super) static MISS: &[Key] = &[
    Key::required("id", Kind::Text, "Id of the target."),
    Key::required("why", Kind::Text, "Why it is missed, one sentence."),
];

pub(super) static FIRST_SIGHT: &[Key] = &[
    Key::required(
        "goal_pct",
        Kind::Number(Limits::of(0.0, 100.0)),
        "Share that is aimed at.",
    ),
    Key::required(
        "batch",
        Kind::Tables(BATCH),
        "Rows measured for the first time.",
    ),
];

pub(super) static BATCH: &[Key] = &[
    Key::required("what", Kind::Text, "What the rows are of."),
    Key::required("measured", Kind::Count, "Rows run for the first time."),
    Key::required("in_band", Kind::Whole, "Those in band in that run."),
    Key::required("record", Kind::Text, "Where it is recorded."),
];

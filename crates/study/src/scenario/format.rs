//! The keys of a scenario file. The reader and the JSON schema both follow these tables.

use crate::document::{Key, Kind, Limits};
use crate::quantity::Dimension;

use crate::subject::SUBJECT;

use super::motion::{ACTIVITY_PATTERNS, MANNERS, POSTURES};

/// Longest step that the solver is built for, seconds.
pub const LONGEST_STEP_S: f64 = 0.01;

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

pub(super) const POSTURE_KIND: Kind = Kind::WordOrTable("posture", &POSTURES, POSTURE);

pub(super) static SCENARIO: &[Key] = &[
    key(
        "name",
        Kind::Name,
        "Short name, fit for a folder; the file's own name if not given.",
    ),
    key("title", Kind::Text, "One line for tables and headings."),
    key(
        "description",
        Kind::Text,
        "What the protocol is, and for whom.",
    ),
    key(
        "sources",
        Kind::Texts,
        "Publications that the protocol follows.",
    ),
    key(
        "extends",
        Kind::Text,
        "Another scenario to take over: a shipped name, or a path.",
    ),
    key(
        "start",
        POSTURE_KIND,
        "Posture whose steady state the body starts from (supine).",
    ),
    key(
        "set",
        Kind::Settings,
        "Parameters by dotted name, in force before the start: a number, or a table of value and \
         source.",
    ),
    key(
        "subject",
        Kind::Table(SUBJECT),
        "Who is simulated unless another subject is asked for.",
    ),
    key(
        "step",
        Kind::Quantity(Dimension::Time, Limits::of(1e-5, LONGEST_STEP_S)),
        "Time step unless another one is asked for (the body's own).",
    ),
    key(
        "version",
        Kind::Text,
        "Version of the program that wrote the file, in the record of a run.",
    ),
    key(
        "command",
        Kind::Text,
        "Command that was run, in the record of a run.",
    ),
    key("phase", Kind::Tables(PHASE), "What happens, in order."),
    key(
        "window",
        Kind::Tables(WINDOW),
        "Stretches of phases that are read by themselves.",
    ),
];

pub(super) static PHASE: &[Key] = &[
    required("name", Kind::Name, "Name for readings."),
    required(
        "duration",
        Kind::Quantity(Dimension::Time, Limits::POSITIVE),
        "How long.",
    ),
    key(
        "start",
        Kind::Quantity(Dimension::Time, Limits::NOT_NEGATIVE),
        "Time after the start of the scenario; the end of the phase before if not given.",
    ),
    key(
        "posture",
        POSTURE_KIND,
        "Posture to move to at the start of the phase.",
    ),
    key(
        "ramp",
        Kind::Quantity(Dimension::Time, Limits::NOT_NEGATIVE),
        "Duration of the movement to the posture (3 s).",
    ),
    key(
        "manner",
        Kind::Word("manner", &MANNERS),
        "Who moves: the subject (active, the default) or a table or another person (passive).",
    ),
    key(
        "activity",
        Kind::WordOrTable("activity", &ACTIVITY_PATTERNS, ACTIVITY),
        "Muscle work from the start of the phase on; rest ends it.",
    ),
    key(
        "set",
        Kind::Settings,
        "Parameters set at the start of the phase, by dotted name.",
    ),
];

pub(super) static WINDOW: &[Key] = &[
    required("name", Kind::Name, "Name for readings."),
    required("phase", Kind::Name, "The phase that the window lies in."),
    required(
        "start",
        Kind::Quantity(Dimension::Time, Limits::NOT_NEGATIVE),
        "Start after the start of the phase.",
    ),
    required(
        "end",
        Kind::Quantity(Dimension::Time, Limits::POSITIVE),
        "End after the start of the phase.",
    ),
];

// The limits are what a body can be asked to do at all, wider than any protocol: joint ranges of a
// supple adult rounded up (estimate: textbook goniometry gives hip flexion about 120, knee flexion
// about 135 to 150, plantar flexion about 50, dorsiflexion about 20 degrees), and the 5 g that a
// seated person stays conscious at for some seconds without a suit (estimate).
pub(super) static POSTURE: &[Key] = &[
    key(
        "trunk",
        Kind::Quantity(Dimension::Angle, Limits::of(-90.0, 90.0)),
        "Elevation of the trunk above the horizontal (0 deg; head-down is negative).",
    ),
    key(
        "hip",
        Kind::Quantity(Dimension::Angle, Limits::of(-30.0, 140.0)),
        "Hip flexion (0 deg is a leg in line with the trunk).",
    ),
    key(
        "knee",
        Kind::Quantity(Dimension::Angle, Limits::of(0.0, 160.0)),
        "Knee flexion (0 deg is a straight leg).",
    ),
    key(
        "ankle",
        Kind::Quantity(Dimension::Angle, Limits::of(-40.0, 60.0)),
        "Plantar flexion (0 deg is a foot at a right angle to the shank).",
    ),
    key(
        "gravity",
        Kind::Quantity(Dimension::Gravity, Limits::of(0.0, 5.0)),
        "Strength of gravity (1 g).",
    ),
    key(
        "weight_bearing",
        Kind::Number(Limits::of(0.0, 1.0)),
        "Share of the body weight that the feet carry (0).",
    ),
];

pub(super) static ACTIVITY: &[Key] = &[
    required(
        "pattern",
        Kind::Word("activity", &ACTIVITY_PATTERNS),
        "Which muscle work.",
    ),
    key(
        "rate",
        Kind::Quantity(Dimension::Rate, Limits::POSITIVE),
        "Cycles a minute: tiptoes, ankle pumps, pedal turns.",
    ),
    key(
        "speed",
        Kind::Quantity(Dimension::Speed, Limits::POSITIVE),
        "Speed of going.",
    ),
    key(
        "power",
        Kind::Quantity(Dimension::Power, Limits::NOT_NEGATIVE),
        "External mechanical power of cycling.",
    ),
    key("count", Kind::Count, "Stop after so many cycles."),
    key(
        "strength",
        Kind::Number(Limits::NOT_NEGATIVE),
        "Strength relative to the pattern's own (1).",
    ),
];

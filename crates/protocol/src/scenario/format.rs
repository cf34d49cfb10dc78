//! The keys of a scenario file. The reader and the JSON schema both follow these tables.

use crate::document::{Key, Kind, Limits};
use crate::quantity::Dimension;
use secondheart_body::change::SHORTEST_MOVEMENT_S;
use secondheart_body::condition::Sort;
use secondheart_body::{Activity, Posture};

use crate::subject::SUBJECT;

use super::cuff::SITES;
use super::motion::{ACTIVITY_PATTERNS, LEGS, MANNERS, POSTURES};

pub use secondheart_body::LONGEST_STEP_S;

pub(super) const POSTURE_KIND: Kind = Kind::WordOrTable("posture", &POSTURES, POSTURE);

pub(super) static SCENARIO: &[Key] = &[
    Key::optional(
        "name",
        Kind::Name,
        "Short name, fit for a folder; the file's own name if not given.",
    ),
    Key::optional("title", Kind::Text, "One line for tables and headings."),
    Key::optional(
        "description",
        Kind::Text,
        "What the protocol is, and for whom.",
    ),
    Key::optional(
        "sources",
        Kind::Texts,
        "Publications that the protocol follows.",
    ),
    Key::optional(
        "extends",
        Kind::Text,
        "Another scenario to take over: a shipped name, or a path.",
    ),
    Key::optional(
        "start",
        POSTURE_KIND,
        "Posture whose steady state the body starts from (supine).",
    ),
    Key::optional(
        "conditions",
        Kind::Words("condition", || Sort::Condition.words()),
        "Conditions in force before the start; `secondheart conditions` lists them.",
    ),
    Key::optional(
        "interventions",
        Kind::Words("intervention", || Sort::Intervention.words()),
        "Interventions in force before the start; they come after the conditions.",
    ),
    Key::optional(
        "without",
        Kind::Words("mechanism", || Sort::Knockout.words()),
        "Mechanisms of the body that are switched off before the start.",
    ),
    Key::optional(
        "set",
        Kind::Settings,
        "Parameters by dotted name, in force before the start: a number, or a table of value and \
         source.",
    ),
    Key::optional(
        "stocking",
        Kind::Table(STOCKING),
        "A stocking by its pressures at the points of the hosiery standards; stockings-off ends it.",
    ),
    Key::optional(
        "subject",
        Kind::TextOrTable("subject", SUBJECT),
        "Subject, unless the command line names another: a shipped name, a path, or a table.",
    ),
    Key::optional(
        "step",
        Kind::Quantity(Dimension::Time, Limits::of(1e-5, LONGEST_STEP_S)),
        "Time step, unless the command line gives another (the body's own).",
    ),
    Key::optional(
        "version",
        Kind::Text,
        "Version of the program that wrote the file, in the record of a run.",
    ),
    Key::optional(
        "command",
        Kind::Text,
        "Command that was run, in the record of a run.",
    ),
    Key::optional(
        "changed",
        Kind::Texts,
        "What the command line changed in phases, in the record of a run.",
    ),
    Key::optional(
        "defaults",
        Kind::Table(DEFAULTS),
        "Values for every phase that does not give its own.",
    ),
    Key::optional(
        "record",
        Kind::Table(RECORD),
        "Additional columns of the table of waveforms.",
    ),
    Key::optional("phase", Kind::Tables(PHASE), "The phases, in order."),
    Key::optional(
        "repeat",
        Kind::Tables(REPEAT),
        "Phases that follow each other several times; their names end in _1, _2 and so on.",
    ),
    Key::optional(
        "window",
        Kind::Tables(WINDOW),
        "Parts of phases with readings of their own.",
    ),
];

pub(super) static PHASE: &[Key] = &[
    Key::required("name", Kind::Name, "Name for readings."),
    Key::required_or_elsewhere(
        "duration",
        Kind::Quantity(Dimension::Time, Limits::above_zero(LONGEST_PHASE_S)),
        "How long the phase lasts; needed unless [defaults] gives it.",
    ),
    Key::optional(
        "repeat",
        Kind::Count,
        "How often the phase happens, one after the other; the names end in _1, _2 and so on.",
    ),
    Key::optional(
        "start",
        Kind::Quantity(Dimension::Time, Limits::NOT_NEGATIVE),
        "Time after the start of the scenario; the end of the phase before if not given.",
    ),
    Key::optional(
        "posture",
        POSTURE_KIND,
        "Posture to move to at the start of the phase.",
    ),
    Key::optional(
        "ramp",
        Kind::Quantity(Dimension::Time, RAMP),
        "Duration of the movement to the posture (3 s), at least 0.2 s.",
    ),
    Key::optional(
        "manner",
        Kind::Word("manner", &MANNERS),
        "Who moves: the subject (active, the default) or a table or another person (passive).",
    ),
    Key::optional(
        "activity",
        Kind::WordOrTable("activity", &ACTIVITY_PATTERNS, ACTIVITY),
        "Muscle work from the start of the phase on; rest ends it.",
    ),
    Key::optional(
        "stocking",
        Kind::Table(STOCKING),
        "A stocking by its pressures at the points of the hosiery standards; stockings-off ends it.",
    ),
    Key::optional(
        "cuff",
        Kind::Table(CUFF),
        "A cuff that is inflated or let down from the start of the phase on.",
    ),
    Key::optional(
        "conditions",
        Kind::Words("condition", || Sort::Condition.words()),
        "Conditions that begin with the phase.",
    ),
    Key::optional(
        "interventions",
        Kind::Words("intervention", || Sort::Intervention.words()),
        "Interventions that begin with the phase.",
    ),
    Key::optional(
        "without",
        Kind::Words("mechanism", || Sort::Knockout.words()),
        "Mechanisms of the body that are switched off when the phase begins.",
    ),
    Key::optional(
        "set",
        Kind::Settings,
        "Parameters set at the start of the phase, by dotted name.",
    ),
];

pub(super) static DEFAULTS: &[Key] = &[
    Key::optional(
        "duration",
        Kind::Quantity(Dimension::Time, Limits::above_zero(LONGEST_PHASE_S)),
        "How long a phase lasts.",
    ),
    Key::optional(
        "ramp",
        Kind::Quantity(Dimension::Time, RAMP),
        "Duration of a movement to a posture, at least 0.2 s.",
    ),
    Key::optional("manner", Kind::Word("manner", &MANNERS), "Who moves."),
];

/// Rows a minute: one in ten seconds, and more than a step has.
const ROWS_PER_MIN: Limits = Limits::of(6.0, 60_000.0);

pub(super) static RECORD: &[Key] = &[
    Key::optional(
        "signals",
        Kind::Texts,
        "Signals by name or by pattern with *, as `secondheart signals PATTERN` lists them.",
    ),
    Key::optional(
        "rate",
        Kind::Quantity(Dimension::Rate, ROWS_PER_MIN),
        "Rows of the table, such as \"100 Hz\" (50 Hz).",
    ),
];

pub(super) static REPEAT: &[Key] = &[
    Key::required(
        "phases",
        Kind::Texts,
        "Names of phases that follow each other in the file.",
    ),
    Key::required("times", Kind::Count, "How often they happen."),
];

pub(super) static WINDOW: &[Key] = &[
    Key::required("name", Kind::Name, "Name for readings."),
    Key::required(
        "phase",
        Kind::Name,
        "The phase that the window lies in; of a repeated phase, each repetition has the window.",
    ),
    Key::required(
        "start",
        Kind::Quantity(Dimension::Time, Limits::NOT_NEGATIVE),
        "Start after the start of the phase.",
    ),
    Key::required(
        "end",
        Kind::Quantity(Dimension::Time, Limits::POSITIVE),
        "End after the start of the phase.",
    ),
];

/// Longest phase, s: a year. Beyond, the clock's own rounding would show.
const LONGEST_PHASE_S: f64 = 3.2e7;

/// A movement takes time.
const RAMP: Limits = Limits::of(SHORTEST_MOVEMENT_S, f64::INFINITY);

const fn within((low, high): (f64, f64)) -> Limits {
    Limits::of(low, high)
}

pub(super) static POSTURE: &[Key] = &[
    Key::optional(
        "trunk",
        Kind::Quantity(Dimension::Angle, within(Posture::TRUNK_LIMITS_DEG)),
        "Elevation of the trunk above the horizontal (0 deg; head-down is negative).",
    ),
    Key::optional(
        "hip",
        Kind::Quantity(Dimension::Angle, within(Posture::HIP_LIMITS_DEG)),
        "Hip flexion, both legs (0 deg is a leg in line with the trunk).",
    ),
    Key::optional(
        "knee",
        Kind::Quantity(Dimension::Angle, within(Posture::KNEE_LIMITS_DEG)),
        "Knee flexion, both legs (0 deg is a straight leg).",
    ),
    Key::optional(
        "ankle",
        Kind::Quantity(Dimension::Angle, within(Posture::ANKLE_LIMITS_DEG)),
        "Plantar flexion, both legs (0 deg is a foot at a right angle to the shank).",
    ),
    Key::optional(
        "gravity",
        Kind::Quantity(Dimension::Gravity, within(Posture::GRAVITY_LIMITS_G)),
        "Strength of gravity (1 g).",
    ),
    Key::optional(
        "weight_bearing",
        Kind::Number(within(Posture::WEIGHT_BEARING_LIMITS)),
        "Share of the body weight that the feet carry (0).",
    ),
    Key::optional(
        "left",
        Kind::Table(LEG),
        "The left leg where it is not as the other: hip, knee, ankle, weight_bearing.",
    ),
    Key::optional(
        "right",
        Kind::Table(LEG),
        "The right leg where it is not as the other: hip, knee, ankle, weight_bearing.",
    ),
];

/// One leg of a posture.
pub(super) static LEG: &[Key] = &[
    Key::optional(
        "hip",
        Kind::Quantity(Dimension::Angle, within(Posture::HIP_LIMITS_DEG)),
        "Hip flexion of this leg (as the posture's own).",
    ),
    Key::optional(
        "knee",
        Kind::Quantity(Dimension::Angle, within(Posture::KNEE_LIMITS_DEG)),
        "Knee flexion of this leg (as the posture's own).",
    ),
    Key::optional(
        "ankle",
        Kind::Quantity(Dimension::Angle, within(Posture::ANKLE_LIMITS_DEG)),
        "Plantar flexion of this leg (as the posture's own).",
    ),
    Key::optional(
        "weight_bearing",
        Kind::Number(within(Posture::WEIGHT_BEARING_LIMITS)),
        "Share of the body weight on this foot; the other carries the rest of the posture's (half).",
    ),
];

pub(super) static CUFF: &[Key] = &[
    Key::required(
        "site",
        Kind::Word("site", &SITES),
        "Where the cuff is; around the arms, both wear one.",
    ),
    Key::required(
        "pressure",
        Kind::Quantity(Dimension::Pressure, Limits::of(0.0, 300.0)),
        "The pressure that it comes to and keeps; 0 mmHg lets it down.",
    ),
    Key::optional(
        "over",
        Kind::Quantity(Dimension::Time, Limits::of(0.05, 36_000.0)),
        "Time that the change takes, evenly (0.3 s).",
    ),
    Key::optional(
        "leg",
        Kind::Word("leg", &LEGS),
        "The leg that wears it (both).",
    ),
];

pub(super) static STOCKING: &[Key] = &[
    Key::optional(
        "b",
        Kind::Quantity(Dimension::Pressure, Limits::of(0.0, 100.0)),
        "Pressure on a lying leg at B, the smallest girth of the ankle.",
    ),
    Key::optional(
        "b1",
        Kind::Quantity(Dimension::Pressure, Limits::of(0.0, 100.0)),
        "Pressure on a lying leg at B1, where the tendon meets the calf muscle.",
    ),
    Key::optional(
        "c",
        Kind::Quantity(Dimension::Pressure, Limits::of(0.0, 100.0)),
        "Pressure on a lying leg at C, the widest calf.",
    ),
    Key::optional(
        "d",
        Kind::Quantity(Dimension::Pressure, Limits::of(0.0, 100.0)),
        "Pressure on a lying leg at D, below the knee.",
    ),
    Key::optional(
        "f",
        Kind::Quantity(Dimension::Pressure, Limits::of(0.0, 100.0)),
        "Pressure on a lying leg at F, the middle of the thigh, if it is so long.",
    ),
    Key::optional(
        "g",
        Kind::Quantity(Dimension::Pressure, Limits::of(0.0, 100.0)),
        "Pressure on a lying leg at G, the top of the thigh (as at F).",
    ),
    Key::optional(
        "table",
        Kind::Text,
        "A table with the columns site, pressure_mmhg and perhaps stiffness_mmhg_per_cm, in the place of b \
         to g: the path of a CSV file, from the folder of the scenario.",
    ),
    Key::optional(
        "stiffness_mmhg_per_cm",
        Kind::Number(Limits::of(0.0, 100.0)),
        "Rise of the pressure for each centimetre by which the lower leg grows thicker (6.4).",
    ),
    Key::optional(
        "leg",
        Kind::Word("leg", &LEGS),
        "The leg that wears it (both).",
    ),
];

pub(super) static ACTIVITY: &[Key] = &[
    Key::required(
        "pattern",
        Kind::Word("activity", &ACTIVITY_PATTERNS),
        "Name of the activity.",
    ),
    Key::optional(
        "rate",
        Kind::Quantity(
            Dimension::Rate,
            Limits::above_zero(Activity::HIGHEST_RATE_PER_MIN),
        ),
        "Cycles a minute: tiptoes, ankle pumps, kicks, pedal turns.",
    ),
    Key::optional(
        "speed",
        Kind::Quantity(
            Dimension::Speed,
            Limits::above_zero(Activity::HIGHEST_SPEED_KM_PER_H),
        ),
        "Walking or running speed.",
    ),
    Key::optional(
        "power",
        Kind::Quantity(Dimension::Power, Limits::of(0.0, Activity::HIGHEST_POWER_W)),
        "External mechanical power of all legs at work: cycling, knee extension, plantar flexion.",
    ),
    Key::optional(
        "incline",
        Kind::Quantity(
            Dimension::Incline,
            Limits::of(0.0, Activity::HIGHEST_INCLINE_PCT),
        ),
        "Incline of the way, walking or running.",
    ),
    Key::optional("count", Kind::Count, "Stop after so many cycles."),
    Key::optional(
        "strength",
        Kind::Number(Limits::of(0.0, Activity::HIGHEST_STRENGTH)),
        "Strength relative to the pattern's own (1).",
    ),
    Key::optional(
        "leg",
        Kind::Word("leg", &LEGS),
        "The leg that works while the other rests (both work).",
    ),
];

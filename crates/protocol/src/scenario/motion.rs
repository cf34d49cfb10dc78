//! Postures, movements and activities as a scenario writes them.

use secondheart_body::change::SHORTEST_MOVEMENT_S;
use secondheart_body::{Activity, Leg, Manner, Posture};

use crate::document::{Field, Reader, Value};
use crate::error::{Mistake, shown};
use crate::mistakes::Noted;
use crate::quantity::Dimension;

use super::format::{ACTIVITY, POSTURE};
use super::{PostureChange, named_postures};

/// Postures that have a name.
pub const POSTURES: [&str; 5] = ["supine", "standing", "sitting", "squatting", "legs-raised"];

/// The postures of [`POSTURES`].
pub(super) const NAMED_POSTURES: [Posture; 5] = [
    Posture::SUPINE,
    Posture::STANDING,
    Posture::SITTING,
    Posture::SQUATTING,
    Posture::LEGS_RAISED,
];

/// Activity patterns that a scenario can name.
pub const ACTIVITY_PATTERNS: [&str; 19] = [
    "rest",
    "tiptoe",
    "walk",
    "run",
    "cycle",
    "knee-extension",
    "plantar-flexion",
    "ankle-pump",
    "fidget",
    "march",
    "toe-curl",
    "electrical-stimulation",
    "tense",
    "calf-rhythm",
    "calf-hold",
    "weight-transfer",
    "passive-ankle",
    "passive-knee",
    "handgrip",
];

/// Legs that can work alone.
pub(super) const LEGS: [&str; 2] = ["left", "right"];

pub(super) const MANNERS: [&str; 2] = ["active", "passive"];

/// Duration of a movement for which none is given, seconds (estimate: an unhurried rise from
/// lying takes about this long; protocols that depend on it state it).
const USUAL_RAMP_S: f64 = 3.0;

/// A posture by its name, or spelt out by angles from lying flat.
pub(super) fn posture(field: &Field<'_>) -> Result<Posture, Noted> {
    match field.node.value {
        Value::Text(_) => {
            let word = field.word()?;
            let found = named_postures().find(|(name, _)| *name == word);
            return Ok(found.map_or(Posture::SUPINE, |(_, posture)| posture));
        }
        Value::Table(_) => {}
        _ => return Err(field.wrong_type()),
    }
    let reader = field.table(POSTURE)?;
    let flat = Posture::SUPINE;
    let trunk_deg = reader.optional("trunk", Field::quantity);
    let hip_deg = reader.optional("hip", Field::quantity);
    let knee_deg = reader.optional("knee", Field::quantity);
    let ankle_deg = reader.optional("ankle", Field::quantity);
    let gravity_g = reader.optional("gravity", Field::quantity);
    let weight_bearing = reader.optional("weight_bearing", Field::number);
    Ok(Posture {
        trunk_deg: trunk_deg?.unwrap_or(flat.trunk_deg),
        hip_deg: hip_deg?.unwrap_or(flat.hip_deg),
        knee_deg: knee_deg?.unwrap_or(flat.knee_deg),
        ankle_deg: ankle_deg?.unwrap_or(flat.ankle_deg),
        gravity_g: gravity_g?.unwrap_or(flat.gravity_g),
        weight_bearing: weight_bearing?.unwrap_or(flat.weight_bearing),
    })
}

/// The movement of a phase: its posture with the ramp and the manner.
pub(super) fn movement(
    phase: &Reader<'_>,
    duration_s: Result<f64, Noted>,
) -> Result<Option<PostureChange>, Noted> {
    if phase.get("posture").is_none() {
        for key in ["ramp", "manner"] {
            if phase.get(key).is_some() {
                let without = "posture";
                return Err(phase.note(key, Mistake::Idle { key, without }));
            }
        }
        return Ok(None);
    }
    let to = phase.optional("posture", posture);
    let manner = phase.optional("manner", Field::word);
    let ramp_s = phase.optional("ramp", Field::quantity);
    let shortest_s = ramp_s.map(|ramp_s| ramp_s.unwrap_or(SHORTEST_MOVEMENT_S));
    if let (Ok(ramp_s), Ok(duration_s)) = (shortest_s, duration_s)
        && ramp_s > duration_s
    {
        let key = if phase.get("ramp").is_some() {
            "ramp"
        } else {
            "duration"
        };
        phase.note(
            key,
            Mistake::RampTooLong {
                ramp: shown(ramp_s, Dimension::Time),
                lasts: shown(duration_s, Dimension::Time),
            },
        );
    }
    let manner = match manner? {
        Some("passive") => Manner::Passive,
        _ => Manner::Active,
    };
    let over_s = match ramp_s? {
        Some(ramp_s) => ramp_s,
        None => USUAL_RAMP_S.min(duration_s?),
    };
    Ok(to?.map(|to| PostureChange { to, over_s, manner }))
}

/// An activity by its name, or with its rate, speed, power, incline, count, strength and leg.
pub(super) fn activity(field: &Field<'_>) -> Result<Activity, Noted> {
    match field.node.value {
        Value::Text(_) => return Ok(Activity::named(field.word()?)),
        Value::Table(_) => {}
        _ => return Err(field.wrong_type()),
    }
    let reader = field.table(ACTIVITY)?;
    let pattern = reader.required("pattern", Field::word);
    let takes = pattern.map(|pattern| (pattern, details(pattern)));
    // A detail that has no meaning for the pattern is not read.
    let fits = |key: &'static str| match takes {
        Ok((pattern, takes)) if reader.get(key).is_some() && !takes.contains(&key) => {
            let pattern = pattern.to_owned();
            let takes = takes.iter().map(|key| (*key).to_owned()).collect();
            let mistake = Mistake::NotForPattern {
                key,
                pattern,
                takes,
            };
            reader.note(key, mistake);
            false
        }
        _ => true,
    };
    let detail = |key, read: fn(&Field<'_>) -> Result<f64, Noted>| match fits(key) {
        true => reader.optional(key, read),
        false => Ok(None),
    };
    let rate_per_min = detail("rate", |field| field.quantity());
    let speed_km_per_h = detail("speed", |field| field.quantity());
    let power_w = detail("power", |field| field.quantity());
    let incline_pct = detail("incline", |field| field.quantity());
    let strength = detail("strength", strength);
    if let (Some(_), Some(_)) = (reader.get("power"), reader.get("strength"))
        && fits("power")
    {
        reader.note("strength", Mistake::StrengthAndPower);
    }
    let count = match fits("count") {
        true => reader.optional("count", Field::count),
        false => Ok(None),
    };
    let leg = match fits("leg") {
        true => reader.optional("leg", Field::word),
        false => Ok(None),
    };
    Ok(Activity {
        pattern: pattern?.to_owned(),
        rate_per_min: rate_per_min?,
        speed_km_per_h: speed_km_per_h?,
        power_w: power_w?,
        incline_pct: incline_pct?,
        count: count?,
        strength: strength?,
        leg: leg?.map(|leg| match leg {
            "left" => Leg::Left,
            _ => Leg::Right,
        }),
    })
}

/// A multiple of the strength that the pattern has by itself.
fn strength(field: &Field<'_>) -> Result<f64, Noted> {
    match field.node.value {
        Value::Text(_) => Err(field.note(Mistake::StrengthInText)),
        _ => field.number(),
    }
}

/// What a pattern can be given besides its name.
pub(super) fn details(pattern: &str) -> &'static [&'static str] {
    match pattern {
        "walk" | "run" => &["speed", "incline", "strength"],
        "tiptoe" | "fidget" | "march" | "weight-transfer" => &["rate", "count", "strength"],
        "ankle-pump"
        | "calf-rhythm"
        | "electrical-stimulation"
        | "passive-ankle"
        | "passive-knee"
        | "toe-curl" => &["rate", "count", "strength", "leg"],
        "cycle" => &["rate", "power", "count", "strength", "leg"],
        "knee-extension" | "plantar-flexion" => &["rate", "power", "strength", "leg"],
        "calf-hold" => &["strength", "leg"],
        "tense" | "handgrip" => &["strength"],
        _ => &[],
    }
}

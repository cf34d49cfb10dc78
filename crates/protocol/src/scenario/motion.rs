//! Postures, movements and activities as a scenario writes them.

use secondheart_body::{Activity, Manner, Posture};

use crate::document::{Field, Reader, Value};
use crate::error::{InputError, Mistake, shown};
use crate::quantity::Dimension;

use super::Movement;
use super::format::{ACTIVITY, POSTURE};

/// Postures that have a name.
pub const POSTURES: [&str; 4] = ["supine", "standing", "sitting", "legs-raised"];

/// Activity patterns that a scenario can name.
pub const ACTIVITY_PATTERNS: [&str; 9] = [
    "rest",
    "tiptoe",
    "walk",
    "run",
    "cycle",
    "ankle-pump",
    "fidget",
    "tense",
    "passive-ankle",
];

pub(super) const MANNERS: [&str; 2] = ["active", "passive"];

/// Duration of a movement for which none is given, seconds (estimate: an unhurried rise from
/// lying takes about this long; protocols that depend on it state it).
const USUAL_RAMP_S: f64 = 3.0;

/// A posture by its name, or spelt out by angles from lying flat.
pub(super) fn posture(field: &Field<'_>) -> Result<Posture, InputError> {
    if !matches!(field.node.value, Value::Table(_)) {
        if !matches!(field.node.value, Value::Text(_)) {
            return Err(field.wrong_type());
        }
        return Ok(match field.word()? {
            "standing" => Posture::STANDING,
            "sitting" => Posture::SITTING,
            "legs-raised" => Posture::LEGS_RAISED,
            _ => Posture::SUPINE,
        });
    }
    let reader = Reader::new(field.node, &field.path, POSTURE)?;
    let flat = Posture::SUPINE;
    let weight_bearing = reader
        .get("weight_bearing")
        .map(|field| field.number())
        .transpose()?;
    Ok(Posture {
        trunk_deg: reader.quantity("trunk")?.unwrap_or(flat.trunk_deg),
        hip_deg: reader.quantity("hip")?.unwrap_or(flat.hip_deg),
        knee_deg: reader.quantity("knee")?.unwrap_or(flat.knee_deg),
        ankle_deg: reader.quantity("ankle")?.unwrap_or(flat.ankle_deg),
        gravity_g: reader.quantity("gravity")?.unwrap_or(flat.gravity_g),
        weight_bearing: weight_bearing.unwrap_or(flat.weight_bearing),
    })
}

/// The movement of a phase: its posture with the ramp and the manner.
pub(super) fn movement(
    phase: &Reader<'_>,
    duration_s: f64,
) -> Result<Option<Movement>, InputError> {
    let Some(field) = phase.get("posture") else {
        for key in ["ramp", "manner"] {
            if phase.get(key).is_some() {
                return Err(phase.error(
                    key,
                    Mistake::Idle {
                        key,
                        without: "posture",
                    },
                ));
            }
        }
        return Ok(None);
    };
    let to = posture(&field)?;
    let manner = match phase.get("manner").map(|field| field.word()).transpose()? {
        Some("passive") => Manner::Passive,
        _ => Manner::Active,
    };
    let over_s = match phase.quantity("ramp")? {
        Some(ramp_s) if ramp_s > duration_s => {
            return Err(phase.error(
                "ramp",
                Mistake::RampTooLong {
                    ramp: shown(ramp_s, Dimension::Time),
                    lasts: shown(duration_s, Dimension::Time),
                },
            ));
        }
        Some(ramp_s) => ramp_s,
        None => USUAL_RAMP_S.min(duration_s),
    };
    Ok(Some(Movement { to, over_s, manner }))
}

/// An activity by its name, or with its rate, speed, power, count and strength.
pub(super) fn activity(field: &Field<'_>) -> Result<Activity, InputError> {
    match field.node.value {
        Value::Text(_) => return Ok(Activity::named(field.word()?)),
        Value::Table(_) => {}
        _ => return Err(field.wrong_type()),
    }
    let reader = Reader::new(field.node, &field.path, ACTIVITY)?;
    let pattern = reader.need("pattern")?.word()?;
    let takes = details(pattern);
    for key in ["rate", "speed", "power", "count", "strength"] {
        if reader.get(key).is_some() && !takes.contains(&key) {
            let takes = takes.iter().map(|key| (*key).to_owned()).collect();
            let pattern = pattern.to_owned();
            return Err(reader.error(
                key,
                Mistake::NotForPattern {
                    key,
                    pattern,
                    takes,
                },
            ));
        }
    }
    Ok(Activity {
        pattern: pattern.to_owned(),
        rate_per_min: reader.quantity("rate")?,
        speed_km_per_h: reader.quantity("speed")?,
        power_w: reader.quantity("power")?,
        count: reader.get("count").map(|field| field.count()).transpose()?,
        strength: reader
            .get("strength")
            .map(|field| field.number())
            .transpose()?,
    })
}

/// What a pattern can be given besides its name.
fn details(pattern: &str) -> &'static [&'static str] {
    match pattern {
        "walk" | "run" => &["speed", "strength"],
        "tiptoe" | "ankle-pump" | "fidget" | "passive-ankle" => &["rate", "count", "strength"],
        "cycle" => &["rate", "power", "strength"],
        "tense" => &["strength"],
        _ => &[],
    }
}

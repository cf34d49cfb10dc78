//! Postures, movements and activities as a scenario writes them.

use secondheart_body::change::SHORTEST_MOVEMENT_S;
use secondheart_body::{Activity, Joints, Leg, Manner, Posture};

use crate::document::{Field, Reader, Value};
use crate::error::{Mistake, shown};
use crate::mistakes::Noted;
use crate::quantity::Dimension;

use super::format::{ACTIVITY, LEG, POSTURE};
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
pub const ACTIVITY_PATTERNS: [&str; 20] = [
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
    "cross-legs-tense",
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

/// Shares of the body weight closer than this are the same; it absorbs the rounding of sums.
const SAME_WEIGHT: f64 = 1e-9;

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
    let both = joints(&reader, Joints::STRAIGHT);
    let gravity_g = reader.optional("gravity", Field::quantity);
    let given = reader.optional("weight_bearing", Field::number);
    let of_legs = LEGS.map(|name| leg(&reader, name, both.unwrap_or(Joints::STRAIGHT)));
    let [left, right] = of_legs;
    let ((left, on_left), (right, on_right)) = (left?, right?);
    both?;
    let (weight_bearing, on_left_foot) = weight(&reader, given?, [on_left, on_right])?;
    Ok(Posture {
        trunk_deg: trunk_deg?.unwrap_or(flat.trunk_deg),
        legs: [left, right],
        gravity_g: gravity_g?.unwrap_or(flat.gravity_g),
        weight_bearing,
        on_left_foot,
    })
}

/// The joints of a leg; an angle that is left out is as in `usual`.
fn joints(reader: &Reader<'_>, usual: Joints) -> Result<Joints, Noted> {
    let angle = |joint| reader.optional(joint, Field::quantity);
    let (hip_deg, knee_deg, ankle_deg) = (angle("hip"), angle("knee"), angle("ankle"));
    Ok(Joints {
        hip_deg: hip_deg?.unwrap_or(usual.hip_deg),
        knee_deg: knee_deg?.unwrap_or(usual.knee_deg),
        ankle_deg: ankle_deg?.unwrap_or(usual.ankle_deg),
    })
}

/// The joints of one leg, which are those of both where it says nothing, and the weight on its foot.
fn leg(posture: &Reader<'_>, name: &str, both: Joints) -> Result<(Joints, Option<f64>), Noted> {
    let Some(field) = posture.get(name) else {
        return Ok((both, None));
    };
    let reader = field.table(LEG)?;
    let joints = joints(&reader, both);
    let weight = reader.optional("weight_bearing", Field::number);
    Ok((joints?, weight?))
}

/// The weight on both feet together and the left foot's share of it, from the weight on both and on each
/// as far as they are given: a foot that is not named carries the rest.
fn weight(
    reader: &Reader<'_>,
    both: Option<f64>,
    feet: [Option<f64>; 2],
) -> Result<(f64, f64), Noted> {
    let total = match (both, feet) {
        (Some(both), _) => both,
        (None, feet) => feet.iter().flatten().sum(),
    };
    let (left, right) = match feet {
        [None, None] => (0.5 * total, 0.5 * total),
        [Some(left), None] => (left, total - left),
        [None, Some(right)] => (total - right, right),
        [Some(left), Some(right)] => (left, right),
    };
    let adds_up = (left + right - total).abs() < SAME_WEIGHT && total <= 1.0;
    if left < 0.0 || right < 0.0 || !adds_up {
        let key = LEGS.into_iter().find(|leg| reader.get(leg).is_some());
        let feet = feet.iter().flatten().sum();
        let together = total.min(1.0);
        return Err(reader.note(key.unwrap_or(""), Mistake::WeightOnFeet { feet, together }));
    }
    let share = if total > 0.0 { left / total } else { 0.5 };
    Ok((total, share))
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
        "tense" | "cross-legs-tense" | "handgrip" => &["strength"],
        _ => &[],
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::scenario::{Scenario, posture_words};

    /// The posture of a phase, or the mistakes.
    fn moved(posture: &str) -> Result<Posture, String> {
        let text = format!("[[phase]]\nname = \"a\"\nduration = \"9 s\"\nposture = {posture}\n");
        let read = Scenario::parse(&text, "a.toml").map_err(|errors| errors.to_string())?;
        Ok(read.phases[0].movement.unwrap().to)
    }

    #[test]
    fn a_leg_that_says_nothing_is_as_the_posture_and_one_that_speaks_is_otherwise() {
        let found = moved(
            r#"{ trunk = "30 deg", hip = "20 deg", ankle = "5 deg", right = { hip = "45 deg", knee = "90 deg" } }"#,
        )
        .unwrap();
        let joints = |hip_deg, knee_deg, ankle_deg| Joints {
            hip_deg,
            knee_deg,
            ankle_deg,
        };
        assert_eq!(
            found.legs,
            [joints(20.0, 0.0, 5.0), joints(45.0, 90.0, 5.0)]
        );
        assert_eq!((found.trunk_deg, found.on_left_foot), (30.0, 0.5));
        assert_eq!(
            posture_words(&found),
            "trunk at 30 deg, left hip 20 deg, right hip 45 deg, right knee 90 deg, ankle 5 deg"
        );
        let wrong = moved(r#"{ left = { hipp = "45 deg" } }"#).unwrap_err();
        assert!(
            wrong.contains("posture.left: unknown key") && wrong.contains("\"hip\""),
            "{wrong}"
        );
        let far = moved(r#"{ left = { knee = "200 deg" } }"#).unwrap_err();
        assert!(
            far.contains("posture.left.knee: \"200 deg\" is outside"),
            "{far}"
        );
    }

    #[test]
    fn a_foot_carries_its_part_and_the_other_the_rest() {
        let feet = |posture: &str| moved(posture).map(|posture| posture.weight_on_feet());
        assert_eq!(feet("{ weight_bearing = 0.5 }"), Ok([0.25; 2]));
        let alone = "{ weight_bearing = 1, left = { weight_bearing = 0 } }";
        assert_eq!(feet(alone), Ok([0.0, 1.0]));
        assert_eq!(feet("{ right = { weight_bearing = 0.5 } }"), Ok([0.0, 0.5]));
        let both = "{ left = { weight_bearing = 0.25 }, right = { weight_bearing = 0.5 } }";
        let found = feet(both).unwrap();
        assert!(
            (found[0] - 0.25).abs() + (found[1] - 0.5).abs() < 1e-12,
            "{found:?}"
        );
        for wrong in [
            "{ weight_bearing = 0.5, left = { weight_bearing = 0.6 } }",
            "{ left = { weight_bearing = 0.6 }, right = { weight_bearing = 0.5 } }",
            "{ weight_bearing = 1, left = { weight_bearing = 0.2 }, right = { weight_bearing = 0.5 } }",
        ] {
            let told = feet(wrong).unwrap_err();
            assert!(told.contains("feet that are named carry"), "{told}");
        }
    }

    #[test]
    fn a_leg_that_is_held_already_does_not_move() {
        let alone = r#"{ trunk = "90 deg", weight_bearing = 1, left = { hip = "60 deg", knee = "60 deg", weight_bearing = 0 } }"#;
        let text = format!(
            "start = \"standing\"\n[[phase]]\nname = \"a\"\nduration = \"9 s\"\nposture = {alone}\n\
             [[phase]]\nname = \"b\"\nduration = \"9 s\"\nposture = {alone}\n"
        );
        let scenario = Scenario::parse(&text, "a.toml").unwrap();
        // The second phase holds what the first has reached.
        assert!(scenario.phases[1].movement.is_none());
    }
}

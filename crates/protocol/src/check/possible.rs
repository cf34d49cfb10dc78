//! Is an activity possible in the posture of its phase, and at its speed, rate and power? The limits
//! are data of each activity (`activity.NAME.limits`).

use secondheart_body::{Activity, Leg, Parameters, Posture};

use super::Step;
use crate::error::{InputError, Location, Mistake, shown};
use crate::mistakes::Mistakes;
use crate::quantity::Dimension;
use crate::scenario::posture_words;

/// Posture and activity in force; `None` where they cannot be read.
pub(super) struct Present {
    posture: Option<Posture>,
    activity: Option<Activity>,
}

impl Present {
    pub(super) fn new() -> Self {
        Self {
            posture: None,
            activity: Some(Activity::rest()),
        }
    }

    /// Takes over what begins in a step, and notes what is impossible.
    pub(super) fn enter(&mut self, parameters: &Parameters, step: &Step, mistakes: &Mistakes) {
        if step.posture_unread {
            self.posture = None;
        }
        if step.activity_unread {
            self.activity = None;
        }
        let mut begins = None;
        if let Some((posture, location)) = &step.posture {
            self.posture = Some(*posture);
            begins = Some(location);
        }
        if let Some((activity, location)) = &step.activity {
            self.activity = Some(activity.clone());
            begins = Some(location);
            range(parameters, activity, location, mistakes);
        }
        let (Some(posture), Some(activity), Some(location)) =
            (&self.posture, &self.activity, begins)
        else {
            return;
        };
        if let Some(reason) = impossible(parameters, activity, posture) {
            let mistake = Mistake::NotInPosture {
                pattern: activity.pattern.clone(),
                posture: posture_words(posture),
                reason,
            };
            mistakes.note(InputError::new(location.clone(), mistake));
        }
        // Counted cycles end within their phase.
        if activity.count.is_some() {
            self.activity = Some(Activity::rest());
        }
    }
}

fn limit(parameters: &Parameters, activity: &Activity, key: &str) -> Option<f64> {
    let path = format!("activity.{}.limits.{key}", activity.pattern);
    parameters.get(&path).map(|limit| limit.value)
}

/// Why a posture does not allow an activity.
fn impossible(parameters: &Parameters, activity: &Activity, posture: &Posture) -> Option<String> {
    let limit = |key| limit(parameters, activity, key);
    let trunk_deg = posture.trunk_deg;
    // Angles and weight of the legs that work. A foot that carries all has twice its share.
    let works = |leg| activity.leg.is_none_or(|own| own == leg);
    let legs = [Leg::Left, Leg::Right].into_iter().zip(posture.legs);
    let legs = legs.zip(posture.weight_on_feet());
    let legs = legs.filter(|((leg, _), _)| works(*leg));
    let (mut hip_deg, mut least, mut most) = (f64::NEG_INFINITY, f64::INFINITY, 0.0_f64);
    for ((_, joints), weight) in legs {
        hip_deg = hip_deg.max(joints.hip_deg);
        (least, most) = (least.min(2.0 * weight), most.max(2.0 * weight));
    }
    if let Some(low) = limit("lowest_trunk_deg").filter(|low| trunk_deg < *low) {
        return Some(format!(
            "it needs a trunk at {low} deg at least, not {trunk_deg} deg"
        ));
    }
    if let Some(high) = limit("highest_hip_deg").filter(|high| hip_deg > *high) {
        return Some(format!(
            "it needs hips bent by at most {high} deg, not {hip_deg} deg"
        ));
    }
    if let Some(low) = limit("lowest_weight_bearing").filter(|low| least < *low) {
        return Some(format!(
            "it needs feet that carry at least {low} of the weight, not {least}"
        ));
    }
    let high = limit("highest_weight_bearing").filter(|high| most > *high)?;
    Some(format!(
        "it needs feet that carry at most {high} of the weight, not {most}"
    ))
}

/// Notes a speed, power or rate that the activity cannot have.
fn range(parameters: &Parameters, activity: &Activity, location: &Location, mistakes: &Mistakes) {
    for (key, given, ending, dimension) in [
        (
            "speed",
            activity.speed_km_per_h,
            "speed_km_per_h",
            Dimension::Speed,
        ),
        ("power", activity.power_w, "power_w", Dimension::Power),
        (
            "incline",
            activity.incline_pct,
            "incline_pct",
            Dimension::Incline,
        ),
        (
            "rate",
            activity.rate_per_min,
            "rate_per_min",
            Dimension::Rate,
        ),
    ] {
        let Some(given) = given else { continue };
        // The limits of power are of both legs; a leg alone gives half of it.
        let half = key == "power" && activity.leg.is_some();
        let (share, legs) = if half {
            (0.5, " with one leg")
        } else {
            (1.0, "")
        };
        let limit = |which: &str| {
            limit(parameters, activity, &format!("{which}_{ending}")).map(|limit| limit * share)
        };
        let (Some(low), Some(high)) = (limit("lowest"), limit("highest")) else {
            continue;
        };
        if (low..=high).contains(&given) {
            continue;
        }
        let mut location = location.clone();
        location.key.push_str(&format!(".{key}"));
        let mistake = Mistake::OutOfRange {
            text: format!("{} at {}{legs}", activity.pattern, shown(given, dimension)),
            low: shown(low, dimension),
            high: shown(high, dimension),
        };
        mistakes.note(InputError::new(location, mistake));
    }
    grip(parameters, activity, location, mistakes);
}

/// Notes a grip that is stronger than the largest force of the hand.
fn grip(parameters: &Parameters, activity: &Activity, location: &Location, mistakes: &Mistakes) {
    let path = format!("activity.{}.grip_force_fraction", activity.pattern);
    let own = parameters.get(&path).map(|own| own.value);
    let (Some(own), Some(strength)) = (own.filter(|own| *own > 0.0), activity.strength) else {
        return;
    };
    let force = own * strength;
    if force <= 1.0 {
        return;
    }
    let mut location = location.clone();
    location.key.push_str(".strength");
    let mistake = Mistake::OutOfRange {
        text: format!(
            "{} with strength {strength}, {:.0} % of the largest force,",
            activity.pattern,
            100.0 * force
        ),
        low: "0".to_owned(),
        high: format!(
            "{:.2}, the largest force (1 is {:.0} % of it)",
            1.0 / own,
            100.0 * own
        ),
    };
    mistakes.note(InputError::new(location, mistake));
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use secondheart_body::{Parameters, Subject};

    use crate::scenario::{ACTIVITY_PATTERNS, Scenario};

    /// What is told of a scenario of one phase with these keys, and a second phase.
    fn told(start: &str, phase: &str, second: &str) -> String {
        let text = format!(
            "start = {start}\n[[phase]]\nname = \"a\"\nduration = \"1 min\"\n{phase}\n\
             [[phase]]\nname = \"b\"\nduration = \"1 min\"\n{second}\n"
        );
        let scenario = Scenario::parse(&text, "a.toml").unwrap();
        let shipped = Parameters::shipped().unwrap();
        match crate::check::scenario(&shipped, &Subject::default(), &scenario) {
            Ok(()) => String::new(),
            Err(errors) => errors.to_string(),
        }
    }

    #[test]
    fn walking_while_lying_or_sitting_is_refused_where_it_begins() {
        assert_eq!(
            told("\"supine\"", "activity = \"walk\"", ""),
            "a.toml:5: phase.a.activity: \"walk\" is impossible supine: it needs a trunk at 45 deg at \
             least, not 0 deg; move to another posture, or end the activity with \"rest\""
        );
        let sitting = told("\"sitting\"", "activity = \"tiptoe\"", "");
        assert!(sitting.contains("feet that carry at least 0.2 of the weight, not 0.1"));
        let pressing =
            "{ trunk = \"90 deg\", hip = \"90 deg\", knee = \"90 deg\", weight_bearing = 0.3 }";
        let sitting = told(pressing, "activity = \"run\"", "");
        assert!(
            sitting.contains("it needs hips bent by at most 60 deg, not 90 deg"),
            "{sitting}"
        );
        assert_eq!(told(pressing, "activity = \"tiptoe\"", ""), "");
        let lying_down = told("\"standing\"", "activity = \"run\"", "posture = \"supine\"");
        assert!(lying_down.starts_with("a.toml:6: phase.b.posture: \"run\" is impossible supine"));
        let rest = "posture = \"supine\"\nactivity = \"rest\"";
        assert_eq!(told("\"standing\"", "activity = \"run\"", rest), "");
        let counted = "activity = { pattern = \"tiptoe\", count = 3 }";
        assert_eq!(told("\"standing\"", counted, "posture = \"supine\""), "");
    }

    #[test]
    fn pedalling_with_straight_legs_on_the_ground_is_refused() {
        let text = told("\"standing\"", "activity = \"cycle\"", "");
        assert!(
            text.contains("feet that carry at most 0.6 of the weight, not 1"),
            "{text}"
        );
        assert_eq!(told("\"supine\"", "activity = \"cycle\"", ""), "");
    }

    #[test]
    fn an_activity_sees_the_leg_that_works() {
        let on_right = "{ trunk = \"90 deg\", weight_bearing = 1, left = { hip = \"70 deg\", knee = \
                        \"70 deg\", weight_bearing = 0 } }";
        let pump = |leg: &str| {
            let phase = format!("activity = {{ pattern = \"ankle-pump\", leg = \"{leg}\" }}");
            told(on_right, &phase, "")
        };
        assert_eq!(pump("left"), "");
        let right = pump("right");
        assert!(
            right.contains("feet that carry at most 0.5 of the weight, not 2"),
            "{right}"
        );
        assert!(
            right.contains("left hip 70 deg, left knee 70 deg"),
            "{right}"
        );
        let tiptoe = told(on_right, "activity = \"tiptoe\"", "");
        assert!(
            tiptoe.contains("at least 0.2 of the weight, not 0"),
            "{tiptoe}"
        );
        let walk = told(on_right, "activity = \"walk\"", "");
        assert!(
            walk.contains("hips bent by at most 60 deg, not 70 deg"),
            "{walk}"
        );
    }

    #[test]
    fn a_grip_above_the_largest_force_is_refused_with_its_range() {
        let grip = |strength: &str| {
            let phase = format!("activity = {{ pattern = \"handgrip\", strength = {strength} }}");
            told("\"supine\"", &phase, "")
        };
        assert_eq!(
            grip("5.0"),
            "a.toml:5: phase.a.activity.strength: handgrip with strength 5, 150 % of the largest force, \
             is outside 0 to 3.33, the largest force (1 is 30 % of it)"
        );
        assert_eq!(grip("3.33"), "");
        assert_eq!(grip("0.667"), "");
    }

    #[test]
    fn a_walk_at_40_km_per_h_is_refused_and_every_pattern_is_possible_as_shipped() {
        let walk = |speed: &str| {
            let phase = format!("activity = {{ pattern = \"walk\", speed = \"{speed}\" }}");
            told("\"standing\"", &phase, "")
        };
        assert_eq!(
            walk("40 km/h"),
            "a.toml:5: phase.a.activity.speed: walk at 40 km/h is outside 0.3 km/h to 10 km/h"
        );
        assert_eq!(walk("10 km/h"), "");
        let rate = "activity = { pattern = \"tiptoe\", rate = \"300 /min\" }";
        assert!(told("\"standing\"", rate, "").contains("outside 1 /min to 180 /min"));
        let steep = "activity = { pattern = \"walk\", incline = \"60 %\" }";
        assert!(told("\"standing\"", steep, "").contains("outside 0 % to 40 %"));
        let power = "activity = { pattern = \"cycle\", power = \"2000 W\" }";
        assert!(told("\"sitting\"", power, "").contains("outside 0 W to 600 W"));
        let one_leg = "activity = { pattern = \"cycle\", power = \"400 W\", leg = \"left\" }";
        assert!(told("\"sitting\"", one_leg, "").contains("with one leg is outside 0 W to 300 W"));
        let shipped = Parameters::shipped().unwrap();
        for pattern in ACTIVITY_PATTERNS {
            for (key, own) in [
                ("speed_km_per_h", "reference_speed_km_per_h"),
                ("power_w", "reference_power_w"),
                ("rate_per_min", "rate_per_min"),
            ] {
                let value = |key: &str| shipped.get(&format!("activity.{pattern}.{key}"));
                let limit = |which| value(&format!("limits.{which}_{key}"));
                if let (Some(own), Some(low), Some(high)) =
                    (value(own), limit("lowest"), limit("highest"))
                {
                    assert!((low.value..=high.value).contains(&own.value), "{pattern}");
                }
            }
        }
    }
}

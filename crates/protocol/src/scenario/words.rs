//! Postures, movements, activities, conditions and interventions in plain words.

use secondheart_body::condition::Variant;
use secondheart_body::{Activity, Leg, Manner, Posture};

use super::motion::{self, POSTURES};
use super::{NamedWord, PostureChange};

impl NamedWord {
    /// Its title with the leg that it is on, `stocking of class 2 (left leg)`, and what it sets in both, or
    /// with the time that it has lasted.
    pub fn in_words(&self) -> String {
        let Ok((named, variant)) = self.sort.find(self.word) else {
            return self.word.to_owned();
        };
        let what = match variant {
            Variant::Side(side) => {
                let common = self.common_paths();
                let common = if common.is_empty() {
                    String::new()
                } else {
                    format!("; in both legs {}", common.join(", "))
                };
                format!(" ({side} leg{common})")
            }
            Variant::After(after) => format!(" (after {})", after.in_words()),
            Variant::Whole if named.is_sided() => " (both legs)".to_owned(),
            Variant::Whole => String::new(),
        };
        let mut letters = named.title.chars();
        let first = letters.next().map(|first| first.to_ascii_lowercase());
        let title: String = first.into_iter().chain(letters).collect();
        format!("{title}{what}")
    }

    /// Parameters that a name on one leg sets for both. The timing of the pump does nothing to a leg
    /// without cuffs, and is left out.
    fn common_paths(&self) -> Vec<String> {
        let paths = self.settings().into_iter().map(|(path, _)| path);
        paths
            .filter(|path| !path.starts_with("leg.") && !path.starts_with("pump."))
            .collect()
    }

    /// The parameters that it sets, each with its value.
    pub(crate) fn settings(&self) -> Vec<(String, f64)> {
        let settings = self.sort.settings(self.word).unwrap_or_default();
        settings.into_iter().map(|s| (s.path, s.value)).collect()
    }
}

impl PostureChange {
    /// Where to, how long it takes and who moves: `to standing in 3 s, actively`.
    pub fn in_words(&self) -> String {
        let how = match self.manner {
            Manner::Active => "actively",
            Manner::Passive => "passively",
        };
        let to = posture_words(&self.to);
        format!("to {to} in {} s, {how}", self.over_s)
    }
}

/// The postures that have a name.
pub fn named_postures() -> impl Iterator<Item = (&'static str, Posture)> {
    POSTURES.into_iter().zip(motion::NAMED_POSTURES)
}

/// A posture by its name, or by its angles where it has none.
pub fn posture_words(posture: &Posture) -> String {
    if let Some((name, _)) = named_postures().find(|(_, known)| known == posture) {
        return name.to_owned();
    }
    let mut text = format!("trunk at {} deg", posture.trunk_deg);
    let flat = Posture::SUPINE;
    let mut add = |what: &str, value: f64, usual: f64, unit: &str| {
        if value != usual {
            text.push_str(&format!(", {what} {value}{unit}"));
        }
    };
    let [left, right] = &posture.legs;
    for (what, left, right) in [
        ("hip", left.hip_deg, right.hip_deg),
        ("knee", left.knee_deg, right.knee_deg),
        ("ankle", left.ankle_deg, right.ankle_deg),
    ] {
        if left == right {
            add(what, left, 0.0, " deg");
        } else {
            add(&format!("left {what}"), left, 0.0, " deg");
            add(&format!("right {what}"), right, 0.0, " deg");
        }
    }
    add("gravity", posture.gravity_g, flat.gravity_g, " g");
    let weight = posture.weight_bearing;
    add("weight bearing", weight, flat.weight_bearing, "");
    if posture.on_left_foot != flat.on_left_foot {
        let on_left = posture.weight_on_feet()[0];
        text.push_str(&format!(", on the left foot {on_left}"));
    }
    text
}

/// A leg as scenarios name it.
pub(super) fn leg_word(leg: Leg) -> &'static str {
    match leg {
        Leg::Left => motion::LEGS[0],
        Leg::Right => motion::LEGS[1],
    }
}

/// An activity with its speed, power and rate: given, or the pattern's own, which is then said to be
/// the default. `value` looks up a parameter.
pub fn activity_words(activity: &Activity, value: impl Fn(&str) -> Option<f64>) -> String {
    let pattern = activity.pattern.as_str();
    let takes = motion::details(pattern);
    let mut loads = Vec::new();
    for (key, given, usual, unit) in [
        (
            "speed",
            activity.speed_km_per_h,
            "reference_speed_km_per_h",
            "km/h",
        ),
        ("power", activity.power_w, "reference_power_w", "W"),
        ("rate", activity.rate_per_min, "rate_per_min", "/min"),
    ] {
        if !takes.contains(&key) {
            continue;
        }
        // A leg alone gives half of the power of both.
        let half = key == "power" && activity.leg.is_some();
        let share = if half { 0.5 } else { 1.0 };
        let usual = || value(&format!("activity.{pattern}.{usual}")).map(|usual| usual * share);
        match (given, usual()) {
            (Some(given), _) => loads.push(format!("{given} {unit}")),
            (None, Some(usual)) => loads.push(format!("{usual} {unit} (default)")),
            (None, None) => {}
        }
    }
    let mut text = pattern.to_owned();
    if !loads.is_empty() {
        text = format!("{text} at {}", loads.join(" and "));
    }
    if let Some(incline) = activity.incline_pct {
        text.push_str(&format!(", {incline} % uphill"));
    }
    match activity.count {
        None => {}
        Some(1) => text.push_str(", once"),
        Some(count) => text.push_str(&format!(", {count} times")),
    }
    if let Some(strength) = activity.strength {
        text.push_str(&format!(", strength {strength}"));
    }
    if let Some(leg) = activity.leg {
        text.push_str(&format!(", {} leg alone", leg_word(leg)));
    }
    text
}

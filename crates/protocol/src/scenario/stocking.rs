//! A stocking as a scenario writes it, by the pressures that its maker or a sensor gives:
//! `stocking = { b = "26 mmHg", b1 = "22 mmHg", c = "18 mmHg", d = "15 mmHg" }`.
//!
//! The points are those of the hosiery standards (RAL-GZ 387, ENV 12718): B the smallest girth of the
//! ankle, B1 where the tendon meets the calf muscle, C the widest calf, D below the knee, F the middle
//! and G the top of the thigh. The levels of the body's sleeves take the mean of the points on them:
//!
//! | level | pressure |
//! |---|---|
//! | foot | B |
//! | ankle, the lower half of the lower leg | (B + B1)/2 |
//! | calf, its upper half | (C + D)/2 |
//! | knee | (D + F)/2 with F, else none |
//! | thigh | (F + G)/2 with F |
//!
//! `stocking = { table = "profile.csv" }` takes the points from a table (`profile.rs`), and a stiffness of
//! ankle and calf where the table has one.

use crate::document::{Field, Reader, Value};
use crate::error::{Location, Mistake};
use crate::mistakes::Noted;

use super::Setting;
use super::format::STOCKING;
use super::motion::LEGS;
use super::profile::{self, POINTS, Profile};

/// Stiffness if none is given, mmHg/cm: that of the shipped stockings of class 2.
const USUAL_STIFFNESS: f64 = 6.4;

/// What the stocking sets; nothing without one.
pub(super) fn settings(reader: &Reader<'_>) -> Result<Vec<Setting>, Noted> {
    let Some(field) = reader.get("stocking") else {
        return Ok(Vec::new());
    };
    if let Value::Text(word) = &field.node.value {
        let word = word.clone();
        return Err(field.note(Mistake::NotAStocking { word }));
    }
    let stocking = field.table(STOCKING)?;
    let stiffness = stocking.optional("stiffness_mmhg_per_cm", Field::number);
    let leg = stocking.optional("leg", Field::word);
    let (profile, location) = profile(&stocking)?;
    let (stiffness, leg) = (stiffness?.unwrap_or(USUAL_STIFFNESS), leg?);
    let [b, b1, c, d, f, g] = profile.pressure_mmhg;
    let (b, b1, c, d) = (given(b)?, given(b1)?, given(c)?, given(d)?);
    let mean = |a: f64, b: f64| 0.5 * (a + b);
    let levels = [
        ("foot", b),
        ("ankle", mean(b, b1)),
        ("calf", mean(c, d)),
        ("knee", f.map_or(0.0, |f| mean(d, f))),
        ("thigh", f.map_or(0.0, |f| mean(f, g.unwrap_or(f)))),
    ];
    let [of_b, of_b1, of_c, of_d, ..] = profile.stiffness_mmhg_per_cm;
    let stiff = |a: Option<f64>, b: Option<f64>| match (a, b) {
        (Some(a), Some(b)) => mean(a, b),
        (one, other) => one.or(other).unwrap_or(stiffness),
    };
    let stiff = [("ankle", stiff(of_b, of_b1)), ("calf", stiff(of_c, of_d))];
    let legs = LEGS
        .into_iter()
        .filter(|own| leg.is_none_or(|leg| leg == *own));
    let of_leg = |leg| {
        let set = |level, key, value| Setting {
            path: format!("leg.{leg}.sleeve.{level}.{key}"),
            value,
            source: Some(profile.source.clone()),
            named: None,
            location: location.clone(),
        };
        let pressures = levels.map(|(level, value)| set(level, "stocking_mmhg", value));
        let stiff = stiff.map(|(level, value)| set(level, "stiffness_mmhg_per_cm", value));
        pressures.into_iter().chain(stiff).collect::<Vec<_>>()
    };
    Ok(legs.flat_map(of_leg).collect())
}

/// A point that every profile has; its lack has been noted.
fn given(pressure: Option<f64>) -> Result<f64, Noted> {
    pressure.ok_or(Noted::BEFORE)
}

/// The profile of a stocking, from its keys or its table, and where it stands.
fn profile(stocking: &Reader<'_>) -> Result<(Profile, Location), Noted> {
    if let Some(table) = stocking.get("table") {
        let twice = POINTS
            .into_iter()
            .find(|point| stocking.get(point).is_some());
        if let Some(point) = twice {
            let (what, name) = ("pressure", point.to_owned());
            return Err(stocking.note(point, Mistake::Duplicate { what, name }));
        }
        return Ok((profile::read(&table)?, table.location()));
    }
    let lower = ["b", "b1", "c", "d"].map(|point| stocking.required(point, Field::quantity));
    let upper = ["f", "g"].map(|point| stocking.optional(point, Field::quantity));
    let ([b, b1, c, d], [f, g]) = (lower, upper);
    let profile = Profile {
        pressure_mmhg: [Some(b?), Some(b1?), Some(c?), Some(d?), f?, g?],
        stiffness_mmhg_per_cm: [None; POINTS.len()],
        source: "definition: the stocking of the scenario".to_owned(),
    };
    Ok((profile, stocking.need("b")?.location()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::scenario::Scenario;

    /// What a stocking sets before the start, or the mistakes.
    fn set(stocking: &str) -> Result<Vec<(String, f64)>, String> {
        let text = format!("stocking = {stocking}\n[[phase]]\nname = \"a\"\nduration = \"9 s\"\n");
        let read = Scenario::parse(&text, "a.toml").map_err(|errors| errors.to_string())?;
        Ok(read.set.iter().map(|s| (s.path.clone(), s.value)).collect())
    }

    const KNEE: &str = r#"b = "26 mmHg", b1 = "22 mmHg", c = "18 mmHg", d = "14 mmHg""#;

    #[test]
    fn points_of_a_stocking_become_pressures_of_levels() {
        let both = set(&format!("{{ {KNEE} }}")).unwrap();
        let value = |path: &str| both.iter().find(|(own, _)| own == path).unwrap().1;
        assert_eq!(both.len(), 14);
        assert_eq!(value("leg.left.sleeve.foot.stocking_mmhg"), 26.0);
        assert_eq!(value("leg.right.sleeve.ankle.stocking_mmhg"), 24.0);
        assert_eq!(value("leg.right.sleeve.calf.stocking_mmhg"), 16.0);
        assert_eq!(value("leg.left.sleeve.knee.stocking_mmhg"), 0.0);
        assert_eq!(value("leg.left.sleeve.calf.stiffness_mmhg_per_cm"), 6.4);
    }

    #[test]
    fn a_long_stiff_stocking_on_one_leg() {
        let given = format!(
            r#"{{ {KNEE}, f = "10 mmHg", g = "8 mmHg", stiffness_mmhg_per_cm = 20, leg = "left" }}"#
        );
        let left = set(&given).unwrap();
        let value = |path: &str| left.iter().find(|(own, _)| own == path).unwrap().1;
        assert_eq!(left.len(), 7);
        assert_eq!(value("leg.left.sleeve.knee.stocking_mmhg"), 12.0);
        assert_eq!(value("leg.left.sleeve.thigh.stocking_mmhg"), 9.0);
        assert_eq!(value("leg.left.sleeve.ankle.stiffness_mmhg_per_cm"), 20.0);
    }

    #[test]
    fn a_stocking_without_its_calf_is_refused() {
        let told = set(r#"{ b = "26 mmHg", b1 = "22 mmHg" }"#).unwrap_err();
        assert!(told.contains('c') && told.contains("stocking"), "{told}");
        let strong = set(&format!("{{ {} }}", KNEE.replace("26", "260"))).unwrap_err();
        assert!(strong.contains("260 mmHg"), "{strong}");
    }

    #[test]
    fn a_stocking_by_its_name_is_told_where_names_stand() {
        let class = set("\"class-2\"").unwrap_err();
        assert!(
            class.contains("a.toml:1: stocking: \"class-2\" is no stocking"),
            "{class}"
        );
        assert!(
            class.contains("interventions = [\"stocking-class-2\"]"),
            "{class}"
        );
        let file = set("\"profile.csv\"").unwrap_err();
        assert!(
            file.contains("stocking = { table = \"profile.csv\" }"),
            "{file}"
        );
        let both = set(&format!("{{ {KNEE}, leg = \"both\" }}")).unwrap_err();
        assert!(both.contains("leave the key out for both legs"), "{both}");
    }
}

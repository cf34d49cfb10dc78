//! A cuff as a phase writes it: `cuff = { site = "calf", pressure = "80 mmHg", over = "1 s" }`.
//!
//! It sets two parameters of the cuff of one leg or of both, or of the cuffs around both arms: the pressure that it comes to and the time
//! that this takes. The body moves the pressure (`body/src/outside/cuff.rs`).

use crate::document::{Field, Reader, Value};
use crate::error::{Mistake, shown};
use crate::mistakes::Noted;
use crate::quantity::{self, Dimension};

use super::Setting;
use super::format::CUFF;
use super::motion::LEGS;

/// Places for a cuff.
pub(crate) const SITES: [&str; 5] = ["thigh", "calf", "ankle", "foot", ARM];
/// The site of the cuffs around both arms.
const ARM: &str = "arm";

/// Time that a change takes if none is given, s: the time in which rapid cuffs are empty, as in the data
/// of the body.
const USUAL_CHANGE_S: f64 = 0.3;

/// What the cuff of a phase sets; nothing without one.
pub(super) fn settings(phase: &Reader<'_>) -> Result<Vec<Setting>, Noted> {
    let Some(field) = phase.get("cuff") else {
        return Ok(Vec::new());
    };
    if let Value::Text(word) = &field.node.value {
        let word = word.clone();
        return Err(field.note(Mistake::NotACuff { word }));
    }
    let cuff = field.table(CUFF)?;
    let site = cuff.required("site", Field::word);
    let pressure_mmhg = cuff.required("pressure", Field::quantity);
    let change_s = cuff.optional("over", Field::quantity);
    let leg = cuff.optional("leg", Field::word);
    let (site, pressure_mmhg, change_s, leg) = (site?, pressure_mmhg?, change_s?, leg?);
    let location = cuff.need("pressure")?.location();
    if let (Some(over_s), Some(lasts_s)) = (change_s, duration_s(phase))
        && over_s > lasts_s
    {
        let over = shown(over_s, Dimension::Time);
        let lasts = shown(lasts_s, Dimension::Time);
        cuff.note("over", Mistake::CuffTooSlow { over, lasts });
    }
    if site == ARM && leg.is_some() {
        let takes = ["site", "pressure", "over"].map(str::to_owned).into();
        let (key, pattern) = ("leg", ARM.to_owned());
        let mistake = Mistake::NotForPattern {
            key,
            pattern,
            takes,
        };
        return Err(cuff.note("leg", mistake));
    }
    // Both arms, which are one bed, have one cuff.
    let worn: Vec<String> = match site {
        ARM => vec!["arm.cuff".to_owned()],
        _ => LEGS
            .into_iter()
            .filter(|own| leg.is_none_or(|leg| leg == *own))
            .map(|leg| format!("leg.{leg}.cuff.{site}"))
            .collect(),
    };
    let of_cuff = |worn: String| {
        let set = |key: &str, value| Setting {
            path: format!("{worn}.{key}"),
            value,
            source: Some("definition: the cuff of the protocol".to_owned()),
            named: None,
            location: location.clone(),
        };
        [
            set("pressure_mmhg", pressure_mmhg),
            set("change_s", change_s.unwrap_or(USUAL_CHANGE_S)),
        ]
    };
    Ok(worn.into_iter().flat_map(of_cuff).collect())
}

/// How long a phase lasts, if that can be read; its mistakes are noted elsewhere.
fn duration_s(phase: &Reader<'_>) -> Option<f64> {
    match &phase.get("duration")?.node.value {
        Value::Text(text) => quantity::parse(text, Dimension::Time).ok(),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::scenario::Scenario;

    /// What the phase of a scenario sets, or its mistakes.
    fn set(cuff: &str) -> Result<Vec<(String, f64)>, String> {
        let text = format!("[[phase]]\nname = \"a\"\nduration = \"9 s\"\ncuff = {cuff}\n");
        let read = Scenario::parse(&text, "a.toml").map_err(|errors| errors.to_string())?;
        let set = read.phases[0].set.iter();
        Ok(set.map(|s| (s.path.clone(), s.value)).collect())
    }

    #[test]
    fn a_cuff_sets_pressure_and_time_of_one_leg_or_both() {
        let left = set(r#"{ site = "calf", pressure = "8 kPa", over = "6 s", leg = "left" }"#);
        let left = left.unwrap();
        assert_eq!(left[0].0, "leg.left.cuff.calf.pressure_mmhg");
        assert!((left[0].1 - 60.005).abs() < 1e-3, "{left:?}");
        assert_eq!(left[1..], [("leg.left.cuff.calf.change_s".to_owned(), 6.0)]);
        let both = set(r#"{ site = "thigh", pressure = "40 mmHg" }"#).unwrap();
        let value = |path: &str| both.iter().find(|(own, _)| own == path).unwrap().1;
        assert_eq!(both.len(), 4);
        assert_eq!(value("leg.right.cuff.thigh.pressure_mmhg"), 40.0);
        assert_eq!(value("leg.right.cuff.thigh.change_s"), 0.3);
    }

    #[test]
    fn a_cuff_without_pressure_or_around_the_neck_is_refused() {
        assert!(
            set(r#"{ site = "calf" }"#)
                .unwrap_err()
                .contains("pressure")
        );
        let neck = set(r#"{ site = "neck", pressure = "40 mmHg" }"#);
        assert!(neck.unwrap_err().contains("site"));
        let arm = set(r#"{ site = "arm", pressure = "200 mmHg" }"#).unwrap();
        assert_eq!(arm[0], ("arm.cuff.pressure_mmhg".to_owned(), 200.0));
        assert_eq!(arm[1], ("arm.cuff.change_s".to_owned(), 0.3));
        let one = set(r#"{ site = "arm", pressure = "200 mmHg", leg = "left" }"#).unwrap_err();
        assert!(one.contains("\"leg\" has no meaning for \"arm\""), "{one}");
        let slow = set(r#"{ site = "calf", pressure = "40 mmHg", over = "10 s" }"#).unwrap_err();
        assert!(
            slow.contains("cuff.over: the cuff takes 10 s, longer than its phase of 9 s"),
            "{slow}"
        );
        let text = set(r#""60 mmHg""#).unwrap_err();
        assert!(
            text.contains(r#"write cuff = { site = "calf", pressure = "60 mmHg" }"#),
            "{text}"
        );
        let site = set(r#""ankle""#).unwrap_err();
        assert!(
            site.contains(r#"cuff = { site = "ankle", pressure ="#),
            "{site}"
        );
        let long = set(r#"{ site = "calf", pressure = "400 mmHg" }"#);
        assert!(long.unwrap_err().contains("400 mmHg"));
    }
}

//! What to change where a body with the settings of a timeline has no steady start.

use secondheart_body::{BodyError, Change, Parameters, Subject};

use crate::error::{InputError, Location, Mistake};
use crate::mistakes::InputErrors;
use crate::scenario::Timeline;

/// The mistake that leaves a body without a steady start: the parameters of the timeline, or the
/// subject, which messages call `reference`.
///
/// # Errors
/// The body's own error if it is another one, or if the shipped body of the usual subject fails.
pub fn unsteady(
    error: BodyError,
    parameters: &Parameters,
    (subject, reference): (&Subject, &str),
    timeline: &Timeline,
) -> Result<InputErrors, BodyError> {
    if !matches!(error, BodyError::NotSteady { .. }) {
        return Err(error);
    }
    let given = timeline.given.iter().filter_map(|(change, location)| {
        let Change::Parameter { path, value } = change else {
            return None;
        };
        (parameters.get(path).map(|own| own.value) != Some(*value)).then_some((path, location))
    });
    let given: Vec<_> = given.collect();
    let usual = Subject::default();
    let mut change: Vec<String> = given.iter().map(|(path, _)| (*path).clone()).collect();
    if change.len() > MOST_NAMED {
        let left = change.split_off(MOST_NAMED).len();
        change.push(format!("{left} more that are set"));
    }
    let location = match given.first() {
        Some((_, location)) => (*location).clone(),
        None => Location::whole(reference),
    };
    let far = far_from(&usual, subject);
    if change.is_empty() {
        change = far;
    } else if !far.is_empty() {
        change.push(format!("the subject ({reference})"));
    }
    if change.is_empty() {
        return Err(error);
    }
    let reason = error.to_string();
    Ok(InputError::new(location, Mistake::NoStart { reason, change }).into())
}

/// Most parameters that a message names.
const MOST_NAMED: usize = 6;

/// The keys of a subject whose values lie more than half way from the usual value to a limit, or
/// else the furthest of them; none for the usual subject.
fn far_from(usual: &Subject, subject: &Subject) -> Vec<String> {
    let keys = [
        (
            "age",
            "y",
            Subject::AGE_YEARS,
            usual.age_years,
            subject.age_years,
        ),
        (
            "stature",
            "cm",
            Subject::STATURE_CM,
            usual.stature_cm,
            subject.stature_cm,
        ),
        (
            "mass",
            "kg",
            Subject::MASS_KG,
            usual.mass_kg,
            subject.mass_kg,
        ),
        (
            "resting_heart_rate",
            "/min",
            Subject::RESTING_HEART_RATE_PER_MIN,
            usual.resting_heart_rate_per_min,
            subject.resting_heart_rate_per_min,
        ),
    ];
    let mut far: Vec<(f64, String)> = Vec::new();
    for (key, unit, (low, high), usual, value) in keys {
        let limit = if value < usual { low } else { high };
        let share = (value - usual) / (limit - usual);
        if share > 0.0 {
            let text = format!("{key} ({value} {unit}; the usual is {usual} {unit})");
            far.push((share, text));
        }
    }
    far.sort_by(|a, b| b.0.total_cmp(&a.0));
    let count = far.iter().filter(|(share, _)| *share > 0.5).count().max(1);
    far.into_iter().take(count).map(|(_, text)| text).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    #[test]
    fn a_start_that_is_not_found_is_told_of_what_was_asked_for() {
        let parameters = Parameters::shipped().unwrap();
        let error = || BodyError::NotSteady {
            simulated_s: 3000.0,
            reason: "it swings".to_owned(),
        };
        let usual = Subject::default();
        let tall = Subject {
            age_years: 32.0,
            stature_cm: 219.0,
            mass_kg: 150.0,
            ..usual.clone()
        };
        let mut timeline = Scenario::find("calf-raises").unwrap().timeline();
        let told = |subject: &Subject, timeline: &Timeline| {
            unsteady(error(), &parameters, (subject, "me.toml"), timeline).map(|e| e.to_string())
        };
        assert_eq!(told(&usual, &timeline), Err(error()));
        assert_eq!(
            told(&tall, &timeline).unwrap(),
            "me.toml: no steady start was found in 3000 s: it swings; change stature (219 cm; the \
             usual is 176 cm) or mass (150 kg; the usual is 73 kg)"
        );
        let location = Location::whole("--set");
        let set = |path: &str, value| Change::Parameter {
            path: path.to_owned(),
            value,
        };
        timeline.given = vec![
            (
                set("muscle.pressure_gain", 1.0),
                Location::whole("as it is"),
            ),
            (set("blood.extra_volume_ml", 4000.0), location),
        ];
        assert_eq!(
            told(&usual, &timeline).unwrap(),
            "--set: no steady start was found in 3000 s: it swings; change blood.extra_volume_ml"
        );
        let both = told(&tall, &timeline).unwrap();
        assert!(both.ends_with("change blood.extra_volume_ml or the subject (me.toml)"));
        let other = BodyError::Snapshot {
            reason: "x".to_owned(),
        };
        let subject = (&tall, "me.toml");
        assert!(unsteady(other, &parameters, subject, &timeline).is_err());
    }
}

//! Shared by the tests of the body: a body with settings, changes of them, and means of signals.

use secondheart_body::{Body, BodyError, Change, Parameters, Posture, Subject};

pub(crate) type Outcome = Result<(), Box<dyn std::error::Error>>;

/// A body with its own settings at its steady start in a posture.
pub(crate) fn session(settings: &[(&str, f64)], start: Posture) -> Result<Body, BodyError> {
    let mut parameters = Parameters::shipped()?;
    for (path, value) in settings {
        parameters.set(path, *value)?;
    }
    Body::with(&parameters, &Subject::default(), start)
}

/// Means of signals up to `until_s`.
pub(crate) fn means(
    session: &mut Body,
    names: &[&str],
    until_s: f64,
) -> Result<Vec<f64>, BodyError> {
    let signals = names
        .iter()
        .map(|name| session.signal(name))
        .collect::<Result<Vec<_>, _>>()?;
    let mut sums = vec![0.0; names.len()];
    let (start, mut last) = (session.time_s(), session.time_s());
    while session.step_towards(until_s)? {
        for (sum, signal) in sums.iter_mut().zip(&signals) {
            *sum += session.value(*signal) * (session.time_s() - last);
        }
        last = session.time_s();
    }
    Ok(sums.iter().map(|sum| sum / (last - start)).collect())
}

/// Sets parameters at once.
pub(crate) fn set(session: &mut Body, settings: &[(&str, f64)]) -> Outcome {
    let now = session.time_s();
    for (path, value) in settings {
        let path = (*path).to_owned();
        session.apply(
            &Change::Parameter {
                path,
                value: *value,
            },
            now,
        )?;
    }
    Ok(())
}

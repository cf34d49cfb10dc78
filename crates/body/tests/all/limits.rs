//! The least value that the data allow for a parameter builds a body that can be stepped.

use secondheart_body::{Body, BodyError, Parameters, Posture, Subject};

/// Builds a body with one value changed and takes a few steps.
fn tried(shipped: &Parameters, path: &str, value: f64) -> Result<(), BodyError> {
    let mut own = shipped.clone();
    own.set(path, value)?;
    let mut body = Body::unsettled(&own, &Subject::default(), Posture::STANDING)?;
    body.advance_to(0.1)
}

#[test]
fn a_parameter_that_may_be_zero_can_be_simulated_at_zero() -> Result<(), BodyError> {
    let shipped = Parameters::shipped()?;
    let zero = |(path, own): &(&str, &secondheart_body::Parameter)| {
        own.range.holds(0.0) && own.value != 0.0 && !path.starts_with("leg.right")
    };
    let failures: Vec<String> = shipped
        .iter()
        .filter(zero)
        .filter_map(|(path, _)| {
            let failure = tried(&shipped, path, 0.0).err()?;
            Some(format!("{path}: {failure}"))
        })
        .collect();
    assert!(
        failures.is_empty(),
        "{}\n{}",
        failures.len(),
        failures.join("\n")
    );
    Ok(())
}

//! Invalid changes are refused and leave the body as it was.

use crate::common::{Outcome, session};
use secondheart_body::{Activity, Body, BodyError, Change, Manner, Parameters, Posture, Subject};

fn posture(to: Posture, over_s: f64) -> Change {
    let manner = Manner::Passive;
    Change::Posture { to, over_s, manner }
}

fn walk(with: impl Fn(&mut Activity)) -> Change {
    let mut walk = Activity::named("walk");
    with(&mut walk);
    Change::Activity(walk)
}

#[test]
fn meaningless_times_and_amounts_are_refused() -> Outcome {
    let mut body = session(&[], Posture::SUPINE)?;
    let before = body.snapshot();
    let tilted = |trunk_deg| Posture {
        trunk_deg,
        ..Posture::SUPINE
    };
    for change in [
        posture(tilted(f64::NAN), 1.0),
        posture(tilted(f64::INFINITY), 1.0),
        posture(tilted(90.1), 1.0),
        posture(
            Posture {
                gravity_g: -0.1,
                ..Posture::STANDING
            },
            1.0,
        ),
        posture(Posture::STANDING, -1.0),
        posture(Posture::STANDING, f64::NAN),
        posture(Posture::STANDING, 0.1),
        walk(|walk| walk.speed_km_per_h = Some(-5.0)),
        walk(|walk| walk.rate_per_min = Some(f64::NAN)),
        walk(|walk| walk.power_w = Some(f64::INFINITY)),
        walk(|walk| walk.strength = Some(-0.1)),
        walk(|walk| walk.speed_km_per_h = Some(0.0)),
        walk(|walk| walk.speed_km_per_h = Some(45.1)),
        walk(|walk| walk.rate_per_min = Some(601.0)),
    ] {
        let refused = body.apply(&change, 1.0);
        assert!(
            matches!(refused, Err(BodyError::BadChange { .. })),
            "{change:?}: {refused:?}"
        );
    }
    let parameters = Parameters::shipped()?;
    for start in [tilted(f64::NAN), tilted(-90.1)] {
        let built = Body::unsettled(&parameters, &Subject::default(), start);
        assert!(matches!(built, Err(BodyError::BadChange { .. })));
    }
    for time_s in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let change = posture(Posture::STANDING, 1.0);
        assert!(body.apply(&change, time_s).is_err(), "{time_s}");
        assert!(body.advance_to(time_s).is_err(), "{time_s}");
    }
    assert!(body.step_towards(f64::NAN).is_err());
    assert_eq!(body.snapshot(), before);
    body.advance_to(2.0)?;
    let late = body.apply(&posture(Posture::STANDING, 1.0), 1.0);
    assert_eq!(
        late.map_err(|error| error.to_string()),
        Err("cannot change at 1.00 s: already at 2.00 s".to_owned())
    );
    Ok(())
}

#[test]
fn parameters_that_build_no_body_leave_the_old_body_unchanged() -> Outcome {
    let mut body = session(&[], Posture::SUPINE)?;
    let set = |path: &str, value| Change::Parameter {
        path: path.to_owned(),
        value,
    };
    // Each is possible by itself; together a cycle of the pump is too short for its hold.
    body.apply(&set("pump.cycles_per_min", 30.0), 1.0)?;
    body.apply(&set("pump.hold_s", 50.0), 1.0)?;
    let mut same = body.clone();
    let failed = body.advance_to(1.5);
    assert!(
        matches!(failed, Err(BodyError::BadValue { .. })),
        "{failed:?}"
    );
    assert_eq!(body.time_s(), 1.0);
    for (path, given) in [("pump.cycles_per_min", 30.0), ("pump.hold_s", 50.0)] {
        assert_ne!(body.parameters().value(path)?, given, "{path}");
    }
    // It goes on as if the change had not been asked for.
    let failed = same.advance_to(1.5);
    assert!(failed.is_err());
    body.advance_to(3.0)?;
    same.advance_to(3.0)?;
    assert_eq!(body.snapshot(), same.snapshot());
    let mut unchanged = session(&[], Posture::SUPINE)?;
    unchanged.advance_to(1.0)?;
    unchanged.advance_to(3.0)?;
    let arch = "aorta.arch.pressure_mmhg";
    assert_eq!(body.read(arch)?, unchanged.read(arch)?);
    Ok(())
}

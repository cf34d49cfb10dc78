//! The crossing of venous return and output of the heart, measured on copies of a live body.
//!
//! Guyton's experiment: with the reflexes held as they are, a weaker or stronger heart moves along the
//! curve of the vessels (venous return), and a loss or gain of blood moves along the curve of the heart
//! (cardiac function). Each point is the mean over some seconds after the copy has settled.
//!
//! Guyton AC, Lindsey AW, Kaufmann BN 1955 Am J Physiol 180:463-468.

use secondheart_body::{Body, BodyError, Change};
use serde_json::{Value, json};

use crate::Host;
use crate::failure::Failure;

/// Factors of the strength of both ventricles; those that the body does not allow are left out.
const STRENGTHS: [f64; 7] = [0.25, 0.35, 0.5, 0.7, 1.0, 1.6, 2.5];
/// Changes of the blood volume, mL.
const VOLUMES_ML: [f64; 7] = [-750.0, -500.0, -250.0, 0.0, 250.0, 500.0, 750.0];
/// Time in which blood is lost or given, seconds.
const GIVEN_S: f64 = 30.0;
/// Time that a copy takes to settle, and over which it is then read, seconds.
const SETTLING_S: f64 = 25.0;
const READ_S: f64 = 10.0;
/// Factor of the time constants of the reflexes that holds them for the experiment.
const HELD: f64 = 1000.0;
const EFFECTORS: [&str; 5] = [
    "reflex.effector.contractility_tau_s",
    "reflex.effector.period_sympathetic_tau_s",
    "reflex.effector.period_vagal_tau_s",
    "reflex.effector.resistance_tau_s",
    "reflex.effector.vein_tau_s",
];
const VENTRICLES: [&str; 2] = [
    "heart.left_ventricle.end_systolic_elastance_mmhg_per_ml",
    "heart.right_ventricle.end_systolic_elastance_mmhg_per_ml",
];

/// Both curves as points of right atrial pressure (mmHg) and flow (L/min), and the point of the body
/// itself, at which they cross.
pub(crate) fn curves(body: &Body, host: Host) -> Result<Value, Failure> {
    let points = (STRENGTHS.len() + VOLUMES_ML.len()) as f64;
    let each_s = GIVEN_S + SETTLING_S + READ_S;
    let mut done = 0.0;
    let mut point = |copy: Body| {
        let read = read(copy, body.time_s() + GIVEN_S + SETTLING_S);
        done += 1.0;
        (host.progress)(done * each_s, points * each_s);
        read
    };
    let mut venous_return = Vec::new();
    let mut working_point = None;
    for strength in STRENGTHS {
        let own = |path| body.parameters().value(path).map(|own| own * strength);
        let possible = VENTRICLES.map(|path| body.parameters().check(path, own(path)?));
        if possible.iter().any(Result::is_err) {
            continue;
        }
        let mut copy = held(body)?;
        for path in VENTRICLES {
            set(&mut copy, path, own(path)?)?;
        }
        let read = point(copy)?;
        if strength == 1.0 {
            working_point = Some(read);
        }
        venous_return.push(read);
    }
    let mut cardiac_function = Vec::new();
    for volume_ml in VOLUMES_ML {
        let mut copy = held(body)?;
        let path = match volume_ml < 0.0 {
            true => "blood.bleeding_ml_per_min",
            false => "blood.infusion_ml_per_min",
        };
        let before = copy.parameters().value(path)?;
        let rate = volume_ml.abs() * 60.0 / GIVEN_S;
        set(&mut copy, path, before + rate)?;
        copy.advance_to(copy.time_s() + GIVEN_S)?;
        set(&mut copy, path, before)?;
        cardiac_function.push(point(copy)?);
    }
    Ok(json!({
        "venous_return": venous_return,
        "cardiac_function": cardiac_function,
        "working_point": working_point,
    }))
}

/// A copy whose reflexes stay as they are.
fn held(body: &Body) -> Result<Body, BodyError> {
    let mut copy = body.clone();
    for path in EFFECTORS {
        let own_s = copy.parameters().value(path)?;
        set(&mut copy, path, HELD * own_s)?;
    }
    Ok(copy)
}

fn set(body: &mut Body, path: &str, value: f64) -> Result<(), BodyError> {
    let change = Change::Parameter {
        path: path.to_owned(),
        value,
    };
    body.apply(&change, body.time_s())
}

/// Mean right atrial pressure and output of the heart from a time on.
fn read(mut body: Body, from_s: f64) -> Result<[f64; 2], BodyError> {
    let atrium = body.signal("heart.right_atrium.pressure_mmhg")?;
    let valve = body.signal("heart.aortic_valve.flow_ml_per_s")?;
    body.advance_to(from_s)?;
    let (mut pressure, mut volume_ml) = (0.0, 0.0);
    let mut before_s = from_s;
    while body.step_towards(from_s + READ_S)? {
        let step_s = body.time_s() - before_s;
        before_s = body.time_s();
        pressure += body.value(atrium) * step_s;
        volume_ml += body.value(valve) * step_s;
    }
    let seconds = before_s - from_s;
    // mL/s to L/min.
    Ok([pressure / seconds, 0.06 * volume_ml / seconds])
}

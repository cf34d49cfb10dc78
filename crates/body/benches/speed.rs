//! Speed of a body with all its controls: one, and eight in the lanes of one core.
//!
//! `cargo bench -p secondheart-body` lets them lie, stand, rise on tiptoe and walk, as the example
//! `work_precision` does, which says how precise the same steps are. Prints patient-seconds per
//! second and core as median (slowest to fastest) of several runs.
//! Eight different people need more rounds than eight equal ones: a step is solved again for all
//! lanes where a valve of one of them has touched.

#![allow(clippy::print_stdout)]

use std::time::Instant;

use secondheart_body::{
    Activity, BodyError, Change, DEFAULT_STEP_S, LONGEST_STEP_S, Manner, Parameters, Posture,
    Session, Subject,
};
use secondheart_engine::{Lanes, Scalar};

/// How long the protocol lasts, s.
const PROTOCOL_S: f64 = 440.0;
/// An odd number, for a median.
const RUNS: usize = 11;

/// Eight people of different age, size and resting heart rate.
fn eight_people() -> [Subject; 8] {
    std::array::from_fn(|i| {
        let nth = |i: usize| (i % 8) as f64;
        Subject {
            name: format!("person {i}"),
            age_years: 22.0 + 7.0 * nth(i),
            stature_cm: 158.0 + 4.0 * nth(i),
            mass_kg: 55.0 + 5.0 * nth(3 * i),
            resting_heart_rate_per_min: 54.0 + 3.0 * nth(5 * i),
            ..Subject::default()
        }
    })
}

/// Bodies in the lanes of one core, lying.
fn lying<S: Scalar>(subjects: &[Subject]) -> Result<Session<S>, BodyError> {
    let parameters = Parameters::shipped()?;
    let person = |subject: &Subject| (parameters.clone(), subject.clone());
    let people: Vec<_> = subjects.iter().map(person).collect();
    Session::<S>::with_lanes(&people, Posture::SUPINE)
}

/// The protocol of the example `work_precision`: lying, standing, ten tiptoes, walking at 3 km/h.
fn protocol<S: Scalar>(session: &mut Session<S>) -> Result<(), BodyError> {
    let standing = Change::Posture {
        to: Posture::STANDING,
        over_s: 3.0,
        manner: Manner::Active,
    };
    let mut tiptoe = Activity::named("tiptoe");
    tiptoe.count = Some(10);
    let mut walk = Activity::named("walk");
    walk.speed_km_per_h = Some(3.0);
    for (change, at_s) in [
        (standing, 100.0),
        (Change::Activity(tiptoe), 280.0),
        (Change::Activity(walk), 320.0),
    ] {
        session.apply(&change, at_s)?;
    }
    session.advance_to(PROTOCOL_S)
}

fn measure<S: Scalar>(who: &str, subjects: &[Subject]) -> Result<(), BodyError> {
    let mut session = lying::<S>(subjects)?;
    let start = session.snapshot();
    for step_s in [DEFAULT_STEP_S, LONGEST_STEP_S] {
        let mut speeds = Vec::with_capacity(RUNS);
        for _ in 0..RUNS {
            session.restore(&start)?;
            session.set_step_s(step_s)?;
            let clock = Instant::now();
            protocol(&mut session)?;
            speeds.push(S::LANES as f64 * PROTOCOL_S / clock.elapsed().as_secs_f64());
        }
        speeds.sort_by(f64::total_cmp);
        let (slowest, median, fastest) = (speeds[0], speeds[RUNS / 2], speeds[RUNS - 1]);
        let step_ms = step_s * 1e3;
        println!("{who}, {step_ms} ms: {median:.0} ({slowest:.0} to {fastest:.0})");
    }
    Ok(())
}

fn main() -> Result<(), BodyError> {
    let reference = [Subject::default()];
    measure::<f64>("one body", &reference)?;
    measure::<Lanes<8>>("eight equal bodies in lanes", &reference)?;
    measure::<Lanes<8>>("eight different bodies in lanes", &eight_people())
}

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
    Activity, Body, BodyError, Change, Cohort, DEFAULT_STEP_S, LONGEST_STEP_S, Manner, Parameters,
    Posture, Subject,
};

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

/// The protocol of the example `work_precision`: lying, standing, ten tiptoes, walking at 3 km/h.
fn protocol() -> [(Change, f64); 3] {
    let standing = Change::Posture {
        to: Posture::STANDING,
        over_s: 3.0,
        manner: Manner::Active,
    };
    let mut tiptoe = Activity::named("tiptoe");
    tiptoe.count = Some(10);
    let mut walk = Activity::named("walk");
    walk.speed_km_per_h = Some(3.0);
    [
        (standing, 100.0),
        (Change::Activity(tiptoe), 280.0),
        (Change::Activity(walk), 320.0),
    ]
}

/// Times the protocol of `people` bodies, from a start that `run` restores, at each step.
fn measure(
    who: &str,
    people: usize,
    mut run: impl FnMut(f64) -> Result<(), BodyError>,
) -> Result<(), BodyError> {
    for step_s in [DEFAULT_STEP_S, LONGEST_STEP_S] {
        let mut speeds = Vec::with_capacity(RUNS);
        for _ in 0..RUNS {
            let clock = Instant::now();
            run(step_s)?;
            speeds.push(people as f64 * PROTOCOL_S / clock.elapsed().as_secs_f64());
        }
        speeds.sort_by(f64::total_cmp);
        let (slowest, median, fastest) = (speeds[0], speeds[RUNS / 2], speeds[RUNS - 1]);
        let step_ms = step_s * 1e3;
        println!("{who}, {step_ms} ms: {median:.0} ({slowest:.0} to {fastest:.0})");
    }
    Ok(())
}

fn main() -> Result<(), BodyError> {
    let mut body = Body::new(&Subject::default())?;
    let start = body.snapshot();
    measure("one body", 1, |step_s| {
        body.restore(&start)?;
        body.set_step_s(step_s)?;
        for (change, at_s) in protocol() {
            body.apply(&change, at_s)?;
        }
        body.advance_to(PROTOCOL_S)
    })?;
    let equal = vec![Subject::default(); 8];
    for (who, subjects) in [
        ("eight equal bodies in lanes", equal),
        ("eight different bodies in lanes", eight_people().to_vec()),
    ] {
        let parameters = Parameters::shipped()?;
        let people: Vec<_> = subjects
            .into_iter()
            .map(|s| (parameters.clone(), s))
            .collect();
        let mut cohort = Cohort::new(&people, Posture::SUPINE)?;
        let start = cohort.snapshot();
        measure(who, people.len(), |step_s| {
            cohort.restore(&start)?;
            cohort.set_step_s(step_s)?;
            for (change, at_s) in protocol() {
                cohort.apply(&change, at_s)?;
            }
            cohort.advance_to(PROTOCOL_S)
        })?;
    }
    Ok(())
}

//! A fixed piece of work, for counting its instructions (`.ci/instructions`).
//!
//! One argument chooses the work: `start` finds the steady start of the reference man; `body` and
//! `lanes` step one body, or eight different bodies in lanes, through a minute of lying, standing,
//! tiptoes and walking at the default step. Prints the vector instructions that the processor
//! offers, because they decide which version of the kernels runs.

#![allow(clippy::print_stdout)]

use secondheart_body::{
    Activity, Body, BodyError, Change, Cohort, Manner, Parameters, Posture, Subject,
};

/// People of different age, size and resting heart rate, before their steady starts.
fn bodies(count: usize) -> Result<Vec<Body>, BodyError> {
    let parameters = Parameters::shipped()?;
    let body = |n: usize| {
        let subject = Subject {
            age_years: 22.0 + 7.0 * n as f64,
            stature_cm: 158.0 + 4.0 * n as f64,
            mass_kg: 55.0 + 5.0 * ((3 * n) % 8) as f64,
            resting_heart_rate_per_min: 54.0 + 3.0 * ((5 * n) % 8) as f64,
            ..Subject::default()
        };
        Body::unsettled(&parameters, &subject, Posture::SUPINE)
    };
    (0..count).map(body).collect()
}

/// A minute: lying, from 5 s standing, from 20 s on tiptoe, from 35 s walking.
fn minute() -> [(Change, f64); 3] {
    let standing = Change::Posture {
        to: Posture::STANDING,
        over_s: 3.0,
        manner: Manner::Active,
    };
    [
        (standing, 5.0),
        (Change::Activity(Activity::named("tiptoe")), 20.0),
        (Change::Activity(Activity::named("walk")), 35.0),
    ]
}

fn one_body() -> Result<(), BodyError> {
    let mut body = bodies(1)?.remove(0);
    for (change, at_s) in minute() {
        body.apply(&change, at_s)?;
    }
    body.advance_to(60.0)
}

fn eight_in_lanes() -> Result<(), BodyError> {
    let mut cohort = Cohort::of(&bodies(8)?)?;
    for (change, at_s) in minute() {
        cohort.apply(&change, at_s)?;
    }
    cohort.advance_to(60.0)
}

fn instruction_set() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx512f") {
        return "avx512";
    } else if std::arch::is_x86_feature_detected!("avx2") {
        return "avx2";
    }
    std::env::consts::ARCH
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    match std::env::args().nth(1).as_deref() {
        Some("start") => drop(Body::new(&Subject::default())?),
        Some("body") => one_body()?,
        Some("lanes") => eight_in_lanes()?,
        _ => return Err("one of: start, body, lanes".into()),
    }
    println!("{}", instruction_set());
    Ok(())
}

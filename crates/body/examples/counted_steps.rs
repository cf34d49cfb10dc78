//! A fixed piece of work, for counting its instructions (`.ci/instructions`).
//!
//! One argument chooses the work: `start` finds the steady start of the reference man; `body` and
//! `lanes` step one body, or eight different bodies in lanes, through a minute of lying, standing,
//! tiptoes and walking at the default step. Prints the vector instructions that the processor
//! offers, because they decide which version of the kernels runs.

#![allow(clippy::print_stdout)]

use secondheart_body::{
    Activity, BodyError, Change, Manner, Parameters, Posture, Session, Subject,
};
use secondheart_engine::{Lanes, Scalar};

/// People of different age, size and resting heart rate.
fn people(count: usize) -> Result<Vec<(Parameters, Subject)>, BodyError> {
    let parameters = Parameters::shipped()?;
    let person = |n: usize| {
        let subject = Subject {
            age_years: 22.0 + 7.0 * n as f64,
            stature_cm: 158.0 + 4.0 * n as f64,
            mass_kg: 55.0 + 5.0 * ((3 * n) % 8) as f64,
            resting_heart_rate_per_min: 54.0 + 3.0 * ((5 * n) % 8) as f64,
            ..Subject::default()
        };
        (parameters.clone(), subject)
    };
    Ok((0..count).map(person).collect())
}

/// A minute: lying, from 5 s standing, from 20 s on tiptoe, from 35 s walking.
fn minute<S: Scalar>() -> Result<(), BodyError> {
    let mut session = Session::<S>::unsettled(&people(S::LANES)?, Posture::SUPINE)?;
    let standing = Change::Posture {
        to: Posture::STANDING,
        over_s: 3.0,
        manner: Manner::Active,
    };
    session.apply(&standing, 5.0)?;
    session.apply(&Change::Activity(Activity::named("tiptoe")), 20.0)?;
    session.apply(&Change::Activity(Activity::named("walk")), 35.0)?;
    session.advance_to(60.0)
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
        Some("start") => drop(Session::<f64>::new(&Subject::default())?),
        Some("body") => minute::<f64>()?,
        Some("lanes") => minute::<Lanes<8>>()?,
        _ => return Err("one of: start, body, lanes".into()),
    }
    println!("{}", instruction_set());
    Ok(())
}

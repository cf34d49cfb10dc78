//! Speed of a body with all its controls: one, and eight in the lanes of one core.
//!
//! `cargo bench -p secondheart-body` prints the time of a simulated second; a body is walking.
//! Eight different people need more rounds than eight equal ones: a step is solved again for all
//! lanes where a valve of one of them has touched.

#![allow(missing_docs)] // criterion_group! makes a public function

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use secondheart_body::{
    Activity, Change, DEFAULT_STEP_S, Manner, Parameters, Posture, Session, Subject,
};
use secondheart_engine::{Lanes, Scalar};

/// The longest step of a scenario, s: its means are within what is asked for, too (benches/README.md).
const LONG_STEP_S: f64 = 0.01;

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

/// Bodies that have stood up and walk, in steps of `step_s`.
fn walking<S: Scalar>(subjects: &[Subject], step_s: f64) -> Session<S> {
    let parameters = Parameters::shipped().expect("shipped data");
    let person = |subject: &Subject| (parameters.clone(), subject.clone());
    let people: Vec<_> = subjects.iter().map(person).collect();
    let mut session = Session::<S>::with_lanes(&people, Posture::SUPINE).expect("steady start");
    let standing = Change::Posture {
        to: Posture::STANDING,
        over_s: 3.0,
        manner: Manner::Active,
    };
    let mut walk = Activity::named("walk");
    walk.speed_km_per_h = Some(3.0);
    session.apply(&standing, 5.0).expect("a known change");
    session
        .apply(&Change::Activity(walk), 30.0)
        .expect("a known change");
    session.set_step_s(step_s).expect("a step it can take");
    session.advance_to(60.0).expect("steps");
    session
}

fn bench<S: Scalar>(c: &mut Criterion, who: &str, subjects: &[Subject], step_s: f64) {
    let mut session = walking::<S>(subjects, step_s);
    let step_ms = step_s * 1e3;
    let mut group = c.benchmark_group(format!("walking, steps of {step_ms} ms"));
    group.sample_size(20);
    // Elements are patient-seconds: the rate is the number of times faster than life, per core.
    group.throughput(Throughput::Elements(S::LANES as u64));
    group.bench_function(who, |b| {
        b.iter(|| {
            let until = session.time_s() + 1.0;
            session.advance_to(until).expect("steps");
        });
    });
    group.finish();
}

fn speed(c: &mut Criterion) {
    let reference = [Subject::default()];
    let people = eight_people();
    for step_s in [DEFAULT_STEP_S, LONG_STEP_S] {
        bench::<f64>(c, "one body", &reference, step_s);
        bench::<Lanes<8>>(c, "eight equal bodies in lanes", &reference, step_s);
        bench::<Lanes<8>>(c, "eight different bodies in lanes", &people, step_s);
    }
}

criterion_group!(benches, speed);
criterion_main!(benches);

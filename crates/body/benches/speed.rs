//! Speed of a body with all its controls: one, and eight in the lanes of one core.
//!
//! `cargo bench -p secondheart-body` lets them lie, stand, rise on tiptoe and walk, as the example
//! `work_precision` does, which says how precise the same steps are.
//! Eight different people need more rounds than eight equal ones: a step is solved again for all
//! lanes where a valve of one of them has touched.

#![allow(missing_docs)] // criterion_group! makes a public function

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use secondheart_body::{
    Activity, Body, Change, DEFAULT_STEP_S, LONGEST_STEP_S, Manner, Parameters, Posture, Subject,
};
use secondheart_engine::{Lanes, Scalar};

/// How long the protocol lasts, s.
const PROTOCOL_S: f64 = 440.0;

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
fn lying<S: Scalar>(subjects: &[Subject]) -> Body<S> {
    let parameters = Parameters::shipped().expect("shipped data");
    let person = |subject: &Subject| (parameters.clone(), subject.clone());
    let people: Vec<_> = subjects.iter().map(person).collect();
    Body::<S>::with_lanes(&people, Posture::SUPINE).expect("steady start")
}

/// The protocol of the example `work_precision`: lying, standing, ten tiptoes, walking at 3 km/h.
fn protocol<S: Scalar>(session: &mut Body<S>) {
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
        session.apply(&change, at_s).expect("a known change");
    }
    session.advance_to(PROTOCOL_S).expect("steps");
}

fn bench<S: Scalar>(c: &mut Criterion, who: &str, subjects: &[Subject], step_s: f64) {
    let mut session = lying::<S>(subjects);
    let start = session.snapshot();
    let step_ms = step_s * 1e3;
    let mut group = c.benchmark_group(format!("steps of {step_ms} ms"));
    group.sample_size(10);
    // Elements are patient-seconds: the rate is the number of times faster than life, per core.
    group.throughput(Throughput::Elements(S::LANES as u64 * PROTOCOL_S as u64));
    group.bench_function(who, |b| {
        b.iter(|| {
            session.restore(&start).expect("its own snapshot");
            session.set_step_s(step_s).expect("a step it can take");
            protocol(&mut session);
        });
    });
    group.finish();
}

fn speed(c: &mut Criterion) {
    let reference = [Subject::default()];
    let people = eight_people();
    for step_s in [DEFAULT_STEP_S, LONGEST_STEP_S] {
        bench::<f64>(c, "one body", &reference, step_s);
        bench::<Lanes<8>>(c, "eight equal bodies in lanes", &reference, step_s);
        bench::<Lanes<8>>(c, "eight different bodies in lanes", &people, step_s);
    }
}

criterion_group!(benches, speed);
criterion_main!(benches);

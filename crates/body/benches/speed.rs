//! Speed of a body with all its controls: one, and eight in the lanes of one core.
//!
//! `cargo bench -p secondheart-body` prints the time of a simulated second; a body is walking.

#![allow(missing_docs)] // criterion_group! makes a public function

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use secondheart_body::{Activity, Change, Manner, Parameters, Posture, Session, Subject};
use secondheart_engine::{Lanes, Scalar};

/// A body that has stood up and walks, at the default step.
fn walking<S: Scalar>() -> Session<S> {
    let people = [(
        Parameters::shipped().expect("shipped data"),
        Subject::default(),
    )];
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
    session.advance_to(60.0).expect("steps");
    session
}

fn bench<S: Scalar>(c: &mut Criterion, name: &str) {
    let mut session = walking::<S>();
    let mut group = c.benchmark_group("walking");
    group.sample_size(20);
    // Elements are patient-seconds: the rate is the number of times faster than life, per core.
    group.throughput(Throughput::Elements(S::LANES as u64));
    group.bench_function(name, |b| {
        b.iter(|| {
            let until = session.time_s() + 1.0;
            session.advance_to(until).expect("steps");
        });
    });
    group.finish();
}

fn speed(c: &mut Criterion) {
    bench::<f64>(c, "one body");
    bench::<Lanes<8>>(c, "eight bodies in lanes");
}

criterion_group!(benches, speed);
criterion_main!(benches);

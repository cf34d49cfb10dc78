//! Time of stepping one body and eight bodies in lanes, walking, with all controls.
use secondheart_body::{Activity, Change, Manner, Parameters, Posture, Session, Subject};
use secondheart_engine::{Lanes, Scalar};

fn cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0) * 1e-9
}

fn run<S: Scalar>(name: &str, seconds: f64, step: f64) -> Result<(), Box<dyn std::error::Error>> {
    let people = [(Parameters::shipped()?, Subject::default())];
    let mut s = Session::<S>::with_lanes(&people, Posture::SUPINE)?;
    s.set_step_s(step)?;
    s.apply(&Change::Posture { to: Posture::STANDING, over_s: 3.0, manner: Manner::Active }, 10.0)?;
    let mut walk = Activity::named("walk");
    walk.speed_km_per_h = Some(3.0);
    s.apply(&Change::Activity(walk), 60.0)?;
    s.advance_to(65.0)?;
    let mut best = f64::MAX;
    for _ in 0..5 {
        let t = cpu();
        let from = s.time_s();
        s.advance_to(from + seconds)?;
        best = best.min(cpu() - t);
    }
    let i = s.invariants();
    println!("{name} step {step}: {:.0} patient-s/s, {:.2} us/step, iterated {:.1} %",
        S::LANES as f64 * seconds / best, best / seconds * step * 1e6,
        100.0 * i.iterated_steps as f64 / i.steps as f64);
    Ok(())
}
fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("{}", secondheart_engine::dispatch::instruction_set());
    run::<f64>("one", 60.0, 0.004)?;
    if std::env::args().nth(1).is_some() {
        return Ok(());
    }
    #[cfg(any())]
    run::<Lanes<4>>("four", 20.0, 0.004)?;
    run::<Lanes<8>>("eight", 20.0, 0.004)
}

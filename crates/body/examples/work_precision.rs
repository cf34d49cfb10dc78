//! Work-precision: how far phase means are from those at a step of 0.125 ms, and what a step costs.
//!
//! Lying, standing quietly, ten tiptoes, walking at 3 km/h; mean arterial pressure, stroke volume,
//! cardiac output, foot-vein pressure. Prints a Markdown table. Optional arguments: steps in ms.

#![allow(clippy::print_stdout)]

use secondheart_body::{Activity, Body, Change, Manner, Posture, Snapshot, Subject};
use std::f64::consts::TAU;

const PHASES: [(&str, f64, f64); 4] = [
    ("lying", 20.0, 80.0),
    ("standing", 220.0, 280.0),
    ("tiptoes", 280.0, 290.0),
    ("walking", 380.0, 440.0),
];
const QUANTITIES: [&str; 4] = [
    "mean arterial pressure",
    "stroke volume",
    "cardiac output",
    "foot-vein pressure",
];

/// Processor time of this process, s.
fn cpu_s() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    text.split(' ')
        .next()
        .and_then(|n| n.parse::<f64>().ok())
        .unwrap_or(0.0)
        * 1e-9
}

type Means = [[f64; QUANTITIES.len()]; PHASES.len()];

fn measure(
    session: &mut Body,
    start: &Snapshot,
    step_s: f64,
) -> Result<(Means, f64, f64), Box<dyn std::error::Error>> {
    session.restore(start)?;
    session.set_step_s(step_s)?;
    let standing = Change::Posture {
        to: Posture::STANDING,
        over_s: 3.0,
        manner: Manner::Active,
    };
    session.apply(&standing, 100.0)?;
    let mut tiptoe = Activity::named("tiptoe");
    tiptoe.count = Some(10);
    session.apply(&Change::Activity(tiptoe), 280.0)?;
    let mut walk = Activity::named("walk");
    walk.speed_km_per_h = Some(3.0);
    session.apply(&Change::Activity(walk), 320.0)?;
    let pressure = session.signal("aorta.ascending.pressure_mmhg")?;
    let flow = session.signal("heart.aortic_valve.flow_ml_per_s")?;
    let period = session.signal("heart.period_s")?;
    let foot = session.signal("leg.left.foot.dorsal_vein.pressure_mmhg")?;
    let mut means = Means::default();
    let (mut work_s, mut stepped_s) = (0.0, 0.0);
    for (row, &(_, from, to)) in means.iter_mut().zip(&PHASES) {
        let clock = cpu_s();
        stepped_s += from - session.time_s();
        session.advance_to(from)?;
        work_s += cpu_s() - clock;
        let mut last = from;
        let mut mean = [0.0; 4];
        while session.step_towards(to)? {
            let now = session.time_s();
            // A window that fades in and out, so that a cut beat does not count.
            let share = (0.5 * (now + last) - from) / (to - from);
            let weight = (1.0 - (TAU * share).cos()) * (now - last) / (to - from);
            last = now;
            for (m, s) in mean.iter_mut().zip([pressure, flow, period, foot]) {
                *m += weight * session.value(s);
            }
        }
        *row = [mean[0], mean[1] * mean[2], mean[1] * 0.06, mean[3]];
    }
    Ok((means, stepped_s, work_s))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut steps: Vec<f64> = std::env::args()
        .skip(1)
        .filter_map(|a| a.parse::<f64>().ok())
        .collect();
    if steps.is_empty() {
        steps = vec![0.5, 1.0, 2.0, 4.0, 5.0, 8.0, 10.0, 12.5];
    }
    let mut session = Body::new(&Subject::default())?;
    let start = session.snapshot();
    let (reference, _, _) = measure(&mut session, &start, 1.25e-4)?;
    for (row, (name, ..)) in reference.iter().zip(&PHASES) {
        println!("reference {name}: {row:.3?}");
    }
    println!(
        "\n| step ms | x real time | phase | {} |",
        QUANTITIES.join(" | ")
    );
    println!("|---|---|---|---|---|---|---|");
    for step in steps {
        let (means, stepped_s, work_s) = measure(&mut session, &start, step * 1e-3)?;
        for (p, (name, ..)) in PHASES.iter().enumerate() {
            print!("| {step} | {:.0} | {name} ", stepped_s / work_s);
            for q in 0..QUANTITIES.len() {
                print!("| {:.3} % ", 100.0 * (means[p][q] / reference[p][q] - 1.0));
            }
            println!("|");
        }
    }
    Ok(())
}

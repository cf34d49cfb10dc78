//! A sweep: eight walkers whose muscles press differently on their veins, in the lanes of one core.
//!
//! `cargo run -p secondheart-body --example sweep_muscle_pressure`

#![allow(clippy::print_stdout)]

use secondheart_body::{Activity, Change, Cohort, Parameters, Posture, Subject};

const FOOT_VEIN: &str = "leg.left.foot.dorsal_vein.pressure_mmhg";
const WALKING_S: f64 = 120.0;
const MEASURED_S: f64 = 20.0;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let gains: Vec<f64> = (0..8).map(|member| 0.2 * f64::from(member)).collect();
    let shipped = Parameters::shipped()?;
    let mut people = Vec::new();
    for &gain in &gains {
        let mut parameters = shipped.clone();
        parameters.set("muscle.pressure_gain", gain)?;
        people.push((parameters, Subject::default()));
    }
    // Each member starts at its own steady state. All of them go through the same protocol.
    let mut cohort = Cohort::new(&people, Posture::STANDING)?;
    let walk = Activity {
        speed_km_per_h: Some(4.0),
        ..Activity::named("walk")
    };
    cohort.apply(&Change::Activity(walk), 10.0)?;

    cohort.advance_to(10.0)?;
    let standing_mmhg = read(&cohort)?;
    cohort.advance_to(WALKING_S - MEASURED_S)?;

    // A mean needs every step: the pressure swings with each stride.
    let mut sums = vec![0.0; gains.len()];
    let mut before_s = cohort.time_s();
    while cohort.step_towards(WALKING_S)? {
        let step_s = cohort.time_s() - before_s;
        before_s = cohort.time_s();
        for (sum, pressure_mmhg) in sums.iter_mut().zip(read(&cohort)?) {
            *sum += pressure_mmhg * step_s;
        }
    }

    println!("muscle pressure    foot vein, mmHg");
    println!("x normal           standing   walking");
    for ((gain, standing), sum) in gains.iter().zip(standing_mmhg).zip(sums) {
        println!("{gain:>8.1} {standing:>18.1} {:>9.1}", sum / MEASURED_S);
    }
    Ok(())
}

/// Pressure in the foot vein of every member, mmHg.
fn read(cohort: &Cohort) -> Result<Vec<f64>, secondheart_body::BodyError> {
    cohort
        .members()
        .map(|member| member.read(FOOT_VEIN))
        .collect()
}

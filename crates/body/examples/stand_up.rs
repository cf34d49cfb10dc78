//! One body, driven step by step: a woman stands up, and her signals are read on the way.
//!
//! `cargo run -p secondheart-body --example stand_up`

#![allow(clippy::print_stdout)]

use secondheart_body::{Body, Change, Manner, Posture, Sex, Subject};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let subject = Subject {
        name: "a tall woman".to_owned(),
        sex: Sex::Female,
        age_years: 45.0,
        stature_cm: 178.0,
        mass_kg: 68.0,
        resting_heart_rate_per_min: 66.0,
        ..Subject::default()
    };
    // Finds her steady state lying: blood, tissue fluid and controls do not drift.
    let mut body = Body::new(&subject)?;

    // A name is looked up once; reading the signal is then a plain load. `signal_names` lists all.
    let aorta = body.signal("aorta.ascending.pressure_mmhg")?;
    let foot = body.signal("leg.left.foot.dorsal_vein.pressure_mmhg")?;

    let standing_up_s = 20.0;
    let stand_up = Change::Posture {
        to: Posture::STANDING,
        over_s: 3.0,
        manner: Manner::Active,
    };
    body.apply(&stand_up, standing_up_s)?;

    println!("time   beats   arterial pressure   foot vein");
    println!("   s    /min                mmHg        mmHg");
    for row in 1..=9 {
        // Means over ten seconds: a value at one moment would show the pulse.
        let (from_s, until_s) = (body.time_s(), 10.0 * f64::from(row));
        let beats = body.beats();
        let (mut arterial, mut venous) = (0.0, 0.0);
        let mut before_s = from_s;
        while body.step_towards(until_s)? {
            let step_s = body.time_s() - before_s;
            arterial += body.value(aorta) * step_s;
            venous += body.value(foot) * step_s;
            before_s = body.time_s();
        }
        println!(
            "{until_s:>4} {:>7} {:>19.1} {:>11.1}",
            6 * (body.beats() - beats),
            arterial / 10.0,
            venous / 10.0
        );
    }
    Ok(())
}

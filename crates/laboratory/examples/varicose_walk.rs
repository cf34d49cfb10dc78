//! A protocol of one's own, run on two people in one call each, with readings by name.
//!
//! `cargo run -p secondheart-laboratory --example varicose_walk`

#![allow(clippy::print_stdout)]

use secondheart_laboratory::experiment::{Experiment, Options};
use secondheart_protocol::{scenario::Scenario, subject};

const PROTOCOL: &str = r#"
title = "Standing, then walking"
start = "standing"

[[phase]]
name = "standing"
duration = "1 min"

[[phase]]
name = "walking"
duration = "2 min"
activity = { pattern = "walk", speed = "4 km/h" }
"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let person = subject::find("reference-woman")?;
    println!("           mean flow at the knee, walking      ambulatory pressure");
    println!("           deep veins    superficial veins               at the ankle");
    println!("veins          mL/min               mL/min                   mmHg");
    for (veins, conditions) in [
        ("healthy", "conditions = []"),
        ("varicose", "conditions = [\"varicose-veins\"]"),
    ] {
        // The second argument is the name that messages give the text.
        let scenario = Scenario::parse(&format!("{conditions}\n{PROTOCOL}"), "walking.toml")?;
        let outcome = Experiment::prepare(&scenario, &person, Options::default())?.run()?;
        let walking = outcome.record.phases.last().ok_or("no phase")?;
        // A reading is absent where it has no meaning, so `reading` gives an option.
        let value = |name| {
            walking
                .reading(name)
                .map_or(f64::NAN, |reading| reading.value)
        };
        println!(
            "{veins:<10} {:>10.0} {:>20.0} {:>22.1}",
            value("knee_flow_deep_ml_per_min"),
            value("knee_flow_superficial_ml_per_min"),
            value("ankle_ambulatory_pressure_mmhg")
        );
    }
    Ok(())
}

//! What recording and instruments cost: time of stepping alone, with the beat table and waveforms,
//! and with the instruments as well, in turns. Prints seconds per simulated minute.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::time::Instant;

use secondheart_body::{Body, Parameters, Subject};
use secondheart_laboratory::plant::Plant;
use secondheart_laboratory::record::{Plan, RecordError, Recorder};
use secondheart_laboratory::run::{Observer, Runner};
use secondheart_laboratory::start::{Cache, steady};
use secondheart_protocol::scenario::Scenario;

struct Nobody;

impl<P: Plant> Observer<P> for Nobody {
    fn observe(&mut self, _: &P, _: f64) -> Result<(), RecordError> {
        Ok(())
    }
}

fn main() {
    let scenario = Scenario::find("walk").unwrap();
    let timeline = scenario.timeline();
    let parameters = Parameters::shipped().unwrap();
    let body = steady(&parameters, &Subject::default(), &timeline, &Cache::off()).unwrap();
    let minutes = timeline.end_s / 60.0;
    let time = |plan: Option<Plan>| {
        let mut body: Body = body.clone();
        let began = Instant::now();
        match plan {
            None => {
                Runner::new(&timeline).run(&mut body, &mut Nobody).unwrap();
            }
            Some(plan) => {
                let mut recorder = Recorder::new(&body, plan, &timeline, None).unwrap();
                Runner::new(&timeline)
                    .run(&mut body, &mut recorder)
                    .unwrap();
            }
        }
        began.elapsed().as_secs_f64() / minutes
    };
    let without = Plan {
        instruments: None,
        ..Plan::standard()
    };
    let mut best = [f64::INFINITY; 3];
    for _ in 0..7 {
        let plans = [None, Some(without.clone()), Some(Plan::standard())];
        for (best, plan) in best.iter_mut().zip(plans) {
            *best = best.min(time(plan));
        }
    }
    let [alone, recorded, measured] = best;
    println!(
        "stepping alone            {:.4} s/min ({:.0}x)",
        alone,
        60.0 / alone
    );
    println!(
        "with recording            +{:.1} %",
        100.0 * (recorded / alone - 1.0)
    );
    println!(
        "with instruments as well  +{:.1} %",
        100.0 * (measured / alone - 1.0)
    );
}

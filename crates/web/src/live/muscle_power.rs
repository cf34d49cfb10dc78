//! Power of the leg muscles on the blood in their veins, in a live body:
//!
//! ```text
//! P_m = - mean of Σ p_muscle dV/dt over the veins of both legs
//! ```
//!
//! The instrument of runs (`laboratory`'s `pump.rs`) reads it in phases of exercise, which a live body
//! does not know beforehand.

use secondheart_body::{Body, Signal};
use secondheart_laboratory::plant::Plant;

use crate::failure::Failure;

/// Name of the reading, as in runs.
pub(super) const NAME: &str = "muscle_power_mw";
/// mmHg mL/s to mW.
pub(super) const MW: f64 = 0.133_322;

/// The work of the muscles since the last step.
#[derive(Debug, Clone)]
pub(super) struct MusclePower {
    /// Pressure of the muscles around each vein, and its volume.
    veins: Vec<(Signal, Signal)>,
    before: Vec<(f64, f64)>,
}

impl MusclePower {
    pub(super) fn of(body: &Body) -> Result<Self, Failure> {
        let mut veins = Vec::new();
        for place in body.places() {
            let name = &place.name;
            if name.starts_with("leg.") && !place.off_leg && place.wall.ends_with("_vein") {
                let muscle = body.signal(&format!("{name}.muscle_pressure_mmhg"))?;
                veins.push((muscle, body.signal(&format!("{name}.volume_ml"))?));
            }
        }
        let before = values(body, &veins).collect();
        Ok(Self { veins, before })
    }

    /// Mean power over a step, mW.
    pub(super) fn step(&mut self, body: &Body, step_s: f64) -> f64 {
        let mut work = 0.0;
        for (before, now) in self.before.iter_mut().zip(values(body, &self.veins)) {
            work -= 0.5 * (before.0 + now.0) * (now.1 - before.1);
            *before = now;
        }
        MW * work / step_s
    }
}

fn values<'a>(
    body: &'a Body,
    veins: &'a [(Signal, Signal)],
) -> impl Iterator<Item = (f64, f64)> + 'a {
    let now = |(muscle, volume): &(Signal, Signal)| (body.value(*muscle), body.value(*volume));
    veins.iter().map(now)
}

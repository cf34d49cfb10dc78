//! What acts on the body from outside: stockings, cuffs and suction on the legs, a chamber on the
//! neck, and the store that takes blood which bleeds away and gives what is infused.

mod exterior;
mod neck_chamber;
mod sleeve;

pub use exterior::Exterior;
pub(crate) use sleeve::{Level, Pump, PumpParameters, SEAT};

use crate::error::BodyError;
use crate::wiring::Wiring;
use neck_chamber::NeckChamber;
use secondheart_engine::Scalar;
use sleeve::Sleeves;

/// What does not change from step to step.
#[derive(Debug, Clone)]
pub(crate) struct Constants<S> {
    pub(crate) sleeves: Sleeves<S>,
    /// Pressure around the carotid sinus from a chamber on the neck, mmHg.
    pub(crate) around_sinus_mmhg: S,
}

impl<S: Scalar> Constants<S> {
    pub(crate) fn new(wiring: &Wiring<'_, S>) -> Result<Self, BodyError> {
        Ok(Self {
            sleeves: Sleeves::new(wiring)?,
            around_sinus_mmhg: NeckChamber::read(wiring, "neck")?.around_sinus(),
        })
    }
}

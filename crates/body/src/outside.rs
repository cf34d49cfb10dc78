//! External devices and exchange of blood with the environment.
//!
//! | file | device |
//! |---|---|
//! | `outside/sleeve.rs` | stockings, pneumatic cuffs and lower-body negative pressure |
//! | `outside/cuff.rs` | cuffs around thigh, calf, ankle, foot and arms that are inflated and let down |
//! | `outside/arm_cuff.rs` | the arms beyond cuffs around them |
//! | `outside/shell.rs` | casts, swelling of the legs, pressure of their tissue |
//! | `outside/neck_chamber.rs` | pressure or suction around the neck |
//! | `outside/exterior.rs` | the store for bleeding and infusion, the catheter, the wound |

mod arm_cuff;
pub(crate) mod cuff;
mod exterior;
mod neck_chamber;
mod shell;
mod sleeve;

pub(crate) use arm_cuff::Arms;
pub(crate) use cuff::Cuffs;
pub use exterior::Exterior;
pub(crate) use shell::Swelling;
pub(crate) use sleeve::{Growth, Level, Pump, PumpParameters, SEAT};

use crate::error::BodyError;
use crate::wiring::Wiring;
use neck_chamber::NeckChamber;
use secondheart_engine::Scalar;
use shell::Shells;
use sleeve::Sleeves;

/// Parameters and enclosure indices of the devices, fixed between changes of parameters.
#[derive(Debug, Clone)]
pub(crate) struct Constants<S> {
    pub(crate) sleeves: Sleeves<S>,
    pub(crate) cuffs: cuff::Settings<S>,
    pub(crate) arms: arm_cuff::Settings<S>,
    pub(crate) shells: Shells<S>,
    /// Pressure that the neck chamber exerts around the carotid sinus, mmHg.
    pub(crate) around_sinus_mmhg: S,
}

impl<S: Scalar> Constants<S> {
    pub(crate) fn new(wiring: &Wiring<'_, S>) -> Result<Self, BodyError> {
        Ok(Self {
            sleeves: Sleeves::new(wiring)?,
            cuffs: cuff::Settings::new(wiring)?,
            arms: arm_cuff::Settings::new(wiring)?,
            shells: Shells::new(wiring)?,
            around_sinus_mmhg: NeckChamber::read(wiring, "neck")?.around_sinus(),
        })
    }
}

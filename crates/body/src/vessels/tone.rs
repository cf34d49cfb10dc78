//! Venous tone: the sympathetic command takes unstressed volume from the veins.
//!
//! ```text
//! V_0 = V_0,rest (1 - G σ)        σ: the reflex's command to the veins, G: gain of the bed
//! ```

use crate::error::BodyError;
use crate::parameter::Source;
use crate::wiring::Wiring;
use secondheart_engine::{Scalar, Simulation};

/// Least share of their unstressed volume that the sympathetic tone leaves to veins: a guard of the
/// linear law, for gains that a user sets (the largest shipped gain, 0.236 per unit, and a command
/// of 3, all that the sympathetic centre gives, leave just that).
const SMALLEST_TONED_SHARE: f64 = 0.3;

/// A vein under tone.
#[derive(Debug, Clone, Copy)]
struct TonedVein<S> {
    tube: usize,
    unstressed: S,
    gain: S,
}

/// The veins under tone: those of a collapsible class of wall, but for head and lung.
#[derive(Debug, Clone)]
pub(crate) struct Tone<S>(Vec<TonedVein<S>>);

impl<S: Scalar> Tone<S> {
    pub(crate) fn new(wiring: &Wiring<'_, S>) -> Result<Self, BodyError> {
        let mut veins = Vec::new();
        for (name, vessel) in &wiring.circuit().vessels {
            let class = vessel.class.as_str();
            let toned =
                class.ends_with("_vein") && class != "pulmonary_vein" && class != "head_vein";
            if !toned {
                continue;
            }
            let bed = match name.split('.').next().unwrap_or_default() {
                organ @ ("splanchnic" | "arm" | "leg") => organ,
                _ => "trunk",
            };
            let tube = wiring.topology.place(vessel.node);
            veins.push(TonedVein {
                tube,
                unstressed: wiring.network.tubes.unstressed_volume[tube],
                gain: wiring.value(&format!("reflex.vein_gain.{bed}"))?,
            });
        }
        Ok(Self(veins))
    }

    /// Sets the unstressed volume of every vein under a command.
    #[inline(always)]
    pub(crate) fn act(&self, sim: &mut Simulation<S>, command: S) {
        for vein in &self.0 {
            let relax = S::one() - vein.gain * command;
            let volume = vein.unstressed * relax.max(S::from_f64(SMALLEST_TONED_SHARE));
            let tubes = &mut sim.parameters.tubes;
            tubes.set_unstressed_volume(vein.tube, volume);
        }
    }
}

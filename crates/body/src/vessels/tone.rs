//! Venous tone: the sympathetic command reduces the unstressed volume of the veins.
//!
//! ```text
//! V_0 = V_0,rest max(1 - G σ, 0.3)
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | V_0 | unstressed volume of a vein | mL |
//! | σ, G | command of the reflex to veins, gain of the bed (`reflex.vein_gain`) | 1 |

use crate::error::BodyError;
use crate::parameter::Source;
use crate::wiring::Wiring;
use secondheart_engine::{Scalar, Simulation};

/// Least V_0/V_0,rest. It bounds the linear law for gains that a user sets; the largest shipped gain
/// (0.236) reaches it at the strongest command of the sympathetic centre (3).
const SMALLEST_TONED_SHARE: f64 = 0.3;

/// A vein under tone.
#[derive(Debug, Clone, Copy)]
struct TonedVein<S> {
    tube: usize,
    unstressed: S,
    gain: S,
}

/// The veins under tone: every vessel of a `*_vein` wall class except the veins of head
/// and lung.
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

    /// Sets the unstressed volume of every vein for a command σ.
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

#[cfg(test)]
mod tests {
    use crate::testing::{Man, assert_close, man};

    /// V_0/V_0,rest of a vein under a command.
    fn share(man: &Man, vein: &str, command: f64) -> f64 {
        let mut sim = man.circulation.sim.clone();
        let place = man.place(vein);
        let rest = sim.parameters.tubes.unstressed_volume[place];
        man.circulation.constants.tone.act(&mut sim, command);
        sim.parameters.tubes.unstressed_volume[place] / rest
    }

    #[test]
    fn unstressed_volume_falls_with_the_command_by_the_gain_of_its_bed() {
        let man = man();
        let vein = |prefix: &str| {
            let vessels = man.circuit.vessels.values();
            let toned = |class: &str| class.ends_with("_vein") && class != "pulmonary_vein";
            let mut veins = vessels.filter(|v| v.name.starts_with(prefix) && toned(&v.class));
            veins.next().unwrap().name.clone()
        };
        for (prefix, bed) in [
            ("splanchnic.", "splanchnic"),
            ("arm.", "arm"),
            ("leg.", "leg"),
            ("pelvis.", "trunk"),
        ] {
            let gain = man.value(&format!("reflex.vein_gain.{bed}"));
            for command in [1.0, -0.8] {
                assert_close(share(&man, &vein(prefix), command), 1.0 - gain * command);
            }
        }
        // A tone that would leave less than three tenths leaves three tenths.
        assert_close(share(&man, &vein("splanchnic."), 100.0), 0.3);
    }

    #[test]
    fn arteries_and_the_veins_of_head_and_lung_have_no_tone() {
        let man = man();
        let mut seen = Vec::new();
        for vessel in man.circuit.vessels.values() {
            let class = vessel.class.as_str();
            if ["pulmonary_vein", "head_vein"].contains(&class) || class.starts_with("artery") {
                assert_eq!(share(&man, &vessel.name, 1.0), 1.0, "{}", vessel.name);
                seen.push(class);
            }
        }
        assert!(
            seen.contains(&"pulmonary_vein") && seen.contains(&"head_vein"),
            "{seen:?}"
        );
    }
}

//! The veins under tone.

use super::Plan;
use super::persons::Persons;
use crate::error::BodyError;
use secondheart_engine::simulation::Parameters as NetworkParameters;
use secondheart_engine::{Scalar, Topology};

/// A vein under tone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TonedVein<S> {
    pub(crate) tube: usize,
    pub(crate) unstressed: S,
    pub(crate) gain: S,
}

impl<S: Scalar> Plan<S> {
    /// Notes the veins whose class of wall has tone.
    pub(super) fn find_veins(
        &mut self,
        persons: Persons<'_>,
        topology: &Topology,
        parameters: &NetworkParameters<S>,
    ) -> Result<(), BodyError> {
        for (name, vessel) in &persons.first.circuit.vessels {
            let class = vessel.class.as_str();
            let toned =
                class.ends_with("_vein") && class != "pulmonary_vein" && class != "head_vein";
            if !toned {
                continue;
            }
            let kind = match name.split('.').next().unwrap_or_default() {
                organ @ ("splanchnic" | "arm" | "leg") => organ,
                _ => "trunk",
            };
            let place = topology.place(vessel.node);
            self.veins.push(TonedVein {
                tube: place,
                unstressed: parameters.tubes.unstressed_volume[place],
                gain: persons.parameter(&format!("reflex.vein_gain.{kind}"))?,
            });
        }
        Ok(())
    }
}

//! The world outside the body: where blood goes that bleeds away, and infusions come from.

use crate::circuit::Builder;
use crate::error::BodyError;
use secondheart_engine::{EdgeId, EdgeLaw, NodeId, Wall};

/// The way out of the body: what bleeds away and what is infused.
#[derive(Debug, Clone, Copy)]
pub struct Exterior {
    /// Net volume that has left the body.
    pub store: NodeId,
    /// The vein that bleeds and takes infusions.
    pub vein: NodeId,
    /// Flow out of the vein.
    pub edge: EdgeId,
}

/// Name of the world outside the body, as a place of blood.
const EXTERIOR: &str = "outside";

impl Builder<'_> {
    /// Bleeding and infusion: one flow between a vein of the arm and the world.
    pub(crate) fn exterior(&mut self) -> Result<(), BodyError> {
        let vein = self.circuit.vessel("arm.vein")?.node;
        let store = self.circuit.network.add_node(EXTERIOR, Wall::Store, 0.0);
        let law = EdgeLaw::Prescribed { flow_ml_per_s: 0.0 };
        let edge = self
            .circuit
            .network
            .add_edge(format!("{EXTERIOR}.outflow"), vein, store, law);
        self.circuit.exterior = Some(Exterior { store, vein, edge });
        Ok(())
    }
}

//! Bleeding and infusion: one prescribed flow between a vein of the arm and a store outside the body.
//!
//! The store holds the net volume that has left the body; it is negative after a net infusion. The
//! flow is set in `blood.rs`, with the red cells and the protein that it carries.

use crate::circuit::Builder;
use crate::error::BodyError;
use secondheart_engine::{EdgeId, EdgeLaw, NodeId, Wall};

/// The store outside the body and its connection.
#[derive(Debug, Clone, Copy)]
pub struct Exterior {
    /// Node that holds the net volume lost.
    pub store: NodeId,
    /// Vein from which blood is lost and into which fluid is infused.
    pub vein: NodeId,
    /// Edge of the outflow, positive from the vein to the store.
    pub edge: EdgeId,
}

/// Name of the store.
const EXTERIOR: &str = "outside";

impl Builder<'_> {
    /// Adds the store and its flow, which is zero until `blood.rs` sets it.
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

//! Bleeding and infusion: flows between the body and a store outside it.
//!
//! A catheter in a vein of the arm withdraws and infuses; a wound of the abdominal aorta bleeds. The
//! store holds the net volume that has left the body; it is negative after a net infusion. The flows
//! are set in `blood.rs`, with the red cells and the protein that they carry.

use crate::circuit::Builder;
use crate::error::BodyError;
use secondheart_engine::{EdgeId, EdgeLaw, NodeId, Wall};

/// The store outside the body and its connections.
#[derive(Debug, Clone, Copy)]
pub struct Exterior {
    /// Node that holds the net volume lost.
    pub store: NodeId,
    /// Vein with a catheter, from which blood is withdrawn and into which fluid is infused.
    pub vein: NodeId,
    /// Edge of the catheter, positive from the vein to the store.
    pub edge: EdgeId,
    /// Wounded artery.
    pub artery: NodeId,
    /// Edge of the wound, positive from the artery to the store.
    pub wound: EdgeId,
}

/// Name of the store.
const EXTERIOR: &str = "outside";

impl Builder<'_> {
    /// Adds the store and its flows, which are zero until `blood.rs` sets them.
    pub(crate) fn exterior(&mut self) -> Result<(), BodyError> {
        let vein = self.circuit.vessel("arm.vein")?.node;
        let artery = self.circuit.vessel("aorta.abdominal")?.node;
        let network = &mut self.circuit.network;
        let store = network.add_node(EXTERIOR, Wall::Store, 0.0);
        let mut outflow = |name: &str, from| {
            let law = EdgeLaw::Prescribed { flow_ml_per_s: 0.0 };
            network.add_edge(format!("{EXTERIOR}.{name}"), from, store, law)
        };
        self.circuit.exterior = Some(Exterior {
            store,
            vein,
            edge: outflow("outflow", vein),
            artery,
            wound: outflow("wound", artery),
        });
        Ok(())
    }
}

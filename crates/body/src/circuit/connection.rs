//! Connections as edges: which vessels they join, and which of them feed a bed.

use super::{Builder, data};
use crate::error::BodyError;
use crate::heart;
use secondheart_engine::{EdgeId, EdgeLaw, NodeId};

/// A connection between two vessels.
#[derive(Debug, Clone)]
pub struct Connection {
    /// Dotted name.
    pub name: String,
    /// Edge of the network that carries its flow.
    pub edge: EdgeId,
    /// Node upstream, for normal flow.
    pub from: NodeId,
    /// Node downstream.
    pub to: NodeId,
    /// Valve group (`deep`, `superficial`, `perforator`, `muscle`), if it has valves.
    pub valve_group: Option<String>,
}

/// A bed in which an arteriole feeds a capillary.
#[derive(Debug, Clone)]
pub struct Bed {
    /// Name of the capillary.
    pub name: String,
    /// The arteriole's edge, whose resistance the controls set.
    pub arteriole: EdgeId,
    /// Node of the capillary.
    pub capillary: NodeId,
    /// Resting resistance of the arteriole, mmHg·s/mL.
    pub resistance: f64,
    /// Resting flow, mL/s.
    pub flow: f64,
}

impl Builder<'_> {
    /// The valves of the heart and all connections of the data.
    pub(super) fn connections(&mut self) -> Result<(), BodyError> {
        for valve in heart::VALVES {
            let law = heart::valve(self.p, &valve, self.scale.volume, self.density)?;
            self.connect(valve.name, valve.from, valve.to, EdgeLaw::Valve(law), None)?;
        }
        let names: Vec<String> = self
            .p
            .tables_with("from")
            .map(|(name, _)| name.to_owned())
            .collect();
        for name in names {
            let end = |key: &str| {
                self.p
                    .text(&name, key)
                    .map(str::to_owned)
                    .ok_or_else(|| data("circuit", format!("connection `{name}` has no `{key}`")))
            };
            let (from, to) = (end("from")?, end("to")?);
            let group = self.p.text(&name, "valve_group").map(str::to_owned);
            let conduit = self.conduit(&name, &from, &to)?;
            let law = match &group {
                Some(group) => EdgeLaw::Valve(self.venous_valve(&name, group, &conduit)?),
                None if heart::is_mouth(self.p, &name) => {
                    EdgeLaw::Valve(self.mouth(&name, &conduit)?)
                }
                None => EdgeLaw::Conduit(conduit),
            };
            let edge = self.connect(&name, &from, &to, law, group)?;
            if self.p.text(&name, "kind") == Some("arteriole") {
                let bed = Bed {
                    name: to.clone(),
                    arteriole: edge,
                    capillary: self.circuit.vessel(&to)?.node,
                    resistance: conduit.resistance_mmhg_s_per_ml,
                    flow: self.resting_flow(&name)?,
                };
                self.circuit.beds.push(bed);
            }
        }
        self.circuit.beds.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(())
    }

    fn connect(
        &mut self,
        name: &str,
        from: &str,
        to: &str,
        law: EdgeLaw,
        valve_group: Option<String>,
    ) -> Result<EdgeId, BodyError> {
        let (a, b) = (
            self.circuit.vessel(from)?.node,
            self.circuit.vessel(to)?.node,
        );
        let edge = self.circuit.network.add_edge(name, a, b, law);
        let connection = Connection {
            name: name.to_owned(),
            edge,
            from: a,
            to: b,
            valve_group,
        };
        self.circuit.connections.insert(name.to_owned(), connection);
        Ok(edge)
    }
}

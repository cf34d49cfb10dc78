//! Tissue spaces in the network, with filtration from every capillary and lymph to the superior cava.

use crate::circuit::Builder;
use crate::error::BodyError;
use crate::gravity::Segment;
use secondheart_engine::{EdgeId, EdgeLaw, NodeId, Wall};
use std::collections::BTreeMap;

/// Filtration between a capillary and its tissue.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// Name of the capillary.
    pub name: String,
    /// Node of the capillary.
    pub capillary: NodeId,
    /// Node of the tissue space.
    pub interstitium: NodeId,
    /// Edge of the filtered flow, capillary to tissue.
    pub filtration: EdgeId,
    /// Mass of tissue, g.
    pub tissue_g: f64,
    /// Filtration coefficient relative to the parameter common to all beds.
    pub filtration_share: f64,
    /// Kind of bed (`muscle`, `skin` ...).
    pub bed: String,
}

/// Lymph from a tissue space back to the great veins.
#[derive(Debug, Clone)]
pub struct Lymph {
    /// Name of the tissue space.
    pub name: String,
    /// Node of the tissue space.
    pub interstitium: NodeId,
    /// Edge of the lymph flow.
    pub edge: EdgeId,
    /// Mass of tissue drained, g.
    pub tissue_g: f64,
}

impl Builder<'_> {
    /// Adds tissue spaces, filtration and lymph to the network.
    pub(crate) fn exchange(&mut self) -> Result<(), BodyError> {
        let rest = self
            .p
            .value("microcirculation.interstitial_volume_ml_per_100g")?;
        let names: Vec<String> = self
            .p
            .tables_with("interstitium")
            .map(|(name, _)| name.to_owned())
            .collect();
        let mut tissue: BTreeMap<String, (NodeId, f64, Segment, f64)> = BTreeMap::new();
        let return_vein = self.circuit.vessel("cava.superior")?.node;
        for table in names {
            let Some(capillary) = table.strip_prefix("exchange.") else {
                continue;
            };
            let capillary = self.circuit.vessel(capillary)?.clone();
            let space = self
                .p
                .text(&table, "interstitium")
                .unwrap_or_default()
                .to_owned();
            let grams = self.p.value(&format!("{table}.tissue_g"))? * self.scale.mass;
            let entry = match tissue.get(&space) {
                Some(entry) => *entry,
                None => {
                    let node = self
                        .circuit
                        .network
                        .add_node(space.clone(), Wall::Store, 0.0);
                    (node, 0.0, capillary.segment, capillary.along)
                }
            };
            tissue.insert(space, (entry.0, entry.1 + grams, entry.2, entry.3));
            let filtration = self.circuit.network.add_edge(
                format!("{}.filtration", capillary.name),
                capillary.node,
                entry.0,
                EdgeLaw::Prescribed { flow_ml_per_s: 0.0 },
            );
            self.circuit.exchanges.push(Exchange {
                name: capillary.name.clone(),
                capillary: capillary.node,
                interstitium: entry.0,
                filtration,
                tissue_g: grams,
                filtration_share: self.p.value(&format!("{table}.filtration_fraction"))?,
                bed: self.p.text(&table, "bed").unwrap_or_default().to_owned(),
            });
        }
        for (name, (node, grams, segment, along)) in tissue {
            self.circuit
                .network
                .set_start_volume(node, rest * grams / 100.0);
            let edge = self.circuit.network.add_edge(
                format!("{name}.lymph"),
                node,
                return_vein,
                EdgeLaw::Prescribed { flow_ml_per_s: 0.0 },
            );
            self.insert(&name, node, "interstitium", segment, along, false, false);
            self.circuit.lymphs.push(Lymph {
                name,
                interstitium: node,
                edge,
                tissue_g: grams,
            });
        }
        Ok(())
    }
}

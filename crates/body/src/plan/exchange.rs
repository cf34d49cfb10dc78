//! What the beds filter and the lymph returns.

use super::persons::Persons;
use super::{Plan, missing};
use crate::error::BodyError;
use crate::microcirculation::Filtration;
use secondheart_engine::{Scalar, Topology};

/// Filtration of a bed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BedExchange<S> {
    /// Index of the capillary.
    pub(crate) capillary: usize,
    pub(crate) tissue: usize,
    pub(crate) flow: usize,
    pub(crate) law: Filtration<S>,
}

/// A tissue space.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tissue<S> {
    pub(crate) store: usize,
    pub(crate) per_100g: S,
    pub(crate) rest_volume: S,
    pub(crate) lymph_flow: usize,
    pub(crate) lymph_rest: S,
    /// Rise of the lymph flow, relative, while the muscles around it move.
    pub(crate) lymph_pump: S,
}

impl<S: Scalar> Plan<S> {
    /// Notes the tissue spaces with their lymph, and the beds that filter into them.
    pub(super) fn find_exchange(
        &mut self,
        persons: Persons<'_>,
        topology: &Topology,
    ) -> Result<(), BodyError> {
        let circuit = &persons.first.circuit;
        let f = self.filtration;
        for (n, lymph) in circuit.lymphs.iter().enumerate() {
            let per_100g: S = persons.each(|p| Ok(p.circuit.lymphs[n].tissue_g / 100.0))?;
            self.tissues.push(Tissue {
                store: topology.place(lymph.interstitium),
                per_100g,
                rest_volume: f.interstitial_volume_ml_per_100g * per_100g,
                lymph_flow: topology
                    .flow_index(lymph.edge)
                    .ok_or_else(|| missing("lymph"))?,
                lymph_rest: f.lymph_rest_ml_per_min_per_100g * per_100g * (1.0 / 60.0),
                lymph_pump: if lymph.name.starts_with("leg.") {
                    f.lymph_pump_rise
                } else {
                    S::zero()
                },
            });
        }
        for (n, exchange) in circuit.exchanges.iter().enumerate() {
            let per_100g: S = persons.each(|p| Ok(p.circuit.exchanges[n].tissue_g / 100.0))?;
            let share: S = persons.each(|p| Ok(p.circuit.exchanges[n].filtration_share))?;
            let tissue = circuit
                .lymphs
                .iter()
                .position(|l| l.interstitium == exchange.interstitium)
                .ok_or_else(|| missing("a tissue without lymph"))?;
            let capillary = self.capillary(persons, topology, &exchange.name)?;
            self.exchanges.push(BedExchange {
                capillary,
                tissue,
                flow: topology
                    .flow_index(exchange.filtration)
                    .ok_or_else(|| missing("filtration"))?,
                law: Filtration {
                    coefficient: f.filtration_coefficient_ml_per_min_per_100g_per_mmhg
                        * per_100g
                        * share
                        * (1.0 / 60.0),
                    glycocalyx_oncotic: f.interstitial_oncotic_mmhg,
                },
            });
        }
        Ok(())
    }
}

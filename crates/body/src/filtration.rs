//! Filtration of plasma into the tissues, and its return as lymph.
//!
//! `filtration/law.rs` gives the equations and their symbols, `filtration/network.rs` adds tissue
//! spaces and flows to the circuit. This file sets the flow of every bed and every lymph vessel in a
//! step, and the protein that they carry:
//!
//! ```text
//! 100 X = (1 - σ) [Σ C_rest L - Σ C max(J, 0)]        X: protein into the blood, g/s
//! ```
//!
//! C and C_rest are the protein concentrations of plasma now and at rest (g/dL).

mod law;
mod network;

pub use network::{Exchange, Lymph};

use crate::blood::Plasma;
use crate::capillaries::Capillaries;
use crate::error::BodyError;
use crate::muscle::{LEGS, leg_of};
use crate::wiring::{Wiring, missing};
use law::{Filtration, FiltrationParameters};
use secondheart_engine::{Scalar, Simulation, persist_fields};

/// A bed that filters: engine indices and its coefficient.
#[derive(Debug, Clone, Copy)]
struct Bed<S> {
    /// Index of the capillary.
    capillary: usize,
    tissue: usize,
    flow: usize,
    /// K_f, mL/(s·mmHg).
    coefficient: S,
}

#[derive(Debug, Clone, Copy)]
struct Tissue<S> {
    store: usize,
    per_100g: S,
    lymph_flow: usize,
    lymph_rest: S,
    /// Leg whose muscles pump the lymph.
    leg: Option<usize>,
}

/// Beds, tissues and parameters of filtration, fixed between changes of parameters.
#[derive(Debug, Clone)]
pub(crate) struct Constants<S> {
    parameters: FiltrationParameters<S>,
    beds: Vec<Bed<S>>,
    tissues: Vec<Tissue<S>>,
}

impl<S: Scalar> Constants<S> {
    pub(crate) fn new(
        wiring: &Wiring<'_, S>,
        capillaries: &mut Capillaries<S>,
    ) -> Result<Self, BodyError> {
        let circuit = wiring.circuit();
        let f = FiltrationParameters::read(wiring, "microcirculation")?;
        let mut tissues = Vec::new();
        for (n, lymph) in circuit.lymphs.iter().enumerate() {
            let per_100g = wiring.each(|p| Ok(p.circuit.lymphs[n].tissue_g / 100.0))?;
            tissues.push(Tissue {
                store: wiring.topology.place(lymph.interstitium),
                per_100g,
                lymph_flow: wiring.flow(lymph.edge, "lymph")?,
                lymph_rest: f.lymph_rest_ml_per_min_per_100g * per_100g * (1.0 / 60.0),
                leg: leg_of(&lymph.name),
            });
        }
        let mut beds = Vec::new();
        for (n, exchange) in circuit.exchanges.iter().enumerate() {
            let per_100g = wiring.each(|p| Ok(p.circuit.exchanges[n].tissue_g / 100.0))?;
            let share = wiring.each(|p| Ok(p.circuit.exchanges[n].filtration_share))?;
            let tissue = circuit
                .lymphs
                .iter()
                .position(|l| l.interstitium == exchange.interstitium)
                .ok_or_else(|| missing("a tissue without lymph"))?;
            beds.push(Bed {
                capillary: capillaries.find(wiring, &exchange.name)?,
                tissue,
                flow: wiring.flow(exchange.filtration, "filtration")?,
                coefficient: f.filtration_coefficient_ml_per_min_per_100g_per_mmhg
                    * per_100g
                    * share
                    * (1.0 / 60.0),
            });
        }
        Ok(Self {
            parameters: f,
            beds,
            tissues,
        })
    }

    /// Number of beds that filter.
    pub(crate) fn bed_count(&self) -> usize {
        self.beds.len()
    }

    /// Present transmural pressure of the capillary of every bed, mmHg.
    pub(crate) fn capillary_pressures<'a>(
        &'a self,
        capillaries: &'a Capillaries<S>,
        sim: &'a Simulation<S>,
    ) -> impl Iterator<Item = S> + 'a {
        self.beds
            .iter()
            .map(|bed| capillaries.transmural_now(sim, bed.capillary))
    }
}

/// State of the tissues other than their volumes.
#[derive(Debug, Clone)]
pub(crate) struct State<S> {
    /// Whether filtration and lymph are on; they are off during the search for the steady start.
    pub(crate) is_on: bool,
    /// π_g of every bed, mmHg.
    glycocalyx: Vec<S>,
    /// Volume of every tissue space at rest, mL.
    rest_volume: Vec<S>,
    /// P_i of every tissue, mmHg; computed in each step.
    tissue_pressure: Vec<S>,
}

persist_fields!(State {
    is_on,
    glycocalyx,
    rest_volume
});

impl<S: Scalar> State<S> {
    pub(crate) fn settled(constants: &Constants<S>) -> Self {
        let f = &constants.parameters;
        let tissues = constants.tissues.iter();
        Self {
            is_on: false,
            glycocalyx: vec![f.interstitial_oncotic_mmhg; constants.beds.len()],
            rest_volume: tissues
                .map(|tissue| f.interstitial_volume_ml_per_100g * tissue.per_100g)
                .collect(),
            tissue_pressure: vec![S::zero(); constants.tissues.len()],
        }
    }

    /// Fluid that each tissue space has lost relative to rest, mL.
    #[inline(always)]
    pub(crate) fn losses<'a>(
        &'a self,
        constants: &'a Constants<S>,
        sim: &'a Simulation<S>,
    ) -> impl Iterator<Item = S> + 'a {
        self.rest_volume
            .iter()
            .zip(&constants.tissues)
            .map(|(&rest, tissue)| rest - sim.state.volume[tissue.store])
    }

    /// Sets the flows of filtration and lymph for the end of a step; returns 100 X, in g/dL·mL/s.
    /// `pumping` is g, the strength with which the muscles of each leg pump lymph (0 to 1).
    #[inline(always)]
    pub(crate) fn advance(
        &mut self,
        constants: &Constants<S>,
        sim: &mut Simulation<S>,
        capillaries: &Capillaries<S>,
        plasma: &Plasma<S>,
        pumping: [S; LEGS.len()],
        step_s: f64,
    ) -> S {
        let f = &constants.parameters;
        let mut protein = S::zero();
        let leak = S::one() - f.reflection_fraction;
        for ((pressure, tissue), &rest) in self
            .tissue_pressure
            .iter_mut()
            .zip(&constants.tissues)
            .zip(&self.rest_volume)
        {
            let volume = sim.volume_ahead(tissue.store, step_s);
            let change = (volume - rest) * tissue.per_100g.recip();
            *pressure = f.tissue_pressure(change);
        }
        for (bed, &glycocalyx_oncotic) in constants.beds.iter().zip(&self.glycocalyx) {
            let law = Filtration {
                coefficient: bed.coefficient,
                glycocalyx_oncotic,
            };
            let capillary = capillaries.transmural(bed.capillary);
            let tissue = self.tissue_pressure[bed.tissue];
            let flow = law.flow(
                capillary,
                tissue,
                f.reflection_fraction,
                plasma.oncotic_mmhg,
            );
            sim.parameters.flow[bed.flow] = flow;
            protein -= leak * plasma.protein_g_per_dl * flow.max(S::zero());
        }
        for (tissue, &pressure) in constants.tissues.iter().zip(&self.tissue_pressure) {
            let pumped = match tissue.leg {
                Some(leg) => f.lymph_pump_rise * pumping[leg] + 1.0,
                None => S::one(),
            };
            let flow = tissue.lymph_rest * f.lymph(pressure) * pumped;
            sim.parameters.flow[tissue.lymph_flow] = flow;
            protein += leak * plasma.resting_protein_g_per_dl * flow;
        }
        protein
    }

    /// Sets π_g of every bed so that filtration at these capillary pressures (mmHg) equals the bed's
    /// share of lymph at rest; `oncotic` is the oncotic pressure of plasma, mmHg.
    pub(crate) fn balance(&mut self, constants: &Constants<S>, capillary: &[S], oncotic: S) {
        let f = &constants.parameters;
        let sigma = f.reflection_fraction;
        for ((bed, &pressure), glycocalyx) in constants
            .beds
            .iter()
            .zip(capillary)
            .zip(&mut self.glycocalyx)
        {
            let tissue = &constants.tissues[bed.tissue];
            let mut total = S::zero();
            for other in constants.beds.iter().filter(|b| b.tissue == bed.tissue) {
                total += other.coefficient;
            }
            // The lymph of a tissue is divided among its beds in proportion to K_f.
            let net = tissue.lymph_rest * total.recip();
            *glycocalyx =
                oncotic - (pressure - f.interstitial_pressure_rest_mmhg - net) * sigma.recip();
        }
    }
}

#[cfg(test)]
mod tests;

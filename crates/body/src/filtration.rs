//! Filtration of plasma into the tissues, and the lymph that returns it.

mod law;
mod network;

pub use network::{Exchange, Lymph};

use crate::blood::Plasma;
use crate::capillaries::Capillaries;
use crate::error::BodyError;
use crate::wiring::{Wiring, missing};
use law::{Filtration, FiltrationParameters};
use secondheart_engine::{Scalar, Simulation, persist_fields};

/// Filtration of a bed.
#[derive(Debug, Clone, Copy)]
struct Bed<S> {
    /// Index of the capillary.
    capillary: usize,
    tissue: usize,
    flow: usize,
    /// K_f, mL/(s·mmHg).
    coefficient: S,
}

/// A tissue space.
#[derive(Debug, Clone, Copy)]
struct Tissue<S> {
    store: usize,
    per_100g: S,
    lymph_flow: usize,
    lymph_rest: S,
    /// Rise of the lymph flow, relative, while the muscles around it move.
    lymph_pump: S,
}

/// What does not change from step to step.
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
                lymph_pump: if lymph.name.starts_with("leg.") {
                    f.lymph_pump_rise
                } else {
                    S::zero()
                },
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

/// State of the tissues beside their volumes.
#[derive(Debug, Clone)]
pub(crate) struct State<S> {
    /// Whether filtration and lymph flow (off while the steady start is sought).
    pub(crate) is_on: bool,
    /// π_g of every bed, mmHg.
    glycocalyx: Vec<S>,
    /// Volume of every tissue space at rest, mL.
    rest_volume: Vec<S>,
    /// P_i of every tissue, mmHg; found anew in each step.
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

    /// Fluid that each tissue space has lost since the rest volumes were taken, mL.
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

    /// Sets the flows of filtration and lymph for the end of a step; returns the protein that they
    /// carry into the blood, g/dL·mL/s. `pumping` is how strongly the leg muscles pump lymph.
    #[inline(always)]
    pub(crate) fn advance(
        &mut self,
        constants: &Constants<S>,
        sim: &mut Simulation<S>,
        capillaries: &Capillaries<S>,
        plasma: &Plasma<S>,
        pumping: S,
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
            let flow = tissue.lymph_rest * f.lymph(pressure) * (tissue.lymph_pump * pumping + 1.0);
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
            // Lymph of the tissue, shared by its beds as their K_f.
            let net = tissue.lymph_rest * total.recip();
            *glycocalyx =
                oncotic - (pressure - f.interstitial_pressure_rest_mmhg - net) * sigma.recip();
        }
    }
}

#[cfg(test)]
mod tests;

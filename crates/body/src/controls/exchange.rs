//! What leaves the blood and comes back to it: filtration and lymph, bleeding and infusion.

use super::Controls;
use crate::plan::Plan;
use secondheart_engine::{Scalar, Simulation};

impl<S: Scalar> Controls<S> {
    /// Red cells, mL.
    pub(crate) fn red_cells(&self, plan: &Plan<S>) -> S {
        plan.red_cells - self.red_cells_lost
    }

    /// Plasma volume, mL: blood less red cells, less what the tissues have gained and what has left
    /// the body.
    pub(crate) fn plasma_volume(&self, plan: &Plan<S>, sim: &Simulation<S>) -> S {
        let mut plasma = plan.blood_volume - self.red_cells(plan);
        plasma -= sim.state.volume[plan.places.exterior.0];
        for t in &plan.tissues {
            plasma += t.rest_volume - sim.state.volume[t.store];
        }
        plasma
    }

    /// Filtration, lymph, bleeding and infusion, with the protein and the cells that go along.
    #[inline(always)]
    pub(super) fn exchange(&mut self, plan: &Plan<S>, sim: &mut Simulation<S>, step_s: f64) {
        let f = &plan.filtration;
        let plasma = self.plasma_volume(plan, sim);
        let concentration = self.protein_g * 100.0 * plasma.recip();
        let oncotic = plan.oncotic.pressure(concentration);
        let mut protein = S::zero();
        let leak = S::one() - f.reflection_fraction;
        for (pressure, tissue) in self.tissue_pressure.iter_mut().zip(&plan.tissues) {
            let volume = sim.volume_ahead(tissue.store, step_s);
            let change = (volume - tissue.rest_volume) * tissue.per_100g.recip();
            *pressure = f.tissue_pressure(change);
        }
        for (bed, &glycocalyx) in plan.exchanges.iter().zip(&self.glycocalyx) {
            let pressure = self.tissue_pressure[bed.tissue];
            let mut law = bed.law;
            law.glycocalyx_oncotic = glycocalyx;
            let capillary = self.capillary_pressure[bed.capillary];
            let flow = law.flow(capillary, pressure, f.reflection_fraction, oncotic);
            sim.parameters.flow[bed.flow] = flow;
            protein -= leak * concentration * flow.max(S::zero());
        }
        // What presses the veins presses the lymph vessels beside them; more than a healthy muscle's
        // pressure is not known to move more.
        let moving = self.gait.contracting() * plan.pressure_gain.min(S::one());
        for (tissue, &pressure) in plan.tissues.iter().zip(&self.tissue_pressure) {
            let flow = tissue.lymph_rest * f.lymph(pressure) * (tissue.lymph_pump * moving + 1.0);
            sim.parameters.flow[tissue.lymph_flow] = flow;
            protein += leak * plan.protein_rest * flow;
        }
        let bleeding = plan.bleeding;
        sim.parameters.flow[plan.places.exterior.1] = bleeding - plan.infusion;
        // Blood is lost as it is: protein with its plasma, and red cells.
        let cells = self.red_cells(plan);
        let share = cells * (cells + plasma).recip();
        protein -= bleeding * (S::one() - share) * concentration;
        let cells_rate = bleeding * share;
        self.red_cells_lost += (self.red_cells_rate + cells_rate) * (0.5 * step_s);
        self.red_cells_rate = cells_rate;
        let rate = protein * 0.01;
        self.protein_g += (self.protein_rate + rate) * (0.5 * step_s);
        self.protein_rate = rate;
    }
}

//! Blood: plasma volume, plasma protein and red cells, with bleeding and infusion.
//!
//! ```text
//! V_p     = V_0 - V_c - V_out - Σ (V_i - V_i,0)
//! π_p     = a C + b C² + c C³,  C = 100 m/V_p   Landis & Pappenheimer 1963
//! dm/dt   = X - B (1 - H) C/100, H = V_c/(V_c + V_p)
//! dV_c/dt = -B H,  B = Q_w + Q_b
//! Q_w     = W max(p_a, 0)/p_rest                        wound
//! Q_b     = B_0 min(max(1 + p_v/p_c, 0), 1)             catheter
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | V_p, V_c | plasma, red cells | mL |
//! | V_0 | blood at the start | mL |
//! | V_out | net volume that has left the body | mL |
//! | V_i, V_i,0 | interstitial fluid of a tissue, the same at rest | mL |
//! | π_p, C | oncotic pressure, protein concentration of plasma | mmHg, g/dL |
//! | m, X | plasma protein, its net gain from filtration and lymph | g, g/s |
//! | B, H | bleeding, haematocrit | mL/s, 1 |
//! | W, p_a, p_rest | flow of the wound at the resting arterial pressure, pressure across the wall of the wounded artery, resting arterial pressure | mL/s, mmHg |
//! | B_0, p_v, p_c | flow that the catheter asks for, transmural pressure of its vein, suction at which the vein is closed | mL/s, mmHg |
//!
//! Plasma that is filtered leaves most of its protein behind, so the rest concentrates and holds water
//! back. Bleeding removes whole blood; an infusion brings neither protein nor cells, a transfusion cells. A wound bleeds by
//! the pressure across it and stops when that is gone. A catheter withdraws at the rate that is set
//! until its vein collapses around it.

use crate::error::BodyError;
use crate::parameter::{Source, parameter_table};
use crate::wiring::{Wiring, missing};
use secondheart_engine::{Scalar, Simulation, persist_fields};

/// p_c, mmHg (estimate: a vein is closed when the pressure around it exceeds the pressure inside by a
/// millimetre of mercury; measurements of collapsible veins lie between 0 and 2).
const CLOSING_MMHG: f64 = 1.0;

parameter_table! {
    /// Oncotic pressure of plasma, `blood.oncotic`, C in g/dL.
    pub(crate) struct Oncotic {
        /// mmHg per g/dL.
        linear,
        /// mmHg per (g/dL)².
        quadratic,
        /// mmHg per (g/dL)³.
        cubic,
    }
}

impl<S: Scalar> Oncotic<S> {
    /// π at a concentration in g/dL, mmHg.
    #[inline(always)]
    pub(crate) fn pressure(&self, c: S) -> S {
        ((self.cubic * c + self.quadratic) * c + self.linear) * c
    }
}

/// Parameters and indices of the blood, fixed between changes of parameters.
#[derive(Debug, Clone)]
pub(crate) struct Constants<S> {
    oncotic: Oncotic<S>,
    resting_protein_g_per_dl: S,
    /// Blood and red cells given at the start, mL.
    given: S,
    given_red_cells: S,
    /// Withdrawal and infusion through the catheter, mL/s.
    bleeding: S,
    infusion: S,
    /// Transfusion through the catheter, mL/s, and the share of cells in it.
    transfusion: S,
    given_cells: S,
    /// W/p_rest, mL/s/mmHg.
    wound_conductance: S,
    /// Places of the store outside the body, of the vein with the catheter, of the wounded artery.
    outside: usize,
    vein: usize,
    artery: usize,
    /// Indices of the flows of catheter and wound.
    outflow: usize,
    wound: usize,
}

impl<S: Scalar> Constants<S> {
    pub(crate) fn new(wiring: &Wiring<'_, S>) -> Result<Self, BodyError> {
        let per_second = |path: &str| wiring.value(path).map(|rate| rate * (1.0 / 60.0));
        let what = "the store outside the body";
        let exterior = wiring.circuit().exterior.as_ref();
        let exterior = exterior.ok_or_else(|| missing(what))?;
        Ok(Self {
            oncotic: Oncotic::read(wiring, "blood.oncotic")?,
            resting_protein_g_per_dl: wiring.value("blood.plasma_protein_g_per_dl")?,
            given: wiring.each(|p| Ok(p.circuit.blood_volume_ml))?,
            given_red_cells: wiring.each(|p| {
                let haematocrit_pct = p.parameters.value("blood.haematocrit_pct")?;
                Ok(p.circuit.blood_volume_ml * haematocrit_pct / 100.0)
            })?,
            bleeding: per_second("blood.bleeding_ml_per_min")?,
            infusion: per_second("blood.infusion_ml_per_min")?,
            transfusion: per_second("blood.transfusion_ml_per_min")?,
            given_cells: wiring.value("blood.transfusion_haematocrit_pct")? * 0.01,
            wound_conductance: per_second("blood.wound_ml_per_min")?
                / wiring.value("blood.resting.arterial_pressure_mmhg")?,
            outside: wiring.topology.place(exterior.store),
            vein: wiring.topology.place(exterior.vein),
            artery: wiring.topology.place(exterior.artery),
            outflow: wiring.flow(exterior.edge, what)?,
            wound: wiring.flow(exterior.wound, what)?,
        })
    }

    /// Oncotic pressure of plasma at rest, mmHg.
    pub(crate) fn resting_oncotic_mmhg(&self) -> S {
        self.oncotic.pressure(self.resting_protein_g_per_dl)
    }
}

/// The plasma at the start of a step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plasma<S> {
    pub(crate) volume_ml: S,
    pub(crate) protein_g_per_dl: S,
    pub(crate) resting_protein_g_per_dl: S,
    pub(crate) oncotic_mmhg: S,
}

/// State of the blood other than its volume.
#[derive(Debug, Clone, Copy)]
pub(crate) struct State<S> {
    /// Blood and red cells given at the start, mL.
    pub(crate) given: S,
    given_red_cells: S,
    /// Plasma protein, g.
    pub(crate) protein_g: S,
    protein_rate: S,
    /// Red cells lost by bleeding, mL.
    red_cells_lost: S,
    red_cells_rate: S,
}

persist_fields!(State {
    given,
    given_red_cells,
    protein_g,
    protein_rate,
    red_cells_lost,
    red_cells_rate
});

impl<S: Scalar> State<S> {
    pub(crate) fn settled(constants: &Constants<S>) -> Self {
        let zero = S::zero();
        let c = constants;
        Self {
            given: c.given,
            given_red_cells: c.given_red_cells,
            protein_g: (c.given - c.given_red_cells) * c.resting_protein_g_per_dl * 0.01,
            protein_rate: zero,
            red_cells_lost: zero,
            red_cells_rate: zero,
        }
    }

    /// Net volume that has left the body, mL.
    pub(crate) fn net_loss_ml(&self, constants: &Constants<S>, sim: &Simulation<S>) -> S {
        sim.state.volume[constants.outside]
    }

    /// Flow out of the wound, mL/s.
    pub(crate) fn wound_flow(&self, constants: &Constants<S>, sim: &Simulation<S>) -> S {
        sim.parameters.flow[constants.wound]
    }

    /// Red cells, mL.
    #[inline(always)]
    pub(crate) fn red_cells_ml(&self) -> S {
        self.given_red_cells - self.red_cells_lost
    }

    /// H for a volume of plasma, mL.
    #[inline(always)]
    pub(crate) fn haematocrit(&self, plasma_ml: S) -> S {
        let cells = self.red_cells_ml();
        cells * (cells + plasma_ml).recip()
    }

    /// Plasma, mL; `tissue_losses` is the fluid that each tissue space has lost, mL.
    #[inline(always)]
    pub(crate) fn plasma_ml(
        &self,
        constants: &Constants<S>,
        sim: &Simulation<S>,
        tissue_losses: impl Iterator<Item = S>,
    ) -> S {
        let mut plasma = self.given - self.red_cells_ml();
        plasma -= sim.state.volume[constants.outside];
        for loss in tissue_losses {
            plasma += loss;
        }
        plasma
    }

    /// The plasma at the present state.
    #[inline(always)]
    pub(crate) fn plasma(
        &self,
        constants: &Constants<S>,
        sim: &Simulation<S>,
        tissue_losses: impl Iterator<Item = S>,
    ) -> Plasma<S> {
        let volume_ml = self.plasma_ml(constants, sim, tissue_losses);
        let protein_g_per_dl = self.protein_g * 100.0 * volume_ml.recip();
        Plasma {
            volume_ml,
            protein_g_per_dl,
            resting_protein_g_per_dl: constants.resting_protein_g_per_dl,
            oncotic_mmhg: constants.oncotic.pressure(protein_g_per_dl),
        }
    }

    /// Sets the flows of bleeding and infusion and advances protein and red cells by a step (trapezoidal
    /// rule). `exchanged` is 100 X, in g/dL·mL/s.
    #[inline(always)]
    pub(crate) fn advance(
        &mut self,
        constants: &Constants<S>,
        sim: &mut Simulation<S>,
        plasma: &Plasma<S>,
        exchanged: S,
        step_s: f64,
    ) {
        let c = constants;
        let across = sim.pressure_ahead(c.vein, step_s) - sim.outside(c.vein);
        let open = (across * (1.0 / CLOSING_MMHG) + 1.0)
            .max(S::zero())
            .min(S::one());
        let withdrawn = c.bleeding * open;
        let driving = sim.pressure_ahead(c.artery, step_s) - sim.outside(c.artery);
        let wound = c.wound_conductance * driving.max(S::zero());
        sim.parameters.flow[c.outflow] = withdrawn - c.infusion - c.transfusion;
        sim.parameters.flow[c.wound] = wound;
        let bleeding = withdrawn + wound;
        let share = self.haematocrit(plasma.volume_ml);
        let protein = exchanged - bleeding * (S::one() - share) * plasma.protein_g_per_dl;
        let cells_rate = bleeding * share - c.transfusion * c.given_cells;
        self.red_cells_lost += (self.red_cells_rate + cells_rate) * (0.5 * step_s);
        self.red_cells_rate = cells_rate;
        let rate = protein * 0.01;
        self.protein_g += (self.protein_rate + rate) * (0.5 * step_s);
        self.protein_rate = rate;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameter::Parameters;

    #[test]
    fn plasma_of_seven_grams_has_an_oncotic_pressure_of_twenty_five() {
        let shipped = Parameters::shipped().unwrap();
        let oncotic = Oncotic::<f64>::read(&shipped, "blood.oncotic").unwrap();
        let pressure = oncotic.pressure(7.0);
        assert!((pressure - 25.6).abs() < 0.5, "{pressure}");
    }

    use crate::testing::{Man, assert_close, man, man_with};

    #[test]
    fn oncotic_pressure_is_the_cubic_of_the_concentration() {
        let oncotic = Oncotic {
            linear: 2.0,
            quadratic: 0.5,
            cubic: 0.25,
        };
        assert_close(oncotic.pressure(3.0), 2.0 * 3.0 + 0.5 * 9.0 + 0.25 * 27.0);
    }

    /// Plasma given at the start, mL.
    fn plasma_at_start(man: &Man) -> f64 {
        man.circuit.blood_volume_ml * (1.0 - man.value("blood.haematocrit_pct") / 100.0)
    }

    #[test]
    fn plasma_is_blood_less_cells_with_what_tissues_and_the_outside_have_given() {
        let mut man = man();
        let given = plasma_at_start(&man);
        let constants = &man.circulation.constants.blood;
        let sim = &mut man.circulation.sim;
        sim.state.volume[constants.outside] = 300.0;
        let state = &man.circulation.organs.blood;
        assert_eq!(state.net_loss_ml(constants, sim), 300.0);
        let plasma = state.plasma(constants, sim, [50.0, -20.0].into_iter());
        let volume = given - 300.0 + 30.0;
        assert_close(plasma.volume_ml, volume);
        let rest = man
            .parameters
            .value("blood.plasma_protein_g_per_dl")
            .unwrap();
        assert_close(plasma.protein_g_per_dl, rest * given / volume);
        assert_eq!(plasma.resting_protein_g_per_dl, rest);
        let oncotic = constants.oncotic.pressure(plasma.protein_g_per_dl);
        assert_eq!(plasma.oncotic_mmhg, oncotic);
        assert_eq!(
            constants.resting_oncotic_mmhg(),
            constants.oncotic.pressure(rest)
        );
    }

    #[test]
    fn blood_is_lost_with_its_cells_and_protein_and_filtration_returns_protein() {
        let mut man = man_with(&[
            ("blood.bleeding_ml_per_min", 60.0),
            ("blood.infusion_ml_per_min", 15.0),
        ]);
        let haematocrit = man.value("blood.haematocrit_pct") / 100.0;
        let c = &mut man.circulation;
        let (constants, sim) = (&c.constants.blood, &mut c.sim);
        let mut state = c.organs.blood;
        let start = state;
        let plasma = state.plasma(constants, sim, std::iter::empty());
        // g/dL·mL/s
        let exchanged = 3.0;
        for _ in 0..2 {
            state.advance(constants, sim, &plasma, exchanged, 0.01);
        }
        assert_close(sim.parameters.flow[constants.outflow], 1.0 - 0.25);
        // Trapezoidal rule from zero: half a step and a whole one, 0.015 s in all.
        let cells = haematocrit * 0.015;
        assert!((state.red_cells_lost - cells).abs() < 1e-6 * cells);
        assert_close(
            start.red_cells_ml() - state.red_cells_ml(),
            state.red_cells_lost,
        );
        let rate = 0.01 * (exchanged - (1.0 - haematocrit) * plasma.protein_g_per_dl);
        let gained = state.protein_g - start.protein_g;
        assert!((gained / (rate * 0.015) - 1.0).abs() < 1e-6, "{gained}");
    }

    #[test]
    fn a_transfusion_brings_cells_and_fluid_without_protein() {
        let mut man = man_with(&[
            ("blood.transfusion_ml_per_min", 60.0),
            ("blood.transfusion_haematocrit_pct", 50.0),
        ]);
        let c = &mut man.circulation;
        let (constants, sim) = (&c.constants.blood, &mut c.sim);
        let mut state = c.organs.blood;
        let start = state;
        let plasma = state.plasma(constants, sim, std::iter::empty());
        for _ in 0..2 {
            state.advance(constants, sim, &plasma, 0.0, 0.01);
        }
        assert_close(sim.parameters.flow[constants.outflow], -1.0);
        let gained = state.red_cells_ml() - start.red_cells_ml();
        assert!((gained / (0.5 * 0.015) - 1.0).abs() < 1e-6, "{gained}");
        assert_eq!(state.protein_g, start.protein_g);
    }

    /// Flows of the catheter and of the wound, mL/s, at pressures in the vein and the artery, mmHg.
    fn flows(vein_mmhg: f64, artery_mmhg: f64) -> [f64; 2] {
        let mut man = man_with(&[
            ("blood.bleeding_ml_per_min", 120.0),
            ("blood.wound_ml_per_min", 180.0),
        ]);
        let exterior = man.circuit.exterior.unwrap();
        let c = &mut man.circulation;
        let (constants, sim) = (&c.constants.blood, &mut c.sim);
        for (node, transmural) in [(exterior.vein, vein_mmhg), (exterior.artery, artery_mmhg)] {
            let place = sim.topology().place(node);
            let pressure = transmural + sim.outside(place);
            sim.state.pressure[place] = pressure;
        }
        let state = &mut c.organs.blood;
        let plasma = state.plasma(constants, sim, std::iter::empty());
        state.advance(constants, sim, &plasma, 0.0, 0.01);
        [constants.outflow, constants.wound].map(|index| sim.parameters.flow[index])
    }

    #[test]
    fn a_wound_bleeds_by_the_pressure_across_it_and_not_inwards() {
        let rest = man().value("blood.resting.arterial_pressure_mmhg");
        assert_close(flows(5.0, rest)[1], 3.0);
        assert_close(flows(5.0, 0.4 * rest)[1], 1.2);
        assert_eq!(flows(5.0, -2.0)[1], 0.0);
    }

    #[test]
    fn a_catheter_withdraws_at_its_rate_until_the_vein_collapses_around_it() {
        assert_close(flows(8.0, 90.0)[0], 2.0);
        assert_close(flows(0.0, 90.0)[0], 2.0);
        assert_close(flows(-0.25, 90.0)[0], 1.5);
        assert_eq!(flows(-1.0, 90.0)[0], 0.0);
        assert_eq!(flows(-9.0, 90.0)[0], 0.0);
    }
}

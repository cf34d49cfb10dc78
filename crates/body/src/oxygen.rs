//! Oxygen: what the tissues need, what the blood brings, and what they take up.
//!
//! ```text
//! C_a = 1.34 S_a c H + C_d                          content of arterial blood
//! d_j = e_j Q_j,0 + W_j                             demand of tissue j
//! A_j = w_j (min(m V_0, V_peak - Σ e_j Q_j,0) - U_h - U_b)   work of leg muscle with oxygen
//! B_j = w_j (m V_0 - U_h - U_b) - A_j               its work beyond the peak, without oxygen
//! τ dW_j/dt = A_j - W_j                             uptake that it asks for
//! U_h = (D - 1) e_h Q_h,0,   U_b = k b² V_0         demand of heart and breathing muscles above rest
//! u_j = min(d_j, E_max C_a q_j),  τ_q dq/dt = Q - q
//! V̇O2 = Σ u_j,  C_v = C_a - V̇O2/Σ q_j               Fick
//! dO/dt = Σ (d_j - W_j + A_j + B_j - u_j) - O/τ_O    oxygen deficit, at least 0
//! s   = min(E_max C_a q_h/d_h, 1)                    supply of the heart
//! e   = min(d_b/(C_a q_b), 1)                        extraction by the brain
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | S_a, c, H | arterial saturation, haemoglobin in red cells, haematocrit | 1, g/dL, 1 |
//! | C_a, C_v, C_d | content of arterial and mixed venous blood, dissolved oxygen | mL/dL |
//! | e_j, Q_j,0 | extraction at rest, resting flow | mL/dL, mL/min |
//! | m, V_0, V_peak | metabolic rate above rest in resting rates, oxygen uptake at rest, highest | 1, mL/min |
//! | D | demand of the heart relative to rest (`arterioles.rs`) | 1 |
//! | b, k | metabolic rate as breathing follows it, oxygen cost of breathing | 1 |
//! | A_j, B_j | work of leg j with and without oxygen | mL/min |
//! | O, τ_O | oxygen deficit, time constant of its return | mL, min |
//! | w_j | share of a leg in the work: mass of its muscles times their demand for flow | 1 |
//! | E_max | largest share of the oxygen that a tissue takes from its blood | 1 |
//!
//! Uptake ends where flow and extraction end, or where the muscles of the person can use no more: in
//! untrained people they limit it and not the supply (Schmidt & Prommer 2010, Exerc Sport Sci Rev 38:68).
//! What a tissue needs beyond that is told as unmet.
//!
//! O is the oxygen that work needed and the person did not take up: at first the ordinary deficit of the
//! onset, which stores bridge and the uptake after work repays, later the capacity of work without oxygen
//! (Krogh & Lindhard; Medbø et al. 1988, J Appl Physiol 64:50, from memory). That capacity returns while
//! nothing is lacking (1/τ_O = 0 while the blood or the muscles do not meet the need), as the capacity for
//! work above the critical power does (Skiba et al. 2012, Med Sci Sports Exerc 44:1526).
//!
//! A heart without oxygen weakens (`heart.rs`); a brain without oxygen loses consciousness and drives the
//! sympathetic centre (`baroreflex/collapse.rs`).

use crate::arterioles::kind_of;
use crate::dynamics::{Gain, Lag};
use crate::error::BodyError;
use crate::muscle::{self, OfMuscles, OxygenSupply, Supply};
use crate::parameter::{Parameters, Source, parameter_table};
use crate::wiring::{Wiring, missing};
use secondheart_engine::{Scalar, Simulation, persist_fields};

/// Least demand of all muscles, kg·mL/min/100 g: it keeps a division finite where no muscle works.
const SMALLEST_WEIGHT: f64 = 1e-9;
/// Kinds of tissue, each with an uptake that can be read: `oxygen.KIND_uptake_ml_per_min`.
pub(crate) const KINDS: [&str; 8] = [
    "head",
    "coronary",
    "splanchnic",
    "renal",
    "muscle",
    "skin",
    "pelvis",
    "arm",
];
/// Least flow behind which a venous content is told, mL/min.
const SMALLEST_FLOW: f64 = 1e-6;

parameter_table! {
    /// Oxygen in blood and tissues, `oxygen`.
    struct OxygenParameters {
        /// Oxygen that a gram of haemoglobin binds.
        capacity_ml_per_g,
        /// c.
        red_cell_haemoglobin_g_per_dl,
        /// S_a.
        arterial_saturation_fraction,
        /// C_d.
        dissolved_ml_per_dl,
        /// E_max.
        extraction_ceiling_fraction,
        /// τ.
        work_tau_s,
        /// τ_q.
        flow_tau_s,
        /// k.
        breathing_uptake_per_squared_metabolic_rate,
        /// τ_O.
        deficit_tau_s,
    }
}

/// Flow at which a resting bed of this kind takes as much of its oxygen as it can, relative to its
/// resting flow: e/(E_max C_a).
pub(crate) fn least_flow_share(p: &Parameters, kind: &str) -> Result<f64, BodyError> {
    let of = |key: &str| p.value(&format!("oxygen.{key}"));
    let bound = of("capacity_ml_per_g")?
        * of("red_cell_haemoglobin_g_per_dl")?
        * of("arterial_saturation_fraction")?
        * p.value("blood.haematocrit_pct")?
        / 100.0;
    let content = bound + of("dissolved_ml_per_dl")?;
    let extraction = of(&format!("resting_extraction_ml_per_dl.{kind}"))?;
    Ok(extraction / (of("extraction_ceiling_fraction")? * content))
}

/// A tissue with an uptake of its own: an organ, the skin or the muscles of a leg.
#[derive(Debug, Clone)]
struct Tissue<S> {
    /// Its kind, by its place in [`KINDS`].
    kind: usize,
    /// Places of the flows through its arterioles.
    flows: Vec<usize>,
    /// Q_j,0, mL/s.
    resting_flow: S,
    /// e_j Q_j,0, mL/min.
    resting: S,
    /// Muscles of a leg, and their masses in kg.
    muscles: Vec<(usize, S)>,
    /// One over the sum of these masses, 1/kg.
    per_kg: S,
    is_heart: bool,
    is_brain: bool,
    breathes: bool,
    /// Leg of a muscle or of skin: 0 left, 1 right.
    leg: Option<usize>,
}

impl<S: Scalar> Tissue<S> {
    /// Mass of the muscles times their demand for flow, kg·mL/min/100 g.
    #[inline(always)]
    fn weight(&self, demand: &OfMuscles<S>) -> S {
        let mut weight = S::zero();
        for &(muscle, mass) in &self.muscles {
            weight += demand[muscle] * mass;
        }
        weight
    }
}

/// Tissues and parameters, fixed between changes of parameters.
#[derive(Debug, Clone)]
pub(crate) struct Constants<S> {
    p: OxygenParameters<S>,
    tissues: Vec<Tissue<S>>,
    /// V_0, mL/min.
    resting_uptake: S,
    /// V_peak - Σ e_j Q_j,0, mL/min.
    highest_rise: S,
    /// One over the mass of the person, 1/kg.
    per_body_mass: S,
    /// One over C_a of the healthy person, dL/mL.
    per_healthy_content: S,
}

impl<S: Scalar> Constants<S> {
    pub(crate) fn new(wiring: &Wiring<'_, S>) -> Result<Self, BodyError> {
        let mut tissues: Vec<Tissue<S>> = Vec::new();
        let mut keys = Vec::new();
        for (n, bed) in wiring.circuit().beds.iter().enumerate() {
            let kind = kind_of(&bed.name);
            let number = KINDS.iter().position(|known| *known == kind);
            let number = number.ok_or_else(|| missing("the kind of a tissue"))?;
            let leg = muscle::leg_of(&bed.name);
            let key = (kind, leg);
            let extraction =
                wiring.value(&format!("oxygen.resting_extraction_ml_per_dl.{kind}"))?;
            let resting_flow = wiring.each(|p| Ok(p.circuit.beds[n].flow))?;
            let resting = resting_flow * 0.6 * extraction;
            let flow = wiring
                .topology
                .edge_place(bed.arteriole)
                .ok_or_else(|| missing("the flow through an arteriole"))?;
            let known = keys.iter().position(|known| *known == key);
            let at = known.unwrap_or_else(|| {
                let tissue = Tissue {
                    kind: number,
                    flows: Vec::new(),
                    resting_flow: S::zero(),
                    resting: S::zero(),
                    muscles: Vec::new(),
                    per_kg: S::zero(),
                    is_heart: kind == "coronary",
                    is_brain: kind == "head",
                    breathes: kind == "arm",
                    leg,
                };
                tissues.push(tissue);
                keys.push(key);
                tissues.len() - 1
            });
            let tissue = &mut tissues[at];
            tissue.flows.push(flow);
            tissue.resting_flow += resting_flow;
            tissue.resting += resting;
            if let Some(muscle) = muscle::muscle_of(&bed.name) {
                let mass = muscle::mass_path(muscle);
                let kg = wiring.each(|p| Ok(p.parameters.value(&mass)? * p.scale.mass))?;
                tissue.muscles.push((muscle, kg));
            }
        }
        for tissue in &mut tissues {
            let mass = sum(tissue.muscles.iter().map(|&(_, kg)| kg));
            tissue.per_kg = mass.max(S::from_f64(SMALLEST_WEIGHT)).recip();
        }
        let peak = wiring.each(|p| {
            let per_kg = "muscle.capacity.peak_oxygen_uptake_ml_per_min_per_kg";
            Ok(p.parameters.value(per_kg)? * p.subject.mass_kg)
        })?;
        let at_rest = sum(tissues.iter().map(|tissue| tissue.resting));
        Ok(Self {
            p: OxygenParameters::read(wiring, "oxygen")?,
            tissues,
            highest_rise: (peak - at_rest).max(S::zero()),
            per_body_mass: wiring.each(|p| Ok(1.0 / p.subject.mass_kg))?,
            per_healthy_content: wiring.value("oxygen.healthy_content_ml_per_dl")?.recip(),
            resting_uptake: wiring.each(|p| {
                let per_kg = "muscle.capacity.resting_oxygen_uptake_ml_per_min_per_kg";
                Ok(p.parameters.value(per_kg)? * p.subject.mass_kg)
            })?,
        })
    }

    /// C_a of blood with the haematocrit H, mL/dL.
    #[inline(always)]
    pub(crate) fn arterial_ml_per_dl(&self, haematocrit: S) -> S {
        let p = &self.p;
        let bound = p.capacity_ml_per_g * p.red_cell_haemoglobin_g_per_dl * haematocrit;
        bound * p.arterial_saturation_fraction + p.dissolved_ml_per_dl
    }

    /// C_a of the healthy person, mL/dL.
    pub(crate) fn healthy_ml_per_dl(&self) -> S {
        self.per_healthy_content.recip()
    }

    /// C of `arterioles.rs`: C_a relative to the healthy person's.
    #[inline(always)]
    pub(crate) fn relative_content(&self, arterial_ml_per_dl: S) -> S {
        arterial_ml_per_dl * self.per_healthy_content
    }
}

/// Inputs at the end of a step.
pub(crate) struct Work<'a, S> {
    /// m.
    pub(crate) metabolic_rate: S,
    /// b.
    pub(crate) breathing: S,
    /// D.
    pub(crate) heart_demand: S,
    /// Demand of the muscles for flow, mL/min/100 g.
    pub(crate) demand: &'a OfMuscles<S>,
    /// C_a, mL/dL.
    pub(crate) arterial_ml_per_dl: S,
}

/// Flow and uptake of every tissue.
#[derive(Debug, Clone)]
pub(crate) struct State<S> {
    /// q_j, mL/s.
    flow: Vec<Lag<S>>,
    flow_gain: Gain<S>,
    /// W_j of the muscles, mL/min.
    work: Vec<Lag<S>>,
    work_gain: Gain<S>,
    /// u_j, mL/min.
    uptake: Vec<S>,
    /// Σ d_j, mL/min.
    demand: S,
    /// Demand of rest and present work that is not met, mL/min.
    unmet: S,
    /// O, mL.
    deficit: S,
    /// s.
    pub(crate) heart_supply: S,
    /// e.
    pub(crate) brain_extraction: S,
    /// C_a, mL/dL.
    pub(crate) arterial_ml_per_dl: S,
    /// What the blood brings to the muscles.
    pub(crate) supply: OxygenSupply<S>,
}

persist_fields!(State {
    flow,
    work,
    uptake,
    demand,
    unmet,
    deficit,
    heart_supply,
    brain_extraction,
    arterial_ml_per_dl,
    supply
});

impl<S: Scalar> State<S> {
    pub(crate) fn settled(constants: &Constants<S>) -> Self {
        Self {
            flow: constants
                .tissues
                .iter()
                .map(|tissue| Lag::settled(tissue.resting_flow))
                .collect(),
            flow_gain: Gain::default(),
            work: vec![Lag::default(); constants.tissues.len()],
            work_gain: Gain::default(),
            uptake: vec![S::zero(); constants.tissues.len()],
            demand: S::one(),
            unmet: S::zero(),
            deficit: S::zero(),
            heart_supply: S::one(),
            brain_extraction: S::zero(),
            arterial_ml_per_dl: constants.healthy_ml_per_dl(),
            supply: OxygenSupply::ample(),
        }
    }

    /// Advances flows, demand and uptake by a step.
    #[inline(always)]
    pub(crate) fn advance(
        &mut self,
        constants: &Constants<S>,
        sim: &Simulation<S>,
        work: &Work<'_, S>,
        step_s: f64,
    ) {
        let Constants {
            p,
            tissues,
            resting_uptake,
            highest_rise,
            ..
        } = constants;
        self.arterial_ml_per_dl = work.arterial_ml_per_dl;
        // mL of oxygen a minute that a flow of 1 mL/s can give.
        let most = self.arterial_ml_per_dl * p.extraction_ceiling_fraction * 0.6;
        self.supply.extractable = most * (1.0 / 60.0);

        let breathing = p.breathing_uptake_per_squared_metabolic_rate
            * work.breathing
            * work.breathing
            * *resting_uptake;
        let (mut heart, mut weights) = (S::zero(), S::zero());
        for tissue in tissues {
            if tissue.is_heart {
                heart = tissue.resting * (work.heart_demand - 1.0);
            }
            weights += tissue.weight(work.demand);
        }
        let wanted = work.metabolic_rate * *resting_uptake;
        let of_legs = |wanted: S| (wanted - heart - breathing).max(S::zero());
        let with_oxygen = of_legs(wanted.min(*highest_rise));
        let beyond = of_legs(wanted) - with_oxygen;
        let per_weights = weights.max(S::from_f64(SMALLEST_WEIGHT)).recip();
        let per_weight = with_oxygen * per_weights;
        let beyond_per_weight = beyond * per_weights;
        let work_gain = self.work_gain.of(step_s, p.work_tau_s);
        let gain = self.flow_gain.of(step_s, p.flow_tau_s);
        (self.demand, self.unmet) = (beyond, beyond);
        let mut missing = beyond;
        for (j, tissue) in tissues.iter().enumerate() {
            let mut now = S::zero();
            for &flow in &tissue.flows {
                now += sim.state.flow[flow];
            }
            let flow = self.flow[j].advance(gain, now).max(S::zero());
            let mut demand = tissue.resting;
            let mut lag = S::zero();
            let mut repaid = S::zero();
            if tissue.is_heart {
                demand += heart;
            }
            if tissue.breathes {
                demand += breathing;
            }
            if !tissue.muscles.is_empty() {
                let wanted = tissue.weight(work.demand) * per_weight;
                let follows = self.work[j].advance(work_gain, wanted);
                lag = wanted - follows;
                repaid = (-lag).max(S::zero());
                demand += follows;
                if let Some(leg) = tissue.leg {
                    let lack = (demand - repaid - most * flow).max(S::zero()).min(wanted)
                        + tissue.weight(work.demand) * beyond_per_weight;
                    self.supply.legs[leg] = Supply {
                        lack_ml_per_min_per_kg: lack * tissue.per_kg,
                        flow_ml_per_min_per_kg: flow * tissue.per_kg * 60.0,
                    };
                }
            }
            let brought = most * flow;
            self.demand += demand;
            self.unmet += (demand - repaid - brought).max(S::zero());
            if tissue.is_heart {
                self.heart_supply = (brought * demand.recip()).min(S::one());
            }
            if tissue.is_brain {
                let carried = self.arterial_ml_per_dl * flow * 0.6;
                let carried = carried.max(S::from_f64(SMALLEST_FLOW));
                self.brain_extraction = (demand * carried.recip()).min(S::one());
            }
            self.uptake[j] = demand.min(brought);
            missing += demand + lag - self.uptake[j];
        }
        let returning = S::select(
            S::zero().lt(self.unmet),
            S::zero(),
            self.deficit * (p.deficit_tau_s * (1.0 / 60.0)).recip(),
        );
        self.deficit = (self.deficit + (missing - returning) * (step_s / 60.0)).max(S::zero());
    }

    /// Forgets the deficit of the search for the steady start.
    pub(crate) fn begin_from_here(&mut self) {
        self.deficit = S::zero();
    }

    /// Oxygen that work needed and the person did not take up, mL for each kilogram of the body.
    pub(crate) fn deficit_ml_per_kg(&self, constants: &Constants<S>) -> S {
        self.deficit * constants.per_body_mass
    }

    /// Oxygen uptake, mL/min.
    pub(crate) fn uptake_ml_per_min(&self) -> S {
        sum(self.uptake.iter().copied())
    }

    /// Oxygen uptake of all tissues of a kind, by its place in [`KINDS`], mL/min.
    pub(crate) fn kind_uptake_ml_per_min(&self, constants: &Constants<S>, kind: usize) -> S {
        let tissues = constants.tissues.iter().zip(&self.uptake);
        let own = tissues.filter(|(tissue, _)| tissue.kind == kind);
        sum(own.map(|(_, uptake)| *uptake))
    }

    /// Share of the demand that the blood cannot meet or the muscles cannot use. What muscles repay after
    /// work is not counted.
    pub(crate) fn unmet_fraction(&self) -> S {
        self.unmet * self.demand.recip()
    }

    /// Oxygen content of mixed venous blood, mL/dL.
    pub(crate) fn mixed_venous_ml_per_dl(&self) -> S {
        self.venous(
            self.uptake_ml_per_min(),
            sum(self.flow.iter().map(|lag| lag.x)),
        )
    }

    /// Oxygen uptake of a leg (0 left, 1 right), mL/min.
    pub(crate) fn leg_uptake_ml_per_min(&self, constants: &Constants<S>, leg: usize) -> S {
        sum(of_leg(constants, leg).map(|j| self.uptake[j]))
    }

    /// Oxygen content of the venous blood of a leg, mL/dL.
    pub(crate) fn leg_venous_ml_per_dl(&self, constants: &Constants<S>, leg: usize) -> S {
        let flow = sum(of_leg(constants, leg).map(|j| self.flow[j].x));
        self.venous(self.leg_uptake_ml_per_min(constants, leg), flow)
    }

    /// Content behind tissues with an uptake (mL/min) and a flow (mL/s).
    fn venous(&self, uptake: S, flow: S) -> S {
        let per_flow = (flow * 0.6).max(S::from_f64(SMALLEST_FLOW)).recip();
        (self.arterial_ml_per_dl - uptake * per_flow).max(S::zero())
    }
}

fn of_leg<S>(constants: &Constants<S>, leg: usize) -> impl Iterator<Item = usize> {
    let tissues = constants.tissues.iter().enumerate();
    tissues.filter_map(move |(j, tissue)| (tissue.leg == Some(leg)).then_some(j))
}

fn sum<S: Scalar>(values: impl Iterator<Item = S>) -> S {
    let mut sum = S::zero();
    for value in values {
        sum += value;
    }
    sum
}

#[cfg(test)]
mod tests;

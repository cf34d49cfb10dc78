//! Skeletal muscle of the legs, and the forearm that squeezes a grip.
//!
//! | file | part |
//! |---|---|
//! | `muscle/activity.rs` | activation of the compartments over the cycle of an activity |
//! | `muscle/compartments.rs` | intramuscular pressure from activation |
//! | `muscle/exertion.rs` | central command and the drives of exercise |
//! | `muscle/forearm.rs` | lack of oxygen in a squeezing forearm |
//! | `muscle/metaboreflex.rs` | metabolites of starved muscle, which excite its reflex |
//! | `muscle/metabolism.rs` | metabolic vasodilation from the demand for flow |
//! | `muscle/onset.rs` | bracing and dilation in the first seconds of an effort |

mod activity;
mod compartments;
mod exertion;
mod forearm;
mod metabolism;
mod metaboreflex;
mod onset;

pub(crate) use activity::{Gait, Patterns};
pub(crate) use compartments::COMPARTMENTS;
pub(crate) use exertion::Exertion;
pub(crate) use metabolism::{MetabolismParameters, Vasodilation};
pub(crate) use metaboreflex::Supply;
pub(crate) use onset::Onset;

use crate::error::BodyError;
use crate::outside::Level;
use crate::parameter::Source;
use crate::wiring::Wiring;
use compartments::Compartments;
use forearm::Forearm;
use metabolism::{Demands, Metabolism};
use secondheart_engine::{Scalar, Simulation, persist_fields};

/// Legs, in the order of everything that both have.
pub(crate) const LEGS: [&str; 2] = ["left", "right"];
/// Muscle groups with a metabolism of their own.
pub(crate) const GROUPS: [&str; 4] = ["soleus", "gastrocnemius", "anterior", "thigh"];
/// Muscles of both legs: the groups of the left leg, then the groups of the right one.
pub(crate) const MUSCLES: usize = LEGS.len() * GROUPS.len();

/// A quantity of each muscle of [`MUSCLES`].
pub(crate) type OfMuscles<S> = [S; MUSCLES];

/// The leg of a bed or a tissue space, by its name.
pub(crate) fn leg_of(name: &str) -> Option<usize> {
    let side = name.strip_prefix("leg.")?.split('.').next();
    LEGS.iter().position(|leg| Some(*leg) == side)
}

/// The muscle of a capillary bed, by its name.
pub(crate) fn muscle_of(bed: &str) -> Option<usize> {
    let named = |group: &str| bed.contains(&format!("{group}_capillary"));
    let thigh = || {
        bed.ends_with("thigh.muscle_capillary")
            .then_some(GROUPS.len() - 1)
    };
    let group = GROUPS
        .iter()
        .position(|group| named(group))
        .or_else(thigh)?;
    Some(leg_of(bed)? * GROUPS.len() + group)
}

/// Parameter with the mass of a muscle.
pub(crate) fn mass_path(muscle: usize) -> String {
    format!("muscle.mass.{}_kg", GROUPS[muscle % GROUPS.len()])
}

/// Patterns, compartments and parameters of the muscles, fixed between changes of parameters.
#[derive(Debug, Clone)]
pub(crate) struct Constants<S> {
    pub(crate) patterns: Patterns,
    compartments: Compartments<S>,
    exertion: exertion::Constants<S>,
    forearm: Forearm<S>,
    pub(crate) metabolism: MetabolismParameters<S>,
    /// Flow of each muscle at rest, mL/min/100 g.
    resting_flow: OfMuscles<S>,
    /// Blood that work asks for, of what the reference man's asks for.
    flow_per_work: S,
    /// τ_u.
    uptake_tau_s: S,
    /// Indices of the sleeves over the muscles, and the share of both legs' muscle under each.
    sleeves: Vec<(usize, S)>,
}

impl<S: Scalar> Constants<S> {
    pub(crate) fn new(wiring: &Wiring<'_, S>) -> Result<Self, BodyError> {
        let mut resting_flow = [S::one(); MUSCLES];
        for (n, bed) in wiring.circuit().beds.iter().enumerate() {
            let Some(muscle) = muscle_of(&bed.name) else {
                continue;
            };
            resting_flow[muscle] = wiring.each(|p| {
                let mass = p.parameters.value(&mass_path(muscle))? * p.scale.mass;
                Ok(p.circuit.beds[n].flow * 60.0 / (mass * 10.0))
            })?;
        }
        let mut sleeves = Vec::new();
        for side in LEGS {
            for (level, of_thigh) in [(Level::Thigh, true), (Level::Calf, false)] {
                let share = wiring.each(|p| {
                    let thigh = p.parameters.value("muscle.mass.thigh_kg")?;
                    let all = (0..GROUPS.len()).try_fold(0.0, |sum, group| {
                        Ok::<_, BodyError>(sum + p.parameters.value(&mass_path(group))?)
                    })?;
                    Ok(0.5 * if of_thigh { thigh } else { all - thigh } / all)
                })?;
                sleeves.push((wiring.enclosure(&level.sleeve(side))?, share));
            }
        }
        Ok(Self {
            sleeves,
            patterns: Patterns::read(&wiring.first.parameters)?,
            compartments: Compartments::new(wiring)?,
            exertion: exertion::Constants::new(wiring)?,
            forearm: Forearm::read(wiring, "muscle.forearm")?,
            metabolism: MetabolismParameters::read(wiring, "muscle.metabolic")?,
            resting_flow,
            flow_per_work: wiring.value("muscle.flow_per_work")?,
            uptake_tau_s: wiring.value("oxygen.work_tau_s")?,
        })
    }
}

impl<S: Scalar> Constants<S> {
    /// Pressure from outside on the muscles of the legs, mean by mass, mmHg.
    #[inline(always)]
    fn pressed(&self, sim: &Simulation<S>) -> S {
        let mut sum = S::zero();
        for &(sleeve, share) in &self.sleeves {
            sum += sim.parameters.enclosure_pressure[sleeve] * share;
        }
        sum
    }

    /// Greatest relative rise of the conductance of each muscle by metabolic vasodilation.
    pub(crate) fn greatest_dilation(&self) -> OfMuscles<S> {
        let ceiling = self.metabolism.ceiling_ml_per_min_per_100g;
        self.resting_flow
            .map(|resting| (ceiling * resting.recip() - 1.0).max(S::zero()))
    }

    /// Intramuscular pressure on a place, mmHg, without stockings and cuffs.
    pub(crate) fn pressure_on(&self, sim: &Simulation<S>, place: usize) -> S {
        sim.pressed_by(place, |enclosure| self.compartments.are(enclosure))
    }
}

/// What the blood brings to the muscles.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OxygenSupply<S> {
    /// Of the muscles of each leg.
    pub(crate) legs: [Supply<S>; LEGS.len()],
    /// mL of oxygen that a tissue can take from 1 mL of arterial blood.
    pub(crate) extractable: S,
}

persist_fields!(OxygenSupply { legs, extractable });

impl<S: Scalar> OxygenSupply<S> {
    /// Resting muscles.
    pub(crate) fn ample() -> Self {
        Self {
            legs: [Supply::ample(); LEGS.len()],
            extractable: S::zero(),
        }
    }
}

/// State of the muscles.
#[derive(Debug, Clone)]
pub(crate) struct State<S> {
    pub(crate) gait: Gait<S>,
    exertion: exertion::State<S>,
    metaboreflex: metaboreflex::State<S>,
    metabolism: Metabolism<S>,
    pub(crate) vasodilation: Vasodilation<S>,
    /// D of each muscle: its demand for flow, mL/min/100 g.
    pub(crate) demand: OfMuscles<S>,
}

persist_fields!(State {
    gait,
    exertion,
    metaboreflex,
    metabolism,
    vasodilation,
    demand
});

impl<S: Scalar> State<S> {
    pub(crate) fn settled(now_s: f64) -> Self {
        Self {
            gait: Gait::rest(),
            exertion: exertion::State::default(),
            metaboreflex: metaboreflex::State::settled(),
            metabolism: Metabolism::settled(now_s),
            vasodilation: Vasodilation::none(),
            demand: [S::zero(); MUSCLES],
        }
    }

    /// Sets the clock back by `by_s`.
    pub(crate) fn set_clock_back(&mut self, by_s: f64) {
        self.metabolism.set_clock_back(by_s);
    }

    /// Advances gait, exertion and vasodilation by a step that ends at `now_s`, and sets the
    /// intramuscular pressures. `arms_open` is the opening of the arteries of the arms
    /// beneath a cuff, `foot_load` the weight on each foot, `effort` the effort of
    /// the movement; `oxygen` is the supply of the muscles at the beginning of the step.
    #[inline(always)]
    pub(crate) fn advance(
        &mut self,
        constants: &Constants<S>,
        sim: &mut Simulation<S>,
        oxygen: &OxygenSupply<S>,
        arms_open: S,
        foot_load: [f64; LEGS.len()],
        effort: f64,
        step_s: f64,
        now_s: f64,
    ) -> Exertion<S> {
        let c = constants;
        self.gait.advance(step_s);
        let metabolic_rate = self.gait.metabolic_rate(&c.patterns);
        let force = self.gait.grip_force(&c.patterns);
        let forearm = c.forearm.supply(force, oxygen.extractable, arms_open);
        let starved =
            self.metaboreflex
                .advance(&c.exertion.metaboreflex, &oxygen.legs, &forearm, step_s);
        let stimuli = exertion::Stimuli {
            metabolic_rate,
            effort,
            grip_command: force * c.forearm.command_per_force,
            pressed_mmhg: c.pressed(sim),
            starved,
        };
        let mut exertion = self.exertion.advance(&c.exertion, &stimuli, step_s);
        let activations = self.gait.activation(&c.patterns);
        exertion.abdomen_press_mmhg = self.gait.abdomen_press(&c.patterns, &activations);
        let rising = &c.exertion.rising;
        c.compartments
            .press(sim, &activations, rising, foot_load, effort);
        // Beyond the highest uptake a muscle works without oxygen.
        let with_oxygen = self.intensity(c).max(S::one()).recip();
        let mut work = [S::zero(); MUSCLES];
        for (muscle, demand) in self.demand.iter_mut().enumerate() {
            let rising = rising.demand_ml_per_min_per_100g * effort;
            let own = self.gait.demand(&c.patterns, muscle) * c.flow_per_work;
            work[muscle] = own * with_oxygen;
            *demand = own.max(rising);
        }
        self.vasodilation = self.metabolism.advance(
            &c.metabolism,
            &Demands {
                flow: &self.demand,
                work: &work,
                resting: &c.resting_flow,
            },
            c.uptake_tau_s,
            step_s,
            now_s,
        );
        exertion
    }

    /// Metabolites in the muscle that has most, as the oxygen that it lacked, mL/kg.
    pub(crate) fn metabolites_ml_per_kg(&self) -> S {
        self.metaboreflex.most_ml_per_kg()
    }

    /// Intensity of the work: oxygen uptake above rest, as a share of the most that the person has. Above
    /// 1 the work asks for more than that.
    pub(crate) fn intensity(&self, constants: &Constants<S>) -> S {
        self.gait.metabolic_rate(&constants.patterns)
            * constants.exertion.intensity_per_metabolic_rate
    }

    /// Contraction of each calf, 0 to 1: mean activation of soleus and gastrocnemius, where the muscles
    /// press on what lies around them.
    #[inline(always)]
    pub(crate) fn calf_contraction(&self, constants: &Constants<S>) -> [S; LEGS.len()] {
        let pressing = constants.compartments.pressure_gain.min(S::one());
        self.gait.activation(&constants.patterns).map(|row| {
            let calf = COMPARTMENTS
                .into_iter()
                .zip(row)
                .filter(|(name, _)| matches!(*name, "soleus" | "gastrocnemius"));
            let sum = calf.fold(S::zero(), |sum, (_, activation)| sum + activation);
            sum * 0.5 * pressing
        })
    }

    /// Strength with which the muscles of each leg pump lymph, 0 to 1: contraction times the ratio of
    /// their pressure to the healthy one, at most 1 (no measurement shows more flow at a higher
    /// pressure).
    #[inline(always)]
    pub(crate) fn lymph_pumping(&self, constants: &Constants<S>) -> [S; LEGS.len()] {
        let pressure = constants.compartments.pressure_gain.min(S::one());
        self.gait
            .contracting(&constants.patterns)
            .map(|contracts| contracts * pressure)
    }
}

#[cfg(test)]
mod tests;

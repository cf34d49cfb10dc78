//! The resistance of the arterioles, and of the venules of working muscle.
//!
//! ```text
//! R   = R_rest/(1 + k_h h + k_y y) · 1/(1 + min(M_o, M_max) + k_i i + k_y y) · exp(G σ λ) · min(C, 1)^n · local
//! M_o = a F + (M - a F) exp(k_o s)                               working muscle
//! s   = U/(1 + U) · (q_u - q C)/(q_u + q C),   q_u = Q_rest (1 + U),   τ_q dq/dt = Q - q
//! R   = R_rest exp(G σ + G_w w) · local                         kidneys
//! R   = R_rest exp(G σ - r x) · min(C, 1)^n · local                     brain
//! λ   = M_½/(M_½ + min(M_o, M_max) + k_i i + k_y y)             functional sympatholysis
//! R_v = R_v,rest/(1 + s_v (min(M_o, M_max) + k_i i + k_y y))    venules of muscle
//! 1/R ← 1/R + k_b b²/R_rest                                     breathing muscles
//! R   ← R n_o/(1 + δ (1 - λ_i) (p - p_rest))/(1 + d)            legs: pressure from outside, distension, dilator
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | R, R_v | resistance of arterioles, of venules | mmHg·s/mL |
//! | σ, G | command of the reflex to the arterioles, gain of the bed; the arms have a command of their own, leg muscles what busier nerves make of it (`arterioles/local.rs`) | 1 |
//! | M, M_½ | metabolic vasodilation that a muscle asks for, its value that halves tone | 1 |
//! | a F, U | fast part of M, rise that the present uptake of oxygen needs | 1 |
//! | M_o, M_max | M corrected by the oxygen that arrives, its ceiling | 1 |
//! | s, k_o | shortage of oxygen relative to the uptake, from -1 to 1; gain of the correction | 1 |
//! | C, n | oxygen content of the arterial blood relative to health, exponent of its effect | 1 |
//! | Q, q, Q_rest | flow through the arteriole, its mean over some seconds, its value at rest | mL/s |
//! | i, k_i | lack of oxygen or of pressure in a bed of the legs, greatest rise of its conductance | 1 |
//! | s_v | rise of venular conductance relative to the arteriolar rise | 1 |
//! | h, k_h | metabolic rate above rest, lagged by skin; gain of the bed | 1 |
//! | y, k_y | dilation by the command to a new effort (`muscle/onset.rs`), its rise of conductance in muscle (second factor) and in arms and pelvis (first) | 1 |
//! | b, k_b | metabolic rate as breathing follows it, gain of the bed | 1 |
//! | w, G_w | drive of work on the kidneys (`muscle/exertion.rs`), its gain | 1 |
//! | x, r | change of arterial carbon dioxide from rest, reactivity of the brain | mmHg, 1/mmHg |
//! | n_o | narrowing under pressure from outside, 1 without it | 1 |
//! | λ_i, δ, p | tone that i leaves, distension of a bed without tone, transmural capillary pressure (`arterioles/local.rs`) | 1, 1/mmHg, mmHg |
//! | d | rise of conductance by a dilator in the artery of the leg (`leg.SIDE.dilator.conductance_rise`) | 1 |
//! | local | factor of cerebral, coronary or renal autoregulation or of the venoarteriolar response | 1 |
//!
//! `arterioles/local.rs` gives the equations of h, b, i, n_o and the local factors, `muscle/metabolism.rs`
//! the equations of M, F and U. A bed has only the factors that act on it: M in muscle, h in skin and arms.
//!
//! The dilation of a working muscle states a demand for oxygen as a flow of healthy blood. The muscle compares
//! the oxygen that arrives with the uptake: a hanging leg whose pump brings more narrows its vessels, a leg
//! behind a narrowed artery or with thin blood opens them. Flow then follows delivery, flow times content, as
//! in people who work with less oxygen or less haemoglobin (Roach et al. 1999, Am J Physiol 276:H438, from
//! memory; DeLorey et al. 2004, Exp Physiol 89:565). min(C, 1)^n stands for the lower
//! viscosity of thin blood and the dilation of all beds but the kidneys.

mod local;

use crate::capillaries::Capillaries;
use crate::circuit::{Bed, Connection};
use crate::dynamics::{FirstOrder, Gain, Lag};
use crate::error::BodyError;
use crate::muscle::{self, LEGS, OfMuscles, Onset, Vasodilation};
use crate::oxygen;
use crate::parameter::Source;
use crate::wiring::{Wiring, missing};
use local::{
    Autoregulation, Breathing, Closing, HeartDemand, Heat, Ischaemia, Nerves, Venoarteriolar,
};
use secondheart_engine::{Scalar, Simulation, persist_fields};

/// Kind of a capillary bed, by its name: `muscle` and `skin` of the legs, otherwise the organ.
pub(crate) fn kind_of(bed: &str) -> &str {
    match (
        muscle::muscle_of(bed),
        bed.split('.').next().unwrap_or_default(),
    ) {
        (Some(_), _) => "muscle",
        (None, "leg") => "skin",
        (None, organ) => organ,
    }
}

/// An arteriole under control.
#[derive(Debug, Clone)]
struct Arteriole<S> {
    conduit: usize,
    /// Index of the capillary that the arteriole feeds.
    capillary: usize,
    /// Place of the artery in front.
    artery: usize,
    resistance: S,
    sympathetic_gain: S,
    venoarteriolar_gain: S,
    /// Whether lack of oxygen and distension of the veins act on the bed.
    in_leg: bool,
    /// q_least.
    least_flow: S,
    /// p_d,rest: pressure that drives the resting flow through the arteriole, mmHg.
    resting_drive_mmhg: S,
    /// Muscle whose metabolism dilates the arteriole.
    muscle: Option<usize>,
    /// Whether the arteriole follows the command to the arms.
    in_arm: bool,
    cerebral: bool,
    coronary: bool,
    renal: bool,
    /// k_h.
    heat_gain: S,
    /// k_y.
    onset_gain: S,
    /// k_b, in the bed with the breathing muscles.
    breathing_gain: Option<S>,
    resting_flow: S,
    /// Venules of a muscle: index of their valve, and their resistance at rest.
    venule: Option<(usize, S)>,
}

/// Beds and parameters of their controls, fixed between changes of parameters.
#[derive(Debug, Clone)]
pub(crate) struct Constants<S> {
    arterioles: Vec<Arteriole<S>>,
    cerebral: Autoregulation<S>,
    /// r, 1/mmHg.
    carbon_dioxide_reactivity: S,
    coronary: Autoregulation<S>,
    renal: Autoregulation<S>,
    /// G_w.
    renal_work_gain: S,
    renal_artery: usize,
    heart_demand: HeartDemand<S>,
    /// w_rest, mmHg/s.
    resting_heart_work: S,
    left_ventricle: usize,
    aorta: usize,
    head_artery: usize,
    breathing: Breathing<S>,
    heat: Heat<S>,
    /// Target of the heat at rest, from the temperature of the skin.
    skin_heat: S,
    onset: Onset<S>,
    ischaemia: Ischaemia<S>,
    venoarteriolar: Venoarteriolar<S>,
    closing: Closing<S>,
    nerves: Nerves<S>,
    /// M_½.
    sympatholysis_half_rise: S,
    /// s_v.
    venular_share: S,
    /// k_o.
    oxygen_gain: S,
    /// n.
    content_exponent: S,
    /// M_max of each muscle.
    greatest_dilation: OfMuscles<S>,
}

impl<S: Scalar> Constants<S> {
    pub(crate) fn new(
        wiring: &Wiring<'_, S>,
        capillaries: &mut Capillaries<S>,
        muscle: &muscle::Constants<S>,
    ) -> Result<Self, BodyError> {
        let metabolism = &muscle.metabolism;
        let heart_demand = HeartDemand::read(wiring, "microcirculation.coronary")?;
        let resting_work = wiring.each(|p| {
            let pressure = p.parameters.value("blood.resting.arterial_pressure_mmhg")?;
            Ok(pressure * p.scale.resting_rate_per_min / 60.0)
        })?;
        let heat: Heat<S> = Heat::read(wiring, "microcirculation.heat")?;
        let mut constants = Self {
            arterioles: Vec::new(),
            cerebral: Autoregulation::read(wiring, "microcirculation.cerebral")?,
            carbon_dioxide_reactivity: wiring
                .value("microcirculation.cerebral.carbon_dioxide_reactivity_per_mmhg")?,
            coronary: Autoregulation::read(wiring, "microcirculation.coronary")?,
            renal: Autoregulation::read(wiring, "microcirculation.renal")?,
            renal_work_gain: wiring.value("microcirculation.renal.work_gain")?,
            renal_artery: wiring.place("renal.artery")?,
            resting_heart_work: resting_work * heart_demand.resting_ventricular_pressure_share,
            heart_demand,
            left_ventricle: wiring.place("heart.left_ventricle")?,
            aorta: wiring.place("aorta.ascending")?,
            head_artery: wiring.place("head.artery")?,
            breathing: Breathing::read(wiring, "microcirculation.breathing")?,
            skin_heat: heat.of_skin(),
            heat,
            onset: Onset::read(wiring, "muscle.onset")?,
            ischaemia: Ischaemia::read(wiring, "microcirculation.ischaemia")?,
            venoarteriolar: Venoarteriolar::read(wiring, "microcirculation.venoarteriolar")?,
            closing: Closing::read(wiring, "microcirculation.closing")?,
            nerves: Nerves {
                activity: wiring.value("muscle.nerve_activity")?,
                command_rest: wiring.value("reflex.effector.command_rest")?,
            },
            sympatholysis_half_rise: metabolism.sympatholysis_half_rise,
            venular_share: metabolism.venular_share,
            oxygen_gain: metabolism.oxygen_gain,
            content_exponent: wiring.value("oxygen.content_exponent")?,
            greatest_dilation: muscle.greatest_dilation(),
        };
        for (n, bed) in wiring.circuit().beds.iter().enumerate() {
            let arteriole = constants.arteriole(wiring, capillaries, n, bed)?;
            constants.arterioles.push(arteriole);
        }
        Ok(constants)
    }

    fn arteriole(
        &self,
        wiring: &Wiring<'_, S>,
        capillaries: &mut Capillaries<S>,
        n: usize,
        bed: &Bed,
    ) -> Result<Arteriole<S>, BodyError> {
        let muscle = muscle::muscle_of(&bed.name);
        let kind = kind_of(&bed.name);
        let resistance = wiring.each(|p| Ok(p.circuit.beds[n].resistance))?;
        let resting_flow = wiring.each(|p| Ok(p.circuit.beds[n].flow))?;
        let dilated = match muscle::leg_of(&bed.name) {
            Some(leg) => {
                let side = LEGS[leg];
                wiring.value(&format!("leg.{side}.dilator.conductance_rise"))?
            }
            None => S::zero(),
        };
        let venoarteriolar_gain = match kind {
            "muscle" => self.venoarteriolar.muscle_gain,
            "skin" => self.venoarteriolar.skin_gain,
            _ => S::zero(),
        };
        let in_front = |c: &&Connection| c.edge == bed.arteriole;
        let in_front = wiring.circuit().connections.values().find(in_front);
        let artery = in_front.ok_or_else(|| missing("an arteriole without an artery"))?;
        let behind = || {
            let behind = |c: &&Connection| c.from == bed.capillary;
            let connection = wiring.circuit().connections.values().find(behind);
            let valve = connection.and_then(|c| wiring.topology.valve_index(c.edge));
            let valve = valve.ok_or_else(|| missing("muscle venules with valves"))?;
            Ok::<_, BodyError>((valve, wiring.network.valves.resistance[valve]))
        };
        Ok(Arteriole {
            conduit: wiring
                .topology
                .conduit_index(bed.arteriole)
                .ok_or_else(|| missing("an arteriole with valves"))?,
            capillary: capillaries.find(wiring, &bed.name)?,
            artery: wiring.topology.place(artery.from),
            resistance: resistance * (dilated + 1.0).recip(),
            sympathetic_gain: wiring.value(&format!("reflex.resistance_gain.{kind}"))?,
            venoarteriolar_gain,
            in_leg: matches!(kind, "muscle" | "skin"),
            least_flow: wiring.each(|p| {
                let share = oxygen::least_flow_share(&p.parameters, kind)?;
                Ok(p.circuit.beds[n].flow * share)
            })?,
            muscle,
            in_arm: kind == "arm",
            cerebral: kind == "head",
            coronary: kind == "coronary",
            renal: kind == "renal",
            breathing_gain: (kind == "arm")
                .then_some(self.breathing.dilation_per_squared_metabolic_rate),
            onset_gain: match kind {
                "muscle" => self.onset.conductance_rise,
                "arm" | "pelvis" => self.onset.conductance_rise * self.onset.share_of_other_beds,
                _ => S::zero(),
            },
            heat_gain: match kind {
                "skin" => self.heat.dilation_per_metabolic_rate,
                "arm" => self.heat.dilation_per_metabolic_rate * self.heat.arm_share,
                _ => S::zero(),
            },
            resting_flow,
            resting_drive_mmhg: resting_flow * resistance,
            venule: muscle.map(|_| behind()).transpose()?,
        })
    }
}

/// Inputs of the arterioles at the end of a step.
pub(crate) struct Influences<'a, S> {
    /// σ.
    pub(crate) command: S,
    /// σ of the arms.
    pub(crate) arm_command: S,
    /// M, a F and U of each muscle.
    pub(crate) vasodilation: &'a Vasodilation<S>,
    /// Metabolic rate above rest, in resting rates.
    pub(crate) metabolic_rate: S,
    /// y.
    pub(crate) central_dilation: S,
    /// b.
    pub(crate) breathing: S,
    /// w.
    pub(crate) renal_drive: S,
    /// x, mmHg.
    pub(crate) carbon_dioxide_change_mmhg: S,
    /// T, s.
    pub(crate) heart_period_s: S,
    /// C.
    pub(crate) content: S,
    pub(crate) capillaries: &'a Capillaries<S>,
}

/// State of the local controls.
#[derive(Debug, Clone)]
pub(crate) struct State<S> {
    cerebral: FirstOrder<S>,
    /// w, mmHg/s.
    heart_work: FirstOrder<S>,
    /// D, the heart's demand for oxygen relative to rest.
    pub(crate) heart_demand: S,
    coronary: FirstOrder<S>,
    renal: FirstOrder<S>,
    heat: FirstOrder<S>,
    /// q of each arteriole, mL/s.
    flow: Vec<Lag<S>>,
    /// p_d of each arteriole, mmHg.
    drive: Vec<Lag<S>>,
    flow_gain: Gain<S>,
    /// i of each arteriole.
    ischaemia: Vec<Lag<S>>,
    ischaemia_rise_gain: Gain<S>,
    ischaemia_fall_gain: Gain<S>,
    /// Response of each arteriole.
    venoarteriolar: Vec<Lag<S>>,
    venoarteriolar_gain: Gain<S>,
}

persist_fields!(State {
    cerebral,
    heart_work,
    heart_demand,
    coronary,
    renal,
    heat,
    flow,
    drive,
    ischaemia,
    venoarteriolar
});

impl<S: Scalar> State<S> {
    pub(crate) fn settled(constants: &Constants<S>) -> Self {
        Self {
            cerebral: FirstOrder::default(),
            heart_work: FirstOrder::settled(constants.resting_heart_work),
            heart_demand: S::one(),
            coronary: FirstOrder::default(),
            renal: FirstOrder::default(),
            heat: FirstOrder::settled(constants.skin_heat),
            flow: constants
                .arterioles
                .iter()
                .map(|a| Lag::settled(a.resting_flow))
                .collect(),
            drive: constants
                .arterioles
                .iter()
                .map(|a| Lag::settled(a.resting_drive_mmhg))
                .collect(),
            flow_gain: Gain::default(),
            ischaemia: vec![Lag::default(); constants.arterioles.len()],
            ischaemia_rise_gain: Gain::default(),
            ischaemia_fall_gain: Gain::default(),
            venoarteriolar: vec![Lag::default(); constants.arterioles.len()],
            venoarteriolar_gain: Gain::default(),
        }
    }

    /// Sets the resistance of every arteriole and of the venules of muscle.
    #[inline(always)]
    pub(crate) fn advance(
        &mut self,
        constants: &Constants<S>,
        sim: &mut Simulation<S>,
        influences: &Influences<'_, S>,
        step_s: f64,
    ) {
        let c = constants;
        let heat = self.heat.advance(
            step_s,
            c.heat.tau_s,
            influences.metabolic_rate + c.skin_heat,
        );
        let ventricle = sim.pressure_ahead(c.left_ventricle, step_s);
        let work = self.heart_work.advance(
            step_s,
            c.heart_demand.demand_tau_s,
            ventricle * influences.heart_period_s.recip(),
        );
        let heart_demand =
            (work * c.resting_heart_work.recip()).max(c.heart_demand.smallest_demand_share);
        self.heart_demand = heart_demand;
        let v = &c.venoarteriolar;
        let per_half_pressure = v.half_pressure_mmhg.recip();
        let venoarteriolar_gain = self.venoarteriolar_gain.of(step_s, v.tau_s);
        let flow_gain = self.flow_gain.of(step_s, c.ischaemia.flow_tau_s);
        let rise_gain = self.ischaemia_rise_gain.of(step_s, c.ischaemia.rise_tau_s);
        let fall_gain = self.ischaemia_fall_gain.of(step_s, c.ischaemia.fall_tau_s);
        let dilution = c.content_exponent * influences.content.min(S::one()).ln();
        let per_content = (-dilution).exp();
        let half = c.sympatholysis_half_rise;
        let leg_muscle_command = c.nerves.command(influences.command);
        let lags = self.flow.iter_mut().zip(&mut self.ischaemia);
        let lags = lags.zip(self.drive.iter_mut().zip(&mut self.venoarteriolar));
        for (a, ((flow, ischaemia), (drive, lag))) in c.arterioles.iter().zip(lags) {
            let command = match (a.in_arm, a.muscle) {
                (true, _) => influences.arm_command,
                (false, Some(_)) => leg_muscle_command,
                (false, None) => influences.command,
            };
            let flow_ahead = sim.flow_ahead(a.conduit, step_s);
            let mut tone = a.sympathetic_gain * command;
            let onset = a.onset_gain * influences.central_dilation;
            let mut rest_rise = a.heat_gain * heat;
            if a.muscle.is_none() {
                rest_rise += onset;
            }
            let mut resistance = a.resistance * (rest_rise + 1.0).recip();
            if a.in_leg {
                let flow = flow.advance(flow_gain, flow_ahead);
                let artery = sim.pressure_ahead(a.artery, step_s);
                let (inside, around) = influences.capillaries.inside_and_around(a.capillary);
                let drive = drive.advance(flow_gain, artery - inside);
                let lack = c.ischaemia.lack(
                    flow * a.least_flow.recip(),
                    drive * a.resting_drive_mmhg.recip(),
                );
                let ischaemia = ischaemia.rise_or_fall(rise_gain, fall_gain, lack);
                let mut rise = c.ischaemia.conductance_rise * ischaemia;
                let tone_left = half * (half + rise).recip();
                let pressure =
                    influences.capillaries.transmural(a.capillary) - v.rest_pressure_mmhg;
                let distension = (pressure * per_half_pressure).max(S::zero());
                let wanted = distension * (distension + 1.0).recip();
                let x = lag.advance(venoarteriolar_gain, wanted);
                resistance = resistance
                    * c.closing.narrowing(artery, inside, around)
                    * (a.venoarteriolar_gain * x * tone_left + 1.0)
                    * c.ischaemia
                        .distension(pressure, S::one() - tone_left)
                        .recip();
                if let Some(muscle) = a.muscle {
                    let asked = influences.vasodilation;
                    let (fast, uptake) = (asked.fast[muscle], asked.uptake[muscle]);
                    let brought = flow.max(S::zero()) * influences.content;
                    let needed = a.resting_flow * (uptake + 1.0);
                    let shortage =
                        uptake * (needed - brought) * ((uptake + 1.0) * (needed + brought)).recip();
                    let slow = (asked.rise[muscle] - fast) * (c.oxygen_gain * shortage).exp();
                    let dilation = fast + slow;
                    rise += dilation.min(c.greatest_dilation[muscle]) + onset;
                }
                tone = tone * (half * (half + rise).recip());
                resistance = resistance * (rise + 1.0).recip();
                if let Some((valve, resistance)) = a.venule {
                    sim.parameters.valves.resistance[valve] =
                        resistance * (c.venular_share * rise + 1.0).recip();
                }
            }
            if !a.renal {
                tone += dilution;
            }
            let mut local = S::one();
            if a.cerebral {
                let change = c.carbon_dioxide_reactivity * influences.carbon_dioxide_change_mmhg;
                tone -= change;
                let wanted = a.resting_flow * change.exp() * per_content;
                let share = flow_ahead * wanted.recip();
                let pressure = sim.pressure_ahead(c.head_artery, step_s);
                local = c
                    .cerebral
                    .advance(&mut self.cerebral, share, pressure, step_s);
            } else if a.coronary {
                let wanted = a.resting_flow * heart_demand * influences.content.recip();
                let share = flow_ahead * wanted.recip();
                let pressure = sim.pressure_ahead(c.aorta, step_s);
                let regulated = c
                    .coronary
                    .advance(&mut self.coronary, share, pressure, step_s);
                local = regulated * heart_demand.recip();
            } else if a.renal {
                tone += c.renal_work_gain * influences.renal_drive;
                let wanted = a.resting_flow * (-tone).exp();
                let share = flow_ahead * wanted.recip();
                let pressure = sim.pressure_ahead(c.renal_artery, step_s);
                local = c.renal.advance(&mut self.renal, share, pressure, step_s);
            }
            resistance = resistance * tone.exp() * local;
            if let Some(gain) = a.breathing_gain {
                let extra = gain * influences.breathing * influences.breathing;
                resistance = resistance * (extra * resistance * a.resistance.recip() + 1.0).recip();
            }
            sim.parameters.conduits.resistance[a.conduit] = resistance;
        }
    }
}

#[cfg(test)]
mod tests;

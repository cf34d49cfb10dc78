//! All controls of the body and the order in which they act within a step.
//!
//! They step before the network, on signals extrapolated to the end of the step, and set the
//! inputs that hold there: activation of the chambers, pressures outside the vessels, heads of
//! gravity, resistances, venous tone, filtration.

use crate::change::{Manner, Posture};
use crate::circuit::COMPARTMENTS;
use crate::control::{Lag, gain, smooth_step};
use crate::gravity::Directions;
use crate::heart::SinusNode;
use crate::intervention::Pump;
use crate::muscle::{GROUPS, Gait, Metabolism};
use crate::plan::Plan;
use crate::reflex::{Commands, Reflex, Sensed};
use crate::respiration::Respiration;
use secondheart_engine::{Persist, Scalar, Simulation, persist_fields};

/// A movement from one posture to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Movement {
    pub(crate) from: Posture,
    pub(crate) to: Posture,
    pub(crate) start_s: f64,
    pub(crate) end_s: f64,
    pub(crate) manner: Manner,
}

impl Movement {
    pub(crate) fn at_rest(posture: Posture) -> Self {
        Self {
            from: posture,
            to: posture,
            start_s: -1.0,
            end_s: -1.0,
            manner: Manner::Passive,
        }
    }

    /// Posture at a time: angles follow a smooth step.
    pub(crate) fn posture(&self, now_s: f64) -> Posture {
        let share = if now_s >= self.end_s {
            1.0
        } else {
            smooth_step((now_s - self.start_s) / (self.end_s - self.start_s))
        };
        let mix = |a: f64, b: f64| a + (b - a) * share;
        let (a, b) = (&self.from, &self.to);
        Posture {
            trunk_deg: mix(a.trunk_deg, b.trunk_deg),
            hip_deg: mix(a.hip_deg, b.hip_deg),
            knee_deg: mix(a.knee_deg, b.knee_deg),
            ankle_deg: mix(a.ankle_deg, b.ankle_deg),
            gravity_g: mix(a.gravity_g, b.gravity_g),
            weight_bearing: mix(a.weight_bearing, b.weight_bearing),
        }
    }

    /// How much of a rise from lying to standing the movement is, 0 to 1: by the trunk that it
    /// lifts or the weight that the feet take on. Nothing else asks for effort.
    fn rising(&self) -> f64 {
        let lifted = |p: &Posture| p.trunk_deg.to_radians().sin() * p.gravity_g;
        let trunk = lifted(&self.to) - lifted(&self.from);
        let weight = self.to.weight_bearing - self.from.weight_bearing;
        trunk.max(weight).clamp(0.0, 1.0)
    }

    /// Effort of an active movement, 0 to 1: a bump as long as the movement.
    fn effort(&self, now_s: f64) -> f64 {
        if self.manner == Manner::Passive || now_s >= self.end_s || now_s <= self.start_s {
            return 0.0;
        }
        let u = (now_s - self.start_s) / (self.end_s - self.start_s);
        16.0 * u * u * (1.0 - u) * (1.0 - u) * self.rising()
    }
}

impl Persist for Movement {
    fn write(&self, words: &mut Vec<u64>) {
        for p in [&self.from, &self.to] {
            for angle in [p.trunk_deg, p.hip_deg, p.knee_deg, p.ankle_deg] {
                angle.write(words);
            }
            p.gravity_g.write(words);
            p.weight_bearing.write(words);
        }
        self.start_s.write(words);
        self.end_s.write(words);
        (self.manner == Manner::Active).write(words);
    }
    fn read(&mut self, words: &mut std::slice::Iter<'_, u64>) -> Option<()> {
        for p in [&mut self.from, &mut self.to] {
            p.trunk_deg.read(words)?;
            p.hip_deg.read(words)?;
            p.knee_deg.read(words)?;
            p.ankle_deg.read(words)?;
            p.gravity_g.read(words)?;
            p.weight_bearing.read(words)?;
        }
        self.start_s.read(words)?;
        self.end_s.read(words)?;
        let mut active = false;
        active.read(words)?;
        self.manner = if active {
            Manner::Active
        } else {
            Manner::Passive
        };
        Some(())
    }
}

/// State of all controls.
#[derive(Debug, Clone)]
pub(crate) struct Controls<S> {
    pub(crate) movement: Movement,
    /// Heights of all places, cm above the hip joint.
    pub(crate) height: Vec<S>,
    pub(crate) upright: f64,
    gravity: f64,
    /// Weight on the feet, as a share of the body's weight on Earth.
    foot_load: f64,
    pub(crate) sinus: SinusNode<S>,
    /// T_0, s.
    pub(crate) intrinsic_period_s: S,
    pub(crate) respiration: Respiration<S>,
    pub(crate) gait: Gait<S>,
    pub(crate) reflex: Reflex<S>,
    pub(crate) commands: [S; 4],
    pub(crate) metabolism: Metabolism<S>,
    pub(crate) vasodilation: [S; GROUPS.len()],
    central: Lag<S>,
    pressor: Lag<S>,
    work: Lag<S>,
    cerebral: Lag<S>,
    heat: Lag<S>,
    venoarteriolar: Vec<Lag<S>>,
    /// Plasma protein, g.
    pub(crate) protein_g: S,
    protein_rate: S,
    /// Red cells lost by bleeding, mL.
    pub(crate) red_cells_lost: S,
    red_cells_rate: S,
    pump: Pump<S>,
    /// Rest value of π_g of every bed, mmHg.
    pub(crate) glycocalyx: Vec<S>,
    /// Whether filtration and lymph flow (off while the steady start is sought).
    pub(crate) exchanging: bool,
    /// Blood volume with full interstitial volumes at rest, mL.
    pub(crate) sensed_arterial: S,
    /// P_i of every tissue, mmHg; found anew in each step.
    tissue_pressure: Vec<S>,
    gains: ControlGains<S>,
}

persist_fields!(Controls {
    movement,
    height,
    upright,
    gravity,
    foot_load,
    sinus,
    intrinsic_period_s,
    respiration,
    gait,
    reflex,
    commands,
    metabolism,
    vasodilation,
    central,
    pressor,
    work,
    cerebral,
    heat,
    venoarteriolar,
    protein_g,
    protein_rate,
    red_cells_lost,
    red_cells_rate,
    pump,
    glycocalyx,
    exchanging,
    sensed_arterial,
});

#[derive(Debug, Clone, Copy, Default)]
struct ControlGains<S> {
    step_s: f64,
    central: S,
    pressor: S,
    work: S,
    cerebral: S,
    heat: S,
    venoarteriolar: S,
}

/// Lag of breathing behind metabolism, s: ventilation answers over about half a minute.
const VENTILATION_S: f64 = 25.0;

impl<S: Scalar> Controls<S> {
    /// Controls of a body at rest in a posture.
    pub(crate) fn settled(plan: &Plan<S>, posture: Posture, places: usize, now_s: f64) -> Self {
        let zero = S::zero();
        let sensed = Sensed {
            arterial: plan.reflex.arterial.set_point_mmhg,
            atrial: plan.reflex.cardiopulmonary.set_point_mmhg,
            ..Sensed::default()
        };
        let mut controls = Self {
            movement: Movement::at_rest(posture),
            height: vec![zero; places],
            upright: 0.0,
            gravity: 1.0,
            foot_load: 0.0,
            sinus: SinusNode {
                phase: zero,
                period_s: plan.resting_period_s,
                beats: 0,
            },
            intrinsic_period_s: plan.resting_period_s
                - plan.reflex.effector.period_vagal_gain_s * 4.75,
            respiration: Respiration::settled(&plan.respiration),
            gait: Gait::rest(),
            reflex: Reflex::settled(&plan.reflex, &sensed, now_s),
            commands: [zero; 4],
            metabolism: Metabolism::settled(now_s),
            vasodilation: [zero; GROUPS.len()],
            central: Lag::settled(zero),
            pressor: Lag::settled(zero),
            work: Lag::settled(zero),
            cerebral: Lag::settled(zero),
            heat: Lag::settled(zero),
            venoarteriolar: vec![Lag::settled(zero); plan.arterioles.len()],
            protein_g: (plan.blood_volume - plan.red_cells) * plan.protein_rest * 0.01,
            protein_rate: zero,
            red_cells_lost: zero,
            red_cells_rate: zero,
            pump: Pump::off(),
            glycocalyx: vec![plan.filtration.interstitial_oncotic_mmhg; plan.exchanges.len()],
            exchanging: false,
            sensed_arterial: plan.reflex.arterial.set_point_mmhg,
            tissue_pressure: vec![zero; plan.tissues.len()],
            gains: ControlGains::default(),
        };
        controls.stand(plan, &posture);
        controls
    }

    /// Heights of all places in a posture.
    fn stand(&mut self, plan: &Plan<S>, posture: &Posture) {
        let directions = Directions::of(posture);
        self.upright = directions.upright();
        self.gravity = posture.gravity_g;
        self.foot_load = posture.weight_bearing * posture.gravity_g;
        for l in &plan.locations {
            self.height[l.place] =
                plan.skeleton
                    .height(l.segment, l.along, &directions, plan.stature_cm);
        }
    }

    /// Pressure of a centimetre of blood, mmHg.
    #[inline(always)]
    pub(crate) fn column(&self, plan: &Plan<S>) -> S {
        plan.column_mmhg_per_cm * self.gravity
    }

    /// Heads of all columns and the pressure of the abdomen's contents.
    pub(crate) fn set_gravity(&self, plan: &Plan<S>, sim: &mut Simulation<S>) {
        let column = self.column(plan);
        for &(edge, from, to) in &plan.columns {
            sim.parameters.head[edge] = column * (self.height[from] - self.height[to]);
        }
        sim.parameters.enclosure_pressure[plan.places.abdomen_column] =
            column * plan.respiration.abdomen_column_fraction * self.upright;
    }

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

    /// Pressure at the arterial receptors: each at its own height.
    #[inline(always)]
    fn arterial_receptors(&self, plan: &Plan<S>, sim: &Simulation<S>, step_s: f64) -> S {
        let a = &plan.reflex.arterial;
        let places = &plan.places;
        let column = self.column(plan);
        let valve = self.height[places.left_ventricle];
        let sinus = valve + a.carotid_height_above_valve_cm * self.upright;
        let carotid = sim.pressure_ahead(places.carotid, step_s)
            + column * (self.height[places.carotid] - sinus);
        let arch = sim.pressure_ahead(places.arch, step_s);
        carotid * a.carotid_weight + arch * (S::one() - a.carotid_weight)
    }

    /// Advances every control by a step that ends at `now_s` and sets the inputs of the network.
    #[inline(always)]
    pub(crate) fn advance(
        &mut self,
        plan: &Plan<S>,
        sim: &mut Simulation<S>,
        step_s: f64,
        now_s: f64,
    ) {
        if step_s != self.gains.step_s {
            self.gains = ControlGains {
                step_s,
                central: gain(step_s, plan.central.rise_tau_s),
                pressor: gain(step_s, plan.central.pressor_tau_s),
                work: gain(step_s, S::from_f64(VENTILATION_S)),
                cerebral: gain(step_s, plan.cerebral.autoregulation_tau_s),
                heat: gain(step_s, plan.heat.tau_s),
                venoarteriolar: gain(step_s, plan.venoarteriolar.tau_s),
            };
        }
        if now_s - step_s < self.movement.end_s {
            let posture = self.movement.posture(now_s);
            self.stand(plan, &posture);
            self.set_gravity(plan, sim);
        }
        let effort = self.movement.effort(now_s);
        self.gait.advance(step_s);
        let rate = self.gait.metabolic_rate(&plan.patterns);
        let intensity = (rate * plan.intensity_per_metabolic_rate).min(S::one());
        let command = intensity.max(plan.rising.central_command * effort);
        let central = self.central.advance(self.gains.central, command);
        let pressor = self.pressor.advance(self.gains.pressor, intensity);
        let drive = pressor * pressor * pressor;
        let adrenergic = plan.reflex.sympathetic.drive;
        let work = self.work.advance(self.gains.work, rate);
        self.heat.advance(self.gains.heat, rate);

        self.muscles(plan, sim, effort);
        let pumping_s = if self.exchanging { step_s } else { 0.0 };
        let pressures = &mut sim.parameters.enclosure_pressure;
        self.pump.advance(&plan.sleeves, pumping_s, pressures);
        let waves = self
            .respiration
            .advance(&plan.respiration, work, self.upright, effort, step_s);
        sim.parameters.enclosure_pressure[plan.places.thorax] = waves.chest;
        sim.parameters.enclosure_pressure[plan.places.abdomen] = waves.abdomen;

        let sensed = Sensed {
            arterial: self.arterial_receptors(plan, sim, step_s),
            atrial: sim.pressure_ahead(plan.places.right_atrium, step_s) - waves.chest,
            set_point_rise: pressor * plan.central.set_point_rise_mmhg,
            central_sympathetic: drive * plan.central.sympathetic_spikes_per_s,
            vagal_share: (-(central * plan.central.vagal_withdrawal)).exp(),
        };
        self.sensed_arterial = sensed.arterial;
        let commands = self.reflex.advance(&plan.reflex, &sensed, step_s, now_s);
        self.commands = [
            commands.period_s,
            commands.contractility,
            commands.resistance,
            commands.vein,
        ];

        self.heart(
            plan,
            sim,
            &commands,
            [pressor * adrenergic, drive * adrenergic],
            step_s,
        );
        self.arterioles(plan, sim, &commands, effort, step_s, now_s);
        for vein in &plan.veins {
            let relax = S::one() - vein.gain * commands.vein;
            let volume = vein.unstressed * relax.max(S::from_f64(0.3));
            sim.parameters
                .tubes
                .set_unstressed_volume(vein.tube, volume);
        }
        if self.exchanging {
            self.exchange(plan, sim, step_s);
        }
    }

    /// Intramuscular pressures.
    #[inline(always)]
    fn muscles(&mut self, plan: &Plan<S>, sim: &mut Simulation<S>, effort: f64) {
        let activation = self.gait.activation(&plan.patterns);
        for (side, row) in activation.iter().enumerate() {
            for c in 0..COMPARTMENTS.len() {
                let level = match COMPARTMENTS[c] {
                    "thigh" => row[c].max(plan.rising.thigh_level * effort),
                    // The sole is pressed by the weight it carries.
                    "plantar" => row[c] * self.foot_load,
                    _ => row[c].max(plan.rising.calf_level * effort),
                };
                sim.parameters.enclosure_pressure[plan.places.compartments[side][c]] =
                    level * plan.peak_pressure[c] * plan.pressure_gain
                        + plan.resting_pressure[side][c];
            }
        }
    }

    /// Sinus node, activation and contractility.
    #[inline(always)]
    fn heart(
        &mut self,
        plan: &Plan<S>,
        sim: &mut Simulation<S>,
        commands: &Commands<S>,
        [quickening, inotropy]: [S; 2],
        step_s: f64,
    ) {
        let e = &plan.reflex.effector;
        let period = (self.intrinsic_period_s + commands.period_s * plan.period_scale)
            .max(e.shortest_period_s);
        self.sinus.advance(step_s, period);
        let wave = plan.timing.activation(self.sinus.phase, period, quickening);
        let inotropy = inotropy * plan.central.contractility_rise;
        let chambers = &mut sim.parameters.chambers;
        for c in plan.places.atria {
            chambers.activation[c] = wave.atria;
        }
        for c in plan.places.ventricles {
            chambers.activation[c] = wave.ventricles;
        }
        let [right, left] = plan.places.ventricles;
        let floor = |rest: S, rise: S| (rest * (inotropy + 1.0) + rise).max(rest * 0.2);
        chambers.elastance[right] = floor(
            plan.elastance[0],
            e.contractility_right_gain_mmhg_per_ml * commands.contractility,
        );
        chambers.elastance[left] = floor(
            plan.elastance[1],
            e.contractility_gain_mmhg_per_ml * commands.contractility,
        );
    }

    /// Resistance of every arteriole: sympathetic tone, veins, metabolism, autoregulation.
    #[inline(always)]
    fn arterioles(
        &mut self,
        plan: &Plan<S>,
        sim: &mut Simulation<S>,
        commands: &Commands<S>,
        effort: f64,
        step_s: f64,
        now_s: f64,
    ) {
        let mut demand = [S::zero(); GROUPS.len()];
        for (g, demand) in demand.iter_mut().enumerate() {
            let rising = plan.rising.demand_ml_per_min_per_100g * effort;
            *demand = self.gait.demand(&plan.patterns, g).max(rising);
        }
        self.vasodilation =
            self.metabolism
                .advance(&plan.metabolism, &demand, &plan.group_rest, step_s, now_s);
        let half = plan.metabolism.sympatholysis_half_rise;
        // What working muscle does to tone, arterioles and venules, by muscle group.
        let (mut lysis, mut closing, mut venular) = (
            [S::one(); GROUPS.len()],
            [S::one(); GROUPS.len()],
            [S::one(); GROUPS.len()],
        );
        for (g, &rise) in self.vasodilation.iter().enumerate() {
            lysis[g] = half * (half + rise).recip();
            closing[g] = (rise + 1.0).recip();
            venular[g] = (plan.metabolism.venular_share * rise + 1.0).recip();
        }
        let v = &plan.venoarteriolar;
        let per_half_pressure = v.half_pressure_mmhg.recip();
        for (a, lag) in plan.arterioles.iter().zip(&mut self.venoarteriolar) {
            let mut tone = a.sympathetic_gain * commands.resistance;
            let mut resistance = a.resistance * (a.heat_gain * self.heat.x + 1.0).recip();
            if let Some(g) = a.group {
                tone = tone * lysis[g];
                resistance = resistance * closing[g];
                if let Some((valve, resistance)) = a.venule {
                    sim.parameters.valves.resistance[valve] = resistance * venular[g];
                }
            }
            let mut local = S::one();
            if a.cerebral {
                let flow = sim.flow_ahead(a.conduit, step_s);
                let excess = flow * a.resting_flow.recip() - 1.0;
                let x = self.cerebral.advance(self.gains.cerebral, excess);
                local = (plan.cerebral.autoregulation_gain * x + 1.0).max(S::from_f64(0.4));
            } else if a.group.is_some() || a.venoarteriolar_gain.lane(0) > 0.0 {
                let pressed = a.pressed.pressure(&sim.parameters.enclosure_pressure);
                let pressure = sim.pressure_ahead(a.capillary, step_s) - pressed;
                let distension =
                    ((pressure - v.rest_pressure_mmhg) * per_half_pressure).max(S::zero());
                let wanted = distension * (distension + 1.0).recip();
                let x = lag.advance(self.gains.venoarteriolar, wanted);
                local = a.venoarteriolar_gain * x + 1.0;
            }
            sim.parameters.conduits.resistance[a.conduit] =
                resistance * (tone + 1.0).max(S::from_f64(0.3)) * local;
        }
    }

    /// Filtration and lymph.
    #[inline(always)]
    fn exchange(&mut self, plan: &Plan<S>, sim: &mut Simulation<S>, step_s: f64) {
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
            let pressed = bed.pressed.pressure(&sim.parameters.enclosure_pressure);
            let capillary = sim.pressure_ahead(bed.capillary, step_s) - pressed;
            let flow = law.flow(capillary, pressure, f.reflection_fraction, oncotic);
            sim.parameters.flow[bed.flow] = flow;
            protein -= leak * concentration * flow.max(S::zero());
        }
        let moving = self.gait.working();
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

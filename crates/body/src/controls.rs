//! All controls of the body and the order in which they act within a step.
//!
//! They step before the network, on signals extrapolated to the end of the step, and set the
//! inputs that hold there: activation of the chambers, pressures outside the vessels, heads of
//! gravity, resistances, venous tone, filtration.

mod arterioles;
mod exchange;
mod gravity;
mod heart;
mod movement;
mod muscles;

pub(crate) use movement::Movement;

use crate::change::Posture;
use crate::control::{Lag, gain};
use crate::heart::SinusNode;
use crate::intervention::Pump;
use crate::muscle::{GROUPS, Gait, Metabolism};
use crate::plan::Plan;
use crate::reflex::{Reflex, Sensed};
use crate::respiration::Respiration;
use secondheart_engine::{Scalar, Simulation, persist_fields};

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
    /// Transmural pressure of every capillary, mmHg; found anew in each step.
    capillary_pressure: Vec<S>,
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

/// Least share of their unstressed volume that the sympathetic tone leaves to veins: a guard of the
/// linear law, for gains that a user sets (the largest shipped gain, 0.236 per unit, and a command
/// of 3, all that the sympathetic centre gives, leave just that).
const SMALLEST_TONED_SHARE: f64 = 0.3;

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
                - plan.reflex.effector.period_vagal_gain_s * plan.reflex.vagal.resting_tone(),
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
            capillary_pressure: vec![zero; plan.capillaries.len()],
            tissue_pressure: vec![zero; plan.tissues.len()],
            gains: ControlGains::default(),
        };
        controls.stand(plan, &posture);
        controls
    }

    /// Pressure across the walls at the arterial receptors, each at its own height, less what a chamber
    /// on the neck adds outside.
    #[inline(always)]
    fn arterial_receptors(&self, plan: &Plan<S>, sim: &Simulation<S>, step_s: f64) -> S {
        let a = &plan.reflex.arterial;
        let places = &plan.places;
        let column = self.column(plan);
        let valve = self.height[places.left_ventricle];
        let sinus = valve + a.carotid_height_above_valve_cm * self.upright;
        let carotid = sim.pressure_ahead(places.carotid, step_s)
            + column * (self.height[places.carotid] - sinus)
            - plan.around_sinus;
        let arch = sim.pressure_ahead(places.arch, step_s);
        carotid * a.carotid_weight + arch * (S::one() - a.carotid_weight)
    }

    /// Transmural pressures of the capillaries, under the enclosures as they are set.
    #[inline(always)]
    fn capillaries(&mut self, plan: &Plan<S>, sim: &Simulation<S>, step_s: f64) {
        let enclosures = &sim.parameters.enclosure_pressure;
        for (pressure, capillary) in self.capillary_pressure.iter_mut().zip(&plan.capillaries) {
            let inside = sim.pressure_ahead(capillary.place, step_s);
            *pressure = capillary.transmural(inside, enclosures);
        }
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
                work: gain(step_s, plan.respiration.work_tau_s),
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
        self.capillaries(plan, sim, step_s);
        self.arterioles(plan, sim, &commands, effort, step_s, now_s);
        for vein in &plan.veins {
            let relax = S::one() - vein.gain * commands.vein;
            let volume = vein.unstressed * relax.max(S::from_f64(SMALLEST_TONED_SHARE));
            sim.parameters
                .tubes
                .set_unstressed_volume(vein.tube, volume);
        }
        if self.exchanging {
            self.exchange(plan, sim, step_s);
        }
    }
}

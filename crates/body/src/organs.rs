//! The organs and the order in which they act within a step.
//!
//! They step before the network, on signals extrapolated to the end of the step, and set the inputs
//! that hold there: activation of the chambers, pressures outside the vessels, heads of gravity,
//! resistances, venous tone, filtration.

use crate::arterioles::{self, Influences};
use crate::baroreflex::{self, Surroundings};
use crate::blood;
use crate::capillaries::Capillaries;
use crate::carbon_dioxide;
use crate::change::Posture;
use crate::error::BodyError;
use crate::filtration;
use crate::gravity;
use crate::heart;
use crate::muscle;
use crate::outside;
use crate::oxygen;
use crate::respiration;
use crate::vessels;
use crate::wiring::Wiring;
use secondheart_engine::{Scalar, Simulation, persist_fields};

/// Constants of all organs, fixed between changes of parameters.
#[derive(Debug, Clone)]
pub(crate) struct Constants<S> {
    pub(crate) gravity: gravity::Constants<S>,
    pub(crate) muscle: muscle::Constants<S>,
    pub(crate) outside: outside::Constants<S>,
    pub(crate) respiration: respiration::Constants<S>,
    pub(crate) carbon_dioxide: carbon_dioxide::Constants<S>,
    pub(crate) baroreflex: baroreflex::Constants<S>,
    pub(crate) heart: heart::Constants<S>,
    pub(crate) arterioles: arterioles::Constants<S>,
    pub(crate) tone: vessels::Tone<S>,
    pub(crate) throats: vessels::Throats<S>,
    pub(crate) filtration: filtration::Constants<S>,
    pub(crate) blood: blood::Constants<S>,
    pub(crate) oxygen: oxygen::Constants<S>,
    /// The capillaries that arterioles and filtration refer to by index.
    capillaries: Capillaries<S>,
}

impl<S: Scalar> Constants<S> {
    pub(crate) fn new(wiring: &Wiring<'_, S>) -> Result<Self, BodyError> {
        let mut capillaries = Capillaries::default();
        let baroreflex = baroreflex::Constants::new(wiring)?;
        let muscle = muscle::Constants::new(wiring)?;
        Ok(Self {
            gravity: gravity::Constants::new(wiring)?,
            outside: outside::Constants::new(wiring)?,
            respiration: respiration::Constants::new(wiring)?,
            carbon_dioxide: carbon_dioxide::Constants::new(wiring)?,
            heart: heart::Constants::new(wiring, baroreflex.intrinsic_period_s())?,
            baroreflex,
            arterioles: arterioles::Constants::new(wiring, &mut capillaries, &muscle)?,
            muscle,
            tone: vessels::Tone::new(wiring)?,
            throats: vessels::Throats::new(wiring)?,
            filtration: filtration::Constants::new(wiring, &mut capillaries)?,
            blood: blood::Constants::new(wiring)?,
            oxygen: oxygen::Constants::new(wiring)?,
            capillaries,
        })
    }
}

/// State of all organs; volumes, pressures and flows are in the network's state.
#[derive(Debug, Clone)]
pub(crate) struct State<S> {
    pub(crate) gravity: gravity::State<S>,
    pub(crate) muscle: muscle::State<S>,
    pub(crate) pump: outside::Pump<S>,
    pub(crate) cuffs: outside::Cuffs<S>,
    pub(crate) arms: outside::Arms<S>,
    pub(crate) swelling: outside::Swelling<S>,
    pub(crate) respiration: respiration::State<S>,
    pub(crate) carbon_dioxide: carbon_dioxide::State<S>,
    pub(crate) baroreflex: baroreflex::State<S>,
    pub(crate) heart: heart::State<S>,
    pub(crate) arterioles: arterioles::State<S>,
    pub(crate) filtration: filtration::State<S>,
    pub(crate) blood: blood::State<S>,
    pub(crate) oxygen: oxygen::State<S>,
    pub(crate) capillaries: Capillaries<S>,
    /// Whether the arterial blood has its own oxygen content, and not that of health. It is off only while
    /// the search for the steady start sets the resting heart rate.
    pub(crate) dilution_is_felt: bool,
}

persist_fields!(State {
    gravity,
    muscle,
    pump,
    cuffs,
    arms,
    swelling,
    respiration,
    carbon_dioxide,
    baroreflex,
    heart,
    arterioles,
    filtration,
    blood,
    oxygen,
});

impl<S: Scalar> State<S> {
    /// Organs at rest in a posture; `places` is the number of volumes in the network.
    pub(crate) fn settled(
        constants: &Constants<S>,
        posture: Posture,
        places: usize,
        now_s: f64,
    ) -> Self {
        Self {
            gravity: gravity::State::settled(&constants.gravity, posture, places),
            muscle: muscle::State::settled(now_s),
            pump: outside::Pump::off(),
            cuffs: outside::Cuffs::settled(&constants.outside.cuffs),
            arms: outside::Arms::free(),
            swelling: outside::Swelling::none(),
            respiration: respiration::State::settled(&constants.respiration.parameters),
            carbon_dioxide: carbon_dioxide::State::default(),
            baroreflex: baroreflex::State::settled(&constants.baroreflex, now_s),
            heart: heart::State::settled(&constants.heart),
            arterioles: arterioles::State::settled(&constants.arterioles),
            filtration: filtration::State::settled(&constants.filtration),
            blood: blood::State::settled(&constants.blood),
            oxygen: oxygen::State::settled(&constants.oxygen),
            capillaries: constants.capillaries.clone(),
            dilution_is_felt: true,
        }
    }

    /// Oxygen content of the arterial blood relative to health.
    pub(crate) fn content(&self, constants: &Constants<S>, sim: &Simulation<S>) -> S {
        let haematocrit = self.blood.haematocrit(self.plasma_ml(constants, sim));
        let content = constants.oxygen.arterial_ml_per_dl(haematocrit);
        constants.oxygen.relative_content(content)
    }

    /// Makes the present, `now_s`, time zero: ends movements, resets the beat count and switches
    /// filtration and lymph on.
    pub(crate) fn begin_from_here(&mut self, now_s: f64) {
        let posture = self.gravity.movement.posture(now_s);
        self.gravity.movement = gravity::Movement::at_rest(posture);
        self.muscle.set_clock_back(now_s);
        self.baroreflex.set_clock_back(now_s);
        self.heart.sinus.beats = S::zero();
        self.oxygen.begin_from_here();
        self.filtration.is_on = true;
    }

    /// Advances every organ by a step that ends at `now_s` and sets the inputs of the network.
    #[inline(always)]
    pub(crate) fn advance(
        &mut self,
        constants: &Constants<S>,
        sim: &mut Simulation<S>,
        step_s: f64,
        now_s: f64,
    ) {
        let c = constants;
        let effort = self.gravity.advance(&c.gravity, sim, step_s, now_s);
        let foot_load = self.gravity.foot_load;
        let exertion = self.muscle.advance(
            &c.muscle,
            sim,
            &self.oxygen.supply,
            self.arms.open,
            foot_load,
            effort,
            step_s,
            now_s,
        );
        // During the search for the steady start the cuffs do not cycle.
        let pumping_s = if self.filtration.is_on { step_s } else { 0.0 };
        let pressures = &mut sim.parameters.enclosure_pressure;
        let growth = c.outside.sleeves.are_stiff().then(|| outside::Growth {
            foot_load,
            contraction: self.muscle.calf_contraction(&c.muscle),
        });
        self.pump.advance(
            &c.outside.sleeves,
            self.gravity.fold,
            growth,
            pumping_s,
            pressures,
        );
        self.cuffs.advance(&c.outside.cuffs, pumping_s, pressures);
        self.swelling
            .press(&c.outside.shells, sim, self.filtration.is_on, step_s);
        let trunk = respiration::Trunk {
            upright: self.gravity.upright,
            water_mmhg: self.gravity.chest_water_mmhg,
        };
        let breath = self
            .respiration
            .advance(&c.respiration, sim, &exertion, &trunk, step_s);

        let around = Surroundings {
            gravity: &self.gravity,
            column_mmhg_per_cm: self.gravity.column(&c.gravity),
            around_sinus_mmhg: c.outside.around_sinus_mmhg,
            chest_mmhg: breath.chest_mmhg,
            inspiration: breath.inspiration,
            brain_extraction: self.oxygen.brain_extraction,
            content: c.oxygen.relative_content(self.oxygen.arterial_ml_per_dl),
        };
        self.baroreflex
            .advance(&c.baroreflex, sim, &around, &exertion, step_s, now_s);
        self.carbon_dioxide.advance(
            &c.carbon_dioxide,
            &exertion,
            self.baroreflex.cardiopulmonary_mmhg(),
            step_s,
        );
        let commands = &self.baroreflex.commands;
        let supply = self.oxygen.heart_supply;
        self.heart.advance(&c.heart, sim, commands, supply, step_s);
        self.capillaries.look(sim, step_s);
        let losses = self.filtration.losses(&c.filtration, sim);
        let plasma = self.blood.plasma(&c.blood, sim, losses);
        let haematocrit = self.blood.haematocrit(plasma.volume_ml);
        let arterial_ml_per_dl = match self.dilution_is_felt {
            true => c.oxygen.arterial_ml_per_dl(haematocrit),
            false => c.oxygen.healthy_ml_per_dl(),
        };
        let influences = Influences {
            command: commands.resistance,
            arm_command: commands.arm_resistance,
            vasodilation: &self.muscle.vasodilation,
            metabolic_rate: exertion.metabolic_rate,
            central_dilation: exertion.central_dilation,
            breathing: self.respiration.work(),
            renal_drive: commands.renal,
            carbon_dioxide_change_mmhg: self.carbon_dioxide.change_mmhg(),
            heart_period_s: self.heart.sinus.period_s,
            content: c.oxygen.relative_content(arterial_ml_per_dl),
            capillaries: &self.capillaries,
        };
        self.arterioles
            .advance(&c.arterioles, sim, &influences, step_s);
        c.tone.act(sim, commands.vein);
        let worn = &self.cuffs.pressure_mmhg;
        self.arms.advance(&c.outside.arms, worn, sim, pumping_s);
        c.throats.act(sim, step_s);
        self.cuffs.narrow(&c.outside.cuffs, sim, step_s);
        let work = oxygen::Work {
            metabolic_rate: exertion.metabolic_rate,
            breathing: self.respiration.work(),
            heart_demand: self.arterioles.heart_demand,
            demand: &self.muscle.demand,
            arterial_ml_per_dl,
        };
        self.oxygen.advance(&c.oxygen, sim, &work, step_s);
        if self.filtration.is_on {
            self.exchange(c, sim, &plasma, step_s);
        }
    }

    /// Filtration and lymph, then bleeding and infusion, with the protein and cells that they carry.
    #[inline(always)]
    fn exchange(
        &mut self,
        constants: &Constants<S>,
        sim: &mut Simulation<S>,
        plasma: &blood::Plasma<S>,
        step_s: f64,
    ) {
        let c = constants;
        let pumping = self.muscle.lymph_pumping(&c.muscle);
        let exchanged = self.filtration.advance(
            &c.filtration,
            sim,
            &self.capillaries,
            plasma,
            pumping,
            step_s,
        );
        self.blood.advance(&c.blood, sim, plasma, exchanged, step_s);
    }

    /// Plasma volume, mL.
    pub(crate) fn plasma_ml(&self, constants: &Constants<S>, sim: &Simulation<S>) -> S {
        let losses = self.filtration.losses(&constants.filtration, sim);
        self.blood.plasma_ml(&constants.blood, sim, losses)
    }
}

//! Where in the engine's arrays the organs stand, and the constants of the controls.
//!
//! Built once for a person (or a person per lane); the step loop only indexes.

mod arterioles;
mod capillaries;
mod exchange;
mod persons;
mod places;
mod veins;

pub(crate) use persons::Person;

use crate::circuit::COMPARTMENTS;
use crate::error::BodyError;
use crate::gravity::Skeleton;
use crate::heart::{self, Timing};
use crate::intervention::{NeckChamber, PumpParameters, Sleeves};
use crate::microcirculation::{Cerebral, FiltrationParameters, Heat, Oncotic, Venoarteriolar};
use crate::muscle::{Capacity, CentralCommand, GROUPS, MetabolismParameters, Patterns, Rising};
use crate::reflex::ReflexParameters;
use crate::respiration::RespirationParameters;
use crate::subject::Scale;
use arterioles::Arteriole;
use capillaries::Capillary;
use exchange::{BedExchange, Tissue};
use persons::Persons;
use places::{Location, Places, enclosure_index};
use secondheart_engine::simulation::Parameters as NetworkParameters;
use secondheart_engine::{Scalar, Topology};
use veins::TonedVein;

/// Standard gravity, cm/s².
const G_CM_PER_S2: f64 = 980.665;

/// Everything of a body that does not change from step to step.
#[derive(Debug, Clone)]
pub(crate) struct Plan<S> {
    pub(crate) places: Places,
    pub(crate) locations: Vec<Location<S>>,
    /// (edge, from, to) by place.
    pub(crate) columns: Vec<(usize, usize, usize)>,
    pub(crate) stature_cm: S,
    pub(crate) skeleton: Skeleton<S>,
    /// ρ g at 1 g, mmHg/cm.
    pub(crate) column_mmhg_per_cm: S,
    pub(crate) timing: Timing<S>,
    /// Resting end-systolic elastance, right then left ventricle.
    pub(crate) elastance: [S; 2],
    pub(crate) reflex: ReflexParameters<S>,
    pub(crate) respiration: RespirationParameters<S>,
    pub(crate) central: CentralCommand<S>,
    /// Intensity of exercise per unit of metabolic rate above rest.
    pub(crate) intensity_per_metabolic_rate: S,
    pub(crate) rising: Rising<S>,
    pub(crate) metabolism: MetabolismParameters<S>,
    pub(crate) group_rest: [S; GROUPS.len()],
    pub(crate) cerebral: Cerebral<S>,
    pub(crate) heat: Heat<S>,
    pub(crate) venoarteriolar: Venoarteriolar<S>,
    pub(crate) filtration: FiltrationParameters<S>,
    pub(crate) oncotic: Oncotic<S>,
    pub(crate) pressure_gain: S,
    pub(crate) peak_pressure: [S; COMPARTMENTS.len()],
    /// Pressure of resting muscle, left leg then right.
    pub(crate) resting_pressure: [[S; COMPARTMENTS.len()]; 2],
    pub(crate) sleeves: Sleeves<S>,
    /// Pressure around the carotid sinus from a chamber on the neck, mmHg.
    pub(crate) around_sinus: S,
    /// Bleeding and infusion, mL/s.
    pub(crate) bleeding: S,
    pub(crate) infusion: S,
    /// Of the arterioles and of the beds that filter.
    pub(crate) capillaries: Vec<Capillary<S>>,
    pub(crate) arterioles: Vec<Arteriole<S>>,
    pub(crate) veins: Vec<TonedVein<S>>,
    pub(crate) exchanges: Vec<BedExchange<S>>,
    pub(crate) tissues: Vec<Tissue<S>>,
    pub(crate) blood_volume: S,
    pub(crate) red_cells: S,
    pub(crate) protein_rest: S,
    pub(crate) patterns: Patterns,
    pub(crate) resting_period_s: S,
    /// Resting period relative to that of the reference man, for whom the reflex's gains are given.
    pub(crate) period_scale: S,
}

fn missing(what: &str) -> BodyError {
    BodyError::Data {
        file: "circuit".to_owned(),
        message: format!("{what} is not as expected"),
    }
}

impl<S: Scalar> Plan<S> {
    /// The plan of several persons, a lane each; all share the topology.
    pub(crate) fn new(
        persons: &[Person],
        topology: &Topology,
        parameters: &NetworkParameters<S>,
    ) -> Result<Self, BodyError> {
        let persons = Persons::new(persons).ok_or_else(|| missing("an empty list of persons"))?;
        let circuit = &persons.first.circuit;
        let parameter = |path: &str| persons.parameter(path);
        let elastance = |name: &str| {
            persons.each(|p| {
                let volume = Scale::of(&p.subject, &p.parameters)?.volume;
                let chamber = heart::chamber(&p.parameters, name, volume)?;
                Ok(chamber.end_systolic_elastance_mmhg_per_ml)
            })
        };
        let mut peak_pressure = [S::zero(); COMPARTMENTS.len()];
        for (value, name) in peak_pressure.iter_mut().zip(COMPARTMENTS) {
            *value = parameter(&format!("muscle.peak_pressure.{name}_mmhg"))?;
        }
        let mut resting_pressure = [[S::zero(); COMPARTMENTS.len()]; 2];
        for (side, row) in ["left", "right"].iter().zip(&mut resting_pressure) {
            for (value, name) in row.iter_mut().zip(COMPARTMENTS) {
                *value = parameter(&format!("leg.{side}.{name}.resting_pressure_mmhg"))?;
            }
        }
        let mut reflex = persons.group(ReflexParameters::read, ReflexParameters::pack)?;
        let highest_rate: S =
            persons.each(|p| Ok(Scale::of(&p.subject, &p.parameters)?.highest_heart_rate))?;
        reflex.effector.shortest_period_s = reflex.effector.shortest_period_s / highest_rate;
        let per_second = |path: &str| parameter(path).map(|rate| rate * (1.0 / 60.0));
        let mut plan = Self {
            places: Places::find(circuit, topology)?,
            locations: places::locations(persons, topology)?,
            columns: places::columns(circuit, topology),
            stature_cm: persons.each(|p| Ok(p.subject.stature_cm))?,
            skeleton: persons.group(|p| Skeleton::read(p, "skeleton"), Skeleton::pack)?,
            column_mmhg_per_cm: persons.each(|p| Ok(p.circuit.density * G_CM_PER_S2))?,
            timing: persons.group(|p| Timing::read(p, "heart.timing"), Timing::pack)?,
            elastance: [
                elastance("heart.right_ventricle")?,
                elastance("heart.left_ventricle")?,
            ],
            reflex,
            respiration: persons.group(RespirationParameters::of, RespirationParameters::pack)?,
            central: persons.group(
                |p| CentralCommand::read(p, "muscle.central_command"),
                CentralCommand::pack,
            )?,
            intensity_per_metabolic_rate: persons
                .group(|p| Capacity::read(p, "muscle.capacity"), Capacity::pack)?
                .intensity_per_metabolic_rate(),
            rising: persons.group(|p| Rising::read(p, "muscle.rising"), Rising::pack)?,
            metabolism: persons.group(
                |p| MetabolismParameters::read(p, "muscle.metabolic"),
                MetabolismParameters::pack,
            )?,
            group_rest: [S::one(); GROUPS.len()],
            heat: persons.group(|p| Heat::read(p, "microcirculation.heat"), Heat::pack)?,
            cerebral: persons.group(
                |p| Cerebral::read(p, "microcirculation.cerebral"),
                Cerebral::pack,
            )?,
            venoarteriolar: persons.group(
                |p| Venoarteriolar::read(p, "microcirculation.venoarteriolar"),
                Venoarteriolar::pack,
            )?,
            filtration: persons.group(FiltrationParameters::of, FiltrationParameters::pack)?,
            oncotic: persons.group(|p| Oncotic::read(p, "blood.oncotic"), Oncotic::pack)?,
            pressure_gain: parameter("muscle.pressure_gain")?,
            peak_pressure,
            resting_pressure,
            sleeves: Sleeves::new(
                persons.group(PumpParameters::of, PumpParameters::pack)?,
                &|name| enclosure_index(circuit, topology, name),
                &parameter,
            )?,
            around_sinus: persons
                .group(|p| NeckChamber::read(p, "neck"), NeckChamber::pack)?
                .around_sinus(),
            bleeding: per_second("blood.bleeding_ml_per_min")?,
            infusion: per_second("blood.infusion_ml_per_min")?,
            capillaries: Vec::new(),
            arterioles: Vec::new(),
            veins: Vec::new(),
            exchanges: Vec::new(),
            tissues: Vec::new(),
            blood_volume: persons.each(|p| Ok(p.circuit.blood_volume_ml))?,
            red_cells: persons.each(|p| {
                Ok(
                    p.circuit.blood_volume_ml * p.parameters.value("blood.haematocrit_pct")?
                        / 100.0,
                )
            })?,
            protein_rest: parameter("blood.plasma_protein_g_per_dl")?,
            patterns: Patterns::read(&persons.first.parameters)?,
            resting_period_s: persons.each(|p| Ok(60.0 / p.subject.resting_heart_rate_per_min))?,
            period_scale: persons.each(|p| {
                let reference = "reflex.effector.reference_heart_rate_per_min";
                Ok(p.parameters.value(reference)? / p.subject.resting_heart_rate_per_min)
            })?,
        };
        plan.find_arterioles(persons, topology, parameters)?;
        plan.find_veins(persons, topology, parameters)?;
        plan.find_exchange(persons, topology)?;
        Ok(plan)
    }
}

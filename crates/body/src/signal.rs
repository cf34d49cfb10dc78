//! Signals: any quantity of a running body by its dotted name.
//!
//! | name | quantity |
//! |---|---|
//! | `VESSEL.pressure_mmhg` | at the vessel's own height; of a ventricle in its cavity, less the viscous loss of the ejecting wall |
//! | `VESSEL.pressure_at_heart_mmhg` | as a fluid-filled line shows it with the transducer at the right atrium |
//! | `VESSEL.transmural_pressure_mmhg` | inside less outside |
//! | `VESSEL.muscle_pressure_mmhg` | pressure of the surrounding muscles |
//! | `CAPILLARY.tissue_pressure_mmhg` | in the tissue of a bed of the calf, as a catheter reads it (`outside/shell.rs`) |
//! | `VESSEL.volume_ml`, `VESSEL.height_cm` | blood or tissue fluid inside; height above the hip joint |
//! | `CONNECTION.flow_ml_per_s` | positive from its first to its second vessel |
//! | `VALVE.opening_fraction` | 0 closed, 1 open |
//! | `CAPILLARY.filtration_ml_per_s`, `TISSUE.lymph_ml_per_s` | exchange with the tissue |
//! | `ENCLOSURE.pressure_mmhg` | pressure in it |
//! | `leg.LEG.cuff.SITE.pressure_mmhg`, `arm.cuff.pressure_mmhg` | pressure of a cuff, now |
//! | `leg.LEG.MUSCLE.vasodilation` | relative rise of the muscle's conductance by its work |
//! | `oxygen.KIND_uptake_ml_per_min` | oxygen uptake of all tissues of a kind, such as `coronary` |
//!
//! [`names`] also lists the quantities of the body as a whole, such as `heart.rate_per_min`.

use crate::change::Posture;
use crate::circuit::Circuit;
use crate::circulation::Circulation;
use crate::error::BodyError;
use crate::heart;
use crate::muscle::{GROUPS, LEGS, leg_of};
use crate::outside::cuff;
use crate::oxygen::KINDS;
use secondheart_engine::{Scalar, Topology};
use secondheart_words::nearest_names;

/// A signal, resolved once and read every step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signal(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Pressure(usize),
    /// Cavity pressure of a ventricle: its place, and edge and valve of its outflow.
    Ventricle(usize, usize, usize),
    /// Pressure of the first place, read at the height of the second.
    PressureAt(usize, usize),
    Transmural(usize),
    /// Pressure of the muscles around a place.
    Muscle(usize),
    /// Pressure in the tissue around a capillary of the calf of a leg.
    Tissue(usize, usize),
    Volume(usize),
    Height(usize),
    Flow(usize),
    Opening(usize),
    Given(usize),
    Sac(usize),
    Own(Own),
    Vasodilation(usize),
    /// Pressure of a cuff.
    Cuff(usize),
    /// Oxygen uptake of the tissues of a kind.
    Uptake(usize),
}

/// Quantities of the body as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Own {
    HeartPeriod,
    HeartRate,
    HeartPhase,
    /// Onset of the atrial contraction before that of the ventricles.
    AtrialLead,
    BreathPhase,
    /// Phase of the left leg in the cycle of the activity.
    GaitPhase,
    Upright,
    Gravity,
    TrunkAngle,
    /// Joints of a leg, left 0 or right 1.
    HipAngle(usize),
    KneeAngle(usize),
    AnkleAngle(usize),
    /// Share of the highest heart rate.
    RateOfHighest,
    /// Intensity of the work, not limited to 1.
    Intensity,
    Metabolites,
    PlasmaVolume,
    PlasmaProtein,
    BloodVolume,
    Haematocrit,
    OutOfBody,
    OxygenUptake,
    ArterialOxygen,
    VenousOxygen,
    /// Uptake of both legs.
    LegsOxygenUptake,
    /// Content of the venous blood of the left leg.
    LegVenousOxygen,
    /// Share of the demand for oxygen that the blood does not meet or the muscles cannot use.
    OxygenUnmet,
    /// Oxygen that work needed and the person did not take up.
    OxygenDeficit,
    /// Share of the oxygen in its blood that the brain takes.
    BrainExtraction,
    /// Strength of the heart as far as oxygen limits it.
    Vigour,
    CarbonDioxide,
    Collapse,
    WoundFlow,
    PeriodCommand,
    Contractility,
    Resistance,
    Vein,
    Receptor,
    /// Flow of both arms beyond their cuffs, blood held back there, pressure of its veins.
    ArmFlow,
    ArmHeld,
    ArmVein,
}

/// Vessel whose height is the level of `pressure_at_heart_mmhg`.
const HEART_LEVEL: &str = "heart.right_atrium";

const OWN: [(&str, Own); 46] = [
    ("heart.period_s", Own::HeartPeriod),
    ("heart.rate_per_min", Own::HeartRate),
    ("heart.phase_fraction", Own::HeartPhase),
    ("heart.atrial_lead_s", Own::AtrialLead),
    ("respiration.phase_fraction", Own::BreathPhase),
    ("gait.phase_fraction", Own::GaitPhase),
    ("posture.upright_fraction", Own::Upright),
    ("posture.gravity_g", Own::Gravity),
    ("posture.trunk_deg", Own::TrunkAngle),
    ("posture.hip_deg", Own::HipAngle(0)),
    ("posture.knee_deg", Own::KneeAngle(0)),
    ("posture.ankle_deg", Own::AnkleAngle(0)),
    ("posture.left.hip_deg", Own::HipAngle(0)),
    ("posture.left.knee_deg", Own::KneeAngle(0)),
    ("posture.left.ankle_deg", Own::AnkleAngle(0)),
    ("posture.right.hip_deg", Own::HipAngle(1)),
    ("posture.right.knee_deg", Own::KneeAngle(1)),
    ("posture.right.ankle_deg", Own::AnkleAngle(1)),
    ("heart.rate_of_highest_fraction", Own::RateOfHighest),
    ("muscle.intensity_fraction", Own::Intensity),
    ("muscle.metabolites_ml_per_kg", Own::Metabolites),
    ("blood.plasma_volume_ml", Own::PlasmaVolume),
    ("blood.plasma_protein_g", Own::PlasmaProtein),
    ("blood.volume_ml", Own::BloodVolume),
    ("blood.haematocrit_pct", Own::Haematocrit),
    ("blood.net_loss_ml", Own::OutOfBody),
    ("oxygen.uptake_ml_per_min", Own::OxygenUptake),
    ("oxygen.arterial_content_ml_per_dl", Own::ArterialOxygen),
    ("oxygen.mixed_venous_content_ml_per_dl", Own::VenousOxygen),
    ("oxygen.leg_uptake_both_ml_per_min", Own::LegsOxygenUptake),
    ("oxygen.leg_venous_content_ml_per_dl", Own::LegVenousOxygen),
    ("oxygen.unmet_fraction", Own::OxygenUnmet),
    ("oxygen.deficit_ml_per_kg", Own::OxygenDeficit),
    ("oxygen.brain_extraction_fraction", Own::BrainExtraction),
    ("heart.vigour_fraction", Own::Vigour),
    (
        "respiration.carbon_dioxide_pressure_mmhg",
        Own::CarbonDioxide,
    ),
    ("reflex.collapse_fraction", Own::Collapse),
    ("blood.wound_flow_ml_per_min", Own::WoundFlow),
    ("reflex.period_change_s", Own::PeriodCommand),
    ("reflex.contractility_command", Own::Contractility),
    ("reflex.resistance_command", Own::Resistance),
    ("reflex.vein_command", Own::Vein),
    ("reflex.receptor_pressure_mmhg", Own::Receptor),
    ("arm.beyond_cuff.flow_ml_per_s", Own::ArmFlow),
    ("arm.beyond_cuff.held_ml", Own::ArmHeld),
    ("arm.beyond_cuff.pressure_mmhg", Own::ArmVein),
];

/// Names of all signals of a circuit, in order.
pub(crate) fn names(circuit: &Circuit, topology: &Topology) -> Vec<String> {
    let mut all: Vec<String> = OWN.iter().map(|(name, _)| (*name).to_owned()).collect();
    for leg in LEGS {
        all.extend(GROUPS.map(|group| format!("leg.{leg}.{group}.vasodilation")));
    }
    let cuffs = cuff::names();
    all.extend(cuffs.map(|name| format!("{name}.pressure_mmhg")));
    all.extend(
        KINDS
            .iter()
            .map(|kind| format!("oxygen.{kind}_uptake_ml_per_min")),
    );
    for (name, vessel) in &circuit.vessels {
        all.push(format!("{name}.volume_ml"));
        all.push(format!("{name}.height_cm"));
        if vessel.class != "interstitium" {
            all.push(format!("{name}.pressure_mmhg"));
            all.push(format!("{name}.pressure_at_heart_mmhg"));
            all.push(format!("{name}.transmural_pressure_mmhg"));
            all.push(format!("{name}.muscle_pressure_mmhg"));
            if calf_of(name).is_some() {
                all.push(format!("{name}.tissue_pressure_mmhg"));
            }
        }
    }
    for (name, connection) in &circuit.connections {
        all.push(format!("{name}.flow_ml_per_s"));
        if topology.valve_index(connection.edge).is_some() {
            all.push(format!("{name}.opening_fraction"));
        }
    }
    for exchange in &circuit.exchanges {
        all.push(format!("{}.filtration_ml_per_s", exchange.name));
    }
    for lymph in &circuit.lymphs {
        all.push(format!("{}.lymph_ml_per_s", lymph.name));
    }
    all.extend(
        circuit
            .enclosures
            .keys()
            .map(|name| format!("{name}.pressure_mmhg")),
    );
    all.sort();
    all
}

/// Finds a signal by its name.
pub(crate) fn resolve(
    name: &str,
    circuit: &Circuit,
    topology: &Topology,
) -> Result<Signal, BodyError> {
    let found = find(name, circuit, topology);
    found.map(Signal).ok_or_else(|| {
        let all = names(circuit, topology);
        BodyError::UnknownSignal {
            name: name.to_owned(),
            suggestions: nearest_names(name, all.iter().map(String::as_str)),
        }
    })
}

fn find(name: &str, circuit: &Circuit, topology: &Topology) -> Option<Kind> {
    if let Some((_, own)) = OWN.iter().find(|(n, _)| *n == name) {
        return Some(Kind::Own(*own));
    }
    let (owner, quantity) = name.rsplit_once('.')?;
    if let (Some(cuff), "pressure_mmhg") = (cuff::index(owner), quantity) {
        return Some(Kind::Cuff(cuff));
    }
    if quantity == "vasodilation" {
        let (leg, group) = owner.strip_prefix("leg.")?.split_once('.')?;
        let leg = LEGS.iter().position(|known| *known == leg)?;
        let group = GROUPS.iter().position(|known| *known == group)?;
        return Some(Kind::Vasodilation(leg * GROUPS.len() + group));
    }
    if owner == "oxygen" {
        let kind = quantity.strip_suffix("_uptake_ml_per_min")?;
        return KINDS.iter().position(|k| *k == kind).map(Kind::Uptake);
    }
    if let Some(vessel) = circuit.vessels.get(owner) {
        let place = topology.place(vessel.node);
        let store = vessel.class == "interstitium";
        match quantity {
            "volume_ml" => return Some(Kind::Volume(place)),
            "height_cm" => return Some(Kind::Height(place)),
            "pressure_mmhg" if !store => {
                let Some(outflow) = heart::outflow_valve(owner) else {
                    return Some(Kind::Pressure(place));
                };
                let edge = circuit.connections.get(outflow)?.edge;
                let (flow, valve) = (topology.edge_place(edge)?, topology.valve_index(edge)?);
                return Some(Kind::Ventricle(place, flow, valve));
            }
            "pressure_at_heart_mmhg" if !store => {
                let heart = topology.place(circuit.vessels.get(HEART_LEVEL)?.node);
                return Some(Kind::PressureAt(place, heart));
            }
            "transmural_pressure_mmhg" if !store => return Some(Kind::Transmural(place)),
            "muscle_pressure_mmhg" if !store => return Some(Kind::Muscle(place)),
            "tissue_pressure_mmhg" => {
                return calf_of(owner).map(|leg| Kind::Tissue(place, leg));
            }
            _ => {}
        }
        if quantity == "filtration_ml_per_s" {
            let exchange = circuit.exchanges.iter().find(|e| e.name == owner)?;
            return topology.edge_place(exchange.filtration).map(Kind::Flow);
        }
        if quantity == "lymph_ml_per_s" {
            let lymph = circuit.lymphs.iter().find(|l| l.name == owner)?;
            return topology.edge_place(lymph.edge).map(Kind::Flow);
        }
    }
    if let Some(connection) = circuit.connections.get(owner) {
        match quantity {
            "flow_ml_per_s" => return topology.edge_place(connection.edge).map(Kind::Flow),
            "opening_fraction" => {
                return topology.valve_index(connection.edge).map(Kind::Opening);
            }
            _ => {}
        }
    }
    let id = *circuit.enclosures.get(owner)?;
    if quantity != "pressure_mmhg" {
        return None;
    }
    topology
        .enclosure_index(id)
        .map(Kind::Given)
        .or_else(|| topology.sac_index(id).map(Kind::Sac))
}

/// The leg of a capillary of the calf, by its name.
fn calf_of(name: &str) -> Option<usize> {
    let is_capillary = name.contains(".calf.") && name.ends_with("_capillary");
    is_capillary.then(|| leg_of(name))?
}

impl<S: Scalar> Circulation<S> {
    /// The present value of a signal, all lanes.
    #[inline]
    pub(crate) fn value(&self, signal: Signal) -> S {
        let state = &self.sim.state;
        match signal.0 {
            Kind::Pressure(place) => state.pressure[place],
            Kind::Ventricle(place, flow, valve) => {
                let resistance = self.sim.parameters.valves.resistance[valve];
                state.pressure[place] - resistance * state.flow[flow].max(S::zero())
            }
            Kind::PressureAt(place, level) => {
                let gravity = &self.organs.gravity;
                let above = gravity.height[place] - gravity.height[level];
                state.pressure[place] + above * gravity.column(&self.constants.gravity)
            }
            Kind::Transmural(place) => state.pressure[place] - self.sim.outside(place),
            Kind::Muscle(place) => self.constants.muscle.pressure_on(&self.sim, place),
            Kind::Tissue(place, leg) => {
                let (shells, outside) = (&self.constants.outside.shells, self.sim.outside(place));
                let swelling = &self.organs.swelling;
                swelling.calf_pressure(shells, &self.sim, leg, outside)
            }
            Kind::Volume(place) => state.volume[place],
            Kind::Height(place) => self.organs.gravity.height[place],
            Kind::Flow(edge) => state.flow[edge],
            Kind::Opening(valve) => state.opening[valve],
            Kind::Given(k) => self.sim.parameters.enclosure_pressure[k],
            Kind::Sac(k) => self.sim.sac_pressure(k),
            Kind::Vasodilation(muscle) => self.organs.muscle.vasodilation.rise[muscle],
            Kind::Cuff(cuff) => self.organs.cuffs.pressure_mmhg[cuff],
            Kind::Uptake(kind) => {
                let oxygen = &self.organs.oxygen;
                oxygen.kind_uptake_ml_per_min(&self.constants.oxygen, kind)
            }
            Kind::Own(own) => self.own(own),
        }
    }

    /// The present posture; during a movement it lies between those of its start and its end.
    fn posture(&self) -> Posture {
        let movement = &self.organs.gravity.movement;
        movement.posture(self.sim.state.time_s)
    }

    fn own(&self, own: Own) -> S {
        let o = &self.organs;
        let commands = &o.baroreflex.commands;
        match own {
            Own::HeartPeriod => o.heart.sinus.period_s,
            Own::HeartRate => o.heart.sinus.period_s.recip() * 60.0,
            Own::HeartPhase => o.heart.sinus.phase,
            Own::AtrialLead => self.constants.heart.atrial_lead_s(o.heart.sinus.period_s),
            Own::BreathPhase => o.respiration.phase,
            Own::GaitPhase => S::from_lanes(|i| o.muscle.gait.turns.lane(i).fract()),
            Own::Upright => S::from_f64(o.gravity.upright),
            Own::Gravity => S::from_f64(o.gravity.gravity),
            Own::TrunkAngle => S::from_f64(self.posture().trunk_deg),
            Own::HipAngle(leg) => S::from_f64(self.posture().legs[leg].hip_deg),
            Own::KneeAngle(leg) => S::from_f64(self.posture().legs[leg].knee_deg),
            Own::AnkleAngle(leg) => S::from_f64(self.posture().legs[leg].ankle_deg),
            Own::RateOfHighest => {
                self.constants.heart.shortest_period_s * o.heart.sinus.period_s.recip()
            }
            Own::Intensity => o.muscle.intensity(&self.constants.muscle),
            Own::Metabolites => o.muscle.metabolites_ml_per_kg(),
            Own::PlasmaVolume => o.plasma_ml(&self.constants, &self.sim),
            Own::PlasmaProtein => o.blood.protein_g,
            Own::BloodVolume => o.plasma_ml(&self.constants, &self.sim) + o.blood.red_cells_ml(),
            Own::Haematocrit => {
                let plasma = o.plasma_ml(&self.constants, &self.sim);
                o.blood.haematocrit(plasma) * 100.0
            }
            Own::OutOfBody => o.blood.net_loss_ml(&self.constants.blood, &self.sim),
            Own::OxygenUptake => o.oxygen.uptake_ml_per_min(),
            Own::ArterialOxygen => o.oxygen.arterial_ml_per_dl,
            Own::VenousOxygen => o.oxygen.mixed_venous_ml_per_dl(),
            Own::LegsOxygenUptake => {
                let of = |leg| o.oxygen.leg_uptake_ml_per_min(&self.constants.oxygen, leg);
                of(0) + of(1)
            }
            Own::LegVenousOxygen => o.oxygen.leg_venous_ml_per_dl(&self.constants.oxygen, 0),
            Own::OxygenUnmet => o.oxygen.unmet_fraction(),
            Own::OxygenDeficit => o.oxygen.deficit_ml_per_kg(&self.constants.oxygen),
            Own::BrainExtraction => o.oxygen.brain_extraction,
            Own::Vigour => o.heart.vigour(),
            Own::CarbonDioxide => o
                .carbon_dioxide
                .pressure_mmhg(&self.constants.carbon_dioxide),
            Own::Collapse => o.baroreflex.collapse(),
            Own::WoundFlow => o.blood.wound_flow(&self.constants.blood, &self.sim) * 60.0,
            Own::PeriodCommand => commands.period_s,
            Own::Contractility => commands.contractility,
            Own::Resistance => commands.resistance,
            Own::Vein => commands.vein,
            Own::Receptor => o.baroreflex.sensed_mmhg,
            Own::ArmFlow => o.arms.flow_ml_per_s,
            Own::ArmHeld => o.arms.held_ml,
            Own::ArmVein => o.arms.vein_mmhg,
        }
    }
}

#[cfg(test)]
mod tests;

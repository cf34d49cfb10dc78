//! Where in the engine's arrays the organs stand, and the constants of the controls.
//!
//! Built once for a person (or a person per lane); the step loop only indexes.

use crate::circuit::{COMPARTMENTS, Circuit, Connection, Segment};
use crate::error::BodyError;
use crate::gravity::Skeleton;
use crate::heart::Timing;
use crate::intervention::{Level, PumpParameters, Sleeves};
use crate::microcirculation::{
    Cerebral, Filtration, FiltrationParameters, Heat, Oncotic, Venoarteriolar,
};
use crate::muscle::{GROUPS, MetabolismParameters, Patterns};
use crate::parameter::{Parameters, parameter_table};
use crate::reflex::ReflexParameters;
use crate::respiration::RespirationParameters;
use crate::subject::{Scale, Subject};
use secondheart_engine::simulation::Parameters as NetworkParameters;
use secondheart_engine::{Scalar, Topology};

/// Standard gravity, cm/s².
const G_CM_PER_S2: f64 = 980.665;

parameter_table! {
    /// Effort of standing up, `muscle.rising`.
    pub(crate) struct Rising {
        /// Activation of the thigh.
        thigh_level,
        /// Activation of the calf.
        calf_level,
        /// Central command.
        central_command,
        /// Demand of the leg muscles for flow.
        demand_ml_per_min_per_100g,
    }
}
parameter_table! {
    /// Central command, `muscle.central_command`.
    pub(crate) struct CentralCommand {
        /// k: the command c leaves exp(-k c) of the vagal tone.
        vagal_withdrawal,
        /// Lag of the command.
        rise_tau_s,
        /// Lag of the pressor drive.
        pressor_tau_s,
        /// Rise of the set point of the arterial baroreflex at full drive.
        set_point_rise_mmhg,
        /// Sympathetic drive at full drive; it goes with the cube of the pressor drive.
        sympathetic_spikes_per_s,
        /// Relative rise of the end-systolic elastances at full drive; with the cube, too.
        contractility_rise,
    }
}
parameter_table! {
    /// Oxygen uptake, `muscle.capacity`.
    pub(crate) struct Capacity {
        /// Largest.
        peak_oxygen_uptake_ml_per_min_per_kg,
        /// At rest.
        resting_oxygen_uptake_ml_per_min_per_kg,
    }
}

impl<S: Scalar> Capacity<S> {
    /// Intensity of exercise per unit of metabolic rate above rest (in resting rates).
    fn intensity_per_metabolic_rate(&self) -> S {
        let rest = self.resting_oxygen_uptake_ml_per_min_per_kg;
        rest * (self.peak_oxygen_uptake_ml_per_min_per_kg - rest).recip()
    }
}

/// A place in the body with its height.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Location<S> {
    pub(crate) place: usize,
    pub(crate) segment: Segment,
    pub(crate) along: S,
}

/// What presses on a bed and its tissue alike: it distends no vessel and holds no filtrate back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pressed<S> {
    /// Index of the sleeve over it, in a leg.
    pub(crate) sleeve: Option<usize>,
    /// Index of its muscle compartment and the share of its pressure, in a muscle.
    pub(crate) compartment: Option<(usize, S)>,
}

impl<S: Scalar> Pressed<S> {
    /// The pressure, mmHg.
    #[inline(always)]
    pub(crate) fn pressure(&self, enclosures: &[S]) -> S {
        let mut pressure = S::zero();
        if let Some(sleeve) = self.sleeve {
            pressure += enclosures[sleeve];
        }
        if let Some((compartment, share)) = self.compartment {
            pressure += enclosures[compartment] * share;
        }
        pressure
    }
}

/// An arteriole under control.
#[derive(Debug, Clone)]
pub(crate) struct Arteriole<S> {
    pub(crate) conduit: usize,
    pub(crate) capillary: usize,
    pub(crate) resistance: S,
    pub(crate) sympathetic_gain: S,
    pub(crate) venoarteriolar_gain: S,
    /// Muscle group, if metabolism rules.
    pub(crate) group: Option<usize>,
    pub(crate) cerebral: bool,
    /// k of the skin in the bed: how far it opens to the heat of work.
    pub(crate) heat_gain: S,
    pub(crate) resting_flow: S,
    /// Venules behind a muscle's capillaries: their valve, and the resistance at rest.
    pub(crate) venule: Option<(usize, S)>,
    pub(crate) pressed: Pressed<S>,
}

/// A vein under tone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TonedVein<S> {
    pub(crate) tube: usize,
    pub(crate) unstressed: S,
    pub(crate) gain: S,
}

/// Filtration of a bed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BedExchange<S> {
    pub(crate) capillary: usize,
    pub(crate) tissue: usize,
    pub(crate) flow: usize,
    pub(crate) law: Filtration<S>,
    pub(crate) pressed: Pressed<S>,
}

/// A tissue space.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tissue<S> {
    pub(crate) store: usize,
    pub(crate) per_100g: S,
    pub(crate) rest_volume: S,
    pub(crate) lymph_flow: usize,
    pub(crate) lymph_rest: S,
    /// Rise of the lymph flow, relative, while the muscles around it move.
    pub(crate) lymph_pump: S,
}

/// Places of the organs that the controls read or set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Places {
    pub(crate) atria: [usize; 2],
    pub(crate) ventricles: [usize; 2],
    pub(crate) right_atrium: usize,
    pub(crate) left_ventricle: usize,
    pub(crate) arch: usize,
    pub(crate) carotid: usize,
    pub(crate) thorax: usize,
    pub(crate) abdomen: usize,
    pub(crate) abdomen_column: usize,
    pub(crate) compartments: [[usize; COMPARTMENTS.len()]; 2],
    /// Store of what has left the body, and index of the flow out of it.
    pub(crate) exterior: (usize, usize),
}

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
    /// Bleeding and infusion, mL/s.
    pub(crate) bleeding: S,
    pub(crate) infusion: S,
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

/// A person: data and circuit.
pub(crate) struct Person {
    pub(crate) parameters: Parameters,
    pub(crate) subject: Subject,
    pub(crate) circuit: Circuit,
}

impl Person {
    pub(crate) fn new(parameters: &Parameters, subject: &Subject) -> Result<Self, BodyError> {
        Ok(Self {
            circuit: Circuit::build(parameters, subject)?,
            parameters: parameters.clone(),
            subject: subject.clone(),
        })
    }
}

fn missing(what: &str) -> BodyError {
    BodyError::Data {
        file: "circuit".to_owned(),
        message: format!("{what} is not as expected"),
    }
}

/// What presses on a bed: the sleeve over its capillary, the muscle around it.
fn pressed<S: Scalar>(
    persons: &[Person],
    topology: &Topology,
    capillary: &str,
) -> Result<Pressed<S>, BodyError> {
    let circuit = &persons[0].circuit;
    let vessel = circuit.vessel(capillary)?;
    let sleeve = match Level::over(capillary, vessel.segment, vessel.along) {
        Some(name) => topology.enclosure_index(circuit.enclosure(&name)?),
        None => None,
    };
    let prefix = format!("{capillary}.pressed_by");
    let mut compartments = persons[0].parameters.below(&prefix);
    let compartment = match (compartments.next(), compartments.next()) {
        (None, _) => None,
        (Some((name, _)), None) => {
            let index = topology
                .enclosure_index(circuit.enclosure(name)?)
                .ok_or_else(|| missing(name))?;
            let path = format!("{prefix}.{name}");
            let shares = persons
                .iter()
                .map(|person| person.parameters.value(&path))
                .collect::<Result<Vec<f64>, BodyError>>()?;
            Some((index, S::from_lanes(|i| shares[i])))
        }
        _ => return Err(missing("a bed that two compartments press")),
    };
    Ok(Pressed {
        sleeve,
        compartment,
    })
}

impl<S: Scalar> Plan<S> {
    /// The plan of several persons, a lane each; all share the topology.
    pub(crate) fn new(
        persons: &[Person],
        topology: &Topology,
        parameters: &NetworkParameters<S>,
    ) -> Result<Self, BodyError> {
        let first = persons
            .first()
            .ok_or_else(|| missing("an empty list of persons"))?;
        let circuit = &first.circuit;
        // One value per lane, from the person of the lane.
        let each = |f: &dyn Fn(&Person) -> Result<f64, BodyError>| -> Result<S, BodyError> {
            let values = persons
                .iter()
                .map(f)
                .collect::<Result<Vec<f64>, BodyError>>()?;
            Ok(S::from_lanes(|i| values[i]))
        };
        let parameter = |path: &str| each(&|person| person.parameters.value(path));
        macro_rules! group {
            ($type:ident, $read:expr) => {{
                let read = $read;
                let lanes = persons
                    .iter()
                    .map(|p| read(&p.parameters))
                    .collect::<Result<Vec<_>, _>>()?;
                $type::pack(&lanes)
            }};
        }
        let place = |name: &str| circuit.vessel(name).map(|v| topology.place(v.node));
        let given = |name: &str| {
            let id = circuit.enclosure(name)?;
            topology.enclosure_index(id).ok_or_else(|| missing(name))
        };
        let chamber = |name: &str| place(name).map(|p| p - topology.chamber_places().start);

        let mut compartments = [[0; COMPARTMENTS.len()]; 2];
        for (side, row) in ["left", "right"].iter().zip(&mut compartments) {
            for (index, name) in row.iter_mut().zip(COMPARTMENTS) {
                *index = given(&format!("leg.{side}.{name}"))?;
            }
        }
        let exterior = circuit
            .exterior
            .as_ref()
            .ok_or_else(|| missing("the way out of the body"))?;
        let outflow = topology
            .flow_index(exterior.edge)
            .ok_or_else(|| missing("the way out of the body"))?;
        let places = Places {
            exterior: (topology.place(exterior.store), outflow),
            atria: [
                chamber("heart.right_atrium")?,
                chamber("heart.left_atrium")?,
            ],
            ventricles: [
                chamber("heart.right_ventricle")?,
                chamber("heart.left_ventricle")?,
            ],
            right_atrium: place("heart.right_atrium")?,
            left_ventricle: place("heart.left_ventricle")?,
            arch: place("aorta.arch")?,
            carotid: place("head.artery")?,
            thorax: given("thorax")?,
            abdomen: given("abdomen")?,
            abdomen_column: given("abdomen_column")?,
            compartments,
        };
        let mut locations = Vec::new();
        for (name, vessel) in &circuit.vessels {
            locations.push(Location {
                place: topology.place(vessel.node),
                segment: vessel.segment,
                along: each(&|person| Ok(person.circuit.vessel(name)?.along))?,
            });
        }
        let columns = circuit
            .connections
            .values()
            .filter_map(|c| {
                let edge = topology.edge_place(c.edge)?;
                Some((edge, topology.place(c.from), topology.place(c.to)))
            })
            .collect();
        let elastance = |name: &str| {
            each(&|person| {
                let scale = Scale::of(&person.subject, &person.parameters)?;
                Ok(
                    crate::heart::chamber(&person.parameters, name, scale.volume)?
                        .end_systolic_elastance_mmhg_per_ml,
                )
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
        let per_second = |path: &str| parameter(path).map(|rate| rate * (1.0 / 60.0));
        let mut plan = Self {
            places,
            locations,
            columns,
            stature_cm: each(&|p| Ok(p.subject.stature_cm))?,
            skeleton: group!(Skeleton, |p: &Parameters| Skeleton::read(p, "skeleton")),
            column_mmhg_per_cm: each(&|p| Ok(p.circuit.density * G_CM_PER_S2))?,
            timing: group!(Timing, |p: &Parameters| Timing::read(p, "heart.timing")),
            elastance: [
                elastance("heart.right_ventricle")?,
                elastance("heart.left_ventricle")?,
            ],
            reflex: group!(ReflexParameters, ReflexParameters::read),
            respiration: group!(RespirationParameters, RespirationParameters::of),
            central: group!(CentralCommand, |p: &Parameters| CentralCommand::read(
                p,
                "muscle.central_command"
            )),
            intensity_per_metabolic_rate: group!(Capacity, |p: &Parameters| Capacity::read(
                p,
                "muscle.capacity"
            ))
            .intensity_per_metabolic_rate(),
            rising: group!(Rising, |p: &Parameters| Rising::read(p, "muscle.rising")),
            metabolism: group!(MetabolismParameters, |p: &Parameters| {
                MetabolismParameters::read(p, "muscle.metabolic")
            }),
            group_rest: [S::one(); GROUPS.len()],
            heat: group!(Heat, |p: &Parameters| Heat::read(
                p,
                "microcirculation.heat"
            )),
            cerebral: group!(Cerebral, |p: &Parameters| Cerebral::read(
                p,
                "microcirculation.cerebral"
            )),
            venoarteriolar: group!(Venoarteriolar, |p: &Parameters| Venoarteriolar::read(
                p,
                "microcirculation.venoarteriolar"
            )),
            filtration: group!(FiltrationParameters, FiltrationParameters::of),
            oncotic: group!(Oncotic, |p: &Parameters| Oncotic::read(p, "blood.oncotic")),
            pressure_gain: parameter("muscle.pressure_gain")?,
            peak_pressure,
            resting_pressure,
            sleeves: Sleeves::new(
                group!(PumpParameters, PumpParameters::of),
                &given,
                &parameter,
            )?,
            bleeding: per_second("blood.bleeding_ml_per_min")?,
            infusion: per_second("blood.infusion_ml_per_min")?,
            arterioles: Vec::new(),
            veins: Vec::new(),
            exchanges: Vec::new(),
            tissues: Vec::new(),
            blood_volume: each(&|p| Ok(p.circuit.blood_volume_ml))?,
            red_cells: each(&|p| {
                Ok(
                    p.circuit.blood_volume_ml * p.parameters.value("blood.haematocrit_pct")?
                        / 100.0,
                )
            })?,
            protein_rest: parameter("blood.plasma_protein_g_per_dl")?,
            patterns: Patterns::read(&first.parameters)?,
            resting_period_s: each(&|p| Ok(60.0 / p.subject.resting_heart_rate_per_min))?,
            period_scale: each(&|p| {
                let reference = "reflex.effector.reference_heart_rate_per_min";
                Ok(p.parameters.value(reference)? / p.subject.resting_heart_rate_per_min)
            })?,
        };
        plan.find_arterioles(persons, topology, parameters)?;
        plan.find_veins(persons, topology, parameters)?;
        plan.find_exchange(persons, topology)?;
        Ok(plan)
    }

    fn find_arterioles(
        &mut self,
        persons: &[Person],
        topology: &Topology,
        parameters: &NetworkParameters<S>,
    ) -> Result<(), BodyError> {
        let first = &persons[0];
        for (n, bed) in first.circuit.beds.iter().enumerate() {
            let lane = |f: &dyn Fn(&Person) -> f64| S::from_lanes(|i| f(&persons[i]));
            let group = GROUPS
                .iter()
                .position(|g| bed.name.contains(&format!("{g}_capillary")));
            let group = group.or_else(|| {
                bed.name
                    .ends_with("thigh.muscle_capillary")
                    .then_some(GROUPS.len() - 1)
            });
            let kind = match (&group, bed.name.split('.').next().unwrap_or_default()) {
                (Some(_), _) => "muscle",
                (None, "leg") => "skin",
                (None, organ) => organ,
            };
            let sympathetic = persons.iter().map(|p| {
                p.parameters
                    .value(&format!("reflex.resistance_gain.{kind}"))
            });
            let sympathetic = sympathetic.collect::<Result<Vec<f64>, BodyError>>()?;
            let venoarteriolar_gain = match kind {
                "muscle" => self.venoarteriolar.muscle_gain,
                "skin" => self.venoarteriolar.skin_gain,
                _ => S::zero(),
            };
            if let Some(g) = group {
                let mass = persons
                    .iter()
                    .map(|p| {
                        let kg = p
                            .parameters
                            .value(&format!("muscle.mass.{}_kg", GROUPS[g]))?;
                        Ok(kg * Scale::of(&p.subject, &p.parameters)?.mass)
                    })
                    .collect::<Result<Vec<f64>, BodyError>>()?;
                // mL/min/100 g at rest.
                self.group_rest[g] =
                    S::from_lanes(|i| persons[i].circuit.beds[n].flow * 60.0 / (mass[i] * 10.0));
            }
            let venule = group
                .map(|_| {
                    let behind = |c: &&Connection| c.from == bed.capillary;
                    let connection = first.circuit.connections.values().find(behind);
                    let valve = connection.and_then(|c| topology.valve_index(c.edge));
                    valve.ok_or_else(|| missing("muscle venules with valves"))
                })
                .transpose()?;
            self.arterioles.push(Arteriole {
                venule: venule.map(|valve| (valve, parameters.valves.resistance[valve])),
                conduit: topology
                    .conduit_index(bed.arteriole)
                    .ok_or_else(|| missing("an arteriole with valves"))?,
                capillary: topology.place(bed.capillary),
                resistance: lane(&|p| p.circuit.beds[n].resistance),
                sympathetic_gain: S::from_lanes(|i| sympathetic[i]),
                venoarteriolar_gain,
                group,
                cerebral: kind == "head",
                heat_gain: match kind {
                    "skin" => self.heat.dilation_per_metabolic_rate,
                    "arm" => self.heat.dilation_per_metabolic_rate * self.heat.arm_share,
                    _ => S::zero(),
                },
                resting_flow: lane(&|p| p.circuit.beds[n].flow),
                pressed: pressed(persons, topology, &bed.name)?,
            });
        }
        Ok(())
    }

    fn find_veins(
        &mut self,
        persons: &[Person],
        topology: &Topology,
        parameters: &NetworkParameters<S>,
    ) -> Result<(), BodyError> {
        let first = &persons[0];
        for (name, vessel) in &first.circuit.vessels {
            let class = vessel.class.as_str();
            let toned =
                class.ends_with("_vein") && class != "pulmonary_vein" && class != "head_vein";
            if !toned {
                continue;
            }
            let kind = match name.split('.').next().unwrap_or_default() {
                organ @ ("splanchnic" | "arm" | "leg") => organ,
                _ => "trunk",
            };
            let gains = persons
                .iter()
                .map(|p| p.parameters.value(&format!("reflex.vein_gain.{kind}")))
                .collect::<Result<Vec<f64>, BodyError>>()?;
            let place = topology.place(vessel.node);
            self.veins.push(TonedVein {
                tube: place,
                unstressed: parameters.tubes.unstressed_volume[place],
                gain: S::from_lanes(|i| gains[i]),
            });
        }
        Ok(())
    }

    fn find_exchange(&mut self, persons: &[Person], topology: &Topology) -> Result<(), BodyError> {
        let first = &persons[0];
        let f = self.filtration;
        for (n, lymph) in first.circuit.lymphs.iter().enumerate() {
            let per_100g = S::from_lanes(|i| persons[i].circuit.lymphs[n].tissue_g / 100.0);
            self.tissues.push(Tissue {
                store: topology.place(lymph.interstitium),
                per_100g,
                rest_volume: f.interstitial_volume_ml_per_100g * per_100g,
                lymph_flow: topology
                    .flow_index(lymph.edge)
                    .ok_or_else(|| missing("lymph"))?,
                lymph_rest: f.lymph_rest_ml_per_min_per_100g * per_100g * (1.0 / 60.0),
                lymph_pump: if lymph.name.starts_with("leg.") {
                    f.lymph_pump_rise
                } else {
                    S::zero()
                },
            });
        }
        for (n, exchange) in first.circuit.exchanges.iter().enumerate() {
            let per_100g = S::from_lanes(|i| persons[i].circuit.exchanges[n].tissue_g / 100.0);
            let share = if exchange.bed == "splanchnic" {
                f.splanchnic_filtration_fraction
            } else {
                S::one()
            };
            let tissue = first
                .circuit
                .lymphs
                .iter()
                .position(|l| l.interstitium == exchange.interstitium)
                .ok_or_else(|| missing("a tissue without lymph"))?;
            self.exchanges.push(BedExchange {
                capillary: topology.place(exchange.capillary),
                tissue,
                flow: topology
                    .flow_index(exchange.filtration)
                    .ok_or_else(|| missing("filtration"))?,
                law: Filtration {
                    coefficient: f.filtration_coefficient_ml_per_min_per_100g_per_mmhg
                        * per_100g
                        * share
                        * (1.0 / 60.0),
                    glycocalyx_oncotic: f.interstitial_oncotic_mmhg,
                },
                pressed: pressed(persons, topology, &exchange.name)?,
            });
        }
        Ok(())
    }
}

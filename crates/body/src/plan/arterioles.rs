//! The arterioles under control, and what rules each of them.

use super::persons::Persons;
use super::{Plan, missing};
use crate::circuit::Connection;
use crate::error::BodyError;
use crate::muscle::GROUPS;
use crate::subject::Scale;
use secondheart_engine::simulation::Parameters as NetworkParameters;
use secondheart_engine::{Scalar, Topology};

/// An arteriole under control.
#[derive(Debug, Clone)]
pub(crate) struct Arteriole<S> {
    pub(crate) conduit: usize,
    /// Index of the capillary that it feeds.
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
}

impl<S: Scalar> Plan<S> {
    /// Notes the arterioles, and the resting flow of the muscle groups.
    pub(super) fn find_arterioles(
        &mut self,
        persons: Persons<'_>,
        topology: &Topology,
        parameters: &NetworkParameters<S>,
    ) -> Result<(), BodyError> {
        let circuit = &persons.first.circuit;
        for (n, bed) in circuit.beds.iter().enumerate() {
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
            let venoarteriolar_gain = match kind {
                "muscle" => self.venoarteriolar.muscle_gain,
                "skin" => self.venoarteriolar.skin_gain,
                _ => S::zero(),
            };
            if let Some(g) = group {
                // mL/min/100 g at rest.
                self.group_rest[g] = persons.each(|p| {
                    let kg = p
                        .parameters
                        .value(&format!("muscle.mass.{}_kg", GROUPS[g]))?;
                    let mass = kg * Scale::of(&p.subject, &p.parameters)?.mass;
                    Ok(p.circuit.beds[n].flow * 60.0 / (mass * 10.0))
                })?;
            }
            let venule = group
                .map(|_| {
                    let behind = |c: &&Connection| c.from == bed.capillary;
                    let connection = circuit.connections.values().find(behind);
                    let valve = connection.and_then(|c| topology.valve_index(c.edge));
                    valve.ok_or_else(|| missing("muscle venules with valves"))
                })
                .transpose()?;
            let capillary = self.capillary(persons, topology, &bed.name)?;
            self.arterioles.push(Arteriole {
                venule: venule.map(|valve| (valve, parameters.valves.resistance[valve])),
                conduit: topology
                    .conduit_index(bed.arteriole)
                    .ok_or_else(|| missing("an arteriole with valves"))?,
                capillary,
                resistance: persons.each(|p| Ok(p.circuit.beds[n].resistance))?,
                sympathetic_gain: persons.parameter(&format!("reflex.resistance_gain.{kind}"))?,
                venoarteriolar_gain,
                group,
                cerebral: kind == "head",
                heat_gain: match kind {
                    "skin" => self.heat.dilation_per_metabolic_rate,
                    "arm" => self.heat.dilation_per_metabolic_rate * self.heat.arm_share,
                    _ => S::zero(),
                },
                resting_flow: persons.each(|p| Ok(p.circuit.beds[n].flow))?,
            });
        }
        Ok(())
    }
}

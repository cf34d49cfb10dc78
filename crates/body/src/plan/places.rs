//! Where in the engine's arrays the organs stand, and where in the body the vessels lie.

use super::missing;
use super::persons::Persons;
use crate::circuit::{COMPARTMENTS, Circuit, Segment};
use crate::error::BodyError;
use secondheart_engine::{Scalar, Topology};

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

/// A place in the body with its height.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Location<S> {
    pub(crate) place: usize,
    pub(crate) segment: Segment,
    pub(crate) along: S,
}

/// Index of a given enclosure.
pub(super) fn enclosure_index(
    circuit: &Circuit,
    topology: &Topology,
    name: &str,
) -> Result<usize, BodyError> {
    topology
        .enclosure_index(circuit.enclosure(name)?)
        .ok_or_else(|| missing(name))
}

impl Places {
    /// The places in a circuit.
    pub(super) fn find(circuit: &Circuit, topology: &Topology) -> Result<Self, BodyError> {
        let place = |name: &str| circuit.vessel(name).map(|v| topology.place(v.node));
        let chamber = |name: &str| place(name).map(|p| p - topology.chamber_places().start);
        let given = |name: &str| enclosure_index(circuit, topology, name);
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
        Ok(Self {
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
        })
    }
}

/// Where every vessel of every person lies.
pub(super) fn locations<S: Scalar>(
    persons: Persons<'_>,
    topology: &Topology,
) -> Result<Vec<Location<S>>, BodyError> {
    let vessels = persons.first.circuit.vessels.iter();
    vessels
        .map(|(name, vessel)| {
            Ok(Location {
                place: topology.place(vessel.node),
                segment: vessel.segment,
                along: persons.each(|person| Ok(person.circuit.vessel(name)?.along))?,
            })
        })
        .collect()
}

/// The edge of every connection, with the places of its ends.
pub(super) fn columns(circuit: &Circuit, topology: &Topology) -> Vec<(usize, usize, usize)> {
    circuit
        .connections
        .values()
        .filter_map(|c| {
            let edge = topology.edge_place(c.edge)?;
            Some((edge, topology.place(c.from), topology.place(c.to)))
        })
        .collect()
}

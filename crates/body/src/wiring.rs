//! Connects organs to the network: parameters of the people, one in each lane, and the indices of
//! vessels, edges and enclosures in the engine's arrays.

use crate::circuit::Circuit;
use crate::error::BodyError;
use crate::parameter::{Parameters, Source};
use crate::subject::{Scale, Subject};
use secondheart_engine::simulation::Parameters as NetworkParameters;
use secondheart_engine::{EdgeId, Scalar, Topology};

/// A person: own parameters and circuit.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) parameters: Parameters,
    pub(crate) subject: Subject,
    pub(crate) scale: Scale,
    pub(crate) circuit: Circuit,
}

impl Person {
    pub(crate) fn new(parameters: &Parameters, subject: &Subject) -> Result<Self, BodyError> {
        subject.check()?;
        let parameters = parameters.of_person(subject)?;
        Ok(Self {
            circuit: Circuit::build(&parameters, subject)?,
            scale: Scale::of(subject, &parameters)?,
            parameters,
            subject: subject.clone(),
        })
    }
}

/// The people, one in each lane, and their network. All share the topology.
#[derive(Clone, Copy)]
pub(crate) struct Wiring<'a, S> {
    people: &'a [Person],
    /// The first person, for everything that all people share.
    pub(crate) first: &'a Person,
    pub(crate) topology: &'a Topology,
    /// The parameters of the network before any control acts on them.
    pub(crate) network: &'a NetworkParameters<S>,
}

/// The error for an element that an organ needs and the circuit lacks.
pub(crate) fn missing(what: &str) -> BodyError {
    BodyError::Data {
        file: "circuit".to_owned(),
        message: format!("{what} is not as expected"),
    }
}

impl<'a, S: Scalar> Wiring<'a, S> {
    pub(crate) fn new(
        people: &'a [Person],
        topology: &'a Topology,
        network: &'a NetworkParameters<S>,
    ) -> Result<Self, BodyError> {
        let first = people
            .first()
            .ok_or_else(|| missing("an empty list of people"))?;
        Ok(Self {
            people,
            first,
            topology,
            network,
        })
    }

    /// A value of every person, in that person's lane.
    pub(crate) fn each(
        &self,
        of: impl Fn(&Person) -> Result<f64, BodyError>,
    ) -> Result<S, BodyError> {
        let values = self
            .people
            .iter()
            .map(of)
            .collect::<Result<Vec<f64>, _>>()?;
        Ok(S::from_lanes(|i| values[i]))
    }

    /// The circuit of the first person; its topology is common to all.
    pub(crate) fn circuit(&self) -> &'a Circuit {
        &self.first.circuit
    }

    /// Place of a vessel.
    pub(crate) fn place(&self, vessel: &str) -> Result<usize, BodyError> {
        Ok(self.topology.place(self.circuit().vessel(vessel)?.node))
    }

    /// Index of a heart chamber.
    pub(crate) fn chamber(&self, name: &str) -> Result<usize, BodyError> {
        Ok(self.place(name)? - self.topology.chamber_places().start)
    }

    /// Index of an enclosure whose pressure is prescribed.
    pub(crate) fn enclosure(&self, name: &str) -> Result<usize, BodyError> {
        self.topology
            .enclosure_index(self.circuit().enclosure(name)?)
            .ok_or_else(|| missing(name))
    }

    /// Index of an elastic enclosure.
    pub(crate) fn sac(&self, name: &str) -> Result<usize, BodyError> {
        self.topology
            .sac_index(self.circuit().enclosure(name)?)
            .ok_or_else(|| missing(name))
    }

    /// Index of a prescribed flow; `what` names it in the error.
    pub(crate) fn flow(&self, edge: EdgeId, what: &str) -> Result<usize, BodyError> {
        self.topology.flow_index(edge).ok_or_else(|| missing(what))
    }
}

impl<S: Scalar> Source<S> for Wiring<'_, S> {
    fn value(&self, path: &str) -> Result<S, BodyError> {
        self.each(|person| person.parameters.value(path))
    }
}

//! Persons side by side: one in each lane.

use crate::circuit::Circuit;
use crate::error::BodyError;
use crate::parameter::Parameters;
use crate::subject::Subject;
use secondheart_engine::Scalar;

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

/// A person per lane; all share the topology.
#[derive(Clone, Copy)]
pub(super) struct Persons<'a> {
    /// Stands for all in what they share.
    pub(super) first: &'a Person,
    all: &'a [Person],
}

impl<'a> Persons<'a> {
    /// None if there is not one.
    pub(super) fn new(all: &'a [Person]) -> Option<Self> {
        all.first().map(|first| Self { first, all })
    }

    /// A value of every person, in his lane.
    pub(super) fn each<S: Scalar>(
        self,
        of: impl Fn(&Person) -> Result<f64, BodyError>,
    ) -> Result<S, BodyError> {
        let values = self.all.iter().map(of).collect::<Result<Vec<f64>, _>>()?;
        Ok(S::from_lanes(|i| values[i]))
    }

    /// A parameter of every person, in his lane.
    pub(super) fn parameter<S: Scalar>(self, path: &str) -> Result<S, BodyError> {
        self.each(|person| person.parameters.value(path))
    }

    /// A group of parameters of every person, by the `read` and `pack` of its table.
    pub(super) fn group<T, Packed>(
        self,
        read: impl Fn(&Parameters) -> Result<T, BodyError>,
        pack: impl Fn(&[T]) -> Packed,
    ) -> Result<Packed, BodyError> {
        let lanes = self.all.iter().map(|person| read(&person.parameters));
        Ok(pack(&lanes.collect::<Result<Vec<T>, _>>()?))
    }
}

//! Storages of volume: capacities and chambers.
//!
//! Over a step each holds `V = C p + B`. A capacity has its own C, and B = -C p_ext. A chamber is
//! linearised about the volume extrapolated to the end of the step, which is exact for a linear
//! elastance and of second order otherwise. The storages of a node add up.

use super::activation::Activation;
use super::model::ChamberLaw;
use super::sphere::{Formula, Sphere, SphereState};

/// The pressure around a capacity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Outside {
    /// No outside pressure: the volume depends on the pressure inside alone.
    Nothing,
    /// A table, by its number among the pressures.
    Table(usize),
    /// A share of the pressure in a chamber, by its storage.
    Ventricle { storage: usize, share: f64 },
}

/// The law of a storage.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum StorageLaw {
    Capacity {
        capacity: f64,
        outside: Outside,
    },
    Chamber {
        law: ChamberLaw,
        activation: Activation,
    },
    Sphere(Sphere),
}

/// A storage of volume at a pin.
#[derive(Debug, Clone)]
pub(crate) struct Storage {
    pub(crate) pin: usize,
    pub(crate) law: StorageLaw,
}

/// State of a storage.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Held {
    /// V after the last step and the step before.
    pub(crate) volume: f64,
    pub(crate) before: f64,
    /// Pressure after the last step and the step before.
    pub(crate) pressure: f64,
    pub(crate) pressure_before: f64,
    /// dV/dt of the last step.
    pub(crate) rate: f64,
    /// C and B of the step.
    pub(crate) capacity: f64,
    pub(crate) offset: f64,
    pub(crate) sphere: SphereState,
    pub(crate) sphere_before: SphereState,
}

/// A quantity extrapolated to the end of a step; `ratio` is the step over the last step.
pub(crate) fn ahead(now: f64, before: f64, ratio: f64) -> f64 {
    now + (now - before) * ratio
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Coming {
    pub(crate) ratio: f64,
    pub(crate) formula: Formula,
}

impl Storage {
    /// C and B for the coming step, under the tables and the activation at its end.
    pub(crate) fn prepare(
        &self,
        n: usize,
        held: &mut [Held],
        coming: &Coming,
        tables: &[f64],
        activation: f64,
    ) {
        match &self.law {
            StorageLaw::Capacity { capacity, outside } => {
                let around = match *outside {
                    Outside::Nothing => 0.0,
                    Outside::Table(table) => tables[table],
                    Outside::Ventricle { storage, share } => {
                        let h = &held[storage];
                        share * ahead(h.pressure, h.pressure_before, coming.ratio)
                    }
                };
                held[n].capacity = *capacity;
                held[n].offset = -capacity * around;
            }
            StorageLaw::Chamber { law, .. } => {
                let h = &mut held[n];
                let volume = ahead(h.volume, h.before, coming.ratio);
                let (pressure, slope) = law.at(volume, activation);
                h.capacity = 1.0 / slope;
                h.offset = volume - pressure * h.capacity;
            }
            StorageLaw::Sphere(sphere) => {
                let h = &mut held[n];
                let volume = ahead(h.volume, h.before, coming.ratio);
                let (pressure, slope, _) = sphere.at(
                    volume,
                    activation,
                    &coming.formula,
                    &h.sphere,
                    &h.sphere_before,
                );
                h.capacity = 1.0 / slope;
                h.offset = volume - pressure * h.capacity;
            }
        }
    }

    /// Its activation function, if it has any.
    pub(crate) fn activation(&self) -> Option<&Activation> {
        match &self.law {
            StorageLaw::Capacity { .. } => None,
            StorageLaw::Chamber { activation, .. } => Some(activation),
            StorageLaw::Sphere(sphere) => Some(&sphere.activation),
        }
    }

    /// Takes the pressure at the end of the step.
    pub(crate) fn finish(&self, held: &mut Held, pressure: f64, coming: &Coming, activation: f64) {
        let next = held.capacity * pressure + held.offset;
        held.rate = coming.formula.rate(next, held.volume, held.before);
        held.before = held.volume;
        held.volume = next;
        held.pressure_before = held.pressure;
        held.pressure = pressure;
        if let StorageLaw::Sphere(sphere) = &self.law {
            let (now, before) = (&held.sphere, &held.sphere_before);
            let at = sphere.at(next, activation, &coming.formula, now, before);
            held.sphere_before = held.sphere;
            held.sphere = at.2;
        }
    }
}

//! The reflexes that hold arterial pressure: receptors, centres, delayed effectors.

mod arc;

pub(crate) use arc::{Commands, Reflex, ReflexParameters, Sensed};

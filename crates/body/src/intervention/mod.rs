//! Interventions: what is done about it. Each is a set of parameters of elements that every body
//! has; what needs an equation of its own is here.

mod sleeve;

pub(crate) use sleeve::{Level, Pump, PumpParameters, Sleeves};

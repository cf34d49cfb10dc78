//! Interventions: what is done about it. Each is a set of parameters of elements that every body
//! has; what needs an equation of its own is here.

mod neck_chamber;
mod sleeve;

pub(crate) use neck_chamber::NeckChamber;
pub(crate) use sleeve::{Level, Pump, PumpParameters, SEAT, Sleeves};

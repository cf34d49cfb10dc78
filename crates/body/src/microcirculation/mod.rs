//! The microcirculation: filtration and lymph, and the local control of flow.

pub(crate) mod filtration;
pub(crate) mod local;

pub(crate) use filtration::{Filtration, FiltrationParameters, Oncotic};
pub(crate) use local::{Cerebral, Heat, Venoarteriolar};

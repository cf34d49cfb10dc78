//! Skeletal muscle: activation patterns, pressure on the veins inside, demand for flow, exertion.

pub(crate) mod activity;
pub(crate) mod exertion;
pub(crate) mod metabolism;

pub(crate) use activity::{Gait, Patterns};
pub(crate) use exertion::{Capacity, CentralCommand, Rising};
pub(crate) use metabolism::{Metabolism, MetabolismParameters};

/// Muscle groups with a metabolism of their own.
pub(crate) const GROUPS: [&str; 4] = ["soleus", "gastrocnemius", "anterior", "thigh"];

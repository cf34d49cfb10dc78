//! Conditions: what is ill. Each is a set of parameters of elements that every body has.

mod stenosis;

pub(crate) use stenosis::{Lesion, Lumen};

//! The linear solver: a fixed elimination without pivoting, found once, run every step.

mod elimination;
mod order;

pub use elimination::Elimination;

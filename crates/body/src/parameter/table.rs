//! A group of parameters as a struct whose fields carry the names of the data.

use super::Parameters;
use crate::error::BodyError;

/// Where the value of a parameter comes from: one person's parameters, or one value per lane.
pub(crate) trait Source<S> {
    /// The value of the parameter of that dotted name.
    fn value(&self, path: &str) -> Result<S, BodyError>;
}

impl Source<f64> for Parameters {
    fn value(&self, path: &str) -> Result<f64, BodyError> {
        Parameters::value(self, path)
    }
}

/// Defines a struct of scalars, one per parameter below a dotted prefix, and `read`, which takes
/// them from a [`Source`].
macro_rules! parameter_table {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $( $(#[$fmeta:meta])* $field:ident ),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq)]
        $vis struct $name<S> { $( $(#[$fmeta])* pub(crate) $field: S ),* }

        impl<S: secondheart_engine::Scalar> $name<S> {
            /// Reads every field at `prefix.field`.
            pub(crate) fn read(
                source: &impl $crate::parameter::Source<S>,
                prefix: &str,
            ) -> Result<Self, $crate::error::BodyError> {
                Ok(Self { $( $field: source.value(&format!("{prefix}.{}", stringify!($field)))? ),* })
            }
        }
    };
}
pub(crate) use parameter_table;

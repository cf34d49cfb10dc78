//! A group of parameters as a struct whose fields carry the names of the data.

/// Defines a struct of scalars, one per parameter below a dotted prefix, with `read` (one body,
/// from the data) and `pack` (several bodies, a lane each).
macro_rules! parameter_table {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $( $(#[$fmeta:meta])* $field:ident ),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq)]
        $vis struct $name<S> { $( $(#[$fmeta])* pub(crate) $field: S ),* }

        impl $name<f64> {
            /// Reads every field at `prefix.field`.
            pub(crate) fn read(
                parameters: &$crate::parameter::Parameters,
                prefix: &str,
            ) -> Result<Self, $crate::error::BodyError> {
                Ok(Self { $( $field: parameters.value(&format!("{prefix}.{}", stringify!($field)))? ),* })
            }
        }

        impl<S: secondheart_engine::Scalar> $name<S> {
            /// The groups of several bodies, a lane each.
            pub(crate) fn pack(lanes: &[$name<f64>]) -> Self {
                Self { $( $field: S::from_lanes(|i| lanes[i].$field) ),* }
            }
        }
    };
}
pub(crate) use parameter_table;

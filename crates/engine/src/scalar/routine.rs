//! Routines that are compiled once for each scalar.

use super::{Lanes, Scalar};

/// A routine written over the [`Scalar`], whose instances for common scalars are compiled by the
/// crate that defines it.
///
/// A generic function is compiled by every crate that calls it with a scalar, and with it three
/// versions of every [kernel](crate::dispatch) inside. The methods [`Self::single`] and
/// [`Self::eight`] are no generic functions: implement them in the crate of the routine, mark
/// them `#[inline(never)]`, and reach them by [`Scalar::call`]; all other crates then link to
/// them.
///
/// ```
/// use secondheart_engine::{Lanes, Routine, Scalar};
///
/// struct Sum;
///
/// impl Routine for Sum {
///     type Argument<'a, S: Scalar> = &'a [S];
///     type Output = f64;
///     fn generic<S: Scalar>(values: &[S]) -> f64 {
///         let mut sum = S::zero();
///         values.iter().for_each(|&v| sum += v);
///         (0..S::LANES).map(|lane| sum.lane(lane)).sum()
///     }
///     #[inline(never)]
///     fn single(values: &[f64]) -> f64 {
///         Self::generic(values)
///     }
///     #[inline(never)]
///     fn eight(values: &[Lanes<8>]) -> f64 {
///         Self::generic(values)
///     }
/// }
///
/// assert_eq!(f64::call::<Sum>(&[1.0, 2.5]), 3.5);
/// assert_eq!(Lanes::<8>::call::<Sum>(&[Lanes([0.5; 8])]), 4.0);
/// ```
pub trait Routine {
    /// The argument of the routine, for any scalar.
    type Argument<'a, S: Scalar>;
    /// The result of the routine, the same for all scalars.
    type Output;
    /// The routine for any scalar, compiled by each crate that uses it.
    fn generic<S: Scalar>(argument: Self::Argument<'_, S>) -> Self::Output;
    /// The routine for one body, compiled once.
    fn single(argument: Self::Argument<'_, f64>) -> Self::Output;
    /// The routine for eight bodies in lanes, compiled once.
    fn eight(argument: Self::Argument<'_, Lanes<8>>) -> Self::Output;
}

//! The number in which a simulation is written: one body, a body in each lane, or a value with its
//! derivative.

mod dual;
mod elementary;
mod lanes;
mod real;
mod routine;

pub use dual::Dual;
pub use lanes::{LaneMask, Lanes};
pub use routine::Routine;

use std::fmt::Debug;
use std::ops::{Add, AddAssign, BitAnd, BitOr, Div, Mul, Neg, Not, Sub, SubAssign};

/// The outcome of a comparison of scalars: a truth value for each lane.
pub trait Mask:
    Copy + Debug + BitAnd<Output = Self> + BitOr<Output = Self> + Not<Output = Self>
{
    /// The same truth value in every lane.
    fn splat(value: bool) -> Self;
    /// Whether any lane is true.
    fn any(self) -> bool;
    /// Whether all lanes are true.
    fn all(self) -> bool;
    /// The truth value of one lane.
    fn lane(self, index: usize) -> bool;
}

/// A real number, several side by side, or one with its derivative: the number in which all
/// equations are written.
///
/// Every operation acts on each lane by itself, with the operations of IEEE 754 in the order
/// written and never a fused multiply-add. A lane therefore has the same bits as the scalar, on
/// every processor.
///
/// ```
/// use secondheart_engine::{Dual, Lanes, Scalar};
///
/// /// Flow through a stenosis, mL/s: Δp = B Q².
/// fn flow<S: Scalar>(difference_mmhg: S, loss: f64) -> S {
///     (difference_mmhg * (1.0 / loss)).sqrt()
/// }
///
/// assert_eq!(flow(16.0, 0.01), 40.0);
/// let eight = flow(Lanes::<8>::from_lanes(|lane| 16.0 + lane as f64), 0.01);
/// assert_eq!(eight.lane(3).to_bits(), flow(19.0, 0.01).to_bits());
/// let slope = flow(Dual::variable(16.0), 0.01).derivative;
/// assert_eq!(slope, 0.5 * 40.0 / 16.0);
/// ```
pub trait Scalar:
    Copy
    + Debug
    + Default
    + Send
    + Sync
    + 'static
    + crate::persist::Persist
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + SubAssign
    + Add<f64, Output = Self>
    + Sub<f64, Output = Self>
    + Mul<f64, Output = Self>
{
    /// The outcome of [`Self::lt`].
    type Mask: Mask;
    /// Number of bodies side by side.
    const LANES: usize;

    /// The number over whose arrays elementwise laws run.
    ///
    /// An array of lanes is a longer array of `f64`. A law written over elements fills the vectors
    /// of the processor with the elements of one body or of several, by the same instructions and
    /// to the same bits.
    type Flat: Scalar;
    /// The same numbers as an array of [`Self::Flat`].
    fn flat(values: &[Self]) -> &[Self::Flat];
    /// The same numbers as an array of [`Self::Flat`], to write.
    fn flat_mut(values: &mut [Self]) -> &mut [Self::Flat];

    /// Call it at the head of a hot loop over elements that cannot run over flat arrays. With lanes
    /// it keeps the compiler from vectorising across elements, which would transpose the lanes back
    /// and forth.
    #[inline(always)]
    fn head_of_loop() {}

    /// Runs the routine's instance for this scalar.
    #[inline(always)]
    fn call<R: Routine>(argument: R::Argument<'_, Self>) -> R::Output {
        R::generic(argument)
    }

    /// The same value in every lane (derivative zero).
    fn from_f64(value: f64) -> Self;
    /// A value for each lane (derivative zero).
    fn from_lanes(value: impl FnMut(usize) -> f64) -> Self;
    /// The value (not the derivative) of one lane.
    fn lane(self, index: usize) -> f64;
    /// Square root, correctly rounded; NaN below zero.
    fn sqrt(self) -> Self;
    /// Exponential function, relative error below 3e-16; saturates at ±708.
    fn exp(self) -> Self;
    /// Natural logarithm, relative error below 1e-15; NaN below the smallest normal number.
    fn ln(self) -> Self;
    /// x^(-1/4) of a positive normal number, relative error below 5e-16.
    fn inverse_fourth_root(self) -> Self;
    /// Absolute value.
    fn abs(self) -> Self;
    /// `self < other` in each lane; derivatives are not compared.
    fn lt(self, other: Self) -> Self::Mask;
    /// `yes` where the mask is true, `no` elsewhere.
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;

    /// 0 in every lane.
    #[inline(always)]
    fn zero() -> Self {
        Self::from_f64(0.0)
    }
    /// 1 in every lane.
    #[inline(always)]
    fn one() -> Self {
        Self::from_f64(1.0)
    }
    /// 1 / self.
    #[inline(always)]
    fn recip(self) -> Self {
        Self::one() / self
    }
    /// The larger of the two in each lane.
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Self::select(self.lt(other), other, self)
    }
    /// The smaller of the two in each lane.
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        Self::select(other.lt(self), other, self)
    }
    /// self².
    #[inline(always)]
    fn squared(self) -> Self {
        self * self
    }
    /// The value of the first lane, for readings of a single body.
    #[inline(always)]
    fn value(self) -> f64 {
        self.lane(0)
    }
}

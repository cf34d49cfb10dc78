//! The number a simulation is written in: one body, a body per lane, or a value with its derivative.

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

/// The outcome of comparing scalars: one truth value per lane.
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

/// A real number, several at once, or one with derivatives: what all equations are written in.
///
/// Every operation acts on each lane by itself with the operations of IEEE 754 in the order
/// written (never a fused multiply-add), so that a lane's result is the same bits as the
/// scalar's and the same on every processor.
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
    /// The outcome of a comparison.
    type Mask: Mask;
    /// Number of bodies side by side.
    const LANES: usize;

    /// What arrays of this scalar are made of: elementwise laws run over arrays of it.
    ///
    /// The lanes of an array are so many more elements of an array of `f64`. A law written over
    /// elements fills the vectors of the processor alike with the elements of one body and with
    /// those of several, by the same instructions and to the same bits.
    type Flat: Scalar;
    /// The same numbers as an array of [`Self::Flat`].
    fn flat(values: &[Self]) -> &[Self::Flat];
    /// The same numbers as an array of [`Self::Flat`], to write.
    fn flat_mut(values: &mut [Self]) -> &mut [Self::Flat];

    /// To be called at the head of a hot loop over elements that cannot run over flat arrays.
    /// With lanes it keeps the compiler from working on several elements at once, crosswise to
    /// the lanes, which would transpose them to and fro.
    #[inline(always)]
    fn head_of_loop() {}

    /// Runs the routine's instance for this scalar.
    #[inline(always)]
    fn call<R: Routine>(argument: R::Argument<'_, Self>) -> R::Output {
        R::generic(argument)
    }

    /// The same value in every lane (derivative zero).
    fn from_f64(value: f64) -> Self;
    /// A value per lane (derivative zero).
    fn from_lanes(value: impl FnMut(usize) -> f64) -> Self;
    /// The value (not the derivative) of one lane.
    fn lane(self, index: usize) -> f64;
    /// Square root.
    fn sqrt(self) -> Self;
    /// Exponential function, relative error below 3e-16; saturates at ±708.
    fn exp(self) -> Self;
    /// Natural logarithm, relative error below 1e-15; no number below the smallest normal one.
    fn ln(self) -> Self;
    /// x^(-1/4) of a positive normal number, relative error below 5e-16.
    fn inverse_fourth_root(self) -> Self;
    /// Absolute value.
    fn abs(self) -> Self;
    /// `self < other`, lane by lane, on the values.
    fn lt(self, other: Self) -> Self::Mask;
    /// `yes` where the mask is true, `no` elsewhere.
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;

    /// Zero.
    #[inline(always)]
    fn zero() -> Self {
        Self::from_f64(0.0)
    }
    /// One.
    #[inline(always)]
    fn one() -> Self {
        Self::from_f64(1.0)
    }
    /// 1 / self.
    #[inline(always)]
    fn recip(self) -> Self {
        Self::one() / self
    }
    /// The larger of the two.
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Self::select(self.lt(other), other, self)
    }
    /// The smaller of the two.
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        Self::select(other.lt(self), other, self)
    }
    /// self².
    #[inline(always)]
    fn squared(self) -> Self {
        self * self
    }
    /// The value of the first lane: for readings of a single body.
    #[inline(always)]
    fn value(self) -> f64 {
        self.lane(0)
    }
}

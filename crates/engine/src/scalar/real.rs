//! `f64` as a scalar: one body.

use super::{Mask, Routine, Scalar, elementary};

impl Mask for bool {
    #[inline(always)]
    fn splat(value: bool) -> Self {
        value
    }
    #[inline(always)]
    fn any(self) -> bool {
        self
    }
    #[inline(always)]
    fn all(self) -> bool {
        self
    }
    #[inline(always)]
    fn lane(self, _index: usize) -> bool {
        self
    }
}

impl Scalar for f64 {
    type Mask = bool;
    const LANES: usize = 1;
    type Flat = Self;

    #[inline(always)]
    fn flat(values: &[Self]) -> &[Self] {
        values
    }
    #[inline(always)]
    fn flat_mut(values: &mut [Self]) -> &mut [Self] {
        values
    }

    #[inline(always)]
    fn call<R: Routine>(argument: R::Argument<'_, f64>) -> R::Output {
        R::single(argument)
    }

    #[inline(always)]
    fn from_f64(value: f64) -> Self {
        value
    }
    #[inline(always)]
    fn from_lanes(mut value: impl FnMut(usize) -> f64) -> Self {
        value(0)
    }
    #[inline(always)]
    fn lane(self, _index: usize) -> f64 {
        self
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        f64::sqrt(self)
    }
    #[inline(always)]
    fn exp(self) -> Self {
        elementary::exp(self)
    }
    #[inline(always)]
    fn ln(self) -> Self {
        elementary::ln(self)
    }
    #[inline(always)]
    fn inverse_fourth_root(self) -> Self {
        elementary::inverse_fourth_root(self)
    }
    #[inline(always)]
    fn abs(self) -> Self {
        f64::abs(self)
    }
    #[inline(always)]
    fn lt(self, other: Self) -> bool {
        self < other
    }
    #[inline(always)]
    fn select(mask: bool, yes: Self, no: Self) -> Self {
        if mask { yes } else { no }
    }
}

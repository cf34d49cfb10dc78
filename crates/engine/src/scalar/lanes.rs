//! Several bodies side by side: `N` values that take the same operations together.
//!
//! The loops over lanes have no branches and a fixed length; inside [`crate::dispatch`] the
//! compiler turns each into one or two vector instructions. Truth values are bit patterns as wide
//! as the numbers: vector comparisons return them and vector blends take them.

use super::{Mask, Routine, Scalar, elementary};
use crate::dispatch;
use std::ops::{Add, AddAssign, BitAnd, BitOr, Div, Mul, Neg, Not, Sub, SubAssign};

/// `N` independent values side by side, one for each body. N is 8 or 16, so that each scalar
/// begins a cache line of its own and no vector straddles two.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(C, align(64))]
pub struct Lanes<const N: usize>(pub [f64; N]);

/// A truth value for each lane: all bits set, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C, align(64))]
pub struct LaneMask<const N: usize>([u64; N]);

impl<const N: usize> Default for Lanes<N> {
    fn default() -> Self {
        Self([0.0; N])
    }
}

macro_rules! lanewise_operator {
    ($trait:ident, $method:ident, $op:tt) => {
        impl<const N: usize> $trait for Lanes<N> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                let mut result = self.0;
                for i in 0..N {
                    result[i] = self.0[i] $op other.0[i];
                }
                Self(result)
            }
        }
        impl<const N: usize> $trait<f64> for Lanes<N> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: f64) -> Self {
                let mut result = self.0;
                for i in 0..N {
                    result[i] = self.0[i] $op other;
                }
                Self(result)
            }
        }
    };
}
lanewise_operator!(Add, add, +);
lanewise_operator!(Sub, sub, -);
lanewise_operator!(Mul, mul, *);
lanewise_operator!(Div, div, /);

impl<const N: usize> Neg for Lanes<N> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        let mut result = self.0;
        for i in 0..N {
            result[i] = -self.0[i];
        }
        Self(result)
    }
}
impl<const N: usize> AddAssign for Lanes<N> {
    #[inline(always)]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}
impl<const N: usize> SubAssign for Lanes<N> {
    #[inline(always)]
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

macro_rules! lanewise_logic {
    ($trait:ident, $method:ident, $op:tt) => {
        impl<const N: usize> $trait for LaneMask<N> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                let mut result = self.0;
                for i in 0..N {
                    result[i] = self.0[i] $op other.0[i];
                }
                Self(result)
            }
        }
    };
}
lanewise_logic!(BitAnd, bitand, &);
lanewise_logic!(BitOr, bitor, |);

impl<const N: usize> Not for LaneMask<N> {
    type Output = Self;
    #[inline(always)]
    fn not(self) -> Self {
        let mut result = self.0;
        for i in 0..N {
            result[i] = !self.0[i];
        }
        Self(result)
    }
}

impl<const N: usize> Mask for LaneMask<N> {
    #[inline(always)]
    fn splat(value: bool) -> Self {
        Self([if value { u64::MAX } else { 0 }; N])
    }
    #[inline(always)]
    fn any(self) -> bool {
        let mut any = 0;
        for i in 0..N {
            any |= self.0[i];
        }
        any != 0
    }
    #[inline(always)]
    fn all(self) -> bool {
        !(!self).any()
    }
    #[inline(always)]
    fn lane(self, index: usize) -> bool {
        self.0[index] != 0
    }
}

/// A function of each lane, called by its path so that it is inlined in every instruction set.
macro_rules! lanewise {
    ($self:ident, $function:path) => {{
        let mut result = $self.0;
        for i in 0..Self::LANES {
            result[i] = $function($self.0[i]);
        }
        Self(result)
    }};
}

/// [`Scalar`] for a number of lanes, with the method of [`Routine`] that serves it.
macro_rules! lanes_are_a_scalar {
    ($n:literal, $call:ident) => {
        impl Scalar for Lanes<$n> {
            type Mask = LaneMask<$n>;
            const LANES: usize = $n;
            type Flat = f64;

            #[inline(always)]
            fn flat(values: &[Self]) -> &[f64] {
                dispatch::flat(values)
            }
            #[inline(always)]
            fn flat_mut(values: &mut [Self]) -> &mut [f64] {
                dispatch::flat_mut(values)
            }

            #[inline(always)]
            fn call<R: Routine>(argument: R::Argument<'_, Self>) -> R::Output {
                R::$call(argument)
            }

            #[inline(always)]
            fn head_of_loop() {
                std::hint::black_box(());
            }
            #[inline(always)]
            fn from_f64(value: f64) -> Self {
                Self([value; $n])
            }
            #[inline(always)]
            fn from_lanes(value: impl FnMut(usize) -> f64) -> Self {
                Self(std::array::from_fn(value))
            }
            #[inline(always)]
            fn lane(self, index: usize) -> f64 {
                self.0[index]
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                lanewise!(self, f64::sqrt)
            }
            #[inline(always)]
            fn exp(self) -> Self {
                lanewise!(self, elementary::exp)
            }
            #[inline(always)]
            fn ln(self) -> Self {
                lanewise!(self, elementary::ln)
            }
            #[inline(always)]
            fn inverse_fourth_root(self) -> Self {
                lanewise!(self, elementary::inverse_fourth_root)
            }
            #[inline(always)]
            fn abs(self) -> Self {
                lanewise!(self, f64::abs)
            }
            #[inline(always)]
            fn lt(self, other: Self) -> LaneMask<$n> {
                let mut result = [0; $n];
                for i in 0..$n {
                    result[i] = if self.0[i] < other.0[i] { u64::MAX } else { 0 };
                }
                LaneMask(result)
            }
            #[inline(always)]
            fn select(mask: LaneMask<$n>, yes: Self, no: Self) -> Self {
                let mut result = no.0;
                for i in 0..$n {
                    result[i] = if mask.0[i] != 0 { yes.0[i] } else { no.0[i] };
                }
                Self(result)
            }
        }
    };
}
lanes_are_a_scalar!(8, eight);
lanes_are_a_scalar!(16, generic);

//! A body per lane: `N` values that go through the same operations together.
//!
//! The loops over lanes have no branches and a fixed length; inside [`crate::dispatch`] the
//! compiler turns each into a few vector instructions.

use super::{Mask, Scalar, elementary};
use std::ops::{Add, AddAssign, BitAnd, BitOr, Div, Mul, Neg, Not, Sub, SubAssign};

/// `N` independent values side by side.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(C, align(32))]
pub struct Lanes<const N: usize>(pub [f64; N]);

/// A truth value per lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LaneMask<const N: usize>(pub [bool; N]);

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
        Self(self.0.map(|x| -x))
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
        Self(self.0.map(|x| !x))
    }
}

impl<const N: usize> Mask for LaneMask<N> {
    #[inline(always)]
    fn splat(value: bool) -> Self {
        Self([value; N])
    }
    #[inline(always)]
    fn any(self) -> bool {
        self.0.iter().fold(false, |a, b| a | b)
    }
    #[inline(always)]
    fn all(self) -> bool {
        self.0.iter().fold(true, |a, b| a & b)
    }
    #[inline(always)]
    fn lane(self, index: usize) -> bool {
        self.0[index]
    }
}

impl<const N: usize> Lanes<N> {
    #[inline(always)]
    fn each(self, f: impl Fn(f64) -> f64) -> Self {
        let mut result = self.0;
        for value in &mut result {
            *value = f(*value);
        }
        Self(result)
    }
}

impl<const N: usize> Scalar for Lanes<N> {
    type Mask = LaneMask<N>;
    const LANES: usize = N;

    #[inline(always)]
    fn from_f64(value: f64) -> Self {
        Self([value; N])
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
        self.each(f64::sqrt)
    }
    #[inline(always)]
    fn exp(self) -> Self {
        self.each(elementary::exp)
    }
    #[inline(always)]
    fn ln(self) -> Self {
        self.each(f64::ln)
    }
    #[inline(always)]
    fn abs(self) -> Self {
        self.each(f64::abs)
    }
    #[inline(always)]
    fn lt(self, other: Self) -> LaneMask<N> {
        let mut result = [false; N];
        for i in 0..N {
            result[i] = self.0[i] < other.0[i];
        }
        LaneMask(result)
    }
    #[inline(always)]
    fn select(mask: LaneMask<N>, yes: Self, no: Self) -> Self {
        let mut result = no.0;
        for i in 0..N {
            result[i] = if mask.0[i] { yes.0[i] } else { no.0[i] };
        }
        Self(result)
    }
}

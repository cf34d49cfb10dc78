//! A value with its derivative by one input (forward-mode differentiation).

use super::Scalar;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

/// `value + derivative·ε` with ε² = 0; comparisons look at the value alone.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Dual<S> {
    /// The number itself.
    pub value: S,
    /// Its derivative by the one input.
    pub derivative: S,
}

impl<S: Scalar> Dual<S> {
    /// The input by which all results are differentiated: derivative one.
    pub fn variable(value: S) -> Self {
        Self {
            value,
            derivative: S::one(),
        }
    }
    /// A number that does not depend on that input: derivative zero.
    pub fn constant(value: S) -> Self {
        Self {
            value,
            derivative: S::zero(),
        }
    }
}

impl<S: Scalar> Add for Dual<S> {
    type Output = Self;
    #[inline(always)]
    fn add(self, o: Self) -> Self {
        Self {
            value: self.value + o.value,
            derivative: self.derivative + o.derivative,
        }
    }
}
impl<S: Scalar> Sub for Dual<S> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, o: Self) -> Self {
        Self {
            value: self.value - o.value,
            derivative: self.derivative - o.derivative,
        }
    }
}
impl<S: Scalar> Mul for Dual<S> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, o: Self) -> Self {
        Self {
            value: self.value * o.value,
            derivative: self.derivative * o.value + self.value * o.derivative,
        }
    }
}
impl<S: Scalar> Div for Dual<S> {
    type Output = Self;
    #[inline(always)]
    fn div(self, o: Self) -> Self {
        let value = self.value / o.value;
        Self {
            value,
            derivative: (self.derivative - value * o.derivative) / o.value,
        }
    }
}
impl<S: Scalar> Add<f64> for Dual<S> {
    type Output = Self;
    #[inline(always)]
    fn add(self, o: f64) -> Self {
        Self {
            value: self.value + o,
            derivative: self.derivative,
        }
    }
}
impl<S: Scalar> Sub<f64> for Dual<S> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, o: f64) -> Self {
        Self {
            value: self.value - o,
            derivative: self.derivative,
        }
    }
}
impl<S: Scalar> Mul<f64> for Dual<S> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, o: f64) -> Self {
        Self {
            value: self.value * o,
            derivative: self.derivative * o,
        }
    }
}
impl<S: Scalar> Neg for Dual<S> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self {
            value: -self.value,
            derivative: -self.derivative,
        }
    }
}
impl<S: Scalar> AddAssign for Dual<S> {
    #[inline(always)]
    fn add_assign(&mut self, o: Self) {
        *self = *self + o;
    }
}
impl<S: Scalar> SubAssign for Dual<S> {
    #[inline(always)]
    fn sub_assign(&mut self, o: Self) {
        *self = *self - o;
    }
}

impl<S: Scalar> Scalar for Dual<S> {
    type Mask = S::Mask;
    const LANES: usize = S::LANES;
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
    fn head_of_loop() {
        S::head_of_loop();
    }

    #[inline(always)]
    fn from_f64(value: f64) -> Self {
        Self::constant(S::from_f64(value))
    }
    #[inline(always)]
    fn from_lanes(value: impl FnMut(usize) -> f64) -> Self {
        Self::constant(S::from_lanes(value))
    }
    #[inline(always)]
    fn lane(self, index: usize) -> f64 {
        self.value.lane(index)
    }
    /// The derivative of √x at 0 is taken as 0 (the value is exact there).
    #[inline(always)]
    fn sqrt(self) -> Self {
        let root = self.value.sqrt();
        let slope = self.derivative / (root + root);
        let at_zero = !S::zero().lt(root);
        Self {
            value: root,
            derivative: S::select(at_zero, S::zero(), slope),
        }
    }
    #[inline(always)]
    fn exp(self) -> Self {
        let value = self.value.exp();
        Self {
            value,
            derivative: self.derivative * value,
        }
    }
    #[inline(always)]
    fn ln(self) -> Self {
        Self {
            value: self.value.ln(),
            derivative: self.derivative / self.value,
        }
    }
    /// dy/dx = -y⁵/4 for y = x^(-1/4).
    #[inline(always)]
    fn inverse_fourth_root(self) -> Self {
        let value = self.value.inverse_fourth_root();
        let slope = value.squared().squared() * value * -0.25;
        Self {
            value,
            derivative: self.derivative * slope,
        }
    }
    #[inline(always)]
    fn abs(self) -> Self {
        let negative = self.value.lt(S::zero());
        Self {
            value: self.value.abs(),
            derivative: S::select(negative, -self.derivative, self.derivative),
        }
    }
    #[inline(always)]
    fn lt(self, other: Self) -> Self::Mask {
        self.value.lt(other.value)
    }
    #[inline(always)]
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self {
        Self {
            value: S::select(mask, yes.value, no.value),
            derivative: S::select(mask, yes.derivative, no.derivative),
        }
    }
}

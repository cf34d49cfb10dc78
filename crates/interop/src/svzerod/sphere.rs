//! A chamber that is a thick sphere of active, viscous wall (Caruel, Chabiniok, Moireau, Lecarpentier
//! & Chapelle 2014, Biomech Model Mechanobiol 13:897), as svZeroDSolver writes it.
//!
//! ```text
//! C = (1 + r/r_0)²,   dr/dt = v,   dV/dt = 4π r_0² C v
//! ρ d_0 dv/dt + (d_0/r_0) (1 + r/r_0) S = P C
//! S = τ + S_p(C) + η dC/dt (1 + 2 C⁻⁶)
//! dτ/dt + |a| τ = σ_max max(a, 0),   a = A α_max + (1 - A) α_min
//!
//! mooney_rivlin  S_p = 4 (1 - C⁻³) (W_1 + C W_2)
//! exponential    S_p = 8 C_0 C_1 (1 - C⁻³) J exp(C_1 J²) + 4 C_2 C_3 (C - 1) exp(C_3 (C - 1)²),
//!                J = 2 C + C⁻² - 3
//! ```
//!
//! A(t) is any activation function. V determines r, so that over a step of the time formula P is a
//! function of V.

use std::f64::consts::PI;

use secondheart_engine::{Dual, Scalar};

use super::activation::Activation;

/// Parameters; symbols in the module's text.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sphere {
    /// ρ, density of the wall.
    pub density: f64,
    /// d_0, thickness of the wall without load.
    pub thickness: f64,
    /// r_0, radius without load.
    pub radius: f64,
    /// The law of the passive stress S_p.
    pub material: Material,
    /// η, viscosity of the wall.
    pub viscosity: f64,
    /// σ_max, the largest active stress.
    pub largest_stress: f64,
    /// α_max, the rate a at A = 1.
    pub activation_rate: f64,
    /// α_min, the rate a at A = 0.
    pub relaxation_rate: f64,
    /// A(t), 0 to 1.
    pub activation: Activation,
    /// Whether the file has it among its vessels, with the parameters of material and activation
    /// beside the others: the form of svZeroDSolver before version 3.2.
    pub among_vessels: bool,
}

/// The passive wall of a sphere.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Material {
    /// `mooney_rivlin`.
    MooneyRivlin {
        /// W_1.
        w1: f64,
        /// W_2.
        w2: f64,
    },
    /// `exponential`.
    Exponential {
        /// C_0 to C_3.
        c: [f64; 4],
    },
}

impl Default for Material {
    fn default() -> Self {
        Self::MooneyRivlin { w1: 0.0, w2: 0.0 }
    }
}

impl Material {
    /// S_p and its slope from C and its slope.
    fn stress(&self, cauchy: Dual<f64>) -> Dual<f64> {
        let number = Dual::<f64>::from_f64;
        let inverse = cauchy.recip();
        let bent = number(1.0) - inverse * inverse * inverse;
        match *self {
            Self::MooneyRivlin { w1, w2 } => bent * (cauchy * w2 + w1) * 4.0,
            Self::Exponential {
                c: [c0, c1, c2, c3],
            } => {
                /// exp(k x²), with the exponent held below overflow.
                fn grown(k: f64, x: Dual<f64>) -> Dual<f64> {
                    let exponent = x * x * k;
                    let value = exponent.value.min(300.0).exp();
                    Dual {
                        value,
                        derivative: value * exponent.derivative,
                    }
                }
                let stretch = cauchy - number(1.0);
                let j = cauchy * 2.0 + inverse * inverse - number(3.0);
                bent * j * grown(c1, j) * (8.0 * c0 * c1)
                    + stretch * grown(c3, stretch) * (4.0 * c2 * c3)
            }
        }
    }
}

/// State of a sphere.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct SphereState {
    pub(crate) displacement: f64,
    pub(crate) velocity: f64,
    pub(crate) stress: f64,
    pub(crate) active: f64,
}

/// The time formula of a step: dy/dt = β (y - y_h), y_h = y_n + memory (y_n - y_{n-1}).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Formula {
    pub(crate) beta: f64,
    pub(crate) memory: f64,
}

impl Formula {
    pub(crate) fn history(&self, now: f64, before: f64) -> f64 {
        now + (now - before) * self.memory
    }
    pub(crate) fn rate(&self, next: f64, now: f64, before: f64) -> f64 {
        self.beta * (next - self.history(now, before))
    }
}

impl Sphere {
    /// V at the displacement r.
    pub(crate) fn volume(&self, displacement: f64) -> f64 {
        4.0 / 3.0 * PI * ((self.radius + displacement).powi(3) - self.radius.powi(3))
    }

    /// Pressure, its slope dP/dV and the state at the end of a step, about the volume above rest
    /// `volume`; A at the end of the step; the two states before.
    pub(crate) fn at(
        &self,
        volume: f64,
        activation: f64,
        formula: &Formula,
        now: &SphereState,
        before: &SphereState,
    ) -> (f64, f64, SphereState) {
        let a = activation * self.activation_rate + (1.0 - activation) * self.relaxation_rate;
        let history = formula.history(now.active, before.active);
        let drive = self.largest_stress * a.max(0.0);
        let active = (formula.beta * history + drive) / (formula.beta + a.abs());

        let c = Dual::<f64>::from_f64;
        // r from V, with dr/dV = 1/(4π r_0² C).
        let whole = (1.0 + 3.0 * volume / (4.0 * PI * self.radius.powi(3))).max(1e-9);
        let stretch = whole.cbrt();
        let displacement = self.radius * (stretch - 1.0);
        let per_volume = 1.0 / (4.0 * PI * self.radius * self.radius * stretch * stretch);
        let r = Dual {
            value: displacement,
            derivative: per_volume,
        };
        let v = (r - c(formula.history(now.displacement, before.displacement))) * formula.beta;
        let acceleration = (v - c(formula.history(now.velocity, before.velocity))) * formula.beta;
        let stretch = r * (1.0 / self.radius) + 1.0;
        let cauchy = stretch * stretch;
        let inverse = cauchy.recip();
        let cubed = inverse * inverse * inverse;
        let cauchy_rate = stretch * v * (2.0 / self.radius);
        let stress = self.material.stress(cauchy)
            + cauchy_rate * (cubed * cubed * 2.0 + 1.0) * self.viscosity
            + active;
        let pressure = (acceleration * (self.density * self.thickness)
            + stretch * stress * (self.thickness / self.radius))
            * inverse;
        let next = SphereState {
            displacement,
            velocity: v.value,
            stress: stress.value,
            active,
        };
        (pressure.value, pressure.derivative, next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S_p = 2 dW/dC, W the energy of the wall: its invariants are J_1 = 2 C + C⁻² and J_2 = C² + 2/C.
    #[test]
    fn the_stress_of_a_material_is_the_slope_of_its_energy() {
        let [w1, w2] = [8e3, 50.0];
        let c = [300.0, 1.1, 200.0, 2.2];
        let first = |x: f64| 2.0 * x + x.powi(-2) - 3.0;
        let mooney = move |x: f64| w1 * first(x) + w2 * (x * x + 2.0 / x - 3.0);
        let exponential = move |x: f64| {
            c[0] * (c[1] * first(x).powi(2)).exp() + c[2] * (c[3] * (x - 1.0).powi(2)).exp()
        };
        let check = |material: Material, energy: &dyn Fn(f64) -> f64| {
            for at in [0.7, 0.95, 1.0, 1.2, 1.5] {
                let h = 1e-5;
                let slope = (energy(at + h) - energy(at - h)) / (2.0 * h);
                let stress = |x: f64| {
                    let derivative = 1.0;
                    material.stress(Dual {
                        value: x,
                        derivative,
                    })
                };
                let found = stress(at);
                let size = 1e-6 * found.value.abs().max(1e3);
                assert!(
                    (found.value - 2.0 * slope).abs() < size,
                    "{material:?} {at}"
                );
                let rate = (stress(at + h).value - stress(at - h).value) / (2.0 * h);
                assert!(
                    (found.derivative / rate - 1.0).abs() < 1e-6,
                    "{material:?} {at}"
                );
            }
        };
        check(Material::MooneyRivlin { w1, w2 }, &mooney);
        check(Material::Exponential { c }, &exponential);
    }
}

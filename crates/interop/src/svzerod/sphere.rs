//! A chamber that is a thick sphere of active, viscous wall (Caruel, Chabiniok, Moireau, Lecarpentier
//! & Chapelle 2014, Biomech Model Mechanobiol 13:897), as svZeroDSolver writes it.
//!
//! ```text
//! C = (1 + r/r_0)²,   dr/dt = v,   dV/dt = 4π r_0² C v
//! ρ d_0 dv/dt + (d_0/r_0) (1 + r/r_0) S = P C
//! S = τ + 4 (1 - C⁻³) (W_1 + C W_2) + η dC/dt (1 + 2 C⁻⁶)
//! dτ/dt + |a| τ = σ_max max(a, 0),   a = f α_max + (1 - f) α_min
//! f = ½ (1 + tanh((t - t_sys)/γ)) · ½ (1 - tanh((t - t_dias)/γ))
//! ```
//!
//! V determines r, so that over a step of the time formula P is a function of V.

use std::f64::consts::PI;

use secondheart_engine::{Dual, Scalar};

/// Parameters; symbols in the module's text.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sphere {
    /// ρ.
    pub density: f64,
    /// d_0.
    pub thickness: f64,
    /// r_0.
    pub radius: f64,
    /// W_1.
    pub w1: f64,
    /// W_2.
    pub w2: f64,
    /// η.
    pub viscosity: f64,
    /// σ_max.
    pub largest_stress: f64,
    /// α_max.
    pub activation_rate: f64,
    /// α_min.
    pub relaxation_rate: f64,
    /// t_sys.
    pub systole_s: f64,
    /// t_dias.
    pub diastole_s: f64,
    /// γ.
    pub steepness_s: f64,
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
    /// a at a time in the cycle.
    fn activation(&self, time_s: f64) -> f64 {
        let switch = |at: f64| 0.5 * (1.0 + ((time_s - at) / self.steepness_s).tanh());
        let f = switch(self.systole_s) * (1.0 - switch(self.diastole_s));
        f * self.activation_rate + (1.0 - f) * self.relaxation_rate
    }

    /// Pressure, its slope dP/dV and the state at the end of a step, about the volume above rest
    /// `volume`; the two states before.
    pub(crate) fn at(
        &self,
        volume: f64,
        time_s: f64,
        formula: &Formula,
        now: &SphereState,
        before: &SphereState,
    ) -> (f64, f64, SphereState) {
        let a = self.activation(time_s);
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
        let stress = (c(1.0) - cubed) * (cauchy * self.w2 + self.w1) * 4.0
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

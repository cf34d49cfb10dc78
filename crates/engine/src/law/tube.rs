//! The wall of a blood vessel: collapses below its unstressed volume, stiffens above it.
//!
//! ```text
//!   p |              / P_h r/(1 - r)     distension
//!     |          _.-'
//!     |_____..--'______|_______
//!     |  _.-'  V_0      V_0 + V_m   V
//!     | /  K_c (1 - (V/V_0)^(-1/4))      collapse
//!
//!  p(V) = K_c (1 - (V/V_0)^(-1/4)) + P_h r / (1 - r)
//!  r    = (y + sqrt(y² + ε²)) / 2,   y = (V - V_0 - w) / V_m
//!  dw/dt = (γ V_m r - w) / τ                                creep of the stretched wall
//!  p    = p(V) + τ_v (dp/dV) dV/dt                          viscous wall (Kelvin-Voigt)
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | p | transmural pressure | mmHg |
//! | V | volume | mL |
//! | r | stretch as a share of V_m: the smooth positive part of y | 1 |
//! | w | creep: delayed stretch | mL |
//! | V_0 | unstressed volume | mL |
//! | V_m | distensible volume: stretch at infinite pressure | mL |
//! | P_h | stiffening pressure: half of V_m is stretched at it | mmHg |
//! | K_c | collapse pressure | mmHg |
//! | γ | delayed over immediate compliance | 1 |
//! | τ | creep time | s |
//! | τ_v | viscous time: wall viscosity over stiffness | s |
//! | ε | half-width of the bend at V_0, [`BEND`] | 1 |
//!
//! **Collapse.** The volume of measured veins falls nearly exponentially with suction (Moreno,
//! Katz, Gold & Reddy 1970, Circ Res 27:1069): V/V_0 = 0.25, 0.06, 0.027 at -5.2, -11,
//! -13.7 mmHg. The exponent -1/4 with K_c = 12 mmHg gives -5.0, -12, -18. The customary -3/2
//! (Pedley, Brook & Seymour 1996) through the first point gives -5, -48, -165: a muscle vein
//! squeezed empty would then suck with -70 mmHg when the muscle relaxes. The term is singular at
//! V = 0 and keeps volumes positive.
//!
//! **Distension.** The stretch saturates: C(p) = (V_m/P_h) / (1 + p/P_h)². The customary exponent
//! +10 is too stiff: the hyperbola with P_h = 60 mmHg follows the measured calf curve
//! C = 0.0639 - 0.00108 p mL/100 mL/mmHg (12 young subjects, 0-60 mmHg) within 0.1 mL/100 mL.
//! With P_h near 100 mmHg it serves for arteries, whose compliance halves from 60 to 120 mmHg
//! (Langewouters, Wesseling & Goedhard 1984).
//!
//! **Creep.** w makes the wall a standard linear solid: veins relax their stress over tens of
//! seconds to minutes.
//!
//! ```
//! use secondheart_engine::law::Tube;
//! use secondheart_engine::{Network, Wall};
//!
//! // 60 mL unstressed; 1.3 mL/mmHg at 8 mmHg; P_h 60 mmHg; K_c 12 mmHg.
//! let vein = Tube::with_compliance(60.0, 1.3, 8.0, 60.0, 12.0);
//! assert!(vein.pressure_mmhg(15.0, 0.0) < -4.0, "a quarter full, it sucks");
//! assert!(vein.volume_ml(20.0, false) > 75.0, "at 20 mmHg it is stretched");
//!
//! let mut net = Network::new();
//! net.add_node("saphenous", Wall::Tube(vein), vein.volume_ml(10.0, false));
//! ```

use super::wall_equation;
use crate::Scalar;
use crate::elementwise::elementwise;

/// ε: half-width of the bend between collapse and distension, as a share of V_m.
pub const BEND: f64 = 0.02;

/// Parameters of one vessel wall; symbols in the module's table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tube {
    /// V_0, mL; positive.
    pub unstressed_volume_ml: f64,
    /// V_m, mL; positive. The larger, the softer the wall.
    pub distensible_volume_ml: f64,
    /// P_h, mmHg; positive. The larger, the later the wall stiffens.
    pub stiffening_pressure_mmhg: f64,
    /// K_c, mmHg; positive. The larger, the more suction it takes to empty the vessel.
    pub collapse_pressure_mmhg: f64,
    /// γ; zero or positive, 0 for a wall without creep.
    pub creep_fraction: f64,
    /// τ, s; positive.
    pub creep_time_s: f64,
    /// τ_v, s; zero or positive, 0 for a wall without viscosity.
    pub viscous_time_s: f64,
}

impl Tube {
    /// The wall with a compliance (of its distension alone) at a pressure:
    /// V_m = C (P_h + p)² / P_h. It neither creeps nor is viscous.
    pub fn with_compliance(
        unstressed_volume_ml: f64,
        compliance_ml_per_mmhg: f64,
        pressure_mmhg: f64,
        stiffening_pressure_mmhg: f64,
        collapse_pressure_mmhg: f64,
    ) -> Self {
        let reach = stiffening_pressure_mmhg + pressure_mmhg;
        Self {
            unstressed_volume_ml,
            distensible_volume_ml: compliance_ml_per_mmhg * reach * reach
                / stiffening_pressure_mmhg,
            stiffening_pressure_mmhg,
            collapse_pressure_mmhg,
            creep_fraction: 0.0,
            creep_time_s: 60.0,
            viscous_time_s: 0.0,
        }
    }

    /// Volume in mL at a transmural pressure, before creep (`relaxed = false`) or after it is
    /// complete (`true`), by bisection. For set-up, not for the step loop.
    pub fn volume_ml(&self, pressure_mmhg: f64, relaxed: bool) -> f64 {
        let mut low = 1e-3 * self.unstressed_volume_ml;
        let creep = if relaxed { self.creep_fraction } else { 0.0 };
        let mut high = self.unstressed_volume_ml + (1.0 + creep) * self.distensible_volume_ml;
        for _ in 0..200 {
            let middle = 0.5 * (low + high);
            let w = creep / (1.0 + creep) * (middle - self.unstressed_volume_ml).max(0.0);
            if self.pressure_mmhg(middle, w) < pressure_mmhg {
                low = middle;
            } else {
                high = middle;
            }
        }
        0.5 * (low + high)
    }

    /// Transmural pressure in mmHg at a volume and creep, both mL.
    pub fn pressure_mmhg(&self, volume_ml: f64, creep_ml: f64) -> f64 {
        pressure_and_slope(
            volume_ml,
            creep_ml,
            1.0 / self.unstressed_volume_ml,
            self.unstressed_volume_ml,
            1.0 / self.distensible_volume_ml,
            self.stiffening_pressure_mmhg,
            self.collapse_pressure_mmhg,
        )
        .pressure
    }
}

/// The wall at a volume: pressure, slope, narrowing and stretch.
#[derive(Debug, Clone, Copy)]
pub struct WallPoint<S> {
    /// Transmural pressure, mmHg.
    pub pressure: S,
    /// dp/dV, mmHg/mL; positive.
    pub slope: S,
    /// (V_0/V)²: how much narrower than unstressed the tube is, for the resistance of its edges.
    pub narrowing: S,
    /// r: stretch as a share of V_m.
    pub stretch: S,
}

/// w in mL when creep is complete at a volume: w = γ V_m r(V, w), in closed form.
pub fn settled_creep<S: Scalar>(
    volume: S,
    unstressed: S,
    distensible: S,
    inverse_distensible: S,
    creep_fraction: S,
) -> S {
    let whole = creep_fraction + 1.0;
    let y = (volume - unstressed) * inverse_distensible;
    let r = (y + (y * y + whole * (BEND * BEND)).sqrt()) * (whole + whole).recip();
    creep_fraction * distensible * r
}

/// Transmural pressure, its slope, narrowing and stretch.
#[inline(always)]
pub fn pressure_and_slope<S: Scalar>(
    volume: S,
    creep: S,
    inverse_unstressed: S,
    unstressed: S,
    inverse_distensible: S,
    stiffening: S,
    collapse: S,
) -> WallPoint<S> {
    let (point, _) = point_and_reciprocal(
        volume,
        creep,
        inverse_unstressed,
        unstressed,
        inverse_distensible,
        stiffening,
        collapse,
        S::one(),
    );
    point
}

/// [`pressure_and_slope`] and 1/`other`: one division serves both.
#[inline(always)]
fn point_and_reciprocal<S: Scalar>(
    volume: S,
    creep: S,
    inverse_unstressed: S,
    unstressed: S,
    inverse_distensible: S,
    stiffening: S,
    collapse: S,
    other: S,
) -> (WallPoint<S>, S) {
    let alpha = volume * inverse_unstressed;
    let inverse_fourth_root = alpha.inverse_fourth_root();
    let inverse_root = inverse_fourth_root * inverse_fourth_root;
    let inverse_alpha = inverse_root * inverse_root;
    let y = (volume - unstressed - creep) * inverse_distensible;
    let q = (y * y + BEND * BEND).sqrt();
    let r = (y + q) * 0.5;
    // r < 1 is the physical range; beyond it the line through r = 0.98 continues the curve, so
    // that a trial volume of an iteration never crosses the pole.
    let r_in = r.min(S::from_f64(0.98));
    let slack = S::one() - r_in;
    let slack_q = slack * q;
    let inverse = (slack_q * other).recip();
    let inverse_slack = inverse * (q * other);
    let r_over_q = inverse * (slack * other) * r;
    let steepness = stiffening * inverse_slack * inverse_slack;
    let distension = stiffening * r_in * inverse_slack + steepness * (r - r_in);
    let point = WallPoint {
        pressure: collapse * (S::one() - inverse_fourth_root) + distension,
        slope: collapse * inverse_fourth_root * inverse_alpha * inverse_unstressed * 0.25
            + steepness * r_over_q * inverse_distensible,
        narrowing: inverse_alpha * inverse_alpha,
        stretch: r,
    };
    (point, inverse * slack_q)
}

elementwise! {
    /// Every wall about its trial volume V*: creep at the end of the step, pressure p* + p_ext,
    /// narrowing, and the equation of the node ([`super::wall_equation`]).
    ///
    /// Creep is implicit in itself. Its drive, the stretch, and the pressure are evaluated at the
    /// extrapolated creep, which differs from the creep at the end of the step by O(h²). The
    /// viscous wall adds τ_v (dp/dV) β (V* - V_h) to the pressure and the factor 1 + τ_v β to the
    /// slope.
    pub(crate) fn linearise(
        trial, volume, volume_increment, outside, creep, creep_before, inverse_unstressed, unstressed,
        inverse_distensible, distensible, stiffening, collapse, fraction, rate, viscous_time;
        next_creep, pressure, narrowing, capacity, right;
        beta: f64, memory: f64, omega: f64
    ) {
        let increment = creep - creep_before;
        let (point, inverse_rate) = point_and_reciprocal(
            trial,
            creep + increment * omega,
            inverse_unstressed,
            unstressed,
            inverse_distensible,
            stiffening,
            collapse,
            rate + beta,
        );
        let full = fraction * distensible * point.stretch;
        *next_creep = ((creep + increment * memory) * beta + rate * full) * inverse_rate;
        let damping = viscous_time * point.slope * beta;
        let flow = trial - volume - volume_increment * memory;
        *pressure = point.pressure + damping * flow + outside;
        *narrowing = point.narrowing;
        (*capacity, *right) = wall_equation(point.slope + damping, *pressure, flow, beta);
    }
}

/// All vessel walls of a network, one array per symbol.
#[derive(Debug, Clone, Default)]
pub struct Tubes<S> {
    /// V_0, mL.
    pub unstressed_volume: Vec<S>,
    /// 1/V_0.
    pub inverse_unstressed: Vec<S>,
    /// V_m, mL.
    pub distensible_volume: Vec<S>,
    /// 1/V_m.
    pub inverse_distensible: Vec<S>,
    /// P_h, mmHg.
    pub stiffening_pressure: Vec<S>,
    /// K_c, mmHg.
    pub collapse_pressure: Vec<S>,
    /// γ.
    pub creep_fraction: Vec<S>,
    /// 1/τ, 1/s.
    pub creep_rate: Vec<S>,
    /// τ_v, s.
    pub viscous_time: Vec<S>,
}

impl<S: Scalar> Tubes<S> {
    pub(crate) fn push(&mut self, tube: &Tube) {
        let s = S::from_f64;
        self.unstressed_volume.push(s(tube.unstressed_volume_ml));
        self.inverse_unstressed
            .push(s(1.0 / tube.unstressed_volume_ml));
        self.distensible_volume.push(s(tube.distensible_volume_ml));
        self.inverse_distensible
            .push(s(1.0 / tube.distensible_volume_ml));
        self.stiffening_pressure
            .push(s(tube.stiffening_pressure_mmhg));
        self.collapse_pressure.push(s(tube.collapse_pressure_mmhg));
        self.creep_fraction.push(s(tube.creep_fraction));
        self.creep_rate.push(s(1.0 / tube.creep_time_s));
        self.viscous_time.push(s(tube.viscous_time_s));
    }

    /// Changes the unstressed volume of one wall (venous tone), mL.
    #[inline(always)]
    pub fn set_unstressed_volume(&mut self, index: usize, volume: S) {
        self.unstressed_volume[index] = volume;
        self.inverse_unstressed[index] = volume.recip();
    }

    /// Changes the distensible volume of one wall, mL.
    pub fn set_distensible_volume(&mut self, index: usize, volume: S) {
        self.distensible_volume[index] = volume;
        self.inverse_distensible[index] = volume.recip();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dual;

    fn vein() -> Tube {
        Tube::with_compliance(60.0, 1.3, 8.0, 60.0, 12.0)
    }

    #[test]
    fn slope_is_the_derivative_of_pressure() {
        let t = vein();
        for volume in [3.0, 20.0, 55.0, 60.0, 63.0, 80.0, 120.0, 400.0] {
            let c = Dual::<f64>::from_f64;
            let p = pressure_and_slope(
                Dual::variable(volume),
                c(2.0),
                c(1.0 / t.unstressed_volume_ml),
                c(t.unstressed_volume_ml),
                c(1.0 / t.distensible_volume_ml),
                c(t.stiffening_pressure_mmhg),
                c(t.collapse_pressure_mmhg),
            );
            let relative = (p.slope.value - p.pressure.derivative).abs() / p.slope.value;
            assert!(relative < 1e-12, "V = {volume}: {relative:e}");
            assert!(p.slope.value > 0.0);
        }
    }

    #[test]
    fn compliance_holds_at_its_pressure() {
        let t = vein();
        let dp = 0.01;
        let c = (t.volume_ml(8.0 + dp, false) - t.volume_ml(8.0 - dp, false)) / (2.0 * dp);
        // The collapse term stiffens the sum by a few per cent.
        assert!((c / 1.3 - 1.0).abs() < 0.1, "{c}");
    }

    #[test]
    fn calf_curve_of_young_subjects_is_followed() {
        // V(p) = β1 p + β2 p², β1 = 0.0639, β2 = -0.00054 mL/100 mL (0..60 mmHg).
        let c0 = 0.0639;
        let t = Tube {
            unstressed_volume_ml: 2.0,
            distensible_volume_ml: c0 * 60.0,
            stiffening_pressure_mmhg: 60.0,
            collapse_pressure_mmhg: 1e-6,
            creep_fraction: 0.0,
            creep_time_s: 1.0,
            viscous_time_s: 0.0,
        };
        for p in [10.0, 20.0, 30.0, 40.0, 50.0, 60.0] {
            let measured = 0.0639 * p - 0.000_54 * p * p;
            let ours = t.volume_ml(p, false) - t.unstressed_volume_ml;
            assert!(
                (ours - measured).abs() < 0.2,
                "{p} mmHg: {ours} against {measured}"
            );
        }
    }

    #[test]
    fn a_collapsed_vein_needs_ever_more_suction() {
        let t = vein();
        // Moreno 1970: a quarter of the volume at -5.2 mmHg, a sixteenth at -11 mmHg.
        let (quarter, sixteenth) = (t.pressure_mmhg(15.0, 0.0), t.pressure_mmhg(3.75, 0.0));
        assert!((quarter + 5.2).abs() < 1.0, "{quarter}");
        assert!((sixteenth + 11.5).abs() < 1.5, "{sixteenth}");
        assert!(t.pressure_mmhg(6e-5, 0.0) < -300.0);
    }
}

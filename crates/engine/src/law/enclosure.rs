//! An elastic bag around its members: the pericardium, a fascia.
//!
//! ```text
//!   .-----------------.
//!   |  (V_1)   (V_2)  |   p_outside of each member = p
//!   '-----------------'
//!
//!  p = K exp((S - V_0) / Φ),   S = Σ V_i
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | p | pressure in the bag | mmHg |
//! | S | content: sum of the volumes of its members | mL |
//! | K | pressure at the content V_0 | mmHg |
//! | V_0 | offset of the content | mL |
//! | Φ | content that raises the pressure by a factor of e | mL |
//!
//! A bag that contracts, the common wall of the ventricles, adds an active part ([`super::common_wall`]):
//! p = e E (S - S_d) + (1 - e) K exp((S - V_0) / Φ). For the others e = 0.
//!
//! Mynard & Smolich 2015 (Ann Biomed Eng 43:1443) use this form for the pericardium. The
//! pressure of a bag is one more unknown of the step, with 1/(dp/dS) on the diagonal of its row,
//! so that it does not lag behind its content.
//!
//! ```
//! use secondheart_engine::law::{Chamber, PericardialSac};
//! use secondheart_engine::{EnclosureLaw, Network, Wall};
//!
//! let wall = Wall::Chamber(Chamber {
//!     end_systolic_elastance_mmhg_per_ml: 2.5,
//!     end_systolic_intercept_ml: 10.0,
//!     passive_pressure_mmhg: 1.5,
//!     passive_exponent_per_ml: 0.02,
//!     passive_intercept_ml: 20.0,
//! });
//! let pericardium = EnclosureLaw::Sac(PericardialSac {
//!     pressure_scale_mmhg: 1.0,
//!     volume_offset_ml: 200.0,
//!     volume_scale_ml: 40.0,
//! });
//! let mut net = Network::new();
//! let ventricle = net.add_node("ventricle", wall, 120.0);
//! let sac = net.add_enclosure("pericardium", pericardium);
//! net.enclose(ventricle, sac, 1.0);
//! ```

use super::EnclosureLaw;
use crate::Scalar;
use crate::elementwise::elementwise;

/// Parameters of one bag.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PericardialSac {
    /// K, mmHg; positive.
    pub pressure_scale_mmhg: f64,
    /// V_0, mL.
    pub volume_offset_ml: f64,
    /// Φ, mL; positive. The smaller, the stiffer the full bag.
    pub volume_scale_ml: f64,
}

/// Pressure (mmHg) and slope dp/dS (mmHg/mL).
#[inline(always)]
pub fn pressure_and_slope<S: Scalar>(
    content: S,
    activation: S,
    elastance: S,
    intercept: S,
    pressure_scale: S,
    volume_offset: S,
    inverse_scale: S,
) -> (S, S) {
    let rest = S::one() - activation;
    let stretch = rest * pressure_scale * ((content - volume_offset) * inverse_scale).exp();
    let active = activation * elastance;
    (
        active * (content - intercept) + stretch,
        active + stretch * inverse_scale,
    )
}

elementwise! {
    /// [`pressure_and_slope`] of all bags.
    pub(crate) fn evaluate(
        content, activation, elastance, intercept, pressure_scale, volume_offset, inverse_scale;
        pressure, slope;
    ) {
        (*pressure, *slope) = pressure_and_slope(
            content,
            activation,
            elastance,
            intercept,
            pressure_scale,
            volume_offset,
            inverse_scale,
        );
    }
}

/// All bags of a network, one array per symbol.
#[derive(Debug, Clone, Default)]
pub struct Sacs<S> {
    /// e, the activation at the end of the step (input).
    pub activation: Vec<S>,
    /// E, mmHg/mL.
    pub elastance: Vec<S>,
    /// S_d, mL.
    pub intercept: Vec<S>,
    /// K, mmHg.
    pub pressure_scale: Vec<S>,
    /// V_0, mL.
    pub volume_offset: Vec<S>,
    /// 1/Φ, 1/mL.
    pub inverse_scale: Vec<S>,
}

impl<S: Scalar> Sacs<S> {
    pub(crate) fn push(&mut self, law: &EnclosureLaw) {
        let s = S::from_f64;
        let (elastance, intercept, passive) = match law {
            EnclosureLaw::Sac(sac) => (0.0, 0.0, sac),
            EnclosureLaw::CommonWall(wall) => (
                wall.end_systolic_elastance_mmhg_per_ml,
                wall.end_systolic_intercept_ml,
                &wall.passive,
            ),
            EnclosureLaw::Prescribed { .. } => return,
        };
        self.activation.push(S::zero());
        self.elastance.push(s(elastance));
        self.intercept.push(s(intercept));
        self.pressure_scale.push(s(passive.pressure_scale_mmhg));
        self.volume_offset.push(s(passive.volume_offset_ml));
        self.inverse_scale.push(s(1.0 / passive.volume_scale_ml));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dual;

    fn at(content: f64, activation: f64) -> (Dual<f64>, Dual<f64>) {
        let c = Dual::<f64>::from_f64;
        pressure_and_slope(
            Dual::variable(content),
            c(activation),
            c(0.1),
            c(50.0),
            c(1.5),
            c(200.0),
            c(1.0 / 40.0),
        )
    }

    #[test]
    fn pressure_is_exponential_in_the_content_at_rest_and_linear_when_active() {
        for content in [120.0, 200.0, 260.0] {
            let passive = 1.5 * ((content - 200.0) / 40.0_f64).exp();
            let active = 0.1 * (content - 50.0);
            for activation in [0.0, 0.3, 1.0] {
                let (pressure, slope) = at(content, activation);
                let expected = (1.0 - activation) * passive + activation * active;
                assert!((pressure.value / expected - 1.0).abs() < 1e-14);
                assert!((slope.value / pressure.derivative - 1.0).abs() < 1e-14);
                assert!(slope.value > 0.0);
            }
        }
    }
}

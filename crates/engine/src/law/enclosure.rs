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
    pressure_scale: S,
    volume_offset: S,
    inverse_scale: S,
) -> (S, S) {
    let pressure = pressure_scale * ((content - volume_offset) * inverse_scale).exp();
    (pressure, pressure * inverse_scale)
}

elementwise! {
    /// [`pressure_and_slope`] of all bags.
    pub(crate) fn evaluate(
        content, pressure_scale, volume_offset, inverse_scale; pressure, slope;
    ) {
        (*pressure, *slope) =
            pressure_and_slope(content, pressure_scale, volume_offset, inverse_scale);
    }
}

/// All bags of a network, one array per symbol.
#[derive(Debug, Clone, Default)]
pub struct Sacs<S> {
    /// K, mmHg.
    pub pressure_scale: Vec<S>,
    /// V_0, mL.
    pub volume_offset: Vec<S>,
    /// 1/Φ, 1/mL.
    pub inverse_scale: Vec<S>,
}

impl<S: Scalar> Sacs<S> {
    pub(crate) fn push(&mut self, sac: &PericardialSac) {
        self.pressure_scale
            .push(S::from_f64(sac.pressure_scale_mmhg));
        self.volume_offset.push(S::from_f64(sac.volume_offset_ml));
        self.inverse_scale
            .push(S::from_f64(1.0 / sac.volume_scale_ml));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dual;

    #[test]
    fn pressure_is_exponential_in_the_content_and_the_slope_its_derivative() {
        let c = Dual::<f64>::from_f64;
        for content in [120.0, 200.0, 260.0] {
            let (pressure, slope) =
                pressure_and_slope(Dual::variable(content), c(1.5), c(200.0), c(1.0 / 40.0));
            let expected = 1.5 * ((content - 200.0) / 40.0).exp();
            assert!((pressure.value / expected - 1.0).abs() < 1e-14);
            assert!((slope.value / pressure.derivative - 1.0).abs() < 1e-14);
        }
    }
}

//! An elastic bag around its members: the pericardium, a fascia.
//!
//! ```text
//! p = K exp((S - V_0) / Φ),   S = sum of the members' volumes
//! ```
//!
//! Mynard & Smolich 2015 (Ann Biomed Eng 43:1443) for the pericardium. Solved inside the step:
//! p is one more unknown, with 1/(dp/dS) on its diagonal.

use crate::Scalar;
use crate::elementwise::elementwise;

/// Parameters of one bag.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PericardialSac {
    /// K, mmHg.
    pub pressure_scale_mmhg: f64,
    /// V_0, mL.
    pub volume_offset_ml: f64,
    /// Φ, mL.
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

//! A vessel segment: viscous resistance, inertance, quadratic loss, gravity.
//!
//! ```text
//!          R          L         B
//!  p_a o--/\/\/\---(((((((----)   (---o p_b       head = ρ g (z_a - z_b)
//!             Q ->
//!
//!  L dQ/dt = p_a - p_b + head - R Q - B |Q| Q
//!  R       = R_0 (1 - c_a - c_b + c_a (V_0/V)²_a + c_b (V_0/V)²_b)
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | Q | flow from the first to the second node | mL/s |
//! | p_a, p_b | pressures at its ends | mmHg |
//! | head | hydrostatic pressure of the column between them (input) | mmHg |
//! | R_0 | resistance while both ends have their unstressed volume | mmHg·s/mL |
//! | c_a, c_b | shares of R_0 that follow the calibre of the first and second node | 1 |
//! | V_0/V | unstressed over present volume of a node | 1 |
//! | L | inertance | mmHg·s²/mL |
//! | B | quadratic loss | mmHg·s²/mL² |
//!
//! The resistance of a tube per length is inversely proportional to the square of its area
//! (Poiseuille). With c_a = c_b = ½ a collapsing vein closes itself; with c_a = c_b = 0 the
//! resistance is constant, as in a stiff artery. B is the loss in a stenosis (Young & Tsai 1973).
//! An infinite R_0 with B = 0 occludes the segment: its flow is exactly zero from the first step
//! on, whatever it was before.
//!
//! ```
//! use secondheart_engine::law::Conduit;
//! use secondheart_engine::{EdgeLaw, Network, Wall};
//!
//! let mut net = Network::new();
//! let artery = net.add_node("artery", Wall::Prescribed { pressure_mmhg: 90.0 }, 0.0);
//! let vein = net.add_node("vein", Wall::Prescribed { pressure_mmhg: 5.0 }, 0.0);
//! let segment = Conduit {
//!     inertance_mmhg_s2_per_ml: 0.01,
//!     ..Conduit::resistor(1.7)
//! };
//! net.add_edge("bed", artery, vein, EdgeLaw::Conduit(segment));
//! ```

use crate::Scalar;
use crate::elementwise::elementwise;

/// Parameters of one segment.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Conduit {
    /// R_0, mmHg·s/mL; zero or positive, infinite where the segment is occluded.
    pub resistance_mmhg_s_per_ml: f64,
    /// L, mmHg·s²/mL; zero or positive, and positive where R_0 is zero.
    pub inertance_mmhg_s2_per_ml: f64,
    /// B, mmHg·s²/mL²; zero or positive.
    pub quadratic_loss_mmhg_s2_per_ml2: f64,
    /// c_a, from 0 to 1.
    pub calibre_share_from: f64,
    /// c_b, from 0 to 1 - c_a.
    pub calibre_share_to: f64,
}

impl Conduit {
    /// A plain resistance, mmHg·s/mL.
    pub fn resistor(resistance_mmhg_s_per_ml: f64) -> Self {
        Self {
            resistance_mmhg_s_per_ml,
            ..Self::default()
        }
    }

    /// Poiseuille resistance 8 μ l / (π r⁴) and plug-flow inertance ρ l / (π r²) of `parallel`
    /// equal round tubes of `length_cm`, `radius_cm`; μ in mmHg·s, ρ in mmHg·s²/cm².
    pub fn poiseuille(
        length_cm: f64,
        radius_cm: f64,
        parallel: f64,
        viscosity_mmhg_s: f64,
        density_mmhg_s2_per_cm2: f64,
    ) -> Self {
        let area = std::f64::consts::PI * radius_cm * radius_cm;
        Self {
            resistance_mmhg_s_per_ml: 8.0 * viscosity_mmhg_s * length_cm * std::f64::consts::PI
                / (area * area * parallel),
            inertance_mmhg_s2_per_ml: density_mmhg_s2_per_cm2 * length_cm / (area * parallel),
            ..Self::default()
        }
    }
}

/// The segment over one step, `Q = G (p_a - p_b) + Q_0`: (G, Q_0).
///
/// β is the leading coefficient of the time formula, `beta_history` β times its flow history Q_h.
#[inline(always)]
pub fn linearised<S: Scalar>(
    resistance: S,
    inertance: S,
    quadratic: S,
    head: S,
    flow_guess: S,
    beta: f64,
    beta_history: S,
) -> (S, S) {
    let loss = quadratic * flow_guess.abs();
    let conductance = (inertance * beta + resistance + loss * 2.0).recip();
    let offset = conductance * (head + inertance * beta_history + loss * flow_guess);
    (conductance, offset)
}

/// By how much the quadratic loss at `flow` exceeds its tangent at `guess`, mmHg.
#[inline(always)]
pub fn loss_beyond_tangent<S: Scalar>(quadratic: S, guess: S, flow: S) -> S {
    quadratic * (flow.abs() * flow - guess.abs() * (flow + flow - guess))
}

elementwise! {
    /// [`linearised`] for all segments of a network without quadratic losses.
    pub(crate) fn linearise_lossless(
        inertance, resistance, head, flow, before;
        conductance, offset;
        beta: f64, memory: f64
    ) {
        let history = (flow + (flow - before) * memory) * beta;
        *conductance = (inertance * beta + resistance).recip();
        *offset = *conductance * (head + inertance * history);
    }
}
elementwise! {
    /// [`linearised`] for all segments.
    pub(crate) fn linearise(
        inertance, quadratic, resistance, head, guess, flow, before;
        conductance, offset;
        beta: f64, memory: f64
    ) {
        let history = (flow + (flow - before) * memory) * beta;
        (*conductance, *offset) =
            linearised(resistance, inertance, quadratic, head, guess, beta, history);
    }
}

/// All segments of a network, one array per symbol.
#[derive(Debug, Clone, Default)]
pub struct Conduits<S> {
    /// R_0, mmHg·s/mL.
    pub resistance: Vec<S>,
    /// L, mmHg·s²/mL.
    pub inertance: Vec<S>,
    /// B, mmHg·s²/mL²; see [`Self::quadratic`].
    pub(crate) quadratic: Vec<S>,
    /// Whether any B is not zero. If all are zero, the step skips the loss.
    pub(crate) lossy: bool,
    /// c_a.
    pub calibre_from: Vec<S>,
    /// c_b.
    pub calibre_to: Vec<S>,
}

impl<S: Scalar> Conduits<S> {
    pub(crate) fn push(&mut self, c: &Conduit) {
        let s = S::from_f64;
        self.resistance.push(s(c.resistance_mmhg_s_per_ml));
        self.inertance.push(s(c.inertance_mmhg_s2_per_ml));
        self.quadratic.push(s(c.quadratic_loss_mmhg_s2_per_ml2));
        self.lossy |= c.quadratic_loss_mmhg_s2_per_ml2 != 0.0;
        self.calibre_from.push(s(c.calibre_share_from));
        self.calibre_to.push(s(c.calibre_share_to));
    }

    /// B of a segment, mmHg·s²/mL².
    pub fn quadratic(&self, index: usize) -> S {
        self.quadratic[index]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn poiseuille_gives_the_resistance_and_inertance_of_parallel_tubes() {
        let (length, radius, parallel, viscosity, density) = (30.0, 0.2, 4.0, 3e-5, 8e-4);
        let tubes = Conduit::poiseuille(length, radius, parallel, viscosity, density);
        let area = std::f64::consts::PI * radius * radius;
        let fourth_power = radius.powi(4) * std::f64::consts::PI * parallel;
        let resistance = 8.0 * viscosity * length / fourth_power;
        let inertance = density * length / (area * parallel);
        assert!((tubes.resistance_mmhg_s_per_ml / resistance - 1.0).abs() < 1e-14);
        assert!((tubes.inertance_mmhg_s2_per_ml / inertance - 1.0).abs() < 1e-14);
        assert_eq!(tubes.quadratic_loss_mmhg_s2_per_ml2, 0.0);
    }

    #[test]
    fn the_linearised_segment_satisfies_its_equation_about_the_guess() {
        let (r, l, b, head, beta) = (0.4, 0.02, 0.003, 5.0, 250.0);
        for (guess, history) in [(12.0_f64, 9.0), (-7.0, 2.0), (0.0, -3.0)] {
            let (conductance, offset) = linearised(r, l, b, head, guess, beta, beta * history);
            let difference = 11.0;
            let flow = conductance * difference + offset;
            // |Q| Q about the guess: its tangent.
            let loss = b * guess.abs() * (2.0 * flow - guess);
            let inertia = l * beta * (flow - history);
            let left = inertia + r * flow + loss;
            assert!((left - difference - head).abs() < 1e-12, "{guess}: {left}");
            let beyond = loss_beyond_tangent(b, guess, flow);
            assert!((beyond - (b * flow.abs() * flow - loss)).abs() < 1e-12);
        }
    }
}

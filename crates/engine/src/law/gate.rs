//! A gate: a valve without cusps, whose resistance follows its drive at once.
//!
//! ```text
//!           L     R_open or R_shut
//!  p_a o--(((((---->|--/\/\/\--o p_b       Δp = p_a - p_b + head
//!            Q ->
//!
//!  L dQ/dt = Δp - R Q,   over a step:   Q = D / (R + L β),   D = Δp + L β Q_h
//!  R = R_open + (R_shut - R_open) σ,    σ = ½ (1 - tanh(k D))
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | Q | flow | mL/s |
//! | Δp | pressure difference across the gate | mmHg |
//! | D | drive: pressure difference and momentum of the blood | mmHg |
//! | σ | shutness, 0 open to 1 shut | 1 |
//! | R_open, R_shut | resistances of the open and the shut gate | mmHg·s/mL |
//! | k | steepness of switching; infinite: at once | 1/mmHg |
//! | L | inertance | mmHg·s²/mL |
//! | β, Q_h | leading coefficient and flow history of the time formula | 1/s, mL/s |
//!
//! With L = 0 the drive is the pressure difference: the resistance switches smoothly (Regazzoni et
//! al. 2022, J Comput Phys 457:111083) or, for k = ∞, at once. With R_shut = ∞ and k = ∞ the gate
//! is a diode with inertia: it opens when the pressure difference turns forward, and shuts when
//! the flow that inertia keeps up against the pressure comes to rest (Ottesen & Danielsen 2003,
//! J Theor Biol 222:53).
//!
//! Q rises with Δp, so that a gate is solved together with the network as a valve is.
//!
//! ```
//! use secondheart_engine::law::Gate;
//! use secondheart_engine::{EdgeLaw, Network, Wall};
//!
//! let diode = Gate {
//!     open_resistance_mmhg_s_per_ml: 0.01,
//!     shut_resistance_mmhg_s_per_ml: f64::INFINITY,
//!     steepness_per_mmhg: f64::INFINITY,
//!     inertance_mmhg_s2_per_ml: 0.0005,
//! };
//! let mut net = Network::new();
//! let atrium = net.add_node("atrium", Wall::Prescribed { pressure_mmhg: 8.0 }, 0.0);
//! let ventricle = net.add_node("ventricle", Wall::Prescribed { pressure_mmhg: 5.0 }, 0.0);
//! net.add_edge("mitral", atrium, ventricle, EdgeLaw::Gate(diode));
//! ```

use crate::elementwise::elementwise;
use crate::scalar::Scalar;

/// Parameters of one gate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gate {
    /// R_open, mmHg·s/mL; zero or positive, and positive where L is zero.
    pub open_resistance_mmhg_s_per_ml: f64,
    /// R_shut, mmHg·s/mL; at least R_open, infinite only where k is.
    pub shut_resistance_mmhg_s_per_ml: f64,
    /// k, 1/mmHg; positive, infinite for a gate that switches at once.
    pub steepness_per_mmhg: f64,
    /// L, mmHg·s²/mL; zero or positive.
    pub inertance_mmhg_s2_per_ml: f64,
}

/// Flow, its slope dQ/dΔp and σ under a drive D; `hard` is positive for a gate that switches at
/// once.
#[inline(always)]
fn respond<S: Scalar>(open: S, shut: S, steepness: S, hard: S, inertia: S, drive: S) -> (S, S, S) {
    let (zero, one) = (S::zero(), S::one());
    let backward = S::select(zero.lt(drive), zero, one);
    let smooth = ((steepness * drive * 2.0).exp() + one).recip();
    let at_once = zero.lt(hard);
    let conductance_at_once = (S::select(zero.lt(drive), open, shut) + inertia).recip();
    let reach = S::select(at_once, zero, shut - open);
    let shutness = S::select(at_once, backward, smooth);
    let conductance = S::select(
        at_once,
        conductance_at_once,
        (open + reach * shutness + inertia).recip(),
    );
    let turn = reach * steepness * shutness * (one - shutness) * 2.0;
    let slope = conductance + drive * turn * conductance * conductance;
    // Rounding may reverse the sign of the slope of a steep gate near its middle.
    (drive * conductance, slope.max(conductance * 1e-3), shutness)
}

elementwise! {
    /// Every gate at its pressure difference: flow, openness 1 - σ, and `Q = G (p_a - p_b) + Q_0`
    /// about it: (G, Q_0).
    pub(crate) fn evaluate(
        open, shut, steepness, hard, inertance, flow, flow_before, difference, head;
        next_flow, next_opening, conductance, offset;
        beta: f64, memory: f64
    ) {
        let inertia = inertance * beta;
        let history = flow + (flow - flow_before) * memory;
        let drive = difference + inertia * history;
        let (through, slope, shutness) = respond(open, shut, steepness, hard, inertia, drive);
        *next_flow = through;
        *next_opening = S::one() - shutness;
        *conductance = slope;
        *offset = through - slope * (difference - head);
    }
}

/// All gates of a network, one array per symbol.
#[derive(Debug, Clone, Default)]
pub struct Gates<S> {
    /// R_open, mmHg·s/mL.
    pub open: Vec<S>,
    /// R_shut, mmHg·s/mL.
    pub shut: Vec<S>,
    /// k, 1/mmHg; zero where the gate switches at once.
    pub(crate) steepness: Vec<S>,
    /// One where the gate switches at once, else zero.
    pub(crate) hard: Vec<S>,
    /// L, mmHg·s²/mL.
    pub inertance: Vec<S>,
}

impl<S: Scalar> Gates<S> {
    pub(crate) fn push(&mut self, g: &Gate) {
        let s = S::from_f64;
        let hard = g.steepness_per_mmhg.is_infinite();
        self.open.push(s(g.open_resistance_mmhg_s_per_ml));
        self.shut.push(s(g.shut_resistance_mmhg_s_per_ml));
        self.steepness
            .push(s(if hard { 0.0 } else { g.steepness_per_mmhg }));
        self.hard.push(s(f64::from(u8::from(hard))));
        self.inertance.push(s(g.inertance_mmhg_s2_per_ml));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dual;

    #[test]
    fn slope_is_the_derivative_of_flow_and_positive() {
        for (shut, steepness) in [(10.0, 3.0), (1e5, 100.0), (75e3, 1.0)] {
            for drive in [-3.0, -0.5, -0.01, -1e-4, 0.0, 1e-4, 0.01, 0.4, 2.0] {
                let c = Dual::<f64>::from_f64;
                let at = respond(
                    c(0.01),
                    c(shut),
                    c(steepness),
                    c(0.0),
                    c(0.0),
                    Dual::variable(drive),
                );
                let (flow, slope) = (at.0, at.1.value);
                assert!(slope > 0.0);
                let apart = (slope - flow.derivative).abs();
                assert!(
                    apart <= 1e-9 * slope,
                    "{drive}: {slope} {}",
                    flow.derivative
                );
            }
        }
    }

    #[test]
    fn a_diode_passes_nothing_backwards_and_keeps_its_flow_up() {
        let (open, shut, hard, inertia) = (0.01, f64::INFINITY, 1.0, 0.5);
        let flow = |drive| respond(open, shut, 0.0, hard, inertia, drive).0;
        assert_eq!(flow(-80.0), 0.0);
        assert_eq!(flow(0.0), 0.0);
        assert!((flow(5.1) - 10.0).abs() < 1e-12);
    }
}

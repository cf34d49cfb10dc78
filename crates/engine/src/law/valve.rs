//! A valve with an opening state, and the vessel segment around it.
//!
//! ```text
//!          R         L_t       cusps, opening ζ
//!  p_a o--/\/\/\---(((((((-------->|-------o p_b       Δp = p_a - p_b + head
//!             Q ->
//!
//!  dζ/dt = K_vo (1 - ζ) Δp/n   if Δp > 0,      K_vc ζ Δp/n   if Δp < 0
//!  A     = A_max (M_rg + (M_st - M_rg) g(ζ)),  g = max(0, ζ - ζ_c) / (1 - ζ_c)
//!  (L_t + nρl/A) dQ/dt = Δp - R Q - ρ/2 ((n - m) (1/A - 1/A_l)² + m/A²) |Q| Q - K_t |Q| Q
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | ζ | opening state, 0 shut to 1 open | 1 |
//! | Δp | pressure difference across segment and valves | mmHg |
//! | Q | flow | mL/s |
//! | R, L_t | resistance and inertance of the segment, as of a [`Conduit`](super::Conduit) | mmHg·s/mL, mmHg·s²/mL |
//! | n | valves in series along the segment | 1 |
//! | K_vo, K_vc | rates of opening and closing | 1/(mmHg·s) |
//! | m | valves at a mouth, where the jet enters another vessel from the side | 1 |
//! | A, A_max | orifice, and orifice of the open valve | cm² |
//! | A_l | lumen into which the jet widens behind the orifice | cm² |
//! | M_rg | share of A_max that stays open: 0 competent to 1 lost | 1 |
//! | M_st | share of A_max that opens at most: 1 healthy, less stenosed | 1 |
//! | l | effective length of the blood column that the valve accelerates | cm |
//! | ρ | density of blood | mmHg·s²/cm² |
//! | K_t | loss of a throat in front of the valves, an input like the pressures outside; 0 without one | mmHg·s²/mL² |
//! | ζ_c | opening below which the leaflets touch, [`OVERLAP`] | 1 |
//!
//! The law comes from Mynard, Davidson, Penny & Smolich 2012 (Int J Numer Meth Biomed Eng 28:626,
//! eqs 7-8 for ζ), with n valves in series and leaflets that overlap: below ζ_c they touch and
//! the orifice is closed. Valve timing is not prescribed; it emerges from pressure and inertia. The
//! momentum equation is multiplied by A², so that a closed valve has zero flow without a
//! division.
//!
//! Mynard et al. lose the whole kinetic energy of the jet. A jet that widens into a lumen regains a
//! part of it as pressure; the loss of a sudden widening is ρ/2 (v - v_l)² (Borda and Carnot; for
//! heart valves Garcia et al. 2000, Circulation 101:765: energy loss coefficient A A_l/(A_l - A)).
//! At the mouth of a tributary the jet enters another vessel from the side, and its whole kinetic
//! energy is lost.
//!
//! Over one step ζ and Q depend on Δp alone, since the histories of the time formula are known.
//! The valve is therefore a nonlinear conductance and is solved together with the network.
//!
//! ```
//! use secondheart_engine::law::Valve;
//! use secondheart_engine::{EdgeLaw, MMHG_PER_DYN_PER_CM2, Network, Wall};
//!
//! let aortic = Valve {
//!     resistance_mmhg_s_per_ml: 0.005,
//!     inertance_mmhg_s2_per_ml: 0.0005,
//!     calibre_share_from: 0.0,
//!     calibre_share_to: 0.0,
//!     area_cm2: 4.0,
//!     lumen_area_cm2: 7.0,
//!     length_cm: 1.0,
//!     opening_rate_per_mmhg_s: 20.0,
//!     closing_rate_per_mmhg_s: 20.0,
//!     count: 1.0,
//!     mouth_count: 0.0,
//!     regurgitant_fraction: 0.0,
//!     opening_limit: 1.0,
//!     density_mmhg_s2_per_cm2: 1.06 * MMHG_PER_DYN_PER_CM2,
//! };
//! let mut net = Network::new();
//! let ventricle = net.add_node("ventricle", Wall::Prescribed { pressure_mmhg: 120.0 }, 0.0);
//! let aorta = net.add_node("aorta", Wall::Prescribed { pressure_mmhg: 80.0 }, 0.0);
//! net.add_edge("aortic valve", ventricle, aorta, EdgeLaw::Valve(aortic));
//! ```

use crate::Scalar;
use crate::elementwise::elementwise;

/// ζ_c: opening state below which the leaflets touch.
pub const OVERLAP: f64 = 0.01;

/// Parameters of one valved segment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Valve {
    /// R of the segment while its ends have their unstressed volume, mmHg·s/mL; zero or positive.
    pub resistance_mmhg_s_per_ml: f64,
    /// L_t of the segment, mmHg·s²/mL; zero or positive.
    pub inertance_mmhg_s2_per_ml: f64,
    /// Share of R that follows the calibre of the first node, from 0 to 1.
    pub calibre_share_from: f64,
    /// Share of R that follows the calibre of the second node; the two sum to 1 at most.
    pub calibre_share_to: f64,
    /// A_max, cm²; positive.
    pub area_cm2: f64,
    /// A_l, cm²; at least A_max M_st, infinite for a jet that regains no pressure.
    pub lumen_area_cm2: f64,
    /// l, cm; positive. The longer, the slower flow starts and stops.
    pub length_cm: f64,
    /// K_vo, 1/(mmHg·s); positive.
    pub opening_rate_per_mmhg_s: f64,
    /// K_vc, 1/(mmHg·s); positive. The larger, the less flows back before the valve shuts.
    pub closing_rate_per_mmhg_s: f64,
    /// n; positive.
    pub count: f64,
    /// m, from 0 to n.
    pub mouth_count: f64,
    /// M_rg, from 0 (competent) to 1 (no valve).
    pub regurgitant_fraction: f64,
    /// M_st, from M_rg to 1 (healthy).
    pub opening_limit: f64,
    /// ρ, mmHg·s²/cm²; positive.
    pub density_mmhg_s2_per_cm2: f64,
}

/// A valve at a trial pressure difference: flow, its slope, opening.
#[derive(Debug, Clone, Copy)]
pub struct ValvePoint<S> {
    /// Q, mL/s.
    pub flow: S,
    /// A positive slope dQ/dΔp for the iteration, mL/(s·mmHg).
    pub slope: S,
    /// ζ at the end of the step.
    pub opening: S,
}

/// All that determines a valve in a step, except Δp.
#[derive(Debug, Clone, Copy)]
pub struct ValveStep<S> {
    /// R of the segment at the calibre of its ends, mmHg·s/mL.
    pub resistance: S,
    /// L_t, mmHg·s²/mL.
    pub inertance: S,
    /// A_max, cm².
    pub area: S,
    /// nρl, mmHg·s².
    pub mass: S,
    /// (n - m)ρ/2, mmHg·s²/cm².
    pub kinetic: S,
    /// mρ/2, mmHg·s²/cm².
    pub mouth: S,
    /// 1/A_l, 1/cm².
    pub inverse_lumen: S,
    /// K_vo/n.
    pub opening_rate: S,
    /// K_vc/n.
    pub closing_rate: S,
    /// M_rg.
    pub regurgitant: S,
    /// M_st.
    pub limit: S,
    /// K_t, mmHg·s²/mL².
    pub throat: S,
    /// β times the opening history.
    pub opening_history: S,
    /// β times the flow history.
    pub flow_history: S,
}

/// Flow, slope and opening after a step with leading coefficient β under `difference` (Δp).
#[inline(always)]
pub fn respond<S: Scalar>(v: &ValveStep<S>, difference: S, beta: f64) -> ValvePoint<S> {
    let zero = S::zero();
    let forward = difference.max(zero);
    let backward = (-difference).max(zero);
    let inverse = (v.opening_rate * forward + v.closing_rate * backward + beta).recip();
    let opening = ((v.opening_history + v.opening_rate * forward) * inverse)
        .max(zero)
        .min(S::one());
    let is_forward = zero.lt(difference);
    let opening_slope = S::select(
        is_forward,
        v.opening_rate * (S::one() - opening),
        v.closing_rate * opening,
    ) * inverse;

    const SPAN: f64 = 1.0 / (1.0 - OVERLAP);
    let reach = (v.limit - v.regurgitant) * v.area;
    let parted = (opening - OVERLAP).max(zero) * SPAN;
    let area = v.regurgitant * v.area + reach * parted;
    let touching = !S::from_f64(OVERLAP).lt(opening);
    let area_slope = S::select(touching, zero, reach * opening_slope * SPAN);

    // (A² L_t + A nρl)(βQ - βQ_h) = A² (Δp - R Q) - ρ/2 ((n - m) (1 - A/A_l)² + m) |Q| Q
    //     - A² K_t |Q| Q, solved for Q in closed form.
    let lost = S::one() - area * v.inverse_lumen;
    let kinetic = v.kinetic * lost * lost + v.mouth + area * area * v.throat;
    let area_inertance = area * v.inertance + v.mass;
    let linear_per_area = area_inertance * beta + area * v.resistance;
    let drive_per_area = area * difference + area_inertance * v.flow_history;
    let linear = area * linear_per_area;
    let drive = area * drive_per_area;
    let discriminant = (linear * linear + kinetic * drive.abs() * 4.0).sqrt();
    const TINY: f64 = 1e-30;
    let root = discriminant + TINY;
    let sum = linear + root;
    // One division for both reciprocals.
    let inverse_both = (root * sum).recip();
    let flow = drive * 2.0 * root * inverse_both;
    let inverse_discriminant = sum * inverse_both;
    let fixed_area_slope = area * area * inverse_discriminant;
    let mass_rate = area * v.inertance * 2.0 + v.mass;
    let drive_by_area = area * difference * 2.0 + mass_rate * v.flow_history;
    let linear_by_area = mass_rate * beta + area * v.resistance * 2.0;
    let kinetic_by_area = v.kinetic * lost * v.inverse_lumen * -2.0 + area * v.throat * 2.0;
    let slope = fixed_area_slope
        + (drive_by_area - flow * (linear_by_area + kinetic_by_area * flow.abs()))
            * area_slope
            * inverse_discriminant;
    ValvePoint {
        flow,
        slope: slope.max(fixed_area_slope),
        opening,
    }
}

/// β times the history of a quantity.
#[inline(always)]
fn history<S: Scalar>(now: S, before: S, beta: f64, memory: f64) -> S {
    (now + (now - before) * memory) * beta
}

elementwise! {
    /// Every valve at its pressure difference: flow and opening there, and
    /// `Q = G (p_a - p_b) + Q_0` about it: (G, Q_0).
    pub(crate) fn evaluate(
        inertance, area, mass, kinetic, mouth, inverse_lumen, opening_rate, closing_rate, regurgitant, limit,
        throat, resistance, opening, opening_before, flow, flow_before, difference, head;
        next_flow, next_opening, conductance, offset;
        beta: f64, memory: f64
    ) {
        let step = ValveStep {
            resistance,
            inertance,
            area,
            mass,
            kinetic,
            mouth,
            inverse_lumen,
            opening_rate,
            closing_rate,
            regurgitant,
            limit,
            throat,
            opening_history: history(opening, opening_before, beta, memory),
            flow_history: history(flow, flow_before, beta, memory),
        };
        let point = respond(&step, difference, beta);
        *next_flow = point.flow;
        *next_opening = point.opening;
        *conductance = point.slope;
        *offset = point.flow - point.slope * (difference - head);
    }
}

/// All valves of a network, one array per symbol.
#[derive(Debug, Clone, Default)]
pub struct Valves<S> {
    /// R_0, mmHg·s/mL.
    pub resistance: Vec<S>,
    /// L_t, mmHg·s²/mL.
    pub inertance: Vec<S>,
    /// c_a.
    pub calibre_from: Vec<S>,
    /// c_b.
    pub calibre_to: Vec<S>,
    /// A_max, cm².
    pub area: Vec<S>,
    /// nρl, mmHg·s².
    pub mass: Vec<S>,
    /// (n - m)ρ/2, mmHg·s²/cm².
    pub kinetic: Vec<S>,
    /// mρ/2, mmHg·s²/cm².
    pub mouth: Vec<S>,
    /// 1/A_l, 1/cm².
    pub inverse_lumen: Vec<S>,
    /// K_vo/n, 1/(mmHg·s).
    pub opening_rate: Vec<S>,
    /// K_vc/n, 1/(mmHg·s).
    pub closing_rate: Vec<S>,
    /// M_rg.
    pub regurgitant: Vec<S>,
    /// M_st.
    pub limit: Vec<S>,
    /// K_t, mmHg·s²/mL²; 0 without a throat.
    pub throat: Vec<S>,
}

impl<S: Scalar> Valves<S> {
    pub(crate) fn push(&mut self, v: &Valve) {
        let s = S::from_f64;
        self.resistance.push(s(v.resistance_mmhg_s_per_ml));
        self.inertance.push(s(v.inertance_mmhg_s2_per_ml));
        self.calibre_from.push(s(v.calibre_share_from));
        self.calibre_to.push(s(v.calibre_share_to));
        self.area.push(s(v.area_cm2));
        self.mass
            .push(s(v.count * v.density_mmhg_s2_per_cm2 * v.length_cm));
        let density = 0.5 * v.density_mmhg_s2_per_cm2;
        self.kinetic.push(s(density * (v.count - v.mouth_count)));
        self.mouth.push(s(density * v.mouth_count));
        self.inverse_lumen.push(s(v.lumen_area_cm2.recip()));
        self.opening_rate
            .push(s(v.opening_rate_per_mmhg_s / v.count));
        self.closing_rate
            .push(s(v.closing_rate_per_mmhg_s / v.count));
        self.regurgitant.push(s(v.regurgitant_fraction));
        self.limit.push(s(v.opening_limit));
        self.throat.push(S::zero());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(opening: f64, flow: f64, beta: f64) -> ValveStep<f64> {
        ValveStep {
            resistance: 0.05,
            inertance: 0.01,
            area: 0.5,
            mass: 8e-4,
            kinetic: 4e-4,
            mouth: 1e-4,
            inverse_lumen: 1.3,
            opening_rate: 20.0,
            closing_rate: 10.0,
            regurgitant: 0.0,
            limit: 1.0,
            throat: 2e-4,
            opening_history: beta * opening,
            flow_history: beta * flow,
        }
    }

    #[test]
    fn closed_competent_valve_passes_nothing_backwards() {
        let beta = 500.0;
        for difference in [-1e-6, -1.0, -80.0, -300.0] {
            let point = respond(&step(0.0, 0.0, beta), difference, beta);
            assert_eq!(point.flow, 0.0);
            assert_eq!(point.opening, 0.0);
        }
    }

    #[test]
    fn the_closed_form_satisfies_the_momentum_equation() {
        let beta = 500.0;
        for (opening, flow, difference) in [
            (0.5, 10.0, 2.0),
            (0.9, -3.0, -1.0),
            (0.02, 0.1, 0.5),
            (1.0, 50.0, -20.0),
        ] {
            let v = step(opening, flow, beta);
            let point = respond(&v, difference, beta);
            let area = v.area * (point.opening - OVERLAP).max(0.0) / (1.0 - OVERLAP);
            let q = point.flow;
            let left = (area * area * v.inertance + area * v.mass) * beta * (q - flow);
            let share = area * v.inverse_lumen;
            let throat = area * area * v.throat;
            let lost = v.mouth + v.kinetic * (1.0 - share).powi(2) + throat;
            let right = area * area * (difference - v.resistance * q) - lost * q.abs() * q;
            assert!(
                (left - right).abs() < 1e-12 * (1.0 + right.abs()),
                "{left} {right}"
            );
        }
    }

    #[test]
    fn an_incompetent_valve_leaks_and_a_stenosed_one_throttles() {
        let beta = 500.0;
        let mut v = step(0.0, 0.0, beta);
        v.regurgitant = 0.2;
        assert!(respond(&v, -10.0, beta).flow < -0.01);
        let mut open = step(1.0, 0.0, beta);
        let healthy = respond(&open, 1.0, beta).flow;
        open.limit = 0.1;
        assert!(respond(&open, 1.0, beta).flow < 0.5 * healthy);
    }
}

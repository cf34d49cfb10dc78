//! The linear system of a step: assembled, solved and read back.

use super::Step;
use crate::law::{conduit, starling};
use crate::scalar::Scalar;

/// Capacity that prescribes a pressure: any conductance of the network is negligible beside it.
const FIXED: f64 = 1e20;
/// Capacity that keeps the pressure of a rigid node defined when all its edges are shut.
const HELD: f64 = 1e-12;

/// How sound a solution is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found<S> {
    /// Sum of the pressures: not finite if one of them is not.
    pub(super) sum: S,
    /// Smallest volume of a wall, mL.
    pub(super) smallest: S,
    /// By how much the farthest volume exceeds its tolerance, mL; not positive if none does.
    pub(super) violation: S,
}

impl<S: Scalar> Step<'_, S> {
    /// Writes the matrix and the right-hand side: each row and each slot is gathered and written
    /// once.
    #[inline(always)]
    pub(super) fn assemble<const SYMMETRIC: bool>(&mut self) {
        let (t, p, w, state) = (self.t, self.p, &mut *self.w, &self.state);
        for i in t.rigid_places() {
            S::head_of_loop();
            w.capacity[i] = S::from_f64(HELD);
            w.wall_right[i] = state.pressure[i] * HELD;
        }
        for (k, i) in t.prescribed_places().enumerate() {
            S::head_of_loop();
            w.capacity[i] = S::from_f64(FIXED);
            w.wall_right[i] = p.prescribed_pressure[k] * FIXED;
        }
        self.assemble_nodes::<SYMMETRIC>();
        if SYMMETRIC {
            self.assemble_couplings();
        } else {
            self.assemble_unsymmetric_couplings();
        }
        self.assemble_sacs::<SYMMETRIC>();
    }

    /// β C + Σ G on the diagonal, Q_0 of the edges on the right. A prescribed flow has no G.
    #[inline(always)]
    fn assemble_nodes<const SYMMETRIC: bool>(&mut self) {
        let (t, w) = (self.t, &mut *self.w);
        let uneven = t.uneven_places();
        let (diagonal, right) = (&mut w.diagonal[..], &mut w.right[..]);
        let (conductance, offset) = (&w.conductance[..], &w.offset[..]);
        let walls = w.capacity.iter().zip(&w.wall_right);
        let edges = t.leaving.iter().zip(t.entering.iter());
        for ((&row, (&capacity, &wall)), (leaving, entering)) in
            t.node_row.iter().zip(walls).zip(edges)
        {
            S::head_of_loop();
            let (mut sum, mut known) = (capacity, wall);
            for &e in leaving {
                sum += conductance[e as usize];
                known -= offset[e as usize];
            }
            for &e in entering {
                let e = e as usize;
                sum += if SYMMETRIC || !uneven.contains(&e) {
                    conductance[e]
                } else {
                    w.conductance_to[e - uneven.start]
                };
                known += offset[e];
            }
            diagonal[row as usize] = sum;
            right[row as usize] = known;
        }
    }

    /// -Σ G of the edges between two nodes.
    #[inline(always)]
    fn assemble_couplings(&mut self) {
        let w = &mut *self.w;
        let conductance = &w.conductance[..];
        for (lower, edges) in w.lower.iter_mut().zip(self.t.slot_edges.iter()) {
            S::head_of_loop();
            let mut sum = S::zero();
            for &e in edges {
                sum -= conductance[e as usize];
            }
            *lower = sum;
        }
    }

    /// The couplings of both triangles, where the flow of an edge depends unequally on its ends.
    #[inline(always)]
    fn assemble_unsymmetric_couplings(&mut self) {
        let (t, w) = (self.t, &mut *self.w);
        let ordinary = t.uneven_places().start;
        w.lower.fill(S::zero());
        w.upper.fill(S::zero());
        for (e, stamp) in t.stamps.iter().enumerate() {
            S::head_of_loop();
            let conductance = w.conductance[e];
            let back = if e < ordinary {
                conductance
            } else {
                w.conductance_to[e - ordinary]
            };
            // Row `from` holds -G_b in column `to`; row `to` holds -G_a in column `from`.
            let (below, above) = if stamp.from_below {
                (back, conductance)
            } else {
                (conductance, back)
            };
            w.lower[stamp.slot as usize] -= below;
            w.upper[stamp.slot as usize] -= above;
        }
    }

    /// β [(p_k - f*)/f' - Σ C_i (p_i - p_ext,i - p*_i)] = 0 for every elastic enclosure.
    #[inline(always)]
    fn assemble_sacs<const SYMMETRIC: bool>(&mut self) {
        let (t, w) = (self.t, &mut *self.w);
        for (k, &row) in t.sac_row.iter().enumerate() {
            S::head_of_loop();
            let softness = w.sac_slope[k].recip() * self.beta;
            w.diagonal[row as usize] = softness;
            w.right[row as usize] = softness * w.sac_pressure[k];
        }
        for (member, &pressure) in t.sac_members.iter().zip(&w.member_pressure) {
            S::head_of_loop();
            let i = member.node as usize;
            let row = t.sac_row[member.sac as usize] as usize;
            let capacity = w.capacity[i];
            w.diagonal[row] += capacity;
            w.right[row] -= capacity * pressure;
            w.lower[member.slot as usize] -= capacity;
            if !SYMMETRIC {
                w.upper[member.slot as usize] -= capacity;
            }
        }
        for shared in &t.sac_shared {
            S::head_of_loop();
            let capacity = w.capacity[shared.node as usize];
            w.lower[shared.slot as usize] += capacity;
            if !SYMMETRIC {
                w.upper[shared.slot as usize] += capacity;
            }
        }
    }

    #[inline(always)]
    pub(super) fn solve<const SYMMETRIC: bool>(&mut self) {
        let (e, w) = (&self.t.elimination, &mut *self.w);
        if SYMMETRIC {
            e.solve_symmetric(&mut w.diagonal, &mut w.lower, &mut w.right);
        } else {
            e.solve_unsymmetric(&mut w.diagonal, &mut w.lower, &mut w.upper, &mut w.right);
        }
    }

    /// Pressures, flows and volume increments from the solution, and how sound they are. A settled
    /// lane keeps its results.
    #[inline(always)]
    pub(super) fn harvest(&mut self, active: S::Mask, round: u32) -> Found<S> {
        if S::LANES == 1 || round == 0 {
            self.harvest_with(|new, _| new)
        } else {
            self.harvest_with(|new, old| S::select(active, new, old))
        }
    }

    #[inline(always)]
    fn harvest_with(&mut self, blend: impl Fn(S, S) -> S) -> Found<S> {
        let (t, w, tolerance) = (self.t, &mut *self.w, self.tolerance);
        let mut found = Found {
            sum: S::zero(),
            smallest: S::from_f64(f64::INFINITY),
            violation: S::from_f64(-1.0),
        };
        let (solution, right) = (&mut w.solution[..], &w.right[..]);
        for (i, &row) in t.node_row.iter().chain(&t.sac_row).enumerate() {
            S::head_of_loop();
            solution[i] = blend(right[row as usize], solution[i]);
            found.sum += solution[i];
        }
        let ordinary = t.uneven_places().start;
        let (solution, flow) = (&w.solution[..], &mut w.flow[..]);
        let (conductance, offset) = (&w.conductance[..], &w.offset[..]);
        for (e, stamp) in t.stamps.iter().enumerate() {
            S::head_of_loop();
            let (from, to) = (solution[stamp.from as usize], solution[stamp.to as usize]);
            let through = if e < ordinary {
                conductance[e] * (from - to)
            } else {
                conductance[e] * from - w.conductance_to[e - ordinary] * to
            };
            flow[e] = blend(through + offset[e], flow[e]);
        }
        for e in t.flow_places() {
            S::head_of_loop();
            flow[e] = offset[e];
        }
        // V - V_n = (V_h - V_n) + Σ ± Q / β: the flow that leaves one node enters the next.
        let per_flow = 1.0 / self.beta;
        let flow = &w.flow[..];
        let walled = t.chamber_places().end;
        let (volume, trial) = (&self.state.volume[..], &w.trial[..]);
        let edges = t.leaving.iter().zip(t.entering.iter());
        for (i, (leaving, entering)) in edges.enumerate() {
            S::head_of_loop();
            let mut increment = self.state.volume_increment[i] * self.memory;
            for &e in leaving {
                increment -= flow[e as usize] * per_flow;
            }
            for &e in entering {
                increment += flow[e as usize] * per_flow;
            }
            w.increment[i] = increment;
            if i < walled {
                let reached = volume[i] + increment;
                let apart = (reached - trial[i]).abs() - trial[i] * tolerance.volume;
                found.smallest = found.smallest.min(reached);
                found.violation = found.violation.max(apart);
            }
        }
        found
    }

    /// Moves the valves' trial to the pressure differences just found.
    #[inline(always)]
    pub(super) fn find_valves(&mut self) {
        let (w, at) = (&mut *self.w, self.t.switch_places());
        let (trial, pressure) = (&mut w.valve_trial[..], &w.solution[..]);
        let ends_and_heads = self.t.ends[at.clone()].iter().zip(&self.p.head[at]);
        w.valve_before.copy_from_slice(trial);
        for (trial, (&(a, b), &head)) in trial.iter_mut().zip(ends_and_heads) {
            S::head_of_loop();
            *trial = pressure[a as usize] - pressure[b as usize] + head;
        }
    }

    /// The lanes in which the linearisation was too far from the solution; the valves must have
    /// been evaluated at the pressure differences found.
    #[inline(always)]
    pub(super) fn unsettled(&mut self, found: &Found<S>) -> S::Mask {
        let t = self.t;
        let mut violation = found.violation;
        let tolerance = self.tolerance;
        if self.p.conduits.lossy {
            let n = t.conduits;
            let (quadratic, guess) = (&self.p.conduits.quadratic[..n], &self.w.flow_guess[..n]);
            let (conductance, flow) = (&self.w.conductance[..n], &self.w.flow[..n]);
            for e in 0..n {
                S::head_of_loop();
                let off = conduit::loss_beyond_tangent(quadratic[e], guess[e], flow[e]);
                let allowed = flow[e].abs() * tolerance.flow_relative + tolerance.flow_ml_per_s;
                violation = violation.max((off * conductance[e]).abs() - allowed);
            }
        }
        for (&flow, &law) in self.w.flow[t.switch_places()]
            .iter()
            .zip(&self.w.valve_flow)
        {
            S::head_of_loop();
            let apart = (law - flow).abs();
            let allowed = flow.abs() * tolerance.flow_relative + tolerance.flow_ml_per_s;
            violation = violation.max(apart - allowed);
        }
        for (k, e) in t.starling_places().enumerate() {
            S::head_of_loop();
            let (from, to) = (
                self.w.solution[t.ends[e].0 as usize],
                self.w.solution[t.ends[e].1 as usize],
            );
            let law = &self.p.starlings;
            let (g_from, g_to, offset) = starling::linearised(
                law.conductance[k],
                law.critical[k],
                self.p.head[e],
                from,
                to,
            );
            let apart = (g_from * from - g_to * to + offset - self.w.flow[e]).abs();
            violation = violation.max(apart - tolerance.flow_ml_per_s);
        }
        S::zero().lt(violation)
    }
}

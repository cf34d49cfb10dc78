//! The linear system of a step: written, solved, read.

use super::Step;
use crate::law::{conduit, starling};
use crate::scalar::Scalar;

/// Capacity that stands for a given pressure: any conductance of the network is lost beside it.
const FIXED: f64 = 1e20;
/// Capacity that keeps the pressure of a rigid node defined when all its edges are shut.
const HELD: f64 = 1e-12;

impl<S: Scalar> Step<'_, S> {
    /// Writes the matrix and the right-hand side.
    #[inline(always)]
    pub(super) fn assemble<const SYMMETRIC: bool>(&mut self) {
        let (t, p, w, state) = (self.t, self.p, &mut *self.w, &self.state);
        w.lower.fill(S::zero());
        if !SYMMETRIC {
            w.upper.fill(S::zero());
        }
        let walled = t.rigid_places().start;
        let (diagonal, right) = (&mut w.diagonal[..], &mut w.right[..]);
        let equations = w.capacity.iter().zip(&w.wall_right);
        for (&row, (&capacity, &wall)) in t.node_row[..walled].iter().zip(equations) {
            S::head_of_loop();
            diagonal[row as usize] = capacity;
            right[row as usize] = wall;
        }
        for i in t.rigid_places() {
            S::head_of_loop();
            let row = t.node_row[i] as usize;
            w.diagonal[row] = S::from_f64(HELD);
            w.right[row] = state.pressure[i] * HELD;
        }
        for (k, i) in t.prescribed_places().enumerate() {
            S::head_of_loop();
            let row = t.node_row[i] as usize;
            w.diagonal[row] = S::from_f64(FIXED);
            w.right[row] = p.prescribed_pressure[k] * FIXED;
        }
        self.assemble_sacs::<SYMMETRIC>();
        self.assemble_edges::<SYMMETRIC>();
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
    fn assemble_edges<const SYMMETRIC: bool>(&mut self) {
        let (t, w) = (self.t, &mut *self.w);
        let ordinary = t.starling_places().start;
        let (diagonal, right, lower) = (&mut w.diagonal[..], &mut w.right[..], &mut w.lower[..]);
        let (conductances, offsets) = (&w.conductance[..], &w.offset[..]);
        for (e, stamp) in t.stamps.iter().enumerate() {
            S::head_of_loop();
            let (conductance, offset) = (conductances[e], offsets[e]);
            let (from, to) = (stamp.row_from as usize, stamp.row_to as usize);
            let slot = stamp.slot as usize;
            diagonal[from] += conductance;
            right[from] -= offset;
            right[to] += offset;
            if SYMMETRIC {
                diagonal[to] += conductance;
                lower[slot] -= conductance;
                continue;
            }
            let back = if e < ordinary {
                conductance
            } else {
                w.conductance_to[e - ordinary]
            };
            diagonal[to] += back;
            // Row `from` holds -G_b in the column of `to`; row `to` holds -G_a in that of `from`.
            let (below, above) = if stamp.from_below {
                (back, conductance)
            } else {
                (conductance, back)
            };
            lower[slot] -= below;
            w.upper[slot] -= above;
        }
        let unknown = t.unknown_nodes();
        for e in t.flow_places() {
            S::head_of_loop();
            let (a, b) = (t.ends[e].0 as usize, t.ends[e].1 as usize);
            let offset = w.offset[e];
            if a < unknown {
                w.right[t.node_row[a] as usize] -= offset;
            }
            if b < unknown {
                w.right[t.node_row[b] as usize] += offset;
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

    /// Pressures, flows and volume increments from the solution. A lane that has settled keeps
    /// what it had. Returns the sum of the pressures, which is no number if one of them is none.
    #[inline(always)]
    pub(super) fn harvest(&mut self, active: S::Mask, round: u32) -> S {
        let (t, w) = (self.t, &mut *self.w);
        let blend = |new: S, old: S| {
            if S::LANES == 1 || round == 0 {
                new
            } else {
                S::select(active, new, old)
            }
        };
        let mut sum = S::zero();
        let (solution, right) = (&mut w.solution[..], &w.right[..]);
        for (i, &row) in t.node_row.iter().chain(&t.sac_row).enumerate() {
            S::head_of_loop();
            solution[i] = blend(right[row as usize], solution[i]);
            sum += solution[i];
        }
        let ordinary = t.starling_places().start;
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
        // V - V_n = (V_h - V_n) + Σ ± Q / β: what leaves one node enters the next.
        let per_flow = 1.0 / self.beta;
        w.increment.copy_from_slice(&w.volume_history);
        let increment = &mut w.increment[..];
        for (&(a, b), &flow) in t.ends.iter().zip(&w.flow) {
            S::head_of_loop();
            let moved = flow * per_flow;
            increment[a as usize] -= moved;
            increment[b as usize] += moved;
        }
        sum
    }

    /// Takes the valves' trial to the pressure differences just found.
    #[inline(always)]
    pub(super) fn find_valves(&mut self) {
        let (w, at) = (&mut *self.w, self.t.valve_places());
        let (trial, pressure) = (&mut w.valve_trial[..], &w.solution[..]);
        let ends_and_heads = self.t.ends[at.clone()].iter().zip(&self.p.head[at]);
        w.valve_before.copy_from_slice(trial);
        for (trial, (&(a, b), &head)) in trial.iter_mut().zip(ends_and_heads) {
            S::head_of_loop();
            *trial = pressure[a as usize] - pressure[b as usize] + head;
        }
    }

    /// The lanes in which the linearisation was too far from the solution, and the smallest volume
    /// of a wall; the valves must have been evaluated at the pressure differences found.
    #[inline(always)]
    pub(super) fn unsettled(&mut self) -> (S::Mask, S) {
        let t = self.t;
        let mut violation = S::from_f64(-1.0);
        let mut smallest = S::from_f64(f64::INFINITY);
        let walled = t.chamber_places().end;
        {
            let volume = &self.state.volume[..walled];
            let (increment, trial) = (&self.w.increment[..walled], &self.w.trial[..walled]);
            for i in 0..walled {
                S::head_of_loop();
                let found = volume[i] + increment[i];
                smallest = smallest.min(found);
                let apart = (found - trial[i]).abs();
                violation = violation.max(apart - trial[i] * self.tolerance.volume);
            }
        }
        let tolerance = self.tolerance;
        {
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
        for (&flow, &law) in self.w.flow[t.valve_places()].iter().zip(&self.w.valve_flow) {
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
        // A Starling resistor is linearised about the pressures of the next trial.
        (S::zero().lt(violation), smallest)
    }
}

//! The linear system of a step: assembled, solved and read back.

use super::Step;
use crate::elementwise::elementwise;
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
    /// By how much the worst wall exceeds its tolerance, mL or mmHg; not positive if none does.
    pub(super) violation: S,
}

impl<S: Scalar> Step<'_, S> {
    /// Writes the matrix and the right-hand side.
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
        self.assemble_network::<SYMMETRIC>();
        self.assemble_sacs::<SYMMETRIC>();
    }

    /// β C + Σ G on the diagonal, Q_0 of the edges on the right, -Σ G of the edges between two nodes
    /// off the diagonal. A prescribed flow has no G.
    #[inline(always)]
    fn assemble_network<const SYMMETRIC: bool>(&mut self) {
        let (t, w) = (self.t, &mut *self.w);
        let (diagonal, right) = (&mut w.diagonal[..], &mut w.right[..]);
        let walls = w.capacity.iter().zip(&w.wall_right);
        for (&row, (&capacity, &wall)) in t.node_row.iter().zip(walls) {
            S::head_of_loop();
            diagonal[row as usize] = capacity;
            right[row as usize] = wall;
        }
        w.lower.fill(S::zero());
        w.upper.fill(S::zero());
        let ordinary = t.uneven_places().start;
        let laws = w.conductance.iter().zip(&w.offset);
        for (e, (stamp, (&from, &offset))) in t.stamps.iter().zip(laws).enumerate() {
            S::head_of_loop();
            let to = if SYMMETRIC || e < ordinary {
                from
            } else {
                w.conductance_to[e - ordinary]
            };
            let (row, other) = (stamp.from_row as usize, stamp.to_row as usize);
            diagonal[row] += from;
            right[row] -= offset;
            diagonal[other] += to;
            right[other] += offset;
            // Row `from` holds -G_b in column `to`; row `to` holds -G_a in column `from`.
            let (below, above) = if SYMMETRIC || stamp.from_below {
                (to, from)
            } else {
                (from, to)
            };
            w.lower[stamp.slot as usize] -= below;
            if !SYMMETRIC {
                w.upper[stamp.slot as usize] -= above;
            }
        }
        for e in t.flow_places() {
            S::head_of_loop();
            let (from, to) = t.ends[e];
            if let Some(&row) = t.node_row.get(from as usize) {
                right[row as usize] -= w.offset[e];
            }
            if let Some(&row) = t.node_row.get(to as usize) {
                right[row as usize] += w.offset[e];
            }
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
        // V - V_n = (V_h - V_n) + Σ ± Q / β: the flow that leaves one node enters the next.
        let per_flow = 1.0 / self.beta;
        remember(&self.state.volume_increment, &mut w.increment, self.memory);
        let ordinary = t.uneven_places().start;
        let (solution, increment) = (&w.solution[..], &mut w.increment[..]);
        let laws = w.conductance.iter().zip(&w.offset).zip(&mut w.flow);
        for (e, (stamp, ((&conductance, &offset), flow))) in t.stamps.iter().zip(laws).enumerate() {
            S::head_of_loop();
            let (a, b) = (stamp.from as usize, stamp.to as usize);
            let (from, to) = (solution[a], solution[b]);
            let through = if e < ordinary {
                conductance * (from - to)
            } else {
                conductance * from - w.conductance_to[e - ordinary] * to
            };
            *flow = blend(through + offset, *flow);
            let moved = *flow * per_flow;
            increment[a] -= moved;
            increment[b] += moved;
        }
        for e in t.flow_places() {
            S::head_of_loop();
            let (from, to) = t.ends[e];
            w.flow[e] = w.offset[e];
            let moved = w.flow[e] * per_flow;
            increment[from as usize] -= moved;
            increment[to as usize] += moved;
        }
        for i in t.tube_places() {
            S::head_of_loop();
            let (reached, trial) = (self.state.volume[i] + w.increment[i], w.trial[i]);
            let apart = (reached - trial).abs() - trial * tolerance.volume;
            found.smallest = found.smallest.min(reached);
            found.violation = found.violation.max(apart);
        }
        // A chamber bends so little that its volume may be far from the trial.
        for (k, i) in t.chamber_places().enumerate() {
            S::head_of_loop();
            let (reached, trial) = (self.state.volume[i] + w.increment[i], w.trial[i]);
            let apart = self.p.chambers.pressure_beyond_tangent(k, trial, reached);
            found.smallest = found.smallest.min(reached);
            found.violation = found.violation.max(apart.abs() - tolerance.chamber_mmhg);
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
        let (valves, gates) = self.w.valve_flow.split_at(t.valves);
        let areas = &self.p.valves.area;
        for ((&flow, &law), &area) in self.w.flow[t.valve_places()].iter().zip(valves).zip(areas) {
            S::head_of_loop();
            let allowed = flow.abs() * tolerance.flow_relative + area * tolerance.valve_cm_per_s;
            violation = violation.max((law - flow).abs() - allowed);
        }
        for (&flow, &law) in self.w.flow[t.gate_places()].iter().zip(gates) {
            S::head_of_loop();
            let allowed = flow.abs() * tolerance.flow_relative + tolerance.flow_ml_per_s;
            violation = violation.max((law - flow).abs() - allowed);
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

elementwise! {
    /// The part of a volume increment that the two-step formula remembers.
    fn remember(before; increment; memory: f64) {
        *increment = before * memory;
    }
}

//! Every law at the trial state: walls, enclosures, segments, valves.

use super::Step;
use crate::law::{chamber, conduit, enclosure, starling, tube, valve};
use crate::scalar::Scalar;

/// Adds τ_v (dp/dV) dV/dt to the walls' pressure, dV/dt = β (V* - V_h), and τ_v β to their slope.
#[inline(always)]
fn viscous_walls<S: Scalar>(
    viscous_time: &[S],
    trial: &[S],
    volume: &[S],
    history: &[S],
    pressure: &mut [S],
    slope: &mut [S],
    beta: f64,
) {
    let n = viscous_time.len();
    let (trial, volume, history) = (&trial[..n], &volume[..n], &history[..n]);
    let (pressure, slope) = (&mut pressure[..n], &mut slope[..n]);
    for i in 0..n {
        let damping = viscous_time[i] * slope[i] * beta;
        pressure[i] += damping * (trial[i] - volume[i] - history[i]);
        slope[i] += damping;
    }
}

impl<S: Scalar> Step<'_, S> {
    /// Pressure outside every node from the prescribed enclosures.
    #[inline(always)]
    pub(super) fn outside_pressures(&mut self) {
        self.w.outside.fill(S::zero());
        for (&(node, enclosure, _), &weight) in self.t.presses.iter().zip(&self.p.press_weight) {
            let pressure = weight * self.p.enclosure_pressure[enclosure as usize];
            self.w.outside[node as usize] += pressure;
        }
    }

    /// Creep at the end of the step, implicit in itself, driven by the stretch of the trial
    /// volume about the extrapolated creep.
    #[inline(always)]
    pub(super) fn creep(&mut self) {
        let (tubes, state) = (&self.p.tubes, &self.state);
        let (beta, memory, omega) = (self.beta, self.memory, self.omega);
        for i in 0..self.t.tubes {
            let (creep, increment) = (state.creep[i], state.creep_increment[i]);
            let (share, _) = tube::stretch_share(
                self.w.trial[i],
                creep + increment * omega,
                tubes.unstressed_volume[i],
                tubes.inverse_distensible[i],
            );
            let full = tubes.creep_fraction[i] * tubes.distensible_volume[i] * share;
            let rate = tubes.creep_rate[i];
            let history = creep + increment * memory;
            self.w.creep[i] = (history * beta + rate * full) * (rate + beta).recip();
        }
    }

    /// Wall laws at the trial volumes, and the trial pressures of all nodes.
    #[inline(always)]
    pub(super) fn walls(&mut self) {
        let (t, p, w) = (self.t, self.p, &mut *self.w);
        let n = t.tubes;
        let tubes = &p.tubes;
        tube::evaluate_all(
            tubes,
            &w.trial[..n],
            &w.creep,
            &mut w.wall_pressure[..n],
            &mut w.wall_slope[..n],
            &mut w.narrowing[..n],
        );
        viscous_walls(
            &tubes.viscous_time[..n],
            &w.trial[..n],
            &self.state.volume[..n],
            &w.volume_history[..n],
            &mut w.wall_pressure[..n],
            &mut w.wall_slope[..n],
            self.beta,
        );
        let chambers = &p.chambers;
        for (c, i) in t.chamber_places().enumerate() {
            let (pressure, slope) = chamber::pressure_and_slope(
                w.trial[i],
                chambers.activation[c],
                chambers.elastance[c],
                chambers.intercept[c],
                chambers.passive_pressure[c],
                chambers.passive_exponent[c],
                chambers.passive_intercept[c],
            );
            w.wall_pressure[i] = pressure;
            w.wall_slope[i] = slope;
        }
        for (l, i) in t.linear_places().enumerate() {
            let slope = p.linear_compliance[l].recip();
            w.wall_pressure[i] = (w.trial[i] - p.linear_unstressed[l]) * slope;
            w.wall_slope[i] = slope;
        }
        let walled = t.rigid_places().start;
        for i in 0..walled {
            w.trial_pressure[i] = w.wall_pressure[i] + w.outside[i];
        }
        for (k, i) in t.rigid_places().enumerate() {
            w.trial_pressure[i] = w.rigid_trial[k];
        }
        for (k, i) in t.prescribed_places().enumerate() {
            w.trial_pressure[i] = p.prescribed_pressure[k];
        }
        self.sacs();
    }

    /// Elastic enclosures press on their members with the pressure of their trial content.
    #[inline(always)]
    fn sacs(&mut self) {
        let (t, w, sacs) = (self.t, &mut *self.w, &self.p.sacs);
        w.sac_content.fill(S::zero());
        for member in &t.sac_members {
            let content = w.trial[member.node as usize];
            w.sac_content[member.sac as usize] += content;
        }
        for k in 0..t.sacs.len() {
            let (pressure, slope) = enclosure::pressure_and_slope(
                w.sac_content[k],
                sacs.pressure_scale[k],
                sacs.volume_offset[k],
                sacs.inverse_scale[k],
            );
            w.sac_pressure[k] = pressure;
            w.sac_slope[k] = slope;
        }
        for member in &t.sac_members {
            let pressure = w.sac_pressure[member.sac as usize];
            w.trial_pressure[member.node as usize] += pressure;
        }
    }

    /// Histories of the valves' opening and flow.
    #[inline(always)]
    pub(super) fn valve_histories(&mut self) {
        let (state, w) = (&self.state, &mut *self.w);
        let (beta, memory) = (self.beta, self.memory);
        for (v, edge) in self.t.valve_places().enumerate() {
            let flow = state.flow[edge] + state.flow_increment[edge] * memory;
            let opening = state.opening[v] + state.opening_increment[v] * memory;
            w.valve_flow_history[v] = flow * beta;
            w.valve_opening_history[v] = opening * beta;
        }
    }

    /// Resistance of all segments at the calibre of their ends.
    #[inline(always)]
    pub(super) fn resistances(&mut self) {
        let (w, valves, conduits) = (&mut *self.w, &self.p.valves, &self.p.conduits);
        for (v, edge) in self.t.valve_places().enumerate() {
            let (a, b) = self.t.ends[edge];
            let narrow = valves.calibre_from[v] * (w.narrowing[a as usize] - 1.0)
                + valves.calibre_to[v] * (w.narrowing[b as usize] - 1.0);
            w.valve_resistance[v] = valves.resistance[v] * (narrow + 1.0);
        }
        for e in 0..self.t.conduits {
            let (a, b) = self.t.ends[e];
            let narrow = conduits.calibre_from[e] * (w.narrowing[a as usize] - 1.0)
                + conduits.calibre_to[e] * (w.narrowing[b as usize] - 1.0);
            w.conduit_resistance[e] = conduits.resistance[e] * (narrow + 1.0);
        }
    }

    /// Pressure differences across the valves at the trial pressures.
    #[inline(always)]
    pub(super) fn aim_valves(&mut self) {
        for (v, edge) in self.t.valve_places().enumerate() {
            let (a, b) = self.t.ends[edge];
            let pressure = &self.w.trial_pressure;
            self.w.valve_trial[v] = pressure[a as usize] - pressure[b as usize] + self.p.head[edge];
        }
    }

    /// Flow, slope and opening of every valve at its trial pressure difference.
    #[inline(always)]
    pub(super) fn evaluate_valves(&mut self) {
        let w = &mut *self.w;
        valve::respond_all(
            &self.p.valves,
            &w.valve_resistance,
            &w.valve_opening_history,
            &w.valve_flow_history,
            &w.valve_trial,
            &mut w.valve_flow,
            &mut w.valve_slope,
            &mut w.valve_opening,
            self.beta,
        );
    }

    /// G and Q_0 of segments, Starling resistors and prescribed flows.
    #[inline(always)]
    pub(super) fn conduits(&mut self) {
        let (t, p, w, state) = (self.t, self.p, &mut *self.w, &self.state);
        let n = t.conduits;
        conduit::linearise_all(
            &p.conduits,
            &w.conduit_resistance,
            &p.head[..n],
            &w.flow[..n],
            &state.flow[..n],
            &state.flow_increment[..n],
            &mut w.conductance[..n],
            &mut w.offset[..n],
            self.beta,
            self.memory,
        );
        for (k, e) in t.starling_places().enumerate() {
            let (a, b) = t.ends[e];
            let (from, to, offset) = starling::linearised(
                p.starlings.conductance[k],
                p.starlings.critical[k],
                p.head[e],
                w.trial_pressure[a as usize],
                w.trial_pressure[b as usize],
            );
            w.conductance[e] = from;
            w.conductance_to[k] = to;
            w.offset[e] = offset;
        }
        for (k, e) in t.flow_places().enumerate() {
            w.offset[e] = p.flow[k];
        }
    }

    /// G and Q_0 of the valves about their trial point.
    #[inline(always)]
    pub(super) fn valve_conductances(&mut self) {
        let (w, p) = (&mut *self.w, self.p);
        for (v, e) in self.t.valve_places().enumerate() {
            let slope = w.valve_slope[v];
            w.conductance[e] = slope;
            w.offset[e] = w.valve_flow[v] - slope * (w.valve_trial[v] - p.head[e]);
        }
    }
}

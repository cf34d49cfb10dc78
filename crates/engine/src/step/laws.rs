//! Every law at the trial state: walls, enclosures, segments, valves.

use super::Step;
use crate::law::{
    chamber, conduit, enclosure, follower, gate, starling, tube, valve, wall_equation,
};
use crate::scalar::Scalar;

/// Resistance of segments between nodes of the given narrowing.
#[inline(always)]
fn narrow<S: Scalar>(
    ends: &[(u32, u32)],
    narrowing: &[S],
    unstressed: &[S],
    from: &[S],
    to: &[S],
    resistance: &mut [S],
) {
    let n = resistance.len();
    let (ends, unstressed) = (&ends[..n], &unstressed[..n]);
    let (from, to) = (&from[..n], &to[..n]);
    for e in 0..n {
        S::head_of_loop();
        let (a, b) = ends[e];
        let extra = from[e] * (narrowing[a as usize] - 1.0) + to[e] * (narrowing[b as usize] - 1.0);
        resistance[e] = unstressed[e] * (extra + 1.0);
    }
}

impl<S: Scalar> Step<'_, S> {
    /// Pressure outside every node: its own and that of the prescribed enclosures.
    #[inline(always)]
    pub(super) fn outside_pressures(&mut self) {
        let (outside, pressure) = (&mut self.w.outside[..], &self.p.enclosure_pressure[..]);
        outside.copy_from_slice(&self.p.external_pressure);
        for (&(node, enclosure, _), &weight) in self.t.presses.iter().zip(&self.p.press_weight) {
            S::head_of_loop();
            outside[node as usize] += weight * pressure[enclosure as usize];
        }
    }

    /// Wall laws at the trial volumes, and the trial pressures of all nodes.
    #[inline(always)]
    pub(super) fn walls(&mut self) {
        let (t, p, w, state) = (self.t, self.p, &mut *self.w, &self.state);
        let (n, tubes) = (t.tubes, &p.tubes);
        tube::linearise(
            &w.trial,
            &state.volume,
            &state.volume_increment,
            &w.outside,
            &state.creep,
            &state.creep_before,
            &tubes.inverse_unstressed,
            &tubes.unstressed_volume,
            &tubes.inverse_distensible,
            &tubes.distensible_volume,
            &tubes.stiffening_pressure,
            &tubes.collapse_pressure,
            &tubes.creep_fraction,
            &tubes.creep_rate,
            &tubes.viscous_time,
            &mut w.creep,
            &mut w.trial_pressure[..n],
            &mut w.narrowing[..n],
            &mut w.capacity[..n],
            &mut w.wall_right[..n],
            self.beta,
            self.memory,
            self.omega,
        );
        let (chambers, at) = (&p.chambers, t.chamber_places());
        chamber::linearise(
            &w.trial[at.clone()],
            &state.volume[at.clone()],
            &state.volume_increment[at.clone()],
            &w.outside[at.clone()],
            &chambers.activation,
            &chambers.elastance,
            &chambers.intercept,
            &chambers.passive_pressure,
            &chambers.passive_exponent,
            &chambers.passive_intercept,
            &mut w.trial_pressure[at.clone()],
            &mut w.capacity[at.clone()],
            &mut w.wall_right[at],
            self.beta,
            self.memory,
        );
        for (l, i) in t.linear_places().enumerate() {
            S::head_of_loop();
            let slope = p.linear_compliance[l].recip();
            let pressure = (w.trial[i] - p.linear_unstressed[l]) * slope + w.outside[i];
            let history = state.volume_increment[i] * self.memory;
            let flow = w.trial[i] - state.volume[i] - history;
            (w.capacity[i], w.wall_right[i]) = wall_equation(slope, pressure, flow, self.beta);
            w.trial_pressure[i] = pressure;
        }
        for (k, i) in t.rigid_places().enumerate() {
            S::head_of_loop();
            w.trial_pressure[i] = w.rigid_trial[k];
        }
        for (k, i) in t.prescribed_places().enumerate() {
            S::head_of_loop();
            w.trial_pressure[i] = p.prescribed_pressure[k];
        }
        self.sacs();
    }

    /// Elastic enclosures press on their members with the pressure of their trial content.
    #[inline(always)]
    fn sacs(&mut self) {
        let (t, w, sacs) = (self.t, &mut *self.w, &self.p.sacs);
        w.sac_content.fill(S::zero());
        for (member, pressure) in t.sac_members.iter().zip(&mut w.member_pressure) {
            let content = w.trial[member.node as usize];
            w.sac_content[member.sac as usize] += content;
            *pressure = w.trial_pressure[member.node as usize];
        }
        enclosure::evaluate(
            &w.sac_content,
            &sacs.activation,
            &sacs.elastance,
            &sacs.intercept,
            &sacs.pressure_scale,
            &sacs.volume_offset,
            &sacs.inverse_scale,
            &mut w.sac_pressure,
            &mut w.sac_slope,
        );
        for member in &t.sac_members {
            S::head_of_loop();
            let pressure = w.sac_pressure[member.sac as usize];
            w.trial_pressure[member.node as usize] += pressure;
        }
    }

    /// Resistance of all segments at the calibre of their ends.
    #[inline(always)]
    pub(super) fn resistances(&mut self) {
        let (w, valves, conduits) = (&mut *self.w, &self.p.valves, &self.p.conduits);
        let n = self.t.conduits;
        narrow(
            &self.t.ends[..n],
            &w.narrowing,
            &conduits.resistance,
            &conduits.calibre_from,
            &conduits.calibre_to,
            &mut w.conduit_resistance,
        );
        narrow(
            &self.t.ends[self.t.valve_places()],
            &w.narrowing,
            &valves.resistance,
            &valves.calibre_from,
            &valves.calibre_to,
            &mut w.valve_resistance,
        );
    }

    /// Pressure differences across the valves at the trial pressures.
    #[inline(always)]
    pub(super) fn aim_valves(&mut self) {
        let (w, at) = (&mut *self.w, self.t.switch_places());
        let (trial, pressure) = (&mut w.valve_trial[..], &w.trial_pressure[..]);
        let ends_and_heads = self.t.ends[at.clone()].iter().zip(&self.p.head[at]);
        for (trial, (&(a, b), &head)) in trial.iter_mut().zip(ends_and_heads) {
            S::head_of_loop();
            *trial = pressure[a as usize] - pressure[b as usize] + head;
        }
    }

    /// Flow and opening of valves and gates at their trial pressure differences, G and Q_0 about them.
    #[inline(always)]
    pub(super) fn evaluate_valves(&mut self) {
        let (w, valves, at) = (&mut *self.w, &self.p.valves, self.t.valve_places());
        let (state, n) = (&self.state, self.t.valves);
        valve::evaluate(
            &valves.inertance,
            &valves.area,
            &valves.mass,
            &valves.kinetic,
            &valves.mouth,
            &valves.inverse_lumen,
            &valves.opening_rate,
            &valves.closing_rate,
            &valves.regurgitant,
            &valves.limit,
            &valves.throat,
            &w.valve_resistance,
            &state.opening,
            &state.opening_before,
            &state.flow[at.clone()],
            &state.flow_before[at.clone()],
            &w.valve_trial,
            &self.p.head[at.clone()],
            &mut w.valve_flow[..n],
            &mut w.valve_opening[..n],
            &mut w.conductance[at.clone()],
            &mut w.offset[at],
            self.beta,
            self.memory,
        );
        let (gates, at) = (&self.p.gates, self.t.gate_places());
        gate::evaluate(
            &gates.open,
            &gates.shut,
            &gates.steepness,
            &gates.hard,
            &gates.inertance,
            &state.flow[at.clone()],
            &state.flow_before[at.clone()],
            &w.valve_trial[n..],
            &self.p.head[at.clone()],
            &mut w.valve_flow[n..],
            &mut w.valve_opening[n..],
            &mut w.conductance[at.clone()],
            &mut w.offset[at],
            self.beta,
            self.memory,
        );
    }

    /// G and Q_0 of segments, Starling resistors, followers and prescribed flows.
    #[inline(always)]
    pub(super) fn conduits(&mut self) {
        let (t, p, w, state) = (self.t, self.p, &mut *self.w, &self.state);
        let n = t.conduits;
        if p.conduits.lossy {
            conduit::linearise(
                &p.conduits.inertance,
                &p.conduits.quadratic,
                &w.conduit_resistance,
                &p.head,
                &w.flow_guess,
                &state.flow,
                &state.flow_before,
                &mut w.conductance[..n],
                &mut w.offset,
                self.beta,
                self.memory,
            );
        } else {
            conduit::linearise_lossless(
                &p.conduits.inertance,
                &w.conduit_resistance,
                &p.head,
                &state.flow,
                &state.flow_before,
                &mut w.conductance[..n],
                &mut w.offset,
                self.beta,
                self.memory,
            );
        }
        for (k, e) in t.starling_places().enumerate() {
            S::head_of_loop();
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
        for (k, e) in t.follower_places().enumerate() {
            S::head_of_loop();
            let from = t.ends[e].0 as usize;
            let (now, before) = (state.pressure[from], state.pressure_before[from]);
            let (from, to, offset) = follower::linearised(
                p.followers.conductance[k],
                p.followers.capacity[k],
                p.head[e],
                self.beta,
                now + (now - before) * self.memory,
            );
            w.conductance[e] = from;
            w.conductance_to[t.starlings + k] = to;
            w.offset[e] = offset;
        }
        for (k, e) in t.flow_places().enumerate() {
            S::head_of_loop();
            w.offset[e] = p.flow[k];
        }
    }
}

//! Work space of a step: arrays that live as long as the simulation, so that a step allocates
//! nothing.

use crate::scalar::Scalar;
use crate::topology::Topology;

/// Work space of a step. Every step overwrites every array; nothing is carried over.
#[derive(Debug, Clone, Default)]
pub(crate) struct Work<S> {
    /// Trial volume V*, mL.
    pub(super) trial: Vec<S>,
    /// Bounds on the volume of every tube and chamber, mL.
    pub(super) volume_low: Vec<S>,
    pub(super) volume_high: Vec<S>,
    /// β C, mL/(s·mmHg).
    pub(super) capacity: Vec<S>,
    /// (V_0/V)².
    pub(super) narrowing: Vec<S>,
    /// Known outside pressure, mmHg.
    pub(super) outside: Vec<S>,
    /// Trial pressure p*, mmHg.
    pub(super) trial_pressure: Vec<S>,
    pub(super) creep: Vec<S>,
    /// G and Q_0 of every edge; `conductance_to` is the G of the second end where the two differ.
    pub(super) conductance: Vec<S>,
    pub(super) offset: Vec<S>,
    pub(super) conductance_to: Vec<S>,
    /// Resistance of the plain segments at the calibre of their ends, mmHg·s/mL.
    pub(super) conduit_resistance: Vec<S>,
    pub(super) flow: Vec<S>,
    /// Flow of every conduit about which it was linearised, mL/s.
    pub(super) flow_guess: Vec<S>,
    /// Resistance of the valved segments at the calibre of their ends, mmHg·s/mL.
    pub(super) valve_resistance: Vec<S>,
    pub(super) valve_trial: Vec<S>,
    /// Valve pressure differences of the round before.
    pub(super) valve_before: Vec<S>,
    /// Bounds on the pressure difference of every valve, mmHg.
    pub(super) valve_low: Vec<S>,
    pub(super) valve_high: Vec<S>,
    pub(super) valve_opening: Vec<S>,
    /// Trial pressure of the rigid nodes, mmHg.
    pub(super) rigid_trial: Vec<S>,
    pub(super) valve_flow: Vec<S>,
    pub(super) sac_pressure: Vec<S>,
    pub(super) sac_slope: Vec<S>,
    pub(super) sac_content: Vec<S>,
    /// Pressure p* + p_ext of every member of a sac, without the sac's, mmHg.
    pub(super) member_pressure: Vec<S>,
    pub(super) diagonal: Vec<S>,
    pub(super) lower: Vec<S>,
    pub(super) upper: Vec<S>,
    pub(super) right: Vec<S>,
    /// Right-hand side of the walls, in the order of the nodes.
    pub(super) wall_right: Vec<S>,
    /// Solution of the last solve: pressures of nodes, then of sacs.
    pub(super) solution: Vec<S>,
    pub(super) increment: Vec<S>,
    /// Results put aside while other lanes are solved again: increments, flows, openings, creep,
    /// solution.
    kept: [Vec<S>; 5],
}

impl<S: Scalar> Work<S> {
    pub(crate) fn new(t: &Topology) -> Self {
        let zeros = |n: usize| vec![S::zero(); n];
        let nodes = t.walls.len();
        let edges = t.laws.len();
        let slots = t.slot_count();
        let switches = t.switch_places().len();
        Self {
            trial: zeros(nodes),
            volume_low: zeros(t.chamber_places().end),
            volume_high: zeros(t.chamber_places().end),
            capacity: zeros(nodes),
            narrowing: vec![S::one(); nodes],
            outside: zeros(nodes),
            trial_pressure: zeros(nodes),
            creep: zeros(t.tubes),
            conductance: zeros(edges),
            offset: zeros(edges),
            conductance_to: zeros(t.uneven_places().len()),
            conduit_resistance: zeros(t.conduits),
            flow: zeros(edges),
            flow_guess: zeros(t.conduits),
            valve_resistance: zeros(t.valves),
            valve_trial: zeros(switches),
            valve_before: zeros(switches),
            valve_low: zeros(switches),
            valve_high: zeros(switches),
            valve_opening: zeros(switches),
            rigid_trial: zeros(t.rigid),
            valve_flow: zeros(switches),
            sac_pressure: zeros(t.sacs.len()),
            sac_slope: zeros(t.sacs.len()),
            sac_content: zeros(t.sacs.len()),
            member_pressure: zeros(t.sac_members.len()),
            diagonal: zeros(t.unknown_count()),
            lower: zeros(slots),
            upper: zeros(if t.is_symmetric() { 0 } else { slots }),
            right: zeros(t.unknown_count()),
            wall_right: zeros(nodes),
            solution: zeros(t.unknown_count()),
            increment: zeros(nodes),
            kept: [
                zeros(nodes),
                zeros(edges),
                zeros(switches),
                zeros(t.tubes),
                zeros(t.unknown_count()),
            ],
        }
    }

    /// The results of a step, in the order of `kept`.
    fn results(&mut self) -> ([&mut Vec<S>; 5], &mut [Vec<S>; 5]) {
        let results = [
            &mut self.increment,
            &mut self.flow,
            &mut self.valve_opening,
            &mut self.creep,
            &mut self.solution,
        ];
        (results, &mut self.kept)
    }

    /// Puts the results aside.
    #[cold]
    pub(super) fn keep(&mut self) {
        let (results, kept) = self.results();
        for (kept, result) in kept.iter_mut().zip(results) {
            kept.copy_from_slice(result);
        }
    }

    /// Restores the results put aside in all lanes except the `renewed`.
    #[cold]
    pub(super) fn restore_except(&mut self, renewed: S::Mask) {
        let (results, kept) = self.results();
        for (kept, result) in kept.iter().zip(results) {
            for (result, &kept) in result.iter_mut().zip(kept) {
                *result = S::select(renewed, *result, kept);
            }
        }
    }
}

//! The trial state of a step: extrapolated at first, then moved to the solution of each round
//! within bounds.

use super::Step;
use crate::elementwise::elementwise;
use crate::scalar::{Mask, Scalar};

/// Largest ratio of steps over which an extrapolated guess is trusted.
const LARGEST_REACH: f64 = 4.0;
/// Largest share of the distance between its bounds that a trial may cross in one round.
const LARGEST_CROSSING: f64 = 0.75;
/// Smallest share of its volume to which a trial may fall in one round.
const LARGEST_EMPTYING: f64 = 0.3;

impl<S: Scalar> Step<'_, S> {
    /// Extrapolates the state.
    #[inline(always)]
    pub(super) fn predict(&mut self) {
        let omega = self.omega;
        let (state, w) = (&*self.state, &mut *self.w);
        predict_volumes(&state.volume, &state.volume_increment, &mut w.trial, omega);
        // After a very short step the increments of flows and pressures are noise.
        let reach = omega.min(LARGEST_REACH);
        if self.p.conduits.lossy {
            extrapolate(&state.flow, &state.flow_before, &mut w.flow_guess, reach);
        }
        let rigid = self.t.rigid_places();
        extrapolate(
            &state.pressure[rigid.clone()],
            &state.pressure_before[rigid],
            &mut w.rigid_trial,
            reach,
        );
        self.outside_pressures();
    }

    /// Moves the trial volumes to the solution, guarded against emptying a vessel in one round.
    #[inline(always)]
    pub(super) fn aim_walls(&mut self, moved: S::Mask, forget: S::Mask) {
        self.bracket_volumes(moved, forget);
        for i in self.t.rigid_places() {
            S::head_of_loop();
            let k = i - self.t.rigid_places().start;
            let old = self.w.rigid_trial[k];
            self.w.rigid_trial[k] = S::select(moved, self.w.solution[i], old);
        }
    }

    /// Moves the trial of valves and flows to the solution; returns the lanes in which a valve
    /// is aimed elsewhere.
    #[inline(always)]
    pub(super) fn relinearise(&mut self, active: S::Mask, forget: bool) -> S::Mask {
        let aimed = self.bracket_valves(active, forget);
        if self.p.conduits.lossy {
            let conduits = self.t.conduits;
            self.w.flow_guess.copy_from_slice(&self.w.flow[..conduits]);
        }
        aimed
    }

    /// A collapsing vessel closes its own outlet: the smaller its trial volume, the larger the
    /// volume found, so that each trial bounds the solution on one side. The geometric mean of
    /// the bounds replaces a volume found beyond them or close to the far one.
    #[inline(always)]
    fn bracket_volumes(&mut self, moved: S::Mask, forget: S::Mask) {
        let walled = self.t.chamber_places().end;
        let (w, volume) = (&mut *self.w, &self.state.volume);
        let (least, most) = (S::zero(), S::from_f64(f64::INFINITY));
        for i in 0..walled {
            S::head_of_loop();
            let (old, found) = (w.trial[i], volume[i] + w.increment[i]);
            let up = old.lt(found);
            let (low, high) = (w.volume_low[i], w.volume_high[i]);
            let low = S::select(up, old, S::select(forget, least, low));
            let high = S::select(up, S::select(forget, most, high), old);
            let far = ((high - low) * LARGEST_CROSSING).lt((found - old).abs());
            let next = S::select(far, (low * high).sqrt(), found).max(old * LARGEST_EMPTYING);
            w.trial[i] = S::select(moved, next, old);
            w.volume_low[i] = S::select(moved, low, w.volume_low[i]);
            w.volume_high[i] = S::select(moved, high, w.volume_high[i]);
        }
        for i in walled..self.t.rigid_places().start {
            S::head_of_loop();
            let (old, found) = (w.trial[i], volume[i] + w.increment[i]);
            w.trial[i] = S::select(moved, found, old);
        }
    }

    /// Newton's iteration on a valve that is about to touch swings between the shut and the open
    /// branch. The flow of the valve rises with its pressure difference, while the flow that the
    /// network offers falls, so that each trial bounds the solution on one side. Bisection
    /// replaces a trial that leaves the bounds or nearly crosses them. Returns the lanes in which
    /// one was replaced.
    #[inline(always)]
    fn bracket_valves(&mut self, active: S::Mask, forget: bool) -> S::Mask {
        let w = &mut *self.w;
        let mut replaced = S::Mask::splat(false);
        for v in 0..w.valve_trial.len() {
            S::head_of_loop();
            let (before, found) = (w.valve_before[v], w.valve_trial[v]);
            if forget {
                w.valve_low[v] = S::from_f64(f64::NEG_INFINITY);
                w.valve_high[v] = S::from_f64(f64::INFINITY);
            }
            let up = before.lt(found);
            let low = S::select(up, before, w.valve_low[v]);
            let high = S::select(up, w.valve_high[v], before);
            let far = ((high - low) * LARGEST_CROSSING).lt((found - before).abs());
            let next = S::select(far, (low + high) * 0.5, found);
            w.valve_trial[v] = S::select(active, next, found);
            w.valve_low[v] = low;
            w.valve_high[v] = high;
            replaced = replaced | far;
        }
        replaced & active
    }
}

elementwise! {
    /// A quantity at the end of the step, extrapolated from the last two.
    fn extrapolate(value, before; ahead; reach: f64) {
        *ahead = value + (value - before) * reach;
    }
}
elementwise! {
    /// Trial volume.
    fn predict_volumes(volume, increment; trial; omega: f64) {
        *trial = (volume + increment * omega).max(volume * LARGEST_EMPTYING);
    }
}

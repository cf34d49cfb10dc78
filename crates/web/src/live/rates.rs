//! Means of readings over whole cycles.
//!
//! In movement flows and pressures of the legs go to and fro with every step, so that their mean over a
//! beat of the heart is a matter of chance; at rest the breath moves them. They are therefore averaged
//! over the whole cycles of the gait in the last seconds, and at rest over the whole beats. When a
//! movement begins or ends, the mean begins anew.

use std::collections::VecDeque;

/// Time over which whole cycles are averaged, seconds: more than a breath at rest.
const WINDOW_S: f64 = 5.0;

/// Integrals of some quantities over a cycle, and its duration.
type Cycle = (Vec<f64>, f64);

/// Means of some quantities over whole cycles.
#[derive(Debug, Clone)]
pub(super) struct Rates {
    present: Cycle,
    cycles: VecDeque<Cycle>,
    phase: f64,
    moving: bool,
    still_s: f64,
}

/// A gait whose phase stands still for so long has ended, seconds.
const STILL_S: f64 = 0.1;

impl Rates {
    /// Means of `count` quantities.
    pub(super) fn of(count: usize) -> Self {
        Self {
            present: (vec![0.0; count], 0.0),
            cycles: VecDeque::new(),
            phase: 0.0,
            moving: false,
            still_s: STILL_S,
        }
    }

    /// Takes the quantities over a step, the phase of the gait at its end, and whether a beat ended.
    pub(super) fn step(
        &mut self,
        values: impl Iterator<Item = f64>,
        step_s: f64,
        phase: f64,
        beat_ended: bool,
    ) {
        for (sum, value) in self.present.0.iter_mut().zip(values) {
            *sum += value * step_s;
        }
        self.present.1 += step_s;
        self.still_s = match phase == self.phase {
            true => self.still_s + step_s,
            false => 0.0,
        };
        let turned = phase < self.phase;
        self.phase = phase;
        let moving = self.still_s < STILL_S;
        let ended = if moving { turned } else { beat_ended };
        if moving != self.moving {
            self.moving = moving;
            self.cycles.clear();
            self.begin();
        } else if ended {
            let count = self.present.0.len();
            let cycle = std::mem::replace(&mut self.present, (vec![0.0; count], 0.0));
            self.cycles.push_back(cycle);
            let mut seconds: f64 = self.cycles.iter().map(|cycle| cycle.1).sum();
            while let Some((_, first_s)) = self.cycles.front()
                && seconds - first_s >= WINDOW_S
            {
                seconds -= first_s;
                self.cycles.pop_front();
            }
        }
    }

    fn begin(&mut self) {
        self.present.0.fill(0.0);
        self.present.1 = 0.0;
    }

    /// Whether the body moves.
    pub(super) fn moving(&self) -> bool {
        self.moving
    }

    /// Whether a whole cycle has been seen since the movement began or ended.
    pub(super) fn known(&self) -> bool {
        !self.cycles.is_empty()
    }

    /// The mean of a quantity; not a number before the first cycle has ended.
    pub(super) fn mean(&self, quantity: usize) -> f64 {
        let seconds: f64 = self.cycles.iter().map(|cycle| cycle.1).sum();
        let integral: f64 = self.cycles.iter().map(|cycle| cycle.0[quantity]).sum();
        integral / seconds
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twenty seconds of a flow of 5 that swings by 1000 with a gait of 0.9 s; beats of 0.7 s.
    fn walked() -> Rates {
        let mut rates = Rates::of(1);
        for step in 1..=2000 {
            let time_s = 0.01 * f64::from(step);
            let phase = (time_s / 0.9).fract();
            let swing = (std::f64::consts::TAU * (time_s - 0.005) / 0.9).cos();
            let beat = (time_s / 0.7).fract() < (time_s - 0.01).rem_euclid(0.7) / 0.7;
            rates.step([5.0 + 1000.0 * swing].into_iter(), 0.01, phase, beat);
        }
        rates
    }

    #[test]
    fn a_flow_that_swings_with_the_gait_has_its_mean() {
        let rates = walked();
        assert!((rates.mean(0) - 5.0).abs() < 1.0, "{}", rates.mean(0));
        let seconds: f64 = rates.cycles.iter().map(|cycle| cycle.1).sum();
        assert!((5.0..6.0).contains(&seconds), "{seconds}");
    }

    #[test]
    fn the_mean_begins_anew_when_the_movement_ends() {
        let mut rates = walked();
        let phase = rates.phase;
        for step in 0..200 {
            rates.step([2.0].into_iter(), 0.01, phase, step % 80 == 79);
        }
        assert!((rates.mean(0) - 2.0).abs() < 1e-9, "{}", rates.mean(0));
    }
}

//! A movement from one posture to another, and the effort that it asks for.

use crate::change::{Manner, Posture};
use crate::dynamics::smooth_step;
use secondheart_engine::Persist;

/// A movement from one posture to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Movement {
    pub(crate) from: Posture,
    pub(crate) to: Posture,
    pub(crate) start_s: f64,
    pub(crate) end_s: f64,
    pub(crate) manner: Manner,
}

impl Movement {
    pub(crate) fn at_rest(posture: Posture) -> Self {
        Self {
            from: posture,
            to: posture,
            start_s: -1.0,
            end_s: -1.0,
            manner: Manner::Passive,
        }
    }

    /// Posture at a time: angles follow a smooth step.
    pub(crate) fn posture(&self, now_s: f64) -> Posture {
        let share = if now_s >= self.end_s {
            1.0
        } else {
            smooth_step((now_s - self.start_s) / (self.end_s - self.start_s))
        };
        let mix = |a: f64, b: f64| a + (b - a) * share;
        let (a, b) = (&self.from, &self.to);
        Posture {
            trunk_deg: mix(a.trunk_deg, b.trunk_deg),
            hip_deg: mix(a.hip_deg, b.hip_deg),
            knee_deg: mix(a.knee_deg, b.knee_deg),
            ankle_deg: mix(a.ankle_deg, b.ankle_deg),
            gravity_g: mix(a.gravity_g, b.gravity_g),
            weight_bearing: mix(a.weight_bearing, b.weight_bearing),
        }
    }

    /// How much of a rise from lying to standing the movement is, 0 to 1: by the trunk that it
    /// lifts or the weight that the feet take on. Nothing else asks for effort.
    fn rising(&self) -> f64 {
        let lifted = |p: &Posture| p.trunk_deg.to_radians().sin() * p.gravity_g;
        let trunk = lifted(&self.to) - lifted(&self.from);
        let weight = self.to.weight_bearing - self.from.weight_bearing;
        trunk.max(weight).clamp(0.0, 1.0)
    }

    /// Effort of an active movement, 0 to 1: a bump as long as the movement.
    pub(crate) fn effort(&self, now_s: f64) -> f64 {
        if self.manner == Manner::Passive || now_s >= self.end_s || now_s <= self.start_s {
            return 0.0;
        }
        let u = (now_s - self.start_s) / (self.end_s - self.start_s);
        16.0 * u * u * (1.0 - u) * (1.0 - u) * self.rising()
    }
}

impl Persist for Movement {
    fn write(&self, lane: usize, words: &mut Vec<u64>) {
        for p in [&self.from, &self.to] {
            for angle in [p.trunk_deg, p.hip_deg, p.knee_deg, p.ankle_deg] {
                angle.write(lane, words);
            }
            p.gravity_g.write(lane, words);
            p.weight_bearing.write(lane, words);
        }
        self.start_s.write(lane, words);
        self.end_s.write(lane, words);
        (self.manner == Manner::Active).write(lane, words);
    }
    fn read(&mut self, lane: usize, words: &mut std::slice::Iter<'_, u64>) -> Option<()> {
        for p in [&mut self.from, &mut self.to] {
            p.trunk_deg.read(lane, words)?;
            p.hip_deg.read(lane, words)?;
            p.knee_deg.read(lane, words)?;
            p.ankle_deg.read(lane, words)?;
            p.gravity_g.read(lane, words)?;
            p.weight_bearing.read(lane, words)?;
        }
        self.start_s.read(lane, words)?;
        self.end_s.read(lane, words)?;
        let mut active = false;
        active.read(lane, words)?;
        self.manner = if active {
            Manner::Active
        } else {
            Manner::Passive
        };
        Some(())
    }
}

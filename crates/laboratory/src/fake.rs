//! A body by formula: its signals have known means, beats and integrals.
//!
//! It lets recorders, files and faces be tested without a simulation.

use secondheart_body::Change;

use crate::plant::{Driven, Plant, PlantError, UnknownName};

/// Duration of its heart cycle, seconds.
pub const CYCLE_S: f64 = 0.8;

/// Its default step, seconds; no divisor of the cycle.
pub const STEP_S: f64 = 0.003;

/// A body by formula.
#[derive(Debug, Clone)]
pub struct FakeBody {
    time_s: f64,
    step_s: f64,
    queue: Vec<(f64, Change)>,
    applied: Vec<(f64, Change)>,
    fails_at_s: f64,
    sticks_at_s: f64,
}

/// Handle of one of its signals.
#[derive(Debug, Clone, Copy)]
pub struct FakeSignal(u64);

impl Default for FakeBody {
    fn default() -> Self {
        Self::with_step(STEP_S)
    }
}

impl FakeBody {
    /// The only parameter that it knows.
    pub const PARAMETER: &'static str = "muscle.pressure_gain";

    /// A body that takes steps of `step_s` seconds.
    pub fn with_step(step_s: f64) -> Self {
        Self {
            time_s: 0.0,
            step_s,
            queue: Vec::new(),
            applied: Vec::new(),
            fails_at_s: f64::INFINITY,
            sticks_at_s: f64::INFINITY,
        }
    }

    /// Makes every step fail from `at_s` seconds on.
    pub fn failing_at(mut self, at_s: f64) -> Self {
        self.fails_at_s = at_s;
        self
    }

    /// Makes time stand still from `at_s` seconds on.
    pub fn sticking_at(mut self, at_s: f64) -> Self {
        self.sticks_at_s = at_s;
        self
    }

    /// The changes that have taken effect, each with the time of the step that began with it.
    pub fn applied(&self) -> &[(f64, Change)] {
        &self.applied
    }

    /// Sum of squared sines: 0 at the start of a cycle, 1 in its middle.
    fn pulse(&self) -> f64 {
        (std::f64::consts::PI * self.time_s / CYCLE_S).sin().powi(2)
    }
}

impl Plant for FakeBody {
    type Signal = FakeSignal;

    /// It has `time_s` (the time itself) and every dotted name with a unit: pressures pulse between
    /// 80 and 120 mmHg, volumes between 60 and 140 mL, flows between 0 and 200 mL/s, all else
    /// between 0 and 1. The soleus is slack at the start of a cycle and pressed with 100 mmHg in its
    /// middle; the phase of the gait rises from 0 to 1 in a cycle.
    fn signal(&self, name: &str) -> Result<FakeSignal, UnknownName> {
        match name {
            "time_s" => Ok(FakeSignal(0)),
            _ if name.contains("nowhere") => Err(UnknownName::among(name, ["time_s"])),
            _ if name.ends_with("soleus.pressure_mmhg") => Ok(FakeSignal(5)),
            "gait.phase_fraction" => Ok(FakeSignal(6)),
            _ if name.ends_with("_mmhg") => Ok(FakeSignal(1)),
            _ if name.ends_with("_ml") => Ok(FakeSignal(2)),
            _ if name.ends_with("_ml_per_s") => Ok(FakeSignal(3)),
            _ => Ok(FakeSignal(4)),
        }
    }

    fn value(&self, signal: FakeSignal) -> f64 {
        match signal.0 {
            0 => self.time_s,
            1 => 80.0 + 40.0 * self.pulse(),
            2 => 140.0 - 80.0 * self.pulse(),
            3 => 200.0 * self.pulse(),
            5 => 100.0 * self.pulse(),
            6 => (self.time_s / CYCLE_S).fract(),
            _ => self.pulse(),
        }
    }

    fn time_s(&self) -> f64 {
        self.time_s
    }

    fn beats(&self) -> u64 {
        // Never negative, and far below 2^53.
        (self.time_s / CYCLE_S).floor() as u64
    }

    fn last_beat_s(&self) -> f64 {
        (self.time_s / CYCLE_S).floor() * CYCLE_S
    }
}

impl Driven for FakeBody {
    fn clock_s(&self) -> f64 {
        self.time_s
    }

    fn apply(&mut self, change: &Change, at_s: f64) -> Result<(), PlantError> {
        if let Change::Parameter { path, .. } = change
            && path != Self::PARAMETER
        {
            let reason = format!("there is no parameter \"{path}\"");
            return Err(PlantError::Refused { at_s, reason });
        }
        self.queue.push((at_s, change.clone()));
        self.queue.sort_by(|a, b| a.0.total_cmp(&b.0));
        Ok(())
    }

    fn step_towards(&mut self, until_s: f64) -> Result<(), PlantError> {
        if self.time_s >= self.fails_at_s {
            let reason = "the element \"aorta.arch\" is at -1 mL".to_owned();
            return Err(PlantError::Failed {
                time_s: self.time_s,
                reason,
            });
        }
        if self.time_s >= self.sticks_at_s {
            return Ok(());
        }
        while self
            .queue
            .first()
            .is_some_and(|(at_s, _)| *at_s <= self.time_s)
        {
            let (_, change) = self.queue.remove(0);
            self.applied.push((self.time_s, change));
        }
        let next_change_s = self.queue.first().map_or(f64::INFINITY, |(at_s, _)| *at_s);
        self.time_s = (self.time_s + self.step_s).min(until_s).min(next_change_s);
        Ok(())
    }

    fn step_s(&self) -> f64 {
        self.step_s
    }
}

//! A body by formula: its signals have known means, beats and integrals.
//!
//! With it instruments, recorders, files and commands are tested without a simulation. A test can
//! prescribe the course of any signal, the ends of the heart beats, the places and the venous
//! valves.

use std::fmt;
use std::sync::Arc;

use secondheart_body::Change;

use crate::plant::{Driven, Place, Plant, PlantError, UnknownName, ValveSite};

/// Duration of its heart cycle, seconds.
pub const CYCLE_S: f64 = 0.8;

/// Its default step, seconds; no divisor of the cycle.
pub const STEP_S: f64 = 0.003;

/// A signal as a function of the body's time in seconds.
#[derive(Clone)]
struct Course(Arc<dyn Fn(f64) -> f64 + Send + Sync>);

impl fmt::Debug for Course {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Course")
    }
}

/// A body by formula.
#[derive(Debug, Clone)]
pub struct FakeBody {
    time_s: f64,
    step_s: f64,
    courses: Vec<(String, Course)>,
    /// Ends of the beats, seconds; `None` for a beat each cycle.
    beat_ends_s: Option<Vec<f64>>,
    places: Vec<Place>,
    valve_sites: Vec<ValveSite>,
    queue: Vec<(f64, Change)>,
    applied: Vec<(f64, Change)>,
    fails_at_s: f64,
    sticks_at_s: f64,
}

/// Handle of one of its signals.
#[derive(Debug, Clone, Copy)]
pub struct FakeSignal(Kind);

#[derive(Debug, Clone, Copy)]
enum Kind {
    Time,
    Pressure,
    Volume,
    Flow,
    Soleus,
    GaitPhase,
    Other,
    /// The prescribed course with this index.
    Prescribed(usize),
}

impl Default for FakeBody {
    fn default() -> Self {
        Self::with_step(STEP_S)
    }
}

impl FakeBody {
    /// The only parameter that it knows beside those of the cuffs.
    pub const PARAMETER: &'static str = "muscle.pressure_gain";

    /// A body that takes steps of `step_s` seconds.
    pub fn with_step(step_s: f64) -> Self {
        Self {
            time_s: 0.0,
            step_s,
            courses: Vec::new(),
            beat_ends_s: None,
            places: Vec::new(),
            valve_sites: Vec::new(),
            queue: Vec::new(),
            applied: Vec::new(),
            fails_at_s: f64::INFINITY,
            sticks_at_s: f64::INFINITY,
        }
    }

    /// Prescribes a signal as a function of the body's time in seconds.
    pub fn with_course(
        mut self,
        name: &str,
        course: impl Fn(f64) -> f64 + Send + Sync + 'static,
    ) -> Self {
        self.courses
            .push((name.to_owned(), Course(Arc::new(course))));
        self
    }

    /// Prescribes a signal that does not change.
    pub fn with_constant(self, name: &str, value: f64) -> Self {
        self.with_course(name, move |_| value)
    }

    /// Prescribes the times at which beats end, in order, seconds.
    pub fn with_beat_ends(mut self, ends_s: impl IntoIterator<Item = f64>) -> Self {
        self.beat_ends_s = Some(ends_s.into_iter().collect());
        self
    }

    /// Adds places; the volume of each is the signal `<name>.volume_ml`.
    pub fn with_places(mut self, places: impl IntoIterator<Item = Place>) -> Self {
        self.places.extend(places);
        self
    }

    /// Adds a connection with venous valves of this group.
    pub fn with_valve_site(mut self, name: &str, group: &str) -> Self {
        self.valve_sites.push(ValveSite {
            name: name.to_owned(),
            group: group.to_owned(),
        });
        self
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

    /// It has the prescribed signals, `time_s` (the time itself) and every other dotted name with a
    /// unit: pressures pulse between 80 and 120 mmHg, volumes between 60 and 140 mL, flows between
    /// 0 and 200 mL/s, all else between 0 and 1. The soleus is slack at the start of a cycle and pressed with 100 mmHg in its
    /// middle; the phase of the gait rises from 0 to 1 in a cycle.
    fn signal(&self, name: &str) -> Result<FakeSignal, UnknownName> {
        if let Some(index) = self.courses.iter().position(|(own, _)| own == name) {
            return Ok(FakeSignal(Kind::Prescribed(index)));
        }
        Ok(FakeSignal(match name {
            "time_s" => Kind::Time,
            _ if name.contains("nowhere") => return Err(UnknownName::among(name, ["time_s"])),
            _ if name.ends_with("soleus.pressure_mmhg") => Kind::Soleus,
            "gait.phase_fraction" => Kind::GaitPhase,
            _ if name.ends_with("_mmhg") => Kind::Pressure,
            _ if name.ends_with("_ml") => Kind::Volume,
            _ if name.ends_with("_ml_per_s") => Kind::Flow,
            _ => Kind::Other,
        }))
    }

    fn value(&self, signal: FakeSignal) -> f64 {
        match signal.0 {
            Kind::Time => self.time_s,
            Kind::Pressure => 80.0 + 40.0 * self.pulse(),
            Kind::Volume => 140.0 - 80.0 * self.pulse(),
            Kind::Flow => 200.0 * self.pulse(),
            Kind::Soleus => 100.0 * self.pulse(),
            Kind::GaitPhase => (self.time_s / CYCLE_S).fract(),
            Kind::Other => self.pulse(),
            Kind::Prescribed(index) => (self.courses[index].1.0)(self.time_s),
        }
    }

    fn time_s(&self) -> f64 {
        self.time_s
    }

    fn places(&self) -> Vec<Place> {
        self.places.clone()
    }

    fn valve_sites(&self) -> Vec<ValveSite> {
        self.valve_sites.clone()
    }

    fn beats(&self) -> u64 {
        match &self.beat_ends_s {
            Some(ends_s) => ends_s.partition_point(|end_s| *end_s <= self.time_s) as u64,
            // Never negative, and far below 2^53.
            None => (self.time_s / CYCLE_S).floor() as u64,
        }
    }

    fn last_beat_s(&self) -> f64 {
        match &self.beat_ends_s {
            Some(ends_s) => {
                let ended = ends_s.partition_point(|end_s| *end_s <= self.time_s);
                ended.checked_sub(1).map_or(0.0, |last| ends_s[last])
            }
            None => (self.time_s / CYCLE_S).floor() * CYCLE_S,
        }
    }
}

impl Driven for FakeBody {
    fn clock_s(&self) -> f64 {
        self.time_s
    }

    fn apply(&mut self, change: &Change, at_s: f64) -> Result<(), PlantError> {
        if let Change::Parameter { path, .. } = change
            && path != Self::PARAMETER
            && !path.contains(".cuff.")
        {
            let reason = format!("unknown parameter \"{path}\"");
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

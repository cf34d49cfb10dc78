//! The refilling time of a vein: from the end of the exercise until 90 % of the fall of its pressure is
//! recovered for good.

/// Share of the fall that counts as recovered (Nicolaides 2000).
const RECOVERED: f64 = 0.9;
/// How long the pressure must stay recovered: estimate, longer than the push of a last step.
const FOR_GOOD_S: f64 = 1.0;

/// A vein that refills.
#[derive(Debug)]
pub(super) struct Refill {
    from_s: f64,
    level_mmhg: f64,
    since_s: Option<f64>,
    time_s: Option<f64>,
}

impl Refill {
    /// A vein whose pressure fell by `fall_mmhg` to `lowest_mmhg` in an exercise that ended at `from_s`.
    pub(super) fn new(from_s: f64, lowest_mmhg: f64, fall_mmhg: f64) -> Self {
        Self {
            from_s,
            level_mmhg: lowest_mmhg + RECOVERED * fall_mmhg,
            since_s: None,
            time_s: None,
        }
    }

    /// Takes the pressure at a time.
    pub(super) fn look(&mut self, time_s: f64, pressure_mmhg: f64) {
        if self.time_s.is_some() {
            return;
        }
        if pressure_mmhg < self.level_mmhg {
            self.since_s = None;
            return;
        }
        let since_s = *self.since_s.get_or_insert(time_s);
        if time_s - since_s >= FOR_GOOD_S {
            self.time_s = Some(since_s - self.from_s);
        }
    }

    /// The refilling time, s, once the pressure has recovered.
    pub(super) fn time_s(&self) -> Option<f64> {
        self.time_s
    }
}

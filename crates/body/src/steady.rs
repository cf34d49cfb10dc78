//! The steady start: a body whose slow states no longer drift.
//!
//! The body is simulated in windows of whole breaths. After each window the slow states are
//! moved to where they are heading: the creep of the veins to that of the mean volumes, the
//! intrinsic heart period so that the rate is the given resting rate, the oncotic pressure under
//! the glycocalyx so that filtration equals lymph in every bed. It is steady when the mean
//! volumes of two windows agree. A body may go on swinging, with the slow waves of pressure that
//! delays in the reflexes make or with the beat of heart and breath: after some windows it is
//! steady, too, when the mean of the last quarter of all windows agrees with that of the quarter
//! before. What drifts shows there all the more. Heart rate and filtration are those of a person who lies; another
//! posture to start from is then taken up, and the circulation settles in it before any plasma
//! is lost: the state of someone who has just stood up and waited for his pressure.

use crate::change::{Manner, Posture};
use crate::circulation::Circulation;
use crate::error::BodyError;
use secondheart_engine::{Scalar, elementary};

/// Length of a window in breaths.
const BREATHS: f64 = 6.0;
/// Largest change of a mean volume from window to window, relative to the blood volume.
const DRIFT_TOLERANCE: f64 = 2e-5;
/// Time to take up the posture to start from, s.
const MOVE_S: f64 = 10.0;
/// Windows after which the search is given up.
const MOST_WINDOWS: usize = 120;
/// Windows after which a body whose volumes still swing is judged by their means over several.
const SWING_WINDOWS: usize = 24;

struct Means<S> {
    volume: Vec<S>,
    capillary: Vec<S>,
    beats: S,
}

impl<S: Scalar> Circulation<S> {
    /// Brings the body to its steady state and sets time to zero.
    ///
    /// # Errors
    /// [`BodyError::NotSteady`].
    pub(crate) fn find_steady_start(
        &mut self,
        step_s: f64,
        posture: Posture,
    ) -> Result<(), BodyError> {
        let settled = self.settle(step_s, true).and_then(|()| {
            if posture == Posture::SUPINE {
                return Ok(());
            }
            self.move_to(posture, MOVE_S, Manner::Passive);
            self.settle(step_s, false)
        });
        settled.map_err(|error| match error {
            BodyError::Step(step) => BodyError::NotSteady {
                simulated_s: self.sim.state.time_s,
                reason: step.what(),
            },
            other => other,
        })?;
        self.begin_from_here();
        Ok(())
    }

    /// Simulates until the slow states no longer drift; `adjust` also moves the intrinsic heart
    /// period and the oncotic pressures to where the lying body is at rest.
    fn settle(&mut self, step_s: f64, adjust: bool) -> Result<(), BodyError> {
        let breath_s = 60.0 / self.constants.respiration.parameters.rate_per_min.lane(0);
        let window_s = BREATHS * breath_s;
        self.organs.filtration.is_on = false;
        let mut past: Vec<Vec<S>> = Vec::new();
        let mut worst = (f64::INFINITY, 0);
        for window in 0..MOST_WINDOWS {
            let means = self.window(step_s, window_s)?;
            self.sim.settle_creep_at(&means.volume);
            let period = (means.beats * (1.0 / window_s)).recip();
            let wanted = self.constants.heart.resting_period_s;
            if adjust {
                self.organs.heart.intrinsic_period_s += (wanted - period) * 0.7;
                let oncotic = self.constants.blood.resting_oncotic_mmhg();
                self.organs.filtration.balance(
                    &self.constants.filtration,
                    &means.capillary,
                    oncotic,
                );
            }
            if let Some(last) = past.last() {
                worst = self.drift(last, &means.volume);
            }
            past.push(means.volume);
            if window >= SWING_WINDOWS && worst.0 >= DRIFT_TOLERANCE {
                let (now, before) = quarters(&past);
                worst = self.drift(&before, &now);
            }
            let on_rate = (0..S::LANES)
                .all(|i| !adjust || (period.lane(i) / wanted.lane(i) - 1.0).abs() < 1e-3);
            if window > 5 && worst.0 < DRIFT_TOLERANCE && on_rate {
                return Ok(());
            }
        }
        Err(BodyError::NotSteady {
            simulated_s: window_s * MOST_WINDOWS as f64,
            reason: format!(
                "the volume of `{}` still drifts by {:.1e} of the blood volume in {window_s:.0} s",
                self.sim.topology().name_at(worst.1),
                worst.0
            ),
        })
    }

    /// Mean volumes, capillary pressures and beats over a window.
    fn window(&mut self, step_s: f64, window_s: f64) -> Result<Means<S>, BodyError> {
        let end_s = self.sim.state.time_s + window_s;
        let nodes = self.sim.topology().volume_count();
        let mut means = Means {
            volume: vec![S::zero(); nodes],
            capillary: vec![S::zero(); self.constants.filtration.bed_count()],
            beats: S::zero(),
        };
        let start_s = self.sim.state.time_s;
        loop {
            let before_s = self.sim.state.time_s;
            if !self.step(step_s, end_s)? {
                break;
            }
            // A window that fades in and out, so that a cut beat does not count.
            let middle = 0.5 * (self.sim.state.time_s + before_s) - start_s;
            let fade = 1.0 - elementary::cos(std::f64::consts::TAU * middle / window_s);
            let weight = fade * (self.sim.state.time_s - before_s) / window_s;
            for (mean, &volume) in means.volume.iter_mut().zip(&self.sim.state.volume) {
                *mean += volume * weight;
            }
            let capillaries = &self.organs.capillaries;
            let filtration = &self.constants.filtration;
            let pressures = filtration.capillary_pressures(capillaries, &self.sim);
            for (mean, pressure) in means.capillary.iter_mut().zip(pressures) {
                *mean += pressure * weight;
            }
            means.beats += self.organs.heart.sinus.period_s.recip() * (weight * window_s);
        }
        Ok(means)
    }

    fn drift(&self, last: &[S], now: &[S]) -> (f64, usize) {
        let mut worst = (0.0, 0);
        for (i, (a, b)) in last.iter().zip(now).enumerate() {
            for lane in 0..S::LANES {
                let apart =
                    (a.lane(lane) - b.lane(lane)).abs() / self.organs.blood.given.lane(lane);
                if apart.is_nan() {
                    return (f64::INFINITY, i);
                }
                if apart > worst.0 {
                    worst = (apart, i);
                }
            }
        }
        worst
    }

    /// Time zero, counters zero, exchange on.
    fn begin_from_here(&mut self) {
        self.organs.filtration.is_on = true;
        self.organs.heart.sinus.beats = S::zero();
        self.origin_s = self.sim.state.time_s;
        self.sim.begin_from_here();
    }
}

/// Means of the last quarter of the windows, and of the quarter before.
fn quarters<S: Scalar>(windows: &[Vec<S>]) -> (Vec<S>, Vec<S>) {
    let quarter = windows.len() / 4;
    let mean = |part: &[Vec<S>]| {
        let of = |i: usize| part.iter().fold(S::zero(), |sum, window| sum + window[i]);
        let nodes = part.first().map_or(0, Vec::len);
        (0..nodes).map(|i| of(i) * (1.0 / quarter as f64)).collect()
    };
    let (before, now) = windows[windows.len() - 2 * quarter..].split_at(quarter);
    (mean(now), mean(before))
}

//! The steady start: a state in which the slow variables no longer drift.
//!
//! The body is simulated in windows of whole breaths. After each window the slow variables are set to
//! the values that they approach. The creep of the veins is completed at the mean volumes; the
//! receptors of the reflexes adapt to the pulse and to the filling of the heart; the vagal tone that failed
//! nerves leave is noted; the heart rate beyond the reference man's is adjusted until the rate is the
//! subject's resting rate; the oncotic pressure under the glycocalyx is set so that filtration equals lymph
//! in every bed. The body is steady when the mean volumes of two windows agree.
//!
//! A body may oscillate without drifting: delays in the reflexes make slow waves of pressure, and
//! heart and breath beat against each other. After 24 windows it also counts as steady when the mean
//! over the last quarter of all windows agrees with the mean over the quarter before. A drift is more
//! visible there, not less.
//!
//! The resting rate is the rate with the blood of health. Where the arterial blood carries less oxygen, or
//! more, the vessels answer only then, and the reflexes move pressure and rate from there.
//!
//! Heart rate and filtration are always balanced lying. If the start posture is another one, the body
//! then moves to it, and the circulation settles there before any plasma is filtered.

use crate::change::{Manner, Posture};
use crate::circulation::Circulation;
use crate::error::BodyError;
use secondheart_engine::elementary;

/// Length of a window in breaths.
const BREATHS: f64 = 6.0;
/// Largest change of a mean volume from window to window, relative to the blood volume.
const DRIFT_TOLERANCE: f64 = 2e-5;
/// Duration of the movement to the start posture, s.
const MOVE_S: f64 = 10.0;
/// Number of windows after which the search fails.
const MOST_WINDOWS: usize = 120;
/// Number of windows after which means over quarters of the windows decide.
const SWING_WINDOWS: usize = 24;
/// Relative change of the arterial oxygen content below which it counts as healthy.
const USUAL_CONTENT: f64 = 0.01;

/// What the search sets besides the slow states, so that the lying body is at rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Adjust {
    /// Heart rate, adaptation of the receptors, oncotic pressures.
    Rest,
    /// Adaptation of the receptors and oncotic pressures.
    Receptors,
    /// Nothing.
    Nothing,
}

struct Means {
    volume: Vec<f64>,
    capillary: Vec<f64>,
    /// Pulsation at the arterial receptors, mmHg.
    pulsation: f64,
    /// Vagal tone, spikes/s.
    vagal_tone: f64,
    beats: f64,
}

impl Circulation<f64> {
    /// Brings the body to its steady state and sets time to zero.
    ///
    /// # Errors
    /// [`BodyError::NotSteady`].
    pub(crate) fn find_steady_start(
        &mut self,
        step_s: f64,
        posture: Posture,
    ) -> Result<(), BodyError> {
        self.organs.dilution_is_felt = false;
        let settled = self.settle(step_s, Adjust::Rest).and_then(|()| {
            self.organs.dilution_is_felt = true;
            if (self.organs.content(&self.constants, &self.sim) - 1.0).abs() > USUAL_CONTENT {
                self.settle(step_s, Adjust::Receptors)?;
            }
            if posture == Posture::SUPINE {
                return Ok(());
            }
            self.move_to(posture, MOVE_S, Manner::Passive);
            self.settle(step_s, Adjust::Nothing)
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

    /// Simulates until the slow states no longer drift.
    fn settle(&mut self, step_s: f64, adjust: Adjust) -> Result<(), BodyError> {
        let breath_s = 60.0 / self.constants.respiration.parameters.rate_per_min;
        let window_s = BREATHS * breath_s;
        self.organs.filtration.is_on = false;
        let mut past: Vec<Vec<f64>> = Vec::new();
        let mut worst = (f64::INFINITY, 0);
        for window in 0..MOST_WINDOWS {
            let means = self.window(step_s, window_s)?;
            self.sim.settle_creep_at(&means.volume);
            let period = (means.beats * (1.0 / window_s)).recip();
            let wanted = self.constants.heart.resting_period_s;
            if adjust == Adjust::Rest {
                self.organs.heart.rate_above_reference += (wanted.recip() - period.recip()) * 0.7;
            }
            if adjust != Adjust::Nothing {
                let ventricle = means.volume[self.constants.baroreflex.left_ventricle()];
                self.organs
                    .baroreflex
                    .adapt(means.pulsation, ventricle, means.vagal_tone);
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
            let on_rate = adjust != Adjust::Rest || (period / wanted - 1.0).abs() < 1e-3;
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
    fn window(&mut self, step_s: f64, window_s: f64) -> Result<Means, BodyError> {
        let end_s = self.sim.state.time_s + window_s;
        let nodes = self.sim.topology().volume_count();
        let mut means = Means {
            volume: vec![0.0; nodes],
            capillary: vec![0.0; self.constants.filtration.bed_count()],
            pulsation: 0.0,
            vagal_tone: 0.0,
            beats: 0.0,
        };
        let start_s = self.sim.state.time_s;
        loop {
            let before_s = self.sim.state.time_s;
            if !self.step(step_s, end_s)? {
                break;
            }
            // The weights fade in and out, so that a beat cut at either end hardly counts.
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
            means.pulsation += self.organs.baroreflex.pulsation_mmhg() * weight;
            means.vagal_tone += self.organs.baroreflex.vagal_tone() * weight;
            means.beats += self.organs.heart.sinus.period_s.recip() * (weight * window_s);
        }
        Ok(means)
    }

    /// Largest change of a volume relative to the blood volume, and the place of that volume.
    fn drift(&self, last: &[f64], now: &[f64]) -> (f64, usize) {
        let mut worst = (0.0, 0);
        for (i, (a, b)) in last.iter().zip(now).enumerate() {
            let apart = (a - b).abs() / self.organs.blood.given;
            if apart.is_nan() {
                return (f64::INFINITY, i);
            }
            if apart > worst.0 {
                worst = (apart, i);
            }
        }
        worst
    }

    /// Sets the clock and all counters to zero.
    fn begin_from_here(&mut self) {
        self.organs.begin_from_here(self.sim.state.time_s);
        self.sim.state.time_s = 0.0;
        self.sim.begin_from_here();
    }
}

/// Means of the last quarter of the windows, and of the quarter before.
fn quarters(windows: &[Vec<f64>]) -> (Vec<f64>, Vec<f64>) {
    let quarter = windows.len() / 4;
    let mean = |part: &[Vec<f64>]| {
        let of = |i: usize| part.iter().fold(0.0, |sum, window| sum + window[i]);
        let nodes = part.first().map_or(0, Vec::len);
        (0..nodes).map(|i| of(i) * (1.0 / quarter as f64)).collect()
    };
    let (before, now) = windows[windows.len() - 2 * quarter..].split_at(quarter);
    (mean(now), mean(before))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::man;

    #[test]
    fn the_last_quarter_of_the_windows_is_compared_with_the_one_before() {
        // Nine windows: two to a quarter.
        let windows: Vec<_> = (0..9)
            .map(|n| vec![f64::from(n), 10.0 * f64::from(n * n)])
            .collect();
        let (now, before) = quarters(&windows);
        assert_eq!(now, [7.5, 565.0]);
        assert_eq!(before, [5.5, 305.0]);
    }

    #[test]
    fn the_drift_is_the_largest_change_relative_to_the_blood() {
        let circulation = man().circulation;
        let blood = circulation.organs.blood.given;
        let (worst, place) = circulation.drift(&[1.0, 9.0, 5.0], &[2.0, 4.0, 7.0]);
        assert_eq!((worst, place), (5.0 / blood, 1));
        assert_eq!(circulation.drift(&[3.0], &[3.0]), (0.0, 0));
        let (worst, place) = circulation.drift(&[1.0, f64::NAN, 2.0], &[2.0, 3.0, 9.0]);
        assert_eq!((worst, place), (f64::INFINITY, 1));
    }

    #[test]
    fn a_window_means_volumes_and_counts_the_beats_of_its_length() {
        let man = man();
        let mut circulation = man.circulation.clone();
        let tissue = man.circuit.lymphs[0].interstitium;
        let store = circulation.sim.topology().place(tissue);
        let volume = circulation.sim.state.volume[store];
        for window_s in [2.0, 4.0] {
            let start_s = circulation.sim.state.time_s;
            let means = circulation.window(0.008, window_s).unwrap();
            assert!((circulation.sim.state.time_s - start_s - window_s).abs() < 1e-9);
            // Filtration is off: the tissue keeps its volume.
            let share = means.volume[store] / volume;
            assert!((share - 1.0).abs() < 1e-3, "{share}");
            let beats = window_s / circulation.organs.heart.sinus.period_s;
            assert!(
                (means.beats / beats - 1.0).abs() < 0.2,
                "{} {beats}",
                means.beats
            );
            let filtration = &circulation.constants.filtration;
            assert_eq!(means.capillary.len(), filtration.bed_count());
            assert!(
                means.capillary.iter().all(|p| (5.0..60.0).contains(p)),
                "{:?}",
                means.capillary
            );
        }
    }

    #[test]
    fn a_window_fades_in_and_out() {
        // A store that fills at a constant rate has the volume at the middle of the window for its
        // mean: the weights are symmetrical. They vanish at both ends.
        let man = man();
        let mut circulation = man.circulation.clone();
        let exterior = man.circuit.exterior.unwrap();
        let store = circulation.sim.topology().place(exterior.store);
        let outflow = circulation
            .sim
            .topology()
            .flow_index(exterior.edge)
            .unwrap();
        circulation.sim.parameters.flow[outflow] = 2.0;
        let mut alone = circulation.clone();
        let means = circulation.window(0.008, 4.0).unwrap();
        assert!(
            (means.volume[store] - 4.0).abs() < 0.02,
            "{}",
            means.volume[store]
        );
        let mut expected = 0.0;
        loop {
            let before_s = alone.sim.state.time_s;
            if !alone.step(0.008, 4.0).unwrap() {
                break;
            }
            let middle = 0.5 * (alone.sim.state.time_s + before_s) / 4.0;
            let weight = 1.0 - (std::f64::consts::TAU * middle).cos();
            expected +=
                weight * (alone.sim.state.time_s - before_s) / 4.0 * alone.sim.state.volume[store];
        }
        assert!((expected - means.volume[store]).abs() < 1e-9);
    }
}

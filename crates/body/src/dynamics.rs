//! Building blocks of slow physiology: a smooth step, a first-order lag, a pure delay.

use secondheart_engine::{Scalar, persist_fields};

/// s(u) = u² (3 - 2u) for u in 0..1, constant outside.
#[inline(always)]
pub(crate) fn smooth_step<S: Scalar>(u: S) -> S {
    let u = u.max(S::zero()).min(S::one());
    u * u * (u * -2.0 + 3.0)
}

/// The state of dx/dt = (u - x)/τ, exact for an input that changes linearly within the step, up to
/// second order.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Lag<S> {
    /// x.
    pub(crate) x: S,
    /// u at the end of the last step.
    u: S,
}

impl<S: Scalar> Lag<S> {
    /// At rest on an input.
    pub(crate) fn settled(u: S) -> Self {
        Self { x: u, u }
    }

    /// Advances with `gain` = 1 - exp(-h/τ) to the input at the end of the step.
    #[inline(always)]
    pub(crate) fn advance(&mut self, gain: S, u: S) -> S {
        let mean = (self.u + u) * 0.5;
        self.x += (mean - self.x) * gain;
        self.u = u;
        self.x
    }
}

/// 1 - exp(-h/τ), remembered for the step h. It is not part of the state: whoever changes τ builds
/// the state anew, and the gain with it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Gain<S> {
    step_s: f64,
    gain: S,
}

impl<S: Scalar> Gain<S> {
    /// The gain of a step with the time constant τ.
    #[inline(always)]
    pub(crate) fn of(&mut self, step_s: f64, tau_s: S) -> S {
        if step_s != self.step_s {
            self.step_s = step_s;
            self.gain = S::one() - (-(tau_s.recip() * step_s)).exp();
        }
        self.gain
    }
}

/// A [`Lag`] with its own [`Gain`].
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct FirstOrder<S> {
    lag: Lag<S>,
    gain: Gain<S>,
}

impl<S: Scalar> FirstOrder<S> {
    /// At rest on an input.
    pub(crate) fn settled(u: S) -> Self {
        Self {
            lag: Lag::settled(u),
            gain: Gain::default(),
        }
    }

    /// Advances with the time constant τ to the input at the end of the step.
    #[inline(always)]
    pub(crate) fn advance(&mut self, step_s: f64, tau_s: S, u: S) -> S {
        let gain = self.gain.of(step_s, tau_s);
        self.lag.advance(gain, u)
    }
}

persist_fields!(Lag { x, u });
persist_fields!(FirstOrder { lag });

/// A pure delay of up to [`DelayLine::LONGEST_S`], a delay per lane.
///
/// The signal is kept on a fixed grid of times (independent of the step) and read by linear
/// interpolation.
#[derive(Debug, Clone)]
pub(crate) struct DelayLine<S> {
    samples: Vec<S>,
    /// Grid samples taken so far.
    taken: u64,
    last_s: f64,
    last: S,
}

impl<S: Scalar> DelayLine<S> {
    /// Distance of the grid, s.
    const GRID_S: f64 = 0.02;
    /// Longest delay, s.
    pub(crate) const LONGEST_S: f64 = 10.0;
    const LENGTH: usize = 512;

    /// A line that has carried `value` for ever, from time `now_s` on.
    pub(crate) fn settled(value: S, now_s: f64) -> Self {
        let taken = (now_s / Self::GRID_S).floor() as u64 + 1;
        Self {
            samples: vec![value; Self::LENGTH],
            taken,
            last_s: now_s,
            last: value,
        }
    }

    /// The signal at the end of a step.
    #[inline(always)]
    pub(crate) fn push(&mut self, now_s: f64, value: S) {
        loop {
            let grid = self.taken as f64 * Self::GRID_S;
            if grid > now_s {
                break;
            }
            let span = now_s - self.last_s;
            let share = if span > 0.0 {
                (grid - self.last_s) / span
            } else {
                1.0
            };
            self.samples[self.taken as usize % Self::LENGTH] =
                self.last + (value - self.last) * share;
            self.taken += 1;
        }
        self.last_s = now_s;
        self.last = value;
    }

    /// The signal `delay_s` before the last push.
    #[inline(always)]
    pub(crate) fn read(&self, delay_s: S) -> S {
        let first = delay_s.lane(0);
        if (1..S::LANES).all(|lane| delay_s.lane(lane) == first) {
            let (a, b, share) = self.around(first);
            return a + (b - a) * share;
        }
        S::from_lanes(|lane| {
            let (a, b, share) = self.around(delay_s.lane(lane));
            let (a, b) = (a.lane(lane), b.lane(lane));
            a + (b - a) * share
        })
    }

    /// The samples before and after the time `delay_s` ago, and how far it is between them.
    #[inline(always)]
    fn around(&self, delay_s: f64) -> (S, S, f64) {
        let newest = self.taken.saturating_sub(1);
        let delay = delay_s.clamp(Self::GRID_S, Self::LONGEST_S);
        let at = (self.last_s - delay) / Self::GRID_S;
        let below = at.floor();
        let pick = |index: f64| {
            // Before the first sample the line holds its settled value everywhere.
            let index = (index.max(0.0) as u64).min(newest);
            self.samples[index as usize % Self::LENGTH]
        };
        (pick(below), pick(below + 1.0), at - below)
    }
}

persist_fields!(DelayLine {
    samples,
    taken,
    last_s,
    last
});

#[cfg(test)]
mod tests {
    use super::*;
    use secondheart_engine::Lanes;

    #[test]
    fn a_ramp_comes_out_later_by_the_delay() {
        for step in [0.0005, 0.003, 0.005] {
            let mut line = DelayLine::settled(0.0, 0.0);
            let mut t = 0.0;
            while t < 3.0 {
                t += step;
                line.push(t, t);
            }
            assert!((line.read(0.59) - (t - 0.59)).abs() < 1e-9, "step {step}");
            assert!((line.read(2.0) - (t - 2.0)).abs() < 1e-9, "step {step}");
        }
    }

    #[test]
    fn lanes_read_equal_and_unequal_delays_as_one_body_does() {
        for delays in [[0.59; 8], [0.59, 2.0, 0.02, 0.31, 0.6, 0.61, 0.05, 1.2]] {
            let signal = |t: f64, lane: usize| t * t + lane as f64;
            let mut together = DelayLine::<Lanes<8>>::settled(Lanes::zero(), 0.0);
            let mut alone = [(); 8].map(|()| DelayLine::settled(0.0, 0.0));
            for step in 1..=400 {
                let t = f64::from(step) * 0.007;
                together.push(t, Lanes::from_lanes(|lane| signal(t, lane)));
                for (lane, line) in alone.iter_mut().enumerate() {
                    line.push(t, signal(t, lane));
                }
            }
            let read = together.read(Lanes(delays));
            for (lane, line) in alone.iter().enumerate() {
                let one: f64 = line.read(delays[lane]);
                assert_eq!(read.lane(lane).to_bits(), one.to_bits(), "lane {lane}");
            }
        }
    }

    #[test]
    fn a_lag_follows_its_time_constant_whatever_the_step() {
        for step in [0.001, 0.004] {
            let mut lag = FirstOrder::<f64>::default();
            lag.lag.u = 1.0;
            let n = (2.0_f64 / step).round() as usize;
            for _ in 0..n {
                lag.advance(step, 2.0, 1.0);
            }
            assert!((lag.lag.x - (1.0 - (-1.0_f64).exp())).abs() < 1e-9);
        }
    }
}

//! Smooth step, first-order lag and pure delay, which the organs share.

use secondheart_engine::{Mask, Scalar, persist_fields};

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
    /// In equilibrium with an input.
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

    /// Advances with one gain while the input lies above the value or at it, another while it lies below.
    #[inline(always)]
    pub(crate) fn rise_or_fall(&mut self, rise_gain: S, fall_gain: S, u: S) -> S {
        let gain = S::select(u.lt(self.x), fall_gain, rise_gain);
        self.advance(gain, u)
    }
}

/// 1 - exp(-h/τ), cached for the step h. It is not part of the saved state; a change of τ rebuilds the
/// state and with it the gain.
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

    /// The present value.
    pub(crate) fn value(&self) -> S {
        self.lag.x
    }
}

/// A [`Lag`] that rises with one time constant and falls with another.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct RiseAndFall<S> {
    lag: Lag<S>,
    rise: Gain<S>,
    fall: Gain<S>,
}

impl<S: Scalar> RiseAndFall<S> {
    /// Advances to the input at the end of the step, with `tau_s` while the input lies above the
    /// value and with `fall_tau_s` while it lies below.
    #[inline(always)]
    pub(crate) fn advance(&mut self, step_s: f64, tau_s: S, fall_tau_s: S, u: S) -> S {
        let rise = self.rise.of(step_s, tau_s);
        let fall = self.fall.of(step_s, fall_tau_s);
        self.lag.rise_or_fall(rise, fall, u)
    }
}

persist_fields!(RiseAndFall { lag });
persist_fields!(Lag { x, u });
persist_fields!(FirstOrder { lag });

/// A pure delay from 0 to [`LONGEST_DELAY_S`], which may differ between lanes.
///
/// The signal is kept on a fixed grid of times (independent of the step) and read by linear
/// interpolation. Each lane has a grid of its own, so that a body keeps its grid when it is put into
/// a lane.
#[derive(Debug, Clone)]
pub(crate) struct DelayLine<S> {
    /// A ring of samples.
    samples: Vec<S>,
    /// Samples taken so far, a whole number.
    taken: S,
    /// Time of sample number zero, s.
    zero_s: S,
    last_s: f64,
    last: S,
}

/// Longest delay that a [`DelayLine`] keeps, s.
pub(crate) const LONGEST_DELAY_S: f64 = 10.0;

impl<S: Scalar> DelayLine<S> {
    /// Distance of the grid, s.
    const GRID_S: f64 = 0.02;
    /// Samples in the ring: a little more than the longest delay, a power of two.
    const LENGTH: usize = 512;

    /// A line at time `now_s` whose signal has always been `value`.
    pub(crate) fn settled(value: S, now_s: f64) -> Self {
        Self {
            samples: vec![value; Self::LENGTH],
            taken: S::from_f64((now_s / Self::GRID_S).floor() + 1.0),
            zero_s: S::zero(),
            last_s: now_s,
            last: value,
        }
    }

    /// Sets the clock back by `by_s`; the stored signal moves with it.
    pub(crate) fn set_clock_back(&mut self, by_s: f64) {
        self.zero_s = self.zero_s - by_s;
        self.last_s -= by_s;
    }

    /// Stores the signal at the end of a step.
    #[inline(always)]
    pub(crate) fn push(&mut self, now_s: f64, value: S) {
        loop {
            let grid_s = self.zero_s + self.taken * Self::GRID_S;
            let due = !S::from_f64(now_s).lt(grid_s);
            if !due.any() {
                break;
            }
            let span_s = now_s - self.last_s;
            let share = if span_s > 0.0 {
                (grid_s - self.last_s) / S::from_f64(span_s)
            } else {
                S::one()
            };
            let sample = self.last + (value - self.last) * share;
            for lane in 0..S::LANES {
                if due.lane(lane) {
                    let place = &mut self.samples[Self::index(self.taken.lane(lane))];
                    let kept = *place;
                    *place = S::from_lanes(|i| if i == lane { sample } else { kept }.lane(i));
                }
            }
            self.taken += S::select(due, S::one(), S::zero());
        }
        self.last_s = now_s;
        self.last = value;
    }

    /// The signal `delay_s` before the last push.
    #[inline(always)]
    pub(crate) fn read(&self, delay_s: S) -> S {
        S::from_lanes(|lane| self.read_lane(lane, delay_s.lane(lane)))
    }

    #[inline(always)]
    fn read_lane(&self, lane: usize, delay_s: f64) -> f64 {
        let newest = self.taken.lane(lane) - 1.0;
        let since_zero_s = self.last_s - self.zero_s.lane(lane);
        let at = (since_zero_s - delay_s) / Self::GRID_S;
        let below = at.floor();
        // Before the first sample the line holds its settled value everywhere.
        let sample = |number: f64| self.samples[Self::index(number.max(0.0))].lane(lane);
        if below < newest {
            let (a, b) = (sample(below), sample(below + 1.0));
            return a + (b - a) * (at - below);
        }
        // Later than the newest sample: interpolate between it and the present.
        let (a, b) = (sample(newest), self.last.lane(lane));
        let present = since_zero_s / Self::GRID_S;
        if present > newest {
            a + (b - a) * ((at - newest) / (present - newest))
        } else {
            b
        }
    }

    /// Place in the ring of a sample by its number.
    #[inline(always)]
    fn index(number: f64) -> usize {
        number as usize % Self::LENGTH
    }
}

persist_fields!(DelayLine {
    samples,
    taken,
    zero_s,
    last_s,
    last
});

#[cfg(test)]
mod tests {
    use super::*;
    use secondheart_engine::{Lanes, Persist};

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
            // Shorter than the distance of the grid, and none.
            assert!((line.read(0.013) - (t - 0.013)).abs() < 1e-9, "step {step}");
            assert_eq!(line.read(0.0), t, "step {step}");
        }
    }

    #[test]
    fn a_line_whose_clock_is_set_back_carries_on() {
        let mut line = DelayLine::settled(0.0, 0.0);
        let signal = |t: f64| (1.7 * t).sin();
        for step in 1..=500 {
            let t = f64::from(step) * 0.007;
            line.push(t, signal(t));
        }
        let mut back = line.clone();
        back.set_clock_back(3.5);
        for step in 501..=900 {
            let t = f64::from(step) * 0.007;
            line.push(t, signal(t));
            back.push(t - 3.5, signal(t));
            let (one, other) = (line.read(0.59), back.read(0.59));
            assert!((one - other).abs() < 1e-12, "{one} {other}");
        }
    }

    #[test]
    fn lanes_with_their_own_delays_and_grids_read_as_one_body_does() {
        for delays in [[0.59; 8], [0.59, 2.0, 0.02, 0.31, 0.6, 0.61, 0.0, 1.2]] {
            let signal = |t: f64, lane: usize| t * t + lane as f64;
            let mut together = DelayLine::<Lanes<8>>::settled(Lanes::zero(), 0.0);
            let mut alone = [(); 8].map(|()| DelayLine::settled(0.0, 0.0));
            for (lane, line) in alone.iter_mut().enumerate() {
                // Each body has lived for another time before the common clock starts.
                let lived_s = 0.0137 * lane as f64;
                line.push(lived_s, signal(0.0, lane));
                line.set_clock_back(lived_s);
                let mut words = Vec::new();
                line.write(0, &mut words);
                Persist::read(&mut together, lane, &mut words.iter()).unwrap();
            }
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

    #[test]
    fn the_smooth_step_is_flat_outside_and_cubic_between() {
        for (u, s) in [
            (-1.0, 0.0),
            (0.0, 0.0),
            (0.25, 0.15625),
            (0.5, 0.5),
            (0.75, 0.84375),
            (1.0, 1.0),
            (3.0, 1.0),
        ] {
            assert_eq!(smooth_step(u), s);
        }
    }

    #[test]
    fn a_gain_is_remembered_for_its_step_and_found_anew_for_another() {
        let mut gain = Gain::<f64>::default();
        let of = |step_s: f64, tau_s: f64| 1.0 - (-step_s / tau_s).exp();
        assert!((gain.of(0.5, 2.0) - of(0.5, 2.0)).abs() < 1e-15);
        assert!((gain.of(0.25, 2.0) - of(0.25, 2.0)).abs() < 1e-15);
        assert_eq!(gain.of(0.25, 99.0), gain.of(0.25, 2.0));
    }

    #[test]
    fn a_lag_that_is_settled_stays_and_sees_the_mean_of_its_input() {
        let mut lag = Lag::settled(3.0);
        assert_eq!(lag.advance(0.5, 3.0), 3.0);
        // From (3 + 5)/2 = 4, half of the way.
        assert_eq!(lag.advance(0.5, 5.0), 3.5);
        assert_eq!(lag.advance(0.5, 5.0), 4.25);
        assert_eq!(FirstOrder::settled(7.0).advance(0.1, 2.0, 7.0), 7.0);
    }

    #[test]
    fn a_settled_line_has_carried_its_value_for_ever() {
        let mut line = DelayLine::settled(2.5, 4.0);
        for delay_s in [0.0, 1.0, LONGEST_DELAY_S] {
            assert_eq!(line.read(delay_s), 2.5);
        }
        line.push(4.5, 3.5);
        assert_eq!((line.read(0.6), line.read(0.0)), (2.5, 3.5));
        assert!((line.read(0.25_f64) - 3.0).abs() < 1e-12);
    }

    #[test]
    fn the_longest_delay_is_kept() {
        let mut line = DelayLine::settled(0.0, 0.0);
        for step in 1..=4000 {
            let t = f64::from(step) * 0.008;
            line.push(t, t);
        }
        let read: f64 = line.read(LONGEST_DELAY_S);
        assert!((read - 22.0).abs() < 1e-9, "{read}");
    }
}

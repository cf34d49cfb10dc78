//! The sinus node: a phase that runs at the heart rate, dφ/dt = 1/T.
//!
//! T = T_0 + ΔT_s + ΔT_v (Ursino 1998): the intrinsic period plus the sympathetic and the vagal
//! change. The phase is a continuous variable; a beat ends when it passes one, which may
//! happen anywhere within a step.

use secondheart_engine::{Scalar, persist_fields};

/// The oscillator that starts each beat.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SinusNode<S> {
    /// φ, 0 to 1: 0 at the onset of ventricular contraction.
    pub(crate) phase: S,
    /// T, s.
    pub(crate) period_s: S,
    /// Beats completed, a whole number.
    pub(crate) beats: S,
}

persist_fields!(SinusNode {
    phase,
    period_s,
    beats
});

impl<S: Scalar> SinusNode<S> {
    /// At the onset of a beat of that period.
    pub(crate) fn resting(period_s: S) -> Self {
        Self {
            phase: S::zero(),
            period_s,
            beats: S::zero(),
        }
    }

    /// Advances the phase over a step at whose end the period is `period_s` (trapezoidal rule).
    /// Returns the lanes in which a beat begins.
    #[inline(always)]
    pub(crate) fn advance(&mut self, step_s: f64, period_s: S) -> S::Mask {
        let rate = (self.period_s.recip() + period_s.recip()) * 0.5;
        let phase = self.phase + rate * step_s;
        let full = !phase.lt(S::one());
        self.phase = S::select(full, phase - 1.0, phase);
        self.beats += S::select(full, S::one(), S::zero());
        self.period_s = period_s;
        full
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_phase_runs_at_the_mean_of_the_rates_and_a_beat_ends_where_it_passes_one() {
        let mut node = SinusNode::<f64>::resting(1.0);
        assert_eq!((node.phase, node.beats), (0.0, 0.0));
        node.advance(0.3, 0.5);
        assert!((node.phase - 0.45).abs() < 1e-12, "{}", node.phase);
        assert_eq!((node.period_s, node.beats), (0.5, 0.0));
        node.advance(0.3, 0.5);
        assert!((node.phase - 0.05).abs() < 1e-12, "{}", node.phase);
        assert_eq!(node.beats, 1.0);
        // A phase of one is the onset of the next beat.
        node.phase = 0.5;
        node.advance(0.25, 0.5);
        assert_eq!((node.phase, node.beats), (0.0, 2.0));
    }
}

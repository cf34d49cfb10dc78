//! The wave of activation: when each chamber contracts and relaxes within the beat.
//!
//! Time within the beat is t = φ T, with the heart's phase φ (0 at the onset of ventricular
//! contraction) and the present period T. Durations are proportional to √T (Bazett): rise T_r = K_r
//! √T, relaxation τ = K_f √T. The rise of the ventricles also follows the filling v of the left ventricle
//! at the onset of the beat, relative to the filling of a man who lies: T_r = K_r √T (1 + c (v - 1)).
//!
//! ```text
//! ventricles   rise   u² (6 - 8 u + 3 u²),    u = t/T_r
//!              fall   (1 + x) exp(-x),        x = (t - T_r)/τ
//! atria        rise   s(u) = u² (3 - 2u),     fall 1 - s
//! ```
//!
//! The rise is steep at first, as the elastance of human ventricles (Senzaki et al. 1996, Circulation
//! 94:2497, from memory): two fifths of the time bring half of the rise. The fall begins without a
//! corner and ends as the exponential by which ventricular pressure falls (Weiss et al. 1976, J Clin
//! Invest 58:751), so that the ventricle still relaxes while it begins to fill. The atria begin K_av √T
//! earlier. In exercise τ falls to τ / (1 + q d) with the pressor drive d.
//!
//! A ventricle that is filled less contracts for a shorter time: ejection time follows stroke volume at
//! any rate (Weissler, Peeler & Roehll 1961, Am Heart J 62:367), in the Valsalva strain systole as a whole
//! shortens with the stroke volume (Greenfield, Cox, Hernández, Thomas & Schoonmaker 1967, Circulation
//! 35:653), and isolated heart muscle contracts for a shorter time at a shorter length.

use crate::dynamics::smooth_step;
use crate::parameter::parameter_table;
use secondheart_engine::Scalar;

parameter_table! {
    /// Timing constants, `heart.timing`.
    pub(crate) struct Timing {
        /// K_r of the ventricles.
        ventricular_rise_s_per_sqrt_s,
        /// K_f of the ventricles.
        ventricular_relaxation_s_per_sqrt_s,
        /// q: in exercise of pressor drive d the ventricles relax 1 + q d times as fast.
        relaxation_quickening,
        /// K_r of the atria.
        atrial_rise_s_per_sqrt_s,
        /// K_f of the atria.
        atrial_relaxation_s_per_sqrt_s,
        /// c.
        duration_by_filling,
        /// K_av, atrial onset to ventricular onset.
        atrioventricular_delay_s_per_sqrt_s,
    }
}

/// Activation of the chambers, 0 to 1.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Activation<S> {
    pub(crate) atria: S,
    pub(crate) ventricles: S,
}

/// Activation `time` after onset: a smooth rise over `rise`, then a smooth fall over `fall`.
#[inline(always)]
fn contraction<S: Scalar>(time: S, rise: S, fall: S) -> S {
    smooth_step(time * rise.recip()) - smooth_step((time - rise) * fall.recip())
}

impl<S: Scalar> Timing<S> {
    /// Activation at phase φ and period T of a beat that begins with the filling v, with the pressor
    /// drive d of exercise.
    #[inline(always)]
    pub(crate) fn activation(&self, phase: S, period_s: S, filling: S, drive: S) -> Activation<S> {
        // In units of √T: time of the beat is φ √T.
        let root = period_s.sqrt();
        let time = phase * root;
        let lead = self.atrioventricular_delay_s_per_sqrt_s;
        let (rise, fall) = (
            self.atrial_rise_s_per_sqrt_s,
            self.atrial_relaxation_s_per_sqrt_s,
        );
        // The atrial contractions before this beat and before the next.
        let atria =
            contraction(time + lead, rise, fall) + contraction(time + lead - root, rise, fall);
        let rise =
            self.ventricular_rise_s_per_sqrt_s * ((filling - 1.0) * self.duration_by_filling + 1.0);
        let rate = (self.relaxation_quickening * drive + 1.0)
            * self.ventricular_relaxation_s_per_sqrt_s.recip();
        let fall = |since: S| {
            let x = (since * rate).max(S::zero());
            (x + 1.0) * (-x).exp()
        };
        let u = (time * rise.recip()).min(S::one());
        let risen = u * u * (u * (u * 3.0 - 8.0) + 6.0);
        // What is left of the contraction before fades as this one rises.
        let ventricles = risen * fall(time - rise) + (S::one() - risen) * fall(time - rise + root);
        Activation { atria, ventricles }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMING: Timing<f64> = Timing {
        ventricular_rise_s_per_sqrt_s: 0.33,
        duration_by_filling: 0.2,
        ventricular_relaxation_s_per_sqrt_s: 0.03,
        relaxation_quickening: 0.4,
        atrial_rise_s_per_sqrt_s: 0.13,
        atrial_relaxation_s_per_sqrt_s: 0.13,
        atrioventricular_delay_s_per_sqrt_s: 0.19,
    };

    #[test]
    fn atria_contract_before_ventricles_and_activation_is_periodic() {
        let peak = |f: &dyn Fn(f64) -> f64| {
            (0..1000)
                .map(|i| f64::from(i) / 1000.0)
                .max_by(|a, b| f(*a).total_cmp(&f(*b)))
                .unwrap()
        };
        let t = 0.9;
        let atrial = peak(&|p| TIMING.activation(p, t, 1.0, 0.0).atria);
        let ventricular = peak(&|p| TIMING.activation(p, t, 1.0, 0.0).ventricles);
        assert!(atrial > 0.85, "atrial peak late in the beat: {atrial}");
        assert!((ventricular - 0.33 / t.sqrt()).abs() < 0.01);
        let (end, start) = (
            TIMING.activation(1.0, t, 1.0, 0.0),
            TIMING.activation(0.0, t, 1.0, 0.0),
        );
        assert!((end.atria - start.atria).abs() < 1e-12);
        assert!((end.ventricles - start.ventricles).abs() < 1e-12);
    }

    #[test]
    fn activation_follows_its_courses_over_the_root_of_the_period() {
        let s = |u: f64| {
            let u = u.clamp(0.0, 1.0);
            u * u * (3.0 - 2.0 * u)
        };
        let (period, drive) = (0.64, 0.5);
        for i in 0..50 {
            let phase = f64::from(i) / 50.0;
            // Seconds over the root of the period.
            let time = phase * period / 0.8;
            let wave = TIMING.activation(phase, period, 1.0, drive);
            let u = (time / 0.33).min(1.0);
            let risen = u * u * (6.0 - 8.0 * u + 3.0 * u * u);
            let fall = |since: f64| {
                let x = since.max(0.0) * (1.0 + 0.4 * drive) / 0.03;
                (1.0 + x) * (-x).exp()
            };
            let ventricles = risen * fall(time - 0.33) + (1.0 - risen) * fall(time - 0.33 + 0.8);
            assert!((wave.ventricles - ventricles).abs() < 1e-12, "{phase}");
            let atrial = |t: f64| s(t / 0.13) - s((t - 0.13) / 0.13);
            let atria = atrial(time + 0.19) + atrial(time + 0.19 - 0.8);
            assert!((wave.atria - atria).abs() < 1e-12, "{phase}");
        }
    }

    #[test]
    fn ventricles_that_are_filled_less_contract_for_a_shorter_time_and_atria_as_before() {
        // At the end of its rise the activation is complete: phase = rise / √T with T = 1.
        for filling in [0.5, 1.0, 1.2] {
            let rise_s = 0.33 * (1.0 + 0.2 * (filling - 1.0));
            let at = |time_s: f64| TIMING.activation(time_s, 1.0, filling, 0.0);
            assert!((at(rise_s).ventricles - 1.0).abs() < 1e-9, "{filling}");
            assert!(at(rise_s - 0.03).ventricles < 1.0 - 1e-4);
            assert!(at(rise_s + 0.03).ventricles < 0.9);
            let full = TIMING.activation(0.9, 1.0, 1.0, 0.0);
            assert_eq!(at(0.9).atria, full.atria);
        }
    }
}

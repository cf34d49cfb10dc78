//! The activation of a chamber over the cycle.

use std::f64::consts::PI;

/// An activation function A(t), 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Activation {
    /// `A = ½ - ½ cos(2π t_c / t_twitch)`, t_c counted from t_active.
    HalfCosine {
        /// Start of contraction in the cycle, s.
        t_active_s: f64,
        /// Duration of contraction and relaxation, s.
        t_twitch_s: f64,
    },
    /// A rising and a falling half cosine, each with its start and duration.
    PiecewiseCosine {
        /// Start of contraction, s.
        contract_start_s: f64,
        /// Start of relaxation, s.
        relax_start_s: f64,
        /// Duration of contraction, s.
        contract_duration_s: f64,
        /// Duration of relaxation, s.
        relax_duration_s: f64,
    },
    /// `A = c g_1/(1 + g_1) / (1 + g_2)`, g_i = (t/τ_i)^m_i (Mynard et al. 2012); c scales the
    /// largest value to one.
    TwoHill {
        /// Shift of the start, s.
        t_shift_s: f64,
        /// τ_1 of the rise, s.
        tau_1_s: f64,
        /// τ_2 of the fall, s.
        tau_2_s: f64,
        /// m_1, the steepness of the rise.
        m1: f64,
        /// m_2, the steepness of the fall.
        m2: f64,
        /// c, which scales the largest value to one.
        scale: f64,
    },
    /// `A = ½ (1 + tanh((t - t_sys)/γ)) · ½ (1 - tanh((t - t_dias)/γ))`, t in the cycle.
    DoubleTanh {
        /// t_sys of the rise, s.
        systole_s: f64,
        /// t_dias of the fall, s.
        diastole_s: f64,
        /// γ, s.
        steepness_s: f64,
    },
    /// A cosine about the end of the cycle, for the atria (Sankaran et al. 2012).
    WrappingCosine {
        /// Duration as a share of the cycle.
        length_share: f64,
        /// Length of the cycle over the time at which the wave ends.
        end_divisor: f64,
    },
    /// The ventricular elastance of a Fourier series of 25 modes, scaled to 0 to 1.
    Fourier {
        /// Smallest value of the series.
        low: f64,
        /// Largest minus smallest value of the series.
        range: f64,
    },
    /// The same series, unscaled.
    #[default]
    RawFourier,
}

/// (cosine, minus sine) coefficients of the ventricular elastance by mode: J. Tran's table
/// (Menon et al. 2023), as printed in svZeroDSolver.
const ELASTANCE_MODES: [[f64; 2]; 25] = [
    [0.283748803, 0.0],
    [0.031830626, -0.374299825],
    [-0.209472400, -0.018127770],
    [0.020520047, 0.073971113],
    [0.008316883, -0.047249597],
    [-0.041677660, 0.003212163],
    [0.000867323, 0.019441411],
    [-0.001675379, -0.005565534],
    [-0.011252277, 0.003401432],
    [-0.000414677, 0.008376795],
    [0.000253749, -0.000071880],
    [-0.002584966, 0.001566861],
    [0.000584752, 0.003143555],
    [0.000028502, -0.000024787],
    [0.000022961, -0.000007476],
    [0.000018735, -0.000001281],
    [0.000015573, 0.000001781],
    [0.000013133, 0.000003494],
    [0.000011199, 0.000004507],
    [0.000009634, 0.000005117],
    [0.000008343, 0.000005481],
    [0.000007265, 0.000005687],
    [0.000006354, 0.000005789],
    [0.000005575, 0.000005821],
    [0.000004903, 0.000005805],
];

/// The series at a phase of the cycle, 0 to 1. Higher modes follow from the first by the addition
/// theorem.
fn elastance(phase: f64) -> f64 {
    let (sine, cosine) = (2.0 * PI * phase).sin_cos();
    let (mut c, mut s, mut sum) = (1.0, 0.0, 0.0);
    for [of_cosine, of_sine] in ELASTANCE_MODES {
        sum += of_cosine * c - of_sine * s;
        (c, s) = (c * cosine - s * sine, s * cosine + c * sine);
    }
    sum
}

fn two_hill(time: f64, tau_1: f64, tau_2: f64, m1: f64, m2: f64) -> f64 {
    let (g1, g2) = ((time / tau_1).powf(m1), (time / tau_2).powf(m2));
    g1 / (1.0 + g1) / (1.0 + g2)
}

impl Activation {
    /// The two-hill function over a cycle of `period_s`, with its largest value scaled to one; `None`
    /// if its values are zero or not finite.
    pub fn two_hill(
        period_s: f64,
        [t_shift_s, tau_1_s, tau_2_s, m1, m2]: [f64; 5],
    ) -> Option<Self> {
        /// Samples of a cycle among which the largest is sought.
        const SAMPLES: u32 = 20_000;
        let sample = |k| {
            let time = period_s * f64::from(k) / f64::from(SAMPLES);
            two_hill(time, tau_1_s, tau_2_s, m1, m2)
        };
        let largest = (0..SAMPLES).map(sample).fold(0.0, f64::max);
        (largest > 0.0 && largest.is_finite()).then(|| Self::TwoHill {
            t_shift_s,
            tau_1_s,
            tau_2_s,
            m1,
            m2,
            scale: 1.0 / largest,
        })
    }

    /// The scaled Fourier series.
    pub fn fourier() -> Self {
        /// Samples of a cycle among which the extremes are sought.
        const SAMPLES: u32 = 10_000;
        let values = (0..SAMPLES).map(|k| elastance(f64::from(k) / f64::from(SAMPLES)));
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| {
            (l.min(v), h.max(v))
        });
        Self::Fourier {
            low,
            range: high - low,
        }
    }

    /// By how much A jumps from the end of a cycle of `period_s` to the beginning of the next.
    pub(crate) fn jump(&self, period_s: f64) -> f64 {
        let [end, beginning] = [2.0 - 1e-9, 2.0].map(|cycles| self.at(cycles * period_s, period_s));
        (beginning - end).abs()
    }

    /// A at a time, s, of a heart with cycles of `period_s`.
    pub fn at(&self, time_s: f64, period_s: f64) -> f64 {
        let in_cycle = time_s.rem_euclid(period_s);
        match *self {
            Self::HalfCosine {
                t_active_s,
                t_twitch_s,
            } => {
                let t = (in_cycle - t_active_s).max(0.0);
                if t <= t_twitch_s {
                    0.5 - 0.5 * (2.0 * PI * t / t_twitch_s).cos()
                } else {
                    0.0
                }
            }
            Self::PiecewiseCosine {
                contract_start_s,
                relax_start_s,
                contract_duration_s,
                relax_duration_s,
            } => {
                // The remainder keeps the sign of the time: a chamber rests until its first start.
                let rising = (time_s - contract_start_s) % period_s;
                let falling = (time_s - relax_start_s) % period_s;
                if (0.0..contract_duration_s).contains(&rising) {
                    0.5 * (1.0 - (PI * rising / contract_duration_s).cos())
                } else if (0.0..relax_duration_s).contains(&falling) {
                    0.5 * (1.0 + (PI * falling / relax_duration_s).cos())
                } else {
                    0.0
                }
            }
            Self::TwoHill {
                t_shift_s,
                tau_1_s,
                tau_2_s,
                m1,
                m2,
                scale,
            } => {
                let shifted = (in_cycle - t_shift_s).rem_euclid(period_s);
                scale * two_hill(shifted, tau_1_s, tau_2_s, m1, m2)
            }
            Self::DoubleTanh {
                systole_s,
                diastole_s,
                steepness_s,
            } => {
                let switch = |at: f64| 0.5 * (1.0 + ((in_cycle - at) / steepness_s).tanh());
                switch(systole_s) * (1.0 - switch(diastole_s))
            }
            Self::WrappingCosine {
                length_share,
                end_divisor,
            } => {
                let (length, end) = (period_s * length_share, period_s / end_divisor);
                let wave = |t: f64| 0.5 * (1.0 - (2.0 * PI * t / length).cos());
                if in_cycle <= end {
                    wave(in_cycle - end + length)
                } else if in_cycle >= period_s - length + end {
                    wave(in_cycle - end - (period_s - length))
                } else {
                    0.0
                }
            }
            Self::Fourier { low, range } => (elastance(in_cycle / period_s) - low) / range,
            Self::RawFourier => elastance(in_cycle / period_s),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_series_is_the_sum_of_its_modes() {
        for phase in [0.0_f64, 0.13, 0.5, 0.77] {
            let direct: f64 = (0..25)
                .map(|i| {
                    let [a, b] = ELASTANCE_MODES[i];
                    let angle = 2.0 * PI * i as f64 * phase;
                    a * angle.cos() - b * angle.sin()
                })
                .sum();
            assert!((direct - elastance(phase)).abs() < 1e-12);
        }
    }

    #[test]
    fn every_function_stays_between_zero_and_one_and_reaches_it() {
        let all = [
            Activation::HalfCosine {
                t_active_s: 0.2,
                t_twitch_s: 0.3,
            },
            Activation::PiecewiseCosine {
                contract_start_s: 0.1,
                relax_start_s: 0.3,
                contract_duration_s: 0.2,
                relax_duration_s: 0.25,
            },
            Activation::two_hill(0.8, [0.1, 0.2, 0.35, 1.3, 20.0]).expect("it can be scaled"),
            Activation::DoubleTanh {
                systole_s: 0.1,
                diastole_s: 0.4,
                steepness_s: 0.01,
            },
            Activation::WrappingCosine {
                length_share: 0.4,
                end_divisor: 9.0,
            },
            Activation::fourier(),
        ];
        for activation in all {
            let values: Vec<f64> = (0..8000)
                .map(|k| activation.at(1.6 + f64::from(k) * 1e-4, 0.8))
                .collect();
            let high = values.iter().copied().fold(0.0, f64::max);
            assert!(
                values.iter().all(|v| (0.0..=1.0001).contains(v)),
                "{activation:?}"
            );
            assert!(high > 0.999, "{activation:?}: {high}");
        }
    }
}

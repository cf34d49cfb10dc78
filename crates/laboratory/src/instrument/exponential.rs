//! One exponential through a course: y = a + b exp(-t/τ), by least squares.
//!
//! For each τ the best a and b follow from two linear equations. τ itself is found among values in
//! equal steps of its logarithm, then by golden section. A course without an exponential has its best τ
//! at an end of the range, and none is given.

//!
//! A rise in two phases: y = A₁ (1 - exp(-t/τ₁)) + A₂ (1 - exp(-(t - d)/τ₂)) after the delay d, for A₁ and A₂
//! above zero, by least squares over values of τ₁, τ₂ and d (Barstow & Molé 1991, J Appl Physiol 71:2099, for
//! oxygen uptake; Lador et al. 2006, Am J Physiol 290:R1071, for output; from memory).

use secondheart_engine::elementary::{exp, log};

/// Shortest time constant that is looked for, seconds: estimate, two or three beats.
const SHORTEST_S: f64 = 2.0;
/// Longest time constant, in durations of the course: estimate; a slower course is a straight line.
const LONGEST: f64 = 3.0;
/// Time constants that are tried first.
const TRIED: i32 = 40;
/// Fewest samples through which a curve of three parameters is drawn: estimate.
const FEWEST: usize = 10;
/// Rounds of the golden section: the logarithm of τ to better than 1e-6.
const ROUNDS: u32 = 40;

/// Time constants of the first phase of a rise, seconds: estimate, one beat to a dozen.
const FIRST_TAU_S: [f64; 8] = [0.7, 1.0, 1.5, 2.2, 3.2, 4.6, 6.8, 10.0];
/// Time constants of its second phase, seconds: estimate, a few beats to a minute.
const SECOND_TAU_S: [f64; 8] = [4.0, 6.0, 9.0, 13.0, 19.0, 28.0, 41.0, 60.0];
/// Delays of its second phase, seconds: estimate.
const SECOND_DELAY_S: [f64; 9] = [0.0, 3.0, 6.0, 9.0, 12.0, 16.0, 20.0, 25.0, 30.0];

/// A₁ of a rise in two phases, from times after its start and values; `None` if no two phases fit.
pub(super) fn rapid_rise(rise: &[(f64, f64)]) -> Option<f64> {
    if rise.len() < FEWEST {
        return None;
    }
    let term = |time_s: f64, tau_s: f64| match time_s > 0.0 {
        true => 1.0 - exp(-time_s / tau_s),
        false => 0.0,
    };
    let column = |delay_s: f64, tau_s: f64| -> Vec<f64> {
        let times = rise.iter().map(|(time_s, _)| time_s - delay_s);
        times.map(|time_s| term(time_s, tau_s)).collect()
    };
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let y: Vec<f64> = rise.iter().map(|(_, y)| *y).collect();
    let mut best: Option<(f64, f64)> = None;
    for first_tau_s in FIRST_TAU_S {
        let first = column(0.0, first_tau_s);
        let (pp, py) = (product(&first, &first), product(&first, &y));
        for second_tau_s in SECOND_TAU_S
            .into_iter()
            .filter(|tau_s| *tau_s > first_tau_s)
        {
            for delay_s in SECOND_DELAY_S {
                let second = column(delay_s, second_tau_s);
                let (ss, sy) = (product(&second, &second), product(&second, &y));
                let ps = product(&first, &second);
                let determinant = pp * ss - ps * ps;
                let (a1, a2) = (
                    (py * ss - sy * ps) / determinant,
                    (sy * pp - py * ps) / determinant,
                );
                // What the fit explains of the sum of squares.
                let explained = a1 * py + a2 * sy;
                let is_better = best.is_none_or(|(_, most)| explained > most);
                if a1 > 0.0 && a2 > 0.0 && is_better {
                    best = Some((a1, explained));
                }
            }
        }
    }
    best.map(|(a1, _)| a1)
}

/// Sum of the squares that the best a and b leave for a τ.
fn residual(samples: &[(f64, f64)], start_s: f64, tau_s: f64) -> f64 {
    let n = samples.len() as f64;
    let term = |time_s: f64| exp(-(time_s - start_s) / tau_s);
    let mean = |of: &dyn Fn(f64, f64) -> f64| {
        let sum: f64 = samples
            .iter()
            .map(|(time_s, y)| of(term(*time_s), *y))
            .sum();
        sum / n
    };
    let (e, y) = (mean(&|e, _| e), mean(&|_, y| y));
    let (ee, ey) = (
        mean(&|x, _| (x - e) * (x - e)),
        mean(&|x, v| (x - e) * (v - y)),
    );
    let yy = mean(&|_, v| (v - y) * (v - y));
    yy - ey * ey / ee
}

/// τ of a course of times and values, seconds; `None` if no exponential fits best.
pub(super) fn time_constant_s(samples: &[(f64, f64)]) -> Option<f64> {
    let (start_s, end_s) = (samples.first()?.0, samples.last()?.0);
    let longest_s = LONGEST * (end_s - start_s);
    if samples.len() < FEWEST || longest_s <= SHORTEST_S {
        return None;
    }
    let step = log(longest_s / SHORTEST_S) / f64::from(TRIED);
    let of = |logarithm: f64| residual(samples, start_s, SHORTEST_S * exp(logarithm));
    let tried = (0..=TRIED).map(|n| (n, of(step * f64::from(n))));
    let (best, _) = tried.min_by(|a, b| a.1.total_cmp(&b.1))?;
    if best == 0 || best == TRIED {
        return None;
    }
    let golden = 0.5 * (5.0_f64.sqrt() - 1.0);
    let (mut low, mut high) = (step * f64::from(best - 1), step * f64::from(best + 1));
    for _ in 0..ROUNDS {
        let width = golden * (high - low);
        if of(high - width) < of(low + width) {
            high = low + width;
        } else {
            low = high - width;
        }
    }
    Some(SHORTEST_S * exp(0.5 * (low + high)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_two_phases_is_found() {
        let y = |t: f64| {
            let second = if t > 12.0 {
                1.0 - exp(-(t - 12.0) / 19.0)
            } else {
                0.0
            };
            2.5 * (1.0 - exp(-t / 3.2)) + 1.5 * second
        };
        let rise: Vec<_> = (0..240)
            .map(|n| 0.75 * f64::from(n))
            .map(|t| (t, y(t)))
            .collect();
        let rapid = rapid_rise(&rise).unwrap();
        assert!((rapid - 2.5).abs() < 0.01, "{rapid}");
        assert_eq!(rapid_rise(&rise[..5]), None);
        // What falls has no rise.
        let fall: Vec<_> = rise.iter().map(|(t, y)| (*t, -y)).collect();
        assert_eq!(rapid_rise(&fall), None);
    }
}

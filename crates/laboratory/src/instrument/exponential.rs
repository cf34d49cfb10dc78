//! One exponential through a course: y = a + b exp(-t/τ), by least squares.
//!
//! For each τ the best a and b follow from two linear equations. τ itself is found among values in
//! equal steps of its logarithm, then by golden section. A course without an exponential has its best τ
//! at an end of the range, and none is given.

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

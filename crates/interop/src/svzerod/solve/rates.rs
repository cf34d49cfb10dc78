//! Rates of change at the points of a run.
//!
//! The rate at a point is the slope of a parabola through it and two neighbours, a step apart: the two
//! steps before it, or one on either side, whichever parabola bends less. Both are of second order; the
//! choice keeps the corners of a table sharp.

/// Rates of all quantities.
#[derive(Debug, Clone)]
pub(super) struct Rates {
    /// At the last point, from the points before it.
    pub(super) now: Vec<f64>,
    /// At the last point of the file before the last step, corrected by the step after it.
    pub(super) at_point: Vec<f64>,
    /// Slope from the point before to the last, and its difference from the slope before that;
    /// infinite if there is none.
    slopes: Vec<f64>,
    bends: Vec<f64>,
}

impl Rates {
    pub(super) fn new(quantities: usize) -> Self {
        Self {
            now: vec![0.0; quantities],
            at_point: vec![0.0; quantities],
            slopes: vec![f64::NAN; quantities],
            bends: vec![f64::INFINITY; quantities],
        }
    }

    /// Takes the values after a step and before it; whether it `follows` a point of the file.
    pub(super) fn take(&mut self, values: &[f64], before: &[f64], step_s: f64, follows: bool) {
        for n in 0..values.len() {
            let slope = (values[n] - before[n]) / step_s;
            let (last, last_bend) = (self.slopes[n], self.bends[n]);
            // The first two points are joined by a line.
            let bend = if last.is_nan() {
                f64::INFINITY
            } else {
                slope - last
            };
            let flatter = if bend.abs() < last_bend.abs() {
                bend
            } else {
                last_bend
            };
            if follows {
                self.at_point[n] = last + 0.5 * flatter;
            }
            self.now[n] = slope + if bend.is_finite() { 0.5 * bend } else { 0.0 };
            (self.slopes[n], self.bends[n]) = (slope, bend);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rates at all points from the second to the last but one.
    fn rates(values: &[f64]) -> Vec<f64> {
        let mut rates = Rates::new(1);
        let mut all = Vec::new();
        for pair in values.windows(2) {
            rates.take(&pair[1..], &pair[..1], 0.5, true);
            all.push(rates.at_point[0]);
        }
        all.split_off(1)
    }

    #[test]
    fn the_slope_of_a_parabola_is_exact() {
        let parabola: Vec<f64> = (0..6).map(|n| f64::from(n * n)).collect();
        assert_eq!(rates(&parabola), [4.0, 8.0, 12.0, 16.0]);
    }

    #[test]
    fn a_bend_does_not_reach_the_points_beside_it() {
        // Slopes of 2 and, from the fourth point on, of -4.
        let bent = [0.0, 1.0, 2.0, 3.0, 1.0, -1.0, -3.0];
        assert_eq!(rates(&bent), [2.0, 2.0, 2.0, -4.0, -4.0]);
    }
}

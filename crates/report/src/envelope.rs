//! Prepares envelopes for drawing: no finer than the drawing can show.

use crate::overview::EnvelopePoint;

use crate::layout::Layout;

/// Merges a point into another, weighted by time.
fn absorb(into: &mut EnvelopePoint, other: &EnvelopePoint) {
    let weight_s = into.weight_s + other.weight_s;
    let share = other.weight_s / weight_s;
    into.t_s += share * (other.t_s - into.t_s);
    into.mean += share * (other.mean - into.mean);
    into.min = into.min.min(other.min);
    into.max = into.max.max(other.max);
    into.weight_s = weight_s;
}

/// Merges neighbours until each point stands for at least `width_s`, as far as they allow.
pub(crate) fn merged(points: &[EnvelopePoint], width_s: f64) -> Vec<EnvelopePoint> {
    let mut out: Vec<EnvelopePoint> = Vec::new();
    let mut open = false;
    for point in points
        .iter()
        .filter(|p| p.t_s.is_finite() && p.weight_s > 0.0)
    {
        match out.last_mut() {
            Some(last) if open && last.mean.is_finite() && point.mean.is_finite() => {
                absorb(last, point);
            }
            _ => out.push(*point),
        }
        open = out
            .last()
            .is_some_and(|last| last.weight_s < width_s * (1.0 - 1e-9));
    }
    // A remainder at the end is too short for a point of its own.
    if let [.., before, last] = out.as_mut_slice()
        && last.weight_s < 0.5 * width_s
        && before.mean.is_finite()
        && last.mean.is_finite()
    {
        absorb(before, last);
        out.pop();
    }
    out
}

/// Smooths the means over three neighbours (weights 1, 2, 1), so that a line through a beating
/// signal does not show how many beats fell into each point.
pub(crate) fn smooth_means(points: &mut [EnvelopePoint]) {
    let means: Vec<f64> = points.iter().map(|point| point.mean).collect();
    for (point, window) in points.iter_mut().skip(1).zip(means.windows(3)) {
        let smooth = 0.25 * window[0] + 0.5 * window[1] + 0.25 * window[2];
        if smooth.is_finite() {
            point.mean = smooth.clamp(point.min, point.max);
        }
    }
}

/// Time that a drawn point stands for: fine enough for the paper, and in a long protocol at least
/// two seconds, which hold a whole beat, so that the range is that of the pulse.
pub(crate) fn drawn_width_s(span_s: f64, layout: &Layout) -> f64 {
    let pixel_s = span_s / (0.5 * layout.width);
    if span_s > 45.0 {
        pixel_s.max(2.0)
    } else {
        pixel_s
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(t_s: f64, weight_s: f64, mean: f64) -> EnvelopePoint {
        EnvelopePoint {
            t_s,
            weight_s,
            min: mean - 1.0,
            mean,
            max: mean + 1.0,
        }
    }

    #[test]
    fn merging_conserves_mean_and_extremes() {
        let points: Vec<_> = (0..1000)
            .map(|i| point(f64::from(i), 1.0, f64::from(i % 37)))
            .collect();
        let merged = merged(&points, 10.0);
        assert_eq!(merged.len(), 100);
        let sum: f64 = merged.iter().map(|p| p.mean * p.weight_s).sum();
        let expected: f64 = points.iter().map(|p| p.mean).sum();
        assert!((sum - expected).abs() < 1e-9 * expected);
        assert_eq!(merged.iter().map(|p| p.max).fold(0.0, f64::max), 37.0);
    }

    #[test]
    fn a_short_rest_at_the_end_joins_its_neighbour() {
        let points: Vec<_> = (0..23).map(|i| point(f64::from(i), 1.0, 5.0)).collect();
        let merged = merged(&points, 10.0);
        let weights: Vec<f64> = merged.iter().map(|p| p.weight_s).collect();
        assert_eq!(weights, [10.0, 13.0]);
    }

    #[test]
    fn smoothing_removes_alternation_and_keeps_the_level() {
        let alternating = |i: i32| if i % 2 == 0 { 89.5 } else { 90.5 };
        let points = (0..9).map(|i| point(f64::from(i), 1.0, alternating(i)));
        let mut points: Vec<_> = points.collect();
        points[7].mean = f64::NAN;
        smooth_means(&mut points);
        assert!(
            points[1..6].iter().all(|p| (p.mean - 90.0).abs() < 1e-12),
            "{points:?}"
        );
        assert!(points[7].mean.is_nan() && points[6].mean == 89.5);
    }

    #[test]
    fn merging_keeps_gaps() {
        let points = [
            point(0.0, 1.0, 1.0),
            point(1.0, 1.0, f64::NAN),
            point(2.0, 1.0, 3.0),
        ];
        let merged = merged(&points, 10.0);
        assert!(
            merged.iter().any(|p| p.mean.is_nan()) && merged.len() == 3,
            "{merged:?}"
        );
    }
}

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

/// A breath, seconds: of some 12 a minute at rest. Those of exercise are shorter.
pub(crate) const BREATH_S: f64 = 5.0;

/// Means over whole breaths, and the range of a breath around them, so that a line through a signal
/// that breathes does not show where in the breath its points lie. The weight of a neighbour falls to
/// zero over a breath on either side, or over two points where these are wider. No point looks beyond
/// `bounds_s`, the times at which phases begin, in order.
pub(crate) fn over_breaths(points: &[EnvelopePoint], bounds_s: &[f64]) -> Vec<EnvelopePoint> {
    let widest_s = points
        .iter()
        .map(|point| point.weight_s)
        .fold(0.0, f64::max);
    let reach_s = BREATH_S.max(2.0 * widest_s);
    let stretch = |t_s: f64| bounds_s.partition_point(|bound_s| *bound_s <= t_s);
    let near = |i: usize, reach_s: f64| {
        let t_s = points[i].t_s;
        let first = points[..i].iter().rev();
        let first = first.take_while(|other| other.t_s >= t_s - reach_s).count();
        (i - first..points.len())
            .take_while(move |other| points[*other].t_s <= t_s + reach_s)
            .filter(move |other| points[*other].mean.is_finite())
            .filter(move |other| stretch(points[*other].t_s) == stretch(t_s))
    };
    let mean = |i: usize| {
        let (mut sum, mut weight) = (0.0, 0.0);
        for other in near(i, reach_s) {
            let other = &points[other];
            let share = other.weight_s * (1.0 - (other.t_s - points[i].t_s).abs() / reach_s);
            sum += share * other.mean;
            weight += share;
        }
        match points[i].mean.is_finite() && weight > 0.0 {
            true => sum / weight,
            false => points[i].mean,
        }
    };
    let means: Vec<f64> = (0..points.len()).map(mean).collect();
    let smooth = |(i, point): (usize, &EnvelopePoint)| {
        // The range around the mean: on a slope that of the breath, not of the slope.
        let (mut below, mut above) = (point.min - means[i], point.max - means[i]);
        for other in near(i, 0.5 * BREATH_S) {
            below = below.min(points[other].min - means[other]);
            above = above.max(points[other].max - means[other]);
        }
        EnvelopePoint {
            mean: means[i],
            min: means[i] + below,
            max: means[i] + above,
            ..*point
        }
    };
    points.iter().enumerate().map(smooth).collect()
}

/// Whether a drawing of so many seconds is too coarse to show single breaths.
pub(crate) fn hides_breaths(span_s: f64) -> bool {
    span_s > 150.0
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
    fn means_over_breaths_do_not_breathe_and_stop_where_a_phase_begins() {
        // The mean of a breath's wave over a point.
        let breathing = |t_s: f64, width_s: f64| {
            let turn = std::f64::consts::PI * width_s / 4.6;
            10.0 * turn.sin() / turn * (std::f64::consts::TAU * t_s / 4.6).sin()
        };
        let level = |t_s: f64| if t_s < 100.0 { 20.0 } else { 80.0 };
        for width_s in [0.16, 0.64, 1.28, 2.56, 5.12] {
            let times = (0..).map(|i| (f64::from(i) + 0.5) * width_s);
            let points: Vec<_> = times
                .take_while(|t_s| *t_s < 200.0)
                .map(|t_s| point(t_s, width_s, level(t_s) + breathing(t_s, width_s)))
                .collect();
            let smooth = over_breaths(&points, &[0.0, 100.0]);
            for (smooth, raw) in smooth.iter().zip(&points) {
                let from_bound_s = (smooth.t_s % 100.0).min(100.0 - smooth.t_s % 100.0);
                // At a bound half the neighbours are missing.
                let most = match from_bound_s > 11.0 {
                    // A point as long as a breath keeps a trace of it.
                    true => 0.2 + 0.2 * width_s,
                    false => 6.0,
                };
                let off = (smooth.mean - level(raw.t_s)).abs();
                assert!(off < most, "{off} at {} s, every {width_s} s", raw.t_s);
                assert!(smooth.min <= raw.min + 1e-9 && smooth.max >= raw.max - 1e-9);
            }
        }
    }

    #[test]
    fn a_slope_does_not_look_like_a_pulse() {
        let steep = (0..200).map(|i| point(f64::from(i), 1.0, 10.0 * f64::from(i)));
        let smooth = over_breaths(&steep.collect::<Vec<_>>(), &[]);
        for point in &smooth[10..190] {
            assert!((point.max - point.min - 2.0).abs() < 1e-6, "{point:?}");
        }
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

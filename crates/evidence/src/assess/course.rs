//! Numbers from the course of a reading over a phase: its means over beats, in order of time.

/// Middle of a beat, seconds after the start of the phase, and the mean over the beat.
pub(super) type Point = (f64, f64);

/// Part of a course, at its end, over which the plateau is the mean.
const PLATEAU_SHARE: f64 = 0.25;

/// Mean over the last quarter of the time that a course covers; `None` without a course.
pub(super) fn plateau(course: &[Point]) -> Option<f64> {
    let ((first_s, _), (last_s, _)) = (course.first()?, course.last()?);
    let from_s = last_s - PLATEAU_SHARE * (last_s - first_s);
    let last = course.iter().filter(|(time_s, _)| *time_s >= from_s);
    let (count, sum) = last.fold((0.0, 0.0), |(count, sum), (_, value)| {
        (count + 1.0, sum + value)
    });
    Some(sum / count)
}

/// Time at which a course that begins at `from` passes a level for the first time, seconds.
fn passes(course: &[Point], from: f64, level: f64) -> Option<f64> {
    let mut before = (0.0, from);
    for now in course {
        let is_past = match from < level {
            true => now.1 >= level,
            false => now.1 <= level,
        };
        if is_past {
            return Some(between(before, *now, level));
        }
        before = *now;
    }
    None
}

/// Where the line through two points has a value.
fn between((x0, y0): Point, (x1, y1): Point, y: f64) -> f64 {
    match y1 == y0 {
        true => x1,
        false => x0 + (x1 - x0) * (y - y0) / (y1 - y0),
    }
}

/// Time from the start until half of the way from a reference to the plateau, seconds.
pub(super) fn half_time_s(course: &[Point], reference: f64) -> Option<f64> {
    let plateau = plateau(course)?;
    passes(course, reference, 0.5 * (reference + plateau))
}

/// The point that departs most from a reference, by its place.
fn peak(course: &[Point], reference: f64) -> Option<usize> {
    let departure = |place: &usize| (course[*place].1 - reference).abs();
    (0..course.len()).max_by(|a, b| departure(a).total_cmp(&departure(b)))
}

/// Time of the largest departure from a reference, seconds.
pub(super) fn time_to_peak_s(course: &[Point], reference: f64) -> Option<f64> {
    Some(course[peak(course, reference)?].0)
}

/// Time around the peak in which a course departs from a reference by more than half of the largest
/// departure, seconds; `None` if it does not come back.
pub(super) fn duration_s(course: &[Point], reference: f64) -> Option<f64> {
    let place = peak(course, reference)?;
    let half = 0.5 * (course[place].1 - reference);
    let is_inside = |point: &Point| (point.1 - reference) / half > 1.0;
    let level = reference + half;
    let after = course[place..].iter().position(|point| !is_inside(point))? + place;
    let ends_s = between(course[after - 1], course[after], level);
    let before = course[..place].iter().rposition(|point| !is_inside(point));
    let begins_s = match before {
        Some(before) => between(course[before], course[before + 1], level),
        // It departs within the first beat.
        None => 0.0,
    };
    Some(ends_s - begins_s)
}

/// Value of another reading at which a reading passes a level for the first time.
pub(super) fn threshold(course: &[Point], against: &[Point], level: f64) -> Option<f64> {
    let pairs = course.iter().zip(against);
    let pairs: Vec<Point> = pairs.map(|(own, other)| (other.1, own.1)).collect();
    let is_below = |point: &Point| point.1 < level;
    let begins = is_below(pairs.first()?);
    let after = pairs.iter().position(|point| is_below(point) != begins)?;
    Some(between(pairs[after - 1], pairs[after], level))
}

/// Slope and intercept of the straight line of least squares through points; `None` if they lie at
/// one place.
pub(super) fn line(points: &[Point]) -> Option<(f64, f64)> {
    // Counts are far below 2^53.
    let count = points.len() as f64;
    let (x, y) = points
        .iter()
        .fold((0.0, 0.0), |sum, point| (sum.0 + point.0, sum.1 + point.1));
    let (x, y) = (x / count, y / count);
    let (mut xx, mut xy) = (0.0, 0.0);
    for point in points {
        xx += (point.0 - x) * (point.0 - x);
        xy += (point.0 - x) * (point.1 - y);
    }
    (xx > 0.0).then(|| (xy / xx, y - x * xy / xx))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// One point a second from a function of time.
    fn course(until_s: u32, value: impl Fn(f64) -> f64) -> Vec<Point> {
        let times = (0..until_s).map(|second| f64::from(second) + 0.5);
        times.map(|time_s| (time_s, value(time_s))).collect()
    }

    #[test]
    fn half_time_of_an_exponential_is_its_time_constant_times_the_logarithm_of_two() {
        let rising = course(100, |t| 5.0 + 3.0 * (1.0 - (-t / 8.0).exp()));
        let half_s = half_time_s(&rising, 5.0).unwrap();
        assert!((half_s - 8.0 * 2.0_f64.ln()).abs() < 0.05, "{half_s}");
        let falling = course(100, |t| 5.0 - 3.0 * (1.0 - (-t / 8.0).exp()));
        assert!((half_time_s(&falling, 5.0).unwrap() - half_s).abs() < 1e-9);
        assert!((plateau(&rising).unwrap() - 8.0).abs() < 1e-3);
        assert_eq!(half_time_s(&[], 5.0), None);
    }

    #[test]
    fn peak_and_duration_are_of_the_largest_departure() {
        // A triangle down: 10 at 20 s, from 0 at 10 s to 0 at 40 s; a smaller one up before.
        let dip = |t: f64| match t {
            t if t < 5.0 => 3.0,
            t if t < 10.0 => 0.0,
            t if t < 20.0 => 10.0 - t,
            t if t < 40.0 => 0.5 * t - 20.0,
            _ => 0.0,
        };
        let course = course(60, dip);
        let peak_s = time_to_peak_s(&course, 0.0).unwrap();
        assert!((peak_s - 20.0).abs() <= 0.5, "{peak_s}");
        // Half of the depth from 15 s to 30 s.
        let lasts_s = duration_s(&course, 0.0).unwrap();
        assert!((lasts_s - 15.0).abs() < 0.5, "{lasts_s}");
        // What has not come back has no duration.
        assert_eq!(duration_s(&course[..25], 0.0), None);
    }

    #[test]
    fn a_threshold_is_read_off_the_other_reading() {
        let flow = course(40, |t| 100.0 - 2.0 * t);
        let cuff = course(40, |t| 3.0 * t);
        let pressure = threshold(&flow, &cuff, 50.0).unwrap();
        assert!((pressure - 75.0).abs() < 1e-9, "{pressure}");
        assert_eq!(threshold(&flow, &cuff, 10.0), None);
    }

    #[test]
    fn a_line_has_slope_and_intercept() {
        let points = [(1.0, 5.0), (2.0, 7.0), (3.0, 9.0)];
        assert_eq!(line(&points), Some((2.0, 3.0)));
        assert_eq!(line(&[(1.0, 5.0), (1.0, 7.0)]), None);
    }
}

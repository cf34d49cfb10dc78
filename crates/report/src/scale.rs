//! Scales and ticks: from the units of a signal to places on the paper.

/// A linear scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// Ends of the domain, in the signal's unit.
    pub domain: (f64, f64),
    /// Where the ends lie on the paper.
    pub range: (f64, f64),
}

impl Scale {
    /// Place of a value on the paper.
    pub fn at(&self, value: f64) -> f64 {
        let (low, high) = self.domain;
        let (from, to) = self.range;
        let span = high - low;
        if span == 0.0 {
            0.5 * (from + to)
        } else {
            from + (to - from) * (value - low) / span
        }
    }
}

/// Ticks of an axis: their values, and the decimals they need.
#[derive(Debug, Clone, PartialEq)]
pub struct Ticks {
    /// Values, increasing.
    pub values: Vec<f64>,
    /// Distance between two ticks.
    pub step: f64,
    /// Decimals that tell the ticks apart.
    pub decimals: usize,
}

/// The step of 1, 2, 2.5 or 5 times a power of ten that divides the span into at most about
/// `target` parts.
fn nice_step(span: f64, target: usize) -> f64 {
    let rough = span / target.max(1) as f64;
    let power = 10_f64.powf(rough.log10().floor());
    let leading = rough / power;
    let nice = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .find(|n| leading <= n * (1.0 + 1e-9));
    nice.unwrap_or(10.0) * power
}

/// Nice ticks that enclose `low` to `high` in about `target` steps; at least two ticks.
///
/// Ends that are not finite numbers, or equal, give the unit span around them.
pub fn ticks_around(low: f64, high: f64, target: usize) -> Ticks {
    let (low, high) = sane(low, high);
    let step = nice_step(high - low, target);
    let slack = 1e-9;
    let first = (low / step + slack).floor();
    let last = (high / step - slack).ceil().max(first + 1.0);
    collect(first, last, step)
}

/// Nice ticks inside `low` to `high`.
pub fn ticks_inside(low: f64, high: f64, target: usize) -> Ticks {
    let (low, high) = sane(low, high);
    let step = nice_step(high - low, target);
    collect(
        (low / step - 1e-9).ceil(),
        (high / step + 1e-9).floor(),
        step,
    )
}

fn collect(first: f64, last: f64, step: f64) -> Ticks {
    let count = (last - first).clamp(0.0, 200.0) as usize;
    let values = (0..=count).map(|i| (first + i as f64) * step).collect();
    let mut decimals = 0;
    while decimals < 9 && {
        let scaled = step * 10_f64.powi(decimals as i32);
        (scaled - scaled.round()).abs() > 1e-6 * scaled
    } {
        decimals += 1;
    }
    Ticks {
        values,
        step,
        decimals,
    }
}

fn sane(low: f64, high: f64) -> (f64, f64) {
    let low = if low.is_finite() { low } else { 0.0 };
    let high = if high.is_finite() { high } else { low };
    let (low, high) = if low <= high {
        (low, high)
    } else {
        (high, low)
    };
    let least = 1e-9 * low.abs().max(high.abs());
    if high - low > least {
        (low, high)
    } else {
        let half = 0.5_f64.max(least * 1e3);
        (low - half, high + half)
    }
}

/// An axis of time: ticks in seconds and how to label them.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeTicks {
    /// Where ticks lie, s.
    pub at_s: Vec<f64>,
    /// Seconds in the unit of the labels.
    pub unit_s: f64,
    /// Name of that unit.
    pub unit: &'static str,
    /// Decimals of the labels.
    pub decimals: usize,
}

/// Ticks for a span of time in seconds, minutes or hours.
pub fn time_ticks(start_s: f64, end_s: f64, target: usize) -> TimeTicks {
    let (start_s, end_s) = sane(start_s, end_s);
    let span_s = end_s - start_s;
    let (unit_s, unit) = match span_s {
        span_s if span_s <= 150.0 => (1.0, "s"),
        span_s if span_s <= 3.0 * 3600.0 => (60.0, "min"),
        _ => (3600.0, "h"),
    };
    const STEPS_S: [f64; 12] = [
        10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0, 7200.0, 21600.0,
    ];
    let rough_s = span_s / target.max(1) as f64;
    let named = STEPS_S
        .into_iter()
        .find(|step_s| rough_s <= *step_s && *step_s >= unit_s);
    let ticks = match named {
        Some(step_s) if rough_s > 5.0 => collect(
            (start_s / step_s - 1e-9).ceil(),
            (end_s / step_s + 1e-9).floor(),
            step_s,
        ),
        _ => ticks_inside(start_s, end_s, target),
    };
    let labels = collect(0.0, 1.0, ticks.step / unit_s);
    TimeTicks {
        at_s: ticks.values,
        unit_s,
        unit,
        decimals: labels.decimals,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_numbers_that_enclose_the_data() {
        let ticks = ticks_around(63.2, 118.7, 5);
        assert_eq!(ticks.values, [60.0, 80.0, 100.0, 120.0]);
        assert_eq!(ticks.decimals, 0);
        let ticks = ticks_around(-0.13, 0.32, 5);
        assert_eq!(ticks.decimals, 1);
        assert_eq!(ticks.values.first().map(|v| (v * 10.0).round()), Some(-2.0));
        assert_eq!(
            ticks_around(0.0, 10.0, 4).values,
            [0.0, 2.5, 5.0, 7.5, 10.0]
        );
        assert_eq!(ticks_around(0.0, 10.0, 4).decimals, 1);
    }

    #[test]
    fn ticks_survive_what_is_no_span() {
        for (low, high) in [
            (5.0, 5.0),
            (f64::NAN, f64::NAN),
            (f64::INFINITY, 1.0),
            (1e300, 1e300),
            (7.0, -7.0),
        ] {
            let ticks = ticks_around(low, high, 5);
            assert!(ticks.values.len() >= 2, "{low} {high} {ticks:?}");
            assert!(ticks.values.len() < 30, "{low} {high} {ticks:?}");
            assert!(ticks.values.iter().all(|v| v.is_finite()));
        }
    }

    #[test]
    fn time_is_labelled_in_the_unit_that_suits() {
        let ticks = time_ticks(0.0, 580.0, 6);
        assert_eq!((ticks.unit, ticks.decimals), ("min", 0));
        assert_eq!(ticks.at_s, [0.0, 120.0, 240.0, 360.0, 480.0]);
        let ticks = time_ticks(478.0, 480.0, 5);
        assert_eq!((ticks.unit, ticks.decimals), ("s", 1));
        assert_eq!(time_ticks(0.0, 86_400.0, 6).unit, "h");
        assert!(!time_ticks(f64::NAN, 0.0, 5).at_s.is_empty());
    }

    #[test]
    fn scale_maps_ends_to_ends() {
        let scale = Scale {
            domain: (0.0, 50.0),
            range: (100.0, 0.0),
        };
        assert_eq!(
            (scale.at(0.0), scale.at(50.0), scale.at(25.0)),
            (100.0, 0.0, 50.0)
        );
        let flat = Scale {
            domain: (1.0, 1.0),
            range: (0.0, 10.0),
        };
        assert_eq!(flat.at(1.0), 5.0);
    }
}

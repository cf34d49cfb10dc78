//! A channel for tests of figures.

use crate::overview::{Channel, EnvelopePoint};

/// A channel with a value every second, from 0 s on.
pub(super) fn channel(name: &str, seconds: u32, of: impl Fn(f64) -> f64) -> Channel {
    let points = (0..seconds).map(|second| {
        let t_s = f64::from(second);
        let mean = of(t_s);
        EnvelopePoint {
            t_s,
            weight_s: 1.0,
            min: mean,
            mean,
            max: mean,
        }
    });
    Channel {
        name: name.to_owned(),
        points: points.collect(),
        ..Channel::default()
    }
}

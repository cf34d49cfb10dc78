//! Rows of the output, and the comparison of a cycle with the cycle before.

use super::super::circuit::Reading;

/// Rows of the output.
pub(super) struct Samples {
    pub(super) times: Vec<f64>,
    pub(super) values: Vec<Vec<f64>>,
    pub(super) rates: Vec<Vec<f64>>,
    with_rates: bool,
}

impl Samples {
    pub(super) fn new(quantities: usize, with_rates: bool) -> Self {
        Self {
            times: Vec::new(),
            values: vec![Vec::new(); quantities],
            rates: vec![Vec::new(); quantities],
            with_rates,
        }
    }

    pub(super) fn push(&mut self, time_s: f64, values: &[f64], rates: &[f64]) {
        self.times.push(time_s);
        for (series, value) in self.values.iter_mut().zip(values) {
            series.push(*value);
        }
        if self.with_rates {
            for (series, rate) in self.rates.iter_mut().zip(rates) {
                series.push(*rate);
            }
        }
    }

    /// Corrects the rates of the last row.
    pub(super) fn correct_rates(&mut self, rates: &[f64]) {
        for (series, rate) in self.rates.iter_mut().zip(rates) {
            if let Some(last) = series.last_mut() {
                *last = *rate;
            }
        }
    }

    /// Replaces all rows by one.
    pub(super) fn begin_again(&mut self, time_s: f64, values: &[f64], rates: &[f64]) {
        self.times.clear();
        self.values.iter_mut().for_each(Vec::clear);
        self.rates.iter_mut().for_each(Vec::clear);
        self.push(time_s, values, rates);
    }
}

/// The comparison of a cycle with the cycle before.
pub(super) struct Turn {
    at_start: Vec<f64>,
    low: Vec<f64>,
    high: Vec<f64>,
    sums: Vec<f64>,
    means: Vec<f64>,
    last_means: Vec<f64>,
    seen: u32,
    /// Largest flow of any connection in any cycle.
    pub(super) largest_flow: f64,
}

impl Turn {
    pub(super) fn new(now: &[f64]) -> Self {
        Self {
            at_start: now.to_vec(),
            low: now.to_vec(),
            high: now.to_vec(),
            sums: vec![0.0; now.len()],
            means: vec![f64::NAN; now.len()],
            last_means: vec![f64::NAN; now.len()],
            seen: 0,
            largest_flow: 0.0,
        }
    }

    pub(super) fn see(&mut self, now: &[f64]) {
        for (n, value) in now.iter().enumerate() {
            self.low[n] = self.low[n].min(*value);
            self.high[n] = self.high[n].max(*value);
            self.sums[n] += value;
        }
        self.seen += 1;
    }

    /// Ends a cycle: the largest change of a pressure or flow since its beginning, over the
    /// largest range of its kind.
    pub(super) fn end(&mut self, readings: &[Reading], now: &[f64]) -> f64 {
        let mut worst: f64 = 0.0;
        for pressures in [true, false] {
            let of_kind = |reading: &Reading| match reading {
                Reading::Pressure(_) => pressures,
                Reading::Flow(_) => !pressures,
                _ => false,
            };
            let chosen = || (0..now.len()).filter(|&n| of_kind(&readings[n]));
            let range = chosen()
                .map(|n| self.high[n] - self.low[n])
                .fold(0.0, f64::max);
            let size = chosen().map(|n| now[n].abs()).fold(0.0, f64::max);
            let apart = chosen()
                .map(|n| (now[n] - self.at_start[n]).abs())
                .fold(0.0, f64::max);
            // Constant quantities have no range; compare with their size.
            let scale = range.max(1e-6 * size);
            if scale > 0.0 {
                worst = worst.max(apart / scale);
            }
        }
        for (n, reading) in readings.iter().enumerate() {
            if matches!(reading, Reading::Flow(_)) {
                let largest = self.high[n].max(-self.low[n]);
                self.largest_flow = self.largest_flow.max(largest);
            }
            self.last_means[n] = self.means[n];
            self.means[n] = self.sums[n] / f64::from(self.seen);
            self.sums[n] = 0.0;
        }
        self.at_start.copy_from_slice(now);
        self.low.copy_from_slice(now);
        self.high.copy_from_slice(now);
        self.seen = 0;
        worst
    }

    /// Largest relative change of a mean from the last cycle to this one.
    pub(super) fn means_apart(&self, quantities: &[usize]) -> f64 {
        let apart = |&n: &usize| ((self.means[n] - self.last_means[n]) / self.last_means[n]).abs();
        let worst = quantities.iter().map(apart);
        // After the first cycle there are no means to compare: not a number.
        worst.fold(
            0.0,
            |most: f64, apart| if apart <= most { most } else { apart },
        )
    }
}

//! The times at which phases and windows begin and end.

use secondheart_protocol::scenario::Timeline;

/// Starts and ends in order of time, and the next of them.
pub(super) struct Boundaries {
    times_s: Vec<f64>,
    next: usize,
}

impl Boundaries {
    pub(super) fn new(timeline: &Timeline) -> Self {
        let spans = timeline.phases.iter().chain(&timeline.windows);
        let mut times_s: Vec<f64> = spans.flat_map(|span| [span.start_s, span.end_s]).collect();
        times_s.sort_by(f64::total_cmp);
        times_s.dedup();
        Self { times_s, next: 0 }
    }

    /// Whether a step to `time_s` has reached a boundary; the runner meets them to the last digit.
    pub(super) fn reached(&mut self, time_s: f64) -> bool {
        let passed = self.times_s[self.next..]
            .iter()
            .take_while(|boundary_s| **boundary_s <= time_s)
            .count();
        self.next += passed;
        passed > 0
    }
}

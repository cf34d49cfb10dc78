//! Phases and windows, with their exercise and movement.

use secondheart_body::{Activity, Change};

use secondheart_protocol::scenario::{Span, Timeline};

/// A phase or window, with its exercise and movement.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// Start after the start of the scenario, seconds.
    pub start_s: f64,
    /// End after the start of the scenario, seconds.
    pub end_s: f64,
    /// Name of the phase or window in the scenario.
    pub name: String,
    /// Whether it is a phase and not a window.
    pub is_phase: bool,
    /// The exercise in it.
    pub activity: Option<Activity>,
    /// Whether a movement of the body begins with it.
    pub moves: bool,
}

/// Times closer than this are the same, seconds.
const SAME_TIME_S: f64 = 1e-9;

impl Stage {
    fn new(span: &Span, is_phase: bool, timeline: &Timeline) -> Self {
        let begun = |at_s: f64| at_s <= span.start_s + SAME_TIME_S;
        let activity = timeline
            .changes
            .iter()
            .filter(|timed| begun(timed.at_s))
            .rev();
        let activity = activity.filter_map(|timed| match &timed.change {
            Change::Activity(activity) => Some(activity),
            _ => None,
        });
        let activity = activity
            .take(1)
            .find(|activity| activity.pattern != "rest")
            .cloned();
        let at_start = |at_s: f64| (at_s - span.start_s).abs() < SAME_TIME_S;
        let moves = timeline
            .changes
            .iter()
            .any(|timed| at_start(timed.at_s) && matches!(timed.change, Change::Posture { .. }));
        Self {
            start_s: span.start_s,
            end_s: span.end_s,
            name: span.name.clone(),
            is_phase,
            activity,
            moves,
        }
    }

    /// The phases of a timeline, then its windows.
    pub fn all(timeline: &Timeline) -> Vec<Self> {
        let phases = timeline
            .phases
            .iter()
            .map(|span| Self::new(span, true, timeline));
        let windows = timeline
            .windows
            .iter()
            .map(|span| Self::new(span, false, timeline));
        phases.chain(windows).collect()
    }

    /// Time from start to end, seconds.
    pub fn duration_s(&self) -> f64 {
        self.end_s - self.start_s
    }

    /// Whether a time lies in it, the end left out.
    pub fn holds(&self, time_s: f64) -> bool {
        self.start_s <= time_s && time_s < self.end_s
    }

    /// Whether the exercise is walking or running.
    pub fn is_gait(&self) -> bool {
        let gait = |activity: &Activity| matches!(activity.pattern.as_str(), "walk" | "run");
        self.activity.as_ref().is_some_and(gait)
    }
}

/// Which of many spans of time are near the present. Looking at these alone keeps the cost of a step
/// independent of the number of phases.
#[derive(Debug, Clone)]
pub(crate) struct Near {
    /// Start of each span, seconds, and its index, in order of time.
    starts: Vec<(f64, usize)>,
    /// End of each span, seconds, by its index.
    ends_s: Vec<f64>,
    begun: usize,
    near: Vec<usize>,
}

/// How long a span stays near after its end, seconds: the end of a beat may be reported a step
/// late.
const STAYS_NEAR_S: f64 = 1.0;

impl Near {
    /// Spans by start and end, seconds.
    pub(crate) fn new(spans: impl Iterator<Item = (f64, f64)>) -> Self {
        let (starts, ends_s): (Vec<f64>, Vec<f64>) = spans.unzip();
        let mut starts: Vec<_> = starts.into_iter().zip(0..).collect();
        starts.sort_by(|a, b| a.0.total_cmp(&b.0));
        Self {
            starts,
            ends_s,
            begun: 0,
            near: Vec::new(),
        }
    }

    /// The phases and windows.
    pub(crate) fn stages(stages: &[Stage]) -> Self {
        Self::new(stages.iter().map(|stage| (stage.start_s, stage.end_s)))
    }

    /// Indices of the spans that have begun by a time, or are about to, and have not ended long before
    /// it, in order. Times may only grow.
    pub(crate) fn at(&mut self, time_s: f64) -> &[usize] {
        let begun = self.begun;
        let begins = |(start_s, _): &&(f64, usize)| *start_s <= time_s + STAYS_NEAR_S;
        self.begun += self.starts[begun..].iter().take_while(begins).count();
        if self.begun > begun {
            let ends_s = &self.ends_s;
            self.near
                .retain(|index| ends_s[*index] >= time_s - STAYS_NEAR_S);
            let new = self.starts[begun..self.begun].iter();
            self.near.extend(new.map(|(_, index)| *index));
            self.near.sort_unstable();
        }
        &self.near
    }
}

/// Gravity that the timeline prescribes at a time, in standard gravities; a movement towards another
/// one counts from its start.
pub(crate) fn gravity_g(timeline: &Timeline, time_s: f64) -> f64 {
    let moved = timeline
        .changes
        .iter()
        .filter(|timed| timed.at_s <= time_s)
        .rev();
    let mut postures = moved.filter_map(|timed| match &timed.change {
        Change::Posture { to, .. } => Some(to.gravity_g),
        _ => None,
    });
    postures.next().unwrap_or(timeline.start.gravity_g)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_near_from_just_before_their_start_until_after_their_end() {
        // Two phases, a gap, a phase, and a window in the second.
        let spans = [(0.0, 10.0), (10.0, 20.0), (30.0, 40.0), (12.0, 15.0)];
        let mut near = Near::new(spans.into_iter());
        for (time_s, expected) in [
            (0.0, vec![0]),
            (8.9, vec![0]),
            (9.5, vec![0, 1]),
            (11.5, vec![1, 3]),
            (29.5, vec![2]),
        ] {
            assert_eq!(near.at(time_s), expected, "{time_s} s");
        }
        // Every span is near at all times that it holds, however rarely it is asked for.
        let mut near = Near::new(spans.into_iter());
        for time_s in [5.0, 14.0, 35.0] {
            let found = near.at(time_s);
            for (index, (start_s, end_s)) in spans.iter().enumerate() {
                let holds = *start_s <= time_s && time_s < *end_s;
                assert!(!holds || found.contains(&index), "{index} at {time_s} s");
            }
        }
    }
}

//! Phases and windows with what goes on in them: is there exercise, does the subject move.

use secondheart_body::{Activity, Change};

use secondheart_protocol::scenario::{Span, Timeline};

/// A phase or window with what goes on in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// Start, seconds.
    pub start_s: f64,
    /// End, seconds.
    pub end_s: f64,
    /// Name.
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

    /// Duration, seconds.
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

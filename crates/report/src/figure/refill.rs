//! Foot vein pressure around the exercise: the fall while the muscle pumps, the refilling after.

use crate::overview::{Overview, PhaseSpan, PumpWindow};

use super::{Figure, from_stack, series};
use crate::envelope::merged;
use crate::layout::Layout;
use crate::palette::{Paint, SERIES};
use crate::stack::{self, Axis, Panel, Stack, Style};
use crate::svg::{Anchor, Stroke};
use crate::text::fixed;

/// Draws the figure; `None` without exercise.
pub fn draw(overview: &Overview, layout: &Layout) -> Option<Figure> {
    let window = overview.pump_window.as_ref()?;
    let span_s = (window.start_s, window.end_s);
    let single = window.channels.len() == 1;
    let lines = window.channels.iter().zip(SERIES).map(|(channel, paint)| {
        let label = if single { "" } else { &channel.label };
        let mut line = series(channel, label, paint, span_s, layout, Style::Envelope);
        // Finer than in the other figures: a single tiptoe is to be seen.
        let inside = channel
            .points
            .iter()
            .filter(|p| p.t_s >= span_s.0 && p.t_s <= span_s.1);
        let fine_s = (span_s.1 - span_s.0) / (0.8 * layout.width);
        line.points = merged(&inside.copied().collect::<Vec<_>>(), fine_s);
        line
    });
    let title = if single {
        window.channels[0].label.as_str()
    } else {
        "Leg veins"
    };
    let panel = Panel {
        title: title.to_owned(),
        unit: "mmHg".to_owned(),
        height: 250.0,
        series: lines.collect(),
        least_span: 20.0,
        include: Some(0.0),
    };
    let exercise = PhaseSpan {
        name: window.exercise_label.clone(),
        start_s: window.exercise_start_s,
        end_s: window.exercise_end_s,
        ..PhaseSpan::default()
    };
    let before = PhaseSpan {
        name: String::new(),
        start_s: span_s.0,
        end_s: exercise.start_s,
        ..PhaseSpan::default()
    };
    let after = PhaseSpan {
        name: String::new(),
        start_s: exercise.end_s,
        end_s: span_s.1,
        ..PhaseSpan::default()
    };
    let mut stack = stack::draw(
        layout,
        span_s,
        &[before, exercise, after],
        &[panel],
        Axis::Time,
    )?;
    mark(&mut stack, layout, window);
    let caption =
        "The first dot is the ambulatory venous pressure, at the end of the exercise; the \
                   second is where nine tenths of the fall are made up, from which the refilling \
                   time is read."
            .to_owned();
    Some(from_stack(
        "refill",
        "Muscle pump and refilling",
        caption,
        stack,
        layout,
    ))
}

/// Draws the instrument's readings into the field, all lines below all words.
fn mark(stack: &mut Stack, layout: &Layout, window: &PumpWindow) {
    let Some(y) = stack.y.first().copied() else {
        return;
    };
    let (from, to) = stack.x.range;
    let svg = &mut stack.svg;
    let dashed = Stroke::dashed(Paint::Ink, 1.2);
    let finite = |value: Option<f64>| value.filter(|value| value.is_finite());
    let (standing, lowest) = (finite(window.standing_mmhg), finite(window.ambulatory_mmhg));
    let refilled = finite(window.refill_90_s).zip(standing.zip(lowest));
    let mut words: Vec<(f64, f64, String)> = Vec::new();
    let mut next_mark = to;
    if let Some(standing) = standing {
        let place = y.at(standing);
        svg.line((from, place), (to, place), dashed);
        let text = format!("before {} mmHg", fixed(standing, 0));
        words.push((to + 3.0, place - 6.0, text));
    }
    if let Some((refill_s, (standing, lowest))) = refilled {
        let x = stack.x.at(window.exercise_end_s + refill_s);
        let level = y.at(lowest + 0.9 * (standing - lowest));
        if x <= to {
            svg.line((x, level), (x, y.range.0), dashed);
            svg.dot((x, level), 4.5, Paint::Ink);
            next_mark = x;
            let text = format!("90 % after {} s", fixed(refill_s, 0));
            words.push((x, 0.5 * (level + y.range.0), text));
        }
    }
    if let Some(lowest) = lowest {
        let (x, place) = (stack.x.at(window.exercise_end_s), y.at(lowest));
        svg.dot((x, place), 4.5, Paint::Ink);
        let mut text = format!("ambulatory {} mmHg", fixed(lowest, 0));
        if x + layout.text_width(&text) + 14.0 > next_mark {
            text = format!("{} mmHg", fixed(lowest, 0));
        }
        words.push((x, (place + 0.35 * layout.text).min(y.range.0 - 4.0), text));
    }
    for (x, place, text) in words {
        // To the right of its mark where there is room, else to the left.
        let fits = x + layout.text_width(&text) + 9.0 <= to;
        let (x, anchor) = if fits {
            (x + 9.0, Anchor::Start)
        } else {
            (x - 8.0, Anchor::End)
        };
        svg.text((x, place), &text, layout.font(Paint::Ink, anchor));
    }
}

//! Foot vein pressure around the exercise: the fall while the muscle pumps, the refilling after.

use crate::overview::{Overview, PhaseSpan, PumpWindow};

use super::{Figure, from_stack};
use crate::envelope::{merged, over_breaths};
use crate::layout::Layout;
use crate::palette::{Paint, SERIES};
use crate::stack::{self, Axis, Panel, Series, Stack, Style};
use crate::text::fixed;

/// Exercise in which single steps cannot be seen, s.
const LONG_S: f64 = 30.0;

/// Draws the figure; `None` without exercise.
pub fn draw(overview: &Overview, layout: &Layout) -> Option<Figure> {
    let window = overview.pump_window.as_ref()?;
    let span_s = (window.start_s, window.end_s);
    let single = window.channels.len() == 1;
    // Of a long exercise single steps cannot be seen: only their range and mean.
    let long = window.exercise_end_s - window.exercise_start_s > LONG_S;
    let bounds_s = [window.exercise_start_s, window.exercise_end_s];
    let lines = window.channels.iter().zip(SERIES).map(|(channel, paint)| {
        let points = channel.points.iter();
        let inside = points.filter(|p| p.t_s >= span_s.0 && p.t_s <= span_s.1);
        let mut inside: Vec<_> = inside.copied().collect();
        if long {
            inside = over_breaths(&inside, &bounds_s);
        }
        // Finer than in the other figures: a single tiptoe is to be seen.
        let fine_s = (span_s.1 - span_s.0) / (0.8 * layout.width);
        Series {
            label: if single {
                String::new()
            } else {
                channel.label.clone()
            },
            paint,
            points: merged(&inside, fine_s),
            style: Style::Envelope,
        }
    });
    let lines = lines.chain(levels(window, span_s));
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
    mark(&mut stack, window);
    let steps = if long {
        " The exercise is long: lines are means over a few steps, the tint is the range of the steps."
    } else {
        ""
    };
    let (lowest, refilled) = (
        window.ambulatory_mmhg.is_some(),
        window.refill_90_s.is_some(),
    );
    let mut caption =
        String::from("Pressure of the leg's veins before, in and after the exercise.");
    if lowest {
        caption += " The dot is the ambulatory venous pressure, at the end of the exercise.";
    }
    if lowest && refilled {
        caption += " The ring is where nine tenths of the fall are made up, from which the refilling \
                    time is read.";
    }
    caption += steps;
    Some(from_stack(
        "refill",
        "Muscle pump and refilling",
        caption,
        stack,
        layout,
    ))
}

/// Pressures that the instrument reads: before the exercise, at its end, and where it is refilled.
struct Reads {
    standing: Option<f64>,
    lowest: Option<f64>,
    /// Time after the exercise, s, and pressure.
    refilled: Option<(f64, f64)>,
}

fn reads(window: &PumpWindow) -> Reads {
    let finite = |value: Option<f64>| value.filter(|value| value.is_finite());
    let (standing, lowest) = (finite(window.standing_mmhg), finite(window.ambulatory_mmhg));
    let refilled = finite(window.refill_90_s).zip(standing.zip(lowest));
    Reads {
        standing,
        lowest,
        refilled: refilled.map(|(s, (standing, lowest))| (s, lowest + 0.9 * (standing - lowest))),
    }
}

/// The readings as dashed lines, whose names stand beside the field.
fn levels(window: &PumpWindow, (from_s, to_s): (f64, f64)) -> Vec<Series> {
    let reads = reads(window);
    let end_s = window.exercise_end_s;
    let mut levels = Vec::new();
    if let Some(mmhg) = reads.standing {
        let label = format!("before {} mmHg", fixed(mmhg, 0));
        levels.push(Series::level(label, (from_s, to_s), mmhg));
    }
    if let Some((after_s, mmhg)) = reads.refilled.filter(|(after_s, _)| end_s + after_s < to_s) {
        let label = format!("90 % after {} s", fixed(after_s, 0));
        levels.push(Series::level(label, (end_s + after_s, to_s), mmhg));
    }
    if let Some(mmhg) = reads.lowest {
        let label = format!("ambulatory {} mmHg", fixed(mmhg, 0));
        levels.push(Series::level(label, (end_s, to_s), mmhg));
    }
    levels
}

/// Marks where the instrument reads.
fn mark(stack: &mut Stack, window: &PumpWindow) {
    let Some(y) = stack.y.first().copied() else {
        return;
    };
    let (reads, end_s, x) = (reads(window), window.exercise_end_s, stack.x);
    let inside = |t_s: f64| t_s.is_finite() && t_s <= x.domain.1;
    if let Some((after_s, mmhg)) = reads
        .refilled
        .filter(|(after_s, _)| inside(end_s + after_s))
    {
        stack
            .svg
            .ring((x.at(end_s + after_s), y.at(mmhg)), 4.5, Paint::Ink);
    }
    if let Some(mmhg) = reads.lowest.filter(|_| inside(end_s)) {
        stack.svg.dot((x.at(end_s), y.at(mmhg)), 4.5, Paint::Ink);
    }
}

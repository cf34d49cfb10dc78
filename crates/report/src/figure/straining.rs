//! Straining against a closed airway: chest pressure, arterial pressure, heart rate and stroke volume,
//! with the four phases of the Valsalva manoeuvre.
//!
//! I: the pressure in the chest adds to that in the arteries. II: less blood comes back; pressure falls
//! (early), and recovers by the reflex (late). III: on release the pressure in the chest is taken away.
//! IV: the stroke volume returns to narrow vessels; pressure overshoots. Phases: Hamilton WF et al. 1936
//! JAMA 107:853 (from memory).

use crate::overview::{EnvelopePoint, Overview, PhaseSpan, Straining, channel_name};

use super::{Figure, from_stack, marked};
use crate::layout::Layout;
use crate::palette::Paint;
use crate::stack::{self, Axis, Panel, Series, Style};
use crate::text::fixed;

/// In which time after the onset or the release phases I and III end, s (estimate: they last 2 to 4 s).
const SUDDEN_S: f64 = 5.0;
/// Least rise from the lowest pressure of phase II to its end that counts as a recovery, mmHg.
const RECOVERY_MMHG: f64 = 2.0;

/// The phases of the manoeuvre, from the mean pressure of its beats.
fn phases(straining: &Straining) -> Vec<PhaseSpan> {
    let (start_s, end_s) = (straining.start_s, straining.end_s);
    let mut ends = vec![("before", straining.from_s)];
    let pressure = straining.of_beats(channel_name::MEAN_PRESSURE);
    let points = pressure.map_or(&[][..], |channel| &channel.points);
    let extreme = |from_s: f64, to_s: f64, high: bool| {
        let inside = points.iter().filter(|p| p.t_s >= from_s && p.t_s <= to_s);
        let by = |a: &&EnvelopePoint, b: &&EnvelopePoint| a.mean.total_cmp(&b.mean);
        if high {
            inside.max_by(by)
        } else {
            inside.min_by(by)
        }
    };
    let first = extreme(start_s, (start_s + SUDDEN_S).min(end_s), true);
    let fall = extreme(end_s, (end_s + SUDDEN_S).min(straining.to_s), false);
    match (straining.strain_mmhg > 0.0, first, fall) {
        (true, Some(first), Some(fall)) => {
            ends.extend([("I", start_s), ("II", first.t_s)]);
            let lowest = extreme(first.t_s, end_s, false);
            let last = points.iter().rev().find(|p| p.t_s <= end_s);
            if let Some((lowest, last)) = lowest.zip(last)
                && last.mean - lowest.mean > RECOVERY_MMHG
            {
                ends.pop();
                ends.extend([("II early", first.t_s), ("II late", lowest.t_s)]);
            }
            ends.extend([("III", end_s), ("IV", fall.t_s)]);
            ends.extend(back_s(points, start_s, fall.t_s).map(|t_s| ("after", t_s)));
        }
        _ => ends.extend([("straining", start_s), ("after", end_s)]),
    }
    let starts = ends.iter().map(|(_, start_s)| *start_s);
    let next = starts.skip(1).chain([straining.to_s]);
    let spans = ends.iter().zip(next);
    spans
        .map(|((name, start_s), end_s)| marked(name, *start_s, end_s))
        .collect()
}

/// When the pressure is back at its level before the straining, after the highest beat that follows a
/// time, s.
fn back_s(points: &[EnvelopePoint], start_s: f64, from_s: f64) -> Option<f64> {
    let before = points.iter().filter(|p| p.t_s < start_s);
    let (sum, weight) = before.fold((0.0, 0.0), |(sum, weight), p| {
        (sum + p.weight_s * p.mean, weight + p.weight_s)
    });
    let after = points.iter().filter(|p| p.t_s > from_s);
    let peak = after.clone().max_by(|a, b| a.mean.total_cmp(&b.mean))?;
    let mut falling = after.filter(|p| p.t_s > peak.t_s);
    falling
        .find(|p| p.mean <= sum / weight)
        .map(|point| point.t_s)
}

/// Systolic, mean and diastolic pressure of the beats as one line.
fn pressure(straining: &Straining) -> Option<Vec<EnvelopePoint>> {
    let of = |name| straining.of_beats(name).map(|channel| &channel.points);
    let mean = of(channel_name::MEAN_PRESSURE)?;
    let systolic = of(channel_name::SYSTOLIC_PRESSURE)?;
    let diastolic = of(channel_name::DIASTOLIC_PRESSURE)?;
    let mut points = mean.clone();
    for ((point, systolic), diastolic) in points.iter_mut().zip(systolic).zip(diastolic) {
        (point.min, point.max) = (diastolic.mean, systolic.mean);
    }
    Some(points)
}

/// Draws the figure; `None` without straining.
pub fn draw(overview: &Overview, layout: &Layout) -> Option<Figure> {
    let straining = overview.straining.as_ref()?;
    let span_s = (straining.from_s, straining.to_s);
    let panel = |title: &str, unit: &str, height, points: Vec<EnvelopePoint>, paint, style| Panel {
        title: title.to_owned(),
        unit: unit.to_owned(),
        height,
        series: vec![Series {
            label: if style == Style::Line { "" } else { "mean" }.to_owned(),
            paint,
            points,
            style,
        }],
        least_span: 10.0,
        include: None,
    };
    let of_beats = |name, title: &str, unit: &str, height| {
        let points = straining.of_beats(name)?.points.clone();
        Some(panel(title, unit, height, points, Paint::Blue, Style::Line))
    };
    let chest = straining.chest.points.clone();
    let panels = [
        Some(panel(
            "Pressure in the chest",
            "mmHg",
            80.0,
            chest,
            Paint::Green,
            Style::Line,
        )),
        pressure(straining).map(|points| {
            let style = Style::Pulse("systolic", "diastolic");
            panel(
                "Arterial pressure",
                "mmHg",
                160.0,
                points,
                Paint::Vermillion,
                style,
            )
        }),
        of_beats(channel_name::HEART_RATE, "Heart rate", "/min", 90.0),
        of_beats(channel_name::STROKE_VOLUME, "Stroke volume", "mL", 90.0),
    ];
    let panels: Vec<Panel> = panels.into_iter().flatten().collect();
    let phases = phases(straining);
    let stack = stack::draw(layout, span_s, &phases, &panels, Axis::Time)?;
    let out = straining.strain_mmhg > 0.0;
    let told = if out {
        "The phases of the Valsalva manoeuvre are read from the mean pressure: I ends at its first peak, \
         II at the release, III at the lowest beat after it; IV ends when pressure is back at its level before."
    } else {
        "The subject draws in against the closed airway (Mueller manoeuvre)."
    };
    let caption = format!(
        "Every point is a beat, at its end; chest pressure is that of the moment. The subject holds {} \
         mmHg for {} s. {told}",
        fixed(straining.strain_mmhg, 0),
        fixed(straining.end_s - straining.start_s, 0),
    );
    let title = if out {
        "Straining: the phases of the Valsalva manoeuvre"
    } else {
        "Straining: the Mueller manoeuvre"
    };
    Some(from_stack("straining", title, caption, stack, layout))
}

#[cfg(test)]
mod tests;

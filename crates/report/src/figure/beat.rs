//! The beat at rest: pressures of the left heart and of both atria, inflow of the ventricles and of the
//! atria, from the contraction of the atria to the next.
//!
//! a, v: waves of atrial pressure when the atria contract and when they are full; x, y: descents after
//! them. E, A: early and late wave of filling. S, D: systolic and diastolic wave of venous flow; R: flow
//! back into the veins when the atria contract. Names: Appleton CP et al. 1987 J Am Coll Cardiol
//! 10:1032; Nishimura RA et al. 1990 Circulation 81:1488 (from memory).

use crate::overview::{EnvelopePoint, Overview, PhaseSpan, RestingBeat};

use super::{Figure, from_stack, marked};
use crate::layout::Layout;
use crate::palette::Paint;
use crate::stack::{self, Axis, Panel, Series, Stack, Style};
use crate::svg::Anchor;
use crate::text::fixed;

/// A valve is open above this share of full opening, as in the readings of its intervals.
const OPEN: f64 = 0.05;
/// Shown before the contraction of the atria, s.
const BEFORE_S: f64 = 0.06;

/// Times of a beat, s after the onset of the ventricles' contraction.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Times {
    period_s: f64,
    atrial_lead_s: f64,
    mitral_closes_s: f64,
    aortic_opens_s: f64,
    aortic_closes_s: f64,
    mitral_opens_s: f64,
}

impl Times {
    /// `None` if a valve does not open and close once in the beat.
    fn of(beat: &RestingBeat) -> Option<Self> {
        let (mitral, aortic) = (&beat.mitral_opening, &beat.aortic_opening);
        let points = mitral.len().min(aortic.len());
        if points < 3 || !(beat.period_s.is_finite() && beat.period_s > 0.0) {
            return None;
        }
        let at_s = |index: usize| beat.period_s * index as f64 / (points - 1) as f64;
        let crossing = |valve: &[f64], opens: bool, from: usize| {
            let mut pairs = (from.max(1)..points).map(|i| (i, valve[i - 1], valve[i]));
            pairs.find_map(|(i, before, after)| {
                (((before < OPEN) && (after >= OPEN)) == opens && (before < OPEN) != (after < OPEN))
                    .then_some(i)
            })
        };
        let closed = crossing(mitral, false, 0)?;
        let opens = crossing(aortic, true, 0)?;
        let closes = crossing(aortic, false, opens)?;
        let fills = crossing(mitral, true, closes)?;
        Some(Self {
            period_s: beat.period_s,
            atrial_lead_s: beat.atrial_lead_s,
            mitral_closes_s: at_s(closed),
            aortic_opens_s: at_s(opens),
            aortic_closes_s: at_s(closes),
            mitral_opens_s: at_s(fills),
        })
    }

    /// Onset of the contraction of the atria, before the ventricles'.
    fn atria_s(&self) -> f64 {
        -self.atrial_lead_s.min(0.4 * self.period_s)
    }

    /// What is shown: one period from shortly before the contraction of the atria.
    fn span_s(&self) -> (f64, f64) {
        let from_s = self.atria_s() - BEFORE_S;
        (from_s, from_s + self.period_s)
    }

    /// The parts of the beat.
    fn phases(&self) -> Vec<PhaseSpan> {
        let (from_s, to_s) = self.span_s();
        let ends = [
            ("", from_s, self.atria_s()),
            ("atria contract", self.atria_s(), self.mitral_closes_s),
            (
                "isovolumic contraction",
                self.mitral_closes_s,
                self.aortic_opens_s,
            ),
            ("ejection", self.aortic_opens_s, self.aortic_closes_s),
            (
                "isovolumic relaxation",
                self.aortic_closes_s,
                self.mitral_opens_s,
            ),
            ("filling", self.mitral_opens_s, to_s),
        ];
        let phase = |(name, start_s, end_s)| marked(name, start_s, end_s);
        ends.into_iter().map(phase).collect()
    }
}

/// Points of a wave in the order of time, from the start of what is shown.
fn turned(wave: &[f64], times: &Times) -> Vec<EnvelopePoint> {
    let Some(last) = wave.len().checked_sub(1).filter(|last| *last > 0) else {
        return Vec::new();
    };
    let (from_s, to_s) = times.span_s();
    let point = |t_s: f64, value: f64| EnvelopePoint {
        t_s,
        weight_s: 1.0,
        min: value,
        mean: value,
        max: value,
    };
    let at_s = |i: usize| times.period_s * i as f64 / last as f64;
    // The end of the wave comes before its beginning; both ends are the same point.
    let before = (0..last).map(|i| point(at_s(i) - times.period_s, wave[i]));
    let after = (0..=last).map(|i| point(at_s(i), wave[i]));
    let all = before.chain(after);
    all.filter(|point| point.t_s >= from_s && point.t_s <= to_s)
        .collect()
}

/// The highest (or lowest) point of a line between two times; `None` if the line only rises or falls
/// to an end of that time.
fn extreme(points: &[EnvelopePoint], (from_s, to_s): (f64, f64), high: bool) -> Option<(f64, f64)> {
    let inside = |p: &&EnvelopePoint| p.t_s >= from_s && p.t_s <= to_s && p.mean.is_finite();
    let inside: Vec<&EnvelopePoint> = points.iter().filter(inside).collect();
    let sign = if high { 1.0 } else { -1.0 };
    let [first, .., last] = inside[..] else {
        return None;
    };
    let found = inside
        .iter()
        .max_by(|a, b| (sign * a.mean).total_cmp(&(sign * b.mean)))?;
    let beyond = |end: &EnvelopePoint| sign * found.mean > sign * end.mean;
    (beyond(first) && beyond(last)).then_some((found.t_s, found.mean))
}

/// A letter at a wave: in which panel and line, between which times, and whether it is a height.
type Letter = (&'static str, usize, usize, (f64, f64), bool);

/// The letters of all waves.
fn letters(times: &Times) -> Vec<Letter> {
    let (from_s, to_s) = times.span_s();
    let (atria_s, ejected_s) = (times.atria_s(), times.aortic_closes_s);
    let (opens_s, filled_s) = (
        times.mitral_opens_s,
        times.mitral_opens_s + 0.25 * times.period_s,
    );
    let mut all: Vec<Letter> = vec![
        ("E", 2, 0, (opens_s, to_s), true),
        ("A", 2, 0, (atria_s, times.mitral_closes_s), true),
        ("S", 3, 0, (times.mitral_closes_s, ejected_s), true),
        ("D", 3, 0, (opens_s, to_s), true),
        ("R", 3, 0, (from_s, times.mitral_closes_s + 0.05), false),
    ];
    for line in 0..2 {
        all.extend([
            ("a", 1, line, (atria_s, times.aortic_opens_s), true),
            ("x", 1, line, (times.mitral_closes_s, ejected_s), false),
            (
                "v",
                1,
                line,
                (0.5 * (times.aortic_opens_s + ejected_s), filled_s),
                true,
            ),
            (
                "y",
                1,
                line,
                (opens_s, opens_s + 0.5 * (to_s - opens_s)),
                false,
            ),
        ]);
    }
    all
}

/// Writes the letters.
fn mark(stack: &mut Stack, layout: &Layout, panels: &[Panel], times: &Times) {
    for (letter, panel, line, span_s, high) in letters(times) {
        let (Some(series), Some(y)) = (panels[panel].series.get(line), stack.y.get(panel)) else {
            continue;
        };
        let Some((t_s, value)) = extreme(&series.points, span_s, high) else {
            continue;
        };
        let below = if high { -6.0 } else { layout.text + 2.0 };
        // Inside the field, clear of the axis below and the title above.
        let (bottom, top) = (y.range.0 - 4.0, y.range.1 + 0.8 * layout.text);
        let at = (stack.x.at(t_s), (y.at(value) + below).clamp(top, bottom));
        stack
            .svg
            .text(at, letter, layout.bold(series.paint, Anchor::Middle));
    }
}

/// Draws the figure; `None` without a beat in which each valve of the left heart opens and closes once.
pub fn draw(overview: &Overview, layout: &Layout) -> Option<Figure> {
    let beat = overview.resting_beat.as_ref()?;
    let times = Times::of(beat)?;
    let line = |label: &str, paint, wave: &[f64]| Series {
        label: label.to_owned(),
        paint,
        points: turned(wave, &times),
        style: Style::Line,
    };
    let panel = |title: &str, unit: &str, height, series, least_span| Panel {
        title: title.to_owned(),
        unit: unit.to_owned(),
        height,
        series,
        least_span,
        include: Some(0.0),
    };
    let panels = [
        panel(
            "Left heart",
            "mmHg",
            150.0,
            vec![
                line("aorta", Paint::Orange, &beat.aorta_mmhg),
                line("ventricle", Paint::Vermillion, &beat.left_ventricle_mmhg),
                line("atrium", Paint::Purple, &beat.left_atrium_mmhg),
            ],
            60.0,
        ),
        panel(
            "Pressure in the atria",
            "mmHg",
            150.0,
            vec![
                line("left", Paint::Purple, &beat.left_atrium_mmhg),
                line("right", Paint::Blue, &beat.right_atrium_mmhg),
            ],
            8.0,
        ),
        panel(
            "Flow into the ventricles",
            "mL/s",
            130.0,
            vec![
                line("mitral", Paint::Purple, &beat.mitral_ml_per_s),
                line("tricuspid", Paint::Blue, &beat.tricuspid_ml_per_s),
            ],
            200.0,
        ),
        panel(
            "Flow into the atria",
            "mL/s",
            150.0,
            vec![
                line("lung veins", Paint::Purple, &beat.pulmonary_veins_ml_per_s),
                line("venae cavae", Paint::Blue, &beat.venae_cavae_ml_per_s),
            ],
            100.0,
        ),
    ];
    let mut stack = stack::draw(layout, times.span_s(), &times.phases(), &panels, Axis::Time)?;
    if stack.y.len() == panels.len() {
        mark(&mut stack, layout, &panels, &times);
    }
    let caption = format!(
        "Mean of {} beats at the end of “{}”; zero is the onset of the ventricles' contraction. a and v \
         are the waves of atrial pressure, x and y the descents after them; E and A the early and the \
         late wave of filling; S and D the systolic and the diastolic wave of venous flow, R the flow \
         back into the veins. Pressures are at the height of each chamber.",
        fixed(f64::from(beat.beats), 0),
        beat.phase
    );
    let title = "The beat at rest: waves of atria and veins";
    Some(from_stack("beat", title, caption, stack, layout))
}

#[cfg(test)]
mod tests;

//! Venous valves over two steps, with the pressures of muscle and veins that move them.

use crate::data::Curve;
use crate::overview::{EnvelopePoint, Overview, Trace};

use super::Figure;
use crate::layout::Layout;
use crate::palette::{Paint, SERIES};
use crate::scale::Scale;
use crate::stack::{self, Axis, Panel, Series, Style};
use crate::svg::{Anchor, Stroke, Svg};
use crate::text::fit;

/// Samples in the window, in order.
fn samples(trace: &Trace, span_s: (f64, f64)) -> impl Iterator<Item = (f64, f64)> {
    let pairs = trace.t_s.iter().copied().zip(trace.values.iter().copied());
    pairs.filter(move |(t_s, _)| *t_s >= span_s.0 && *t_s <= span_s.1)
}

/// Draws the figure; `None` without steps.
pub fn draw(overview: &Overview, layout: &Layout) -> Option<Figure> {
    let window = overview.valve_window.as_ref()?;
    let span_s = (window.start_s, window.end_s);
    if !stack::is_span(span_s) {
        return None;
    }
    let valves: Vec<&Trace> = window
        .valves
        .iter()
        .filter(|valve| samples(valve, span_s).count() > 1)
        .collect();
    // The window counts its time from its own start.
    let lines = window.pressures.iter().zip(SERIES).map(|(trace, paint)| {
        let points = samples(trace, span_s).map(|(t_s, value)| EnvelopePoint {
            t_s: t_s - span_s.0,
            weight_s: 1.0,
            min: value,
            mean: value,
            max: value,
        });
        let points = points.collect();
        Series {
            label: trace.label.clone(),
            paint,
            points,
            style: Style::Line,
        }
    });
    let panel = Panel {
        title: "Pressures".to_owned(),
        unit: "mmHg".to_owned(),
        height: 210.0,
        series: lines.collect(),
        least_span: 20.0,
        include: Some(0.0),
    };
    let own_span = (0.0, span_s.1 - span_s.0);
    let openings = valves.iter().map(|valve| Curve {
        panel: "Valve openings".to_owned(),
        line: valve.label.clone(),
        unit: "0 closed to 1 open".to_owned(),
        columns: vec![
            (
                "t_s",
                samples(valve, span_s)
                    .map(|(t_s, _)| t_s - span_s.0)
                    .collect(),
            ),
            (
                "mean",
                samples(valve, span_s).map(|(_, value)| value).collect(),
            ),
        ],
    });
    let openings: Vec<Curve> = openings.collect();
    let (mut svg, x, bottom, mut data) =
        match stack::draw(layout, own_span, &[], &[panel], Axis::Below) {
            Some(stack) => (stack.svg, stack.x, stack.height, stack.data),
            None if valves.is_empty() => return None,
            None => {
                let range = (layout.left, layout.width - layout.right);
                (
                    Svg::new(layout.width),
                    Scale {
                        domain: own_span,
                        range,
                    },
                    0.0,
                    Vec::new(),
                )
            }
        };
    let is_stride = |cycle: &str| cycle.starts_with("stride");
    let title = match &overview.gait_window {
        Some(cycle) if is_stride(&cycle.cycle_label) => "Valves and pressures over two strides",
        _ => "Valves and pressures over two cycles of the exercise",
    };
    let height = if valves.is_empty() {
        bottom
    } else {
        lanes(&mut svg, layout, &valves, &x, span_s, bottom)
    };
    data.extend(openings);
    Some(Figure {
        name: "valves",
        title: title.to_owned(),
        caption: "The left leg. In each lane the filled height is how far the valve is open, from closed at \
                  the foot of the lane to fully open at its head."
            .to_owned(),
        data,
        svg,
        height,
        class: layout.class,
    })
}

/// Draws a lane for each valve below `top`; returns where they end.
fn lanes(
    svg: &mut Svg,
    layout: &Layout,
    valves: &[&Trace],
    x: &Scale,
    span_s: (f64, f64),
    top: f64,
) -> f64 {
    let line = layout.line_height();
    let mut y = top + line + 4.0;
    svg.heading(
        (2.0, y - 6.0),
        "Valve openings",
        "closed to open",
        layout.text,
    );
    let (from, to) = x.range;
    let lane_height = 20.0;
    for valve in valves {
        // Beside the lane on a page; above it on a telephone.
        let (label_at, room) = if layout.direct_labels {
            let at = (to + 8.0, y + 0.5 * lane_height + 0.35 * layout.text + 3.0);
            (at, layout.width - to - 10.0)
        } else {
            y += line;
            ((from, y - 4.0), to - from)
        };
        let field = (y + 3.0, y + 3.0 + lane_height);
        let scale = Scale {
            domain: (0.0, 1.0),
            range: (field.1, field.0),
        };
        svg.rect((from, field.0), (to - from, lane_height), Paint::Shade);
        let opening: Vec<(f64, f64)> = samples(valve, span_s)
            .filter(|(_, opening)| opening.is_finite())
            .map(|(t_s, opening)| (x.at(t_s - span_s.0), scale.at(opening.clamp(0.0, 1.0))))
            .collect();
        if let (Some(first), Some(last)) = (opening.first(), opening.last()) {
            let closed = [(last.0, field.1), (first.0, field.1)];
            svg.area(opening.iter().copied().chain(closed), Paint::Sky, 0.75);
        }
        svg.line(
            (from, field.1),
            (to, field.1),
            Stroke::solid(Paint::Axis, 1.0),
        );
        let label = fit(&valve.label, layout.text, room);
        svg.text(label_at, &label, layout.font(Paint::Ink, Anchor::Start));
        y = field.1 + 5.0;
    }
    stack::time_axis(svg, layout, x, y)
}

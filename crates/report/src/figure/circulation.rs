//! Arterial pressure, heart rate, stroke volume and cardiac output over the protocol.

use crate::overview::{Overview, channel_name};

use super::{Figure, from_stack, panel_of, protocol_span, series, steady};
use crate::envelope::drawn_width_s;
use crate::layout::Layout;
use crate::palette::Paint;
use crate::stack::{self, Axis, Panel, Style};

/// Draws the figure; `None` without any of its channels.
pub fn draw(overview: &Overview, layout: &Layout) -> Option<Figure> {
    let span_s = protocol_span(overview);
    let pulse = drawn_width_s(span_s.1 - span_s.0, layout) >= 1.5;
    let pressure = overview
        .channel(channel_name::ARTERIAL_PRESSURE)
        .map(|channel| {
            let (label, style) = if pulse {
                ("mean", Style::Pulse("systolic", "diastolic"))
            } else {
                ("", Style::Line)
            };
            let mut line = series(channel, label, Paint::Vermillion, span_s, layout, style);
            steady(&mut line);
            Panel {
                title: channel.label.clone(),
                unit: channel.unit.clone(),
                height: 150.0,
                series: vec![line],
                least_span: 60.0,
                include: None,
            }
        });
    let beat = |name, height, least_span| {
        panel_of(overview, layout, name, Paint::Blue, height, least_span)
    };
    let panels = [
        pressure,
        beat(channel_name::HEART_RATE, 80.0, 20.0),
        beat(channel_name::STROKE_VOLUME, 80.0, 30.0),
        beat(channel_name::CARDIAC_OUTPUT, 80.0, 2.0),
    ];
    let panels: Vec<Panel> = panels.into_iter().flatten().collect();
    let stack = stack::draw(layout, span_s, &overview.phases, &panels, Axis::Time)?;
    let caption = "Lines are time-weighted means; the tint around a line reaches from the lowest \
                   to the highest value of each short span of time. Arterial pressure is at the \
                   height of the heart."
        .to_owned();
    Some(from_stack(
        "circulation",
        "Arterial pressure and the heart",
        caption,
        stack,
        layout,
    ))
}

//! Arterial pressure, heart rate, stroke volume and cardiac output over the protocol.

use crate::overview::{Channel, Overview, channel_name};

use super::{Figure, from_stack, panel_of, protocol_span, series, smooth};
use crate::envelope::drawn_width_s;
use crate::layout::Layout;
use crate::palette::Paint;
use crate::stack::{self, Axis, Panel, Style};

/// Systolic, mean and diastolic pressure of whole beats as one channel: their extremes and mean. The
/// pressure within the beat where the beats were not recorded.
pub(super) fn whole_beats(overview: &Overview) -> Option<Channel> {
    let within = overview.channel(channel_name::ARTERIAL_PRESSURE)?;
    let beats = [
        channel_name::SYSTOLIC_PRESSURE,
        channel_name::MEAN_PRESSURE,
        channel_name::DIASTOLIC_PRESSURE,
    ]
    .map(|name| overview.channel(name).map(|channel| &channel.points));
    let [Some(systolic), Some(mean), Some(diastolic)] = beats else {
        return Some(within.clone());
    };
    let mut points = mean.clone();
    for ((point, systolic), diastolic) in points.iter_mut().zip(systolic).zip(diastolic) {
        (point.min, point.max) = (diastolic.min, systolic.max);
    }
    let (name, label, unit) = (&within.name, &within.label, &within.unit);
    Some(Channel {
        name: name.clone(),
        label: label.clone(),
        unit: unit.clone(),
        points,
    })
}

/// Draws the figure; `None` without any of its channels.
pub fn draw(overview: &Overview, layout: &Layout) -> Option<Figure> {
    let span_s = protocol_span(overview);
    let layout = &layout.of_protocol();
    let pulse = drawn_width_s(span_s.1 - span_s.0, layout) >= 1.5;
    let lines = if pulse {
        whole_beats(overview)
            .map(|channel| (channel, "mean", Style::Pulse("systolic", "diastolic")))
    } else {
        let within = overview.channel(channel_name::ARTERIAL_PRESSURE);
        within.map(|channel| (channel.clone(), "", Style::Line))
    };
    let pressure = lines.map(|(channel, label, style)| {
        let phases = &overview.phases;
        let paint = Paint::Vermillion;
        let mut line = series(phases, &channel, label, paint, span_s, layout, style);
        smooth(&mut line);
        Panel {
            title: channel.label,
            unit: channel.unit,
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
    let caption = format!(
        "Lines are means over {}; the tint around a line reaches from the lowest to the highest value \
         near that time. Arterial pressure is at the height of the heart.",
        if pulse {
            "whole beats and breaths"
        } else {
            "time"
        }
    );
    Some(from_stack(
        "circulation",
        "Arterial pressure and the heart",
        caption,
        stack,
        layout,
    ))
}

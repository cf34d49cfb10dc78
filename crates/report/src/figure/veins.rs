//! Foot, ankle and central venous pressure over the protocol.

use crate::overview::{Overview, channel_name};

use super::{Figure, from_stack, panel_of, protocol_span, series, smooth};
use crate::layout::Layout;
use crate::palette::Paint;
use crate::stack::{self, Axis, Panel, Style};

/// Draws the figure; `None` without any of its channels.
pub fn draw(overview: &Overview, layout: &Layout) -> Option<Figure> {
    let span_s = protocol_span(overview);
    let layout = &layout.of_protocol();
    let leg = [
        (channel_name::FOOT_VEIN_PRESSURE, "foot", Paint::Blue),
        (channel_name::ANKLE_VEIN_PRESSURE, "ankle", Paint::Orange),
    ];
    let lines = leg.into_iter().filter_map(|(name, label, paint)| {
        let channel = overview.channel(name)?;
        Some(series(
            &overview.phases,
            channel,
            label,
            paint,
            span_s,
            layout,
            Style::Envelope,
        ))
    });
    let leg = Panel {
        title: "Leg veins".to_owned(),
        unit: "mmHg".to_owned(),
        height: 190.0,
        series: lines.collect(),
        least_span: 20.0,
        include: Some(0.0),
    };
    let name = channel_name::CENTRAL_VENOUS_PRESSURE;
    let mut central = panel_of(overview, layout, name, Paint::Green, 110.0, 6.0);
    central
        .iter_mut()
        .flat_map(|panel| &mut panel.series)
        .for_each(smooth);
    let panels: Vec<Panel> = [Some(leg), central].into_iter().flatten().collect();
    let stack = stack::draw(layout, span_s, &overview.phases, &panels, Axis::Time)?;
    let caption = "Each pressure is at the height of its own vein, so the column of blood above \
                   it counts. The tint reaches from the lowest to the highest value of each breath: \
                   the pulse, the breath and the steps. Lines are means."
        .to_owned();
    Some(from_stack(
        "veins",
        "Venous pressure from foot to heart",
        caption,
        stack,
        layout,
    ))
}

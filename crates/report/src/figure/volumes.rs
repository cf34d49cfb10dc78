//! Where the blood goes: leg volume, blood below the diaphragm and plasma volume.

use crate::overview::{EnvelopePoint, Overview, channel_name};

use super::{Figure, from_stack, protocol_span, series};
use crate::layout::Layout;
use crate::palette::Paint;
use crate::stack::{self, Axis, Panel, Style};

/// The first value of a line.
fn start(points: &[EnvelopePoint]) -> Option<f64> {
    let mut means = points.iter().map(|point| point.mean);
    means.find(|mean| mean.is_finite())
}

/// Draws the figure; `None` without any of its channels.
pub fn draw(overview: &Overview, layout: &Layout) -> Option<Figure> {
    let span_s = protocol_span(overview);
    let layout = &layout.of_protocol();
    let channels = [
        (
            channel_name::BLOOD_BELOW_DIAPHRAGM,
            "lower body",
            Paint::Blue,
        ),
        (channel_name::LEG_VOLUME, "one leg", Paint::Green),
        (channel_name::CALF_VOLUME, "one calf", Paint::Purple),
        (channel_name::PLASMA_VOLUME, "plasma", Paint::Orange),
    ];
    let lines = channels.into_iter().filter_map(|(name, label, paint)| {
        let channel = overview.channel(name)?;
        let mut series = series(
            &overview.phases,
            channel,
            label,
            paint,
            span_s,
            layout,
            Style::Line,
        );
        // Of the line as it is drawn: a single breath moves the lower body's volume.
        let base = start(&series.points)?;
        for point in &mut series.points {
            point.mean -= base;
        }
        Some(series)
    });
    let panel = Panel {
        title: "Change of volume".to_owned(),
        unit: "mL".to_owned(),
        height: 230.0,
        series: lines.collect(),
        least_span: 200.0,
        include: Some(0.0),
    };
    let stack = stack::draw(layout, span_s, &overview.phases, &[panel], Axis::Time)?;
    let caption = "Change since the start. Lower body: blood below the diaphragm. Plasma that filters \
                   into tissue leaves the blood but stays in the leg; the volumes of leg and calf are \
                   those of blood and tissue fluid."
        .to_owned();
    Some(from_stack(
        "volumes",
        "Volumes of leg, lower body and plasma",
        caption,
        stack,
        layout,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_volumes_count_from_the_start_and_not_from_the_first_phase() {
        let point = |t_s, mean| EnvelopePoint {
            t_s,
            weight_s: 1.0,
            min: 0.0,
            mean,
            max: 9.0,
        };
        assert_eq!(start(&[point(0.0, 2.0), point(2.0, 6.0)]), Some(2.0));
        assert_eq!(start(&[point(0.0, f64::NAN), point(2.0, 6.0)]), Some(6.0));
        assert_eq!(start(&[]), None);
    }
}

//! Where the blood goes: leg volume, blood below the diaphragm and plasma volume.

use crate::overview::{EnvelopePoint, Overview, channel_name};

use super::{Figure, from_stack, protocol_span, series};
use crate::layout::Layout;
use crate::palette::Paint;
use crate::stack::{self, Axis, Panel, Style};
use crate::text::spoken;

/// Time-weighted mean of the points up to `until_s`.
fn mean_until(points: &[EnvelopePoint], until_s: f64) -> Option<f64> {
    let before = points
        .iter()
        .filter(|p| p.t_s <= until_s && p.mean.is_finite());
    let (sum, weight) = before.fold((0.0, 0.0), |(sum, weight), p| {
        (sum + p.weight_s * p.mean, weight + p.weight_s)
    });
    (weight > 0.0).then(|| sum / weight)
}

/// Draws the figure; `None` without any of its channels.
pub fn draw(overview: &Overview, layout: &Layout) -> Option<Figure> {
    let span_s = protocol_span(overview);
    let first = overview.phases.first();
    let until_s = first.map_or(span_s.0 + 0.1 * (span_s.1 - span_s.0), |phase| phase.end_s);
    let channels = [
        (
            channel_name::BLOOD_BELOW_DIAPHRAGM,
            "blood below diaphragm",
            Paint::Blue,
        ),
        (channel_name::LEG_VOLUME, "one leg", Paint::Green),
        (channel_name::CALF_VOLUME, "one calf", Paint::Purple),
        (channel_name::PLASMA_VOLUME, "plasma", Paint::Orange),
    ];
    let lines = channels.into_iter().filter_map(|(name, label, paint)| {
        let channel = overview.channel(name)?;
        let base = mean_until(&channel.points, until_s)?;
        let mut series = series(
            &overview.phases,
            channel,
            label,
            paint,
            span_s,
            layout,
            Style::Line,
        );
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
    let reference = match first {
        Some(phase) => format!("the mean of the first phase ({})", spoken(&phase.name)),
        None => "the mean of the first tenth of the time".to_owned(),
    };
    let caption = format!(
        "Change from {reference}. Plasma that filters into tissue leaves the \
                           blood but stays in the leg; the volumes of leg and calf are those of blood and tissue fluid."
    );
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
    fn the_reference_is_weighted_by_time() {
        let point = |t_s, weight_s, mean| EnvelopePoint {
            t_s,
            weight_s,
            min: 0.0,
            mean,
            max: 9.0,
        };
        let points = [
            point(0.0, 1.0, 2.0),
            point(2.0, 3.0, 6.0),
            point(9.0, 1.0, 100.0),
        ];
        assert_eq!(mean_until(&points, 5.0), Some(5.0));
        assert_eq!(mean_until(&points, -1.0), None);
    }
}

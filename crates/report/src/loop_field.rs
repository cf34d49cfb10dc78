//! A field with pressure over volume: axes and the loops in it.

use crate::layout::Layout;
use crate::palette::Paint;
use crate::scale::{Scale, Ticks, ticks_around};
use crate::svg::{Anchor, Stroke, Svg};
use crate::text::fixed;

/// A loop: volumes with pressures.
pub(crate) struct Loop<'a> {
    /// Volume and pressure of every sample.
    pub(crate) points: &'a [(f64, f64)],
    /// The line.
    pub(crate) stroke: Stroke,
    /// Whether its area is tinted.
    pub(crate) tinted: bool,
}

/// Where a field lies in a drawing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    /// Left and right end.
    pub(crate) x: (f64, f64),
    /// Upper and lower end.
    pub(crate) y: (f64, f64),
    /// Ticks of pressure, about.
    pub(crate) pressure_ticks: usize,
}

/// Draws the axes, from zero, and the loops; returns the scale of volume and where the field's axis ends.
pub(crate) fn draw(
    svg: &mut Svg,
    layout: &Layout,
    frame: Frame,
    volume_name: &str,
    loops: &[Loop<'_>],
) -> (Scale, f64) {
    let line = layout.line_height();
    let ((left, right), (top, bottom)) = (frame.x, frame.y);
    let ends = |pick: fn(&(f64, f64)) -> f64| {
        let all = loops.iter().flat_map(|pv| pv.points.iter().map(pick));
        all.fold((0.0_f64, 0.0_f64), |(low, high), v| {
            (low.min(v), high.max(v))
        })
    };
    let (volume, pressure) = (ends(|p| p.0), ends(|p| p.1));
    let volume_ticks = ticks_around(volume.0, volume.1, ((right - left) / 70.0) as usize);
    let pressure_ticks = ticks_around(pressure.0, pressure.1, frame.pressure_ticks);
    let domain = |ticks: &Ticks| (ticks.values[0], ticks.values[ticks.values.len() - 1]);
    let x = Scale {
        domain: domain(&volume_ticks),
        range: (left, right),
    };
    let y = Scale {
        domain: domain(&pressure_ticks),
        range: (bottom, top),
    };

    let muted = |anchor| layout.font(Paint::Muted, anchor);
    for value in &pressure_ticks.values {
        let y_at = y.at(*value);
        svg.line((left, y_at), (right, y_at), Stroke::solid(Paint::Grid, 1.0));
        let label = fixed(*value, pressure_ticks.decimals);
        svg.text(
            (left - 6.0, y_at + 0.35 * layout.text),
            &label,
            muted(Anchor::End),
        );
    }
    svg.line(
        (left, bottom),
        (right, bottom),
        Stroke::solid(Paint::Axis, 1.0),
    );
    for value in &volume_ticks.values {
        let x_at = x.at(*value);
        svg.line(
            (x_at, bottom),
            (x_at, bottom + 4.0),
            Stroke::solid(Paint::Axis, 1.0),
        );
        let label = fixed(*value, volume_ticks.decimals);
        svg.text((x_at, bottom + line + 2.0), &label, muted(Anchor::Middle));
    }
    let axis_y = bottom + 2.0 * line + 2.0;
    svg.text((right, axis_y), volume_name, muted(Anchor::End));

    for pv in loops {
        let outline = pv
            .points
            .iter()
            .map(|(volume, pressure)| (x.at(*volume), y.at(*pressure)));
        if pv.tinted {
            svg.area(outline.clone(), pv.stroke.paint, 0.08);
        }
        svg.polyline(outline, pv.stroke);
    }
    (x, axis_y)
}

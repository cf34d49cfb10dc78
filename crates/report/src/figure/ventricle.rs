//! Pressure-volume loops of the left ventricle, postures and activities over each other.

use crate::overview::{Overview, PressureVolumeLoop};

use super::Figure;
use crate::layout::{Layout, spread};
use crate::loop_field::{self, Frame, Loop};
use crate::palette::{Paint, SERIES};
use crate::scale::Scale;
use crate::svg::{Anchor, Svg};
use crate::text::{fit, fixed};

/// A loop with what is read from it.
struct Drawn<'a> {
    label: &'a str,
    points: Vec<(f64, f64)>,
    end_diastolic_ml: f64,
    end_systolic_ml: f64,
    paint: Paint,
}

fn read(pv: &PressureVolumeLoop, paint: Paint) -> Option<Drawn<'_>> {
    let pairs = pv
        .volume_ml
        .iter()
        .copied()
        .zip(pv.pressure_mmhg.iter().copied());
    let mut points: Vec<(f64, f64)> = pairs
        .filter(|(volume, pressure)| volume.is_finite() && pressure.is_finite())
        .collect();
    points.push(*points.first()?);
    let volumes = points.iter().map(|point| point.0);
    let end_diastolic_ml = volumes.clone().fold(f64::NEG_INFINITY, f64::max);
    let end_systolic_ml = volumes.fold(f64::INFINITY, f64::min);
    Some(Drawn {
        label: &pv.label,
        points,
        end_diastolic_ml,
        end_systolic_ml,
        paint,
    })
}

/// Draws the figure; `None` without a loop.
pub fn draw(overview: &Overview, layout: &Layout) -> Option<Figure> {
    let with_paint = overview.loops.iter().zip(SERIES);
    let loops: Vec<Drawn> = with_paint
        .filter_map(|(pv, paint)| read(pv, paint))
        .collect();
    if loops.is_empty() {
        return None;
    }
    let line = layout.line_height();
    let side = if layout.direct_labels { 270.0 } else { 0.0 };
    let field_height = if layout.direct_labels { 330.0 } else { 280.0 };
    let (left, right) = (layout.left, layout.width - layout.right - side);
    let (top, bottom) = (line + 12.0, line + 12.0 + field_height);

    let mut svg = Svg::new(layout.width);
    svg.heading(
        (2.0, line - 4.0),
        "Left ventricular pressure",
        "mmHg",
        layout.text,
    );
    let outlines: Vec<Loop> = loops
        .iter()
        .map(|pv| Loop {
            points: &pv.points,
            paint: pv.paint,
        })
        .collect();
    let frame = Frame {
        x: (left, right),
        y: (top, bottom),
        pressure_ticks: 7,
    };
    let (x, axis_y) = loop_field::draw(&mut svg, layout, frame, "Volume, mL", &outlines);
    number_loops(&mut svg, layout, &loops, &x, (top, bottom));
    let legend_height = if layout.direct_labels {
        legend(
            &mut svg,
            layout,
            &loops,
            (right + 24.0, top + line),
            side - 24.0,
        );
        0.0
    } else {
        legend(
            &mut svg,
            layout,
            &loops,
            (2.0, axis_y + line + 8.0),
            layout.width - 4.0,
        )
    };
    let height = axis_y + 8.0 + legend_height;
    Some(Figure {
        name: "ventricle",
        title: "Work of the left ventricle".to_owned(),
        caption: "One beat of each; the beat runs round its loop counter-clockwise, and the area \
                  inside is the work that the ventricle does on the blood."
            .to_owned(),
        svg,
        height,
        class: layout.class,
    })
}

/// Puts each loop's number beside its ejection, at staggered heights.
fn number_loops(svg: &mut Svg, layout: &Layout, loops: &[Drawn], x: &Scale, field: (f64, f64)) {
    let middle = 0.5 * (field.0 + field.1);
    for (i, pv) in loops.iter().enumerate() {
        let place = (
            x.at(pv.end_diastolic_ml),
            middle + i as f64 * (layout.text + 14.0),
        );
        svg.dot(place, 0.75 * layout.text, Paint::Paper);
        let font = layout.bold(pv.paint, Anchor::Middle);
        svg.text(
            (place.0, place.1 + 0.36 * layout.text),
            &(i + 1).to_string(),
            font,
        );
    }
}

/// Names the loops with the volumes read from them; returns its height.
fn legend(svg: &mut Svg, layout: &Layout, loops: &[Drawn], (x, top): (f64, f64), room: f64) -> f64 {
    let line = layout.line_height();
    let step = 2.0 * line + 8.0;
    let wishes: Vec<f64> = (0..loops.len()).map(|i| top + i as f64 * step).collect();
    let places = spread(&wishes, step, top, f64::INFINITY);
    for (i, (pv, y)) in loops.iter().zip(&places).enumerate() {
        let name = fit(&format!("{}  {}", i + 1, pv.label), layout.text, room);
        svg.text((x, *y), &name, layout.bold(pv.paint, Anchor::Start));
        let volumes = format!(
            "{} to {} mL, stroke {} mL",
            fixed(pv.end_diastolic_ml, 0),
            fixed(pv.end_systolic_ml, 0),
            fixed(pv.end_diastolic_ml - pv.end_systolic_ml, 0)
        );
        svg.text(
            (x, y + line),
            &volumes,
            layout.font(Paint::Muted, Anchor::Start),
        );
    }
    loops.len() as f64 * step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn volumes_are_read_from_finite_samples() {
        let pv = PressureVolumeLoop {
            label: "lying".into(),
            volume_ml: vec![150.0, 60.0, f64::NAN, 100.0],
            pressure_mmhg: vec![8.0, 100.0, 5.0, 5.0],
        };
        let drawn = read(&pv, Paint::Blue).expect("three good samples");
        assert_eq!(
            (drawn.end_diastolic_ml, drawn.end_systolic_ml),
            (150.0, 60.0)
        );
        assert_eq!(drawn.points.first(), drawn.points.last());
        assert!(read(&PressureVolumeLoop::default(), Paint::Blue).is_none());
    }
}

//! Pressure over volume of chambers, each in a field of its own.

use super::Storage;
use super::power::Power;
use crate::figure::Figure;
use crate::layout::Layout;
use crate::loop_field::{self, Frame, Loop};
use crate::palette::SERIES;
use crate::svg::{Stroke, Svg};
use crate::text;

/// Samples of a loop that a reader can see.
const MOST_SAMPLES: usize = 400;

/// Draws the loops of a group of chambers; `None` without any.
pub(super) fn draw(layout: &Layout, chambers: &[&Storage]) -> Option<Figure> {
    let shown: Vec<(&Storage, Vec<(f64, f64)>)> = chambers
        .iter()
        .map(|chamber| (*chamber, samples(chamber)))
        .filter(|(_, points)| points.len() > 2)
        .collect();
    let columns = match layout.direct_labels {
        true => shown.len().min(2),
        false => shown.len().min(1),
    };
    if columns == 0 {
        return None;
    }
    let line = layout.line_height();
    let width = layout.width / columns as f64;
    let alone = layout.direct_labels && columns == 1;
    let field_height = if alone { 260.0 } else { 200.0 };
    let mut svg = Svg::new(layout.width);
    let (mut top, mut bottom) = (0.0, 0.0);
    for (n, ((chamber, points), paint)) in shown.iter().zip(SERIES).enumerate() {
        let column = n % columns;
        if column == 0 && n > 0 {
            top = bottom + 14.0;
        }
        let left = column as f64 * width;
        let powers = (Power::of(&chamber.volume), Power::of(&chamber.pressure));
        let on_axis = |(volume, pressure): &(f64, f64)| {
            (powers.0.on_axis(*volume), powers.1.on_axis(*pressure))
        };
        let points: Vec<(f64, f64)> = points.iter().map(on_axis).collect();
        let unit = format!("pressure {}", powers.1.label());
        let room = width - layout.text_width(&unit) - 14.0;
        let name = text::fit(&chamber.name, layout.text, room);
        svg.heading(
            (left + 2.0, top + line - 4.0),
            &name,
            unit.trim_end(),
            layout.text,
        );
        let field_top = top + line + 12.0;
        let frame = Frame {
            x: (left + layout.left, left + width - layout.right),
            y: (field_top, field_top + field_height),
            pressure_ticks: 5,
        };
        let volume = format!("Volume {}", powers.0.label());
        let outline = [Loop {
            points: &points,
            stroke: Stroke::solid(paint, 2.0),
            tinted: true,
        }];
        let (_, axis_y) = loop_field::draw(&mut svg, layout, frame, volume.trim_end(), &outline);
        bottom = axis_y + 8.0;
    }
    Some(Figure {
        name: "loops",
        title: "Pressure over volume of the chambers".to_owned(),
        caption: "The last cycle. The area inside a loop is the work of the chamber: done on the blood where \
                  the loop runs counter-clockwise."
            .to_owned(),
        data: Vec::new(),
        svg,
        height: bottom,
        class: layout.class,
    })
}

/// Pairs of volume and pressure. A settled cycle closes; any other stays open.
fn samples(chamber: &Storage) -> Vec<(f64, f64)> {
    let pairs = chamber
        .volume
        .iter()
        .copied()
        .zip(chamber.pressure.iter().copied());
    let finite: Vec<(f64, f64)> = pairs
        .filter(|(volume, pressure)| volume.is_finite() && pressure.is_finite())
        .collect();
    let every = finite.len().div_ceil(MOST_SAMPLES).max(1);
    let mut points: Vec<(f64, f64)> = finite.iter().step_by(every).copied().collect();
    points.extend(finite.last().copied());
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chamber(name: &str, samples: usize) -> Storage {
        let phase = |n: usize| std::f64::consts::TAU * n as f64 / samples as f64;
        Storage {
            name: name.into(),
            volume: (0..samples).map(|n| 80.0 + 40.0 * phase(n).cos()).collect(),
            pressure: (0..samples).map(|n| 60.0 + 60.0 * phase(n).sin()).collect(),
        }
    }

    #[test]
    fn each_chamber_has_a_loop_and_its_name() {
        let (left, right) = (chamber("LV", 100), chamber("RV", 100));
        for (layout, columns) in [(Layout::WIDE, 2.0), (Layout::NARROW, 1.0)] {
            let figure = draw(&layout, &[&left, &right]).expect("two loops");
            let rows = 2.0 / columns;
            assert!(
                (figure.height / rows - 270.0).abs() < 60.0,
                "{}",
                figure.height
            );
            let svg = figure.into_part();
            assert!(svg.contains(">LV<") && svg.contains(">RV<"));
            assert_eq!(svg.matches("fill=\"none\"").count(), 2, "{svg}");
        }
    }

    #[test]
    fn a_loop_is_no_finer_than_can_be_seen_and_ends_with_its_last_sample() {
        let chamber = chamber("LV", 9_999);
        let points = samples(&chamber);
        assert_eq!(points.last().map(|p| p.0), chamber.volume.last().copied());
        assert!(
            (MOST_SAMPLES..MOST_SAMPLES + 3).contains(&points.len()),
            "{}",
            points.len()
        );
    }

    #[test]
    fn no_numbers_no_loop() {
        let mut broken = chamber("LV", 100);
        broken.pressure = vec![f64::NAN; 100];
        assert!(draw(&Layout::WIDE, &[&broken]).is_none());
        assert!(draw(&Layout::WIDE, &[]).is_none());
    }
}

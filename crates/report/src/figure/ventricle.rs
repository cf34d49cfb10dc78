//! Pressure-volume loops of the left ventricle, phases over each other: the loops that differ most are
//! named, the others stand grey behind them.

use crate::data::Curve;
use crate::overview::{Overview, PressureVolumeLoop};

use super::Figure;
use crate::layout::Layout;
use crate::loop_field::{self, Frame, Loop};
use crate::palette::{Paint, SERIES};
use crate::svg::{Anchor, Stroke, Svg};
use crate::text::{fit, fixed};

/// A loop with what is read from it.
struct Drawn<'a> {
    label: &'a str,
    points: Vec<(f64, f64)>,
    end_diastolic_ml: f64,
    end_systolic_ml: f64,
    highest_mmhg: f64,
}

fn read(pv: &PressureVolumeLoop) -> Option<Drawn<'_>> {
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
    let pressures = points.iter().map(|point| point.1);
    let highest_mmhg = pressures.fold(f64::NEG_INFINITY, f64::max);
    Some(Drawn {
        label: &pv.label,
        points,
        highest_mmhg,
        end_diastolic_ml,
        end_systolic_ml,
    })
}

impl Drawn<'_> {
    /// How much it looks like another: the largest relative difference of its volumes and pressure.
    fn apart(&self, other: &Self) -> f64 {
        let of = |a: f64, b: f64| (a - b).abs() / a.abs().max(b.abs()).max(1.0);
        of(self.end_diastolic_ml, other.end_diastolic_ml)
            .max(of(self.end_systolic_ml, other.end_systolic_ml))
            .max(of(self.highest_mmhg, other.highest_mmhg))
    }

    fn curve(&self) -> Curve {
        let column = |pick: fn(&(f64, f64)) -> f64| self.points.iter().map(pick).collect();
        Curve {
            panel: "Left ventricle".to_owned(),
            line: self.label.to_owned(),
            unit: "mmHg".to_owned(),
            columns: vec![
                ("volume_ml", column(|p| p.0)),
                ("pressure_mmhg", column(|p| p.1)),
            ],
        }
    }
}

/// The loops that are named: the first, then always the loop that is farthest from all chosen ones.
/// In order.
fn named(loops: &[Drawn]) -> Vec<usize> {
    let mut chosen = vec![0];
    while chosen.len() < loops.len().min(SERIES.len()) {
        let nearest = |i: usize| {
            let apart = chosen.iter().map(|other| loops[i].apart(&loops[*other]));
            apart.fold(f64::INFINITY, f64::min)
        };
        let others = (0..loops.len()).filter(|i| !chosen.contains(i));
        let Some(next) = others.max_by(|a, b| nearest(*a).total_cmp(&nearest(*b))) else {
            break;
        };
        chosen.push(next);
    }
    chosen.sort_unstable();
    chosen
}

/// Dashed from the fourth on, so that shape tells lines apart where colour does not.
fn stroke(place: usize, width: f64) -> Stroke {
    match place {
        0..3 => Stroke::solid(SERIES[place], width),
        _ => Stroke::dashed(SERIES[place], width),
    }
}

/// Draws the figure; `None` without a loop.
pub fn draw(overview: &Overview, layout: &Layout) -> Option<Figure> {
    let loops: Vec<Drawn> = overview.loops.iter().filter_map(read).collect();
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
    let chosen = named(&loops);
    let rest = (0..loops.len()).filter(|i| !chosen.contains(i));
    let grey = rest.map(|i| Loop {
        points: &loops[i].points,
        stroke: Stroke::solid(Paint::Axis, 0.6),
        tinted: false,
    });
    let own = chosen.iter().enumerate().map(|(place, i)| Loop {
        points: &loops[*i].points,
        stroke: stroke(place, 2.0),
        tinted: true,
    });
    let outlines: Vec<Loop> = grey.chain(own).collect();
    let frame = Frame {
        x: (left, right),
        y: (top, bottom),
        pressure_ticks: 7,
    };
    let (_, axis_y) = loop_field::draw(&mut svg, layout, frame, "Volume, mL", &outlines);
    let named: Vec<&Drawn> = chosen.iter().map(|i| &loops[*i]).collect();
    let legend_height = if layout.direct_labels {
        let room = side - 24.0;
        legend(&mut svg, layout, &named, (right + 24.0, top + line), room);
        0.0
    } else {
        let room = layout.width - 4.0;
        legend(&mut svg, layout, &named, (2.0, axis_y + line + 8.0), room)
    };
    let height = axis_y + 8.0 + legend_height;
    let mut caption = "The last whole beat of each phase. The beat runs round its loop \
                       counter-clockwise, and the area inside is the work that the ventricle does on \
                       the blood."
        .to_owned();
    if named.len() < loops.len() {
        caption.push_str(&format!(
            " The {} loops that differ most are named; the other {} are grey.",
            named.len(),
            loops.len() - named.len()
        ));
    }
    if loops.len() < overview.phases.len() {
        caption.push_str(&format!(
            " Of the {} phases, {} are drawn, evenly chosen.",
            fixed(overview.phases.len() as f64, 0),
            loops.len()
        ));
    }
    Some(Figure {
        name: "ventricle",
        title: "Work of the left ventricle".to_owned(),
        caption,
        data: loops.iter().map(Drawn::curve).collect(),
        svg,
        height,
        class: layout.class,
    })
}

/// Names the loops with the volumes read from them; returns its height.
fn legend(
    svg: &mut Svg,
    layout: &Layout,
    loops: &[&Drawn],
    (x, top): (f64, f64),
    room: f64,
) -> f64 {
    let line = layout.line_height();
    let step = 2.0 * line + 8.0;
    let indent = 30.0;
    for (place, pv) in loops.iter().enumerate() {
        let y = top + place as f64 * step;
        let middle = y - 0.35 * layout.text;
        svg.line((x, middle), (x + 22.0, middle), stroke(place, 3.0));
        let name = fit(pv.label, layout.text, room - indent);
        let font = layout.bold(SERIES[place], Anchor::Start);
        svg.text((x + indent, y), &name, font);
        let volumes = format!(
            "{} to {} mL, stroke {} mL",
            fixed(pv.end_diastolic_ml, 0),
            fixed(pv.end_systolic_ml, 0),
            fixed(pv.end_diastolic_ml - pv.end_systolic_ml, 0)
        );
        svg.text(
            (x + indent, y + line),
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
        let drawn = read(&pv).expect("three good samples");
        assert_eq!(
            (drawn.end_diastolic_ml, drawn.end_systolic_ml),
            (150.0, 60.0)
        );
        assert_eq!(drawn.points.first(), drawn.points.last());
        assert!(read(&PressureVolumeLoop::default()).is_none());
    }

    #[test]
    fn the_loops_that_differ_most_are_named() {
        let stroke = |label: &str, most_ml: f64| PressureVolumeLoop {
            label: label.to_owned(),
            volume_ml: vec![most_ml, 50.0],
            pressure_mmhg: vec![8.0, 100.0],
        };
        let mut loops: Vec<_> = (0..20).map(|_| stroke("same", 150.0)).collect();
        loops[7] = stroke("small", 80.0);
        loops[15] = stroke("large", 190.0);
        let overview = Overview {
            loops,
            ..Overview::default()
        };
        let drawn: Vec<Drawn> = overview.loops.iter().filter_map(read).collect();
        let chosen = named(&drawn);
        assert_eq!(chosen.len(), 6);
        assert!([0, 7, 15].iter().all(|i| chosen.contains(i)), "{chosen:?}");
        let figure = draw(&overview, &Layout::WIDE).expect("loops");
        assert!(
            figure
                .caption
                .contains("The 6 loops that differ most are named; the other 14 are grey.")
        );
        assert_eq!(figure.data.len(), 20);
    }
}

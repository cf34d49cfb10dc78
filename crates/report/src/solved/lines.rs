//! Figures over the time of the last cycle.

use crate::overview::EnvelopePoint;

use super::power::{Power, largest};
use super::{Kind, SolvedModel, Storage, Vessel};
use crate::envelope::merged;
use crate::figure::{Figure, from_stack};
use crate::layout::Layout;
use crate::palette::{Paint, SERIES};
use crate::stack::{self, Axis, Panel, Series, Style};
use crate::text;

/// Least span of an axis as a share of the largest value, so that rounding does not fill it.
const LEAST_SPAN: f64 = 0.1;
/// Room for a name beside its line, px.
const NAME_ROOM: f64 = 174.0;

/// A quantity of vessels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantity {
    /// Pressure.
    Pressure,
    /// Flow.
    Flow,
}

/// A line of a figure.
struct Line<'a> {
    label: String,
    paint: Paint,
    style: Style,
    values: &'a [f64],
}

/// Pressure or flow in a group of vessels; the first has the index `first`.
pub(super) fn of_vessels(
    solved: &SolvedModel,
    layout: &Layout,
    (first, group): (usize, &[Vessel]),
    quantity: Quantity,
) -> Option<Figure> {
    let (name, title) = match quantity {
        Quantity::Pressure => ("pressure", "Pressure"),
        Quantity::Flow => ("flow", "Flow"),
    };
    let mut lines = Vec::new();
    let mut has_two = false;
    for (vessel, paint) in group.iter().zip(SERIES) {
        let ends = match quantity {
            Quantity::Pressure => &vessel.pressure,
            Quantity::Flow => &vessel.flow,
        };
        let mut line = |end: &str, style, values| {
            lines.push(Line {
                label: label(layout, &vessel.name, end),
                paint,
                style,
                values,
            });
        };
        if ends.are_one() {
            line("", Style::Line, &ends.inlet);
        } else {
            has_two = true;
            line(" in", Style::Line, &ends.inlet);
            line(" out", Style::Dashed, &ends.outlet);
        }
    }
    let include = (quantity == Quantity::Flow).then_some(0.0);
    let panel = panel(solved, layout, title, 240.0, include, &lines);
    let stack = stack::draw(layout, span_s(solved)?, &[], &[panel], Axis::Time)?;
    let all = solved.vessels.len();
    let (from, to) = (first + 1, first + group.len());
    let word = solved.kind.word(group.len());
    let title = match group.len() {
        shown if shown == all => format!("{title} in the {word}"),
        1 => format!("{title} in {word} {from} of {all}"),
        2 => format!("{title} in {word} {from} and {to} of {all}"),
        _ => format!("{title} in {word} {from} to {to} of {all}"),
    };
    Some(from_stack(
        name,
        &title,
        caption(solved.kind, quantity, has_two),
        stack,
        layout,
    ))
}

/// How to read a figure of vessels.
fn caption(kind: Kind, quantity: Quantity, has_two: bool) -> String {
    let mut caption = "The last cycle.".to_owned();
    if has_two {
        caption.push_str(" Whole lines are inlets, dashed lines outlets");
        caption.push_str(match quantity {
            Quantity::Pressure => "; a vessel with the same pressure at both has one line.",
            Quantity::Flow => "; a vessel with the same flow at both has one line.",
        });
    }
    if kind == Kind::Connections {
        caption.push_str(" Where lines coincide, the last of them is seen.");
    }
    if quantity == Quantity::Flow {
        caption.push_str(match kind {
            Kind::Vessels => " Flow from inlet to outlet is positive.",
            Kind::Connections => " Flow from the first block of a name to the second is positive.",
        });
    }
    caption
}

/// Volume of a group of storages, and pressure if it is known.
pub(super) fn of_storages(
    solved: &SolvedModel,
    layout: &Layout,
    group: &[&Storage],
) -> Option<Figure> {
    let lines = |values: fn(&Storage) -> &[f64]| -> Vec<Line<'_>> {
        let line = |n: usize| Line {
            label: label(layout, &group[n].name, ""),
            paint: SERIES[n],
            style: Style::Line,
            values: values(group[n]),
        };
        (0..group.len().min(SERIES.len())).map(line).collect()
    };
    let chambers = group.iter().all(|storage| storage.is_chamber());
    let panels = [
        panel(
            solved,
            layout,
            "Pressure",
            200.0,
            Some(0.0),
            &lines(|s| &s.pressure),
        ),
        panel(
            solved,
            layout,
            "Volume",
            170.0,
            Some(0.0),
            &lines(|s| &s.volume),
        ),
    ];
    let stack = stack::draw(layout, span_s(solved)?, &[], &panels, Axis::Time)?;
    let (name, title) = match chambers {
        true => ("chambers", "Pressure and volume of the chambers"),
        false => ("volumes", "Stored volumes"),
    };
    let caption = "The last cycle.".to_owned();
    Some(from_stack(name, title, caption, stack, layout))
}

/// The time of the last cycle.
fn span_s(solved: &SolvedModel) -> Option<(f64, f64)> {
    Some((*solved.times_s.first()?, *solved.times_s.last()?))
}

/// The name of a line: a long name is cut before the end of the vessel.
fn label(layout: &Layout, name: &str, end: &str) -> String {
    let room = match layout.direct_labels {
        true => NAME_ROOM,
        false => layout.width - 30.0,
    };
    let name = text::fit(name, layout.text, room - layout.text_width(end));
    format!("{name}{end}")
}

fn panel(
    solved: &SolvedModel,
    layout: &Layout,
    title: &str,
    height: f64,
    include: Option<f64>,
    lines: &[Line<'_>],
) -> Panel {
    let power = Power::of(lines.iter().flat_map(|line| line.values));
    let largest = largest(lines.iter().flat_map(|line| line.values));
    let series = lines.iter().map(|line| Series {
        label: line.label.clone(),
        paint: line.paint,
        points: points(solved, layout, line.values, power),
        style: line.style,
    });
    Panel {
        title: title.to_owned(),
        unit: power.label(),
        height,
        series: series.collect(),
        least_span: LEAST_SPAN * power.on_axis(largest),
        include,
    }
}

/// Samples on the axis, no finer than the figure resolves.
fn points(
    solved: &SolvedModel,
    layout: &Layout,
    values: &[f64],
    power: Power,
) -> Vec<EnvelopePoint> {
    let times_s = &solved.times_s;
    let last = times_s.len().saturating_sub(1);
    let samples = times_s.iter().zip(values).enumerate();
    let points = samples.map(|(n, (&t_s, &value))| {
        let value = power.on_axis(value);
        EnvelopePoint {
            t_s,
            // Half the time to both neighbours.
            weight_s: 0.5 * (times_s[(n + 1).min(last)] - times_s[n.saturating_sub(1)]),
            min: value,
            mean: value,
            max: value,
        }
    });
    let points: Vec<EnvelopePoint> = points.collect();
    let (from_s, to_s) = span_s(solved).unwrap_or_default();
    merged(&points, (to_s - from_s) / (0.5 * layout.width))
}

#[cfg(test)]
mod tests {
    use super::super::Ends;
    use super::*;

    fn solved(samples: usize, values: impl Fn(f64) -> f64) -> SolvedModel {
        let times_s: Vec<f64> = (0..samples).map(|n| n as f64 / samples as f64).collect();
        let inlet: Vec<f64> = times_s.iter().map(|t_s| values(*t_s)).collect();
        let outlet = inlet.iter().map(|value| 0.9 * value).collect();
        let ends = Ends { inlet, outlet };
        SolvedModel {
            times_s,
            vessels: vec![Vessel {
                name: "aorta".into(),
                pressure: ends,
                flow: Ends {
                    inlet: vec![300.0; samples],
                    outlet: Vec::new(),
                },
            }],
            ..SolvedModel::default()
        }
    }

    fn drawn(solved: &SolvedModel, layout: &Layout) -> (String, String) {
        let group = (0, solved.vessels.as_slice());
        let figure = of_vessels(solved, layout, group, Quantity::Pressure).expect("data");
        (figure.title.clone(), figure.into_part())
    }

    #[test]
    fn inlet_and_outlet_have_lines_and_names_of_their_own() {
        let model = solved(101, |t_s| {
            100.0 + 20.0 * (std::f64::consts::TAU * t_s).sin()
        });
        let (title, svg) = drawn(&model, &Layout::WIDE);
        assert_eq!(title, "Pressure in the vessel");
        assert!(svg.contains(">aorta in<") && svg.contains(">aorta out<"));
        assert_eq!(svg.matches("stroke-dasharray").count(), 1);
        let lines: Vec<&str> = svg
            .split("<path d=\"")
            .skip(1)
            .filter_map(|path| path.split('"').next())
            .collect();
        assert!(lines.len() == 2 && lines[0] != lines[1], "{lines:?}");
        assert!(svg.contains(">120<") && !svg.contains(">300<"));
        let group = (0, model.vessels.as_slice());
        let flow = of_vessels(&model, &Layout::WIDE, group, Quantity::Flow).expect("data");
        assert!(flow.into_part().contains(">300<"));
    }

    #[test]
    fn the_same_at_both_ends_is_one_line() {
        let mut model = solved(101, |t_s| 100.0 * t_s);
        model.vessels[0].pressure.outlet = model.vessels[0].pressure.inlet.clone();
        let (_, svg) = drawn(&model, &Layout::WIDE);
        assert!(svg.contains(">aorta<") && !svg.contains("aorta in"));
        assert_eq!(svg.matches("<path").count(), 1);
    }

    #[test]
    fn a_long_name_is_cut_before_its_end() {
        for layout in [Layout::WIDE, Layout::NARROW] {
            let label = label(&layout, &"branch_with_a_long_name".repeat(4), " out");
            assert!(label.ends_with("… out"), "{label}");
        }
    }

    #[test]
    fn a_fine_step_does_not_make_a_large_drawing() {
        let wave = |t_s: f64| 100.0 + 20.0 * (std::f64::consts::TAU * t_s).sin();
        let (_, coarse) = drawn(&solved(400, wave), &Layout::WIDE);
        let (_, fine) = drawn(&solved(40_000, wave), &Layout::WIDE);
        assert!(
            fine.len() < 2 * coarse.len(),
            "{} {}",
            coarse.len(),
            fine.len()
        );
    }

    #[test]
    fn rounding_does_not_fill_the_axis_and_small_units_have_a_power() {
        let model = solved(101, |t_s| 2e-5 + 1e-9 * t_s);
        let line = Line {
            label: String::new(),
            paint: Paint::Blue,
            style: Style::Line,
            values: &model.vessels[0].pressure.inlet,
        };
        let panel = panel(&model, &Layout::WIDE, "Pressure", 200.0, None, &[line]);
        assert_eq!(panel.unit, "× 10⁻⁶");
        assert!(
            (panel.least_span - 2.0).abs() < 1e-3,
            "{}",
            panel.least_span
        );
        let shown = panel.series[0].points[0].mean;
        assert!((shown - 20.0).abs() < 1e-3, "{shown}");
    }
}

//! Panels above each other on one axis of time, with the phases of the protocol behind them.

use crate::overview::{EnvelopePoint, PhaseSpan};

use crate::data::Curve;
use crate::layout::{Layout, place_phase_labels, spread};
use crate::palette::Paint;
use crate::scale::{Scale, ticks_around, time_ticks};
use crate::svg::{Anchor, Stroke, Svg};
use crate::text;

/// How a series is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// The mean as a line, the range from minimum to maximum faint behind it.
    Envelope,
    /// The same, and lines for maximum and minimum, labelled: `(maximum, minimum)`.
    Pulse(&'static str, &'static str),
    /// The mean alone.
    Line,
    /// The mean alone, dashed, over the lines of the others.
    Dashed,
}

/// A signal in a panel.
#[derive(Debug, Clone)]
pub(crate) struct Series {
    /// Name beside the line; empty if the panel's title says it.
    pub(crate) label: String,
    /// Colour.
    pub(crate) paint: Paint,
    /// Data in order of time.
    pub(crate) points: Vec<EnvelopePoint>,
    /// How it is drawn.
    pub(crate) style: Style,
}

/// A panel.
#[derive(Debug, Clone)]
pub(crate) struct Panel {
    /// What it shows.
    pub(crate) title: String,
    /// Unit of its axis.
    pub(crate) unit: String,
    /// Height of the field.
    pub(crate) height: f64,
    /// Signals.
    pub(crate) series: Vec<Series>,
    /// Least span of the axis, so that noise does not fill it, in the unit.
    pub(crate) least_span: f64,
    /// A value that the axis includes, in the unit.
    pub(crate) include: Option<f64>,
}

/// What stands below the lowest panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Axis<'a> {
    /// The axis of time.
    Time,
    /// The axis of a cycle in per cent, with what the cycle is and where it begins.
    Cycle(&'a str),
    /// More of the figure, which brings the axis of time.
    Below,
}

/// A finished stack: the drawing and where things lie in it.
#[derive(Debug)]
pub(crate) struct Stack {
    /// The drawing.
    pub(crate) svg: Svg,
    /// Its height.
    pub(crate) height: f64,
    /// Time, s, to place.
    pub(crate) x: Scale,
    /// For each drawn panel its value axis.
    pub(crate) y: Vec<Scale>,
    /// The numbers of all lines.
    pub(crate) data: Vec<Curve>,
}

/// Most phases that are marked behind the panels; more than these cannot be told apart.
pub(crate) const MOST_MARKED: usize = 60;

/// Whether there is time between the ends.
pub(crate) fn is_span((from_s, to_s): (f64, f64)) -> bool {
    from_s.is_finite() && to_s.is_finite() && to_s > from_s
}

impl Series {
    /// A level between two times, dashed.
    pub(crate) fn level(label: String, (from_s, to_s): (f64, f64), value: f64) -> Self {
        let point = |t_s| EnvelopePoint {
            t_s,
            weight_s: 1.0,
            min: value,
            mean: value,
            max: value,
        };
        Self {
            label,
            paint: Paint::Ink,
            points: vec![point(from_s), point(to_s)],
            style: Style::Dashed,
        }
    }

    fn range(&self) -> Option<(f64, f64)> {
        let ends = self
            .points
            .iter()
            .filter(|p| p.mean.is_finite())
            .map(|p| match self.style {
                Style::Line | Style::Dashed => (p.mean, p.mean),
                _ => (p.min.min(p.mean), p.max.max(p.mean)),
            });
        ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }

    fn draw(&self, svg: &mut Svg, x: &Scale, y: &Scale) {
        let place = |value: fn(&EnvelopePoint) -> f64| {
            self.points
                .iter()
                .map(move |p| (x.at(p.t_s), y.at(value(p))))
        };
        if !matches!(self.style, Style::Line | Style::Dashed) {
            let top: Vec<_> = place(|p| p.max).collect();
            let bottom = place(|p| p.min).collect::<Vec<_>>().into_iter().rev();
            svg.area(top.into_iter().chain(bottom), self.paint, 0.18);
        }
        if matches!(self.style, Style::Pulse(..)) {
            svg.polyline(place(|p| p.max), Stroke::solid(self.paint, 1.0));
            svg.polyline(place(|p| p.min), Stroke::solid(self.paint, 1.0));
        }
        svg.polyline(place(|p| p.mean), self.stroke(1.8));
    }

    /// The line of its mean.
    fn stroke(&self, width: f64) -> Stroke {
        match self.style {
            Style::Dashed => Stroke::dashed(self.paint, width),
            _ => Stroke::solid(self.paint, width),
        }
    }

    /// Names with the value beside which they stand.
    fn labels(&self) -> Vec<(String, f64)> {
        let Some(last) = self.points.iter().rev().find(|p| p.mean.is_finite()) else {
            return Vec::new();
        };
        let own = (!self.label.is_empty()).then(|| (self.label.clone(), last.mean));
        match self.style {
            Style::Pulse(high, low) => {
                let edges = [(high.to_owned(), last.max), (low.to_owned(), last.min)];
                edges.into_iter().chain(own).collect()
            }
            _ => own.into_iter().collect(),
        }
    }

    /// The same in words, for a key.
    fn key(&self) -> Option<String> {
        match self.style {
            Style::Pulse(high, low) => Some(format!("{} ({low} to {high})", self.label)),
            _ => (!self.label.is_empty()).then(|| self.label.clone()),
        }
    }
}

impl Panel {
    /// The numbers of its lines.
    fn data(&self, axis: Axis<'_>) -> impl Iterator<Item = Curve> {
        let at = match axis {
            Axis::Cycle(_) => "phase_pct",
            Axis::Time | Axis::Below => "t_s",
        };
        let of = move |series: &Series| {
            let column =
                |value: fn(&EnvelopePoint) -> f64| series.points.iter().map(value).collect();
            let mut columns = vec![(at, column(|p| p.t_s)), ("mean", column(|p| p.mean))];
            if !matches!(series.style, Style::Line | Style::Dashed) {
                columns.push(("min", column(|p| p.min)));
                columns.push(("max", column(|p| p.max)));
            }
            Curve {
                panel: self.title.clone(),
                line: series.label.clone(),
                unit: self.unit.clone(),
                columns,
            }
        };
        self.series.iter().map(of)
    }
}

/// Draws panels above each other. Panels without data are left out; `None` if none is left.
pub(crate) fn draw(
    layout: &Layout,
    span_s: (f64, f64),
    phases: &[PhaseSpan],
    panels: &[Panel],
    axis: Axis<'_>,
) -> Option<Stack> {
    let shown: Vec<(&Panel, (f64, f64))> = panels
        .iter()
        .filter_map(|panel| {
            let ranges = panel.series.iter().filter_map(Series::range);
            Some((panel, ranges.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?))
        })
        .collect();
    if shown.is_empty() || !is_span(span_s) {
        return None;
    }
    let line = layout.line_height();
    let widest = shown
        .iter()
        .flat_map(|(panel, _)| panel.series.iter().flat_map(Series::labels))
        .map(|(label, _)| layout.text_width(&label) + 16.0)
        .fold(layout.right, f64::max);
    let right = if layout.direct_labels {
        widest.min(190.0)
    } else {
        layout.right
    };
    let x = Scale {
        domain: span_s,
        range: (layout.left, layout.width - right),
    };

    let inside = |phase: &&PhaseSpan| phase.end_s > span_s.0 && phase.start_s < span_s.1;
    let marked = match phases.iter().filter(inside).count() {
        0..=MOST_MARKED => phases,
        _ => &[],
    };
    let spans: Vec<(String, f64, f64)> = marked
        .iter()
        .filter(inside)
        .map(|phase| {
            let (from, to) = (phase.start_s.max(span_s.0), phase.end_s.min(span_s.1));
            (text::spoken(&phase.name), x.at(from), x.at(to))
        })
        .collect();
    let named: Vec<_> = spans
        .iter()
        .map(|(name, a, b)| (name.as_str(), *a, *b))
        .collect();
    let names = place_phase_labels(&named, layout.text, 2.0, layout.width - 4.0);
    let rows = names.iter().map(|name| name.row + 1).max().unwrap_or(0);
    let names_bottom = rows as f64 * line + 4.0;

    // First the places of all panels, then the shading behind them, then their content.
    let mut top = names_bottom;
    let mut fields = Vec::new();
    for (panel, range) in &shown {
        let (keys, key_height) = key_places(layout, panel);
        let head = line + key_height + 11.0;
        let field = (top + head, top + head + panel.height);
        fields.push((*panel, *range, field, keys));
        top = field.1 + 12.0;
    }
    let bottom = top - 12.0;

    let mut svg = Svg::new(layout.width);
    for (i, (_, from, to)) in spans.iter().enumerate() {
        if i % 2 == 1 {
            svg.rect(
                (*from, names_bottom),
                (to - from, bottom - names_bottom),
                Paint::Shade,
            );
        }
        if i > 0 {
            let stroke = Stroke::solid(Paint::Grid, 1.0);
            svg.line((*from, names_bottom), (*from, bottom), stroke);
        }
    }
    for name in &names {
        let y = names_bottom - name.row as f64 * line - 6.0;
        if let Some(leader_x) = name.leader_x {
            let stroke = Stroke::solid(Paint::Axis, 1.0);
            svg.line((leader_x, y + 3.0), (leader_x, names_bottom), stroke);
        }
        svg.text(
            (name.x, y),
            &name.text,
            layout.font(Paint::Muted, Anchor::Start),
        );
    }
    let mut scales = Vec::new();
    for (panel, range, field, keys) in &fields {
        let y = value_axis(&mut svg, layout, panel, *range, *field, x.range);
        let title_y = field.0 - 13.0 - keys.last().map_or(0.0, |(_, _, y, _)| *y + line);
        svg.heading((2.0, title_y), &panel.title, &panel.unit, layout.text);
        for (label, key_x, key_y, stroke) in keys {
            let y = title_y + line + key_y;
            svg.line((*key_x, y - 4.0), (*key_x + 14.0, y - 4.0), *stroke);
            svg.text(
                (*key_x + 19.0, y),
                label,
                layout.font(stroke.paint, Anchor::Start),
            );
        }
        for dashed in [false, true] {
            let drawn = |series: &&Series| (series.style == Style::Dashed) == dashed;
            for series in panel.series.iter().filter(drawn) {
                series.draw(&mut svg, &x, &y);
            }
        }
        if layout.direct_labels {
            end_labels(&mut svg, layout, panel, &y, *field, (x.range.1, right));
        }
        scales.push(y);
    }
    let height = match axis {
        Axis::Time => time_axis(&mut svg, layout, &x, bottom),
        Axis::Cycle(cycle) => cycle_axis(&mut svg, layout, &x, bottom, cycle),
        Axis::Below => bottom + 8.0,
    };
    Some(Stack {
        svg,
        height,
        x,
        y: scales,
        data: shown
            .iter()
            .flat_map(|(panel, _)| panel.data(axis))
            .collect(),
    })
}

type Key = (String, f64, f64, Stroke);

/// Places of a key above the field, in lines of their own: text, x, y below its first line, and
/// the line that it explains.
fn key_places(layout: &Layout, panel: &Panel) -> (Vec<Key>, f64) {
    if layout.direct_labels {
        return (Vec::new(), 0.0);
    }
    let (mut x, mut y, mut keys) = (2.0, 0.0, Vec::new());
    for series in panel
        .series
        .iter()
        .filter(|series| series.range().is_some())
    {
        let Some(label) = series.key() else { continue };
        let label = text::fit(&label, layout.text, layout.width - 26.0);
        let width = layout.text_width(&label) + 19.0;
        if x + width > layout.width - 2.0 && x > 2.0 {
            x = 2.0;
            y += layout.line_height();
        }
        keys.push((label, x, y, series.stroke(3.0)));
        x += width + 20.0;
    }
    let height = if keys.is_empty() {
        0.0
    } else {
        y + layout.line_height()
    };
    (keys, height)
}

fn value_axis(
    svg: &mut Svg,
    layout: &Layout,
    panel: &Panel,
    range: (f64, f64),
    field: (f64, f64),
    x: (f64, f64),
) -> Scale {
    let (mut low, mut high) = range;
    if let Some(value) = panel.include {
        (low, high) = (low.min(value), high.max(value));
    }
    let missing = (panel.least_span - (high - low)).max(0.0);
    let downward = if panel.include == Some(low) { 0.0 } else { 0.5 };
    (low, high) = (low - missing * downward, high + missing * (1.0 - downward));
    let target = (panel.height / 26.0).floor().max(2.0) as usize;
    let ticks = ticks_around(low, high, target);
    let ends = (ticks.values[0], ticks.values[ticks.values.len() - 1]);
    let y = Scale {
        domain: ends,
        range: (field.1, field.0),
    };
    for value in &ticks.values {
        let place = y.at(*value);
        let strong = *value == 0.0 && ends.0 < 0.0;
        let paint = if strong { Paint::Axis } else { Paint::Grid };
        svg.line((x.0, place), (x.1, place), Stroke::solid(paint, 1.0));
        let label = text::fixed(*value, ticks.decimals);
        let font = layout.font(Paint::Muted, Anchor::End);
        svg.text((x.0 - 6.0, place + 0.35 * layout.text), &label, font);
    }
    y
}

/// Names at the ends of lines, between the field and the right edge.
fn end_labels(
    svg: &mut Svg,
    layout: &Layout,
    panel: &Panel,
    y: &Scale,
    field: (f64, f64),
    (end, room): (f64, f64),
) {
    let of_series = |series: &Series| {
        let paint = series.paint;
        series
            .labels()
            .into_iter()
            .map(move |(label, value)| (label, value, paint))
    };
    let labels: Vec<(String, f64, Paint)> = panel.series.iter().flat_map(of_series).collect();
    let wishes: Vec<f64> = labels.iter().map(|(_, value, _)| y.at(*value)).collect();
    let places = spread(&wishes, layout.text + 2.0, field.0, field.1);
    for ((label, _, paint), (place, wish)) in labels.iter().zip(places.iter().zip(&wishes)) {
        if (place - wish).abs() > 2.0 {
            svg.line(
                (end + 1.0, *wish),
                (end + 6.0, *place),
                Stroke::solid(*paint, 1.0),
            );
        }
        let label = text::fit(label, layout.text, room - 10.0);
        let font = layout.font(*paint, Anchor::Start);
        svg.text((end + 8.0, place + 0.35 * layout.text), &label, font);
    }
}

/// The axis of time below a field; returns where it ends.
pub(crate) fn time_axis(svg: &mut Svg, layout: &Layout, x: &Scale, bottom: f64) -> f64 {
    let (from, to) = x.range;
    let ticks = time_ticks(
        x.domain.0,
        x.domain.1,
        ((to - from) / 55.0).max(2.0) as usize,
    );
    let labels = ticks.at_s.iter().map(|t_s| {
        let label = text::fixed(t_s / ticks.unit_s, ticks.decimals);
        (*t_s, label)
    });
    let name = format!("Time, {}", ticks.unit);
    axis_below(svg, layout, x, bottom, labels, &name)
}

/// The axis of a cycle in per cent below a field; returns where it ends.
fn cycle_axis(svg: &mut Svg, layout: &Layout, x: &Scale, bottom: f64, cycle: &str) -> f64 {
    let labels = (0..=5).map(|i| {
        let percent = 20.0 * f64::from(i);
        (percent, text::fixed(percent, 0))
    });
    let name = format!("Phase, % of the {cycle}");
    axis_below(svg, layout, x, bottom, labels, &name)
}

/// An axis with ticks, their labels and its name.
fn axis_below(
    svg: &mut Svg,
    layout: &Layout,
    x: &Scale,
    bottom: f64,
    labels: impl Iterator<Item = (f64, String)>,
    name: &str,
) -> f64 {
    let (from, to) = x.range;
    let stroke = Stroke::solid(Paint::Axis, 1.0);
    svg.line((from, bottom), (to, bottom), stroke);
    let base = bottom + layout.line_height() + 2.0;
    for (value, label) in labels {
        let place = x.at(value);
        svg.line((place, bottom), (place, bottom + 4.0), stroke);
        let font = layout.font(Paint::Muted, Anchor::Middle);
        svg.text((place, base), &label, font);
    }
    let name = text::fit(name, layout.text, to - 2.0);
    let font = layout.font(Paint::Muted, Anchor::End);
    svg.text((to, base + layout.line_height()), &name, font);
    bottom + 2.0 * layout.line_height() + 6.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_data_no_stack() {
        let panel = Panel {
            title: "t".into(),
            unit: "u".into(),
            height: 50.0,
            series: vec![Series {
                label: String::new(),
                paint: Paint::Blue,
                points: vec![EnvelopePoint {
                    t_s: 0.0,
                    weight_s: 1.0,
                    min: 0.0,
                    mean: f64::NAN,
                    max: 0.0,
                }],
                style: Style::Envelope,
            }],
            least_span: 1.0,
            include: None,
        };
        assert!(draw(&Layout::WIDE, (0.0, 10.0), &[], &[panel], Axis::Time).is_none());
    }
}

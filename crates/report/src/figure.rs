//! The figures, one to a file. A figure without data is left out.

pub mod beat;
pub mod bleeding;
pub mod circulation;
pub mod exercise;
pub mod knee;
pub mod plethysmograph;
pub mod pump;
pub mod refill;
pub mod straining;
#[cfg(test)]
mod testing;
pub mod valves;
pub mod veins;
pub mod ventricle;
pub mod volumes;

use crate::overview::{Channel, EnvelopePoint, Overview, PhaseSpan};

use crate::data::Curve;
use crate::envelope::{drawn_width_s, hides_breaths, merged, over_breaths, smooth_means};
use crate::layout::Layout;
use crate::palette::Paint;
use crate::stack::{MOST_MARKED, Panel, Series, Stack, Style};
use crate::svg::Svg;

/// A drawn figure.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Name, fit for a file.
    pub name: &'static str,
    /// What it shows, as a heading.
    pub title: String,
    /// How to read it.
    pub caption: String,
    /// The numbers that it shows.
    pub(crate) data: Vec<Curve>,
    /// The drawing.
    pub(crate) svg: Svg,
    /// Height of the drawing, in pixels at natural size.
    pub(crate) height: f64,
    /// Class of the drawing in a page.
    pub(crate) class: &'static str,
}

impl Figure {
    /// The drawing as an SVG file of its own.
    pub fn into_file(self) -> String {
        self.svg.into_file(self.height, &self.title)
    }

    /// The drawing as an element of a page, which brings the style sheet.
    pub fn into_part(self) -> String {
        self.svg.into_part(self.height, &self.title, self.class)
    }
}

/// Draws every figure that has data, in the order of the report.
pub fn all(overview: &Overview, layout: &Layout) -> Vec<Figure> {
    let draw: [fn(&Overview, &Layout) -> Option<Figure>; 13] = [
        circulation::draw,
        exercise::draw,
        straining::draw,
        bleeding::draw,
        beat::draw,
        veins::draw,
        refill::draw,
        plethysmograph::draw,
        ventricle::draw,
        volumes::draw,
        valves::draw,
        knee::draw,
        pump::draw,
    ];
    draw.iter()
        .filter_map(|figure| figure(overview, layout))
        .collect()
}

pub(crate) fn from_stack(
    name: &'static str,
    title: &str,
    caption: String,
    stack: Stack,
    layout: &Layout,
) -> Figure {
    let Stack {
        svg, height, data, ..
    } = stack;
    Figure {
        name,
        title: title.to_owned(),
        caption,
        data,
        svg,
        height,
        class: layout.class,
    }
}

/// The time that the protocol covers, s.
fn protocol_span(overview: &Overview) -> (f64, f64) {
    let ends = overview
        .phases
        .iter()
        .map(|phase| (phase.start_s, phase.end_s));
    let points = overview.channels.iter().flat_map(|channel| {
        let (first, last) = (channel.points.first(), channel.points.last());
        first.zip(last).map(|(first, last)| (first.t_s, last.t_s))
    });
    let finite = ends
        .chain(points)
        .filter(|(from, to)| from.is_finite() && to.is_finite());
    finite
        .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
        .unwrap_or((0.0, 0.0))
}

/// A named part of the time that a figure shows.
fn marked(name: &str, start_s: f64, end_s: f64) -> PhaseSpan {
    PhaseSpan {
        name: name.to_owned(),
        start_s,
        end_s,
        ..PhaseSpan::default()
    }
}

/// A channel ready to be drawn over the span. A long span shows means over breaths, none of which
/// reaches into another phase.
pub(crate) fn series(
    phases: &[PhaseSpan],
    channel: &Channel,
    label: &str,
    paint: Paint,
    span_s: (f64, f64),
    layout: &Layout,
    style: Style,
) -> Series {
    let inside = channel
        .points
        .iter()
        .filter(|p| p.t_s >= span_s.0 && p.t_s <= span_s.1);
    let inside: Vec<_> = inside.copied().collect();
    let inside = steady(inside, phases, span_s);
    let points = merged(&inside, drawn_width_s(span_s.1 - span_s.0, layout));
    Series {
        label: label.to_owned(),
        paint,
        points,
        style,
    }
}

/// Means over breaths, where single breaths cannot be seen.
fn steady(
    points: Vec<EnvelopePoint>,
    phases: &[PhaseSpan],
    (from_s, to_s): (f64, f64),
) -> Vec<EnvelopePoint> {
    if !hides_breaths(to_s - from_s) {
        return points;
    }
    // Starts of more phases than can be seen bound nothing.
    let bounds_s: Vec<f64> = match phases.len() {
        0..=MOST_MARKED => phases.iter().map(|phase| phase.start_s).collect(),
        _ => Vec::new(),
    };
    over_breaths(&points, &bounds_s)
}

/// Steadies the mean of a signal that beats, where points stand for a beat or more.
fn smooth(series: &mut Series) {
    if series
        .points
        .first()
        .is_some_and(|point| point.weight_s >= 1.5)
    {
        smooth_means(&mut series.points);
    }
}

/// A panel of one channel of the protocol, titled by the channel.
fn panel_of(
    overview: &Overview,
    layout: &Layout,
    name: &str,
    paint: Paint,
    height: f64,
    least_span: f64,
) -> Option<Panel> {
    let channel = overview.channel(name)?;
    let span_s = protocol_span(overview);
    let series = series(
        &overview.phases,
        channel,
        "",
        paint,
        span_s,
        layout,
        Style::Envelope,
    );
    Some(Panel {
        title: channel.label.clone(),
        unit: channel.unit.clone(),
        height,
        series: vec![series],
        least_span,
        include: None,
    })
}

//! Published courses in time beside the courses of the simulated body: a figure for each, and a page in
//! Markdown with the points, their sources and what the body did at their times.

use std::fmt::Write as _;

use secondheart_body::quantity::{label_of, unit_of};
use secondheart_evidence::{Compared, PublishedCourse, PublishedPoint, Readings};

use crate::envelope::{BREATH_S, drawn_width_s, hides_breaths, merged, over_breaths};
use crate::layout::Layout;
use crate::overview::EnvelopePoint;
use crate::palette::{Paint, SERIES};
use crate::scale::{Scale, ticks_around, time_ticks};
use crate::svg::{Anchor, Stroke, Svg};
use crate::text::fixed;

/// Height of the field, in pixels at natural size.
const FIELD: f64 = 220.0;
/// Half the width of the end of a spread, in pixels.
const CAP: f64 = 4.0;

/// A published course with the course of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct CourseBeside<'a> {
    /// What is published.
    pub published: &'a PublishedCourse,
    /// The run: seconds after zero, and what is drawn of the reading.
    pub model: Vec<(f64, f64)>,
    /// Starts of the run's phases, seconds after zero, in order.
    starts_s: Vec<f64>,
}

impl<'a> CourseBeside<'a> {
    /// Sets a run beside a published course. `phases` are the run's phases with their starts, seconds.
    ///
    /// # Errors
    /// The run does not have the reading, or not its course; in words.
    pub fn of(
        published: &'a PublishedCourse,
        readings: &Readings,
        phases: &[(String, f64)],
        zero_s: f64,
    ) -> Result<Self, String> {
        let reference = published.reference_of(readings)?;
        let of_phase = |(phase, start_s): &(String, f64)| {
            let course = readings.course(phase, &published.reading);
            let course = course.unwrap_or_default().to_vec();
            let after_s = start_s - zero_s;
            course
                .into_iter()
                .map(move |(t_s, value)| (t_s + after_s, published.drawn(value, reference)))
        };
        let inside =
            |(t_s, _): &(f64, f64)| (-published.before_s..=published.until_s).contains(t_s);
        let all = phases.iter().flat_map(of_phase);
        let model: Vec<(f64, f64)> = all.filter(inside).collect();
        if model.is_empty() {
            return Err(format!("{} is not followed in time", published.reading));
        }
        let starts_s = phases.iter().map(|phase| phase.1 - zero_s).collect();
        Ok(Self {
            published,
            model,
            starts_s,
        })
    }

    /// What the body did over the span of a point: its mean there, or the value nearest to it; `None`
    /// where nothing is drawn near.
    pub fn at(&self, point: &PublishedPoint) -> Option<f64> {
        let (from_s, until_s) = point.span_s;
        let inside = |(t_s, _): &&(f64, f64)| (from_s..=until_s).contains(t_s);
        let values: Vec<f64> = self.model.iter().filter(inside).map(|own| own.1).collect();
        if !values.is_empty() {
            // Counts are far below 2^53.
            return Some(values.iter().sum::<f64>() / values.len() as f64);
        }
        let distance = |own: &(f64, f64)| (own.0 - point.at_s).abs();
        let nearest = self
            .model
            .iter()
            .min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
        (distance(nearest) < 3.0).then_some(nearest.1)
    }

    /// Name of what is drawn, with its unit.
    fn quantity(&self) -> (String, &'a str) {
        let own = self.published;
        let unit = own.unit(unit_of(&own.reading));
        let mut label = label_of(&own.reading);
        if let Some(first) = label.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        let what = match own.compared {
            Compared::Value => label,
            Compared::Change | Compared::ChangePct => format!("{label}, change"),
            Compared::Ratio => format!("{label}, against rest"),
        };
        (what, unit)
    }

    /// The figure as an SVG file.
    pub fn svg(&self) -> String {
        let layout = Layout::WIDE;
        let own = self.published;
        let top = 2.0 * layout.line_height() + 8.0;
        let bottom = top + FIELD;
        let x = Scale {
            domain: (-own.before_s, own.until_s),
            range: (layout.left + 14.0, layout.width - layout.right),
        };
        let ends = self.model.iter().map(|point| point.1);
        let ends = ends.chain(own.points.iter().flat_map(|point| [point.low, point.high]));
        let finite = ends.filter(|value| value.is_finite());
        let (low, high) = finite.fold((f64::MAX, f64::MIN), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        let ticks = ticks_around(low, high, 5);
        let first = ticks.values.first().copied().unwrap_or(low);
        let last = ticks.values.last().copied().unwrap_or(high);
        let y = Scale {
            domain: (first, last),
            range: (bottom, top),
        };
        let mut svg = Svg::new(layout.width);
        let (what, unit) = self.quantity();
        svg.heading((0.0, layout.line_height() - 4.0), &what, unit, layout.text);
        for value in &ticks.values {
            let at = y.at(*value);
            svg.line(
                (x.range.0, at),
                (x.range.1, at),
                Stroke::solid(Paint::Grid, 1.0),
            );
            let text = fixed(*value, ticks.decimals);
            let font = layout.font(Paint::Muted, Anchor::End);
            svg.text((x.range.0 - 6.0, at + 4.0), &text, font);
        }
        self.draw_time(&mut svg, &layout, &x, (top, bottom));
        let line = self.line(&layout).into_iter();
        let line = line.map(|(t_s, value)| (x.at(t_s), y.at(value)));
        svg.polyline(line, Stroke::solid(SERIES[0], 2.0));
        for point in &own.points {
            draw_point(&mut svg, point, &x, &y);
        }
        draw_key(&mut svg, &layout);
        svg.into_file(bottom + 2.0 * layout.line_height() + 6.0, &own.title)
    }

    /// The line that is drawn: where single breaths cannot be seen, means over breaths, none of which
    /// reaches over the start of a phase.
    fn line(&self, layout: &Layout) -> Vec<(f64, f64)> {
        let span_s = self.published.before_s + self.published.until_s;
        if !hides_breaths(span_s) {
            return self.model.clone();
        }
        let place = |(i, &(t_s, value)): (usize, &(f64, f64))| {
            let next = self.model.get(i + 1).map_or(1.0, |next| next.0 - t_s);
            EnvelopePoint {
                t_s,
                weight_s: next.max(1e-3),
                min: value,
                mean: value,
                max: value,
            }
        };
        let points: Vec<EnvelopePoint> = self.model.iter().enumerate().map(place).collect();
        let points = over_breaths(&points, &self.starts_s);
        // At the ends half of a breath is missing, so that the mean is of its other half.
        let ends = self.model.first().zip(self.model.last());
        let (first_s, last_s) = ends.map_or((0.0, 0.0), |(first, last)| (first.0, last.0));
        let whole = first_s + BREATH_S..=last_s - BREATH_S;
        let points: Vec<_> = points
            .into_iter()
            .filter(|own| whole.contains(&own.t_s))
            .collect();
        let points = merged(&points, drawn_width_s(span_s, layout));
        points.iter().map(|point| (point.t_s, point.mean)).collect()
    }

    /// The axis of time, with a line at zero.
    fn draw_time(&self, svg: &mut Svg, layout: &Layout, x: &Scale, (top, bottom): (f64, f64)) {
        let ticks = time_ticks(x.domain.0, x.domain.1, 8);
        for at_s in &ticks.at_s {
            let at = x.at(*at_s);
            svg.line(
                (at, bottom),
                (at, bottom + 4.0),
                Stroke::solid(Paint::Axis, 1.0),
            );
            let text = fixed(*at_s / ticks.unit_s, ticks.decimals);
            let font = layout.font(Paint::Muted, Anchor::Middle);
            svg.text((at, bottom + layout.line_height()), &text, font);
        }
        svg.line(
            (x.range.0, bottom),
            (x.range.1, bottom),
            Stroke::solid(Paint::Axis, 1.0),
        );
        if self.published.before_s > 0.0 {
            let zero = x.at(0.0);
            svg.line(
                (zero, top),
                (zero, bottom),
                Stroke::dashed(Paint::Axis, 1.0),
            );
        }
        let text = format!("{} after the start", ticks.unit);
        let font = layout.font(Paint::Muted, Anchor::End);
        svg.text(
            (x.range.1, bottom + 2.0 * layout.line_height()),
            &text,
            font,
        );
    }
}

/// A published point: its mean, its spread, and the time to which it belongs.
fn draw_point(svg: &mut Svg, point: &PublishedPoint, x: &Scale, y: &Scale) {
    let paint = SERIES[1];
    let clipped = |t_s: f64| x.at(t_s.clamp(x.domain.0, x.domain.1));
    let (at, mean) = (clipped(point.at_s), y.at(point.mean));
    let (from, until) = (clipped(point.span_s.0), clipped(point.span_s.1));
    let (low, high) = (y.at(point.low), y.at(point.high));
    if until - from > 1.0 {
        svg.line((from, mean), (until, mean), Stroke::solid(paint, 1.5));
    }
    if low - high > 1.0 {
        svg.line((at, low), (at, high), Stroke::solid(paint, 1.5));
        for end in [low, high] {
            svg.line((at - CAP, end), (at + CAP, end), Stroke::solid(paint, 1.5));
        }
    }
    svg.dot((at, mean), 5.0, paint);
}

fn draw_key(svg: &mut Svg, layout: &Layout) {
    let at = 2.0 * layout.line_height() - 6.0;
    let mut left = layout.left + 14.0;
    for (paint, text, is_line) in [
        (SERIES[0], "simulated body, one run", true),
        (SERIES[1], "people: mean, spread, span of time", false),
    ] {
        if is_line {
            svg.line(
                (left, at - 4.0),
                (left + 22.0, at - 4.0),
                Stroke::solid(paint, 2.0),
            );
        } else {
            svg.dot((left + 11.0, at - 4.0), 5.0, paint);
        }
        svg.text((left + 28.0, at), text, layout.font(paint, Anchor::Start));
        left += 28.0 + layout.text_width(text) + 24.0;
    }
}

/// A time as people write it.
fn time(at_s: f64) -> String {
    match at_s.abs() {
        size if size >= 120.0 => format!("{} min", trimmed(at_s / 60.0)),
        _ => format!("{} s", trimmed(at_s)),
    }
}

fn trimmed(value: f64) -> String {
    let text = fixed(value, 1);
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// The page of all courses in Markdown; the figures lie beside it, named after the courses.
pub fn markdown(courses: &[CourseBeside<'_>], version: &str) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "# Published courses\n\n\
         Courses in time that were measured in people, beside one run of the simulated body \
         (secondheart {version}). Written by `secondheart courses`. The points were read from texts and \
         tables, never measured off a printed curve; `evidence/courses.toml` holds them. Nothing is judged \
         here: what is judged are the rows, in VALIDATION.md. For education and research; not a medical \
         device."
    );
    for own in courses {
        let PublishedCourse {
            id,
            title,
            scenario,
            note,
            points,
            ..
        } = own.published;
        let (what, unit) = own.quantity();
        let _ = writeln!(
            out,
            "\n## {title}\n\n![{title}]({id}.svg)\n\n{note}\n\n\
             Run: `{scenario}`. {what}{}.\n\n\
             | at | people | spread | model | row | source |\n|---|---|---|---|---|---|",
            if unit.is_empty() {
                String::new()
            } else {
                format!(", {unit}")
            }
        );
        for point in points {
            let span = match point.span_s.1 - point.span_s.0 > 0.0 {
                true => format!(
                    "{} ({} to {})",
                    time(point.at_s),
                    time(point.span_s.0),
                    time(point.span_s.1)
                ),
                false => time(point.at_s),
            };
            let model = own
                .at(point)
                .map_or("-".to_owned(), |value| fixed(value, 2));
            let read_from = match point.read_from.is_empty() {
                true => String::new(),
                false => format!("; {}", point.read_from),
            };
            let source = match point.url.is_empty() {
                true => point.source.clone(),
                false => format!("[{}]({})", point.source, point.url),
            };
            let row = point.row.as_deref().unwrap_or("");
            let _ = writeln!(
                out,
                "| {span} | {} | {} to {} | {model} | {row} | {}{} |",
                point.mean,
                point.low,
                point.high,
                cell(&source),
                cell(&read_from)
            );
        }
    }
    out
}

/// A text that stays in one cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn point(at_s: f64, span_s: (f64, f64)) -> PublishedPoint {
        PublishedPoint {
            at_s,
            span_s,
            mean: 9.0,
            low: 8.0,
            high: 10.0,
            row: Some("PL01".to_owned()),
            source: "A | B".to_owned(),
            url: String::new(),
            read_from: "abstract".to_owned(),
        }
    }

    fn published(points: Vec<PublishedPoint>) -> PublishedCourse {
        PublishedCourse {
            id: "one".to_owned(),
            title: "One".to_owned(),
            scenario: "leg-raise".to_owned(),
            phase: "raised".to_owned(),
            before_s: 10.0,
            until_s: 60.0,
            reading: "stroke_volume_ml".to_owned(),
            compared: Compared::ChangePct,
            reference: Some("lying".to_owned()),
            note: "Two points.".to_owned(),
            points,
        }
    }

    fn readings() -> Readings {
        let mut readings = Readings::default();
        let mean = |value| secondheart_laboratory::instrument::Reading {
            value,
            extremes: None,
        };
        readings.insert("lying", "stroke_volume_ml", mean(100.0));
        readings.follow(
            "lying",
            "stroke_volume_ml",
            vec![(80.0, 100.0), (95.0, 100.0)],
        );
        let raised: Vec<_> = (0..60).map(|t| (f64::from(t) + 0.5, 110.0)).collect();
        readings.follow("raised", "stroke_volume_ml", raised);
        readings
    }

    fn phases() -> Vec<(String, f64)> {
        vec![("lying".to_owned(), 0.0), ("raised".to_owned(), 100.0)]
    }

    #[test]
    fn a_course_is_counted_from_its_reference_and_its_phase() {
        let own = published(vec![point(20.0, (20.0, 20.0))]);
        let beside = CourseBeside::of(&own, &readings(), &phases(), 100.0).unwrap();
        // The beat at 80 s lies before what is drawn.
        assert_eq!(beside.model[0], (-5.0, 0.0));
        assert_eq!(beside.model.len(), 61);
        assert!((beside.at(&own.points[0]).unwrap() - 10.0).abs() < 1e-9);
        assert_eq!(beside.at(&point(500.0, (500.0, 500.0))), None);
        let mut other = own.clone();
        other.reference = Some("standing".to_owned());
        let error = CourseBeside::of(&other, &readings(), &phases(), 100.0).unwrap_err();
        assert!(error.contains("was not read in \"standing\""), "{error}");
    }

    #[test]
    fn a_figure_has_every_point_and_the_page_its_source() {
        let points = vec![point(20.0, (20.0, 20.0)), point(50.0, (40.0, 90.0))];
        let own = published(points);
        let beside = CourseBeside::of(&own, &readings(), &phases(), 100.0).unwrap();
        let svg = beside.svg();
        roxmltree::Document::parse(&svg).unwrap();
        // Two points and the one of the key.
        assert_eq!(svg.matches("<circle").count(), 3, "{svg}");
        let page = markdown(&[beside], "0.0");
        assert!(page.contains("![One](one.svg)"), "{page}");
        assert!(
            page.contains("| 20 s | 9 | 8 to 10 | 10.00 | PL01 | A \\| B; abstract |"),
            "{page}"
        );
        assert!(page.contains("| 50 s (40 s to 90 s) |"), "{page}");
    }

    #[test]
    fn a_long_line_shows_no_breaths_and_keeps_the_step_between_phases() {
        let mut own = published(vec![point(20.0, (20.0, 20.0))]);
        (own.before_s, own.until_s) = (100.0, 400.0);
        let mut readings = readings();
        let breathing = |level: f64| move |t: i32| (f64::from(t) + 0.5, level + f64::from(t % 4));
        readings.follow("lying", "stroke_volume_ml", (0..80).map(breathing(98.5)));
        readings.follow("later", "stroke_volume_ml", (0..300).map(breathing(118.5)));
        let phases = vec![("raised".to_owned(), 0.0), ("later".to_owned(), 60.0)];
        let beside = CourseBeside::of(&own, &readings, &phases, 0.0).unwrap();
        let line = beside.line(&Layout::WIDE);
        let at = |t_s: f64| {
            let near = |own: &&(f64, f64)| (own.0 - t_s).abs() < 1.5;
            line.iter().find(near).unwrap().1
        };
        assert!((at(55.0) - 10.0).abs() < 0.2, "{}", at(55.0));
        for t_s in [62.0, 150.0, 151.5, 153.0] {
            assert!((at(t_s) - 20.0).abs() < 0.8, "{} {}", t_s, at(t_s));
        }
    }
}

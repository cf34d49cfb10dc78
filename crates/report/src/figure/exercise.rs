//! Graded exercise: cardiac output over oxygen uptake beside the line of healthy people, and what else
//! changes from load to load, each stage at its oxygen uptake.
//!
//! ```text
//! Q_people = 3.9 + 5.9 V̇O2 (L/min),   C_a - C_v = V̇O2/Q (Fick)
//! ```
//!
//! The line is for healthy people upright; the band is within 10 % of it (docs/adr/0015). Bars are
//! ranges from the evidence that holds for the person and the protocol. A letter is the mean of a study
//! at its own oxygen uptake, with one standard deviation (`data/people_at_work.toml`).

use crate::data::Curve;
use crate::overview::{AcceptedRange, Overview, StudyValue, WorkStage, WorkStudy};

use super::Figure;
use crate::layout::Layout;
use crate::palette::Paint;
use crate::scale::{Scale, ticks_around, ticks_inside};
use crate::svg::{Anchor, Font, Stroke, Svg};
use crate::text::{fit, fixed};

/// The line of people: output at no uptake, L/min, and rise per L/min of uptake.
const LINE: (f64, f64) = (3.9, 5.9);
/// Half of the band around it, as a share.
const BAND: f64 = 0.1;

const UPTAKE: &str = "oxygen_uptake_ml_per_min";
const OUTPUT: Measure = Measure {
    reading: "cardiac_output_l_per_min",
    title: "Cardiac output",
    unit: "L/min",
    factor: 1.0,
};

/// What healthy people pump upright at an oxygen uptake in L/min.
pub(crate) fn people_output_l_per_min(uptake_l_per_min: f64) -> f64 {
    LINE.0 + LINE.1 * uptake_l_per_min
}

/// What a field shows.
struct Measure {
    reading: &'static str,
    title: &'static str,
    unit: &'static str,
    /// From the unit of the reading to that of the field.
    factor: f64,
}

const SMALL: [Measure; 6] = [
    Measure {
        reading: "heart_rate_per_min",
        title: "Heart rate",
        unit: "/min",
        factor: 1.0,
    },
    Measure {
        reading: "stroke_volume_ml",
        title: "Stroke volume",
        unit: "mL",
        factor: 1.0,
    },
    Measure {
        reading: "mean_arterial_pressure_mmhg",
        title: "Arterial pressure",
        unit: "mmHg",
        factor: 1.0,
    },
    Measure {
        reading: "pulmonary_wedge_pressure_mmhg",
        title: "Wedge pressure",
        unit: "mmHg",
        factor: 1.0,
    },
    Measure {
        reading: "arteriovenous_oxygen_difference_ml_per_dl",
        title: "O₂ difference",
        unit: "mL/dL",
        factor: 1.0,
    },
    Measure {
        reading: "leg_flow_both_ml_per_min",
        title: "Both legs",
        unit: "L/min",
        factor: 1e-3,
    },
];

/// A stage in a field.
struct Point<'a> {
    label: &'a str,
    uptake_l_per_min: f64,
    value: f64,
    /// Ranges of people, in the unit of the field.
    people: Vec<(f64, f64)>,
}

/// The mean of a study in a field.
struct Mark {
    letter: char,
    uptake_l_per_min: f64,
    mean: f64,
    sd: Option<f64>,
}

/// The letter of a study.
pub(crate) fn study_letter(index: usize) -> char {
    char::from(b'a' + (index % 26) as u8)
}

/// A measure with its points.
struct Field<'a> {
    measure: &'static Measure,
    points: Vec<Point<'a>>,
    marks: Vec<Mark>,
}

impl<'a> Field<'a> {
    /// `None` if less than two stages have the reading.
    fn of(
        measure: &'static Measure,
        stages: &'a [WorkStage],
        studies: &[WorkStudy],
    ) -> Option<Self> {
        let point = |stage: &'a WorkStage| {
            let cell = stage.reading(measure.reading)?;
            let uptake_l_per_min = 1e-3 * stage.reading(UPTAKE)?.value;
            let value = measure.factor * cell.value;
            let range = |range: &AcceptedRange| {
                let ends = (measure.factor * range.low, measure.factor * range.high);
                (ends.0.is_finite() && ends.1.is_finite()).then_some(ends)
            };
            (value.is_finite() && uptake_l_per_min.is_finite()).then(|| Point {
                label: &stage.label,
                uptake_l_per_min,
                value,
                people: cell.accepted.iter().filter_map(range).collect(),
            })
        };
        let points: Vec<Point<'a>> = stages.iter().filter_map(point).collect();
        let marks = studies.iter().enumerate().flat_map(|(index, study)| {
            let mark = move |value: &StudyValue| Mark {
                letter: study_letter(index),
                uptake_l_per_min: value.uptake_l_per_min,
                mean: measure.factor * value.mean,
                sd: value.sd.map(|sd| measure.factor * sd),
            };
            study.of(measure.reading).map(mark)
        });
        let marks = marks.collect();
        (points.len() > 1).then_some(Self {
            measure,
            points,
            marks,
        })
    }

    fn curve(&self) -> Curve {
        let column = |pick: fn(&Point) -> f64| self.points.iter().map(pick).collect();
        Curve {
            panel: self.measure.title.to_owned(),
            line: String::new(),
            unit: self.measure.unit.to_owned(),
            columns: vec![
                ("uptake_l_per_min", column(|p| p.uptake_l_per_min)),
                ("value", column(|p| p.value)),
            ],
        }
    }
}

/// Where a field lies.
#[derive(Clone, Copy)]
struct Frame {
    x: (f64, f64),
    y: (f64, f64),
}

/// Draws the figure; `None` without two stages of graded exercise.
pub fn draw(overview: &Overview, layout: &Layout) -> Option<Figure> {
    let stages = &overview.graded_exercise;
    let studies = &overview.work_studies;
    let output = Field::of(&OUTPUT, stages, studies)?;
    let small: Vec<Field> = SMALL
        .iter()
        .filter_map(|measure| Field::of(measure, stages, studies))
        .collect();
    let line = layout.line_height();
    let mut svg = Svg::new(layout.width);
    let side = if layout.direct_labels { 150.0 } else { 0.0 };
    let top = line + 10.0;
    let frame = Frame {
        x: (layout.left, layout.width - layout.right - side),
        y: (top, top + if layout.direct_labels { 290.0 } else { 230.0 }),
    };
    let most = output.points.iter().map(|p| p.uptake_l_per_min);
    let people = output
        .marks
        .iter()
        .chain(small.iter().flat_map(|field| &field.marks));
    let most = most.chain(people.map(|mark| mark.uptake_l_per_min));
    let domain = (0.0, 1.05 * most.fold(0.0, f64::max));
    let mut bottom = output_field(&mut svg, layout, &output, frame, domain);
    let beside = if layout.direct_labels { 3 } else { 1 };
    let gap = 18.0;
    let width =
        (layout.width - layout.right.min(12.0) - gap * (beside as f64 - 1.0)) / beside as f64;
    let height = 140.0;
    for (row, fields) in small.chunks(beside).enumerate() {
        let top = bottom + 10.0 + line;
        let last = (row + 1) * beside >= small.len();
        for (i, field) in fields.iter().enumerate() {
            let left = i as f64 * (width + gap);
            let frame = Frame {
                x: (left + layout.left, left + width),
                y: (top + 10.0, top + 10.0 + height),
            };
            small_field(&mut svg, layout, field, frame, domain);
        }
        bottom = top + 10.0 + height + line + 6.0;
        if last {
            let font = layout.font(Paint::Muted, Anchor::End);
            let at = (layout.width - layout.right.min(12.0), bottom + line - 4.0);
            svg.text(at, "Oxygen uptake, L/min", font);
            bottom += line;
        }
    }
    let mut caption = "Every load at its end. The dashed line is the output of healthy people upright, \
                       3.9 + 5.9 × oxygen uptake, the tint is within 10 % of it. Steeper lines from \
                       zero would mean less oxygen taken from each litre: the arteriovenous \
                       difference (O₂ difference) is uptake over output. Arterial pressure is the mean, wedge pressure that of \
                       the pulmonary veins; both legs: flow into their arteries."
        .to_owned();
    let fields = std::iter::once(&output).chain(&small);
    if fields
        .clone()
        .any(|field| field.points.iter().any(|p| !p.people.is_empty()))
    {
        caption +=
            " Grey bars are ranges of people in this protocol, each from a study named below.";
    }
    caption += &legend(studies);
    Some(Figure {
        name: "exercise",
        title: "Graded exercise".to_owned(),
        caption,
        data: fields.map(Field::curve).collect(),
        svg,
        height: bottom + 4.0,
        class: layout.class,
    })
}

/// What the letters are; nothing without studies.
fn legend(studies: &[WorkStudy]) -> String {
    if studies.is_empty() {
        return String::new();
    }
    let named = studies
        .iter()
        .enumerate()
        .map(|(index, study)| format!("{} {}: {}", study_letter(index), study.name, study.people));
    let named: Vec<String> = named.collect();
    format!(
        " Letters are means of studies of healthy people, each at its oxygen uptake, with one standard \
         deviation where it is known; a letter that would hide another stands to the right of its \
         place. Nothing is judged by them. {}. Their sources are \
         below.",
        named.join("; ")
    )
}

/// Ends of an axis of values that holds the points and the ranges.
fn value_scale(
    field: &Field<'_>,
    zero: bool,
    more: Option<f64>,
    frame: Frame,
    ticks: usize,
) -> (Scale, crate::scale::Ticks) {
    let own = field.points.iter().map(|p| (p.value, p.value));
    let people = field.points.iter().flat_map(|p| p.people.iter().copied());
    let more = more.into_iter().map(|value| (value, value));
    let marks = field.marks.iter().map(|mark| {
        let sd = mark.sd.unwrap_or(0.0);
        (mark.mean - sd, mark.mean + sd)
    });
    let ends = own.chain(people).chain(more).chain(marks);
    let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (a, b)| {
        (low.min(a), high.max(b))
    });
    let low = if zero { low.min(0.0) } else { low };
    let ticks = ticks_around(low, high, ticks);
    let domain = (ticks.values[0], ticks.values[ticks.values.len() - 1]);
    let range = (frame.y.1, frame.y.0);
    (Scale { domain, range }, ticks)
}

/// The grid with its numbers.
fn axes(
    svg: &mut Svg,
    layout: &Layout,
    frame: Frame,
    x: &Scale,
    (y, ticks): (&Scale, &crate::scale::Ticks),
    steps: usize,
) {
    for value in &ticks.values {
        let at = y.at(*value);
        let stroke = Stroke::solid(Paint::Grid, 1.0);
        svg.line((frame.x.0, at), (frame.x.1, at), stroke);
        let label = fixed(*value, ticks.decimals);
        let font = layout.font(Paint::Muted, Anchor::End);
        svg.text((frame.x.0 - 6.0, at + 0.35 * layout.text), &label, font);
    }
    let stroke = Stroke::solid(Paint::Axis, 1.0);
    svg.line((frame.x.0, frame.y.1), (frame.x.1, frame.y.1), stroke);
    let ticks = ticks_inside(x.domain.0, x.domain.1, steps);
    for value in &ticks.values {
        let at = x.at(*value);
        svg.line((at, frame.y.1), (at, frame.y.1 + 4.0), stroke);
        let font = layout.font(Paint::Muted, Anchor::Middle);
        let label = fixed(*value, ticks.decimals);
        svg.text((at, frame.y.1 + layout.line_height() + 2.0), &label, font);
    }
}

/// Ranges of people behind the line of a field, then its line and points.
fn points(
    svg: &mut Svg,
    layout: &Layout,
    field: &Field<'_>,
    (x, y): (&Scale, &Scale),
    paint: Paint,
    radius: f64,
) {
    for point in &field.points {
        let at = x.at(point.uptake_l_per_min);
        for (low, high) in &point.people {
            let (top, bottom) = (y.at(*high), y.at(*low));
            svg.rect((at - 3.5, top), (7.0, bottom - top), Paint::Axis);
        }
    }
    for mark in &field.marks {
        if let Some(sd) = mark.sd {
            let at = x.at(mark.uptake_l_per_min);
            let (top, bottom) = (y.at(mark.mean + sd), y.at(mark.mean - sd));
            svg.line((at, top), (at, bottom), Stroke::solid(Paint::Axis, 1.2));
        }
    }
    let places = || {
        let points = field.points.iter();
        points.map(|p| (x.at(p.uptake_l_per_min), y.at(p.value)))
    };
    svg.polyline(places(), Stroke::solid(paint, 1.8));
    for place in places() {
        svg.dot(place, radius, paint);
    }
    let font = Font {
        bold: true,
        ..layout.font(Paint::Ink, Anchor::Middle)
    };
    let mut placed: Vec<(f64, f64)> = Vec::new();
    for mark in &field.marks {
        let mut at = (
            x.at(mark.uptake_l_per_min),
            y.at(mark.mean) + 0.3 * layout.text,
        );
        // Beside a letter that it would hide.
        let hides = |at: (f64, f64), other: &(f64, f64)| {
            (at.0 - other.0).abs() < 0.6 * layout.text && (at.1 - other.1).abs() < 0.7 * layout.text
        };
        while placed.iter().any(|other| hides(at, other)) {
            at.0 += 0.65 * layout.text;
        }
        svg.text(at, &mark.letter.to_string(), font);
        placed.push(at);
    }
}

/// Output over uptake with the band of people; returns where it ends.
fn output_field(
    svg: &mut Svg,
    layout: &Layout,
    field: &Field<'_>,
    frame: Frame,
    domain: (f64, f64),
) -> f64 {
    let line = layout.line_height();
    let x = Scale {
        domain,
        range: frame.x,
    };
    let band = |share: f64| (1.0 + share) * people_output_l_per_min(domain.1);
    let (y, ticks) = value_scale(field, true, Some(band(BAND)), frame, 7);
    svg.heading(
        (2.0, frame.y.0 - 14.0),
        OUTPUT.title,
        OUTPUT.unit,
        layout.text,
    );
    axes(svg, layout, frame, &x, (&y, &ticks), 6);
    let people = |uptake: f64, share: f64| {
        let output = (1.0 + share) * people_output_l_per_min(uptake);
        (x.at(uptake), y.at(output))
    };
    let (from, to) = domain;
    let corners = [
        people(from, BAND),
        people(to, BAND),
        people(to, -BAND),
        people(from, -BAND),
    ];
    svg.area(corners, Paint::Muted, 0.15);
    let stroke = Stroke::dashed(Paint::Muted, 1.4);
    svg.polyline([people(from, 0.0), people(to, 0.0)], stroke);
    points(svg, layout, field, (&x, &y), Paint::Vermillion, 4.5);
    let mut before = f64::NEG_INFINITY;
    for point in &field.points {
        let (at, height) = (x.at(point.uptake_l_per_min), y.at(point.value));
        // Below the line on its right, or above it on its left where there is no room.
        let fits = at + 7.0 + layout.text_width(point.label) <= frame.x.1;
        let (place, anchor) = match fits {
            // Lower beside a point that is near.
            true if at - before < 24.0 => ((at + 7.0, height + 30.0), Anchor::Start),
            true => ((at + 7.0, height + 16.0), Anchor::Start),
            false => ((at - 7.0, height - 9.0), Anchor::End),
        };
        let place = (place.0, place.1.min(frame.y.1 - 6.0));
        let room = frame.x.1 - frame.x.0;
        let label = fit(point.label, layout.text, room);
        svg.text(place, &label, layout.font(Paint::Ink, anchor));
        before = at;
    }
    let end = people(to, 0.0);
    if layout.direct_labels {
        let font = layout.font(Paint::Muted, Anchor::Start);
        let at = |row: f64| (frame.x.1 + 8.0, end.1 + 0.35 * layout.text + row * line);
        svg.text(at(0.0), "people upright", font);
        svg.text(at(1.0), "3.9 + 5.9 V\u{307}O₂ ± 10 %", font);
    } else {
        let font = layout.font(Paint::Muted, Anchor::Start);
        let at = (frame.x.0 + 6.0, frame.y.0 + line);
        svg.text(at, "people upright: 3.9 + 5.9 V\u{307}O₂ ± 10 %", font);
    }
    let base = frame.y.1 + 2.0 * line + 2.0;
    let font = layout.font(Paint::Muted, Anchor::End);
    svg.text((frame.x.1, base), "Oxygen uptake, L/min", font);
    base + 4.0
}

/// One measure over uptake.
fn small_field(
    svg: &mut Svg,
    layout: &Layout,
    field: &Field<'_>,
    frame: Frame,
    domain: (f64, f64),
) {
    let x = Scale {
        domain,
        range: frame.x,
    };
    let (y, ticks) = value_scale(field, false, None, frame, 4);
    let measure = field.measure;
    let title = (frame.x.0 - layout.left + 2.0, frame.y.0 - 14.0);
    svg.heading(title, measure.title, measure.unit, layout.text);
    axes(svg, layout, frame, &x, (&y, &ticks), 4);
    points(svg, layout, field, (&x, &y), Paint::Blue, 3.5);
}

#[cfg(test)]
mod tests;

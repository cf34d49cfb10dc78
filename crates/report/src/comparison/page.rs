//! The page of a comparison: the runs with their colours, the courses, the tables of differences.

use std::fmt::Write as _;

use secondheart_body::quantity::{label_of, unit_of};

use super::{ComparedPhase, ComparedReading, Comparison};
use crate::figure::{self, Figure};
use crate::layout::Layout;
use crate::overview::{Channel, EnvelopePoint, PhaseSpan};
use crate::palette::{Paint, SERIES};
use crate::parts;
use crate::stack::{self, Axis, Panel, Style};
use crate::svg::{Stroke, Svg};
use crate::text::{escape, fixed, printed, spoken};

/// Height of a panel of few runs, and what each run needs for its label, in pixels.
const PANEL: f64 = 96.0;
const LABEL: f64 = 16.0;
/// Most runs whose tables stand beside each other.
const MOST_BESIDE: usize = 5;

/// Colour and style of a run: colours are used again, dashed.
fn look(run: usize) -> (Paint, Style) {
    let style = match run < SERIES.len() {
        true => Style::Line,
        false => Style::Dashed,
    };
    (SERIES[run % SERIES.len()], style)
}

fn head(out: &mut String, comparison: &Comparison) {
    let lead = "Each run differs from the first in what its name says.";
    parts::header(
        out,
        "comparison of runs",
        &comparison.title,
        &[("lead", lead)],
    );
    out.push_str(r#"<h2>Runs</h2><ul class="outside">"#);
    for (i, run) in comparison.runs.iter().enumerate() {
        let (paint, style) = look(i);
        let mut sample = Svg::new(26.0);
        let stroke = match style {
            Style::Dashed => Stroke::dashed(paint, 3.0),
            _ => Stroke::solid(paint, 3.0),
        };
        sample.line((0.0, 5.0), (26.0, 5.0), stroke);
        let sample = sample.into_part(10.0, "", "sample");
        // What is as in the first run is not told again.
        let first = &comparison.runs[0].about;
        let news = run
            .about
            .iter()
            .filter(|line| i == 0 || !first.contains(line));
        let about = news.map(|line| printed(line));
        let about = about.collect::<Vec<_>>().join("<br/>");
        let _ = write!(
            out,
            r#"<li>{sample} <b>{}</b><br/><span class="subject">{about}</span></li>"#,
            escape(&run.label)
        );
    }
    out.push_str("</ul>");
}

/// The phases, if all runs have the same at the same times.
fn phases(comparison: &Comparison) -> &[PhaseSpan] {
    let first = comparison.runs.first().map_or(&[][..], |run| &run.phases);
    let same = comparison.runs.iter().all(|run| run.phases == first);
    if same { first } else { &[] }
}

/// A course as points of a drawing; each stands for the time to the next.
fn points(course: &[(f64, f64)]) -> Vec<EnvelopePoint> {
    let place = |i: usize| {
        let (t_s, value) = course[i];
        let next = course.get(i + 1).map_or(1.0, |next| next.0 - t_s);
        EnvelopePoint {
            t_s,
            weight_s: next.max(1e-3),
            min: value,
            mean: value,
            max: value,
        }
    };
    (0..course.len()).map(place).collect()
}

/// The courses of all runs on the same axes.
fn courses(comparison: &Comparison, layout: &Layout) -> Option<Figure> {
    let ends = comparison.runs.iter().flat_map(|run| &run.phases);
    let ends = ends.map(|phase| (phase.start_s, phase.end_s));
    let span_s = ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
    let phases = phases(comparison);
    let panel = |reading: &&str| {
        let drawn = comparison.runs.iter().enumerate().filter_map(|(i, run)| {
            let (_, course) = run.courses.iter().find(|(name, _)| name == reading)?;
            let (paint, style) = look(i);
            let channel = Channel {
                points: points(course),
                ..Channel::default()
            };
            // Breaths are smoothed within the run's own phases.
            let own = (&run.phases[..], &channel, run.label.as_str());
            Some(figure::series(
                own.0, own.1, own.2, paint, span_s, layout, style,
            ))
        });
        let series: Vec<_> = drawn.collect();
        (!series.is_empty()).then(|| {
            let mut title = label_of(reading);
            if let Some(first) = title.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            Panel {
                title,
                unit: unit_of(reading).to_owned(),
                height: PANEL.max(LABEL * series.len() as f64),
                series,
                least_span: 1.0,
                include: None,
            }
        })
    };
    let panels: Vec<Panel> = super::COURSES.iter().filter_map(panel).collect();
    let stack = stack::draw(layout, span_s, phases, &panels, Axis::Time)?;
    let caption =
        "Means over heart beats; in a long run over breaths. All runs have the same axes.";
    let title = "Courses of all runs";
    Some(figure::from_stack(
        "courses",
        title,
        caption.to_owned(),
        stack,
        layout,
    ))
}

/// A difference with its sign; zero has none.
fn signed(value: f64, decimals: usize) -> String {
    let written = fixed(value, decimals);
    match value > 0.0 && written.bytes().any(|byte| matches!(byte, b'1'..=b'9')) {
        true => format!("+{written}"),
        false => written,
    }
}

fn cell(out: &mut String, row: &ComparedReading, run: usize, label: &str) {
    let label = escape(label);
    let decimals = row.decimals();
    let Some(value) = row.values.get(run).copied().flatten() else {
        let _ = write!(
            out,
            r#"<td role="cell" class="void" data-column="{label}">–</td>"#
        );
        return;
    };
    let value = fixed(value, decimals);
    let _ = write!(
        out,
        r#"<td role="cell" data-column="{label}"><span class="value">{value}</span>"#
    );
    if run > 0
        && let Some(difference) = row.difference(run)
    {
        let difference = signed(difference, decimals);
        let _ = write!(out, r#"<span class="mark">{difference}</span>"#);
    }
    out.push_str("</td>");
}

/// A table of one phase with the first run and some of the others.
fn part(out: &mut String, comparison: &Comparison, table: &ComparedPhase, others: &[usize]) {
    let name = escape(&spoken(&table.name));
    let runs: Vec<usize> = std::iter::once(0).chain(others.iter().copied()).collect();
    let many = if runs.len() > 6 { " many" } else { "" };
    let _ = write!(
        out,
        r#"<table role="table" class="readings{many}"><caption>{name}</caption><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Reading</th>"#
    );
    let labels: Vec<&str> = runs
        .iter()
        .map(|run| comparison.runs[*run].label.as_str())
        .collect();
    for label in &labels {
        let label = escape(label);
        let _ = write!(out, r#"<th role="columnheader" scope="col">{label}</th>"#);
    }
    out.push_str(r#"</tr></thead><tbody role="rowgroup">"#);
    for row in &table.rows {
        let (label, unit) = (escape(&row.label()), escape(row.unit()));
        let _ = write!(
            out,
            r#"<tr role="row"><th role="rowheader" scope="row">{label} <span class="unit">{unit}</span></th>"#
        );
        for (run, label) in runs.iter().zip(&labels) {
            cell(out, row, *run, label);
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table>");
}

fn tables(out: &mut String, comparison: &Comparison) {
    if comparison.tables.is_empty() {
        return;
    }
    out.push_str(r#"<h2>Readings and differences</h2><p class="key">Below the value of a run its difference from the first.</p>"#);
    let others: Vec<usize> = (1..comparison.runs.len()).collect();
    for table in &comparison.tables {
        for beside in others.chunks(MOST_BESIDE) {
            part(out, comparison, table, beside);
        }
    }
}

/// The whole page.
pub(super) fn html(comparison: &Comparison) -> String {
    let mut out = String::with_capacity(1 << 19);
    head(&mut out, comparison);
    let wide = courses(comparison, &Layout::WIDE);
    let narrow = courses(comparison, &Layout::NARROW);
    if let (Some(wide), Some(narrow)) = (wide, narrow) {
        out.push_str("<h2>Courses</h2>");
        parts::figures(&mut out, vec![wide], vec![narrow]);
    }
    tables(&mut out, comparison);
    #[cfg(feature = "words")]
    crate::claims::section(&mut out, &comparison.claims);
    parts::command(&mut out, &comparison.command_line);
    parts::footer(&mut out, &comparison.version);
    parts::document(&comparison.title, &out)
}

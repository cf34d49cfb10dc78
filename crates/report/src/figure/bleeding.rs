//! Bleeding over the protocol: blood lost, arterial pressure, heart rate, stroke volume and resistance,
//! with the phases of haemorrhage.
//!
//! ```text
//! R = (p_a - p_cv)/Q
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | R | total peripheral resistance | mmHg·min/L |
//! | p_a, p_cv | mean arterial and central venous pressure | mmHg |
//! | Q | cardiac output | L/min |
//!
//! Compensated: the heart rate rises and pressure is held. Decompensated: pressure and heart rate fall
//! together. Arrest: the heart stops. Phases: Schadt JC, Ludbrook J 1991 Am J Physiol 260:H305; Secher NH
//! et al. 1992 Clin Exp Pharmacol Physiol 19:733.

use crate::envelope::over_breaths;
use crate::overview::{Bleeding, Channel, EnvelopePoint, Overview, PhaseSpan, channel_name};

use super::circulation::whole_beats;
use super::{Figure, from_stack, marked, panel_of, protocol_span, series, smooth};
use crate::layout::Layout;
use crate::palette::Paint;
use crate::stack::{self, Axis, Panel, Series, Stack, Style};
use crate::svg::{Anchor, Stroke};

/// Share of the largest loss that counts as begun, and as complete (definition).
const BEGUN: f64 = 0.005;
/// Share by which heart rate and pressure fall together in decompensation (estimate: twice the swing of
/// both over a breath).
const FALL: f64 = 0.1;
/// How long after the bleeding a fall still belongs to it, s (estimate).
const AFTER_S: f64 = 60.0;
/// Least output behind which a resistance is told, L/min.
const LEAST_L_PER_MIN: f64 = 0.2;
/// The event that ends the beats, as `checked_range.toml` words it.
const ARREST: &str = "the heart stops";

/// When the blood is lost, s.
fn lost_between(bleeding: &Bleeding) -> Option<(f64, f64)> {
    let points = &bleeding.lost.points;
    let most = points.iter().map(|p| p.mean).fold(0.0, f64::max);
    let begins = points.iter().find(|p| p.mean > BEGUN * most)?;
    let ends = points.iter().find(|p| p.mean >= (1.0 - BEGUN) * most)?;
    Some((begins.t_s, ends.t_s))
}

/// When pressure and heart rate begin to fall together, s: at the highest heart rate of the bleeding, if
/// both then fall.
fn decompensates_s(overview: &Overview, (from_s, to_s): (f64, f64)) -> Option<f64> {
    let steady = |name| Some(over_breaths(&overview.channel(name)?.points, &[]));
    let rate = steady(channel_name::HEART_RATE)?;
    let pressure = steady(channel_name::MEAN_PRESSURE)?;
    let at =
        |points: &[EnvelopePoint], t_s: f64| points.iter().find(|p| p.t_s >= t_s).map(|p| p.mean);
    let by = |a: &&EnvelopePoint, b: &&EnvelopePoint| a.mean.total_cmp(&b.mean);
    let within = |from_s: f64, to_s: f64| {
        rate.iter()
            .filter(move |p| p.t_s >= from_s && p.t_s <= to_s && p.mean.is_finite())
    };
    let peak = within(from_s, to_s).max_by(by)?;
    let low = within(peak.t_s, to_s + AFTER_S).min_by(by)?;
    let (before, after) = (at(&pressure, peak.t_s)?, at(&pressure, low.t_s)?);
    let both = low.mean < (1.0 - FALL) * peak.mean && after < (1.0 - FALL) * before;
    both.then_some(peak.t_s)
}

/// The phases of the haemorrhage.
fn phases(overview: &Overview, bleeding: &Bleeding) -> Vec<PhaseSpan> {
    let span_s = protocol_span(overview);
    let Some(lost_s) = lost_between(bleeding) else {
        return Vec::new();
    };
    let mut starts = vec![(span_s.0, "before"), (lost_s.0, "compensated")];
    starts.extend(decompensates_s(overview, lost_s).map(|t_s| (t_s, "decompensated")));
    starts.push((lost_s.1, "bleeding has ended"));
    let arrest = bleeding.events.iter().find(|(_, event)| event == ARREST);
    if let Some((t_s, _)) = arrest {
        // Nothing follows an arrest.
        starts.retain(|(start_s, _)| start_s < t_s);
        starts.push((*t_s, "arrest"));
    }
    let ends: Vec<f64> = starts
        .iter()
        .skip(1)
        .map(|own| own.0)
        .chain([span_s.1])
        .collect();
    let spans = starts.iter().zip(ends);
    spans
        .map(|((start_s, name), end_s)| marked(name, *start_s, end_s))
        .collect()
}

/// Total peripheral resistance, mmHg·min/L, where there is an output.
fn resistance(overview: &Overview) -> Option<Vec<EnvelopePoint>> {
    let of = |name| overview.channel(name).map(|channel| &channel.points);
    let output = of(channel_name::CARDIAC_OUTPUT)?;
    let pressure = of(channel_name::MEAN_PRESSURE)?;
    let venous = of(channel_name::CENTRAL_VENOUS_PRESSURE)?;
    let point = |(output, pressure): (&EnvelopePoint, &EnvelopePoint)| {
        let after = venous.partition_point(|p| p.t_s < output.t_s);
        let venous = venous.get(after).or(venous.last())?;
        let value = (pressure.mean - venous.mean) / output.mean;
        (output.mean > LEAST_L_PER_MIN && value.is_finite()).then_some(EnvelopePoint {
            min: value,
            mean: value,
            max: value,
            ..*output
        })
    };
    Some(output.iter().zip(pressure).filter_map(point).collect())
}

/// Marks what the run tells at its time.
fn mark(stack: &mut Stack, layout: &Layout, bleeding: &Bleeding) {
    let fields: Vec<(f64, f64)> = stack.y.iter().map(|y| y.range).collect();
    // Names stand in the panel of pressure, which is empty above a pressure that has fallen.
    let Some((_, top)) = fields.get(1).or(fields.first()) else {
        return;
    };
    let x = stack.x;
    for (row, (t_s, event)) in bleeding.events.iter().enumerate() {
        let at = x.at(*t_s);
        if !(x.range.0..=x.range.1).contains(&at) {
            continue;
        }
        for (bottom, top) in &fields {
            let stroke = Stroke::dashed(Paint::Ink, 1.2);
            stack.svg.line((at, *top), (at, *bottom), stroke);
        }
        let fits = at + 6.0 + layout.text_width(event) < x.range.1;
        let (place, anchor) = match fits {
            true => (at + 6.0, Anchor::Start),
            false => (at - 6.0, Anchor::End),
        };
        let y = top + (row as f64 + 1.0) * layout.line_height() - 4.0;
        stack
            .svg
            .text((place, y), event, layout.font(Paint::Ink, anchor));
    }
}

/// Draws the figure; `None` without a loss of blood.
pub fn draw(overview: &Overview, layout: &Layout) -> Option<Figure> {
    let bleeding = overview.bleeding.as_ref()?;
    let span_s = protocol_span(overview);
    let layout = &layout.of_protocol();
    let phases = phases(overview, bleeding);
    let own = |channel: &Channel, paint, style| {
        series(&phases, channel, "", paint, span_s, layout, style)
    };
    let panel = |title: &str, unit: &str, height, series: Series, least_span, include| Panel {
        title: title.to_owned(),
        unit: unit.to_owned(),
        height,
        series: vec![series],
        least_span,
        include,
    };
    let lost = own(&bleeding.lost, Paint::Vermillion, Style::Line);
    let pressure = whole_beats(overview).map(|channel| {
        let style = Style::Pulse("systolic", "diastolic");
        let mut line = series(
            &phases,
            &channel,
            "mean",
            Paint::Vermillion,
            span_s,
            layout,
            style,
        );
        smooth(&mut line);
        panel("Arterial pressure", "mmHg", 140.0, line, 60.0, None)
    });
    let beat = |name, title: &str, least_span| {
        let mut panel = panel_of(overview, layout, name, Paint::Blue, 80.0, least_span)?;
        panel.title = title.to_owned();
        Some(panel)
    };
    let resistance = resistance(overview).map(|points| {
        let mut channel = overview
            .channel(channel_name::CARDIAC_OUTPUT)
            .cloned()
            .unwrap_or_default();
        channel.points = points;
        let line = own(&channel, Paint::Purple, Style::Line);
        panel(
            "Total peripheral resistance",
            "mmHg·min/L",
            80.0,
            line,
            10.0,
            None,
        )
    });
    let panels = [
        Some(panel("Blood lost", "mL", 90.0, lost, 100.0, Some(0.0))),
        pressure,
        beat(channel_name::HEART_RATE, "Heart rate", 20.0),
        beat(channel_name::STROKE_VOLUME, "Stroke volume", 30.0),
        resistance,
    ];
    let panels: Vec<Panel> = panels.into_iter().flatten().collect();
    let mut stack = stack::draw(layout, span_s, &phases, &panels, Axis::Time)?;
    mark(&mut stack, layout, bleeding);
    let mut caption =
        "Blood lost is net of infusions. Compensated: the heart beats faster and pressure is \
                       held."
            .to_owned();
    if phases.iter().any(|phase| phase.name == "decompensated") {
        caption += " Decompensated: from the highest heart rate on, pressure and heart rate fall together.";
    }
    if !bleeding.events.is_empty() {
        caption += " Dashed lines are what the run tells.";
    }
    Some(from_stack("bleeding", "Bleeding", caption, stack, layout))
}

#[cfg(test)]
mod tests;

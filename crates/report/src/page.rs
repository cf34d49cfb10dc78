//! The page: what was run, what came of it, the figures, the readings and where ranges are from.

use std::fmt::Write as _;

use secondheart_study::overview::Overview;

use crate::DISCLAIMER;
use crate::figure;
use crate::layout::Layout;
use crate::palette;
use crate::readings;
use crate::text::{duration, escape, fixed, spoken};

const STYLE: &str = include_str!("page.css");

/// A large number with its name.
fn fact(out: &mut String, value: &str, name: &str) {
    let (value, name) = (escape(value), escape(name));
    let _ = write!(out, "<div><dd>{value}</dd><dt>{name}</dt></div>");
}

fn head(out: &mut String, overview: &Overview) {
    let title = escape(&overview.title);
    let _ = write!(
        out,
        r#"<header><p class="kicker">secondheart · simulated protocol</p><h1>{title}</h1>"#
    );
    for (class, text) in [
        ("lead", &overview.description),
        ("subject", &overview.subject_line),
    ] {
        if !text.is_empty() {
            let _ = write!(out, r#"<p class="{class}">{}</p>"#, escape(text));
        }
    }
    out.push_str("</header><dl class=\"facts\">");
    let tally = readings::tally(overview);
    if tally.judged > 0 {
        let share = format!("{} of {}", tally.in_band, tally.judged);
        fact(out, &share, "readings within the human range");
    }
    fact(out, &duration(overview.simulated_s), "simulated");
    fact(out, &duration(overview.wall_s), "to compute");
    fact(
        out,
        &format!("{} ×", fixed(overview.speed, 0)),
        "as fast as life",
    );
    out.push_str("</dl>");
    if !overview.phases.is_empty() {
        out.push_str(r#"<h2>Protocol</h2><ol class="phases">"#);
        for phase in &overview.phases {
            let _ = write!(
                out,
                "<li><b>{}</b> {}</li>",
                escape(&spoken(&phase.name)),
                duration(phase.end_s - phase.start_s)
            );
        }
        out.push_str("</ol>");
    }
    let outside = readings::outside_html(overview);
    if !outside.is_empty() {
        let _ = write!(out, "<h2>Outside the human range</h2>{outside}");
    }
}

fn figures(out: &mut String, overview: &Overview) {
    let wide = figure::all(overview, &Layout::WIDE);
    let narrow = figure::all(overview, &Layout::NARROW);
    if wide.is_empty() {
        return;
    }
    out.push_str("<h2>Figures</h2>");
    for (i, (wide, narrow)) in wide.into_iter().zip(narrow).enumerate() {
        let (title, caption) = (escape(&wide.title), escape(&wide.caption));
        let (name, number) = (wide.name, i + 1);
        let (wide, narrow) = (wide.into_part(), narrow.into_part());
        let _ = write!(
            out,
            r#"<figure id="figure-{name}"><h3><span>Figure {number}</span> {title}</h3>{wide}{narrow}<figcaption>{caption}</figcaption></figure>"#
        );
    }
}

fn rest(out: &mut String, overview: &Overview) {
    let tables = readings::tables_html(overview);
    if !tables.is_empty() {
        let _ = write!(
            out,
            r#"<h2>Readings</h2><p class="key"><span class="good"><b>✓ in band</b></span> inside the range measured in people, <span class="bad"><b>▼ below</b></span> or <span class="bad"><b>▲ above</b></span> it, no reference: nothing comparable was found. In the strips the thick bar is the range, the tick the reading.</p>{tables}"#
        );
    }
    if !overview.invariants.is_empty() {
        out.push_str(r#"<h2>Checks of the computation</h2><dl class="checks">"#);
        for (name, value) in &overview.invariants {
            let _ = write!(
                out,
                "<div><dt>{}</dt><dd>{}</dd></div>",
                escape(name),
                escape(value)
            );
        }
        out.push_str("</dl>");
    }
    if !overview.command_line.is_empty() {
        // A line may break between words only, never inside an option.
        let words = overview.command_line.split_whitespace();
        let words: Vec<String> = words
            .map(|w| format!("<span>{}</span>", escape(w)))
            .collect();
        let words = words.join(" ");
        let _ = write!(
            out,
            "<h2>To repeat this run</h2><pre><code>{words}</code></pre>"
        );
    }
    let sources = readings::sources_html(overview);
    if !sources.is_empty() {
        let _ = write!(out, "<h2>Sources of the ranges</h2>{sources}");
    }
    let version = escape(&overview.version);
    let _ = write!(
        out,
        "<footer><p><b>{DISCLAIMER}</b></p><p>secondheart {version}</p></footer>"
    );
}

/// The whole page, as HTML that is well-formed XML too.
pub(crate) fn html(overview: &Overview) -> String {
    let mut out = String::with_capacity(1 << 19);
    let (title, dark) = (escape(&overview.title), palette::dark_css());
    let _ = write!(
        out,
        r#"<!DOCTYPE html>
<html lang="en" xmlns="http://www.w3.org/1999/xhtml"><head><meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/><meta name="color-scheme" content="light dark"/><title>{title} · secondheart</title><style>{STYLE}{dark}</style></head><body><main>"#
    );
    head(&mut out, overview);
    figures(&mut out, overview);
    rest(&mut out, overview);
    out.push_str("</main></body></html>\n");
    out
}

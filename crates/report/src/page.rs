//! The page: the protocol, the figures, the readings, and the sources of the ranges.

use std::fmt::Write as _;

use crate::overview::Overview;

use crate::data;
use crate::figure;
use crate::layout::Layout;
use crate::parts::{self, fact};
use crate::readings::{self, Share};
use crate::stack::MOST_MARKED;
use crate::text::{duration, escape, fixed, printed, spoken};

/// Most phases that the protocol lists.
const MOST_PHASES: usize = 40;

fn head(out: &mut String, overview: &Overview) {
    let mut paragraphs = vec![
        ("lead", overview.description.as_str()),
        ("subject", overview.subject_line.as_str()),
    ];
    let differences = overview.differences.iter();
    paragraphs.extend(differences.map(|line| ("subject", line.as_str())));
    parts::header(out, "simulated protocol", &overview.title, &paragraphs);
    out.push_str("<dl class=\"facts\">");
    let tally = readings::tally(overview);
    let share = |share: Share| format!("{} of {}", share.in_band, share.judged);
    let calibrated = match tally.calibrated.judged {
        0 => String::new(),
        _ => format!(" (calibrated {})", share(tally.calibrated)),
    };
    if tally.predicted.judged > 0 {
        let name = format!("predicted readings in the human range{calibrated}");
        fact(out, &share(tally.predicted), &name);
    } else if tally.calibrated.judged > 0 {
        let name = "calibrated readings in the human range, none predicted";
        fact(out, &share(tally.calibrated), name);
    }
    fact(out, &duration(overview.simulated_s), "simulated");
    fact(out, &duration(overview.wall_s), "to compute");
    fact(out, &format!("{} ×", fixed(overview.speed, 0)), "real time");
    out.push_str("</dl>");
    departures(out, overview);
    if !overview.phases.is_empty() {
        out.push_str(r#"<h2>Protocol</h2><ol class="phases">"#);
        for phase in overview.phases.iter().take(MOST_PHASES) {
            let mut details = vec![printed(&duration(phase.end_s - phase.start_s))];
            details.extend(phase.details.iter().map(|detail| printed(detail)));
            let _ = write!(
                out,
                "<li><b>{}</b> {}</li>",
                escape(&spoken(&phase.name)),
                details.join(" · ")
            );
        }
        out.push_str("</ol>");
        let more = overview.phases.len().saturating_sub(MOST_PHASES);
        if more > 0 {
            let _ = write!(out, "<p>and {more} more phases</p>");
        }
    }
    let outside = readings::outside_html(overview);
    if !outside.is_empty() {
        let _ = write!(out, "<h2>Outside the human range</h2>{outside}");
    }
}

/// Where the run left the range in which the body was compared with people.
fn departures(out: &mut String, overview: &Overview) {
    if overview.departures.is_empty() {
        return;
    }
    out.push_str(r#"<h2>Outside the range that was checked</h2><p class="key">Here the body was not compared with people: readings from these times on are extrapolated.</p><ul class="outside">"#);
    for departure in &overview.departures {
        let numbers = [
            departure.value,
            departure.limit,
            departure.at_s.unwrap_or(0.0),
        ];
        let told = match numbers.iter().all(|number| number.is_finite()) {
            true => departure.to_string(),
            false => format!("{}: {}", departure.quantity, departure.reason),
        };
        // What and when, then why.
        let (what, why) = told.split_once(": ").unwrap_or((&told, ""));
        let _ = write!(out, "<li><b>{}</b>: {}</li>", printed(what), printed(why));
    }
    out.push_str("</ul>");
}

fn figures(out: &mut String, overview: &Overview) {
    let wide = figure::all(overview, &Layout::WIDE);
    let narrow = figure::all(overview, &Layout::NARROW);
    if wide.is_empty() {
        return;
    }
    out.push_str("<h2>Figures</h2>");
    if overview.phases.len() > MOST_MARKED {
        let phases = fixed(overview.phases.len() as f64, 0);
        let _ = write!(
            out,
            r#"<p class="key">The protocol has {phases} phases, too many to be marked in the figures.</p>"#
        );
    }
    let data = data::json(&wide);
    parts::figures(out, wide, narrow);
    let element = data::ELEMENT;
    let _ = write!(
        out,
        r#"<p class="key">The numbers behind the figures are in this file, as JSON in its element <code>{element}</code>. In Python: <code>json.loads(re.search(r'id="{element}"&gt;(.*?)&lt;/script', open("report.html", encoding="utf-8").read(), re.S)[1])</code></p><script type="application/json" id="{element}">{data}</script>"#
    );
}

fn rest(out: &mut String, overview: &Overview) {
    let tables = readings::tables_html(overview);
    if !tables.is_empty() {
        let _ = write!(
            out,
            r#"<h2>Readings</h2><p class="key"><span class="good"><b>✓ in band</b></span> inside the range measured in people, <span class="bad"><b>▼ below</b></span> or <span class="bad"><b>▲ above</b></span> it. A reading is compared only where the same people were measured in the same state: sex, age, health, treatment, posture and protocol. Predicted: the model could be wrong. Calibrated: the range was used to fix a parameter. Ranges of inputs and definitions, and ranges that are not counted, are shown without a mark. No reference: nothing comparable was found. In the strips the thick bar is the range, the tick the reading.</p>{tables}"#
        );
    }
    if !overview.invariants.is_empty() {
        out.push_str(r#"<h2>Checks of the computation</h2><dl class="checks">"#);
        for (name, value) in &overview.invariants {
            let _ = write!(
                out,
                "<div><dt>{}</dt><dd>{}</dd></div>",
                escape(name),
                printed(value)
            );
        }
        out.push_str("</dl>");
    }
    parts::command(out, &overview.command_line);
    let sources = readings::sources_html(overview);
    if !sources.is_empty() {
        let _ = write!(out, "<h2>Sources of the ranges</h2>{sources}");
    }
    parts::footer(out, &overview.version);
}

/// The whole page.
pub(crate) fn html(overview: &Overview) -> String {
    let mut out = String::with_capacity(1 << 19);
    head(&mut out, overview);
    figures(&mut out, overview);
    #[cfg(feature = "words")]
    crate::claims::section(&mut out, &overview.claims);
    rest(&mut out, overview);
    parts::document(&overview.title, &out)
}

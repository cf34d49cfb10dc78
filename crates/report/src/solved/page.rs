//! The page of a solved model.

use std::fmt::Write as _;

use super::lines::{self, Quantity};
use super::select::Selection;
use super::{SolvedModel, loops, table};
use crate::figure::Figure;
use crate::layout::Layout;
use crate::parts::{self, LONG_TITLE, fact};
use crate::text::{duration, escape, fixed, significant};

/// Change in the last cycle above which the page says that the model has not settled.
const UNSETTLED: f64 = 0.01;
const UNITS: &str = "Time is in seconds. Pressures, flows and volumes are in the units of the \
                     model's file, which does not name them.";

/// Title and the paragraphs below it. The title is the description in the file, of a long text the
/// first sentence; without a description it is the name of the file.
fn title(solved: &SolvedModel) -> (&str, Vec<&str>) {
    let texts = solved.description.iter().map(|text| text.trim());
    let mut texts = texts.filter(|text| !text.is_empty());
    let Some(first) = texts.next() else {
        return (&solved.file, Vec::new());
    };
    let (title, rest) = match sentence_end(first) {
        Some(end) if first.chars().count() > LONG_TITLE => first.split_at(end),
        _ => (first, ""),
    };
    // A single sentence needs no full stop as a title.
    let title = match sentence_end(title) {
        None => title.strip_suffix('.').unwrap_or(title),
        Some(_) => title,
    };
    let rest = std::iter::once(rest.trim()).chain(texts);
    (title, rest.filter(|text| !text.is_empty()).collect())
}

/// Where the first sentence ends: a full stop before a capital letter.
fn sentence_end(text: &str) -> Option<usize> {
    let mut stops = text.match_indices(". ").map(|(at, _)| at + 1);
    stops.find(|end| {
        let next = text[*end..].trim_start().chars().next();
        next.is_some_and(char::is_uppercase)
    })
}

/// A number without trailing zeros.
fn plain(value: f64, digits: usize) -> String {
    let text = significant(value, digits);
    match text.contains('.') && !text.contains('e') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// A short time in milliseconds.
fn short_time(seconds: f64) -> String {
    if seconds < 1.0 {
        format!("{} ms", plain(1e3 * seconds, 4))
    } else {
        duration(seconds)
    }
}

fn head(out: &mut String, solved: &SolvedModel) {
    let (title, rest) = title(solved);
    let file = match title == solved.file {
        true => "",
        false => solved.file.as_str(),
    };
    let rest = rest.iter().map(|text| ("lead", *text));
    let last = [("subject", file), ("subject", UNITS)];
    let paragraphs: Vec<(&str, &str)> = rest.chain(last).collect();
    parts::header(out, "solved model", title, &paragraphs);
    facts(out, solved);
    if !solved.warnings.is_empty() {
        out.push_str("<h2>Warnings of the model</h2><ul class=\"outside\">");
        for warning in &solved.warnings {
            let _ = write!(out, "<li>{}</li>", escape(warning));
        }
        out.push_str("</ul>");
    }
}

fn facts(out: &mut String, solved: &SolvedModel) {
    let c = &solved.computation;
    out.push_str("<dl class=\"facts even\">");
    let cycles = if c.cycles == 1 { "cycle" } else { "cycles" };
    let count = |number: u64| fixed(number as f64, 0);
    fact(out, &count(c.cycles.into()), &format!("{cycles} computed"));
    fact(
        out,
        &format!("{} s", plain(c.cycle_s, 6)),
        "length of a cycle",
    );
    fact(out, &short_time(c.step_s), "length of a step");
    fact(out, &short_time(c.wall_s), "time of stepping");
    fact(out, &count(c.steps), "steps");
    fact(out, &count(c.solves), "solves of the linear system");
    fact(
        out,
        &significant(c.change, 2),
        "change in the last cycle, as a share of the range",
    );
    fact(
        out,
        &significant(c.volume_drift, 2),
        "drift of volume, as a share of the volume moved",
    );
    out.push_str("</dl>");
    if c.change > UNSETTLED {
        let _ = write!(
            out,
            r#"<p class="note">The model has not settled: over the last cycle pressures and flows change by {} % of their range.</p>"#,
            significant(100.0 * c.change, 2)
        );
    }
}

/// The figures that have data, in the order of the page.
fn all_figures(solved: &SolvedModel, selection: &Selection<'_>, layout: &Layout) -> Vec<Figure> {
    let mut figures = Vec::new();
    for chambers in &selection.chambers {
        figures.extend(lines::of_storages(solved, layout, chambers));
        figures.extend(loops::draw(layout, chambers));
    }
    for others in &selection.others {
        figures.extend(lines::of_storages(solved, layout, others));
    }
    for group in &selection.vessels {
        for quantity in [Quantity::Pressure, Quantity::Flow] {
            figures.extend(lines::of_vessels(solved, layout, *group, quantity));
        }
    }
    figures
}

fn figures(out: &mut String, solved: &SolvedModel) {
    let selection = Selection::of(solved);
    let wide = all_figures(solved, &selection, &Layout::WIDE);
    let narrow = all_figures(solved, &selection, &Layout::NARROW);
    if wide.is_empty() {
        if !solved.vessels.is_empty() || !solved.storages.is_empty() {
            out.push_str(r#"<p class="note">The last cycle has too few points for figures.</p>"#);
        }
        return;
    }
    out.push_str("<h2>Figures</h2>");
    if let Some(note) = selection.note(solved) {
        let _ = write!(out, r#"<p class="key">{}</p>"#, escape(&note));
    }
    parts::figures(out, wide, narrow);
}

fn tables(out: &mut String, solved: &SolvedModel) {
    if solved.vessels.is_empty() && solved.storages.is_empty() {
        return;
    }
    out.push_str(r#"<h2>Means and extremes of the last cycle</h2><p class="key">Means are over time. In the units of the file.</p>"#);
    table::of_storages(out, solved);
    table::of_vessels(out, solved);
}

/// The whole page.
pub(super) fn html(solved: &SolvedModel) -> String {
    let mut out = String::with_capacity(1 << 19);
    head(&mut out, solved);
    figures(&mut out, solved);
    tables(&mut out, solved);
    parts::command(&mut out, &solved.command_line);
    parts::footer(&mut out, &solved.version);
    parts::document(title(solved).0, &out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(texts: &[&str]) -> SolvedModel {
        SolvedModel {
            file: "model.json".into(),
            description: texts.iter().map(|text| (*text).to_owned()).collect(),
            ..SolvedModel::default()
        }
    }

    #[test]
    fn the_title_is_the_description_or_else_the_name_of_the_file() {
        assert_eq!(title(&described(&[])), ("model.json", vec![]));
        assert_eq!(title(&described(&[" "])), ("model.json", vec![]));
        let short = described(&["One vessel. No valve.", "A -> B"]);
        assert_eq!(title(&short), ("One vessel. No valve.", vec!["A -> B"]));
        let long = "Four chambers after Sankaran et al. 2012, decomposed. Every block of it stands \
                    alone and is joined to the next.";
        let long = described(&[long]);
        let (title, rest) = title(&long);
        assert_eq!(
            title,
            "Four chambers after Sankaran et al. 2012, decomposed"
        );
        assert!(
            rest.len() == 1 && rest[0].starts_with("Every block"),
            "{rest:?}"
        );
    }

    #[test]
    fn the_page_says_that_a_model_has_not_settled() {
        let mut solved = described(&[]);
        solved.computation.change = 0.53;
        assert!(html(&solved).contains("change by 53 % of their range"));
        solved.computation.change = 1e-9;
        assert!(!html(&solved).contains("has not settled"));
    }
}

//! The parts that every page has: the frame, facts, figures, the command and the footer.

use std::fmt::Write as _;

use crate::DISCLAIMER;
use crate::figure::Figure;
use crate::palette;
use crate::text::{escape, printed};

const STYLE: &str = include_str!("page.css");

/// Characters above which a title is set smaller.
pub(crate) const LONG_TITLE: usize = 80;

/// The whole page around its contents, as HTML that is well-formed XML too.
pub(crate) fn document(title: &str, contents: &str) -> String {
    let (title, dark) = (escape(title), palette::dark_css());
    format!(
        r#"<!DOCTYPE html>
<html lang="en" xmlns="http://www.w3.org/1999/xhtml"><head><meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/><meta name="color-scheme" content="light dark"/><title>{title} · secondheart</title><style>{STYLE}{dark}</style></head><body><main>{contents}</main></body></html>
"#
    )
}

/// The title below a line that says what kind of page it is, and above paragraphs of a class.
pub(crate) fn header(out: &mut String, kicker: &str, title: &str, paragraphs: &[(&str, &str)]) {
    let class = match title.chars().count() > LONG_TITLE {
        true => r#" class="long""#,
        false => "",
    };
    let (kicker, title) = (escape(kicker), escape(title));
    let _ = write!(
        out,
        r#"<header><p class="kicker">secondheart · {kicker}</p><h1{class}>{title}</h1>"#
    );
    for (class, text) in paragraphs.iter().filter(|(_, text)| !text.is_empty()) {
        let _ = write!(out, r#"<p class="{class}">{}</p>"#, printed(text));
    }
    out.push_str("</header>");
}

/// A large number with its name.
pub(crate) fn fact(out: &mut String, value: &str, name: &str) {
    let (value, name) = (escape(value), escape(name));
    let _ = write!(out, "<div><dd>{value}</dd><dt>{name}</dt></div>");
}

/// Figures in both layouts, numbered.
pub(crate) fn figures(out: &mut String, wide: Vec<Figure>, narrow: Vec<Figure>) {
    let mut before: Vec<&'static str> = Vec::new();
    for (i, (wide, narrow)) in wide.into_iter().zip(narrow).enumerate() {
        let (title, caption) = (escape(&wide.title), printed(&wide.caption));
        let (name, number) = (wide.name, i + 1);
        // Several figures of one kind have one name.
        let id = match before.iter().filter(|other| **other == name).count() {
            0 => name.to_owned(),
            earlier => format!("{name}-{}", earlier + 1),
        };
        before.push(name);
        let (wide, narrow) = (wide.into_part(), narrow.into_part());
        let _ = write!(
            out,
            r#"<figure id="figure-{id}"><h3><span>Figure {number}</span> {title}</h3>{wide}{narrow}<figcaption>{caption}</figcaption></figure>"#
        );
    }
}

/// The command that was given, if it is known.
pub(crate) fn command(out: &mut String, command_line: &str) {
    if command_line.is_empty() {
        return;
    }
    // A line may break between words only, never inside an option.
    let words = command_line.split_whitespace();
    let words: Vec<String> = words
        .map(|w| format!("<span>{}</span>", escape(w)))
        .collect();
    let words = words.join(" ");
    let _ = write!(
        out,
        "<h2>To repeat this run</h2><pre><code>{words}</code></pre>"
    );
}

/// The words under every page, with the version of the program.
pub(crate) fn footer(out: &mut String, version: &str) {
    let version = escape(version);
    let _ = write!(
        out,
        "<footer><p><b>{DISCLAIMER}</b></p><p>secondheart {version}</p></footer>"
    );
}

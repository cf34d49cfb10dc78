//! What every page has to hold.

use std::collections::HashSet;

use roxmltree::{Document, Node, ParsingOptions};
use secondheart_report::text;

/// A text that nobody should write into a file.
pub(crate) const HOSTILE: &str = "<script>alert('&')</script>\"]]>--> \u{1}\u{0}";

/// Numbers that no simulation should give, and that must not spoil a page.
pub(crate) const HOSTILE_NUMBERS: [f64; 7] = [
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    0.0,
    -1e300,
    1e300,
    f64::MIN_POSITIVE,
];

/// The page as a document; it has to be well-formed.
pub(crate) fn parse(page: &str) -> Document<'_> {
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(page, options).expect("well-formed")
}

fn number(node: Node<'_, '_>, name: &str) -> f64 {
    let text = node
        .attribute(name)
        .unwrap_or_else(|| panic!("{name} of {node:?}"));
    text.parse().unwrap_or_else(|_| panic!("{name}={text}"))
}

/// Scripts hold numbers as JSON and nothing that runs.
pub(crate) fn only_data(document: &Document<'_>) {
    let scripts = document
        .descendants()
        .filter(|node| node.tag_name().name() == "script");
    for script in scripts {
        assert_eq!(script.attribute("type"), Some("application/json"));
        let numbers = script.text().unwrap_or_default();
        serde_json::from_str::<serde_json::Value>(numbers).expect("JSON");
    }
}

/// No script that runs, no other file; names are unique and links lead somewhere.
pub(crate) fn stands_alone(page: &str, document: &Document<'_>) {
    let names: Vec<&str> = document
        .descendants()
        .map(|node| node.tag_name().name())
        .collect();
    for forbidden in ["link", "img", "iframe", "object", "foreignObject", "use"] {
        assert!(!names.contains(&forbidden), "{forbidden}");
    }
    only_data(document);
    assert!(!page.contains("url(") && !page.contains("@import"));
    for node in document.descendants() {
        for attribute in node
            .attributes()
            .filter(|a| matches!(a.name(), "href" | "src"))
        {
            assert!(attribute.value().starts_with('#'), "{attribute:?}");
        }
    }
    let ids: Vec<&str> = document
        .descendants()
        .filter_map(|node| node.attribute("id"))
        .collect();
    assert_eq!(
        ids.len(),
        ids.iter().collect::<HashSet<_>>().len(),
        "ids are unique"
    );
    for link in document
        .descendants()
        .filter_map(|node| node.attribute("href"))
    {
        assert!(ids.contains(&&link[1..]), "{link} leads nowhere");
    }
}

/// All text in the figures is large enough and inside its drawing; returns how many there are.
pub(crate) fn texts_fit(document: &Document<'_>) -> usize {
    let drawings = document.descendants().filter(|node| {
        node.tag_name().name() == "svg"
            && node
                .parent()
                .is_some_and(|p| p.has_tag_name(("http://www.w3.org/1999/xhtml", "figure")))
    });
    let mut seen = 0;
    for svg in drawings {
        let class = svg.attribute("class").unwrap_or_default();
        let view: Vec<f64> = svg
            .attribute("viewBox")
            .unwrap_or_default()
            .split(' ')
            .map(|end| end.parse().expect("a number"))
            .collect();
        // The width that the reader's screen leaves: the narrowest screen of each layout.
        let screen = if class == "narrow" {
            360.0 - 32.0
        } else {
            741.0 - 48.0
        };
        for node in svg
            .descendants()
            .filter(|node| node.tag_name().name() == "text")
        {
            seen += 1;
            let (x, y, size) = (
                number(node, "x"),
                number(node, "y"),
                number(node, "font-size"),
            );
            let words: String = node
                .descendants()
                .filter(|n| n.is_text())
                .filter_map(|n| n.text())
                .collect();
            assert!(size * screen / view[2] >= 10.95, "{class} {words}: {size}");
            // Common fonts run a little narrower than the estimate.
            let width = 0.95 * text::width(&words, size);
            let left = match node.attribute("text-anchor") {
                Some("middle") => x - 0.5 * width,
                Some("end") => x - width,
                _ => x,
            };
            assert!(
                left >= -1.0 && left + width <= view[2] + 1.0,
                "{class} {words} at {left}"
            );
            assert!(
                y - 0.7 * size >= -1.0 && y + 0.2 * size <= view[3],
                "{class} {words} at {y}"
            );
        }
    }
    seen
}

/// No two texts of a figure stand over each other.
pub(crate) fn no_text_covers_another(document: &Document<'_>) {
    let drawings = document.descendants().filter(|node| {
        node.tag_name().name() == "svg"
            && node
                .parent()
                .is_some_and(|p| p.tag_name().name() == "figure")
    });
    for svg in drawings {
        let texts = svg
            .descendants()
            .filter(|node| node.tag_name().name() == "text");
        let boxes: Vec<(String, [f64; 4])> = texts
            .map(|node| {
                let (x, y, size) = (
                    number(node, "x"),
                    number(node, "y"),
                    number(node, "font-size"),
                );
                let words = node.descendants().filter(|n| n.is_text());
                let words: String = words.filter_map(|n| n.text()).collect();
                // Estimated on the wide side.
                let width = 0.9 * text::width(&words, size);
                let left = match node.attribute("text-anchor") {
                    Some("middle") => x - 0.5 * width,
                    Some("end") => x - width,
                    _ => x,
                };
                (words, [left, left + width, y - 0.6 * size, y])
            })
            .collect();
        for (i, (words, own)) in boxes.iter().enumerate() {
            for (others, other) in &boxes[i + 1..] {
                let apart = own[1] <= other[0]
                    || other[1] <= own[0]
                    || own[3] <= other[2]
                    || other[3] <= own[2];
                assert!(apart, "{words:?} covers {others:?}");
            }
        }
    }
}

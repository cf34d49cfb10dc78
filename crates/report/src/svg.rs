//! A small writer of SVG.

use std::fmt::Write as _;

use crate::palette::{self, Paint};
use crate::text::escape;

/// Fonts of all drawings: what the reader's system has.
pub const FONTS: &str = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue','Noto Sans',\
                         'Liberation Sans',Arial,sans-serif";

/// On which side of its point a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The text begins at the point.
    Start,
    /// The text is centred on the point.
    Middle,
    /// The text ends at the point.
    End,
}

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Font {
    /// Size, in the units of the drawing.
    pub size: f64,
    /// Colour.
    pub paint: Paint,
    /// Whether it is bold.
    pub bold: bool,
    /// Side of the point.
    pub anchor: Anchor,
}

/// How a line looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    /// Colour.
    pub paint: Paint,
    /// Width, in the units of the drawing.
    pub width: f64,
    /// Whether it is dashed.
    pub dashed: bool,
}

impl Stroke {
    /// A whole line.
    pub fn solid(paint: Paint, width: f64) -> Self {
        Self {
            paint,
            width,
            dashed: false,
        }
    }

    /// A dashed line.
    pub fn dashed(paint: Paint, width: f64) -> Self {
        Self {
            paint,
            width,
            dashed: true,
        }
    }

    fn attributes(&self) -> String {
        let dash = if self.dashed {
            " stroke-dasharray=\"4 3\""
        } else {
            ""
        };
        format!(
            "class=\"{}\" stroke=\"{}\" stroke-width=\"{}\"{dash}",
            self.paint.stroke_class(),
            self.paint.light(),
            number(self.width)
        )
    }
}

/// A drawing being made.
#[derive(Debug, Clone)]
pub struct Svg {
    width: f64,
    body: String,
}

/// A coordinate with one decimal, which is finer than any screen shows.
fn number(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0 + 0.0;
    if rounded.is_finite() {
        format!("{rounded}")
    } else {
        "0".to_owned()
    }
}

impl Svg {
    /// An empty drawing of that width.
    pub fn new(width: f64) -> Self {
        Self {
            width,
            body: String::new(),
        }
    }

    /// A straight line.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), stroke: Stroke) {
        let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(number);
        let style = stroke.attributes();
        let _ = write!(
            self.body,
            r#"<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" {style}/>"#
        );
    }

    /// A line through points; it breaks where a point is not finite.
    pub fn polyline(&mut self, points: impl IntoIterator<Item = (f64, f64)>, stroke: Stroke) {
        let mut path = String::new();
        let mut pen_down = false;
        for (x, y) in points {
            if !(x.is_finite() && y.is_finite()) {
                pen_down = false;
                continue;
            }
            let command = if pen_down { 'L' } else { 'M' };
            let _ = write!(path, "{command}{} {}", number(x), number(y));
            pen_down = true;
        }
        if path.contains('L') {
            let style = stroke.attributes();
            let _ = write!(
                self.body,
                r#"<path d="{path}" fill="none" stroke-linejoin="round" stroke-linecap="round" {style}/>"#
            );
        }
    }

    /// A filled outline, `opacity` 0 to 1. Points that are not finite are left out.
    pub fn area(
        &mut self,
        points: impl IntoIterator<Item = (f64, f64)>,
        paint: Paint,
        opacity: f64,
    ) {
        let mut path = String::new();
        for (x, y) in points
            .into_iter()
            .filter(|(x, y)| x.is_finite() && y.is_finite())
        {
            let command = if path.is_empty() { 'M' } else { 'L' };
            let _ = write!(path, "{command}{} {}", number(x), number(y));
        }
        if path.contains('L') {
            let (class, colour) = (paint.fill_class(), paint.light());
            let _ = write!(
                self.body,
                r#"<path d="{path}Z" class="{class}" fill="{colour}" fill-opacity="{opacity}"/>"#
            );
        }
    }

    /// A filled rectangle from its upper left corner.
    pub fn rect(&mut self, corner: (f64, f64), size: (f64, f64), paint: Paint) {
        let [x, y, w, h] = [corner.0, corner.1, size.0.max(0.0), size.1.max(0.0)].map(number);
        let (class, colour) = (paint.fill_class(), paint.light());
        let _ = write!(
            self.body,
            r#"<rect x="{x}" y="{y}" width="{w}" height="{h}" class="{class}" fill="{colour}"/>"#
        );
    }

    /// A circle around paper.
    pub fn ring(&mut self, centre: (f64, f64), radius: f64, paint: Paint) {
        self.dot(centre, radius, paint);
        self.dot(centre, radius - 2.6, Paint::Paper);
    }

    /// A filled dot with a rim of the paper's colour.
    pub fn dot(&mut self, centre: (f64, f64), radius: f64, paint: Paint) {
        let [x, y, r] = [centre.0, centre.1, radius].map(number);
        let class = format!("{} {}", paint.fill_class(), Paint::Paper.stroke_class());
        let (colour, rim) = (paint.light(), Paint::Paper.light());
        let _ = write!(
            self.body,
            r#"<circle cx="{x}" cy="{y}" r="{r}" class="{class}" fill="{colour}" stroke="{rim}" stroke-width="1.5"/>"#
        );
    }

    /// A line of text on a halo of the paper's colour; `at` is on the base line.
    pub fn text(&mut self, at: (f64, f64), text: &str, font: Font) {
        let [x, y, size] = [at.0, at.1, font.size].map(number);
        let anchor = match font.anchor {
            Anchor::Start => "",
            Anchor::Middle => r#" text-anchor="middle""#,
            Anchor::End => r#" text-anchor="end""#,
        };
        let weight = if font.bold {
            r#" font-weight="600""#
        } else {
            ""
        };
        let class = format!(
            "{} {}",
            font.paint.fill_class(),
            Paint::Paper.stroke_class()
        );
        let (colour, halo) = (font.paint.light_text(), Paint::Paper.light());
        let text = escape(text);
        let _ = write!(
            self.body,
            r#"<text x="{x}" y="{y}" font-size="{size}"{anchor}{weight} class="{class}" fill="{colour}" stroke="{halo}" stroke-width="3" stroke-linejoin="round" paint-order="stroke">{text}</text>"#
        );
    }

    /// The title of a panel, bold, with its unit behind it.
    pub fn heading(&mut self, at: (f64, f64), title: &str, unit: &str, size: f64) {
        let [x, y, size] = [at.0, at.1, size].map(number);
        let (ink, muted) = (Paint::Ink, Paint::Muted);
        let (title, unit) = (escape(title), escape(unit));
        let _ = write!(
            self.body,
            r#"<text x="{x}" y="{y}" font-size="{size}"><tspan font-weight="600" class="{}" fill="{}">{title}</tspan><tspan dx="6" class="{}" fill="{}">{unit}</tspan></text>"#,
            ink.fill_class(),
            ink.light(),
            muted.fill_class(),
            muted.light(),
        );
    }

    /// The drawing of that height as a file of its own, with its title, paper and dark colours.
    pub fn into_file(self, height: f64, title: &str) -> String {
        let mut paper = Self::new(self.width);
        paper.rect((0.0, 0.0), (self.width, height), Paint::Paper);
        let head = format!(
            "<title>{}</title><style>{}</style>{}",
            escape(title),
            palette::dark_css(),
            paper.body
        );
        let [w, h] = [self.width, height].map(number);
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" font-family="{FONTS}" role="img">{head}{}</svg>"#,
            self.body
        )
    }

    /// The drawing of that height as a part of a page, which brings paper and dark colours.
    pub fn into_part(self, height: f64, title: &str, class: &str) -> String {
        let [w, h] = [self.width, height].map(number);
        let (title, class) = (escape(title), escape(class));
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" class="{class}" font-family="{FONTS}" role="img" aria-label="{title}">{}</svg>"#,
            self.body
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_breaks_where_data_are_missing() {
        let mut svg = Svg::new(10.0);
        let points = [
            (0.0, 0.0),
            (1.0, 1.0),
            (2.0, f64::NAN),
            (3.0, 3.0),
            (4.0, 4.0),
        ];
        svg.polyline(points, Stroke::solid(Paint::Ink, 1.0));
        assert!(svg.body.contains("d=\"M0 0L1 1M3 3L4 4\""), "{}", svg.body);
    }

    #[test]
    fn nothing_is_drawn_for_no_data() {
        let mut svg = Svg::new(10.0);
        svg.polyline([], Stroke::solid(Paint::Ink, 1.0));
        svg.area([(f64::NAN, 0.0), (1.0, 1.0)], Paint::Ink, 0.2);
        assert!(svg.body.is_empty());
    }

    #[test]
    fn coordinates_are_always_numbers() {
        assert_eq!(number(-0.01), "0");
        assert_eq!(number(f64::NAN), "0");
        assert_eq!(number(12.345), "12.3");
    }
}

//! Colours: the Okabe-Ito palette, which colour-blind readers can tell apart, and neutral inks.
//!
//! A shape carries its light colour as an attribute, so that any program that reads SVG shows it,
//! and a class by which a style sheet exchanges it where the reader prefers dark.
//! Palette: Okabe M, Ito K 2008, Color universal design.

use std::fmt::Write as _;

/// A colour by its role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// Text and the most important lines.
    Ink,
    /// Secondary text.
    Muted,
    /// Axis lines and boundaries.
    Axis,
    /// Grid lines.
    Grid,
    /// Shading of every second phase.
    Shade,
    /// Background.
    Paper,
    /// Blue.
    Blue,
    /// Vermillion.
    Vermillion,
    /// Bluish green.
    Green,
    /// Reddish purple.
    Purple,
    /// Orange.
    Orange,
    /// Sky blue.
    Sky,
}

const ALL: [Paint; 12] = [
    Paint::Ink,
    Paint::Muted,
    Paint::Axis,
    Paint::Grid,
    Paint::Shade,
    Paint::Paper,
    Paint::Blue,
    Paint::Vermillion,
    Paint::Green,
    Paint::Purple,
    Paint::Orange,
    Paint::Sky,
];

/// Colours for series, in the order in which they are used.
pub const SERIES: [Paint; 6] = [
    Paint::Blue,
    Paint::Vermillion,
    Paint::Green,
    Paint::Purple,
    Paint::Orange,
    Paint::Sky,
];

impl Paint {
    /// Colour on light paper.
    pub fn light(self) -> &'static str {
        match self {
            Self::Ink => "#1a1e23",
            Self::Muted => "#59636e",
            Self::Axis => "#8b95a0",
            Self::Grid => "#e2e6ea",
            Self::Shade => "#f3f5f7",
            Self::Paper => "#ffffff",
            Self::Blue => "#0072b2",
            Self::Vermillion => "#d55e00",
            Self::Green => "#009e73",
            Self::Purple => "#cc79a7",
            Self::Orange => "#e69f00",
            Self::Sky => "#56b4e9",
        }
    }

    /// Colour on dark paper.
    pub fn dark(self) -> &'static str {
        match self {
            Self::Ink => "#e8ebee",
            Self::Muted => "#a3adb8",
            Self::Axis => "#6f7a86",
            Self::Grid => "#2c333b",
            Self::Shade => "#20262d",
            Self::Paper => "#171b20",
            Self::Blue => "#4aa8e0",
            Self::Vermillion => "#f0803a",
            Self::Green => "#2cc197",
            Self::Purple => "#dd97bf",
            Self::Orange => "#efb02e",
            Self::Sky => "#8fd0f5",
        }
    }

    /// Colour of text beside a line of this colour, on light paper: darker where the line's own
    /// colour would be hard to read.
    pub fn light_text(self) -> &'static str {
        match self {
            Self::Blue => "#00609a",
            Self::Vermillion => "#b14c00",
            Self::Green => "#00785a",
            Self::Purple => "#a04a7c",
            Self::Orange => "#8f6300",
            Self::Sky => "#1a6d9e",
            other => other.light(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Ink => "ink",
            Self::Muted => "muted",
            Self::Axis => "axis",
            Self::Grid => "grid",
            Self::Shade => "shade",
            Self::Paper => "paper",
            Self::Blue => "blue",
            Self::Vermillion => "vermillion",
            Self::Green => "green",
            Self::Purple => "purple",
            Self::Orange => "orange",
            Self::Sky => "sky",
        }
    }

    /// Class of a shape filled with this colour.
    pub(crate) fn fill_class(self) -> String {
        format!("f-{}", self.name())
    }

    /// Class of a shape stroked with this colour.
    pub(crate) fn stroke_class(self) -> String {
        format!("s-{}", self.name())
    }
}

/// Rules that turn drawings dark where the reader prefers it, on screens only.
pub fn dark_css() -> String {
    let mut css = String::from("@media screen and (prefers-color-scheme:dark){");
    for paint in ALL {
        let _ = write!(css, ".{}{{fill:{}}}", paint.fill_class(), paint.dark());
        let _ = write!(css, ".{}{{stroke:{}}}", paint.stroke_class(), paint.dark());
    }
    css.push('}');
    css
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance and contrast ratio of WCAG 2.1.
    fn luminance(hex: &str) -> f64 {
        let channel = |i: usize| {
            let byte = u8::from_str_radix(&hex[i..i + 2], 16).expect("two hexadecimal digits");
            let c = f64::from(byte) / 255.0;
            if c <= 0.03928 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
        a.max(b) / a.min(b)
    }

    #[test]
    fn text_can_be_read_on_its_paper() {
        for paint in SERIES.into_iter().chain([Paint::Ink, Paint::Muted]) {
            for ground in [Paint::Paper, Paint::Shade] {
                let light = contrast(paint.light_text(), ground.light());
                let dark = contrast(paint.dark(), ground.dark());
                assert!(light >= 4.5, "{paint:?} on light {ground:?}: {light:.2}");
                assert!(dark >= 4.5, "{paint:?} on dark {ground:?}: {dark:.2}");
            }
        }
    }
}

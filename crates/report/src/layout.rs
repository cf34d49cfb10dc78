//! Two layouts of every figure, a page's width and a telephone's, and the placing of labels.

use crate::palette::Paint;
use crate::svg::{Anchor, Font};
use crate::text;

/// Room right of the panels of a figure of the whole protocol: its widest label is "lower body".
const PROTOCOL_RIGHT: f64 = 96.0;

/// Measures of a drawing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Layout {
    /// Width, in pixels at natural size.
    pub width: f64,
    /// Size of text.
    pub text: f64,
    /// Room left of a panel for the numbers of its axis.
    pub left: f64,
    /// Least room right of a panel.
    pub right: f64,
    /// Whether lines are labelled at their end; otherwise in a key above the panel.
    pub direct_labels: bool,
    /// Class of the drawing in a page.
    pub class: &'static str,
}

impl Layout {
    /// For a page or a screen: 820 pixels.
    pub const WIDE: Self = Self {
        width: 820.0,
        text: 13.0,
        left: 44.0,
        right: 26.0,
        direct_labels: true,
        class: "wide",
    };

    /// For a telephone: 358 pixels, text never below 11 pixels at 360 pixels of screen.
    pub const NARROW: Self = Self {
        width: 358.0,
        text: 12.5,
        left: 38.0,
        right: 12.0,
        direct_labels: false,
        class: "narrow",
    };

    /// For a figure of the whole protocol: with room for the labels of every such figure, so that all
    /// have one axis of time.
    pub fn of_protocol(&self) -> Self {
        let right = match self.direct_labels {
            true => self.right.max(PROTOCOL_RIGHT),
            false => self.right,
        };
        Self { right, ..*self }
    }

    /// Height of a line of text.
    pub fn line_height(&self) -> f64 {
        (self.text * 1.4).round()
    }

    pub(crate) fn font(&self, paint: Paint, anchor: Anchor) -> Font {
        Font {
            size: self.text,
            paint,
            bold: false,
            anchor,
        }
    }

    pub(crate) fn bold(&self, paint: Paint, anchor: Anchor) -> Font {
        Font {
            bold: true,
            ..self.font(paint, anchor)
        }
    }

    pub(crate) fn text_width(&self, text: &str) -> f64 {
        text::width(text, self.text)
    }
}

/// Moves labels apart along a line so that neighbours keep `gap` and all stay between `low` and
/// `high` where there is room, each as near as may be to its wish. The order is kept.
pub fn spread(wishes: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let wish = |i: usize| {
        if wishes[i].is_finite() {
            wishes[i]
        } else {
            low
        }
    };
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    order.sort_by(|a, b| wish(*a).total_cmp(&wish(*b)));
    let mut placed = vec![low; wishes.len()];
    let mut floor = low;
    for &i in &order {
        placed[i] = wish(i).max(floor);
        floor = placed[i] + gap;
    }
    let mut ceiling = high;
    for &i in order.iter().rev() {
        placed[i] = placed[i].min(ceiling);
        ceiling = placed[i] - gap;
    }
    placed
}

/// Where the name of a phase stands above the panels.
#[derive(Debug, Clone, PartialEq)]
pub struct PhaseLabel {
    /// The text, cut where there is no room at all.
    pub text: String,
    /// Left end of the text.
    pub x: f64,
    /// Row above the panels, 0 the lowest.
    pub row: usize,
    /// Where a line leads from the text down to the phase, if the text is not inside it.
    pub leader_x: Option<f64>,
}

/// Most rows of names above the panels.
const MOST_ROWS: usize = 5;

/// Places names above spans `(name, from, to)` that follow each other from left to right, between
/// `left` and `right`.
///
/// A name that fits stands centred above its span. Another becomes a flag in a higher row: a
/// leader goes up from the middle of its span, the text flies to the right of it, or to the left
/// where it would pass the edge. Rows are chosen so that no leader crosses a name. Where that
/// would take too many rows, the names that do not fit give way to the number of their phase.
pub fn place_phase_labels(
    spans: &[(&str, f64, f64)],
    size: f64,
    left: f64,
    right: f64,
) -> Vec<PhaseLabel> {
    let labels = place(spans, size, left, right);
    if labels.iter().all(|label| label.row < MOST_ROWS) {
        return labels;
    }
    let numbers: Vec<String> = (1..=spans.len()).map(|number| number.to_string()).collect();
    let shorter: Vec<(&str, f64, f64)> = spans
        .iter()
        .zip(labels.iter().zip(&numbers))
        .map(|(span, (label, number))| {
            let name = if label.leader_x.is_some() {
                number.as_str()
            } else {
                span.0
            };
            (name, span.1, span.2)
        })
        .collect();
    place(&shorter, size, left, right)
}

fn place(spans: &[(&str, f64, f64)], size: f64, left: f64, right: f64) -> Vec<PhaseLabel> {
    let pad = 4.0;
    let mut flies_left = vec![false; spans.len()];
    let mut labels: Vec<PhaseLabel> = Vec::with_capacity(spans.len());
    let mut covered_from = f64::INFINITY; // by names that fly to the left, seen from the right
    for (i, &(name, from, to)) in spans.iter().enumerate().rev() {
        let text = text::fit(name, size, right - left);
        let width = text::width(&text, size);
        if width + pad <= to - from {
            let x = 0.5 * (from + to - width);
            labels.push(PhaseLabel {
                text,
                x,
                row: 0,
                leader_x: None,
            });
            continue;
        }
        let middle = 0.5 * (from + to);
        flies_left[i] = middle - 3.0 + width > right || middle + pad > covered_from;
        let x = if flies_left[i] {
            (middle + 3.0 - width).max(left)
        } else {
            middle - 3.0
        };
        if flies_left[i] {
            covered_from = covered_from.min(x);
        }
        labels.push(PhaseLabel {
            text,
            x,
            row: 0,
            leader_x: Some(middle),
        });
    }
    labels.reverse();
    // A flag lies above every other that its name reaches. Names that fly left reach flags on
    // their left only, the others those on their right: so each order ends.
    let end = |label: &PhaseLabel| label.x + text::width(&label.text, size) + pad;
    let raised = |labels: &[PhaseLabel], i: usize, others: std::ops::Range<usize>| {
        let own = &labels[i];
        let reached = labels[others]
            .iter()
            .filter(|other| other.leader_x.is_some() && own.x < end(other) && other.x < end(own));
        reached.map(|other| other.row).max().unwrap_or(0) + 1
    };
    let flags: Vec<usize> = (0..labels.len())
        .filter(|i| labels[*i].leader_x.is_some())
        .collect();
    let first_left = flags
        .iter()
        .copied()
        .find(|i| flies_left[*i])
        .unwrap_or(labels.len());
    for &i in flags.iter().filter(|i| flies_left[**i]) {
        labels[i].row = raised(&labels, i, first_left..i);
    }
    for &i in flags.iter().rev().filter(|i| !flies_left[**i]) {
        labels[i].row = raised(&labels, i, i + 1..labels.len());
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_move_apart_and_stay_inside() {
        let placed = spread(&[50.0, 52.0, f64::NAN, 99.0], 14.0, 0.0, 100.0);
        let mut sorted = placed.clone();
        sorted.sort_by(f64::total_cmp);
        assert!(
            sorted
                .windows(2)
                .all(|pair| pair[1] - pair[0] >= 14.0 - 1e-9),
            "{placed:?}"
        );
        assert!(
            placed.iter().all(|y| (0.0..=100.0).contains(y)),
            "{placed:?}"
        );
        assert_eq!(placed[3], 99.0);
        assert!(placed[0] < placed[1]);
    }

    /// No two names in a row overlap, and no leader crosses a name.
    fn check(spans: &[(&str, f64, f64)], right: f64) -> Vec<PhaseLabel> {
        let labels = place_phase_labels(spans, 13.0, 2.0, right);
        let end = |label: &PhaseLabel| label.x + text::width(&label.text, 13.0);
        for (i, a) in labels.iter().enumerate() {
            assert!(a.x >= 2.0 && end(a) <= right, "{i} {labels:?}");
            for (j, b) in labels.iter().enumerate().filter(|(j, _)| *j != i) {
                let apart = a.row != b.row || end(a) <= b.x || end(b) <= a.x;
                assert!(apart, "{i} overlaps {j}: {labels:?}");
                let crossed = a
                    .leader_x
                    .is_some_and(|x| x > b.x && x < end(b) && a.row > b.row);
                assert!(!crossed, "the leader of {i} crosses {j}: {labels:?}");
            }
        }
        labels
    }

    #[test]
    fn short_phases_get_flags_that_do_not_overlap() {
        let spans = [
            ("lying", 40.0, 340.0),
            ("one tiptoe", 340.0, 342.0),
            ("refilling", 342.0, 380.0),
            ("ten tiptoes", 380.0, 390.0),
            ("refilling again", 390.0, 430.0),
            ("standing still", 430.0, 700.0),
        ];
        let labels = check(&spans, 720.0);
        assert_eq!((labels[0].row, labels[5].row), (0, 0));
        assert!(labels[1..5].iter().all(|label| label.row > 0));
    }

    #[test]
    fn flags_near_the_right_edge_fly_left() {
        let spans = [
            ("lying", 40.0, 200.0),
            ("standing", 200.0, 300.0),
            ("tiptoeing", 300.0, 305.0),
            ("standing still", 305.0, 346.0),
        ];
        check(&spans, 354.0);
        let place = |i: i32| 40.0 + 25.0 * f64::from(i);
        let crowded: Vec<(&str, f64, f64)> = (0..12)
            .map(|i| ("phase of a protocol", place(i), place(i + 1)))
            .collect();
        let labels = check(&crowded, 354.0);
        assert_eq!(labels[11].text, "12", "too many names give way to numbers");
    }
}

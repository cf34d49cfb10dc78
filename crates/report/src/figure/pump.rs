//! The muscle pump beside the heart: flow and power in each phase.

use crate::data::Curve;
use crate::overview::{Overview, PumpShare};

use super::Figure;
use crate::layout::Layout;
use crate::palette::Paint;
use crate::scale::{Scale, ticks_around};
use crate::svg::{Anchor, Stroke, Svg};
use crate::text::{fit, fixed, spoken};
use secondheart_body::quantity::decimals_for;

/// Most phases with bars.
const MOST: usize = 12;

type Pick = fn(&PumpShare) -> Option<f64>;

/// What one half of the figure shows.
struct Half {
    title: &'static str,
    unit: &'static str,
    heart: Pick,
    pump: Pick,
    /// Name of the lower bar.
    lower: &'static str,
}

const HALVES: [Half; 2] = [
    Half {
        title: "Flow",
        unit: "L/min",
        heart: |share| share.heart_flow_l_per_min,
        pump: |share| share.pump_flow_l_per_min,
        lower: "knees",
    },
    Half {
        title: "Useful power",
        unit: "W",
        heart: |share| share.heart_power_w,
        pump: |share| share.pump_power_w,
        lower: "pump",
    },
];

fn finite(value: Option<f64>) -> Option<f64> {
    value.filter(|value| value.is_finite())
}

/// Draws the figure; `None` where no muscle worked.
pub fn draw(overview: &Overview, layout: &Layout) -> Option<Figure> {
    let all = &overview.pump_shares;
    if all.iter().all(|share| finite(share.pump_power_w).is_none()) {
        return None;
    }
    let shares = &told_apart(all)[..];
    let has = |half: &&Half| {
        shares
            .iter()
            .any(|s| finite((half.heart)(s)).or(finite((half.pump)(s))).is_some())
    };
    let halves: Vec<&Half> = HALVES.iter().filter(has).collect();
    if halves.is_empty() {
        return None;
    }
    let beside = layout.direct_labels && halves.len() > 1;
    let gap = 36.0;
    let width = if beside {
        0.5 * (layout.width - gap)
    } else {
        layout.width
    };
    let mut svg = Svg::new(layout.width);
    let (mut height, mut corner) = (0.0_f64, (0.0, 0.0));
    for half in halves {
        let bottom = bars(&mut svg, layout, shares, half, corner, width);
        height = height.max(bottom);
        corner = if beside {
            (corner.0 + width + gap, 0.0)
        } else {
            (0.0, bottom + 14.0)
        };
    }
    let mut caption = "Heart: output of the left ventricle, power of both ventricles. Knees: net flow \
                       through the veins of both legs at the knee, which the pump drives during \
                       exercise and the arterial inflow alone at rest. Pump: useful power of the \
                       muscle pump, flow at the knees times the fall of the ankle's venous pressure."
        .to_owned();
    if shares.len() < all.len() {
        caption.push_str(&format!(
            " Of {} phases, the first {} in or just before which muscles worked.",
            fixed(all.len() as f64, 0),
            shares.len()
        ));
    }
    let data = data(shares);
    Some(Figure {
        name: "pump",
        title: "The muscle pump beside the heart".to_owned(),
        caption,
        data,
        svg,
        height,
        class: layout.class,
    })
}
/// The phases whose bars are drawn: all, or of many the first in which the muscles worked and the
/// rest before them.
fn told_apart(all: &[PumpShare]) -> Vec<PumpShare> {
    if all.len() <= MOST {
        return all.to_vec();
    }
    let worked = |share: &PumpShare| finite(share.pump_power_w).is_some();
    let mut chosen: Vec<usize> = (0..all.len())
        .filter(|i| worked(&all[*i]) || all.get(i + 1).is_some_and(worked))
        .take(MOST)
        .collect();
    chosen.sort_unstable();
    chosen.into_iter().map(|i| all[i].clone()).collect()
}

/// The numbers of the bars.
fn data(shares: &[PumpShare]) -> Vec<Curve> {
    let of = |share: &PumpShare| {
        let bars = [
            ("heart_flow_l_per_min", share.heart_flow_l_per_min),
            ("knees_flow_l_per_min", share.pump_flow_l_per_min),
            ("heart_power_w", share.heart_power_w),
            ("pump_power_w", share.pump_power_w),
        ];
        let column =
            |(name, value): (&'static str, Option<f64>)| (name, vec![value.unwrap_or(f64::NAN)]);
        Curve {
            panel: "Pump and heart".to_owned(),
            line: share.phase.clone(),
            unit: String::new(),
            columns: bars.map(column).into(),
        }
    };
    shares.iter().map(of).collect()
}

/// Draws one half; returns where it ends.
fn bars(
    svg: &mut Svg,
    layout: &Layout,
    shares: &[PumpShare],
    half: &Half,
    (left, top): (f64, f64),
    width: f64,
) -> f64 {
    let line = layout.line_height();
    let mut y = top + line;
    svg.heading((left + 2.0, y - 4.0), half.title, half.unit, layout.text);
    let picks = [
        (half.heart, "heart", Paint::Vermillion),
        (half.pump, half.lower, Paint::Blue),
    ];
    let all = || {
        shares
            .iter()
            .flat_map(|s| picks.iter().filter_map(|(pick, ..)| finite(pick(s))))
    };
    let (low, high) = all().fold((0.0_f64, 0.0_f64), |(low, high), v| {
        (low.min(v), high.max(v))
    });
    let ticks = ticks_around(low, high, 4);
    let decimals = decimals_for(all(), half.unit);
    let names = layout.text_width("knees").max(layout.text_width("heart")) + 12.0;
    let values = layout.text_width("\u{2212}0.00") + 12.0;
    let domain = (ticks.values[0], ticks.values[ticks.values.len() - 1]);
    let x = Scale {
        domain,
        range: (left + names, left + width - values),
    };
    let bar = layout.text + 1.0;
    for share in shares {
        y += line + 4.0;
        let name = fit(&spoken(&share.phase), layout.text, width);
        svg.text(
            (left + 2.0, y - 2.0),
            &name,
            layout.font(Paint::Ink, Anchor::Start),
        );
        let group_top = y + 1.0;
        for (pick, label, paint) in picks {
            y += 3.0;
            let base = y + 0.5 * bar + 0.35 * layout.text;
            let font = layout.font(paint, Anchor::End);
            svg.text((x.range.0 - 6.0, base), label, font);
            match finite(pick(share)) {
                Some(value) => {
                    let (a, b) = (x.at(0.0_f64.min(value)), x.at(0.0_f64.max(value)));
                    svg.rect((a, y), ((b - a).max(1.0), bar), paint);
                    let text = fixed(value, decimals);
                    let font = layout.font(Paint::Ink, Anchor::Start);
                    svg.text((b + 6.0, base), &text, font);
                }
                None => svg.text(
                    (x.at(0.0) + 6.0, base),
                    "–",
                    layout.font(Paint::Muted, Anchor::Start),
                ),
            }
            y += bar;
        }
        let stroke = Stroke::solid(Paint::Axis, 1.0);
        svg.line((x.at(0.0), group_top), (x.at(0.0), y + 2.0), stroke);
        y += 6.0;
    }
    y + 2.0
}

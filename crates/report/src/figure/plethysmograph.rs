//! The curve of the air plethysmograph: filling in standing, emptying by tiptoes, with the volumes that
//! are read from it.

use crate::overview::{Overview, Plethysmogram};

use super::{Figure, from_stack};
use crate::envelope::merged;
use crate::layout::Layout;
use crate::palette::Paint;
use crate::stack::{self, Axis, Panel, Series, Style};
use crate::text::fixed;

/// Share of the venous volume at which the filling time is taken.
const FILLED: f64 = 0.9;

/// A reading as a level above the raised leg: name, from when it is drawn, s, and volume, mL.
struct Level {
    label: String,
    from_s: f64,
    volume_ml: f64,
    /// Where it is read on the curve, s.
    read_s: Option<f64>,
}

fn levels(shown: &Plethysmogram) -> Vec<Level> {
    let full_ml = shown.venous_volume_ml;
    let mut levels = vec![
        Level {
            label: format!("VV {} mL", fixed(full_ml, 0)),
            from_s: shown.standing_s,
            volume_ml: full_ml,
            read_s: None,
        },
        Level {
            label: "leg raised".to_owned(),
            from_s: f64::NEG_INFINITY,
            volume_ml: 0.0,
            read_s: None,
        },
    ];
    if let Some(index) = shown.filling_index_ml_per_s {
        let filled_ml = FILLED * full_ml;
        let after_s = filled_ml / index;
        levels.push(Level {
            label: format!(
                "90 % in {} s: VFI {} mL/s",
                fixed(after_s, 0),
                fixed(index, 1)
            ),
            from_s: shown.standing_s,
            volume_ml: filled_ml,
            read_s: Some(shown.standing_s + after_s),
        });
    }
    for (tiptoes, volume, fraction) in
        [(&shown.ejection, "EV", "EF"), (&shown.residue, "RV", "RVF")]
    {
        let Some(tiptoes) = tiptoes else { continue };
        levels.push(Level {
            label: format!(
                "{volume} {} mL, {fraction} {} %",
                fixed(tiptoes.volume_ml, 0),
                fixed(tiptoes.fraction_pct, 0)
            ),
            from_s: tiptoes.start_s,
            volume_ml: tiptoes.lowest_ml - shown.emptied_ml,
            read_s: lowest_at_s(shown, tiptoes.start_s, tiptoes.end_s),
        });
    }
    levels.retain(|level| level.volume_ml.is_finite() && !level.from_s.is_nan());
    levels.sort_by(|a, b| b.volume_ml.total_cmp(&a.volume_ml));
    levels
}

/// When the curve is lowest between two times, s.
fn lowest_at_s(shown: &Plethysmogram, from_s: f64, to_s: f64) -> Option<f64> {
    let points = shown.curve.points.iter();
    let inside = points.filter(|p| p.t_s >= from_s && p.t_s <= to_s && p.min.is_finite());
    let lowest = inside.min_by(|a, b| a.min.total_cmp(&b.min))?;
    Some(lowest.t_s)
}

/// Draws the figure; `None` without plethysmography.
pub fn draw(overview: &Overview, layout: &Layout) -> Option<Figure> {
    let shown = overview.plethysmogram.as_ref()?;
    let span_s = (shown.phases.first()?.start_s, shown.phases.last()?.end_s);
    let levels = levels(shown);
    let inside = shown.curve.points.iter().filter(|p| p.mean.is_finite());
    let fine_s = (span_s.1 - span_s.0) / (0.8 * layout.width);
    let mut points = merged(&inside.copied().collect::<Vec<_>>(), fine_s);
    for point in &mut points {
        point.min -= shown.emptied_ml;
        point.mean -= shown.emptied_ml;
        point.max -= shown.emptied_ml;
    }
    let curve = Series {
        label: String::new(),
        paint: Paint::Blue,
        points,
        style: Style::Envelope,
    };
    let lines = levels.iter().map(|level| {
        let from_s = level.from_s.max(span_s.0);
        Series::level(level.label.clone(), (from_s, span_s.1), level.volume_ml)
    });
    let panel = Panel {
        title: "Calf volume above the raised leg".to_owned(),
        unit: "mL".to_owned(),
        height: 270.0,
        series: std::iter::once(curve).chain(lines).collect(),
        least_span: 20.0,
        include: Some(0.0),
    };
    let mut stack = stack::draw(layout, span_s, &shown.phases, &[panel], Axis::Time)?;
    let (x, y) = (stack.x, *stack.y.first()?);
    for level in &levels {
        if let Some(read_s) = level
            .read_s
            .filter(|read_s| (span_s.0..=span_s.1).contains(read_s))
        {
            let at = (x.at(read_s), y.at(level.volume_ml));
            stack.svg.dot(at, 4.0, Paint::Ink);
        }
    }
    let caption = "VV is the functional venous volume, from the raised leg to the plateau of standing. \
                   VFI, the venous filling index, is 90 % of VV over the time in which it is reached. EV \
                   is the volume that one tiptoe ejects, EF its fraction of VV. RV is what remains above \
                   the raised leg at the end of ten tiptoes, RVF its fraction of VV. The dashed \
                   levels are named from above; dots are where they are read."
        .to_owned();
    let title = "Air plethysmography of the calf";
    Some(from_stack("plethysmograph", title, caption, stack, layout))
}

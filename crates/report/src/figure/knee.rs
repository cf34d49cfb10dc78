//! Flow through the veins at the knee over the cycle of the exercise, above the pressure of the
//! muscle that drives it.

use crate::overview::{EnvelopePoint, Overview};

use super::{Figure, from_stack};
use crate::layout::Layout;
use crate::palette::Paint;
use crate::stack::{self, Axis, Panel, Series, Style};
use crate::text::fixed;

/// Draws the figure; `None` without cycles.
pub fn draw(overview: &Overview, layout: &Layout) -> Option<Figure> {
    let window = overview.gait_window.as_ref()?;
    let line = |label: &str, paint, values: &[f64]| {
        let pairs = window.cycle.phase_pct.iter().zip(values);
        let inside = pairs.filter(|(phase_pct, _)| (0.0..=100.0).contains(*phase_pct));
        let point = |(phase_pct, value): (&f64, &f64)| EnvelopePoint {
            t_s: *phase_pct,
            weight_s: 1.0,
            min: *value,
            mean: *value,
            max: *value,
        };
        Series {
            label: label.to_owned(),
            paint,
            points: inside.map(point).collect(),
            style: Style::Line,
        }
    };
    let panels = [
        Panel {
            title: "Flow at the left knee, towards the heart".to_owned(),
            unit: "mL/s".to_owned(),
            height: 170.0,
            series: vec![
                line("popliteal (deep)", Paint::Blue, &window.cycle.deep_ml_per_s),
                line(
                    "saphenous (superficial)",
                    Paint::Green,
                    &window.cycle.superficial_ml_per_s,
                ),
            ],
            least_span: 5.0,
            include: Some(0.0),
        },
        Panel {
            title: "Pressure in the soleus".to_owned(),
            unit: "mmHg".to_owned(),
            height: 80.0,
            series: vec![line("", Paint::Vermillion, &window.cycle.muscle_mmhg)],
            least_span: 20.0,
            include: Some(0.0),
        },
    ];
    let axis = Axis::Cycle(&window.cycle_label);
    let stack = stack::draw(layout, (0.0, 100.0), &[], &panels, axis)?;
    let caption = format!(
        "Mean of {} cycles of {} s in “{}”. Above zero blood flows towards the heart, below \
         zero it falls back.",
        fixed(window.cycle.cycles, 0),
        fixed(window.cycle.cycle_s, 2),
        window.exercise_label
    );
    let title = "Flow at the knee over the cycle of the muscle pump";
    Some(from_stack("knee", title, caption, stack, layout))
}

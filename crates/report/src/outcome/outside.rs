//! Pressure that acts on the leg from outside: stockings, cuffs, suction, pressure, water.
//!
//! A cannula reads the pressure inside a vein. It includes what presses on the vein from outside, so
//! that a stocking seems to raise it: `outside = inside - transmural`, in mmHg.

use secondheart_laboratory::record::{Record, SpanRecord};

use secondheart_protocol::account::Differences;

use crate::overview::ReadingRow;

use super::spans;
use crate::text::fixed;

/// Smaller pressures from outside are not told, mmHg: estimate, less than measurements tell apart.
const LEAST_OUTSIDE_MMHG: f64 = 1.0;

/// Pressure that acts from outside on the veins at foot and ankle, mmHg: the largest of the means of
/// phases and windows, negative for suction; `None` if there is none to speak of.
pub(super) fn outside_mmhg(record: &Record) -> Option<[f64; 2]> {
    outside_in(&spans(record))
}

/// The same of some phases and windows.
fn outside_in(spans: &[&SpanRecord]) -> Option<[f64; 2]> {
    let largest = |(inside, transmural): (&str, &str)| {
        let outside = spans
            .iter()
            .filter_map(|span| Some(span.reading(inside)?.value - span.reading(transmural)?.value));
        outside.fold(0.0, |largest: f64, outside| {
            if outside.abs() > largest.abs() {
                outside
            } else {
                largest
            }
        })
    };
    let [foot, ankle] = [
        (
            "foot_vein_pressure_mmhg",
            "foot_vein_transmural_pressure_mmhg",
        ),
        (
            "ankle_vein_pressure_mmhg",
            "ankle_vein_transmural_pressure_mmhg",
        ),
    ]
    .map(largest);
    let tells = foot.abs().max(ankle.abs()) >= LEAST_OUTSIDE_MMHG;
    tells.then_some([foot, ankle])
}

/// From where swelling counts in a run that begins with pressed legs; empty where legs are free at the
/// start, or where no swelling is shown.
pub(super) fn swelling_note(
    record: &Record,
    rows: &[ReadingRow],
    from_start: &Differences,
) -> String {
    let begins = record.phases.first().and_then(|first| outside_in(&[first]));
    let pressed = begins.is_some_and(|[foot, ankle]| foot + ankle > 0.0);
    // What is put on in the first phase finds free legs.
    if !pressed
        || !from_start.presses_on_legs()
        || !rows.iter().any(|row| row.label.contains("swelling"))
    {
        return String::new();
    }
    "Swelling counts from the start of the run, when the legs were already pressed and held less blood \
     than free legs: compare it with the volume of a free leg only through a run that begins with free \
     legs and puts the pressure on in a later phase."
        .to_owned()
}

/// What the vein pressures of a leg under a stocking, a cuff, suction, pressure or water mean; empty for a free leg.
pub(super) fn outside_note(record: &Record) -> String {
    let Some([foot, ankle]) = outside_mmhg(record) else {
        return String::new();
    };
    let (acts, differs) = match foot + ankle > 0.0 {
        true => (
            "Pressures of the foot and ankle veins, ambulatory pressures too, include the pressure of \
             the stocking or cuff, the box or the water over the vein.",
            "lower",
        ),
        false => (
            "The legs are under suction, which lowers the pressures of the foot and ankle veins.",
            "higher",
        ),
    };
    let sites = [(foot, "foot"), (ankle, "ankle")].into_iter();
    let sites = sites.filter(|(outside, _)| outside.abs() >= LEAST_OUTSIDE_MMHG);
    let sites = sites.map(|(outside, site)| {
        let outside = fixed(outside.abs(), 1);
        format!("{outside} mmHg at the {site}")
    });
    let sites: Vec<String> = sites.collect();
    format!(
        "{acts} The transmural pressure, which distends the vein, is {differs} by up to {} (mean of a \
         phase).",
        sites.join(" and ")
    )
}

//! Which readings matter in a run: the rows of its first table.
//!
//! The core readings stand in every table. Then come the pressures and refilling times of the veins at
//! foot and ankle, where an exercise emptied them; readings that only some phases have, such as a dip of
//! pressure; and readings that changed from phase to phase by more than can be told apart, the largest
//! change first. A condition or intervention of the run adds the readings that it makes interesting and
//! takes no other away. What drifts within a phase is shown by its value at the end of the phase, which a
//! mean would hide.

use std::collections::BTreeSet;

use secondheart_body::quantity::{label_of, unit_of};
use secondheart_laboratory::record::{Record, SpanRecord};

use super::outside::outside_mmhg;
use super::{Columns, spans};
use crate::overview::{EndValues, ReadingCell, ReadingRow};

/// Readings that every protocol shows.
const CORE: [&str; 8] = [
    "heart_rate_per_min",
    "systolic_pressure_mmhg",
    "mean_arterial_pressure_mmhg",
    "diastolic_pressure_mmhg",
    "stroke_volume_ml",
    "cardiac_output_l_per_min",
    "central_venous_pressure_mmhg",
    "foot_vein_pressure_mmhg",
];

/// Vein pressures shown where a pressure acts on the leg from outside.
const PRESSED: [&str; 3] = [
    "foot_vein_transmural_pressure_mmhg",
    "ankle_vein_pressure_mmhg",
    "ankle_vein_transmural_pressure_mmhg",
];

/// What a cannula reads in an exercise and after it: at the foot, and in the saphenous vein at the
/// ankle, where superficial disease shows.
const PUMPED: [&str; 6] = [
    "foot_ambulatory_pressure_mmhg",
    "foot_ambulatory_fall_mmhg",
    "foot_refill_time_90_s",
    "ankle_ambulatory_pressure_mmhg",
    "ankle_ambulatory_fall_mmhg",
    "ankle_refill_time_90_s",
];

/// Readings of one manoeuvre, the most telling first: a protocol that has them was made for them.
const MANOEUVRES: [&str; 10] = [
    "venous_volume_ml",
    "venous_filling_index_ml_per_s",
    "ejected_volume_ml",
    "ejection_fraction_calf_pct",
    "residual_volume_fraction_pct",
    "knee_flow_both_ml_per_min",
    "pump_share_pct",
    "lowest_mean_arterial_pressure_first_30_s_mmhg",
    "dip_time_s",
    "highest_heart_rate_first_30_s_per_min",
];

/// Readings that are shown where they changed, or where a run of one phase has room.
const MORE: [&str; 14] = [
    "total_peripheral_resistance_mmhg_min_per_l",
    "ejection_fraction_pct",
    "end_diastolic_volume_ml",
    "pulmonary_artery_pressure_mmhg",
    "ankle_vein_pressure_mmhg",
    "leg_volume_left_ml",
    "blood_below_diaphragm_ml",
    "plasma_volume_loss_pct",
    "common_femoral_artery_flow_ml_per_min",
    "cardiopulmonary_volume_ml_per_m2",
    "systemic_venous_share_pct",
    "knee_flow_contracting_ml_per_min",
    "knee_flow_relaxing_ml_per_min",
    "calf_volume_change_pct",
];

/// What a condition or intervention makes interesting: the start of its name, and readings.
const INTERESTING: [(&str, &[&str]); 16] = [
    ("bleeding", &["blood_volume_ml", "plasma_volume_loss_pct"]),
    ("infusion", &["blood_volume_ml", "plasma_volume_loss_pct"]),
    (
        "autonomic-failure",
        &[
            "lowest_systolic_pressure_mmhg",
            "total_peripheral_resistance_mmhg_min_per_l",
        ],
    ),
    (
        "heart-failure",
        &["ejection_fraction_pct", "pulmonary_wedge_pressure_mmhg"],
    ),
    (
        "stiff-heart",
        &["pulmonary_wedge_pressure_mmhg", "end_diastolic_volume_ml"],
    ),
    (
        "deep-vein-incompetence",
        &["popliteal_reflux_ml_per_min", "foot_refill_time_90_s"],
    ),
    (
        "post-thrombotic",
        &["popliteal_reflux_ml_per_min", "foot_refill_time_90_s"],
    ),
    (
        "varicose",
        &[
            "saphenofemoral_reflux_ml_per_min",
            "saphenous_calf_diameter_mm",
        ],
    ),
    (
        "deep-vein-occlusion",
        &["popliteal_vein_diameter_mm", "calf_fluid_volume_ml"],
    ),
    (
        "iliac-vein",
        &["common_femoral_vein_diameter_mm", "calf_fluid_volume_ml"],
    ),
    ("iliac-artery", ARTERY),
    ("femoral-artery", ARTERY),
    ("tibial-artery", ARTERY),
    ("bypass", ARTERY),
    (
        "stocking",
        &["saphenous_calf_diameter_mm", "calf_fluid_volume_ml"],
    ),
    ("raised-compartment", &["leg_arterial_inflow_ml_per_min"]),
];

/// What a narrowed or opened artery of the leg changes.
const ARTERY: &[&str] = &[
    "ankle_brachial_index_ratio",
    "toe_brachial_index_ratio",
    "toe_systolic_pressure_mmhg",
    "common_femoral_artery_flow_ml_per_min",
    "leg_arterial_inflow_ml_per_min",
];

/// Most rows of readings.
const ROWS: usize = 16;

/// What a reader can tell apart in a unit, about the noise of measurements in people: estimates.
fn resolution(unit: &str) -> f64 {
    match unit {
        "mmHg" => 2.0,
        "mL" => 5.0,
        "L/min" => 0.2,
        "/min" => 2.0,
        "mL/min" => 20.0,
        "mL/m²" => 10.0,
        "mmHg·min/L" => 0.5,
        "s" | "%" => 1.0,
        "mm" => 0.2,
        "ratio" => 0.05,
        _ => 0.5,
    }
}

fn values<'a>(spans: &'a [&SpanRecord], name: &'a str) -> impl Iterator<Item = f64> + 'a {
    let readings = spans.iter().filter_map(|span| span.reading(name));
    readings.map(|reading| reading.value)
}

/// By how much a reading changes between spans: of its largest value, and 0 if it cannot be told.
fn change(spans: &[&SpanRecord], name: &str) -> f64 {
    let ends = values(spans, name).fold((f64::INFINITY, f64::NEG_INFINITY), |ends, value| {
        (ends.0.min(value), ends.1.max(value))
    });
    let (range, resolution) = (ends.1 - ends.0, resolution(unit_of(name)));
    if range > resolution {
        range / ends.0.abs().max(ends.1.abs()).max(resolution)
    } else {
        0.0
    }
}

/// The readings of the first table, in its order. `words` are the conditions and interventions of
/// the run. `targeted` tells the readings that evidence has of this protocol, also of other people: the
/// rows do not depend on whether a reading can be compared in this run.
pub(super) fn names(
    record: &Record,
    words: &BTreeSet<&str>,
    is_shown: impl Fn(&str) -> bool,
    targeted: impl Fn(&str) -> bool,
) -> Vec<&'static str> {
    let spans = spans(record);
    let is_shown = |name: &str| is_shown(name) && (name != PLASMA_LOSS || targeted(name));
    let of_manoeuvres = MANOEUVRES.into_iter().filter(|name| {
        let read = values(&spans, name).count();
        read < spans.len() || change(&spans, name) > 0.0
    });
    let mut changed: Vec<(&str, f64)> = MORE
        .into_iter()
        .map(|name| {
            // What evidence has comes first.
            let change = change(&spans, name);
            (name, change + f64::from(u8::from(targeted(name))))
        })
        .filter(|(_, change)| *change > 0.0 || spans.len() == 1)
        .collect();
    changed.sort_by(|a, b| b.1.total_cmp(&a.1));
    let chosen = CORE.into_iter().chain(PUMPED).chain(of_manoeuvres);
    let mut names: Vec<&'static str> = chosen.filter(|name| is_shown(name)).collect();
    let changed = changed.into_iter().map(|(name, _)| name);
    let room = ROWS.saturating_sub(names.len());
    names.extend(changed.filter(|name| is_shown(name)).take(room));
    let of_words = INTERESTING
        .iter()
        .filter(|(start, _)| words.iter().any(|word| word.starts_with(start)));
    let of_words = of_words.flat_map(|(_, names)| names.iter().copied());
    let pressed = outside_mmhg(record).is_some();
    let mut place = CORE.iter().filter(|name| is_shown(name)).count();
    for name in PRESSED
        .into_iter()
        .filter(|_| pressed)
        .chain(of_words)
        .filter(|name| is_shown(name))
    {
        // It stands among the first even if it also changed.
        let moved = names
            .iter()
            .position(|own| *own == name && MORE.contains(own));
        if let Some(moved) = moved {
            names.remove(moved);
            place -= usize::from(moved < place);
        }
        if !names.contains(&name) {
            names.insert(place, name);
            place += 1;
        }
    }
    names
}

const PLASMA_LOST: &str = "plasma lost by the end";

type Pick = fn(&EndValues) -> Option<f64>;

/// Rows of values at the end of phases and windows: label, unit, value, and the least that is shown.
const ENDS: [(&str, &str, Pick, f64); 4] = [
    ("blood lost by the end", "mL", |end| end.blood_lost_ml, 1.0),
    (PLASMA_LOST, "%", |end| end.plasma_loss_pct, 1.0),
    (
        "leg swelling by the end",
        "mL",
        |end| end.leg_swelling_ml,
        20.0,
    ),
    (
        "calf swelling by the end",
        "mL",
        |end| end.calf_swelling_ml,
        5.0,
    ),
];

/// The mean of a phase of what [`ENDS`] shows at its end.
const PLASMA_LOSS: &str = "plasma_volume_loss_pct";

/// Rows of what was lost or gained by the end of each phase and window since the start of the run, if
/// there is any. The table shows one loss of plasma: its mean where evidence has that, and otherwise
/// its value at the end.
pub(super) fn end_rows(
    [phases, windows]: [&[EndValues]; 2],
    columns: &Columns<'_>,
    names: &[&str],
) -> Vec<ReadingRow> {
    let ((first, last), all) = (columns.phases, phases.len());
    let of_windows = columns.spans.len() - (first + last);
    if all < first + last || windows.len() < of_windows {
        return Vec::new();
    }
    let shown = || {
        let phases = phases[..first].iter().chain(&phases[all - last..]);
        phases.chain(&windows[..of_windows])
    };
    let rows = ENDS.iter().filter_map(|(label, unit, pick, least)| {
        let telling = |end: &EndValues| pick(end).is_some_and(|v| v.abs() >= *least);
        let told = *label == PLASMA_LOST && names.contains(&PLASMA_LOSS);
        (!told && phases.iter().chain(windows).any(telling)).then(|| ReadingRow {
            label: (*label).to_owned(),
            unit: (*unit).to_owned(),
            about: "from the start of the run to the end of the phase".to_owned(),
            cells: shown()
                .map(|end| {
                    let value = pick(end)?;
                    let accepted = Vec::new();
                    Some(ReadingCell { value, accepted })
                })
                .collect(),
        })
    });
    rows.collect()
}

const KNEE_FLOW: &str = "knee_flow_both_ml_per_min";
/// Less flow than this passes a knee whose valves are shut, mL/min: a closed competent valve leaks nothing, so
/// that only rounding is left.
const NO_FLOW_ML_PER_MIN: f64 = 1e-6;

/// Names the phases and windows, from the exercise on, in which no blood passes the knee, with the reason;
/// empty where there are none, and where a pressure from outside may close the veins.
pub(super) fn knee_note(record: &Record, names: &[&str]) -> String {
    let works = |span: &SpanRecord| span.knee_cycle.is_some();
    let Some(work) = record.phases.iter().find(|phase| works(phase)) else {
        return String::new();
    };
    let shut = spans(record).into_iter().filter(|span| {
        let flow = span.reading(KNEE_FLOW).map(|reading| reading.value);
        let none = flow.is_some_and(|flow| flow.abs() < NO_FLOW_ML_PER_MIN);
        none && span.span.start_s >= work.span.start_s
    });
    let shut: Vec<String> = shut
        .map(|span| span.span.name.replace(['_', '-'], " "))
        .collect();
    if shut.is_empty() || !names.contains(&KNEE_FLOW) || outside_mmhg(record).is_some() {
        return String::new();
    }
    format!(
        "No blood passes the knees in {}: the valves above the veins of the calf, which the exercise \
         emptied, are shut until arterial inflow has refilled them.",
        shut.join(", ")
    )
}

/// What the loss of plasma counts where blood was lost or given; empty elsewhere.
pub(super) fn plasma_note(phases: &[EndValues], rows: &[ReadingRow]) -> &'static str {
    let loss = label_of(PLASMA_LOSS);
    if !rows
        .iter()
        .any(|row| [PLASMA_LOST, &loss].contains(&row.label.as_str()))
    {
        return "";
    }
    let ends = phases.iter().filter_map(|end| end.blood_lost_ml);
    let (mut before_ml, mut lost, mut given) = (0.0, false, false);
    for end_ml in ends {
        lost |= end_ml - before_ml >= 1.0;
        given |= before_ml - end_ml >= 1.0;
        before_ml = end_ml;
    }
    match (lost, given) {
        (true, true) => {
            "Plasma lost includes the plasma in the blood that was lost; what was infused is \
             subtracted."
        }
        (true, false) => "Plasma lost includes the plasma in the blood that was lost.",
        (false, true) => "What was infused is subtracted from plasma lost.",
        (false, false) => "",
    }
}

//! Graded exercise: the stages of a protocol that works at several loads, and their table.
//!
//! A stage is the rest before the work, or a phase of work with a load (pattern, and power or speed)
//! that no phase before it had. It is read in the last window that ends with its phase, or else over the whole phase.
//! The table follows Fick: what the whole body takes up is the output times the arteriovenous
//! difference, and so it is for every bed.

use secondheart_body::Activity;
use secondheart_body::quantity::{label_of, unit_of};
use secondheart_laboratory::instrument::Stage;
use secondheart_laboratory::record::{Record, SpanRecord};
use secondheart_protocol::scenario::Timeline;

use super::{reading_cell, reading_row};
use crate::figure::exercise::people_output_l_per_min;
use crate::overview::{RangeRole, ReadingCell, ReadingRow, ReadingTable, WorkStage};
use crate::people::People;

/// The readings of a stage, in the order of the table.
const READINGS: [&str; 21] = [
    UPTAKE,
    OUTPUT,
    "arteriovenous_oxygen_difference_ml_per_dl",
    "heart_rate_per_min",
    "stroke_volume_ml",
    "mean_arterial_pressure_mmhg",
    "pulmonary_wedge_pressure_mmhg",
    "leg_flow_both_ml_per_min",
    "leg_skin_flow_both_ml_per_min",
    "coronary_flow_ml_per_min",
    "splanchnic_flow_l_per_min",
    "renal_flow_ml_per_min",
    "cerebral_flow_ml_per_min",
    "arms_and_trunk_flow_ml_per_min",
    "leg_oxygen_uptake_both_ml_per_min",
    "leg_skin_oxygen_uptake_both_ml_per_min",
    "coronary_oxygen_uptake_ml_per_min",
    "splanchnic_oxygen_uptake_ml_per_min",
    "renal_oxygen_uptake_ml_per_min",
    "cerebral_oxygen_uptake_ml_per_min",
    "arms_and_trunk_oxygen_uptake_ml_per_min",
];
const UPTAKE: &str = "oxygen_uptake_ml_per_min";
const OUTPUT: &str = "cardiac_output_l_per_min";

/// Most loads that are told; a page has no room for more.
const MOST: usize = 12;
/// Shortest window that is read for its phase, s: several breaths.
const SHORTEST_WINDOW_S: f64 = 20.0;
/// Times closer than this are the same, s.
const SAME_TIME_S: f64 = 1e-6;

/// The load of an activity: its pattern, and power or speed in words.
fn load(activity: &Activity) -> Option<(&str, String)> {
    let power = activity.power_w.map(|power_w| format!("{power_w} W"));
    let speed = activity
        .speed_km_per_h
        .map(|speed_km_per_h| format!("{speed_km_per_h} km/h"));
    Some((activity.pattern.as_str(), power.or(speed)?))
}

/// The stages of a protocol that works at two or more loads; none of any other.
pub(super) fn stages(timeline: &Timeline, record: &Record, people: &People<'_>) -> Vec<WorkStage> {
    let all = Stage::all(timeline);
    let phases: Vec<&Stage> = all.iter().filter(|stage| stage.is_phase).collect();
    let Some(first) = phases.iter().position(|stage| stage.activity.is_some()) else {
        return Vec::new();
    };
    let mut loads: Vec<(&Stage, &str, String)> = Vec::new();
    for stage in &phases {
        let Some((pattern, load)) = stage.activity.as_ref().and_then(load) else {
            continue;
        };
        let known = |(_, own, known): &(&Stage, &str, String)| *own == pattern && *known == load;
        if loads.len() < MOST && !loads.iter().any(known) {
            loads.push((*stage, pattern, load));
        }
    }
    if loads.len() < 2 {
        return Vec::new();
    }
    let first_pattern = loads[0].1;
    let several = loads
        .iter()
        .any(|(_, pattern, _)| *pattern != first_pattern);
    let loads = loads.into_iter().map(|(stage, pattern, load)| {
        let label = if several {
            format!("{pattern} {load}")
        } else {
            load
        };
        (stage, label)
    });
    let rest = first
        .checked_sub(1)
        .map(|before| (phases[before], "rest".to_owned()));
    let stages = rest.into_iter().chain(loads);
    stages
        .filter_map(|(stage, label)| {
            let span = read_in(stage, record)?;
            let reading = |name| Some((name, reading_cell(span, people, name)?));
            let readings = READINGS.into_iter().filter_map(reading).collect();
            Some(WorkStage { label, readings })
        })
        .collect()
}

/// Where a stage is read.
fn read_in<'a>(stage: &Stage, record: &'a Record) -> Option<&'a SpanRecord> {
    let same = |a: f64, b: f64| (a - b).abs() < SAME_TIME_S;
    let windows = record.windows.iter().filter(|window| {
        let span = &window.span;
        let long = span.end_s - span.start_s >= SHORTEST_WINDOW_S;
        long && same(span.end_s, stage.end_s) && span.start_s >= stage.start_s - SAME_TIME_S
    });
    let last = windows.max_by(|a, b| a.span.start_s.total_cmp(&b.span.start_s));
    let mut phases = record.phases.iter();
    last.or_else(|| phases.find(|phase| phase.span.name == stage.name))
}

/// The table of the stages; none without stages.
pub(super) fn table(stages: &[WorkStage]) -> Option<ReadingTable> {
    if stages.is_empty() {
        return None;
    }
    // The other tables judge these readings; here their ranges are only shown.
    let shown = |cell: &ReadingCell| {
        let mut cell = cell.clone();
        for range in &mut cell.accepted {
            range.role = RangeRole::Shown("people");
        }
        cell
    };
    let row = |name: &str| {
        let cells = stages.iter().map(|stage| stage.reading(name).map(shown));
        reading_row(name, cells.collect())
    };
    let mut rows: Vec<ReadingRow> = READINGS.into_iter().map(row).collect();
    rows.retain(|row| row.cells.iter().any(Option::is_some));
    let people = stages.iter().map(|stage| {
        let uptake_ml_per_min = stage.reading(UPTAKE)?.value;
        Some(ReadingCell {
            value: people_output_l_per_min(1e-3 * uptake_ml_per_min),
            accepted: Vec::new(),
        })
    });
    let people = ReadingRow {
        label: "output of healthy people upright, 3.9 + 5.9 V\u{307}O₂".to_owned(),
        unit: unit_of(OUTPUT).to_owned(),
        about: "what people pump at this oxygen uptake".to_owned(),
        cells: people.collect(),
    };
    let output = rows.iter().position(|row| row.label == label_of(OUTPUT));
    rows.insert(output.map_or(rows.len(), |output| output + 1), people);
    Some(ReadingTable {
        title: "Graded exercise: where blood and oxygen go".to_owned(),
        columns: stages.iter().map(|stage| stage.label.clone()).collect(),
        rows,
        note:
            "Each load is read at its end. Oxygen uptake is output times arteriovenous difference \
               (Fick), in the whole body and in every bed. Skin is a part of the legs."
                .to_owned(),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

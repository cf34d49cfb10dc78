//! Graded exercise: the stages of a protocol that works at several loads, and their table.
//!
//! A stage is the rest before the work, or a phase of work with a load (pattern, and power or speed)
//! that no phase before it had. It is read in the last window that ends with its phase, or else over the
//! whole phase.
//! The table follows Fick: what the whole body takes up is the output times the arteriovenous
//! difference, and so it is for every bed.

use secondheart_body::quantity::{label_of, unit_of};
use secondheart_body::{Activity, Change};
use secondheart_laboratory::instrument::Stage;
use secondheart_laboratory::record::{Record, SpanRecord};
use secondheart_protocol::scenario::Timeline;

use super::{reading_cell, reading_row};
use crate::figure::exercise::people_output_l_per_min;
use crate::overview::{
    AcceptedRange, RangeRole, ReadingCell, ReadingRow, ReadingTable, WorkSlope, WorkStage,
    WorkStudy,
};
use crate::people::People;
use crate::text::significant;

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
/// Title of the table of graded exercise.
pub(crate) const TABLE: &str = "Graded exercise: where blood and oxygen go";

/// Most loads that are told; a page has no room for more.
const MOST: usize = 12;
/// Shortest window that is read for its phase, s: several breaths.
const SHORTEST_WINDOW_S: f64 = 20.0;
/// Times closer than this are the same, s.
const SAME_TIME_S: f64 = 1e-6;

/// Least elevation of the trunk of people who sit or recline, degrees.
const UPRIGHT_DEG: f64 = 40.0;

/// Whether all work of a protocol is cycling with the trunk raised, from its start to its end.
pub(super) fn is_upright_cycling(timeline: &Timeline) -> bool {
    let mut trunk_deg = timeline.start.trunk_deg;
    let mut pattern = "rest";
    let mut works = false;
    // Who lies down and stops at one time has not worked lying.
    for at_once in timeline.changes.chunk_by(|a, b| a.at_s == b.at_s) {
        for timed in at_once {
            match &timed.change {
                Change::Posture { to, .. } => trunk_deg = to.trunk_deg,
                Change::Activity(activity) => pattern = &activity.pattern,
                Change::Parameter { .. } => {}
            }
        }
        if pattern == "rest" {
            continue;
        }
        if pattern != "cycle" || trunk_deg < UPRIGHT_DEG {
            return false;
        }
        works = true;
    }
    works
}

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
        let power_w = stage.activity.as_ref().and_then(|own| own.power_w);
        (stage, label, power_w)
    });
    let rest = first
        .checked_sub(1)
        .map(|before| (phases[before], "rest".to_owned(), None));
    let stages = rest.into_iter().chain(loads);
    stages
        .filter_map(|(stage, label, power_w)| {
            let span = read_in(stage, record)?;
            let reading = |name| Some((name, reading_cell(span, people, name)?));
            let readings = READINGS.into_iter().filter_map(reading).collect();
            Some(WorkStage {
                label,
                power_w,
                readings,
            })
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

/// What studies measured at the uptake of a stage: lowest and highest mean, or one standard deviation
/// around the mean of a single study.
fn of_studies(studies: &[WorkStudy], name: &str, stage: &WorkStage) -> Option<AcceptedRange> {
    let uptake_l_per_min = 1e-3 * stage.reading(UPTAKE)?.value;
    let at = |study: &WorkStudy| {
        let (mean, sd) = study.at(name, uptake_l_per_min)?;
        Some((study.name.clone(), mean, sd))
    };
    let found: Vec<(String, f64, Option<f64>)> = studies.iter().filter_map(at).collect();
    let (low, high) = match &found[..] {
        [] => return None,
        [(_, mean, sd)] => {
            let sd = sd.unwrap_or(0.0);
            (mean - sd, mean + sd)
        }
        several => several
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |ends, (_, mean, _)| {
                (ends.0.min(*mean), ends.1.max(*mean))
            }),
    };
    let names: Vec<String> = found.into_iter().map(|(name, ..)| name).collect();
    Some(AcceptedRange {
        low,
        high,
        holds_for: "means of studies at this oxygen uptake".to_owned(),
        source: names.join("; "),
        target_id: String::new(),
        role: RangeRole::Marked,
    })
}

/// How output, stroke volume and rate rise with the load, beside a study that gives only this.
fn rise(stages: &[WorkStage], slope: &WorkSlope) -> Option<String> {
    let loads = || {
        let loads = stages
            .iter()
            .filter_map(|stage| Some((stage.power_w?, stage)));
        loads.filter(|(power_w, _)| (0.0..=slope.up_to_w).contains(power_w) && *power_w > 0.0)
    };
    let by_load = |a: &(f64, &WorkStage), b: &(f64, &WorkStage)| a.0.total_cmp(&b.0);
    let (from, to) = (loads().min_by(by_load)?, loads().max_by(by_load)?);
    if from.0 >= to.0 {
        return None;
    }
    let told = slope.per_w.iter().filter_map(|(name, per_w)| {
        let own = to.1.reading(name)?.value - from.1.reading(name)?.value;
        let own = significant(own / (to.0 - from.0), 2);
        Some(format!(
            "{} {own} {} (people {per_w})",
            label_of(name),
            unit_of(name)
        ))
    });
    let told: Vec<String> = told.collect();
    (!told.is_empty()).then(|| {
        format!(
            " Rise for each W from {} to {} W: {}; people: {} ({}).",
            from.0,
            to.0,
            told.join(", "),
            slope.name,
            slope.people
        )
    })
}

/// The table of the stages; none without stages.
pub(super) fn table(
    stages: &[WorkStage],
    studies: &[WorkStudy],
    slopes: &[WorkSlope],
) -> Option<ReadingTable> {
    if stages.is_empty() {
        return None;
    }
    // The other tables judge these readings; here their ranges only mark them.
    let shown = |name: &str, stage: &WorkStage| {
        let mut cell = stage.reading(name)?.clone();
        for range in &mut cell.accepted {
            range.role = RangeRole::Marked;
        }
        cell.accepted.extend(of_studies(studies, name, stage));
        Some(cell)
    };
    let row = |name: &str| {
        let cells = stages.iter().map(|stage| shown(name, stage));
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
    let mut note =
        "Each load is read at its end. Oxygen uptake is output times arteriovenous difference \
                    (Fick), in the whole body and in every bed. Skin is a part of the legs."
            .to_owned();
    if !studies.is_empty() {
        note += " People: lowest and highest mean of the studies of the figure at this oxygen uptake, or \
                 mean and standard deviation of one study; also ranges of the evidence. Their marks do not \
                 count in the headline.";
        for told in WorkStudy::of_half_reclining(studies) {
            note.push_str(&format!(" {told}"));
        }
        let rises = slopes.iter().filter_map(|slope| rise(stages, slope));
        note.extend(rises);
    }
    Some(ReadingTable {
        title: TABLE.to_owned(),
        columns: stages.iter().map(|stage| stage.label.clone()).collect(),
        rows,
        note,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

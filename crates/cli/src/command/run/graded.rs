//! Graded exercise on the terminal: how every load compares with people.

use std::collections::BTreeSet;
use std::io::Write;

use secondheart_body::quantity::{decimals_for, label_of};
use secondheart_report::overview::{Overview, ReadingRow, WorkStudy};

use super::readings::{Shown, even_blocks, write_block};
use crate::failure::Failure;
use crate::text_table::wrapped;

/// Readings that are shown, in the order of the table.
const SHOWN: [&str; 8] = [
    "oxygen_uptake_ml_per_min",
    "cardiac_output_l_per_min",
    "heart_rate_per_min",
    "stroke_volume_ml",
    "mean_arterial_pressure_mmhg",
    "pulmonary_wedge_pressure_mmhg",
    "arteriovenous_oxygen_difference_ml_per_dl",
    "leg_flow_both_ml_per_min",
];

/// Label of the line of people below a reading.
const PEOPLE: &str = "  people";

/// Shows the table; nothing without graded exercise.
pub(super) fn show(overview: &Overview, width: usize, out: &mut dyn Write) -> Result<(), Failure> {
    let Some(graded) = overview.graded_table() else {
        return Ok(());
    };
    let mut lines = Vec::new();
    for name in SHOWN {
        let label = label_of(name);
        let Some(row) = graded.rows.iter().find(|row| row.label == label) else {
            continue;
        };
        lines.extend(Shown::of(&[row], false));
        if row
            .cells
            .iter()
            .flatten()
            .any(|cell| !cell.accepted.is_empty())
        {
            lines.push(Shown {
                label: PEOPLE.to_owned(),
                unit: String::new(),
                cells: people(row).collect(),
                filled: vec![true; row.cells.len()],
            });
        }
    }
    for block in even_blocks(&lines, &graded.columns, width) {
        writeln!(out)?;
        write_block(&lines, &graded.columns, block, out)?;
    }
    if !lines.iter().any(|line| line.label == PEOPLE) {
        return Ok(());
    }
    let studies = overview.work_studies.iter().map(WorkStudy::publication);
    let studies: BTreeSet<&str> = studies.collect();
    let about = match studies.is_empty() {
        true => "people: ranges measured in this protocol; sources are in report.html".to_owned(),
        false => format!(
            "people: lowest and highest of {} studies at the same oxygen uptake and of ranges measured \
             in this protocol; sources are in report.html",
            studies.len()
        ),
    };
    writeln!(out, "\n{}", wrapped(&about, width))?;
    Ok(())
}

/// What people have at each load: from the lowest to the highest of all ranges.
fn people(row: &ReadingRow) -> impl Iterator<Item = String> {
    let decimals = decimals_for(row.cells.iter().flatten().map(|cell| cell.value), &row.unit);
    row.cells.iter().map(move |cell| {
        let ranges = cell.iter().flat_map(|cell| &cell.accepted);
        let ends = ranges.fold((f64::INFINITY, f64::NEG_INFINITY), |ends, range| {
            (ends.0.min(range.low), ends.1.max(range.high))
        });
        if ends.0 > ends.1 {
            return "-".to_owned();
        }
        let end = |value: f64| format!("{value:.decimals$}");
        let (low, high) = (end(ends.0), end(ends.1));
        match low == high {
            true => low,
            false => format!("{low}-{high}"),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use secondheart_report::overview::{AcceptedRange, ReadingCell, ReadingTable};

    #[test]
    fn each_reading_has_people_below_it_where_people_were_measured() {
        let range = |low, high| AcceptedRange {
            low,
            high,
            ..AcceptedRange::default()
        };
        let cell = |value, accepted| Some(ReadingCell { value, accepted });
        let row = |name: &str, cells| ReadingRow {
            label: label_of(name),
            unit: "mmHg".to_owned(),
            about: String::new(),
            cells,
        };
        let unknown = row(
            SHOWN[3],
            vec![cell(80.0, Vec::new()), cell(90.0, Vec::new())],
        );
        let graded = ReadingTable {
            title: "Graded exercise: where blood and oxygen go".to_owned(),
            columns: vec!["rest".to_owned(), "50 W".to_owned()],
            rows: vec![
                row(
                    SHOWN[4],
                    vec![
                        cell(100.0, vec![range(85.0, 90.0), range(88.0, 96.0)]),
                        cell(105.0, Vec::new()),
                    ],
                ),
                unknown.clone(),
            ],
            note: String::new(),
        };
        let study = |name: &str| WorkStudy {
            name: name.to_owned(),
            ..WorkStudy::default()
        };
        let mut overview = Overview {
            tables: vec![graded],
            work_studies: ["A 1999", "B 2006, fitter", "B 2006, others"]
                .map(study)
                .to_vec(),
            ..Overview::default()
        };
        let mut out = Vec::new();
        show(&overview, 100, &mut out).expect("memory can be written");
        let shown = String::from_utf8(out).expect("text");
        assert!(shown.contains("highest of 2 studies"), "{shown}");
        let lines: Vec<String> = shown
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(lines[1], "reading unit rest 50 W");
        assert_eq!(lines[3], "stroke volume mmHg 80.0 90.0");
        assert_eq!(lines[4], "mean arterial pressure mmHg 100 105");
        assert_eq!(lines[5], "people 85-96 -");
        let mut narrow = Vec::new();
        show(&overview, 60, &mut narrow).expect("memory can be written");
        let narrow = String::from_utf8(narrow).expect("text");
        assert!(
            narrow.lines().all(|line| line.chars().count() <= 60),
            "{narrow}"
        );
        overview.tables[0].rows = vec![unknown];
        let mut alone = Vec::new();
        show(&overview, 100, &mut alone).expect("memory can be written");
        let alone = String::from_utf8(alone).expect("text");
        assert!(alone.contains("stroke volume"), "{alone}");
        assert!(!alone.contains("people"), "{alone}");
        let mut empty = Vec::new();
        show(&Overview::default(), 100, &mut empty).expect("memory can be written");
        assert_eq!(empty, b"", "nothing to show");
    }
}

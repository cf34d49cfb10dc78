//! Graded exercise on the terminal: how every load compares with people.

use std::collections::BTreeSet;
use std::io::Write;

use secondheart_body::quantity::{decimals_for, label_of};
use secondheart_report::overview::{
    AcceptedRange, Judgement, Overview, ReadingCell, ReadingRow, WorkStudy,
};

use super::readings::{MARK_ROOM, Shown, even_blocks, mark, write_block};
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
    let rows = SHOWN.into_iter().filter_map(|name| {
        let label = label_of(name);
        graded.rows.iter().find(|row| row.label == label)
    });
    let rows: Vec<(&ReadingRow, Vec<Option<Spread>>)> =
        rows.map(|row| (row, Spread::beside(row))).collect();
    let has_people = |people: &[Option<Spread>]| people.iter().any(Option::is_some);
    let compared = rows.iter().any(|(_, people)| has_people(people));
    let room = if compared { MARK_ROOM } else { "" };
    let mut lines = Vec::new();
    for (row, people) in &rows {
        let mut own = Shown::of(&[row], false);
        if compared {
            let cells = own.iter_mut().flat_map(|line| &mut line.cells);
            for (cell, people) in cells.zip(people) {
                let judgement = people
                    .as_ref()
                    .map_or(Judgement::NoReference, |p| p.judgement);
                cell.push_str(&format!(" {}", mark(judgement)));
            }
        }
        lines.extend(own);
        if has_people(people) {
            lines.push(Shown {
                label: PEOPLE.to_owned(),
                unit: String::new(),
                cells: people.iter().map(Spread::shown).collect(),
                filled: vec![true; row.cells.len()],
            });
        }
    }
    let headings = graded
        .columns
        .iter()
        .map(|column| format!("{column}{room}"));
    let headings: Vec<String> = headings.collect();
    for block in even_blocks(&lines, &headings, width) {
        writeln!(out)?;
        write_block(&lines, &headings, block, out)?;
    }
    if !compared {
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
    let about = format!(
        "{about}. \u{2713} within them, \u{25bc} below, \u{25b2} above; no mark beside a single mean. The marks do \
         not count among the readings below."
    );
    writeln!(out, "\n{}", wrapped(&about, width))?;
    for told in WorkStudy::of_half_reclining(&overview.work_studies) {
        writeln!(out, "{}", wrapped(&told, width))?;
    }
    Ok(())
}

/// What people have at a load, from the lowest to the highest of all ranges, as it is printed.
struct Spread {
    low: String,
    high: String,
    judgement: Judgement,
}

impl Spread {
    /// What people have at each load of a row.
    fn beside(row: &ReadingRow) -> Vec<Option<Self>> {
        let decimals = decimals_for(row.cells.iter().flatten().map(|cell| cell.value), &row.unit);
        row.cells
            .iter()
            .map(|cell| Self::of(cell.as_ref(), decimals))
            .collect()
    }

    /// The ranges of a cell; `None` where there are none. The numbers are compared as they are printed,
    /// so that no mark contradicts them.
    fn of(cell: Option<&ReadingCell>, decimals: usize) -> Option<Self> {
        let cell = cell?;
        let ends = cell.accepted.iter().map(|range| (range.low, range.high));
        let (low, high) = ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
        let print = |value: f64| format!("{value:.decimals$}");
        let printed = |value: f64| print(value).parse().unwrap_or(value);
        let spread = AcceptedRange {
            low: printed(low),
            high: printed(high),
            ..AcceptedRange::default()
        };
        let judgement = match low < high {
            true => spread.judgement(printed(cell.value)),
            false => Judgement::NoReference,
        };
        let (low, high) = (print(low), print(high));
        Some(Self {
            low,
            high,
            judgement,
        })
    }

    /// A cell of the line of people, with room below the mark.
    fn shown(spread: &Option<Self>) -> String {
        let text = match spread {
            None => "-".to_owned(),
            Some(Self { low, high, .. }) if low == high => low.clone(),
            Some(Self { low, high, .. }) => format!("{low}-{high}"),
        };
        text + MARK_ROOM
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secondheart_report::overview::{AcceptedRange, ReadingCell, ReadingTable};

    #[test]
    fn a_mark_is_by_the_widest_spread_as_it_is_printed_and_none_by_a_single_mean() {
        let marked = |value, ranges: &[(f64, f64)]| {
            let range = |&(low, high): &(f64, f64)| AcceptedRange {
                low,
                high,
                ..AcceptedRange::default()
            };
            let accepted = ranges.iter().map(range).collect();
            Spread::of(Some(&ReadingCell { value, accepted }), 0).map(|spread| spread.judgement)
        };
        let two = [(60.0, 70.0), (65.0, 80.0)];
        assert_eq!(marked(79.0, &two), Some(Judgement::InBand));
        assert_eq!(marked(80.4, &two), Some(Judgement::InBand), "80 of 60-80");
        assert_eq!(marked(80.6, &two), Some(Judgement::Above));
        assert_eq!(marked(50.0, &two), Some(Judgement::Below));
        assert_eq!(marked(50.0, &[(60.0, 60.0)]), Some(Judgement::NoReference));
        assert_eq!(marked(50.0, &[]), None);
    }

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
        assert_eq!(lines[4], "mean arterial pressure mmHg 100 \u{25b2} 105");
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

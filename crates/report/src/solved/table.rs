//! Tables of means, minima and maxima.

use std::fmt::Write as _;

use super::power::largest;
use super::statistics::Statistics;
use super::{Ends, Kind, SolvedModel, Vessel};
use crate::text::{escape, significant};

/// Digits of a number in a table.
const DIGITS: usize = 4;
/// Share of the largest number of its kind below which a number is printed as zero.
const ROUNDING: f64 = 1e-9;

/// A row: name, end, and a series of each of the two kinds.
struct Row<'a> {
    name: &'a str,
    end: &'static str,
    series: [&'a [f64]; 2],
}

/// Flow and pressure of all vessels.
pub(super) fn of_vessels(out: &mut String, solved: &SolvedModel) {
    let (heading, caption) = match solved.kind {
        Kind::Vessels => ("Vessel", "Flow and pressure of the vessels"),
        Kind::Connections => ("Connection", "Flow and pressure of the connections"),
    };
    let rows: Vec<Row> = solved.vessels.iter().flat_map(vessel_rows).collect();
    write(out, solved, caption, heading, ["Flow", "Pressure"], &rows);
}

/// Volume and pressure of all storages.
pub(super) fn of_storages(out: &mut String, solved: &SolvedModel) {
    let of_kind = |chambers: bool| {
        let storages = solved.storages.iter();
        storages.filter(move |storage| storage.is_chamber() == chambers)
    };
    let rows = of_kind(true).chain(of_kind(false)).map(|storage| Row {
        name: &storage.name,
        end: "",
        series: [&storage.volume, &storage.pressure],
    });
    let rows: Vec<Row> = rows.collect();
    write(
        out,
        solved,
        "Stored volumes",
        "Name",
        ["Volume", "Pressure"],
        &rows,
    );
}

/// One row, or two for a vessel whose ends differ.
fn vessel_rows(vessel: &Vessel) -> Vec<Row<'_>> {
    let row = |end, of: fn(&Ends) -> &[f64]| Row {
        name: &vessel.name,
        end,
        series: [of(&vessel.flow), of(&vessel.pressure)],
    };
    if vessel.flow.are_one() && vessel.pressure.are_one() {
        return vec![row("", |ends| &ends.inlet)];
    }
    vec![
        row("in", |ends| &ends.inlet),
        row("out", |ends| &ends.outlet),
    ]
}

fn write(
    out: &mut String,
    solved: &SolvedModel,
    caption: &str,
    heading: &str,
    kinds: [&str; 2],
    rows: &[Row<'_>],
) {
    if rows.is_empty() {
        return;
    }
    let of_kind = |kind: usize| rows.iter().flat_map(move |row| row.series[kind]);
    let smallest = [0, 1].map(|kind| ROUNDING * largest(of_kind(kind)));
    // The second kind is omitted if no row has it.
    let shown = if of_kind(1).next().is_some() { 2 } else { 1 };
    head(out, caption, heading, &kinds[..shown]);
    for row in rows {
        let found = row.series.map(|s| Statistics::of(&solved.times_s, s));
        // Rows of a narrow screen name the kinds in front of their numbers.
        let second = if found[1].is_some() { kinds[1] } else { "" };
        let _ = write!(
            out,
            r#"<tr role="row" data-first="{}" data-second="{second}"><th role="rowheader">{}"#,
            kinds[0],
            escape(row.name)
        );
        if !row.end.is_empty() {
            let _ = write!(out, r#" <span class="unit">{}</span>"#, row.end);
        }
        out.push_str("</th>");
        for (found, smallest) in found.iter().zip(smallest).take(shown) {
            cells(out, found.as_ref(), smallest);
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table>");
}

/// The table up to its first row.
fn head(out: &mut String, caption: &str, heading: &str, kinds: &[&str]) {
    let _ = write!(
        out,
        r#"<table class="statistics" role="table"><caption>{caption}</caption><thead role="rowgroup"><tr class="kinds" role="row"><th rowspan="2" role="columnheader">{heading}</th>"#
    );
    for kind in kinds {
        let _ = write!(out, r#"<th colspan="3" role="columnheader">{kind}</th>"#);
    }
    out.push_str(r#"</tr><tr class="columns" role="row">"#);
    for _ in kinds {
        for column in ["mean", "minimum", "maximum"] {
            let _ = write!(out, r#"<th role="columnheader">{column}</th>"#);
        }
    }
    out.push_str(r#"</tr></thead><tbody role="rowgroup">"#);
}

/// Three cells; dashes without data.
fn cells(out: &mut String, found: Option<&Statistics>, smallest: f64) {
    let Some(found) = found else {
        out.push_str(&r#"<td role="cell" class="void">–</td>"#.repeat(3));
        return;
    };
    for value in [found.mean, found.min, found.max] {
        let _ = write!(out, r#"<td role="cell">{}</td>"#, number(value, smallest));
    }
}

/// A number, or zero if it is rounding beside the others.
fn number(value: f64, smallest: f64) -> String {
    let value = if value.abs() <= smallest { 0.0 } else { value };
    significant(value, DIGITS)
}

#[cfg(test)]
mod tests {
    use super::super::Storage;
    use super::*;

    fn solved() -> SolvedModel {
        let one = |value: f64| Ends {
            inlet: vec![value, value, value],
            outlet: vec![value, value, value],
        };
        SolvedModel {
            times_s: vec![0.0, 0.5, 1.0],
            vessels: vec![
                Vessel {
                    name: "aorta".into(),
                    pressure: Ends {
                        inlet: vec![80.0, 120.0, 80.0],
                        outlet: vec![70.0, 110.0, 70.0],
                    },
                    flow: one(90.0),
                },
                Vessel {
                    name: "shut".into(),
                    pressure: one(5.0),
                    flow: one(-1e-14),
                },
            ],
            storages: vec![Storage {
                name: "LCA".into(),
                volume: vec![1e-6, 3e-6, 1e-6],
                pressure: Vec::new(),
            }],
            ..SolvedModel::default()
        }
    }

    fn cells(row: &str) -> Vec<&str> {
        let cells = row.split("<td").skip(1);
        cells
            .filter_map(|cell| cell.split(['>', '<']).nth(1))
            .collect()
    }

    #[test]
    fn a_vessel_with_different_ends_has_two_rows() {
        let mut out = String::new();
        of_vessels(&mut out, &solved());
        let rows: Vec<&str> = out.split("<tr role=\"row\"").skip(1).collect();
        assert_eq!(rows.len(), 3, "{out}");
        assert!(rows[0].contains("aorta <span class=\"unit\">in</span>"));
        assert_eq!(
            cells(rows[0]),
            ["90.00", "90.00", "90.00", "100.0", "80.00", "120.0"]
        );
        assert_eq!(cells(rows[1])[3..], ["90.00", "70.00", "110.0"]);
    }

    #[test]
    fn rounding_is_printed_as_zero_and_missing_data_as_a_dash() {
        let mut out = String::new();
        of_vessels(&mut out, &solved());
        let last = out.rsplit("<tr role=\"row\"").next().unwrap_or_default();
        assert_eq!(cells(last)[..4], ["0", "0", "0", "5.000"]);
        let mut out = String::new();
        of_storages(&mut out, &solved());
        let last = out.rsplit("<tr role=\"row\"").next().unwrap_or_default();
        let volume = ["2.000e\u{2212}6", "1.000e\u{2212}6", "3.000e\u{2212}6"];
        assert_eq!(cells(last), volume);
        assert!(!out.contains("Pressure"), "no row has a pressure");
        let mut solved = solved();
        solved.storages.push(Storage {
            name: "LV".into(),
            volume: vec![1e-4; 3],
            pressure: vec![8.0; 3],
        });
        let mut out = String::new();
        of_storages(&mut out, &solved);
        let rows: Vec<&str> = out.split("<tr role=\"row\"").skip(1).collect();
        assert!(rows[0].contains(">LV<"), "chambers come first");
        assert_eq!(cells(rows[1])[3..], ["–", "–", "–"]);
    }
}

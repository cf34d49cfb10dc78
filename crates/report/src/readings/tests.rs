//! Tests of tables, marks and counts on made-up readings.

use super::*;
use crate::overview::WorkSlope;

fn cell(value: f64, band: Option<(f64, f64)>) -> Option<ReadingCell> {
    let accepted = band.map(|(low, high)| accepted(low, high, "ST13", RangeRole::Predicted));
    let accepted = accepted.into_iter().collect();
    Some(ReadingCell { value, accepted })
}

fn accepted(low: f64, high: f64, id: &str, role: RangeRole) -> AcceptedRange {
    AcceptedRange {
        low,
        high,
        holds_for: "healthy adults, standing, rest".into(),
        source: "Author A et al. 1999".into(),
        target_id: id.into(),
        role,
    }
}

fn overview(cells: Vec<Option<ReadingCell>>) -> Overview {
    let row = ReadingRow {
        label: "Foot <vein>".into(),
        unit: "mmHg".into(),
        about: String::new(),
        cells,
    };
    let columns = (0..row.cells.len()).map(|i| format!("phase {i}")).collect();
    let tables = vec![ReadingTable {
        title: "Veins".into(),
        columns,
        rows: vec![row],
        note: String::new(),
    }];
    Overview {
        tables,
        ..Overview::default()
    }
}

#[test]
fn readings_outside_are_told_with_the_counts_and_nothing_where_nothing_is_judged() {
    assert!(compared(&overview(vec![cell(3.0, None)])).is_empty());
    let band = Some((91.5, 98.9));
    let counts = "Readings within what was measured in people: ";
    assert_eq!(
        compared(&overview(vec![cell(95.2, band)])),
        [format!("{counts}1 of 1 predicted")]
    );
    assert_eq!(
        compared(&overview(vec![cell(95.2, band), cell(80.0, band)])),
        [
            format!("{counts}1 of 2 predicted; outside:"),
            "\u{25bc} Foot <vein>, phase 1: 80.0 mmHg, people 91.5 to 98.9 (ST13)".to_owned(),
        ]
    );
    let many = compared(&overview(vec![cell(80.0, band); 11]));
    assert_eq!(many.len(), 1 + outside::MOST_OUTSIDE + 1);
    assert_eq!(many[outside::MOST_OUTSIDE + 1], "and 3 more in report.html");
}

#[test]
fn every_judgement_has_its_word_and_symbol() {
    let band = Some((91.5, 98.9));
    let overview = overview(vec![
        cell(95.2, band),
        cell(80.0, band),
        cell(99.0, band),
        cell(50.0, None),
        cell(f64::NAN, band),
        None,
    ]);
    let html = tables_html(&overview);
    let cells: Vec<&str> = html.split("<td ").skip(1).collect();
    let expected = [
        ("good", "✓ in band"),
        ("bad", "▼ below"),
        ("bad", "▲ above"),
        ("none", "no reference"),
        ("bad", "✕ no value"),
        ("void", "–"),
    ];
    assert_eq!(cells.len(), expected.len());
    for (cell, (class, words)) in cells.iter().zip(expected) {
        assert!(
            cell.contains(&format!(r#"class="{class}""#)),
            "{class}: {cell}"
        );
        assert!(cell.contains(words), "{words}: {cell}");
    }
    assert_eq!(
        tally(&overview),
        Tally {
            predicted: Share {
                in_band: 1,
                judged: 4
            },
            calibrated: Share::default(),
        }
    );
    assert_eq!(outside_html(&overview).matches("<li>").count(), 3);
    assert_eq!(sources_html(&overview).matches("<li ").count(), 1);
    assert!(!html.contains("<vein>"));
}

#[test]
fn every_range_of_a_reading_is_shown_with_its_role_and_only_judged_ones_count() {
    let cell = ReadingCell {
        value: 80.0,
        accepted: vec![
            accepted(60.0, 90.0, "A1", RangeRole::Predicted),
            accepted(70.0, 75.0, "B1", RangeRole::Predicted),
            accepted(79.0, 81.0, "C1", RangeRole::Calibrated),
            accepted(1.0, 2.0, "D1", RangeRole::Shown("not counted")),
        ],
    };
    let overview = overview(vec![Some(cell)]);
    let html = tables_html(&overview);
    assert!(html.contains(r#"<td role="cell" class="bad""#), "{html}");
    for (words, id) in [
        (
            "✓ in band</b></span> <a href=\"#target-A1\"",
            ">60 to 90</a> predicted",
        ),
        (
            "▲ above</b></span> <a href=\"#target-B1\"",
            ">70 to 75</a> predicted",
        ),
        (
            "✓ in band</b></span> <a href=\"#target-C1\"",
            ">79 to 81</a> calibrated",
        ),
        ("<br/><a href=\"#target-D1\"", ">1 to 2</a> not counted"),
    ] {
        assert!(
            html.contains(words) && html.contains(id),
            "{words} {id}: {html}"
        );
    }
    let share = |in_band, judged| Share { in_band, judged };
    assert_eq!(
        tally(&overview),
        Tally {
            predicted: share(1, 2),
            calibrated: share(1, 1),
        }
    );
    let outside = outside_html(&overview);
    assert_eq!(outside.matches("<li>").count(), 1);
    assert!(outside.contains("70 to 75</a> (healthy adults, standing, rest; predicted)"));
    let sources = sources_html(&overview);
    assert_eq!(sources.matches("<li ").count(), 4);
    assert!(sources.contains("1 to 2 mmHg; healthy adults, standing, rest; not counted."));
    let mut rising = overview;
    rising.work_slopes = vec![WorkSlope {
        source: "Author B 2018, doi <b>".to_owned(),
        ..WorkSlope::default()
    }];
    let sources = sources_html(&rising);
    assert!(
        sources.contains("Author B 2018, doi &lt;b&gt;"),
        "{sources}"
    );
}

#[test]
fn a_spread_of_people_marks_a_reading_and_does_not_count() {
    let html = |low, high| {
        let cell = ReadingCell {
            value: 80.0,
            accepted: vec![accepted(low, high, "", RangeRole::Marked)],
        };
        let overview = overview(vec![Some(cell)]);
        assert_eq!(tally(&overview), Tally::default());
        assert_eq!(outside_html(&overview), "");
        tables_html(&overview)
    };
    assert!(html(70.0, 85.0).contains("✓ in band"));
    assert!(html(70.0, 75.0).contains("▲ above"));
    let single = html(75.0, 75.0);
    assert!(single.contains(">75</span> people"), "{single}");
    assert!(!single.contains("▲"), "{single}");
}

#[test]
fn rounding_does_not_hide_on_which_side_a_value_lies() {
    let cells = vec![cell(98.94, Some((91.5, 98.9)))];
    let html = tables_html(&overview(cells));
    assert!(
        html.contains(">98.94<") && html.contains("▲ above"),
        "{html}"
    );
    assert!(html.contains("91.5 to 98.9"), "{html}");
    let cells = vec![cell(131.2, Some((131.0, 189.0)))];
    assert!(tables_html(&overview(cells)).contains(">131.2<"));
}

#[test]
fn rows_shorter_than_the_columns_are_filled() {
    let mut overview = overview(vec![cell(1.0, None)]);
    overview.tables[0].columns.push("later".into());
    assert_eq!(tables_html(&overview).matches("<td ").count(), 2);
}

//! The page and the figures as a reader's programs see them: parsed, measured, attacked.

#[path = "../../examples/demo/synthetic.rs"]
mod synthetic;

use std::collections::HashSet;

use roxmltree::Node;

use crate::broken::broken;
use crate::common::{
    HOSTILE_NUMBERS, no_text_covers_another, only_data, parse, stands_alone, texts_fit,
};
use secondheart_laboratory::departure::Departure;
use secondheart_report::overview::{
    Channel, EnvelopePoint, Overview, PhaseSpan, Plethysmogram, RangeRole, Tiptoes,
};
use secondheart_report::{DISCLAIMER, figures, html};

#[test]
fn page_and_figures_are_well_formed_and_stand_alone() {
    let overview = synthetic::calf_raises();
    let page = html(&overview);
    let document = parse(&page);
    stands_alone(&page, &document);
    let shown = document
        .descendants()
        .filter(|n| n.tag_name().name() == "figure");
    assert_eq!(shown.count(), 8);
    assert!(page.contains(DISCLAIMER));
    assert!(
        page.contains("4 of 6"),
        "four of the six readings with a range lie in it"
    );
    assert!(page.len() < 600_000, "{} bytes", page.len());

    let figures = figures(&overview);
    let names: Vec<&str> = figures.iter().map(|(name, _)| *name).collect();
    let expected = [
        "circulation",
        "veins",
        "refill",
        "ventricle",
        "volumes",
        "valves",
        "knee",
        "pump",
    ];
    assert_eq!(names, expected);
    for (name, svg) in &figures {
        let document = parse(svg);
        let root = document.root_element();
        assert!(
            root.has_tag_name(("http://www.w3.org/2000/svg", "svg")),
            "{name}"
        );
        assert!(
            document
                .descendants()
                .any(|node| node.has_tag_name("title") || node.tag_name().name() == "title")
        );
    }
}

#[test]
fn the_headline_counts_predicted_readings_and_says_how_many_are_calibrated() {
    let mut overview = synthetic::calf_raises();
    let headline = |overview: &Overview| {
        let page = html(overview);
        let facts = page.split_once("<dl class=\"facts\">").expect("facts").1;
        facts.split_once("</div>").expect("one fact").0.to_owned()
    };
    let all = "<div><dd>4 of 6</dd><dt>predicted readings in the human range</dt>";
    assert_eq!(headline(&overview), all);
    let mut roles = [RangeRole::Calibrated, RangeRole::Shown("input")].into_iter();
    let tables = overview.tables.iter_mut();
    let cells = tables.flat_map(|table| &mut table.rows);
    for cell in cells.flat_map(|row| row.cells.iter_mut().flatten()) {
        for range in &mut cell.accepted {
            if (range.low..=range.high).contains(&cell.value) {
                range.role = roles.next().unwrap_or_default();
            }
        }
    }
    assert_eq!(
        headline(&overview),
        "<div><dd>2 of 4</dd><dt>predicted readings in the human range (calibrated 1 of 1)</dt>"
    );
}

#[test]
fn text_in_figures_is_large_enough_and_inside_the_drawing() {
    let page = html(&synthetic::calf_raises());
    let document = parse(&page);
    let seen = texts_fit(&document);
    assert!(seen > 200, "{seen} texts");
}

#[test]
fn nothing_breaks_on_empty_or_impossible_data() {
    for value in HOSTILE_NUMBERS {
        let overview = broken(value);
        let page = html(&overview);
        let document = parse(&page);
        only_data(&document);
        assert!(!page.contains("NaN") && !page.contains("inf\""), "{value}");
        for (_, svg) in figures(&overview) {
            parse(&svg);
            assert!(
                !svg.contains("NaN") && !svg.contains("inf"),
                "{value}: {svg}"
            );
        }
        assert!(page.len() < 600_000, "{value}: {} bytes", page.len());
    }
    let page = html(&Overview::default());
    parse(&page);
    assert!(page.contains(DISCLAIMER) && !page.contains("<figure"));
    assert!(figures(&Overview::default()).is_empty());
}

#[test]
fn a_longer_protocol_does_not_make_a_larger_page() {
    let mut overview = synthetic::calf_raises();
    let short = html(&overview).len();
    for channel in &mut overview.channels {
        let last_s = channel.points.last().map_or(0.0, |point| point.t_s);
        let later: Vec<EnvelopePoint> = channel
            .points
            .iter()
            .cycle()
            .take(50_000)
            .enumerate()
            .map(|(i, point)| EnvelopePoint {
                t_s: last_s + i as f64,
                weight_s: 1.0,
                ..*point
            })
            .collect();
        channel.points.extend(later);
    }
    let long = html(&overview).len();
    assert!(long < 2 * short, "{short} and {long} bytes");
}

#[test]
fn the_page_says_what_was_simulated_and_what_each_phase_is() {
    let phase = |i: u32| PhaseSpan {
        name: format!("walk_{i}"),
        start_s: 60.0 * f64::from(i),
        end_s: 60.0 * f64::from(i + 1),
        details: vec!["standing".to_owned(), "walk at 3 km/h".to_owned()],
        ..PhaseSpan::default()
    };
    let overview = |phases: u32| Overview {
        differences: vec!["from the start: muscle pressure gain 0 instead of 1".to_owned()],
        phases: (0..phases).map(phase).collect(),
        ..Overview::default()
    };
    let page = secondheart_report::html(&overview(2));
    assert!(page.contains("from the start: muscle pressure gain 0 instead of 1</p>"));
    assert!(page.contains("<li><b>walk 1</b> 1\u{a0}min · standing · walk at 3\u{a0}km/h</li>"));
    assert!(!page.contains("more phases"));
    let page = secondheart_report::html(&overview(10_000));
    assert!(page.contains("<p>and 9960 more phases</p>"));
    assert!(!page.contains("walk 40<"));
}

#[test]
fn departures_from_the_checked_range_stand_near_the_top_and_only_if_there_are_any() {
    let heading = "Outside the range that was checked";
    let mut overview = synthetic::calf_raises();
    assert!(!html(&overview).contains(heading));
    overview.departures = vec![Departure {
        quantity: "central pressure".into(),
        unit: "mmHg".into(),
        event: None,
        at_s: Some(61.0),
        value: -12.0,
        limit: -10.0,
        reason: "<nobody> was measured".into(),
    }];
    let page = html(&overview);
    let told = "<li><b>central pressure below \u{2212}10\u{a0}mmHg from 61\u{a0}s on, lowest \u{2212}12</b>: \
                &lt;nobody&gt; was measured</li>";
    assert_eq!(page.matches(told).count(), 1);
    let place = |words: &str| page.find(words).expect("in the page");
    assert!(place(heading) < place("<h2>Protocol</h2>"));
}

#[test]
fn the_numbers_behind_every_figure_are_in_the_page() {
    let overview = synthetic::calf_raises();
    let page = html(&overview);
    let (_, rest) = page.split_once("id=\"figure-data\">").expect("the element");
    let (numbers, _) = rest.split_once("</script").expect("its end");
    let numbers: serde_json::Value = serde_json::from_str(numbers).expect("JSON");
    let names = numbers.as_array().expect("a list").iter();
    let names: Vec<&str> = names
        .filter_map(|figure| figure["figure"].as_str())
        .collect();
    let drawn = figures(&overview);
    assert_eq!(
        names,
        drawn.iter().map(|(name, _)| *name).collect::<Vec<_>>()
    );
    for figure in numbers.as_array().expect("a list") {
        let curves = figure["curves"].as_array().expect("curves");
        assert!(!curves.is_empty(), "{}", figure["figure"]);
        for curve in curves {
            let columns = curve.as_object().expect("a curve").values();
            let lengths: HashSet<usize> =
                columns.filter_map(|c| c.as_array()).map(Vec::len).collect();
            assert_eq!(lengths.len(), 1, "columns of {curve}");
        }
    }
}

/// A protocol of so many phases, as a sketch and the tables show it.
fn long(phases: usize) -> Overview {
    let short = synthetic::calf_raises();
    let span_s = short.simulated_s / phases as f64;
    let phase = |i: usize| PhaseSpan {
        name: format!("stand_at_work_{i}"),
        start_s: span_s * i as f64,
        end_s: span_s * (i + 1) as f64,
        ..PhaseSpan::default()
    };
    let share = short.pump_shares[2].clone();
    Overview {
        phases: (0..phases).map(phase).collect(),
        pump_shares: vec![share; phases],
        loops: short
            .loops
            .iter()
            .cycle()
            .take(phases.min(60))
            .cloned()
            .collect(),
        ..short
    }
}

#[test]
fn ten_thousand_phases_do_not_make_a_larger_page_than_sixty() {
    let (short, many) = (html(&long(60)).len(), html(&long(10_000)).len());
    assert!(many <= short + 1000, "{short} and {many} bytes");
    let page = html(&long(10_000));
    assert!(page.contains("10\u{202f}000 phases, too many to be marked"));
    assert!(page.contains("Of the 10\u{202f}000 phases, 60 are drawn, evenly chosen."));
    assert!(page.contains("Of 10\u{202f}000 phases, the first 12 in or just before which"));
}

#[test]
fn the_figures_of_the_whole_protocol_share_one_axis_of_time() {
    let drawn = figures(&synthetic::calf_raises());
    // From where to where the grid of the panels reaches.
    let reaches = ["circulation", "veins", "volumes"].map(|name| {
        let (_, svg) = drawn.iter().find(|(own, _)| *own == name).expect(name);
        let document = parse(svg);
        let ends = |node: Node<'_, '_>| {
            let place = |name| node.attribute(name).map(str::to_owned);
            let level = place("y1")? == place("y2")?;
            level.then(|| place("x1").zip(place("x2")))?
        };
        let length = |(from, to): &(String, String)| {
            let number = |text: &str| text.parse::<f64>().expect("a number");
            number(to) - number(from)
        };
        let lines = document.descendants().filter_map(ends);
        lines
            .filter(|line| length(line) > 300.0)
            .collect::<HashSet<_>>()
    });
    assert_eq!(reaches[0].len(), 1, "{reaches:?}");
    assert_eq!(reaches[0], reaches[1]);
    assert_eq!(reaches[0], reaches[2]);
}

#[test]
fn no_text_of_a_figure_covers_another() {
    for overview in [synthetic::calf_raises(), long(30), long(10_000)] {
        let page = html(&overview);
        no_text_covers_another(&parse(&page));
    }
}

#[test]
fn a_table_of_many_columns_continues_below() {
    let mut overview = synthetic::calf_raises();
    let table = &mut overview.tables[0];
    table.columns = (1..=30).map(|i| format!("phase {i}")).collect();
    for row in &mut table.rows {
        let cells = row.cells.iter().cycle().take(30);
        row.cells = cells.cloned().collect();
    }
    let page = html(&overview);
    let document = parse(&page);
    let rows = document
        .descendants()
        .filter(|node| node.tag_name().name() == "tr");
    let widest = rows
        .map(|row| row.children().filter(|cell| cell.is_element()).count())
        .max();
    assert!(widest <= Some(8), "{widest:?}");
    for i in 1..=30 {
        assert!(
            page.contains(&format!(r#"data-column="phase {i}""#)),
            "phase {i}"
        );
    }
}

#[test]
fn the_plethysmograph_shows_what_is_read_from_its_curve() {
    let curve = Channel {
        unit: "mL".into(),
        points: (0..300)
            .map(|i| {
                let (t_s, mean) = (f64::from(i), 400.0 + 0.5 * f64::from(i));
                EnvelopePoint {
                    t_s,
                    weight_s: 1.0,
                    min: mean,
                    mean,
                    max: mean,
                }
            })
            .collect(),
        ..Channel::default()
    };
    let phase = |name: &str, start_s, end_s| PhaseSpan {
        name: name.into(),
        start_s,
        end_s,
        ..PhaseSpan::default()
    };
    let tiptoes = |start_s, lowest_ml, volume_ml, fraction_pct| {
        let end_s = start_s + 5.0;
        Some(Tiptoes {
            start_s,
            end_s,
            lowest_ml,
            volume_ml,
            fraction_pct,
        })
    };
    let overview = Overview {
        plethysmogram: Some(Plethysmogram {
            curve,
            phases: vec![phase("raised", 0.0, 60.0), phase("standing", 60.0, 300.0)],
            standing_s: 60.0,
            emptied_ml: 420.0,
            venous_volume_ml: 120.0,
            filling_index_ml_per_s: Some(1.2),
            ejection: tiptoes(200.0, 470.0, 70.0, 58.3),
            residue: tiptoes(250.0, 450.0, 30.0, 25.0),
        }),
        ..Overview::default()
    };
    let page = html(&overview);
    for label in [
        "VV 120 mL",
        "90 % in 90 s: VFI 1.2 mL/s",
        "EV 70 mL, EF 58 %",
        "RV 30 mL, RVF 25 %",
    ] {
        // In the wide and in the narrow drawing.
        assert_eq!(page.matches(&format!(">{label}<")).count(), 2, "{label}");
    }
    texts_fit(&parse(&page));
    no_text_covers_another(&parse(&page));
}

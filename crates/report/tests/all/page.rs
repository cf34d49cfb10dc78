//! The page and the figures as a reader's programs see them: parsed, measured, attacked.

#[path = "../../examples/demo/synthetic.rs"]
mod synthetic;

use crate::common::{HOSTILE, HOSTILE_NUMBERS, only_data, parse, stands_alone, texts_fit};
use secondheart_laboratory::departure::Departure;
use secondheart_laboratory::instrument::KneeCycle;
use secondheart_report::overview::{
    AcceptedRange, Channel, EndValues, EnvelopePoint, GaitWindow, Overview, PhaseSpan,
    Plethysmogram, PressureVolumeLoop, PumpShare, PumpWindow, RangeRole, ReadingCell, ReadingRow,
    ReadingTable, Tiptoes, Trace, ValveWindow, channel_name,
};
use secondheart_report::{DISCLAIMER, figures, html};

/// Everything an overview can hold, with texts and numbers that should never come.
fn broken(value: f64) -> Overview {
    let point = |t_s: f64, v: f64| EnvelopePoint {
        t_s,
        weight_s: 1.0,
        min: v,
        mean: v,
        max: v,
    };
    let points = vec![
        point(0.0, 1.0),
        point(1.0, value),
        point(value, 2.0),
        point(3.0, value),
    ];
    let channel = |name: &str| Channel {
        name: name.into(),
        label: HOSTILE.into(),
        unit: HOSTILE.into(),
        points: points.clone(),
    };
    let trace = || Trace {
        label: HOSTILE.into(),
        t_s: vec![0.0, 1.0, value, 2.0],
        values: vec![value, 0.5, 1.0],
    };
    let accepted = AcceptedRange {
        low: value,
        high: 2.0,
        holds_for: HOSTILE.into(),
        source: HOSTILE.into(),
        target_id: HOSTILE.into(),
        role: RangeRole::Shown(HOSTILE),
    };
    let judged = AcceptedRange {
        target_id: "A1".into(),
        role: RangeRole::Calibrated,
        ..accepted.clone()
    };
    let cell = |accepted| Some(ReadingCell { value, accepted });
    let phase = |start_s, end_s| PhaseSpan {
        name: HOSTILE.repeat(5),
        start_s,
        end_s,
        details: vec![HOSTILE.to_owned()],
        end: EndValues {
            blood_lost_ml: Some(value),
            ..EndValues::default()
        },
    };
    Overview {
        title: HOSTILE.into(),
        description: HOSTILE.into(),
        subject_line: HOSTILE.into(),
        differences: vec![HOSTILE.to_owned()],
        departures: vec![Departure {
            quantity: HOSTILE.into(),
            unit: HOSTILE.into(),
            at_s: Some(value),
            value,
            limit: value,
            reason: HOSTILE.into(),
        }],
        plethysmogram: Some(Plethysmogram {
            curve: channel("calf_fluid_volume_ml"),
            phases: vec![phase(0.0, 2.0), phase(2.0, 3.0)],
            standing_s: value,
            emptied_ml: value,
            venous_volume_ml: value,
            filling_index_ml_per_s: Some(value),
            ejection: Some(Tiptoes {
                start_s: value,
                end_s: value,
                lowest_ml: value,
                volume_ml: value,
                fraction_pct: value,
            }),
            residue: Some(Tiptoes::default()),
        }),
        command_line: HOSTILE.into(),
        version: HOSTILE.into(),
        simulated_s: value,
        wall_s: value,
        speed: value,
        invariants: vec![(HOSTILE.into(), HOSTILE.into())],
        phases: vec![
            phase(0.0, 2.0),
            phase(2.0, 2.0),
            phase(value, value),
            phase(2.0, 3.0),
        ],
        channels: [
            channel_name::ARTERIAL_PRESSURE,
            channel_name::CARDIAC_OUTPUT,
            channel_name::FOOT_VEIN_PRESSURE,
            channel_name::CENTRAL_VENOUS_PRESSURE,
            channel_name::PLASMA_VOLUME,
        ]
        .map(channel)
        .into(),
        loops: vec![PressureVolumeLoop {
            label: HOSTILE.into(),
            volume_ml: vec![100.0, value, 50.0],
            pressure_mmhg: vec![value, 1.0, 100.0, 5.0],
        }],
        pump_window: Some(PumpWindow {
            end_s: 3.0,
            exercise_start_s: value,
            exercise_end_s: 1.0,
            exercise_label: HOSTILE.into(),
            channels: vec![channel("foot"), channel("ankle")],
            standing_mmhg: Some(value),
            ambulatory_mmhg: Some(3.0),
            refill_90_s: Some(1.0),
            ..PumpWindow::default()
        }),
        valve_window: Some(ValveWindow {
            start_s: 0.0,
            end_s: 2.0,
            valves: vec![trace(), Trace::default()],
            pressures: vec![trace(), Trace::default()],
        }),
        gait_window: Some(GaitWindow {
            exercise_label: HOSTILE.into(),
            cycle_label: HOSTILE.repeat(5),
            cycle: KneeCycle {
                cycles: value,
                cycle_s: value,
                phase_pct: vec![0.0, 50.0, value, 99.0],
                deep_ml_per_s: vec![value, 1.0, 2.0],
                superficial_ml_per_s: vec![0.0, value, 0.0, value],
                muscle_mmhg: vec![],
            },
        }),
        pump_shares: vec![
            PumpShare {
                phase: HOSTILE.into(),
                heart_flow_l_per_min: Some(value),
                pump_flow_l_per_min: Some(-1.0),
                heart_power_w: None,
                pump_power_w: Some(0.0),
            },
            PumpShare::default(),
        ],
        tables: vec![ReadingTable {
            title: HOSTILE.into(),
            columns: vec![HOSTILE.into(), String::new()],
            rows: vec![ReadingRow {
                label: HOSTILE.into(),
                unit: HOSTILE.into(),
                cells: vec![
                    cell(vec![accepted, judged]),
                    cell(Vec::new()),
                    cell(Vec::new()),
                ],
            }],
            note: HOSTILE.into(),
        }],
    }
}

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
